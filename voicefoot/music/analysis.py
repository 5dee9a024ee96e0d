"""Analyzes a song file once, its length, loudness and beats, and caches the result by the file's content."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicefoot.errors import CommandError, reason_of
from voicefoot.model.limits import MIN_SONG_SECONDS
from voicefoot.music.beat_tracking import find_beats
from voicefoot.music.decoder import decode_song
from voicefoot.storage.atomic import write_cached
from voicefoot.text import escaped

FLOOR_LUFS = -70.0
"""What silence measures."""

BEATS_RATE = 22_050
"""The sample rate at which beats are searched for."""

_LOUDNESS_RATE = 48_000

_ANALYSIS_VERSION = 1
"""Raise this when the same song would be analyzed differently than before."""


@dataclass(frozen=True, slots=True, eq=False)
class SongLoudness:
    """A song's length in seconds, and its integrated and momentary loudness (EBU Tech 3341).

    Value i of `momentary_lufs`, float64, is that of the 400 ms that end at (i + 1) x 0.1 s; -70 for silence.
    """

    seconds: float
    loudness_lufs: float
    momentary_lufs: NDArray[np.float64]


def measure_loudness(path: Path) -> SongLoudness:
    """Measure the song at `path` with FFmpeg's filter `ebur128`, in one pass.

    Raises CommandError if it can't be decoded, is shorter than a second, or silent.
    """
    import av

    graph = av.filter.Graph()
    time_base = Fraction(1, _LOUDNESS_RATE)
    source = graph.add_abuffer(format="flt", sample_rate=_LOUDNESS_RATE, layout="stereo", time_base=time_base)
    meter, sink = graph.add("ebur128", "metadata=1:video=0"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    momentary: list[float] = []
    integrated_lufs = -math.inf
    frames = 0

    def pull_measurements() -> None:
        nonlocal integrated_lufs
        while True:
            try:
                metadata = graph.pull().metadata
            except (EOFError, av.error.BlockingIOError):
                return
            if "lavfi.r128.M" in metadata:
                momentary.append(max(FLOOR_LUFS, _parse_lufs(metadata["lavfi.r128.M"])))
                integrated_lufs = _parse_lufs(metadata["lavfi.r128.I"])

    for block in decode_song(path, _LOUDNESS_RATE, 2):
        frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="flt", layout="stereo")
        frame.sample_rate, frame.pts = _LOUDNESS_RATE, frames
        frames += len(block)
        graph.push(frame)
        pull_measurements()
    graph.push(None)
    pull_measurements()
    if frames < MIN_SONG_SECONDS * _LOUDNESS_RATE:
        raise CommandError(f"{escaped(str(path))} is shorter than a second; choose another song")
    if not integrated_lufs > FLOOR_LUFS:
        raise CommandError(f"{escaped(str(path))} is silent; choose another song")
    return SongLoudness(frames / _LOUDNESS_RATE, integrated_lufs, np.array(momentary))


def _parse_lufs(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else -math.inf


@dataclass(frozen=True, slots=True, eq=False)
class SongAnalysis:
    """What is known of a song: `content`, the SHA-256 of its file; its length and loudness, as in
    `SongLoudness`; and its beats in seconds, empty if none were found, None if nobody has searched yet.
    """

    content: str
    seconds: float
    loudness_lufs: float
    momentary_lufs: NDArray[np.float64]
    beat_seconds: tuple[float, ...] | None


def analyze_song(
    path: Path, cache: Path | None, on_notice: Callable[[str], None], *, beats: bool
) -> SongAnalysis:
    """Analyze the song at `path`; with `beats`, search for its beats too, if librosa is installed.

    `cache` is the folder for results, or None. `on_notice` hears of what takes long, or is missing. Raises
    CommandError if the file is no song.
    """
    content = _digest_file(path)
    cache_path = None if cache is None else cache / f"{content}.json"
    analysis = cached_analysis(cache_path, content)
    if analysis is not None and (analysis.beat_seconds is not None or not beats):
        return analysis
    on_notice(f"listening to {escaped(path.name)} ...")
    loudness = measure_loudness(path)
    beat_seconds = _find_beats(path, on_notice) if beats else None
    # Rounded as in the cache, so that the first session is the same as all later ones.
    momentary = np.round(loudness.momentary_lufs, 1)
    analysis = SongAnalysis(content, loudness.seconds, loudness.loudness_lufs, momentary, beat_seconds)
    if cache_path is not None:
        _write_cache(cache_path, analysis)
    return analysis


def _find_beats(path: Path, on_notice: Callable[[str], None]) -> tuple[float, ...] | None:
    try:
        beats = find_beats(decode_song(path, BEATS_RATE, 1), BEATS_RATE)
    except CommandError as error:
        on_notice(str(error))
        return None
    if beats is None:
        on_notice(f"no beat was found in {escaped(path.name)}; the work keeps to its own")
        return ()
    return beats.seconds


def _digest_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        reason = reason_of(error)
        raise CommandError(f"{escaped(str(path))} can't be read ({reason}); check its name") from error


def cached_analysis(path: Path | None, content: str) -> SongAnalysis | None:
    """Return the analysis at `path`, of a file with the digest `content`; None if there is none, or it is
    damaged.
    """
    if path is None:
        return None
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="ascii"))
        if data["version"] != _ANALYSIS_VERSION:
            return None
        beats = data["beats"]
        analysis = SongAnalysis(
            content,
            float(data["seconds"]),
            float(data["lufs"]),
            np.array(data["momentary"], dtype=np.float64),
            None if beats is None else tuple(map(float, beats)),
        )
    except (OSError, ValueError, TypeError, LookupError, OverflowError, RecursionError):
        return None
    return analysis if _makes_sense(analysis) else None


def _makes_sense(analysis: SongAnalysis) -> bool:
    momentary, beats = analysis.momentary_lufs, np.array(analysis.beat_seconds or ())
    return (
        math.isfinite(analysis.loudness_lufs)
        and 0 < analysis.seconds < math.inf
        and momentary.ndim == 1
        and bool(np.isfinite(momentary).all() and np.isfinite(beats).all() and (np.diff(beats) > 0).all())
    )


def _write_cache(path: Path, analysis: SongAnalysis) -> None:
    """Write `analysis` to `path`, or nothing: then the song is analyzed again next time."""
    data = {
        "version": _ANALYSIS_VERSION,
        "seconds": analysis.seconds,
        "lufs": analysis.loudness_lufs,
        "momentary": analysis.momentary_lufs.tolist(),
        "beats": analysis.beat_seconds,
    }
    with suppress(OSError):
        write_cached(path, [json.dumps(data).encode("ascii")])
