"""Another voice that speaks what the voice of a session fails to, so that the session goes on: `registry`
chooses it, after `subprocess_voice` has tried again.

Who speaks what a recorded voice does not have is in `missing_lines`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from voicefoot.audio import Clip
from voicefoot.errors import EngineError, VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.cache import CachedVoice
from voicefoot.speaking.pool import VoicePool

MAX_FAILURES = 3
"""After so many failed phrases in a row the voice is given up: an engine that hangs takes long for each."""


@dataclass(frozen=True, slots=True)
class VoiceStack:
    """A voice that can be closed: workers, and around them a cache if there is one."""

    name: str
    """As the user knows it."""
    pool: VoicePool
    cache: CachedVoice | None

    def say(self, phrase: Phrase) -> Clip:
        """Return `phrase`, synthesized now or earlier. Raises VoiceError."""
        return (self.cache or self.pool).say(phrase)

    def kept(self, phrase: Phrase) -> Clip | None:
        """Return `phrase` if it was synthesized earlier."""
        return None if self.cache is None else self.cache.kept(phrase)

    @property
    def is_given_up(self) -> bool:
        """Whether it failed so often that it is better not asked again."""
        failures = self.pool.failures
        return failures >= MAX_FAILURES or (failures > 0 and not self.pool.has_opened)


class StandInVoice:
    """Says each phrase with `voice`, or, where that fails, with the voice that `open_stand_in` opens.

    `open_stand_in` is called once, when it is needed, and returns None if there is no other voice. With
    `must_open`, it is an error if `voice` can't be opened at all. Each of the two has its own cache, so that
    what the stand-in spoke is never kept under the name of `voice`.
    """

    def __init__(
        self, voice: VoiceStack, open_stand_in: Callable[[], VoiceStack | None], *, must_open: bool
    ) -> None:
        self.max_workers = voice.pool.max_workers
        self._voice = voice
        self._open_stand_in = open_stand_in
        self._must_open = must_open
        self._stand_in: VoiceStack | None = None
        self._error: EngineError | None = None
        """The latest failure of `voice`."""
        self._texts: set[str] = set()
        """What the stand-in spoke."""
        self._asked = self._closed = False
        self._lock = threading.Lock()

    @property
    def identity(self) -> str:
        return self._voice.pool.identity

    def say(self, phrase: Phrase) -> Clip:
        """Synthesize `phrase`. Raises VoiceError if neither voice can, with what the first one says."""
        if self._voice.is_given_up and self._error is not None:
            kept = self._voice.kept(phrase)
            return self._say_instead(phrase, self._error) if kept is None else kept
        try:
            return self._voice.say(phrase)
        except EngineError as error:
            if self._must_open and not self._voice.pool.has_opened:
                raise
            return self._say_instead(phrase, error)

    def kept(self, phrase: Phrase) -> Clip | None:
        """Return `phrase` as the voice itself spoke it earlier."""
        return self._voice.kept(phrase)

    def notice(self) -> str | None:
        """Return what the user should know in the end: who spoke how much, and why; None if all is well."""
        if self._stand_in is None or self._error is None or not self._texts:
            return None
        lines = "one line" if len(self._texts) == 1 else f"{len(self._texts)} lines"
        return (
            f"the voice {self._voice.name} failed ({self._error.reason}), so {self._stand_in.name} spoke "
            f"{lines} in its place; the next session asks {self._voice.name} again"
        )

    def forget_spoken(self) -> None:
        """Tell no more of what the stand-in spoke so far."""
        with self._lock:
            self._texts.clear()

    def close(self) -> None:
        """End the processes of both voices."""
        with self._lock:
            self._closed = True
            stand_in = self._stand_in
        self._voice.pool.close()
        if stand_in is not None:
            stand_in.pool.close()

    def _say_instead(self, phrase: Phrase, error: EngineError) -> Clip:
        with self._lock:
            self._error = error
            if not self._asked and not self._closed:
                self._asked = True
                self._stand_in = self._open_stand_in()
            stand_in = self._stand_in
        if stand_in is None:
            raise error
        try:
            clip = stand_in.say(phrase)
        except VoiceError:
            raise error from None
        with self._lock:
            self._texts.add(phrase.text)
        return clip
