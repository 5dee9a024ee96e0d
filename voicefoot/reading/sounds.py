"""The files that a routine names: they lie in its folder, are small, and are sound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from voicefoot.errors import CommandError
from voicefoot.names import nearest, shown
from voicefoot.reading.beside import LAY_BESIDE, beside, is_outside, unclear
from voicefoot.reading.convert import Named
from voicefoot.reading.fields import SOUND_NAMES
from voicefoot.reading.problems import Place, Problems, UnclearError
from voicefoot.reading.tree import Broken, Node, Words

LARGEST_BYTES = 10_000_000


def sound_files(named: Sequence[Named], folder: Path | None, problems: Problems) -> Mapping[str, Path]:
    """Name of a sound -> its file, for those without a problem. `folder` is where the routine lies."""
    files: dict[str, Path] = {}
    for sound in named:
        if sound.name not in SOUND_NAMES:
            guess = nearest(sound.name, SOUND_NAMES)
            remedy = f"did you mean `{guess}`?" if guess else f"there is {', '.join(SOUND_NAMES)}"
            problems.add(sound.place, f"there is no sound `{shown(sound.name)}`", remedy)
            continue
        path = _file(sound.name, sound.value, folder, problems)
        if path is not None:
            files[sound.name] = path
    return MappingProxyType(files)


def _file(name: str, node: Node, folder: Path | None, problems: Problems) -> Path | None:
    if isinstance(node, Broken):
        return None
    place: Place = node.place
    if not isinstance(node, Words) or not node.text.strip():
        problems.add(place, f"`{name}` needs a file", f"write its name, such as {name}: my-{name}.wav")
        return None
    if folder is None:
        problems.add(place, "this routine has no folder to take sounds from", "save it as a file first")
        return None
    text = node.text.strip()
    if is_outside(text):
        problems.add(
            place,
            f'"{shown(text)}" is outside the folder of the routine',
            LAY_BESIDE,
        )
        return None
    try:
        return _checked(folder, text)
    except UnclearError as error:
        problems.add(place, f'"{shown(text)}" {error.what}', error.remedy)
        return None


def _checked(folder: Path, text: str) -> Path:
    """The WAV file. Raises UnclearError where it can't be used."""
    # Here, since few routines have sounds, and numpy is slow to import.
    from voicefoot.wave_file import read_wav

    path = beside(folder, text)
    if not path.is_file():
        raise UnclearError("is not a file", "name a WAV file")
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise UnclearError("is larger than 10 MB", "name a short sound")
        read_wav(path)
    except CommandError as error:
        raise unclear(error, path) from error
    except OSError as error:
        raise UnclearError("can't be read", "check its name, and whether you may read it") from error
    return path
