"""Names as people type them, untrusted text in messages, the width of text on a terminal, and patterns.

Names are matched in any case and by a unique prefix, with a "did you mean". Untrusted text is escaped, so
that a terminal acts on nothing in it.
"""

from __future__ import annotations

import difflib
import re
import shlex
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache

from voicefoot.errors import CommandError

_MAX_LISTED_NAMES = 12
_MAX_SHOWN_CHARACTERS = 60


def is_control(character: str) -> bool:
    """Whether `character` controls a terminal or the direction of text, breaks a line, or is not a character.

    Tabs and line feeds don't count.
    """
    if character.isascii():
        return not character.isprintable() and character not in "\t\n"
    return (
        unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
        or character in "\u061c\u200e\u200f\ufeff"
        or "\u202a" <= character <= "\u202e"
        or "\u2066" <= character <= "\u2069"
        or ord(character) & 0xFFFE == 0xFFFE
    )


def escaped(text: str) -> str:
    """Return `text` on one line with control characters written out as `<U+001B>`, harmless on a terminal."""
    return "".join(
        f"<U+{ord(character):04X}>" if character in "\t\n" or is_control(character) else character
        for character in text
    )


def as_typed(*words: str) -> str:
    """Return the command `voicefoot` with `words` after it as typed into a shell. It is not escaped."""
    return shlex.join(("voicefoot", *words))


def shown(text: str) -> str:
    """Return `text` for quoting in a message: escaped, and cut if it is long."""
    line = escaped(text)
    return line if len(line) <= _MAX_SHOWN_CHARACTERS else line[: _MAX_SHOWN_CHARACTERS - 3] + "..."


def folded(name: str) -> str:
    """Return what all spellings of one name have in common: case, spaces and composition don't count."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def nearest(text: str, names: Sequence[str]) -> str | None:
    """Return the one of `names` that `text` was probably meant to be, or None."""
    by_fold = {folded(name): name for name in reversed(names)}
    close = difflib.get_close_matches(folded(text)[:200], list(by_fold), n=1, cutoff=0.65)
    return by_fold[close[0]] if close else None


def match(text: str, names: Sequence[str], noun: str) -> str:
    """Return the one of `names` that equals `text` in any case, or else the only one that begins with it.

    `noun` says in messages what the names are ("exercise"). Raises CommandError if no name matches, or
    several do.
    """
    prefix = folded(text)
    equal = [name for name in names if name == text] or [name for name in names if folded(name) == prefix]
    if equal:
        return equal[0]
    matches = [name for name in names if prefix and folded(name).startswith(prefix)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise CommandError(f'"{shown(text)}" may be {_enumerated(matches, "or")}; type more of it')
    guess = nearest(text, names)
    if guess is not None:
        remedy = f'did you mean "{shown(guess)}"?'
    elif names:
        remedy = f"there is {_enumerated(names, 'and')}"
    else:
        remedy = f"there is no {noun} at all"
    raise CommandError(f'there is no {noun} called "{shown(text)}"; {remedy}')


def _enumerated(names: Sequence[str], conjunction: str) -> str:
    quoted = [f'"{shown(name)}"' for name in names[:_MAX_LISTED_NAMES]]
    if len(names) > _MAX_LISTED_NAMES:
        quoted.append(f"{len(names) - _MAX_LISTED_NAMES} more")
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {conjunction} {quoted[-1]}"


def strip_invisible(text: str) -> str:
    """Return `text` on one line, without control characters and other invisible ones, except joiners."""
    line = " ".join(text.split())
    joiners = "\u200c\u200d"
    return "".join(c for c in line if not is_control(c) and (c in joiners or unicodedata.category(c) != "Cf"))


def display_width(text: str) -> int:
    """Return how many columns `text` takes on a terminal. If in doubt, this is one too many."""
    return len(text) if text.isascii() else sum(map(_cells, text))


@lru_cache(maxsize=1024)
def _cells(character: str) -> int:
    if character == "\ufe0f":  # the emoji variation selector; some terminals then take two columns
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def cut(text: str, width: int, mark: str) -> str:
    """Truncate `text` to `width` columns. If it is too long, it ends with `mark`."""
    if display_width(text) <= width:
        return text
    mark = mark[: max(0, width)]
    remaining = width - display_width(mark)
    for end, character in enumerate(text):
        remaining -= _cells(character)
        if remaining < 0:
            return text[:end].rstrip() + mark
    return text


class LazyPattern:
    """A regular expression that is compiled when it is first used, and not when its module is imported: most
    of the many that a routine may need are needed by few. Its methods are those of `re.Pattern`.
    """

    def __init__(self, pattern: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self.pattern = pattern
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self._flags)

    def match(self, text: str, position: int = 0) -> re.Match[str] | None:
        """Match it at `position`."""
        return self._compiled.match(text, position)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Match it with all of `text`."""
        return self._compiled.fullmatch(text)

    def search(self, text: str, position: int = 0) -> re.Match[str] | None:
        """Find it for the first time from `position` on."""
        return self._compiled.search(text, position)

    def finditer(self, text: str, position: int = 0) -> Iterator[re.Match[str]]:
        """Find it each time from `position` on."""
        return self._compiled.finditer(text, position)

    def split(self, text: str) -> list[str]:
        """Split `text` where it is found."""
        return self._compiled.split(text)

    def sub(self, replacement: str | Callable[[re.Match[str]], str], text: str) -> str:
        """Replace it wherever it is found."""
        return self._compiled.sub(replacement, text)
