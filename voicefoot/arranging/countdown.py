"""The countdown, "three, two, one", that ends a hold."""

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
"""How long before the end of a hold each word falls, or the tick that stands for it."""


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
    """The countdown at the end of a single hold."""

    span: Span

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        words = english.COUNTDOWN if bounds.max_seconds >= COUNTDOWN_FROM_SECONDS else ()
        return [Phrase(word) for word in words]

    def place(self, track: SpeechTrack) -> None:
        assert self.span.seconds is not None, "arrange knows the length by now"
        if self.span.seconds >= COUNTDOWN_FROM_SECONDS:
            _place_countdown(self.span.seconds, None, track)
