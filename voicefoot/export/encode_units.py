"""Sections -> stretches that can be encoded apart, each known by what is in it before it is mixed.

A stretch begins shortly before a section that follows silence, on a whole packet, and goes on to the next
such place. Most sections are one; those that music runs through are one together.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from voicefoot.audio import Block
from voicefoot.export.splitter import AFTER_SECONDS, BEFORE_SECONDS, Piece, pieces
from voicefoot.mixing.mix import mix
from voicefoot.model.stems import Gains
from voicefoot.timeline.timeline import Section

_VERSION = 3
"""Of the mixing and the cutting: part of each digest."""
UNCUT_FRAMES = 48_000
MOST_SECTIONS = 200
"""A stretch of more sections is made as they come, and not known."""


@dataclass(frozen=True, slots=True)
class EncodeUnit:
    """`sections` from `start_frame` up to `end_frame` (None: to the end of the session), frames from the
    session's beginning; the first `silent_frames` are before the first section.

    `digest` tells all that its samples depend on; None where that is not known beforehand.
    """

    sections: Iterable[Section]
    start_frame: int
    end_frame: int | None
    silent_frames: int
    digest: bytes | None

    @property
    def is_last(self) -> bool:
        return self.end_frame is None

    def pieces(self, packet_frames: int, gains: Gains) -> Iterator[Piece]:
        """Its samples, cut."""
        sections = iter(self.sections)
        first = next(sections)
        rate, channels = first.audio_format.sample_rate, first.audio_format.channels
        seams: list[int] = []
        origin = first.start_frame - self.silent_frames

        def passing() -> Iterator[Section]:
            for section in chain([first], sections):
                seams.append(section.start_frame - origin)
                yield section

        silence = np.zeros((self.silent_frames, channels), dtype=np.int16)
        blocks: Iterable[Block] = chain([silence], mix(passing(), gains=gains))
        if self.end_frame is not None:
            blocks = _up_to(blocks, self.end_frame - self.start_frame)
        return pieces(blocks, seams, packet_frames, rate, last=self.is_last)

    def uncut(self, gains: Gains) -> Iterator[Piece]:
        """Its samples, those of a whole session, as one run."""
        for block in mix(self.sections, UNCUT_FRAMES, gains=gains):
            yield Piece(block, ends=False)
        yield Piece(np.zeros((0, 1), dtype=np.int16), ends=True, last=True)


def encode_units(
    sections: Iterable[Section], packet_frames: int, gains: Gains, *, cut: bool = True
) -> Iterator[EncodeUnit]:
    """The stretches of a session, whose moments count from its first section; the whole of it as one, unless
    it may be `cut`. Each is to be used up before the next is asked for.
    """

    def may_end(section: Section) -> bool:
        return cut and _falls_silent(section)

    coming = _Coming(sections)
    origin = coming.ahead.start_frame if coming.ahead is not None else 0
    start_frame = 0
    while coming.ahead is not None:
        held = [coming.next()]
        while coming.ahead is not None and not may_end(held[-1]) and len(held) < MOST_SECTIONS:
            held.append(coming.next())
        begins = held[0].start_frame - origin
        silent_frames = begins - start_frame
        if coming.ahead is not None and not may_end(held[-1]):
            yield EncodeUnit(chain(held, coming.rest()), start_frame, None, silent_frames, None)
            return
        end_frame = None
        if coming.ahead is not None:
            rate = held[-1].audio_format.sample_rate
            end_frame = held[-1].end_frame - origin - round(AFTER_SECONDS * rate)
            end_frame = end_frame // packet_frames * packet_frames
        length = None if end_frame is None else end_frame - start_frame
        digest = _digest(held, packet_frames, silent_frames, length, gains)
        yield EncodeUnit(held, start_frame, end_frame, silent_frames, digest)
        start_frame = end_frame or 0


class _Coming:
    """Sections, of which one is seen ahead."""

    def __init__(self, sections: Iterable[Section]) -> None:
        self._sections = iter(sections)
        self.ahead = next(self._sections, None)

    def next(self) -> Section:
        section = self.ahead
        assert section is not None, "only what is ahead can be taken"
        self.ahead = next(self._sections, None)
        return section

    def rest(self) -> Iterator[Section]:
        while self.ahead is not None:
            yield self.next()


def _falls_silent(section: Section) -> bool:
    """Whether its end is a place to cut at."""
    if section.music is not None and section.music.end_frame == section.end_frame:
        return False
    silent_frames = round((BEFORE_SECONDS + AFTER_SECONDS) * section.audio_format.sample_rate)
    sounding = max((event.end_frame for event in section.events), default=section.start_frame)
    # A packet may be cut off besides; none is longer than a sixteenth of a second.
    return section.end_frame - sounding >= silent_frames + section.audio_format.sample_rate // 16


def _up_to(blocks: Iterable[Block], frames: int) -> Iterator[Block]:
    for block in blocks:
        if frames > 0:
            yield block[:frames]
        frames -= len(block)


def _digest(
    sections: Sequence[Section], packet_frames: int, silent_frames: int, length: int | None, gains: Gains
) -> bytes | None:
    """The SHA-256 of all that the samples of these sections depend on."""
    origin = sections[0].start_frame
    audio_format = sections[0].audio_format
    told = (_VERSION, audio_format, packet_frames, silent_frames, length, gains)
    digest = hashlib.sha256(repr(told).encode("ascii"))
    clips: dict[int, bytes] = {}
    for section in sections:
        digest.update(struct.pack("<qqq", section.start_frame - origin, section.end_frame - origin, -1))
        for event in section.events:
            clip = clips.get(id(event.clip))
            if clip is None:
                clip = hashlib.sha256(np.ascontiguousarray(event.clip.samples).data).digest()
                clips[id(event.clip)] = clip
            digest.update(
                struct.pack("<q8s", event.start_frame - origin, event.kind.encode("ascii")[:8]) + clip
            )
        music = section.music
        if music is None:
            continue
        identity = music.source.identity
        if identity is None:
            return None
        placed = (
            music.start_frame - origin, music.end_frame - origin, music.source_frame,
            music.fade_in_frames, music.fade_out_frames, len(music.turn_frames),
        )  # fmt: skip
        digest.update(identity + struct.pack("<6q", *placed))
        digest.update(np.ascontiguousarray(music.turn_frames - origin, dtype="<i8").data)
        digest.update(np.ascontiguousarray(music.turn_db, dtype="<f8").data)
    return digest.digest()
