"""What is said on the beats of a piece of work: its counts, and the words of its phases and breaths."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from voicefoot.arranging.beat_grid import phase_onsets
from voicefoot.arranging.countdown import COUNTDOWN_FROM_SECONDS
from voicefoot.arranging.counted_reps import (
    choose_counts,
    counts_in_eights,
    is_fast,
    numbers_said,
    ways_to_count,
)
from voicefoot.arranging.speech_track import AIR_SECONDS, SpeechTrack
from voicefoot.language.pack import LanguagePack
from voicefoot.model.cues import Breaths, Reps, WorkBounds
from voicefoot.model.origin import Origin
from voicefoot.model.phrase import Phrase, phrases_of
from voicefoot.model.routine import CountMode

JOINED_FROM_SECONDS = 1.5
"""From this period on counts are joined, in languages that do so."""
JOINING_GAP_SECONDS = AIR_SECONDS + 0.02


@dataclass(frozen=True, slots=True)
class Counts:
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
            yield from phrases_of(word for _, word in phase_onsets(work))
            yield from phrases_of(work.alternates or ())
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
        """Place the words of one movement: its number with the first word, if there is time for both, or else
        one of them.
        """
        work = self.work
        first_seconds = work.phases[0].seconds if work.phases else work.pace.first_seconds
        word = work.phases[0].word if work.phases else side
        assert word is not None, "there are phases, or sides that alternate"
        origin = Origin.PHASE if work.phases else Origin.SIDE
        both = self._with_word(count.text) if count else None

        def fits(phrase: Phrase) -> bool:
            return track.extent_of(phrase).after_seconds + AIR_SECONDS <= first_seconds

        ways: list[tuple[Phrase, Origin]] = []
        if both is not None and fits(both):
            ways.append((both, Origin.COUNT))
        # Where both take too long, the word of a phase goes before its number, and a number before its side.
        if count is not None and (ways or not work.phases):
            ways.append((count, Origin.COUNT))
        if fits(Phrase(word)) and (work.phases or count is None):
            ways.append((Phrase(word), origin))
        for phrase, said_as in ways:
            if track.place_on_beat(phrase, beat, said_as, index + 1, side):
                break
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
class JoiningWord:
    """The word that joins a count to the one before ("et un, et deux"), where beats leave time for it."""

    text: str
    work: Reps

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        return phrases_of([self.text] if self._has_time else [])

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
class BreathWords:
    """What to do in each part of the first breaths."""

    work: Breaths
    words: LanguagePack

    def phrases(self, bounds: WorkBounds) -> Iterable[Phrase]:
        parts = self.work.parts if self.work.worded_reps else ()
        return phrases_of(self.words.breath_word(part.kind) for part in parts)

    def place(self, track: SpeechTrack) -> None:
        for index, start in enumerate(track.beats[:-1][: self.work.worded_reps]):
            at = start
            for part in self.work.parts:
                word = Phrase(self.words.breath_word(part.kind))
                if track.extent_of(word).after_seconds + AIR_SECONDS <= part.seconds:
                    track.place_on_beat(word, at, Origin.BREATH, index + 1)
                at += part.seconds
