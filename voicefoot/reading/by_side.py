"""Values that differ by side, matched with the sides of their exercise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from voicefoot.problem_codes import Code
from voicefoot.reading.convert import NamedValue
from voicefoot.reading.problems import Location, Problems
from voicefoot.text import folded, nearest, shown


def match_sides(
    key: str,
    values: Sequence[NamedValue],
    sides: Sequence[str],
    what_each_takes: str,
    location: Location,
    problems: Problems,
) -> Mapping[str, Any] | None:
    """Return the value of each of `sides`, by its name. If one is missing or unknown, record it and return
    None.

    `what_each_takes` says in messages what a side takes: "number". `location` is that of the key.
    """
    if not sides:
        problems.add(
            location,
            f"`{key}` is given by side, and there are no sides",
            f"write `sides:`, or one {what_each_takes}",
            Code.BAD_SIDES,
        )
        return None
    by_folded = {folded(side): side for side in sides}
    by_side: dict[str, Any] = {}
    has_problem = False
    for named in values:
        side = by_folded.get(folded(named.name))
        if side is None or side in by_side:
            has_problem = True
            _report_side(named, side, sides, problems)
        else:
            by_side[side] = named.value
    missing = [side for side in sides if side not in by_side]
    if missing and not has_problem:
        problems.add(
            location,
            f'`{key}` says nothing for "{shown(missing[0])}"',
            f"write a {what_each_takes} for each side",
            Code.BAD_SIDES,
        )
        has_problem = True
    return None if has_problem else MappingProxyType({side: by_side[side] for side in sides})


def _report_side(named: NamedValue, twin: str | None, sides: Sequence[str], problems: Problems) -> None:
    """Report a side that there is not, or one that is there twice (`twin`)."""
    listed = f"the sides are {', '.join(shown(name) for name in sides)}"
    if twin is not None:
        problems.add(named.location, f'the side "{shown(twin)}" is there twice', listed, Code.BAD_SIDES)
        return
    guess = nearest(named.name, sides)
    remedy = f'did you mean "{shown(guess)}"?' if guess else listed
    problems.add(named.location, f'there is no side "{shown(named.name)}"', remedy, Code.BAD_SIDES)
