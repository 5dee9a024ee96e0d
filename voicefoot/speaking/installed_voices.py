"""The voices that lie in the user's folder of voices, each in a folder of its own.

A folder holds `voice.json` and the voice's files:

    {"engine": "piper", "language": "de", "title": "Thorsten", "licence": "CC0", "size": 63206000,
     "sha256": {"model.onnx": "7e64...", "model.onnx.json": "0a1b..."}}

Piper's files are `model.onnx` and `model.onnx.json`; Kokoro's are `kokoro.onnx` and `voices/*.bin`. Kokoro,
which speaks several languages, has `mul` for its language. Whatever else stands in `voice.json` is a setting
of the engine. A folder that can't be used is listed with the reason, and is in nobody's way.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voicefoot.errors import reason_of
from voicefoot.text import is_control, shown

VOICE_FILE = "voice.json"

SEVERAL_LANGUAGES = "mul"
"""The code of ISO 639-2 for more than one language."""

MODEL_FILES: Mapping[str, tuple[str, ...]] = {
    "piper": ("model.onnx", "model.onnx.json"),
    "kokoro": ("kokoro.onnx",),
    "recorded": (),
}
"""The files without which a voice of an engine can't speak."""

_MAX_DESCRIPTION_BYTES = 1_000_000
_NO_DIGESTS: Mapping[str, str] = {}
_NO_SETTINGS: Mapping[str, Any] = {}
_KNOWN = ("engine", "language", "title", "licence", "size", "sha256")


@dataclass(frozen=True, slots=True)
class InstalledVoice:
    """A voice that is there. `name` is that of its folder."""

    name: str
    engine: str
    language: str
    """A code such as `de` or `pt-BR`, or `mul`."""
    title: str
    folder: Path
    settings: Mapping[str, Any] = field(default_factory=lambda: _NO_SETTINGS)
    """What `voice.json` says beside what every voice has."""
    licence: str = ""
    size: int = 0
    """In bytes, all files together; 0 if it was not said."""
    sha256: Mapping[str, str] = field(default_factory=lambda: _NO_DIGESTS)
    """The digest of each file, in hexadecimal digits, by its path in the folder."""


@dataclass(frozen=True, slots=True)
class BrokenVoice:
    """A folder that should hold a voice, and why that can't speak. `reason` is half a sentence."""

    name: str
    folder: Path
    reason: str


def installed_voices(folder: Path) -> list[InstalledVoice]:
    """Return the voices in `folder`, in the order of their names; none if there is no such folder."""
    return [found for found in _look_into(folder) if isinstance(found, InstalledVoice)]


def broken_voices(folder: Path) -> list[BrokenVoice]:
    """Return the folders in `folder` that hold no voice that can be used, in the order of their names."""
    return [found for found in _look_into(folder) if isinstance(found, BrokenVoice)]


def damaged_files(voice: InstalledVoice) -> list[str]:
    """Return the files of `voice` that are missing, can't be read, or are not what was installed.

    Reads them all: a tenth of a second or more.
    """
    return [name for name, digest in sorted(voice.sha256.items()) if _digest(voice.folder / name) != digest]


def _look_into(folder: Path) -> Iterator[InstalledVoice | BrokenVoice]:
    try:
        inside = sorted(path for path in folder.iterdir() if path.is_dir())
    except OSError:
        return  # there are no voices, or none that this user may see
    for path in inside:
        if not path.name.startswith("."):  # what is still being fetched, or was left by a crash
            yield _look_at(path)


def _look_at(folder: Path) -> InstalledVoice | BrokenVoice:
    try:
        return _described(folder)
    except FileNotFoundError:
        reason = f"{VOICE_FILE} is missing"
    except OSError as error:
        reason = f"{VOICE_FILE} can't be read ({reason_of(error)})"
    except UnicodeDecodeError:
        reason = f"{VOICE_FILE} is damaged (it is not text)"
    except json.JSONDecodeError as error:
        reason = f"{VOICE_FILE} is damaged (line {error.lineno}: {error.msg})"
    except RecursionError:
        reason = f"{VOICE_FILE} is damaged (it is nested too deep)"
    except ValueError as error:
        reason = str(error)
    return BrokenVoice(folder.name, folder, reason)


def _described(folder: Path) -> InstalledVoice:
    with (folder / VOICE_FILE).open("rb") as file:
        data = file.read(_MAX_DESCRIPTION_BYTES + 1)
    if len(data) > _MAX_DESCRIPTION_BYTES:
        raise ValueError(f"{VOICE_FILE} is too long")
    said = json.loads(data.decode("utf-8"))
    if not isinstance(said, dict):
        raise ValueError(f"{VOICE_FILE} is damaged (it is no object)")
    engine, language = _text(said, "engine"), _text(said, "language")
    if engine not in MODEL_FILES:
        raise ValueError(f'the engine "{shown(engine)}" is unknown here')
    digests = said.get("sha256", {})
    if not isinstance(digests, dict) or not all(
        isinstance(digest, str) and _is_inside(name) for name, digest in digests.items()
    ):
        raise ValueError(f'{VOICE_FILE} is damaged ("sha256")')
    size = said.get("size", 0)
    for name in sorted({*MODEL_FILES[engine], *digests}):
        if not (folder / name).is_file():
            raise ValueError(f"{shown(name)} is missing")
    return InstalledVoice(
        folder.name,
        engine,
        language,
        _text(said, "title", folder.name),
        folder,
        {key: value for key, value in said.items() if key not in _KNOWN},
        _text(said, "licence", ""),
        size if isinstance(size, int) else 0,
        {name: digest.casefold() for name, digest in digests.items()},
    )


def _text(said: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = said.get(key, default)
    if not isinstance(value, str) or any(map(is_control, value)):
        raise ValueError(f'{VOICE_FILE} is damaged ("{key}" is {"missing" if value is None else "no text"})')
    return value


def _is_inside(name: str) -> bool:
    """Whether `name` is a path that can't lead out of the voice's folder."""
    parts = name.replace("\\", "/").split("/")
    return ":" not in name and all(part not in ("", ".", "..") for part in parts)


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file; nothing if it can't be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
