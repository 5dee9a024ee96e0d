"""Sentences are joined with the same pause between all of them, whatever silence the engine left around."""

from __future__ import annotations

import pytest

from tests.support.voices import RATE, tone, with_silence
from voicefoot.audio import Clip
from voicefoot.speaking.sentences import PAUSE_SECONDS, join_sentences


@pytest.mark.parametrize(("speed", "pause_seconds"), [(0.5, PAUSE_SECONDS), (1.0, PAUSE_SECONDS), (1.5, 0.3)])
def test_the_pause_is_the_same_after_any_silence(speed: float, pause_seconds: float) -> None:
    sentences = [with_silence(tone(0.5), 0.2, 0.7), tone(0.5), with_silence(tone(0.5), 0.0, 0.1)]
    joined = join_sentences(sentences, speed)
    assert joined.sample_rate == RATE
    assert joined.seconds == pytest.approx(1.5 + 2 * pause_seconds, abs=0.13)


def test_a_silent_sentence_takes_no_time() -> None:
    alone = join_sentences([tone(0.5)], 1.0)
    assert join_sentences([tone(0.5), Clip.silence(RATE, RATE)], 1.0).frames == alone.frames
    assert join_sentences([Clip.silence(RATE, RATE)], 1.0).frames == 0
