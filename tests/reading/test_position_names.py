"""Positions are understood by the names that people give them."""

from __future__ import annotations

import pytest

from voicefoot.language.packs import LANGUAGES, language_pack
from voicefoot.model.position import (
    ALL_FOURS,
    HALF_KNEELING,
    HANGING,
    KNEELING,
    ON_BACK,
    ON_FRONT,
    ON_LEFT_SIDE,
    ON_RIGHT_SIDE,
    PLANK,
    POSITIONS,
    SEATED,
    SIDE_PLANK,
    SQUATTING,
    STANDING,
    Position,
)
from voicefoot.reading.position_names import known_position, parse_position, position_name
from voicefoot.reading.problems import InvalidValueError

SPELLINGS = {
    STANDING: ["standing up", "stand"],
    SEATED: ["sitting", "long sitting", "Long-Sitting", "sit", "sitting down", "cross-legged", "on a chair"],
    KNEELING: ["tall kneeling", "tall-kneeling", "on your knees", "on both knees"],
    HALF_KNEELING: ["half kneeling", "HALF_KNEELING", "half-kneel", "on one knee", "kneeling on one knee"],
    ALL_FOURS: ["on all fours", "all-fours", "quadruped", "hands and knees", "on your hands and knees"],
    SQUATTING: ["squat", "in a squat", "deep squat"],
    PLANK: ["front support", "front_support", "push-up position", "forearm plank", "in plank"],
    SIDE_PLANK: ["side-plank", "side support"],
    ON_BACK: ["on your back", "supine", "back", "lying on the back", "Supine lying", "lying face up"],
    ON_FRONT: [
        "prone",
        "on your front",
        "on your belly",
        "on your stomach",
        "lie on your front",
        "face-down",
    ],
    ON_LEFT_SIDE: ["left side", "on your left side", "left side-lying", "lying_on_the_left_side"],
    ON_RIGHT_SIDE: ["right side", "ON YOUR RIGHT SIDE", "right  side\n lying"],
    HANGING: ["hang", "dead hang", "hanging from a bar"],
}


@pytest.mark.parametrize(
    ("position", "spellings"), SPELLINGS.items(), ids=lambda value: getattr(value, "name", "")
)
def test_each_is_understood_as_people_write_it(position: Position, spellings: list[str]) -> None:
    for spelling in (position.name, position.name.upper(), position.name.replace(" ", "_"), *spellings):
        assert parse_position(spelling) == position, spelling


def test_all_are_tried() -> None:
    assert set(SPELLINGS) == set(POSITIONS)


@pytest.mark.parametrize(
    "text", ["", "lying", "in the doorway", "your", "left", "backs", "x" * 1000, "lying " * 200]
)
def test_anything_else_is_not_known(text: str) -> None:
    assert known_position(text) is None
    with pytest.raises(InvalidValueError, match="is not a known position"):
        parse_position(text)


@pytest.mark.parametrize("text", ["side-lying", "Side lying", "on your side", "lying on the side", "side"])
def test_a_side_that_is_not_named_is_asked_for(text: str) -> None:
    with pytest.raises(InvalidValueError, match="which side to lie on"):
        parse_position(text)


def test_a_slip_of_the_finger_is_understood() -> None:
    for text, meant in (("kneling", "kneeling"), ("suppine", "lying on your back"), ("all for", "all fours")):
        with pytest.raises(InvalidValueError, match=f"did you mean {meant}"):
            parse_position(text)


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_is_understood_by_its_names_in_the_language_of_the_routine(code: str) -> None:
    for position in POSITIONS:
        for name in language_pack(code).positions[position.name].called:
            for spelling in (name, name.upper(), name.replace(" ", "_")):
                assert parse_position(spelling, code) == position, spelling
        assert parse_position(position.name, code) == position, "English is understood everywhere"
        assert parse_position(position_name(position, code), code) == position


def test_those_of_another_language_are_not() -> None:
    assert known_position("Rückenlage", "de-AT") == ON_BACK
    for language in ("en", "fr"):
        assert known_position("Rückenlage", language) is None


def test_messages_have_the_names_of_the_language() -> None:
    with pytest.raises(InvalidValueError, match="did you mean rückenlage"):
        parse_position("Rükenlage", "de")
    with pytest.raises(InvalidValueError, match="write stehend, sitzend, "):
        parse_position("xyz", "de")
    with pytest.raises(InvalidValueError, match="which side to lie on") as error:
        parse_position("on your side", "de")
    assert "linke" in error.value.remedy
