"""The samples of a song loop, decoded as a stream, with each region crossfaded into the next."""

from __future__ import annotations

import hashlib
import struct
from collections import deque
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import Samples
from voicefoot.music.song_loop import SongLoop
from voicefoot.units import to_frames

_AHEAD_SECONDS = 15.0
"""How long before it is heard the next song is opened: its decoder takes a while to start."""
HISTORY_SECONDS = 4.0
"""How far back a song can be read without decoding it anew."""

Decode = Callable[[], Iterator[Samples]]
"""Decodes a song from its beginning: blocks of float32, (frames, channels), of any length."""


class SongSource:
    """A source of music that plays a song loop, to be read from its first frame on.

    Reading further back than `HISTORY_SECONDS` decodes a song anew from its beginning: possible, but slow.
    """

    def __init__(
        self,
        name: str,
        order: SongLoop,
        songs: Sequence[Decode],
        gains: Sequence[float],
        channels: int,
        contents: Sequence[str] = (),
    ) -> None:
        """`songs` and `gains` hold one item for each song of the loop: how to decode it, and the factor by
        which its samples are multiplied. `contents` tells for each what its samples depend on; empty if
        unknown.
        """
        self.name = name
        self.order = order
        self._songs = songs
        self._gains = gains
        self._channels = channels
        self._contents = contents
        self._ahead_frames = to_frames(_AHEAD_SECONDS, order.sample_rate)
        self._readers: dict[int, _SongReader] = {}
        """By the index of the region: that which sounds, and the next during a crossfade."""

    @property
    def channels(self) -> int:
        return self._channels

    @property
    def identity(self) -> bytes | None:
        """A digest of all that the samples depend on; None if that is not known."""
        if not self._contents:
            return None
        gains = [float(gain) for gain in self._gains]
        settings = (self._channels, self.order.sample_rate, self._contents, gains)
        digest = hashlib.sha256(repr(settings).encode("ascii", "backslashreplace"))
        for song in self.order.songs:
            digest.update(struct.pack("<qq", song.frames, len(song.beat_frames)))
            digest.update(song.beat_frames.astype("<i8").tobytes())
            digest.update(song.momentary_lufs.astype("<f8").tobytes())
        return digest.digest()

    def samples(self, first_frame: int, last_frame: int) -> Samples:
        """Return the frames `first_frame` to `last_frame` of the loop: float32, (last - first, channels)."""
        out = np.zeros((last_frame - first_frame, self._channels), dtype=np.float32)
        start = first_frame
        while start < last_frame:
            index = self.order.index_at(start)
            region = self.order.region(index)
            for known in [number for number in self._readers if not index <= number <= index + 1]:
                self._readers.pop(known).close()
            fade_frame = region.end_frame - region.fade_frames
            end = min(last_frame, fade_frame if start < fade_frame else region.end_frame)
            if index + 1 not in self._readers and fade_frame - end < self._ahead_frames:
                self._readers[index + 1] = self._open(index + 1)
            samples = self._read(index, start, end)
            if start >= fade_frame:
                fade_in = _fade_in(np.arange(start, end) - fade_frame, region.fade_frames)
                samples = samples * (1.0 - fade_in) + self._read(index + 1, start, end) * fade_in
            out[start - first_frame : end - first_frame] = samples
            start = end
        return out

    def _read(self, index: int, first: int, last: int) -> Samples:
        """Read the frames `first` to `last` of the loop from region `index`, also from before its start."""
        region = self.order.region(index)
        offset = region.first - region.start_frame
        reader = self._readers.get(index)
        if reader is None or reader.earliest > max(0, first + offset):
            if reader is not None:
                reader.close()
            reader = self._readers[index] = self._open(index)
        return reader.read(first + offset, last + offset) * np.float32(self._gains[region.song])

    def _open(self, index: int) -> _SongReader:
        """Return what reads the song of region `index`, from its beginning."""
        history_frames = to_frames(HISTORY_SECONDS, self.order.sample_rate)
        decode = self._songs[self.order.region(index).song]
        return _SongReader(decode(), self._channels, history_frames)


def _fade_in(frames: NDArray[np.int64], length: int) -> NDArray[np.float32]:
    """Return the gain of a raised-cosine fade from 0 to 1 over `length` frames, at `frames`: (frames, 1)."""
    gain = 0.5 - 0.5 * np.cos(np.pi * (frames + 0.5) / length)
    return gain.astype(np.float32)[:, np.newaxis]


class _SongReader:
    """Reads one song forwards, and buffers its last blocks, so that a live session may go back a little."""

    def __init__(self, blocks: Iterator[Samples], channels: int, history_frames: int) -> None:
        self._blocks = blocks
        self._channels = channels
        self._history_frames = history_frames
        self._buffer: deque[tuple[int, Samples]] = deque()
        """Blocks, each with the frame that it begins at."""
        self._end = 0

    @property
    def earliest(self) -> int:
        """The first frame that can still be read."""
        return self._buffer[0][0] if self._buffer else 0

    def read(self, first: int, last: int) -> Samples:
        """Return the song's frames `first` to `last`; silence before its beginning and after its end."""
        while self._end < last:
            block = next(self._blocks, None)
            if block is None:
                break
            self._buffer.append((self._end, block))
            self._end += len(block)
            keep_from = min(first, self._end - self._history_frames)
            while self._buffer[0][0] + len(self._buffer[0][1]) < keep_from:
                self._buffer.popleft()
        out = np.zeros((last - first, self._channels), dtype=np.float32)
        for start, block in self._buffer:
            begin, end = max(first, start), min(last, start + len(block))
            if begin < end:
                out[begin - first : end - first] = block[begin - start : end - start]
        return out

    def close(self) -> None:
        """Close the song's file."""
        close = getattr(self._blocks, "close", None)
        if close is not None:
            close()
