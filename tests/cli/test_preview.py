"""`voicefoot preview`: what it says, where it plays, and what it refuses."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest

from tests.support.pulse import Speaker
from voicefoot.cli.main import run

pytestmark = pytest.mark.usefixtures("shared_clips")

ROUTINE = """\
title: Two of them
sides: none
intro: Shoes off.
exercises:
  - {name: Bridge, say: Lift your hips., tips: [Press the heels down.], reps: 40, every: 4s}
  - {rest: 3 min}
  - {name: Plank, say: Make yourself long., hold: 2 min}
"""


@pytest.fixture
def routine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICEFOOT_VOICE", "pyttsx3")
    file = tmp_path / "two.yaml"
    file.write_text(ROUTINE, encoding="utf-8")
    return file


def test_the_lines_of_one_exercise_are_heard_and_printed(
    routine: Path, speaker: Speaker, capsys: pytest.CaptureFixture[str]
) -> None:
    with speaker.record() as recording:
        assert run(["preview", str(routine), "bri"]) == 0
        heard = recording.finish()
    lines = capsys.readouterr().out.splitlines()
    words = [line for line in lines if line not in ("ready", "and")]
    assert words == ["Bridge.", "Lift your hips.", "Forty times.", "Move on each number.",
                     "Press the heels down."]  # fmt: skip
    assert abs(heard).max() > 3_000


def test_without_an_exercise_all_are_written(routine: Path, tmp_path: Path) -> None:
    assert run(["preview", str(routine), "-o", str(tmp_path / "all.wav")]) == 0
    with wave.open(str(tmp_path / "all.wav")) as file:
        assert 5 < file.getnframes() / file.getframerate() < 60


def test_of_a_routine_that_fits_into_a_time_all_is_spoken_as_written(routine: Path, tmp_path: Path) -> None:
    routine.write_text(ROUTINE.replace("sides:", "fit: 12m\nsides:"), encoding="utf-8")
    assert run(["preview", str(routine), "-o", str(tmp_path / "all.wav")]) == 0
    with wave.open(str(tmp_path / "all.wav")) as file:
        assert 5 < file.getnframes() / file.getframerate() < 60


def test_what_is_not_there_and_what_can_not_be_written_is_refused(
    routine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["preview", str(routine), "squats", "--output", "null"]) == 2
    assert capsys.readouterr().err == (
        'voicefoot: there is no exercise called "squats"; there is "Bridge" and "Plank"\n'
    )
    assert run(["preview", str(routine), "-o", "all.mp3"]) == 2
    assert "name a WAV file" in capsys.readouterr().err
