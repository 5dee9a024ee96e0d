"""The ports of speech: `Voice`, which synthesizes phrases, and `VoiceAdapter`, which opens one.

An adapter is found through the entry point group `voicefoot.voices`, which names an object of the shape of
`VoiceAdapter`; a module will do. The voices of adapters run in worker processes, and may be slow, print,
hang or crash: `subprocess_voice.py` deals with that, so an adapter holds only what its engine needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from voicefoot.audio import Clip
from voicefoot.model.phrase import Phrase


class Voice(Protocol):
    """Synthesizes a phrase as a clip; all that `speak` needs.

    A voice that may be called from several threads at once says from how many in an attribute
    `max_workers`, which `max_workers` below reads.
    """

    @property
    def identity(self) -> str:
        """The engine, its version, the voice, and whatever else changes the sound of a phrase."""
        ...

    def say(self, phrase: Phrase) -> Clip:
        """Synthesize `phrase`. Raises VoiceError if that fails."""
        ...


def max_workers(voice: Voice) -> int:
    """Return the number of threads that may call `voice` at once; 1 unless it says otherwise."""
    workers: int = getattr(voice, "max_workers", 1)
    return workers


DEFAULT_CHARACTER_SECONDS = 0.05


def character_seconds(adapter: VoiceAdapter) -> float:
    """Return how long each character of a phrase may take, in seconds."""
    seconds: float = getattr(adapter, "character_seconds", DEFAULT_CHARACTER_SECONDS)
    return seconds


@dataclass(frozen=True, slots=True)
class VoiceStatus:
    """What `voicefoot voices` shows of one adapter."""

    name: str
    available: bool
    detail: str
    """If available, the engine that speaks; otherwise what is missing and how to get it."""
    languages: tuple[str, ...] = ()
    """The codes of the languages that it speaks, such as `en`; empty if it speaks any."""
    variants: tuple[str, ...] = ()
    """What may follow the colon, as in `--voice pyttsx3:en-gb`; the best known if there are many."""
    broken: bool = False
    """Installed, but not available: the user should hear about it if another voice takes its place."""
    all_variants: bool = False
    """Whether `variants` are all there are, so that any unique beginning of one names it."""
    lacks: Mapping[str, str] = field(default_factory=dict)
    """What is missing, and how to get it, for more languages, by their codes."""
    takes_phonemes: bool = False
    """Whether it speaks words as the `phonemes` of a phrase say; if not, it says them as they are written."""


class VoiceAdapter(Protocol):
    """What an entry point of the group `voicefoot.voices` names.

    An adapter whose engine is slow says in an attribute `character_seconds` how long each character of a
    phrase may take before the engine is thought to hang, which `character_seconds` below reads.
    """

    def status(self) -> VoiceStatus:
        """Tell whether it can speak here. Must be quick: import nothing heavy and start nothing."""
        ...

    def identity(self, variant: str | None, language: str) -> str:
        """Return the identity that the voice of `open` would have, without opening it.

        Must be as quick as `status`, so that cached clips are found without starting an engine.
        """
        ...

    def open(self, variant: str | None, language: str) -> Voice:
        """Open a voice in this very process. Raises VoiceError if it can't be had."""
        ...


def lines_of(adapter: VoiceAdapter, variant: str | None, language: str) -> Callable[[str], bool] | None:
    """Return what tells whether a voice of `adapter` can say a text; None if it can say anything.

    An adapter whose voices can't say everything has a method `lines(variant, language)` that returns this.
    Raises VoiceError as `identity` does.
    """
    lines: Callable[[str | None, str], Callable[[str], bool]] | None = getattr(adapter, "lines", None)
    return None if lines is None else lines(variant, language)
