"""The sounds that are not speech: tick, chimes, and the tone that wakes a speaker.

The built-in ones are WAV files, made by `scripts/make_sounds` at exactly the level at which they
stand in the mix.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from voicefoot.audio import Clip
from voicefoot.dsp.leveling import leveled
from voicefoot.dsp.loudness import true_peak_db
from voicefoot.errors import CommandError, VoicefootError
from voicefoot.model.levels import (
    ACCENT_PEAK_DB,
    CHIME_LUFS,
    CHIME_PEAK_DB,
    SOFT_LUFS,
    SOFT_PEAK_DB,
    TICK_PEAK_DB,
)
from voicefoot.model.limits import MAX_SOUND_SECONDS
from voicefoot.model.sound_names import SOFT_SOUNDS, SoundName
from voicefoot.storage.wav import read_wav
from voicefoot.units import to_amplitude


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


def _built_in(name: SoundName, sample_rate: int) -> Clip:
    path = _folder() / f"{name}.wav"
    try:
        return read_wav(path).resampled(sample_rate)
    except CommandError as error:
        what = f"the built-in sound {path} is missing or damaged"
        raise VoicefootError(f"{what}; install voicefoot again") from error


def _folder() -> Path:
    """Inside the package where it was installed; beside it in a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "_sounds"
    return installed if installed.is_dir() else package.parent / "sounds"


def _levelled(name: SoundName, path: Path, sample_rate: int) -> Clip:
    clip = read_wav(path, MAX_SOUND_SECONDS).mono().resampled(sample_rate)
    peak_db = true_peak_db(clip)
    if peak_db < -90.0:
        raise CommandError(f"{path} is silent; choose another file for the sound {name}")
    if name in (SoundName.TICK, SoundName.ACCENT):
        wished_db = TICK_PEAK_DB if name is SoundName.TICK else ACCENT_PEAK_DB
        return clip.scaled(to_amplitude(wished_db - peak_db))
    if name in SOFT_SOUNDS:
        return leveled(clip, SOFT_LUFS, SOFT_PEAK_DB)
    return leveled(clip, CHIME_LUFS, CHIME_PEAK_DB)
