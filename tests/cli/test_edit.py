"""`voicefoot edit`, with programs for editors that do what they are told."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.pulse import Speaker
from voicefoot.cli.edit import _Editing, told_changes
from voicefoot.cli.main import run
from voicefoot.planning.plan import plan
from voicefoot.reading.read import read_text

pytestmark = pytest.mark.usefixtures("shared_clips")

ROUTINE = """\
title: Two of them
sides: none
exercises:
  - {name: Bridge, say: Lift your hips., reps: 20, every: 4s}
  - {name: Plank, say: Make yourself long., hold: 40s}
"""

EDITOR = """\
import sys, time
from pathlib import Path
file = Path(sys.argv[-1])
seen = file.with_name("seen")
latest = time.monotonic() + 120  # rather than stay for ever, if the test ends without it
for number, step in enumerate(sys.argv[1:-1], 1):
    old, _, new = step.partition("=>")
    file.write_text(file.read_text().replace(old, new))
    while not seen.exists() or seen.stat().st_size < number:
        if time.monotonic() > latest:
            sys.exit("no saving was seen")
        time.sleep(0.01)
"""
"""Replaces one thing after the other; each time it waits until the saving was seen."""

Edits = Callable[..., int]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "two.yaml"
    file.write_text(ROUTINE, encoding="utf-8")
    return file


@pytest.fixture
def edit(file: Path, monkeypatch: pytest.MonkeyPatch) -> Edits:
    """Edits the file, each `old=>new` a saving of its own."""
    monkeypatch.setenv("VOICEFOOT_VOICE", "pyttsx3")
    saved = _Editing.saved
    seen = file.with_name("seen")

    def noted(editing: _Editing) -> None:
        saved(editing)
        with seen.open("a") as stream:
            stream.write(".")

    monkeypatch.setattr(_Editing, "saved", noted)

    def edits(*steps: str, options: tuple[str, ...] = ("--no-play",)) -> int:
        seen.unlink(missing_ok=True)
        monkeypatch.setenv("VISUAL", shlex.join([sys.executable, "-c", EDITOR, *steps]))
        return run(["edit", str(file), *options])

    return edits


def test_what_has_changed_in_length_is_told_after_each_saving(
    edit: Edits, capsys: pytest.CaptureFixture[str]
) -> None:
    assert edit("reps: 20=>reps: 25", "40s=>30s", "long.=>long!") == 0
    assert capsys.readouterr().err.splitlines() == [
        "Bridge: about 2:00, was 1:41.",
        "The session: about 2:59, was 2:40.",
        "Plank: about 0:48, was 0:58.",
        "The session: about 2:48, was 2:59.",
        "Plank: about 0:48, as before.",
        "The session: about 2:48, as before.",
    ]


def test_what_comes_and_what_goes_is_told(edit: Edits, capsys: pytest.CaptureFixture[str]) -> None:
    new = "  - {name: Rest well, for: 1 min}\n"
    assert edit(f"exercises:\n=>exercises:\n{new}", "  - {name: Bridge=>  #") == 0
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("Rest well: about 1:")
    assert "Bridge: left out." in told


def told(before: str, after: str) -> list[str]:
    routines = [read_text(text, "two.yaml", None) for text in (before, after)]
    was, now = ((routine, plan(routine)) for routine in routines)
    return list(told_changes(was, now))


def test_all_exercises_of_one_name_are_told_as_one() -> None:
    bridge = "  - {name: Bridge, say: Lift your hips., reps: 20, every: 4s}\n"
    added = ROUTINE + bridge.replace("Bridge", "Lift") * 2
    (lift, _) = told(ROUTINE, added)
    assert lift == "Lift: about 3:09."
    (changed, _) = told(ROUTINE, ROUTINE.replace("reps: 20", "reps: 25") + bridge)
    assert changed == "Bridge: about 3:39, was 1:41."


def test_what_is_wrong_is_told_with_its_line_and_what_is_mended_too(
    edit: Edits, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert edit("hold:=>hodl:") == 2
    assert capsys.readouterr().err == (
        f"{file}:5:45: there is no key `hodl` in an exercise; did you mean `hold`?\n"
    )
    assert edit("hodl:=>hold:") == 0
    assert capsys.readouterr().err == f"{file}: good\n"


def test_a_translation_is_checked_beside_its_routine(
    file: Path, edit: Edits, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = file.with_name("two.de.yaml")
    beside.write_text("language: de\ntexts:\n  Bridge: Brücke\n", encoding="utf-8")
    edit()
    capsys.readouterr()
    monkeypatch.setenv("VISUAL", shlex.join([sys.executable, "-c", EDITOR, "de=>de\ntitel: Zwei"]))
    assert run(["edit", str(beside), "--no-play"]) == 2
    assert f"{beside}:2:1:" in capsys.readouterr().err


def test_an_editor_that_fails_or_is_gone_at_once_is_told_of(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "false")
    assert run(["edit", str(file), "--no-play"]) == 0
    assert capsys.readouterr().err == "the editor ended with exit code 1\n"
    monkeypatch.setenv("VISUAL", "true")
    assert run(["edit", str(file), "--no-play"]) == 0
    assert "give it an option that waits" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_not_begun(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["edit", str(tmp_path / "no.yaml")]) == 2
    assert "to begin one, type: voicefoot new" in capsys.readouterr().err


def test_the_exercise_that_was_changed_is_heard(
    edit: Edits, speaker: Speaker, capsys: pytest.CaptureFixture[str]
) -> None:
    with speaker.record() as recording:
        assert edit("hips.=>hips slowly.", options=()) == 0
        heard = recording.finish()
    assert abs(heard).max() > 3_000
    assert "Bridge: about" in capsys.readouterr().err


def test_what_can_not_be_previewed_is_told(edit: Edits, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--output", "null", "--voice", "nobody-at-all")
    assert edit("hips.=>hips slowly.", options=options) == 0
    told = capsys.readouterr().err.splitlines()
    assert len([line for line in told if "nobody-at-all" in line]) == 1


@pytest.mark.usefixtures("no_speaker")
def test_without_a_speaker_it_is_said_once(edit: Edits, capsys: pytest.CaptureFixture[str]) -> None:
    assert edit("hips.=>hips slowly.", "40s=>30s", options=("--output", "miniaudio")) == 0
    told = capsys.readouterr().err.splitlines()
    assert len([line for line in told if line.startswith("voicefoot: ")]) == 1
    assert "Plank: about 0:48, was 0:58." in told
