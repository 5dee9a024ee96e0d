"""A routine and a translation of it -> warnings of what is missing there, left over, or was changed since."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from voicefoot.model.routine import Routine
from voicefoot.model.translation import Text, Translation, texts_of
from voicefoot.problem_codes import Code
from voicefoot.reading.language_tags import language_name
from voicefoot.reading.problems import Location, Problems
from voicefoot.reading.translation_file import WrittenTranslation
from voicefoot.text import LazyPattern, escaped, shown

_NEEDS_NONE = LazyPattern(r"[\W\d]*(?:(?:kg|g|lbs?|km|m|cm|w|x)\b[\W\d]*)*", re.IGNORECASE)
"""What is the same in every language: numbers, and amounts such as "2 kg"."""
_NEAR = 0.6
"""How alike two texts are, 0 to 1, of which one may have become the other."""


def warn_of_differences(
    routine: Routine, known: Translation, written: WrittenTranslation, problems: Problems
) -> None:
    """Warn of what `written` has no text for, though `routine` has; of what only `written` has; and where one
    seems to have become the other. `known` is what is known in the language besides.
    """
    _Comparison(routine, known, written, problems).warn()


def untranslated(routine: Routine, translation: Translation) -> list[Text]:
    """Return the texts of `routine` for which `translation` has none, and that need one, each once."""
    missing = [
        text
        for text in texts_of(routine)
        if not _NEEDS_NONE.fullmatch(text.text) and translation.of(text) is None
    ]
    in_whole = {text.text for text in missing if text.exercise is None}
    first: dict[str, Text] = {}
    for text in missing:
        before = first.setdefault(text.text, text)
        if text.text in in_whole or before.exercise != text.exercise:
            first[text.text] = Text(None, text.text)  # once for all of them
    return list(first.values())


@dataclass(frozen=True, slots=True)
class _Renamed:
    """An exercise whose name was changed since it was translated."""

    before: str
    now: str


class _Comparison:
    def __init__(
        self,
        routine: Routine,
        known: Translation,
        written: WrittenTranslation,
        problems: Problems,
    ) -> None:
        self._written = written
        self._problems = problems
        self._texts = texts_of(routine)
        self._by_exercise: dict[str | None, set[str]] = {None: set()}
        for exercise, text in self._texts:
            self._by_exercise.setdefault(exercise, set()).add(text)
            self._by_exercise[None].add(text)
        self._renamed = self._find_renamed()
        translation = self._with_new_names(written.translation).over(known)
        self._missing = untranslated(routine, translation)

    def warn(self) -> None:
        for renamed in self._renamed.values():
            what = f'the exercise "{shown(renamed.before)}" was changed since'
            remedy = f'it is now called "{escaped(renamed.now)}": write that in its place'
            self._warn(self._written.exercises[renamed.before], what, remedy, Code.CHANGED_SINCE)
        for written, location in self._written.places.items():
            self._warn_if_left_over(written, location)
        for name in self._unknown_exercises():
            what = f'there is no exercise "{shown(name)}" in the original'
            self._warn(
                self._written.exercises[name], what, "take it out, or correct its name", Code.NOT_IN_ORIGINAL
            )
        language = language_name(self._written.translation.language)
        for text in self._missing:
            what = f'"{escaped(text.text)}" is not translated to {language}'
            place = "`texts`" if text.exercise is None else f'"{escaped(text.exercise)}"'
            self._warn(self._place_of(text), what, f"add it below {place}", Code.UNTRANSLATED)

    def _warn(self, location: Location, what: str, remedy: str, code: Code) -> None:
        self._problems.warn(location, what, remedy, code)

    def _place_of(self, text: Text) -> Location:
        """Return where a missing text is to be added, or else where the texts begin."""
        own = self._written.places.get(text)  # there, but still empty
        before = [old.before for old in self._renamed.values() if old.now == text.exercise]
        names = (name for name in (text.exercise, *before) if name in self._written.exercises)
        found = next(names, None)
        return own or (self._written.exercises[found] if found is not None else self._written.texts)

    # -- exercises -------------------------------------------------------------------------------------

    def _unknown_exercises(self) -> list[str]:
        known = {*self._by_exercise, *self._renamed}
        return [name for name in self._written.exercises if name not in known]

    def _find_renamed(self) -> Mapping[str, _Renamed]:
        """Return the exercises that seem to have another name now, by the one before."""
        free = [
            name for name in self._by_exercise if name is not None and name not in self._written.exercises
        ]
        found: dict[str, _Renamed] = {}
        for before in self._written.exercises:
            now = None if before in self._by_exercise else _near(before, free)
            if now is not None:
                free.remove(now)
                found[before] = _Renamed(before, now)
        return found

    def _with_new_names(self, translation: Translation) -> Translation:
        names = {before: renamed.now for before, renamed in self._renamed.items()}
        texts = {names.get(name, name): texts for name, texts in translation.exercises.items()}
        return replace(translation, exercises=MappingProxyType(texts))

    # -- texts -----------------------------------------------------------------------------------------

    def _warn_if_left_over(self, written: Text, location: Location) -> None:
        """Warn of a text that the original has not; if one that is missing is near to it, of both as one."""
        exercise = written.exercise
        if exercise is not None and exercise not in self._by_exercise:
            if exercise not in self._renamed:
                return  # said of the whole exercise
            exercise = self._renamed[exercise].now
        if written.text in self._by_exercise[exercise]:
            return
        near = _near(written.text, self._missing_in(exercise))
        if near is None:
            what = f'"{shown(written.text)}" is no longer in the original'
            self._warn(location, what, "take it out, or correct it", Code.NOT_IN_ORIGINAL)
            return
        self._missing = [text for text in self._missing if text.text != near]
        what = f'"{shown(written.text)}" was changed since'
        remedy = f'it now reads "{escaped(near)}": write that in its place, and look at its translation'
        self._warn(location, what, remedy, Code.CHANGED_SINCE)

    def _missing_in(self, exercise: str | None) -> list[str]:
        known = self._by_exercise[exercise]
        return [text.text for text in self._missing if text.text in known]


def _near(text: str, others: Iterable[str]) -> str | None:
    found = difflib.get_close_matches(text, list(others), n=1, cutoff=_NEAR)
    return found[0] if found else None
