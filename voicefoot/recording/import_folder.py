"""Finds out which line each WAV file of a folder holds.

A file is known by the script's name for it, by the words of the line, or, if all files are numbered, by its
number in the script.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from voicefoot.errors import CommandError, reason_of
from voicefoot.recording.script import ScriptLine
from voicefoot.speaking.recordings import SUFFIX, file_name, line_key

_NUMBER = re.compile(r"\d{1,6}$")
_CUT_SHORT = re.compile(r"-[0-9a-f]{8}$")


@dataclass(frozen=True, slots=True)
class Found:
    """A file, and the line that it holds."""

    path: Path
    text: str
    max_seconds: float | None = None
    """How long the line may be; None if it is in no script."""


def wav_files(folder: Path) -> list[Path]:
    """Return the WAV files in `folder`, in the order of their names and numbers. Raises CommandError."""
    try:
        inside = [path for path in folder.iterdir() if path.is_file()]
    except FileNotFoundError:
        raise CommandError(f"{folder} is not there; check the name") from None
    except NotADirectoryError:
        raise CommandError(f"{folder} is not a folder; name the folder with the WAV files") from None
    except OSError as error:
        raise CommandError(f"{folder} can't be read: {reason_of(error)}; check its rights") from None
    found = [path for path in inside if path.suffix.lower() == SUFFIX and not path.name.startswith(".")]
    if not found:
        raise CommandError(
            f"there is no WAV file in {folder}; for the lines and the names of their files, type: "
            "voicefoot voices script ROUTINE"
        )
    return sorted(found, key=lambda path: (_number(path) or 0, path.name))


def lines_of_files(
    files: Iterable[Path], lines: Sequence[ScriptLine]
) -> tuple[list[Found], list[tuple[Path, str]]]:
    """Return which line each of `files` holds, and the files of which that can't be told, each with the
    reason and what to do.

    Without `lines`, the script, a file is called by what is said in it.
    """
    files = list(files)
    if lines and len(files) > 1 and all(_number(path) is not None for path in files):
        return _by_number(files, lines)
    return _by_name(files, {line.key: line for line in lines})


def _by_number(
    files: Sequence[Path], lines: Sequence[ScriptLine]
) -> tuple[list[Found], list[tuple[Path, str]]]:
    by_number = {line.number: line for line in lines}
    found: dict[int, Found] = {}
    problems = []
    for path in files:
        number = _number(path)
        line = by_number.get(number or 0)
        if line is None:
            problems.append((path, f"the script has {len(lines)} lines; number the files from 1 to that"))
        elif line.number in found:
            problems.append((path, f"{found[line.number].path.name} has the same number; remove one of them"))
        else:
            found[line.number] = Found(path, line.text, line.max_seconds)
    return list(found.values()), problems


def _by_name(
    files: Iterable[Path], lines: Mapping[str, ScriptLine]
) -> tuple[list[Found], list[tuple[Path, str]]]:
    by_file = {file_name(key).casefold(): key for key in lines}
    found: dict[str, Found] = {}
    problems = []
    for path in files:
        name = unicodedata.normalize("NFC", path.name)
        key = by_file.get(name.casefold())
        words = line_key(unicodedata.normalize("NFC", path.stem))
        if key is None and (words in lines or (not lines and words and not _is_unclear(path.stem))):
            key = words
        if key is None:
            problems.append((path, _reason(path, has_script=bool(lines))))
        elif key in found:
            problems.append((path, f"{found[key].path.name} holds the same line; remove one of them"))
        elif key in lines:
            found[key] = Found(path, lines[key].text, lines[key].max_seconds)
        else:
            found[key] = Found(path, words)
    return list(found.values()), problems


def _is_unclear(stem: str) -> bool:
    return bool(_NUMBER.match(stem) or _CUT_SHORT.search(stem))


def _reason(path: Path, *, has_script: bool) -> str:
    if not has_script and _is_unclear(path.stem):
        return "only the script tells its line; name the routines behind the folder"
    return "the script has no such line; `voicefoot voices script ROUTINE --csv` lists the names"


def _number(path: Path) -> int | None:
    return int(path.stem) if _NUMBER.match(path.stem) and path.stem.isdecimal() else None
