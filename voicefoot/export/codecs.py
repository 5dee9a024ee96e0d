"""Encoders: blocks in, packets out. Each starts afresh: its first packet depends on no other."""

from __future__ import annotations

import functools
import importlib.metadata
from collections.abc import Iterator
from typing import Protocol

import numpy as np

from voicefoot.audio import AudioFormat, Block
from voicefoot.errors import OutputError
from voicefoot.export.formats import Codec
from voicefoot.export.mp3_frames import frame_bytes

LAME_QUALITY = 5
"""The default of the lame program and of FFmpeg; 0 is slowest, 9 is worst."""


class Encoder(Protocol):
    """Encodes one stream."""

    def encode(self, block: Block) -> list[bytes]:
        """Return the packets that `block`, int16, (frames, channels), completes."""
        ...

    def finish(self) -> list[bytes]:
        """Return the remaining packets. FLAC's last is not sound, but the STREAMINFO block of the whole
        stream.
        """
        ...


def encoder(codec: Codec, audio_format: AudioFormat, kbps: int) -> Encoder:
    """Start an encoder of `codec`; `kbps` is 0 if it has no bit rate. Raises OutputError if it is not
    installed.
    """
    return _ENCODERS[codec.package](codec, audio_format, kbps)


def encoder_version(codec: Codec) -> str:
    """Describe the encoder of `codec` for cache keys: another version may make other packets."""
    return f"{codec.name} by {codec.package} {_package_version(codec.package)}"


@functools.cache
def _package_version(package: str) -> str:
    return importlib.metadata.version(package)


_LAME_SCALES = {192: 0.97, 224: 0.98, 256: 1.0, 320: 1.0}
_LAME_SCALE = 0.95
"""By this LAME multiplies all samples, at bit rates that are not in the table, as room for the peaks that it
adds. There is room already (`Codec.headroom_db`), and files of all formats are to be equally loud.
"""


class LameEncoder:
    """MP3 at a constant bit rate, by LAME."""

    def __init__(self, _codec: Codec, audio_format: AudioFormat, kbps: int) -> None:
        import lameenc

        self._lame = lameenc.Encoder()
        self._lame.silence()
        self._lame.set_in_sample_rate(audio_format.sample_rate)
        # Otherwise LAME would halve the rate at a low bit rate, and its packets would have another length.
        self._lame.set_out_sample_rate(audio_format.sample_rate)
        self._lame.set_channels(audio_format.channels)
        self._lame.set_bit_rate(kbps)
        self._lame.set_quality(LAME_QUALITY)
        self._factor = 1.0 / _LAME_SCALES.get(kbps, _LAME_SCALE)
        self._incomplete = b""
        self._has_samples = False

    def encode(self, block: Block) -> list[bytes]:
        if not len(block):
            return []
        self._has_samples = True
        if self._factor != 1.0:
            block = np.clip(np.rint(block * np.float32(self._factor)), -32_768, 32_767)
        return self._frames(bytes(self._lame.encode(np.ascontiguousarray(block, dtype="<i2").tobytes())))

    def finish(self) -> list[bytes]:
        return self._frames(bytes(self._lame.flush())) if self._has_samples else []

    def _frames(self, data: bytes) -> list[bytes]:
        """Return the MPEG frames that `data` completes."""
        data = self._incomplete + data
        frames, at = [], 0
        while at + 4 <= len(data) and at + (length := frame_bytes(data[at : at + 4])) <= len(data):
            frames.append(data[at : at + length])
            at += length
        self._incomplete = data[at:]
        return frames


class AvEncoder:
    """AAC, Opus and FLAC, by FFmpeg."""

    def __init__(self, codec: Codec, audio_format: AudioFormat, kbps: int) -> None:
        import av

        av.logging.set_level(av.logging.PANIC)
        self._codec = codec
        self._layout = "mono" if audio_format.channels == 1 else "stereo"
        self._sample_rate = audio_format.sample_rate
        try:
            context = av.AudioCodecContext.create(codec.av_encoder, "w")
            assert isinstance(context, av.AudioCodecContext), "an audio codec"
            context.sample_rate, context.layout, context.format = (
                self._sample_rate,
                self._layout,
                codec.av_sample_format,
            )
            if kbps:
                context.bit_rate = kbps * 1_000
            context.options = dict(codec.av_options)
            context.flags |= av.codec.context.Flags.bitexact
            context.open()
        except (av.FFmpegError, ValueError) as error:
            raise OutputError(
                f"{codec.name.upper()} can't be made here ({error}); choose another ending"
            ) from error
        self._context = context
        self._resampler = av.AudioResampler(
            codec.av_sample_format, self._layout, self._sample_rate, context.frame_size
        )
        self._header = b""

    def encode(self, block: Block) -> list[bytes]:
        import av

        if not len(block):
            return []
        samples = np.ascontiguousarray(block).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout=self._layout)
        frame.sample_rate = self._sample_rate
        return list(self._encode(frame))

    def finish(self) -> list[bytes]:
        packets = [*self._encode(None), *self._flush()]
        if self._codec.ends_with_header:
            packets.append(self._header)
        return packets

    def _encode(self, frame: object) -> Iterator[bytes]:
        for ready in self._resampler.resample(frame):  # type: ignore[arg-type]  # a frame, or None at the end
            ready.pts = None
            for packet in self._context.encode(ready):
                yield bytes(packet)

    def _flush(self) -> Iterator[bytes]:
        for packet in self._context.encode(None):
            if packet.size:
                yield bytes(packet)
            elif packet.has_sidedata("new_extradata"):
                self._header = bytes(packet.get_sidedata("new_extradata"))


_ENCODERS: dict[str, type[LameEncoder] | type[AvEncoder]] = {"lameenc": LameEncoder, "av": AvEncoder}
"""The encoder classes by the `package` of a codec."""
