"""The format of programmes as a JSON Schema, from the same table of keys as their reader."""

from __future__ import annotations

from typing import Any

from voicefoot._version import __version__
from voicefoot.language.packs import LANGUAGES
from voicefoot.model import limits
from voicefoot.model.programme import WEEKDAYS, Return
from voicefoot.reading.fields import ValueKind
from voicefoot.reading.programme_fields import FIELDS_OF, Part, ProgrammeField

Schema = dict[str, Any]

_PLAIN: Schema = {"type": ["string", "number", "boolean"], "minLength": 1}
"""Editors take a plain scalar as a number or a boolean where the reader takes text."""
_DAY: Schema = {"anyOf": [{"$ref": "#/definitions/routine"}, {"$ref": "#/definitions/day"}]}


def programme_schema() -> Schema:
    """Return the schema, draft 7. It is never stricter than the reader."""
    days = {"type": "array", "items": _DAY, "minItems": 1, "maxItems": limits.MAX_WEEK_DAYS}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$comment": f"voicefoot {__version__}",
        "title": "voicefoot programme",
        "description": "Routines over days or weeks, which voicefoot coaches by voice.",
        **_object(Part.TOP),
        "definitions": {
            "routine": {"description": "A built-in routine, a file beside the programme, or rest.", **_PLAIN},
            "day": {"description": "A day.", **_object(Part.DAY)},
            "week": {"description": "A week.", "anyOf": [days, _object(Part.WEEK)]},
        },
    }


def _object(part: Part) -> Schema:
    fields = FIELDS_OF[part]
    schema: Schema = {
        "type": "object",
        "properties": {name: _property(field, part) for name, field in fields.items()},
        "additionalProperties": False,
        "required": [name for name, field in fields.items() if field.field.required],
    }
    if part is Part.TOP:
        schema["oneOf"] = [{"required": ["weeks"]}, {"required": ["days"]}]
    if part is Part.WEEK:
        schema["required"] = ["days"]
    return schema


def _property(field: ProgrammeField, part: Part) -> Schema:
    value = _value(field, part)
    if "$ref" in value:  # in draft 7 nothing beside it counts
        value = {"allOf": [value]}
    schema = {"description": field.field.description, **value}
    if field.field.examples:
        schema["examples"] = list(field.field.examples)
    return schema


def _value(field: ProgrammeField, part: Part) -> Schema:
    name = field.field.name
    if name == "routine":
        return {"$ref": "#/definitions/routine"}
    if name == "days":
        most = limits.MAX_PROGRAMME_DAYS if part is Part.TOP else limits.MAX_WEEK_DAYS
        return {"type": "array", "items": _DAY, "minItems": 1, "maxItems": most}
    if name == "weeks":
        return {
            "type": "array", "items": {"$ref": "#/definitions/week"}, "minItems": 1,
            "maxItems": limits.MAX_PROGRAMME_WEEKS,
        }  # fmt: skip
    if name == "weekdays":
        return {"anyOf": [{"type": "array", "items": _offered([*WEEKDAYS]), "minItems": 1}, _PLAIN]}
    if name in ("too hard", "after a break"):
        return _offered([how.value for how in Return])
    if field.field.kind is ValueKind.LANGUAGE:
        return _offered([*LANGUAGES])
    if field.field.kind is ValueKind.CHOICE:
        return _offered([*field.field.choices])
    if field.field.kind is ValueKind.NUMBER:
        number = {"type": "integer", "minimum": int(field.field.minimum), "maximum": int(field.field.maximum)}
        return {"anyOf": [number, {"type": "string", "minLength": 1}]}
    return _PLAIN


def _offered(names: list[str]) -> Schema:
    """Names for an editor to offer; others in another spelling are the reader's to judge."""
    return {"anyOf": [{"enum": names}, _PLAIN]}
