"""Files of other programs, in the shapes that they have in public."""

from __future__ import annotations

import json

import pytest

from tests.reading.importing.told_doses import told_doses
from voicefoot.errors import RoutineError
from voicefoot.reading.importing.convert_file import imported
from voicefoot.reading.importing.timers import MAX_VISITED
from voicefoot.reading.read import read_text


def yaml_of(data: object) -> str:
    return imported(json.dumps(data).encode("utf-8"), "a.json").yaml


def doses_of(data: object) -> list[str]:
    return told_doses(read_text(yaml_of(data), "a.json", None))


def test_just_another_workout_timer() -> None:
    data = {
        "title": "Core",
        "version": 2,
        "position": 0,
        "sets": [
            {"id": "1", "repetitions": 1, "exercises": [{"id": "a", "name": "Get ready", "duration": 10}]},
            {
                "id": "2",
                "repetitions": 3,
                "exercises": [
                    {"id": "b", "name": "Plank", "duration": 30},
                    {"id": "c", "name": "Rest", "duration": 15},
                    {"id": "d", "name": "Jumps", "duration": 40},
                    {"id": "e", "name": "Rest", "duration": 20},
                ],
            },
            {"id": "3", "repetitions": 1, "exercises": [{"id": "f", "name": "Shake out", "duration": 60}]},
        ],
    }
    assert doses_of(data) == [
        "Plank | hold 30 | rounds 3",
        "rest 15",
        "Jumps | for 40 | rounds 3",
        "rest 20",
        "Shake out | for 60",
    ]
    assert "title: Core\nrest_between: 0s\n" in yaml_of(data)
    assert "round_rest: 20s" in yaml_of(data)


def test_timer_machine_has_milliseconds() -> None:
    step = {"behaviour": [], "type": "NORMAL"}
    data = {
        "timers": [
            {
                "name": "Run and walk",
                "loop": 4,
                "steps": [
                    {"label": "Run", "length": 60_000, **step},
                    {"label": "Walk", "length": 90_000, **step},
                ],
            }
        ]
    }
    assert doses_of(data) == ["Run | for 60 | rounds 4", "Walk | for 90 | rounds 4"]


def test_a_log_of_sets() -> None:
    sets = [{"reps": 10, "weight": "60 kg"}, {"reps": 8, "weight": "70 kg"}]
    data = {
        "title": "Legs",
        "exercises": [
            {"name": "Squat", "sets": sets},
            {"name": "Plank", "sets": 3, "reps": "30 seconds", "restTime": 45},
        ],
    }
    assert doses_of(data) == ["Squat | reps 10, 8 | load 60 kg, 70 kg", "Plank | sets 3 | hold 30 | rest 45"]


W2A = b"""
tts: {espeak_ng_voice: en-gb}
pause: {text: 'Next {{ .ExerciseName }}', duration: 12s}
half_time: {text: Other side, duration: 4s}
lunge: &lunge {name: Lunges, duration: 40s}
exercises:
  - {name: Loosen up, duration: 1m30s, texts: [Shake your arms, Roll your shoulders]}
  - <<: *lunge
  - {name: Side plank, duration: 30s, half_time: true}
  - <<: *lunge
"""


def test_w2a() -> None:
    yaml = imported(W2A, "w2a.yaml").yaml
    assert told_doses(read_text(yaml, "w2a.yaml", None)) == [
        "Loosen up | for 90",
        "Lunges | for 40",
        "Side plank | hold 15 | sides 2",
        "Lunges | for 40",
    ]
    assert "rest_between: 12s" in yaml
    assert "switch: Other side." in yaml
    assert "      - Shake your arms.\n      - Roll your shoulders.\n" in yaml


def test_aliases_within_aliases_end() -> None:
    lines = ["a0: &a0 [{name: A, duration: 3s}]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    with pytest.raises(RoutineError, match="there is too much in this YAML"):
        imported("\n".join([*lines, "steps: *a11"]).encode(), "bomb.yaml")


def test_sets_without_a_name_are_no_exercise_nor_a_comment() -> None:
    sets = [{"reps": 5, "weight": "20 kg"}, {"reps": 4, "weight": "25 kg"}]
    data = {"exercises": [{"sets": sets}, {"name": "Dips", "sets": sets}]}
    assert doses_of(data) == ["Dips | reps 5, 4 | load 20 kg, 25 kg"]
    assert "not understood" not in yaml_of(data)


def test_the_language_is_known_by_the_texts_however_deep_they_lie() -> None:
    notes = "Garde le dos droit, et respire avec le ventre pendant les dix secondes."
    data = {"title": "A", "exercises": [{"name": "Pont", "duration": 30, "notes": notes}]}
    assert "language: fr\n" in yaml_of(data)
    assert "language:" not in yaml_of({**data, "exercises": [{"name": "Pont", "duration": 30}]})


def test_a_file_of_very_many_things_is_read_up_to_a_limit() -> None:
    dips: object = {"name": "Dips", "duration": 30}
    assert doses_of({"exercises": [*[{}] * (MAX_VISITED - 10), dips]}) == ["Dips | for 30"]
    with pytest.raises(RoutineError):
        imported(json.dumps({"exercises": [*[{}] * MAX_VISITED, dips]}).encode(), "a.json")
