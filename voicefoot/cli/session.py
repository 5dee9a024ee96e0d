"""Prepares a session, for all commands that make one: its plan, its voice, its sounds and its music."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import click

from voicefoot.cli.options import SessionRequest, parse_soundtrack

if TYPE_CHECKING:
    from voicefoot.arranging.accompaniment import OpenSongs
    from voicefoot.audio import AudioFormat, Clip
    from voicefoot.model.choices import Choices
    from voicefoot.model.cues import Plan
    from voicefoot.model.routine import Routine
    from voicefoot.model.sound_names import SoundName
    from voicefoot.speaking.registry import SessionVoice
    from voicefoot.timeline.timeline import Section, Timeline

_EXPORT_SECTIONS_AHEAD = 1
"""How many sections of a file are prefetched: more would cost memory, and save no time."""


def note(text: str) -> None:
    """Print `text` on standard error, beside the output of the command."""
    click.echo(text, err=True)


@dataclass(frozen=True)
class PreparedSession:
    """A session whose sections can be made: its plan, with the voice and the songs opened."""

    routine: Routine
    choices: Choices
    plan: Plan
    voice: SessionVoice
    audio_format: AudioFormat
    songs: OpenSongs

    @cached_property
    def sounds(self) -> Mapping[SoundName, Clip]:
        """The sounds of the routine, and the built-in ones."""
        from voicefoot.reading.sound_bank import load_sounds

        return load_sounds(self.audio_format.sample_rate, self.plan.sounds)

    def sections(self) -> Iterator[Section]:
        """Yield its sections, each spoken and arranged when it is needed."""
        from voicefoot.playing.sections import sections_of

        return sections_of(self.plan, self.voice, self.sounds, self.audio_format, self.songs)

    def sections_from(
        self, exercise: int, tempo: float, with_intro: bool, is_cancelled: Callable[[], bool]
    ) -> Iterator[Section]:
        """Yield the sections from `exercise` on as a session that starts there has them, at `tempo` if that
        is possible. Speak nothing more once `is_cancelled`. With the intro, and at the tempo that was chosen,
        the first section comes line by line at first (`sections_at_once`).
        """
        from dataclasses import replace

        from voicefoot.planning.plan import plan
        from voicefoot.playing.sections import sections_at_once, sections_of
        from voicefoot.speaking.speak import CancellableVoice

        voice = CancellableVoice(self.voice, is_cancelled)
        choices = replace(self.choices, sections_done=exercise, with_intro=with_intro)
        as_written = self.plan if exercise == 0 and with_intro else plan(self.routine, choices)
        if tempo == self.choices.tempo:
            make = sections_at_once if with_intro else sections_of
            return make(as_written, voice, self.sounds, self.audio_format, self.songs)
        at_tempo = plan(self.routine, replace(choices, tempo=tempo))
        return sections_of(at_tempo, voice, self.sounds, self.audio_format, self.songs, as_written)

    def timeline(self, sections: Iterable[Section]) -> Timeline:
        """Return the timeline of the whole session, of which `sections` are all."""
        from voicefoot.timeline.timeline import Timeline

        return Timeline(self.plan.title, self.audio_format.sample_rate, tuple(sections), self.plan.language)


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A session whose plan is made, with nothing opened yet."""

    routine: Routine
    choices: Choices
    plan: Plan
    audio_format: AudioFormat


def plan_session(routine: Routine, request: SessionRequest) -> PlannedSession:
    """Plan the session of `routine` with the options of `request`, and the user's own pronunciation.
    Raise CommandError if they don't fit.
    """
    from dataclasses import replace

    from voicefoot.audio import AudioFormat
    from voicefoot.planning.plan import plan
    from voicefoot.reading.pronounce import read_pronounce
    from voicefoot.storage.paths import pronounce_file

    choices = replace(request.choices, pronounce=read_pronounce(pronounce_file()))
    if request.music is not None:
        no_music = request.music.strip().lower() == "none"
        music = None if no_music else parse_soundtrack(request.music)
        choices = replace(choices, no_music=no_music, music=music)
    session_plan = plan(routine, choices)
    audio_format = AudioFormat(request.sample_rate, session_plan.channels)
    return PlannedSession(routine, choices, session_plan, audio_format)


def open_session_voice(session: PlannedSession, request: SessionRequest) -> SessionVoice:
    """Open the voice that `request` asks for; use it as a context manager."""
    from voicefoot.language.pronounce import phoneme_finder
    from voicefoot.speaking.registry import choose, open_voice
    from voicefoot.storage.paths import clip_cache

    return open_voice(
        choose(request.voice, session.plan.language),
        request.sample_rate,
        clip_cache(),
        request.voice_speed,
        note,
        phonemes_of=phoneme_finder(session.routine.pronounce, session.choices.pronounce),
    )


@contextmanager
def open_session(session: PlannedSession, request: SessionRequest) -> Iterator[PreparedSession]:
    """Open the voice and the songs of `session`; close the voice on exit."""
    from voicefoot.music.loader import open_songs
    from voicefoot.storage.paths import song_cache

    opened = open_session_voice(session, request)
    songs = open_songs(session.plan, session.audio_format, song_cache(), note)
    with opened as voice:
        yield PreparedSession(
            session.routine, session.choices, session.plan, voice, session.audio_format, songs
        )


@contextmanager
def prepare_session(routine: str, request: SessionRequest) -> Iterator[PreparedSession]:
    """Prepare the session of `routine`, a built-in name or a path, with the options of `request`."""
    from voicefoot.reading.read import read

    with open_session(plan_session(read(routine), request), request) as session:
        yield session


@contextmanager
def progress(session: PreparedSession) -> Iterator[Iterable[Section]]:
    """Yield the sections of `session`, prefetched, with a progress bar on standard error if that is a
    terminal.
    """
    from voicefoot.prefetch import Prefetcher

    sections = Prefetcher(session.sections(), _EXPORT_SECTIONS_AHEAD)
    try:
        with _bar(session, sections) as passing:
            yield passing
    finally:
        sections.close()


@contextmanager
def _bar(session: PreparedSession, sections: Iterable[Section]) -> Iterator[Iterable[Section]]:
    if not sys.stderr.isatty():
        yield sections
        return
    from voicefoot.arranging.estimate import estimated_section_seconds

    seconds = [max(1, round(each)) for each in estimated_section_seconds(session.plan)]
    with click.progressbar(length=sum(seconds), label=session.plan.title[:30], file=sys.stderr) as bar:

        def passing() -> Iterator[Section]:
            for section, length in zip(sections, seconds, strict=True):
                yield section
                bar.update(length)

        yield passing()


_M_ARENA_MAX = -8
"""The parameter's number in glibc (malloc.h)."""


def share_one_arena() -> None:
    """Let all threads allocate from one arena of glibc's; call this before any are started.

    By default glibc gives each thread an arena, and what one thread allocates and another frees (a clip, a
    section, its packets) leaves holes in all of them, which grow with the length of a session. With another C
    library, do nothing.
    """
    if sys.platform != "linux":
        return
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)
