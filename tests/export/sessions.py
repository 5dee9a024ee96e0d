"""Sessions to be exported, and what FFmpeg's own programs read out of a file."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import AudioFormat, Block, Clip
from voicefoot.export.formats import format_of
from voicefoot.export.metadata import Tags
from voicefoot.export.writer import FileRequest
from voicefoot.timeline.timeline import Event, EventKind, Section

RATE = 48_000
UNIT = 46_080
"""0.96 s: what sections end on."""
TAGS = Tags("Zwei Füße <1> & 2", "de", "Taps: 20 times")


def burst(seed: int, seconds: float, rate: int = RATE) -> Clip:
    """Something like a word: noise around 700 Hz that swells and fades."""
    time = np.arange(int(seconds * rate)) / rate
    noise = np.random.default_rng(seed).standard_normal(len(time))
    wave = np.sin(2 * np.pi * (500 + 40 * (seed % 9)) * time + 0.5 * np.cumsum(noise) / 30)
    return Clip.of(0.4 * np.sin(np.pi * time / seconds) ** 0.5 * wave, rate)


def section(name: str, start_frame: int, frames: int, seed: int = 1, channels: int = 1) -> Section:
    """A word each 0.7 s, and silence for half a second at its end."""
    events = tuple(
        Event(
            start_frame + at,
            burst(seed + at, 0.3),
            EventKind.COUNT if at else EventKind.SPEECH,
            f"{name} {at}",
        )
        for at in range(0, frames - RATE, int(0.7 * RATE))
    )
    return Section(name, start_frame, start_frame + frames, events, None, AudioFormat(RATE, channels))


def session(
    lengths: Sequence[int] = (12, 25, 9), seeds: Sequence[int] = (1, 2, 3), extra: int = 0
) -> list[Section]:
    """Sections of so many units; `extra` frames make the first one longer, off the codecs' packets."""
    found: list[Section] = []
    for number, (units, seed) in enumerate(zip(lengths, seeds, strict=True)):
        start = found[-1].end_frame if found else 0
        frames = units * UNIT + (0 if found else extra)
        found.append(section(f"Part {number + 1}", start, frames, seed * 1_000_000))
    return found


def wanted(ending: str, **more: Any) -> FileRequest:
    return FileRequest(format_of(ending), AudioFormat(RATE, 1), TAGS, **more)


def probed(path: Path) -> dict[str, Any]:
    """What ffprobe tells of the file."""
    shown = ["-show_chapters", "-show_format", "-show_streams"]
    command = ["ffprobe", "-v", "error", *shown, "-of", "json", str(path)]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found


def heard(path: Path, channels: int = 1) -> Block:
    """The samples that ffmpeg decodes, int16, (frames, channels)."""
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-i",
        str(path),
        "-map",
        "0:a",
        "-f",
        "s16le",
        "-ac",
        str(channels),
        "-",
    ]
    done = subprocess.run(command, check=True, capture_output=True)
    assert done.stderr == b""
    return np.frombuffer(done.stdout, "<i2").reshape(-1, channels)


def lag(a: NDArray[Any], b: NDArray[Any]) -> int:
    """By how many frames `b` comes after `a`."""
    size = 1 << (len(a) + len(b)).bit_length()
    across = np.fft.irfft(np.fft.rfft(b.astype(float), size) * np.conj(np.fft.rfft(a.astype(float), size)))
    at = int(np.argmax(across))
    return at if at < size // 2 else at - size
