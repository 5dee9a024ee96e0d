"""Tracks the position of a live session, and how much of it is left, for its controls and its screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from types import MappingProxyType

from voicefoot.language.codes import ENGLISH
from voicefoot.language.pack import LanguagePack
from voicefoot.model.cues import Plan
from voicefoot.model.rounds import Round, told_rounds
from voicefoot.model.tally import Tally
from voicefoot.playing.remote import State, Status
from voicefoot.playing.tallies import Tallies, tallied_work
from voicefoot.playing.transport import Playhead
from voicefoot.timeline.bookmark import Bookmark, bookmark_at, work_at
from voicefoot.timeline.timeline import Section, nominal_start
from voicefoot.units import to_seconds


def estimated_seconds(plan: Plan) -> Sequence[float]:
    """Return about how long each exercise of `plan` takes."""
    from voicefoot.arranging.estimate import estimated_section_seconds

    return estimated_section_seconds(plan)


class PositionTracker:
    """Knows the exercises of a session and the length of each: first as estimated, then as arranged."""

    def __init__(
        self,
        title: str,
        exercises: Sequence[str],
        estimate_seconds: Callable[[], Sequence[float]],
        sample_rate: int,
        rounds: Sequence[tuple[Round, ...]] = (),
        tallies: Mapping[int, Tally] = MappingProxyType({}),
        language: str = ENGLISH,
    ) -> None:
        """`estimate_seconds` returns the estimated length of each of `exercises`; it is called once, when a
        length is first needed. `rounds` are those in which each of them stands; `tallies` are what was
        counted in them before; `language` is that of the routine.
        """
        self._language = language
        self._title = title
        self.exercises = tuple(exercises)
        self._estimate_seconds = estimate_seconds
        self._rate = sample_rate
        self._rounds = tuple(map(told_rounds, rounds))
        self._playhead: Playhead | None = None
        self._skipped: int | None = None
        self._arranged_seconds: dict[int, float] = {}
        self._bounds: tuple[float, ...] | None = None
        self.bookmark = Bookmark()
        self.completed: set[int] = set()
        """The exercises that were heard to their end."""
        self.tallies = Tallies(tallies)

    @cached_property
    def _estimated_seconds(self) -> Sequence[float]:
        return self._estimate_seconds()

    @property
    def _bounds_seconds(self) -> tuple[float, ...]:
        """When each exercise begins in an uninterrupted session, and when the last one ends, as far as
        lengths are known. Summed when a length becomes known, not on each call: there are some twenty a
        second.
        """
        if self._bounds is None:
            seconds = enumerate(self._estimated_seconds)
            lengths = (self._arranged_seconds.get(index, each) for index, each in seconds)
            self._bounds = tuple(accumulate(lengths, initial=0.0))
        return self._bounds

    def revise(self, plan: Plan, moved: Sequence[int | None]) -> None:
        """Go on with the exercises of `plan`; `moved` says where each is that was there before, None where it
        is no more.
        """
        self._title, self.exercises = plan.title, tuple(section.name for section in plan.sections)
        self._estimate_seconds = lambda: estimated_seconds(plan)
        self.__dict__.pop("_estimated_seconds", None)
        self._rounds = tuple(told_rounds(section.rounds) for section in plan.sections)
        self._arranged_seconds, self._bounds, self._skipped, self._playhead = {}, None, None, None
        self.completed = {place for each in self.completed if (place := moved[each]) is not None}
        counted = self.tallies.counted.items()
        self.tallies = Tallies(
            {place: tally for each, tally in counted if (place := moved[each]) is not None}
        )

    def seek(self, playhead: Playhead, *, skips_work: bool, begins: bool = False) -> None:
        """Record that a command led to `playhead`; with `skips_work`, past the work of its exercise, which
        then does not count as completed; where it `begins`, to the start of its exercise.
        """
        if begins:
            self.tallies.reset(playhead.exercise)
        self._skipped = playhead.exercise if skips_work else None
        self.update(playhead)

    def update(self, playhead: Playhead) -> None:
        """Record the position."""
        before = self._playhead
        if (
            before is not None
            and before.buffer is playhead.buffer
            and before.exercise + 1 == playhead.exercise
        ):
            self.completed.add(before.exercise)
            self.tallies.reset(playhead.exercise)
        self._playhead = playhead
        self.bookmark = bookmark_at(playhead.section, playhead.exercise, playhead.frame)
        self.update_lengths([(playhead.exercise, playhead.section)])

    def finish(self) -> None:
        """Record that the session was heard to its end."""
        if self._playhead is not None and self._playhead.exercise != self._skipped:
            self.completed.add(self._playhead.exercise)

    def update_lengths(self, sections: Iterable[tuple[int, Section]]) -> None:
        """Record the lengths of arranged sections, each given with its exercise."""
        for exercise, section in sections:
            if section.works:
                seconds = to_seconds(section.end_frame - nominal_start(section), self._rate)
                if self._arranged_seconds.get(exercise) != seconds:
                    self._arranged_seconds[exercise] = seconds
                    self._bounds = None

    def _length_seconds(self, exercise: int) -> float:
        return self._bounds_seconds[exercise + 1] - self._bounds_seconds[exercise]

    @property
    def left_seconds(self) -> float:
        """The time until the session is over."""
        if self._playhead is None:
            return self._bounds_seconds[-1]
        section = self._playhead.section
        done_seconds = to_seconds(self._playhead.frame - nominal_start(section), self._rate)
        return max(
            0.0, self._bounds_seconds[-1] - self._bounds_seconds[self._playhead.exercise] - done_seconds
        )

    @property
    def starts_seconds(self) -> tuple[float, ...]:
        """When each exercise begins, in an uninterrupted session."""
        return self._bounds_seconds[:-1]

    def status(self, state: State, tempo: float, volume: float) -> Status:
        """Return the status at the current position."""
        playhead = self._playhead
        if playhead is None:
            return Status(
                self._title, state, self.exercises, left_seconds=self.left_seconds, volume=volume,
                rounds=self._rounds,
            )  # fmt: skip
        from voicefoot.timeline.snapshot import snapshot_at

        snapshot = snapshot_at([playhead.section], playhead.frame, self._rate, None)
        exercise_left_seconds = snapshot.section_left_seconds
        if playhead.section.unfinished:
            heard_seconds = to_seconds(playhead.frame - playhead.section.start_frame, self._rate)
            exercise_left_seconds = max(0.0, self._length_seconds(playhead.exercise) - heard_seconds)
        left_seconds = self.left_seconds
        work = tallied_work(playhead)
        return Status(
            title=self._title,
            state=state,
            exercises=self.exercises,
            exercise_starts_seconds=self.starts_seconds,
            exercise=playhead.exercise,
            side=snapshot.side,
            number=snapshot.number,
            line=snapshot.line,
            position_seconds=self._bounds_seconds[-1] - left_seconds,
            exercise_left_seconds=exercise_left_seconds,
            left_seconds=left_seconds,
            volume=volume,
            tempo=tempo,
            rounds=self._rounds,
            tally=None if work is None else self.tallies.count_of(playhead.exercise),
            tally_of=None if work is None else work.tally,
            language=self._language,
        )

    def status_before(self, exercise: int, state: State, tempo: float, volume: float) -> Status:
        """Return the status while a seek to the start of `exercise` is pending."""
        return Status(
            title=self._title,
            state=state,
            exercises=self.exercises,
            exercise_starts_seconds=self.starts_seconds,
            exercise=exercise,
            position_seconds=self._bounds_seconds[exercise],
            exercise_left_seconds=self._length_seconds(exercise),
            left_seconds=self._bounds_seconds[-1] - self._bounds_seconds[exercise],
            volume=volume,
            tempo=tempo,
            rounds=self._rounds,
        )


def position_line(playhead: Playhead, words: LanguagePack) -> str:
    """Return the line that says where a session is: the exercise, the side, and how many repetitions are
    done.
    """
    from voicefoot.timeline.snapshot import snapshot_at

    section, frame = playhead.section, playhead.frame
    work = work_at(section, frame)
    snapshot = snapshot_at([section], frame, section.audio_format.sample_rate, None)
    reps_done = 0
    if work is not None and len(work.beat_frames) > 1 and frame < work.done_frame:
        bookmark = bookmark_at(section, playhead.exercise, frame)
        at = max(frame, work.origin_frame)
        in_hold = work.hold_frames > 0 and at < work.beat_frames[bookmark.reps - 1] + work.hold_frames
        reps_done = max(0, bookmark.reps - 1 if in_hold else bookmark.reps)
    return words.where_line(section.name, snapshot.side, reps_done)
