"""Moments and sections to be shown."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from voicefoot.audio import Clip
from voicefoot.display.render import render
from voicefoot.display.view_model import view_model_of
from voicefoot.model.origin import Origin
from voicefoot.playing.remote import State, Status
from voicefoot.timeline.snapshot import Snapshot
from voicefoot.timeline.timeline import Event, EventKind, Section

RATE = 48_000
MOMENT = Snapshot(
    name="Towel scrunches",
    side="right foot",
    number=12,
    line="Gather the towel with your toes, heel down.",
    section_left_seconds=45.2,
    session_left_seconds=200.0,
    next_name="Seated toe taps",
    share=0.4,
    session_share=0.2,
    reps=17,
)
TALK = replace(MOMENT, number=None, reps=None)
LONG = "Slow and careful single-leg heel lifts on the lowest step of the stairs"
PLAYING = Status(state=State.PLAYING, exercises=("Towel scrunches", "Seated toe taps"))


def drawn(
    moment: Snapshot,
    width: int,
    height: int,
    status: Status | None = PLAYING,
    notice: str = "",
    help_lines: tuple[str, ...] = (),
    *,
    keys: bool = True,
) -> list[str]:
    """The picture of `moment` as plain lines."""
    scene = view_model_of(moment, status, keys=keys, notice=notice, help_lines=help_lines)
    nowhere = Console(file=io.StringIO())
    return [row.plain.rstrip() for row in render(scene, width, height, nowhere)]


def sections(name: str = "Towel scrunches") -> list[Section]:
    """Four seconds of talk and two repetitions, then another exercise."""
    word = Clip.silence(1000, RATE)
    events = (
        Event(0, word, EventKind.SPEECH, "Gather the towel."),
        Event(RATE, word, EventKind.TICK, "accent", side="right foot", origin=Origin.COUNT_IN),
        Event(2 * RATE, word, EventKind.COUNT, "one", 1, "right foot", 2 * RATE),
        Event(2 * RATE, word, EventKind.TICK, "tick", side="right foot"),
        Event(3 * RATE, word, EventKind.TICK, "tick", side="right foot"),
    )
    return [Section(name, 0, 5 * RATE, events), Section("Seated toe taps", 5 * RATE, 9 * RATE, ())]
