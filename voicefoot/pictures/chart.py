"""A timeline as marks to draw: which side works when, each repetition, each hold, and what is said.

Independent of any picture: all times are seconds from the start of the session.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count

from voicefoot.model.rounds import Round, round_words, told_rounds
from voicefoot.model.sound_names import SoundName
from voicefoot.model.spans import SpanKind
from voicefoot.text import cut, display_width, strip_invisible
from voicefoot.timeline.timeline import Event, EventKind, Section, Timeline, TimeSpan, WorkRegion
from voicefoot.timeline.transcript import clock
from voicefoot.units import to_seconds

MAX_LEGEND_SIDES = 6
"""A legend names so many sides, and counts the others."""
_MAX_TEXT = 300
"""In characters: names and titles are cut before they are measured."""
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
    rounds: tuple[Round, ...]
    """Where it stands in its rounds, the outermost first; empty where there is but one round."""
    sides: tuple[SideMarks, ...]
    works: tuple[WorkMarks, ...]
    rests: tuple[Interval, ...]
    """The written rests, as far as they lie in this row."""
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


def row_label(row: Row, columns: int, mark: str, between: str = " · ") -> str:
    """Return the name of `row` and which round it is, in `columns` at the most. Where that is too long, the
    round is told in short, or left out; where the name alone is, it ends with `mark`.
    """
    name = display_text(row.name)
    if row.rounds:
        in_short = ", ".join(f"{place.round}/{place.of}" for place in row.rounds)
        for words in (round_words(row.rounds), in_short):
            whole = f"{name}{between}{words}"
            if display_width(whole) <= columns:
                return whole
    return cut(name, columns, mark)


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

    beats = {int(frame) for work in section.works for frame in work.beat_frames}
    return Row(
        start=seconds(section.start_frame),
        end=seconds(section.end_frame),
        name=section.name,
        rounds=told_rounds(section.rounds),
        sides=tuple(
            SideMarks(seconds(run[0].start_frame), seconds(max(event.end_frame for event in run)), side)
            for side, run in _runs(section.events)
        ),
        works=tuple(_work(work, section.spans, sample_rate) for work in section.works),
        rests=tuple(_rests(section, sample_rate)),
        ticks=tuple(
            seconds(event.start_frame)
            for event in section.events
            if event.kind is EventKind.TICK and event.start_frame not in beats
        ),
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


def _work(work: WorkRegion, spans: Sequence[TimeSpan], sample_rate: int) -> WorkMarks:
    def seconds(frame: int) -> float:
        return to_seconds(frame, sample_rate)

    begin = int(work.beat_frames[0]) if len(work.beat_frames) else work.origin_frame
    is_held = bool(work.hold_frames) if work.counted else _is_hold(begin, spans)
    starts = [int(frame) for frame in work.beat_frames]
    holds = [Interval(seconds(start), seconds(start + work.hold_frames)) for start in starts if is_held]
    beats = tuple(seconds(start) for start in starts) if work.counted else ()
    return WorkMarks(seconds(begin), seconds(work.done_frame), work.side, beats, tuple(holds))


def _is_hold(start_frame: int, spans: Sequence[TimeSpan]) -> bool:
    """Return whether the span of work that starts there is a hold, and no time to move in."""
    return any(span.kind is SpanKind.HOLD and span.start_frame == start_frame for span in spans)


def _rests(section: Section, sample_rate: int) -> Iterator[Interval]:
    """Yield the written rests of `section`, as far as they lie in it."""
    for span in section.spans:
        first = max(span.start_frame, section.start_frame)
        last = min(span.end_frame, section.end_frame)
        if span.kind is SpanKind.REST and first < last:
            yield Interval(to_seconds(first, sample_rate), to_seconds(last, sample_rate))
