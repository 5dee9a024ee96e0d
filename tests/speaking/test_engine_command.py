"""A command of the user's speaks: arguments stay whole, faults are told, and it ends with the voice."""

from __future__ import annotations

import functools
import json
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from tests.support.voices import tone
from voicefoot.audio import AudioFormat, to_int16
from voicefoot.errors import CommandError, VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.engine_command import adapter, filled, split_command
from voicefoot.speaking.subprocess_voice import RetryPolicy, SubprocessVoice
from voicefoot.storage.wav import WavWriter

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the commands here are those of POSIX")

SPEAK = """
import json, shutil, sys
with open({told!r}, "w") as file:
    json.dump([sys.argv[1:], sys.stdin.buffer.read().decode()], file)
shutil.copyfile({sound!r}, sys.argv[-1])
"""


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "sound.wav"
    with path.open("wb") as file, WavWriter(file, AudioFormat(16_000, 1)) as writer:
        writer.write(to_int16(tone(1.0).samples))
    return path


@pytest.fixture
def speaker(tmp_path: Path, sound: Path) -> Callable[[str], str]:
    """Makes commands: a script that tells what it was given, and writes a tone to its last argument."""
    script = tmp_path / "my speaker.py"
    script.write_text(SPEAK.format(told=str(tmp_path / "told"), sound=str(sound)))
    return lambda arguments: f"'{sys.executable}' '{script}' {arguments}"


def say(command: str, text: str = "Heel down.", speed: float = 1.0) -> float:
    """Speak `text` in a process, and return its length in seconds."""
    voice = SubprocessVoice(
        "voicefoot.speaking.engine_command:adapter",
        command,
        "de",
        name="command",
        identity=adapter.identity(command, "de"),
        policy=RetryPolicy(start_seconds=60.0, phrase_seconds=60.0, attempts=1),
    )
    with closing(voice):
        return voice.say(Phrase(text, speed)).seconds


def told(tmp_path: Path) -> tuple[list[str], str]:
    arguments, given = json.loads((tmp_path / "told").read_text())
    return arguments, given


def test_a_text_is_one_argument_whatever_is_in_it(tmp_path: Path, speaker: Callable[[str], str]) -> None:
    text = "$(touch /tmp/x); `ls` & 'two' \"words\" {wav} *"
    assert say(speaker("-v Anna {text} {wav}"), text) == pytest.approx(1.0)
    arguments, given = told(tmp_path)
    # What could be an order to a voice is taken out before any voice has it.
    assert arguments[:3] == ["-v", "Anna", " $(touch /tmp/x); ls & 'two' \"words\" wav"]
    assert given == ""


def test_place_holders_may_be_parts_of_arguments(tmp_path: Path, speaker: Callable[[str], str]) -> None:
    say(speaker("--text={text} -x{speed} --rate {rate} --{language} {nothing} {wav}"), "-n one", 1.5)
    assert told(tmp_path)[0][:-1] == ["--text=-n one", "-x1.5", "--rate", "240", "--de", "{nothing}"]


def test_without_a_text_it_comes_on_standard_input(tmp_path: Path, speaker: Callable[[str], str]) -> None:
    say(speaker("{wav}"), "Größe\nneun")
    assert told(tmp_path)[1] == "Größe neun\n"


def test_without_a_file_standard_output_is_taken(sound: Path) -> None:
    assert say(f"cat {sound}") == pytest.approx(1.0)


def test_where_the_command_knows_no_speed_the_speech_is_stretched(sound: Path) -> None:
    assert say(f"cat {sound}", speed=2.0) == pytest.approx(0.5, abs=0.05)
    assert say(f"cat {sound}", speed=0.4) == pytest.approx(2.0, abs=0.1)


def test_other_kinds_of_files_are_read_too(tmp_path: Path) -> None:
    path = tmp_path / "float.wav"
    with path.open("wb") as file, WavWriter(file, AudioFormat(22_050, 2), floating=True) as writer:
        writer.write(np.repeat(tone(0.7, sample_rate=22_050).samples, 2, axis=1))
    assert say(f"cat {path}") == pytest.approx(0.7, abs=0.001)


def test_a_header_that_does_not_know_its_length_yet_is_read(tmp_path: Path, sound: Path) -> None:
    data = bytearray(sound.read_bytes())
    place = data.index(b"data")
    struct.pack_into("<I", data, place + 4, 0x7FFFF000)
    path = tmp_path / "streamed.wav"
    path.write_bytes(data)
    assert say(f"cat {path}") == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("sh -c 'echo no such voice >&2; exit 3'", "the command ended with code 3: no such voice; try it"),
        ("false", "the command ended with code 1; try it in a terminal"),
        ("true", "the command wrote no sound; try it in a terminal"),
        ("true {wav}", "the command wrote no file {wav}; try it in a terminal"),
        ("echo hello", "what was written is no sound"),
        ("sh -c 'kill -9 $$'", "the command ended with code -9"),
    ],
)
def test_what_went_wrong_is_told(command: str, reason: str) -> None:
    with pytest.raises(VoiceError) as caught:
        say(command)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("", "wants a command; for example"),
        ("   ", "wants a command; for example"),
        ("''", "wants a command; for example"),
        ("say 'Anna", "can't be split (no closing quotation); check its quotes"),
        ("{text} x", "has to be written out"),
    ],
)
def test_a_command_that_is_none_is_told(command: str, reason: str) -> None:
    with pytest.raises(CommandError) as caught:
        split_command(command)
    assert reason in str(caught.value)


def test_a_program_that_is_not_there_is_told() -> None:
    with pytest.raises(VoiceError, match='there is no program "sayy"; check its name, or install it'):
        adapter.identity("sayy {text}", "en")


@pytest.mark.parametrize(
    ("text", "argument"),
    [("-o /etc/passwd", " -o /etc/passwd"), ("@file", " @file"), ("one", "one"), ("élan", "élan"), ("", " ")],
)
def test_a_text_never_looks_like_an_option(text: str, argument: str) -> None:
    assert filled("{text}", {"text": text}) == argument


def test_a_command_that_hangs_ends_with_the_voice(tmp_path: Path) -> None:
    script = tmp_path / "hang.sh"
    script.write_text(f"sleep 1000 & echo $! >{tmp_path}/child; echo $$ >{tmp_path}/shell; wait\n")
    command = f"sh {script}"
    for seconds in (0.5, 2.0, 8.0, 32.0):  # until the script had come as far as to hang
        policy = RetryPolicy(start_seconds=60.0, phrase_seconds=seconds, character_seconds=0.0, attempts=1)
        voice = SubprocessVoice(
            "voicefoot.speaking.engine_command:adapter", command, "en", name="command",
            identity=adapter.identity(command, "en"), policy=policy,
        )  # fmt: skip
        with closing(voice), pytest.raises(VoiceError, match=f"it took longer than {seconds:g} s"):
            voice.say(Phrase("Ready"))
        if (tmp_path / "shell").exists() and (tmp_path / "shell").read_text():
            break
    # Killing is over before the killed have ended.
    for name in ("shell", "child"):
        process = int((tmp_path / name).read_text())
        wait_until(functools.partial(is_gone, process))


def test_a_command_that_hangs_ends_with_a_session_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "hang.sh"
    new = tmp_path / "new"
    script.write_text(f"sleep 1000 & echo $! >{new}; mv {new} {tmp_path}/child; wait\n")
    code = f"from tests.speaking.test_engine_command import say; say('sh {script}')"
    checkout = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", code], cwd=checkout) as session:
        wait_until((tmp_path / "child").exists)
        session.kill()
    child = int((tmp_path / "child").read_text())
    wait_until(lambda: is_gone(child))


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait until `is_so` returns True; fail after a minute."""
    for _ in range(6_000):
        if is_so():
            return
        threading.Event().wait(0.01)
    pytest.fail("it never came about")


def is_gone(process: int) -> bool:
    """Whether a process has ended: whoever adopted it may not have asked for its exit code yet."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        return False
    return state in ("Z", "X")


def test_the_command_has_the_users_environment(tmp_path: Path, sound: Path) -> None:
    assert say(f"sh -c 'env >{tmp_path}/env; cat {sound}'") == pytest.approx(1.0)
    names = {line.partition("=")[0] for line in (tmp_path / "env").read_text().splitlines()}
    assert "HOME" in names
    assert not names & {"PYTHONPATH", "MALLOC_TRIM_THRESHOLD_"}
