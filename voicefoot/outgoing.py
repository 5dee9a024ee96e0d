"""Text from outside on its way out: one function for each way, which makes it harmless there.

A routine, a file's name, a tag, a note, a history, a list, a plugin, a catalogue: any text may come from a
stranger. Whoever hands it on takes the function of that way, and no other module escapes anything. What a
person sees stays as near to what was written as the way allows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from voicefoot.text import escaped, is_control, strip_invisible

_JOINERS = "\u200c\u200d"
"""The zero-width joiners, which several scripts, and some emoji, are written with."""

# -- people ---------------------------------------------------------------------------------------


def for_terminal(text: str) -> str:
    """Return `text`, of any number of lines, with every other control character written out: `<U+001B>`.

    A name that stands within a line goes through `text.escaped` first, so that it can't begin a new one.
    """
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return "".join(escaped(char) if char not in "\t\n" and is_control(char) else char for char in text)


def for_player(text: str) -> str:
    """Return `text` for a tag of a file, a chapter's name, or the system's player, D-Bus among them: one line
    of characters that can be seen.
    """
    return " ".join("".join(char if char.isprintable() or char in _JOINERS else " " for char in text).split())


def for_comment(text: str) -> str:
    """Return `text` for a tag, or a text file, of several lines."""
    return "\n".join(for_player(line) for line in text.splitlines())


# -- programs -------------------------------------------------------------------------------------


def for_json(data: Any) -> str:
    """Return `data` as JSON for programs, harmless on a terminal too: control characters are escapes."""
    import json  # here and below: a plain start does without it

    text = json.dumps(data, ensure_ascii=False, indent=1)
    return "".join(
        json.dumps(char)[1:-1] if char not in "\t\n" and is_control(char) else char for char in text
    )


_FORMULA_STARTS = tuple("=+-@\t\r|%＝＋－＠")
"""A spreadsheet may take a cell that begins so for a formula, and run it."""


def for_csv(text: str) -> str:
    """Return `text` as a cell: on one line, behind an apostrophe if a spreadsheet could take it for a
    formula.
    """
    line = strip_invisible(text.replace("\n", " "))
    return f"'{line}" if line.lstrip().startswith(_FORMULA_STARTS) else line


def for_m3u_title(text: str) -> str:
    """Return `text` as a title in a playlist."""
    return for_player(text)


def for_m3u_file(name: str) -> str:
    """Return the name of a file beside a playlist as a line that is neither a comment nor an address."""
    line = for_player(name)
    return f"./{line}" if line.startswith("#") or ":" in line else line


def for_html(text: str) -> str:
    """Return `text` for an element or a quoted attribute of HTML; its line breaks stay, and an address
    stays the same. Marks of direction stay too: the page isolates names and lines by `<bdi>`.
    """
    return _as_html(text)


def _as_html(text: str) -> str:
    for sign, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot"), ("'", "#x27")):
        text = text.replace(sign, f"&{name};")
    return text


def for_script(data: Any) -> str:
    """Return `data` as JSON that is safe within a script element, and in JavaScript before 2019."""
    import json

    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def for_svg(text: str) -> str:
    """Return `text` for an element or a quoted attribute of SVG, on one line."""
    return _as_html(strip_invisible(text))


def for_calendar(text: str) -> str:
    """Return `text` as a value of the type TEXT of a calendar file (RFC 5545)."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    escaping = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,"})
    kept = ("".join(char for char in line if not is_control(char)) for line in lines)
    return "\\n".join(line.translate(escaping) for line in kept)


# -- captions -------------------------------------------------------------------------------------

_NO_MARKUP = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")"})
_NO_TIMES = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")"})


def for_vtt(text: str) -> str:
    """Return `text` as a line of WebVTT, in which it is no tag and no time."""
    return for_player(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def for_srt(text: str) -> str:
    """Return `text` as a line of SubRip, which has tags (`<font>`) and no way to escape them."""
    return for_player(text).translate(_NO_MARKUP)


def for_lrc(text: str) -> str:
    """Return `text` as words of LRC, which has times in brackets and no way to escape them."""
    return for_player(text).translate(_NO_TIMES)


# -- voices ---------------------------------------------------------------------------------------

_MARKUP: Mapping[int, str] = str.maketrans(
    dict.fromkeys("<>[]{}|\\^`~_*#\x00", " ") | dict.fromkeys("＜＞［］｛｝", " ")
)
"""What some engine takes for its own language: tags (SSML, Pico, SAPI), `[[phonemes]]` (espeak-ng, macOS),
`[word](/phonemes/)` (misaki and its kind).
"""
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
"""Where a reader of SSML would find a character: `&lt;`."""


def for_voice(text: str) -> str:
    """Return `text` with nothing in it that any engine takes for an order: what is shown is said.

    Whoever reads the text beforehand makes words of signs (`language/written_to_spoken.py`); here they are
    only lost.
    """
    if text.isascii() and text.isalpha():
        return text
    visible = "".join(" " if is_control(char) else char for char in text.translate(_MARKUP))
    return " ".join(_ENTITY.sub(" ", visible).split())
