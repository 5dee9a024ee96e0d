"""A heading that says how long each of the names below it takes -> a block.

Such as "HIIT - 40 on / 20 off, 3 rounds".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from voicefoot.reading.importing.plain_words import capitalized, plain, trimmed
from voicefoot.reading.importing.tables import Row
from voicefoot.reading.importing.text_lines import Line
from voicefoot.reading.importing.understood import Block, Dose, Exercise, Span
from voicefoot.reading.importing.words import MINUTES, ROUNDS, SECONDS

_MAX_NAME_WORDS = 6
_MIN_EXERCISES = 2


def _time(name: str) -> str:
    return rf"(?P<{name}>\d{{1,3}})\s*(?:(?P<{name}_minutes>{MINUTES}\b\.?)|{SECONDS}\b\.?|s\b|[\"'])?"


_JOINT = r"\s*(?:of\s+)?(?:[,/;&+-]|and\b|then\b|und\b)*\s*"
_WORK = r"\s*(?:of\s+)?(?:on|work\w*|an|arbeit\w*)\b"
_REST = r"\s*(?:of\s+)?(?:off|rest\w*|aus|pause|break)\b"
_WORK_AND_REST = re.compile(
    rf"{_time('work')}{_WORK}{_JOINT}{_time('rest')}{_REST}(?!\s*between)"
    rf"|{_time('each')}\s*(?:each|per exercise|a station|per station|je übung)\b{_JOINT}"
    rf"(?:{_time('pause')}{_REST}(?:\s*between(?: exercises| stations| them)?(?!\s*\w*\s*round))?)?",
    re.IGNORECASE,
)
_OF_ROUNDS = rf"\s*(?:between|after|nach|zwischen)\s*(?:each |every |the |den )?(?:{ROUNDS})"
_ROUND_REST = re.compile(
    rf"{_time('between')}(?:{_REST})?{_OF_ROUNDS}|(?:rest|pause)\s*{_time('after')}{_OF_ROUNDS}",
    re.IGNORECASE,
)
_SO_MANY = re.compile(
    rf"(?:x\s*)?(?P<rounds>\d{{1,2}})\s*(?:x\s*)?(?:{ROUNDS})\b|\bx\s*(?P<times>\d{{1,2}})\b", re.IGNORECASE
)


def timed_circuit(lines: Sequence[Line | list[Row]], at: int) -> tuple[Block, int] | None:
    """Return the block that the line at `at` leads, and where what is behind it begins; None if that is no
    heading of times, or there are no names without doses of their own below it.
    """
    heading = lines[at]
    if not isinstance(heading, Line):
        return None
    text = plain(heading.text)
    times = _WORK_AND_REST.search(text)
    if times is None:
        return None
    left = text[: times.start()] + "," + text[times.end() :]
    round_rest = _ROUND_REST.search(left)
    if round_rest is not None:
        left = left[: round_rest.start()] + "," + left[round_rest.end() :]
    rounds = _SO_MANY.search(left)
    if rounds is not None:
        left = left[: rounds.start()] + "," + left[rounds.end() :]
    name = trimmed(re.sub(r"[\s,;:()/-]*,[\s,;:()/-]*", " ", left))
    if re.search(r"\d", left) or len(name.split()) > _MAX_NAME_WORDS:
        return None
    named = _names_below(lines, at + 1, heading)
    if len(named) < _MIN_EXERCISES:
        return None
    work = _seconds(times, "work") or _seconds(times, "each")
    exercises = tuple(
        Exercise(capitalized(trimmed(line.text)), line.number, Dose(time=work), written=line.text)
        for line in named
    )
    many = rounds and (rounds["rounds"] or rounds["times"])
    rest = _seconds(times, "rest") or _seconds(times, "pause")
    between_rounds = round_rest and (_seconds(round_rest, "between") or _seconds(round_rest, "after"))
    block = Block(
        capitalized(name),
        exercises,
        Span(float(many)) if many else None,
        (between_rounds or rest) if many else None,
        rest or Span(0.0),
    )
    return block, at + 1 + len(named)


def _seconds(found: re.Match[str], name: str) -> Span | None:
    """Return the time in the group `name`, in seconds, which is the unit where none is written."""
    if not found[name]:
        return None
    return Span(float(found[name]) * (60.0 if found[f"{name}_minutes"] else 1.0))


def _names_below(lines: Sequence[Line | list[Row]], at: int, heading: Line) -> list[Line]:
    """Return the lines from `at` on that are names alone, as far as they go on in one way."""
    named: list[Line] = []
    while at < len(lines):
        line = lines[at]
        if (
            not isinstance(line, Line)
            or line.marker == "#"
            or line.tells_dose
            or line.is_description
            or line.text.endswith((":", "."))
            or not 1 <= len(line.text.split()) <= _MAX_NAME_WORDS
            or (line.follows_blank and (named or line.marker != "-"))
            or (named and line.marker != named[0].marker)
            or (heading.marker == "-" == line.marker and line.indent <= heading.indent)
        ):
            break
        named.append(line)
        at += 1
    return named
