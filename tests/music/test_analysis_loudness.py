from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.support.songs import click_song, written
from tests.support.voices import tone
from voicefoot.audio import Clip
from voicefoot.dsp.loudness import loudness_lufs
from voicefoot.errors import CommandError
from voicefoot.music.analysis import MOMENT_SECONDS, measure_loudness


def test_loudness_agrees_with_our_own(tmp_path: Path) -> None:
    song = click_song(120, 0.3, 12.0)
    found = measure_loudness(written(song, 44_100, tmp_path / "song.wav"))
    assert found.loudness_lufs == pytest.approx(loudness_lufs(Clip.of(song, 44_100)), abs=0.15)
    assert found.seconds == pytest.approx(12.0, abs=0.01)
    assert len(found.momentary_lufs) == pytest.approx(12.0 / MOMENT_SECONDS, abs=1)


def test_moments_tell_where_it_is_loud(tmp_path: Path) -> None:
    wave = np.concatenate([tone(4.0, 0.01).samples, tone(4.0, 0.3).samples])
    found = measure_loudness(written(wave, 16_000, tmp_path / "song.wav")).momentary_lufs
    soft, loud = found[round(3.9 / MOMENT_SECONDS) - 1], found[round(4.5 / MOMENT_SECONDS) - 1]
    assert loud - soft == pytest.approx(20 * np.log10(30), abs=0.5)


def test_silence_is_no_music(tmp_path: Path) -> None:
    path = written(np.zeros((44_100 * 2, 1), dtype=np.float32), 44_100, tmp_path / "song.wav")
    with pytest.raises(CommandError, match=r"song\.wav is silent; choose another song"):
        measure_loudness(path)
