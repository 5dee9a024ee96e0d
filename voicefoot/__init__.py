"""voicefoot turns a routine, a small YAML file, into a coached audio session.

Six verbs lead through it: `read`, `plan`, `speak`, `arrange`, `mix`, `play`. What they hand on is frozen
data. `write_wav` takes the place of `play` where a file is wanted.

Each name is imported when it is first used, so that a command imports only what it needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from voicefoot._version import __version__

if TYPE_CHECKING:
    from voicefoot.arranging.arrange import arrange, phrases_of
    from voicefoot.audio import AudioFormat, Clip
    from voicefoot.errors import VoicefootError
    from voicefoot.export.wav_export import write_wav
    from voicefoot.mixing.mix import mix
    from voicefoot.model.choices import Choices, Level, Talk
    from voicefoot.planning.plan import plan
    from voicefoot.playing.play import play
    from voicefoot.reading.read import read
    from voicefoot.reading.sound_bank import load_sounds
    from voicefoot.sinks.registry import open_output
    from voicefoot.speaking.registry import choose, open_voice
    from voicefoot.speaking.speak import speak
    from voicefoot.timeline.score import score
    from voicefoot.timeline.timeline import Timeline

_HOMES = {
    "AudioFormat": "audio", "Choices": "model.choices", "Clip": "audio", "Level": "model.choices",
    "Talk": "model.choices", "Timeline": "timeline.timeline", "VoicefootError": "errors",
    "arrange": "arranging.arrange", "choose": "speaking.registry", "load_sounds": "reading.sound_bank",
    "mix": "mixing.mix", "open_output": "sinks.registry", "open_voice": "speaking.registry",
    "phrases_of": "arranging.arrange", "plan": "planning.plan", "play": "playing.play",
    "read": "reading.read", "score": "timeline.score", "speak": "speaking.speak",
    "write_wav": "export.wav_export",
}  # fmt: skip
"""The module that each public name lives in."""

__all__ = [
    "AudioFormat",
    "Choices",
    "Clip",
    "Level",
    "Talk",
    "Timeline",
    "VoicefootError",
    "__version__",
    "arrange",
    "choose",
    "load_sounds",
    "mix",
    "open_output",
    "open_voice",
    "phrases_of",
    "plan",
    "play",
    "read",
    "score",
    "speak",
    "write_wav",
]


def __getattr__(name: str) -> Any:
    """Import the public name `name` from its module, and keep it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"voicefoot.{_HOMES[name]}"), name)
    return found
