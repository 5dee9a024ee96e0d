"""File names that every file system accepts, whatever a title says, and playlists that name the files."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from voicefoot.export.metadata import ARTIST
from voicefoot.outgoing import for_m3u_file, for_m3u_title
from voicefoot.reading.file_names import bare_name

_FORBIDDEN = set('<>:"/\\|?*')
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
_MAX_BYTES = 100
"""With a number and an ending, well below the 255 bytes that a name may have."""


def safe_name(text: str, otherwise: str = "session") -> str:
    """Turn `text` into a file name without an ending; `otherwise` if nothing of it is left.

    What Windows, macOS or FAT forbid becomes a hyphen or is dropped: separators, control characters, marks
    that change the direction of writing, points and spaces at the ends. The same text always gives the same
    name.
    """
    chars = []
    for char in unicodedata.normalize("NFC", text):
        if char in _FORBIDDEN:
            chars.append("-")
        elif unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
            chars.append(char)
        elif char.isspace():
            chars.append(" ")
    name = " ".join("".join(chars).split())
    while len(name.encode("utf-8")) > _MAX_BYTES:
        name = name[:-1]
    name = name.strip(" .")
    if not any(char.isalnum() for char in name):
        return otherwise
    return f"{name}_" if name.split(".")[0].strip().lower() in _RESERVED else name


def find_name_clash(routines: Iterable[str]) -> tuple[str, str] | None:
    """Return the first two of `routines`, names or paths, that would become the same file, or None.

    Upper and lower case count as the same, as on some file systems.
    """
    by_name: dict[str, str] = {}
    for routine in routines:
        other = by_name.setdefault(safe_name(bare_name(routine)).casefold(), routine)
        if other != routine:
            return other, routine
    return None


def numbered_name(number: int, count: int, name: str, ending: str) -> str:
    """Return the file name of part `number`, from 1, of `count`: "03 Big toe lifts.mp3"."""
    return f"{number:0{max(2, len(str(count)))}} {safe_name(name, 'part')}{ending}"


@dataclass(frozen=True, slots=True)
class PlaylistEntry:
    """One file of a playlist, in the same folder, and how long it plays."""

    file_name: str
    title: str
    seconds: float


def m3u8(title: str, entries: Iterable[PlaylistEntry]) -> str:
    """Return an extended M3U playlist; lengths are to the millisecond."""
    lines = ["#EXTM3U", f"#PLAYLIST:{for_m3u_title(title)}"]
    for entry in entries:
        lines += [
            f"#EXTINF:{entry.seconds:.3f},{ARTIST} - {for_m3u_title(entry.title)}",
            for_m3u_file(entry.file_name),
        ]
    return "\n".join(lines) + "\n"
