"""A routine's YAML -> a Routine, or every problem of the file at once, each with its line and column.

A routine is untrusted data: it is parsed as text, sequences and mappings only, within limits of size and
depth, and the only other files that are opened are its translations, sounds and songs in its own folder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

from voicefoot.errors import CommandError, Problem
from voicefoot.language.packs import language_pack
from voicefoot.model.limits import MAX_TITLE_CHARACTERS
from voicefoot.model.routine import Routine
from voicefoot.model.translation import Translation, translated
from voicefoot.problem_codes import Code
from voicefoot.reading.build import build
from voicefoot.reading.builtin import PROGRAMMES, names, programme_text, text_of
from voicefoot.reading.file_names import bare_name
from voicefoot.reading.inline_texts import without_inline_texts
from voicefoot.reading.language_tags import language_name, listed, same_language
from voicefoot.reading.no_effect import warn_of_hidden_words, warn_of_no_effect
from voicefoot.reading.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode
from voicefoot.reading.parser import parse
from voicefoot.reading.problems import START, Problems
from voicefoot.reading.programme import is_programme
from voicefoot.reading.sense import warn_of_the_unlikely
from voicefoot.reading.siblings import Sibling, original_of, siblings_of_builtin, siblings_of_file
from voicefoot.reading.source import check_size, normalize, read_file
from voicefoot.reading.translated_text import translated_text
from voicefoot.reading.translation_file import (
    WrittenTranslation,
    check_sides,
    is_translation,
    read_translation,
)
from voicefoot.reading.typed import as_meant
from voicefoot.text import escaped, match, strip_invisible

_BETWEEN_WORDS = re.compile(r"[_\-\s]+|(?<=[a-z])(?=[A-Z])")
_UNTITLED = "My routine"


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A routine, and what in its file has no effect, or another one than its author probably means."""

    routine: Routine
    warnings: tuple[Problem, ...]
    languages: tuple[str, ...]
    """All that the routine can be had in, that of the original first."""


@dataclass(frozen=True, slots=True)
class OriginalRoutine:
    """A routine in the language that it was written in, and where it is in others."""

    name: str
    """What messages call it."""
    routine: Routine
    warnings: tuple[Problem, ...]
    inline: Mapping[str, Translation]
    """What its own file has in other languages, by their tags."""
    siblings: Mapping[str, Sibling]
    """The translations beside it, by their tags."""

    def known_in(self, tag: str) -> Translation:
        """Return what is known of it in a language without a look beside it."""
        before, after = language_pack(self.routine.language).phases, language_pack(tag).phases
        usual = Translation(tag, MappingProxyType({before[phase]: after[phase] for phase in before}))
        inline = self.inline.get(tag)
        return usual if inline is None else inline.over(usual)

    @property
    def languages(self) -> tuple[str, ...]:
        """All that it can be had in, its own first."""
        return tuple(dict.fromkeys((self.routine.language, *self.inline, *self.siblings)))


def read(source: str | Path, language: str | None = None) -> Routine:
    """Read the routine at the path `source`, or the built-in one whose name is, or begins with, `source`.

    `language` is a tag such as "de"; None for the language that it was written in. Raises RoutineError with
    all problems of the file, CommandError for an unknown name, and if the routine is not in `language`.
    """
    return read_with_warnings(source, language).routine


def read_with_warnings(source: str | Path, language: str | None = None, *, usual: str = "") -> ReadResult:
    """Read the routine that `read` would return, with the warnings about it, and raise what `read` raises.

    Without a `language`, take the `usual` one if the routine is in it.
    """
    original = read_original(source)
    routine = chosen(original, language, usual=usual)
    return ReadResult(routine, original.warnings, original.languages)


def read_original(source: str | Path) -> OriginalRoutine:
    """Read the routine `source` in the language that it was written in. Raise what `read` raises."""
    if is_path(source):
        problems = Problems(str(source))
        text = read_file(Path(source), problems)
        return _read(text, str(source), Path(source).parent, problems, siblings_of_file(Path(source)))
    name = match(str(source), [*names(), *PROGRAMMES], "routine")
    if name in PROGRAMMES:
        _refuse_programme(name, Problems(name))
    return _read(text_of(name), name, None, Problems(name), siblings_of_builtin(name))


def chosen(original: OriginalRoutine, language: str | None, *, usual: str = "") -> Routine:
    """Return the routine in `language`; if that is None, in the `usual` one if there is that, or else in its
    own. Raises CommandError if it is not in `language`, RoutineError for its translation.
    """
    wanted = language or usual
    routine = _in_language(original, wanted) if wanted else original.routine
    if routine is None and language is not None:
        siblings = original.siblings.values()
        if own := next((each for each in siblings if same_language(each.tag, language)), None):
            raise CommandError(f"{own.name} is a routine of its own; name it in place of {original.name}")
        there = listed(map(language_name, original.languages), "and")
        raise CommandError(f"{original.name} is not in {language_name(language)}; there is {there}")
    return routine or original.routine


def text_in(name: str, language: str | None) -> str:
    """Return the YAML of the built-in routine or programme whose name is, or begins with, `name`, in
    `language`; None for the one that it was written in. Raises CommandError for an unknown name, and if it
    is not in `language`.
    """
    name = match(name, [*names(), *PROGRAMMES], "routine")
    if name in PROGRAMMES and language is None:
        return programme_text(name)
    original = read_original(name)
    if language is None or chosen(original, language) is original.routine:
        return text_of(name)
    found = _translation(original, language)
    assert found is not None, "a routine was chosen in that language"
    return translated_text(text_of(name), found[0])


def _in_language(original: OriginalRoutine, language: str) -> Routine | None:
    """Return the routine in `language`; None if it is not in it. Raises RoutineError with all problems of the
    translation.
    """
    if same_language(language, original.routine.language):
        return original.routine
    found = _translation(original, language)
    if found is None:
        return None
    translation, written = found
    routine = translated(original.routine, translation)
    if written is not None:
        problems = Problems(original.siblings[written.tag].name)
        check_sides(routine, written, problems)
        problems.raise_any()
    return routine


def _translation(
    original: OriginalRoutine, language: str
) -> tuple[Translation, WrittenTranslation | None] | None:
    """Return all that there is of the routine in `language`, and that of it which lies beside; None if there
    is nothing. Raises RoutineError for what lies beside.
    """
    tags = [tag for tag in (*original.siblings, *original.inline) if same_language(tag, language)]
    tag = language if language in tags else next(iter(tags), None)
    if tag is None:
        return None
    known, sibling = original.known_in(tag), original.siblings.get(tag)
    if sibling is not None:
        problems = Problems(sibling.name)
        written = read_translation(sibling.read(problems), tag, problems)
        if written is not None:
            return written.translation.over(known), written
    return (known, None) if tag in original.inline else None


def is_path(source: str | Path) -> bool:
    """Whether `source` means a file rather than a built-in routine."""
    if isinstance(source, Path):
        return True
    return source.endswith((".yaml", ".yml")) or "/" in source or "\\" in source or Path(source).is_file()


def read_text(text: str, name: str, folder: Path | None) -> Routine:
    """Read the routine in `text`, which messages call `name`.

    Its sounds and songs lie in `folder`; None allows none. Raises RoutineError with all problems.
    """
    return read_original_text(text, name, folder).routine


def read_original_text(text: str, name: str, folder: Path | None) -> OriginalRoutine:
    """Read the routine in `text` with all that is known of it but the translations beside it. Raise what
    `read_text` raises.
    """
    problems = Problems(name)
    check_size(text, problems)
    return _read(text, name, folder, problems, {})


def _read(
    text: str, name: str, folder: Path | None, problems: Problems, siblings: Mapping[str, Sibling]
) -> OriginalRoutine:
    typed = parse(as_meant(normalize(text, problems), problems), problems)
    if is_translation(typed):
        _refuse_translation(name, problems)
    if is_programme(typed):
        _refuse_programme(name, problems)
    root, inline = without_inline_texts(_with_title(typed, name), problems)
    warn_of_hidden_words(root, problems)  # first, since what is left out may be what is wrong
    routine = build(root, name, folder, problems)
    warn_of_no_effect(root, routine, problems)
    warn_of_the_unlikely(root, routine, problems)
    return OriginalRoutine(name, routine, problems.warnings, inline, siblings)


def _refuse_translation(name: str, problems: Problems) -> None:
    found = original_of(Path(name))
    remedy = "put it beside its routine: knee.de.yaml beside knee.yaml"
    if found is not None:
        remedy = f"name {escaped(str(found[0]))}, and say --language {found[1]}"
    problems.fail(START, "this is a translation of a routine", remedy, Code.NOT_A_ROUTINE)


def _refuse_programme(name: str, problems: Problems) -> NoReturn:
    remedy = f"name one of its routines; to see its days, type: voicefoot programme {escaped(name)}"
    problems.fail(START, "this is a programme, not a routine", remedy, Code.NOT_A_ROUTINE)


def _with_title(root: Node, name: str) -> Node:
    """Return `root`; if it is a bare list of exercises, as a routine with a title after the file's name."""
    if not isinstance(root, SequenceNode):
        return root
    title = Entry("title", START, ScalarNode(START, title_of(name)))
    return MappingNode(START, (title, Entry("exercises", root.location, root)))


def title_of(name: str) -> str:
    """Return the words of a file's name: "Knee week 3" of `knee-week_3.yaml`."""
    words = strip_invisible(_BETWEEN_WORDS.sub(" ", bare_name(name)))[:MAX_TITLE_CHARACTERS].strip()
    return words[:1].upper() + words[1:] if any(map(str.isalnum, words)) else _UNTITLED
