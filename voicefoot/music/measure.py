"""How loud a song is, as a whole and from moment to moment."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicefoot.errors import CommandError
from voicefoot.music.song_file import SHORTEST_SECONDS, decoded
from voicefoot.names import escaped

MOMENT_SECONDS = 0.1
FLOOR_LUFS = -70.0
"""Silence, for all that is measured here."""

_RATE = 48_000


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """`seconds` of song, its integrated loudness, and its momentary loudness (EBU Tech 3341): the value i is
    that of the 400 ms that end at (i + 1) x 0.1 s. float64, (moments,), -70 for silence.
    """

    seconds: float
    loudness_lufs: float
    momentary_lufs: NDArray[np.float64]


def measured(path: Path) -> Measured:
    """The measures of the song at `path`, by FFmpeg's filter `ebur128`, in one pass.

    Raises CommandError where it can't be decoded, is shorter than a second, or silent.
    """
    import av

    graph = av.filter.Graph()
    source = graph.add_abuffer(format="flt", sample_rate=_RATE, layout="stereo", time_base=Fraction(1, _RATE))
    meter, sink = graph.add("ebur128", "metadata=1:video=0"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    moments: list[float] = []
    whole_lufs = -math.inf
    frames = 0

    def take() -> None:
        nonlocal whole_lufs
        while True:
            try:
                told = graph.pull().metadata
            except (EOFError, av.error.BlockingIOError):
                return
            if "lavfi.r128.M" in told:
                moments.append(max(FLOOR_LUFS, _number(told["lavfi.r128.M"])))
                whole_lufs = _number(told["lavfi.r128.I"])

    for block in decoded(path, _RATE, 2):
        frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="flt", layout="stereo")
        frame.sample_rate, frame.pts = _RATE, frames
        frames += len(block)
        graph.push(frame)
        take()
    graph.push(None)
    take()
    if frames < SHORTEST_SECONDS * _RATE:
        raise CommandError(f"{escaped(str(path))} is shorter than a second; choose another song")
    if not whole_lufs > FLOOR_LUFS:
        raise CommandError(f"{escaped(str(path))} is silent; choose another song")
    return Measured(frames / _RATE, whole_lufs, np.array(moments))


def _number(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else -math.inf
