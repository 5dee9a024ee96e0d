"""The names of positions as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from voicefoot.model.limits import MAX_VALUE_CHARACTERS
from voicefoot.model.position import (
    ALL_FOURS,
    HALF_KNEELING,
    HANGING,
    KNEELING,
    ON_BACK,
    ON_FRONT,
    ON_LEFT_SIDE,
    ON_RIGHT_SIDE,
    PLANK,
    POSITIONS,
    SEATED,
    SIDE_PLANK,
    SQUATTING,
    STANDING,
    Position,
)
from voicefoot.reading.patterns import any_case
from voicefoot.reading.problems import InvalidValueError
from voicefoot.text import nearest

# fmt: off
_NAMES: Mapping[Position, tuple[str, ...]] = {
    STANDING: ("standing", "standing up", "stand", "upright"),
    SEATED: ("seated", "sitting", "sitting down", "sit", "long sitting", "cross legged", "chair"),
    KNEELING: ("kneeling", "kneel", "tall kneeling", "high kneeling", "knees", "both knees"),
    HALF_KNEELING: ("half kneeling", "half kneel", "one knee", "kneeling on one knee"),
    ALL_FOURS: (
        "all fours", "quadruped", "hands and knees", "four point", "four point kneeling", "4 point kneeling",
    ),
    SQUATTING: ("squatting", "squat", "deep squat"),
    PLANK: (
        "plank", "high plank", "low plank", "forearm plank", "elbow plank", "front plank", "front support",
        "push up", "press up",
    ),
    SIDE_PLANK: ("side plank", "side support"),
    ON_BACK: ("back", "supine", "face up", "hook lying", "crook lying"),
    ON_FRONT: ("front", "prone", "face down", "belly", "stomach", "tummy"),
    ON_LEFT_SIDE: ("left side",),
    ON_RIGHT_SIDE: ("right side",),
    HANGING: ("hanging", "hang", "dead hang", "hanging from a bar", "hanging from the bar"),
}
"""What each is called, without such words as "lying on your"."""
_SOME_SIDE = ("side", "sides")
_FILLERS = ("lying down", "lying", "lie", "on", "in", "a", "the", "your", "my", "position")
# fmt: on

_GAP = "[-_ ]+"


def _one_of(names: Iterable[str]) -> str:
    return "(?:" + "|".join(any_case(name).replace(" ", _GAP) for name in names) + ")"


def _with_fillers(names: Iterable[str]) -> str:
    filler = _one_of(_FILLERS)
    return f"(?:{filler}{_GAP})*({_one_of(names)})(?:{_GAP}{filler})*"


_POSITIONS = {name: position for position, names in _NAMES.items() for name in names}
POSITION = _with_fillers(_POSITIONS)
"""Any spelling of one of the positions, as a pattern that the JSON Schema shares."""

_POSITION = re.compile(POSITION)
_ON_SOME_SIDE = re.compile(_with_fillers(_SOME_SIDE))


def _normalized(text: str) -> str:
    """Replace each run of white space by one space. Cut what is too long for a name."""
    return " ".join(text.split())[: MAX_VALUE_CHARACTERS + 1]


def known_position(text: str) -> Position | None:
    """Return the one of `POSITIONS` that is meant: by `all fours`, `Half-kneeling`, `on your back`, `supine`.
    None if none is.
    """
    found = _POSITION.fullmatch(_normalized(text))
    return _POSITIONS[re.sub(_GAP, " ", found[1]).lower()] if found else None


def parse_position(text: str) -> Position:
    """Parse the name of one of `POSITIONS`, in any of its spellings."""
    position = known_position(text)
    if position is not None:
        return position
    name = _normalized(text)
    if _ON_SOME_SIDE.fullmatch(name):
        raise InvalidValueError(
            "does not say which side to lie on",
            f"write {ON_LEFT_SIDE.name} or {ON_RIGHT_SIDE.name}; or one for each of the `sides`, by its name",
        )
    names = [position.name for position in POSITIONS]
    guess = nearest(name, names) or nearest(name, list(_POSITIONS))
    if guess:
        meant = guess if guess in names else _POSITIONS[guess].name
        raise InvalidValueError("is not a known position", f"did you mean {meant}?")
    raise InvalidValueError(
        "is not a known position",
        f"write {', '.join(names[:-1])} or {names[-1]}, or one of your own as {{name: ..., say: ...}}",
    )
