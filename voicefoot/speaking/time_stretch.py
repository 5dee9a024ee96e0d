"""Speech made shorter without a change of its pitch, for voices that can't be hurried enough."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from voicefoot.audio import Clip

_LAYOUT, _FORMAT = "mono", "fltp"


def stretched(clip: Clip, factor: float) -> Clip:
    """`clip`, mono, said `factor` times as fast, 0.5 to 100: its length is that of `clip` over
    `factor`, up to a few hundredths of a second.

    By FFmpeg's filter `atempo`: overlap-add of the best matching pieces (WSOLA, Verhelst & Roelands 1993).
    """
    import av

    if not clip.frames:
        return clip
    graph = av.filter.Graph()
    source = graph.add_abuffer(
        format=_FORMAT, sample_rate=clip.sample_rate, layout=_LAYOUT, time_base=Fraction(1, clip.sample_rate)
    )
    tempo, sink = graph.add("atempo", repr(factor)), graph.add("abuffersink")
    source.link_to(tempo)
    tempo.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(clip.samples.T), format=_FORMAT, layout=_LAYOUT)
    frame.sample_rate, frame.pts = clip.sample_rate, 0
    graph.push(frame)
    graph.push(None)
    parts = [np.zeros((1, 0), dtype=np.float32)]
    while True:
        try:
            pulled = graph.pull()
        except (EOFError, av.error.BlockingIOError):
            return Clip.of(np.concatenate(parts, axis=1)[0], clip.sample_rate)
        assert isinstance(pulled, av.AudioFrame), "a filter of sound gives sound"
        parts.append(pulled.to_ndarray().astype(np.float32, copy=False))
