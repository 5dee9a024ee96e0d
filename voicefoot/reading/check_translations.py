"""Every translation of a routine, checked against it: its problems, and what is missing, left over, or was
changed since.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from voicefoot.errors import Problem, RoutineError
from voicefoot.model.translation import texts_of, translated
from voicefoot.problem_codes import Code
from voicefoot.reading.compare_translation import untranslated, warn_of_differences
from voicefoot.reading.language_tags import language_name
from voicefoot.reading.problems import START, Problems
from voicefoot.reading.read import OriginalRoutine, read_original
from voicefoot.reading.siblings import Sibling, original_of
from voicefoot.reading.source import read_file
from voicefoot.reading.translation_file import check_sides, read_translation
from voicefoot.text import shown


@dataclass(frozen=True, slots=True)
class CheckedTranslation:
    """What was found in one translation."""

    name: str
    language: str
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def check_translations(original: OriginalRoutine) -> Iterator[CheckedTranslation]:
    """Check all translations of `original`: those beside it, and what its own file has in other languages."""
    for sibling in original.siblings.values():
        found = check_sibling(original, sibling)
        if found is not None:
            yield found
    for tag in original.inline:
        if tag not in original.siblings:
            yield _check_inline(original, tag)


def check_sibling(original: OriginalRoutine, sibling: Sibling) -> CheckedTranslation | None:
    """Check the translation in `sibling`; return None if that is a routine of its own."""
    problems = Problems(sibling.name)
    try:
        written = read_translation(sibling.read(problems), sibling.tag, problems)
        if written is None:
            return None
        check_sides(translated(original.routine, written.translation), written, problems)
        problems.raise_any()
    except RoutineError as error:
        return CheckedTranslation(sibling.name, sibling.tag, error.problems, error.warnings)
    warn_of_differences(original.routine, original.known_in(sibling.tag), written, problems)
    return CheckedTranslation(sibling.name, sibling.tag, (), problems.warnings)


def _check_inline(original: OriginalRoutine, tag: str) -> CheckedTranslation:
    problems = Problems(original.name)
    missing = untranslated(original.routine, original.known_in(tag))
    if missing:
        count, there = len(missing), len({text.text for text in texts_of(original.routine)})
        what = f'{count} of {there} texts are not in {language_name(tag)}, such as "{shown(missing[0].text)}"'
        problems.warn(
            START, what, f"add `{tag}:` to them, or write a translation beside the routine", Code.UNTRANSLATED
        )
    return CheckedTranslation(original.name, tag, (), problems.warnings)


def check_as_translation(path: Path) -> CheckedTranslation | None:
    """Check the file at `path` against the routine beside it; return None if it is no translation of one.
    Raises RoutineError for the routine.
    """
    found = original_of(path)
    if found is None:
        return None
    file, tag = found
    sibling = Sibling(tag, str(path), lambda problems: read_file(path, problems))
    try:
        if read_translation(sibling.read(Problems("")), tag, Problems("")) is None:
            return None
    except RoutineError:
        pass  # its problems are told against the name of the file
    return check_sibling(read_original(file), sibling)
