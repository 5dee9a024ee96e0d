"""The count-in that leads into work: how many ticks, how far apart, and the words on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from voicefoot.arranging.counted_reps import FASTER, is_fast
from voicefoot.arranging.speech_track import AIR_SECONDS, SpeechTrack
from voicefoot.language.pack import LanguagePack
from voicefoot.model.cues import Reps, WorkBounds, WorkCue
from voicefoot.model.origin import Origin
from voicefoot.model.phrase import Phrase

_FAST_TICKS, _SLOW_TICKS = 4, 2
_SLOW_PERIOD_SECONDS = 1.0
_MAX_PERIOD_SECONDS = 2.0
"""Beats further apart than this are led in by ticks a second apart: nobody waits for six seconds between
"ready" and "and".
"""


@dataclass(frozen=True, slots=True)
class CountIn:
    """Ticks that lead into work: so many, so far apart."""

    ticks: int
    period_seconds: float

    @property
    def seconds(self) -> float:
        """From the first tick to the first beat of the work."""
        return self.ticks * self.period_seconds

    @property
    def tick_seconds(self) -> list[float]:
        """The moments of the ticks, before the first beat at 0."""
        return [-self.period_seconds * n for n in range(self.ticks, 0, -1)]


def count_in_to(period_seconds: float, *, on_beat: bool) -> CountIn:
    """Return the count-in to work whose beats are `period_seconds` apart.

    Four ticks on the beat, or two where it is slow. Where work is not `on_beat` (holds and phases), or beats
    are far apart, two ticks a second apart.
    """
    if not on_beat or period_seconds > _MAX_PERIOD_SECONDS:
        return CountIn(_SLOW_TICKS, _SLOW_PERIOD_SECONDS)
    return CountIn(_SLOW_TICKS if period_seconds > _SLOW_PERIOD_SECONDS else _FAST_TICKS, period_seconds)


def count_in_within(rest_seconds: float, period_seconds: float) -> CountIn:
    """Return the count-in at the end of a rest, which has no time to lose: two beats of a second at most; one
    in a rest under 4 s, and none under 2 s.
    """
    ticks = 0 if rest_seconds < 2.0 else 1 if rest_seconds < 4.0 else 2
    return CountIn(ticks, min(period_seconds, _SLOW_PERIOD_SECONDS))


def count_in_of(work: Reps) -> CountIn:
    """Return the count-in of `work`."""
    is_on_beat = not (work.hold_seconds or work.phases)
    if work.rest_before_seconds is not None:
        period = work.pace.first_seconds if is_on_beat else _SLOW_PERIOD_SECONDS
        return count_in_within(work.rest_before_seconds, period)
    return count_in_to(work.pace.first_seconds, on_beat=is_on_beat)


def is_led_in_on_beat(work: Reps) -> bool:
    """Return whether the count-in of `work` has the beat of `work`."""
    return count_in_of(work).period_seconds == work.pace.first_seconds


def count_in_seconds(work: WorkCue) -> list[float]:
    """Return the moments of the count-in's ticks, before zero; none where a countdown leads in."""
    if not isinstance(work, Reps):
        return []
    return count_in_of(work).tick_seconds


@dataclass(frozen=True, slots=True)
class CountInWords:
    """The words of a count-in, such as "ready" and "and": `ready word` and `and word` of a language pack.

    Each is spoken at one of `speeds`, the first at which it is over before the work begins, and before the
    next word.
    """

    words: tuple[str, ...]
    """The one on the first tick, and the one on the last."""
    ticks: tuple[float, ...]
    """The moments of the ticks; the work begins at 0."""
    speeds: tuple[float, ...] = (1.0,)

    @classmethod
    def of(cls, work: Reps, language: LanguagePack) -> CountInWords:
        """Return those of `work`."""
        return cls(language.count_in_words, tuple(count_in_seconds(work)), _speeds(work.pace.first_seconds))

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        for word in self.words:
            yield from (Phrase(word, speed) for speed in _speeds(bounds.min_period_seconds))

    def place(self, track: SpeechTrack) -> None:
        if not self.ticks:
            return
        # On a single tick, the first one alone is said.
        moments = (self.ticks[0], self.ticks[-1]) if len(self.ticks) > 1 else self.ticks
        for at, word in zip(moments, self.words, strict=False):
            for speed in self.speeds:
                phrase = Phrase(word, speed)
                fits = track.extent_of(phrase).after_seconds + AIR_SECONDS <= -at
                if fits and track.place_on_beat(phrase, at, Origin.COUNT_IN):
                    break


def _speeds(period_seconds: float) -> tuple[float, ...]:
    return (1.0, *FASTER) if is_fast(period_seconds) else (1.0,)
