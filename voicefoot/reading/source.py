"""The bytes of a file -> text that a YAML parser may be given.

Checks its size, its encoding, its control characters and its tabs.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from voicefoot.model.limits import MAX_CONTROL_LINES, MAX_ROUTINE_BYTES
from voicefoot.problem_codes import Code
from voicefoot.reading.file_signatures import kind_by_signature
from voicefoot.reading.problems import START, Location, Problems
from voicefoot.text import LazyPattern, is_control

DAMAGED = "\ufffd"
"""U+FFFD replaces whatever has been reported already. Decoders write it for what they can't decode, so in a
routine it is a problem itself.
"""

_TOO_LARGE = f"is larger than {MAX_ROUTINE_BYTES / 1e6:g} MB"
_BOMS = {
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark begins in the same way
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CR = 0x0D
_PAIRS_FOR_A_ZERO = 8
"""In UTF-16 at least one pair of bytes in so many has a zero, even where the words are Japanese."""
_SUSPECT = LazyPattern("[^\\n\\t -~\u00a0-\u00ff\u0100-\u05ff\u0900-\u1fff\u3000-\ud7ff]")
"""All control characters, and some others: `is_control` then decides."""
_TAB_INDENT = LazyPattern(r"^ *\t[ \t]*(?=[^\s#])", re.MULTILINE)


def read_file(path: Path, problems: Problems) -> str:
    """Return the text of the file at `path`, of which at most 1 MB is read. Raises RoutineError."""
    return decode(read_bytes(path, problems), problems)


def check_size(text: str, problems: Problems) -> None:
    """Raise RoutineError if `text`, which came from no file, is too long."""
    if len(text) > MAX_ROUTINE_BYTES:
        problems.fail(START, f"this text {_TOO_LARGE}", "a routine is a short text", Code.TOO_LARGE)


def read_bytes(path: Path, problems: Problems) -> bytes:
    """Return what is in the file at `path`, which is 1 MB at most. Raises RoutineError."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_ROUTINE_BYTES + 1)
    except FileNotFoundError:
        problems.fail(START, "there is no such file", "check its name and folder", Code.UNREADABLE_FILE)
    except IsADirectoryError:
        problems.fail(START, "this is a folder", "name a routine file in it", Code.UNREADABLE_FILE)
    except PermissionError:
        problems.fail(
            START, "you have no permission to read this file", "change its permissions", Code.UNREADABLE_FILE
        )
    except (OSError, ValueError) as error:  # ValueError: a null character in the path
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        problems.fail(
            START, f"this file can't be read ({reason})", "check its name and its disk", Code.UNREADABLE_FILE
        )
    if len(content) > MAX_ROUTINE_BYTES:
        problems.fail(
            START,
            f"this file {_TOO_LARGE}",
            "a routine is a short text; check which file it is",
            Code.TOO_LARGE,
        )
    return content


def decoded_or_none(content: bytes) -> str | None:
    """Return the text in `content`, in UTF-8, UTF-16, UTF-32 or else Windows-1252; None if it is in none."""
    encoding = _utf_16_or_32(content)
    for each in ("utf-8", "cp1252") if encoding is None else (encoding,):
        try:
            return content.decode(each)
        except UnicodeDecodeError:
            continue
    return None


def decode(content: bytes, problems: Problems) -> str:
    """Return the text that `content` holds, in UTF-8, 16 or 32. Raises RoutineError if it is none."""
    if (kind := kind_by_signature(content)) is not None:
        problems.fail(START, *kind, Code.NOT_A_ROUTINE)
    encoding = _utf_16_or_32(content)
    if encoding is not None:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            what = f"this text is saved as {encoding.upper()[:6]}, and is damaged"
            problems.fail(START, what, "save it once more, as UTF-8", Code.BAD_ENCODING)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = _with_line_feeds(content[: error.start].decode("utf-8"))
        line = before.count("\n") + 1
        column = len(before) - before.rfind("\n")
        what, remedy = _describe_foreign_byte(content, error.start)
        problems.fail(Location(line, column), what, remedy, Code.BAD_ENCODING)


def _utf_16_or_32(content: bytes) -> str | None:
    """Return the name of the encoding that the byte order mark of `content` tells, or else its zero bytes.

    In UTF-16 each space, line feed and Latin letter has a zero byte, always on the same side.
    """
    for mark, encoding in _BOMS.items():
        if content.startswith(mark):
            return encoding
    pairs = len(content) // 2
    first, second = content[0 : 2 * pairs : 2].count(0), content[1 : 2 * pairs : 2].count(0)
    if max(first, second) <= max(pairs / _PAIRS_FOR_A_ZERO, 10 * min(first, second)):
        return None
    return "utf-16-be" if first > second else "utf-16-le"


def _describe_foreign_byte(content: bytes, index: int) -> tuple[str, str]:
    """Say what the byte at `index` of `content`, which is not UTF-8, probably is, and the remedy."""
    byte = f"0x{content[index]:02x}"
    try:
        character = content.decode("cp1252")[index]
    except UnicodeDecodeError:
        character = ""
    is_text = all(not is_control(chr(code)) or code == _CR for code in set(content) if code < 0x80)
    if not character or not is_text:
        return f"this byte is not valid UTF-8 ({byte})", "save the file as UTF-8, or check which file it is"
    return (
        f'this text is not UTF-8, but looks like Windows-1252, in which this is "{character}" ({byte})',
        'save it as UTF-8: in Notepad, "Save as", and there "Encoding: UTF-8"',
    )


def _with_line_feeds(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def normalize(text: str, problems: Problems) -> str:
    """Remove the byte order mark, end lines with line feeds, and replace tabs between words by spaces.

    Report control characters and replace them by `DAMAGED`. Raises RoutineError if tabs indent a line.
    """
    text = _with_line_feeds(text)
    text = _replace_controls(text, problems)
    indented = list(_TAB_INDENT.finditer(text))
    if indented:
        line = text.count("\n", 0, indented[0].start()) + 1
        others = len(indented) - 1
        more = f", and so {'is' if others == 1 else 'are'} {_more_lines(others)}" if others else ""
        problems.fail(
            Location(line, indented[0].group().index("\t") + 1),
            f"this line is indented with a tab{more}",
            "indent with spaces instead, such as two for each tab",
            Code.TAB_INDENT,
        )
    return text.replace("\t", " ")


def _more_lines(count: int) -> str:
    return f"{count} more {'line' if count == 1 else 'lines'}"


def _replace_controls(text: str, problems: Problems) -> str:
    if text.replace("\n", "").isprintable() and DAMAGED not in text:
        return text  # nearly always, and at once
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
    for number, (line, found) in enumerate(list(by_line.items())[:MAX_CONTROL_LINES], 1):
        column, character = found[0]
        more = f", and {len(found) - 1} more in this line" if len(found) > 1 else ""
        if number == MAX_CONTROL_LINES < len(by_line):
            others = len(by_line) - number
            more += f", and there are some in {_more_lines(others)}"
        if character == DAMAGED:
            problems.add(
                Location(line, column),
                f"a character was lost here{more}",
                "type it again",
                Code.BAD_CHARACTER,
            )
        else:
            what = f"there is a control character (U+{ord(character):04X}) here{more}"
            problems.add(Location(line, column), what, "delete it", Code.BAD_CHARACTER)
    return "".join([*parts, text[done:]])
