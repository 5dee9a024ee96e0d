"""What the exercises of a routine are called, by what they are called where their texts are translated.

An exercise that is included may have another name than in its own file, and `with` and `include` may spell
its name in their own way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from voicefoot.model.translation import Translation
from voicefoot.reading.nodes import Entry, MappingNode, Node, ScalarNode
from voicefoot.reading.replace_keys import as_mapping, inner_list, name_of
from voicefoot.text import folded


@dataclass(frozen=True, slots=True)
class RealNames:
    """The names of a routine's exercises, by those that they have or had in some of its files, folded."""

    names: Mapping[str, tuple[str, ...]]

    def renamed(self, texts: Translation, *, is_own: bool = False) -> Translation:
        """Return `texts` by the real names of exercises. If they are the routine's own, those of what is no
        exercise, and so of a block, are texts of the whole.
        """
        of_whole: dict[str, str] = {}
        found: dict[str, Mapping[str, str]] = {}
        pairs = [(name, real) for name in texts.exercises for real in self.names.get(folded(name), (name,))]
        for name, real in sorted(pairs, key=lambda pair: pair[0] != pair[1]):
            own = texts.exercises[name]
            if is_own and folded(name) not in self.names:
                of_whole.update(own)
            else:
                found[real] = MappingProxyType({**own, **found.get(real, {})})
        return replace(
            texts,
            texts=MappingProxyType({**of_whole, **texts.texts}),
            exercises=MappingProxyType(found),
        )


def real_names(root: Node, files: Collection[str]) -> RealNames:
    """Return the names of all exercises in `root`, by those that they have or had in the `files`, which are
    named as in a `Location`.
    """
    names: dict[str, dict[str, None]] = {}
    for item in _exercises(root):
        entry: Entry | None = as_mapping(item).by_key["name"]
        while entry is not None:
            if entry.location.file in files and isinstance(entry.value, ScalarNode):
                names.setdefault(folded(entry.value.text), {})[name_of(item) or ""] = None
            entry = entry.replaced
    return RealNames({name: tuple(real) for name, real in names.items()})


def _exercises(root: Node) -> Iterator[ScalarNode | MappingNode]:
    exercises = inner_list(root)
    for item in exercises.items if exercises is not None else ():
        if inner_list(item) is not None:
            yield from _exercises(item)
        elif isinstance(item, ScalarNode | MappingNode) and name_of(item) is not None:
            yield item
