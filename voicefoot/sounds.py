"""The sounds that are not speech: tick, chimes, and the tone that wakes a speaker.

The built-in ones are WAV files, made by `scripts/make_sounds` at exactly the level at which they
stand in the mix.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

import numpy as np

from voicefoot.audio import Clip
from voicefoot.errors import CommandError, VoicefootError
from voicefoot.levelling import evened
from voicefoot.loudness import true_peak_db
from voicefoot.units import to_amplitude
from voicefoot.wave_file import read_wav


class SoundName(StrEnum):
    """The sounds by name, which is also the name of the file: `sounds/tick.wav`."""

    TICK = "tick"
    """Each beat."""
    ACCENT = "accent"
    """The tick of a count-in: the tick, louder and brighter."""
    READY = "ready"
    """A hold or a time begins: two notes, rising."""
    RELEASE = "release"
    """A short hold ends: one soft low note."""
    HOLD_END = "hold_end"
    """A long hold or a side ends: one bell."""
    EXERCISE_END = "exercise_end"
    """An exercise ends: two notes, falling."""
    SESSION_END = "session_end"
    """The session ends: a rising chord."""
    ASKING = "asking"
    """The session waits to be told to go on: a soft hum that glides upwards."""
    ANSWER = "answer"
    """A command was heard: one soft pip, the highest of all."""
    PAUSED = "paused"
    """The session is paused: two soft notes, falling."""
    RESUMED = "resumed"
    """It goes on: two soft notes, rising."""


SOFT_SOUNDS = frozenset({SoundName.ASKING, SoundName.ANSWER, SoundName.PAUSED, SoundName.RESUMED})
"""What a live session answers its controls with; the session itself has none of them."""

TICK_PEAK_DB, ACCENT_PEAK_DB, CHIME_PEAK_DB, SOFT_PEAK_DB = -16.0, -14.0, -13.0, -17.0
"""True peaks in the mix, dBTP: of the tick and accent exactly, of the chimes and the soft sounds at most."""

CHIME_LUFS, SOFT_LUFS = -22.0, -27.0
"""How loud a chime or a soft sound of the user's becomes, unless its peaks forbid it."""

LONGEST_SECONDS = 5.0

WAKE_PERIODS = 40
_WAKE_HERTZ, _WAKE_AMPLITUDE, _WAKE_FADE_SECONDS = 40.0, 0.0005, 0.05


def load_sounds(sample_rate: int, replaced: Mapping[str, Path]) -> Mapping[SoundName, Clip]:
    """Every sound as a mono clip at `sample_rate`, at its level in the mix; read-only.

    `replaced` gives WAV files of up to 5 s to stand in for sounds, by name; they are brought to the
    levels of the built-in ones. Where only the tick is replaced, the accent is that tick, louder.
    Raises CommandError for a name that is no sound's or a file that can't be used.
    """
    known = [str(name) for name in SoundName]
    for name in replaced:
        if name not in known:
            raise CommandError(f"there is no sound called {name}; there are {', '.join(known)}")
    own = {SoundName(name): path for name, path in replaced.items()}
    if SoundName.TICK in own:
        own.setdefault(SoundName.ACCENT, own[SoundName.TICK])
    return MappingProxyType(
        {
            name: _levelled(name, own[name], sample_rate) if name in own else _built_in(name, sample_rate)
            for name in SoundName
        }
    )


def wake_tone(sample_rate: int, frames: int) -> Clip:
    """`frames` of a hum too low and too soft to hear, 40 Hz at -66 dBFS: sound enough for a sleeping
    amplifier or headset to wake before the first word.
    """
    phase = 2.0 * np.pi * _WAKE_HERTZ / sample_rate * np.arange(frames)
    fade = np.minimum(np.arange(frames), np.arange(frames)[::-1]) / (_WAKE_FADE_SECONDS * sample_rate)
    shape = 0.5 - 0.5 * np.cos(np.pi * np.minimum(fade, 1.0))
    return Clip.of(_WAKE_AMPLITUDE * np.sin(phase) * shape, sample_rate)


def wake_hum(sample_rate: int) -> Clip:
    """The same without an end: played over and over it has no seam."""
    frames = sample_rate * WAKE_PERIODS // round(_WAKE_HERTZ)
    phase = 2.0 * np.pi * WAKE_PERIODS / frames * np.arange(frames)
    return Clip.of(_WAKE_AMPLITUDE * np.sin(phase), sample_rate)


def _built_in(name: SoundName, sample_rate: int) -> Clip:
    path = _folder() / f"{name}.wav"
    try:
        return read_wav(path).resampled(sample_rate)
    except CommandError as error:
        what = f"the built-in sound {path} is missing or damaged"
        raise VoicefootError(f"{what}; install voicefoot again") from error


def _folder() -> Path:
    """Inside the package where it was installed; beside it in a checkout."""
    package = Path(__file__).parent
    installed = package / "_sounds"
    return installed if installed.is_dir() else package.parent / "sounds"


def _levelled(name: SoundName, path: Path, sample_rate: int) -> Clip:
    clip = read_wav(path, LONGEST_SECONDS).mono().resampled(sample_rate)
    peak_db = true_peak_db(clip)
    if peak_db < -90.0:
        raise CommandError(f"{path} is silent; choose another file for the sound {name}")
    if name in (SoundName.TICK, SoundName.ACCENT):
        wished_db = TICK_PEAK_DB if name is SoundName.TICK else ACCENT_PEAK_DB
        return clip.scaled(to_amplitude(wished_db - peak_db))
    if name in SOFT_SOUNDS:
        return evened(clip, SOFT_LUFS, SOFT_PEAK_DB)
    return evened(clip, CHIME_LUFS, CHIME_PEAK_DB)
