"""What is not likely is warned of, with its place; what people do is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicefoot.errors import Problem
from voicefoot.problem_codes import Code
from voicefoot.reading import read as reader


def warnings(tmp_path: Path, text: str) -> list[Problem]:
    path = tmp_path / "r.yaml"
    path.write_text(text, encoding="utf-8")
    return list(reader.read_with_warnings(path).warnings)


def keys(*lines: str, top: str = "") -> str:
    """A routine with one exercise that says `lines`."""
    return f"title: T\n{top}exercises:\n  - name: A\n" + "".join(f"    {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        (keys("hold: 10 min"), "4:11", Code.UNLIKELY_TIME),
        (keys("hold: 5-6 min"), "4:11", Code.UNLIKELY_TIME),
        (keys("hold: [20s, 30 min]"), "4:17", Code.UNLIKELY_TIME),
        (keys("hold: 10s", "reps: 3", "relax: 3 min"), "6:12", Code.UNLIKELY_TIME),
        (keys("hold: 10s", "sets: 2", "rest: 40 min"), "6:11", Code.UNLIKELY_TIME),
        (keys("hold: 10s", "sets: 2", top="rest: 40 min\n"), "2:7", Code.UNLIKELY_TIME),
        (keys("hold: 10s", top="rounds: 2\nround_rest: 40 min\n"), "3:13", Code.UNLIKELY_TIME),
        (keys("hold: 10s") + "  - rest: 40 min\n  - {name: B, hold: 9s}\n", "5:11", Code.UNLIKELY_TIME),
        (keys("hold: 10s", "get_ready: 8 min"), "5:16", Code.UNLIKELY_TIME),
        (keys("moves: [{say: Up, hold: 10 min}]"), "4:29", Code.UNLIKELY_TIME),
        (keys("hold: 60s", "reps: 60"), "5:5", Code.UNLIKELY_TIME),
        (keys("breath: 30-60-30", "reps: 3"), "4:5", Code.UNLIKELY_TIME),
        (keys("breath: 0.5-0.5", "for: 10 min"), "4:5", Code.UNLIKELY_TEMPO),
        (keys("tempo: 300 bpm", "reps: 500"), "4:5", Code.UNLIKELY_TEMPO),
        (keys("tempo: 280-340 bpm", "reps: 100-500"), "4:5", Code.UNLIKELY_TEMPO),
        (keys("every: 0.2s", "reps: {l: 10, r: 500}", "sides: [l, r]"), "4:5", Code.UNLIKELY_TEMPO),
        (keys("reps: 500", top="tempo: 300 bpm\n"), "5:5", Code.UNLIKELY_TEMPO),
        (
            keys("tempo: 300 bpm", "reps: 150", "alternate: yes", "sides: [l, r]"),
            "4:5",
            Code.UNLIKELY_TEMPO,
        ),
    ],
)
def test_what_is_not_likely_is_warned_of(tmp_path: Path, text: str, place: str, code: Code) -> None:
    (found,) = warnings(tmp_path, text)
    assert (f"{found.line}:{found.column}", found.code, found.is_warning) == (place, code, True)


@pytest.mark.parametrize(
    "lines",
    [
        ("hold: 5 min",),
        ("hold: 10s", "sets: 3", "rest: 10 min"),
        ("tempo: 180 bpm", "reps: 10000"),
        ("tempo: 400 bpm", "reps: 100"),
        ("tempo: 300 bpm", "reps: 100", "sets: 9", "rest: 30s"),
        ("hold: 45s", "reps: 5", "relax: 2 min"),
        ("breath: 4-7-8", "for: 30 min"),
        ("breath: 0.5-0.5", "for: 2 min"),
        ("for: 2 h",),
    ],
)
def test_what_people_do_is_not(tmp_path: Path, lines: tuple[str, ...]) -> None:
    assert warnings(tmp_path, keys(*lines)) == []


def test_sides_that_no_exercise_has_have_no_effect(tmp_path: Path) -> None:
    (found,) = warnings(tmp_path, keys("hold: 10s", "sides: none", top="sides: [left leg, right leg]\n"))
    assert (found.line, found.code) == (2, Code.NO_EFFECT)
