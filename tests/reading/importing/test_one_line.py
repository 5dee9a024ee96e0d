"""A line that stands for itself: an exercise with all of its dose, or a comment."""

from __future__ import annotations

import pytest

from tests.reading.importing.told_doses import told_doses
from voicefoot.reading.importing.convert_file import imported
from voicefoot.reading.importing.one_line import compact_item, in_a_row
from voicefoot.reading.importing.understood import Block, Exercise
from voicefoot.reading.read import read_text


@pytest.mark.parametrize(
    "text",
    [
        "R 1 min, L 1 min",
        "Stretch quads, hams, calves 20s each side",
        "5 squats (slow, 3 s)",
        "Squats 3x10, then hold 30 s",
        "Squats 3x10, hold the last rep 30 s",
        "Plank 1'30\"",
        "Plank 1 2/3 minutes",
        "Stretch 60 s (30 s per side)",
        "Calf raise 3x12 left, 3x15 right",
        "Elevación 3x12 izquierda, 3x15 derecha",
        "Plank 45 s (beginners: 20 s)",
        "Bridge 2 times 10 reps",
    ],
)
def test_a_line_of_which_a_part_of_the_dose_is_left_over_is_a_comment(text: str) -> None:
    found = imported(f"Wall sit 40 s\n{text}\nDips 2x5\n".encode(), "list.txt")
    routine = read_text(found.yaml, "list.txt", None)
    assert told_doses(routine) == ["Wall sit | hold 40", "Dips | sets 2 | reps 5"]
    assert f"# {text}" in found.yaml
    assert found.not_understood == 1


@pytest.mark.parametrize(
    "text",
    [
        "Heel raise 10 reps, hold 5 s, then lower slowly",
        "Bridge 10 reps, hold 5 s at the end of the movement",
        "Push-ups 3x10, knees if needed after 8 reps",
        "Squats (slow, deep) 3x10",
        "Step ups 2x10, 20 cm step",
        "Child's pose 40 s",
    ],
)
def test_words_beside_a_dose_leave_an_exercise(text: str) -> None:
    assert isinstance(compact_item(text, 1, "en"), Exercise)


def test_what_describes_a_line_that_is_a_comment_is_said_of_no_other_exercise() -> None:
    text = "- Wall sit 40 s\n- Plank 45 s (beginners: 20 s)\n  Keep your back straight.\n- Dips 2x5\n"
    found = imported(text.encode(), "list.txt")
    assert "  # Keep your back straight." in found.yaml
    assert "say:" not in found.yaml
    assert (found.exercises, found.not_understood) == (2, 2)


@pytest.mark.parametrize(
    ("label", "is_name"), [("Core", True), ("Legs and the core", True), ("Then go and do these", False)]
)
def test_a_few_words_before_a_colon_are_the_name_of_what_follows(label: str, is_name: bool) -> None:
    for items in (
        in_a_row(f"{label}: 20 sit-ups, 15 supermans", 1, "en"),
        (compact_item(f"{label}: 3 rounds of 20 sit-ups, 15 supermans", 1, "en"),),
    ):
        assert [isinstance(item, Block) and item.name for item in items] == [label] or not is_name
        assert is_name or label not in [item.name for item in items if isinstance(item, Block)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Squat 5x5, 3110, rest 90s", ["Squat", "sets 5", "reps 5", "phases 3 1 1", "rest 90"]),
        ("Row 4x8 @ 3110", ["Row", "sets 4", "reps 8", "phases 3 1 1"]),
        ("Lunge 10/10", ["Lunge", "reps 10", "sides 2"]),
        ("Lunge 20/20 reps", ["Lunge", "reps 20", "sides 2"]),
        ("Squat 3x10/10", ["Squat", "sets 3", "reps 10", "sides 2"]),
        (
            "Bench 12-10-8-6 @ 40-50-60-70 kg",
            ["Bench", "reps 12, 10, 8, 6", "load 40 kg, 50 kg, 60 kg, 70 kg"],
        ),
        ("Deadlift 3x5 @ 60-70 kg", ["Deadlift", "sets 3", "reps 5", "load 60-70 kg"]),
        ("Curl 3x10 @ 7 1/2 kg", ["Curl", "sets 3", "reps 10", "load 7.5 kg"]),
        ("Plank 1 1/2 min", ["Plank", "hold 90"]),
        ("Wall sit 1 ¼ minutes", ["Wall sit", "hold 75"]),
        ("6 x 400m in 1:45, rest 90s", ["400m", "sets 6", "told", "rest 90"]),
        ("Curl 3x12, RPE 8/8", ["Curl", "sets 3", "reps 12"]),
        ("Dead bug – 8 per side x 3", ["Dead bug", "sets 3", "reps 8", "sides 2"]),
        ("3x Squat (10)", ["Squat", "sets 3", "reps 10"]),
        ("Arm swings, about a minute each arm", ["Arm swings", "for 60", "sides 2"]),
        ("Figure four: 1 min 30 per side", ["Figure four", "for 90", "sides 2"]),
        ("Doorway stretch for half a minute, twice", ["Doorway stretch", "reps 2", "hold 30"]),
        ("Cobra – 20 sek halten, dreimal", ["Cobra", "reps 3", "hold 20"]),
        ('Piriformis stretch 3 x 30" B/L', ["Piriformis stretch", "sets 3", "hold 30", "sides 2"]),
        ("Knee to chest 20s hold x 3 reps x 2 sides", ["Knee to chest", "reps 3", "hold 20", "sides 2"]),
        ("Lunges – 20 reps (10 per side)", ["Lunges", "reps 10", "sides 2"]),
        ("Lunges – 20 reps (10 per side, slow)", ["Lunges", "reps 10", "sides 2"]),
        ("Lunges – 12 reps (10 per side)", ["Lunges", "reps 12", "sides 2"]),
        ("Wrist rocks 10+ reps", ["Wrist rocks", "reps 10"]),
        ("Wall slides 2 sets of ten", ["Wall slides", "sets 2", "reps 10"]),
        ("Squeezes, hold for 5 secs and do 10 of them", ["Squeezes", "reps 10", "hold 5"]),
        ("Cuello: 10 a cada lado", ["Cuello", "reps 10", "sides 2"]),
        ("2 x Lunge (8-10 reps)", ["Lunge", "sets 2", "reps 8-10"]),
        ("Squat (3 sec lowering) 3x10", ["Squat (3 sec lowering)", "sets 3", "reps 10"]),
        ("Wadenheben (3 Sek. absenken) 3x10", ["Wadenheben (3 Sek. absenken)", "sets 3", "reps 10"]),
        ("Single leg RDL 3x8e", ["Single leg RDL", "sets 3", "reps 8", "sides 2"]),
        ("Row 500m x 4, 2 min rest", ["Row", "sets 4", "told", "rest 120"]),
        ("Plank max hold x 3", ["Plank", "sets 3", "told"]),
        ("Push-ups AMRAP 2 min", ["Push-ups", "for 120"]),
    ],
)
def test_doses_as_lifters_and_runners_write_them(text: str, told: list[str]) -> None:
    found = imported(f"Wall sit 40 s\n\n{text}\n".encode(), "list.txt")
    line = told_doses(read_text(found.yaml, "list.txt", None))[-1].split(" | ")
    assert line == told
    assert found.not_understood == 0
