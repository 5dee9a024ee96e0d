"""How loud each output was played, so that it is as loud the next time.

One small JSON file: names of outputs, and volumes from 0 to 1. One that is damaged is as good as none, and is
written anew. Two sessions that end at once: the later one's volumes stay.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from voicefoot.errors import OutputError, reason_of
from voicefoot.storage.atomic import atomic_writer
from voicefoot.storage.paths import volumes_file

MOST_BYTES = 100_000
MOST_NAMES = 200
LONGEST_NAME = 500


def volumes(path: Path | None = None) -> dict[str, float]:
    """All that is remembered, the latest last: names as `registry.name_of` gives them."""
    path = volumes_file() if path is None else path
    try:
        with path.open("rb") as file:
            known = json.loads(file.read(MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(known, dict):
        return {}
    return {name: float(volume) for name, volume in known.items() if _is_volume(volume)}


def volume_of(output_name: str, path: Path | None = None) -> float | None:
    """The volume that `output_name` had last, 0 to 1; None where nothing is remembered."""
    return volumes(path).get(output_name)


def remember(output_name: str, volume: float, path: Path | None = None) -> None:
    """Remembers that `output_name` was played at `volume`, 0 to 1. Raises OutputError where that can't be
    written.
    """
    if not _is_volume(volume):
        raise ValueError(f"a volume is from 0 to 1, not {volume}")
    path = volumes_file() if path is None else path
    known = volumes(path)
    name = output_name[:LONGEST_NAME]
    if known.get(name) == volume:
        return
    known.pop(name, None)
    known[name] = volume
    _write(dict(list(known.items())[-MOST_NAMES:]), path)


def _write(known: Mapping[str, float], path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = reason_of(error)
        raise OutputError(
            f"the volume is not remembered ({path.parent}: {reason}); see who may write there"
        ) from error
    with atomic_writer(path) as file:
        file.write(json.dumps(known, indent=1, ensure_ascii=True).encode() + b"\n")


def _is_volume(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
