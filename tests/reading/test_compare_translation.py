"""What a translation lacks, has too much, or has of a text that was changed since, is warned of."""

from __future__ import annotations

import pytest

from voicefoot.model.translation import Translation
from voicefoot.reading.compare_translation import warn_of_differences
from voicefoot.reading.problems import Problems
from voicefoot.reading.read import read_text
from voicefoot.reading.translation_file import read_translation

ORIGINAL = """\
title: Knee
sides: [left leg, right leg]
exercises:
  - name: Bridge
    say: Lift your hips.
    load: [2 kg, 10 lbs]
    sets: 2
    reps: 10
    every: 2s
  - {name: Dead bug hold, say: Press., hold: 20s}
"""
WHOLE = """\
language: de
texts:
  Knee: Knie
  left leg: linkes Bein
  right leg: rechtes Bein
exercises:
  Bridge:
    Bridge: Brücke
    Lift your hips.: Heb die Hüfte.
  Dead bug hold:
    Dead bug hold: Käfer halten
    Press.: Drück.
"""


def warnings(original: str, translation: str) -> list[str]:
    problems = Problems("knee.de.yaml")
    written = read_translation(translation, "de", problems)
    assert written is not None
    warn_of_differences(read_text(original, "knee", None), Translation("de"), written, problems)
    return [str(problem).removeprefix("knee.de.yaml:") for problem in problems.warnings]


def test_a_whole_one_has_none() -> None:
    assert warnings(ORIGINAL, WHOLE) == []


def test_what_is_missing_is_told_below_its_exercise() -> None:
    text = WHOLE.replace("    Lift your hips.: Heb die Hüfte.\n", "")
    assert warnings(ORIGINAL, text) == [
        '7:3: warning: "Lift your hips." is not translated to German (de); add it below "Bridge"'
    ]


def test_what_is_missing_in_several_exercises_is_told_once() -> None:
    text = WHOLE.replace("  left leg: linkes Bein\n", "")
    assert warnings(ORIGINAL, text) == [
        '2:1: warning: "left leg" is not translated to German (de); add it below `texts`'
    ]


def test_what_is_left_empty_is_missing_there() -> None:
    text = WHOLE.replace("Press.: Drück.", "Press.:")
    assert warnings(ORIGINAL, text) == [
        '12:5: warning: "Press." is not translated to German (de); add it below "Dead bug hold"'
    ]


def test_what_is_left_over_is_told_at_its_place() -> None:
    text = WHOLE.replace("    Press.:", "    Quite another thing: Etwas anderes\n    Press.:")
    assert warnings(ORIGINAL, text) == [
        '12:5: warning: "Quite another thing" is no longer in the original; take it out, or correct it'
    ]


def test_a_text_that_was_changed_since_is_told_once_with_what_it_reads_now() -> None:
    changed = ORIGINAL.replace("Lift your hips.", "Lift your hips high.")
    assert warnings(changed, WHOLE) == [
        '9:5: warning: "Lift your hips." was changed since; it now reads "Lift your hips high.": '
        "write that in its place, and look at its translation"
    ]


def test_an_exercise_that_was_renamed_keeps_its_other_texts() -> None:
    changed = ORIGINAL.replace("Dead bug hold", "Dead bug holds")
    assert warnings(changed, WHOLE) == [
        '10:3: warning: the exercise "Dead bug hold" was changed since; it is now called "Dead bug holds": '
        "write that in its place",
        '11:5: warning: "Dead bug hold" was changed since; it now reads "Dead bug holds": write that in its '
        "place, and look at its translation",
    ]


def test_an_exercise_that_is_gone_is_told_once() -> None:
    gone = ORIGINAL[: ORIGINAL.index("  - {name: Dead bug")]
    assert warnings(gone, WHOLE) == [
        '10:3: warning: there is no exercise "Dead bug hold" in the original; '
        "take it out, or correct its name"
    ]


@pytest.mark.parametrize("load", ["3", "12,5 kg", "2 x 10 lbs", "5 m", "–"])
def test_amounts_need_no_translation(load: str) -> None:
    changed = ORIGINAL.replace("[2 kg, 10 lbs]", f'"a{load}"').replace('"a', '"')
    if load != "–":
        assert warnings(changed, WHOLE) == []


def test_other_loads_do() -> None:
    assert len(warnings(ORIGINAL.replace("[2 kg, 10 lbs]", "green band"), WHOLE)) == 1
