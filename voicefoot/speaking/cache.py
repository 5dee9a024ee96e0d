r"""Clips that were spoken before, kept in a folder under what they are made of.

The name of a file is the SHA-256 of all that a clip depends on: the voice's identity, the speed, the
text and the version of this format. A file is

    "VFCLIP1\n"  SHA-256 of the rest, 32 bytes  sample rate, channels, frames, P-centre  float32 samples

with all numbers little-endian; a damaged one is made anew.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np

from voicefoot.audio import Clip
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.ports import Voice
from voicefoot.storage.disk_cache import DiskCache

FORMAT_VERSION = 2

_MAGIC = b"VFCLIP1\n"
_SHAPE = struct.Struct("<IIQd")
_DIGEST_BYTES = 32
_HEADER_BYTES = len(_MAGIC) + _DIGEST_BYTES + _SHAPE.size
_ENDING = ".clip"

MOST_BYTES = 500 * 10**6


class CachedVoice:
    """`inner`, which is asked only for what is not in `folder` yet.

    `notes` is told, once, where the folder can't be used. At most `most_bytes` or so are kept.
    """

    def __init__(
        self,
        inner: Voice,
        folder: Path,
        notes: Callable[[str], None],
        most_bytes: int = MOST_BYTES,
    ) -> None:
        def unusable(error: OSError) -> None:
            reason = error.strerror or str(error)
            notes(f"spoken lines can't be kept in {folder} ({reason}); they are spoken anew each time")

        self._inner = inner
        self._kept = DiskCache(folder, _ENDING, most_bytes, unusable)

    @property
    def identity(self) -> str:
        return self._inner.identity

    def say(self, phrase: Phrase) -> Clip:
        """The spoken phrase, from the folder or from the inner voice. Raises VoiceError."""
        key = entry_key(self._inner.identity, phrase)
        data = self._kept.get(key)
        clip = None if data is None else decoded(data)
        if clip is None:
            clip = self._inner.say(phrase)
            self._kept.put(key, encoded(clip))
        return clip


def entry_key(identity: str, phrase: Phrase) -> str:
    """Under what the clip of `phrase` is kept, spoken by the voice of `identity`."""
    parts = ["voicefoot clip", FORMAT_VERSION, identity, float(phrase.speed), phrase.text]
    return hashlib.sha256(json.dumps(parts).encode("ascii")).hexdigest()


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
