"""The user's own file of settings -> `Settings`, or every problem of the file at once; and a change to it,
which leaves the user's comments alone.

    voices:
      de: piper:de_DE-thorsten-medium   # who speaks, where no other voice is asked for
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from voicefoot.errors import RoutineError
from voicefoot.problem_codes import Code
from voicefoot.reading.nodes import Entry, MappingNode, Node, ScalarNode
from voicefoot.reading.parser import parse
from voicefoot.reading.problems import Problems
from voicefoot.reading.source import normalize, read_file
from voicefoot.reading.typed import as_meant
from voicefoot.text import folded, nearest, shown

MAX_VOICE_CHARACTERS = 2_000
"""Of the name of a voice, which may be a command."""

_VOICES = "voices"
_KEYS = (_VOICES,)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_BLOCK = re.compile(r"(?P<key>voices[ ]*:)[ ]*(?P<flow>\{[^}#]*\})?[ ]*(#.*)?", re.IGNORECASE)
_INSIDE = re.compile(r"([ ]+.*|[ ]*(#.*)?)")
_ENTRY = re.compile(
    r"(?P<indent>[ ]+)(?P<quote>['\"]?)(?P<language>[\w-]+)(?P=quote)[ ]*:(?P<value>.*?)(?P<comment>[ ]+#.*)?"
)
_PLAIN = re.compile(r"[^\W\d_]([\w./:-]*\w)?")
"""What YAML reads as it stands."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user has settled once and for all."""

    voices: Mapping[str, str] = field(default_factory=dict)
    """The default voice of each language, as a value of `--voice`, by codes such as `de` and `pt-br`."""


def language_code(typed: str) -> str | None:
    """Return the code `typed` as settings have it, such as `pt-br`, or None if it is no code."""
    code = folded(typed).replace("_", "-")
    return code if _LANGUAGE.fullmatch(code) else None


def read_settings(path: Path) -> Settings:
    """Return the settings in the file at `path`; none if there is no file, or nothing but comments in it.
    Raises RoutineError with all problems.
    """
    return parse_settings(settings_text(path), str(path))


def settings_text(path: Path) -> str:
    """Return the text of the file at `path`; none if there is no file. Raises RoutineError if it can't be
    read.
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError:
        pass  # `read_file` says what is wrong
    return read_file(path, Problems(str(path)))


def parse_settings(text: str, file: str) -> Settings:
    """Return the settings in `text`, which is that of `file`. Raises RoutineError with all problems."""
    return _settings(text, Problems(file))


def with_voice(text: str, language: str, voice: str | None) -> str:
    """Return `text`, that of a file without problems, with `voice` for `language`, a code as `language_code`
    returns it; without one if `voice` is None.

    Comments stay, unless the file is written in a way that is too unusual to be changed line by line.
    """
    before = parse_settings(text, "")
    voices = dict(before.voices)
    voices.pop(language, None)
    if voice is not None:
        voices[language] = voice
    if voices == before.voices:
        return text
    changed = _edited(text, language, voice)
    try:
        is_good = parse_settings(changed, "").voices == voices
    except RoutineError:
        is_good = False
    return changed if is_good else _written(voices)


# -- reading --------------------------------------------------------------------------------------


def _settings(text: str, problems: Problems) -> Settings:
    text = normalize(text, problems)
    if all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines()):
        problems.raise_any()
        return Settings()
    voices: dict[str, str] = {}
    for entry in _entries(parse(as_meant(text, problems), problems), "this file", problems):
        key = folded(entry.written)
        if key in _KEYS:
            voices = _voices(entry.value, problems)
        else:
            guess = nearest(key, _KEYS)
            remedy = f"did you mean `{guess}`?" if guess else f"there is `{'`, `'.join(_KEYS)}`"
            problems.add(
                entry.location, f"`{shown(entry.written)}` is not a setting", remedy, Code.UNKNOWN_KEY
            )
    problems.raise_any()
    return Settings(voices)


def _entries(node: Node, what: str, problems: Problems) -> tuple[Entry, ...]:
    if isinstance(node, MappingNode):
        return node.entries
    if isinstance(node, ScalarNode) and node.plain and not node.text and what != "this file":
        return ()  # `voices:` with nothing below it
    problems.add(
        node.location,
        f"{what} needs keys and values",
        "write it as in `voices: {de: NAME}`",
        Code.WRONG_SHAPE,
    )
    return ()


def _voices(node: Node, problems: Problems) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in _entries(node, f"`{_VOICES}`", problems):
        code = language_code(entry.written)
        if code is None:
            what = f"`{shown(entry.written)}` is no code of a language"
            problems.add(entry.location, what, "write one such as de or pt-BR", Code.UNKNOWN_NAME)
        elif code in found:
            problems.add(
                entry.location, f"`{code}` is written twice", "keep one of the two", Code.DUPLICATE_KEY
            )
        elif not isinstance(entry.value, ScalarNode) or not entry.value.text.strip():
            what = f"`{code}` needs the name of one voice"
            problems.add(
                entry.value.location,
                what,
                "write one that `voicefoot voices` lists, in quotes",
                Code.WRONG_SHAPE,
            )
        elif len(entry.value.text) > MAX_VOICE_CHARACTERS:
            what = f"the voice of `{code}` is {len(entry.value.text):,} characters long"
            problems.add(entry.value.location, what, f"write {MAX_VOICE_CHARACTERS:,} at most", Code.TOO_LONG)
        else:
            found[code] = entry.value.text.strip()
    return found


# -- changing -------------------------------------------------------------------------------------


def _edited(text: str, language: str, voice: str | None) -> str:
    """Return `text` with one line changed, added or taken out."""
    lines = text.splitlines()
    start = next((number for number, line in enumerate(lines) if _BLOCK.fullmatch(line)), None)
    if start is None:
        return _joined([*lines, f"{_VOICES}:", *_lines(language, voice)])
    match = _BLOCK.fullmatch(lines[start])
    assert match is not None
    if match["flow"]:
        held = parse_settings(lines[start], "").voices
        lines[start : start + 1] = [match["key"], *(line for each in held.items() for line in _lines(*each))]
    end = start + 1
    while end < len(lines) and _INSIDE.fullmatch(lines[end]):
        end += 1
    last, indent = start, "  "
    for number in range(start + 1, end):
        entry = _ENTRY.fullmatch(lines[number])
        if entry is None:
            continue
        if language_code(entry["language"]) == language:
            kept = _lines(language, voice, entry["indent"], entry["comment"] or "")
            return _joined([*lines[:number], *kept, *lines[number + 1 :]])
        last, indent = number, entry["indent"]
    return _joined([*lines[: last + 1], *_lines(language, voice, indent), *lines[last + 1 :]])


def _lines(language: str, voice: str | None, indent: str = "  ", comment: str = "") -> list[str]:
    if voice is None:
        return []
    return [f"{indent}{language}: {_quoted(voice)}{comment}"]


def _quoted(voice: str) -> str:
    return voice if _PLAIN.fullmatch(voice) else json.dumps(voice, ensure_ascii=False)


def _written(voices: Mapping[str, str]) -> str:
    return _joined([f"{_VOICES}:", *(line for each in voices.items() for line in _lines(*each))])


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
