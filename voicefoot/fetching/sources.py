"""Where a voice's files come from: a server, or a folder such as that of a stick."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from voicefoot.errors import CommandError, FetchError, OutputError, reason_of
from voicefoot.fetching.addresses import checked, join
from voicefoot.fetching.catalogue import CatalogueVoice, RemoteFile
from voicefoot.fetching.download import READ_BYTES, OnProgress, Patience, download, forget, matches, no_room
from voicefoot.text import shown


class Source(Protocol):
    """Brings the files of voices."""

    def bring(self, voice: CatalogueVoice, file: RemoteFile, part: Path, on_progress: OnProgress) -> None:
        """Bring all of `file` into `part`, and check it. Raises FetchError and OutputError."""
        ...


@dataclass(frozen=True, slots=True)
class Server:
    """A server: the voice's own, or a mirror of it that has the same paths below `address`."""

    address: str | None = None
    patience: Patience | None = None

    def bring(self, voice: CatalogueVoice, file: RemoteFile, part: Path, on_progress: OnProgress) -> None:
        download(join(self.address or voice.address, file.path), file, part, on_progress, self.patience)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that holds the files: under the paths of their source, under their names alone, or as another
    machine's folder of voices has them.
    """

    folder: Path

    def bring(self, voice: CatalogueVoice, file: RemoteFile, part: Path, on_progress: OnProgress) -> None:
        name = PurePosixPath(file.path).name
        places = [self.folder / file.path, self.folder / name, self.folder / voice.name / name]
        if file.archive is None:
            places.append(self.folder / voice.name / file.name)
        there = [place for place in places if place.is_file()]
        if not there:
            raise FetchError(
                f"there is no {shown(name)} in {self.folder}; put it there, or name another folder"
            )
        good = next((place for place in there if _has_size(place, file.size)), None)
        if good is None or not _copy(good, file, part, on_progress):
            forget(part)
            raise FetchError(
                f"{there[0]} is not what it should be: it is damaged, or another version; "
                "nothing was installed. Copy it there once more"
            )


def source_of(asked: str | None) -> Source:
    """Return the source that a value of `--from` names, or else the one that the catalogue names.

    Raises CommandError if it is neither an address nor a folder.
    """
    if asked is None:
        return Server()
    if "://" in asked:
        return Server(checked(asked))
    folder = Path(asked).expanduser()
    if not folder.is_dir():
        raise CommandError(f'there is no folder "{shown(asked)}"; name one, or an address with https://')
    return Folder(folder)


def _has_size(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def _copy(path: Path, file: RemoteFile, part: Path, on_progress: OnProgress) -> bool:
    """Copy `path` to `part`, and return whether it is `file`."""
    try:
        with path.open("rb") as given, part.open("wb") as taken:
            done = 0
            while done <= file.size and (piece := given.read(READ_BYTES)):
                taken.write(piece)
                done += len(piece)
                on_progress(min(done, file.size))
    except OSError as error:
        forget(part)
        if shutil.disk_usage(part.parent).free < file.size:
            raise no_room(file.size, part.parent) from error
        raise OutputError(f"{path} was not copied: {reason_of(error)}; see whether it can be read") from error
    return matches(file, part)
