"""Checks of the blocks that a pull returns."""

from __future__ import annotations

import numpy as np

from voicefoot.audio import AudioFormat, Block

QUIET_PEAK = 33
"""0.001 of full scale: the near-silence that keeps a speaker awake is below it."""


def check_block(block: Block, frames: int, audio_format: AudioFormat) -> Block:
    """Return `block` if it is a valid answer to a pull of `frames` frames. Raises ValueError otherwise."""
    if (
        block.dtype != np.int16
        or block.ndim != 2
        or block.shape[1] != audio_format.channels
        or len(block) > frames
    ):
        raise ValueError(f"asked for {frames} frames, a sink was given {block.dtype} of {block.shape}")
    return block


def is_quiet(block: Block) -> bool:
    """Return whether `block` (int16) is silent, or near-silent: no sample is beyond QUIET_PEAK."""
    return bool(np.abs(block.astype(np.int32)).max(initial=0) <= QUIET_PEAK)
