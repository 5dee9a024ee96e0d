"""The text of a routine's file -> its tree in the routine's own language, with what it is in others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from voicefoot.model.limits import MAX_TITLE_CHARACTERS
from voicefoot.model.translation import Translation
from voicefoot.problem_codes import Code
from voicefoot.reading.file_kinds import is_programme, is_translation
from voicefoot.reading.file_names import bare_name
from voicefoot.reading.inline_texts import without_inline_texts
from voicefoot.reading.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode
from voicefoot.reading.parser import parse
from voicefoot.reading.problems import START, Problems
from voicefoot.reading.siblings import original_of
from voicefoot.reading.source import normalize
from voicefoot.reading.typed import as_meant
from voicefoot.text import escaped, strip_invisible

_BETWEEN_WORDS = re.compile(r"[_\-\s]+|(?<=[a-z])(?=[A-Z])")
_UNTITLED = "My routine"


@dataclass(frozen=True, slots=True)
class Tree:
    """The tree of one file. Its texts are in the language of the routine alone."""

    root: Node
    inline: Mapping[str, Translation]
    """What the texts are in other languages, by their tags."""


def read_tree(text: str, name: str, problems: Problems, *, file: str = "") -> Tree:
    """Read the tree in `text`, that of the file that messages call `name`. Raises RoutineError if there is
    none. `file` is what its places say of their file: see `Location`.
    """
    typed = parse(as_meant(normalize(text, problems), problems, file=file), problems)
    if is_translation(typed):
        _refuse_translation(name, problems)
    if is_programme(typed):
        refuse_programme(name, problems)
    root, inline = without_inline_texts(_with_title(typed, name), problems)
    return Tree(root, inline)


def _refuse_translation(name: str, problems: Problems) -> None:
    found = original_of(Path(name))
    remedy = "put it beside its routine: knee.de.yaml beside knee.yaml"
    if found is not None:
        remedy = f"name {escaped(str(found[0]))}, and say --language {found[1]}"
    problems.fail(START, "this is a translation of a routine", remedy, Code.NOT_A_ROUTINE)


def refuse_programme(name: str, problems: Problems) -> NoReturn:
    """Record that the file that messages call `name` is a programme, and raise RoutineError."""
    remedy = f"name one of its routines; to see its days, type: voicefoot programme {escaped(name)}"
    problems.fail(START, "this is a programme, not a routine", remedy, Code.NOT_A_ROUTINE)


def _with_title(root: Node, name: str) -> Node:
    """Return `root`; if it is a bare list of exercises, as a routine with a title after the file's name."""
    if not isinstance(root, SequenceNode):
        return root
    title = Entry("title", root.location, ScalarNode(root.location, title_of(name)))
    exercises = Entry("exercises", root.location, root)
    return MappingNode(START._replace(file=root.location.file), (title, exercises))


def title_of(name: str) -> str:
    """Return the words of a file's name: "Knee week 3" of `knee-week_3.yaml`."""
    words = strip_invisible(_BETWEEN_WORDS.sub(" ", bare_name(name)))[:MAX_TITLE_CHARACTERS].strip()
    return words[:1].upper() + words[1:] if any(map(str.isalnum, words)) else _UNTITLED
