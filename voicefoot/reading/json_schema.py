"""The routine format as a JSON Schema, for editors to complete and check with.

It is made from the same table of fields as the reader, and is never stricter than the reader. What a schema
can't express (whether a file exists, whether two keys clash) only the reader checks. Editors take plain
YAML scalars as numbers or booleans where the reader takes text, so the schema allows both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from voicefoot.language.packs import LANGUAGES
from voicefoot.model.limits import MAX_BPM, MAX_REPS, MIN_BPM, MIN_REPS
from voicefoot.model.position import POSITIONS
from voicefoot.model.routine import Announce
from voicefoot.model.sound_names import SOUND_NAMES
from voicefoot.reading import patterns
from voicefoot.reading.fields import Field, Scope, ValueKind, fields_in
from voicefoot.reading.position_names import position_pattern

Schema = dict[str, Any]


_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> Schema:
    """Return the schema, draft 2020-12."""
    return {
        "$schema": _DRAFT,
        "title": "voicefoot routine",
        "description": "A routine that voicefoot coaches by voice.",
        **_object(Scope.TOP),
        "$defs": {
            "block": {"description": "A list of exercises within the routine.", **_object(Scope.BLOCK)},
            "rest": {"description": "A rest that stands between two exercises.", **_object(Scope.REST)},
            "exercise": {"description": "One exercise.", **_object(Scope.EXERCISE)},
            "move": {"description": "One thing that the body does.", **_object(Scope.MOVE)},
            "tip": {"description": "A line at a moment of its own.", **_object(Scope.TIP)},
            "song": {"description": "A song whose beats are known.", **_object(Scope.SONG)},
            "position": {"description": "A position of your own.", **_object(Scope.POSITION)},
            "in_languages": _in_languages(),
            "with": _with(fields_in(Scope.TOP)["with"]),
            **{kind.name.lower(): schema for kind, schema in _BY_KIND.items()},
        },
    }


def _object(scope: Scope) -> Schema:
    fields = fields_in(scope)
    schema: Schema = {
        "type": "object",
        "properties": {name: _property(field) for name, field in fields.items()},
        "additionalProperties": False,
    }
    required = [name for name, field in fields.items() if field.required]
    if required and "include" in fields:
        schema["anyOf"] = [{"required": required}, {"required": ["include"]}]
    elif required:
        schema["required"] = required
    return schema


def _property(field: Field) -> Schema:
    by_field = _BY_FIELD.get(field.kind)
    value = by_field(field) if by_field else {"$ref": f"#/$defs/{field.kind.name.lower()}"}
    schema = {"description": field.description, **value}
    if field.examples:
        schema["examples"] = list(field.examples)
    return schema


_PLAIN: Schema = {"type": ["string", "number", "boolean"], "minLength": 1}
_CODES = "|".join(patterns.any_case(code.split("-")[0]) for code in LANGUAGES)
_LANGUAGE = f"(?:{_CODES})(?:[-_][A-Za-z0-9]{{1,8}}){{0,5}}"
_IN_LANGUAGES: Schema = {"$ref": "#/$defs/in_languages"}


def _text(_: Field) -> Schema:
    return {"anyOf": [_PLAIN, _IN_LANGUAGES]}


def _in_languages() -> Schema:
    """What a text, or a list of texts, is in several languages."""
    return {
        "description": "In several languages: the code of each, and the text in it.",
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": f"^{_LANGUAGE}$"},
        "additionalProperties": {"anyOf": [_PLAIN, {"type": "array", "items": _PLAIN, "minItems": 1}]},
    }


def _lines(field: Field) -> Schema:
    return {"anyOf": [_text(field), _list(_text(field), field)]}


def _list(items: Schema, field: Field) -> Schema:
    return {"type": "array", "items": items, "minItems": 1, "maxItems": field.max_items}


def _pattern(pattern: str) -> Schema:
    return {"type": "string", "pattern": patterns.whole_value(pattern)}


def _number(field: Field) -> Schema:
    return {
        "anyOf": [
            {"type": "integer", "minimum": int(field.minimum), "maximum": int(field.maximum)},
            _pattern(patterns.WHOLE),
        ]
    }


_YES_NO: Schema = {"anyOf": [{"enum": ["yes", "no", True, False]}, _pattern(f"{patterns.YES}|{patterns.NO}")]}

_REPS: Schema = {
    "anyOf": [{"type": "integer", "minimum": MIN_REPS, "maximum": MAX_REPS}, _pattern(patterns.WHOLE_RANGE)]
}


def _some(item: Schema, field: Field) -> Schema:
    """One value, or a list of them, or several with commas between them."""
    return {"anyOf": [*item.get("anyOf", [item]), _pattern(patterns.ANY_LIST), _list(item, field)]}


def _reps(field: Field) -> Schema:
    item = _some(_REPS, field)
    by_side = {"type": "object", "minProperties": 1, "additionalProperties": item}
    return {"anyOf": [*item["anyOf"], _pattern(patterns.SETS), by_side]}


def _times(field: Field) -> Schema:
    return _some(_pattern(patterns.ANY_DURATION_RANGE), field)


def _times_or_breaths(field: Field) -> Schema:
    either = [_pattern(patterns.ANY_DURATION_RANGE), _pattern(patterns.BREATHS)]
    return _some({"anyOf": either}, field)


def _announce(field: Field) -> Schema:
    """The names for an editor to offer; others in another spelling are the reader's to judge."""
    names = {"type": "object", "minProperties": 1, "properties": dict.fromkeys(Announce, _YES_NO)}
    spelled = {"anyOf": [{"enum": [*Announce, "all", "none"]}, _PLAIN]}
    return {"anyOf": [*spelled["anyOf"], names, _list(spelled, field)]}


def _exercises(field: Field) -> Schema:
    kinds = [{"$ref": f"#/$defs/{kind}"} for kind in ("exercise", "block", "rest")]
    return _list({"anyOf": [*kinds, _text(field)]}, field)


_BPM: Schema = {"type": "number", "minimum": int(MIN_BPM), "maximum": int(MAX_BPM)}


def _choice(field: Field) -> Schema:
    """The names for an editor to offer, and a pattern for any case."""
    names = [patterns.any_case(name.replace("-", "_")).replace("_", "[-_]") for name in field.choices]
    offered: list[Any] = list(field.choices)
    offered += [int(name) for name in field.choices if name.isdigit()]
    return {"anyOf": [{"enum": offered}, _pattern("|".join(names))]}


def _language(_: Field) -> Schema:
    """The languages for an editor to offer, and a pattern for those of a country."""
    return {"anyOf": [{"enum": list(LANGUAGES)}, _pattern(_LANGUAGE)]}


def _position(_: Field) -> Schema:
    names = {"enum": [position.name for position in POSITIONS]}
    one = [names, _pattern(position_pattern()), {"$ref": "#/$defs/position"}]
    by_side = {"type": "object", "minProperties": 1, "additionalProperties": {"anyOf": one}}
    return {"anyOf": [*one, by_side]}


def _phases(field: Field) -> Schema:
    phase = {"anyOf": [_pattern(patterns.ANY_PHASE), _IN_LANGUAGES]}
    return {"anyOf": [_list(phase, field), *phase["anyOf"]]}


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


def _pronounce(field: Field) -> Schema:
    return {
        "type": "object",
        "minProperties": 1,
        "maxProperties": field.max_items,
        "additionalProperties": _PLAIN,
    }


def _with(field: Field) -> Schema:
    """What an exercise may say, by its name."""
    keys = {"type": "object", "minProperties": 1, "properties": _object(Scope.EXERCISE)["properties"]}
    return {
        "type": "object",
        "minProperties": 1,
        "maxProperties": field.max_items,
        "additionalProperties": {**keys, "additionalProperties": False},
    }


def _sides(field: Field) -> Schema:
    none = [{"const": "none"}, _pattern(patterns.any_case("none"))]
    return {"anyOf": [_list(_text(field), field), _IN_LANGUAGES, *none]}


_BY_KIND: dict[ValueKind, Schema] = {
    ValueKind.SOUNDTRACK: {"anyOf": [{"type": "string", "minLength": 1}, {"$ref": "#/$defs/song"}]},
    ValueKind.DURATION: {"anyOf": [_pattern(patterns.ANY_DURATION), {"const": 0}]},
    ValueKind.PERIOD: _pattern(patterns.ANY_DURATION),
    ValueKind.BPM: {"anyOf": [_pattern(patterns.TEMPO), _BPM]},
    ValueKind.TEMPO: {"anyOf": [_pattern(patterns.ANY_TEMPO), _BPM]},
    ValueKind.BREATH: _pattern(patterns.BREATH),
    ValueKind.YES_NO: _YES_NO,
    ValueKind.LINK: _pattern(patterns.LINK),
    ValueKind.SHUFFLE: {
        "anyOf": [
            {"enum": ["yes", "no", "once", True, False]},
            _pattern(f"{patterns.YES}|{patterns.NO}|{patterns.any_case('once')}"),
        ]
    },
    ValueKind.COUNTING: {
        "anyOf": [
            {"enum": ["auto", "every", "every 5", "last 5", "down", "none"]},
            _pattern(patterns.COUNTING),
        ]
    },
    ValueKind.PERCENT: _pattern(patterns.PERCENT),
}
"""The schema of a value, for kinds that are the same in all fields."""

_BY_FIELD: dict[ValueKind, Callable[[Field], Schema]] = {
    ValueKind.TEXT: _text,
    ValueKind.LINES: _lines,
    ValueKind.TEXTS: _lines,
    ValueKind.SIDES: _sides,
    ValueKind.LANGUAGE: _language,
    ValueKind.CHOICE: _choice,
    ValueKind.POSITION: _position,
    ValueKind.PHASES: _phases,
    ValueKind.NUMBER: _number,
    ValueKind.TIPS: _tips,
    ValueKind.SOUNDS: _sounds,
    ValueKind.REPS: _reps,
    ValueKind.TIMES: _times,
    ValueKind.TIMES_OR_BREATHS: _times_or_breaths,
    ValueKind.LOADS: _lines,
    ValueKind.ANNOUNCE: _announce,
    ValueKind.PRONOUNCE: _pronounce,
    ValueKind.EXERCISES: _exercises,
    ValueKind.WITH: lambda _: {"$ref": "#/$defs/with"},
    ValueKind.INCLUDE: lambda _: {"type": "string", "minLength": 1},
    ValueKind.MOVES: lambda field: _list({"$ref": "#/$defs/move"}, field),
}
"""What makes the schema of a value, for kinds whose limits or choices are the field's own."""
