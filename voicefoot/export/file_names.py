"""Names of files that every file system takes, whatever a title says."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from voicefoot.export.captions import one_line
from voicefoot.export.metadata import ARTIST

_FORBIDDEN = set('<>:"/\\|?*')
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
_MOST_BYTES = 100
"""With a number and an ending it stays well below the 255 bytes that a name may have."""


def safe_name(text: str, otherwise: str = "session") -> str:
    """`text` as the name of a file, without an ending; `otherwise` where nothing of it is left.

    What Windows, macOS or FAT forbid becomes a hyphen or goes: separators, controls, marks that turn the
    direction of writing, points and spaces at the ends. The same text always gives the same name.
    """
    marks = []
    for mark in unicodedata.normalize("NFC", text):
        if mark in _FORBIDDEN:
            marks.append("-")
        elif unicodedata.category(mark) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
            marks.append(mark)
        elif mark.isspace():
            marks.append(" ")
    name = " ".join("".join(marks).split())
    while len(name.encode("utf-8")) > _MOST_BYTES:
        name = name[:-1]
    name = name.strip(" .")
    if not any(mark.isalnum() for mark in name):
        return otherwise
    return f"{name}_" if name.split(".")[0].strip().lower() in _RESERVED else name


def alike(routines: Iterable[str]) -> tuple[str, str] | None:
    """The first two of `routines`, names or paths, that would become the same file in one folder, even where
    capitals and small letters are not told apart; None where there are none.
    """
    named: dict[str, str] = {}
    for routine in routines:
        other = named.setdefault(safe_name(PurePath(routine).stem).casefold(), routine)
        if other != routine:
            return other, routine
    return None


def numbered(number: int, of: int, name: str, ending: str) -> str:
    """The name of part `number` of so many: "03 Big toe lifts.mp3"."""
    return f"{number:0{max(2, len(str(of)))}} {safe_name(name, 'part')}{ending}"


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
