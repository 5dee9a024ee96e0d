"""A file of texts in another language, such as `knee.de.yaml` beside `knee.yaml` -> a Translation, with the
place of each of its texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from voicefoot.model.limits import MAX_NOTE_CHARACTERS, MAX_TEXT_CHARACTERS
from voicefoot.model.routine import Routine
from voicefoot.model.translation import Text, Translation
from voicefoot.problem_codes import Code
from voicefoot.reading.convert import convert
from voicefoot.reading.fields import Field, Scope, ValueKind, fields_in
from voicefoot.reading.language_tags import language_name, same_language
from voicefoot.reading.nodes import BrokenNode, Entry, MappingNode, Node, ScalarNode, SequenceNode
from voicefoot.reading.parser import parse
from voicefoot.reading.problems import START, Location, Problems
from voicefoot.reading.source import normalize
from voicefoot.reading.typed import as_meant
from voicefoot.reading.variables import fault_of_translation
from voicefoot.text import folded, nearest, shown

_KEYS = ("language", "texts", "exercises", "pronounce")


@dataclass(slots=True)
class WrittenTranslation:
    """A translation, and where in its file what is."""

    translation: Translation
    tag: str
    """The language that the name of the file says."""
    places: dict[Text, Location] = field(default_factory=dict)
    """Where the original of each text is written, be it translated or still to be."""
    exercises: dict[str, Location] = field(default_factory=dict)
    """Where the texts of an exercise begin, by its name in the original."""
    texts: Location = START
    """Where the texts of the whole begin."""


def read_translation(text: str, tag: str, problems: Problems) -> WrittenTranslation | None:
    """Read the translation in `text`, whose file is named after the language `tag`. Return None if it is a
    routine of its own. Raises RoutineError with all problems.
    """
    text = normalize(text, problems)
    if all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines()):
        problems.fail(
            START, "there is nothing in this file", "write `language:` and `texts:`", Code.EMPTY_FILE
        )
    root = parse(as_meant(text, problems), problems, keys_are_texts=True)
    if _is_routine(root):
        return None
    if not isinstance(root, MappingNode):
        problems.add(
            START,
            "this file holds no translation",
            "begin it with `language:` and `texts:`",
            Code.NOT_A_ROUTINE,
        )
        problems.raise_any()
        raise AssertionError("the problem has been recorded")
    written = _Reader(tag, problems).read(root)
    problems.raise_any()
    return written


def _is_routine(root: Node) -> bool:
    """Return whether `root` is a routine in any language, rather than a translation of one."""
    if not isinstance(root, MappingNode):
        return isinstance(root, SequenceNode)
    entries = {folded(entry.key): entry.value for entry in root.entries}
    return "title" in entries or isinstance(entries.get("exercises"), SequenceNode)


class _Reader:
    def __init__(self, tag: str, problems: Problems) -> None:
        self._tag = tag
        self._problems = problems
        self._places: dict[Text, Location] = {}
        self._exercises: dict[str, Location] = {}

    def read(self, root: MappingNode) -> WrittenTranslation:
        entries: dict[str, Entry] = {}
        for entry in root.entries:
            key = folded(entry.key)
            if key in _KEYS:
                entries[key] = entry
                continue
            guess = nearest(key, _KEYS)
            remedy = f"did you mean `{guess}`?" if guess else "put it below `texts:`, or below its exercise"
            self._problems.add(
                entry.location,
                f"there is no key `{shown(entry.key)}` in a translation",
                remedy,
                Code.UNKNOWN_KEY,
            )
        texts = self._texts(entries.get("texts"), None)
        translation = Translation(
            self._language(entries.get("language")),
            texts,
            MappingProxyType(dict(self._by_exercise(entries.get("exercises")))),
            self._pronounce(entries.get("pronounce")),
        )
        begin = entries["texts"].location if "texts" in entries else START
        return WrittenTranslation(translation, self._tag, self._places, self._exercises, begin)

    def _language(self, entry: Entry | None) -> str:
        if entry is None:
            return self._tag
        found: str | None = convert(fields_in(Scope.TOP)["language"], entry.value, self._problems)
        if found is not None and not same_language(found, self._tag):
            what = f"this is {language_name(found)}, and the name of the file says {language_name(self._tag)}"
            self._problems.add(entry.value.location, what, "change one of them", Code.WRONG_LANGUAGE)
        return found or self._tag

    def _pronounce(self, entry: Entry | None) -> Mapping[str, str]:
        field = fields_in(Scope.TOP)["pronounce"]
        found = None if entry is None else convert(field, entry.value, self._problems)
        return MappingProxyType(found or {})

    def _by_exercise(self, entry: Entry | None) -> list[tuple[str, Mapping[str, str]]]:
        found = []
        for each in self._entries(entry, "`exercises`", "names of exercises, each with its texts"):
            self._exercises[each.key] = each.location
            found.append((each.key, self._texts(each, each.key)))
        return found

    def _texts(self, entry: Entry | None, exercise: str | None) -> Mapping[str, str]:
        what = "`texts`" if exercise is None else f'"{shown(exercise)}"'
        found: dict[str, str] = {}
        for each in self._entries(entry, what, "original texts, each with its translation"):
            text = self._text(each)
            self._places[Text(exercise, each.key)] = each.location
            if text is not None:
                found[each.key] = text
        return MappingProxyType(found)

    def _entries(self, entry: Entry | None, what: str, holds: str) -> tuple[Entry, ...]:
        if entry is None or isinstance(entry.value, BrokenNode) or _is_empty(entry.value):
            return ()
        if isinstance(entry.value, MappingNode):
            return entry.value.entries
        self._problems.add(
            entry.value.location, f"{what} is no mapping", f"write {holds} behind a colon", Code.WRONG_SHAPE
        )
        return ()

    def _text(self, entry: Entry) -> str | None:
        """Return a text; None if it is still to be written, or has a problem."""
        if _is_empty(entry.value):
            return None
        is_long = len(entry.key) > MAX_TEXT_CHARACTERS
        limit = MAX_NOTE_CHARACTERS if is_long else MAX_TEXT_CHARACTERS
        field = Field(shown(entry.key), ValueKind.TEXT, Scope.TOP, "", max_characters=limit, is_read=True)
        text: str | None = convert(field, entry.value, self._problems)
        fault = None if text is None else fault_of_translation(entry.key, text, self._tag)
        if fault is not None:
            self._problems.add(entry.value.location, fault.what, fault.remedy, Code.BAD_VARIABLE)
        return None if fault is not None else text


def _is_empty(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.plain and not node.text.strip()


def check_sides(routine: Routine, written: WrittenTranslation, problems: Problems) -> None:
    """Record a problem for two sides of an exercise of `routine`, which is translated, with the same name."""
    for exercise in routine.exercises:
        seen: dict[str, str] = {}
        for side, original in exercise.sides_called:
            first = seen.setdefault(folded(side), original)
            if first == original:
                continue
            own = written.places.get(Text(exercise.key, original))
            what = f'"{shown(first)}" and "{shown(original)}" are both called "{shown(side)}"'
            place = own or written.places.get(Text(None, original)) or written.texts
            problems.add(place, what, "give each side a name of its own", Code.BAD_SIDES)
