"""What `show` draws."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from voicefoot.cli.session import note

if TYPE_CHECKING:
    from voicefoot.timeline.timeline import Timeline

NARROWEST, WIDEST = 40, 120
"""Columns."""


def drawn(timeline: Timeline) -> list[str]:
    """The timeline as lines for standard output, as wide as the terminal."""
    from voicefoot.pictures.text_chart import DRAWN, TYPED, timeline_lines

    width = min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST)
    lines = timeline_lines(timeline, width, strip=DRAWN)
    try:
        "".join(lines).encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return timeline_lines(timeline, width, strip=TYPED)
    return lines


def draw_svg(timeline: Timeline, path: Path, language: str) -> None:
    """Writes the timeline to `path` as a picture. Raises OutputError where that can't be."""
    from voicefoot.pictures.svg import timeline_svg
    from voicefoot.storage.atomic import atomic_writer

    with atomic_writer(path) as stream:
        stream.write(timeline_svg(timeline, language=language).encode("utf-8"))
    note(str(path))
