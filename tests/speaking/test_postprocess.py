"""Clips of any engine become mono, trimmed, equally loud, at one sample rate."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.voices import tone, with_silence
from voicefoot.audio import Clip
from voicefoot.dsp.loudness import loudness_lufs, true_peak_db
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.model.sound_levels import SPEECH_LUFS, SPEECH_PEAK_DB
from voicefoot.speaking.postprocess import LONGEST_PAUSE_SECONDS, postprocess, postprocessed_identity

READY = Phrase("Ready.")


@pytest.mark.parametrize("sample_rate", [22_050, 24_000, 44_100, 48_000])
@pytest.mark.parametrize("amplitude", [0.01, 0.9])
def test_a_clip_is_trimmed_and_at_its_level(sample_rate: int, amplitude: float) -> None:
    spoken = with_silence(tone(1.0, amplitude, sample_rate=22_050), 0.29, 0.37)
    clip = postprocess(spoken, READY, sample_rate)
    assert clip.sample_rate == sample_rate
    assert clip.seconds == pytest.approx(1.0, abs=0.06)
    heard = with_silence(clip, 0.4, 0.4)
    assert loudness_lufs(heard) == pytest.approx(SPEECH_LUFS, abs=0.2)


def test_peaks_stay_below_their_bound_at_the_new_rate_too() -> None:
    noise = np.random.default_rng(1).normal(size=24_000) * np.repeat([0.02, 0.5] * 10, 1200)
    clip = postprocess(Clip.of(noise, 24_000), READY, 48_000)
    assert true_peak_db(clip) <= SPEECH_PEAK_DB + 0.1


def test_stereo_becomes_mono() -> None:
    both = Clip.of(np.repeat(tone(0.5).samples, 2, axis=1), 16_000)
    assert postprocess(both, READY, 48_000).channels == 1


def test_sentences_of_one_line_come_close_together() -> None:
    apart = Clip.of(np.concatenate([with_silence(tone(0.5), 0.0, 0.7).samples, tone(0.5).samples]), 16_000)
    assert apart.sample_rate == tone(0.5).sample_rate
    close = postprocess(apart, Phrase("Stand up. Look ahead."), 48_000)
    assert close.seconds == pytest.approx(1.0 + LONGEST_PAUSE_SECONDS, abs=0.06)
    asked = postprocess(apart, Phrase("Breathe in ... and out."), 48_000)
    assert asked.seconds == pytest.approx(1.7, abs=0.06), "a silence that the writer asks for stays"


def test_the_sample_rate_is_part_of_the_identity() -> None:
    low, high = (postprocessed_identity("plays", rate) for rate in (44_100, 48_000))
    assert low != high
    assert low.startswith("plays")


def test_silence_is_an_error() -> None:
    with pytest.raises(VoiceError, match='nothing to hear of "Go'):
        postprocess(Clip.silence(8000, 16_000), Phrase("Go."), 48_000)


@pytest.mark.parametrize(("seconds", "has_p_center"), [(1.0, True), (2.5, False)])
def test_only_what_may_be_on_a_beat_has_a_p_center(seconds: float, has_p_center: bool) -> None:
    clip = postprocess(with_silence(tone(seconds), 0.1, 0.1), READY, 48_000)
    assert (clip.p_center_seconds > 0.0) == has_p_center
