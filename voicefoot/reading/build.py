"""The tree of a file -> a Routine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from voicefoot.model.routine import Block, Counting, Exercise, Move, Posture, Routine, Tip
from voicefoot.reading.convert import convert
from voicefoot.reading.duration_limit import check_duration
from voicefoot.reading.fields import KEYS_FOR_ALL_MOVES, MOVE_KEYS, Scope, fields_in
from voicefoot.reading.mapping import FieldMapping, inherited
from voicefoot.reading.media import SoundtrackResolver, resolve_sounds
from voicefoot.reading.nodes import BrokenNode, MappingNode, Node, ScalarNode, SequenceNode
from voicefoot.reading.problems import Location, Problems
from voicefoot.reading.work import ExerciseContext, build_work
from voicefoot.text import escaped, folded, shown


def build(root: Node, name: str, folder: Path | None, problems: Problems) -> Routine:
    """Build the routine in `root`, which messages call `name`, and whose files lie in `folder`.

    Raises RoutineError with all problems.
    """
    top = FieldMapping(_root_mapping(root, problems), Scope.TOP, problems)
    soundtracks = SoundtrackResolver(folder, problems)
    locations: list[Location] = []
    exercises: list[Exercise] = []
    lines_by_name: dict[str, int] = {}
    for node in top.get("exercises") or ():
        mapping = FieldMapping(node, Scope.EXERCISE, problems)
        _check_name_is_unique(mapping, lines_by_name, problems)
        exercise = _build_exercise(mapping, top, soundtracks, problems)
        if exercise is not None:
            exercises.append(exercise)
            locations.append(mapping.location_of("name"))
    routine = Routine(
        title=top.get("title") or "",
        body=Block(tuple(exercises), rounds=top.get("rounds") or 1, round_rest_seconds=top.get("round_rest")),
        language=top.get("language") or "en",
        about=top.get("about"),
        intro=top.get("intro"),
        outro=top.get("outro"),
        sounds=resolve_sounds(top.get("sounds") or (), folder, problems),
        pronounce=top.get("pronounce") or {},
        source=escaped(name),
    )
    check_duration(routine, locations, problems)
    problems.raise_any()
    return routine


def _root_mapping(root: Node, problems: Problems) -> MappingNode:
    if isinstance(root, MappingNode):
        return root
    if isinstance(root, SequenceNode | ScalarNode):
        what = "a list" if isinstance(root, SequenceNode) else "words"
        remedy = "begin it with `title:` and `exercises:`"
        problems.add(root.location, f"this file holds {what}, not a routine", remedy)
    problems.raise_any()
    raise AssertionError("the problem of a broken root has been recorded")


def _check_name_is_unique(exercise: FieldMapping, lines_by_name: dict[str, int], problems: Problems) -> None:
    name: str | None = exercise.get("name")
    if name is None:
        return
    location = exercise.location_of("name")
    first_line = lines_by_name.setdefault(folded(name), location.line)
    if first_line != location.line:
        problems.add(
            location,
            f'"{shown(name)}" is also the name of the exercise in line {first_line}',
            "give each its own; to do an exercise again, there are `sets` and `rounds`",
        )


def _build_exercise(
    mapping: FieldMapping, top: FieldMapping, soundtracks: SoundtrackResolver, problems: Problems
) -> Exercise | None:
    """Build an exercise, or return None if problems leave no part of it."""

    def value(name: str) -> Any | None:
        return inherited(name, mapping, top)

    def has_problem(name: str) -> bool:
        return value(name) is None and (mapping.has(name) or top.has(name))

    sides: tuple[str, ...] = value("sides") or ()
    lasts = value("lasts") or None
    context = ExerciseContext(
        sides,
        has_valid_sides=not has_problem("sides"),
        has_fixed_time=lasts is not None or has_problem("lasts"),
    )
    moves = tuple(_build_moves(mapping, top, context, problems))
    name: str | None = mapping.get("name")
    if name is None or not moves:
        return None
    return Exercise(
        name=name,
        moves=moves,
        posture=Posture(value("position") or Posture.STANDING),
        equipment=value("equipment") or (),
        sides=sides,
        intro=mapping.get("intro"),
        setup=mapping.get("setup") or (),
        caution=mapping.get("caution"),
        switch=value("switch"),
        switch_seconds=value("switch_time"),
        get_ready_seconds=value("get_ready"),
        sets=value("sets") or 1,
        rest_seconds=value("rest"),
        lasts_seconds=lasts,
        soundtrack=soundtracks.resolve(value("soundtrack")),
        line=mapping.location.line,
    )


def _build_moves(
    exercise: FieldMapping, top: FieldMapping, context: ExerciseContext, problems: Problems
) -> Iterator[Move]:
    """Build the moves of `exercise`, or the single move that it is itself."""
    if not exercise.has("moves"):
        move = _build_move(exercise, (top,), context, problems)
        if move is not None:
            yield move
        return
    for key in exercise.written(*(key for key in MOVE_KEYS if key not in KEYS_FOR_ALL_MOVES)):
        remedy = "write it in each move that it is for"
        if key == "say":
            remedy += ", or call it `intro`"
        problems.add(exercise.location_of(key), f"`{key}` stands beside `moves`", remedy)
    for node in exercise.get("moves") or ():
        mapping = FieldMapping(node, Scope.MOVE, problems)
        move = _build_move(mapping, (exercise, top), context, problems)
        if move is not None:
            yield move


def _build_move(
    mapping: FieldMapping, outer: tuple[FieldMapping, ...], context: ExerciseContext, problems: Problems
) -> Move | None:
    """Build a move. What it does not say it inherits from `outer`, the innermost first."""
    tips = tuple(_build_tips(mapping, problems))
    work = build_work(mapping, context, inherited("relax", *outer), problems)
    if work is None:
        return None
    return Move(
        work=work,
        say=mapping.get("say"),
        brief=mapping.get("brief"),
        tips=tips,
        counting=inherited("count", mapping, *outer) or Counting(),
        accent=inherited("accent", mapping, *outer) or 0,
    )


def _build_tips(move: FieldMapping, problems: Problems) -> Iterator[Tip]:
    field = fields_in(Scope.TIP)["say"]
    for node in move.get("tips") or ():
        if isinstance(node, MappingNode) and not {"say", "at"} & {entry.key for entry in node.entries}:
            problems.add(
                node.location, "a colon or a brace splits the words of this tip", "put the words in quotes"
            )
        elif isinstance(node, MappingNode):
            tip = FieldMapping(node, Scope.TIP, problems)
            if tip.get("say") is not None:
                yield Tip(tip.get("say") or "", tip.get("at"))
        elif not isinstance(node, BrokenNode):
            text = convert(field, node, problems)
            if text is not None:
                yield Tip(text)
