"""A routine's YAML -> a Routine, or every problem of the file at once, each with its line and column.

A routine is untrusted data: it is parsed as text, sequences and mappings only, within limits of size and
depth, and the only other files that are opened are its translations, sounds and songs in its own folder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from voicefoot.errors import CommandError, Problem, RoutineError
from voicefoot.language.packs import language_pack
from voicefoot.model.routine import Routine
from voicefoot.model.translation import Translation, translated
from voicefoot.reading.build import build
from voicefoot.reading.builtin import PROGRAMMES, builtin_called, programme_text, text_of
from voicefoot.reading.file_names import names_file
from voicefoot.reading.includes import IncludedTexts, with_includes
from voicefoot.reading.language_tags import language_name, listed, same_language
from voicefoot.reading.no_effect import warn_of_hidden_words, warn_of_no_effect
from voicefoot.reading.paths import Folders
from voicefoot.reading.problems import Problems
from voicefoot.reading.sense import warn_of_the_unlikely
from voicefoot.reading.siblings import Sibling, siblings_of_builtin, siblings_of_file
from voicefoot.reading.source import check_size, read_file
from voicefoot.reading.tree import read_tree, refuse_programme
from voicefoot.reading.values_from_outside import Override, with_overrides

if TYPE_CHECKING:
    from voicefoot.reading.translation_file import WrittenTranslation


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A routine, and what in its file has no effect, or another one than its author probably means."""

    routine: Routine
    warnings: tuple[Problem, ...]
    languages: tuple[str, ...]
    """All that the routine, or something that it includes, can be had in; that of the original first."""


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
    included: tuple[IncludedTexts, ...] = ()
    """What the files that it includes have in other languages."""
    included_files: tuple[Path, ...] = ()
    """The files that it includes, directly or not, without built-in routines."""

    def known_in(self, tag: str) -> Translation:
        """Return what is known of it in a language without a look beside it. Raises RoutineError for the
        translation of a file that it includes.
        """
        before, after = language_pack(self.routine.language).phases, language_pack(tag).phases
        known = Translation(tag, MappingProxyType({before[phase]: after[phase] for phase in before}))
        for texts in reversed(self.included):
            known = texts.over(known)
        inline = self.inline.get(tag)
        return known if inline is None else inline.over(known)

    @property
    def languages(self) -> tuple[str, ...]:
        """All that it can be had in, its own first."""
        own = (self.routine.language, *self.inline, *self.siblings)
        included = (tag for tag in self.languages_included if tag not in own and self.is_whole_in(tag))
        return tuple(dict.fromkeys((*own, *included)))

    @property
    def languages_of_parts(self) -> tuple[str, ...]:
        """All that it, or something that it includes, can be had in, its own first; known without reading."""
        own = (self.routine.language, *self.inline, *self.siblings)
        return tuple(dict.fromkeys((*own, *self.languages_included)))

    @property
    def languages_included(self) -> tuple[str, ...]:
        """All that something that it includes can be had in."""
        return tuple(dict.fromkeys(tag for texts in self.included for tag in texts.languages))

    def is_whole_in(self, tag: str) -> bool:
        """Whether the files that it includes have all of its exercises in a language."""
        from voicefoot.reading.compare_translation import untranslated

        try:
            missing = untranslated(self.routine, self.known_in(tag))
        except RoutineError:
            return False
        of_whole = {self.routine.title, self.routine.about, self.routine.intro, self.routine.outro}
        return all(text.exercise is None and text.text in of_whole for text in missing)


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
    return ReadResult(routine, original.warnings, original.languages_of_parts)


def read_original(source: str | Path, overrides: Sequence[Override] = ()) -> OriginalRoutine:
    """Read the routine `source` in the language that it was written in, with `overrides` in place of what is
    written. Raise what `read` raises.
    """
    if is_path(source):
        problems = Problems(str(source))
        text = read_file(Path(source), problems)
        siblings = siblings_of_file(Path(source))
        return _read(text, str(source), Path(source).parent, problems, siblings, overrides)
    name = builtin_called(str(source))
    if name in PROGRAMMES:
        refuse_programme(name, Problems(name))
    return _read(text_of(name), name, None, Problems(name), siblings_of_builtin(name), overrides)


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
    name = builtin_called(name)
    if name in PROGRAMMES and language is None:
        return programme_text(name)
    original = read_original(name)
    if language is None or chosen(original, language) is original.routine:
        return text_of(name)
    from voicefoot.reading.translated_text import translated_text

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
        from voicefoot.reading.translation_file import check_sides

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
    own = (*original.siblings, *original.inline)
    included = (tag for tag in original.languages_included if same_language(tag, language))
    tags = [tag for tag in own if same_language(tag, language)]
    tags += [tag for tag in included if tags or original.is_whole_in(tag)]
    tag = language if language in tags else next(iter(tags), None)
    if tag is None:
        return None
    known, sibling = original.known_in(tag), original.siblings.get(tag)
    if sibling is not None:
        from voicefoot.reading.translation_file import read_translation

        problems = Problems(sibling.name)
        written = read_translation(sibling.read(problems), tag, problems)
        if written is not None:
            return written.translation.over(known), written
    return None if tag in original.siblings and tag not in original.inline else (known, None)


def is_path(source: str | Path) -> bool:
    """Whether `source` means a file rather than a built-in routine."""
    if isinstance(source, Path):
        return True
    return names_file(source) or Path(source).is_file()


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
    text: str,
    name: str,
    folder: Path | None,
    problems: Problems,
    siblings: Mapping[str, Sibling],
    overrides: Sequence[Override] = (),
) -> OriginalRoutine:
    tree = read_tree(text, name, problems)
    warn_of_hidden_words(tree.root, problems)  # first, since what is left out may be what is wrong
    found = with_includes(tree.root, name, folder, problems)
    root = with_overrides(found.root, overrides)
    routine = build(root, name, Folders(folder, found.folders), problems)
    warn_of_no_effect(root, routine, problems)
    warn_of_the_unlikely(root, routine, problems)
    files = tuple(Path(name) for name, place in found.folders.items() if place is not None)
    inline = {tag: found.names.renamed(texts, is_own=True) for tag, texts in tree.inline.items()}
    return OriginalRoutine(name, routine, problems.warnings, inline, siblings, found.texts, files)
