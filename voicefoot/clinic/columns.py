"""What the columns of a patient list mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voicefoot.errors import CommandError
from voicefoot.reading.fields import Scope, ValueKind, fields_in
from voicefoot.reading.key_names import key_name
from voicefoot.reading.values_from_outside import Override
from voicefoot.text import folded, nearest, shown

NAME = "name"
CHOICES = ("language", "voice", "level", "talk")
"""Columns that stand for the options of these names."""
_OWN = (NAME, *CHOICES, "sides")
_NOT_BY_ROW = {"name", "moves", "image", "soundtrack", "position"}
"""Keys of an exercise that are the same for all rows: files, and what is more than a value."""
_USUAL_DOSES = ("reps", "sets", "hold", "for", "rest", "load", "every", "tempo")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: its `header`, as it is written, and what its cells are.

    `key` alone is one of the `_OWN`; with an `exercise`, it is a key of that. It is "" where a column has no
    header.
    """

    header: str
    key: str
    exercise: str | None = None

    def override(self, text: str) -> Override:
        """Return what the cell `text` puts in place of what the routine has."""
        return Override(self.exercise, self.key, text)

    @property
    def is_override(self) -> bool:
        """Whether its cells stand in place of what the routine has."""
        return self.exercise is not None or self.key == "sides"


def understand(headers: Sequence[str], exercises: Sequence[str], file: str) -> tuple[Column, ...]:
    """Return the columns that `headers`, the first row of the list `file`, name, for a routine with these
    `exercises`. Raises CommandError with all that is wrong with them.
    """
    names = list(dict.fromkeys(exercises))
    wrong: list[str] = []
    columns: list[Column] = []
    for header in headers:
        column = _column(header, names)
        if isinstance(column, str):
            wrong.append(column)
            continue
        first = next((other for other in columns if column.key and _meaning(other) == _meaning(column)), None)
        if first is not None:
            wrong.append(f'the column "{shown(header)}" is there twice; leave one out')
        columns.append(column)
    if all(column.key != NAME or column.exercise for column in columns):
        wrong.append(_no_name(headers))
    if wrong:
        raise CommandError(f"{file}: " + f"\n{file}: ".join(wrong))
    return tuple(columns)


def _column(header: str, names: Sequence[str]) -> Column | str:
    """Return the column that `header` names, or what is wrong with it."""
    wanted = folded(header)
    if not wanted:
        return Column("", "")
    if wanted in _OWN:
        return Column(header, wanted)
    allowed = _keys()
    wrong = ""  # with the longest name that fits; a shorter one may go with a key: "Plank" with "hold"
    for name in sorted(names, key=len, reverse=True):
        if wanted == folded(name):
            what = f'the column "{shown(header)}" doesn\'t say what of it'
            wrong = wrong or f'{what}; write "{shown(name)} reps", say'
            continue
        if not wanted.startswith(f"{folded(name)} "):
            continue
        rest = wanted[len(folded(name)) + 1 :]
        key = key_name(rest)
        if key in allowed:
            return Column(header, key, name)
        guess = nearest(rest, [*_USUAL_DOSES, *allowed])
        remedy = f'did you mean "{shown(name)} {guess}"?' if guess else f"write one of {', '.join(allowed)}"
        wrong = wrong or f'the column "{shown(header)}" ends in no key that a row can set; {remedy}'
    return wrong or _unknown(header, names)


def _unknown(header: str, names: Sequence[str]) -> str:
    guess = nearest(header, _OWN)
    if guess is None:
        words = header.split()
        exercise = nearest(" ".join(words[:-1]), names) if len(words) > 1 else None
        guess = f"{exercise} {words[-1]}" if exercise else None
    if guess is not None:
        remedy = f'did you mean "{shown(guess)}"?'
    else:
        example = f"{names[0] if names else 'Bridge'} reps"
        remedy = f'there is {", ".join(_OWN)}, and "{shown(example)}" for a dose; take it out'
    return f'there is no column "{shown(header)}"; {remedy}'


def _no_name(headers: Sequence[str]) -> str:
    guess = next((header for header in headers if nearest(header, [NAME, "patient", "first name"])), None)
    called = f', perhaps in place of "{shown(guess)}"' if guess else ""
    return f'there is no column "name", after which the files are called; write it in the first row{called}'


def _keys() -> list[str]:
    """Return the keys of an exercise that a row can set."""
    fields = fields_in(Scope.EXERCISE).values()
    return [
        field.name
        for field in fields
        if field.name not in _NOT_BY_ROW and field.kind is not ValueKind.SOUNDTRACK
    ]


def _meaning(column: Column) -> tuple[str, str]:
    return column.key, folded(column.exercise or "")
