"""The countdown, "three, two, one", that ends a hold, a time to move in, and a rest before either."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from voicefoot.arranging.speech_track import SpeechTrack
from voicefoot.language.pack import LanguagePack
from voicefoot.model.cues import Breaths, Reps, Span, WorkBounds
from voicefoot.model.origin import Origin
from voicefoot.model.phrase import Phrase
from voicefoot.model.routine import CountdownStyle

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


def _spoken(words: LanguagePack) -> tuple[Phrase, ...]:
    return tuple(map(Phrase, words.countdown))


def leads_aloud(work: Span | Breaths) -> bool:
    """Return whether the written rest before `work` is counted down aloud."""
    rest = work.rest_before_seconds
    return rest is not None and rest >= ALOUD_FROM_SECONDS and work.countdown is CountdownStyle.VOICE


def lead_ticks(work: Span | Breaths) -> tuple[float, ...]:
    """Return the moments, before 0, of the ticks that lead from a written rest into `work`."""
    rest = work.rest_before_seconds
    if rest is None or leads_aloud(work) or work.countdown is CountdownStyle.NONE:
        return ()
    if rest < _TICK_FROM_SECONDS:
        return ()
    return tuple(-float(left) for left in COUNTDOWN_SECONDS) if rest >= _TICKS_FROM_SECONDS else (-1.0,)


def end_ticks(span: Span) -> tuple[float, ...]:
    """Return the moments of the ticks that stand for the countdown at the end of `span`."""
    assert span.seconds is not None, "arrange knows the length by now"
    is_silent = span.countdown is CountdownStyle.NONE or span.until_told
    if is_silent or span.seconds < COUNTDOWN_FROM_SECONDS or _ends_aloud(span, span.seconds):
        return ()
    return tuple(span.seconds - left for left in COUNTDOWN_SECONDS)


def _ends_aloud(span: Span, seconds: float) -> bool:
    """Return whether `span`, which is `seconds` long, is counted down aloud at its end."""
    if span.countdown is not CountdownStyle.VOICE or span.until_told:
        return False
    return seconds >= (COUNTDOWN_FROM_SECONDS if span.held else ALOUD_FROM_SECONDS)


def is_counted_down(index: int, reps: int) -> bool:
    """Return whether a hold is counted down aloud: the first and the last are, ticks stand for it in the
    others.
    """
    return index in (0, reps - 1)


def ends_in_ticks(work: Reps, index: int, reps: int) -> bool:
    """Return whether three ticks end the hold `index` of `reps`, in place of the words."""
    if work.countdown is CountdownStyle.VOICE:
        return not is_counted_down(index, reps)
    return work.countdown is CountdownStyle.TICKS


def _place_countdown(words: LanguagePack, end: float, repetition: int | None, track: SpeechTrack) -> None:
    for left, word in zip(COUNTDOWN_SECONDS, words.countdown, strict=True):
        track.place_on_beat(Phrase(word), end - left, Origin.COUNTDOWN, repetition)


@dataclass(frozen=True, slots=True)
class HoldCountdown:
    """The countdown, "three, two, one", at the end of the first hold and of the last one."""

    work: Reps
    words: LanguagePack

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        return _spoken(self.words) if self.work.countdown is CountdownStyle.VOICE else ()

    def place(self, track: SpeechTrack) -> None:
        beats = track.beats
        reps = len(beats) - 1
        for index in range(reps):
            if self.work.countdown is CountdownStyle.VOICE and is_counted_down(index, reps):
                end, number = beats[index] + self.work.hold_seconds, index // self.work.sides_per_rep + 1
                _place_countdown(self.words, end, number, track)


@dataclass(frozen=True, slots=True)
class SpanCountdown:
    """The countdown at the end of a single hold, or of a time to move in."""

    span: Span
    words: LanguagePack

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        return _spoken(self.words) if _ends_aloud(self.span, bounds.max_seconds) else ()

    def place(self, track: SpeechTrack) -> None:
        assert self.span.seconds is not None, "arrange knows the length by now"
        if _ends_aloud(self.span, self.span.seconds):
            _place_countdown(self.words, self.span.seconds, None, track)


@dataclass(frozen=True, slots=True)
class LeadCountdown:
    """The countdown at the end of a written rest, before a hold or a time to move in."""

    work: Span | Breaths
    words: LanguagePack

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        return _spoken(self.words) if self.work.countdown is CountdownStyle.VOICE else ()

    def place(self, track: SpeechTrack) -> None:
        if leads_aloud(self.work):
            _place_countdown(self.words, 0.0, None, track)
