r"""A cache of synthesized clips on disk, keyed by everything that they depend on.

The key is the SHA-256 of the voice's identity, the speed, the text and this format's version. An entry is

    "VFCLIP1\n"  SHA-256 of the rest, 32 bytes  sample rate, channels, frames, P-centre  float32 samples

with all numbers little-endian. A damaged entry is synthesized again.
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
_HEADER = struct.Struct("<IIQd")
_DIGEST_BYTES = 32
_SAMPLE_BYTES = 4
_MIN_BYTES = len(_MAGIC) + _DIGEST_BYTES + _HEADER.size
_SUFFIX = ".clip"

MAX_CACHE_BYTES = 500 * 10**6


class CachedVoice:
    """Calls `inner` only for phrases that are not in `folder` yet.

    If the folder can't be used, `on_notice` hears of it once. The folder is held to about `max_bytes`.
    """

    def __init__(
        self,
        inner: Voice,
        folder: Path,
        on_notice: Callable[[str], None],
        max_bytes: int = MAX_CACHE_BYTES,
    ) -> None:
        def report(error: OSError) -> None:
            reason = error.strerror or str(error)
            on_notice(f"spoken lines can't be kept in {folder} ({reason}); they are spoken anew each time")

        self._inner = inner
        self._entries = DiskCache(folder, _SUFFIX, max_bytes, report)

    @property
    def identity(self) -> str:
        return self._inner.identity

    def say(self, phrase: Phrase) -> Clip:
        """Return `phrase` from the cache, or synthesize and store it. Raises VoiceError."""
        clip = self.kept(phrase)
        if clip is None:
            clip = self._inner.say(phrase)
            self._entries.put(entry_key(self._inner.identity, phrase), encode_clip(clip))
        return clip

    def kept(self, phrase: Phrase) -> Clip | None:
        """Return `phrase` from the cache; None if it is not there, or damaged."""
        data = self._entries.get(entry_key(self._inner.identity, phrase))
        return None if data is None else decode_clip(data)


def entry_key(identity: str, phrase: Phrase) -> str:
    """Return the cache key of `phrase` as the voice with `identity` speaks it: 64 hexadecimal digits."""
    parts = ["voicefoot clip", FORMAT_VERSION, identity, float(phrase.speed), phrase.text]
    if phrase.phonemes:
        parts.append(phrase.phonemes)
    return hashlib.sha256(json.dumps(parts).encode("ascii")).hexdigest()


def encode_clip(clip: Clip) -> bytes:
    """Encode `clip` as a cache entry."""
    header = _HEADER.pack(clip.sample_rate, clip.channels, clip.frames, clip.p_center_seconds)
    body = header + clip.samples.astype("<f4").tobytes()
    return _MAGIC + hashlib.sha256(body).digest() + body


def decode_clip(data: bytes) -> Clip | None:
    """Decode a cache entry; None if it is damaged, or holds no clip."""
    magic_bytes = len(_MAGIC)
    if len(data) < _MIN_BYTES or data[:magic_bytes] != _MAGIC:
        return None
    body = memoryview(data)[magic_bytes + _DIGEST_BYTES :]
    if hashlib.sha256(body).digest() != data[magic_bytes : magic_bytes + _DIGEST_BYTES]:
        return None
    sample_rate, channels, frames, p_center_seconds = _HEADER.unpack_from(body)
    samples = body[_HEADER.size :]
    is_whole = channels and frames * channels * _SAMPLE_BYTES == len(samples)
    if not (is_whole and sample_rate and 0 <= p_center_seconds * sample_rate <= frames):
        return None
    flat = np.frombuffer(samples, "<f4").astype(np.float32, copy=False)
    if not np.isfinite(flat).all():
        return None
    return Clip(flat.reshape(frames, channels), sample_rate, p_center_seconds)
