"""The names of routine files: `knee.yaml`, or `knee.voicefoot.yaml`, which tells editors what it is."""

from __future__ import annotations

from pathlib import PureWindowsPath

ENDINGS = (".yaml", ".yml")
_MARK = ".voicefoot"


def names_file(name: str) -> bool:
    """Return whether `name` is that of a file, and not of a built-in routine or programme."""
    return name.lower().endswith(ENDINGS) or "/" in name or "\\" in name


def bare_name(routine: str) -> str:
    """Return the name of a built-in routine or of a file, without its folder and endings: "knee"."""
    stem = PureWindowsPath(routine).stem
    return stem[: -len(_MARK)] if stem.lower().endswith(_MARK) and len(stem) > len(_MARK) else stem
