"""Sentences that an engine speaks one by one, joined with the same pause between all of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voicefoot.audio import Clip
from voicefoot.dsp.leveling import trim_silence

PAUSE_SECONDS = 0.45
"""Between two sentences, at the voice's own pace."""


def join_sentences(sentences: Sequence[Clip], speed: float) -> Clip:
    """Return the mono `sentences`, at least one and all of one sample rate, trimmed, one after the other.

    Faster speech, `speed` above 1, has shorter pauses.
    """
    sample_rate = sentences[0].sample_rate
    pause = np.zeros((round(PAUSE_SECONDS / max(speed, 1.0) * sample_rate), 1), dtype=np.float32)
    parts: list[np.ndarray[tuple[int, ...], np.dtype[np.float32]]] = []
    for sentence in sentences:
        trimmed = trim_silence(sentence).samples
        if len(trimmed):
            parts += [pause, trimmed] if parts else [trimmed]
    return Clip.of(np.concatenate(parts) if parts else np.zeros(0, np.float32), sample_rate)
