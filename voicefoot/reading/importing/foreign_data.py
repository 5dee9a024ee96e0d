"""JSON and YAML of other programs -> plain data of a bounded size.

YAML's aliases are written out as far as the bound allows, and no tag is heeded: a file can ask for nothing
but texts, numbers, lists and mappings.
"""

from __future__ import annotations

import json
from typing import Any

import yaml

from voicefoot.problem_codes import Code
from voicefoot.reading.problems import START, Location, Problems

MAX_VALUES = 20_000
"""Of a file, each alias counted with all that it stands for."""
_MAX_DEPTH = 40
_MERGE = "tag:yaml.org,2002:merge"
_CONVERT = {"tag:yaml.org,2002:int": int, "tag:yaml.org,2002:float": float}
_TRUE = ("true", "yes", "on", "y")


class _TooLargeError(Exception):
    """There are more values than `MAX_VALUES`, or they lie too deep."""


def parse_json(text: str, problems: Problems, *, must_be: bool) -> object:
    """Return what `text` holds; None if it is no JSON. If it `must_be`, raise RoutineError instead."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if must_be:
            place = Location(error.lineno, error.colno)
            problems.fail(
                place, f"this is no whole JSON ({error.msg.lower()})", "export it once more", Code.SYNTAX
            )
    except (RecursionError, ValueError):
        problems.fail(START, "this JSON goes too deep", "export the workout alone", Code.TOO_DEEP)
    return None


def parse_yaml(text: str, problems: Problems) -> object:
    """Return what `text` holds. Raises RoutineError if it is no YAML, or too large."""
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = yaml.compose(text, loader)
        return None if node is None else _Data().of(node, 0)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = Location(mark.line + 1, mark.column + 1) if mark else START
        remedy = "check it in the program that it comes from; or call it .txt, if it is a list"
        problems.fail(place, "this is no whole YAML", remedy, Code.SYNTAX)
    except (yaml.YAMLError, RecursionError, ValueError):
        problems.fail(START, "this YAML can't be read", "export it once more", Code.SYNTAX)
    except _TooLargeError:
        problems.fail(START, "there is too much in this YAML", "export the workout alone", Code.TOO_MANY)


class _Data:
    """Makes plain data of nodes, and counts them."""

    def __init__(self) -> None:
        self._count = 0

    def of(self, node: yaml.Node, depth: int) -> object:
        self._count += 1
        if self._count > MAX_VALUES or depth > _MAX_DEPTH:
            raise _TooLargeError
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.of(each, depth + 1) for each in node.value]
        return _scalar(node.tag, str(node.value))

    def _mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, object]:
        own: dict[str, object] = {}
        merged: dict[str, object] = {}
        for key, value in node.value:
            if key.tag == _MERGE:
                for each in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                    found = self.of(each, depth + 1)
                    merged = {**found, **merged} if isinstance(found, dict) else merged
            else:
                own[str(key.value)] = self.of(value, depth + 1)
        return {**merged, **own}


def _scalar(tag: str, text: str) -> object:
    if tag == "tag:yaml.org,2002:null":
        return None
    if tag == "tag:yaml.org,2002:bool":
        return text.lower() in _TRUE
    try:
        return _CONVERT[tag](text) if tag in _CONVERT and ":" not in text else text
    except ValueError:
        return text
