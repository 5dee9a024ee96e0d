"""Opens the model of an installed voice with onnxruntime, and says plainly why it can't be opened."""

from __future__ import annotations

import importlib.util
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicefoot.errors import VoiceError
from voicefoot.speaking.installed_voices import InstalledVoice, damaged_files
from voicefoot.text import escaped, shown

_INSTALL = 'pip install "voicefoot[voices]"'
_FATAL_ONLY = 4
"""onnxruntime's level of logging."""


def missing_onnxruntime() -> str | None:
    """Say how to get onnxruntime; None if it is there. Imports nothing."""
    if importlib.util.find_spec("onnxruntime") is None:
        return f"onnxruntime is not installed; {_INSTALL}"
    return None


def again(voice: InstalledVoice) -> str:
    """Say how to replace `voice`."""
    return f"type: voicefoot voices remove {voice.name}, then: voicefoot voices get {voice.name}"


class OnnxModel:
    """A model in this process, on one thread: the same input gives the same bytes."""

    def __init__(self, voice: InstalledVoice, file: str, inputs: Collection[str]) -> None:
        """Open `file` of `voice`, a model that takes at least `inputs`. Raises VoiceError."""
        missing = missing_onnxruntime()
        if missing:
            raise VoiceError(missing)
        damaged = damaged_files(voice)
        if damaged:
            raise VoiceError(
                f"the voice {voice.name} is damaged ({shown(damaged[0])} is not what was fetched); "
                f"{again(voice)}"
            )
        try:
            import onnxruntime

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.log_severity_level = _FATAL_ONLY
            self._session = onnxruntime.InferenceSession(
                str(voice.folder / file), options, providers=["CPUExecutionProvider"]
            )
        except ImportError as error:
            raise VoiceError(f"onnxruntime is broken ({escaped(str(error))}); {_INSTALL}") from error
        except Exception as error:  # each kind of damage has an exception of its own
            raise VoiceError(
                f"the voice {voice.name} can't be loaded ({shown(_first_line(error))}); {again(voice)}"
            ) from error
        self.inputs = frozenset(node.name for node in self._session.get_inputs())
        if not set(inputs) <= self.inputs:
            lacking = ", ".join(sorted(set(inputs) - self.inputs))
            raise VoiceError(
                f"{shown(file)} of the voice {voice.name} is a model of another kind (it takes no "
                f"{lacking}); {again(voice)}"
            )

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> NDArray[np.float32]:
        """Return the first output, as float32 samples, (frames,)."""
        samples: NDArray[np.float32] = np.asarray(self._session.run(None, inputs)[0], np.float32).ravel()
        return samples


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
