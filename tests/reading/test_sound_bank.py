"""The sounds: what is shipped, what may stand in for it, and how loud it all is together."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.support.paths import ROOT
from tests.support.voices import with_silence
from voicefoot.audio import AudioFormat, Clip, to_int16
from voicefoot.dsp.loudness import loudness_lufs, true_peak_db
from voicefoot.dsp.tones import pre_roll_tone
from voicefoot.errors import CommandError, VoicefootError
from voicefoot.model.sound_levels import (
    ACCENT_PEAK_DB,
    CHIME_LUFS,
    CHIME_PEAK_DB,
    SOFT_LUFS,
    SOFT_PEAK_DB,
    TICK_PEAK_DB,
)
from voicefoot.model.sound_names import SOFT_SOUNDS, SoundName
from voicefoot.reading import sound_bank
from voicefoot.reading.sound_bank import load_sounds
from voicefoot.storage.wav import WavWriter, read_wav
from voicefoot.units import to_amplitude, to_db

TICKS = (SoundName.TICK, SoundName.ACCENT)
CHIMES = tuple(name for name in SoundName if name not in TICKS)
LONGEST_SECONDS = {
    SoundName.TICK: 0.05,
    SoundName.ACCENT: 0.05,
    SoundName.READY: 0.4,
    SoundName.RELEASE: 0.35,
    SoundName.HOLD_END: 0.9,
    SoundName.EXERCISE_END: 1.2,
    SoundName.SESSION_END: 2.0,
    SoundName.ASKING: 0.6,
    SoundName.ANSWER: 0.12,
    SoundName.PAUSED: 0.45,
    SoundName.RESUMED: 0.45,
}
LAST_STRIKE_SECONDS = {
    SoundName.READY: 0.11,
    SoundName.EXERCISE_END: 0.25,
    SoundName.SESSION_END: 0.6,
    SoundName.PAUSED: 0.14,
    SoundName.RESUMED: 0.14,
}
VOICE_PEAK = to_amplitude(-4.0)


def mono(clip: Clip) -> NDArray[np.float64]:
    assert clip.channels == 1
    return clip.samples[:, 0].astype(np.float64)


def save(path: Path, wave: NDArray[np.float64], sample_rate: int = 48_000) -> Path:
    clip = Clip.of(wave, sample_rate)
    with path.open("wb") as stream, WavWriter(stream, AudioFormat(sample_rate, clip.channels)) as writer:
        writer.write(to_int16(clip.samples))
    return path


def note(hertz: float, seconds: float, amplitude: float) -> NDArray[np.float64]:
    time = np.arange(round(seconds * 48_000)) / 48_000
    wave: NDArray[np.float64] = amplitude * np.sin(2 * np.pi * hertz * time) * np.exp(-time / 0.3)
    return wave


def pitch_hertz(wave: NDArray[np.float64]) -> float:
    spectrum = np.abs(np.fft.rfft(wave * np.hanning(len(wave)), 1 << 17))
    return float(spectrum.argmax()) * 48_000 / (1 << 17)


# -- the files -----------------------------------------------------------------------------------


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*")}


def test_the_script_makes_the_very_files_that_are_shipped(tmp_path: Path) -> None:
    subprocess.run([sys.executable, ROOT / "scripts" / "make_sounds", tmp_path / "made"], check=True)

    made = digests(tmp_path / "made")

    assert made == digests(ROOT / "sounds")
    assert set(made) == {f"{name}.wav" for name in SoundName}


@pytest.mark.parametrize("name", SoundName)
def test_a_small_speaker_plays_it_and_a_tap_does_not_drown_it(name: SoundName) -> None:
    wave = mono(load_sounds(48_000, {})[name])
    power = np.abs(np.fft.rfft(wave, 1 << 17)) ** 2
    hertz = np.fft.rfftfreq(1 << 17, 1 / 48_000)

    assert power[(hertz >= 700) & (hertz <= 4_000)].sum() > 0.8 * power.sum()


@pytest.mark.parametrize("name", SoundName)
def test_it_neither_begins_nor_ends_with_a_click(name: SoundName) -> None:
    wave = mono(load_sounds(48_000, {})[name])
    highest = np.abs(wave).max()

    assert wave[0] == 0.0
    assert wave[-1] == 0.0
    assert np.abs(wave[:4]).max() < 0.05 * highest
    assert np.abs(wave[-48:]).max() < 0.01 * highest
    assert abs(wave.mean()) < 0.001 * highest


@pytest.mark.parametrize("name", SoundName)
def test_it_is_as_long_as_it_may_be_and_as_loud(name: SoundName) -> None:
    clip = load_sounds(48_000, {})[name]

    assert clip.sample_rate == 48_000
    assert clip.seconds <= LONGEST_SECONDS[name]
    if name is SoundName.TICK:
        assert true_peak_db(clip) == pytest.approx(TICK_PEAK_DB, abs=0.05)
    elif name is SoundName.ACCENT:
        assert true_peak_db(clip) == pytest.approx(ACCENT_PEAK_DB, abs=0.05)
    else:
        soft = name in SOFT_SOUNDS
        assert true_peak_db(clip) <= (SOFT_PEAK_DB if soft else CHIME_PEAK_DB)
        heard = loudness_lufs(with_silence(clip, 0.4, 0.4))
        assert heard == pytest.approx(SOFT_LUFS if soft else CHIME_LUFS - 1.0, abs=1.5)


def test_the_end_of_the_session_is_the_longest() -> None:
    loaded = load_sounds(48_000, {})

    assert max(loaded, key=lambda name: loaded[name].seconds) is SoundName.SESSION_END
    assert loaded[SoundName.SESSION_END].seconds >= 1.5


def test_a_tick_is_on_its_beat() -> None:
    for name in TICKS:
        wave = np.abs(mono(load_sounds(48_000, {})[name]))
        assert np.flatnonzero(wave > 0.5 * wave.max())[0] < 48


@pytest.mark.parametrize("name", TICKS)
def test_a_tick_is_like_itself_at_one_place_only(name: SoundName) -> None:
    """So that a search by correlation finds each tick of a recording once."""
    loaded = load_sounds(48_000, {})
    tick, heard = mono(loaded[SoundName.TICK]), mono(loaded[name])

    likeness = np.abs(np.correlate(np.pad(heard, len(tick)), tick, "valid"))
    lag = np.abs(np.arange(len(likeness)) - len(tick))

    assert lag[likeness.argmax()] == 0
    assert likeness[lag >= len(tick) // 2].max() < 0.05 * likeness.max()


def test_an_accent_is_the_tick_louder_with_little_else() -> None:
    loaded = load_sounds(48_000, {})
    tick, accent = mono(loaded[SoundName.TICK]), mono(loaded[SoundName.ACCENT])

    gain = accent @ tick / (tick @ tick)
    rest = accent - gain * tick

    assert gain > 1.1
    assert rest @ rest <= 0.2 * gain**2 * (tick @ tick)
    assert loudness_lufs(loaded[SoundName.ACCENT]) > loudness_lufs(loaded[SoundName.TICK]) + 1.5


def test_chimes_are_told_apart_by_their_notes() -> None:
    loaded = {name: mono(load_sounds(48_000, {})[name]) for name in CHIMES}

    def heard(name: SoundName, start: float, end: float) -> float:
        return pitch_hertz(loaded[name][round(start * 48_000) : round(end * 48_000)])

    assert heard(SoundName.READY, 0.0, 0.1) < 0.8 * heard(SoundName.READY, 0.12, 0.3)
    assert heard(SoundName.EXERCISE_END, 0.0, 0.24) > 1.2 * heard(SoundName.EXERCISE_END, 0.4, 0.9)
    begins, hold_ends = heard(SoundName.READY, 0.14, 0.3), heard(SoundName.HOLD_END, 0.0, 0.3)
    notes = sorted([begins, hold_ends, heard(SoundName.EXERCISE_END, 0.0, 0.24)])
    assert all(high > 1.1 * low for low, high in pairwise(notes)), "each has a note of its own"
    steps = [heard(SoundName.SESSION_END, at, at + 0.19) for at in (0.0, 0.2, 0.4, 0.6)]
    assert steps == sorted(steps)
    assert steps[3] > 1.8 * steps[0]
    assert heard(SoundName.HOLD_END, 0.0, 0.3) > 1.8 * heard(SoundName.RELEASE, 0.0, 0.3)


def test_what_answers_a_command_is_softer_than_every_chime() -> None:
    loaded = load_sounds(48_000, {})
    heard = {name: loudness_lufs(with_silence(loaded[name], 0.4, 0.4)) for name in CHIMES}

    softest = min(heard[name] for name in CHIMES if name not in SOFT_SOUNDS)
    for name in SOFT_SOUNDS:
        assert heard[name] < softest - 2.0


def test_soft_sounds_are_told_apart_by_the_way_their_pitch_goes() -> None:
    """Rising in steps, falling in steps, gliding, or high above all others; and never by way of a note that
    an end has.
    """
    loaded = {name: mono(load_sounds(48_000, {})[name]) for name in CHIMES}

    def heard(name: SoundName, start: float, end: float) -> float:
        return pitch_hertz(loaded[name][round(start * 48_000) : round(end * 48_000)])

    low, high = heard(SoundName.RESUMED, 0.0, 0.13), heard(SoundName.RESUMED, 0.16, 0.4)
    assert high > 1.3 * low
    assert heard(SoundName.PAUSED, 0.0, 0.13) == pytest.approx(high, rel=0.02)
    assert heard(SoundName.PAUSED, 0.16, 0.4) == pytest.approx(low, rel=0.02)
    assert heard(SoundName.ANSWER, 0.0, 0.1) > 1.4 * max(
        heard(name, 0.0, 2.0) for name in CHIMES if name is not SoundName.ANSWER
    )
    glide = [heard(SoundName.ASKING, at, at + 0.06) for at in (0.0, 0.12, 0.18, 0.24, 0.36)]
    assert glide == sorted(glide)
    assert len(set(glide)) == len(glide)
    ends = {heard(name, 0.0, 0.2) for name in CHIMES if str(name).endswith(("end", "release"))}
    for pitch in (low, high):
        assert min(abs(pitch / end - 1.0) for end in ends) > 0.04


# -- together ------------------------------------------------------------------------------------


def test_over_a_voice_a_mix_needs_no_limiter() -> None:
    """Even where all peaks meet: a chime and the voice, an accent and the voice, and a tick beside a
    chime that has been struck a third of a second ago.
    """
    loaded = load_sounds(48_000, {})
    highest = to_amplitude(-1.0)
    peak = {name: to_amplitude(true_peak_db(clip)) for name, clip in loaded.items()}

    for name in CHIMES:
        assert VOICE_PEAK + peak[name] <= highest
        decayed = loaded[name].samples[round((LAST_STRIKE_SECONDS.get(name, 0.0) + 0.35) * 48_000) :]
        rest = np.abs(decayed).max(initial=0.0)
        assert VOICE_PEAK + peak[SoundName.TICK] + rest <= highest
    assert VOICE_PEAK + peak[SoundName.ACCENT] <= highest


# -- loading -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SoundName)
def test_at_48_khz_a_sound_is_its_file(name: SoundName) -> None:
    clip = load_sounds(48_000, {})[name]

    assert np.array_equal(clip.samples, read_wav(ROOT / "sounds" / f"{name}.wav").samples)


def test_all_are_there_at_another_rate_in_a_mapping_that_stays() -> None:
    loaded = load_sounds(44_100, {})

    assert list(loaded) == list(SoundName)
    for name, clip in loaded.items():
        assert clip.sample_rate == 44_100
        assert true_peak_db(clip) == pytest.approx(true_peak_db(load_sounds(48_000, {})[name]), abs=0.05)
    with pytest.raises(TypeError):
        loaded[SoundName.TICK] = loaded[SoundName.READY]  # type: ignore[index]  # the very fault


def test_a_chime_of_the_users_takes_the_level_of_ours(tmp_path: Path) -> None:
    stereo = np.stack([note(1_500.0, 1.0, 0.9), note(1_500.0, 1.0, 0.8)], axis=1)
    path = save(tmp_path / "gong.wav", stereo, 48_000)

    loaded = load_sounds(44_100, {"hold_end": path})

    gong = loaded[SoundName.HOLD_END]
    assert (gong.channels, gong.sample_rate, gong.frames) == (1, 44_100, 44_100)
    assert loudness_lufs(with_silence(gong, 0.4, 0.4)) == pytest.approx(CHIME_LUFS, abs=0.2)
    assert true_peak_db(gong) <= CHIME_PEAK_DB + 1e-3
    assert loaded[SoundName.READY].frames == load_sounds(44_100, {})[SoundName.READY].frames


def test_a_soft_sound_of_the_users_is_soft(tmp_path: Path) -> None:
    path = save(tmp_path / "horn.wav", note(1_000.0, 1.0, 0.9))

    horn = load_sounds(48_000, {"asking": path})[SoundName.ASKING]

    assert loudness_lufs(with_silence(horn, 0.4, 0.4)) == pytest.approx(SOFT_LUFS, abs=0.2)
    assert true_peak_db(horn) <= SOFT_PEAK_DB + 1e-3


def test_a_tick_of_the_users_is_also_the_accent_but_louder(tmp_path: Path) -> None:
    path = save(tmp_path / "clave.wav", note(2_000.0, 0.04, 0.02))

    loaded = load_sounds(48_000, {"tick": path})

    tick, accent = loaded[SoundName.TICK], loaded[SoundName.ACCENT]
    assert true_peak_db(tick) == pytest.approx(TICK_PEAK_DB, abs=0.01)
    assert true_peak_db(accent) == pytest.approx(ACCENT_PEAK_DB, abs=0.01)
    assert np.allclose(accent.samples, tick.samples * to_amplitude(ACCENT_PEAK_DB - TICK_PEAK_DB), atol=1e-5)


def test_an_accent_of_the_users_stands_beside_our_tick(tmp_path: Path) -> None:
    path = save(tmp_path / "clave.wav", note(2_000.0, 0.04, 0.02))

    loaded = load_sounds(48_000, {"accent": path})

    assert np.array_equal(loaded[SoundName.TICK].samples, load_sounds(48_000, {})[SoundName.TICK].samples)
    assert loaded[SoundName.ACCENT].frames == 1_920


def test_a_sound_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    silent = save(tmp_path / "silent.wav", np.zeros(4_800))
    long = save(tmp_path / "long.wav", note(900.0, 5.1, 0.5))

    with pytest.raises(CommandError, match="is silent; choose"):
        load_sounds(48_000, {"ready": silent})
    with pytest.raises(CommandError, match="longer than 5 s; cut it"):
        load_sounds(48_000, {"ready": long})
    with pytest.raises(CommandError, match="is not there; check"):
        load_sounds(48_000, {"ready": tmp_path / "missing.wav"})
    with pytest.raises(CommandError, match="no sound called gong; there are tick, accent,"):
        load_sounds(48_000, {"gong": silent})


def test_a_missing_built_in_sound_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound_bank, "sounds_folder", lambda: tmp_path)

    with pytest.raises(
        VoicefootError, match=r"tick\.wav is missing or damaged; install voicefoot again"
    ) as caught:
        load_sounds(48_000, {})

    assert caught.value.exit_code == 1


# -- waking --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sample_rate", "frames"), [(48_000, 24_000), (44_100, 22_050), (8_000, 100)])
def test_the_tone_that_wakes_a_speaker_is_there_and_not_heard(sample_rate: int, frames: int) -> None:
    tone = pre_roll_tone(sample_rate, frames)

    assert (tone.frames, tone.channels, tone.sample_rate) == (frames, 1, sample_rate)
    assert np.abs(to_int16(tone.samples)).max() > 0
    assert to_db(float(np.abs(tone.samples).max())) <= -66.0
    assert loudness_lufs(tone) < -70.0
    assert np.abs(tone.samples[[0, -1]]).max() < 1e-6


def test_a_tone_of_no_length_is_nothing() -> None:
    assert pre_roll_tone(48_000, 0).frames == 0
