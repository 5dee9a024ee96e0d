"""The last volume of each output, so that the next session is as loud.

One small JSON file maps the names of outputs to volumes from 0 to 1. A damaged file counts as empty, and the
next write replaces it. If two sessions end at once, the volumes of the later one stay.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from voicefoot.errors import OutputError, reason_of
from voicefoot.storage.atomic import atomic_writer
from voicefoot.storage.paths import volumes_file

MAX_BYTES = 100_000
MAX_NAMES = 200
MAX_NAME_LENGTH = 500


def stored_volumes(path: Path | None = None) -> dict[str, float]:
    """Return every stored volume, the latest last, by the output's name as `registry.name_of` gives it."""
    path = volumes_file() if path is None else path
    try:
        with path.open("rb") as file:
            stored = json.loads(file.read(MAX_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(stored, dict):
        return {}
    return {name: float(volume) for name, volume in stored.items() if _is_volume(volume)}


def volume_of(output_name: str, path: Path | None = None) -> float | None:
    """Return the last volume of `output_name`, 0 to 1, or None if none is stored."""
    return stored_volumes(path).get(output_name)


def store_volume(output_name: str, volume: float, path: Path | None = None) -> None:
    """Store `volume`, 0 to 1, as the last of `output_name`. Raises OutputError if it can't be written."""
    if not _is_volume(volume):
        raise ValueError(f"a volume is from 0 to 1, not {volume}")
    path = volumes_file() if path is None else path
    stored = stored_volumes(path)
    name = output_name[:MAX_NAME_LENGTH]
    if stored.get(name) == volume:
        return
    stored.pop(name, None)
    stored[name] = volume
    _write(dict(list(stored.items())[-MAX_NAMES:]), path)


def _write(stored: Mapping[str, float], path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = reason_of(error)
        raise OutputError(
            f"the volume is not remembered ({path.parent}: {reason}); see who may write there"
        ) from error
    with atomic_writer(path) as file:
        file.write(json.dumps(stored, indent=1, ensure_ascii=True).encode() + b"\n")


def _is_volume(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
