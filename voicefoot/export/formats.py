"""The kinds of files that a session can become, picked by the ending of a file's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from voicefoot.audio import AudioFormat
from voicefoot.errors import CommandError

MP3_FRAME_FRAMES = 1_152
"""Frames of sound in one of MPEG-1 layer III, which knows sample rates from 32 kHz on."""

OPUS_PACKET_MS = 60
"""Three of Opus' own frames: a third of the work that is done for each packet."""

_USUAL_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A kind of file. `codec` is the name of what makes its packets; None where samples are written as they
    are. `kbps`: by the number of channels, how many thousand bits a second stand for speech with music, as
    far as the codec takes a number; `least_kbps` and `most_kbps` bound what may be asked for.

    `joinable`: whether what was encoded apart, cut in silence, can be joined to one stream.
    """

    ending: str
    name: str
    mime: str
    codec: str | None = None
    joinable: bool = False
    rates: tuple[int, ...] = ()
    kbps: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    least_kbps: int = 0
    most_kbps: int = 0

    def packet_frames(self, sample_rate: int) -> int:
        """How many frames one packet holds."""
        if self.codec == "mp3":
            return MP3_FRAME_FRAMES
        return {"aac": 1_024, "opus": sample_rate * OPUS_PACKET_MS // 1_000}.get(self.codec or "", 1)

    def bit_rate_kbps(self, channels: int, asked_kbps: int | None) -> int:
        """What was asked for, or what is usual for so many channels; 0 where the format takes no number.

        Raises CommandError for one that the format can't have.
        """
        if not self.kbps:
            if asked_kbps is not None:
                raise CommandError(
                    f"{self.name} keeps every sample, so it has no bit rate; leave out --bitrate"
                )
            return 0
        if asked_kbps is None:
            return self.kbps[channels]
        if not self.least_kbps <= asked_kbps <= self.most_kbps:
            raise CommandError(
                f"{asked_kbps} kbit/s is out of range for {self.name}; "
                f"choose {self.least_kbps} to {self.most_kbps}"
            )
        if self.codec == "mp3" and asked_kbps not in MP3_KBPS:
            nearest = min(MP3_KBPS, key=lambda known: abs(known - asked_kbps))
            raise CommandError(f"MP3 has no {asked_kbps} kbit/s; choose {nearest}")
        return asked_kbps

    def check(self, audio_format: AudioFormat) -> None:
        """Raises CommandError where the format can't hold sound of that sample rate."""
        rate = audio_format.sample_rate
        if self.rates and rate not in self.rates:
            nearest = min(self.rates, key=lambda known: abs(known - rate))
            raise CommandError(f"{self.name} can't have {rate} Hz; choose --sample-rate {nearest}")


MP3_KBPS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""What MPEG-1 layer III knows."""


def _kbps(mono: int, stereo: int) -> Mapping[int, int]:
    return MappingProxyType({1: mono, 2: stereo})


_MP3_RATES = (32_000, 44_100, 48_000)
_OPUS_RATES = (8_000, 12_000, 16_000, 24_000, 48_000)
_FLAC_RATES = (*_USUAL_RATES, 88_200, 96_000, 176_400, 192_000)

FORMATS = (
    FileFormat(".wav", "WAV", "audio/wav"),
    FileFormat(".flac", "FLAC", "audio/flac", "flac", rates=_FLAC_RATES),
    FileFormat(".mp3", "MP3", "audio/mpeg", "mp3", True, _MP3_RATES, _kbps(96, 160), 32, 320),
    FileFormat(".opus", "Opus", "audio/ogg", "opus", True, _OPUS_RATES, _kbps(80, 128), 16, 256),
    FileFormat(".ogg", "Opus", "audio/ogg", "opus", True, _OPUS_RATES, _kbps(80, 128), 16, 256),
    FileFormat(".m4a", "M4A", "audio/mp4", "aac", True, _USUAL_RATES, _kbps(128, 192), 32, 320),
    FileFormat(".m4b", "M4B", "audio/mp4", "aac", True, _USUAL_RATES, _kbps(128, 192), 32, 320),
)


def format_of(ending: str) -> FileFormat:
    """The format whose files end in `ending`, in any case. Raises CommandError for one that is not known."""
    for known in FORMATS:
        if known.ending == ending.lower():
            return known
    endings = ", ".join([*(known.ending for known in FORMATS), ".html"])
    what = f"files that end in {ending!r} are" if ending else "a file without an ending is"
    raise CommandError(f"{what} not known; end the name in one of {endings}")
