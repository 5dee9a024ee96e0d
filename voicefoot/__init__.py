"""voicefoot turns a routine, a small YAML file, into a coached audio session.

Six verbs lead through it: `read`, `plan`, `speak`, `arrange`, `mix`, `play`; what they hand on is
frozen data. `write_wav` stands in for `play` where a file is wanted. Some verbs share their name
with the module that they live in; here, the name is the verb.
"""

from __future__ import annotations

from voicefoot._version import __version__
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
