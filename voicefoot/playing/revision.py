"""A session whose routine is changed while it plays: where the sound becomes another one, and how what plays
is led over to it. Which exercises count as changed is decided in `planning.changed_exercises`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from voicefoot.audio import Clip
from voicefoot.errors import VoicefootError
from voicefoot.model.cues import Plan
from voicefoot.model.origin import Origin
from voicefoot.model.sound_names import SoundName
from voicefoot.planning.changed_exercises import Changes
from voicefoot.playing.seek import MakeSections
from voicefoot.playing.segments import SectionsStart
from voicefoot.timeline.bookmark import entry_frame
from voicefoot.timeline.timeline import (
    SPOKEN_KINDS,
    Event,
    EventKind,
    Section,
    WorkRegion,
    nominal_start,
    shifted,
)

_OF_ITS_MOMENT = (Origin.COUNT_IN, Origin.COUNTDOWN, Origin.JOINING, Origin.PHASE, Origin.BREATH)
"""Words that mean something at their own moment alone."""


class MakeRevised(Protocol):
    """Makes the sections of a changed plan, to go on with."""

    def __call__(
        self,
        start: SectionsStart,
        exercise: int,
        before: Section | None,
        tempo: float,
        is_cancelled: Callable[[], bool],
    ) -> Iterable[Section]:
        """Yield the sections from `exercise` on of a session with that `start`, after the section `before`
        as it was heard; None if it begins with this one.
        """
        ...


@dataclass(frozen=True, slots=True)
class Revision:
    """A plan to go on with in place of the one that plays."""

    plan: Plan
    changes: Changes
    """From the plan that plays to this one."""
    make_sections: MakeSections
    make_revised: MakeRevised
    sounds: Mapping[SoundName, Clip]
    tell: Callable[[VoicefootError | None], None] = lambda _: None
    """Called once, when the session goes on with it: with None, or with why it can't. Only after that the
    session may be given another one.
    """


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two arrangements of an exercise part."""

    frame: int
    """Before it, both are the same. In frames of either, from the start of the section before them."""
    target_frame: int | None
    """Where to go on, to hear what is new: at a line, or at the beginning of a piece of work. None where
    nothing is new but what comes after.
    """


def frame_in_original(playing: Section, frame: int, original: Section) -> int:
    """Return the frame of `original` that is heard at `frame` of `playing`, which was made of it."""
    return entry_frame(playing, frame) - nominal_start(playing) + original.start_frame


def first_difference(original: Section, revised: Section) -> Difference | None:
    """Return where `revised` differs from `original`, which begins in the same frame; None if it does not."""
    same = _Sameness()
    old, new = original.events, revised.events
    at = next(
        (at for at, (a, b) in enumerate(zip(old, new, strict=False)) if not same(a, b)),
        min(len(old), len(new)),
    )
    if at == len(old) == len(new):
        if original.end_frame == revised.end_frame:
            return None
        return Difference(min(original.end_frame, revised.end_frame), None)
    first = min(event.start_frame for event in (*old[at : at + 1], *new[at : at + 1]))
    return Difference(first, _target(revised, new[at]) if at < len(new) else None)


class _Sameness:
    """Whether two events sound the same at the same time."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bool] = {}

    def __call__(self, a: Event, b: Event) -> bool:
        if (a.start_frame, a.kind, a.text, a.number, a.side, a.gain_db) != (
            b.start_frame, b.kind, b.text, b.number, b.side, b.gain_db,
        ):  # fmt: skip
            return False
        key = (id(a.clip), id(b.clip))
        if key not in self._known:
            self._known[key] = a.clip is b.clip or np.array_equal(a.clip.samples, b.clip.samples)
        return self._known[key]


def _target(section: Section, event: Event) -> int:
    """Return where to begin to hear `event`: at a line, or at the beginning of the work it belongs to."""
    if event.kind is EventKind.SPEECH and event.origin not in _OF_ITS_MOMENT:
        return event.start_frame
    for work in section.works:
        if work.start_frame <= event.start_frame <= work.end_frame:
            return work.start_frame
    return event.start_frame


def led_over(playing: Section, original: Section, revised: Section, frame: int) -> Section | None:
    """Return `playing`, which was made of `original`, as it goes on in `revised` from `frame` on, in frames
    of `original`, before which both are the same. None where words of it are still heard then.
    """
    by = nominal_start(playing) - original.start_frame
    to_come = shifted(revised, by)
    turn = frame + by
    heard = [event for event in playing.events if event.start_frame < turn]
    following = [event for event in to_come.events if event.start_frame >= turn]
    first_word = next((e.start_frame for e in following if e.kind in SPOKEN_KINDS), None)
    last_word = max((e.end_frame for e in heard if e.kind in SPOKEN_KINDS), default=0)
    if first_word is not None and last_word > first_word:
        return None
    return replace(
        to_come,
        start_frame=playing.start_frame,
        events=tuple(sorted([*heard, *following], key=lambda event: event.order)),
        works=_works(playing, to_come, turn),
        begun_frame=playing.begun_frame,
        entered_frame=playing.entered_frame,
        told=playing.told,
    )


def _works(playing: Section, to_come: Section, turn: int) -> tuple[WorkRegion, ...]:
    """Return the works of `to_come`; one that has begun is entered where it was entered."""
    begun = [work for work in playing.works if work.start_frame < turn]
    entered = [
        replace(now, start_frame=was.start_frame, origin_frame=was.origin_frame)
        for was, now in zip(begun, to_come.works, strict=False)
    ]
    return (*entered, *to_come.works[len(entered) :])
