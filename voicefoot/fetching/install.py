"""Puts a voice in place, whole or not at all, and takes it away again.

While it is fetched it lies in `.NAME.part`, in the folder of voices, where nobody looks for voices; what a
crash or a broken connection leaves there is gone on from the next time. When all of it is there and checked,
and described in `voice.json`, the folder gets its name.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from voicefoot.errors import FetchError, OutputError, reason_of
from voicefoot.fetching.catalogue import SEE_CARD, CatalogueVoice, RemoteFile
from voicefoot.fetching.download import matches, no_room
from voicefoot.fetching.sources import Source
from voicefoot.fetching.styles import unpack_styles
from voicefoot.speaking.installed_voices import (
    SEVERAL_LANGUAGES,
    VOICE_FILE,
    InstalledVoice,
    damaged_files,
    installed_voices,
)
from voicefoot.storage.file_lock import try_lock

PART_SUFFIX = ".part"
_LOCK_NAME = ".lock"
_OLD_SUFFIX = ".old"
_UNPACKERS: Mapping[str, Callable[[Path, Path], None]] = {"styles": unpack_styles}

OnProgress = Callable[[int, int], None]
"""Called with the bytes of a voice that are there, and with all that it has."""


@dataclass(frozen=True, slots=True)
class UnfinishedVoice:
    """A voice of which only a part was fetched."""

    name: str
    size: int
    """In bytes, of what is there."""


def fetch_voice(voice: CatalogueVoice, source: Source, folder: Path, on_progress: OnProgress) -> bool:
    """Put `voice`, from `source`, into `folder`, the folder of all voices. Return whether it had to be
    fetched; a voice that is there already, whole, is left as it is.

    Raises FetchError and OutputError; then no voice of this name is there that was not there before.
    """
    with _locked(folder):
        place = folder / voice.name
        if _is_whole(voice, place):
            return False
        part = folder / f".{voice.name}{PART_SUFFIX}"
        with _leaving_nothing_empty(part):
            _fetch(voice, source, part, on_progress)
            _put_in_place(part, place)
        return True


def remove_voice(name: str, folder: Path) -> int:
    """Take the voice `name`, and what was fetched of it, out of `folder`. Return how many bytes it had.

    `name` is that of a folder in there. Raises OutputError.
    """
    with _locked(folder):
        size = 0
        for path in (folder / name, folder / f".{name}{PART_SUFFIX}"):
            if path.is_dir():
                size += 0 if path.is_symlink() else _size_of(path)
                _take_away(path)
        return size


def unfinished_voices(folder: Path) -> list[UnfinishedVoice]:
    """Return the voices of which only a part is there, by their names."""
    try:
        found = sorted(path for path in folder.iterdir() if path.name.endswith(PART_SUFFIX))
    except OSError:
        return []
    return [
        UnfinishedVoice(path.name[1 : -len(PART_SUFFIX)], _size_of(path))
        for path in found
        if path.name.startswith(".") and path.is_dir()
    ]


def installed_voice(name: str, folder: Path) -> InstalledVoice | None:
    """Return the voice that lies in the folder `name` of `folder`, if it can be used."""
    return next((found for found in installed_voices(folder) if found.name == name), None)


def _fetch(voice: CatalogueVoice, source: Source, part: Path, on_progress: OnProgress) -> None:
    """Make `part` the folder of the voice."""
    _make(part)
    _check_room(voice, part)
    done = 0
    for file in voice.files:
        _bring(voice, file, source, part, _shifted(on_progress, done, voice.size))
        done += file.size
    archives = {_in_part(part, file): file for file in voice.files if file.archive is not None}
    for archive, file in archives.items():
        _UNPACKERS[file.archive or ""](archive, part / file.name)
    for archive in archives:
        archive.unlink()
    _describe(voice, part)


@contextmanager
def _leaving_nothing_empty(part: Path) -> Iterator[None]:
    """After an error, remove the folder `part` if there is nothing in it that could be gone on from."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            there = [path for path in part.iterdir() if path.suffix != ".mark"]
            if not any(path.stat().st_size for path in there):
                shutil.rmtree(part)
        raise


def _bring(
    voice: CatalogueVoice,
    file: RemoteFile,
    source: Source,
    part: Path,
    on_progress: Callable[[int], None],
) -> None:
    """Bring `file` into the folder `part`, unless it is there. It gets its name when it has been checked."""
    target = _in_part(part, file)
    if matches(file, target):
        on_progress(file.size)
        return
    growing = target.with_name(f"{target.name}{PART_SUFFIX}")
    source.bring(voice, file, growing, on_progress)
    try:
        _sync(growing)
        growing.replace(target)
        with suppress(FileNotFoundError):
            growing.with_name(f"{growing.name}.mark").unlink()
    except OSError as error:
        raise _not_installed(part, error) from error


def _in_part(part: Path, file: RemoteFile) -> Path:
    """Return where `file` lies until the voice is whole; an archive beside the folder that it becomes."""
    return part / (file.name if file.archive is None else f"{file.name}.archive")


def _shifted(on_progress: OnProgress, done: int, total: int) -> Callable[[int], None]:
    return lambda of_file: on_progress(done + of_file, total)


def _is_whole(voice: CatalogueVoice, place: Path) -> bool:
    """Whether `place` holds the voice that the catalogue means, and all of it is as it was installed."""
    found = installed_voice(voice.name, place.parent)
    if found is None or found.engine != voice.engine or damaged_files(found):
        return False
    try:
        return all(
            (place / file.name).stat().st_size == file.size
            if file.archive is None
            else any((place / file.name).iterdir())
            for file in voice.files
        )
    except OSError:
        return False


def _check_room(voice: CatalogueVoice, part: Path) -> None:
    """Raise OutputError if the disk has less room than what is still to come takes, once it is unpacked."""
    unpacked = sum(file.size for file in voice.files if file.archive is not None)
    needed = voice.size + unpacked - _size_of(part)
    try:
        free = shutil.disk_usage(part).free
    except OSError:
        return  # a file system that does not tell; writing will
    if free < needed:
        raise no_room(needed, part.parent)


def _describe(voice: CatalogueVoice, part: Path) -> None:
    """Write `voice.json`: what the voice is, and the digest of each of its files."""
    files = sorted(
        path for path in part.rglob("*") if path.is_file() and path.name != VOICE_FILE and not _is_rest(path)
    )
    language = voice.languages[0] if len(voice.languages) == 1 else SEVERAL_LANGUAGES
    described = {
        "engine": voice.engine,
        "language": language,
        "languages": list(voice.languages),
        "title": voice.title,
        "quality": voice.quality,
        "licence": voice.licence or SEE_CARD,
        "terms": voice.terms,
        "size": sum(path.stat().st_size for path in files),
        "sha256": {path.relative_to(part).as_posix(): _sha256(path) for path in files},
    }
    try:
        path = part / VOICE_FILE
        path.write_text(json.dumps(described, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        for file in (path, *files):
            _sync(file)
    except OSError as error:
        raise _not_installed(part, error) from error


def _is_rest(path: Path) -> bool:
    return path.name.endswith((PART_SUFFIX, f"{PART_SUFFIX}.mark"))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _put_in_place(part: Path, place: Path) -> None:
    """Give the folder `part` the name `place`. What was there and could not be used goes away."""
    try:
        for rest in part.iterdir():
            if _is_rest(rest):
                rest.unlink()
        if place.exists():
            _take_away(place)
        part.replace(place)
    except OSError as error:
        raise _not_installed(place, error) from error


def _take_away(path: Path) -> None:
    """Remove a folder: first its name, so that nobody finds half of it. Of a link, only the link goes."""
    old = path.with_name(f".{path.name.lstrip('.')}{_OLD_SUFFIX}")
    try:
        if path.is_symlink():
            path.unlink()
            return
        if old.exists():
            shutil.rmtree(old)
        path.replace(old)
        shutil.rmtree(old)
    except OSError as error:
        raise OutputError(f"{path} was not removed: {reason_of(error)}; see who may write there") from error


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_installed(folder, error) from error


def _size_of(folder: Path) -> int:
    """Return how many bytes the files in `folder` have."""
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            if path.is_file():
                total += path.stat().st_size
    return total


def _not_installed(path: Path, error: OSError) -> OutputError:
    return OutputError(f"{path} can't be written ({reason_of(error)}); see who may write there")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other processes from fetching and removing voices. Raises FetchError if one is at it."""
    _make(folder)
    try:
        handle = os.open(folder / _LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _not_installed(folder, error) from error
    try:
        try:
            is_ours = try_lock(handle)
        except OSError:
            is_ours = True  # a file system without locks
        if not is_ours:
            raise FetchError("voices are being fetched or removed in another window; wait for that to end")
        yield
    finally:
        os.close(handle)
