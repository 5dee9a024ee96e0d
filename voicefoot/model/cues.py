"""The plan of a session: cues that `plan` makes and `arrange` schedules, with no durations of speech yet.

The cues of a section follow one another. Talk lasts as long as its speech. Work (`Reps`, `Span`) has a time
grid of its own, and lines spoken during it are placed on that grid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from voicefoot.model.attachments import NO_ATTACHMENTS, Attachments
from voicefoot.model.breath import BreathPart
from voicefoot.model.origin import Origin
from voicefoot.model.rounds import Round, RoundStart
from voicefoot.model.routine import CountdownStyle, Counting, Follow, Pace, Phase, Soundtrack
from voicefoot.model.sound_levels import DUCK_DB
from voicefoot.model.sound_names import SoundName
from voicefoot.model.spans import SpanKind

PAUSE_SECONDS = 0.8
"""Silence after a line, before the next: longer than between the sentences of one line."""


@dataclass(frozen=True, slots=True)
class PreRoll:
    """An inaudible tone that wakes the speaker before the first syllable."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Say:
    """Speak `text`, then be silent for `after_seconds`."""

    text: str
    origin: Origin
    after_seconds: float = PAUSE_SECONDS
    side: str | None = None
    shorter: str | None = None
    """What is said instead where a `TimedRest` has no time for `text`; None for nothing."""


@dataclass(frozen=True, slots=True)
class Chime:
    """Play `sound`, then be silent for `after_seconds`."""

    sound: SoundName
    origin: Origin
    after_seconds: float = 0.4
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Be silent for `seconds`, while the body moves."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Slack:
    """Absorb the time that a `TimeBox` has left, so that the cues after this end when it ends."""


@dataclass(frozen=True, slots=True)
class TimedRest:
    """A written time from the end of the work before to the start of the cue after, which is work or a
    `TimeBox`.

    `lines` are said in it as far as there is time: see `arranging.rest_speech`. It is `seconds` long, or
    lasts until the round of `until` begins; one of both is None.
    """

    seconds: float | None
    lines: tuple[Say, ...] = ()
    until: RoundStart | None = None
    kind: SpanKind = SpanKind.REST
    where: str = ""
    """What messages call it, such as `Squats, round two`."""
    source: str = ""
    line: int = 0
    tells_ten_seconds: bool = True
    """Whether it is said in a long one when ten seconds are left."""
    told_before: tuple[Say, ...] = ()
    """What is said in the work before, since there is no time for it here."""


@dataclass(frozen=True, slots=True)
class TimedLine:
    """A line to speak during the work, at the fraction `at` of it (0 to 1).

    It is moved to the nearest silence that is long enough.
    """

    text: str
    at: float


@dataclass(frozen=True, slots=True)
class Reps:
    """Repetitions on a grid, after a count-in.

    With `reps` None, as many as the enclosing `TimeBox` leaves time for. With `hold_seconds`, each
    repetition is held that long and released for `relax_seconds`; `pace` is then their sum.
    """

    reps: int | None
    pace: Pace
    counting: Counting
    side: str | None = None
    hold_seconds: float = 0.0
    relax_seconds: float = 0.0
    alternates: tuple[str, str] | None = None
    """Two sides that take turns: each does `reps`, from one movement to the next is one period, and both
    movements of a pair are the same repetition. `side` is then None.
    """
    seconds: float | None = None
    """How long it is altogether, with a quiet end, if that was written; None where `reps` say it."""
    worded_reps: int = 2
    """In how many repetitions the words of the phases, or of sides that alternate, are said."""
    written_relax_seconds: float | None = None
    """`relax_seconds`, if the routine says so itself."""
    phases: tuple[Phase, ...] = ()
    lines: tuple[TimedLine, ...] = ()
    tell_progress: bool = True
    """Whether to speak "halfway", "last three" and "last one"."""
    accent: int = 0
    """The tick is louder on every so many beats, from the first on. 0 means never."""
    follow: Follow | None = None
    """When the beat is that of the music instead of `pace`; None for never."""
    beat_seconds: tuple[float, ...] = ()
    """With the music's beat: the start of each repetition and the end of the last, after the first start."""
    newcomer_reps: int | None = None
    """The repetition at which newcomers are told that they have done enough."""
    newcomer_hold_seconds: float | None = None
    """The same, in seconds of the first hold."""
    ends_with: SoundName = SoundName.HOLD_END
    rest_before_seconds: float | None = None
    """The `TimedRest` that ends with its first beat; None where its start is free."""
    next_lines: tuple[str, ...] = ()
    """What has to be said about the work after, since the rest between them is too short for it."""
    set_number: int | None = None
    """Which set it belongs to, from 1; None if there is one."""
    countdown: CountdownStyle = CountdownStyle.VOICE
    unsaid: frozenset[Origin] = frozenset()
    """What is not said in it, though it would be."""

    @property
    def sides_per_rep(self) -> int:
        """How many movements make a repetition: two where sides alternate."""
        return 2 if self.alternates else 1


@dataclass(frozen=True, slots=True)
class Breaths:
    """Breathing: words at first, and a tone for each part of a breath.

    With `reps` None, as many as the enclosing `TimeBox` leaves time for.
    """

    reps: int | None
    parts: tuple[BreathPart, ...]
    seconds: float | None = None
    """How long it is altogether, with a quiet end, if that was written; None where `reps` say it."""
    side: str | None = None
    worded_reps: int = 3
    lines: tuple[TimedLine, ...] = ()
    tell_progress: bool = True
    ends_with: SoundName = SoundName.HOLD_END
    rest_before_seconds: float | None = None
    """The `TimedRest` that ends with its first tone; None where its start is free."""
    next_lines: tuple[str, ...] = ()
    """What has to be said about the work after, since the rest between them is too short for it."""
    set_number: int | None = None
    """Which set it belongs to, from 1; None if there is one."""
    countdown: CountdownStyle = CountdownStyle.VOICE
    unsaid: frozenset[Origin] = frozenset()
    """What is not said in it, though it would be."""

    @property
    def period_seconds(self) -> float:
        """The length of one breath."""
        return sum(part.seconds for part in self.parts)


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time: a hold, or a time to move in.

    With `seconds` None, all that the enclosing `TimeBox` leaves. In a long span it is said how much time is
    left, and halfway if `say_halfway`.
    """

    seconds: float | None
    side: str | None = None
    starts_with: SoundName | None = SoundName.READY
    ends_with: SoundName | None = SoundName.HOLD_END
    held: bool = False
    say_halfway: bool = True
    lines: tuple[TimedLine, ...] = ()
    newcomer_seconds: float | None = None
    """When newcomers are told that they have done enough."""
    is_written: bool = True
    """Whether the routine says how long it is; otherwise it fills a `TimeBox`."""
    breaths: int | None = None
    """The number of breaths that it stands for, if it is written so."""
    until_told: bool = False
    """Whether it may end before, when the user says so."""
    reps_at_own_pace: int | None = None
    """How many repetitions are to be done in it; None where nothing is counted."""
    own_pace: bool = False
    """Whether it stands for repetitions that each person does at their own pace."""
    tally: str | None = None
    """What the user counts in it by a key, such as "rounds"; None for nothing."""
    rest_before_seconds: float | None = None
    """The `TimedRest` that ends with its start sound; None where its start is free."""
    next_lines: tuple[str, ...] = ()
    """What has to be said about the work after, since the rest between them is too short for it."""
    set_number: int | None = None
    """Which set it belongs to, from 1; None if there is one."""
    countdown: CountdownStyle = CountdownStyle.VOICE
    unsaid: frozenset[Origin] = frozenset()
    """What is not said in it, though it would be."""


WorkCue = Reps | Breaths | Span
TalkCue = PreRoll | Say | Chime | Wait | Slack


@dataclass(frozen=True, slots=True)
class WorkBounds:
    """What a piece of work may still become until it is arranged: music gives it another tempo, a `TimeBox`
    its dose.
    """

    max_reps: int
    max_seconds: float
    min_period_seconds: float
    is_open: bool
    """Whether the dose is not known yet."""


@dataclass(frozen=True, slots=True)
class TimeBox:
    """Cues that last `seconds` altogether, talk included. Silence absorbs the time that is left, at the
    `Slack`, or else at the end.
    """

    seconds: float
    cues: tuple[TalkCue | WorkCue, ...]
    where: str
    """What messages call it, such as `Heel lifts, right foot`."""
    source: str = ""
    line: int = 0


Cue = TalkCue | WorkCue | TimedRest | TimeBox


@dataclass(frozen=True, slots=True)
class PlannedSection:
    """The cues of one exercise. `fixed` means that `lasts` sets its duration."""

    name: str
    cues: tuple[Cue, ...]
    fixed: bool = False
    soundtrack: Soundtrack | None = None
    plays_on: bool = False
    """Whether the soundtrack goes on into the next section, which has the same."""
    music_seed: str = ""
    """What the built-in groove is drawn from: the same in all sections of a session."""
    duck_db: float = DUCK_DB
    """How much lower the soundtrack is under the voice, in decibels."""
    ends_louder_db: float = 0.0
    """How much louder than usual the sounds are that end something, in decibels."""
    waits: bool = False
    """Whether a live session asks before this section, and waits for a command. Files never do."""
    rounds: tuple[Round, ...] = ()
    """The rounds in which its exercise stands, the outermost first."""
    round_starts: tuple[RoundStart, ...] = ()
    """The rounds of fixed start that begin with its first work."""
    rest_after: TimedRest | None = None
    """The written rest with which the next section begins; None if its start is free."""
    work_after: WorkCue | None = None
    """The work that `rest_after` leads to; None if it leads to a `TimeBox`."""
    attachments: Attachments = NO_ATTACHMENTS
    language: str = "en"
    """What its words are in."""
    original_name: str | None = None
    """What its exercise is called in the original, where the routine was translated."""
    on_grid: bool = True
    """Whether it ends on a multiple of 0.96 s, where its length is free."""
    session_seconds: float | None = None
    """How long the session is that ends with it, at least; None where it takes what it takes."""

    @property
    def key(self) -> str:
        """The name by which its exercise is known in every language."""
        return self.name if self.original_name is None else self.original_name


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole session, before anything is synthesized."""

    title: str
    language: str
    sections: Sequence[PlannedSection]
    sounds: Mapping[str, Path] = field(default_factory=lambda: MappingProxyType({}))
    """WAV files that replace sounds, as in `Routine.sounds`."""

    @property
    def channels(self) -> int:
        """Two if music plays, else one."""
        return 2 if any(section.soundtrack is not None for section in self.sections) else 1
