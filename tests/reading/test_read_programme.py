"""A name or a path is that of a programme or of a routine, and each is told from the other."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from voicefoot.errors import CommandError, RoutineError
from voicefoot.model.programme import Return
from voicefoot.reading import read as reader
from voicefoot.reading.builtin import PROGRAMMES, names, programme_text
from voicefoot.reading.read_programme import (
    check_routines,
    find_programme,
    known_programme,
    read_programme,
)


@pytest.mark.parametrize("name", PROGRAMMES)
def test_the_built_in_ones_are_whole(name: str) -> None:
    programme = read_programme(name)
    assert check_routines(programme) == []
    assert programme.about is not None
    assert programme.about.endswith(".")
    assert len(programme.about) <= 80
    for text in (programme.intro, *(day.say for day in programme.days)):
        for sentence in re.split(r"[.?!:]\s*", text or ""):
            assert len(sentence.split()) <= 14, sentence
    assert not re.search(
        r"\b(?:heal|cure|prevent|injur|diagnos|guarantee)", programme_text(name), re.IGNORECASE
    )


def test_the_files_are_the_shelf() -> None:
    files = (ROOT / "voicefoot" / "reading" / "programmes").iterdir()
    assert sorted(path.name for path in files) == sorted(f"{name}.yaml" for name in PROGRAMMES)
    assert not {*PROGRAMMES} & {*names()}


def test_back_to_running_is_careful() -> None:
    programme = read_programme("back-to-running")
    assert programme.intro is not None
    assert "doctor or physiotherapist" in programme.intro
    assert "doctor" not in " ".join(day.say or "" for day in programme.days), "it is said once"
    assert programme.too_hard is programme.after_a_break is Return.WEEK_BEFORE
    runs = [day.number for day in programme.sessions if day.routine and day.routine.endswith(("runs", "run"))]
    assert min(runs) > 14, "two weeks of walking come first"
    assert all(after - before >= 3 for before, after in pairwise(runs))
    assert all(day.say and "stop" in day.say for day in programme.sessions)


def test_a_beginning_that_means_both_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_programme("desk") is None
    assert known_programme("four-w") == "four-weeks"
    with pytest.raises(CommandError, match='"four" may be "four-seven-eight" or "four-weeks"'):
        find_programme("four")
    with pytest.raises(CommandError, match='did you mean "four-weeks"'):
        find_programme("fuor-weeks")


def test_what_is_a_routine_is_no_programme(tmp_path: Path) -> None:
    path = tmp_path / "week.yaml"
    path.write_text("title: Week\nexercises: [{name: Taps, reps: 3, every: 1s}]\n", encoding="utf-8")
    assert find_programme(str(path)) is None
    with pytest.raises(RoutineError, match="this is a routine, not a programme; type: voicefoot play"):
        read_programme(str(path))
    assert find_programme(str(tmp_path / "none.yaml")) is None
    with pytest.raises(RoutineError, match="there is no such file"):
        read_programme(str(tmp_path / "none.yaml"))


def test_a_programme_is_no_routine(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text("programme: P\ndays: [desk]\n", encoding="utf-8")
    for source in (str(path), "four-weeks"):
        with pytest.raises(
            RoutineError, match="this is a programme, not a routine; name one of its routines"
        ):
            reader.read(source)


def test_its_routines_are_checked(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("title: T\nexercises: [{name: A, reps: 0}]\nx: y\n", encoding="utf-8")
    (tmp_path / "other.yaml").write_text("programme: P\ndays: [plan.yaml]\n", encoding="utf-8")
    path = tmp_path / "plan.yaml"
    path.write_text("programme: P\nweeks: [[desk, bad.yaml, other.yaml], [bad.yaml]]\n", encoding="utf-8")
    problems = check_routines(read_programme(str(path)))
    assert [Path(problem.file).name for problem in problems] == ["bad.yaml", "other.yaml"]
    assert problems[0].what.startswith("on week 1, day 2: ")
    assert problems[0].what.endswith("more)")
    assert "this is a programme, not a routine" in problems[1].what
