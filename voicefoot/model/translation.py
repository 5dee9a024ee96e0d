"""A routine in another language: each of its texts gives way to the one that a translation has for it.

All that is heard or read is a text: names, sides and things too, which also stand as keys where values differ
by side. What is done, and how long it takes, stays as it is. A new text is named here, and its kind where it
is read (`reading.inline_texts`, `reading.translated_text`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from voicefoot.model.position import Position
from voicefoot.model.routine import (
    Block,
    Dose,
    Exercise,
    Item,
    Move,
    OnBeat,
    Original,
    RepeatedHold,
    Rest,
    Routine,
    SingleHold,
    TimeToMove,
    Tip,
    Work,
)


class Text(NamedTuple):
    """A text of a routine, and the name of the exercise that it belongs to; None for those of the whole."""

    exercise: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Translation:
    """The texts of one language, by those of the original."""

    language: str
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    exercises: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    """The texts of single exercises, by the name in the original. They go before `texts`."""
    pronounce: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What is said in place of a word that is written in this language."""

    def of(self, wanted: Text) -> str | None:
        """Return the text that stands for `wanted`; None if there is none."""
        own = self.exercises.get(wanted.exercise, {}) if wanted.exercise is not None else {}
        return own.get(wanted.text) or self.texts.get(wanted.text)

    def over(self, other: Translation) -> Translation:
        """Return this translation with what it lacks taken from `other`."""
        names = dict.fromkeys((*other.exercises, *self.exercises))
        return Translation(
            self.language,
            MappingProxyType({**other.texts, **self.texts}),
            MappingProxyType(
                {
                    name: MappingProxyType({**other.exercises.get(name, {}), **self.exercises.get(name, {})})
                    for name in names
                }
            ),
            MappingProxyType({**other.pronounce, **self.pronounce}),
        )


def translated(routine: Routine, translation: Translation) -> Routine:
    """Return `routine` in the language of `translation`; what that lacks stays as it is.

    Exercises remember what they, their sides and their things are called in the original.
    """
    changed = _Changed(lambda text: translation.of(text) or text.text).routine(routine)
    return replace(
        changed,
        language=translation.language,
        pronounce=translation.pronounce,
        original_title=routine.key,
    )


def texts_of(routine: Routine) -> tuple[Text, ...]:
    """Return all texts of `routine` that a translation may have, in the order of the file, each once."""
    found: dict[Text, None] = {}

    def remember(text: Text) -> str:
        found.setdefault(text)
        return text.text

    _Changed(remember).routine(routine)
    return tuple(found)


class _Changed:
    """Goes through all texts of a routine, and puts in place of each what `change` returns for it."""

    def __init__(self, change: Callable[[Text], str]) -> None:
        self._change = change

    def routine(self, routine: Routine) -> Routine:
        def change(text: str | None) -> str | None:
            return self._text(None, text)

        return replace(
            routine,
            title=change(routine.title) or "",
            about=change(routine.about),
            intro=change(routine.intro),
            outro=change(routine.outro),
            body=self._block(routine.body),
        )

    def _text(self, exercise: str | None, text: str | None) -> str | None:
        return None if text is None else self._change(Text(exercise, text))

    def _block(self, block: Block) -> Block:
        name = self._text(None, block.name)
        return replace(block, name=name, items=tuple(map(self._item, block.items)))

    def _item(self, item: Item) -> Item:
        if isinstance(item, Rest):
            return item
        return self._block(item) if isinstance(item, Block) else _OfExercise(self._change, item).exercise()


class _OfExercise:
    """The texts of one exercise."""

    def __init__(self, change: Callable[[Text], str], exercise: Exercise) -> None:
        self._change = change
        self._exercise = exercise

    def exercise(self) -> Exercise:
        exercise = self._exercise
        name, sides = self._text(exercise.name), self._all(exercise.sides)
        original = Original(exercise.name, exercise.sides, exercise.equipment)
        return replace(
            exercise,
            name=name,
            sides=sides,
            equipment=self._all(exercise.equipment),
            intro=self._optional(exercise.intro),
            setup=self._all(exercise.setup),
            caution=self._optional(exercise.caution),
            switch=self._optional(exercise.switch),
            position=self._position(exercise.position),
            positions_by_side=MappingProxyType(
                {
                    self._text(side): self._position(position)
                    for side, position in exercise.positions_by_side.items()
                }
            ),
            moves=tuple(map(self._move, exercise.moves)),
            note=self._optional(exercise.note),
            original=exercise.original or original,
        )

    def _text(self, text: str) -> str:
        return self._change(Text(self._exercise.name, text))

    def _optional(self, text: str | None) -> str | None:
        return None if text is None else self._text(text)

    def _all(self, texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(self._text, texts))

    def _position(self, position: Position) -> Position:
        """Return `position`; languages have names of their own for those that are known."""
        name = position.name if position.plain is not None else self._text(position.name)
        return replace(position, name=name, say=self._optional(position.say))

    def _move(self, move: Move) -> Move:
        return replace(
            move,
            say=self._optional(move.say),
            brief=self._optional(move.brief),
            tips=tuple(Tip(self._text(tip.say), tip.at) for tip in move.tips),
            work=self._work(move.work),
            loads=self._all(move.loads),
            later_works=tuple(map(self._work, move.later_works)),
        )

    def _work(self, work: Work) -> Work:
        if isinstance(work, SingleHold):
            return work
        if isinstance(work, TimeToMove):
            return replace(work, tally=self._optional(work.tally))
        if isinstance(work, OnBeat):
            phases = tuple(replace(phase, word=self._text(phase.word)) for phase in work.phases)
            return replace(work, phases=phases, reps=self._dose(work.reps))
        if isinstance(work, RepeatedHold):
            return replace(work, reps=self._dose(work.reps))
        return replace(work, reps=self._dose(work.reps))

    def _dose(self, dose: Dose | None) -> Dose | None:
        if dose is None or not dose.by_side:
            return dose
        by_side = {self._text(side): amount for side, amount in dose.by_side.items()}
        return replace(dose, by_side=MappingProxyType(by_side))
