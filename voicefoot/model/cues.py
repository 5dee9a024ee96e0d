"""What `plan` hands to `arrange`: intentions, with no lengths of speech in them yet.

The cues of a section follow one another. Talk takes as long as it takes; work (`Reps`, `Span`) has
a grid of its own, and whatever is said during it belongs to a moment of that grid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from voicefoot.model.levels import DUCK_DB
from voicefoot.model.routine import Counting, Follow, Pace, Phase, SongTrack, Soundtrack
from voicefoot.model.sound_names import SoundName


@dataclass(frozen=True, slots=True)
class PreRoll:
    """A lead-in that wakes the speaker before the first syllable; it is not meant to be heard."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Say:
    """Say `text`, then be silent for `after_seconds`."""

    text: str
    after_seconds: float = 0.4
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Chime:
    """Sound `sound`, then be silent for `after_seconds`."""

    sound: SoundName
    after_seconds: float = 0.4
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing happens for `seconds`: the body moves."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Slack:
    """Here a `TimeBox` waits for what it has left, so that what follows ends when it ends."""


@dataclass(frozen=True, slots=True)
class TimedLine:
    """Words that belong to a moment of the work.

    `at` is a share of it (0 to 1); the line is moved to the nearest silence that takes it.
    """

    text: str
    at: float


@dataclass(frozen=True, slots=True)
class Reps:
    """Repetitions on a grid, led in by a count-in.

    `reps` None: as many as the `TimeBox` around it leaves room for. With `hold_seconds` each
    repetition is held that long and released for `relax_seconds`; then `pace` is their sum.
    """

    reps: int | None
    pace: Pace
    counting: Counting
    side: str | None = None
    hold_seconds: float = 0.0
    relax_seconds: float = 0.0
    phases: tuple[Phase, ...] = ()
    lines: tuple[TimedLine, ...] = ()
    tell_progress: bool = True
    """Whether "halfway", "last three" and "last one" are said."""
    accent: int = 0
    """Each so many beats, from the first on, the tick is louder; 0: never."""
    follow: Follow | None = None
    """The music that it may follow instead of `pace`."""
    beat_seconds: tuple[float, ...] = ()
    """Where it follows music: the beginning of each repetition and the end of the last, from the first."""
    newcomer_reps: int | None = None
    """At which repetition it is told that this is enough for who is new."""
    newcomer_hold_seconds: float | None = None
    """The same, of the seconds of the first hold."""
    ends_with: SoundName = SoundName.HOLD_END


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time: a hold, a time to move in, a rest.

    `seconds` None: what the `TimeBox` around it leaves. `opening` is said where it begins,
    `closing` so that it ends just before the end. Where it is long, ten seconds before the
    end are told, and the half where `say_halfway`; a `held` one is counted down.
    """

    seconds: float | None
    side: str | None = None
    starts_with: SoundName | None = SoundName.READY
    ends_with: SoundName | None = SoundName.HOLD_END
    opening: str | None = None
    closing: str | None = None
    held: bool = False
    say_halfway: bool = True
    lines: tuple[TimedLine, ...] = ()
    newcomer_seconds: float | None = None
    """When it is told that this is enough for who is new."""
    own_pace: bool = False
    """Whether it stands for repetitions, which each does at a pace of their own."""


WorkCue = Reps | Span
TalkCue = PreRoll | Say | Chime | Wait | Slack


@dataclass(frozen=True, slots=True)
class TimeBox:
    """Cues that take `seconds` altogether, talk included; waiting absorbs what is left, at its `Slack` or
    else at its end.
    """

    seconds: float
    cues: tuple[TalkCue | WorkCue, ...]
    where: str
    """Names it in a message: `Heel lifts, right foot`."""
    source: str = ""
    line: int = 0


Cue = TalkCue | WorkCue | TimeBox


@dataclass(frozen=True, slots=True)
class PlannedSection:
    """The cues of one exercise. `fixed`: its length is not free."""

    name: str
    cues: tuple[Cue, ...]
    fixed: bool = False
    soundtrack: Soundtrack | None = None
    plays_on: bool = False
    """Whether the next section has the same soundtrack, which then goes on into it."""
    duck_db: float = DUCK_DB
    """How much lower the soundtrack is under the voice."""
    ends_louder_db: float = 0.0
    """How much louder than usual the sounds are that end something."""
    waits: bool = False
    """Whether a live session asks before it, and waits to be told to go on. Files never do."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole session, before anything is spoken."""

    title: str
    language: str
    sections: Sequence[PlannedSection]
    sounds: Mapping[str, Path] = field(default_factory=lambda: MappingProxyType({}))
    """Sounds that the routine replaces, as in `Routine.sounds`."""

    @property
    def channels(self) -> int:
        """Two where songs play, one elsewhere."""
        return 2 if any(isinstance(section.soundtrack, SongTrack) for section in self.sections) else 1
