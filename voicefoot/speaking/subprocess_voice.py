"""A voice whose engine may hang, die, print or return garbage without harm to the session.

The engine runs in a worker process with a timeout, and its output is checked. If anything is wrong, the
worker is killed and a fresh one retries.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from voicefoot.audio import Clip
from voicefoot.errors import EngineError, VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.clip_check import fault_of
from voicefoot.speaking.ports import DEFAULT_CHARACTER_SECONDS
from voicefoot.text import escaped, shown

if TYPE_CHECKING:
    from voicefoot.speaking.worker_process import Response, WorkerProcess

_MAX_PHRASE_CHARACTERS = 5_000  # also less than a pipe holds, so that sending a request never blocks
_REMEDY = "choose another with --voice (`voicefoot voices` lists them)"


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Timeouts for the start of a worker and for a phrase, and the number of `attempts` at each phrase."""

    start_seconds: float = 30.0
    phrase_seconds: float = 10.0
    character_seconds: float = DEFAULT_CHARACTER_SECONDS
    """Added to `phrase_seconds` for each character of the phrase."""
    attempts: int = 2

    def timeout_seconds(self, text: str) -> float:
        """Return the timeout for synthesizing `text`."""
        return self.phrase_seconds + self.character_seconds * len(text)


DEFAULT_POLICY = RetryPolicy()


class _UnusableError(Exception):
    """The response is not the synthesized phrase."""


class SubprocessVoice:
    """The voice of an adapter in a worker process, which is started when it is first needed.

    `target` is the adapter as `module:object`; messages call the voice `name`; `identity` is what the worker
    must report. With a `sample_rate`, in hertz, the worker postprocesses its clips to that rate, and the
    identity is that of the postprocessed voice. May be called from several threads, which wait for each
    other; `close` may be called in the middle of a phrase.
    """

    def __init__(
        self,
        target: str,
        variant: str | None,
        language: str,
        *,
        name: str,
        identity: str,
        sample_rate: int | None = None,
        policy: RetryPolicy = DEFAULT_POLICY,
    ) -> None:
        self._target, self._variant, self._language = target, variant, language
        self._name = name
        self._identity = identity
        self._sample_rate = sample_rate or 0
        self._policy = policy
        self.has_opened = False
        """Whether the voice was open once, in this session."""
        self._worker: WorkerProcess | None = None
        self._closed = False
        self._say_lock = threading.Lock()
        self._state_lock = threading.Lock()
        """Guards `_worker` and `_closed`; never held for long."""

    @property
    def identity(self) -> str:
        return self._identity

    def close(self) -> None:
        """End the process, even in the middle of a phrase. Afterwards `say` raises VoiceError."""
        with self._state_lock:
            self._closed = True
        self._kill_worker()

    def say(self, phrase: Phrase) -> Clip:
        """Synthesize `phrase`, retrying with a fresh worker if needed.

        Raises EngineError if the engine fails, and VoiceError if no engine could speak it.
        """
        if not any(character.isalnum() for character in phrase.text):
            raise VoiceError(f'there is nothing to say in "{shown(phrase.text)}"; write it in words')
        if len(phrase.text) > _MAX_PHRASE_CHARACTERS:
            raise VoiceError(
                f'"{shown(phrase.text)}" is {len(phrase.text):,} characters long; '
                f"split it into lines of at most {_MAX_PHRASE_CHARACTERS:,}"
            )
        from voicefoot.speaking.worker_process import WorkerError

        reason = ""
        with self._say_lock:
            for _ in range(self._policy.attempts):
                try:
                    return self._attempt(phrase)
                except (_UnusableError, WorkerError) as error:
                    reason = escaped(str(error))
                    self._kill_worker()
                except BaseException:  # such as Ctrl-C: a response that nobody will read is on its way
                    self._kill_worker()
                    raise
        raise EngineError(
            f'the voice {self._name} did not speak "{shown(phrase.text)}", '
            f"{self._policy.attempts} times in a row: {reason}; {_REMEDY}",
            reason,
        )

    def _attempt(self, phrase: Phrase) -> Clip:
        worker = self._worker or self._start_worker()
        worker.request(phrase)
        response = worker.response(self._policy.timeout_seconds(phrase.text))
        if "error" in response.header:
            raise _UnusableError(response.header["error"])
        clip = _clip_of(response)
        if fault := fault_of(clip, phrase):
            raise _UnusableError(fault)
        return clip

    def _start_worker(self) -> WorkerProcess:
        from voicefoot.speaking.worker_process import WorkerProcess

        with self._state_lock:
            if self._closed:
                raise VoiceError(f"the voice {self._name} was closed; open it again")
            try:
                worker = WorkerProcess(self._target, self._variant, self._language, self._sample_rate)
            except OSError as error:
                reason = f"it can't be started: {error}"
                message = f"the voice {self._name} can't be started ({error}); {_REMEDY}"
                raise EngineError(message, reason) from error
            self._worker = worker
        header = worker.response(self._policy.start_seconds).header
        if "error" in header:
            if header.get("final"):
                refusal = escaped(str(header["error"]))
                raise EngineError(refusal, refusal.partition("; ")[0])
            raise _UnusableError(header["error"])
        if header.get("identity") != self._identity:
            opened = shown(str(header.get("identity")))
            message = f"the voice {self._name} was requested, but {opened} was opened; {_REMEDY}"
            raise EngineError(message, f"{opened} was opened")
        self.has_opened = True
        return worker

    def _kill_worker(self) -> None:
        with self._state_lock:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()


def _clip_of(response: Response) -> Clip:
    header = response.header
    try:
        channels, sample_rate = int(header["channels"]), int(header["sample_rate"])
        samples = np.frombuffer(response.samples, np.float32).reshape(-1, channels)
        return Clip(samples, sample_rate, float(header["p_center_seconds"]))
    except (KeyError, TypeError, ValueError) as error:
        raise _UnusableError("its response can't be parsed") from error
