"""Makes the sections of a session lazily: each is spoken and arranged when it is needed."""

from __future__ import annotations

from collections.abc import Iterator

from voicefoot.arranging.arrange import arrange_section, phrases_of
from voicefoot.arranging.beat_sync import NO_SONGS, OpenSongs
from voicefoot.arranging.layout import Sounds
from voicefoot.audio import AudioFormat, Clip
from voicefoot.errors import RoutineError
from voicefoot.model.cues import Plan, PlannedSection
from voicefoot.model.phrase import Phrase
from voicefoot.playing.partial_sections import partial_sections
from voicefoot.speaking.ports import Voice
from voicefoot.speaking.speak import speak, speak_each
from voicefoot.timeline.timeline import Section


def sections_of(
    plan: Plan,
    voice: Voice,
    sounds: Sounds,
    audio_format: AudioFormat,
    songs: OpenSongs = NO_SONGS,
    as_written: Plan | None = None,
    before: Section | None = None,
) -> Iterator[Section]:
    """Yield the sections of `plan`, each spoken and arranged when it is needed, the first one after `before`.
    A section that takes longer than it `lasts` is made from `as_written` instead, if that is given: the same
    session at another tempo.

    Raise VoiceError if one can't be spoken, and RoutineError if it can't be arranged.
    """
    section = before
    for index, planned in enumerate(plan.sections):
        try:
            section = _make(planned, voice, sounds, audio_format, section, songs)
        except RoutineError:
            if as_written is None:
                raise
            section = _make(as_written.sections[index], voice, sounds, audio_format, section, songs)
        yield section


def sections_at_once(
    plan: Plan, voice: Voice, sounds: Sounds, audio_format: AudioFormat, songs: OpenSongs = NO_SONGS
) -> Iterator[Section]:
    """As `sections_of`, but before the first section yield the talk that it begins with, in pieces that are
    `unfinished`, each as soon as it is spoken: see `partial_sections`.
    """
    if not plan.sections:
        return
    first = plan.sections[0]
    phrases = speak_each(phrases_of(first), voice)
    clips: dict[Phrase, Clip] = {}
    yield from partial_sections(first, phrases, clips, sounds, audio_format)
    clips |= phrases
    section = arrange_section(first, clips, sounds, audio_format, None, songs)
    del clips
    yield section
    for planned in plan.sections[1:]:
        section = _make(planned, voice, sounds, audio_format, section, songs)
        yield section


def _make(
    planned: PlannedSection,
    voice: Voice,
    sounds: Sounds,
    audio_format: AudioFormat,
    before: Section | None,
    songs: OpenSongs,
) -> Section:
    # The clips get no name: those that are not placed would stay in memory until the next section is made.
    return arrange_section(planned, speak(phrases_of(planned), voice), sounds, audio_format, before, songs)
