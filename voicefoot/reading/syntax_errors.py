"""What a YAML parser complains about, in words for people who have never heard of YAML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from voicefoot.reading.problems import START, Location
from voicefoot.reading.source import DAMAGED
from voicefoot.text import shown

_LINE = re.compile(r"\s*(?:- +)*(?:(?P<key>[A-Za-z][\w ]*?) *:[ \t]+(?=\S))?(?P<value>\S.*?)\s*$")
_BRACED_VALUE = re.compile(r"[{,]\s*(?P<key>\w+):\s+(?P<value>(?:(?!,\s*\w+:\s)[^{}\[\]])*)")
_COLON_IN_VALUE = re.compile(r"\s*\w+:\s.*:\s")
_TIGHT_COLON = re.compile(r"(?P<lead>\s*(?:- +)*)(?P<key>[a-z_]+):(?P<value>\S.*?)\s*$")
_ODD_WORDS = "put words that hold any of : # , { } [ ] & * ! | > @ % ` \" ' in quotes"


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong, and the whole line as it would be without it (None: nobody knows)."""

    place: Location
    what: str
    remedy: str
    mend: str | None = None


DEEPEST = 20


def too_deep() -> tuple[str, str]:
    """What is wrong where list stands within list too often, and what to do."""
    return f"there is list within list more than {DEEPEST} deep", "a routine needs 7 at most; take some out"


def explain(error: Exception, lines: Sequence[str]) -> Complaint:
    """The complaint of a parser about `lines`, for people."""
    mark = getattr(error, "problem_mark", None)
    if not isinstance(error, yaml.MarkedYAMLError) or mark is None:
        return Complaint(START, "this can't be read as a routine", _ODD_WORDS)
    problem = error.problem or ""
    context = error.context or ""
    row = min(mark.line, len(lines) - 1)
    column = mark.column
    line = lines[row]
    place = Location(row + 1, column + 1)
    opened = error.context_mark
    began = Location(opened.line + 1, opened.column + 1) if opened is not None else place
    here = line[column : column + 1]

    if "nesting depth" in problem:  # libyaml has a limit of its own, far beyond ours
        return Complaint(place, *too_deep())
    if "quoted scalar" in context:
        if "escape" in problem or "hexdecimal" in problem or "hexadecimal" in problem:
            return Complaint(
                place, "this backslash means nothing in double quotes", "use single quotes around the words"
            )
        return Complaint(
            began,
            "a quote is opened here and never closed",
            "close it; words with an apostrophe go in double quotes",
        )
    if "directive" in context:
        return Complaint(began, "a line can't begin with `%`", "take it out, or put the words in quotes")
    if "flow" in context:
        return _in_brackets(place, began, here, line)
    if "block scalar" in context:
        return Complaint(
            place, "words stand behind `|` or `>`", "begin the words on the next line, further in"
        )
    if "could not find expected ':'" in problem:
        tight = _TIGHT_COLON.match(lines[began.line - 1])
        if tight:
            return Complaint(
                began,
                f'"{shown(tight[0].strip())}" has no space behind its colon',
                f"write {tight['key']}: {shown(tight['value'])}",
                f"{tight['lead']}{tight['key']}: {DAMAGED}",
            )
        return Complaint(
            began,
            f'"{shown(lines[began.line - 1].strip())}" is not a key with a value',
            "write it as `key: value`; words that go on from the line above stand further in",
        )
    return _in_lines(place, line, problem)


def _in_brackets(place: Location, began: Location, here: str, line: str) -> Complaint:
    column = place.column - 1
    if here == ":":
        for found in _BRACED_VALUE.finditer(line):
            start, end = found.span("value")
            if start <= column < end:
                return _unquoted(place, line, start, end, found["key"], "a colon splits these words")
        if place.line == began.line or _COLON_IN_VALUE.match(line):
            return Complaint(place, "a colon splits these words", "put the words in quotes")
    if here in {",", "]", "}"}:
        return Complaint(
            place, f"there is a `{here}` too many here", "take it out, or put the words in quotes"
        )
    if line[:column].rstrip()[-1:] in {'"', "'"}:
        return Complaint(
            place, "words go on behind the closing quote", "put all of the words in one pair of quotes"
        )
    if place.line != began.line or not here:
        return Complaint(began, "a bracket is opened here and never closed", "close it in the same line")
    return Complaint(place, "there is a comma missing before this", "write it, or put the words in quotes")


def _in_lines(place: Location, line: str, problem: str) -> Complaint:
    column = place.column - 1
    if line.startswith("%"):
        return Complaint(
            Location(place.line, 1), "a line can't begin with `%`", "take it out, or put the words in quotes"
        )
    found = _LINE.match(line)
    value = found["value"] if found else ""
    if found and value and value[0] not in "{[|>#":
        start, end = found.span("value")
        inside = start <= column <= end
        key = found["key"]
        if value[0] in "\"'":
            if inside and column > start:
                return _unquoted(place, line, start, end, key, "words go on behind the closing quote")
        elif value[0] in "@`%&*!?":
            return _unquoted(
                place, line, start, end, key, f"words can't begin with `{value[0]}` unless they are quoted"
            )
        elif "sequence entries" in problem and inside:
            return _unquoted(place, line, start, end, key, "a dash stands where words or a value belong")
        elif re.search(r":(\s|$)", value) and key is not None and inside:
            return _unquoted(place, line, start, end, key, "a colon splits these words")
    if "token" in problem or "node content" in problem:
        return Complaint(place, "this character has no meaning here", _ODD_WORDS)
    return Complaint(
        place,
        "this line does not line up with the lines above",
        "begin it in the same column as they do, or put words that hold a colon in quotes",
    )


def _unquoted(place: Location, line: str, start: int, end: int, key: str | None, what: str) -> Complaint:
    """The words from `start` to `end` of `line` should be in quotes. They are mended by a mark of the
    same width, so that what stands behind them keeps its column.
    """
    words = line[start:end].strip().replace('"', "'")
    if line[start] in "\"'":
        words = words[1:].removesuffix("'")
    quoted = f'{key}: "{shown(words)}"' if key else f'"{shown(words)}"'
    filler = DAMAGED + " " * (end - start - 1)
    return Complaint(place, what, f"put the words in quotes: {quoted}", line[:start] + filler + line[end:])
