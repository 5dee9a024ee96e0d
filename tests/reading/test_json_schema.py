from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import random_routines
from tests.support.paths import ROOT, ROUTINES
from voicefoot.errors import RoutineError
from voicefoot.reading import read as reader
from voicefoot.reading.builtin import PROGRAMMES, names
from voicefoot.reading.fields import FIELDS, Scope, fields_in
from voicefoot.reading.json_schema import json_schema

FILES = [
    *ROUTINES.glob("*.yaml"),
    *(Path(reader.__file__).parent / "routines" / f"{name}.yaml" for name in names()),
    Path(reader.__file__).parent / "template.yaml",
]
SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


def as_an_editor_reads(text: str) -> Any:
    """YAML 1.2's core types, which most editors go by."""

    def typed(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: typed(each) for key, each in value.items()}
        if isinstance(value, list):
            return [typed(each) for each in value]
        try:
            return json.loads(value)
        except ValueError:
            return value

    return typed(yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506 - it makes nothing but texts


def is_valid(text: str) -> bool:
    return bool(VALIDATOR.is_valid(as_an_editor_reads(text)))


def schema_of(level: Scope) -> Any:
    names = {Scope.TOP: "routine", Scope.POSITION: "own_position"}
    name = names.get(level, str(level.name).lower())
    return SCHEMA["definitions"][name]


def test_the_schema_is_one() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_good_routine_is_valid(path: Path) -> None:
    reader.read(path)
    assert list(VALIDATOR.iter_errors(as_an_editor_reads(path.read_text(encoding="utf-8")))) == []


def test_reader_and_schema_know_the_same_keys() -> None:
    for level in Scope:
        schema = schema_of(level)
        assert list(schema["properties"]) == list(fields_in(level))
        assert schema["additionalProperties"] is False


def test_every_key_has_a_description_and_its_examples_are_valid() -> None:
    for field in FIELDS:
        level = next(level for level in Scope if level in field.scopes)
        prop = schema_of(level)["properties"][field.name]
        assert prop["description"].endswith(".")
        snippets = [snippet["body"] for snippet in prop.get("defaultSnippets", [])]
        assert len([*prop.get("examples", []), *snippets]) == len(field.examples)
        for each in [*prop.get("examples", []), *snippets]:
            jsonschema.Draft7Validator({**prop, "definitions": SCHEMA["definitions"]}).validate(each)


@pytest.mark.parametrize("name", ["On your back", "half_kneeling", "hands  and knees", "left side-lying"])
def test_positions_are_valid_as_people_write_them(name: str) -> None:
    for position in (name, f"{{left foot: {name}, right foot: {{name: on the step}}}}"):
        text = GOOD + f"    position: {position}\nsides: [left foot, right foot]\n"
        reader.read_text(text, "r.yaml", None)
        assert is_valid(text)


GOOD = "title: T\nexercises:\n  - name: A\n    reps: 15\n    every: 2s\n"


@pytest.mark.parametrize(
    "line",
    [
        "say: {en: Up., de: Auf.}", "equipment: {en: [a, b], de: [c, d]}", "equipment: [{en: a, de: b}]",
        "tips: [{en: A., de: B.}, {at: 40%, say: {en: A., pt-BR: B.}}]", "sides: {en: [l, r], de: [m, s]}",
        "phases: {en: [up 1s], de: [auf 1s]}", "load: {en: red, de: rot}", "position: Rückenlage",
        "position: {name: {en: a, de: b}}", "position: 四つん這い",
    ],
)  # fmt: skip
def test_other_languages_are_valid(line: str) -> None:
    language = "ja" if "四" in line else "de" if "lage" in line else "en"
    text = f"title: T\nlanguage: {language}\nexercises:\n  - name: A\n    reps: 3\n    {line}\n"
    text += "" if "phases" in line else "    every: 2s\n"
    assert reader.read_text(text, "t", None)
    assert is_valid(text)


@pytest.mark.parametrize("line", ["say: {xx: A, yy: B}", "language: xx", "say: {en: {de: A}}"])
def test_what_is_no_language_is_not(line: str) -> None:
    body = "exercises: [{name: A, hold: 9s}]\n"
    text = (
        f"title: T\n{line}\n{body}"
        if line.startswith("language")
        else (f"title: T\nexercises:\n  - name: A\n    hold: 9s\n    {line}\n")
    )
    assert not is_valid(text)
    with pytest.raises(RoutineError):
        reader.read_text(text, "t", None)


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("title", "titel"),
        GOOD.replace("reps", "resp"),
        GOOD + "soundtracks: a.mp3\n",
        GOOD + "position: flying\n",
        GOOD + "position: {say: Fly.}\n",
        GOOD + "position: {A: flying}\n",
        GOOD.replace("2s", "2"),
        GOOD.replace("2s", "soon"),
        GOOD.replace("15", "0"),
        GOOD.replace("15", "many"),
        GOOD.replace("name: A", "say: A"),
        "title: T\nexercises: []\n",
        "title: T\n",
        "[]",
        "words",
        GOOD.replace("title: T", "title: ..."),
        GOOD.replace("title: T", f"title: {'feet ' * 41}"),
        GOOD + "    say: ''\n",
        GOOD + f"    say: {'Go. ' * 126}\n",
        GOOD + f"    tips: [{'Go. ' * 126}]\n",
        GOOD + f"pronounce: {{{'S' * 61}: a}}\n",
        GOOD + "pronounce: {'?': a}\n",
        GOOD + "with: {A: {include: knee#Bridge}}\n",
    ],
)
def test_what_the_schema_refuses_the_reader_refuses_too(text: str) -> None:
    assert is_valid(GOOD)
    assert not is_valid(text)
    with pytest.raises(RoutineError):
        reader.read_text(text, "a.yaml", None)


@pytest.mark.parametrize(
    "text",
    [
        "- {name: A, reps: 15, every: 2s}\n- rest: 5s\n- {name: B, hold: 9s}\n",
        GOOD.replace("title: T", f"title: {'feet   ' * 40}"),
        GOOD.replace("title: T", 'title: "  \\u200b T \\u00ad"'),
        GOOD.replace("title: T", "title: 足。"),
        GOOD + f"    say: {'Go.  ' * 125}\n",
        GOOD + "    setup: |\n" + "      Go on.\n" * 30,
        GOOD + "    setup: |\n" + f"      {'go ' * 160}\n" * 3,
        GOOD + f"pronounce: {{{'S' * 60}: {'a' * 200}}}\n",
    ],
)
def test_what_the_reader_takes_the_schema_takes_too(text: str) -> None:
    reader.read_text(text, "a.yaml", None)
    assert is_valid(text)


VALUES = st.sampled_from(
    [
        "15", "15-20", "10–15", "2s", "0", "none", "1:30", "1,5s", "yes", "true", "null", "1.5", "120",
        "100-130bpm", "[a,b]", "{a:1}", "40%", "every", "auto", "Seated", "KNEELING", "en_GB", "2 min",
        "every 5", "Last 5", "a", "20 to 30 sec", "[up 1s, down 2s]", "up 1s, down 2s", "{at: 40%, say: a}",
        "[12, 10]", "12, 10", "3 x 12", "4-7-8", "3-1-3", "5 breaths", "[20s, 1:30]", "20s, 25s", "once",
        "no", "told", "side", "ticks", "https://a.b/c", "{halfway: no}", "[side, set]", "2 kg", "all",
    ]
)  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(random_routines.routines())
def test_random_routines_are_valid(text: str) -> None:
    try:
        reader.read_text(text, "a.yaml", None)
    except RoutineError:
        return
    assert is_valid(text)


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from([*fields_in(Scope.TOP)]).filter("exercises".__ne__), VALUES, max_size=4),
    st.dictionaries(
        st.sampled_from([*fields_in(Scope.BLOCK)]).filter("exercises".__ne__), VALUES, max_size=3
    ),
    st.dictionaries(st.sampled_from([*fields_in(Scope.EXERCISE)]).filter("name".__ne__), VALUES, max_size=4),
)
def test_the_schema_is_never_stricter_than_the_reader(
    top: dict[str, str], block: dict[str, str], exercise: dict[str, str]
) -> None:
    text = (
        "".join(f"{key}: {value}\n" for key, value in {"title": "T", **top}.items())
        + "exercises:\n"
        + "  - exercises:\n    - rest: 5s\n    - name: A\n"
    )
    text += "".join(f"      {key}: {value}\n" for key, value in exercise.items())
    text += "".join(f"    {key}: {value}\n" for key, value in block.items())
    try:
        reader.read_text(text, "a.yaml", None)
    except RoutineError:
        return
    assert is_valid(text)


@pytest.mark.parametrize("name", PROGRAMMES)
def test_a_programme_is_valid_under_the_name_of_a_routine(name: str) -> None:
    text = (ROOT / "voicefoot" / "reading" / "programmes" / f"{name}.yaml").read_text(encoding="utf-8")
    VALIDATOR.validate(yaml.safe_load(text))
    assert not VALIDATOR.is_valid({"title": "Spring", "days": ["knee"], "exercises": []})
    assert not VALIDATOR.is_valid({"title": "Spring", "weeks": [["knee"]], "reps": 3})


@pytest.mark.parametrize(("rest", "valid"), [("0", True), ("0s", True), ("5s", True), ("5", False)])
def test_of_lengths_only_nothing_needs_no_unit(rest: str, valid: bool) -> None:
    assert is_valid(f"title: T\nrest_between: {rest}\nexercises: [{{name: A, for: 9s}}]\n") == valid
