"""The texts of an exercise, with what their variables stand for in one set and on one side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from voicefoot.language.pack import LanguagePack
from voicefoot.model.choices import Level, reps_at_level, seconds_at_level
from voicefoot.model.routine import (
    Dose,
    Exercise,
    Move,
    RepeatedHold,
    SingleHold,
    Tip,
    Work,
)
from voicefoot.model.variables import Variable, parts_of


@dataclass(frozen=True, slots=True)
class Passage:
    """What variables depend on, beside the exercise."""

    words: LanguagePack
    level: Level
    set_number: int = 1
    dose_index: int = 0
    """Which of the doses holds, where they differ by set or round."""
    side: str | None = None
    next_name: str | None = None
    """The exercise that comes next; None if none does."""


def filled_text(text: str, values: Mapping[str, str | int], words: LanguagePack) -> str | None:
    """Return `text` with the `values` of its variables; None if one of them has no value here.

    A number is said in words, and picks the form of a word that goes with it.
    """
    if "{" not in text and "}" not in text:
        return text
    said = ""
    for part in parts_of(text):
        if isinstance(part, str):
            said += part
            continue
        value = values.get(part.name)
        if value is None:
            return None
        said += _said(part, value, words, begins=said.rstrip().endswith((".", "!", "?", "。", "！", "？")))
    return said


def filled(exercise: Exercise, passage: Passage) -> Exercise:
    """Return `exercise` with its variables filled in. A text is left out that has no value for one of them:
    `{next}`, where nothing comes next.
    """
    if not any("{" in text or "}" in text for text in _texts(exercise)):
        return exercise
    moves = tuple(
        _move(move, _values(move.work_in(passage.dose_index), passage), passage) for move in exercise.moves
    )
    values = _values(exercise.moves[0].work_in(passage.dose_index), passage)

    def fill(text: str | None) -> str | None:
        return None if text is None else filled_text(text, values, passage.words)

    return replace(
        exercise,
        moves=moves,
        intro=fill(exercise.intro),
        setup=tuple(line for line in map(fill, exercise.setup) if line is not None),
        caution=fill(exercise.caution),
        switch=fill(exercise.switch),
    )


def _texts(exercise: Exercise) -> Iterable[str]:
    of_moves = (
        text for move in exercise.moves for text in (move.say, move.brief, *(tip.say for tip in move.tips))
    )
    texts = (exercise.intro, *exercise.setup, exercise.caution, exercise.switch, *of_moves)
    return (text for text in texts if text is not None)


def _move(move: Move, values: Mapping[str, str | int], passage: Passage) -> Move:
    def fill(text: str | None) -> str | None:
        return None if text is None else filled_text(text, values, passage.words)

    tips = ((fill(tip.say), tip.at) for tip in move.tips)
    return replace(
        move,
        say=fill(move.say),
        brief=fill(move.brief),
        tips=tuple(Tip(say, at) for say, at in tips if say is not None),
    )


def _values(work: Work, passage: Passage) -> Mapping[str, str | int]:
    values: dict[str, str | int] = {"set": passage.set_number}
    reps: Dose | None = getattr(work, "reps", None)
    if reps is not None:
        values["reps"] = reps_at_level(reps.for_side(passage.side), passage.level)
    if isinstance(work, RepeatedHold | SingleHold):
        values["hold"] = passage.words.time_words(seconds_at_level(work.hold_seconds, passage.level))
    if passage.side is not None:
        values["side"] = passage.side
    if passage.next_name is not None:
        values["next"] = passage.words.within_sentence(passage.next_name)
    return values


def _said(variable: Variable, value: str | int, words: LanguagePack, *, begins: bool) -> str:
    if isinstance(value, str):
        text = value
    elif not variable.forms:
        text = words.number_words(value)
    else:
        text = variable.forms[words.plural_index(value, len(variable.forms))]
    return words.capitalized(text) if begins else text
