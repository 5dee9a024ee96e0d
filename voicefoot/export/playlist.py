"""A list of files for players: extended M3U, in UTF-8."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from voicefoot.export.contents import ARTIST
from voicefoot.export.words import one_line


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in the same folder, and how long it plays."""

    file_name: str
    title: str
    seconds: float


def m3u8(title: str, entries: Iterable[Entry]) -> str:
    """The text of the list; lengths to the millisecond."""
    lines = ["#EXTM3U", f"#PLAYLIST:{one_line(title)}"]
    for entry in entries:
        lines += [f"#EXTINF:{entry.seconds:.3f},{ARTIST} - {one_line(entry.title)}", entry.file_name]
    return "\n".join(lines) + "\n"
