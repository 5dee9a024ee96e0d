r"""Clips that were spoken before, kept in a folder under what they are made of.

The name of a file is the SHA-256 of all that a clip depends on: the voice's identity, the speed, the
text and the version of this format. A file is

    "VFCLIP1\n"  SHA-256 of the rest, 32 bytes  sample rate, channels, frames, P-centre  float32 samples

with all numbers little-endian. It is written beside and then renamed, so that several processes may
share a folder; a damaged one is made anew. A folder that can't be used costs time and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import struct
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from voicefoot.audio import Clip
from voicefoot.speech.voice import Phrase, Voice

FORMAT_VERSION = 2

_MAGIC = b"VFCLIP1\n"
_SHAPE = struct.Struct("<IIQd")
_DIGEST_BYTES = 32
_HEADER_BYTES = len(_MAGIC) + _DIGEST_BYTES + _SHAPE.size
_ENDING = ".clip"
_MARK_AGE_SECONDS = 86_400.0
_LEFT_OVER_SECONDS = 3_600.0

MOST_BYTES = 500 * 10**6


class CachedVoice:
    """`inner`, which is asked only for what is not in `folder` yet.

    `notes` is told, once, where the folder can't be used. Once in its life, after the first clip that
    it keeps, it makes room: what was not used for longest goes until `most_bytes` are left.
    """

    def __init__(
        self,
        inner: Voice,
        folder: Path,
        notes: Callable[[str], None],
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._inner = inner
        self._folder = folder
        self._notes = notes
        self._most_bytes = most_bytes
        self._once = threading.Lock()
        self._has_noted = False
        self._has_made_room = False

    @property
    def identity(self) -> str:
        return self._inner.identity

    def say(self, phrase: Phrase) -> Clip:
        """The spoken phrase, from the folder or from the inner voice. Raises VoiceError."""
        path = self._folder / entry_name(self._inner.identity, phrase)
        clip = self._read(path)
        if clip is None:
            clip = self._inner.say(phrase)
            self._keep(path, clip)
        return clip

    def _read(self, path: Path) -> Clip | None:
        """The clip in `path`; None where there is none, or a damaged one."""
        try:
            with path.open("rb") as file:
                used = os.fstat(file.fileno()).st_mtime
                data = file.read()
            if time.time() - used > _MARK_AGE_SECONDS:
                os.utime(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            self._note(error)
            return None
        return decoded(data)

    def _keep(self, path: Path, clip: Clip) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=_ENDING)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(encoded(clip))
                Path(beside).replace(path)
            except BaseException:
                with contextlib.suppress(OSError):
                    Path(beside).unlink()
                raise
            self._make_room()
        except OSError as error:
            self._note(error)

    def _make_room(self) -> None:
        with self._once:
            if self._has_made_room:
                return
            self._has_made_room = True
        make_room(self._folder, self._most_bytes)

    def _note(self, error: OSError) -> None:
        with self._once:
            if self._has_noted:
                return
            self._has_noted = True
        reason = error.strerror or str(error)
        self._notes(
            f"spoken lines can't be kept in {self._folder} ({reason}); they are spoken anew each time"
        )


def entry_name(identity: str, phrase: Phrase) -> str:
    """Where in the folder the clip of `phrase` lies, spoken by the voice of `identity`."""
    parts = ["voicefoot clip", FORMAT_VERSION, identity, float(phrase.speed), phrase.text]
    key = hashlib.sha256(json.dumps(parts).encode("ascii")).hexdigest()
    return f"{key[:2]}/{key[2:]}{_ENDING}"


def encoded(clip: Clip) -> bytes:
    """`clip` as the bytes of an entry."""
    shape = _SHAPE.pack(clip.sample_rate, clip.channels, clip.frames, clip.p_centre_seconds)
    body = shape + clip.samples.astype("<f4").tobytes()
    return _MAGIC + hashlib.sha256(body).digest() + body


def decoded(data: bytes) -> Clip | None:
    """The clip in the bytes of an entry; None where they are damaged."""
    start = len(_MAGIC)
    if len(data) < _HEADER_BYTES or data[:start] != _MAGIC:
        return None
    body = memoryview(data)[start + _DIGEST_BYTES :]
    if hashlib.sha256(body).digest() != data[start : start + _DIGEST_BYTES]:
        return None
    sample_rate, channels, frames, p_centre_seconds = _SHAPE.unpack_from(body)
    samples = np.frombuffer(body, "<f4", offset=_SHAPE.size)
    shaped = samples.astype(np.float32, copy=False).reshape(frames, channels)
    return Clip(shaped, sample_rate, p_centre_seconds)


def make_room(folder: Path, most_bytes: int) -> None:
    """Removes what was not used for longest, until at most `most_bytes` are left in `folder`, and what
    a process that was killed left behind. What can't be removed stays.
    """
    now = time.time()
    kept: list[tuple[float, int, str]] = []
    for entry in _entries(folder):
        with contextlib.suppress(OSError):  # another process may have removed it
            found = entry.stat()
            if entry.name.startswith("."):
                if now - found.st_mtime > _LEFT_OVER_SECONDS:
                    Path(entry).unlink()
            else:
                kept.append((found.st_mtime, found.st_size, entry.path))
    total = sum(size for _, size, _ in kept)
    for _, size, path in sorted(kept):
        if total <= most_bytes:
            return
        with contextlib.suppress(OSError):
            Path(path).unlink()
        total -= size


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """The files of ours in `folder`, and no others."""
    with os.scandir(folder) as found:
        groups = [
            entry.path for entry in found if len(entry.name) == 2 and entry.is_dir(follow_symlinks=False)
        ]
    for group in groups:
        with os.scandir(group) as found:
            yield from [entry for entry in found if entry.name.endswith(_ENDING)]
