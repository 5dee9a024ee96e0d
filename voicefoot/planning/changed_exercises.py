"""What becomes of a session when its routine is changed while it plays: which exercise is where, and which
ones are other than they were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from voicefoot.model.choices import Choices, apply_choices
from voicefoot.model.cues import PlannedSection, Say
from voicefoot.model.origin import Origin
from voicefoot.model.routine import Exercise, Routine
from voicefoot.planning.order import ordered


@dataclass(frozen=True, slots=True)
class Changes:
    """The way from one plan of a session to the next, by the indices of their sections."""

    moved: tuple[int | None, ...]
    """Where each section of the plan before is now; None where it is no more."""
    changed: frozenset[int]
    """Those of the plan before whose own exercise was changed, and is not only told differently because of
    its neighbours.
    """
    added: frozenset[int]
    """Those of the plan now that were not there before."""

    def next_left(self, section: int) -> int | None:
        """Return where `section`, or the first one after it that is left, is now; None if none is left."""
        return next((place for place in self.moved[section:] if place is not None), None)


def changes(before: Routine, after: Routine, choices: Choices) -> Changes:
    """Return what was changed from `before` to `after`, both played with `choices`.

    Raises CommandError if these name something that a routine does not have.
    """
    old, new = _exercises(before, choices), _exercises(after, choices)
    moved: list[int | None] = [None] * len(old)
    matcher = SequenceMatcher(None, _names(old), _names(new), autojunk=False)
    for kind, old_first, old_last, new_first, new_last in matcher.get_opcodes():
        if kind in ("equal", "replace"):  # what stands in the same place has another name now
            for place in range(min(old_last - old_first, new_last - new_first)):
                moved[old_first + place] = new_first + place
    changed = {at for at, place in enumerate(moved) if place is not None and old[at] != new[place]}
    if before.intro != after.intro:
        changed.add(0)
    return Changes(tuple(moved), frozenset(changed), frozenset(range(len(new))) - set(moved))


def _exercises(routine: Routine, choices: Choices) -> Sequence[Exercise]:
    """Return the exercise of each section, wherever it stands in its file."""
    chosen = apply_choices(routine, choices)
    return [replace(station.exercise, line=0) for station in ordered(chosen, choices)]


def _names(exercises: Sequence[Exercise]) -> list[tuple[str, int]]:
    """Return what each exercise is found again by: its name, and how often that was there before."""
    seen: Counter[str] = Counter()
    names = []
    for each in exercises:
        names.append((each.key, seen[each.key]))
        seen[each.key] += 1
    return names


def with_opening_of(section: PlannedSection, before: PlannedSection) -> PlannedSection:
    """Return `section`, with which a session begins, opened as it was `before`: its title says how long the
    session is, and must not be said again because that has changed.
    """
    old, new = _after_title(before), _after_title(section)
    if not old or not new:
        return section
    return replace(section, cues=(*before.cues[:old], *section.cues[new:]))


def _after_title(section: PlannedSection) -> int:
    """Return how many cues there are up to the title; 0 if it is not said."""
    titles = (isinstance(cue, Say) and cue.origin is Origin.TITLE for cue in section.cues)
    return next((at + 1 for at, is_title in enumerate(titles) if is_title), 0)
