"""Songs that claim more than they are, made when they are needed."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache
from pathlib import Path

import numpy as np

from tests.support.songs import click_song, write_song

_PICTURE_MEGABYTES = 250
_FRAME_IS_COMPRESSED = b"\x00\x09"  # with the length of what was compressed before it


def _syncsafe(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


@lru_cache(maxsize=1)
def _picture_frame() -> bytes:
    """An APIC frame of ID3v2.4 that unpacks to 250 MB."""
    packer = zlib.compressobj(9)
    head = b"\x00image/png\x00\x03\x00"
    packed = packer.compress(head)
    for _ in range(_PICTURE_MEGABYTES):
        packed += packer.compress(bytes(1 << 20))
    packed += packer.flush()
    body = _syncsafe(len(head) + (_PICTURE_MEGABYTES << 20)) + packed
    return b"APIC" + _syncsafe(len(body)) + _FRAME_IS_COMPRESSED + body


def bomb_tag(pictures: int = 12) -> bytes:
    """An ID3 tag of 250 kB for each of its pictures, each of which unpacks to 250 MB."""
    frames = _picture_frame() * pictures
    return b"ID3\x04\x00\x00" + _syncsafe(len(frames)) + frames


def write_plain(path: Path, seconds: float = 2.0) -> Path:
    """An ordinary song."""
    return write_song(click_song(120, 0.3, seconds), 44_100, path)


def with_tag_before(song: bytes, tag: bytes) -> bytes:
    return tag + song


def with_tag_chunk(wav: bytes, tag: bytes, name: bytes = b"ID3 ") -> bytes:
    """The WAV file `wav` with a chunk that holds `tag`, before its samples."""
    tag += bytes(len(tag) % 2)
    body = wav[12:]
    fmt_end = 8 + struct.unpack_from("<I", body, 4)[0]
    body = body[:fmt_end] + name + struct.pack("<I", len(tag)) + tag + body[fmt_end:]
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


def aiff_with_tag(tag: bytes, seconds: float = 2.0) -> bytes:
    """An AIFF file at 8 kHz with a chunk that holds `tag`."""
    tag += bytes(len(tag) % 2)
    frames = round(seconds * 8_000)
    rate = struct.pack(">HQ", 16_383 + 12, 8_000 << 51)  # an 80-bit number
    common = b"COMM" + struct.pack(">IhIh", 18, 1, frames, 16) + rate
    samples = (np.sin(np.arange(frames) / 5.0) * 9_000).astype(">i2").tobytes()
    sound = b"SSND" + struct.pack(">III", 8 + len(samples), 0, 0) + samples
    body = common + b"ID3 " + struct.pack(">I", len(tag)) + tag + sound
    return b"FORM" + struct.pack(">I", 4 + len(body)) + b"AIFF" + body


def adts_with_tag(tag: bytes, path: Path) -> bytes:
    """An AAC stream with `tag` between its frames, where FFmpeg reads tags too."""
    import av

    song = click_song(120, 0.3, 2.0)
    with av.open(str(path), "w", format="adts") as container:
        stream = container.add_stream("aac", rate=44_100, layout="mono", format="fltp")
        assert isinstance(stream, av.audio.stream.AudioStream)
        for at in range(0, len(song) - 1_024, 1_024):
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(song[at : at + 1_024].T), format="fltp", layout="mono"
            )
            frame.sample_rate, frame.pts = 44_100, at
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    plain = path.read_bytes()
    first = (plain[3] & 3) << 11 | plain[4] << 3 | plain[5] >> 5
    return plain[:first] + tag + plain[first:]


def packed_index(megabytes: int) -> bytes:
    """An MP4 file whose index is compressed, and unpacks to so many megabytes."""
    packed = zlib.compress(bytes(megabytes << 20), 9)
    dcom = struct.pack(">I4s4s", 12, b"dcom", b"zlib")
    cmvd = struct.pack(">I4sI", 12 + len(packed), b"cmvd", megabytes << 20) + packed
    cmov = struct.pack(">I4s", 8 + len(dcom) + len(cmvd), b"cmov") + dcom + cmvd
    moov = struct.pack(">I4s", 8 + len(cmov), b"moov") + cmov
    return struct.pack(">I4s4sI4s", 20, b"ftyp", b"M4A ", 0, b"M4A ") + moov


def wav_that_claims(rate: int, channels: int, seconds: float = 1.5) -> bytes:
    """A WAV file of 16 bits with any rate and any number of channels, a tone in each."""
    frames = max(round(seconds * rate), 1)
    tone = (np.sin(np.arange(frames) / 5.0) * 9_000).astype("<i2")
    samples = np.repeat(tone[:, np.newaxis], channels, axis=1).tobytes()
    layout = struct.pack("<HHIIHH", 1, channels, rate, rate * channels * 2, channels * 2, 16)
    body = b"WAVEfmt " + struct.pack("<I", len(layout)) + layout
    body += b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", len(body)) + body
