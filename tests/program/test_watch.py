"""`play --watch` as people use it: a routine is saved while it plays through a real sound server."""

from __future__ import annotations

import shlex
import sys
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.controls.terminal import Terminal, wait_until
from tests.display.tmux import AFTER, BEFORE, Tmux, own_folders
from tests.support.pulse import SAMPLE_RATE, Recording, Speaker
from tests.support.tones import QUIET_PEAK, Samples, heard, wait_until_heard
from voicefoot.audio import Block
from voicefoot.cli.main import run

PLAY = [sys.executable, "-m", "voicefoot", "play"]
OPTIONS = ["--voice", "pyttsx3", "--level", "standard", "--talk", "full", "--watch"]
ROUTINE = """\
title: Watched
sides: none
exercises:
  - {name: Bridge, say: Lift your hips., get_ready: 0s, reps: 3, every: 2s}
  - {name: Plank, say: Make yourself long., get_ready: 0s, hold: 4s}
"""
HOLD = """\
title: Watched
sides: none
exercises:
  - {name: Hold, say: WORDS, hold: 20 min, announce: none, countdown: none}
"""


@pytest.fixture(autouse=True)
def _calm_buffers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long buffers: what is tested is what is heard, not how busy this machine is."""
    monkeypatch.setenv("VOICEFOOT_BUFFER_MS", "1000")


def spoken(block: Block) -> Block:
    """`block` from its first word on: how long the speaker is woken before hangs on how soon that is made."""
    return block[int(np.flatnonzero(np.abs(block[:, 0].astype(int)) > 1_000)[0]) :]


def exported(file: Path) -> Block:
    out = file.with_suffix(".wav")
    assert run(["export", str(file), "-o", str(out), *OPTIONS[:-1]]) == 0
    with wave.open(str(out)) as opened:
        assert opened.getframerate() == SAMPLE_RATE
        return np.frombuffer(opened.readframes(opened.getnframes()), dtype="<i2").reshape(-1, 1)


def test_what_comes_later_is_as_it_was_saved_and_the_rest_is_undisturbed(
    tmp_path: Path, speaker: Speaker
) -> None:
    """What is heard is what the routine would have been from its beginning, sample for sample."""
    file = tmp_path / "watched.yaml"
    # A line as long as the other: how long the session takes is said at its start.
    saved = ROUTINE.replace("long.", "tall.")
    file.write_text(saved, encoding="utf-8")
    after = exported(file)
    file.write_text(ROUTINE, encoding="utf-8")
    with speaker.record() as recording:
        terminal = Terminal([*PLAY, str(file), *OPTIONS], tmp_path / "no log")
        wait_until(lambda: b"Bridge" in terminal.shown, lambda: terminal.shown)
        file.write_text(saved, encoding="utf-8")
        wait_until(lambda: b"It goes on as it was saved." in terminal.shown, lambda: terminal.shown)
        assert terminal.wait_for_end() == 0
        session, after = spoken(recording.finish()[:, :1]), spoken(after)
        terminal.end()
    assert np.abs(session[: len(after)].astype(int) - after).max() <= 1


@pytest.fixture
def in_a_hold(tmp_path: Path, speaker: Speaker) -> Iterator[tuple[Path, Terminal, Recording]]:
    """A session in the silence of a long hold."""
    file = tmp_path / "hold.yaml"
    file.write_text(HOLD.replace("WORDS", "Stand."), encoding="utf-8")
    with speaker.record() as recording:
        terminal = Terminal([*PLAY, str(file), *OPTIONS], tmp_path / "no log")
        wait_until_heard(recording, lambda samples: len(samples) > 8 * SAMPLE_RATE and is_quiet(samples))
        yield file, terminal, recording
        terminal.end()


def is_heard(samples: Samples) -> bool:
    return bool((np.abs(samples) > 3_000).any())


def is_quiet(samples: Samples, seconds: int = 3) -> bool:
    return bool(np.abs(samples[-seconds * SAMPLE_RATE :]).max() <= QUIET_PEAK)


def test_the_changed_line_of_what_plays_is_heard_and_a_mistake_is_not(
    in_a_hold: tuple[Path, Terminal, Recording],
) -> None:
    file, terminal, recording = in_a_hold
    quiet = len(recording.frames())
    file.write_text(HOLD.replace("say: WORDS", "sya: Kneel."), encoding="utf-8")
    wait_until(lambda: b"did you mean `say`?" in terminal.shown, lambda: terminal.shown)
    recording.wait_for(SAMPLE_RATE)
    assert np.abs(heard(recording)[quiet:]).max() <= QUIET_PEAK
    file.write_text(HOLD.replace("WORDS", "Kneel on both of your knees."), encoding="utf-8")
    wait_until_heard(recording, lambda samples: is_heard(samples[quiet:]))
    wait_until(lambda: b"It goes on as it was saved." in terminal.shown, lambda: terminal.shown)
    terminal.program.terminate()
    assert terminal.wait_for_end() == 0
    assert b"hold.yaml:" not in terminal.shown  # what was wrong has been mended


def test_what_is_still_wrong_at_the_end_is_printed(in_a_hold: tuple[Path, Terminal, Recording]) -> None:
    file, terminal, _ = in_a_hold
    file.write_text(HOLD.replace("say: WORDS", "sya: Kneel."), encoding="utf-8")
    wait_until(lambda: b"did you mean `say`?" in terminal.shown, lambda: terminal.shown)
    terminal.program.terminate()
    terminal.wait_for_end()
    assert b"hold.yaml:4:18: there is no key `sya`" in terminal.shown


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("watched", [True, False])
def test_a_session_that_is_watched_is_not_recorded(
    watched: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "watched.yaml"
    file.write_text(ROUTINE, encoding="utf-8")
    assert run(["play", str(file), *(OPTIONS if watched else OPTIONS[:-1]), "--output", "null"]) == 0
    capsys.readouterr()
    assert run(["history"]) == 0
    assert ("Watched" in capsys.readouterr().out) is not watched


def test_a_routine_that_fits_into_a_time_is_played_as_it_is_written(tmp_path: Path, speaker: Speaker) -> None:
    file = tmp_path / "watched.yaml"
    file.write_text(ROUTINE.replace("title:", "fit: 30m\ntitle:"), encoding="utf-8")
    with speaker.record() as recording:
        terminal = Terminal([*PLAY, str(file), "--voice", "pyttsx3", "--watch"], tmp_path / "no log")
        wait_until(lambda: b"Bridge" in terminal.shown, lambda: terminal.shown)
        file.write_text(file.read_text().replace("long.", "very long."), encoding="utf-8")
        wait_until(lambda: b"It goes on as it was saved." in terminal.shown, lambda: terminal.shown)
        assert terminal.wait_for_end() == 0
        recording.finish()
        terminal.end()


def test_a_built_in_routine_has_no_file_to_watch(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["play", "desk", "--watch", "--output", "null"]) == 2
    assert "voicefoot new my.yaml --from desk" in capsys.readouterr().err


EDIT = [sys.executable, "-m", "voicefoot", "edit"]


def in_vi(folder: Path) -> Tmux:
    """A terminal in which vi has the routine open."""
    (folder / "watched.yaml").write_text(ROUTINE, encoding="utf-8")
    edit = shlex.join([*EDIT, "watched.yaml", "--voice", "pyttsx3"])
    terminal = Tmux(folder, 100, 24, f"{BEFORE}; export VISUAL='vi -n -u NONE'; {edit}; {AFTER}")
    terminal.wait_for("name: Plank")
    return terminal


def test_editing_in_a_terminal_is_heard_and_told_when_it_is_over(
    speaker: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs_vi(monkeypatch)
    with own_folders() as make, speaker.record() as recording:
        terminal = in_vi(make())
        quiet = len(recording.frames())
        terminal.run("send-keys", ":%s/hips/hips slowly/", "Enter", ":w", "Enter")
        wait_until_heard(recording, lambda samples: is_heard(samples[quiet:]))
        screen = terminal.wait_for("hips slowly")
        assert not any("about" in line for line in screen)  # the editor has the terminal
        terminal.run("send-keys", ":%s/hold:/hodl:/", "Enter", ":wq", "Enter")
        terminal.wait_for("Edit again? [Y/n]")
        assert any("watched.yaml:5:" in line for line in terminal.lines())
        terminal.run("send-keys", "Enter")
        terminal.wait_for("hodl: 4s")
        terminal.run("send-keys", ":s/hodl/hold/", "Enter", ":wq", "Enter")  # the cursor is on the line
        terminal.wait_for("Bridge: about")
        terminal.assert_as_found(0)


def needs_vi(monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    if shutil.which("vi") is None:
        pytest.skip("needs vi: apt-get install vim-tiny")
    monkeypatch.setenv("TERM", "xterm")
