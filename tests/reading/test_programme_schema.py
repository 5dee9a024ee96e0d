"""The schema of programmes takes what the reader takes, and knows its keys."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from tests.reading.test_json_schema import as_an_editor_reads
from tests.reading.test_programme import GOOD, TABLE
from voicefoot.reading.builtin import PROGRAMMES, programme_text
from voicefoot.reading.programme_fields import FIELDS_OF, Part
from voicefoot.reading.programme_schema import programme_schema

SCHEMA = programme_schema()
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
FOR_THE_SCHEMA = {
    "no name", "no weeks", "weeks: 0", "weeks: []", "an empty week", "a week without days",
    "eight days in a week", "10,000 weeks", "a week 10,000 times", "10,000 days", "days beside weeks",
    "a day without a routine", "a list as a day", "an unknown key", "a key at the wrong place", "exercises",
}  # fmt: skip
"""What is wrong in its shape; the rest needs more than a shape to tell."""


def test_the_schema_is_one() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert "#/definitions/" in str(SCHEMA)
    assert "$defs" not in str(SCHEMA)


@pytest.mark.parametrize("text", [GOOD, *map(programme_text, PROGRAMMES)])
def test_good_programmes_are_valid(text: str) -> None:
    VALIDATOR.validate(as_an_editor_reads(text))


@pytest.mark.parametrize("case", sorted(FOR_THE_SCHEMA))
def test_bad_ones_are_not(case: str) -> None:
    text = TABLE[case][0]
    assert isinstance(text, str)
    assert not VALIDATOR.is_valid(as_an_editor_reads(text))


def test_each_key_is_offered_with_its_description() -> None:
    parts = {
        Part.TOP: SCHEMA,
        Part.DAY: SCHEMA["definitions"]["day"],
        Part.WEEK: SCHEMA["definitions"]["week"]["anyOf"][1],
    }
    for part, schema in parts.items():
        assert list(schema["properties"]) == list(FIELDS_OF[part])
        assert all(value["description"] for value in schema["properties"].values())


def test_the_page_explains_each_key() -> None:
    page = (Path(__file__).parents[2] / "docs" / "programmes.md").read_text(encoding="utf-8")
    assert [name for part in Part for name in FIELDS_OF[part] if f"`{name}`" not in page] == []
