"""What is said in a written rest: as much as there is time for, before what leads into the next work.

That the work begins when the rest is over, to the frame, is up to `layout`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from voicefoot.arranging.work_progress import TEN_SECONDS_FROM_SECONDS
from voicefoot.language.pack import LanguagePack
from voicefoot.language.phrase_names import Line
from voicefoot.model.cues import Say, TimedRest
from voicefoot.model.origin import Origin
from voicefoot.model.spans import SpanKind

LEFT_OUT_IN_ORDER: tuple[tuple[Origin, ...], ...] = (
    (Origin.REST,),
    (Origin.ONCE_MORE,),
    (Origin.SETUP, Origin.INTRO, Origin.EXPLANATION, Origin.ENOUGH),
    (Origin.INSTRUCTION,),
    (Origin.NAME,),
    (Origin.SET, Origin.ROUND),
    (Origin.DOSE,),
)
"""What is left out where a rest is too short, the first of these first. Each is said in its shorter form
before it is left out. What is not listed is always said.
"""
JUST_BEFORE = (Origin.SET, Origin.SIDE, Origin.DOSE)
"""What is said late in a rest, just before the work begins; all else is said as the rest begins."""
_AFTER_END_SECONDS = 0.3
_TIGHT_GAP_SECONDS = 0.15
_BEFORE_LEAD_SECONDS = 0.25

SecondsOf = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class RestLine:
    """A line that is said in a rest, from `start_seconds` after the rest's window begins."""

    start_seconds: float
    line: Say


def texts_of(rest: TimedRest, words: LanguagePack) -> list[str]:
    """Return all texts that `place_lines` may place in `rest`."""
    texts = [text for line in rest.lines for text in (line.text, line.shorter) if text is not None]
    return [*texts, words.line(Line.TEN_SECONDS)] if rest.tells_ten_seconds else texts


def place_lines(
    rest: TimedRest,
    window_seconds: float,
    before_end_seconds: float,
    seconds_of: SecondsOf,
    words: LanguagePack,
) -> tuple[list[RestLine], bool]:
    """Return which lines are said in `rest`, and when; and whether all are said that never may be left out.

    `window_seconds` is what is left of the rest between the end sound before it and what leads into the work
    after it, which begins `before_end_seconds` later. In a change of sides nothing waits for its end.
    """
    room = window_seconds - _AFTER_END_SECONDS - _BEFORE_LEAD_SECONDS
    at_once = rest.kind is SpanKind.SWITCH
    said, fits = _chosen(rest.lines, room, seconds_of)
    late = [line for line in said if line.origin in JUST_BEFORE and not at_once]
    early = [line for line in said if line not in late]
    placed = _in_a_row(early, _AFTER_END_SECONDS, seconds_of)
    ends = _end_of(placed, seconds_of)
    begin = window_seconds - _BEFORE_LEAD_SECONDS - _length(late, seconds_of)
    placed += _in_a_row(late, max(begin, ends + (_TIGHT_GAP_SECONDS if early else 0.0)), seconds_of)
    ten_left = window_seconds + before_end_seconds - 10.0
    if rest.tells_ten_seconds and window_seconds + before_end_seconds >= TEN_SECONDS_FROM_SECONDS:
        line = Say(words.line(Line.TEN_SECONDS), Origin.TEN_SECONDS)
        if _is_free(ten_left, seconds_of(line.text), placed, window_seconds, seconds_of):
            placed.append(RestLine(ten_left, line))
    return [
        each for each in placed if each.start_seconds + seconds_of(each.line.text) <= window_seconds
    ], fits


def _chosen(lines: Sequence[Say], room: float, seconds_of: SecondsOf) -> tuple[list[Say], bool]:
    """Return the lines that are said in `room` seconds, with the silence after each, and whether they fit."""
    said = list(lines)

    def least_seconds() -> float:
        talk = sum(seconds_of(line.text) for line in said)
        return talk + _TIGHT_GAP_SECONDS * max(0, len(said) - 1)

    for origins in LEFT_OUT_IN_ORDER:
        if least_seconds() <= room:
            break
        said = [_shorter(line) if line.origin in (*origins, Origin.SIDE) else line for line in said]
        if least_seconds() <= room:
            break
        said = [line for line in said if line.origin not in origins]
    return _with_silence(said, room - least_seconds()), least_seconds() <= room


def _with_silence(lines: Sequence[Say], seconds: float) -> list[Say]:
    """Return `lines` with so much of the silence after each as `seconds` beyond the least allow: silence
    yields before words do, all of it by the same share.
    """
    more = [max(0.0, line.after_seconds - _TIGHT_GAP_SECONDS) for line in lines]
    wanted = sum(more[:-1])
    share = min(1.0, max(0.0, seconds) / wanted) if wanted else 1.0
    return [
        replace(line, after_seconds=_TIGHT_GAP_SECONDS + share * each)
        for line, each in zip(lines, more, strict=True)
    ]


def _shorter(line: Say) -> Say:
    return line if line.shorter is None else replace(line, text=line.shorter)


def _length(lines: Sequence[Say], seconds_of: SecondsOf) -> float:
    """Return how long `lines` take, with the silence between them."""
    return sum(seconds_of(line.text) for line in lines) + sum(line.after_seconds for line in lines[:-1])


def _in_a_row(lines: Sequence[Say], begin: float, seconds_of: SecondsOf) -> list[RestLine]:
    placed = []
    for line in lines:
        placed.append(RestLine(begin, line))
        begin += seconds_of(line.text) + line.after_seconds
    return placed


def _end_of(placed: Sequence[RestLine], seconds_of: SecondsOf) -> float:
    return max((each.start_seconds + seconds_of(each.line.text) for each in placed), default=0.0)


def _is_free(
    start: float, seconds: float, placed: Sequence[RestLine], window: float, seconds_of: SecondsOf
) -> bool:
    """Return whether nothing is said from `start` on for `seconds`, with a breath around it."""
    if start < _AFTER_END_SECONDS or start + seconds > window:
        return False
    return all(
        start + seconds + _TIGHT_GAP_SECONDS <= each.start_seconds
        or each.start_seconds + seconds_of(each.line.text) + _TIGHT_GAP_SECONDS <= start
        for each in placed
    )
