"""The bytes of a foreign file -> the text of a routine that passes `check`, with comments for the rest.

A file is untrusted: it is read as text alone, and nothing in it is run, opened or worked out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePath

from voicefoot.errors import Problem, RoutineError
from voicefoot.model.limits import MAX_EXERCISES
from voicefoot.problem_codes import Code
from voicefoot.reading.file_names import ENDINGS
from voicefoot.reading.file_signatures import kind_by_signature
from voicefoot.reading.importing.foreign_data import parse_json, parse_yaml
from voicefoot.reading.importing.lines import understood_text
from voicefoot.reading.importing.tables import csv_rows, delimiter_of, understood_rows
from voicefoot.reading.importing.timers import understood_data
from voicefoot.reading.importing.to_yaml import remarks_in, routine_yaml
from voicefoot.reading.importing.understood import (
    Block,
    Exercise,
    Item,
    Remark,
    Rest,
    Understood,
    exercises_in,
)
from voicefoot.reading.importing.words import language_of
from voicefoot.reading.problems import START, Location, Problems
from voicefoot.reading.read import read_text
from voicefoot.reading.source import decoded_or_none
from voicefoot.reading.tree import title_of
from voicefoot.text import is_control

_WEB_PAGE = re.compile(r"\s*(?:<!doctype html|<html\b|<\?xml\b)", re.IGNORECASE)
_NO_EXERCISE = 'write each on a line of its own, with its dose, such as "Plank 3x40s"'
_MAX_TRIES = 12
MAX_LINES = 3_000
"""Of a text that is imported; more is a book."""
_MAX_REMARKS = 1_000
"""Lines that stand as comments; of more, the number alone is told."""


@dataclass(frozen=True, slots=True)
class Imported:
    """The text of a routine, how many exercises are in it, and what is to be told of the foreign file."""

    yaml: str
    exercises: int
    not_understood: int
    """Lines that stand as comments."""
    warnings: tuple[Problem, ...]


def imported(content: bytes, name: str, language: str | None = None) -> Imported:
    """Return the routine that the file `name` with this `content` means. `language` is a tag; None to find
    out. Raises RoutineError if it is no text, or has no exercise.
    """
    problems = Problems(name)
    text = _text_of(content, problems)
    understood = _understood(text, PurePath(name).suffix.lower(), title_of(name), language, problems)
    if not any(True for _ in exercises_in(understood.items)):
        problems.fail(START, "no exercise was found in this text", _NO_EXERCISE, Code.NO_EXERCISE)
    return _verified(understood, name, problems)


def _text_of(content: bytes, problems: Problems) -> str:
    if not content.strip():
        problems.fail(START, "this file is empty", "check which file it is", Code.EMPTY_FILE)
    if (kind := kind_by_signature(content)) is not None:
        problems.fail(START, *kind, Code.NOT_A_ROUTINE)
    text = decoded_or_none(content)
    if text is None:
        problems.fail(
            START,
            "this file is no text",
            "check which file it is, or save its words as a .txt file",
            Code.NOT_A_ROUTINE,
        )
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    strange = sum(
        1 for character in text if is_control(character) and character not in "\f\v\u200e\u200f\ufeff"
    )
    if strange > len(text) / 50 or "\x00" in text:
        problems.fail(
            START,
            "this file is no text",
            "check which file it is, or save its words as a .txt file",
            Code.NOT_A_ROUTINE,
        )
    if not text.strip():
        problems.fail(START, "this file is empty", "check which file it is", Code.EMPTY_FILE)
    if _WEB_PAGE.match(text):
        problems.fail(
            START,
            "this is a web page",
            "copy its text from the browser into a .txt file, and `voicefoot import` that",
            Code.NOT_A_ROUTINE,
        )
    return "".join(" " if is_control(character) else character for character in text)


def _understood(text: str, suffix: str, title: str, language: str | None, problems: Problems) -> Understood:
    if suffix == ".json" or (text.lstrip()[:1] in "{[" and suffix not in (*ENDINGS, ".csv", ".tsv", ".md")):
        data = parse_json(text, problems, must_be=suffix == ".json")
        found = None if data is None else understood_data(data, title, language)
        if found is not None:
            return found
        if suffix == ".json":
            problems.fail(
                START,
                "no exercise was found in this JSON",
                "export the workout itself, with its exercises and their times",
                Code.NO_EXERCISE,
            )
    if suffix in ENDINGS:
        data = parse_yaml(text, problems)
        if (
            isinstance(data, dict)
            and "exercises" in data
            and not {"pause", "tts", "half_time"} & set(data)
            and _is_routine(text)
        ):
            problems.fail(
                START, "this is a routine of voicefoot already", "play it as it is", Code.WRONG_SHAPE
            )
        found = understood_data(data, title, language) if isinstance(data, (dict, list)) else None
        if found is not None:
            return found
    lines = text.count("\n")
    if lines > MAX_LINES:
        problems.fail(
            START,
            f"this text has {lines:,} lines",
            f"import a part of it, of {MAX_LINES:,} lines at most",
            Code.TOO_LARGE,
        )
    is_table = suffix in (".csv", ".tsv")
    delimiter = delimiter_of(text, least=1 if is_table else 2) if is_table or "|" not in text else None
    if delimiter is not None and (is_table or _looks_like_csv(text, delimiter)):
        return _from_csv(text, delimiter, title, language, problems)
    if is_table:
        problems.fail(
            START,
            "no column of this table is known",
            'give it a header, such as "exercise;sets;reps;hold_s;rest_s"',
            Code.MISSING_KEY,
        )
    return understood_text(text, title, language)


def _looks_like_csv(text: str, delimiter: str) -> bool:
    lines = [line for line in text.split("\n") if line.strip()][:10]
    return len(lines) > 1 and all(line.count(delimiter) >= 1 for line in lines)


def _from_csv(text: str, delimiter: str, title: str, language: str | None, problems: Problems) -> Understood:
    language = language or language_of(text)
    table = understood_rows(csv_rows(text, delimiter), language)
    if table.problem is not None:
        line, what, remedy = table.problem
        problems.fail(Location(line, 1), what, remedy, Code.MISSING_KEY)
    about = table.about[1:] if table.about else ()
    return Understood(
        table.about[0] if table.about else title, language, table.items, about, warnings=table.warnings
    )


def _is_routine(text: str) -> bool:
    try:
        read_text(text, "routine", None)
    except RoutineError:
        return False
    return True


def _verified(understood: Understood, name: str, problems: Problems) -> Imported:
    """Write the routine, read it as `check` does, and turn each exercise that it refuses into a comment."""
    understood = _limited(understood)
    for _ in range(_MAX_TRIES):
        text, owners = routine_yaml(understood)
        try:
            read_text(text, name, None)
        except RoutineError as error:
            bad = {
                owners[problem.line]: problem.what
                for problem in reversed(error.problems)
                if problem.line in owners
            }
            changed = replace(understood, items=_without(understood.items, bad))
            if changed == understood:
                changed = replace(
                    understood,
                    defaults=replace(understood.defaults, rest=None, rest_between=None, round_rest=None),
                    items=_flat(understood.items),
                )
            if changed == understood:
                break
            understood = changed
            continue
        return _result(text, understood, name)
    return problems.fail(
        START, "no exercise in this text can be played as it is written", _NO_EXERCISE, Code.NO_EXERCISE
    )


def _without(items: Iterable[Item], bad: dict[Exercise, str]) -> tuple[Item, ...]:
    """Return `items` with remarks in place of the exercises `bad`, which say what is wrong."""
    kept: list[Item] = []
    for item in items:
        if isinstance(item, Block):
            inside = _without(item.items, bad)
            if any(True for _ in exercises_in(inside)):
                kept.append(replace(item, items=inside))
            else:
                kept += inside
        elif isinstance(item, Exercise) and item in bad:
            kept.append(Remark(f"{item.written or item.name} ({bad[item]})", item.line))
        else:
            kept.append(item)
    return tuple(kept)


def _flat(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(
        inner
        for item in items
        for inner in (item.items if isinstance(item, Block) and item.rounds is None else (item,))
    )


def _limited(understood: Understood) -> Understood:
    """Return no more exercises than a routine may have, and no block without an exercise."""
    left, remarks_left = MAX_EXERCISES - 50, _MAX_REMARKS

    def limited(items: Iterable[Item], depth: int) -> tuple[Item, ...]:
        nonlocal left, remarks_left
        kept: list[Item] = []
        for item in items:
            if isinstance(item, Block):
                inside = limited(item.items, depth + 1)
                if depth >= 3 or not any(True for _ in exercises_in(inside)):
                    kept += [Remark(item.name, 0), *inside] if item.name else inside
                else:
                    kept.append(replace(item, items=inside))
            elif isinstance(item, Exercise):
                left -= 1
                kept.append(item if left >= 0 else Remark(item.name, item.line))
            elif isinstance(item, Remark):
                remarks_left -= 1
                kept += [item] if remarks_left >= 0 else []
            else:
                kept.append(item)
        return tuple(kept)

    items = list(limited(understood.items, 0))
    while items and isinstance(items[-1], Rest):  # it leads to nothing
        items.pop()
    while items and isinstance(items[0], Rest):
        items.pop(0)
    return replace(understood, items=tuple(items), left_out=max(0, -remarks_left))


def _result(text: str, understood: Understood, name: str) -> Imported:
    count = sum(1 for _ in remarks_in(understood.items)) + understood.left_out
    if count:
        left_out = f" Of these, {understood.left_out} are left out." if understood.left_out else ""
        text += f"# {told_count(count)}{left_out}\n"
    warnings = tuple(
        Problem(name, each.line, each.column, each.what, each.remedy, each.code, is_warning=True)
        for each in understood.warnings
    )
    return Imported(text, sum(1 for _ in exercises_in(understood.items)), count, warnings)


def told_count(count: int) -> str:
    """Return how many lines were not understood, in a sentence."""
    return (
        "1 line was not understood; it stands as a comment."
        if count == 1
        else f"{count} lines were not understood; they stand as comments."
    )
