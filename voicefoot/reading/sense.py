"""Warnings of what is possible, and not likely: a hold of ten minutes, a tempo that nobody keeps for so
many repetitions, sides that are named and never changed. The numbers are in `model.likely`.

What takes the whole session into account is in `planning.sense`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from voicefoot.model import likely
from voicefoot.model.routine import (
    Block,
    Breath,
    Dose,
    Exercise,
    OnBeat,
    RepeatedHold,
    Routine,
    Work,
)
from voicefoot.problem_codes import Code
from voicefoot.reading.named_sides import warn_of_named_sides
from voicefoot.reading.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode
from voicefoot.reading.problems import InvalidValueError, Location, Problems
from voicefoot.reading.values import format_duration, parse_duration_range, split_times


def warn_of_the_unlikely(root: Node, routine: Routine, problems: Problems) -> None:
    """Warn of what is not likely in `root`, from which `routine` was built."""
    if isinstance(root, MappingNode):
        _warn_of_list(root, routine.body, problems)
        warn_of_named_sides(list(exercises_of(root, routine.body)), routine.language, problems)


def exercises_of(node: MappingNode, block: Block) -> Iterator[tuple[Node, Exercise]]:
    """Yield each exercise of `block`, which was built from `node`, with its own node."""
    for item_node, item in _items(node, block):
        if isinstance(item, Exercise):
            yield item_node, item
        elif isinstance(item, Block) and isinstance(item_node, MappingNode):
            yield from exercises_of(item_node, item)


def _items(node: MappingNode, block: Block) -> Iterator[tuple[Node, object]]:
    listed = next((entry.value for entry in node.entries if entry.key == "exercises"), None)
    if isinstance(listed, SequenceNode) and len(listed.items) == len(block.items):
        yield from zip(listed.items, block.items, strict=True)


def _warn_of_list(node: MappingNode, block: Block, problems: Problems) -> None:
    _warn_of_times(node, problems)
    for item_node, item in _items(node, block):
        if not isinstance(item_node, MappingNode):
            continue
        if isinstance(item, Block):
            _warn_of_list(item_node, item, problems)
            continue
        _warn_of_times(item_node, problems)
        if isinstance(item, Exercise):
            _warn_of_exercise(item_node, item, problems)


def _warn_of_exercise(node: MappingNode, exercise: Exercise, problems: Problems) -> None:
    listed = next((entry.value for entry in node.entries if entry.key == "moves"), None)
    nodes: Sequence[Node] = listed.items if isinstance(listed, SequenceNode) else (node,)
    if len(nodes) != len(exercise.moves):
        return
    for move_node, move in zip(nodes, exercise.moves, strict=True):
        if not isinstance(move_node, MappingNode):
            continue
        if move_node is not node:
            _warn_of_times(move_node, problems)
        for work in move.works:
            _warn_of_work(move_node, work, 2 if exercise.alternates else 1, problems)


# -- times ---------------------------------------------------------------------------------------


def _warn_of_times(node: MappingNode, problems: Problems) -> None:
    """Warn of each time in `node` that is longer than is likely for its key."""
    for entry in node.entries:
        longest = likely.LONGEST.get(entry.key)
        if longest is None:
            continue
        for location, seconds in _seconds(entry):
            if seconds > longest.seconds:
                what = f"`{entry.key}` is {format_duration(seconds)}, which is long: {longest.reason}"
                problems.warn(location, what, longest.remedy, Code.UNLIKELY_TIME)


def _seconds(entry: Entry) -> Iterator[tuple[Location, float]]:
    """Yield the times in the value of `entry`, each at its longest, with its place."""
    nodes = entry.value.items if isinstance(entry.value, SequenceNode) else (entry.value,)
    for node in nodes:
        if isinstance(node, ScalarNode):
            for text in split_times(node.text) or [node.text]:
                try:
                    yield node.location, parse_duration_range(text).high
                except InvalidValueError:
                    continue  # `none`, which is no time


# -- work ----------------------------------------------------------------------------------------


def _warn_of_work(node: MappingNode, work: Work, movements_a_rep: int, problems: Problems) -> None:
    if isinstance(work, OnBeat):
        _warn_of_tempo(node, work, movements_a_rep, problems)
    elif isinstance(work, RepeatedHold):
        _warn_of_holds(node, work, problems)
    elif isinstance(work, Breath):
        _warn_of_breath(node, work, problems)


def _place(node: MappingNode, *keys: str) -> Location:
    """Return where the first of `keys` that `node` has is written, or else where `node` begins."""
    found = (entry.location for key in keys for entry in node.entries if entry.key == key)
    return next(found, node.location)


def _most(dose: Dose | None) -> float:
    """Return the greatest number of repetitions in `dose`; 0 if the time decides."""
    if dose is None:
        return 0.0
    ranges = [*dose.by_side.values(), *([] if dose.everywhere is None else [dose.everywhere])]
    return max(each.high for each in ranges)


def _warn_of_tempo(node: MappingNode, work: OnBeat, movements_a_rep: int, problems: Problems) -> None:
    period_seconds = (work.pace.first_seconds + work.pace.last_seconds) / 2
    count = _most(work.reps) * movements_a_rep
    if work.seconds is not None:
        count = work.seconds.high / period_seconds
    bpm = 60 / period_seconds
    # Seconds that were made from beats are not quite what they were.
    step = next((step for step in likely.MOST_REPS if bpm <= step[0] + 0.01), likely.MOST_REPS[-1])
    _, most, reason = step
    if count > most:
        what = f"nobody keeps {bpm:.0f} beats a minute for {count:,.0f} repetitions: {reason}"
        remedy = f"go slower, or do {most:,} at most"
        problems.warn(_place(node, "tempo", "every", "reps", "name"), what, remedy, Code.UNLIKELY_TEMPO)


def _warn_of_holds(node: MappingNode, work: RepeatedHold, problems: Problems) -> None:
    reps = _most(work.reps)
    seconds = reps * work.hold_seconds.high + max(reps - 1, 0.0) * (work.relax_seconds or 0.0)
    if seconds > likely.MAX_HOLDS_SECONDS:
        most = format_duration(likely.MAX_HOLDS_SECONDS)
        what = f"these {reps:,.0f} holds take {seconds / 60:,.0f} min in a row"
        remedy = f"more than {most} is not likely: lower `reps` or `hold`, or write `sets` and `rest`"
        problems.warn(_place(node, "reps", "hold", "name"), what, remedy, Code.UNLIKELY_TIME)


def _warn_of_breath(node: MappingNode, work: Breath, problems: Problems) -> None:
    period_seconds = work.period_seconds
    seconds = work.seconds.high if work.seconds else _most(work.reps) * period_seconds
    place = _place(node, "breath", "phases", "name")
    if period_seconds > likely.MAX_BREATH_SECONDS:
        what = f"one breath takes {format_duration(period_seconds)}"
        remedy = f"hold it for less: more than {format_duration(likely.MAX_BREATH_SECONDS)} is for divers"
        problems.warn(place, what, remedy, Code.UNLIKELY_TIME)
    if period_seconds < likely.MIN_BREATH_SECONDS and seconds > likely.MAX_FAST_BREATHING_SECONDS:
        what = f"a breath every {format_duration(period_seconds)} for {seconds / 60:,.0f} min makes dizzy"
        most = format_duration(likely.MAX_FAST_BREATHING_SECONDS)
        problems.warn(place, what, f"breathe more slowly, or for {most} at most", Code.UNLIKELY_TEMPO)
