"""Cuts the talk that a session begins with into pieces, which can be heard while the rest of the section is
still being spoken.

The mix joins the pieces again, to the sample. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from voicefoot.arranging.arrange import arrange_section, phrases_of
from voicefoot.arranging.layout import Sounds
from voicefoot.audio import AudioFormat, Clip
from voicefoot.mixing.limiter import LIMITER_STEPS
from voicefoot.mixing.mix import STEP_FRAMES
from voicefoot.model.cues import Chime, Cue, PlannedSection, PreRoll, Say, Wait
from voicefoot.model.phrase import Phrase
from voicefoot.timeline.timeline import Section
from voicefoot.units import to_frames

HELD_BACK_FRAMES = (LIMITER_STEPS + 1) * STEP_FRAMES
"""The most that the mix holds back until it knows what follows."""


def pieces_of(planned: PlannedSection, sample_rate: int) -> Iterator[tuple[Cue, ...]]:
    """Yield the first talk of `planned` in pieces, after each of which playback may wait for the next: the
    lead-in, and lines that are followed by enough silence for the mix to hold back.

    The last line before work is in no piece, since work may reach back into the silence after it. A section
    with music has no pieces, as music is arranged for the whole section; nor has what comes from a `Lasting`
    on, whose waiting time depends on all that is in it.
    """
    if planned.soundtrack is not None:
        return
    piece: list[Cue] = []
    ready: tuple[Cue, ...] = ()
    for cue in planned.cues:
        if not isinstance(cue, PreRoll | Say | Chime | Wait):
            return
        if ready and isinstance(cue, Say):
            yield ready
            ready = ()
        piece.append(cue)
        silence_seconds = (
            cue.seconds if isinstance(cue, Wait) else 0.0 if isinstance(cue, PreRoll) else cue.after_seconds
        )
        if isinstance(cue, PreRoll) or to_frames(silence_seconds, sample_rate) >= HELD_BACK_FRAMES:
            ready = (*ready, *piece)
            piece = []


def partial_sections(
    planned: PlannedSection,
    spoken: Iterable[tuple[Phrase, Clip]],
    clips: dict[Phrase, Clip],
    sounds: Sounds,
    audio_format: AudioFormat,
) -> Iterator[Section]:
    """Yield the pieces of `planned`, the first section of its session, each arranged as soon as its lines are
    `spoken`. `spoken` is in the order of `phrases_of`; what is read of it is added to `clips`.
    """
    remaining = iter(spoken)
    before: Section | None = None
    for cues in pieces_of(planned, audio_format.sample_rate):
        piece = replace(planned, cues=cues, fixed=True)
        for phrase in phrases_of(piece):
            while phrase not in clips:
                next_phrase, clip = next(remaining)
                clips[next_phrase] = clip
        before = arrange_section(piece, clips, sounds, audio_format, before)
        yield replace(before, unfinished=True)


def joined(pieces: Sequence[Section]) -> Section:
    """Return `pieces`, at least one, as one unfinished section."""
    events = tuple(event for piece in pieces for event in piece.events)
    return replace(pieces[0], end_frame=pieces[-1].end_frame, events=events)


def rest_of(section: Section, frame: int) -> Section:
    """Return the part of `section` from `frame` on, for the mix alone. Nothing may sound across `frame`."""
    if frame <= section.start_frame:
        return section
    return replace(
        section,
        start_frame=frame,
        events=tuple(event for event in section.events if event.start_frame >= frame),
    )
