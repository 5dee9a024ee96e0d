"""A section with music comes out as loud as a session, whatever is said in it."""

from __future__ import annotations

import numpy as np
import pytest

from voicefoot.arranging.makeup import makeup_db, usual_power
from voicefoot.audio import AudioFormat, Clip, Samples
from voicefoot.dsp.loudness import loudness_lufs
from voicefoot.mixing.mix import mix_samples
from voicefoot.model.sound_levels import MAKEUP_DB, MAKEUP_LUFS, MUSIC_LUFS
from voicefoot.timeline.timeline import Event, EventKind, Music, Section

RATE = 16_000
FRAMES = 60 * RATE


class Hum:
    """A sine that is as loud as all music is."""

    name = "hum"
    channels = 1
    identity = b"hum"

    def __init__(self) -> None:
        wave = np.sin(2.0 * np.pi * 500.0 / RATE * np.arange(FRAMES))[:, np.newaxis].astype(np.float32)
        gain_db = MUSIC_LUFS - loudness_lufs(Clip.of(wave, RATE))
        self.wave: Samples = wave * np.float32(10.0 ** (gain_db / 20.0))

    def samples(self, first_frame: int, last_frame: int) -> Samples:
        part: Samples = self.wave[first_frame:last_frame]
        return part


def music(down_db: float) -> Music:
    return Music(0, FRAMES, "hum", Hum(), 0, np.array([0, 10]), np.array([-down_db, -down_db]))


def word(lufs: float, seconds: float = 0.5) -> Clip:
    frames = np.arange(round(seconds * RATE))
    clip = Clip.of(np.sin(2.0 * np.pi * 700.0 / RATE * frames), RATE)
    return clip.scaled(10.0 ** ((lufs - loudness_lufs(clip)) / 20.0))


def loudness(section: Section) -> float:
    return loudness_lufs(Clip.of(np.concatenate(list(mix_samples([section]))), RATE))


@pytest.mark.parametrize("down_db", [0.0, 6.0, 9.0])
@pytest.mark.parametrize("every_seconds", [1.0, 2.5])
def test_what_is_reckoned_is_what_is_heard(down_db: float, every_seconds: float) -> None:
    clip = word(-15.4)
    starts = range(RATE, FRAMES - 2 * RATE, round(every_seconds * RATE))
    events = tuple(Event(start, clip, EventKind.SPEECH) for start in starts)
    under = music(down_db)
    gain_db = makeup_db(events, under, 0, FRAMES, RATE)
    as_it_is = loudness(Section("A", 0, FRAMES, events, under, AudioFormat(RATE)))
    assert gain_db == pytest.approx(np.clip(MAKEUP_LUFS - as_it_is, *MAKEUP_DB), abs=0.15)
    assert gain_db != 0.0


def test_what_is_far_too_soft_is_made_a_little_louder_and_silence_is_left() -> None:
    assert makeup_db((), music(20.0), 0, FRAMES, RATE) == MAKEUP_DB[1]
    assert makeup_db((), music(200.0), 0, FRAMES, RATE) == 0.0


def test_the_gain_of_a_section_is_that_of_its_events_and_its_music_comes_to_it_evenly() -> None:
    clip, under = word(-20.0), music(0.0)
    under = Music(
        0, FRAMES, "hum", under.source, 0, under.turn_frames, under.turn_db,
        gain_before_db=-3.0, gain_db=2.0, gain_frames=RATE,
    )  # fmt: skip
    wave = Hum().wave
    section = Section("A", 0, FRAMES, (), under, AudioFormat(RATE))
    heard = np.concatenate(list(mix_samples([section])))
    for at, gain_db in ((0, -3.0), (RATE // 2, -0.5), (RATE, 2.0), (20 * RATE, 2.0)):
        part = slice(at, at + 32)
        ratio = np.abs(heard[part]).max() / np.abs(wave[part]).max()
        assert 20.0 * np.log10(ratio) == pytest.approx(gain_db, abs=0.05)
    events = (Event(0, clip, EventKind.SPEECH, gain_db=1.0),)
    alone = Section("A", 0, FRAMES, events, None, AudioFormat(RATE), gain_db=2.0)
    heard = np.concatenate(list(mix_samples([alone])))
    np.testing.assert_allclose(heard[:100], clip.samples[:100] * 10.0 ** (3.0 / 20.0), atol=1e-6)


def test_music_that_is_louder_than_usual_is_heard_before_it_is_reckoned_with() -> None:
    under, heard = music(0.0), []

    def power_of(first_frame: int, last_frame: int) -> float:
        heard.append((first_frame, last_frame))
        return 1.4125 * usual_power(first_frame, last_frame)

    usual_db = makeup_db((), under, 0, FRAMES, RATE)
    assert makeup_db((), under, 0, FRAMES, RATE, power_of) == pytest.approx(usual_db - 1.5, abs=0.01)
    assert all(0 <= first < last <= FRAMES for first, last in heard)
    assert 0 < sum(last - first for first, last in heard) < FRAMES / 5


def test_an_event_with_a_gain_counts_as_loud_as_it_is_heard() -> None:
    def reckoned(clip: Clip, gain_db: float) -> float:
        starts = range(RATE, FRAMES - 2 * RATE, RATE)
        events = tuple(Event(start, clip, EventKind.SPEECH, gain_db=gain_db) for start in starts)
        return makeup_db(events, music(9.0), 0, FRAMES, RATE)

    usual, softer = reckoned(word(-15.4), 0.0), reckoned(word(-15.4), -2.0)
    assert softer == pytest.approx(reckoned(word(-17.4), 0.0), abs=0.05)
    assert softer > usual
