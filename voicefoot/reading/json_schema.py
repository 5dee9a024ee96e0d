"""The routine format as a JSON Schema, with which editors complete and check.

Made from the same table of fields as the reader. It is never stricter than the reader; what a table
can't say (that a file is there, that two keys clash) only the reader knows. Editors read plain YAML
scalars as numbers or booleans, which the reader takes as text; so the schema lets them be.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from voicefoot.reading import patterns
from voicefoot.reading.fields import SOUND_NAMES, Field, Scope, ValueKind, fields_at

Schema = dict[str, Any]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> Schema:
    """The schema, draft 2020-12."""
    return {
        "$schema": _DRAFT,
        "title": "voicefoot routine",
        "description": "A routine that voicefoot coaches by voice.",
        **_object(Scope.TOP),
        "$defs": {
            "exercise": {"description": "One exercise.", **_object(Scope.EXERCISE)},
            "move": {"description": "One thing that the body does.", **_object(Scope.MOVE)},
            "tip": {"description": "A line at a moment of its own.", **_object(Scope.TIP)},
            "song": {"description": "A song whose beats are known.", **_object(Scope.SONG)},
            **{kind.name.lower(): shape for kind, shape in _VALUES.items()},
        },
    }


def _object(level: Scope) -> Schema:
    fields = fields_at(level)
    schema: Schema = {
        "type": "object",
        "properties": {name: _property(field) for name, field in fields.items()},
        "additionalProperties": False,
    }
    required = [name for name, field in fields.items() if field.required]
    if required:
        schema["required"] = required
    return schema


def _property(field: Field) -> Schema:
    own = _SHAPES.get(field.kind)
    shape = own(field) if own else {"$ref": f"#/$defs/{field.kind.name.lower()}"}
    schema = {"description": field.doc, **shape}
    if field.examples:
        schema["examples"] = list(field.examples)
    return schema


def _text(_: Field) -> Schema:
    return {"type": ["string", "number", "boolean"], "minLength": 1}


def _lines(field: Field) -> Schema:
    return {"anyOf": [_text(field), _list(_text(field), field)]}


def _list(items: Schema, field: Field) -> Schema:
    return {"type": "array", "items": items, "minItems": 1, "maxItems": field.most}


def _pattern(pattern: str) -> Schema:
    return {"type": "string", "pattern": patterns.whole(pattern)}


def _number(field: Field) -> Schema:
    return {
        "anyOf": [
            {"type": "integer", "minimum": int(field.low), "maximum": int(field.high)},
            _pattern(patterns.WHOLE),
        ]
    }


_REPS: Schema = {
    "anyOf": [{"type": "integer", "minimum": 1, "maximum": 100_000}, _pattern(patterns.WHOLE_RANGE)]
}


def _choice(field: Field) -> Schema:
    """The names for an editor to offer; any case will do."""
    names = [patterns.any_case(name.replace("-", "_")).replace("_", "[-_]") for name in field.choices]
    offered: list[Any] = list(field.choices)
    offered += [int(name) for name in field.choices if name.isdigit()]
    return {"anyOf": [{"enum": offered}, _pattern("|".join(names))]}


def _phases(field: Field) -> Schema:
    return {"anyOf": [_list(_pattern(patterns.ANY_PHASE), field), _pattern(patterns.ANY_PHASE)]}


def _tips(field: Field) -> Schema:
    tip = {"anyOf": [_text(field), {"$ref": "#/$defs/tip"}]}
    return {"anyOf": [*tip["anyOf"], _list(tip, field)]}


def _sounds(_: Field) -> Schema:
    file = {"type": "string", "minLength": 1}
    return {
        "type": "object",
        "properties": dict.fromkeys(SOUND_NAMES, file),
        "additionalProperties": False,
    }


def _sides(field: Field) -> Schema:
    return {"anyOf": [_list(_text(field), field), {"const": "none"}, _pattern(patterns.any_case("none"))]}


_VALUES: dict[ValueKind, Schema] = {
    ValueKind.SOUNDTRACK: {"anyOf": [{"type": "string", "minLength": 1}, {"$ref": "#/$defs/song"}]},
    ValueKind.DURATION: {"anyOf": [_pattern(patterns.ANY_DURATION), {"const": 0}]},
    ValueKind.DURATION_RANGE: _pattern(patterns.ANY_DURATION_RANGE),
    ValueKind.PERIOD: _pattern(patterns.ANY_DURATION),
    ValueKind.BPM: {"anyOf": [_pattern(patterns.TEMPO), {"type": "number", "minimum": 20, "maximum": 400}]},
    ValueKind.TEMPO: {
        "anyOf": [_pattern(patterns.ANY_TEMPO), {"type": "number", "minimum": 20, "maximum": 400}]
    },
    ValueKind.REPS: {
        "anyOf": [*_REPS["anyOf"], {"type": "object", "minProperties": 1, "additionalProperties": _REPS}]
    },
    ValueKind.COUNTING: {
        "anyOf": [
            {"enum": ["auto", "every", "every 5", "last 5", "down", "none"]},
            _pattern(patterns.COUNTING),
        ]
    },
    ValueKind.PERCENT: _pattern(patterns.PERCENT),
}
"""Values that are the same for all fields of their kind."""

_SHAPES: dict[ValueKind, Callable[[Field], Schema]] = {
    ValueKind.TEXT: _text,
    ValueKind.LINES: _lines,
    ValueKind.TEXTS: _lines,
    ValueKind.SIDES: _sides,
    ValueKind.CHOICE: _choice,
    ValueKind.PHASES: _phases,
    ValueKind.NUMBER: _number,
    ValueKind.TIPS: _tips,
    ValueKind.SOUNDS: _sounds,
    ValueKind.EXERCISES: lambda field: _list({"$ref": "#/$defs/exercise"}, field),
    ValueKind.MOVES: lambda field: _list({"$ref": "#/$defs/move"}, field),
}
"""Values whose limits or choices are the field's own."""
