"""voicefoot turns a routine, a small YAML file, into a coached audio session.

Six verbs lead through it: `read`, `plan`, `speak`, `arrange`, `mix`, `play`; what they hand on is
frozen data. `write_wav` stands in for `play` where a file is wanted. Some verbs share their name
with the module that they live in; here, the name is the verb.

Each name is imported when it is first used, so that a command starts with what it needs.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from voicefoot._version import __version__

if TYPE_CHECKING:
    from voicefoot.arrange import arrange, phrases_of
    from voicefoot.audio import AudioFormat, Clip
    from voicefoot.builtin import read
    from voicefoot.choices import Choices, Level, Talk
    from voicefoot.errors import VoicefootError
    from voicefoot.export.wav import write_wav
    from voicefoot.mix import mix
    from voicefoot.plan import plan
    from voicefoot.score import score
    from voicefoot.session import play
    from voicefoot.sinks.registry import open_output
    from voicefoot.sounds import load_sounds
    from voicefoot.speech.registry import choose, open_voice
    from voicefoot.speech.speak import speak
    from voicefoot.timeline import Timeline

_HOMES = {
    "AudioFormat": "audio", "Choices": "choices", "Clip": "audio", "Level": "choices", "Talk": "choices",
    "Timeline": "timeline", "VoicefootError": "errors", "arrange": "arrange", "choose": "speech.registry",
    "load_sounds": "sounds", "mix": "mix", "open_output": "sinks.registry", "open_voice": "speech.registry",
    "phrases_of": "arrange", "plan": "plan", "play": "session", "read": "builtin", "score": "score",
    "speak": "speech.speak", "write_wav": "export.wav",
}  # fmt: skip
"""The module that each name lives in."""

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


class _House(ModuleType):
    """The package: importing its module `plan` does not take the name from the verb."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"voicefoot.{_HOMES[name]}"), name)
    setattr(sys.modules[__name__], name, found)
    return found


sys.modules[__name__].__class__ = _House
