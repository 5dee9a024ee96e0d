"""Bytes of a file -> text that a YAML parser may be given; size, encoding, controls and tabs are
looked at here.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from voicefoot.reading.problems import START, Location, Problems
from voicefoot.text import is_control

LARGEST_BYTES = 1_000_000
_NAMED_LINES = 20
"""In so many lines control characters are named."""

_WIDE_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SUSPECT = re.compile("[^\\n\\t -~\u00a0-\u00ff\u0100-\u05ff\u0900-\u1fff\u3000-\ud7ff]")
"""All control characters, and some others: what is left for `is_control` to judge."""
_TABBED = re.compile(r"^ *\t[ \t]*(?=[^\s#])", re.MULTILINE)

DAMAGED = "\ufffd"
"""Stands for what has been reported already. Decoders write it for what they can't read; in a
routine it is a problem itself."""


def load(path: Path, problems: Problems) -> str:
    """The text of the file at `path`, of which at most 1 MB is read; raises RoutineError."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        problems.stop(START, "there is no such file", "check its name and folder")
    except IsADirectoryError:
        problems.stop(START, "this is a folder", "name a routine file in it")
    except PermissionError:
        problems.stop(START, "this file may not be read", "allow yourself to read it")
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        problems.stop(START, f"this file can't be read ({reason})", "check its name and its disk")
    if len(content) > LARGEST_BYTES:
        problems.stop(
            START, "this file is larger than 1 MB", "a routine is a short text; check which file it is"
        )
    return _decoded(content, problems)


def _decoded(content: bytes, problems: Problems) -> str:
    if content.startswith(_WIDE_MARKS):
        problems.stop(START, "this text is saved as UTF-16 or UTF-32", "save it as UTF-8")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = _plain_lines(content[: error.start].decode("utf-8"))
        line = before.count("\n") + 1
        column = len(before) - before.rfind("\n")
        byte = f"0x{content[error.start]:02x}"
        problems.stop(
            Location(line, column),
            f"this byte is no text in UTF-8 ({byte})",
            "save the file as UTF-8, or check which file it is",
        )


def _plain_lines(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def cleaned(text: str, problems: Problems) -> str:
    """`text` without byte order mark, with line feeds alone at its ends of lines, with spaces for tabs
    between words, and without control characters, each of which is reported. Raises RoutineError
    where tabs indent it.
    """
    text = _plain_lines(text)
    text = _without_controls(text, problems)
    tabbed = list(_TABBED.finditer(text))
    if tabbed:
        line = text.count("\n", 0, tabbed[0].start()) + 1
        more = f", and so are {len(tabbed) - 1} more lines" if len(tabbed) > 1 else ""
        problems.stop(
            Location(line, tabbed[0].group().index("\t") + 1),
            f"this line is indented with a tab{more}",
            "indent with spaces",
        )
    return text.replace("\t", " ")


def _without_controls(text: str, problems: Problems) -> str:
    bad = [m.start() for m in _SUSPECT.finditer(text) if is_control(text[m.start()]) or m.group() == DAMAGED]
    if not bad:
        return text
    parts: list[str] = []
    done = 0
    by_line: dict[int, list[tuple[int, str]]] = {}
    line, line_start = 1, 0
    for at in bad:
        parts += [text[done:at], DAMAGED]
        line += text.count("\n", done, at)
        line_start = max(line_start, text.rfind("\n", done, at) + 1)
        done = at + 1
        by_line.setdefault(line, []).append((at - line_start + 1, text[at]))
    for number, (line, found) in enumerate(list(by_line.items())[:_NAMED_LINES], 1):
        column, character = found[0]
        more = f", and {len(found) - 1} more in this line" if len(found) > 1 else ""
        if number == _NAMED_LINES < len(by_line):
            more += f", and there are some in {len(by_line) - number} more lines"
        if character == DAMAGED:
            problems.add(Location(line, column), f"a character was lost here{more}", "type it again")
        else:
            what = f"there is a control character (U+{ord(character):04X}) here{more}"
            problems.add(Location(line, column), what, "delete it")
    return "".join([*parts, text[done:]])
