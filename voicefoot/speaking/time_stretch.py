"""Changes the speed of speech but not its pitch, for engines that can't speak fast enough themselves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from voicefoot.audio import Clip

_LAYOUT, _FORMAT = "mono", "fltp"


def at_speed(speed: float, lowest: float, highest: float, speak: Callable[[float], Clip]) -> Clip:
    """Return what `speak` gives at `speed`, which it does well from `lowest` to `highest`.

    Below `lowest` it stays there. Above `highest` it is spoken at that speed, and stretched for the rest.
    """
    clip = speak(min(max(speed, lowest), highest))
    return time_stretch(clip, speed / highest) if speed > highest else clip


def time_stretch(clip: Clip, factor: float) -> Clip:
    """Return `clip`, which must be mono, at `factor` times the speed, 0.5 to 100, and the same sample rate.

    The length is that of `clip` divided by `factor`, to within a few hundredths of a second. Uses FFmpeg's
    filter `atempo`: WSOLA, the overlap-add of the segments that match best (Verhelst & Roelands 1993).
    """
    from fractions import Fraction

    import av

    if not clip.frames:
        return clip
    graph = av.filter.Graph()
    source = graph.add_abuffer(
        format=_FORMAT,
        sample_rate=clip.sample_rate,
        layout=_LAYOUT,
        time_base=Fraction(1, clip.sample_rate),
    )
    tempo, sink = graph.add("atempo", repr(factor)), graph.add("abuffersink")
    source.link_to(tempo)
    tempo.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(clip.samples.T), format=_FORMAT, layout=_LAYOUT)
    frame.sample_rate, frame.pts = clip.sample_rate, 0
    graph.push(frame)
    graph.push(None)
    chunks = [np.zeros((1, 0), dtype=np.float32)]
    while True:
        try:
            pulled = graph.pull()
        except (EOFError, av.error.BlockingIOError):
            return Clip.of(np.concatenate(chunks, axis=1)[0], clip.sample_rate)
        assert isinstance(pulled, av.AudioFrame), "an audio filter gives audio"
        chunks.append(pulled.to_ndarray().astype(np.float32, copy=False))
