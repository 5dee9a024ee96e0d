"""The port through which speech comes in.

A voice is found through the entry point group `voicefoot.voices`. An entry point names an adapter:
an object of the shape of `VoiceAdapter` (a module will do). Adapters run in a process of their own
and may be slow, may print and may crash; `isolated.py` sees to that, so that an adapter is only
what its engine needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from voicefoot.audio import Clip
from voicefoot.model.phrase import Phrase


class Voice(Protocol):
    """Turns a phrase into a clip; the only thing that `speak` asks for. One that can speak several phrases
    at the same time, asked from as many threads, says how many in an attribute `at_once`.
    """

    @property
    def identity(self) -> str:
        """Names the engine, its version and the voice: whatever changes the sound, but for the
        phrase itself.
        """
        ...

    def say(self, phrase: Phrase) -> Clip:
        """The spoken phrase. Raises VoiceError where it can't be spoken."""
        ...


@dataclass(frozen=True, slots=True)
class VoiceStatus:
    """What `voicefoot voices` tells about one adapter."""

    name: str
    available: bool
    detail: str
    """Where available: which engine speaks; else: what is missing and how to get it."""
    languages: tuple[str, ...] = ()
    """Language codes that it speaks, such as `en`; empty: any."""
    variants: tuple[str, ...] = ()
    """What may stand behind a colon: `--voice pyttsx3:en-gb`; the best known where there are many."""
    broken: bool = False
    """Not available although it is installed: then another voice in its place is worth a word."""


class VoiceAdapter(Protocol):
    """What an entry point of the group `voicefoot.voices` names."""

    def status(self) -> VoiceStatus:
        """Whether it can speak here. Quick: imports nothing heavy and starts nothing."""
        ...

    def identity(self, variant: str | None, language: str) -> str:
        """The identity that the voice of `open` has, told without opening it. As quick as `status`, so
        that clips which were spoken before are found without starting an engine.
        """
        ...

    def open(self, variant: str | None, language: str) -> Voice:
        """A voice in this very process. Raises VoiceError where it can't be had."""
        ...
