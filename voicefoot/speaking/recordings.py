"""The lines of a recorded voice: what is said in each, and which file holds it.

The voice is a folder with a WAV file for each line and `voice.json` (see `installed_voices`), in which
`lines` has an entry for each:

    {"engine": "recorded", "language": "en", "title": "ada", "size": 4180000,
     "lines": {"take a towel": {"text": "Take a towel.", "file": "take-a-towel.wav", "sha256": "9f2c..."}}}

A text finds its recording by what is said. A line whose file is gone counts as one that was never recorded.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from voicefoot.errors import VoiceError
from voicefoot.speaking.installed_voices import (
    VOICE_FILE,
    InstalledVoice,
    broken_voices,
    installed_voices,
)
from voicefoot.text import match, shown

ENGINE = "recorded"
SUFFIX = ".wav"
MAX_RECORDING_SECONDS = 120.0
"""No line is longer."""

_MAX_NAME_CHARACTERS, _MAX_NAME_BYTES = 60, 180
"""Of a file's name; systems allow 255 bytes, and a name wants to be read."""
_DIGEST_DIGITS = 8
_UNSPOKEN = re.compile(r"['’ʼ‘]")


@lru_cache(maxsize=4096)
def line_key(text: str) -> str:
    """Return what all spellings of `text` have in common that are said alike: case, punctuation and spaces
    don't count. "Left foot." and "left  foot" are one; "it's" is "its".
    """
    plain = _UNSPOKEN.sub("", unicodedata.normalize("NFKC", text).casefold())
    spaced = "".join(c if unicodedata.category(c)[0] not in "PZC" else " " for c in plain)
    return " ".join(unicodedata.normalize("NFC", spaced).split()) or " ".join(text.split())


def file_name(key: str) -> str:
    """Return the name of the WAV file for the line with this `line_key`: its words.

    A long one is cut, and gets a digest of the whole, so that no two lines have one name.
    """
    words = re.sub(r"[^\w]+", "-", key).strip("-")
    short = words[:_MAX_NAME_CHARACTERS]
    while len(short.encode("utf-8")) > _MAX_NAME_BYTES:
        short = short[:-1]
    if short.replace("-", " ") == key:
        return short + SUFFIX
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_DIGITS]
    return f"{short.rstrip('-')}-{digest}{SUFFIX}"


@dataclass(frozen=True, slots=True)
class Recording:
    """A line that was recorded. `text` is as it was written when it was."""

    text: str
    file: str
    """Its name in the voice's folder."""
    sha256: str

    def as_json(self) -> dict[str, str]:
        return {"text": self.text, "file": self.file, "sha256": self.sha256}


def recordings_of(voice: InstalledVoice) -> dict[str, Recording]:
    """Return the recordings of `voice` that are there, by their `line_key`. Raises VoiceError."""
    lines = voice.settings.get("lines", {})
    if not isinstance(lines, dict):
        raise _damaged(voice)
    found: dict[str, Recording] = {}
    for key, entry in lines.items():
        recording = _recording(entry)
        if recording is None:
            raise _damaged(voice)
        if (voice.folder / recording.file).is_file():
            found[key] = recording
    return found


def _recording(entry: Any) -> Recording | None:
    if not isinstance(entry, dict):
        return None
    text, file, digest = (entry.get(name) for name in ("text", "file", "sha256"))
    if not (isinstance(text, str) and isinstance(file, str) and isinstance(digest, str)):
        return None
    # A name of its own folder, and of nowhere else.
    inside = file not in ("", ".", "..") and not set(file) & set("/\\:\0")
    return Recording(text, file, digest) if inside else None


def _damaged(voice: InstalledVoice) -> VoiceError:
    where = voice.folder / VOICE_FILE
    return VoiceError(f'{where} is damaged ("lines"); put back a copy of the folder, or record it anew')


def speaks(spoken: str, language: str) -> bool:
    """Tell whether a voice that was recorded in `spoken` coaches in `language`: "en" and "en-GB" are one."""
    one, other = (code.replace("_", "-").casefold() for code in (spoken, language))
    return one == other or one.startswith(f"{other}-") or other.startswith(f"{one}-")


def recorded_voices(folder: Path) -> Mapping[str, InstalledVoice]:
    """Return the recorded voices in `folder` by their names."""
    return {voice.name: voice for voice in installed_voices(folder) if voice.engine == ENGINE}


def find_recorded(name: str | None, folder: Path) -> InstalledVoice:
    """Return the recorded voice in `folder` that `name` matches; without a name, the only one there is.

    Raises VoiceError if there is none, and CommandError if `name` matches none.
    """
    found = recorded_voices(folder)
    if name:
        for broken in broken_voices(folder):
            if broken.name == name:
                raise VoiceError(
                    f"the voice {shown(name)} can't be used: {broken.reason}; put back a copy of "
                    f"{broken.folder}, or remove that folder and record it anew"
                )
    if not found:
        raise VoiceError(
            "there is no recorded voice yet; to record your own, type: voicefoot voices record NAME ROUTINE"
        )
    if not name:
        if len(found) > 1:
            raise VoiceError(
                f"there are several recorded voices ({', '.join(found)}); name one, such as "
                f"--voice {ENGINE}:{next(iter(found))}"
            )
        return next(iter(found.values()))
    return found[match(name, list(found), "recorded voice")]
