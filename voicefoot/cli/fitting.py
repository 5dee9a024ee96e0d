"""Fits a session into a time before it begins: speaks its lines, and chooses.

What `show` says of that is put together in `planning.fit_changes`.
"""

from __future__ import annotations

import datetime
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from voicefoot.cli.printing import echo, echo_as_it_is
from voicefoot.speaking.speak import speak_each

if TYPE_CHECKING:
    from voicefoot.arranging.beat_sync import OpenSongs
    from voicefoot.arranging.fit_session import FittedSession
    from voicefoot.audio import AudioFormat, Clip
    from voicefoot.model.choices import Choices
    from voicefoot.model.phrase import Phrase
    from voicefoot.model.routine import Routine
    from voicefoot.model.sound_names import SoundName
    from voicefoot.playing.deadline import FittedRest
    from voicefoot.speaking.ports import Voice
    from voicefoot.timeline.timeline import Section

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


class RestFitter:
    """Fits what is left of a session that is under way into the time that is left: a `deadline.FitRest`."""

    def __init__(
        self,
        session: FittedSession,
        voice: Voice,
        sounds: Mapping[SoundName, Clip],
        audio_format: AudioFormat,
        songs: OpenSongs,
    ) -> None:
        from voicefoot.arranging.fit_session import Stage

        self._session = session
        self._voice = voice
        self._sounds = sounds
        self._format = audio_format
        self._songs = songs
        self._stage = Stage(lambda phrases: _speak(phrases, voice, lambda: None), sounds, audio_format, songs)
        self._lock = threading.Lock()

    def __call__(
        self, first: int, before: Section, seconds: float, tempo: float, is_cancelled: Callable[[], bool]
    ) -> FittedRest:
        """Return the sections from `first` on, which follow `before` and take `seconds`."""
        from voicefoot.arranging.fit_session import fit_rest
        from voicefoot.playing.deadline import FittedRest
        from voicefoot.playing.sections import sections_of
        from voicefoot.speaking.speak import CancellableVoice
        from voicefoot.units import to_seconds

        end_seconds = to_seconds(before.end_frame, self._format.sample_rate) + seconds
        with self._lock:  # what is cancelled may not be over
            played = self._session
            rest, late_seconds = fit_rest(played, first, before, end_seconds, tempo, self._stage)

        def adopt() -> None:
            self._session = replace(played, routine=rest.routine)

        voice = CancellableVoice(self._voice, is_cancelled)
        made = sections_of(rest.plan, voice, self._sounds, self._format, self._songs, before=before)
        return FittedRest(made, late_seconds, adopt)


def seconds_until(clock: datetime.time, now: datetime.datetime) -> float:
    """Return how long it is from `now`, which knows its zone, until it is `clock` where this runs: tomorrow's
    if that is past.
    """
    for days in (0, 1):
        day = now.date() + datetime.timedelta(days=days)
        moment = datetime.datetime.combine(day, clock).astimezone()
        if moment > now:
            break
    return (moment - now).total_seconds()


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
            echo_as_it_is(f"\r{_SPEAKING}: {total}", err=True)
        elif not told:
            echo(f"{_SPEAKING}.", err=True)
        told = True

    yield spoken
    if told and sys.stderr.isatty():
        echo_as_it_is("\r\x1b[K", err=True)
