from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.songs import click_song, write_song
from tests.support.voices import tone
from voicefoot.audio import Clip
from voicefoot.dsp.loudness import loudness_lufs
from voicefoot.errors import CommandError
from voicefoot.music.analysis import measure_loudness
from voicefoot.music.song_loop import MOMENTARY_STEP_SECONDS


def test_loudness_agrees_with_our_own(tmp_path: Path) -> None:
    song = click_song(120, 0.3, 12.0)
    found = measure_loudness(write_song(song, 44_100, tmp_path / "song.wav"))
    assert found.loudness_lufs == pytest.approx(loudness_lufs(Clip.of(song, 44_100)), abs=0.15)
    assert found.seconds == pytest.approx(12.0, abs=0.01)
    assert len(found.momentary_lufs) == pytest.approx(12.0 / MOMENTARY_STEP_SECONDS, abs=1)


def test_moments_tell_where_it_is_loud(tmp_path: Path) -> None:
    wave = np.concatenate([tone(4.0, 0.01).samples, tone(4.0, 0.3).samples])
    found = measure_loudness(write_song(wave, 16_000, tmp_path / "song.wav")).momentary_lufs
    soft, loud = (
        found[round(3.9 / MOMENTARY_STEP_SECONDS) - 1],
        found[round(4.5 / MOMENTARY_STEP_SECONDS) - 1],
    )
    assert loud - soft == pytest.approx(20 * np.log10(30), abs=0.5)


def test_silence_is_no_music(tmp_path: Path) -> None:
    path = write_song(np.zeros((44_100 * 2, 1), dtype=np.float32), 44_100, tmp_path / "song.wav")
    with pytest.raises(CommandError, match=r"song\.wav is silent; choose another song"):
        measure_loudness(path)
