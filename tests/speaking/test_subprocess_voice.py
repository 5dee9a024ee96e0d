"""Whatever an engine does, a session gets a good clip or one plain error."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from tests.support.paths import ROOT
from tests.support.voices import faulty
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.subprocess_voice import RetryPolicy, SubprocessVoice

PATIENT = RetryPolicy(start_seconds=60.0, phrase_seconds=60.0, attempts=2)
HASTY = RetryPolicy(start_seconds=60.0, phrase_seconds=2.0, character_seconds=0.0, attempts=2)
HELLO = Phrase("Hello there")


def subprocess_voice(variant: str | None, policy: RetryPolicy = PATIENT) -> SubprocessVoice:
    return SubprocessVoice(
        "tests.support.voices:faulty",
        variant,
        "en",
        name=f"faulty:{variant}",
        identity=faulty.identity(variant, "en"),
        policy=policy,
    )


def opened(folder: Path) -> list[int]:
    """The processes that opened the voice."""
    path = folder / "opened"
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def test_a_good_voice_speaks_many_phrases_in_one_process(tmp_path: Path) -> None:
    with closing(subprocess_voice(f"well@{tmp_path}")) as voice:
        clips = [voice.say(Phrase(text)) for text in ("one", "two", "twenty-seven")]
        assert opened(tmp_path) != [os.getpid()]
    assert [clip.seconds for clip in clips] == [0.5, 0.5, 0.5]
    assert clips[0].sample_rate == 16_000
    assert len(opened(tmp_path)) == 1


def test_no_process_is_started_before_it_is_needed(tmp_path: Path) -> None:
    with closing(subprocess_voice(f"well@{tmp_path}")) as voice:
        assert voice.identity == f"faulty:well@{tmp_path}:en"
    assert opened(tmp_path) == []


def test_what_the_engine_prints_harms_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    with closing(subprocess_voice("print")) as voice:
        clips = [voice.say(HELLO), voice.say(HELLO)]
    assert [clip.seconds for clip in clips] == [0.5, 0.5]
    assert np.array_equal(clips[0].samples, clips[1].samples)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("die", "its process ended with code 7"),
        ("raise", r"RuntimeError: the engine [^\x1b]+\[31mburns"),
        ("empty", "it gave no sound"),
        ("short", "it gave no sound"),
        ("silent", "it was silent"),
        ("damaged", "its sound is damaged"),
        ("not a number", "its sound is damaged"),
        ("endless", "it spoke for 600 s"),
        ("rushed", r"it spoke for 0\.1 s only"),
        ("noise", "it made noise"),
        ("unreal", "a sample rate of 7"),
        ("break", "RuntimeError: no library"),
        ("leave", "its process ended with code 3"),
    ],
)
def test_a_wrong_that_stays_is_an_error_that_says_what_and_how_on(fault: str, reason: str) -> None:
    with (
        closing(subprocess_voice(fault)) as voice,
        pytest.raises(
            VoiceError, match=rf'faulty:{fault} did not speak "Hello there", 2 .*{reason}; .*--voice'
        ),
    ):
        voice.say(HELLO)


@pytest.mark.parametrize("fault", ["die", "raise", "empty", "silent", "damaged", "endless", "noise"])
def test_a_wrong_that_passes_is_not_noticed(fault: str, tmp_path: Path) -> None:
    with closing(subprocess_voice(f"{fault}@{tmp_path}")) as voice:
        assert voice.say(HELLO).seconds == 0.5
    assert len(opened(tmp_path)) == 2


def test_an_engine_that_hangs_is_ended_and_started_anew(tmp_path: Path) -> None:
    with closing(subprocess_voice(f"hang@{tmp_path}", HASTY)) as voice:
        assert voice.say(HELLO).seconds == 0.5
    first, second = opened(tmp_path)
    assert first != second
    assert not is_alive(first)


def test_an_engine_that_always_hangs_is_an_error() -> None:
    with (
        closing(subprocess_voice("hang", RetryPolicy(60.0, 0.2, 0.0, attempts=2))) as voice,
        pytest.raises(VoiceError, match=r"longer than 0\.2 s"),
    ):
        voice.say(HELLO)


def test_an_engine_that_never_starts_is_an_error() -> None:
    with (
        closing(subprocess_voice("never", RetryPolicy(start_seconds=0.2, attempts=2))) as voice,
        pytest.raises(VoiceError, match=r"longer than 0\.2 s"),
    ):
        voice.say(HELLO)


def test_a_voice_that_does_not_exist_is_refused_at_once(tmp_path: Path) -> None:
    with (
        closing(subprocess_voice(f"refuse@{tmp_path}")) as voice,
        pytest.raises(VoiceError, match=r"^there is no such voice; take"),
    ):
        voice.say(HELLO)
    assert len(opened(tmp_path)) == 1


def test_another_voice_than_the_asked_one_is_an_error() -> None:
    with (
        closing(subprocess_voice("pretend")) as voice,
        pytest.raises(VoiceError, match="somebody else was opened"),
    ):
        voice.say(HELLO)


@pytest.mark.parametrize("text", ["", " ", "...", "!?"])
def test_nothing_to_say_is_an_error(text: str, tmp_path: Path) -> None:
    with (
        closing(subprocess_voice(f"well@{tmp_path}")) as voice,
        pytest.raises(VoiceError, match="nothing to say"),
    ):
        voice.say(Phrase(text))
    assert opened(tmp_path) == []


def test_a_line_that_no_breath_is_enough_for_is_an_error() -> None:
    with (
        closing(subprocess_voice("well")) as voice,
        pytest.raises(VoiceError, match=r"5,001 characters long; split"),
    ):
        voice.say(Phrase("a" * 5_001))


def test_threads_wait_for_each_other(tmp_path: Path) -> None:
    with closing(subprocess_voice(f"well@{tmp_path}")) as voice, ThreadPoolExecutor(4) as pool:
        clips = list(pool.map(voice.say, [HELLO] * 16))
    assert [clip.seconds for clip in clips] == [0.5] * 16
    assert len(opened(tmp_path)) == 1


def test_closing_does_not_wait_for_a_phrase(tmp_path: Path) -> None:
    voice = subprocess_voice(f"hang@{tmp_path}")
    errors: list[str] = []

    def speak() -> None:
        with pytest.raises(VoiceError) as caught:
            voice.say(HELLO)
        errors.append(str(caught.value))

    speaking = threading.Thread(target=speak)
    speaking.start()
    wait_for(lambda: (tmp_path / "mark").exists())
    voice.close()
    speaking.join(timeout=30.0)
    assert len(errors) == 1
    assert "was closed" in errors[0]
    assert not is_alive(opened(tmp_path)[0])


def test_closing_twice_does_nothing_and_speaking_afterwards_is_an_error() -> None:
    voice = subprocess_voice("well")
    voice.say(HELLO)
    voice.close()
    voice.close()
    with pytest.raises(VoiceError, match="was closed"):
        voice.say(HELLO)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_does_not_reach_the_engine(tmp_path: Path) -> None:
    with closing(subprocess_voice(f"well@{tmp_path}")) as voice:
        voice.say(HELLO)
        os.kill(opened(tmp_path)[0], signal.SIGINT)
        assert voice.say(HELLO).seconds == 0.5
    assert len(opened(tmp_path)) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_the_engine_ends_with_its_parent_even_where_it_hangs(tmp_path: Path) -> None:
    script = (
        "from tests.speaking.test_subprocess_voice import *\n"
        f"with closing(subprocess_voice('hang@{tmp_path}')) as voice:\n"
        "    voice.say(HELLO)\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}
    with subprocess.Popen([sys.executable, "-c", script], env=environment) as parent:
        wait_for(lambda: (tmp_path / "mark").exists())
        parent.kill()
    wait_for(lambda: not is_alive(opened(tmp_path)[0]))


def test_files_that_an_engine_leaves_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with closing(subprocess_voice("well")) as voice:
        voice.say(HELLO)
        assert list(tmp_path.iterdir())
    assert not list(tmp_path.iterdir())


def test_modules_beside_the_routine_are_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(ROOT), *filter(None, sys.path)])
    with closing(subprocess_voice("well")) as voice:
        assert voice.say(HELLO).seconds == 0.5


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{process}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


def wait_for(holds: object, timeout_seconds: float = 60.0) -> None:
    """Waits until `holds()`, which is not a question of time; gives up after a long while."""
    assert callable(holds)
    deadline = time.monotonic() + timeout_seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)
