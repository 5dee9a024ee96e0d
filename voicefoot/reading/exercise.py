"""The keys of an exercise, and what it inherits -> an Exercise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from voicefoot.language.packs import language_pack
from voicefoot.model.routine import (
    CountdownStyle,
    Counting,
    Exercise,
    Move,
    OnBeat,
    Priority,
    RepeatedHold,
    Tip,
    Work,
)
from voicefoot.problem_codes import Code
from voicefoot.reading.announcements import resolve_announcements
from voicefoot.reading.convert import convert
from voicefoot.reading.doses import MoveDose, resolve_variation
from voicefoot.reading.fields import KEYS_FOR_ALL_MOVES, MOVE_KEYS, Scope, fields_in
from voicefoot.reading.mapping import FieldMapping, inherited
from voicefoot.reading.media import SoundtrackResolver, resolve_image
from voicefoot.reading.nodes import BrokenNode, MappingNode
from voicefoot.reading.paths import Folders
from voicefoot.reading.position import build_positions
from voicefoot.reading.problems import Problems
from voicefoot.reading.variables import check_variables
from voicefoot.reading.work import ExerciseContext, build_works


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an exercise or a block stands in."""

    mappings: tuple[FieldMapping, ...]
    """Its blocks and the top of the routine, the innermost first."""
    rounds: int = 1
    """Those of the innermost list that has several."""


def may_fit(*levels: FieldMapping) -> bool:
    """Return whether what stands in `levels` may change so that the session fits into a time."""
    return all(level.get("fit") != "none" for level in levels)


class ExerciseBuilder:
    """Builds the exercises of one routine in `language`, whose files lie in `folders`."""

    def __init__(
        self, soundtracks: SoundtrackResolver, folders: Folders, language: str, problems: Problems
    ) -> None:
        self._soundtracks = soundtracks
        self._language = language
        self._folders = folders
        self._problems = problems

    def build(self, mapping: FieldMapping, around: Surroundings) -> Exercise | None:
        """Build the exercise in `mapping`, or return None if problems leave no part of it."""
        levels = (mapping, *around.mappings)

        def value(name: str) -> Any | None:
            return inherited(name, *levels)

        def has_problem(name: str) -> bool:
            return value(name) is None and any(level.has(name) for level in levels)

        sides: tuple[str, ...] = value("sides") or ()
        lasts = value("lasts") or None
        has_valid_sides = not has_problem("sides")
        position, positions_by_side = build_positions(
            levels, sides if has_valid_sides else None, self._language, self._problems
        )
        alternates = mapping.get("alternate") or False
        context = ExerciseContext(
            sides,
            has_valid_sides=has_valid_sides,
            has_fixed_time=lasts is not None or has_problem("lasts"),
            alternates=alternates,
        )
        moves = [
            (move, MoveDose(move, levels if move is not mapping else around.mappings))
            for move in self._move_mappings(mapping)
        ]
        variation = resolve_variation(
            [dose for _, dose in moves], mapping, around.mappings, around.rounds, self._problems
        )
        count = variation.count if variation else 1
        built = tuple(
            found
            for move, dose in moves
            if (found := self._build_move(move, levels, dose, context, count)) is not None
        )
        if alternates:
            self._check_alternating(mapping, context, [move.works for move in built])
            if len(set(positions_by_side.values())) > 1:
                self._problems.add(
                    mapping.location_of("alternate"),
                    "`alternate` stands beside positions that differ by side",
                    "write one position: the sides take turns in it",
                    Code.CLASHING_KEYS,
                )
        announcements = resolve_announcements(*levels)
        place = mapping.location_of("image")
        image = resolve_image(mapping.get("image"), place, self._folders.of(place), self._problems)
        name: str | None = mapping.get("name")
        if name is None or not built or variation is None:
            return None
        exercise = Exercise(
            name=name,
            moves=built,
            position=position,
            positions_by_side=positions_by_side,
            equipment=value("equipment") or (),
            sides=sides,
            intro=mapping.get("intro"),
            setup=mapping.get("setup") or (),
            caution=mapping.get("caution"),
            switch=value("switch"),
            switch_seconds=value("switch_time"),
            get_ready_seconds=value("get_ready"),
            sets=variation.sets,
            rest_seconds=value("rest"),
            lasts_seconds=lasts,
            soundtrack=self._soundtracks.resolve(value("soundtrack")),
            alternates=alternates,
            sets_by_side=value("sets_by") == "side" and not alternates,
            varies_by_round=variation.by_round,
            silenced=announcements.silenced,
            bells_only=announcements.bells_only,
            countdown=CountdownStyle(value("countdown") or CountdownStyle.VOICE),
            link=mapping.get("link"),
            note=mapping.get("note"),
            image=image,
            may_fit=may_fit(*levels),
            optional=inherited("optional", *levels) or False,
            priority=Priority(inherited("priority", *levels) or Priority.NORMAL),
            line=mapping.location.line,
            source=mapping.location.file,
        )
        if len(built) == len(moves):
            written = [move for move, _ in moves]
            check_variables(exercise, mapping, written, self._language, self._problems)
        return exercise

    def _check_alternating(
        self, mapping: FieldMapping, context: ExerciseContext, works: Sequence[Sequence[Work]]
    ) -> None:
        """Record a problem if the sides of the exercise in `mapping` can't take turns in each repetition."""

        def report(what: str, remedy: str) -> None:
            self._problems.add(
                mapping.location_of("alternate"), f"`alternate` {what}", remedy, Code.CLASHING_KEYS
            )

        count = len(context.sides)
        if context.has_valid_sides and count != 2:
            there = f"there {'is' if count == 1 else 'are'} {count or 'none'}"
            report(f"needs two sides, and {there}", "write two, such as `sides: [left, right]`")
        if mapping.get("sets_by") == "side":
            report("stands beside `sets_by: side`", "keep one of the two")
        if context.has_fixed_time:
            report("stands beside `lasts`", "keep one of them: `lasts` fixes the time of each side")
        counted = [work for each in works for work in each if isinstance(work, OnBeat | RepeatedHold)]
        if len(counted) < sum(map(len, works)):
            report(
                "is for repetitions, and not all that is done here has some",
                "add `reps`, and `every`, `tempo`, `phases` or `hold`",
            )
        if any(work.reps and work.reps.by_side for work in counted):
            report("stands beside `reps` that differ by side", "write one number: both sides do as many")

    def _move_mappings(self, exercise: FieldMapping) -> list[FieldMapping]:
        """Return the moves of `exercise`, or the single move that it is itself."""
        if not exercise.has("moves"):
            return [exercise]
        for key in exercise.written(*(key for key in MOVE_KEYS if key not in KEYS_FOR_ALL_MOVES)):
            remedy = "write it in each move that it is for"
            if key == "say":
                remedy += ", or call it `intro`"
            self._problems.add(
                exercise.location_of(key), f"`{key}` stands beside `moves`", remedy, Code.CLASHING_KEYS
            )
        return [FieldMapping(node, Scope.MOVE, self._problems) for node in exercise.get("moves") or ()]

    def _build_move(
        self,
        mapping: FieldMapping,
        levels: tuple[FieldMapping, ...],
        dose: MoveDose,
        context: ExerciseContext,
        count: int,
    ) -> Move | None:
        """Build a move. What it does not say it inherits from `levels`, the innermost first."""
        tips = tuple(self._build_tips(mapping))
        built = build_works(dose, context, count, self._problems)
        if built is None:
            return None
        works = tuple(map(self._worded, built))
        return Move(
            work=works[0],
            say=mapping.get("say"),
            brief=mapping.get("brief"),
            tips=tips,
            counting=inherited("count", mapping, *levels) or Counting(),
            accent=inherited("accent", mapping, *levels) or 0,
            loads=inherited("load", mapping, *levels) or (),
            later_works=works[1:],
        )

    def _worded(self, work: Work) -> Work:
        """Return `work` with words of the language for the phases of a tempo such as `3-1-3`."""
        if not isinstance(work, OnBeat) or not work.phases:
            return work
        words = language_pack(self._language).phases
        phases = tuple(replace(phase, word=words.get(phase.word, phase.word)) for phase in work.phases)
        return replace(work, phases=phases)

    def _build_tips(self, move: FieldMapping) -> Iterator[Tip]:
        field = fields_in(Scope.TIP)["say"]
        for node in move.get("tips") or ():
            if isinstance(node, MappingNode) and not {"say", "at"} & {entry.key for entry in node.entries}:
                self._problems.add(
                    node.location,
                    "a colon or a brace splits the words of this tip",
                    "put the words in quotes",
                    Code.NEEDS_QUOTES,
                )
            elif isinstance(node, MappingNode):
                tip = FieldMapping(node, Scope.TIP, self._problems)
                if tip.get("say") is not None:
                    yield Tip(tip.get("say") or "", tip.get("at"))
            elif not isinstance(node, BrokenNode):
                text = convert(field, node, self._problems)
                if text is not None:
                    yield Tip(text)
