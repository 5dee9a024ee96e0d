"""What there is to show, in words and whole seconds: two view models that are equal look the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from voicefoot import text
from voicefoot.model.rounds import round_words
from voicefoot.playing.remote import State, Status
from voicefoot.timeline.snapshot import Snapshot
from voicefoot.units import format_time_left

_STEPS = 200
"""The steps of a bar. More would be drawn without being seen to move."""
_LAST = "The last exercise"
HINT_GAP = " · "

clean = lru_cache(maxsize=64)(text.strip_invisible)


@dataclass(frozen=True, slots=True)
class ViewModel:
    """One instant of a session, ready to show. Its texts are single lines without control characters."""

    name: str
    """The exercise."""
    side: str | None
    number: int | None
    """The current repetition."""
    reps: int | None
    """How many repetitions there are, if that says something."""
    line: str
    """The last words."""
    share: float
    """The share of the exercise that is done, 0 to 1."""
    left: str
    """The time left in the exercise, "0:46"."""
    session_share: float | None
    session_left: str | None
    following: str
    """What comes next, "Next: Seated toe taps"; empty if that is not known."""
    state: State = State.PLAYING
    message: str = ""
    """What the state asks for; empty while the session plays."""
    hint: str = ""
    """The keys that matter now."""
    notice: str = ""
    """A notice, shown for a short while instead of the hint."""
    tally: str = ""
    """What the user has counted, "3 rounds"; empty where there is nothing to count."""
    round: str = ""
    """Which round it is, "round 2 of 3"; empty where there is but one."""
    help: tuple[str, ...] = ()
    """All keys, after they were asked for."""

    @property
    def place(self) -> str:
        """Side and repetition, or side and tally: "right foot, 7 of 17", "3 rounds"."""
        number = "" if self.number is None else str(self.number)
        if number and self.reps is not None:
            number += f" of {self.reps}"
        return ", ".join(part for part in (self.side, number, self.tally) if part)


def view_model_of(
    moment: Snapshot, status: Status | None, *, keys: bool, notice: str = "", help_lines: tuple[str, ...] = ()
) -> ViewModel:
    """Return the view model of `moment`; `keys` says whether a keyboard controls the session."""
    state = State.PLAYING if status is None else status.state
    left = moment.session_left_seconds
    return ViewModel(
        name=clean(moment.name),
        round=round_words(moment.rounds),
        side=None if moment.side is None else clean(moment.side),
        number=moment.number,
        tally="" if status is None else clean(status.tally_words),
        reps=moment.reps,
        line=clean(moment.line),
        share=_stepped(moment.share),
        left=format_time_left(moment.section_left_seconds),
        session_share=None if moment.session_share is None else _stepped(moment.session_share),
        session_left=None if left is None else format_time_left(left),
        following=_following(moment, status),
        state=state,
        message=message(state, keys=keys),
        hint=_hint(state, counts=status is not None and status.tally is not None)
        if keys and status is not None
        else "",
        notice=clean(notice),
        help=tuple(map(_in_columns, help_lines)),
    )


def message(state: State, *, keys: bool) -> str:
    """Return what a state means for the user: what happened, and how to go on. Empty during play."""
    if state is State.PAUSED:
        return "Paused. Space goes on." if keys else "Paused."
    if state is State.WAITING:
        return "Press space when the class is ready." if keys else "Waiting for the class to be ready."
    if state is State.LOST:
        return "The speaker is gone. Waiting for it."
    return ""


def change(before: Status, after: Status) -> str:
    """Return what changed between two statuses and deserves a word, "Volume 70%"; empty if nothing did."""
    changes = (
        ("Volume", before.volume, after.volume),
        ("Tempo", before.tempo, after.tempo),
    )
    # Equal ones are not even set in words: there are most often no others, twenty times a second.
    return ", ".join(
        f"{what} {new:.0%}" for what, old, new in changes if old != new and f"{old:.0%}" != f"{new:.0%}"
    )


def _in_columns(line: str) -> str:
    """Return `line` cleaned, with its runs of spaces, which align it with the line above."""
    return " ".join(clean(part) for part in line.split(" "))


def _hint(state: State, *, counts: bool) -> str:
    space = "space go on" if state in (State.PAUSED, State.WAITING) else "space pause"
    return HINT_GAP.join((space, *(["d one more"] if counts else []), "n next", "? keys"))


def _following(moment: Snapshot, status: Status | None) -> str:
    if moment.next_name is not None:
        return f"Next: {clean(moment.next_name)}"
    if status is None or not status.exercises:
        return ""
    after = status.exercises[status.exercise + 1 : status.exercise + 2]
    return f"Next: {clean(after[0])}" if after else _LAST


def _stepped(share: float) -> float:
    return int(share * _STEPS) / _STEPS
