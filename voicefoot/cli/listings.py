"""The commands that list what there is: list, voices, outputs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from voicefoot.sinks.ports import SinkStatus
    from voicefoot.speaking.ports import VoiceStatus

NO_VOLUMES: Mapping[str, float] = {}


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def list_command(as_json: bool) -> None:
    """List the built-in routines."""
    found = entries()
    if as_json:
        click.echo(json.dumps([entry.as_json() for entry in found], ensure_ascii=False, indent=1))
    else:
        click.echo(routines_table(found))


@click.command("voices")
def voices_command() -> None:
    """List the voices, and what the others need."""
    from voicefoot.speaking.registry import voices

    click.echo(voices_table(voices()))


@click.command("outputs")
def outputs_command() -> None:
    """List the outputs, and what the others need."""
    from voicefoot.sinks.registry import list_outputs
    from voicefoot.storage.volumes import stored_volumes

    click.echo(outputs_table(list_outputs(), stored_volumes()))


@dataclass(frozen=True, slots=True)
class Entry:
    """A built-in routine as `voicefoot list` shows it."""

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
    """Return the built-in routines, with their lengths at the standard level."""
    from voicefoot.arranging.estimate import estimated_section_seconds
    from voicefoot.planning.plan import plan
    from voicefoot.reading.builtin import names
    from voicefoot.reading.read import read

    found = []
    for name in names():
        routine = read(name)
        positions = dict.fromkeys(
            position.name for exercise in routine.exercises for position in exercise.positions
        )
        equipment = dict.fromkeys(thing for exercise in routine.exercises for thing in exercise.equipment)
        minutes = sum(estimated_section_seconds(plan(routine))) / 60
        found.append(
            Entry(name, routine.title, routine.about or "", minutes, tuple(positions), tuple(equipment))
        )
    return found


def routines_table(found: Iterable[Entry]) -> str:
    """Return `found` as text: for each routine its name, what it is about, and what it takes."""
    blocks = [
        f"{entry.name}\n"
        f"    {entry.about or entry.title}\n"
        f"    about {entry.minutes:.0f} min; {', '.join(entry.positions)}; "
        f"{'needs ' + ', '.join(entry.equipment) if entry.equipment else 'no equipment'}"
        for entry in found
    ]
    return "\n".join(blocks)


def voices_table(found: Iterable[VoiceStatus]) -> str:
    """Return the voices as aligned text: whether each is ready, who speaks, what is missing, its variants."""
    lines = []
    for status in found:
        lines.append(_adapter_line(status.name, status.available, status.detail))
        if status.available and status.variants:
            lines.append(f"{'':<21} {', '.join(f'{status.name}:{variant}' for variant in status.variants)}")
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
        lines.append(_adapter_line(status.name, status.available, detail))
        for number, device in enumerate(status.devices, 1):
            about = ", ".join([device, *_volume(volumes, f"{status.name}:{device}")])
            lines.append(f"{'':<21} {number}  {about}")
    return "\n".join(lines)


def _volume(volumes: Mapping[str, float], name: str) -> list[str]:
    return [f"volume {round(volumes[name] * 100)}"] if name in volumes else []


def _adapter_line(name: str, available: bool, detail: str) -> str:
    return f"{name:<12} {'ready' if available else 'missing':<8} {detail}"
