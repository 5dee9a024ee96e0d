"""Paths that a routine names. They lead into the routine's folder, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath

from voicefoot.errors import CommandError
from voicefoot.problem_codes import Code
from voicefoot.reading.problems import InvalidValueError, Location
from voicefoot.text import escaped


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the files lie that a routine names: beside the file in which they are named."""

    own: Path | None
    """The folder of the routine; None if it has none."""
    included: Mapping[str, Path | None] = field(default_factory=dict)
    """The folders of the files that it includes, by their names in a `Location`."""

    def of(self, location: Location) -> Path | None:
        """Return the folder of what is named at `location`; None if there is none."""
        return self.included.get(location.file) if location.file else self.own


def resolve_named(folder: Path, text: str) -> Path:
    """Resolve the path `text` that a routine in `folder` names, following links.

    Raises InvalidValueError if it leads out of `folder` on any system, or if there is nothing.
    """
    windows, posix = PureWindowsPath(text), PurePosixPath(text)
    is_absolute = windows.drive or windows.root or posix.is_absolute()
    if is_absolute or ".." in windows.parts or text.startswith("~"):
        raise InvalidValueError(
            "is outside the folder of the routine",
            "put the file beside the routine, and write only its name",
            Code.BAD_FILE,
        )
    return resolve_inside(folder, text)


def resolve_inside(folder: Path, name: str) -> Path:
    """Resolve `name` in `folder`, following links.

    Raises InvalidValueError if a link leads out of `folder`, or if there is nothing.
    """
    try:
        root = folder.resolve(strict=True)
        path = (root / name).resolve(strict=True)
    except FileNotFoundError as error:
        remedy = "check its name; it is looked for beside the routine"
        raise InvalidValueError("is not there", remedy, Code.BAD_FILE) from error
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, up to Python 3.12
        raise InvalidValueError(
            "can't be read", "check its name, and whether you may read it", Code.BAD_FILE
        ) from error
    if not path.is_relative_to(root):
        raise InvalidValueError(
            "leads out of the folder of the routine", "put the file itself beside the routine", Code.BAD_FILE
        )
    return path


def as_invalid_value(error: CommandError, path: Path) -> InvalidValueError:
    """Turn `error`, whose message begins with `path`, into an error about a value of the routine."""
    what, _, remedy = escaped(str(error)).removeprefix(f"{escaped(str(path))} ").partition("; ")
    return InvalidValueError(what, remedy, Code.BAD_FILE)
