"""What is known of a song file, found once and kept by the file's content."""

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
from voicefoot.music.decoder import decoded
from voicefoot.storage.atomic import write_cached
from voicefoot.text import escaped

MOMENT_SECONDS = 0.1
FLOOR_LUFS = -70.0
"""Silence, for all that is measured here."""

_RATE = 48_000


@dataclass(frozen=True, slots=True, eq=False)
class SongLoudness:
    """`seconds` of song, its integrated loudness, and its momentary loudness (EBU Tech 3341): the value i is
    that of the 400 ms that end at (i + 1) x 0.1 s. float64, (moments,), -70 for silence.
    """

    seconds: float
    loudness_lufs: float
    momentary_lufs: NDArray[np.float64]


def measure_loudness(path: Path) -> SongLoudness:
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
    if frames < MIN_SONG_SECONDS * _RATE:
        raise CommandError(f"{escaped(str(path))} is shorter than a second; choose another song")
    if not whole_lufs > FLOOR_LUFS:
        raise CommandError(f"{escaped(str(path))} is silent; choose another song")
    return SongLoudness(frames / _RATE, whole_lufs, np.array(moments))


def _number(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else -math.inf


ANALYSIS_RATE = 22_050
"""Frames a second at which beats are looked for."""

_VERSION = 1
"""To be raised when the same song would be understood otherwise than before."""


@dataclass(frozen=True, slots=True, eq=False)
class SongAnalysis:
    """A song's length, its loudness as in `measure.Measured`, and the moments of its beats: none where it has
    no beat that could be found, None where nobody has looked. `content` is the SHA-256 of its file.
    """

    content: str
    seconds: float
    loudness_lufs: float
    momentary_lufs: NDArray[np.float64]
    beat_seconds: tuple[float, ...] | None


def analyze_song(
    path: Path, cache: Path | None, notes: Callable[[str], None], *, beats: bool
) -> SongAnalysis:
    """What is known of the song at `path`; with `beats`, its beats too where they can be looked for.

    `cache` is the folder in which facts are kept; what can't be kept is found anew. `notes` is told what
    takes long, or is missing. Raises CommandError for what is no song.
    """
    content = _digest(path)
    kept = None if cache is None else cache / f"{content}.json"
    facts = _read(kept, content)
    if facts is not None and (facts.beat_seconds is not None or not beats):
        return facts
    notes(f"listening to {escaped(path.name)} ...")
    found = measure_loudness(path)
    beat_seconds = _beats(path, notes) if beats else None
    # Rounded as they are kept, so that the first session is the same as all later ones.
    momentary = np.round(found.momentary_lufs, 1)
    facts = SongAnalysis(content, found.seconds, found.loudness_lufs, momentary, beat_seconds)
    if kept is not None:
        _keep(kept, facts)
    return facts


def _beats(path: Path, notes: Callable[[str], None]) -> tuple[float, ...] | None:
    try:
        found = find_beats(decoded(path, ANALYSIS_RATE, 1), ANALYSIS_RATE)
    except CommandError as error:
        notes(str(error))
        return None
    if found is None:
        notes(f"no beat was found in {escaped(path.name)}; the work keeps to its own")
        return ()
    return found.seconds


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        reason = reason_of(error)
        raise CommandError(f"{escaped(str(path))} can't be read ({reason}); check its name") from error


def _read(path: Path | None, content: str) -> SongAnalysis | None:
    """The facts in the file at `path`; None where there are none, or damaged ones."""
    if path is None:
        return None
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="ascii"))
        if told["version"] != _VERSION:
            return None
        beats = told["beats"]
        facts = SongAnalysis(
            content,
            float(told["seconds"]),
            float(told["lufs"]),
            np.array(told["momentary"], dtype=np.float64),
            None if beats is None else tuple(map(float, beats)),
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return facts if math.isfinite(facts.loudness_lufs) and facts.seconds > 0 else None


def _keep(path: Path, facts: SongAnalysis) -> None:
    """Writes `facts` to `path`, whole or not at all; where that can't be, they are found anew next time."""
    told = {
        "version": _VERSION,
        "seconds": facts.seconds,
        "lufs": facts.loudness_lufs,
        "momentary": facts.momentary_lufs.tolist(),
        "beats": facts.beat_seconds,
    }
    with suppress(OSError):
        write_cached(path, [json.dumps(told).encode("ascii")])
