"""What is announced: what the top, the blocks and an exercise say about it, put together."""

from __future__ import annotations

from dataclasses import dataclass

from voicefoot.model.routine import Announce
from voicefoot.reading.convert import ParsedAnnounce
from voicefoot.reading.mapping import FieldMapping


@dataclass(frozen=True, slots=True)
class Announcements:
    """What is left out of the announcements."""

    silenced: frozenset[Announce] = frozenset()
    bells_only: bool = False
    """Whether counts and countdown are left out, too."""


def resolve_announcements(*mappings: FieldMapping) -> Announcements:
    """Return what holds in the first of `mappings`, which stands in the others, the innermost first.

    `none`, `all` and a list replace what is said further out; single names change it.
    """
    silenced: frozenset[Announce] = frozenset()
    bells_only = False
    for mapping in reversed(mappings):
        said: ParsedAnnounce | None = mapping.get("announce")
        if said is None:
            continue
        if said.silenced is not None:
            silenced, bells_only = said.silenced, said.bells_only
        silenced -= {name for name, is_made in said.changes if is_made}
        silenced |= {name for name, is_made in said.changes if not is_made}
    return Announcements(silenced, bells_only)
