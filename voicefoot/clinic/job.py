"""What all rows of a list have in common: the routine with its files, the options, and where files go."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from voicefoot import __version__
from voicefoot.errors import CommandError
from voicefoot.model.choices import Choices
from voicefoot.model.stems import AS_ARRANGED, Gains
from voicefoot.text import escaped

MAX_SENT_BYTES = 200 * 10**6
"""Of a routine with all its files, where they are sent to other machines."""


@dataclass(frozen=True, slots=True)
class EachJob:
    """Files to make of one routine. Everything but the rows; can be pickled."""

    routine: str
    """A path, or the name of a built-in routine."""
    target: str
    """A folder, or a URL that fsspec knows."""
    ending: str
    """Of the files, with its point."""
    choices: Choices
    voice: str | None = None
    voice_speed: float = 1.0
    sample_rate: int = 48_000
    gains: Gains = AS_ARRANGED
    kbps: int | None = None
    language: str | None = None
    usual_language: str = ""
    """The system's; taken where no other is asked for, and the routine is in it."""
    strict: bool = False
    force: bool = False
    """Make all files, and encode all of them anew."""
    users_voices: tuple[tuple[str, str], ...] = ()
    """Who speaks which language, as the user has settled it."""
    files_digest: str = ""
    """Of the routine and all files that it names."""
    version: str = __version__

    def digest(self) -> bytes:
        """Return the SHA-256 of all that decides what the files hold, but the rows and the voices."""
        shared = {
            field.name: getattr(self, field.name) for field in fields(self) if field.name not in _NOT_CONTENT
        }
        return hashlib.sha256(canonical(shared).encode("utf-8")).digest()


_NOT_CONTENT = {"target", "force", "routine", "users_voices", "voice"}
"""What does not decide what is in a file; the voices go in by their own identity."""


def canonical(value: Any) -> str:
    """Return a text that is the same for equal data, whatever the order of sets and mappings."""
    if is_dataclass(value) and not isinstance(value, type):
        inner = ",".join(f"{each.name}={canonical(getattr(value, each.name))}" for each in fields(value))
        return f"{type(value).__name__}({inner})"
    if isinstance(value, Enum):
        return repr(value.value)
    if isinstance(value, Mapping):
        return f"{{{','.join(sorted(f'{canonical(k)}:{canonical(v)}' for k, v in value.items()))}}}"
    if isinstance(value, frozenset | set):
        return f"{{{','.join(sorted(map(canonical, value)))}}}"
    if isinstance(value, tuple | list):
        return f"[{','.join(map(canonical, value))}]"
    return repr(str(value)) if isinstance(value, Path) else repr(value)


def digest_of(source: str, files: Mapping[str, Path], songs: tuple[Path, ...] = ()) -> str:
    """Return the SHA-256 of a routine and its `files`, in hexadecimal, and of `songs` beside them. Raises
    CommandError if one can't be read.
    """
    found = hashlib.sha256(b"" if files else source.encode("utf-8"))
    for name, path in (*files.items(), *((song.name, song) for song in songs)):
        try:
            with path.open("rb") as file:
                inner = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise CommandError(f"{escaped(str(path))} can't be read; check its permissions") from error
        found.update(f"{name}\0{inner}\0".encode())
    return found.hexdigest()
