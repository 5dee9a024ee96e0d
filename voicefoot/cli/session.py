"""Prepares a session, for all commands that make one: its plan, its voice, its sounds and its music."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import click

from voicefoot.cli.options import SessionRequest, parse_soundtrack
from voicefoot.cli.printing import echo
from voicefoot.errors import CommandError
from voicefoot.text import escaped

if TYPE_CHECKING:
    from voicefoot.arranging.beat_sync import OpenSongs
    from voicefoot.arranging.fit_session import FittedSession
    from voicefoot.audio import AudioFormat, Clip
    from voicefoot.model.choices import Choices
    from voicefoot.model.cues import Plan, PlannedSection
    from voicefoot.model.routine import Routine
    from voicefoot.model.sound_names import SoundName
    from voicefoot.playing.deadline import Deadline
    from voicefoot.playing.segments import SectionsStart
    from voicefoot.speaking.registry import SessionVoice
    from voicefoot.timeline.timeline import Section, Timeline

_EXPORT_SECTIONS_AHEAD = 1
"""How many sections of a file are prefetched: more would cost memory, and save no time."""


def note(text: str) -> None:
    """Print `text` on standard error, beside the output of the command."""
    echo(text, err=True)


def system_language() -> str:
    """Return the tag of the system's language, such as "de-AT"; "" if it has none."""
    setting = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    tag = re.split("[.@]", setting)[0].replace("_", "-")
    return "" if tag.upper() in ("C", "POSIX") else tag


@dataclass(frozen=True)
class PreparedSession:
    """A session whose sections can be made: its plan, with the voice and the songs opened."""

    routine: Routine
    choices: Choices
    plan: Plan
    voice: SessionVoice
    audio_format: AudioFormat
    songs: OpenSongs
    fitted: FittedSession | None = None
    """How it was fitted into a time; None where it takes what it takes."""
    said: set[str] = field(default_factory=set)
    """The texts of all sections that were made so far."""
    opening: list[PlannedSection] = field(default_factory=list)
    """The section that the session began with, once that is known."""

    @cached_property
    def sounds(self) -> Mapping[SoundName, Clip]:
        """The sounds of the routine, and the built-in ones."""
        from voicefoot.reading.sound_bank import load_sounds

        return load_sounds(self.audio_format.sample_rate, self.plan.sounds)

    def fitted_into(self, seconds: float) -> PreparedSession:
        """Return the session as it takes exactly `seconds`, also where it was fitted into another time.

        Raises CommandError where it can't.
        """
        from dataclasses import replace

        from voicefoot.cli.fitting import fit_spoken

        written = self.routine if self.fitted is None else self.fitted.written
        choices = replace(self.choices, fitting=None)
        fitted = fit_spoken(written, choices, seconds, self.voice, self.sounds, self.audio_format, self.songs)
        return replace(self, routine=fitted.routine, choices=fitted.choices, plan=fitted.plan, fitted=fitted)

    def as_written(self) -> PreparedSession:
        """Return the session such that its rest can be fitted once it is under way."""
        from dataclasses import replace

        from voicefoot.arranging.fit_session import as_written

        return replace(self, fitted=as_written(self.routine, self.choices))

    def deadline(self, ends_at: float) -> Deadline:
        """Return what keeps the session, which was fitted, to its end at `ends_at`, as `time.time` has it."""
        from voicefoot.cli.fitting import RestFitter
        from voicefoot.playing.deadline import Deadline

        assert self.fitted is not None, "it was fitted"
        return Deadline(
            ends_at, RestFitter(self.fitted, self.voice, self.sounds, self.audio_format, self.songs)
        )

    def sections(self) -> Iterator[Section]:
        """Yield its sections, each spoken and arranged when it is needed."""
        from voicefoot.playing.sections import sections_of

        return self._noted(sections_of(self.plan, self.voice, self.sounds, self.audio_format, self.songs))

    def _noted(self, sections: Iterator[Section]) -> Iterator[Section]:
        """Pass `sections` on, and note what is said in them."""
        from voicefoot.timeline.timeline import SPOKEN_KINDS

        for section in sections:
            self.said.update(
                event.text for event in section.events if event.text and event.kind in SPOKEN_KINDS
            )
            yield section

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
        if with_intro:
            self.opening[:] = as_written.sections[:1]
        if tempo == self.choices.tempo:
            make = sections_at_once if with_intro else sections_of
            return self._noted(make(as_written, voice, self.sounds, self.audio_format, self.songs))
        at_tempo = plan(self.routine, replace(choices, tempo=tempo))
        return self._noted(
            sections_of(at_tempo, voice, self.sounds, self.audio_format, self.songs, as_written)
        )

    def revised_by(self, planned: PlannedSession) -> PreparedSession:
        """Return this session with another plan, and with its songs; its voice is the same."""
        from voicefoot.music.loader import open_songs
        from voicefoot.storage.paths import song_cache

        songs = self.songs
        if _soundtracks(planned.plan) != _soundtracks(self.plan):
            songs = open_songs(planned.plan, planned.audio_format, song_cache(), note)
        return PreparedSession(
            planned.routine, planned.choices, planned.plan, self.voice, self.audio_format, songs,
            said=self.said, opening=self.opening,
        )  # fmt: skip

    def sections_in_place(
        self,
        start: SectionsStart,
        exercise: int,
        before: Section | None,
        tempo: float,
        is_cancelled: Callable[[], bool],
    ) -> Iterator[Section]:
        """Yield the sections from `exercise` on of a session with that `start`, after the section `before`,
        in place of those that this session had before it was revised. It opens as it did.
        """
        from dataclasses import replace

        from voicefoot.planning.changed_exercises import with_opening_of
        from voicefoot.planning.plan import plan
        from voicefoot.playing.sections import sections_of
        from voicefoot.speaking.speak import CancellableVoice

        choices = replace(self.choices, sections_done=start.exercise, with_intro=start.with_intro)
        as_written = plan(self.routine, choices)
        at_tempo = as_written if tempo == choices.tempo else plan(self.routine, replace(choices, tempo=tempo))
        first = exercise - start.exercise

        def to_come(whole: Plan) -> Plan:
            sections = list(whole.sections[first:])
            if first == 0 and start.with_intro and self.opening:
                sections[0] = with_opening_of(sections[0], self.opening[0])
            return replace(whole, sections=sections)

        voice = CancellableVoice(self.voice, is_cancelled)
        return self._noted(
            sections_of(
                to_come(at_tempo), voice, self.sounds, self.audio_format, self.songs, to_come(as_written),
                before,
            )
        )  # fmt: skip

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
    fit_seconds: float | None = None
    """How long it is to be, which takes a voice to bring about; None for what it takes."""


def audio_format_of(routine: Routine, request: SessionRequest) -> AudioFormat:
    """Return the format of the session of `routine` with the options of `request`, without planning it. Raise
    CommandError if they don't fit.
    """
    from voicefoot.audio import AudioFormat
    from voicefoot.planning.order import has_music

    return AudioFormat(request.sample_rate, 2 if has_music(routine, _choices_with_music(request)) else 1)


def _choices_with_music(request: SessionRequest) -> Choices:
    """Return the choices of `request` with its music. Raise CommandError if it is none."""
    from dataclasses import replace

    if request.music is None:
        return request.choices
    no_music = request.music.strip().lower() == "none"
    music = None if no_music else parse_soundtrack(request.music)
    return replace(request.choices, no_music=no_music, music=music)


def plan_session(routine: Routine, request: SessionRequest) -> PlannedSession:
    """Plan the session of `routine` with the options of `request`, and the user's own pronunciation.
    Raise CommandError if they don't fit.
    """
    from dataclasses import replace

    from voicefoot.audio import AudioFormat
    from voicefoot.planning.plan import plan
    from voicefoot.reading.pronounce import read_pronounce
    from voicefoot.storage.paths import pronounce_file

    choices = replace(_choices_with_music(request), pronounce=read_pronounce(pronounce_file()))
    if request.until is not None:
        raise CommandError("--until is for `play`, which begins now; say how long: --fit 10m")
    session_plan = plan(routine, choices)
    audio_format = AudioFormat(request.sample_rate, session_plan.channels)
    fit_seconds = routine.fit_seconds if request.fit_seconds is None else request.fit_seconds
    return PlannedSession(routine, choices, session_plan, audio_format, fit_seconds or None)


def _soundtracks(plan: Plan) -> list[object]:
    return [section.soundtrack for section in plan.sections if section.soundtrack is not None]


def users_voices() -> Mapping[str, str]:
    """Return who speaks which language, as the user has settled it."""
    from voicefoot.reading.settings import read_settings
    from voicefoot.storage.paths import settings_file

    return read_settings(settings_file()).voices


def open_session_voice(session: PlannedSession, request: SessionRequest) -> SessionVoice:
    """Return the voice that `request` asks for, or the default one; use it as a context manager."""
    from voicefoot.cli.voice_choice import choose_voice
    from voicefoot.language.pronounce import phoneme_finder
    from voicefoot.speaking.registry import open_voice
    from voicefoot.storage.paths import clip_cache

    return open_voice(
        choose_voice(request.voice, session.plan.language, users_voices()),
        request.sample_rate,
        clip_cache(),
        request.voice_speed,
        note,
        phonemes_of=phoneme_finder(session.routine.pronounce, session.choices.pronounce),
        strict=request.strict,
    )


@contextmanager
def open_session(
    session: PlannedSession, request: SessionRequest, *, with_hint: bool = False
) -> Iterator[PreparedSession]:
    """Open the voice and the songs of `session`; close the voice on exit. Say in the end what another voice
    spoke in its place, and `with_hint`, how to get a natural voice, where none was there.
    """
    from voicefoot.music.loader import open_songs
    from voicefoot.storage.paths import song_cache

    opened = open_session_voice(session, request)
    songs = open_songs(session.plan, session.audio_format, song_cache(), note)
    with opened as voice:
        if request.strict:
            _check_all_there(session, voice)
        ready = PreparedSession(
            session.routine, session.choices, session.plan, voice, session.audio_format, songs
        )
        if session.fit_seconds is not None:
            ready = ready.fitted_into(session.fit_seconds)
        yield ready
        told = _stand_in_note(ready)
        if told is not None:
            note(told)
    if with_hint and not request.voice and voice.name not in users_voices().values():
        from voicefoot.cli.voice_hint import due_hint

        line = due_hint(voice.name, session.plan.language)
        if line is not None:
            note(line)


def _check_all_there(session: PlannedSession, voice: SessionVoice) -> None:
    """Raise VoiceError if `voice` can't say a line that may be needed."""
    from voicefoot.arranging.arrange import phrases_of
    from voicefoot.errors import VoiceError
    from voicefoot.text import shown

    if voice.partial is None:
        return
    texts = dict.fromkeys(phrase.text for phrase in phrases_of(session.plan))
    missing = [text for text in texts if not voice.partial.has(text)]
    if missing:
        raise VoiceError(
            f"the voice {voice.name} lacks {len(missing)} of {len(texts)} lines, the first is "
            f'"{shown(missing[0])}"; to record them, type: {_recording_command(voice, session.routine)}'
        )


def _stand_in_note(session: PreparedSession) -> str | None:
    """Return how many lines of those that were made another voice spoke, and how to record them."""
    partial = session.voice.partial
    if partial is None or partial.stand_in_name is None:
        return None
    missing = [text for text in session.said if not partial.has(text)]
    if not missing:
        return None
    command = _recording_command(session.voice, session.routine)
    return (
        f"{len(missing)} of {len(session.said)} lines were spoken by {partial.stand_in_name}, since "
        f"{session.voice.name} does not have them; to record them, type: {command}"
    )


def _recording_command(voice: SessionVoice, routine: Routine) -> str:
    import shlex

    name = voice.name.partition(":")[2] or "NAME"
    return f"voicefoot voices record {shlex.quote(name)} {shlex.quote(escaped(routine.source))}"


@contextmanager
def prepare_session(
    routine: str, request: SessionRequest, *, with_hint: bool = False
) -> Iterator[PreparedSession]:
    """Prepare the session of `routine`, a built-in name or a path, or that of a day of a programme, with the
    options of `request`. `with_hint`, as for `open_session`.
    """
    found, request = read_session(routine, request)
    with open_session(plan_session(found, request), request, with_hint=with_hint) as session:
        yield session


def read_session(name: str, request: SessionRequest) -> tuple[Routine, SessionRequest]:
    """Read the routine `name`, or that of the day of the programme `name` that `request` names. Return it
    with the request for its session.
    """
    from dataclasses import replace

    from voicefoot.cli.days import chosen_day
    from voicefoot.reading.read import read_with_warnings

    chosen = chosen_day(name, request.day)
    source = name if chosen is None else chosen.routine
    routine = read_with_warnings(source, request.language, usual=system_language()).routine
    if chosen is None:
        return routine, request
    request = chosen.request(request)
    return routine, replace(request, choices=replace(request.choices, announce=chosen.announced(routine)))


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
    with click.progressbar(
        length=sum(seconds), label=escaped(session.plan.title[:30]), file=sys.stderr
    ) as bar:

        def passing() -> Iterator[Section]:
            for section, length in zip(sections, seconds, strict=True):
                yield section
                bar.update(length)

        yield passing()


_M_ARENA_MAX, _M_MMAP_THRESHOLD = -8, -3
"""The parameters' numbers in glibc (malloc.h)."""
_RETURNED_BYTES = 64 * 1024
"""A third of a second of speech."""


def share_one_arena(*, returns_early: bool = False) -> None:
    """Let all threads allocate from one arena of glibc's; call this before any are started.

    By default glibc gives each thread an arena, and what one thread allocates and another frees (a clip, a
    section, its packets) leaves holes in all of them, which grow with the length of a session. With another C
    library, do nothing.

    `returns_early`: give all that is large back to the system as soon as it is freed. This takes time, which
    a session that plays has: the words that it might have said would else stay in its memory.
    """
    if sys.platform != "linux":
        return
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)
        if returns_early:
            mallopt(_M_MMAP_THRESHOLD, _RETURNED_BYTES)
