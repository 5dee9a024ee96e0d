"""Where a live session is, and how much of it is left, as its controls and its screen are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import accumulate

from voicefoot.language import english
from voicefoot.playing.remote import State, Status
from voicefoot.playing.transport import Playhead
from voicefoot.timeline.bookmark import Bookmark, bookmark_at, work_at
from voicefoot.timeline.timeline import Section, nominal_start
from voicefoot.units import to_seconds


class PositionTracker:
    """Knows the exercises of a session and how long each is: first as estimated, then as arranged."""

    def __init__(
        self,
        title: str,
        exercises: Sequence[str],
        estimate_seconds: Callable[[], Sequence[float]],
        sample_rate: int,
    ) -> None:
        """`estimate_seconds` gives one for each of `exercises`; it is asked once, when somebody wants
        to know.
        """
        self._title = title
        self.exercises = tuple(exercises)
        self._estimate_seconds = estimate_seconds
        self._rate = sample_rate
        self._heard: Playhead | None = None
        self._left_out: int | None = None
        self._known_seconds: dict[int, float] = {}
        self._bounds: tuple[float, ...] | None = None
        self.place = Bookmark()
        self.done: set[int] = set()
        """Exercises that were heard to their end."""

    @cached_property
    def _estimated_seconds(self) -> Sequence[float]:
        return self._estimate_seconds()

    @property
    def _bounds_seconds(self) -> tuple[float, ...]:
        """When each exercise begins in a session that nobody touches, and when the last one ends, as far as
        that is known. Added up where something became known, and not each time: it is looked at some
        twenty times a second.
        """
        if self._bounds is None:
            seconds = enumerate(self._estimated_seconds)
            known = (self._known_seconds.get(index, each) for index, each in seconds)
            self._bounds = tuple(accumulate(known, initial=0.0))
        return self._bounds

    def enter(self, held: Playhead, *, left_out: bool) -> None:
        """Takes down where it goes on, by an order; `left_out` says that the exercise is over with that."""
        self._left_out = held.exercise if left_out else None
        self.take(held)

    def take(self, heard: Playhead) -> None:
        """Takes down where it is."""
        before = self._heard
        if before is not None and before.coming is heard.coming and heard.exercise == before.exercise + 1:
            self.done.add(before.exercise)
        self._heard = heard
        self.place = bookmark_at(heard.section, heard.exercise, heard.frame)
        self.expect([(heard.exercise, heard.section)])

    def finish(self) -> None:
        """Takes down that the session was heard to its end."""
        if self._heard is not None and self._heard.exercise != self._left_out:
            self.done.add(self._heard.exercise)

    def expect(self, known: Iterable[tuple[int, Section]]) -> None:
        """Takes down how long sections are that are arranged, and which exercises they are."""
        for exercise, section in known:
            if section.works:
                seconds = to_seconds(section.end_frame - nominal_start(section), self._rate)
                if self._known_seconds.get(exercise) != seconds:
                    self._known_seconds[exercise] = seconds
                    self._bounds = None

    def _length_seconds(self, exercise: int) -> float:
        return self._bounds_seconds[exercise + 1] - self._bounds_seconds[exercise]

    @property
    def left_seconds(self) -> float:
        """Until the session is over."""
        if self._heard is None:
            return self._bounds_seconds[-1]
        done = to_seconds(self._heard.frame - nominal_start(self._heard.section), self._rate)
        return max(0.0, self._bounds_seconds[-1] - self._bounds_seconds[self._heard.exercise] - done)

    @property
    def starts_seconds(self) -> tuple[float, ...]:
        """When each exercise begins, in a session that nobody touches."""
        return self._bounds_seconds[:-1]

    def status(self, state: State, tempo: float, volume: float) -> Status:
        """All of it, with the moment that is heard."""
        heard = self._heard
        if heard is None:
            return Status(self._title, state, self.exercises, left_seconds=self.left_seconds, volume=volume)
        from voicefoot.timeline.snapshot import snapshot_at

        moment = snapshot_at([heard.section], heard.frame, self._rate, None)
        section_left_seconds = moment.section_left_seconds
        if heard.section.unfinished:
            heard_seconds = to_seconds(heard.frame - heard.section.start_frame, self._rate)
            section_left_seconds = max(0.0, self._length_seconds(heard.exercise) - heard_seconds)
        left_seconds = self.left_seconds
        return Status(
            title=self._title,
            state=state,
            exercises=self.exercises,
            exercise_starts_seconds=self.starts_seconds,
            exercise=heard.exercise,
            side=moment.side,
            number=moment.number,
            line=moment.line,
            position_seconds=self._bounds_seconds[-1] - left_seconds,
            exercise_left_seconds=section_left_seconds,
            left_seconds=left_seconds,
            volume=volume,
            tempo=tempo,
        )

    def status_before(self, exercise: int, state: State, tempo: float, volume: float) -> Status:
        """The same where it is about to begin that exercise."""
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
        )


def where_line(held: Playhead) -> str:
    """Where a session is, in words: the exercise, the side, and how many repetitions are done."""
    from voicefoot.timeline.snapshot import snapshot_at

    work = work_at(held.section, held.frame)
    moment = snapshot_at([held.section], held.frame, held.section.audio_format.sample_rate, None)
    done = 0
    if work is not None and len(work.beat_frames) > 1 and held.frame < work.done_frame:
        place = bookmark_at(held.section, held.exercise, held.frame)
        at = max(held.frame, work.origin_frame)
        in_hold = work.hold_frames > 0 and at < work.beat_frames[place.reps - 1] + work.hold_frames
        done = max(0, place.reps - 1 if in_hold else place.reps)
    return english.where_line(held.section.name, moment.side, done)
