"""A pool of equal worker processes, so that several phrases are synthesized at once."""

from __future__ import annotations

import queue
from collections.abc import Iterable

from voicefoot.audio import Clip
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.subprocess_voice import SubprocessVoice


class VoicePool:
    """Hands each phrase to the first idle one of `voices`, which are all the same.

    A voice is started only when all before it are busy, so phrases that come one at a time need one process.
    """

    def __init__(self, voices: Iterable[SubprocessVoice]) -> None:
        self._voices = tuple(voices)
        self.max_workers = len(self._voices)
        """How many threads may call `say` without waiting for each other."""
        self._idle: queue.PriorityQueue[int] = queue.PriorityQueue()
        for index in range(self.max_workers):
            self._idle.put(index)

    @property
    def identity(self) -> str:
        return self._voices[0].identity

    def say(self, phrase: Phrase) -> Clip:
        """Synthesize `phrase`. Raises VoiceError."""
        index = self._idle.get()
        try:
            return self._voices[index].say(phrase)
        finally:
            self._idle.put(index)

    def close(self) -> None:
        """End every process, even in the middle of a phrase."""
        for voice in self._voices:
            voice.close()
