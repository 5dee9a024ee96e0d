"""Whatever is imported: a routine that passes `check`, or one message."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.importing.told_doses import told_doses
from voicefoot.errors import Problem, RoutineError
from voicefoot.reading.importing.convert_file import Imported, imported
from voicefoot.reading.read import read_text

LISTS = Path(__file__).parents[2] / "data" / "imports"


def import_text(text: str, name: str = "list.txt") -> Imported:
    return imported(text.encode("utf-8"), name)


def doses_of(text: str, name: str = "list.txt") -> list[str]:
    return told_doses(read_text(import_text(text, name).yaml, name, None))


def assert_routine_or_one_message(content: bytes, name: str) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        found = imported(content, name)
    except RoutineError as error:
        problems = error.problems
    else:
        read_text(found.yaml, name, None)
    assert len(problems) <= 1


def problem_of(content: bytes, name: str) -> str:
    with pytest.raises(RoutineError) as caught:
        imported(content, name)
    return str(caught.value)


@pytest.mark.parametrize("expected", sorted(LISTS.glob("*.expected")), ids=lambda path: path.stem)
def test_lists_as_people_write_them(expected: Path) -> None:
    source = next(path for path in expected.parent.glob(f"{expected.stem}.*") if path != expected)
    found = imported(source.read_bytes(), source.name)
    told = told_doses(read_text(found.yaml, source.name, None))
    assert [line.casefold() for line in told] == expected.read_text(encoding="utf-8").casefold().splitlines()


PIECES = st.sampled_from(
    [
        "Plank", "Squat", "Split squat", "Kniebeugen", "3x10", "3 x 40s", "15-20", "per foot",
        "je Seite", "/leg", "rest 60s", "hold 5 sec", "tempo 3-1-1", "12 kg", ":", "-", ",", "(", ")",
        "8x", "60s run / 90s walk", "Repeat 3 times", "3 rounds:", "#", "\n", "\n- ", "\n\n", "1.",
        "EMOM 10 min", "AMRAP", "max", "|", "|---|", "Do 3 sets of 10.", "Hold for 20 seconds.",
        "Switch to the other leg.", "400 m", "0", "99999", "{reps}", '"', "'", "\\", "*a", "&b", "!c",
        "@", "%", "=1+1", "twice a day", "Stop if it hurts.", "https://x.org/a", "no pain", "RPE 8",
        "🏋️", "½", "“Keep”", "A1.", "\t", "5 breaths", "12/10/8", "1:30", "30\"", "10 reps",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map(" ".join))
@settings(max_examples=150)
def test_any_list_becomes_a_routine_or_one_message(text: str) -> None:
    assert_routine_or_one_message(text.encode("utf-8"), "list.txt")


@given(st.text(max_size=120), st.sampled_from(["a.txt", "a.csv", "a.md", "a.json", "a.yaml"]))
def test_any_text_becomes_a_routine_or_one_message(text: str, name: str) -> None:
    content = f"{text}\nPlank 3x40s\n".encode("utf-8", "replace")
    assert_routine_or_one_message(content, name)


@given(st.binary(max_size=200))
def test_any_bytes_become_a_routine_or_one_message(content: bytes) -> None:
    assert_routine_or_one_message(content, "a.txt")


_NAMES = st.sampled_from(["Plank", "Rest", "Run", "", "Get ready", "1", "yes"])
_VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**7),
    st.floats(allow_nan=False),
    _NAMES,
    st.sampled_from(["30s", "1m30s"]),
)
_KEYS = st.sampled_from(
    ["name", "title", "duration", "time", "reps", "sets", "rest", "exercises", "steps", "loop", "repetitions",
     "notes", "length", "behaviour", "half_time", "pause", "weight", "type"]
)  # fmt: skip


@given(
    st.recursive(
        _VALUES,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=6),
        max_leaves=25,
    )
)
@settings(max_examples=150)
def test_any_json_becomes_a_routine_or_one_message(data: object) -> None:
    assert_routine_or_one_message(json.dumps(data).encode("utf-8"), "a.json")


PROSE = """
Happy feet

Runners forget what carries them. I have had sore soles twice in my life, and both times it took 6 weeks.

Gathering a cloth

Stand with bare feet, the left one on a cloth.

Pull the cloth together with your toes while the heel stays where it is.

Do 15-20 pulls per foot.

Change your stance and repeat with the other foot.

Quick taps, seated

Sit on a stool with both soles on the ground.

Tap with the toes alone, as quickly as you like.

Do 25-30 taps per foot.

Hint: choose a song with a good beat.

Toe raises in two ways

Sit upright.

Raise the big toe by itself.

Hold for two seconds without cramping.

Repeat 10-15 times.

Then, with the same foot, leave the big toe on the ground and raise its neighbours.

Repeat 10-15 times.

Repeat both moves on the other foot.

Sole stretch

Sit and lay one ankle on the other thigh.

Draw the toes towards the shin with one hand.

Hold for 10 seconds.

Repeat 5-10 times.

Repeat with the other foot.

Stretch on the knees

Kneel on a mat with your toes turned under.

Shift your weight a little to and fro.

Hold for 20-30 seconds.

Ball under the sole

Use a tennis ball, and roll it under the whole sole.

Write to us

We answer within a day.
"""


def test_an_article_becomes_its_exercises_with_doses_sides_and_holds() -> None:
    assert doses_of(PROSE) == [
        "Gathering a cloth | reps 15-20 | sides 2",
        "Quick taps, seated | reps 25-30 | sides 2",
        "Toe raises in two ways | reps 10-15, 10-15 | hold 2 | sides 2",
        "Sole stretch | reps 5-10 | hold 10 | sides 2",
        "Stretch on the knees | hold 20-30",
        "Ball under the sole | told",
    ]


def test_what_an_article_says_beside_its_exercises_stands_as_comments() -> None:
    found = import_text(PROSE)
    assert "# Runners forget what carries them." in found.yaml
    assert "  # Write to us\n  # We answer within a day.\n" in found.yaml
    assert found.yaml.endswith("# 3 lines were not understood; they stand as comments.\n")
    assert found.not_understood == 3
    assert "switch: Change your stance and repeat with the other foot." in found.yaml
    assert "- Choose a song with a good beat." in found.yaml
    assert "position: seated" in found.yaml


def test_nothing_is_invented() -> None:
    yaml = import_text("- Squats 3x10\n- Arm circles\n- Dips 3 x max\n- Sled push 4 x 20 m\n").yaml
    written = [line.strip() for line in yaml.splitlines() if not line.strip().startswith("#")]
    assert not [line for line in written if line.startswith(("every", "tempo", "for", "hold", "relax"))]
    assert doses_of("- Squats 3x10\n- Arm circles\n- Sled push 4 x 20 m\n") == [
        "Squats | sets 3 | reps 10",
        "Arm circles | told",
        "Sled push | sets 4 | told",
    ]
    assert "# No dose was written" in yaml
    assert '# "20 m" was written' in yaml


def test_a_dose_that_a_routine_can_not_have_stands_as_a_comment() -> None:
    found = import_text("Plank 3x40s\nStatue hold 9000 s\nBlink 0 reps\n")
    assert found.exercises == 1
    assert "# Statue hold 9000 s" in found.yaml
    assert found.not_understood == 2


def test_one_bad_exercise_of_a_timer_leaves_the_others() -> None:
    times = {"Plank": 30, "Jumps": 40, "Pose": 9000}
    data = {"exercises": [{"name": name, "duration": seconds} for name, seconds in times.items()]}
    found = imported(json.dumps(data).encode(), "timer.json")
    assert [each.split(" | ")[0] for each in told_doses(read_text(found.yaml, "a.yaml", None))] == [
        "Plank",
        "Jumps",
    ]
    assert found.not_understood == 1
    assert "# Pose" in found.yaml


def test_a_column_of_holds_may_say_how_many() -> None:
    table = "exercise;hold\nPlank;30 s\nSide plank;2x30 s\nBridge;10 x 5 s\n"
    assert doses_of(table, "list.csv") == [
        "Plank | hold 30",
        "Side plank | sets 2 | hold 30",
        "Bridge | reps 10 | hold 5",
    ]


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("Bridge 10 x 10 sec, 3 sets, rest 60 s", "Bridge | sets 3 | reps 10 | hold 10 | rest 60"),
        ("Squat 5 x 5 @ 60 kg, tempo 3-1-1", "Squat | sets 5 | reps 5 | phases 3 1 1 | load 60 kg"),
        ("Press 3x12/10/8 20/22.5/25 kg", "Press | reps 12, 10, 8 | load 20 kg, 22.5 kg, 25 kg"),
        ("Clams 2-3 sets of 15", "Clams | sets 2 | reps 15"),
        ("Wall sit 1:30", "Wall sit | hold 90"),
        ("Row 3x10, 1 min 30 s rest", "Row | sets 3 | reps 10 | rest 90"),
        ("Chin tuck: hold 5 s, 10 reps", "Chin tuck | reps 10 | hold 5"),
        ("Bird dog 8 e/s", "Bird dog | reps 8 | sides 2"),
        ("Child's pose – 5 breaths", "Child's pose | breaths 5"),
        ("Kniebeugen 3×10 Wdh., Pause 1 Minute", "Kniebeugen | sets 3 | reps 10 | rest 60"),
        ("Seitstütz 2 x 30 Sek. je Seite", "Seitstütz | sets 2 | hold 30 | sides 2"),
        ("Zancadas 3 x 10 por pierna", "Zancadas | sets 3 | reps 10 | sides 2"),
        ("Puente a una pierna 3x8 por lado", "Puente a una pierna | sets 3 | reps 8 | sides 2"),
        ("Hip thrust 4x10, 60 kg", "Hip thrust | sets 4 | reps 10 | load 60 kg"),
        ("Cash out: 2 min plank", "Plank | hold 120"),
        ("Fentes : 3 x 10 à 12 par jambe", "Fentes | sets 3 | reps 10-12 | sides 2"),
    ],
)
def test_a_line_is_an_exercise_with_its_dose(text: str, dose: str) -> None:
    assert doses_of(text) == [dose]


@pytest.mark.parametrize(
    ("text", "doses"),
    [
        ("row 500 m, 10 air squats", ["Row | told", "Air squats | reps 10"]),
        (
            "200m run + 12 alternating lunges + 1 min plank",
            ["Run | told", "Alternating lunges | reps 12", "Plank | hold 60"],
        ),
        ("5 squats (slow, deep), 10 sit-ups, easy", ["Squats (slow, deep) | reps 5", "Sit-ups | reps 10"]),
        (
            "Core: 2 rounds of 20 sit-ups, 9 dips",
            ["Sit-ups | reps 20 | rounds 2", "Dips | reps 9 | rounds 2"],
        ),
        ("2x12 band rows and 10 cat cows", ["Band rows | sets 2 | reps 12", "Cat cows | reps 10"]),
        ("6 x 400m w/ 200m jog", ["400m | told | rounds 6", "Jog | told | rounds 6"]),
    ],
)
def test_several_exercises_on_a_line_each_get_their_dose(text: str, doses: list[str]) -> None:
    assert doses_of(text) == doses


@pytest.mark.parametrize(
    "text",
    [
        "Squat 3x10, 2 min rest",
        "Bridge, hold 5 s, 10 reps",
        "Lunges 3x10, 2 seconds down, 1 second up",
        "Bike 20 min, 90 rpm",
        "Step ups 2x10, 20 cm step",
        "Calf raise 3x15, toes in 5, toes out 5",
        "Push-ups 3x10, knees if needed after 8 reps",
        "Deadlift 3x5 @ 100 kg, RPE 8, 3 min rest",
        "Einbeinstand: 3x30 Sek. pro Bein, dazwischen 15 Sek Pause",
    ],
)
def test_more_about_an_exercise_is_no_other_exercise(text: str) -> None:
    assert len(doses_of(text)) == 1


def test_exercises_with_labels_take_turns_with_the_rests_that_each_has() -> None:
    yaml = import_text("A1) Squat 3x8, rest 30 s\nA2) Row 3x10\nrest 90s after A2\nB. Dips 2x5\n").yaml
    assert doses_of("A1) Squat 3x8, rest 30 s\nA2) Row 3x10\nrest 90s after A2\nB. Dips 2x5\n") == [
        "Squat | reps 8 | rounds 3",
        "rest 30",
        "Row | reps 10 | rounds 3",
        "Dips | sets 2 | reps 5",
    ]
    assert "round_rest: 90s" in yaml


def test_labels_with_different_sets_stay_one_after_the_other() -> None:
    assert doses_of("A1 Squat 3x8\nA2 Row 2x10\n") == ["Squat | sets 3 | reps 8", "Row | sets 2 | reps 10"]


def test_sides_take_turns_on_a_beat_and_share_the_repetitions() -> None:
    yaml = import_text("Dead bug 3x12 alternating, tempo 3-1-1\nLunge 3x12 alternating\n").yaml
    assert "alternate: yes" in yaml
    assert doses_of("Dead bug 3x12 alternating, tempo 3-1-1\nLunge 3x12 alternating\n") == [
        "Dead bug | sets 3 | reps 6 | phases 3 1 1 | sides 2",
        "Lunge | sets 3 | reps 12",
    ]
    assert "alternate" not in import_text("Dead bug 3x11 alternating, tempo 3-1-1\n").yaml


def test_what_tells_of_a_whole_list_is_no_dose() -> None:
    assert doses_of("Masters swim - 1800 m\n\nKick 4 x 50 m on 1:30\n") == ["Kick | sets 4 | told"]
    assert doses_of("Today, 20 min total:\nPlank 30 s\n") == ["Plank | hold 30"]


def test_holds_with_a_rest_between_them_keep_it() -> None:
    assert "relax: 60s" in import_text("Wall sit, 40 seconds, x3, with a minute's rest\n").yaml


def test_how_often_a_day_is_no_dose() -> None:
    yaml = import_text("Heel raises 3x12\n3 times a day, 5 days a week\n").yaml
    assert doses_of("Heel raises 3x12\n3 times a day\n") == ["Heel raises | sets 3 | reps 12"]
    assert "about: 3 times a day, 5 days a week." in yaml


def test_cautions_and_tips_are_told_apart() -> None:
    yaml = import_text("Squat 3x10 (no pain), RPE 7\nRow 3x10, slowly\nStop if your knee hurts.\n").yaml
    assert "caution: No pain." in yaml
    assert "note: RPE 7." in yaml
    assert "say: Slowly." in yaml


def test_intervals_follow_each_other_without_a_gap() -> None:
    yaml = import_text("8x: 60s run / 90s walk\n").yaml
    assert "rounds: 8\n    rest_between: 0s\n" in yaml
    assert doses_of("8x: 60s run / 90s walk") == ["Run | for 60 | rounds 8", "Walk | for 90 | rounds 8"]


def test_every_minute_on_the_minute() -> None:
    assert "round_every: 60s" in import_text("EMOM 10 min: 12 burpees\n").yaml
    assert doses_of("EMOM 10 min: 12 burpees\n") == ["Burpees | reps 12 | rounds 10"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_texts_in_the_encodings_of_word_processors(encoding: str) -> None:
    found = imported("Brücke – 3 x 10 Wdh.\n".encode(encoding), "übung.txt")
    assert "name: Brücke" in found.yaml


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "a.txt", "a.txt:1:1: this file is empty; check which file it is"),
        (b" \n\n", "a.txt", "a.txt:1:1: this file is empty; check which file it is"),
        (b"%PDF-1.7\n%\xe2", "a.pdf", "a.pdf:1:1: this is a PDF; copy its text into a .txt file, and "
                                      "`voicefoot import` that"),
        (b"PK\x03\x04..", "a.docx", "a.docx:1:1: this is a Word, Excel or ZIP file; save it as text or as "
                                    "CSV, and `voicefoot import` that"),
        (bytes(range(256)) * 4, "a.bin", "a.bin:1:1: this file is no text; check which file it is, or save "
                                         "its words as a .txt file"),
        (b"<!DOCTYPE html><p>Plank 3x40s", "a.html", "a.html:1:1: this is a web page; copy its text from "
                                                     "the browser into a .txt file, and `voicefoot "
                                                     "import` that"),
        (b"Dear John, how are you?", "a.txt", 'a.txt:1:1: no exercise was found in this text; '
         'write each on a line of its own, with its dose, such as "Plank 3x40s"'),
        (b"sets;reps\n3;10\n", "a.csv", 'a.csv:1:1: no column has the names of the exercises '
         '(there is "sets", "reps"); call that column "exercise"'),
        (b"exercise;muscle\nBridge;glutes\n", "a.csv", 'a.csv:1:1: no column says how much to do; '
         'add a column "sets", "reps", "hold_s" or "duration_s"'),
        (b"exercise;sets\n", "a.csv", "a.csv:1:1: the table has a header, but no rows; write an exercise "
                                      "in each row below it"),
        (b'{"name": [1,', "a.json", "a.json:1:13: this is no whole JSON (expecting value); export it once "
                                    "more"),
        (b'{"a": 1}', "a.json", "a.json:1:1: no exercise was found in this JSON; export the workout "
                                "itself, with its exercises and their times"),
        (b"title: A\nexercises: [{name: B, hold: 5s}]\n", "a.yaml", "a.yaml:1:1: this is a routine of "
            "voicefoot already; play it as it is"),
    ],
)  # fmt: skip
def test_each_wrong_file_has_its_message(content: bytes, name: str, message: str) -> None:
    assert problem_of(content, name) == message


def test_what_is_left_out_is_counted_among_what_was_not_understood() -> None:
    found = import_text("R 1 min, L 1 min\n" * 1_003 + "Plank 40 s\n")
    assert "# 1003 lines were not understood; they stand as comments. Of these, 3 are left out." in found.yaml
    assert found.not_understood == 1_003


def test_what_is_told_after_a_second_dose_is_said_with_the_second_move() -> None:
    text = (
        "Toe raises\n\nSit upright.\n\nRaise the big toe.\n\nRepeat 10 times.\n\nThen raise the others.\n\n"
        "Repeat 8 times.\n\nLet the big toe lie.\n\nBall roll\n\nRoll a ball.\n\nDo this for 20 seconds.\n"
    )
    first, second = read_text(import_text(text).yaml, "list.txt", None).exercises[0].moves
    assert first.say == "Raise the big toe."
    assert second.say == "Then raise the others. Let the big toe lie."
