"""What the commands share that make a session: the plan, the voice and the music, opened."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import click

from voicefoot.cli.options import SessionRequest, soundtrack_asked

if TYPE_CHECKING:
    from voicefoot.arranging.accompaniment import OpenSongs
    from voicefoot.audio import AudioFormat, Clip
    from voicefoot.model.choices import Choices
    from voicefoot.model.cues import Plan
    from voicefoot.model.routine import Routine
    from voicefoot.model.sound_names import SoundName
    from voicefoot.speaking.registry import OpenVoice
    from voicefoot.timeline.timeline import Section, Timeline

_SECTIONS_AHEAD = 1
"""Of a file that is being written: more would cost memory, and save no time."""


def note(text: str) -> None:
    """Tells something beside the output, on standard error."""
    click.echo(text, err=True)


@dataclass(frozen=True)
class PreparedSession:
    """A session that can be made."""

    routine: Routine
    choices: Choices
    plan: Plan
    voice: OpenVoice
    audio_format: AudioFormat
    songs: OpenSongs

    @cached_property
    def sounds(self) -> Mapping[SoundName, Clip]:
        """Those of the routine, and ours."""
        from voicefoot.reading.sound_bank import load_sounds

        return load_sounds(self.audio_format.sample_rate, self.plan.sounds)

    def sections(self) -> Iterator[Section]:
        """Its sections, each spoken and arranged when it is asked for."""
        from voicefoot.playing.sections import sections_of

        return sections_of(self.plan, self.voice, self.sounds, self.audio_format, self.songs)

    def sections_from(
        self, exercise: int, tempo: float, with_intro: bool, unwanted: Callable[[], bool]
    ) -> Iterator[Section]:
        """The sections from that exercise on, at that tempo where it is possible, as they are where a session
        begins there. Nothing more is spoken once they are `unwanted`. With the intro, line by line at
        first (`sections_at_once`).
        """
        from dataclasses import replace

        from voicefoot.planning.plan import plan
        from voicefoot.playing.sections import sections_at_once, sections_of
        from voicefoot.speaking.speak import WhileWanted

        voice = WhileWanted(self.voice, unwanted)
        choices = replace(self.choices, sections_done=exercise, with_intro=with_intro)
        as_written = self.plan if exercise == 0 and with_intro else plan(self.routine, choices)
        if tempo == self.choices.tempo:
            make = sections_at_once if with_intro else sections_of
            return make(as_written, voice, self.sounds, self.audio_format, self.songs)
        planned = plan(self.routine, replace(choices, tempo=tempo))
        return sections_of(planned, voice, self.sounds, self.audio_format, self.songs, as_written)

    def timeline(self, sections: Iterable[Section]) -> Timeline:
        """The whole session."""
        from voicefoot.timeline.timeline import Timeline

        return Timeline(self.plan.title, self.audio_format.sample_rate, tuple(sections))


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A session that is known, and nothing of it opened."""

    routine: Routine
    choices: Choices
    plan: Plan
    audio_format: AudioFormat


def planned(routine: Routine, asked: SessionRequest) -> PlannedSession:
    """The session of `routine`, with what was asked for."""
    from dataclasses import replace

    from voicefoot.audio import AudioFormat
    from voicefoot.planning.plan import plan

    choices = asked.choices
    if asked.music is not None:
        none = asked.music.strip().lower() == "none"
        choices = replace(choices, no_music=none, music=None if none else soundtrack_asked(asked.music))
    made = plan(routine, choices)
    return PlannedSession(routine, choices, made, AudioFormat(asked.sample_rate, made.channels))


@contextmanager
def opened(session: PlannedSession, asked: SessionRequest) -> Iterator[PreparedSession]:
    """`session`, with its voice and its music."""
    from voicefoot.music.loader import open_songs
    from voicefoot.speaking.registry import choose, open_voice
    from voicefoot.storage.paths import clip_cache, song_cache

    choice = choose(asked.voice, session.plan.language)
    songs = open_songs(session.plan, session.audio_format, song_cache(), note)
    with open_voice(choice, asked.sample_rate, clip_cache(), asked.voice_speed, note) as voice:
        yield PreparedSession(
            session.routine, session.choices, session.plan, voice, session.audio_format, songs
        )


@contextmanager
def made_ready(routine: str, asked: SessionRequest) -> Iterator[PreparedSession]:
    """The session of `routine`, which is a built-in name or a path, with what was asked for."""
    from voicefoot.reading.read import read

    with opened(planned(read(routine), asked), asked) as ready:
        yield ready


@contextmanager
def progress(ready: PreparedSession) -> Iterator[Iterable[Section]]:
    """The sections of `ready`, made ahead of need, with a bar and the time left on standard error where that
    is a terminal.
    """
    from voicefoot.prefetch import Prefetcher

    coming = Prefetcher(ready.sections(), _SECTIONS_AHEAD)
    try:
        with _bar(ready, coming) as passing:
            yield passing
    finally:
        coming.close()


@contextmanager
def _bar(ready: PreparedSession, coming: Iterable[Section]) -> Iterator[Iterable[Section]]:
    if not sys.stderr.isatty():
        yield coming
        return
    from voicefoot.arranging.estimate import estimated_section_seconds

    seconds = [max(1, round(each)) for each in estimated_section_seconds(ready.plan)]
    with click.progressbar(length=sum(seconds), label=ready.plan.title[:30], file=sys.stderr) as bar:

        def passing() -> Iterator[Section]:
            for section, length in zip(coming, seconds, strict=True):
                yield section
                bar.update(length)

        yield passing()


_M_ARENA_MAX = -8
"""glibc's number for it (malloc.h)."""


def share_one_arena() -> None:
    """Lets all threads take their memory from one place; to be called before there are any.

    By itself glibc gives each thread a place of its own, and what one thread made and another let go of (a
    clip, a piece, its packets) leaves holes in all of them, more with the length of a session. Where the C
    library is another it does nothing.
    """
    if sys.platform != "linux":
        return
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)
