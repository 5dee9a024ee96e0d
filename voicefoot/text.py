"""Names as people type them: without case, by their beginning, with a "did you mean".

Also the one way in which a stranger's words are shown in a message: with everything escaped that a
terminal would act on.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from voicefoot.errors import CommandError

_SHOWN_NAMES = 12
_LONGEST_SHOWN = 60


def is_control(character: str) -> bool:
    """Whether `character` steers a terminal or a text's direction, breaks a line, or is no character
    at all. Spaces, tabs and line feeds are not counted among these.
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
    """`text` on one line, with controls written out, such as `<U+001B>`; harmless on a terminal."""
    return "".join(
        f"<U+{ord(character):04X}>" if character in "\t\n" or is_control(character) else character
        for character in text
    )


def shown(text: str) -> str:
    """`text` as it stands between quotes in a message: escaped, and not too long."""
    line = escaped(text)
    return line if len(line) <= _LONGEST_SHOWN else line[: _LONGEST_SHOWN - 3] + "..."


def folded(name: str) -> str:
    """What two spellings of one name have in common: case, spaces and composition don't count."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def nearest(asked: str, names: Sequence[str]) -> str | None:
    """The one of `names` that was probably meant, or None."""
    by_fold = {folded(name): name for name in reversed(names)}
    close = difflib.get_close_matches(folded(asked)[:200], list(by_fold), n=1, cutoff=0.65)
    return by_fold[close[0]] if close else None


def match(asked: str, names: Sequence[str], what: str) -> str:
    """The one of `names` that is called `asked`, without case, or that alone begins so.

    `what` says what is named, in the singular ("exercise"). Raises CommandError where nothing, or
    more than one, is called so.
    """
    wanted = folded(asked)
    whole = [name for name in names if name == asked] or [name for name in names if folded(name) == wanted]
    if whole:
        return whole[0]
    begun = [name for name in names if wanted and folded(name).startswith(wanted)]
    if len(begun) == 1:
        return begun[0]
    if begun:
        raise CommandError(f'"{shown(asked)}" may be {_listed(begun, "or")}; type more of it')
    guess = nearest(asked, names)
    if guess is not None:
        remedy = f'did you mean "{shown(guess)}"?'
    elif names:
        remedy = f"there is {_listed(names, 'and')}"
    else:
        remedy = f"there is no {what} at all"
    raise CommandError(f'there is no {what} called "{shown(asked)}"; {remedy}')


def _listed(names: Sequence[str], last: str) -> str:
    quoted = [f'"{shown(name)}"' for name in names[:_SHOWN_NAMES]]
    if len(names) > _SHOWN_NAMES:
        quoted.append(f"{len(names) - _SHOWN_NAMES} more")
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"


def clean(text: str) -> str:
    """`text` on one line, without anything that steers a terminal or has no width to speak of."""
    line = " ".join(text.split())
    joiners = "\u200c\u200d"
    kept = (c for c in line if not is_control(c) and (c in joiners or unicodedata.category(c) != "Cf"))
    return "".join(kept)


def cells(text: str) -> int:
    """How many columns `text` takes on a terminal; rather one too many than one too few."""
    return len(text) if text.isascii() else sum(map(_cells, text))


@lru_cache(maxsize=1024)
def _cells(character: str) -> int:
    if character == "\ufe0f":  # asks for a picture, which some terminals draw in two columns
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def cut(text: str, width: int, mark: str) -> str:
    """`text`, or its beginning and `mark`, in at most `width` columns."""
    if cells(text) <= width:
        return text
    mark = mark[: max(0, width)]
    room = width - cells(mark)
    for end, character in enumerate(text):
        room -= _cells(character)
        if room < 0:
            return text[:end].rstrip() + mark
    return text
