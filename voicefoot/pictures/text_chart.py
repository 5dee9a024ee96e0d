"""A session as lines of text: a strip of characters for each exercise, all to one scale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from voicefoot.pictures.chart import (
    MAX_LEGEND_SIDES,
    Chart,
    Interval,
    Row,
    WorkMarks,
    axis_step,
    chart_of,
    display_text,
    row_label,
)
from voicefoot.text import cut, display_width
from voicefoot.timeline.timeline import Timeline
from voicefoot.timeline.transcript import clock

ONE_LINE_FROM = 100
"""From this width on, the name stands in the line of its strip."""

_MAX_NAME_COLUMNS = 26
_INDENT = 2
_LABEL_COLUMNS = 12


@dataclass(frozen=True, slots=True)
class Pens:
    """The characters of a side: for a repetition, a hold, and a time to move in."""

    beat: str
    hold: str
    move: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The characters of a strip. The first side is drawn in the upper half, the second in the lower."""

    no_side: Pens
    sides: tuple[Pens, ...]
    words: str
    rest: str
    silence: str
    chime: str
    between: str
    """Between a name and its round."""
    cut: str


UNICODE_STRIP = Strip(
    Pens("│", "█", "⣿"),
    (Pens("╹", "▀", "⠛"), Pens("╻", "▄", "⣤"), Pens("┆", "▓", "▒"), Pens("╫", "░", "⠶")),
    words="─",
    rest="╌",
    silence="·",
    chime="●",
    between=" · ",
    cut="…",
)
ASCII_STRIP = Strip(
    Pens("|", "#", "%"),
    (Pens("'", '"', "^"), Pens(",", ";", "v"), Pens("!", "H", "x"), Pens("/", "M", "w")),
    words="-",
    rest="~",
    silence=".",
    chime="o",
    between=" - ",
    cut="...",
)
"""For a terminal that knows only ASCII."""


def timeline_lines(timeline: Timeline, width: int, *, strip: Strip = UNICODE_STRIP) -> list[str]:
    """Draw `timeline` for a terminal of `width` columns, 40 to 200; no line is wider.

    The lines are a title; the name, length and strip of each exercise; an axis of times; and a legend. They
    hold no colours and no control characters.
    """
    drawn = chart_of(timeline)
    longest = max((row.seconds for row in drawn.rows), default=0.0)
    length_columns = max((len(clock(row.seconds)) for row in drawn.rows), default=0)
    room = _MAX_NAME_COLUMNS if width >= ONE_LINE_FROM else width - 2 - length_columns
    names = [row_label(row, room, strip.cut, strip.between) for row in drawn.rows]
    left = _INDENT
    if width >= ONE_LINE_FROM:
        name_columns = max(map(display_width, names), default=0)
        left = name_columns + 2 + length_columns + 2
    # The last character of a strip, and the last time under it, need their room.
    columns = max(8, width - left - 1)
    seconds = (longest or 1.0) / columns
    lines = [_sides_apart(display_text(drawn.title), clock(drawn.seconds), width, strip.cut, "  "), ""]
    for row, name in zip(drawn.rows, names, strict=True):
        characters = _characters(row, drawn.sides, seconds, strip)
        length = clock(row.seconds)
        if width >= ONE_LINE_FROM:
            head = f"{name}{' ' * (name_columns - display_width(name))}  {length:>{length_columns}}  "
            lines.append(head + characters)
        else:
            lines.append(_sides_apart(name, length, width, strip.cut, "  "))
            lines.append(" " * left + characters)
    lines.append(" " * left + _axis(longest, columns, width - left))
    return [*lines, "", *_legend(drawn, width, strip)]


def _sides_apart(text: str, length: str, width: int, mark: str, between: str) -> str:
    return cut(text, width - len(between) - len(length), mark) + between + length


def _axis(longest: float, columns: int, room: int) -> str:
    """Return times under their columns; a label begins where its time is."""
    step = axis_step(longest, max(1, columns // _LABEL_COLUMNS))
    line = ""
    for n in range(int(longest / step) + 1):
        column = int(n * step / (longest or 1.0) * columns)
        label = clock(n * step)
        if column + len(label) <= room and (column > len(line) or not n):
            line = line.ljust(column) + label
    return line


# -- the strip --------------------------------------------------------------------------------------


def _characters(row: Row, sides: Sequence[str], seconds: float, strip: Strip) -> str:
    """Return the characters of `row`, one for each column of `seconds`. Marks that matter more cover those
    that matter less.
    """
    length = max(1, round(row.seconds / seconds))
    line = [strip.silence] * length

    def columns(intervals: Iterable[Interval]) -> Iterator[int]:
        return _columns(intervals, row.start, seconds, length)

    for column in columns(row.rests):
        line[column] = strip.rest
    for column in columns(row.speech):
        line[column] = strip.words
    worked: set[int] = set()
    for work in row.works:
        pens = _pens(work.side, sides, strip)
        beats = [Interval(beat, beat) for beat in work.beats]
        if not work.holds and not beats:
            drawn = dict.fromkeys(columns([work]), pens.move)
        elif work.holds:
            drawn = dict.fromkeys(columns(work.holds), pens.hold)
        else:
            drawn = dict.fromkeys(columns(beats), pens.beat)
        for column in columns([work]):
            if line[column] == strip.silence:
                line[column] = " "
        for column, character in drawn.items():
            line[column] = character
        worked |= drawn.keys()
    for chime in row.end_chimes:
        (column,) = columns([Interval(chime, chime)])
        after = column + 1
        line[after if column in worked and after < length and after not in worked else column] = strip.chime
    return "".join(line).rstrip()


def _columns(intervals: Iterable[Interval], start: float, seconds: float, length: int) -> Iterator[int]:
    """Return the columns that are at least half covered; at least one for each interval."""
    for interval in intervals:
        begin, end = (interval.start - start) / seconds, (interval.end - start) / seconds
        first, last = int(begin + 0.5), int(end + 0.5)
        if last <= first:
            first = int((begin + end) / 2)
            last = first + 1
        yield from range(min(first, length - 1), max(min(last, length), min(first, length - 1) + 1))


def _pens(side: str | None, sides: Sequence[str], strip: Strip) -> Pens:
    return strip.no_side if side is None else strip.sides[sides.index(side) % len(strip.sides)]


# -- what it means ----------------------------------------------------------------------------------


def _legend(drawn: Chart, width: int, strip: Strip) -> list[str]:
    """Return the legend of what occurs, on as many lines as it needs."""
    used = [
        (side, _used(_pens(side, drawn.sides, strip), works))
        for side in (*drawn.sides, None)
        if (works := [work for row in drawn.rows for work in row.works if work.side == side])
    ]
    items = [
        ("".join(filter(None, (pens.beat, pens.hold, pens.move))), display_text(side))
        for side, pens in used[:MAX_LEGEND_SIDES]
        if side is not None
    ]
    if len(drawn.sides) > len(items):
        items.append((f"{len(drawn.sides) - len(items)}", "more sides"))
    for kind, label in (("beat", "repetition"), ("hold", "hold"), ("move", "time to move")):
        characters = "".join(dict.fromkeys(getattr(pens, kind) for _, pens in used))
        if characters:
            items.append((characters, label))
    if any(row.rests for row in drawn.rows):
        items.append((strip.rest, "rest"))
    items += [(strip.words, "words"), (strip.silence, "silence"), (strip.chime, "end chime")]
    lines: list[str] = []
    for item in (cut(f"{characters} {label}", width, strip.cut) for characters, label in items):
        if lines and display_width(lines[-1]) + 3 + display_width(item) <= width:
            lines[-1] += f"   {item}"
        else:
            lines.append(item)
    return lines


def _used(pens: Pens, works: Iterable[WorkMarks]) -> Pens:
    """Return `pens` without those that `works` does not use."""
    kinds = {(bool(work.holds), bool(work.beats)) for work in works}
    held, on_beat, moving = bool(kinds & {(True, True), (True, False)}), (False, True), (False, False)
    return Pens(pens.beat * (on_beat in kinds), pens.hold * held, pens.move * (moving in kinds))
