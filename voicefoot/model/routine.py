"""A routine, as frozen data: what the user wrote, with defaults inherited.

`reading.read` makes it from YAML. Nothing here touches a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from voicefoot.model.position import STANDING, Position


@dataclass(frozen=True, slots=True)
class Range:
    """An amount between `low` and `high` for the user to choose. They are equal if there is no choice."""

    low: float
    high: float
    chosen: float | None = None
    """The amount that fits the session into its time, whatever the level is; None where nothing is fitted."""


@dataclass(frozen=True, slots=True)
class Dose:
    """A number of repetitions: one range for all sides, or one for each side by its name.

    Bounds are whole numbers from `limits.MIN_REPS` to `MAX_REPS`.
    """

    everywhere: Range | None = None
    by_side: Mapping[str, Range] = field(default_factory=lambda: MappingProxyType({}))

    def for_side(self, side: str | None) -> Range:
        """Return the range for `side` (None without sides). Raises KeyError for an unknown one."""
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
    """How repetitions are counted: each `step`-th one, or only the `last` ones."""

    mode: CountMode = CountMode.AUTO
    step: int = 1
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """The periods of the first and the last repetition, in seconds. They differ on a ramp (`100-130 bpm`)."""

    first_seconds: float
    last_seconds: float


@dataclass(frozen=True, slots=True)
class Follow:
    """When work takes its beat from the music.

    It does if the tempo of the music, or a quarter, half, double or four times of it, is `low_bpm` to
    `high_bpm`. With `always`, the nearest of these is taken otherwise.
    """

    low_bpm: float
    high_bpm: float
    always: bool = False


class Mood(StrEnum):
    """A mood of the built-in groove."""

    CALM = "calm"
    STEADY = "steady"
    LIVELY = "lively"


@dataclass(frozen=True, slots=True)
class GrooveTrack:
    """A soundtrack of the built-in groove."""

    mood: Mood = Mood.STEADY


@dataclass(frozen=True, slots=True)
class SongTrack:
    """A soundtrack of the user's songs, played one after the other in a loop.

    `bpm` and `first_beat_seconds` are the tempo of a single song and the time of one of its beats, as the
    user wrote them. If they are None, the beats are found by analysis.
    """

    files: tuple[Path, ...]
    bpm: float | None = None
    first_beat_seconds: float | None = None


Soundtrack = GrooveTrack | SongTrack


@dataclass(frozen=True, slots=True)
class Phase:
    """A named part of a repetition, such as `down 3s`."""

    word: str
    seconds: float


@dataclass(frozen=True, slots=True)
class OnBeat:
    """Repetitions on a beat. With `reps` None, as many as `lasts` leaves time for.

    If there are `phases`, both periods of `pace` are their sum.
    """

    reps: Dose | None
    pace: Pace
    phases: tuple[Phase, ...] = ()
    follow: Follow | None = None
    """When the beat is that of the music instead of `pace`; None for never."""
    seconds: Range | None = None
    """With `phases` and without `reps`: as many whole repetitions as fit into so long; the rest of it is a
    quiet end.
    """


@dataclass(frozen=True, slots=True)
class RepeatedHold:
    """Repeated holds. With `reps` None, as many as `lasts` leaves time for.

    `relax_seconds` is the time between two holds. None leaves it to the plan (2 s; 4 s after holds of 10 s
    or more).
    """

    reps: Dose | None
    hold_seconds: Range
    relax_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class SingleHold:
    """A single hold."""

    hold_seconds: Range


@dataclass(frozen=True, slots=True)
class TimeToMove:
    """A time to move in, which is never called a hold. With `seconds` None, all that `lasts` leaves."""

    seconds: Range | None
    breaths: Range | None = None
    """The breaths that `seconds` stand for, if the time is written so."""
    tally: str | None = None
    """What the user counts in it by a key, such as "rounds"; None for nothing."""


@dataclass(frozen=True, slots=True)
class Breath:
    """Breathing: in, hold, out, hold. Only the holds may last 0 s.

    As many breaths as `reps` says, or as fit whole into `seconds`; the rest of these is a quiet end. One of
    both is None; with both None, as many as `lasts` leaves time for.
    """

    in_seconds: float
    hold_seconds: float
    out_seconds: float
    hold_after_seconds: float = 0.0
    reps: Dose | None = None
    seconds: Range | None = None

    @property
    def period_seconds(self) -> float:
        """The length of one breath."""
        return self.in_seconds + self.hold_seconds + self.out_seconds + self.hold_after_seconds


@dataclass(frozen=True, slots=True)
class UntilTold:
    """Work that goes on until the user says that it is done, in a file for `at_most_seconds`.

    `reps` is what is to be done in it, each at their own pace; None where nothing is counted.
    """

    reps: Dose | None = None
    at_most_seconds: float | None = None
    """None where nothing is written: 2 minutes, or under `round_every` what the round leaves."""


Work = OnBeat | RepeatedHold | SingleHold | TimeToMove | Breath | UntilTold


class Announce(StrEnum):
    """What the coach says of its own accord, by the names that a routine leaves it out by."""

    TITLE = "title"
    LENGTH = "length"
    NAME = "name"
    SIDE = "side"
    DOSE = "dose"
    SET = "set"
    ROUND = "round"
    REST = "rest"
    NEXT = "next"
    READY = "ready"
    HALFWAY = "halfway"
    TEN_SECONDS = "ten seconds"
    LAST_ONE = "last one"
    ENOUGH = "enough"
    MOVE_OVER = "move over"
    QUIET_SIGN = "quiet sign"


class Priority(StrEnum):
    """What may be left out first where there is no time for everything."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class CountdownStyle(StrEnum):
    """What the last seconds of a hold, a time or a rest are counted down by."""

    VOICE = "voice"
    TICKS = "ticks"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Tip:
    """A line spoken at the fraction `at` of the work (0 to 1). Those with `at` None are spread evenly."""

    say: str
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """One movement, with its dose and its words.

    Where the dose differs by set or round (see `Exercise.varies_by_round`), `work` is that of the first one,
    and `later_works` those of the others. `loads` is empty, or has one for all, or one for each of these.
    """

    work: Work
    say: str | None = None
    brief: str | None = None
    tips: tuple[Tip, ...] = ()
    counting: Counting = Counting()
    accent: int = 0
    """The tick is louder on every so many beats. 0 means never."""
    loads: tuple[str, ...] = ()
    """With what weight or resistance, such as "2 kg"."""
    later_works: tuple[Work, ...] = ()

    @property
    def works(self) -> tuple[Work, ...]:
        """One work for all sets and rounds, or one for each."""
        return (self.work, *self.later_works)

    def work_in(self, index: int) -> Work:
        """Return the work in the set or round `index`, from 0."""
        return self.works[min(index, len(self.later_works))]

    def load_in(self, index: int) -> str | None:
        """Return the load in the set or round `index`, from 0; None where there is none."""
        return self.loads[min(index, len(self.loads) - 1)] if self.loads else None


@dataclass(frozen=True, slots=True)
class Original:
    """What an exercise, its sides and its equipment are called in the language that they were written in."""

    name: str
    sides: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise, with everything that it inherits from its blocks and from the top of the routine.

    Spoken texts are the writer's, with each run of white space replaced by one space. `setup` has an item
    for each line that was written.
    """

    name: str
    moves: tuple[Move, ...]
    position: Position = STANDING
    """The position that it begins in."""
    positions_by_side: Mapping[str, Position] = field(default_factory=lambda: MappingProxyType({}))
    """Where positions differ by side: one for each side by its name; `position` is that of the first one."""
    equipment: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    intro: str | None = None
    setup: tuple[str, ...] = ()
    caution: str | None = None
    switch: str | None = None
    switch_seconds: float | None = None
    get_ready_seconds: float | None = None
    sets: int = 1
    rest_seconds: float | None = None
    """Between two sets, from the end of the one to the start of the next; None if it is not written."""
    lasts_seconds: float | None = None
    soundtrack: Soundtrack | None = None
    alternates: bool = False
    """Whether its two sides take turns in each repetition. Then there are two `sides`."""
    sets_by_side: bool = False
    """Whether all sets of one side are done before those of the next."""
    varies_by_round: bool = False
    """Whether doses that differ do so from round to round, and not from set to set."""
    silenced: frozenset[Announce] = frozenset()
    """What is not announced; all there is, if there are `bells_only`."""
    bells_only: bool = False
    """Whether counts and countdown are left out, too."""
    countdown: CountdownStyle = CountdownStyle.VOICE
    link: str | None = None
    """An address of the web, which begins with http:// or https://."""
    note: str | None = None
    """Words to read, which are never spoken."""
    image: Path | None = None
    """A picture of at most `limits.MAX_IMAGE_BYTES`, in the folder of the routine."""
    may_fit: bool = True
    """Whether its doses, pace, rests and sets may change so that the session fits into a time."""
    optional: bool = False
    """Whether it may be left out for that, before those of low `priority`."""
    priority: Priority = Priority.NORMAL
    left_out: bool = False
    """Whether it is left out, so that the session fits into its time."""
    line: int = 0
    """Its line in the file, for messages. 0 if there is no file."""
    source: str = ""
    """The file that it was included from, for messages; empty for that of the routine."""
    original: Original | None = None
    """Set where it was translated."""

    @property
    def key(self) -> str:
        """The name by which it is known in every language: that of the original."""
        return self.name if self.original is None else self.original.name

    @property
    def sides_called(self) -> tuple[tuple[str, str], ...]:
        """Each of `sides`, and what it is called in the original."""
        return _called(self.sides, self.sides if self.original is None else self.original.sides)

    @property
    def equipment_called(self) -> tuple[tuple[str, str], ...]:
        """Each piece of `equipment`, and what it is called in the original."""
        return _called(self.equipment, self.equipment if self.original is None else self.original.equipment)

    @property
    def positions(self) -> tuple[Position, ...]:
        """All positions that it is done in."""
        return tuple(self.positions_by_side.values()) or (self.position,)

    def position_on(self, side: str | None) -> Position:
        """Return the position for `side` (None without sides)."""
        return self.position if side is None else self.positions_by_side.get(side, self.position)


def _called(names: tuple[str, ...], originals: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(zip(names, originals, strict=True))


@dataclass(frozen=True, slots=True)
class Rest:
    """A rest that stands between two exercises."""

    seconds: float
    line: int = 0


class Shuffle(StrEnum):
    """When the order of a list, or what is picked of it, is drawn."""

    NO = "no"
    EACH_ROUND = "yes"
    ONCE = "once"


@dataclass(frozen=True, slots=True)
class Block:
    """A list of exercises, rests and further blocks, gone through `rounds` times.

    All times run from the end of one work to the start of the next; None if they are not written.
    """

    items: tuple[Item, ...]
    name: str | None = None
    rounds: int = 1
    round_rest_seconds: float | None = None
    rest_between_seconds: float | None = None
    round_every_seconds: float | None = None
    """From the first work of a round to the first work of the next."""
    shuffle: Shuffle = Shuffle.NO
    pick: int | None = None
    """How many items are drawn for a round; None for all."""
    may_fit: bool = True
    """Whether its rests and rounds may change so that the session fits into a time."""
    line: int = 0

    @property
    def exercises(self) -> Iterator[Exercise]:
        """All exercises in it, in the order in which they are written."""
        for item in self.items:
            if isinstance(item, Block):
                yield from item.exercises
            elif isinstance(item, Exercise):
                yield item


Item = Exercise | Rest | Block


@dataclass(frozen=True, slots=True)
class Routine:
    """A whole routine. What its top says about its list of exercises is said by `body`."""

    title: str
    body: Block
    language: str = "en"
    about: str | None = None
    intro: str | None = None
    outro: str | None = None
    silenced: frozenset[Announce] = frozenset()
    """What is not announced, as the top says it: title and length concern the whole."""
    fit_seconds: float | None = None
    """How long the session is to be, where nothing else is asked for; None where it takes what it takes."""
    sounds: Mapping[str, Path] = field(default_factory=lambda: MappingProxyType({}))
    """WAV files that replace sounds, by the name of the sound. They lie in the folder of the routine."""
    pronounce: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What is said in place of a written word."""
    source: str = ""
    """The path or name that it was read from, for messages."""
    original_title: str | None = None
    """Set where it was translated."""

    @property
    def key(self) -> str:
        """The title by which it is known in every language: that of the original."""
        return self.title if self.original_title is None else self.original_title

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """All exercises, in the order in which they are written."""
        return tuple(self.body.exercises)
