"""Short ways to the values that tests are made of."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from voicefoot.arranging.arrange import arrange, phrases_of
from voicefoot.arranging.estimate import silent_clips
from voicefoot.arranging.layout import Clips
from voicefoot.audio import AudioFormat, Clip
from voicefoot.model.choices import Choices
from voicefoot.model.cues import Plan
from voicefoot.model.routine import (
    Block,
    Dose,
    Exercise,
    Item,
    Move,
    OnBeat,
    Pace,
    Range,
    RepeatedHold,
    Routine,
    SingleHold,
    TimeToMove,
)
from voicefoot.model.sound_names import SoundName
from voicefoot.planning.plan import plan
from voicefoot.timeline.timeline import Event, EventKind, Timeline

RATE = 1_000
FEET = ("right foot", "left foot")


def amount(low: float, high: float | None = None) -> Range:
    return Range(low, low if high is None else high)


def on_beat(reps: int | None, period: float, to_period: float | None = None, **move: Any) -> Move:
    dose = None if reps is None else Dose(amount(reps))
    return Move(OnBeat(dose, Pace(period, to_period or period)), **move)


def held(reps: int, hold: float, relax: float | None = None, **move: Any) -> Move:
    return Move(RepeatedHold(Dose(amount(reps)), amount(hold), relax), **move)


def held_once(hold: float, **move: Any) -> Move:
    return Move(SingleHold(amount(hold)), **move)


def moving(seconds: float | None, tally: str | None = None, **move: Any) -> Move:
    return Move(TimeToMove(None if seconds is None else amount(seconds), tally=tally), **move)


def exercise(*moves: Move, name: str = "Lifts", **fields: Any) -> Exercise:
    return Exercise(name, moves, **fields)


def routine(*items: Item, **fields: Any) -> Routine:
    """A routine of `items`; of the `fields`, those of a block are the body's."""
    of_body = {name: fields.pop(name) for name in Block.__slots__ if name in fields}
    return Routine("A routine", Block(items, **of_body), **fields)


def silent_sounds(rate: int = RATE, seconds: float = 0.1) -> dict[SoundName, Clip]:
    return {name: Clip.silence(int(seconds * rate), rate) for name in SoundName}


def arranged(source: Routine | Plan, choices: Choices | None = None, clips: Clips | None = None) -> Timeline:
    """`source` arranged with the synthetic voice of fixed lengths."""
    planned = source if isinstance(source, Plan) else plan(source, choices)
    return arrange(
        planned, clips or silent_clips(phrases_of(planned), RATE), silent_sounds(), AudioFormat(RATE)
    )


def of_kind(timeline: Timeline, *kinds: EventKind) -> list[Event]:
    return [event for event in timeline.events if event.kind in kinds]


def said(timeline: Timeline) -> list[str]:
    return [event.text or "" for event in of_kind(timeline, EventKind.SPEECH, EventKind.COUNT)]


def overlaps(events: Iterable[Event]) -> list[tuple[Event, Event]]:
    ordered = sorted(events, key=lambda event: event.start_frame)
    return [(a, b) for a, b in pairwise(ordered) if a.end_frame > b.start_frame]
