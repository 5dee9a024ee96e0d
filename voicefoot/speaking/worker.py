"""The child process in which a speech engine lives: `python -m voicefoot.speech.worker`.

Its arguments are the adapter as `module:object`, the variant (empty: the adapter's choice), the
language, and the sample rate at which clips are wanted polished (0: as the engine makes them). On standard
input it takes a line of JSON for each phrase, `{"text": str, "speed": float}`.
It answers the start and each phrase with a line of JSON:

    {"identity": str}                                        the voice is open
    {"frames": int, "channels": int, "sample_rate": int,     spoken; float32 samples follow, in this
     "p_centre_seconds": float}                              machine's order of bytes
    {"error": str, "final": bool}                            it failed; final: it would fail again

Answers go through a copy of standard output that the engine does not know; what the engine prints
goes nowhere. The engine has the main thread, as macOS wants it. When its parent is gone, even in the
middle of a phrase, the process ends.
"""

from __future__ import annotations

import importlib
import json
import os
import queue
import signal
import sys
import threading
from typing import IO, Any

from voicefoot.audio import Clip
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.ports import Voice, VoiceAdapter
from voicefoot.speaking.postprocess import PolishedVoice


def loaded(target: str) -> VoiceAdapter:
    """The adapter at `module:object`, as an entry point names it."""
    module, _, path = target.partition(":")
    found: Any = importlib.import_module(module)
    for name in path.split(".") if path else ():
        found = getattr(found, name)
    adapter: VoiceAdapter = found
    return adapter


def main(target: str, variant: str, language: str, sample_rate: int) -> None:
    """Speaks until its standard input ends."""
    # Ctrl-C belongs to the parent, which ends this process when it wants to.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = _private_output()
    requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_read_requests, args=(requests,), daemon=True).start()
    try:
        voice = loaded(target).open(variant or None, language)
        voice = PolishedVoice(voice, sample_rate) if sample_rate else voice
    except VoiceError as error:
        _answer(answers, {"error": str(error), "final": True})
    except Exception as error:  # whatever the engine raises is for the parent to tell
        _answer(answers, {"error": _described(error), "final": False})
    else:
        _answer(answers, {"identity": voice.identity})
        while True:
            _speak(voice, requests.get(), answers)


def _private_output() -> IO[bytes]:
    """Standard output, for this module alone: everyone else's prints go where errors go."""
    private = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(private, "wb")


def _read_requests(requests: queue.SimpleQueue[dict[str, Any]]) -> None:
    # A reader of its own: Python can't end while a thread waits in the common one.
    with open(0, "rb", closefd=False) as lines:
        for line in lines:
            requests.put(json.loads(line))
    # The main thread may be deep in an engine that never comes back.
    os._exit(0)


def _speak(voice: Voice, request: dict[str, Any], answers: IO[bytes]) -> None:
    try:
        clip = voice.say(Phrase(request["text"], request["speed"]))
    except Exception as error:  # whatever the engine raises is for the parent to tell
        _answer(answers, {"error": _described(error), "final": False})
    else:
        _answer(answers, _header(clip), clip.samples.tobytes())


def _header(clip: Clip) -> dict[str, Any]:
    return {
        "frames": clip.frames,
        "channels": clip.channels,
        "sample_rate": clip.sample_rate,
        "p_centre_seconds": clip.p_centre_seconds,
    }


def _described(error: Exception) -> str:
    return str(error) if isinstance(error, VoiceError) else f"{type(error).__name__}: {error}"


def _answer(answers: IO[bytes], header: dict[str, Any], payload: bytes = b"") -> None:
    answers.write(json.dumps(header).encode("ascii") + b"\n" + payload)
    answers.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
