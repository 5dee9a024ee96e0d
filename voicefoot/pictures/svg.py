"""A session as one self-contained SVG drawing: a row for each exercise, all to one scale."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from voicefoot.language.codes import ENGLISH
from voicefoot.language.pack import LanguagePack
from voicefoot.language.packs import language_pack, pack_code
from voicefoot.model.rounds import round_words
from voicefoot.outgoing import for_svg
from voicefoot.pictures.chart import (
    MAX_LEGEND_SIDES,
    Chart,
    Interval,
    Row,
    SideMarks,
    WorkMarks,
    axis_step,
    chart_of,
    display_text,
    dose,
    merge_intervals,
    row_label,
)
from voicefoot.text import cut, display_width
from voicefoot.timeline.timeline import Timeline
from voicefoot.timeline.transcript import clock

WIDTH = 960
PLOT_LEFT = 208
PLOT_WIDTH = 728
MAX_BYTES = 450_000
"""A larger drawing is drawn again with fewer marks."""
MAX_ROWS = 200
"""Further exercises are summed up in a last line."""

_ROW_HEIGHT, _TOP = 68, 84
_LABEL, _SPEECH, _BAND, _BAND_HEIGHT, _REST, _BOTTOM = 15, 21, 28, 24, 39, 55
_MIN_DOT_GAP, _MIN_LABELLED_WIDTH = 7.0, 8.0
_CHARACTER_WIDTH = 5.8
"""The width of a character in small type, about."""
_MIN_MARK_GAP = 1.2
"""Marks that are fewer pixels apart can't be told from a bar."""
_FINE_MARK_GAP = 3.5
"""Marks that are fewer pixels apart are drawn finer."""
_MAX_SUMMARY_COLUMNS = 60
_COLOURED_SIDES = 4
_MAX_DESCRIBED_ROWS = 30

_LIGHT = """
.paper{fill:#fff}.ink{fill:#1b1f24}.soft{fill:#5a636e}.grid{stroke:#dfe3e8}.say{fill:#7d8792}.rest{fill:#b9c0c8}
.dot{fill:#1b1f24;stroke:#fff}
.s0 .zone{fill:#f0f2f4}.s0 .work{fill:#d5dae0}.s0 .full{fill:#4d5661}.s0 .mark{stroke:#4d5661}
.s1 .zone{fill:#e3f0f9}.s1 .work{fill:#b5d7ee}.s1 .full{fill:#0068a8}.s1 .mark{stroke:#0068a8}
.s2 .zone{fill:#fdebdd}.s2 .work{fill:#f7c9a3}.s2 .full{fill:#b24a00}.s2 .mark{stroke:#b24a00}
.s3 .zone{fill:#e0f4ec}.s3 .work{fill:#a9dfca}.s3 .full{fill:#00704f}.s3 .mark{stroke:#00704f}
.s4 .zone{fill:#f7e8f1}.s4 .work{fill:#e5bcd5}.s4 .full{fill:#94457a}.s4 .mark{stroke:#94457a}
"""
_DARK = """
.paper{fill:#14171b}.ink{fill:#eef1f4}.soft{fill:#a3adb8}.grid{stroke:#2c323a}.say{fill:#8a95a1}.rest{fill:#4c555f}
.dot{fill:#eef1f4;stroke:#14171b}
.s0 .zone{fill:#20252b}.s0 .work{fill:#3a424c}.s0 .full{fill:#b4bdc7}.s0 .mark{stroke:#b4bdc7}
.s1 .zone{fill:#14283a}.s1 .work{fill:#1d486a}.s1 .full{fill:#62bdf0}.s1 .mark{stroke:#62bdf0}
.s2 .zone{fill:#33231a}.s2 .work{fill:#643c1c}.s2 .full{fill:#f5a55c}.s2 .mark{stroke:#f5a55c}
.s3 .zone{fill:#132d25}.s3 .work{fill:#1b5441}.s3 .full{fill:#3fd0a5}.s3 .mark{stroke:#3fd0a5}
.s4 .zone{fill:#311f2b}.s4 .work{fill:#5f3450}.s4 .full{fill:#e59fca}.s4 .mark{stroke:#e59fca}
"""
_SHAPES = """
text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif}
.title{font-size:21px;font-weight:700}.name{font-size:14px;font-weight:600}.small{font-size:11px}
.bold{font-weight:600}.moving{fill:url(#vf-move)}.mark{stroke-width:1.3;fill:none}.fine{stroke-width:.7}.grid{stroke-width:1}
.edge{stroke-width:2;fill:none}.s2 .edge{stroke-dasharray:7 3}
.s3 .edge{stroke-dasharray:2 3}.s4 .edge{stroke-dasharray:9 3 2 3}
"""


def timeline_svg(timeline: Timeline, *, language: str = "en") -> str:
    """Return `timeline` as an SVG document of less than 500,000 bytes.

    `language` is the language of the routine's own words, such as "en-GB".
    """
    drawn = chart_of(timeline)
    words = language_pack(pack_code(language) or ENGLISH)
    mark_gap = _MIN_MARK_GAP
    while True:
        picture = "\n".join(_picture(drawn, language, words, mark_gap)) + "\n"
        if len(picture.encode()) <= MAX_BYTES or mark_gap > PLOT_WIDTH:
            return picture
        mark_gap *= 2


def _picture(drawn: Chart, language: str, words: LanguagePack, mark_gap: float) -> Iterator[str]:
    rows, omitted = drawn.rows[:MAX_ROWS], drawn.rows[MAX_ROWS:]
    longest = max((row.seconds for row in rows), default=0.0) or 1.0
    scale = PLOT_WIDTH / longest
    bottom = _TOP + _ROW_HEIGHT * len(rows)
    legend, legend_bottom = _legend(drawn, words, bottom + (62 if omitted else 40), mark_gap / scale)
    height = legend_bottom + 14
    title = display_text(drawn.title)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" aria-labelledby="vf-title vf-desc" lang="{for_svg(language)}">'
    )
    yield f'<title id="vf-title">{for_svg(title)}, {clock(drawn.seconds)}</title>'
    yield f'<desc id="vf-desc">{for_svg(_description(drawn, words))}</desc>'
    yield f"<style>{_SHAPES}{_LIGHT}@media (prefers-color-scheme:dark){{{_DARK}}}</style>"
    yield (
        '<defs><pattern id="vf-move" width="7" height="7" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="paper" width="3" height="7"/></pattern></defs>'
    )
    yield f'<rect class="paper" width="{WIDTH}" height="{height}"/>'
    yield _text(24, 38, cut(title, 64, "…"), "ink title")
    yield _text(PLOT_LEFT + PLOT_WIDTH, 38, clock(drawn.seconds), "ink title", "end")
    yield from _axis(longest, scale, bottom)
    for index, row in enumerate(rows):
        yield from _row(row, _TOP + _ROW_HEIGHT * index, drawn.sides, words, scale, mark_gap / scale)
    if omitted:
        more = (
            f"{words.label('more', count=f'{len(omitted):,}')}, {clock(sum(row.seconds for row in omitted))}"
        )
        yield _text(24, bottom + 40, more, "soft")
    yield from legend
    yield "</svg>"


# -- one exercise -----------------------------------------------------------------------------------


def _row(
    row: Row, y: int, sides: Sequence[str], words: LanguagePack, scale: float, gap: float
) -> Iterator[str]:
    yield f'<g class="row"><title>{for_svg(_titled(row))}, {clock(row.seconds)}</title>'
    yield _text(24, y + 30, row_label(row, 24, "…"), "ink name")
    yield _text(24, y + 47, clock(row.seconds), "ink bold")
    yield _text(PLOT_LEFT - 14, y + 47, words.label("from", time=clock(row.start)), "soft small", "end")
    yield f'<g transform="translate({PLOT_LEFT} {y})">'

    def x(seconds: float) -> float:
        return (seconds - row.start) * scale

    def box(css_class: str, interval: Interval, top: float, height: float, min_width: float = 0.0) -> str:
        width = max(min_width, interval.seconds * scale)
        left = min(x(interval.start), row.seconds * scale - width) if min_width else x(interval.start)
        return f'<rect class="{css_class}" x="{_n(left)}" y="{top}" width="{_n(width)}" height="{height}"/>'

    yield f'<g class="s0">{box("zone row-length", row, _BAND, _BAND_HEIGHT)}</g>'
    drawn_sides = [side for side in row.sides if side.seconds >= gap / 8]
    for side in drawn_sides:
        edge = f"M{_n(x(side.start))} {_BOTTOM}H{_n(x(side.end))}"
        zone = box("zone", side, 2, _BOTTOM - 2)
        yield f'<g class="{_side_class(side.side, sides)}">{zone}<path class="mark edge" d="{edge}"/></g>'
    rests = merge_intervals([rest for rest in row.rests if rest.seconds >= gap / 8], gap)
    yield from (box("rest", rest, _REST, 3) for rest in rests)
    for work in row.works:
        if work.seconds < gap / 8:
            continue
        yield f'<g class="{_side_class(work.side, sides)}">{box("work", work, _BAND, _BAND_HEIGHT)}'
        if work.side is None:
            yield f'<path class="mark edge" d="M{_n(x(work.start))} {_BOTTOM}H{_n(x(work.end))}"/>'
        if work.holds:
            holds = merge_intervals(work.holds, gap)
            yield "".join(box("full hold", hold, _BAND, _BAND_HEIGHT, 0.5) for hold in holds)
        elif work.beats:
            yield from _repetitions(work, x, scale, gap)
        else:
            yield box("moving", work, _BAND, _BAND_HEIGHT)
        yield "</g>"
    yield from (box("say", words, _SPEECH, 3, 1) for words in merge_intervals(row.speech, gap))
    yield from _labels(row, drawn_sides, x)
    ends = merge_intervals([Interval(time, time) for time in row.end_chimes], max(gap, _MIN_DOT_GAP / scale))
    yield from (f'<circle class="dot" cx="{_n(x(run.end))}" cy="{_BOTTOM}" r="4"/>' for run in ends)
    yield "</g></g>"


def _repetitions(work: WorkMarks, x: Callable[[float], float], scale: float, gap: float) -> Iterator[str]:
    """Draw a line for each repetition, or lower bars if there are too many to be told apart."""
    runs = merge_intervals([Interval(beat, beat) for beat in work.beats], gap)
    single = [f"M{_n(x(run.start))} {_BAND + 3}v{_BAND_HEIGHT - 6}" for run in runs if not run.seconds]
    bars = [
        f"M{_n(x(run.start))} {_BAND + 7}H{_n(x(run.end))}v{_BAND_HEIGHT - 14}H{_n(x(run.start))}z"
        for run in runs
        if run.seconds
    ]
    if single:
        close = len(single) > 1 and work.seconds * scale < _FINE_MARK_GAP * len(single)
        yield f'<path class="mark rep{" fine" if close else ""}" d="{"".join(single)}"/>'
    if bars:
        yield f'<path class="full reps" d="{"".join(bars)}"/>'


def _labels(row: Row, sides: Sequence[SideMarks], x: Callable[[float], float]) -> Iterator[str]:
    """Write the name of each side where its time begins, and the dose where work ends, as far as they fit."""
    occupied = 0.0
    labels: list[tuple[float, float, str, str]] = []
    for side in sides:
        name = display_text(side.side)
        room = x(side.end) - x(side.start) - 8
        short = cut(name, int(room / _CHARACTER_WIDTH), "…")
        if room >= 3 * _CHARACTER_WIDTH and short != "…":
            left = x(side.start) + 4
            labels.append((left, left + display_width(short) * _CHARACTER_WIDTH, short, "bold"))
    named = [(left, right) for left, right, _, _ in labels]
    for work in row.works:
        text = dose(work)
        right = x(work.end) - 3
        left = right - display_width(text) * _CHARACTER_WIDTH
        fits = left >= occupied and all(left > b or right < a for a, b in named)
        if fits and right - x(work.start) > _MIN_LABELLED_WIDTH:
            labels.append((left, right, text, "soft"))
            occupied = right + 6
    for left, right, text, style in labels:
        if style == "bold":
            yield _text(left, _LABEL, text, "ink small bold side")
        else:
            yield _text(right, _LABEL, text, "soft small dose", "end")


# -- the axis, and what the marks mean --------------------------------------------------------------


def _axis(longest: float, scale: float, bottom: int) -> Iterator[str]:
    step = axis_step(longest, 10)
    for n in range(int(longest / step) + 1):
        x = PLOT_LEFT + n * step * scale
        yield f'<path class="grid" d="M{_n(x)} {_TOP - 8}V{bottom}"/>'
        yield _text(x, _TOP - 14, clock(n * step), "soft small axis", "middle")
        yield _text(x, bottom + 14, clock(n * step), "soft small", "middle")


def _legend(drawn: Chart, words: LanguagePack, top: int, gap: float) -> tuple[list[str], int]:
    """Draw a legend of what occurs, and return where it ends."""
    works = [work for row in drawn.rows for work in row.works]
    counted = [work for work in works if work.beats and not work.holds]
    bar = f'y="{top - 9}" width="24"'
    items: list[tuple[str, str]] = []
    for side in drawn.sides[:MAX_LEGEND_SIDES]:
        edge = f'<path class="mark edge" d="M0 {top + 4}h24"/>'
        work = f'<rect class="work" {bar} height="12"/>'
        swatch = f'<g class="{_side_class(side, drawn.sides)}">{work}{edge}</g>'
        items.append((swatch, cut(display_text(side), 24, "…")))
    if len(drawn.sides) > MAX_LEGEND_SIDES:
        items.append(("", words.label("more sides", count=str(len(drawn.sides) - MAX_LEGEND_SIDES))))
    if counted:
        lines = "".join(f"M{x} {top - 9}v12" for x in (4, 12, 20))
        items.append((f'<g class="s0"><path class="mark" d="{lines}"/></g>', words.label("repetitions")))
    if any(b - a < gap for work in counted for a, b in pairwise(work.beats)):
        full = f'<rect class="full" y="{top - 6}" width="24" height="6"/>'
        items.append((f'<g class="s0">{full}</g>', words.label("many repetitions")))
    if any(work.holds for work in works):
        items.append((f'<g class="s0"><rect class="full" {bar} height="12"/></g>', words.label("hold")))
    if any(not work.holds and not work.beats for work in works):
        under = f'<rect class="work" {bar} height="12"/>'
        items.append(
            (
                f'<g class="s0">{under}<rect class="moving" {bar} height="12"/></g>',
                words.label("time to move"),
            )
        )
    if any(row.rests for row in drawn.rows):
        items.append((f'<rect class="rest" y="{top - 4}" width="24" height="3"/>', words.label("rest")))
    items.append((f'<rect class="say" y="{top - 4}" width="24" height="3"/>', words.label("words")))
    items.append((f'<circle class="dot" cx="12" cy="{top - 4}" r="4.5"/>', words.label("end sound")))
    lines_drawn, x, down = [], 24.0, 0
    for swatch, label in items:
        width = 32 + display_width(label) * 6.6 + 22
        if x + width > WIDTH and x > 24:
            x, down = 24.0, down + 24
        text = _text(32, top, label, "soft")
        lines_drawn.append(f'<g class="legend" transform="translate({_n(x)} {down})">{swatch}{text}</g>')
        x += width
    return lines_drawn, top + down


def _description(drawn: Chart, words: LanguagePack) -> str:
    summaries = [_summary(row, words) for row in drawn.rows[:_MAX_DESCRIBED_ROWS]]
    if len(drawn.rows) > _MAX_DESCRIBED_ROWS:
        summaries.append(
            words.sentence(words.label("more", count=f"{len(drawn.rows) - _MAX_DESCRIBED_ROWS:,}"))
        )
    return " ".join(summaries)


def _summary(row: Row, words: LanguagePack) -> str:
    works = [f"{_abbreviated(work.side)} {dose(work)}" if work.side else dose(work) for work in row.works[:8]]
    more = f", {words.label('and so on')}" if len(row.works) > len(works) else ""
    return f"{_titled(row)}, {clock(row.seconds)}{': ' if works else ''}{', '.join(works)}{more}."


def _titled(row: Row) -> str:
    return ", ".join(filter(None, (_abbreviated(row.name), round_words(row.rounds))))


def _abbreviated(text: str) -> str:
    return cut(display_text(text), _MAX_SUMMARY_COLUMNS, "…")


# -- how things are written -------------------------------------------------------------------------


def _side_class(side: str | None, sides: Sequence[str]) -> str:
    return "s0" if side is None else f"s{sides.index(side) % _COLOURED_SIDES + 1}"


def _text(x: float, y: float, text: str, css_class: str, anchor: str = "start") -> str:
    placed = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text class="{css_class}" x="{_n(x)}" y="{_n(y)}"{placed}>{for_svg(text)}</text>'


def _n(number: float) -> str:
    """Format a number to a tenth of a pixel."""
    return f"{number:.1f}".removesuffix(".0")
