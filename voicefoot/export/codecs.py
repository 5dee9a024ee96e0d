"""Encoders: blocks in, packets out. Each begins anew, so that its first packet needs none before it."""

from __future__ import annotations

import functools
import importlib.metadata
from collections.abc import Iterator
from typing import Protocol

import numpy as np

from voicefoot.audio import AudioFormat, Block
from voicefoot.errors import OutputError
from voicefoot.export.formats import OPUS_PACKET_MS
from voicefoot.export.mp3_frames import frame_bytes

LAME_QUALITY = 5
"""What the lame program and FFmpeg take by themselves; 0 is slowest, 9 is worst."""

AV_CODECS = {"aac": ("aac", "fltp"), "opus": ("libopus", "flt"), "flac": ("flac", "s16")}
"""FFmpeg's name of the encoder, and the samples that it takes."""

AV_OPTIONS = {"aac": {"aac_coder": "fast"}, "opus": {"frame_duration": str(OPUS_PACKET_MS)}}
"""What it is asked for. AAC's usual coder, twoloop, leaves most of its bits unused in speech with silence
between: at 128 kbit/s its noise is 29 dB below the voice, where that of the fast one is 45 dB below.
"""


class Encoder(Protocol):
    """One stream of packets."""

    def encode(self, block: Block) -> list[bytes]:
        """The packets that are complete with `block`, int16, (frames, channels)."""
        ...

    def finish(self) -> list[bytes]:
        """The packets that are left. FLAC's last is none: it is the STREAMINFO block of the whole."""
        ...


def encoder(codec: str, audio_format: AudioFormat, kbps: int) -> Encoder:
    """An encoder of `codec`: mp3, aac, opus or flac. Raises OutputError where it is missing."""
    if codec == "mp3":
        return LameEncoder(audio_format, kbps)
    return AvEncoder(codec, audio_format, kbps)


@functools.cache
def encoder_version(codec: str) -> str:
    """What makes the packets of `codec`: another version of it may make others."""
    package = "lameenc" if codec == "mp3" else "av"
    return f"{codec} by {package} {importlib.metadata.version(package)}"


class LameEncoder:
    """MP3 at a constant bit rate, by LAME."""

    def __init__(self, audio_format: AudioFormat, kbps: int) -> None:
        import lameenc

        self._lame = lameenc.Encoder()
        self._lame.silence()
        self._lame.set_in_sample_rate(audio_format.sample_rate)
        # Else it would halve the rate where there are few bits, and packets would hold other lengths.
        self._lame.set_out_sample_rate(audio_format.sample_rate)
        self._lame.set_channels(audio_format.channels)
        self._lame.set_bit_rate(kbps)
        self._lame.set_quality(LAME_QUALITY)
        self._rest = b""
        self._begun = False

    def encode(self, block: Block) -> list[bytes]:
        if not len(block):
            return []
        self._begun = True
        return self._frames(bytes(self._lame.encode(np.ascontiguousarray(block, dtype="<i2").tobytes())))

    def finish(self) -> list[bytes]:
        return self._frames(bytes(self._lame.flush())) if self._begun else []

    def _frames(self, data: bytes) -> list[bytes]:
        """The whole frames in what has come until now."""
        data = self._rest + data
        frames, at = [], 0
        while at + 4 <= len(data) and at + (length := frame_bytes(data[at : at + 4])) <= len(data):
            frames.append(data[at : at + length])
            at += length
        self._rest = data[at:]
        return frames


class AvEncoder:
    """AAC, Opus and FLAC, by FFmpeg."""

    def __init__(self, codec: str, audio_format: AudioFormat, kbps: int) -> None:
        import av

        av.logging.set_level(av.logging.PANIC)
        name, sample_format = AV_CODECS[codec]
        layout = "mono" if audio_format.channels == 1 else "stereo"
        try:
            context = av.AudioCodecContext.create(name, "w")
            assert isinstance(context, av.AudioCodecContext), "a codec of sound"
            context.sample_rate, context.layout, context.format = (
                audio_format.sample_rate,
                layout,
                sample_format,
            )
            if kbps:
                context.bit_rate = kbps * 1_000
            context.options = AV_OPTIONS.get(codec, {})
            context.flags |= av.codec.context.Flags.bitexact
            context.open()
        except (av.FFmpegError, ValueError) as error:
            raise OutputError(
                f"{codec.upper()} can't be made here ({error}); choose another ending"
            ) from error
        self._context = context
        self._layout = layout
        self._rate = audio_format.sample_rate
        self._framer = av.AudioResampler(sample_format, layout, self._rate, context.frame_size)
        self._is_flac = codec == "flac"
        self._streaminfo = b""

    def encode(self, block: Block) -> list[bytes]:
        import av

        if not len(block):
            return []
        samples = np.ascontiguousarray(block).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout=self._layout)
        frame.sample_rate = self._rate
        return list(self._encoded(frame))

    def finish(self) -> list[bytes]:
        packets = [*self._encoded(None), *self._flushed()]
        if self._is_flac:
            packets.append(self._streaminfo)
        return packets

    def _encoded(self, frame: object) -> Iterator[bytes]:
        for ready in self._framer.resample(frame):  # type: ignore[arg-type]  # a frame, or None at the end
            ready.pts = None
            for packet in self._context.encode(ready):
                yield bytes(packet)

    def _flushed(self) -> Iterator[bytes]:
        for packet in self._context.encode(None):
            if packet.size:
                yield bytes(packet)
            elif packet.has_sidedata("new_extradata"):
                self._streaminfo = bytes(packet.get_sidedata("new_extradata"))
