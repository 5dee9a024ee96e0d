"""The verb `speak`: phrases become clips."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from voicefoot.audio import Clip
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.ports import Voice


class WhileWanted:
    """`voice`, which says nothing more once what it is asked for is not wanted any more."""

    def __init__(self, voice: Voice, unwanted: Callable[[], bool]) -> None:
        self._voice = voice
        self._unwanted = unwanted
        self.identity = voice.identity
        self.at_once: int = getattr(voice, "at_once", 1)

    def say(self, phrase: Phrase) -> Clip:
        """The spoken phrase. Raises VoiceError, also where it is not wanted."""
        if self._unwanted():
            raise VoiceError("this line is not wanted any more; ask for it again")
        return self._voice.say(phrase)


def speak(phrases: Iterable[Phrase], voice: Voice) -> dict[Phrase, Clip]:
    """Each of `phrases` spoken once, as `spoken` gives them. Raises VoiceError."""
    return dict(spoken(phrases, voice))


def spoken(phrases: Iterable[Phrase], voice: Voice) -> Iterator[tuple[Phrase, Clip]]:
    """Each of `phrases` spoken once, in the order in which they first come, as soon as it is. Raises
    VoiceError.

    A voice that has an `at_once` of more than 1 is asked by as many threads.
    """
    asked = list(dict.fromkeys(phrases))
    threads = min(getattr(voice, "at_once", 1), len(asked))
    if threads < 2:
        yield from ((phrase, voice.say(phrase)) for phrase in asked)
        return
    pool = ThreadPoolExecutor(threads, "voicefoot-speak")
    try:
        yield from zip(asked, pool.map(voice.say, asked), strict=True)
    finally:
        # Whoever is interrupted does not wait for an engine that may hang; closing the voice ends it.
        pool.shutdown(wait=False, cancel_futures=True)
