"""Variables in spoken texts: `Do {reps} {reps lift|lifts}, {{easy}}` -> its words and variables.

`{name}` stands for a value that the plan knows, `{name one|other}` for the word that goes with its number.
`{{` and `}}` are braces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from voicefoot.text import folded, nearest, shown

NAMES = ("reps", "hold", "side", "next", "set")
"""How many, how long a hold is, the side, the name of the next exercise, and the number of the set."""
NUMBERS = ("reps", "set")
"""Those with which a word can go."""

_PART = re.compile(r"\{\{|\}\}|\{(?P<inside>[^{}]*)\}|\{")
_BRACE_REMEDY = "write {{ for a brace that is spoken"


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable in a text. Where there are `forms`, it stands for the one that goes with its number."""

    name: str
    forms: tuple[str, ...] = ()


Part = str | Variable


class VariableError(ValueError):
    """A text whose braces mean nothing. `what` is a clause, `remedy` an imperative."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}; {remedy}")
        self.what = what
        self.remedy = remedy


def parts_of(text: str) -> tuple[Part, ...]:
    """Return the words and variables of `text`, in which there is a `{` or a `}`. Raises VariableError."""
    found: list[Part] = []
    done = 0
    for match in _PART.finditer(text):
        found.append(text[done : match.start()])
        done = match.end()
        if match["inside"] is not None:
            found.append(_variable(match["inside"]))
        elif match[0] == "{":
            raise VariableError("a brace is opened here and never closed", _BRACE_REMEDY)
        else:
            found.append(match[0][0])
    found.append(text[done:])
    return tuple(part for part in found if part)


def variables_of(text: str) -> frozenset[str]:
    """Return the names of the variables in `text`. Raises VariableError."""
    return frozenset(part.name for part in parts_of(text) if isinstance(part, Variable))


def known_variable(text: str) -> str | None:
    """Return the first variable in `text` as it is written, if there is one of a known name."""
    for match in _PART.finditer(text):
        inside = (match["inside"] or "").split(maxsplit=1)
        if inside and folded(inside[0]) in NAMES:
            return match[0]
    return None


def _variable(inside: str) -> Variable:
    written, _, words = inside.strip().partition(" ")
    name = folded(written)
    if name not in NAMES:
        guess = nearest(name, NAMES)
        there = ", ".join(f"{{{each}}}" for each in NAMES)
        remedy = f"did you mean {{{guess}}}?" if guess else f"there is {there}; {_BRACE_REMEDY}"
        raise VariableError(f"there is no variable {{{shown(inside)}}}", remedy)
    if not words:
        return Variable(name)
    if name not in NUMBERS:
        raise VariableError(f"{{{shown(inside)}}} has words behind its name", f"write {{{name}}} alone")
    forms = tuple(form.strip() for form in words.split("|"))
    if not all(forms):
        what = f"{{{shown(inside)}}} has an empty form"
        raise VariableError(what, f"write a word for each, such as {{{name} lift|lifts}}")
    return Variable(name, forms)
