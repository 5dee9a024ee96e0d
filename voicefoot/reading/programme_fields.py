"""The table of all keys of a programme: where each stands, what it takes, and what it is for.

The reader and the JSON Schema of programmes are both made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from voicefoot.model import limits
from voicefoot.model.choices import Level, Talk
from voicefoot.model.programme import Return
from voicefoot.reading.fields import Field, Scope, ValueKind
from voicefoot.reading.key_names import squeezed


class Part(Enum):
    """The mappings of a programme, in the words of messages."""

    TOP = "a programme"
    WEEK = "a week"
    DAY = "a day"


@dataclass(frozen=True, slots=True)
class ProgrammeField:
    """A key of a programme."""

    field: Field
    parts: tuple[Part, ...]
    converts: bool = True
    """Whether its value is a plain one; the others are built by the reader."""


def _field(
    name: str,
    description: str,
    parts: tuple[Part, ...],
    kind: ValueKind = ValueKind.TEXT,
    examples: tuple[object, ...] = (),
    *,
    converts: bool = True,
    max_characters: int = limits.MAX_TEXT_CHARACTERS,
    choices: tuple[str, ...] = (),
    minimum: float = 0.0,
    maximum: float = 0.0,
    max_items: int = 0,
    required: bool = False,
) -> ProgrammeField:
    field = Field(
        name, kind, Scope.TOP, description, examples, minimum, maximum, max_characters, max_items, choices,
        name, required,
    )  # fmt: skip
    return ProgrammeField(field, parts, converts)


_TOP, _WEEK, _DAY = (Part.TOP,), (Part.WEEK,), (Part.DAY,)
_ALL = (Part.TOP, Part.WEEK, Part.DAY)

FIELDS: tuple[ProgrammeField, ...] = (
    _field(
        "programme",
        "What the programme is called.",
        _TOP,
        examples=("Feet in four weeks",),
        max_characters=limits.MAX_TITLE_CHARACTERS,
        required=True,
    ),
    _field("language", "The language of its own words.", _TOP, ValueKind.LANGUAGE, ("en", "de")),
    _field("about", "One sentence for lists. Not spoken.", _TOP, examples=("Strong feet, step by step.",)),
    _field("intro", "Spoken once, on the first day.", _TOP, examples=("Four weeks, three days in each.",)),
    _field(
        "routine",
        "What is done on that day: a built-in routine, a file beside the programme, or rest.",
        _DAY,
        examples=("foot-strength", "knee.yaml", "rest"),
        converts=False,
        required=True,
    ),
    _field(
        "level",
        "The bottom, the middle or the top of every range. Without it, by the earlier sessions.",
        _ALL,
        ValueKind.CHOICE,
        (Level.GENTLE.value,),
        choices=tuple(level.value for level in Level),
    ),
    _field(
        "talk",
        "How much is said. Without it, by the earlier sessions.",
        _ALL,
        ValueKind.CHOICE,
        (Talk.BRIEF.value,),
        choices=tuple(talk.value for talk in Talk),
    ),
    _field("say", "Spoken as each session begins.", _ALL, examples=("Take it slowly today.",)),
    _field(
        "note",
        "Shown, never spoken.",
        _ALL,
        examples=("Swim, if you like.",),
        max_characters=limits.MAX_NOTE_CHARACTERS,
    ),
    _field(
        "times",
        "How many weeks in a row are like this one.",
        _WEEK,
        ValueKind.NUMBER,
        (2,),
        minimum=1,
        maximum=limits.MAX_PROGRAMME_WEEKS,
    ),
    _field(
        "too hard",
        "Where it goes on after a day that was too hard.",
        _TOP,
        examples=tuple(how.value for how in Return),
    ),
    _field(
        "after a break",
        "Where it goes on after more than two weeks without a session.",
        _TOP,
        examples=tuple(how.value for how in Return),
    ),
    _field(
        "weekdays",
        "The days of the week on which there are sessions.",
        _TOP,
        examples=(["Mon", "Wed", "Fri"],),
        converts=False,
    ),
    _field(
        "weeks",
        "The weeks, one after another.",
        _TOP,
        converts=False,
        max_items=limits.MAX_PROGRAMME_WEEKS,
    ),
    _field(
        "days",
        "The days, one after another; those that a week leaves open are rests.",
        (Part.TOP, Part.WEEK),
        examples=(["foot-strength", "rest", "foot-strength"],),
        converts=False,
        max_items=limits.MAX_PROGRAMME_DAYS,
    ),
)

FIELDS_OF: Mapping[Part, Mapping[str, ProgrammeField]] = MappingProxyType(
    {
        part: MappingProxyType({each.field.name: each for each in FIELDS if part in each.parts})
        for part in Part
    }
)

SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        "program": "programme", "title": "programme", "name": "programme", "description": "about",
        "repeat": "times", "rounds": "times", "session": "routine", "workout": "routine",
        "exercise": "routine", "play": "routine", "plan": "weeks", "schedule": "days", "sessions": "days",
        "break": "after a break", "if too hard": "too hard",
    }
)  # fmt: skip
"""What people write for a key, and its name."""
_NAMES = {
    squeezed(written): name
    for written, name in (*SYNONYMS.items(), *((each.field.name, each.field.name) for each in FIELDS))
}


def programme_key(written: str) -> str | None:
    """Return the key of a programme that `written` spells in any way, or None."""
    return _NAMES.get(squeezed(written))
