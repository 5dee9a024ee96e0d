"""The files that a routine names lie in its folder, and nowhere else."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

from voicefoot.errors import CommandError
from voicefoot.reading.problems import UnclearError
from voicefoot.text import escaped

LAY_BESIDE = "lay the file beside the routine, and write its name alone"


def is_outside(text: str) -> bool:
    """Whether the words alone lead out of the folder, on any system."""
    windows, posix = PureWindowsPath(text), PurePosixPath(text)
    return bool(
        windows.drive or windows.root or posix.is_absolute() or ".." in windows.parts or "~" in text[:1]
    )


def beside(folder: Path, text: str) -> Path:
    """What `text` names in `folder`, without links. UnclearError where it is not there, or leads out."""
    try:
        home = folder.resolve(strict=True)
        path = (home / text).resolve(strict=True)
    except FileNotFoundError as error:
        raise UnclearError("is not there", "check its name; it is looked for beside the routine") from error
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle, up to Python 3.12
        raise UnclearError("can't be read", "check its name, and whether you may read it") from error
    if not path.is_relative_to(home):
        raise UnclearError("leads out of the folder of the routine", "lay the file itself beside the routine")
    return path


def unclear(error: CommandError, path: Path) -> UnclearError:
    """`error`, whose message begins with `path`, as something that a routine says."""
    what, _, remedy = escaped(str(error)).removeprefix(f"{escaped(str(path))} ").partition("; ")
    return UnclearError(what, remedy)
