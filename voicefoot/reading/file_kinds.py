"""What a file holds: a programme or a translation, rather than a routine. Told by the keys of its tree."""

from __future__ import annotations

from voicefoot.reading.key_names import squeezed
from voicefoot.reading.nodes import MappingNode, Node
from voicefoot.text import folded

_NAMES_OF_PROGRAMME = {"programme", "program"}
"""What a programme says it is."""


def is_programme(root: Node) -> bool:
    """Return whether `root` is a programme rather than a routine."""
    if not isinstance(root, MappingNode):
        return False
    keys = {squeezed(entry.key) for entry in root.entries}
    return bool(keys & _NAMES_OF_PROGRAMME) or ("weeks" in keys and "exercises" not in keys)


def is_translation(root: Node) -> bool:
    """Return whether `root` is a translation rather than a routine."""
    if not isinstance(root, MappingNode):
        return False
    entries = {folded(entry.key): entry.value for entry in root.entries}
    exercises = entries.get("exercises")
    has_texts = isinstance(exercises, MappingNode) and all(
        isinstance(entry.value, MappingNode) for entry in exercises.entries
    )
    return "texts" in entries or (has_texts and "title" not in entries)
