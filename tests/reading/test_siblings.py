"""Translations are found beside their routine."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicefoot.errors import CommandError, RoutineError
from voicefoot.reading.check_translations import check_as_translation
from voicefoot.reading.read import read, read_original, read_text, read_with_warnings
from voicefoot.reading.siblings import original_of, siblings_of_file

KNEE = "title: Knee\nsides: [left, right]\nexercises: [{name: Bridge, hold: 20s}]\n"


@pytest.fixture
def knee(tmp_path: Path) -> Path:
    path = tmp_path / "knee.yaml"
    path.write_text(KNEE, encoding="utf-8")
    return path


def beside(knee: Path, name: str, text: str = "texts: {Knee: Knie}\n") -> Path:
    path = knee.with_name(name)
    path.write_text(text, encoding="utf-8")
    return path


def test_those_with_its_name_and_a_language_are_found(knee: Path) -> None:
    for name in ("knee.de.yaml", "knee.pt-br.yml", "knee.v2.yaml", "knees.fr.yaml", "knee.txt", "de.yaml"):
        beside(knee, name)
    assert {tag: Path(each.name).name for tag, each in siblings_of_file(knee).items()} == {
        "de": "knee.de.yaml", "pt-BR": "knee.pt-br.yml",
    }  # fmt: skip


def test_a_translation_knows_its_original(knee: Path) -> None:
    assert original_of(knee.with_name("knee.de.yaml")) == (knee, "de")
    assert original_of(knee.with_name("knee.de.yml")) == (knee, "de")
    assert original_of(knee) is None
    assert original_of(knee.with_name("hip.de.yaml")) is None


def test_the_language_that_is_asked_for_is_taken(knee: Path) -> None:
    beside(
        knee, "knee.de.yaml", "language: de-AT\ntexts: {Knee: Knie}\nexercises: {Bridge: {Bridge: Brücke}}\n"
    )
    routine = read(knee, "de")
    assert (routine.title, routine.language, routine.exercises[0].name) == ("Knie", "de-AT", "Brücke")
    assert read(knee).title == read(knee, "en-GB").title == "Knee"


def test_the_usual_language_is_taken_only_where_it_is_there(knee: Path) -> None:
    beside(knee, "knee.pt-BR.yaml", "texts: {Knee: Joelho}\n")
    assert read_with_warnings(knee, usual="pt-PT").routine.title == "Joelho"
    assert read_with_warnings(knee, usual="fr-FR").routine.title == "Knee"
    assert read_with_warnings(knee, usual="tlh").routine.title == "Knee"


def test_what_its_own_file_lacks_is_taken_from_beside(knee: Path) -> None:
    knee.write_text(KNEE.replace("Knee", "{en: Knee, de: Knie}"), encoding="utf-8")
    beside(knee, "knee.de.yaml", "exercises: {Bridge: {Bridge: Brücke}}\n")
    routine = read(knee, "de")
    assert (routine.title, routine.exercises[0].name) == ("Knie", "Brücke")


def test_a_routine_of_its_own_is_none(knee: Path) -> None:
    beside(knee, "knee.de.yaml", KNEE.replace("Knee", "Knie"))
    assert read_with_warnings(knee, usual="de").routine.title == "Knee"
    with pytest.raises(CommandError, match=r"knee\.de\.yaml is a routine of its own; name it in place of"):
        read(knee, "de")
    assert read(knee.with_name("knee.de.yaml")).title == "Knie"


def test_a_translation_alone_is_refused_with_what_to_type(knee: Path) -> None:
    path = beside(knee, "knee.de.yaml")
    with pytest.raises(
        RoutineError, match=r"a translation of a routine; name .*knee\.yaml, and say --language de"
    ):
        read(path)


def test_two_sides_of_one_name_are_a_problem(knee: Path) -> None:
    beside(knee, "knee.de.yaml", "texts:\n  left: Bein\n  right: bein\n")
    with pytest.raises(RoutineError, match='"left" and "right" are both called "bein"') as error:
        read(knee, "de")
    assert (error.value.problems[0].line, error.value.problems[0].column) == (3, 3)


def test_a_broken_one_hinders_only_its_own_language(knee: Path) -> None:
    beside(knee, "knee.de.yaml", "texts: [\n")
    assert read(knee).title == "Knee"
    assert read_original(knee).languages == ("en", "de")
    with pytest.raises(RoutineError, match=r"knee\.de\.yaml"):
        read(knee, "de")


def test_the_phases_of_a_tempo_are_said_in_the_language(knee: Path) -> None:
    knee.write_text(KNEE.replace("hold: 20s", "tempo: 3-1-3, reps: 5"), encoding="utf-8")
    path = beside(knee, "knee.de.yaml", "texts: {Knee: Knie, left: links, right: rechts, Bridge: Brücke}\n")
    found = check_as_translation(path)
    assert found is not None
    assert found.warnings == ()
    german = read_text(f"language: de\n{knee.read_text(encoding='utf-8')}", "knee", None)
    for routine in (read(knee, "de"), german):
        work = routine.exercises[0].moves[0].work
        assert [phase.word for phase in work.phases] == ["runter", "halten", "hoch"]  # type: ignore[union-attr]
