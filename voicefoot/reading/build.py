"""The tree of a file -> a Routine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from voicefoot.model.routine import Counting, Exercise, Move, Posture, Routine, Tip
from voicefoot.reading.convert import convert
from voicefoot.reading.duration_limit import check_length
from voicefoot.reading.fields import GIVEN_TO_MOVES, MOVE_KEYS, Scope, fields_at
from voicefoot.reading.mapping import Group, inherited
from voicefoot.reading.media import Soundtracks, sound_files
from voicefoot.reading.nodes import Broken, Items, Keys, Node, Words
from voicefoot.reading.problems import Location, Problems
from voicefoot.reading.work import Frame, work_of
from voicefoot.text import escaped, folded, shown


def build(root: Node, name: str, folder: Path | None, problems: Problems) -> Routine:
    """The routine in `root`; raises RoutineError with everything that is wrong."""
    if not isinstance(root, Keys):
        if isinstance(root, Items | Words):
            what = "a list" if isinstance(root, Items) else "words"
            problems.add(
                root.place,
                f"this file holds {what}, not a routine",
                "begin it with `title:` and `exercises:`",
            )
        problems.raise_any()
        raise AssertionError("a broken root has a problem")
    top = Group(root, Scope.TOP, problems)
    soundtracks = Soundtracks(folder, problems)
    nodes: tuple[Keys, ...] = top.get("exercises") or ()
    places: list[Location] = []
    exercises: list[Exercise] = []
    lines: dict[str, int] = {}
    for node in nodes:
        group = Group(node, Scope.EXERCISE, problems)
        _note_twin(group, lines, problems)
        exercise = _exercise(group, top, soundtracks, problems)
        if exercise is not None:
            exercises.append(exercise)
            places.append(group.place_of("name"))
    routine = Routine(
        title=top.get("title") or "",
        exercises=tuple(exercises),
        language=top.get("language") or "en",
        about=top.get("about"),
        intro=top.get("intro"),
        outro=top.get("outro"),
        rounds=top.get("rounds") or 1,
        round_rest_seconds=top.get("round_rest") or 0.0,
        sounds=sound_files(top.get("sounds") or (), folder, problems),
        source=escaped(name),
    )
    check_length(routine, places, problems)
    problems.raise_any()
    return routine


def _note_twin(group: Group, lines: dict[str, int], problems: Problems) -> None:
    name: str | None = group.get("name")
    if name is None:
        return
    place = group.place_of("name")
    first = lines.setdefault(folded(name), place.line)
    if first != place.line:
        problems.add(
            place,
            f'"{shown(name)}" is also the name of the exercise in line {first}',
            "give each its own; to do an exercise again, there are `sets` and `rounds`",
        )


def _exercise(group: Group, top: Group, soundtracks: Soundtracks, problems: Problems) -> Exercise | None:
    """The exercise, or None where a problem was noted that leaves none."""

    def said(name: str) -> Any | None:
        return inherited(name, group, top)

    def is_wrong(name: str) -> bool:
        return said(name) is None and (group.has(name) or top.has(name))

    sides: tuple[str, ...] = said("sides") or ()
    lasts = said("lasts") or None
    frame = Frame(sides, sides_known=not is_wrong("sides"), fixed=lasts is not None or is_wrong("lasts"))
    moves = tuple(_moves(group, top, frame, problems))
    name: str | None = group.get("name")
    if name is None or not moves:
        return None
    return Exercise(
        name=name,
        moves=moves,
        posture=Posture(said("position") or Posture.STANDING),
        equipment=said("equipment") or (),
        sides=sides,
        intro=group.get("intro"),
        setup=group.get("setup") or (),
        caution=group.get("caution"),
        switch=said("switch"),
        switch_seconds=said("switch_time"),
        get_ready_seconds=said("get_ready"),
        sets=said("sets") or 1,
        rest_seconds=said("rest") or 0.0,
        lasts_seconds=lasts,
        soundtrack=soundtracks.of(said("soundtrack")),
        line=group.place.line,
    )


def _moves(group: Group, top: Group, frame: Frame, problems: Problems) -> Iterator[Move]:
    if not group.has("moves"):
        move = _move(group, (top,), frame, problems)
        if move is not None:
            yield move
        return
    for key in group.written(*(key for key in MOVE_KEYS if key not in GIVEN_TO_MOVES)):
        remedy = "write it in each move that it is for"
        if key == "say":
            remedy += ", or call it `intro`"
        problems.add(group.place_of(key), f"`{key}` stands beside `moves`", remedy)
    for node in group.get("moves") or ():
        move = _move(Group(node, Scope.MOVE, problems), (group, top), frame, problems)
        if move is not None:
            yield move


def _move(group: Group, above: tuple[Group, ...], frame: Frame, problems: Problems) -> Move | None:
    tips = tuple(_tips(group, problems))
    work = work_of(group, frame, inherited("relax", *above), problems)
    if work is None:
        return None
    return Move(
        work=work,
        say=group.get("say"),
        brief=group.get("brief"),
        tips=tips,
        counting=inherited("count", group, *above) or Counting(),
        accent=inherited("accent", group, *above) or 0,
    )


def _tips(group: Group, problems: Problems) -> Iterator[Tip]:
    field = fields_at(Scope.TIP)["say"]
    for node in group.get("tips") or ():
        if isinstance(node, Keys) and not {"say", "at"} & {entry.key for entry in node.entries}:
            problems.add(
                node.place, "a colon or a brace splits the words of this tip", "put the words in quotes"
            )
        elif isinstance(node, Keys):
            tip = Group(node, Scope.TIP, problems)
            if tip.get("say") is not None:
                yield Tip(tip.get("say") or "", tip.get("at"))
        elif not isinstance(node, Broken):
            words = convert(field, node, problems)
            if words is not None:
                yield Tip(words)
