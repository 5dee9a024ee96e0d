"""A voice whose engine may hang, die, print or write nonsense without harm to the session.

The engine lives in a child process with a time limit; what it made is checked; where anything is
wrong, the child is ended and a fresh one tries again.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING

import numpy as np

from voicefoot.audio import Clip
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.text import escaped, shown

if TYPE_CHECKING:
    from voicefoot.speaking.child import Answer, Child

_LONGEST_TEXT = 5_000  # characters; also less than a pipe holds, so that asking never blocks
_SHORTEST_SECONDS = 0.04
_QUIETEST_PEAK = 1e-3
_SAMPLE_RATES = range(4_000, 400_001)
_REMEDY = "choose another with --voice (`voicefoot voices` lists them)"


@dataclass(frozen=True, slots=True)
class Limits:
    """How patient to be: seconds for the start, and for a phrase; `tries` in all for each phrase."""

    start_seconds: float = 30.0
    phrase_seconds: float = 10.0
    character_seconds: float = 0.05
    tries: int = 3

    def for_text(self, text: str) -> float:
        return self.phrase_seconds + self.character_seconds * len(text)


class _UnusableError(Exception):
    """What came back is not the spoken phrase."""


class SubprocessVoice:
    """The voice of an adapter, in a process of its own that is started when it is first needed.

    `target` is the adapter as `module:object`; `name` is what messages call the voice. With a
    `polished_rate`, in hertz, the process polishes what it speaks too, and `identity` is that of the polished
    voice. May be used from several threads, which wait for each other; `close` may be called in the middle of
    a phrase.
    """

    def __init__(
        self,
        target: str,
        variant: str | None,
        language: str,
        *,
        name: str,
        identity: str,
        polished_rate: int | None = None,
        limits: Limits = Limits(),
    ) -> None:
        self._target, self._variant, self._language = target, variant, language
        self._name = name
        self._identity = identity
        self._polished_rate = polished_rate or 0
        self._limits = limits
        self._child: Child | None = None
        self._closed = False
        self._speaking = threading.Lock()
        self._changing = threading.Lock()
        """Held while `_child` or `_closed` changes, never for long."""

    @property
    def identity(self) -> str:
        return self._identity

    def __enter__(self) -> SubprocessVoice:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process, even in the middle of a phrase; nothing can be said afterwards."""
        with self._changing:
            self._closed = True
        self._drop_child()

    def say(self, phrase: Phrase) -> Clip:
        """The spoken phrase, as its process gave it. Raises VoiceError."""
        if not any(character.isalnum() for character in phrase.text):
            raise VoiceError(f'there is nothing to say in "{shown(phrase.text)}"; write it in words')
        if len(phrase.text) > _LONGEST_TEXT:
            raise VoiceError(
                f'"{shown(phrase.text)}" is {len(phrase.text):,} characters long; '
                f"split it into lines of at most {_LONGEST_TEXT:,}"
            )
        from voicefoot.speaking.child import ChildError

        reason = ""
        with self._speaking:
            for _ in range(self._limits.tries):
                try:
                    return self._tried(phrase)
                except (_UnusableError, ChildError) as error:
                    reason = escaped(str(error))
                    self._drop_child()
                except BaseException:  # such as Ctrl-C: an answer is on its way that nobody awaits
                    self._drop_child()
                    raise
        raise VoiceError(
            f'the voice {self._name} did not speak "{shown(phrase.text)}", '
            f"{self._limits.tries} times in a row: {reason}; {_REMEDY}"
        )

    def _tried(self, phrase: Phrase) -> Clip:
        child = self._child or self._started()
        child.ask(phrase.text, phrase.speed)
        answer = child.answer(self._limits.for_text(phrase.text))
        if "error" in answer.header:
            raise _UnusableError(answer.header["error"])
        return checked(_clip(answer), phrase)

    def _started(self) -> Child:
        from voicefoot.speaking.child import Child

        with self._changing:
            if self._closed:
                raise VoiceError(f"the voice {self._name} was closed; open it again")
            try:
                child = self._child = Child(self._target, self._variant, self._language, self._polished_rate)
            except OSError as error:
                raise VoiceError(f"the voice {self._name} can't be started ({error}); {_REMEDY}") from error
        header = child.answer(self._limits.start_seconds).header
        if "error" in header:
            if header.get("final"):
                raise VoiceError(escaped(str(header["error"])))
            raise _UnusableError(header["error"])
        if header.get("identity") != self._identity:
            came = shown(str(header.get("identity")))
            raise VoiceError(f"the voice {self._name} was asked for and {came} came; {_REMEDY}")
        return child

    def _drop_child(self) -> None:
        with self._changing:
            child, self._child = self._child, None
        if child is not None:
            child.kill()


def _clip(answer: Answer) -> Clip:
    try:
        channels, sample_rate = int(answer.header["channels"]), int(answer.header["sample_rate"])
        samples = np.frombuffer(answer.samples, np.float32).reshape(-1, channels)
        return Clip(samples, sample_rate, float(answer.header["p_centre_seconds"]))
    except (KeyError, TypeError, ValueError) as error:
        raise _UnusableError("its answer can't be understood") from error


def checked(clip: Clip, phrase: Phrase) -> Clip:
    """`clip`, if it can be `phrase`: finite, not silent, and of a sensible length."""
    if clip.sample_rate not in _SAMPLE_RATES:
        raise _UnusableError(f"a sample rate of {clip.sample_rate}")
    if clip.seconds < _SHORTEST_SECONDS:
        raise _UnusableError("it gave no sound")
    if clip.seconds > 5.0 + 0.5 * len(phrase.text) / phrase.speed:
        raise _UnusableError(f"it spoke for {clip.seconds:.0f} s")
    if not np.isfinite(clip.samples).all():
        raise _UnusableError("its sound is damaged")
    if float(np.abs(clip.samples).max()) < _QUIETEST_PEAK:
        raise _UnusableError("it was silent")
    return clip
