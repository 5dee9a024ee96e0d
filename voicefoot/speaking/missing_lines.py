"""A voice that can't say everything, and the stand-in that speaks the rest.

What a stand-in speaks is cached as its own, never under the name of the voice that it stands in for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from voicefoot.audio import Clip
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.ports import Voice
from voicefoot.text import shown


class StandIn(Voice, Protocol):
    """A voice that has a name, knows what it spoke earlier, and is closed in the end."""

    name: str

    def is_kept(self, phrase: Phrase) -> bool:
        """Return whether `phrase` was synthesized earlier."""
        ...

    def close(self) -> None:
        """End it."""
        ...


class PartialVoice:
    """Has `voice` say what it `has`, by text, and the voice that `open_stand_in` opens say everything else.

    The stand-in is opened when it is first needed. Without `open_stand_in`, what the voice does not have is a
    VoiceError.
    """

    def __init__(
        self,
        name: str,
        voice: Voice,
        has: Callable[[str], bool],
        open_stand_in: Callable[[], StandIn] | None,
    ) -> None:
        self.has = has
        """Whether the voice itself says a text."""
        self._name = name
        self._voice = voice
        self._open = open_stand_in
        self._stand_in: StandIn | None = None
        self._closed = False
        self._lock = threading.Lock()

    @property
    def identity(self) -> str:
        return self._voice.identity

    @property
    def stand_in_name(self) -> str | None:
        """Who has spoken in place of the voice; None while nobody has."""
        return None if self._stand_in is None else self._stand_in.name

    def say(self, phrase: Phrase) -> Clip:
        """Synthesize `phrase`. Raises VoiceError."""
        if self.has(phrase.text):
            return self._voice.say(phrase)
        return self._opened(phrase).say(phrase)

    def is_kept_by_stand_in(self, phrase: Phrase) -> bool:
        """Return whether the stand-in spoke `phrase` earlier. Raises VoiceError if there is none."""
        return self._opened(phrase).is_kept(phrase)

    def close(self) -> None:
        """Close the stand-in. Afterwards none is opened."""
        with self._lock:
            self._closed = True
            if self._stand_in is not None:
                self._stand_in.close()

    def _opened(self, phrase: Phrase) -> StandIn:
        with self._lock:
            if self._open is None or self._closed:
                raise VoiceError(
                    f'the voice {self._name} has no recording of "{shown(phrase.text)}"; record it, or leave '
                    "out --strict, and another voice speaks it"
                )
            if self._stand_in is None:
                self._stand_in = self._open()
            return self._stand_in
