"""What `play` settles by itself, from what was done before, and how it is written down."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from voicefoot.cli.history import known_as, resumed
from voicefoot.cli.options import SessionRequest
from voicefoot.errors import OutputError
from voicefoot.history.progression import ASKED_FOR, NO_RANGES, SESSIONS_READ, level_for, talk_for
from voicefoot.model.choices import LEAD_IN_SECONDS, Choices, Level, Talk, has_ranges

if TYPE_CHECKING:
    from datetime import date

    from voicefoot.cli.session import PreparedSession
    from voicefoot.history.recorder import HistoryRecorder
    from voicefoot.history.records import SessionRecord
    from voicefoot.model.routine import Routine

_GOES_ON = "as in the session that it goes on with"
_UNKNOWN = "what was done before can't be read"


@dataclass(frozen=True, slots=True)
class ResolvedPlay:
    """A session of which nothing is left open."""

    name: str
    """The routine, as it was asked for."""
    routine: Routine
    asked: SessionRequest
    level_why: str
    talk_why: str
    goes_on: SessionRecord | None = None
    """The session that was left unfinished and that this one goes on with, at its `place`."""

    def repeat_command(self, voice: str) -> tuple[str, ...]:
        """What is typed after `voicefoot` for the same session; `voice` is the one that was taken."""
        return repeat_command(self.name, self.asked, voice)


def resolve_play(name: str, asked: SessionRequest, *, resume: bool) -> ResolvedPlay:
    """The session of the routine that `name` names; level and talk go by what was done before where they were
    not asked for. With `resume` it is to go on where the latest one was left.

    Raises CommandError where there is none to go on with, and what reading the routine raises.
    """
    from voicefoot.reading.read import read

    routine = read(name)
    left = resumed(name, _exercises(routine, asked.choices)) if resume else None
    choices = asked.choices
    level_why = talk_why = ASKED_FOR
    if left is not None:
        if asked.auto_level:
            choices, level_why = replace(choices, level=Level(left.level)), _GOES_ON
        if asked.auto_talk:
            known = choices.brief_for | frozenset(left.brief)
            choices, talk_why = replace(choices, talk=Talk(left.talk), brief_for=known), _GOES_ON
        return ResolvedPlay(name, routine, replace(asked, choices=choices), level_why, talk_why, left)
    if asked.auto_level or asked.auto_talk:
        before = _before(name)
        today = datetime.now().astimezone().date()
        if asked.auto_level:
            choices, level_why = _with_level(routine, choices, before, today)
        if asked.auto_talk:
            choices, talk_why = _with_talk(routine, choices, before, today)
    return ResolvedPlay(name, routine, replace(asked, choices=choices), level_why, talk_why)


def recorder_of(settled: ResolvedPlay, ready: PreparedSession) -> HistoryRecorder:
    """What writes the session down while it is heard."""
    from voicefoot.history.recorder import HistoryRecorder
    from voicefoot.history.store import History, NewSession
    from voicefoot.planning.doses import dose_of
    from voicefoot.storage.paths import history_file

    choices, left = settled.asked.choices, settled.goes_on
    begun = NewSession(
        routine=known_as(settled.name),
        title=ready.plan.title,
        level=choices.level,
        talk=choices.talk,
        exercises=tuple(section.name for section in ready.plan.sections),
        doses=tuple(dose_of(section) for section in ready.plan.sections),
        before=left.doses if left is not None else (),
        level_why=settled.level_why,
        talk_why=settled.talk_why,
        brief=sorted(choices.brief_for),
        voice=ready.voice.name,
        tempo=choices.tempo,
        options=settled.repeat_command(ready.voice.name),
    )
    return HistoryRecorder(History(history_file()), begun)


def _exercises(routine: Routine, choices: Choices) -> tuple[str, ...]:
    """The names of the exercises of the whole session, in order."""
    from voicefoot.planning.plan import plan

    return tuple(section.name for section in plan(routine, choices).sections)


def _before(name: str) -> list[SessionRecord] | None:
    """The earlier sessions of the routine, the latest first; None where they can't be read."""
    from voicefoot.history.store import History
    from voicefoot.storage.paths import history_file

    try:
        return History(history_file()).sessions(known_as(name), SESSIONS_READ)
    except OutputError:
        return None  # the diary will not be able to write there either, and tells of it


def _with_level(
    routine: Routine, choices: Choices, before: list[SessionRecord] | None, today: date
) -> tuple[Choices, str]:
    if not has_ranges(routine):
        return replace(choices, level=Level.STANDARD), NO_RANGES
    if before is None:
        return replace(choices, level=Level.GENTLE), _UNKNOWN
    found = level_for(before, today, len(routine.exercises) * routine.rounds)
    return replace(choices, level=found.level, announce=found.announce), found.why


def _with_talk(
    routine: Routine, choices: Choices, before: list[SessionRecord] | None, today: date
) -> tuple[Choices, str]:
    if before is None:
        return choices, _UNKNOWN
    names = {exercise.name for exercise in routine.exercises}
    found = talk_for(before, today, names)
    if found.brief_for == names:
        return replace(choices, talk=Talk.BRIEF), found.why
    return replace(choices, brief_for=choices.brief_for | found.brief_for), found.why


def repeat_command(routine: str, asked: SessionRequest, voice: str) -> tuple[str, ...]:
    """What is typed after `voicefoot` for the session of `routine` that was `asked` for, with nothing left to
    be decided by what was done before: level, talk and `voice` are named.
    """
    choices = asked.choices
    words = ["play", *(["--"] if routine.startswith("-") else []), routine]
    options = ["--level", str(choices.level), "--talk", str(choices.talk)]
    if choices.talk is Talk.FULL:
        options += [word for name in sorted(choices.brief_for) for word in ("--brief", name)]
    options += ["--voice", voice, *asked.others, *(["--wait"] if choices.wait else [])]
    if choices.lead_in_seconds != LEAD_IN_SECONDS:
        options += ["--lead-in", f"{choices.lead_in_seconds:g}s"]
    return (words[0], *options, *words[1:]) if "--" in words else (*words, *options)


def as_typed(words: Sequence[str]) -> str:
    """`words` after `voicefoot`, as a line for a shell."""
    return shlex.join(("voicefoot", *words))
