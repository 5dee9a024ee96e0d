"""What the options of `export` ask for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What is given beside the options that commands share."""

    out: Path | None
    ending: str | None
    split: bool
    every: bool
    stems: Path | None
    normalize: bool
    kbps: int | None
    transcript: bool
    force: bool
    each: Path | None
    scheduler: str | None
    address: str | None = None
    """What -o names, where that is an address, as only --each takes."""
