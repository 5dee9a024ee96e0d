"""Before the first word: the output is open and awake, and what can't be written is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.memory_sink import MemorySink
from voicefoot.audio import AudioFormat
from voicefoot.cli.main import run
from voicefoot.cli.play import sounding
from voicefoot.playing.feed import Feed

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
