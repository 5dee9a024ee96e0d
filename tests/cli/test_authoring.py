"""What `voicefoot check` says of a routine and of the voice that is to speak it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from voicefoot.cli.main import run

pytestmark = pytest.mark.usefixtures("shared_clips")

ROUTINE = """
title: Hips
sides: none
pronounce: {psoas: /ˈsoʊæs/, SIJ: sacroiliac joint}
exercises:
  - {name: Lunge, say: Feel the psoas and the SIJ., reps: 4, every: 3s}
"""


@pytest.fixture
def hips(tmp_path: Path) -> Path:
    path = tmp_path / "hips.yaml"
    path.write_text(ROUTINE, encoding="utf-8")
    return path


def test_a_voice_that_takes_no_phonemes_is_warned_of(hips: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(hips), "--voice", "pyttsx3"]) == 0
    warnings = capsys.readouterr().err.splitlines()
    assert [line.removeprefix(f"{hips}:1:1: ") for line in warnings] == [
        'warning: the voice pyttsx3 takes no phonemes, and says "psoas" as it is written; '
        "write in letters how it sounds, such as felden-krise, or use the natural voice"
    ]


@pytest.mark.skipif(importlib.util.find_spec("hibari") is None, reason="needs voicefoot[natural], an extra")
def test_one_that_takes_them_is_not(hips: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(hips), "--voice", "natural"]) == 0
    assert capsys.readouterr().err == ""


def test_without_a_voice_nothing_is_said_of_it(hips: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(hips)]) == 0
    assert capsys.readouterr().err == ""
