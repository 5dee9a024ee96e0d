"""A pool of equal worker processes, so that several phrases are synthesized at once."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable

from voicefoot.audio import Clip
from voicefoot.errors import EngineError
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
        self.failures = 0
        """How many phrases have failed since one was spoken."""
        self._failures_lock = threading.Lock()
        self._idle: queue.PriorityQueue[int] = queue.PriorityQueue()
        for index in range(self.max_workers):
            self._idle.put(index)

    @property
    def identity(self) -> str:
        return self._voices[0].identity

    @property
    def has_opened(self) -> bool:
        """Whether one of the voices was open once."""
        return any(voice.has_opened for voice in self._voices)

    def say(self, phrase: Phrase) -> Clip:
        """Synthesize `phrase`. Raises EngineError, and VoiceError if no engine could speak it."""
        index = self._idle.get()
        try:
            clip = self._voices[index].say(phrase)
        except EngineError:
            with self._failures_lock:
                self.failures += 1
            raise
        finally:
            self._idle.put(index)
        with self._failures_lock:
            self.failures = 0
        return clip

    def close(self) -> None:
        """End every process, even in the middle of a phrase."""
        for voice in self._voices:
            voice.close()
