"""One voice in several processes, so that several phrases are spoken at once."""

from __future__ import annotations

import queue
from collections.abc import Iterable
from types import TracebackType

from voicefoot.audio import Clip
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.subprocess_voice import SubprocessVoice


class VoicePool:
    """`voices` that are all the same. Each is started when all before it are busy, so that a few phrases
    that come one after another need one alone. A context manager that closes them all.
    """

    def __init__(self, voices: Iterable[SubprocessVoice]) -> None:
        self._voices = tuple(voices)
        self.at_once = len(self._voices)
        """How many threads may ask at the same time without waiting for each other."""
        self._idle: queue.PriorityQueue[int] = queue.PriorityQueue()
        for number in range(self.at_once):
            self._idle.put(number)

    @property
    def identity(self) -> str:
        return self._voices[0].identity

    def say(self, phrase: Phrase) -> Clip:
        """The spoken phrase. Raises VoiceError."""
        number = self._idle.get()
        try:
            return self._voices[number].say(phrase)
        finally:
            self._idle.put(number)

    def __enter__(self) -> VoicePool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for voice in self._voices:
            voice.close()
