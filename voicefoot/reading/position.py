"""The key `position` -> the position of an exercise, or one for each of its sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from voicefoot.model.position import STANDING, Position
from voicefoot.reading.by_side import match_sides
from voicefoot.reading.convert import NamedValue, position_in
from voicefoot.reading.fields import Scope, fields_in
from voicefoot.reading.mapping import FieldMapping, first_with
from voicefoot.reading.nodes import BrokenNode, MappingNode, Node
from voicefoot.reading.position_names import known_position
from voicefoot.reading.problems import Problems

_FIELD = fields_in(Scope.EXERCISE)["position"]
_NONE_BY_SIDE: Mapping[str, Position] = MappingProxyType({})


def build_positions(
    levels: Sequence[FieldMapping], sides: tuple[str, ...] | None, language: str, problems: Problems
) -> tuple[Position, Mapping[str, Position]]:
    """Return the position that an exercise begins in, and those of its sides if they differ.

    `levels` are the exercise and what it stands in, the innermost first. `sides` is None if what was written
    in it has a problem. Names are those of `language`, and the English ones.
    """
    mapping = first_with("position", *levels)
    if mapping is None:
        return STANDING, _NONE_BY_SIDE
    value: Node | None = mapping.get("position")
    if value is None:
        return STANDING, _NONE_BY_SIDE
    if not isinstance(value, MappingNode) or _is_own(value):
        return _position(value, language, problems) or STANDING, _NONE_BY_SIDE
    by_side = [
        NamedValue(entry.key, entry.location, _position(entry.value, language, problems))
        for entry in value.entries
    ]
    if sides is None or any(each.value is None for each in by_side):
        return STANDING, _NONE_BY_SIDE
    matched = match_sides("position", by_side, sides, "position", mapping.location_of("position"), problems)
    return (matched[sides[0]], matched) if matched else (STANDING, _NONE_BY_SIDE)


def _is_own(node: MappingNode) -> bool:
    return bool({"name", "say", "time"} & {entry.key.lower() for entry in node.entries})


def _position(node: Node, language: str, problems: Problems) -> Position | None:
    """Return one position, of all sides or of one."""
    if isinstance(node, MappingNode):
        return _own_position(node, language, problems)
    if isinstance(node, BrokenNode):
        return None
    position: Position | None = position_in(language)(_FIELD, node, problems)
    return position


def _own_position(node: MappingNode, language: str, problems: Problems) -> Position | None:
    """Return a position with words or a time of its own; its name may be one of those that are known."""
    mapping = FieldMapping(node, Scope.POSITION, problems)
    name: str | None = mapping.get("name")
    if name is None:
        return None
    known = known_position(name, language)
    return Position(known.name if known else name, mapping.get("say"), mapping.get("time"))
