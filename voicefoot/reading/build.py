"""The tree of a file -> a Routine."""

from __future__ import annotations

from voicefoot.model.routine import Routine
from voicefoot.problem_codes import Code
from voicefoot.reading.announcements import resolve_announcements
from voicefoot.reading.body import BodyBuilder
from voicefoot.reading.duration_limit import check_duration
from voicefoot.reading.fields import Scope
from voicefoot.reading.mapping import FieldMapping
from voicefoot.reading.media import SoundtrackResolver, resolve_sounds
from voicefoot.reading.nodes import MappingNode, Node, ScalarNode, SequenceNode
from voicefoot.reading.paths import Folders
from voicefoot.reading.problems import Problems
from voicefoot.text import escaped


def build(root: Node, name: str, folders: Folders, problems: Problems) -> Routine:
    """Build the routine in `root`, which messages call `name`, and whose files lie in `folders`.

    Raises RoutineError with all problems.
    """
    top = FieldMapping(_root_mapping(root, problems), Scope.TOP, problems)
    language = top.get("language") or "en"
    builder = BodyBuilder(SoundtrackResolver(folders, problems), folders, language, problems)
    routine = Routine(
        title=top.get("title") or "",
        body=builder.build(top),
        language=language,
        about=top.get("about"),
        intro=top.get("intro"),
        outro=top.get("outro"),
        silenced=resolve_announcements(top).silenced,
        fit_seconds=top.get("fit") or None,
        sounds=resolve_sounds(top.get("sounds") or (), folders, problems),
        pronounce=top.get("pronounce") or {},
        source=escaped(name),
    )
    check_duration(routine, builder.places, problems)
    problems.raise_any()
    return routine


def _root_mapping(root: Node, problems: Problems) -> MappingNode:
    if isinstance(root, MappingNode):
        return root
    if isinstance(root, SequenceNode | ScalarNode):
        what = "a list" if isinstance(root, SequenceNode) else "words"
        remedy = "begin it with `title:` and `exercises:`"
        problems.add(root.location, f"this file holds {what}, not a routine", remedy, Code.NOT_A_ROUTINE)
    problems.raise_any()
    raise AssertionError("the problem of a broken root has been recorded")
