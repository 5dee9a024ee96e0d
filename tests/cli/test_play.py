"""Before the first word: the output is open and awake, and what can't be written is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.memory_sink import MemorySink
from voicefoot.audio import AudioFormat
from voicefoot.cli.main import run
from voicefoot.cli.play import sounding
from voicefoot.errors import Problem, RoutineError
from voicefoot.playing.feed import Feed
from voicefoot.problem_codes import Code
from voicefoot.sinks.null import NullSink

FORMAT = AudioFormat(8_000)


@pytest.mark.parametrize("sleeps", [True, False])
def test_a_speaker_that_sleeps_in_silence_is_awake_until_the_first_word(
    sleeps: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MemorySink, "sleeps_in_silence", sleeps)
    sink, feed = MemorySink(drains=False), Feed(FORMAT)
    feed.start_pre_roll(0.7)
    with sounding(sink, feed):
        assert sink.draw(4_000).any()
        sink.draw(8_000)
        assert sink.draw(4_000).any() == sleeps
    assert sink.stopped


def test_an_output_is_let_go_where_nothing_comes_to_it() -> None:
    sink = MemorySink(drains=False)
    with pytest.raises(RuntimeError, match="broken"), sounding(sink, Feed(FORMAT)):
        raise RuntimeError("broken")
    assert sink.stopped


def test_a_score_that_can_not_be_written_is_told_of_before_anything_plays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "missing" / "score.json"
    assert run(["play", "toothbrush", "--output", "null", "--score", str(file)]) == 1
    told = capsys.readouterr().err
    assert told == f"voicefoot: the folder {file.parent} does not exist; make it, or name another one\n"


# -- what a start waits for -------------------------------------------------------------------------

START = """
import os, sys

def started(self, pull, audio_format):
    print("\\n".join(sys.modules), flush=True)
    os._exit(0)

from voicefoot.sinks.null import NullSink
NullSink.start = started
from voicefoot.__main__ import main
main()
"""
"""Lists the modules that are imported when the sink is started, and ends there."""

MAX_OWN_MODULES = 125
"""A start that needs more has become slower: see what `python -X importtime` says, and import it where it is
used.
"""


def imported_at_the_start(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", START, "play", *arguments, "--output", "null"],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return set(done.stdout.split())


@pytest.mark.parametrize("voice", [[], ["--voice", "pyttsx3"]])
def test_the_first_frame_waits_for_few_modules(voice: list[str]) -> None:
    found = imported_at_the_start("foot-strength", *voice)
    assert "voicefoot.sinks.null" in found
    assert len([name for name in found if name.startswith("voicefoot")]) <= MAX_OWN_MODULES


@pytest.mark.parametrize(
    "later",
    [
        "av", "miniaudio", "onnxruntime", "asyncio", "dbus_fast", "rich", "wakepy", "multiprocessing",
        "hashlib", "secrets", "importlib.metadata", "importlib.resources",
        "voicefoot.planning.plan", "voicefoot.model.cues", "voicefoot.timeline.timeline",
        "voicefoot.speaking", "voicefoot.arranging", "voicefoot.mixing", "voicefoot.music",
        "voicefoot.controls", "voicefoot.display", "voicefoot.history.programme",
        "voicefoot.history.recorder", "voicefoot.playing.live_session",
        "voicefoot.reading.programme", "voicefoot.reading.translation_file", "voicefoot.cli.watch",
    ],
)  # fmt: skip
def test_the_first_frame_does_not_wait_for(later: str, at_the_start: set[str]) -> None:
    assert later not in at_the_start


@pytest.fixture(scope="module")
def at_the_start() -> set[str]:
    return imported_at_the_start("foot-strength")


@pytest.mark.parametrize("wrong", [["--only", "Swimming"], ["--brief", "Swimming"], ["--music", "no.such"]])
def test_an_option_that_does_not_fit_is_told_before_the_output_is_opened(
    wrong: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*_: object) -> None:
        raise AssertionError("the output was opened")

    monkeypatch.setattr(NullSink, "start", opened)
    assert run(["play", "toothbrush", "--output", "null", *wrong]) == 2


def test_an_output_is_let_go_where_the_session_would_be_too_long(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    stop = NullSink.stop

    def stopped(sink: NullSink) -> None:
        calls.append(sink)
        stop(sink)

    def check_length(*_: object) -> None:
        raise RoutineError([Problem("year.yaml", 1, 1, "it lasts a year", "lower it", Code.OUT_OF_RANGE)])

    monkeypatch.setattr(NullSink, "stop", stopped)
    monkeypatch.setattr("voicefoot.planning.plan._check_length", check_length)
    assert run(["play", "toothbrush", "--output", "null"]) == 2
    assert len(calls) == 1
    assert "it lasts a year" in capsys.readouterr().err
