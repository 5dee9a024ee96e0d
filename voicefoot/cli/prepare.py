"""The command `prepare`: speaks the lines of sessions ahead, so that they begin at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from voicefoot.cli.options import SessionRequest, session_options
from voicefoot.cli.printing import echo
from voicefoot.cli.session import PlannedSession, note, open_session_voice, plan_session, read_session
from voicefoot.errors import CommandError
from voicefoot.text import escaped

if TYPE_CHECKING:
    from voicefoot.model.phrase import Phrase
    from voicefoot.speaking.ports import Voice


@click.command("prepare")
@click.argument("routines", nargs=-1, metavar="ROUTINE...")
@session_options
def prepare_command(routines: tuple[str, ...], request: SessionRequest) -> None:
    """Speak the lines of each ROUTINE ahead and keep them, so that a session begins at once and a slow voice
    is never waited for. Give the options that you will play it with.
    """
    if not routines:
        raise CommandError("no routine was named; type: voicefoot prepare foot-strength")
    asked = [read_session(routine, request) for routine in routines]
    planned = [(plan_session(*each), each[1]) for each in asked]  # before anything is spoken
    for session, own_request in planned:
        echo(_prepare(session, own_request))


def _prepare(session: PlannedSession, request: SessionRequest) -> str:
    """Speak what `session` may say and is not kept yet; return a line that tells how much that was."""
    from voicefoot.arranging.arrange import phrases_of
    from voicefoot.language.packs import language_pack
    from voicefoot.language.phrase_names import Line
    from voicefoot.model.phrase import Phrase
    from voicefoot.speaking.speak import speak_each

    plan = session.plan
    fit = session.fit_seconds
    words = language_pack(plan.language)
    after_a_pause = (*words.count_in_words, words.line(Line.ONE_MOMENT))
    phrases = dict.fromkeys([*phrases_of(plan), *map(Phrase, after_a_pause)])
    with open_session_voice(session, request) as voice:
        if fit is not None:
            phrases = dict.fromkeys([*_fitted_phrases(session, fit, voice), *phrases])
        missing = [phrase for phrase in phrases if not voice.is_kept(phrase)]
        with _bar(plan.title, len(missing)) as update:
            for _ in speak_each(missing, voice):
                update(1)
    there = len(phrases) - len(missing)
    spoken = f"{_lines(len(missing))} spoken by {voice.name}" if missing else "nothing to speak"
    return f"{plan.title}: {spoken}; {_lines(there)} there already" if there else f"{plan.title}: {spoken}"


def _fitted_phrases(session: PlannedSession, seconds: float, voice: Voice) -> list[Phrase]:
    """Return what `session` may say as it takes exactly `seconds`, which is spoken to find that out."""
    from voicefoot.arranging.arrange import phrases_of
    from voicefoot.cli.fitting import fit_spoken
    from voicefoot.music.loader import open_songs
    from voicefoot.reading.sound_bank import load_sounds
    from voicefoot.storage.paths import song_cache

    audio_format = session.audio_format
    songs = open_songs(session.plan, audio_format, song_cache(), note)
    sounds = load_sounds(audio_format.sample_rate, session.plan.sounds)
    fitted = fit_spoken(session.routine, session.choices, seconds, voice, sounds, audio_format, songs)
    return phrases_of(fitted.plan)


def _lines(count: int) -> str:
    return "1 line was" if count == 1 else f"{count} lines were"


@contextmanager
def _bar(title: str, lines: int) -> Iterator[Callable[[int], None]]:
    """Yield what moves a progress bar of so many `lines` on; there is one if standard error is a terminal."""
    if not sys.stderr.isatty() or not lines:
        yield lambda _lines: None
        return
    with click.progressbar(length=lines, label=escaped(title[:30]), file=sys.stderr) as bar:
        yield bar.update
