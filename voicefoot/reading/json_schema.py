"""The routine format as a JSON Schema, for editors to complete and check with.

It is made from the same table of fields as the reader, and is never stricter than the reader where keys are
written as they are called. What a schema can't express (whether a file exists, whether two keys clash) only
the reader checks. Editors take plain YAML scalars as numbers or booleans where the reader takes text, so the
schema allows both.

The kinds of a value stand in one schema as far as they can, each keyword being for one type: then editors
tell of a key what it is for, and of a wrong value what is right, in one sentence. `errorMessage` and
`defaultSnippets` are for them alone; validators leave them be. There is no title, which they would put on
everything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from voicefoot._version import __version__
from voicefoot.language.packs import LANGUAGES
from voicefoot.model.limits import (
    MAX_BPM,
    MAX_NOTE_CHARACTERS,
    MAX_PRONOUNCED_CHARACTERS,
    MAX_REPS,
    MIN_BPM,
    MIN_REPS,
)
from voicefoot.model.position import POSITIONS
from voicefoot.model.routine import Announce, Mood
from voicefoot.model.sound_names import SOUND_NAMES
from voicefoot.reading import patterns
from voicefoot.reading.fields import NOT_IN_WITH, Field, Scope, ValueKind, fields_in
from voicefoot.reading.position_names import position_pattern
from voicefoot.reading.programme_schema import programme_schema

Schema = dict[str, Any]

_DRAFT = "http://json-schema.org/draft-07/schema#"


def json_schema() -> Schema:
    """Return the schema of a routine, draft 7, which all editors know.

    Editors know a file by its name, `*.voicefoot.yaml`, and a programme may be called so, too: what has days
    or weeks is held against the schema of programmes.
    """
    return {
        "$schema": _DRAFT,
        "$comment": f"voicefoot {__version__}",
        "description": "A routine that voicefoot coaches by voice.",
        "if": {"type": "array"},
        "then": {"$ref": "#/definitions/list"},
        "else": {
            "if": {"type": "object", "anyOf": [{"required": ["weeks"]}, {"required": ["days"]}]},
            "then": {"$ref": "#/definitions/programme"},
            "else": {"$ref": "#/definitions/routine"},
        },
        "definitions": {
            **_of_programmes(),
            "list": _exercises(fields_in(Scope.TOP)["exercises"]),
            "routine": {"description": "A routine that voicefoot coaches by voice.", **_object(Scope.TOP)},
            "block": {"description": "A list of exercises within the routine.", **_object(Scope.BLOCK)},
            "rest": {"description": "A rest that stands between two exercises.", **_object(Scope.REST)},
            "exercise": {"description": "One exercise.", **_object(Scope.EXERCISE)},
            "move": {"description": "One thing that the body does.", **_object(Scope.MOVE)},
            "with": _with(fields_in(Scope.TOP)["with"]),
            "tip": _object(Scope.TIP),
            "song": _object(Scope.SONG),
            "position": _position(),
            "position_name": _position_name(),
            "own_position": _object(Scope.POSITION),
            **{kind.name.lower(): schema for kind, schema in _BY_KIND.items()},
        },
    }


def _own(reference: str) -> str:
    return reference.replace("#/definitions/", "#/definitions/programme_")


def _of_programmes() -> Schema:
    """Return the definitions of the schema of programmes, under names of their own, and itself as one."""
    schema = programme_schema()
    definitions: Schema = schema.pop("definitions")
    for about_the_file in ("$schema", "$comment"):
        del schema[about_the_file]

    def renamed(value: Any) -> Any:
        if isinstance(value, list):
            return [renamed(each) for each in value]
        if not isinstance(value, dict):
            return value
        return {key: _own(each) if key == "$ref" else renamed(each) for key, each in value.items()}

    named = {f"programme_{name}": renamed(each) for name, each in definitions.items()}
    return {"programme": renamed(schema), **named}


def translation_schema() -> Schema:
    """Return the schema of a translation that lies beside its routine, draft 7."""
    texts = {
        "type": ["object", "null"],
        "additionalProperties": _either(_words(MAX_NOTE_CHARACTERS), {"type": ["null"]}),
    }
    top = fields_in(Scope.TOP)
    return {
        "$schema": _DRAFT,
        "$comment": f"voicefoot {__version__}",
        "description": "The texts of a voicefoot routine in another language.",
        "type": "object",
        "properties": {
            "language": _property(top["language"], _language(top["language"])),
            "texts": {
                "description": "Texts of the original, each with its translation, for the whole routine.",
                **texts,
            },
            "exercises": {
                "description": "Exercises by their names in the original, each with its texts.",
                "type": ["object", "null"],
                "additionalProperties": texts,
            },
            "pronounce": _property(top["pronounce"], _pronounce(top["pronounce"])),
        },
        "additionalProperties": False,
    }


def _object(scope: Scope) -> Schema:
    fields = fields_in(scope)
    schema: Schema = {
        "type": "object",
        "properties": {name: _property(field, _value(field)) for name, field in fields.items()},
        "additionalProperties": False,
    }
    required = [name for name, field in fields.items() if field.required]
    if required and "include" in fields:
        schema["anyOf"] = [{"required": required}, {"required": ["include"]}]
    elif required:
        schema["required"] = required
    return schema


def _value(field: Field) -> Schema:
    by_field = _BY_FIELD.get(field.kind)
    if by_field is not None:
        return by_field(field)
    # In draft 7 nothing counts beside a $ref.
    return {"allOf": [{"$ref": f"#/definitions/{field.kind.name.lower()}"}]}


def _property(field: Field, value: Schema) -> Schema:
    schema = {"description": field.description, **value}
    if examples := [each for each in field.examples if not isinstance(each, dict)]:
        schema["examples"] = examples
    if mappings := [each for each in field.examples if isinstance(each, dict)]:
        # Editors offer these under a name, and have none for an example.
        schema["defaultSnippets"] = [{"label": _flow(each), "body": each} for each in mappings]
    return schema


def _flow(value: object) -> str:
    """Return `value` as YAML has it in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    return str(value)


# -- how schemas are put together ----------------------------------------------------------------


def _either(*schemas: Schema) -> Schema:
    """Return one schema for all that `schemas`, each for other types, allow."""
    types: list[str] = []
    merged: Schema = {}
    for schema in schemas:
        own = schema["type"]
        types += [own] if isinstance(own, str) else own
        merged = {**schema, **merged}
    assert len(set(types)) == len(types), types
    return {**merged, "type": types}


def _told(message: str, schema: Schema) -> Schema:
    """Return `schema` with `message` for values that it refuses."""
    told = {**schema, "errorMessage": message}
    if "anyOf" in told:
        told["anyOf"] = [
            each if "$ref" in each else {**each, "errorMessage": message} for each in told["anyOf"]
        ]
    if "items" in told:
        told["items"] = {"errorMessage": message, **told["items"]}
    return told


def _pattern(*alternatives: str) -> Schema:
    return {"type": "string", "pattern": patterns.whole_value("|".join(alternatives))}


def _list(items: Schema, field: Field) -> Schema:
    return {"type": "array", "items": items, "minItems": 1, "maxItems": field.max_items}


def _some(pattern: Schema, field: Field, *others: Schema) -> Schema:
    """One value, or several in a list; several with commas between them are the pattern's own."""
    return _either(pattern, *others, _list(_either(pattern, *others), field))


# -- words ---------------------------------------------------------------------------------------

_BAD_IN_WORDS = r"\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffd"
"""Control characters, and the sign for a lost character."""
_NO_WIDTH = r"\u00ad\u200b\u2060"
"""Characters that the reader leaves out."""


def _words(max_characters: int | None) -> Schema:
    """Words that are not too long, where each run of white space counts as one space."""
    most = "" if max_characters is None else max_characters
    has_a_word = r"(?=[\s\S]*[^\s!-/:-@\[-`{-~])"
    character = rf"(?:\s+(?=\S)|[^\s{_BAD_IN_WORDS}][{_NO_WIDTH}]*)"
    length = "" if max_characters is None else f", {max_characters} characters at most"
    return {
        "type": ["string", "number", "boolean"],
        "pattern": rf"^{has_a_word}[\s{_NO_WIDTH}]*{character}{{0,{most}}}\s*$",
        "errorMessage": f"Write words{length}; put those with a colon, a comma or a # in quotes.",
    }


_CODES = "|".join(patterns.any_case(code.split("-")[0]) for code in LANGUAGES)
_LANGUAGE = f"(?:{_CODES})(?:[-_][A-Za-z0-9]{{1,8}}){{0,5}}"


def _in_languages(text: Schema) -> Schema:
    """The code of each of several languages, and the text in it."""
    return {
        "type": "object",
        "minProperties": 1,
        "patternProperties": {f"^{_LANGUAGE}$": text},
        "additionalProperties": False,
    }


def _text(field: Field) -> Schema:
    words = _words(field.max_characters)
    return _either(words, _in_languages(words))


def _lines(field: Field) -> Schema:
    words = _words(None)
    listed = _either(words, {"type": "array", "items": _words(field.max_characters), "minItems": 1})
    return _either(words, _in_languages(listed), _list(_text(field), field))


def _sides(field: Field) -> Schema:
    listed = {"type": "array", "items": _words(field.max_characters), "minItems": 1}
    none = _pattern(patterns.any_case("none"))
    sides = _either(_list(_text(field), field), _in_languages(_either(listed, none)), none)
    return _told("Write a list such as [right foot, left foot], or none.", sides)


def _pronounce(field: Field) -> Schema:
    return {
        "type": "object",
        "minProperties": 1,
        "maxProperties": field.max_items,
        "propertyNames": _words(MAX_PRONOUNCED_CHARACTERS),
        "additionalProperties": _words(field.max_characters),
    }


def _tips(field: Field) -> Schema:
    words, tip = _words(field.max_characters), {"$ref": "#/definitions/tip"}
    item = {"anyOf": [words, tip, _in_languages(words)]}
    return {"anyOf": [_either(words, _list(item, field)), tip, _in_languages(words)]}


# -- choices, which editors offer ----------------------------------------------------------------

_YES_OR_NO: Schema = {
    "anyOf": [{"enum": ["yes", "no", True, False]}, _pattern(f"{patterns.YES}|{patterns.NO}")]
}


def _choice(field: Field) -> Schema:
    """The names for an editor to offer, and a pattern for any case."""
    names = [patterns.any_case(name.replace("-", "_")).replace("_", "[-_]") for name in field.choices]
    offered: list[Any] = list(field.choices)
    offered += [int(name) for name in field.choices if name.isdigit()]
    message = f"Write {' or '.join(field.choices)}."
    return _told(message, {"anyOf": [{"enum": offered}, _pattern("|".join(names))]})


def _language(_: Field) -> Schema:
    """The languages for an editor to offer, and a pattern for those of a country."""
    message = f"Write one of {', '.join(LANGUAGES)}."
    return _told(message, {"anyOf": [{"enum": list(LANGUAGES)}, _pattern(_LANGUAGE)]})


def _announce(field: Field) -> Schema:
    """The names for an editor to offer; others in another spelling are the reader's to judge."""
    names = {"type": "object", "minProperties": 1, "properties": dict.fromkeys(Announce, _YES_OR_NO)}
    words = _words(None)
    listed = _list({"anyOf": [{"enum": list(Announce)}, words]}, field)
    return {"anyOf": [{"enum": [*Announce, "all", "none"]}, _either(words, names, listed)]}


def _position() -> Schema:
    """A name, a position of the routine's own, or either for each side: the last two in one mapping, of which
    editors can offer the keys.
    """
    own = _object(Scope.POSITION)
    name, *others = own["properties"]
    own_or_by_side = {
        "type": "object",
        "minProperties": 1,
        "properties": own["properties"],
        "additionalProperties": {
            "anyOf": [{"$ref": "#/definitions/position_name"}, {"$ref": "#/definitions/own_position"}]
        },
        "dependencies": {
            name: {"propertyNames": {"enum": [name, *others]}},
            **{other: [name] for other in others},
        },
    }
    return {"anyOf": [{"$ref": "#/definitions/position_name"}, own_or_by_side]}


def _position_name() -> Schema:
    message = "Write the name of a position, or one of your own as {name: ..., say: ...}."
    offered = {"enum": [position.name for position in POSITIONS]}
    return _told(message, {"anyOf": [offered, _pattern(position_pattern())]})


def _sounds(_: Field) -> Schema:
    file = {"type": "string", "minLength": 1}
    return {
        "type": "object",
        "properties": dict.fromkeys(SOUND_NAMES, file),
        "additionalProperties": False,
    }


# -- numbers and times ---------------------------------------------------------------------------


def _number(field: Field) -> Schema:
    low, high = int(field.minimum), int(field.maximum)
    whole = {"type": "integer", "minimum": low, "maximum": high}
    return _told(f"Write a whole number of {low:,} to {high:,}.", _either(whole, _pattern(patterns.WHOLE)))


def _reps(field: Field) -> Schema:
    whole = {"type": "integer", "minimum": MIN_REPS, "maximum": MAX_REPS}
    several = _some(_pattern(patterns.WHOLE_RANGE, patterns.ANY_LIST), field, whole)
    by_side = {"type": "object", "minProperties": 1, "additionalProperties": several}
    text = _pattern(patterns.WHOLE_RANGE, patterns.ANY_LIST, patterns.SETS)
    listed = _list(_either(_pattern(patterns.WHOLE_RANGE), whole), field)
    message = f"Write {MIN_REPS} to {MAX_REPS:,}, a range such as 15-20, 3 x 12, or a list of numbers."
    return _told(message, _either(text, whole, listed, by_side))


def _times(field: Field) -> Schema:
    several = _some(_pattern(patterns.ANY_DURATION_RANGE, patterns.ANY_LIST), field)
    return _told("Write a time with its unit, such as 20s, 1:30 or 20-30s, or a list of them.", several)


def _times_or_breaths(field: Field) -> Schema:
    text = _pattern(patterns.ANY_DURATION_RANGE, patterns.BREATHS, patterns.ANY_LIST)
    message = "Write a time with its unit, such as 20s or 20-30s, a number of breaths, or a list of them."
    return _told(message, _some(text, field))


def _phases(field: Field) -> Schema:
    text = _pattern(patterns.ANY_PHASE)
    listed = {"type": "array", "items": text, "minItems": 1}
    several = _either(
        _list(_either(text, _in_languages(text)), field), text, _in_languages(_either(text, listed))
    )
    return _told("Write words with their times, such as [up 1s, down 3s].", several)


_BPM: Schema = {"type": "number", "minimum": int(MIN_BPM), "maximum": int(MAX_BPM)}
_TIME = "Write a time with its unit, such as 20s, 1:30 or 2 min."


# -- lists of exercises and moves ----------------------------------------------------------------


def _exercises(field: Field) -> Schema:
    name = _text(fields_in(Scope.EXERCISE)["name"])
    kinds = [{"$ref": f"#/definitions/{kind}"} for kind in ("exercise", "block", "rest")]
    return _list({"anyOf": [*kinds, name]}, field)


def _with(field: Field) -> Schema:
    """What an exercise may say, by its name."""
    properties = _object(Scope.EXERCISE)["properties"]
    keys = {
        "type": "object",
        "minProperties": 1,
        "properties": {key: schema for key, schema in properties.items() if key not in NOT_IN_WITH},
    }
    return {
        "type": "object",
        "minProperties": 1,
        "maxProperties": field.max_items,
        "additionalProperties": {**keys, "additionalProperties": False},
    }


def _moves(field: Field) -> Schema:
    return _list({"$ref": "#/definitions/move"}, field)


_BY_KIND: dict[ValueKind, Schema] = {
    ValueKind.SOUNDTRACK: {
        "anyOf": [
            {"enum": ["groove", *(f"groove {mood}" for mood in Mood), "none"]},
            {"type": "string", "minLength": 1},
            {"$ref": "#/definitions/song"},
        ]
    },
    ValueKind.DURATION: _told(
        _TIME, _either(_pattern(patterns.ANY_DURATION), {"type": "number", "minimum": 0, "maximum": 0})
    ),
    ValueKind.PERIOD: _told(_TIME, _pattern(patterns.ANY_DURATION)),
    ValueKind.BPM: _told("Write beats a minute, such as 128.", _either(_pattern(patterns.TEMPO), _BPM)),
    ValueKind.TEMPO: _told(
        f"Write {MIN_BPM:g} to {MAX_BPM:g} beats a minute, such as 120 bpm or 100-130 bpm, or phases: 3-1-3.",
        _either(_pattern(patterns.ANY_TEMPO), _BPM),
    ),
    ValueKind.BREATH: _told(
        "Write two to four numbers of seconds, such as 4-6 (in, out) or 4-7-8 (in, hold, out).",
        _pattern(patterns.BREATH),
    ),
    ValueKind.YES_NO: _told("Write yes or no.", _YES_OR_NO),
    ValueKind.LINK: _told("Write an address that begins with https://.", _pattern(patterns.LINK)),
    ValueKind.SHUFFLE: _told(
        "Write yes, no or once.",
        {
            "anyOf": [
                {"enum": ["yes", "no", "once", True, False]},
                _pattern(patterns.YES, patterns.NO, patterns.any_case("once")),
            ]
        },
    ),
    ValueKind.COUNTING: _told(
        "Write auto, every, every 5, last 5, down or none.",
        {
            "anyOf": [
                {"enum": ["auto", "every", "every 5", "last 5", "down", "none"]},
                _pattern(patterns.COUNTING),
            ]
        },
    ),
    ValueKind.PERCENT: _told("Write it in percent, such as 40%.", _pattern(patterns.PERCENT)),
}
"""The schema of a value, for kinds that are the same in all fields."""

_BY_FIELD: dict[ValueKind, Callable[[Field], Schema]] = {
    ValueKind.TEXT: _text,
    ValueKind.LINES: _lines,
    ValueKind.TEXTS: _lines,
    ValueKind.SIDES: _sides,
    ValueKind.LANGUAGE: _language,
    ValueKind.CHOICE: _choice,
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
    ValueKind.WITH: lambda _: {"allOf": [{"$ref": "#/definitions/with"}]},
    ValueKind.INCLUDE: lambda _: {"type": "string", "minLength": 1},
    ValueKind.MOVES: _moves,
}
"""What makes the schema of a value, for kinds whose limits or choices are the field's own."""
