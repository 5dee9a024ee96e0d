"""The sounds that are not speech: the ticks and the chimes, each as a clip at its level in the mix.

The built-in ones are WAV files that `scripts/make_sounds` makes at exactly that level.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from voicefoot.audio import Clip
from voicefoot.dsp.leveling import leveled
from voicefoot.dsp.loudness import true_peak_db
from voicefoot.errors import CommandError, VoicefootError
from voicefoot.model.limits import MAX_SOUND_SECONDS
from voicefoot.model.sound_levels import (
    ACCENT_PEAK_DB,
    CHIME_LUFS,
    CHIME_PEAK_DB,
    SOFT_LUFS,
    SOFT_PEAK_DB,
    TICK_PEAK_DB,
)
from voicefoot.model.sound_names import SOFT_SOUNDS, SOUND_NAMES, SoundName
from voicefoot.storage.wav import read_wav
from voicefoot.units import to_amplitude

SILENCE_PEAK_DB = -90.0
"""A file whose true peak is below this is silent: no more than a step of 16 bits."""

_PACKAGE = Path(__file__).parents[1]


def sounds_folder() -> Path:
    """Return the folder of the built-in sounds: in the package if installed, beside it in a checkout."""
    installed = _PACKAGE / "_sounds"
    return installed if installed.is_dir() else _PACKAGE.parent / "sounds"


def load_sounds(sample_rate: int, replaced: Mapping[str, Path]) -> Mapping[SoundName, Clip]:
    """Return every sound as a mono clip at `sample_rate`, at its level in the mix. The mapping is read-only.

    `replaced` maps names of sounds to WAV files of up to 5 s that replace them, and are brought to the
    levels of the built-in ones. If only the tick is replaced, the accent is that tick, louder.

    Raises CommandError for an unknown name or an unusable file, VoicefootError if a built-in sound is
    missing.
    """
    for name in replaced:
        if name not in SOUND_NAMES:
            raise CommandError(f"there is no sound called {name}; there are {', '.join(SOUND_NAMES)}")
    own = {SoundName(name): path for name, path in replaced.items()}
    if SoundName.TICK in own:
        own.setdefault(SoundName.ACCENT, own[SoundName.TICK])
    return MappingProxyType(
        {
            name: _load_own(name, own[name], sample_rate)
            if name in own
            else _load_built_in(name, sample_rate)
            for name in SoundName
        }
    )


def _load_built_in(name: SoundName, sample_rate: int) -> Clip:
    path = sounds_folder() / f"{name}.wav"
    try:
        return read_wav(path).resampled(sample_rate)
    except CommandError as error:
        what = f"the built-in sound {path} is missing or damaged"
        raise VoicefootError(f"{what}; install voicefoot again") from error


def _load_own(name: SoundName, path: Path, sample_rate: int) -> Clip:
    """Load a sound of the user's, at the level of the sound that it replaces."""
    clip = read_wav(path, MAX_SOUND_SECONDS).mono().resampled(sample_rate)
    peak_db = true_peak_db(clip)
    if peak_db < SILENCE_PEAK_DB:
        raise CommandError(f"{path} is silent; choose another file for the sound {name}")
    if name is SoundName.TICK:
        return clip.scaled(to_amplitude(TICK_PEAK_DB - peak_db))
    if name is SoundName.ACCENT:
        return clip.scaled(to_amplitude(ACCENT_PEAK_DB - peak_db))
    if name in SOFT_SOUNDS:
        return leveled(clip, SOFT_LUFS, SOFT_PEAK_DB)
    return leveled(clip, CHIME_LUFS, CHIME_PEAK_DB)
