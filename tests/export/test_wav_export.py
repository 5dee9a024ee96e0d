"""Sessions and their stems as files."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from tests.support.voices import tone
from voicefoot.audio import AudioFormat
from voicefoot.dsp.loudness import loudness_lufs, true_peak_db
from voicefoot.errors import OutputError
from voicefoot.export.wav_export import write_stems, write_wav
from voicefoot.mixing.loudness_target import normalization_gains
from voicefoot.mixing.mix import mix, mix_samples, mix_stems
from voicefoot.model.stems import AS_ARRANGED, Stem
from voicefoot.storage.wav import read_wav
from voicefoot.timeline.timeline import Event, EventKind, Section

RATE = 48_000


def section(amplitude: float, seconds: int = 5) -> Section:
    clip = tone(0.7, amplitude, sample_rate=RATE)
    kinds = [EventKind.SPEECH, EventKind.TICK, EventKind.CHIME, EventKind.COUNT]
    events = tuple(Event(at * RATE, clip, kinds[at % 4]) for at in range(seconds - 1))
    return Section("A", 0, seconds * RATE, events)


def floats(path: Path) -> np.ndarray:
    """The samples of a file of 32 bits with a floating point, as `write_stems` lays it out."""
    content = path.read_bytes()
    assert content[12:16] == b"JUNK"
    assert struct.unpack("<HHI", content[56:64]) == (3, 1, RATE)
    return np.frombuffer(content[80:], "<f4")


def test_the_stems_are_of_one_length_and_add_up_to_the_mix(tmp_path: Path) -> None:
    folder = tmp_path / "stems"
    frames = write_stems(mix_stems([section(0.2)]), folder, AudioFormat(RATE))
    stems = {stem: floats(folder / f"{stem}.wav") for stem in Stem}
    assert {len(samples) for samples in stems.values()} == {frames}
    whole = np.concatenate(list(mix_samples([section(0.2)])))[:, 0]
    np.testing.assert_allclose(sum(stems.values()), whole, atol=1e-6)
    assert stems[Stem.VOICE].any()
    assert not stems[Stem.MUSIC].any()


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="file can't be used as a folder: file exists; name another one"):
        write_stems(mix_stems([section(0.2)]), tmp_path / "file", AudioFormat(RATE))


def test_where_the_making_fails_no_stem_is_left(tmp_path: Path) -> None:
    def broken() -> object:
        yield from mix_stems([section(0.2)])
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_stems(broken(), tmp_path / "stems", AudioFormat(RATE))  # type: ignore[arg-type]  # it has no end
    assert list((tmp_path / "stems").iterdir()) == []


@pytest.mark.parametrize("amplitude", [0.005, 0.05, 0.9])
def test_the_whole_comes_to_its_loudness(amplitude: float, tmp_path: Path) -> None:
    gains = normalization_gains(lambda: [section(amplitude)], AS_ARRANGED, RATE)
    path = tmp_path / "a.wav"
    write_wav(mix([section(amplitude)], gains=gains), path, AudioFormat(RATE))
    clip = read_wav(path)
    assert true_peak_db(clip) < -0.99
    assert loudness_lufs(clip) == pytest.approx(-16.0, abs=0.1) or amplitude == 0.005
    assert gains.all_db <= 20.0


def test_silence_stays_silence() -> None:
    assert normalization_gains(lambda: [Section("A", 0, RATE, ())], AS_ARRANGED, RATE) == AS_ARRANGED
