"""The routines that are built in, and where a name given by the user leads."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from voicefoot.model.routine import Routine
from voicefoot.reading.read import read as read_file
from voicefoot.reading.read import read_text
from voicefoot.text import match

_FOLDER = resources.files("voicefoot.reading") / "routines"


def names() -> list[str]:
    """The names of the built-in routines."""
    return sorted(
        entry.name.removesuffix(".yaml") for entry in _FOLDER.iterdir() if entry.name.endswith(".yaml")
    )


def text_of(name: str) -> str:
    """The YAML text of a built-in routine, by its exact name."""
    return (_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


def is_path(asked: str) -> bool:
    """Whether `asked` means a file rather than a built-in routine."""
    return asked.endswith((".yaml", ".yml")) or "/" in asked or "\\" in asked or Path(asked).is_file()


def read(asked: str | Path) -> Routine:
    """The routine that `asked` names: a built-in name (or the unique beginning of one), or a path.

    Raises RoutineError with all problems of the file, CommandError for an unknown name.
    """
    if isinstance(asked, Path) or is_path(asked):
        return read_file(Path(asked))
    name = match(asked, names(), "routine")
    return read_text(text_of(name), name, folder=None)


def template(source: str | None) -> str:
    """The text of a new routine: a short commented one, or a copy of the built-in one that `source`
    names.
    """
    if source is not None:
        return text_of(match(source, names(), "routine"))
    return (resources.files("voicefoot.reading") / "template.yaml").read_text(encoding="utf-8")
