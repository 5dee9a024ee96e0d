"""The countdown, "three, two, one", that ends a hold, a time to move in, and a rest before either."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from voicefoot.arranging.speech_track import SpeechTrack
from voicefoot.language import english
from voicefoot.model.cues import Reps, Span, WorkBounds
from voicefoot.model.origin import Origin
from voicefoot.model.phrase import Phrase

COUNTDOWN_FROM_SECONDS = 5.0
"""Holds from here on are counted down."""
COUNTDOWN_SECONDS = (3, 2, 1)
"""How long before the end each word falls, or the tick that stands for it."""
ALOUD_FROM_SECONDS = 10.0
"""A time to move in, or a rest, from here on is counted down aloud; ticks stand for the words in a shorter
one.
"""
_TICKS_FROM_SECONDS, _TICK_FROM_SECONDS = 4.0, 2.0
"""Rests from here on end with three ticks, or with one. In a shorter one the start alone is heard."""


def lead_ticks(span: Span) -> tuple[float, ...]:
    """Return the moments, before 0, of the ticks that lead from a written rest into `span`."""
    rest = span.rest_before_seconds
    if rest is None or rest >= ALOUD_FROM_SECONDS or rest < _TICK_FROM_SECONDS:
        return ()
    return tuple(-float(left) for left in COUNTDOWN_SECONDS) if rest >= _TICKS_FROM_SECONDS else (-1.0,)


def end_ticks(span: Span) -> tuple[float, ...]:
    """Return the moments of the ticks that stand for the countdown at the end of `span`."""
    assert span.seconds is not None, "arrange knows the length by now"
    if not COUNTDOWN_FROM_SECONDS <= span.seconds < _aloud_from(span):
        return ()
    return tuple(span.seconds - left for left in COUNTDOWN_SECONDS)


def _aloud_from(span: Span) -> float:
    return COUNTDOWN_FROM_SECONDS if span.held else ALOUD_FROM_SECONDS


def is_counted_down(index: int, reps: int) -> bool:
    """Return whether a hold is counted down aloud: the first and the last are, ticks stand for it in the
    others.
    """
    return index in (0, reps - 1)


def _place_countdown(end: float, repetition: int | None, track: SpeechTrack) -> None:
    for left, word in zip(COUNTDOWN_SECONDS, english.COUNTDOWN, strict=True):
        track.place_on_beat(Phrase(word), end - left, Origin.COUNTDOWN, repetition)


@dataclass(frozen=True, slots=True)
class HoldCountdown:
    """The countdown, "three, two, one", at the end of the first hold and of the last one."""

    work: Reps

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        return [Phrase(word) for word in english.COUNTDOWN]

    def place(self, track: SpeechTrack) -> None:
        beats = track.beats
        reps = len(beats) - 1
        for index in range(reps):
            if is_counted_down(index, reps):
                _place_countdown(beats[index] + self.work.hold_seconds, index + 1, track)


@dataclass(frozen=True, slots=True)
class SpanCountdown:
    """The countdown at the end of a single hold, or of a time to move in."""

    span: Span

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        words = english.COUNTDOWN if bounds.max_seconds >= _aloud_from(self.span) else ()
        return [Phrase(word) for word in words]

    def place(self, track: SpeechTrack) -> None:
        assert self.span.seconds is not None, "arrange knows the length by now"
        if self.span.seconds >= _aloud_from(self.span):
            _place_countdown(self.span.seconds, None, track)


@dataclass(frozen=True, slots=True)
class LeadCountdown:
    """The countdown at the end of a written rest, before a hold or a time to move in."""

    span: Span

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        return COUNTDOWN_PHRASES

    def place(self, track: SpeechTrack) -> None:
        rest = self.span.rest_before_seconds
        if rest is not None and rest >= ALOUD_FROM_SECONDS:
            _place_countdown(0.0, None, track)


COUNTDOWN_PHRASES = tuple(Phrase(word) for word in english.COUNTDOWN)
