"""What is said during a piece of work.

Each announcement knows both the phrases that it may need and where it places them, so that nothing can be
placed which was not spoken. They are placed one after another, those with a moment of their own first:
counts and countdowns. The others take what silence is left, or stay unsaid.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from voicefoot.arranging.accompaniment import fastest_bpm
from voicefoot.arranging.beat_grid import (
    LONG_HOLD_SECONDS,
    done_seconds,
    phase_onsets,
    reps_within,
    starts_of,
)
from voicefoot.arranging.count_in import CountInWords
from voicefoot.arranging.countdown import COUNTDOWN_FROM_SECONDS, HoldCountdown, LeadCountdown, SpanCountdown
from voicefoot.arranging.counted_reps import (
    ALWAYS_LAST,
    choose_counts,
    counts_in_eights,
    is_fast,
    numbers_said,
    ways_to_count,
)
from voicefoot.arranging.speech_track import AIR_SECONDS, ExtentOf, PlacedPhrase, SpeechTrack
from voicefoot.language.pack import LanguagePack
from voicefoot.language.phrases import Line
from voicefoot.model.cues import Breaths, Reps, Span, TimedLine, WorkBounds, WorkCue
from voicefoot.model.origin import Origin
from voicefoot.model.phrase import Phrase
from voicefoot.model.routine import CountMode, Pace
from voicefoot.units import to_period_seconds

BEFORE_BEAT_SECONDS = 0.2
"""Silence between a line and the beat before which it is said."""
TEN_SECONDS_FROM_SECONDS = 20.0
"""From here on a span tells when ten seconds are left."""
HALFWAY_FROM_SECONDS = 30.0
"""From here on it tells when it is halfway."""
MIN_MINUTES_LEFT = 4
"""Whole minutes that are left are told down to this number."""
AFTER_TEN_SECONDS = 1.8
"""How long after "ten seconds" another line may follow, so that both are understood."""
NEXT_SECONDS = 10.0
"""So long before the end of the work, what comes next is told where the rest is too short for it."""
JOINED_FROM_SECONDS = 1.5
"""From this period on counts are joined, in languages that do so."""
JOINING_GAP_SECONDS = AIR_SECONDS + 0.02
LAST_ONE_FROM_REPS, LAST_THREE_FROM_REPS, HALFWAY_FROM_REPS = 3, 8, 10

_SAME_MOMENT_SECONDS = 2.0
"""Lines whose moments are closer together than this are said in one."""
_TOLD_APART_SECONDS = 5.0
"""Two lengths of time that are said closer together than this would be mixed up."""
_MAX_DELAY_SECONDS = 4.0
"""How much later than its moment a newcomer's line may be said."""
_AFTER_CHIME_SECONDS = 0.5


def bounds_of(work: WorkCue, box_seconds: float = 0.0) -> WorkBounds:
    """Return the bounds of `work`, which has `box_seconds` at the most where its dose is open."""
    if isinstance(work, Span):
        seconds = box_seconds if work.seconds is None else work.seconds
        return WorkBounds(1, seconds, seconds, work.seconds is None)
    if isinstance(work, Breaths):
        reps = reps_within(work, box_seconds) if work.reps is None else work.reps
        return WorkBounds(reps, box_seconds, work.period_seconds, work.reps is None)
    period = min(work.pace.first_seconds, work.pace.last_seconds)
    fastest = work
    if work.follow is not None:
        period = min(period, to_period_seconds(fastest_bpm(work.follow)))
        fastest = replace(work, pace=Pace(period, period))
    reps = reps_within(fastest, box_seconds) if work.reps is None else work.reps
    return WorkBounds(reps, box_seconds, period, work.reps is None)


class Announcement(Protocol):
    """One thing that is said during a piece of work."""

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        """Return every phrase that `place` may place, whatever the work becomes within `bounds`."""
        ...

    def place(self, track: SpeechTrack) -> None:
        """Place it on `track`, if there is time for it. The dose of the work is known by now."""
        ...


def announcements_of(work: WorkCue, words: LanguagePack) -> Iterator[Announcement]:
    """Yield what is said during `work`, in the order in which it is placed. What is not to be said is not
    among it, so that nobody speaks it or records it for nothing.
    """
    if isinstance(work, Span):
        return _in_span(work, words)
    return _in_breaths(work, words) if isinstance(work, Breaths) else _in_reps(work, words)


def _in_span(span: Span, words: LanguagePack) -> Iterator[Announcement]:
    yield LeadCountdown(span, words)
    yield SpanCountdown(span, words)
    if span.next_lines and Origin.NEXT not in span.unsaid:
        yield _NextLines(span.next_lines)
    if not span.until_told:
        yield _SpanProgress(span, words)
    for line in span.lines:
        yield _SpanTip(line, span)


def _in_breaths(work: Breaths, words: LanguagePack) -> Iterator[Announcement]:
    yield LeadCountdown(work, words)
    yield _BreathWords(work, words)
    if work.next_lines and Origin.NEXT not in work.unsaid:
        yield _NextLines(work.next_lines)


def _in_reps(work: Reps, words: LanguagePack) -> Iterator[Announcement]:
    has_short_reps = not (work.hold_seconds or work.phases)
    if work.hold_seconds >= COUNTDOWN_FROM_SECONDS:
        yield HoldCountdown(work, words)
    yield _Counts(work, words)
    if Origin.COUNT_IN not in work.unsaid:
        yield CountInWords.of(work, words)
    if work.next_lines and Origin.NEXT not in work.unsaid:
        yield _NextLines(work.next_lines)
    per = work.sides_per_rep
    tells = (
        {Origin.HALFWAY, Origin.LAST_THREE, Origin.LAST_ONE} - work.unsaid if work.tell_progress else set()
    )
    if Origin.LAST_ONE in tells:
        yield _RepsProgress(words.line(Line.LAST_ONE), Origin.LAST_ONE, LAST_ONE_FROM_REPS, _last(1), per)
    if Origin.ENOUGH not in work.unsaid:
        if work.newcomer_reps is not None:
            yield _NewcomerReps(work.newcomer_reps, work, words)
        if work.newcomer_hold_seconds is not None:
            yield _NewcomerHold(work.newcomer_hold_seconds, work, words)
    if Origin.LAST_THREE in tells and has_short_reps:
        yield _RepsProgress(
            words.line(Line.LAST_THREE), Origin.LAST_THREE, LAST_THREE_FROM_REPS, _last(3), per
        )
    for line in work.lines:
        yield _RepsTip(line, work)
    if Origin.HALFWAY in tells and has_short_reps:
        yield _RepsProgress(words.line(Line.HALFWAY), Origin.HALFWAY, HALFWAY_FROM_REPS, _half, per)
    if words.numbers.joins_counts is not None and work.counting.mode is not CountMode.NONE:
        yield _JoiningWord(words.numbers.joins_counts, work)


def phrases_of_work(work: WorkCue, words: LanguagePack, box_seconds: float = 0.0) -> list[Phrase]:
    """Return all phrases that may be said during `work`, each once.

    `box_seconds`: how long work whose dose is open can become at the most.
    """
    bounds = bounds_of(work, box_seconds)
    return list(
        dict.fromkeys(phrase for each in announcements_of(work, words) for phrase in each.phrases(bounds))
    )


def place_words(work: WorkCue, words: LanguagePack, extent_of: ExtentOf) -> list[PlacedPhrase]:
    """Return the words of `work`, whose dose is known, in order of time; none overlaps another."""
    track = SpeechTrack(extent_of, starts_of(work), done_seconds(work))
    for announcement in announcements_of(work, words):
        announcement.place(track)
    return [placed for placed in track.in_order() if placed.origin not in work.unsaid]


def _spoken(texts: Iterable[str]) -> Iterator[Phrase]:
    return (Phrase(text) for text in texts)


# -- counts -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Counts:
    """The counts, together with the words of the phases."""

    work: Reps
    words: LanguagePack

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        work, names = self.work, self.words.numbers
        numbers = numbers_said(bounds.max_reps, work.counting)
        if work.counting.mode is not CountMode.NONE:
            fast = is_fast(bounds.min_period_seconds)
            any_may_be_last = bounds.is_open and work.counting.mode is not CountMode.DOWN
            for number in dict.fromkeys(map(names.counted_as, numbers)):
                last = any_may_be_last or number == names.counted_as(numbers[-1])
                yield from ways_to_count(number, names, fast=fast, last=last)
            if counts_in_eights(names, work.counting, fast=fast):
                for number in numbers:
                    last = any_may_be_last or number == numbers[-1]
                    yield from ways_to_count(number, names, fast=fast, in_eights=True, last=last)
        if work.worded_reps:
            yield from _spoken(word for _, word in phase_onsets(work))
            yield from _spoken(work.alternates or ())
        if self._first_word is not None and work.counting.mode is not CountMode.NONE:
            # Counting down, the first number is the dose itself: any that the work may become.
            any_may_be_first = bounds.is_open and work.counting.mode is CountMode.DOWN
            for number in numbers if any_may_be_first else numbers[: work.worded_reps]:
                yield self._with_word(names.counted(number))
                yield self._with_word(names.counted_short(number))

    def place(self, track: SpeechTrack) -> None:
        beats = track.beats
        work = self.work
        end = beats[-1]
        rooms = [end - beat for beat in beats[:-1]]
        if work.hold_seconds:
            # A count is over before the countdown, or else before the next repetition.
            counted_down = work.hold_seconds >= COUNTDOWN_FROM_SECONDS
            rooms = [work.hold_seconds - 3 if counted_down else work.pace.first_seconds for _ in rooms]
        elif work.phases:
            rooms = [work.phases[0].seconds for _ in rooms]
        fast = is_fast(min(work.pace.first_seconds, work.pace.last_seconds))
        per = work.sides_per_rep
        counts = choose_counts(
            beats[:-1:per], rooms[::per], track.extent_of, work.counting, self.words.numbers, fast=fast
        )
        for movement, beat in enumerate(beats[:-1]):
            index, is_second = divmod(movement, per)
            count = None if is_second else counts.get(index)
            side = work.alternates[is_second] if work.alternates else None
            if self._first_word is not None and index < work.worded_reps:
                self._place_worded(index, beat, count, side, track)
            elif count is not None:
                track.place_on_beat(count, beat, Origin.COUNT, index + 1, side)

    def _place_worded(
        self, index: int, beat: float, count: Phrase | None, side: str | None, track: SpeechTrack
    ) -> None:
        """Place the words of one movement: its number with the first word, if there is time for both."""
        work = self.work
        first_seconds = work.phases[0].seconds if work.phases else work.pace.first_seconds
        word = work.phases[0].word if work.phases else side
        assert word is not None, "there are phases, or sides that alternate"
        origin = Origin.PHASE if work.phases else Origin.SIDE
        both = self._with_word(count.text) if count else None

        def fits(phrase: Phrase) -> bool:
            return track.extent_of(phrase).after_seconds + AIR_SECONDS <= first_seconds

        if both and fits(both):
            track.place_on_beat(both, beat, Origin.COUNT, index + 1, side)
        elif count is not None and not work.phases:
            track.place_on_beat(count, beat, Origin.COUNT, index + 1, side)
        elif fits(Phrase(word)):
            track.place_on_beat(Phrase(word), beat, origin, index + 1, side)
        for at, phase_word in list(phase_onsets(work))[1:]:
            track.place_on_beat(Phrase(phase_word), beat + at, Origin.PHASE, index + 1, side)

    @property
    def _first_word(self) -> str | None:
        """What is said with the numbers of the first repetitions."""
        work = self.work
        if work.phases:
            return work.phases[0].word
        return work.alternates[0] if work.alternates else None

    def _with_word(self, number: str) -> Phrase:
        return Phrase(self.words.number_with_word(number, self._first_word or ""))


@dataclass(frozen=True, slots=True)
class _JoiningWord:
    """The word that joins a count to the one before ("et un, et deux"), where beats leave time for it."""

    text: str
    work: Reps

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        return _spoken([self.text] if self._has_time else [])

    def place(self, track: SpeechTrack) -> None:
        if not self._has_time:
            return
        for placed in track.in_order():
            if placed.number is not None and placed.number > 1:
                track.place_before(placed.start_seconds - JOINING_GAP_SECONDS, self.text, Origin.JOINING)

    @property
    def _has_time(self) -> bool:
        return min(self.work.pace.first_seconds, self.work.pace.last_seconds) >= JOINED_FROM_SECONDS


@dataclass(frozen=True, slots=True)
class _BreathWords:
    """What to do in each part of the first breaths."""

    work: Breaths
    words: LanguagePack

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        parts = self.work.parts if self.work.worded_reps else ()
        return _spoken(self.words.breath_word(part.kind) for part in parts)

    def place(self, track: SpeechTrack) -> None:
        for index, start in enumerate(track.beats[:-1][: self.work.worded_reps]):
            at = start
            for part in self.work.parts:
                word = Phrase(self.words.breath_word(part.kind))
                if track.extent_of(word).after_seconds + AIR_SECONDS <= part.seconds:
                    track.place_on_beat(word, at, Origin.BREATH, index + 1)
                at += part.seconds


# -- how far one is, in repetitions -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _RepsProgress:
    """A line about how many repetitions are left, said between two of them."""

    text: str
    origin: Origin
    min_reps: int
    index_in: Callable[[int], int]
    """The index of the repetition before which it is said, by how many there are."""
    per: int = 1
    """How many beats a repetition has."""

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        return _spoken([self.text] if bounds.max_reps >= self.min_reps else [])

    def place(self, track: SpeechTrack) -> None:
        beats = track.beats
        reps = (len(beats) - 1) // self.per
        if reps < self.min_reps:
            return
        index = self.index_in(reps) * self.per
        end = beats[index] - BEFORE_BEAT_SECONDS
        if end - track.seconds_of(self.text) > beats[index - 1]:
            track.place_before(end, self.text, self.origin)


def _last(count: int) -> Callable[[int], int]:
    return lambda reps: reps - count


def _half(reps: int) -> int:
    return reps // 2


# -- a span -----------------------------------------------------------------------------------------


def _length(span: Span) -> float:
    assert span.seconds is not None, "arrange knows the length by now"
    return span.seconds


@dataclass(frozen=True, slots=True)
class _NextLines:
    """What comes next, in the last seconds of work that is followed by next to no rest.

    It is over before the countdown. Where the counts leave no time for it, it is said earlier.
    """

    texts: tuple[str, ...]

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        return _spoken([self._text])

    def place(self, track: SpeechTrack) -> None:
        latest = track.done_seconds - BEFORE_BEAT_SECONDS
        earliest = max(AIR_SECONDS, track.done_seconds - NEXT_SECONDS)
        ideal = max(earliest, track.done_seconds - NEXT_SECONDS + AFTER_TEN_SECONDS)
        if not track.place_near(ideal, self._text, Origin.NEXT, earliest, latest):
            track.place_near(latest, self._text, Origin.NEXT, AIR_SECONDS, latest)

    @property
    def _text(self) -> str:
        return " ".join(self.texts)


@dataclass(frozen=True, slots=True)
class _SpanProgress:
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
        return _spoken(texts)

    def place(self, track: SpeechTrack) -> None:
        seconds = _length(self.span)
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
class _NewcomerReps:
    """Right after the count, as in "fifteen: enough if you are new"; after a long hold, at its end."""

    reps: int
    work: Reps
    words: LanguagePack

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        return _spoken([self._line, self.words.line(Line.ENOUGH)])

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
class _NewcomerHold:
    """When a newcomer has held the first hold for long enough."""

    seconds: float
    work: Reps
    words: LanguagePack

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        return _spoken(_enough_for(self.seconds, self.words))

    def place(self, track: SpeechTrack) -> None:
        beats = track.beats
        at = beats[0] + self.seconds
        latest = min(at + _MAX_DELAY_SECONDS, beats[0] + self.work.hold_seconds)
        _place_first(_enough_for(self.seconds, self.words), at, at, latest, track)


# -- tips -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _SpanTip:
    """A tip in a span, in the silence nearest to its moment."""

    line: TimedLine
    span: Span

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        return _spoken([self.line.text])

    def place(self, track: SpeechTrack) -> None:
        seconds = _length(self.span)
        latest = seconds - BEFORE_BEAT_SECONDS
        track.place_near(self.line.at * seconds, self.line.text, Origin.TIP, AIR_SECONDS, latest)


@dataclass(frozen=True, slots=True)
class _RepsTip:
    """A tip among repetitions, in the silence nearest to its moment.

    Where no silence is long enough, the coach stops counting for it, though never in the first repetition
    nor in the last five.
    """

    line: TimedLine
    work: Reps

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        return _spoken([self.line.text])

    def place(self, track: SpeechTrack) -> None:
        beats = track.beats
        reps, end, text = (len(beats) - 1) // self.work.sides_per_rep, beats[-1], self.line.text
        ideal = self.line.at * end
        spread = max(end / 4, self.work.pace.first_seconds)
        if track.place_near(ideal, text, Origin.TIP, max(0.0, ideal - spread), min(end, ideal + spread)):
            return
        seconds = track.seconds_of(text)
        start = max(0.0, min(ideal, end - seconds))
        keep = {1, self.work.newcomer_reps or 1, *range(reps - ALWAYS_LAST + 1, reps + 1)}
        if track.evict_counts(start, start + seconds, keep):
            track.place_at(start, text, Origin.TIP)
