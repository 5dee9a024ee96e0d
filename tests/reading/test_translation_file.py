"""A file of texts in another language is read, and every problem of it told with its place."""

from __future__ import annotations

import pytest

from voicefoot.errors import RoutineError
from voicefoot.model.translation import Text
from voicefoot.reading.problems import Location, Problems
from voicefoot.reading.translation_file import WrittenTranslation, read_translation

WHOLE = """\
language: de-AT
texts:
  Knee: Knie                 # a comment
  "Up, down": Auf, ab
exercises:
  Bridge:
    Bridge: Brücke
    Hold: Halten
    hold: halten
    Lift  your
      hips.: >
      Heb die
      Hüfte.
    Not yet:
pronounce:
  Reha: re-ha
"""


def read(text: str, tag: str = "de") -> WrittenTranslation:
    found = read_translation(text, tag, Problems("knee.de.yaml"))
    assert found is not None
    return found


def test_it_has_texts_by_those_of_the_original_and_their_places() -> None:
    found = read(WHOLE.replace("Lift  your\n      hips.: >\n      Heb", "Lift  your hips.: >\n      Heb"))
    assert found.translation.language == "de-AT"
    assert found.translation.texts == {"Knee": "Knie", "Up, down": "Auf, ab"}
    assert found.translation.exercises == {
        "Bridge": {
            "Bridge": "Brücke",
            "Hold": "Halten",
            "hold": "halten",
            "Lift your hips.": "Heb die Hüfte.",
        }
    }
    assert found.translation.pronounce == {"Reha": "re-ha"}
    assert found.places[Text("Bridge", "Lift your hips.")] == Location(10, 5)
    assert Text("Bridge", "Not yet") in found.places
    assert (found.texts, found.exercises) == (Location(2, 1), {"Bridge": Location(6, 3)})


def test_its_language_may_be_left_to_the_name_of_the_file() -> None:
    assert read("texts:\n  Knee: Genou\n", "fr").translation.language == "fr"


@pytest.mark.parametrize(
    "text", ["title: Knie\nexercises: [{name: A, hold: 9s}]\n", "- {name: A, hold: 9s}\n"]
)
def test_a_routine_is_none(text: str) -> None:
    assert read_translation(text, "de", Problems("knee.de.yaml")) is None


PROBLEMS = {
    "nothing": ("# only this\n", "1:1", "nothing in this file", "write `language:`"),
    "words alone": ("Knie\n", "1:1", "no translation", "begin it with"),
    "an unknown key": ("textes:\n  A: B\n", "1:1", "no key `textes`", "did you mean `texts`?"),
    "a text at the top": ("Knee bends: Kniebeugen\ntexts:\n", "1:1", "no key `Knee bends`", "below `texts:`"),
    "another language": ("language: fr\ntexts:\n", "1:11", "French (fr), and the name", "change one"),
    "no language": ("language: xx\ntexts:\n", "1:11", "not a known language", "write en, de"),
    "texts as a list": ("texts: [A, B]\n", "1:8", "`texts` is no mapping", "each with its translation"),
    "an exercise as a word": ("exercises:\n  A: B\n", "2:6", '"A" is no mapping', "original texts"),
    "a list as a text": ("texts:\n  A: [B]\n", "2:6", "takes one value", "quotes"),
    "a text twice": ("texts:\n  A b: C\n  A  b: D\n", "3:3", "written twice", "keep one"),
    "a text too long": (f"texts:\n  A: {'x' * 501}\n", "2:6", "501 characters", "500 at most"),
    "broken YAML": ("texts:\n  A: [B\n", "", "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("text", "place", "what", "remedy"), PROBLEMS.values(), ids=PROBLEMS)
def test_each_problem_has_its_place(text: str, place: str, what: str, remedy: str) -> None:
    with pytest.raises(RoutineError) as error:
        read(text)
    (problem,) = error.value.problems
    assert what in problem.what
    assert remedy in problem.remedy
    assert f"{problem.line}:{problem.column}".startswith(place)
    assert problem.file == "knee.de.yaml"
