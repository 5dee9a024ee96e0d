"""Every translation is checked against its routine, also those of the built-in ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.builders import arranged, said
from voicefoot.language.packs import LANGUAGES
from voicefoot.model.choices import Choices, Talk
from voicefoot.reading.check_translations import check_as_translation, check_translations
from voicefoot.reading.read import read, read_original

TRANSLATED = ("foot-strength", "toothbrush", "desk")
KNEE = "title: {en: Knee, fr: Genou}\nexercises: [{name: Bridge, say: Lift., hold: 20s}]\n"


@pytest.mark.parametrize("name", TRANSLATED)
def test_built_in_ones_are_whole(name: str) -> None:
    found = list(check_translations(read_original(name)))
    assert [each.language for each in found] == [code for code in LANGUAGES if code != "en"]
    assert [(each.problems, each.warnings) for each in found] == [((), ())] * len(found)


@pytest.mark.parametrize("name", TRANSLATED)
@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_nothing_in_english_is_left(name: str, code: str) -> None:
    for choices in (Choices(), Choices(talk=Talk.BRIEF), Choices(for_class=True)):
        english = set(said(arranged(read(name), choices))) - {"six"}  # which is French as well
        assert not english & set(said(arranged(read(name, code), choices)))


def test_those_beside_and_those_within_are_checked(tmp_path: Path) -> None:
    knee = tmp_path / "knee.yaml"
    knee.write_text(KNEE, encoding="utf-8")
    (tmp_path / "knee.de.yaml").write_text(
        "texts: {Knee: Knie, Bridge: Brücke, Old: Alt}\n", encoding="utf-8"
    )
    (tmp_path / "knee.it.yaml").write_text("texts: [\n", encoding="utf-8")
    (tmp_path / "knee.es.yaml").write_text(KNEE, encoding="utf-8")
    found = {each.language: each for each in check_translations(read_original(knee))}
    assert set(found) == {"de", "fr", "it"}
    assert [warning.what for warning in found["de"].warnings] == [
        '"Lift." is not translated to German (de)',
        '"Old" is no longer in the original',
    ]
    assert found["it"].problems
    assert [warning.what for warning in found["fr"].warnings] == [
        '2 of 3 texts are not in French (fr), such as "Bridge"'
    ]


def test_one_may_be_checked_by_itself(tmp_path: Path) -> None:
    knee, german = tmp_path / "knee.yaml", tmp_path / "knee.de.yaml"
    knee.write_text(KNEE, encoding="utf-8")
    german.write_text("texts: {Knee: Knie, Bridge: Brücke}\n", encoding="utf-8")
    found = check_as_translation(german)
    assert found is not None
    assert (found.language, len(found.warnings), found.problems) == ("de", 1, ())
    assert check_as_translation(knee) is None
    german.write_text("texts: [\n", encoding="utf-8")
    broken = check_as_translation(german)
    assert broken is not None
    assert broken.problems[0].file == str(german)
    german.write_text(KNEE, encoding="utf-8")
    assert check_as_translation(german) is None
