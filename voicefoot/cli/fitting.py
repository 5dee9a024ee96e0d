"""Fits a session into a time before it begins: speaks its lines, chooses, and says what was chosen."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from voicefoot.speaking.speak import speak_each

if TYPE_CHECKING:
    from voicefoot.arranging.accompaniment import OpenSongs
    from voicefoot.arranging.fit_session import FittedSession
    from voicefoot.audio import AudioFormat, Clip
    from voicefoot.model.choices import Choices
    from voicefoot.model.phrase import Phrase
    from voicefoot.model.routine import Routine
    from voicefoot.model.sound_names import SoundName
    from voicefoot.speaking.ports import Voice

_SPEAKING = "Speaking all lines first, to fit the session into its time"
_PATIENCE_SECONDS = 1.0
"""If the speaking takes longer, it is said why nothing is heard yet."""


def fit_spoken(
    routine: Routine,
    choices: Choices,
    seconds: float,
    voice: Voice,
    sounds: Mapping[SoundName, Clip],
    audio_format: AudioFormat,
    songs: OpenSongs,
) -> FittedSession:
    """Return the session of `routine` that takes exactly `seconds` with `voice`, which has spoken all of its
    lines then.

    Raises CommandError where it can't take so long.
    """
    from voicefoot.arranging.fit_session import Stage, fit_session

    with _progress() as spoken:

        def speak(phrases: Iterable[Phrase]) -> dict[Phrase, Clip]:
            return _speak(phrases, voice, spoken)

        return fit_session(routine, choices, seconds, Stage(speak, sounds, audio_format, songs))


def _speak(phrases: Iterable[Phrase], voice: Voice, spoken: Callable[[], None]) -> dict[Phrase, Clip]:
    clips: dict[Phrase, Clip] = {}
    for phrase, clip in speak_each(phrases, voice):
        # What is said is kept in the cache; here its length alone is needed.
        clips[phrase] = clip.hollow()
        spoken()
    return clips


@contextmanager
def _progress() -> Iterator[Callable[[], None]]:
    """Yield what is told of each line that was spoken. After a while that is shown on standard error."""
    begun = time.monotonic()
    total = 0
    told = False

    def spoken() -> None:
        nonlocal total, told
        total += 1
        if time.monotonic() - begun < _PATIENCE_SECONDS:
            return
        if sys.stderr.isatty():
            click.echo(f"\r{_SPEAKING}: {total}", err=True, nl=False)
        elif not told:
            click.echo(f"{_SPEAKING}.", err=True)
        told = True

    yield spoken
    if told and sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)
