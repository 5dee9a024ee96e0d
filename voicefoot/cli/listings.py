"""Tables for people: the built-in routines, voices and outputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from voicefoot.arranging.estimate import estimated_section_seconds
from voicefoot.planning.plan import plan
from voicefoot.reading.builtin import names
from voicefoot.reading.read import read
from voicefoot.sinks.ports import SinkStatus
from voicefoot.speaking.ports import VoiceStatus

NO_VOLUMES: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """A built-in routine, as `voicefoot list` tells it."""

    name: str
    title: str
    about: str
    minutes: float
    positions: tuple[str, ...]
    equipment: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "title": self.title,
            "about": self.about,
            "minutes": round(self.minutes, 1),
            "positions": list(self.positions),
            "equipment": list(self.equipment),
        }


def entries() -> list[Entry]:
    """The built-in routines at their standard level."""
    found = []
    for name in names():
        routine = read(name)
        positions = dict.fromkeys(exercise.posture.value for exercise in routine.exercises)
        equipment = dict.fromkeys(thing for exercise in routine.exercises for thing in exercise.equipment)
        minutes = sum(estimated_section_seconds(plan(routine))) / 60
        found.append(
            Entry(name, routine.title, routine.about or "", minutes, tuple(positions), tuple(equipment))
        )
    return found


def table(found: Iterable[Entry]) -> str:
    """`found` as aligned text."""
    blocks = [
        f"{entry.name}\n"
        f"    {entry.about or entry.title}\n"
        f"    about {entry.minutes:.0f} min; {', '.join(entry.positions)}; "
        f"{'needs ' + ', '.join(entry.equipment) if entry.equipment else 'no equipment'}"
        for entry in found
    ]
    return "\n".join(blocks)


def voices_table(found: Iterable[VoiceStatus]) -> str:
    """Each voice: whether it is there, who speaks or what is missing, and its variants."""
    lines = []
    for status in found:
        lines.append(_adapter_line(status.name, status.available, status.detail))
        if status.available and status.variants:
            lines.append(f"{'':<21} {', '.join(f'{status.name}:{variant}' for variant in status.variants)}")
    return "\n".join(lines)


def outputs_table(found: Iterable[SinkStatus], volumes: Mapping[str, float] = NO_VOLUMES) -> str:
    """Each output: whether it is there, what it plays through or what is missing, how late it sounds, and its
    devices with their numbers. `volumes`: what is remembered, 0 to 1, by the outputs' whole names.
    """
    lines = []
    for status in found:
        known = [] if status.latency_seconds is None else [f"{status.latency_seconds * 1000:.0f} ms"]
        detail = ", ".join([status.detail, *known, *_volume(volumes, status.name)])
        lines.append(_adapter_line(status.name, status.available, detail))
        for number, device in enumerate(status.devices, 1):
            about = ", ".join([device, *_volume(volumes, f"{status.name}:{device}")])
            lines.append(f"{'':<21} {number}  {about}")
    return "\n".join(lines)


def _volume(volumes: Mapping[str, float], name: str) -> list[str]:
    return [f"volume {round(volumes[name] * 100)}"] if name in volumes else []


def _adapter_line(name: str, available: bool, detail: str) -> str:
    return f"{name:<12} {'ready' if available else 'missing':<8} {detail}"
