"""What an exercise has to show beside its words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Attachments:
    """A link, a note and an image of an exercise. They are shown and never spoken."""

    link: str | None = None
    """An address of the web, which begins with http:// or https://."""
    note: str | None = None
    image: Path | None = None
    """A picture of at most `limits.MAX_IMAGE_BYTES`, in the folder of the routine."""


NO_ATTACHMENTS = Attachments()
