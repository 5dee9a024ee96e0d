"""The verb `speak`: turns phrases into clips."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from voicefoot.audio import Clip
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.ports import Voice, max_workers


class CancellableVoice:
    """Wraps `voice` so that it refuses to synthesize once `is_cancelled` returns True."""

    def __init__(self, voice: Voice, is_cancelled: Callable[[], bool]) -> None:
        self._voice = voice
        self._is_cancelled = is_cancelled
        self.identity = voice.identity
        self.max_workers = max_workers(voice)

    def say(self, phrase: Phrase) -> Clip:
        """Synthesize `phrase`. Raises VoiceError, also if cancelled."""
        if self._is_cancelled():
            raise VoiceError("this line is not wanted any more; ask for it again")
        return self._voice.say(phrase)


def speak(phrases: Iterable[Phrase], voice: Voice) -> dict[Phrase, Clip]:
    """Synthesize each of `phrases` once, in order of first occurrence. Raises VoiceError."""
    return dict(speak_each(phrases, voice))


def speak_each(phrases: Iterable[Phrase], voice: Voice) -> Iterator[tuple[Phrase, Clip]]:
    """Yield each of `phrases` once with its clip, in order of first occurrence, as soon as it is ready.

    Uses as many threads as the voice has `max_workers`. Raises VoiceError.
    """
    unique = list(dict.fromkeys(phrases))
    threads = min(max_workers(voice), len(unique))
    if threads < 2:
        yield from ((phrase, voice.say(phrase)) for phrase in unique)
        return
    executor = ThreadPoolExecutor(threads, "voicefoot-speak")
    try:
        yield from zip(unique, executor.map(voice.say, unique), strict=True)
    finally:
        # On an interrupt, don't wait for an engine that may hang; closing the voice ends it.
        executor.shutdown(wait=False, cancel_futures=True)
