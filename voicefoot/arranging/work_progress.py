"""How far one is in work: halfway, the last one, ten seconds left, and when a newcomer has done enough.

This is what is said; when ticks and chimes sound is in `beat_grid`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from voicefoot.arranging.beat_grid import LONG_HOLD_SECONDS
from voicefoot.arranging.speech_track import BEFORE_BEAT_SECONDS, SpeechTrack
from voicefoot.language.pack import LanguagePack
from voicefoot.language.phrase_names import Line
from voicefoot.model.cues import Reps, Span, WorkBounds
from voicefoot.model.origin import Origin
from voicefoot.model.phrase import Phrase, phrases_of

TEN_SECONDS_FROM_SECONDS = 20.0
"""From here on work and rests tell when ten seconds are left."""
HALFWAY_FROM_SECONDS = 30.0
"""From here on work tells when it is halfway."""
MIN_MINUTES_LEFT = 4
"""Whole minutes that are left are told down to this number."""
LAST_ONE_FROM_REPS, LAST_THREE_FROM_REPS, HALFWAY_FROM_REPS = 3, 8, 10

_SAME_MOMENT_SECONDS = 2.0
"""Lines whose moments are closer together than this are said in one."""
_TOLD_APART_SECONDS = 5.0
"""Two lengths of time that are said closer together than this would be mixed up."""
_MAX_DELAY_SECONDS = 4.0
"""How much later than its moment a newcomer's line may be said."""
_AFTER_CHIME_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class RepsProgress:
    """A line about how many repetitions are left, said between two of them."""

    text: str
    origin: Origin
    min_reps: int
    index_in: Callable[[int], int]
    """The index of the repetition before which it is said, by how many there are."""
    sides_per_rep: int

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        return phrases_of([self.text] if bounds.max_reps >= self.min_reps else [])

    def place(self, track: SpeechTrack) -> None:
        beats = track.beats
        reps = (len(beats) - 1) // self.sides_per_rep
        if reps < self.min_reps:
            return
        index = self.index_in(reps) * self.sides_per_rep
        end = beats[index] - BEFORE_BEAT_SECONDS
        if end - track.seconds_of(self.text) > beats[index - 1]:
            track.place_before(end, self.text, self.origin)


def last_one(words: LanguagePack, sides_per_rep: int) -> RepsProgress:
    """Return what is said before the last repetition."""
    text = words.line(Line.LAST_ONE)
    return RepsProgress(text, Origin.LAST_ONE, LAST_ONE_FROM_REPS, lambda reps: reps - 1, sides_per_rep)


def last_three(words: LanguagePack, sides_per_rep: int) -> RepsProgress:
    """Return what is said before the last three repetitions."""
    text = words.line(Line.LAST_THREE)
    return RepsProgress(text, Origin.LAST_THREE, LAST_THREE_FROM_REPS, lambda reps: reps - 3, sides_per_rep)


def halfway(words: LanguagePack, sides_per_rep: int) -> RepsProgress:
    """Return what is said when half of the repetitions are done."""
    text = words.line(Line.HALFWAY)
    return RepsProgress(text, Origin.HALFWAY, HALFWAY_FROM_REPS, lambda reps: reps // 2, sides_per_rep)


@dataclass(frozen=True, slots=True)
class SpanProgress:
    """How much time of a long span is left, and when a newcomer has done enough; both in one line where they
    meet.
    """

    span: Span
    words: LanguagePack

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        unsaid = self.span.unsaid
        lines: list[Line] = []
        if bounds.max_seconds >= TEN_SECONDS_FROM_SECONDS and Origin.TEN_SECONDS not in unsaid:
            lines.append(Line.TEN_SECONDS)
        if bounds.max_seconds >= HALFWAY_FROM_SECONDS and Origin.HALFWAY not in unsaid:
            lines.append(Line.HALFWAY)
        texts = list(map(self.words.line, lines))
        if self._newcomer_seconds is not None:
            texts += [self.words.line(_TOGETHER[line]) for line in lines]
            texts += _enough_for(self._newcomer_seconds, self.words)
        if Origin.MINUTES_LEFT not in unsaid:
            texts += map(self.words.minutes_left_line, _minutes_left(bounds.max_seconds))
        return phrases_of(texts)

    def place(self, track: SpeechTrack) -> None:
        seconds = track.done_seconds
        progress = self._progress(seconds)
        end = seconds - BEFORE_BEAT_SECONDS
        newcomer = self._newcomer_seconds
        nearest = min((abs(at - newcomer) for at, _ in progress), default=end) if newcomer else end
        for at, line in progress:
            meets = newcomer and nearest < _SAME_MOMENT_SECONDS and abs(at - newcomer) == nearest
            if not (meets and self._place_together(at, line, track)):
                track.place_at(at, self.words.line(line), _PROGRESS_ORIGIN[line])
        if newcomer is not None and nearest >= _SAME_MOMENT_SECONDS:
            is_apart = nearest >= _TOLD_APART_SECONDS
            texts = _enough_for(newcomer, self.words) if is_apart else [self.words.line(Line.ENOUGH)]
            _place_first(texts, newcomer, newcomer, min(newcomer + _MAX_DELAY_SECONDS, end), track)
        if self.span.say_halfway and Origin.MINUTES_LEFT not in self.span.unsaid:
            for minutes in _minutes_left(seconds):
                text = self.words.minutes_left_line(minutes)
                track.place_at(seconds - 60.0 * minutes, text, Origin.MINUTES_LEFT)

    @property
    def _newcomer_seconds(self) -> float | None:
        return None if Origin.ENOUGH in self.span.unsaid else self.span.newcomer_seconds

    def _progress(self, seconds: float) -> list[tuple[float, Line]]:
        progress: list[tuple[float, Line]] = []
        unsaid = self.span.unsaid
        if seconds >= TEN_SECONDS_FROM_SECONDS and Origin.TEN_SECONDS not in unsaid:
            progress.append((seconds - 10.0, Line.TEN_SECONDS))
        if seconds >= HALFWAY_FROM_SECONDS and self.span.say_halfway and Origin.HALFWAY not in unsaid:
            progress.append((seconds / 2, Line.HALFWAY))
        return progress

    def _place_together(self, at: float, line: Line, track: SpeechTrack) -> bool:
        """Place both in one line. Where the ten seconds come second in it, it begins earlier, so that they
        are ten.
        """
        before = track.seconds_of(self.words.line(Line.ENOUGH)) if line is Line.TEN_SECONDS else 0.0
        together = self.words.line(_TOGETHER[line])
        return at > before and track.place_at(at - before, together, _PROGRESS_ORIGIN[line])


def _minutes_left(seconds: float) -> range:
    """Return the whole minutes that are told as they are left of a span, the least first."""
    return range(MIN_MINUTES_LEFT, math.ceil(seconds / 60.0))


_TOGETHER = {
    Line.HALFWAY: Line.HALFWAY_ENOUGH,
    Line.TEN_SECONDS: Line.TEN_SECONDS_ENOUGH,
}
"""A line about how far one is -> the same with what is enough for newcomers."""
_PROGRESS_ORIGIN = {
    Line.HALFWAY: Origin.HALFWAY,
    Line.TEN_SECONDS: Origin.TEN_SECONDS,
}


# -- enough for newcomers ---------------------------------------------------------------------------
# It belongs to the moment at which so much is done, and takes the silence that is there.


def _enough_for(seconds: float, words: LanguagePack) -> list[str]:
    return [words.newcomer_time_line(seconds), words.line(Line.ENOUGH)]


def _place_first(
    texts: Sequence[str], ideal: float, earliest: float, latest: float, track: SpeechTrack
) -> None:
    """Place the first of `texts` that fits, at the free moment nearest to `ideal`."""
    for text in texts:
        if track.place_near(ideal, text, Origin.ENOUGH, earliest, latest):
            return


@dataclass(frozen=True, slots=True)
class NewcomerReps:
    """Right after the count, as in "fifteen: enough if you are new"; after a long hold, at its end."""

    reps: int
    work: Reps
    words: LanguagePack

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        return phrases_of([self._line, self.words.line(Line.ENOUGH)])

    def place(self, track: SpeechTrack) -> None:
        beats = track.beats[:: self.work.sides_per_rep]
        if self.reps >= len(beats):
            return
        at = ideal = beats[self.reps - 1]
        if self.work.hold_seconds >= LONG_HOLD_SECONDS:
            ideal += self.work.hold_seconds + _AFTER_CHIME_SECONDS
        counts = track.count_beats()
        later = [beat for number, beat in counts.items() if number > self.reps]
        latest = min([*later, ideal + _MAX_DELAY_SECONDS, beats[-1]])
        texts = (
            [self.words.line(Line.ENOUGH)]
            if self.reps in counts
            else [self._line, self.words.line(Line.ENOUGH)]
        )
        _place_first(texts, ideal, at, latest, track)

    @property
    def _line(self) -> str:
        return self.words.newcomer_reps_line(self.reps)


@dataclass(frozen=True, slots=True)
class NewcomerHold:
    """When a newcomer has held the first hold for long enough."""

    seconds: float
    work: Reps
    words: LanguagePack

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        return phrases_of(_enough_for(self.seconds, self.words))

    def place(self, track: SpeechTrack) -> None:
        beats = track.beats
        at = beats[0] + self.seconds
        latest = min(at + _MAX_DELAY_SECONDS, beats[0] + self.work.hold_seconds)
        _place_first(_enough_for(self.seconds, self.words), at, at, latest, track)
