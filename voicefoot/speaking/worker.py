"""The worker process in which a speech engine runs: `python -m voicefoot.speaking.worker`.

Its arguments are the adapter as `module:object`, the variant (empty for the adapter's default), the language,
and the sample rate to which clips are postprocessed (0 leaves them as the engine makes them). No engine gets
a text in which it could find orders of its own.

Each request is a line of JSON on standard input: `{"text": str, "speed": float, "phonemes": [[str, str]]}`.
The start and each request get one response, a line of JSON on standard output:

    {"identity": str}                                        the voice is open
    {"frames": int, "channels": int, "sample_rate": int,     synthesized; float32 samples follow, interleaved,
     "p_center_seconds": float}                              in this machine's byte order
    {"error": str, "final": bool}                            failed; final: it would fail again

Responses go through a copy of standard output that the engine doesn't know; whatever the engine prints is
discarded. The engine runs in the main thread, as macOS requires. The process ends when its parent is gone,
even in the middle of a phrase.
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
from voicefoot.outgoing import for_voice
from voicefoot.speaking.clip_check import fault_of
from voicefoot.speaking.ports import Voice, VoiceAdapter
from voicefoot.speaking.postprocess import postprocess, postprocessed_identity
from voicefoot.storage.temporary_folder import remove_orphaned


def main(target: str, variant: str, language: str, sample_rate: int) -> None:
    """Serve requests until standard input ends."""
    # Ctrl-C belongs to the parent, which ends this process when it wants to.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    output = _private_output()
    requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_read_requests, args=(requests,), daemon=True).start()
    try:
        voice = _load_adapter(target).open(variant or None, language)
        identity = postprocessed_identity(voice.identity, sample_rate) if sample_rate else voice.identity
    except VoiceError as error:
        _respond(output, {"error": str(error), "final": True})
    except Exception as error:  # the parent reports whatever the engine raises
        _respond(output, {"error": _describe(error), "final": False})
    else:
        _respond(output, {"identity": identity})
        while True:
            _serve(voice, sample_rate, requests.get(), output)


def _load_adapter(target: str) -> VoiceAdapter:
    """Import the adapter at `module:object`, the way an entry point names it."""
    module, _, path = target.partition(":")
    found: Any = importlib.import_module(module)
    for name in path.split(".") if path else ():
        found = getattr(found, name)
    adapter: VoiceAdapter = found
    return adapter


def _private_output() -> IO[bytes]:
    """Return standard output for this module alone; what others print goes to standard error."""
    private = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(private, "wb")


def _read_requests(requests: queue.SimpleQueue[dict[str, Any]]) -> None:
    # A file object of its own: Python can't exit while a thread blocks in `sys.stdin`.
    with open(0, "rb", closefd=False) as lines:
        for line in lines:
            requests.put(json.loads(line))
    remove_orphaned()  # a parent that ends in an orderly way ends this process, and then the folder
    # The main thread may be deep in an engine that never returns, or wait for a command that doesn't.
    if sys.platform != "win32" and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(0)


def _serve(voice: Voice, sample_rate: int, request: dict[str, Any], output: IO[bytes]) -> None:
    try:
        phonemes = tuple((for_voice(word), ipa) for word, ipa in request["phonemes"])
        phrase = Phrase(for_voice(request["text"]), request["speed"], phonemes)
        clip = voice.say(phrase)
        if sample_rate:
            if fault := fault_of(clip, phrase):  # before ten minutes of it are resampled
                raise VoiceError(fault)
            clip = postprocess(clip, phrase, sample_rate)
    except Exception as error:  # the parent reports whatever the engine raises
        _respond(output, {"error": _describe(error), "final": False})
    else:
        _respond(output, _header(clip), clip.samples.tobytes())


def _header(clip: Clip) -> dict[str, Any]:
    return {
        "frames": clip.frames,
        "channels": clip.channels,
        "sample_rate": clip.sample_rate,
        "p_center_seconds": clip.p_center_seconds,
    }


def _describe(error: Exception) -> str:
    return str(error) if isinstance(error, VoiceError) else f"{type(error).__name__}: {error}"


def _respond(output: IO[bytes], header: dict[str, Any], payload: bytes = b"") -> None:
    output.write(json.dumps(header).encode("ascii") + b"\n" + payload)
    output.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
