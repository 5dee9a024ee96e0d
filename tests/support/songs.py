"""Songs for tests, made when they are needed."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np

from voicefoot.audio import Samples

CODECS = {
    ".mp3": ("mp3", "libmp3lame", "fltp"),
    ".m4a": ("ipod", "aac", "fltp"),
    ".flac": ("flac", "flac", "s16"),
    ".opus": ("ogg", "libopus", "flt"),
    ".ogg": ("ogg", "libopus", "flt"),
    ".wav": ("wav", "pcm_s16le", "s16"),
}
"""By suffix: the container, the codec, and its sample format."""

CHORDS = ((220.0, 277.2, 329.6), (174.6, 220.0, 261.6), (196.0, 246.9, 293.7), (164.8, 196.0, 246.9))


def click_song(bpm: float, first_beat_seconds: float, seconds: float, sample_rate: int = 44_100) -> Samples:
    """A click on each beat, the first at `first_beat_seconds`, and soft chords of four beats: mono."""
    time = np.arange(round(seconds * sample_rate)) / sample_rate
    beat = (time - first_beat_seconds) * bpm / 60.0
    wave = np.zeros_like(time)
    for number, chord in enumerate(CHORDS):
        sounding = (np.floor(beat / 4.0) % len(CHORDS)) == number
        wave += sounding * sum(0.03 * np.sin(2 * np.pi * hertz * time) for hertz in chord)
    since = np.where(beat >= 0, beat % 1.0, 1e9) * 60.0 / bpm
    wave += 0.5 * np.exp(-since / 0.02) * np.sin(2 * np.pi * 1_000.0 * since)
    return wave.astype(np.float32)[:, np.newaxis]


def write_song(samples: Samples, sample_rate: int, path: Path, layout: str | None = None) -> Path:
    """Encode `samples`, (frames, channels), at `path`, in the format that its suffix names."""
    import av

    container_format, codec, sample_format = CODECS[path.suffix]
    layout = layout or ("mono" if samples.shape[1] == 1 else "stereo")
    with av.open(str(path), "w", format=container_format) as container:
        rate = 48_000 if codec == "libopus" else sample_rate
        stream = container.add_stream(codec, rate=rate, layout=layout, format=sample_format)
        assert isinstance(stream, av.audio.stream.AudioStream)
        resampler = av.AudioResampler(format=sample_format, layout=layout, rate=rate)
        for at in range(0, len(samples), 4_096):
            part = np.ascontiguousarray(samples[at : at + 4_096].reshape(1, -1), dtype=np.float32)
            frame = av.AudioFrame.from_ndarray(part, format="flt", layout=layout)
            frame.sample_rate, frame.pts, frame.time_base = sample_rate, at, Fraction(1, sample_rate)
            for ready in resampler.resample(frame):
                container.mux(stream.encode(ready))
        for ready in resampler.resample(None):
            container.mux(stream.encode(ready))
        container.mux(stream.encode(None))
    return path
