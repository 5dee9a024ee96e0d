"""What fitting a session into a time has changed, in a few words for each exercise: "17 -> 15"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from voicefoot.model.choices import Choices, kept_exercises, reps_at_level, seconds_at_level
from voicefoot.model.routine import Block, Exercise, OnBeat, Range, Rest, Routine
from voicefoot.planning.freedom import amounts_of


def changes(written: Routine, fitted: Routine, choices: Choices) -> Iterator[tuple[str, str]]:
    """Yield what `fitted` has changed of `written`, each with the exercise or block in which it is."""
    kept = kept_exercises(written, choices)
    pairs = list(zip(written.exercises, fitted.exercises, strict=True))
    for index in kept:
        before, after = pairs[index]
        told = ["left out"] if after.left_out else list(dict.fromkeys(_of_exercise(before, after, choices)))
        if told:
            yield before.name, ", ".join(told)
    yield from _of_block(written.body, fitted.body, "")


def _of_exercise(before: Exercise, after: Exercise, choices: Choices) -> Iterator[str]:
    if before.sets != after.sets:
        yield f"sets {before.sets} -> {after.sets}"
    for was, now in zip(before.moves, after.moves, strict=True):
        for old, new in zip(was.works, now.works, strict=True):
            for (what, side, amount), (_, _, chosen) in zip(amounts_of(old), amounts_of(new), strict=True):
                yield from _of_amount(what, side, amount, chosen, choices)
            if isinstance(old, OnBeat) and isinstance(new, OnBeat):
                yield from _times("every", {old.pace.first_seconds: new.pace.first_seconds})
    if after.sets > 1:
        yield from _times("rest", {before.rest_seconds: after.rest_seconds})


def _of_amount(what: str, side: str | None, amount: Range, chosen: Range, choices: Choices) -> Iterator[str]:
    if chosen.chosen is None:
        return
    where = f"{side} " if side else ""
    if what in ("reps", "breaths"):
        unit, was = "", float(reps_at_level(amount, choices.level))
    else:
        unit, was = " s", seconds_at_level(amount, choices.level)
    name = "" if what == "reps" else f"{what} "
    if was != chosen.chosen:
        yield f"{where}{name}{was:g} -> {chosen.chosen:g}{unit}"


def _times(what: str, times: Mapping[float | None, float | None]) -> Iterator[str]:
    for was, now in times.items():
        if was is not None and now is not None and abs(was - now) > 1e-9:
            yield f"{what} {was:g} -> {now:.4g} s"


def _of_block(before: Block, after: Block, around: str) -> Iterator[tuple[str, str]]:
    name = before.name or around
    told: list[str] = []
    if before.rounds != after.rounds:
        told.append(f"rounds {before.rounds} -> {after.rounds}")
    told += _times("rest_between", {before.rest_between_seconds: after.rest_between_seconds})
    if after.rounds > 1:
        told += _times("round_rest", {before.round_rest_seconds: after.round_rest_seconds})
    rests = [(was, now) for was, now in zip(before.items, after.items, strict=True) if isinstance(was, Rest)]
    told += [
        each
        for was, now in rests
        if isinstance(now, Rest)
        for each in _times("rest", {was.seconds: now.seconds})
    ]
    if told:
        yield name or "All", ", ".join(told)
    for was, now in zip(before.items, after.items, strict=True):
        if isinstance(was, Block) and isinstance(now, Block):
            yield from _of_block(was, now, name)
