"""The names of positions as people write them: those of the routine's language, and the English ones.

What a language calls each is in its pack; how people write them in lists is in `importing.position_names`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from voicefoot.language.codes import ENGLISH
from voicefoot.language.packs import LANGUAGES, language_pack, pack_code
from voicefoot.model.limits import MAX_VALUE_CHARACTERS
from voicefoot.model.position import ON_LEFT_SIDE, ON_RIGHT_SIDE, POSITIONS, Position
from voicefoot.problem_codes import Code
from voicefoot.reading.patterns import any_case
from voicefoot.reading.problems import InvalidValueError
from voicefoot.text import LazyPattern, folded, nearest

# fmt: off
_SOME_SIDE = ("side", "sides")
_FILLERS = ("lying down", "lying", "lie", "on", "in", "a", "the", "your", "my", "position")
# fmt: on

_GAP = "[-_ ]+"


@cache
def _names(code: str) -> Mapping[str, Position]:
    """Return the names that the pack `code` has, folded and with single spaces between words.

    The English ones are without such words as "lying on your".
    """
    words = language_pack(code).positions
    return {
        folded(re.sub(_GAP, " ", name)): position
        for position in POSITIONS
        for name in words[position.name].called
    }


def position_name(position: Position, language: str) -> str:
    """Return what one of `POSITIONS` is called in `language`, as one writes it in a routine."""
    code = pack_code(language) or ENGLISH
    return position.name if code == ENGLISH else language_pack(code).positions[position.name].called[0]


def _one_of(names: Iterable[str]) -> str:
    def pattern(name: str) -> str:
        return _GAP.join(any_case(re.escape(word)) for word in re.split(_GAP, name))

    return "(?:" + "|".join(map(pattern, names)) + ")"


def _with_fillers(names: Iterable[str]) -> str:
    filler = _one_of(_FILLERS)
    return f"(?:{filler}{_GAP})*({_one_of(names)})(?:{_GAP}{filler})*"


@cache
def _english() -> re.Pattern[str]:
    return re.compile(_with_fillers(_names(ENGLISH)))


_ON_SOME_SIDE = LazyPattern(_with_fillers(_SOME_SIDE))


def position_pattern() -> str:
    """Return a pattern for any spelling of a position in any language, which the JSON Schema has."""
    packs = [language_pack(code) for code in LANGUAGES if code != ENGLISH]
    words = [words for pack in packs for words in pack.positions.values()]
    others = dict.fromkeys(name.lower() for each in words for name in each.called)
    return "|".join([_with_fillers(_names(ENGLISH)), *([_one_of(others)] if others else [])])


def _normalized(text: str) -> str:
    """Replace each run of white space by one space. Cut what is too long for a name."""
    return " ".join(text.split())[: MAX_VALUE_CHARACTERS + 1]


def known_position(text: str, language: str = ENGLISH) -> Position | None:
    """Return the one of `POSITIONS` that is meant in a routine in `language`; None if none is.

    It is by `all fours`, `Half-kneeling`, `on your back`, `supine`; in German by `Rückenlage`, too.
    """
    text = _normalized(text)
    code = pack_code(language) or ENGLISH
    position = _names(code).get(folded(re.sub(_GAP, " ", text))) if code != ENGLISH else None
    if position is not None:
        return position
    english = _names(ENGLISH)
    name = re.sub(_GAP, " ", text).lower()
    if text.isascii() and name in english:  # as nearly always: the pattern takes long to compile
        return english[name]
    found = _english().fullmatch(text)
    return english[re.sub(_GAP, " ", found[1]).lower()] if found else None


def parse_position(text: str, language: str = ENGLISH) -> Position:
    """Parse the name of one of `POSITIONS`, in any of its spellings in `language` or in English."""
    position = known_position(text, language)
    if position is not None:
        return position
    name, firsts = _normalized(text), [position_name(position, language) for position in POSITIONS]
    if _ON_SOME_SIDE.fullmatch(name):
        left, right = (firsts[POSITIONS.index(side)] for side in (ON_LEFT_SIDE, ON_RIGHT_SIDE))
        raise InvalidValueError(
            "does not say which side to lie on",
            f"write {left} or {right}; or one for each of the `sides`, by its name",
            Code.UNKNOWN_NAME,
        )
    known = {**_names(ENGLISH), **_names(pack_code(language) or ENGLISH)}
    guess = nearest(name, firsts) or nearest(name, list(known))
    if guess:
        meant = guess if guess in firsts else firsts[POSITIONS.index(known[guess])]
        raise InvalidValueError("is not a known position", f"did you mean {meant}?", Code.UNKNOWN_NAME)
    raise InvalidValueError(
        "is not a known position",
        f"write {', '.join(firsts[:-1])} or {firsts[-1]}, or one of your own as {{name: ..., say: ...}}",
        Code.UNKNOWN_NAME,
    )
