"""The syntax errors of a YAML parser, diagnosed for people who have never heard of YAML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from voicefoot.model.limits import MAX_DEPTH, NEEDED_DEPTH
from voicefoot.problem_codes import Code
from voicefoot.reading.problems import START, Location
from voicefoot.reading.source import DAMAGED
from voicefoot.text import LazyPattern, shown

TOO_DEEP = (
    f"lists are nested more than {MAX_DEPTH} deep",
    f"a routine needs {NEEDED_DEPTH} levels at most; take some out",
    Code.TOO_DEEP,
)
"""What is wrong, the remedy, and the code."""

_LINE = LazyPattern(r"\s*(?:- +)*(?:(?P<key>[A-Za-z][\w ]*?) *:[ \t]+(?=\S))?(?P<value>\S.*?)\s*$")
_BRACED_VALUE = LazyPattern(r"[{,]\s*(?P<key>\w+):\s+(?P<value>(?:(?!,\s*\w+:\s)[^{}\[\]])*)")
_COLON_IN_VALUE = LazyPattern(r"\s*\w+:\s.*:\s")
_TIGHT_COLON = LazyPattern(r"(?P<lead>\s*(?:- +)*)(?P<key>[A-Za-z_]+):(?P<value>\S.*?)\s*$")
_HASH = LazyPattern(r" #(?=[^ ])")
_HASH_IN_WORDS = LazyPattern(r" *(?:- +)*(?:[A-Za-z][\w -]*: +)?[^ \"'\[{#|>][^#]*? #(?=[^ ])")
_BRACE_FIRST = LazyPattern(r"\{\{?[^\W\d][^{}\[\]:,]*\}")
"""A text that begins with a brace, as that of a variable; for YAML it is a mapping."""
_BRACE_BEFORE = LazyPattern(r"[\[{,:]\s+(\{[^\W\d][^{}\[\]:,]*\})\s*$|\[(\{[^\W\d][^{}\[\]:,]*\})\s*$")
_NEEDS_QUOTES = "a text that begins with a brace needs quotes"
_QUOTE_ODD_WORDS = "put words that contain any of : # , { } [ ] & * ! | > @ % ` \" ' in quotes"


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """What is wrong, and where. `repaired_line` is the whole line as it would be without the problem, or None
    if nobody can tell.
    """

    location: Location
    what: str
    remedy: str
    code: Code = Code.SYNTAX
    repaired_line: str | None = None


def diagnose(error: Exception, lines: Sequence[str]) -> SyntaxProblem:
    """Explain the `error` that PyYAML raised about `lines`."""
    mark = getattr(error, "problem_mark", None)
    if not isinstance(error, yaml.MarkedYAMLError) or mark is None:
        return SyntaxProblem(START, "this can't be read as a routine", _QUOTE_ODD_WORDS)
    problem = error.problem or ""
    context = error.context or ""
    row = min(mark.line, len(lines) - 1)
    line = lines[row]
    location = Location(row + 1, mark.column + 1)
    start_mark = error.context_mark
    start = Location(start_mark.line + 1, start_mark.column + 1) if start_mark is not None else location

    if "nesting depth" in problem:  # libyaml has a limit of its own, far beyond ours
        return SyntaxProblem(location, *TOO_DEEP)
    if "quoted scalar" in context:
        if "escape" in problem or "hexdecimal" in problem or "hexadecimal" in problem:
            return SyntaxProblem(
                location,
                "this backslash means nothing in double quotes",
                "use single quotes around the words",
            )
        return SyntaxProblem(
            start,
            "a quote is opened here and never closed",
            "close it; words with an apostrophe go in double quotes",
        )
    if "directive" in context:
        return SyntaxProblem(start, "a line can't begin with `%`", "take it out, or put the words in quotes")
    if "flow" in context:
        return _diagnose_flow(location, start, line, lines[min(start.line, len(lines)) - 1])
    if "block scalar" in context:
        return SyntaxProblem(
            location, "words stand after `|` or `>`", "begin the words on the next line, indented further"
        )
    hash_sign = _HASH_IN_WORDS.match(lines[row - 1]) if row > 0 else None
    if hash_sign and _indent(line) > _indent(lines[row - 1]):
        return SyntaxProblem(
            Location(row, hash_sign.end()),
            "` #` ends the words here, and the next line continues them",
            "put all of the words in quotes",
            Code.CUT_BY_HASH,
        )
    if "could not find expected ':'" in problem:
        return _diagnose_missing_colon(start, lines[start.line - 1])
    return _diagnose_block(location, line, problem)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _diagnose_missing_colon(start: Location, line: str) -> SyntaxProblem:
    tight = _TIGHT_COLON.match(line)
    if tight:
        return SyntaxProblem(
            start,
            f'"{shown(tight[0].strip())}" has no space after its colon',
            f"write {tight['key']}: {shown(tight['value'])}",
            Code.MISSING_SPACE,
            f"{tight['lead']}{tight['key']}: {DAMAGED}",
        )
    return SyntaxProblem(
        start,
        f'"{shown(line.strip())}" is not a key with a value',
        "write it as `key: value`; words that continue the line above are indented further",
    )


def _diagnose_flow(location: Location, start: Location, line: str, start_line: str) -> SyntaxProblem:
    """Explain an error within brackets or braces that were opened at `start`, in `start_line`."""
    hash_sign = _HASH.search(start_line, start.column)
    if hash_sign and location.line != start.line:
        return SyntaxProblem(
            Location(start.line, hash_sign.end()),
            "everything behind ` #` is left out, and so is the closing bracket",
            "put the words in quotes",
            Code.CUT_BY_HASH,
        )
    column = location.column - 1
    character = line[column : column + 1]
    if character == ":":
        for found in _BRACED_VALUE.finditer(line):
            first, end = found.span("value")
            if first <= column < end:
                return _unquoted(location, line, first, end, found["key"], "a colon splits these words")
        if location.line == start.line or _COLON_IN_VALUE.match(line):
            return SyntaxProblem(
                location, "a colon splits these words", "put the words in quotes", Code.NEEDS_QUOTES
            )
    if character in {",", "]", "}"}:
        return SyntaxProblem(
            location, f"there is one `{character}` too many here", "take it out, or put the words in quotes"
        )
    if line[:column].rstrip()[-1:] in {'"', "'"}:
        return SyntaxProblem(
            location,
            "words go on after the closing quote",
            "put all of the words in one pair of quotes",
            Code.NEEDS_QUOTES,
        )
    brace = _BRACE_BEFORE.search(line[:column])
    if brace is not None:
        place = Location(location.line, brace.start(1 if brace[1] else 2) + 1)
        remedy = f'put all of its words in quotes: "{brace[1] or brace[2]} ..."'
        return SyntaxProblem(place, _NEEDS_QUOTES, remedy, Code.NEEDS_QUOTES)
    if location.line != start.line or not character:
        return SyntaxProblem(start, "a bracket is opened here and never closed", "close it in the same line")
    return SyntaxProblem(
        location, "there is a comma missing before this", "write it, or put the words in quotes"
    )


def _diagnose_block(location: Location, line: str, problem: str) -> SyntaxProblem:
    """Explain an error outside of brackets and braces."""
    column = location.column - 1
    if line.startswith("%"):
        return SyntaxProblem(
            Location(location.line, 1),
            "a line can't begin with `%`",
            "take it out, or put the words in quotes",
        )
    found = _LINE.match(line)
    value = found["value"] if found else ""
    if found and _BRACE_FIRST.match(value) and found.start("value") < column <= found.end("value"):
        start, end = found.span("value")
        return _unquoted(Location(location.line, start + 1), line, start, end, found["key"], _NEEDS_QUOTES)
    if found and value and value[0] not in "{[|>#":
        start, end = found.span("value")
        inside = start <= column <= end
        key = found["key"]
        if value[0] in "\"'":
            if inside and column > start:
                return _unquoted(location, line, start, end, key, "words go on after the closing quote")
        elif value[0] in "@`%&*!?":
            what = f"words can't begin with `{value[0]}` unless they are quoted"
            return _unquoted(location, line, start, end, key, what)
        elif "sequence entries" in problem and inside:
            return _unquoted(location, line, start, end, key, "a dash stands where words or a value belong")
        elif re.search(r":(\s|$)", value) and key is not None and inside:
            return _unquoted(location, line, start, end, key, "a colon splits these words")
    if "token" in problem or "node content" in problem:
        return SyntaxProblem(location, "this character has no meaning here", _QUOTE_ODD_WORDS)
    return SyntaxProblem(
        location,
        "this line does not line up with the lines above",
        "begin it in the same column as they do, or put words that contain a colon in quotes",
    )


def _unquoted(
    location: Location, line: str, start: int, end: int, key: str | None, what: str
) -> SyntaxProblem:
    """Say that the words from `start` to `end` of `line` should be quoted.

    They are repaired by a mark and spaces of the same width, so that what follows them keeps its column.
    """
    words = line[start:end].strip().replace('"', "'")
    if line[start] in "\"'":
        words = words[1:].removesuffix("'")
    quoted = f'{key}: "{shown(words)}"' if key else f'"{shown(words)}"'
    filler = DAMAGED + " " * (end - start - 1)
    repaired_line = line[:start] + filler + line[end:]
    return SyntaxProblem(
        location, what, f"put the words in quotes: {quoted}", Code.NEEDS_QUOTES, repaired_line
    )
