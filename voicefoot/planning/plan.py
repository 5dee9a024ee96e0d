"""The verb `plan`: turn a routine and the user's choices into cues.

The order of blocks, rounds and rests is that of `order`; in each sets, sides, moves. How long talk takes is
not known here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from voicefoot.errors import Problem, RoutineError
from voicefoot.language.packs import language_pack
from voicefoot.language.pronounce import speller
from voicefoot.language.written_to_spoken import speaker_of
from voicefoot.model.choices import (
    Choices,
    Talk,
    apply_choices,
    resolve_brief_for,
)
from voicefoot.model.cues import (
    Plan,
    PlannedSection,
    PreRoll,
    Say,
    TimeBox,
    Wait,
)
from voicefoot.model.limits import MAX_SESSION_SECONDS
from voicefoot.model.origin import Origin
from voicefoot.model.routine import (
    Announce,
    Exercise,
    OnBeat,
    RepeatedHold,
    Routine,
)
from voicefoot.planning import coach, group_class
from voicefoot.planning.announced_length import reckoned_seconds, speech_seconds
from voicefoot.planning.coach import Context
from voicefoot.planning.next_told import with_next_told
from voicefoot.planning.order import Station, ordered
from voicefoot.planning.section_cues import LastSaid, SectionBuilder
from voicefoot.planning.spelling import spelled
from voicefoot.problem_codes import Code
from voicefoot.text import shown


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that is under way: so many of its `sections` are those of `routine`."""

    routine: Routine
    sections: int


def plan(routine: Routine, choices: Choices | None = None, begun: Begun | None = None) -> Plan:
    """Return the session that `routine` becomes with `choices`. Where it was `begun` as another routine that
    differs in its doses alone, return only the sections that come after.

    Raises CommandError if a choice names something that the routine does not have, and RoutineError if the
    session would last longer than a day.
    """
    choices = resolve_brief_for(routine, choices or Choices())
    chosen = apply_choices(routine, choices)
    order = _order(chosen, choices)
    if begun is not None:
        order = [
            *_order(apply_choices(begun.routine, choices), choices)[: begun.sections],
            *order[begun.sections :],
        ]
    told = with_next_told(list(_sections(chosen, choices, order)))
    say = speller(speaker_of(language_pack(routine.language)), routine.pronounce, choices.pronounce)
    heard = [spelled(section, say) for section in _with_title(told, chosen, choices)]
    sections = _with_music(_into_time(heard, choices), choices.seed or routine.key)[
        0 if begun is None else begun.sections :
    ]
    _check_length(sections, routine)
    return Plan(routine.title, routine.language, sections, routine.sounds)


def _check_length(sections: Sequence[PlannedSection], routine: Routine) -> None:
    """Raise RoutineError if a session lasts longer than one may, with all that is said and waited for."""
    if reckoned_seconds(sections) <= MAX_SESSION_SECONDS:
        return
    seconds: dict[str, float] = defaultdict(float)
    for section in sections:
        seconds[section.key] += reckoned_seconds([section])
    longest = max(seconds, key=lambda key: seconds[key])
    line = next((each.line for each in routine.exercises if each.key == longest), None)
    hours = reckoned_seconds(sections) / 3600
    what = f'the session would last about {hours:,.0f} hours, most of it with "{shown(longest)}"'
    remedy = f"a session lasts {MAX_SESSION_SECONDS / 3600:.0f} hours at most; lower doses, sets or rounds"
    problem = Problem(routine.source or "routine", line or 1, 1, what, remedy, Code.OUT_OF_RANGE)
    raise RoutineError([problem])


def _order(routine: Routine, choices: Choices) -> list[Station]:
    order = ordered(routine, choices)
    return [_waited_for(station) for station in order] if choices.wait else order


def _sections(routine: Routine, choices: Choices, order: list[Station]) -> Iterator[PlannedSection]:
    exercises = [station.exercise for station in order]
    total = len(order)
    first_beat = _first(exercises, OnBeat, choices)
    first_hold = _first(exercises, RepeatedHold, choices)
    first = min(choices.sections_done, total - 1)
    explained = {station.number for station in order[:first]} if first else set[int]()
    told = LastSaid()
    words = language_pack(routine.language)
    for i in range(first, total):
        station = order[i]
        context = Context(
            routine=routine,
            choices=choices,
            words=words,
            talk=choices.talk_for(station.exercise.key),
            station=station,
            before=exercises[i - 1] if i > first else None,
            after=order[i + 1] if i + 1 < total else None,
            opens=i == first,
            closes=i + 1 == total,
            explain_beat=i == first_beat,
            explain_hold=i == first_hold,
            needs=group_class.needed(exercises[first:])
            if choices.for_class and choices.with_intro and i == first
            else (),
            # Whoever begins here is told everything.
            known=station.number in explained and i > first,
        )
        explained.add(station.number)
        yield SectionBuilder(station.exercise, context, told).planned()


def _waited_for(station: Station) -> Station:
    """Return `station` as it is where a session waits for a command before each block and round: the wait
    stands in place of the rest.
    """
    if not (station.begins_block or station.new_round):
        return station
    return replace(station, rest_before_seconds=None, round_starts=())


def _with_title(sections: list[PlannedSection], routine: Routine, choices: Choices) -> list[PlannedSection]:
    """Return `sections` with the line that opens the session, unless its time is fixed as a whole."""
    is_fixed = all(section.fixed for section in sections)
    is_silenced = choices.talk is Talk.COUNTS or Announce.TITLE in routine.silenced
    if not choices.with_intro or is_silenced or is_fixed:
        return sections
    first = sections[0]
    if isinstance(first.cues[0], TimeBox):
        # The title takes none of the time that the exercise `lasts`, and is said after the pre-roll.
        wake, *inside = first.cues[0].cues
        assert isinstance(wake, PreRoll), "a session begins with it"
        first = replace(first, cues=(wake, replace(first.cues[0], cues=tuple(inside)), *first.cues[1:]))
    at = 2 if choices.announce else 1  # after the pre-roll, and what is announced before all else
    words = language_pack(routine.language)
    title = words.sentence(routine.title)
    fitting = choices.fitting
    if fitting is not None and Announce.LENGTH not in routine.silenced:
        title = words.joined(routine.title, words.fitted_line(fitting.seconds, fitting.amount))
    is_full = any(choices.talk_for(section.key) is Talk.FULL for section in sections)
    if is_full and fitting is None and Announce.LENGTH not in routine.silenced:
        exercises = len({station.number for station in ordered(routine, choices)})
        to_come = [replace(first, cues=first.cues[at:]), *sections[1:]]
        seconds = reckoned_seconds(to_come) + coach.INTRO_PAUSE_SECONDS
        itself_seconds = speech_seconds(words.title_line(routine.title, exercises, seconds))
        title = words.title_line(routine.title, exercises, seconds + itself_seconds)
    opening = Say(title, Origin.TITLE, coach.INTRO_PAUSE_SECONDS)
    return [replace(first, cues=(*first.cues[:at], opening, *first.cues[at:])), *sections[1:]]


def _into_time(sections: list[PlannedSection], choices: Choices) -> list[PlannedSection]:
    """Return `sections` with longer waits, and with the end, that fit them into a time."""
    fitting = choices.fitting
    if fitting is None:
        return sections
    fits = choices.sections_done == fitting.from_section and choices.tempo == fitting.tempo
    waiting = [
        replace(
            section,
            cues=tuple(
                replace(cue, seconds=cue.seconds * fitting.waits) if isinstance(cue, Wait) else cue
                for cue in section.cues
            ),
            on_grid=False,
        )
        for section in sections
    ]
    last = replace(waiting[-1], session_seconds=fitting.seconds if fits else None)
    return [*waiting[:-1], last]


def _with_music(sections: Sequence[PlannedSection], seed: str) -> tuple[PlannedSection, ...]:
    """Return `sections` with each told whether its soundtrack plays on into the next, and its `seed`."""
    following = [section.soundtrack for section in sections[1:]] + [None]
    return tuple(
        replace(
            section,
            plays_on=section.soundtrack is not None and section.soundtrack == next_soundtrack,
            music_seed=seed if section.soundtrack is not None else "",
        )
        for section, next_soundtrack in zip(sections, following, strict=True)
    )


def _first(exercises: Sequence[Exercise], kind: type, choices: Choices) -> int | None:
    """Return the index of the first exercise with such work, or None."""
    return next(
        (i for i, e in enumerate(exercises) if coach.first_counted(e, kind, choices) is not None), None
    )
