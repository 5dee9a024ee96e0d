"""A timeline as marks to draw: which side works when, each repetition, each hold, and what is said.

Independent of any picture: all times are seconds from the start of the session.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, count

from voicefoot.arranging.beat_grid import AFTER_HOLD_END_SECONDS, LONG_HOLD_SECONDS
from voicefoot.model.origin import Origin
from voicefoot.model.sound_names import SoundName
from voicefoot.text import strip_invisible
from voicefoot.timeline.snapshot import snapshot_at
from voicefoot.timeline.timeline import Event, EventKind, Section, Timeline
from voicefoot.timeline.transcript import clock
from voicefoot.units import to_frames, to_seconds

MAX_LEGEND_SIDES = 6
"""A legend names so many sides, and counts the others."""
_MAX_TEXT = 300
"""In characters: names and titles are cut before they are measured."""
_RELEASES = frozenset({str(SoundName.RELEASE), str(SoundName.HOLD_END)})
_ENDS = _RELEASES | {str(SoundName.EXERCISE_END)}
_LAST_ENDS = frozenset({str(SoundName.EXERCISE_END), str(SoundName.SESSION_END)})
_CLOCK_FROM_SECONDS = 100
_AXIS_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600)
_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Interval:
    """From `start` to `end`, in seconds; `end` is never before `start`."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class SideMarks(Interval):
    """The time of one side, from its first word to its last sound."""

    side: str


@dataclass(frozen=True, slots=True)
class WorkMarks(Interval):
    """One piece of work, from its first beat or start chime to its end.

    `beats` are its repetitions, counted aloud or not. If they are held there are as many `holds`. A hold
    without a beat is held once; work with neither is a time to move in.
    """

    side: str | None
    beats: tuple[float, ...] = ()
    holds: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class ChimeMark:
    """A chime at `time` seconds; `name` is the name of its sound."""

    time: float
    name: str


@dataclass(frozen=True, slots=True)
class Row(Interval):
    """One exercise. `ticks` are those that begin no repetition: of a count-in, a hold, or a phase."""

    name: str
    sides: tuple[SideMarks, ...]
    works: tuple[WorkMarks, ...]
    ticks: tuple[float, ...]
    speech: tuple[Interval, ...]
    chimes: tuple[ChimeMark, ...]

    @property
    def end_chimes(self) -> tuple[float, ...]:
        """The times at which a chime ends work, the exercise or the session; not each single hold."""
        ends = {work.end for work in self.works}
        return tuple(chime.time for chime in self.chimes if chime.name in _LAST_ENDS or chime.time in ends)


@dataclass(frozen=True, slots=True)
class Chart:
    """A whole session. `sides` are each named once, in the order of their first work."""

    title: str
    seconds: float
    sides: tuple[str, ...]
    rows: tuple[Row, ...]


def chart_of(timeline: Timeline) -> Chart:
    """Return the chart of `timeline`, without its music and its pre-roll."""
    rows = tuple(_row(section, timeline.sample_rate) for section in timeline.sections)
    sides = tuple(dict.fromkeys(marks.side for row in rows for marks in row.sides))
    return Chart(timeline.title, timeline.seconds, sides, rows)


def dose(work: WorkMarks) -> str:
    """Return the dose of `work` in a few characters: "17×", "12 × 2 s", "25 s", "2:00"."""
    if not work.beats:
        return _length(work.seconds)
    if work.holds:
        return f"{len(work.beats):,} × {_length(work.holds[0].seconds)}"
    return f"{len(work.beats):,}×"


def _length(seconds: float) -> str:
    whole = round(seconds)
    if whole >= _CLOCK_FROM_SECONDS:
        return clock(whole)
    return f"{whole} s" if abs(seconds - whole) < 0.05 or whole >= 10 else f"{seconds:.1f} s"


def display_text(text: str) -> str:
    """Return a name or a title as it may be drawn: cut, and without invisible characters."""
    return strip_invisible(text[:_MAX_TEXT])


def axis_step(seconds: float, max_steps: int) -> int:
    """Return a round number of seconds that fits into `seconds` at most `max_steps` times."""
    steps = chain(_AXIS_SECONDS, count(_DAY_SECONDS, _DAY_SECONDS))
    return next(step for step in steps if step * max_steps >= seconds)


def merge_intervals(intervals: Sequence[Interval], gap: float) -> list[Interval]:
    """Merge those of `intervals` that overlap, or that start less than `gap` seconds after the start of the
    one before. They are in order of time.
    """
    merged: list[Interval] = []
    last_start = 0.0
    for interval in intervals:
        if merged and (interval.start - last_start < gap or interval.start <= merged[-1].end):
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end, interval.end))
        else:
            merged.append(Interval(interval.start, interval.end))
        last_start = interval.start
    return merged


# -- one section ----------------------------------------------------------------------------------


def _row(section: Section, sample_rate: int) -> Row:
    def seconds(frame: int) -> float:
        return to_seconds(frame, sample_rate)

    works, ticks = _works(section, sample_rate)
    return Row(
        start=seconds(section.start_frame),
        end=seconds(section.end_frame),
        name=section.name,
        sides=tuple(
            SideMarks(seconds(run[0].start_frame), seconds(max(event.end_frame for event in run)), side)
            for side, run in _runs(section.events)
        ),
        works=tuple(work.to_marks(sample_rate) for work in works),
        ticks=tuple(seconds(frame) for frame in ticks),
        speech=tuple(
            Interval(seconds(event.start_frame), seconds(event.end_frame))
            for event in section.events
            if event.kind is EventKind.SPEECH
        ),
        chimes=tuple(
            ChimeMark(seconds(event.start_frame), event.text or "")
            for event in section.events
            if event.kind is EventKind.CHIME
        ),
    )


def _runs(events: Iterable[Event]) -> Iterator[tuple[str, list[Event]]]:
    """Group consecutive events of one side; events without a side may lie between them."""
    run: list[Event] = []
    for event in events:
        if event.side is None:
            continue
        if run and run[-1].side != event.side:
            yield run[-1].side or "", run
            run = []
        run.append(event)
    if run:
        yield run[-1].side or "", run


@dataclass(slots=True)
class _Work:
    """A piece of work while it is read, in frames."""

    side: str | None
    start: int
    is_span: bool
    beats: list[int] = field(default_factory=list)
    releases: list[Event] = field(default_factory=list)
    ends: list[Event] = field(default_factory=list)
    counted_down_frame: int | None = None
    """Where the last number of a countdown was said."""

    def add_end_chime(self, event: Event) -> None:
        if event.text in _RELEASES and len(self.releases) < max(1, len(self.beats)):
            self.releases.append(event)
        self.ends.append(event)

    def to_marks(self, sample_rate: int) -> WorkMarks:
        def seconds(frame: int) -> float:
            return to_seconds(frame, sample_rate)

        start = self.beats[0] if self.beats else self.start
        held = self.ends != [] and self._is_held(sample_rate)
        starts = [start] if self.is_span else self.beats
        last = self.releases[-1] if held else (self.ends[0 if self.is_span else -1] if self.ends else None)
        end = max([start, *self.beats] if last is None else [last.start_frame])
        holds = [
            Interval(seconds(begin), seconds(event.start_frame))
            for begin, event in zip(starts, self.releases, strict=False)
            if held
        ]
        beats = tuple(seconds(beat) for beat in self.beats)
        return WorkMarks(seconds(start), seconds(end), self.side, beats, tuple(holds))

    def _is_held(self, sample_rate: int) -> bool:
        """Return whether the work is a hold: a bell may end a hold or other work, and what comes with it
        tells which.
        """
        if len(self.releases) != max(1, len(self.beats)):
            return False
        if len(self.beats) > 1 or self.releases[0].text == SoundName.RELEASE:
            return True
        first = self.ends[0].start_frame
        after = to_frames(AFTER_HOLD_END_SECONDS, sample_rate) + 1
        has_second_chime = any(0 < event.start_frame - first <= after for event in self.ends)
        countdown_end = self.counted_down_frame
        if has_second_chime or (countdown_end is not None and 0 < first - countdown_end <= 2 * after):
            return True
        length = first - (self.beats[0] if self.beats else self.start)
        is_long = length >= to_frames(LONG_HOLD_SECONDS, sample_rate)
        # One beat that long is hardly a movement; a span that short would be counted down if it were long.
        return not is_long if self.is_span else is_long


def _works(section: Section, sample_rate: int) -> tuple[list[_Work], list[int]]:
    """Return the pieces of work of `section`, and the frames of the ticks that begin no repetition."""
    works: list[_Work] = []
    ticks: list[int] = []
    counting_in = False
    for event in section.events:
        work = works[-1] if works else None
        if event.kind is EventKind.CHIME and event.text == SoundName.READY:
            works.append(_Work(event.side, event.start_frame, is_span=True))
        elif event.kind is EventKind.CHIME and event.text in _ENDS and work is not None:
            work.add_end_chime(event)
        elif event.kind is EventKind.SPEECH and event.origin is Origin.COUNTDOWN and work is not None:
            work.counted_down_frame = event.start_frame
        elif event.kind is EventKind.TICK:
            if event.leads_in and not counting_in:
                works.append(_Work(event.side, event.start_frame, is_span=False))
            elif work is not None and not event.leads_in and _begins_rep(section, event, work, sample_rate):
                work.beats.append(event.start_frame)
                counting_in = False
                continue
            counting_in = event.leads_in
            ticks.append(event.start_frame)
    return works, ticks


def _begins_rep(section: Section, event: Event, work: _Work, sample_rate: int) -> bool:
    """Return whether a repetition begins with this tick."""

    def number_at(frame: int) -> int | None:
        return snapshot_at((section,), frame, sample_rate, None).number

    now = number_at(event.start_frame)
    return now is not None and (not work.beats or now != number_at(event.start_frame - 1))
