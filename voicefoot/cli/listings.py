"""The commands that list what there is: list, outputs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from voicefoot.cli.printing import echo, echo_json
from voicefoot.text import folded, shown

if TYPE_CHECKING:
    from voicefoot.sinks.ports import SinkStatus

NO_VOLUMES: Mapping[str, float] = {}
_WORD = re.compile(r"\w+")


@click.command("list")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def list_command(words: tuple[str, ...], as_json: bool) -> None:
    """List the built-in routines and programmes: all of them, or those that have to do with every WORD, such
    as a part of the body, a position, or a thing that is needed.
    """
    found = [entry for entry in entries() if entry.has_all(words)]
    if as_json:
        echo_json([entry.as_json() for entry in found])
    elif found:
        echo(routines_table(found))
    else:
        echo(f'Nothing here has to do with "{shown(" ".join(words))}"; for all, type: voicefoot list')


@click.command("outputs")
def outputs_command() -> None:
    """List the outputs, and what the others need."""
    from voicefoot.sinks.registry import list_outputs
    from voicefoot.storage.volumes import stored_volumes

    echo(outputs_table(list_outputs(), stored_volumes()))


@dataclass(frozen=True, slots=True)
class Entry:
    """A built-in routine as `voicefoot list` shows it."""

    name: str
    title: str
    about: str
    minutes: float
    positions: tuple[str, ...]
    equipment: tuple[str, ...]
    group: str = ""
    exercises: tuple[str, ...] = ()
    sessions: int | None = None
    """How many there are in a programme; None for a routine."""
    weeks: int = 0

    @property
    def length(self) -> str:
        """How long it takes, in words."""
        minutes = f"about {max(1.0, self.minutes):.0f} min"
        if self.sessions is None:
            return minutes
        return f"{self.weeks} weeks, {self.sessions} sessions of {minutes} at most"

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "title": self.title,
            "about": self.about,
            "minutes": round(self.minutes, 1),
            "positions": list(self.positions),
            "equipment": list(self.equipment),
            "group": self.group,
            "exercises": list(self.exercises),
            "sessions": self.sessions,
        }

    def has_all(self, words: Iterable[str]) -> bool:
        """Return whether it has to do with each of `words`: a word of it begins so. Positions count by their
        whole words only, since "knee" doesn't mean all that is done kneeling.
        """
        told = (self.name, self.title, self.about, self.group, *self.exercises, *self.equipment)
        beginnings = tuple(_words(" ".join(told)))
        positions = set(_words(" ".join(self.positions)))
        return all(
            any(known.startswith(part) for known in beginnings) or part in positions
            for word in words
            for part in _words(word) or [word]
        )


def _words(text: str) -> list[str]:
    """Return the words of `text`, as all spellings of them have in common."""
    return _WORD.findall(folded(text).replace("'", ""))


def entries() -> list[Entry]:
    """Return the built-in routines group by group, with about how long they are at the standard level."""
    from voicefoot.planning.announced_length import reckoned_seconds
    from voicefoot.planning.plan import plan
    from voicefoot.reading.builtin import SHELF
    from voicefoot.reading.read import read

    found = []
    for group, names in SHELF.items():
        for name in names:
            routine = read(name)
            exercises = routine.exercises
            positions = dict.fromkeys(place.name for exercise in exercises for place in exercise.positions)
            equipment = dict.fromkeys(thing for exercise in exercises for thing in exercise.equipment)
            entry = Entry(
                name,
                routine.title,
                routine.about or "",
                reckoned_seconds(plan(routine).sections) / 60,
                tuple(positions),
                tuple(equipment),
                group,
                tuple(dict.fromkeys(exercise.name for exercise in exercises)),
            )
            found.append(entry)
    return [*found, *_programmes({entry.name: entry for entry in found})]


def _programmes(routines: Mapping[str, Entry]) -> Iterator[Entry]:
    """Yield the built-in programmes, with what their `routines` need."""
    from voicefoot.reading.builtin import PROGRAMMES
    from voicefoot.reading.read_programme import read_programme

    for name in PROGRAMMES:
        programme = read_programme(name)
        parts = [
            routines[routine]
            for routine in dict.fromkeys(day.routine for day in programme.sessions)
            if routine
        ]
        yield Entry(
            name,
            programme.title,
            programme.about or "",
            max(part.minutes for part in parts),
            tuple(dict.fromkeys(place for part in parts for place in part.positions)),
            tuple(dict.fromkeys(thing for part in parts for thing in part.equipment)),
            "Programmes",
            (),
            len(programme.sessions),
            programme.weeks,
        )


def routines_table(found: Iterable[Entry]) -> str:
    """Return `found` as text, group by group: for each routine its name, what it takes, what it is about."""
    lines: list[str] = []
    for group, of_group in groupby(found, key=lambda entry: entry.group):
        lines += ["", group] if lines else [group]
        for entry in of_group:
            needs = f"needs {', '.join(entry.equipment)}" if entry.equipment else "no equipment"
            lines.append(f"  {entry.name}: {entry.length}; {', '.join(entry.positions)}; {needs}")
            lines.append(f"      {entry.about or entry.title}")
    return "\n".join(lines)


def outputs_table(found: Iterable[SinkStatus], volumes: Mapping[str, float] = NO_VOLUMES) -> str:
    """Return the outputs as aligned text: whether each is ready, what it plays through or what is missing,
    its latency, and its devices with their numbers.

    `volumes` are the stored ones, 0 to 1, by the outputs' full names.
    """
    lines = []
    for status in found:
        latency = [] if status.latency_seconds is None else [f"{status.latency_seconds * 1000:.0f} ms"]
        detail = ", ".join([status.detail, *latency, *_volume(volumes, status.name)])
        lines.append(adapter_line(status.name, status.available, detail))
        for number, device in enumerate(status.devices, 1):
            about = ", ".join([device, *_volume(volumes, f"{status.name}:{device}")])
            lines.append(f"{'':<21} {number}  {about}")
    return "\n".join(lines)


def _volume(volumes: Mapping[str, float], name: str) -> list[str]:
    return [f"volume {round(volumes[name] * 100)}"] if name in volumes else []


def adapter_line(name: str, available: bool, detail: str) -> str:
    """Return a line that tells whether a voice or an output is ready, and what it is or lacks."""
    return f"{name:<12} {'ready' if available else 'missing':<8} {detail}"
