"""The program itself, while it plays, steered by what people have: playerctl, `ctl`, signals, no terminal."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.controls.terminal import TIMEOUT_SECONDS, environment, wait_until
from tests.support.dbus import Bus
from voicefoot.cli.main import run
from voicefoot.controls.ctl_client import attach
from voicefoot.errors import ControlError
from voicefoot.playing.remote import Command

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="sockets and signals of POSIX"),
    pytest.mark.usefixtures("shared_clips"),
]

ROUTINE = """\
title: Three of them
sides: [right foot, left foot]
exercises:
  - {name: Taps, say: Tap your toes., reps: 200, tempo: 100 bpm}
  - {name: Rises, say: Rise., reps: 80, every: 3s}
  - {name: Stretch, say: Sit back., sides: none, for: 5 min}
"""
NAME = "org.mpris.MediaPlayer2.voicefoot"

Playing = subprocess.Popen[str]
Ctl = Callable[..., str]


def started(routine: Path, *more: str) -> Playing:
    """A session without a terminal, and into no speaker."""
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "voicefoot",
            "play",
            str(routine),
            "--output",
            "null",
            "--voice",
            "pyttsx3",
            *more,
        ],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    )


@pytest.fixture
def playing(tmp_path: Path) -> Iterator[Playing]:
    """A session that can be heard; without a terminal, and into no speaker."""
    routine = tmp_path / "three.yaml"
    routine.write_text(ROUTINE, encoding="utf-8")
    process = started(routine, "--talk", "counts")
    wait_until(lambda: status().get("state") == "playing", lambda: process.poll())
    yield process
    process.kill()
    process.communicate()


def status() -> dict[str, Any]:
    """How the session stands; nothing where there is none yet."""
    try:
        with attach() as session:
            stands = session.ask("status").status
    except ControlError:
        return {}
    return {name: getattr(stands, name) for name in stands.__slots__}


def wait_for(**wanted: object) -> None:
    """Waits until the session stands like that."""
    wait_until(lambda: wanted.items() <= status().items(), status)


def is_heard(exercise: int) -> bool:
    """Whether it plays, and is not only on its way there."""
    stands = status()
    begins = stands.get("exercise_starts_seconds", ())[exercise : exercise + 1]
    return stands.get("exercise") == exercise and any(stands["position_seconds"] > each for each in begins)


@pytest.fixture
def ctl(capsys: pytest.CaptureFixture[str]) -> Ctl:
    def type_and_read(*words: str) -> str:
        capsys.readouterr()
        assert run(["ctl", *words]) == 0, capsys.readouterr().err
        return capsys.readouterr().out.removesuffix("\n")

    return type_and_read


def test_playerctl_steers_a_session_and_sees_how_it_stands(bus: Bus, playing: Playing) -> None:
    pytest.importorskip("dbus_fast")
    bus.wait_for_name(NAME)

    def becomes(expected: str, *question: str) -> None:
        wait_until(
            lambda: bus.ask("playerctl", *question) == expected, lambda: bus.ask("playerctl", *question)
        )

    becomes("Playing", "status")
    assert bus.ask("playerctl", "metadata", "album") == "Three of them"
    assert bus.ask("playerctl", "metadata", "title").startswith("Taps")
    bus.ask("playerctl", "play-pause")
    becomes("Paused", "status")
    position = float(bus.ask("playerctl", "position"))
    assert position == pytest.approx(status()["position_seconds"], abs=0.01), "it stands still"
    bus.ask("playerctl", "play-pause")
    becomes("Playing", "status")
    bus.ask("playerctl", "next")
    becomes("'/voicefoot/exercise/2'", "metadata", "mpris:trackid")
    wait_for(state="playing", exercise=1)
    bus.ask("playerctl", "pause")
    becomes("Paused", "status")
    begins = status()["exercise_starts_seconds"]
    assert begins[1] <= float(bus.ask("playerctl", "position")) < begins[2]
    bus.ask("playerctl", "previous")
    becomes("'/voicefoot/exercise/1'", "metadata", "mpris:trackid")
    becomes("Playing", "status")
    bus.ask("playerctl", "volume", "0.5")
    becomes("0.500000", "volume")
    assert status()["volume"] == 0.5
    bus.ask("playerctl", "stop")
    assert playing.wait(TIMEOUT_SECONDS) == 0
    assert NAME not in bus.names()


def test_every_command_of_ctl_is_carried_out(playing: Playing, ctl: Ctl) -> None:
    assert ctl("status").startswith("Playing: Taps (1 of 3)")
    for words, begins, ends in (
        ("pause", "Paused: Taps (1 of 3)", "left"),
        ("resume", "Playing: Taps (1 of 3)", "left"),
        ("toggle", "Paused: Taps", "left"),
        ("toggle", "Playing: Taps", "left"),
        ("next", "Playing: Rises (2 of 3)", "left"),
        ("previous", "Playing: Taps (1 of 3)", "left"),
        ("repeat", "Playing: Taps (1 of 3)", "left"),
        ("again", "Playing: Taps (1 of 3)", "left"),
        ("left", "Playing: Taps (1 of 3)", "left"),
        ("slower", "Playing: Taps (1 of 3)", "tempo 95%"),
        ("faster", "Playing: Taps (1 of 3)", "left"),
        ("quieter", "Playing: Taps (1 of 3)", "volume 90%"),
        ("louder", "Playing: Taps (1 of 3)", "left"),
        ("volume 60", "Playing: Taps (1 of 3)", "volume 60%"),
        ("go-to stretch", "Playing: Stretch (3 of 3)", "volume 60%"),
        ("too-hard", "Playing: Stretch (3 of 3)", "volume 60%"),
        ("too-easy", "Playing: Stretch (3 of 3)", "volume 60%"),
    ):
        told = ctl(*words.split())
        assert told.startswith(begins), words
        assert told.endswith(ends), words
    assert json.loads(ctl("status", "--json"))["exercises"] == ["Taps", "Rises", "Stretch"]
    wait_until(lambda: is_heard(2), status)
    assert ctl("stop").startswith("Over: Stretch (3 of 3)")
    told = playing.communicate(timeout=TIMEOUT_SECONDS)[1]
    assert playing.returncode == 0, told


def test_the_commands_above_are_all() -> None:
    given = {
        "pause", "resume", "toggle", "next", "previous", "repeat", "again", "left", "slower", "faster",
        "quieter", "louder", "volume", "go-to", "too-hard", "too-easy", "stop", "done", "media-next",
    }  # fmt: skip
    assert given == set(Command)


def test_without_a_terminal_it_writes_plain_lines(playing: Playing, ctl: Ctl) -> None:
    wait_for(exercise=0, number=1)  # an exercise that is left before the whole of it is made is not told
    ctl("go-to", "2")
    wait_for(exercise=1, number=1)
    ctl("pause")
    ctl("stop")
    lines = playing.communicate(timeout=TIMEOUT_SECONDS)[1].splitlines()
    assert lines[0] == "0:00  Taps"
    assert lines[1].endswith("  Rises")
    assert lines[1] != "0:00  Rises"
    assert lines[2].startswith("Paused.")
    assert lines[-1].startswith("The same again: voicefoot play")
    assert not any("\x1b" in line for line in lines)


def test_what_ends_it_saves_how_far_it_came(
    playing: Playing, ctl: Ctl, capsys: pytest.CaptureFixture[str]
) -> None:
    ctl("go-to", "2")
    wait_for(exercise=1, number=1)
    playing.send_signal(signal.SIGTERM)
    told = playing.communicate(timeout=TIMEOUT_SECONDS)[1]
    assert playing.returncode == 0, told
    assert "Traceback" not in told
    capsys.readouterr()
    assert run(["history", "--json"]) == 0
    (session,) = json.loads(capsys.readouterr().out)
    place = session["place"]
    assert (session["finished"], place["exercise"], place["step"]) == (False, 1, 1)
    assert place["reps"] >= 1


def test_of_a_session_nobody_heard_anything_nothing_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """So that --resume goes on with the one before."""
    routine = tmp_path / "three.yaml"
    routine.write_text(ROUTINE, encoding="utf-8")
    process = started(routine, "--start-in", "10 min")
    wait_until(lambda: status().get("position_seconds") is not None, lambda: process.poll())
    process.send_signal(signal.SIGTERM)
    told = process.communicate(timeout=TIMEOUT_SECONDS)[1]
    assert process.returncode == 0, told
    assert "The same again" not in told
    capsys.readouterr()
    assert run(["history", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
