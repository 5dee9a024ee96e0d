"""Sections -> units that can be encoded apart, each with a digest of its contents, made before it is mixed.

A unit begins shortly before a section that follows silence, on a packet boundary, and extends to the next
such place. Most sections are a unit of their own; sections that music runs through form one together.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from voicefoot.audio import Block
from voicefoot.export.splitter import AFTER_SECONDS, BEFORE_SECONDS, Chunk, split
from voicefoot.mixing.mix import mix
from voicefoot.model.sound_levels import SESSION_PEAK_DB
from voicefoot.model.stems import Gains
from voicefoot.timeline.timeline import Section

_VERSION = 5
"""The version of mixing and splitting: part of each digest."""
WHOLE_CHUNK_FRAMES = 48_000
"""The size of chunks where nothing is split."""
MAX_SECTIONS = 200
"""A unit of more sections is encoded while they come, and has no digest."""
_MAX_PACKETS_PER_SECOND = 16
"""No packet of any codec is longer than a sixteenth of a second."""


@dataclass(frozen=True, slots=True)
class EncodeUnit:
    """`sections` from `start_frame` up to `end_frame` (None: to the end of the session), frames from the
    session's start. The first `silent_frames` come before the first section.

    `digest` covers all that the samples depend on; it is None if that is not known beforehand. `chunks` or
    `whole` can be used once only.
    """

    sections: Iterable[Section]
    start_frame: int
    end_frame: int | None
    silent_frames: int
    digest: bytes | None

    @property
    def is_last(self) -> bool:
        return self.end_frame is None

    def chunks(self, packet_frames: int, gains: Gains, peak_db: float = SESSION_PEAK_DB) -> Iterator[Chunk]:
        """Mix the unit and split it into runs."""
        sections = iter(self.sections)
        first = next(sections)
        rate, channels = first.audio_format.sample_rate, first.audio_format.channels
        seams: list[int] = []
        origin = first.start_frame - self.silent_frames

        def with_seams() -> Iterator[Section]:
            for section in chain([first], sections):
                seams.append(section.start_frame - origin)
                yield section

        silence = np.zeros((self.silent_frames, channels), dtype=np.int16)
        blocks: Iterable[Block] = chain([silence], mix(with_seams(), gains=gains, peak_db=peak_db))
        if self.end_frame is not None:
            blocks = _truncated(blocks, self.end_frame - self.start_frame)
        return split(blocks, seams, packet_frames, rate, ends_session=self.is_last)

    def whole(self, gains: Gains, peak_db: float = SESSION_PEAK_DB) -> Iterator[Chunk]:
        """Mix the unit, which is a whole session, as one run."""
        for block in mix(self.sections, WHOLE_CHUNK_FRAMES, gains=gains, peak_db=peak_db):
            yield Chunk(block, ends_run=False)
        yield Chunk(np.zeros((0, 1), dtype=np.int16), ends_run=True, is_last=True)


def encode_units(
    sections: Iterable[Section],
    packet_frames: int,
    gains: Gains,
    *,
    peak_db: float = SESSION_PEAK_DB,
    may_split: bool = True,
) -> Iterator[EncodeUnit]:
    """Yield the units of a session; without `may_split`, the whole session is one. `gains` and `peak_db` are
    what they will be mixed with.

    Frames count from the first section. Use up each unit before asking for the next.
    """

    def may_end_with(section: Section) -> bool:
        return may_split and _ends_in_silence(section)

    remaining = _Peekable(sections)
    origin = remaining.upcoming.start_frame if remaining.upcoming is not None else 0
    start_frame = 0
    while remaining.upcoming is not None:
        group = [remaining.next()]
        while remaining.upcoming is not None and not may_end_with(group[-1]) and len(group) < MAX_SECTIONS:
            group.append(remaining.next())
        silent_frames = group[0].start_frame - origin - start_frame
        if remaining.upcoming is not None and not may_end_with(group[-1]):
            yield EncodeUnit(chain(group, remaining.rest()), start_frame, None, silent_frames, None)
            return
        end_frame = None
        if remaining.upcoming is not None:
            rate = group[-1].audio_format.sample_rate
            end_frame = group[-1].end_frame - origin - round(AFTER_SECONDS * rate)
            end_frame = end_frame // packet_frames * packet_frames
        length = None if end_frame is None else end_frame - start_frame
        digest = _digest(group, packet_frames, silent_frames, length, gains, peak_db)
        yield EncodeUnit(group, start_frame, end_frame, silent_frames, digest)
        start_frame = end_frame or 0


class _Peekable:
    """An iterator of sections that shows the upcoming one."""

    def __init__(self, sections: Iterable[Section]) -> None:
        self._sections = iter(sections)
        self.upcoming = next(self._sections, None)

    def next(self) -> Section:
        section = self.upcoming
        assert section is not None, "there is no section left"
        self.upcoming = next(self._sections, None)
        return section

    def rest(self) -> Iterator[Section]:
        while self.upcoming is not None:
            yield self.next()


def _ends_in_silence(section: Section) -> bool:
    """Return whether the session may be split at the end of `section`."""
    if section.music is not None and section.music.end_frame == section.end_frame:
        return False
    rate = section.audio_format.sample_rate
    silent_frames = round((BEFORE_SECONDS + AFTER_SECONDS) * rate)
    sound_end = max((event.end_frame for event in section.events), default=section.start_frame)
    # Up to a packet may be cut off, besides.
    return section.end_frame - sound_end >= silent_frames + rate // _MAX_PACKETS_PER_SECOND


def _truncated(blocks: Iterable[Block], frames: int) -> Iterator[Block]:
    for block in blocks:
        if frames > 0:
            yield block[:frames]
        frames -= len(block)


def _digest(
    sections: Sequence[Section],
    packet_frames: int,
    silent_frames: int,
    length: int | None,
    gains: Gains,
    peak_db: float,
) -> bytes | None:
    """Return the SHA-256 of all that the samples of these sections depend on, or None if their music has no
    identity. Its bytes are part of the keys of cached packets.
    """
    origin = sections[0].start_frame
    audio_format = sections[0].audio_format
    settings = (_VERSION, audio_format, packet_frames, silent_frames, length, gains, peak_db)
    digest = hashlib.sha256(repr(settings).encode("ascii"))
    clip_digests: dict[int, bytes] = {}
    for section in sections:
        digest.update(struct.pack("<qqq", section.start_frame - origin, section.end_frame - origin, -1))
        for event in section.events:
            clip_digest = clip_digests.get(id(event.clip))
            if clip_digest is None:
                clip_digest = hashlib.sha256(np.ascontiguousarray(event.clip.samples).data).digest()
                clip_digests[id(event.clip)] = clip_digest
            kind = event.kind.encode("ascii")[:8]
            digest.update(
                struct.pack("<q8sd", event.start_frame - origin, kind, event.gain_db + section.gain_db)
                + clip_digest
            )
        music = section.music
        if music is None:
            continue
        identity = music.source.identity
        if identity is None:
            return None
        position = (
            music.start_frame - origin, music.end_frame - origin, music.source_frame,
            music.fade_in_frames, music.fade_out_frames, len(music.turn_frames),
        )  # fmt: skip
        gains_of_music = music.gain_frames, music.gain_before_db, music.gain_db
        digest.update(identity + struct.pack("<6qq2d", *position, *gains_of_music))
        digest.update(np.ascontiguousarray(music.turn_frames - origin, dtype="<i8").data)
        digest.update(np.ascontiguousarray(music.turn_db, dtype="<f8").data)
    return digest.digest()
