"""What an import has understood of a foreign text: plain data, of which the YAML of a routine is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from voicefoot.problem_codes import Code


@dataclass(frozen=True, slots=True)
class Span:
    """A number, or a range of numbers: of repetitions, of sets, of seconds."""

    low: float
    high: float | None = None
    """None if it is no range."""

    def times(self, factor: float) -> Span:
        return Span(self.low * factor, None if self.high is None else self.high * factor)


@dataclass(frozen=True, slots=True)
class Dose:
    """How much of an exercise there is. What was not written is None or empty. All times are in seconds."""

    sets: Span | None = None
    reps: tuple[Span, ...] = ()
    """One for all sets, or one for each."""
    hold: Span | None = None
    time: Span | None = None
    """A time of which it is not said whether one holds or moves."""
    breaths: Span | None = None
    rest: Span | None = None
    rest_between: Span | None = None
    """A rest between exercises."""
    round_rest: Span | None = None
    """A rest between rounds."""
    load: tuple[str, ...] = ()
    phases: tuple[float, ...] = ()
    """Seconds down, held, up and held."""
    bpm: str = ""
    every: float | None = None
    sides: tuple[str, ...] = ()
    alternate: bool = False
    relax: Span | None = None
    """The time between two holds."""
    counted: Span | None = None
    """The 10 of `10 x 10 s`: sets of that time, or repetitions that are held so long."""
    open_ended: str = ""
    """The words for as many as one can ("to failure"), or for a distance."""

    @property
    def says_how_much(self) -> bool:
        return bool(self.reps or self.hold or self.time or self.breaths)


@dataclass(frozen=True, slots=True)
class Remark:
    """Words that were not understood; they stand as a comment. `line` is theirs in the foreign text."""

    text: str
    line: int
    is_whole_line: bool = True


@dataclass(frozen=True, slots=True)
class FormWarning:
    """What is to be told of the form of a foreign text."""

    line: int
    column: int
    what: str
    remedy: str
    code: Code


@dataclass(frozen=True, slots=True)
class Move:
    """One of several moves of an exercise."""

    say: tuple[str, ...]
    dose: Dose


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise. Each of the texts is a sentence or a phrase, as its author wrote it."""

    name: str
    line: int
    dose: Dose = field(default_factory=Dose)
    position: str = ""
    equipment: tuple[str, ...] = ()
    setup: tuple[str, ...] = ()
    say: tuple[str, ...] = ()
    tips: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    switch: str = ""
    switch_seconds: float | None = None
    link: str = ""
    tally: str = ""
    moves: tuple[Move, ...] = ()
    label: str = ""
    """The A1 before its name: it takes turns with A2."""
    written: str = ""
    """How it stands in the foreign text, for a comment in its place."""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Rest:
    """A rest of its own between two exercises."""

    seconds: Span
    line: int


@dataclass(frozen=True, slots=True)
class Block:
    """A list of exercises with a name ("" if it has none), done so many times."""

    name: str
    items: tuple[Item, ...]
    rounds: Span | None = None
    round_rest: Span | None = None
    rest_between: Span | None = None
    round_every: float | None = None


Item = Exercise | Rest | Block | Remark


@dataclass(frozen=True, slots=True)
class Understood:
    """A foreign text, understood as far as it was. `defaults` is a dose for whatever has none."""

    title: str
    language: str
    items: tuple[Item, ...]
    about: tuple[str, ...] = ()
    """What is said of the whole, such as how often a day."""
    intro: tuple[str, ...] = ()
    """Cautions for the whole."""
    defaults: Dose = field(default_factory=Dose)
    warnings: tuple[FormWarning, ...] = ()
    """What is to be told of its form."""
    left_out: int = 0
    """How many lines were not understood and don't even stand as comments, since there are too many."""


def exercises_in(items: tuple[Item, ...]) -> Iterator[Exercise]:
    """Give all exercises in `items`, and in the blocks among them."""
    for item in items:
        if isinstance(item, Exercise):
            yield item
        elif isinstance(item, Block):
            yield from exercises_in(item.items)
