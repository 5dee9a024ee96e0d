"""The sections of a session, each spoken and arranged when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from voicefoot.arranging.accompaniment import NO_SONGS, OpenSongs
from voicefoot.arranging.arrange import Sounds, arrange_section, phrases_of
from voicefoot.audio import AudioFormat, Clip
from voicefoot.errors import RoutineError
from voicefoot.model.cues import Plan, PlannedSection
from voicefoot.model.phrase import Phrase
from voicefoot.playing.partial_sections import partial_sections
from voicefoot.speaking.ports import Voice
from voicefoot.speaking.speak import speak, spoken
from voicefoot.timeline.timeline import Section


def sections_of(
    plan: Plan,
    voice: Voice,
    sounds: Sounds,
    audio_format: AudioFormat,
    songs: OpenSongs = NO_SONGS,
    as_written: Plan | None = None,
) -> Iterator[Section]:
    """The sections of `plan`, each spoken and arranged when it is asked for. One that takes longer than it
    `lasts` is taken from `as_written` where that is given: the same session at another tempo.
    """
    section: Section | None = None
    for index, planned in enumerate(plan.sections):
        try:
            section = _made(planned, voice, sounds, audio_format, section, songs)
        except RoutineError:
            if as_written is None:
                raise
            section = _made(as_written.sections[index], voice, sounds, audio_format, section, songs)
        yield section


def sections_at_once(
    plan: Plan, voice: Voice, sounds: Sounds, audio_format: AudioFormat, songs: OpenSongs = NO_SONGS
) -> Iterator[Section]:
    """As `sections_of`, but before the first section comes the talk that it begins with, in pieces that are
    `unfinished`, each as soon as it is spoken: see `partial_sections`.
    """
    if not plan.sections:
        return
    first = plan.sections[0]
    coming = spoken(phrases_of(first), voice)
    clips: dict[Phrase, Clip] = {}
    yield from partial_sections(first, coming, clips, sounds, audio_format)
    clips |= coming
    section = arrange_section(first, clips, sounds, audio_format, None, songs)
    del clips
    yield section
    for planned in plan.sections[1:]:
        section = _made(planned, voice, sounds, audio_format, section, songs)
        yield section


def _made(
    planned: PlannedSection,
    voice: Voice,
    sounds: Sounds,
    audio_format: AudioFormat,
    before: Section | None,
    songs: OpenSongs,
) -> Section:
    # The clips get no name: those of which none was placed would be kept until the next section is made.
    return arrange_section(planned, speak(phrases_of(planned), voice), sounds, audio_format, before, songs)
