"""Songs as they are played: decoded as a stream, each faded into the next."""

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

KEPT_SECONDS = 4.0

Decode = Callable[[], Iterator[Samples]]
"""A song from its beginning, in parts."""


class SongSource:
    """The songs of an order, as a source of music that is asked for its frames from the first on.

    Asked for ones that are further back than a few seconds, it begins to decode anew; so that is possible,
    and slow.
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
        """`songs` and `gains`: one for each of the order's songs, and the factor that it is played at.
        `contents` tells for each what its samples depend on; none where that is not known.
        """
        self.name = name
        self.order = order
        self._songs = songs
        self._gains = gains
        self._channels = channels
        self._contents = contents
        self._readers: dict[int, _Reader] = {}
        """By the number of the stretch: the one that sounds, and the next while it fades in."""

    @property
    def channels(self) -> int:
        return self._channels

    @property
    def identity(self) -> bytes | None:
        if not self._contents:
            return None
        told = (self._channels, self.order.sample_rate, self._contents, [float(gain) for gain in self._gains])
        digest = hashlib.sha256(repr(told).encode("ascii", "backslashreplace"))
        for song in self.order.songs:
            digest.update(struct.pack("<qq", song.frames, len(song.beat_frames)))
            digest.update(song.beat_frames.astype("<i8").tobytes())
            digest.update(song.momentary_lufs.astype("<f8").tobytes())
        return digest.digest()

    def samples(self, first_frame: int, last_frame: int) -> Samples:
        """Its frames, float32, (last - first, channels)."""
        out = np.zeros((last_frame - first_frame, self._channels), dtype=np.float32)
        at = first_frame
        while at < last_frame:
            index = self.order.index_at(at)
            stretch = self.order.stretch(index)
            for known in [number for number in self._readers if not index <= number <= index + 1]:
                self._readers.pop(known).close()
            fade_frame = stretch.end_frame - stretch.fade_frames
            until = min(last_frame, fade_frame if at < fade_frame else stretch.end_frame)
            part = self._read(index, at, until)
            if at >= fade_frame:
                rising = _rising(np.arange(at, until) - fade_frame, stretch.fade_frames)
                part = part * (1.0 - rising) + self._read(index + 1, at, until) * rising
            out[at - first_frame : until - first_frame] = part
            at = until
        return out

    def _read(self, index: int, first: int, last: int) -> Samples:
        """Frames of the order, out of the stretch number `index`, also before its beginning."""
        stretch = self.order.stretch(index)
        offset = stretch.first - stretch.start_frame
        reader = self._readers.get(index)
        if reader is None or reader.earliest > max(0, first + offset):
            kept_frames = to_frames(KEPT_SECONDS, self.order.sample_rate)
            reader = _Reader(self._songs[stretch.song](), self._channels, kept_frames)
            self._readers[index] = reader
        return reader.read(first + offset, last + offset) * np.float32(self._gains[stretch.song])


def _rising(at: NDArray[np.int64], length: int) -> NDArray[np.float32]:
    """A raised cosine from 0 to 1 over `length` frames, (frames, 1)."""
    shape = 0.5 - 0.5 * np.cos(np.pi * (at + 0.5) / length)
    return shape.astype(np.float32)[:, np.newaxis]


class _Reader:
    """One song, read forwards; what was read last is kept, so that a live session may go back a little."""

    def __init__(self, parts: Iterator[Samples], channels: int, kept_frames: int) -> None:
        self._parts = parts
        self._channels = channels
        self._kept_frames = kept_frames
        self._kept: deque[tuple[int, Samples]] = deque()
        """Parts and the frames that they begin at."""
        self._end = 0

    @property
    def earliest(self) -> int:
        """The first frame that can still be read."""
        return self._kept[0][0] if self._kept else 0

    def read(self, first: int, last: int) -> Samples:
        """The frames `first` up to `last` of the song; silence before its beginning and after its end."""
        while self._end < last:
            part = next(self._parts, None)
            if part is None:
                break
            self._kept.append((self._end, part))
            self._end += len(part)
            while self._kept[0][0] + len(self._kept[0][1]) < min(first, self._end - self._kept_frames):
                self._kept.popleft()
        out = np.zeros((last - first, self._channels), dtype=np.float32)
        for start, part in self._kept:
            begin, end = max(first, start), min(last, start + len(part))
            if begin < end:
                out[begin - first : end - first] = part[begin - start : end - start]
        return out

    def close(self) -> None:
        """Lets go of the file."""
        close = getattr(self._parts, "close", None)
        if close is not None:
            close()
