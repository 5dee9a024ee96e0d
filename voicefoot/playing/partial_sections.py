"""The talk that a session begins with, line by line: it can be heard while the rest of its section is spoken.

What is cut here is put together again by the mix, to the sample. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from voicefoot.arranging.arrange import Sounds, arrange_section, phrases_of
from voicefoot.audio import AudioFormat, Clip
from voicefoot.mixing.limiter import LIMITER_STEPS
from voicefoot.mixing.mix import STEP_FRAMES
from voicefoot.model.cues import Chime, Cue, PlannedSection, PreRoll, Say, Wait
from voicefoot.model.phrase import Phrase
from voicefoot.timeline.timeline import Section
from voicefoot.units import to_frames

HELD_BACK_FRAMES = (LIMITER_STEPS + 1) * STEP_FRAMES
"""So much of what is known does the mix keep, at the most, until it knows what follows."""


def pieces_of(planned: PlannedSection, sample_rate: int) -> Iterator[tuple[Cue, ...]]:
    """The first talk of `planned` in pieces, after each of which the next may be waited for: the lead-in, and
    lines that silence follows, long enough for the mix to hold some of it back.

    The last line before work is in none, since work may reach back into the silence after it. There is none
    where there is music, which is laid under a whole section, and none from a `Lasting` on, whose waiting
    depends on all that is in it.
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
    """The pieces of `planned`, which is the first of its session, arranged one after another, each as soon as
    it is `spoken`. What was taken of that, in the order of `phrases_of`, is put into `clips`.
    """
    coming = iter(spoken)
    before: Section | None = None
    for cues in pieces_of(planned, audio_format.sample_rate):
        piece = replace(planned, cues=cues, fixed=True)
        for phrase in phrases_of(piece):
            while phrase not in clips:
                following, clip = next(coming)
                clips[following] = clip
        before = arrange_section(piece, clips, sounds, audio_format, before)
        yield replace(before, unfinished=True)


def joined(pieces: Sequence[Section]) -> Section:
    """`pieces`, at least one, as one section that is unfinished."""
    events = tuple(event for piece in pieces for event in piece.events)
    return replace(pieces[0], end_frame=pieces[-1].end_frame, events=events)


def rest_of(section: Section, frame: int) -> Section:
    """What of `section` comes from `frame` on, where nothing sounds across it; for the mix alone."""
    if frame <= section.start_frame:
        return section
    return replace(
        section,
        start_frame=frame,
        events=tuple(event for event in section.events if event.start_frame >= frame),
    )
