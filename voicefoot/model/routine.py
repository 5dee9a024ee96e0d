"""What the user wrote, as frozen data. `reader` makes it from YAML; nothing here touches a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType


class Posture(StrEnum):
    """How the body is; a change of it takes time."""

    STANDING = "standing"
    SEATED = "seated"
    KNEELING = "kneeling"


@dataclass(frozen=True, slots=True)
class Range:
    """How much: a freedom from `low` to `high`; the two are equal where there is none."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Dose:
    """How many repetitions: one range for all sides, or one for each side by its name.

    Bounds are whole numbers of 1 to 100,000.
    """

    everywhere: Range | None = None
    by_side: Mapping[str, Range] = field(default_factory=lambda: MappingProxyType({}))

    def for_side(self, side: str | None) -> Range:
        """The range for `side`, which is None where an exercise has no sides."""
        if side is not None and side in self.by_side:
            return self.by_side[side]
        if self.everywhere is None:
            raise KeyError(side)
        return self.everywhere


class CountMode(StrEnum):
    """Which repetitions are counted aloud."""

    AUTO = "auto"
    EVERY = "every"
    DOWN = "down"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Counting:
    """`every 5` says each fifth (`step` 5); `last 5` says only the last five (`last` 5)."""

    mode: CountMode = CountMode.AUTO
    step: int = 1
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """The beat: the period of the first and of the last repetition, in seconds; they differ on a
    ramp (`tempo: 100-130 bpm`).
    """

    first_seconds: float
    last_seconds: float


@dataclass(frozen=True, slots=True)
class Follow:
    """A beat that takes the pulse of the music that plays, each of its beats or each second one, two to
    one or four: where one of those has `low_bpm` to `high_bpm` beats a minute. `always`: else the nearest.
    """

    low_bpm: float
    high_bpm: float
    always: bool = False


class Mood(StrEnum):
    """What the groove that is built in is like."""

    CALM = "calm"
    STEADY = "steady"
    LIVELY = "lively"


@dataclass(frozen=True, slots=True)
class GrooveTrack:
    """The groove that is built in, as a soundtrack."""

    mood: Mood = Mood.STEADY


@dataclass(frozen=True, slots=True)
class SongTrack:
    """Songs of the user's as a soundtrack, one after the other and again from the first.

    `bpm` and `first_beat_seconds` are the tempo of a single song and the moment of one of its beats, where
    somebody has said them; else they are found.
    """

    files: tuple[Path, ...]
    bpm: float | None = None
    first_beat_seconds: float | None = None


Soundtrack = GrooveTrack | SongTrack


@dataclass(frozen=True, slots=True)
class Phase:
    """A named part of a repetition: `down 3s`."""

    word: str
    seconds: float


@dataclass(frozen=True, slots=True)
class OnBeat:
    """Repetitions on a beat. `reps` None: as many as `lasts` leaves room for.

    With `phases` the period is their sum, and `pace` says so.
    """

    reps: Dose | None
    pace: Pace
    phases: tuple[Phase, ...] = ()
    follow: Follow | None = None
    """Where it may follow the music instead of `pace`."""


@dataclass(frozen=True, slots=True)
class HeldAgain:
    """Held again and again. `reps` None: as many as `lasts` leaves room for.

    `relax_seconds` None: as long as a coach would give (2 s; 4 s after holds of 10 s or more).
    """

    reps: Dose | None
    hold_seconds: Range
    relax_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class HeldOnce:
    """Held once."""

    hold_seconds: Range


@dataclass(frozen=True, slots=True)
class TimeToMove:
    """A time to move in, never called a hold. None: what `lasts` leaves."""

    seconds: Range | None


Work = OnBeat | HeldAgain | HeldOnce | TimeToMove


@dataclass(frozen=True, slots=True)
class Tip:
    """A line said during the work: at `at` of it (0 to 1), or spread evenly where that is None."""

    say: str
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that the body does."""

    work: Work
    say: str | None = None
    brief: str | None = None
    tips: tuple[Tip, ...] = ()
    counting: Counting = Counting()
    accent: int = 0
    """Each so many beats the tick is louder; 0: never."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise; what stood at the top of the routine is already in it.

    `setup` and all spoken texts keep the writer's words, with runs of white space made one space;
    `setup` is a line for each line that was written.
    """

    name: str
    moves: tuple[Move, ...]
    posture: Posture = Posture.STANDING
    equipment: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    intro: str | None = None
    setup: tuple[str, ...] = ()
    caution: str | None = None
    switch: str | None = None
    switch_seconds: float | None = None
    get_ready_seconds: float | None = None
    sets: int = 1
    rest_seconds: float = 0.0
    lasts_seconds: float | None = None
    soundtrack: Soundtrack | None = None
    line: int = 0
    """Where it stands in the file, for messages; 0 where there is none."""


@dataclass(frozen=True, slots=True)
class Routine:
    """A whole routine."""

    title: str
    exercises: tuple[Exercise, ...]
    language: str = "en"
    about: str | None = None
    intro: str | None = None
    outro: str | None = None
    rounds: int = 1
    round_rest_seconds: float = 0.0
    sounds: Mapping[str, Path] = field(default_factory=lambda: MappingProxyType({}))
    """Sounds that the routine replaces: name of the sound -> WAV file, known to lie in its folder."""
    source: str = ""
    """Where it was read from, for messages."""
