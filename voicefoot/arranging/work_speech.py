"""What is said during a piece of work.

Each announcement knows both the phrases that it may need and where it places them, so that nothing can be
placed which was not spoken. They are placed one after another, those with a moment of their own first:
counts and countdowns. The others take what silence is left, or stay unsaid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from voicefoot.arranging.beat_grid import done_seconds, reps_within, starts_of
from voicefoot.arranging.beat_sync import fastest_bpm
from voicefoot.arranging.beat_words import BreathWords, Counts, JoiningWord
from voicefoot.arranging.count_in import CountInWords
from voicefoot.arranging.countdown import COUNTDOWN_FROM_SECONDS, HoldCountdown, LeadCountdown, SpanCountdown
from voicefoot.arranging.counted_reps import ALWAYS_LAST
from voicefoot.arranging.speech_track import (
    AIR_SECONDS,
    BEFORE_BEAT_SECONDS,
    ExtentOf,
    PlacedPhrase,
    SpeechTrack,
)
from voicefoot.arranging.work_progress import (
    NewcomerHold,
    NewcomerReps,
    SpanProgress,
    halfway,
    last_one,
    last_three,
)
from voicefoot.language.pack import LanguagePack
from voicefoot.model.cues import Breaths, Reps, Span, TimedLine, WorkBounds, WorkCue
from voicefoot.model.origin import Origin
from voicefoot.model.phrase import Phrase, phrases_of
from voicefoot.model.routine import CountMode, Pace
from voicefoot.units import to_period_seconds

AFTER_TEN_SECONDS = 1.8
"""How long after "ten seconds" another line may follow, so that both are understood."""
NEXT_SECONDS = 10.0
"""So long before the end of the work, what comes next is told where the rest is too short for it."""


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
        yield SpanProgress(span, words)
    for line in span.lines:
        yield _SpanTip(line)


def _in_breaths(work: Breaths, words: LanguagePack) -> Iterator[Announcement]:
    yield LeadCountdown(work, words)
    yield BreathWords(work, words)
    if work.next_lines and Origin.NEXT not in work.unsaid:
        yield _NextLines(work.next_lines)


def _in_reps(work: Reps, words: LanguagePack) -> Iterator[Announcement]:
    has_short_reps = not (work.hold_seconds or work.phases)
    if work.hold_seconds >= COUNTDOWN_FROM_SECONDS:
        yield HoldCountdown(work, words)
    yield Counts(work, words)
    if Origin.COUNT_IN not in work.unsaid:
        yield CountInWords.of(work, words)
    if work.next_lines and Origin.NEXT not in work.unsaid:
        yield _NextLines(work.next_lines)
    per = work.sides_per_rep
    tells = (
        {Origin.HALFWAY, Origin.LAST_THREE, Origin.LAST_ONE} - work.unsaid if work.tell_progress else set()
    )
    if Origin.LAST_ONE in tells:
        yield last_one(words, per)
    if Origin.ENOUGH not in work.unsaid:
        if work.newcomer_reps is not None:
            yield NewcomerReps(work.newcomer_reps, work, words)
        if work.newcomer_hold_seconds is not None:
            yield NewcomerHold(work.newcomer_hold_seconds, work, words)
    if Origin.LAST_THREE in tells and has_short_reps:
        yield last_three(words, per)
    for line in work.lines:
        yield _RepsTip(line, work)
    if Origin.HALFWAY in tells and has_short_reps:
        yield halfway(words, per)
    if words.numbers.joins_counts is not None and work.counting.mode is not CountMode.NONE:
        yield JoiningWord(words.numbers.joins_counts, work)


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


# -- what comes next, and tips ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _NextLines:
    """What comes next, in the last seconds of work that is followed by next to no rest.

    It is over before the countdown. Where the counts leave no time for it, it is said earlier.
    """

    texts: tuple[str, ...]

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        return phrases_of([self._text])

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
class _SpanTip:
    """A tip in a span, in the silence nearest to its moment."""

    line: TimedLine

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        return phrases_of([self.line.text])

    def place(self, track: SpeechTrack) -> None:
        seconds = track.done_seconds
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
        return phrases_of([self.line.text])

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
