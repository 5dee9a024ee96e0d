"""The file formats: all that is known of each, in one row of `FORMATS`, found by the ending of a file's name.

To add a format, add a row; if its codec is new, a `Codec` too. A codec whose `package` is new wants an
encoder in `codecs`, and a container that FFmpeg does not write wants a muxer in `muxer`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from types import MappingProxyType
from typing import TYPE_CHECKING

from voicefoot.errors import CommandError
from voicefoot.model.sound_levels import SESSION_PEAK_DB
from voicefoot.model.stems import Gains

if TYPE_CHECKING:  # the command line reads the table, and has no need of NumPy for it
    from voicefoot.audio import AudioFormat


class Tagging(Enum):
    """How a file holds its title, its language and other tags."""

    RIFF_INFO = auto()
    """A LIST chunk; no language."""
    ID3 = auto()
    """ID3v2.3; the language has three letters."""
    MP4 = auto()
    """Metadata atoms; the audio track has the language, of three letters."""
    VORBIS = auto()
    """Vorbis comments; the language is the tag as it was given."""


class Chapters(Enum):
    """How a file holds its chapters."""

    CUE_POINTS = auto()
    """Cue points and their labels, in chunks of a WAV file."""
    ID3 = auto()
    """CHAP frames, named by CTOC frames."""
    CONTAINER = auto()
    """The container's own chapters."""
    COMMENTS = auto()
    """CHAPTERnnn and CHAPTERnnnNAME comments."""


class Cover(Enum):
    """How a file holds its cover picture."""

    NONE = auto()
    ID3 = auto()
    """An APIC frame."""
    STREAM = auto()
    """A stream of one picture."""
    COMMENT = auto()
    """A METADATA_BLOCK_PICTURE comment: FLAC's picture block as base64."""


@dataclass(frozen=True, slots=True)
class BitRates:
    """The bit rates that a codec takes, in kbit/s. `default` is what speech with music needs, by the number
    of channels. Rates from `minimum` to `maximum` may be chosen; if there are `steps`, only those.
    """

    default: Mapping[int, int]
    minimum: int
    maximum: int
    steps: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Codec:
    """How samples become packets.

    `name` is also part of the keys of cached packets. `package` is the Python package that holds the encoder.
    If it is `av`, `av_encoder`, `av_sample_format` and `av_options` are FFmpeg's names of the encoder and of
    the samples that it takes, and what it is asked for.

    A packet has `packet_frames` frames or, if that is 0, `packet_ms` milliseconds; the packets of FLAC, whose
    encoder chooses their length, count as one frame. Timestamps count at `clock_rate` or, if it is None, at
    the sample rate. The encoder delays the sound by `delay_frames` of that clock. `joinable`: runs that were
    encoded apart, cut in silence, can be joined to one stream. `ends_with_header`: the last packet is not
    sound, but the header of the stream, as it is known only at its end.

    What is decoded has higher peaks than what was encoded. So the samples are limited to `headroom_db` less
    than the ceiling of a session: by the most that was seen at the default bit rates, and a little more.
    Limited so, a session is softer: `makeup_db` louder it goes into the limiter.
    """

    name: str
    package: str
    sample_rates: tuple[int, ...]
    bit_rates: BitRates | None = None
    packet_frames: int = 0
    packet_ms: int = 0
    clock_rate: int | None = None
    delay_frames: int = 0
    joinable: bool = True
    ends_with_header: bool = False
    av_encoder: str = ""
    av_sample_format: str = ""
    av_options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    headroom_db: float = 0.0
    makeup_db: float = 0.0

    def frames_per_packet(self, sample_rate: int) -> int:
        return self.packet_frames or sample_rate * self.packet_ms // 1_000

    def clock(self, sample_rate: int) -> int:
        """Return the rate at which timestamps count, per second."""
        return self.clock_rate or sample_rate


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A file format. `codec` is None if samples are written as they are. `container` picks the muxer, and is
    FFmpeg's name of it unless the muxer is ours; `brand` is the major brand of an MP4 file. `has_lyrics`:
    players show words that are embedded in the file.
    """

    ending: str
    name: str
    mime: str
    container: str
    codec: Codec | None
    tagging: Tagging
    chapters: Chapters
    cover: Cover = Cover.NONE
    has_lyrics: bool = False
    brand: str = ""

    def bit_rate_kbps(self, channels: int, requested_kbps: int | None) -> int:
        """Return the requested bit rate, or the default for so many channels; 0 if the format has none.

        Raises CommandError for a bit rate that the format can't have.
        """
        rates = self.codec.bit_rates if self.codec is not None else None
        if rates is None:
            if requested_kbps is not None:
                raise CommandError(
                    f"{self.name} keeps every sample, so it has no bit rate; leave out --bitrate"
                )
            return 0
        if requested_kbps is None:
            return rates.default[channels]
        if not rates.minimum <= requested_kbps <= rates.maximum:
            raise CommandError(
                f"{requested_kbps} kbit/s is out of range for {self.name}; "
                f"choose {rates.minimum} to {rates.maximum}"
            )
        if rates.steps and requested_kbps not in rates.steps:
            nearest = min(rates.steps, key=lambda step: abs(step - requested_kbps))
            raise CommandError(f"{self.name} has no {requested_kbps} kbit/s; choose {nearest}")
        return requested_kbps

    @property
    def peak_db(self) -> float:
        """The highest true peak of the samples that are written, in dBTP."""
        return SESSION_PEAK_DB - (self.codec.headroom_db if self.codec is not None else 0.0)

    def mastered(self, gains: Gains) -> Gains:
        """Return the gains with which sections are mixed for this format, to be as loud as in any other."""
        return replace(gains, all_db=gains.all_db + self.makeup_db)

    @property
    def makeup_db(self) -> float:
        return self.codec.makeup_db if self.codec is not None else 0.0

    def check(self, audio_format: AudioFormat) -> None:
        """Raise CommandError if the format can't hold sound of that sample rate."""
        rate = audio_format.sample_rate
        if self.codec is not None and rate not in self.codec.sample_rates:
            nearest = min(self.codec.sample_rates, key=lambda known: abs(known - rate))
            raise CommandError(f"{self.name} can't have {rate} Hz; choose --sample-rate {nearest}")


def _default(mono: int, stereo: int) -> Mapping[int, int]:
    return MappingProxyType({1: mono, 2: stereo})


_COMMON_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
MP3_KBPS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""The bit rates of MPEG-1 layer III, in the order in which a frame header counts them, from 1."""
_OPUS_PACKET_MS = 60
"""Three of Opus' own frames: a third of the work per packet."""

MP3 = Codec(
    "mp3",
    "lameenc",
    sample_rates=(32_000, 44_100, 48_000),  # those of MPEG-1; lower ones are MPEG-2, with shorter frames
    bit_rates=BitRates(_default(96, 160), min(MP3_KBPS), max(MP3_KBPS), MP3_KBPS),
    packet_frames=1_152,
    delay_frames=576,  # LAME's own; a player adds its decoder's 529
    headroom_db=1.5,
    makeup_db=0.35,
)
OPUS = Codec(
    "opus",
    "av",
    sample_rates=(8_000, 12_000, 16_000, 24_000, 48_000),
    bit_rates=BitRates(_default(80, 128), 16, 256),
    packet_ms=_OPUS_PACKET_MS,
    clock_rate=48_000,
    delay_frames=312,
    av_encoder="libopus",
    av_sample_format="flt",
    av_options=MappingProxyType({"frame_duration": str(_OPUS_PACKET_MS)}),
    headroom_db=1.7,
    makeup_db=0.5,
)
AAC = Codec(
    "aac",
    "av",
    sample_rates=_COMMON_RATES,
    bit_rates=BitRates(_default(128, 192), 32, 320),
    packet_frames=1_024,
    delay_frames=1_024,
    av_encoder="aac",
    av_sample_format="fltp",
    # The default coder, twoloop, leaves most of its bits unused in speech with silence between: at 128 kbit/s
    # its noise is 29 dB below the voice, where that of the fast coder is 45 dB below.
    av_options=MappingProxyType({"aac_coder": "fast"}),
    headroom_db=0.2,
)
FLAC = Codec(
    "flac",
    "av",
    sample_rates=(*_COMMON_RATES, 88_200, 96_000, 176_400, 192_000),
    packet_frames=1,
    joinable=False,
    ends_with_header=True,
    av_encoder="flac",
    av_sample_format="s16",
)

FORMATS = (
    FileFormat(".wav", "WAV", "audio/wav", "wav", None, Tagging.RIFF_INFO, Chapters.CUE_POINTS),
    FileFormat(
        ".flac", "FLAC", "audio/flac", "flac", FLAC, Tagging.VORBIS, Chapters.COMMENTS, Cover.STREAM
    ),
    FileFormat(
        ".mp3", "MP3", "audio/mpeg", "mp3", MP3, Tagging.ID3, Chapters.ID3, Cover.ID3, has_lyrics=True
    ),
    FileFormat(".opus", "Opus", "audio/ogg", "ogg", OPUS, Tagging.VORBIS, Chapters.COMMENTS, Cover.COMMENT),
    FileFormat(".ogg", "Opus", "audio/ogg", "ogg", OPUS, Tagging.VORBIS, Chapters.COMMENTS, Cover.COMMENT),
    FileFormat(
        ".m4a", "M4A", "audio/mp4", "mp4", AAC, Tagging.MP4, Chapters.CONTAINER, Cover.STREAM,
        has_lyrics=True, brand="M4A ",
    ),
    FileFormat(
        ".m4b", "M4B", "audio/mp4", "mp4", AAC, Tagging.MP4, Chapters.CONTAINER, Cover.STREAM,
        has_lyrics=True, brand="M4B ",
    ),
)  # fmt: skip


def format_of(ending: str) -> FileFormat:
    """Return the format of files with that ending, in any case. Raises CommandError if there is none."""
    for file_format in FORMATS:
        if file_format.ending == ending.lower():
            return file_format
    endings = ", ".join([*(file_format.ending for file_format in FORMATS), ".html"])
    what = f"files that end in {ending!r} are" if ending else "a file without an ending is"
    raise CommandError(f"{what} not known; end the name in one of {endings}")
