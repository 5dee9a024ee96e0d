"""Lines that a live session says beside its sections: spoken in a thread of their own, so that nothing waits
for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor

from voicefoot.audio import Clip
from voicefoot.errors import VoiceError
from voicefoot.speech.voice import Phrase, Voice


class Aside:
    """Asks `voice` for lines. One that it can't speak stays unsaid: the session itself goes on."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._pool = ThreadPoolExecutor(1, "voicefoot-aside")
        self._asked: dict[str, Future[Clip | None]] = {}

    def ask(self, *texts: str) -> None:
        """Has `texts` spoken, each once, in this order."""
        for text in texts:
            if text not in self._asked:
                self._asked[text] = self._pool.submit(self._say, text)

    @property
    def asked(self) -> tuple[str, ...]:
        """What was asked for so far."""
        return tuple(self._asked)

    def is_done(self, text: str) -> bool:
        """Whether it was spoken, or can't be."""
        self.ask(text)
        return self._asked[text].done()

    def wait(self, *texts: str) -> None:
        """Waits until they are spoken, or can't be."""
        self.ask(*texts)
        for text in texts:
            self._asked[text].result()

    def clip(self, text: str) -> Clip | None:
        """The spoken line, where there is one by now."""
        return self._asked[text].result() if self.is_done(text) else None

    def clips(self, *texts: str) -> Mapping[str, Clip]:
        """Those of `texts` that are spoken by now."""
        found = {text: self.clip(text) for text in texts}
        return {text: clip for text, clip in found.items() if clip is not None}

    def close(self) -> None:
        """Speaks no more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _say(self, text: str) -> Clip | None:
        try:
            return self._voice.say(Phrase(text))
        except VoiceError:
            return None
