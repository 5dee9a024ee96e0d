"""What `play` takes from the history: the session to resume, the level and the talk; and, the other way
round, what the history is to record of a session, and the command line that repeats it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise, takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from voicefoot.cli.options import SessionRequest
from voicefoot.cli.session import system_language
from voicefoot.errors import CommandError, OutputError
from voicefoot.model.choices import LEAD_IN_SECONDS, Choices, Level, Talk, has_ranges

if TYPE_CHECKING:
    from datetime import date

    from voicefoot.cli.days import ChosenDay
    from voicefoot.cli.session import PreparedSession
    from voicefoot.history.recorder import HistoryRecorder
    from voicefoot.history.records import SessionRecord
    from voicefoot.model.routine import Routine

MAX_UNFINISHED = 20
"""How many sessions are searched for one to resume."""

_WHY_RESUMED = "as in the session that it resumes"
_WHY_UNKNOWN = "earlier sessions can't be read"


@dataclass(frozen=True, slots=True)
class ResolvedPlay:
    """A session of which nothing is left open."""

    name: str
    """The routine or the programme, as it was named on the command line."""
    routine: Routine
    request: SessionRequest
    level_why: str
    talk_why: str
    resumed: SessionRecord | None = None
    """The unfinished session that this one resumes, at its `place`."""
    chosen: ChosenDay | None = None
    """The day of the programme that it is; None if it is of none."""

    @property
    def source(self) -> str:
        """The routine: a built-in name or a path."""
        return self.name if self.chosen is None else self.chosen.routine

    def repeat_command(self, voice: str) -> tuple[str, ...]:
        """Return the words after `voicefoot` that repeat the session with the voice that was used."""
        return repeat_command(self.name, self.request, voice)


def resolve_play(
    name: str, request: SessionRequest, *, resume: bool, chosen: ChosenDay | None = None
) -> ResolvedPlay:
    """Resolve a session of the routine `name`, or that of the `chosen` day of the programme `name`: where
    level and talk are automatic, choose them by the earlier sessions. With `resume`, continue where the
    latest one was left.

    Raises CommandError if there is none to resume, and whatever reading the routine raises.
    """
    from voicefoot.history.level_reasons import ASKED_FOR, FITTED
    from voicefoot.planning.order import is_drawn
    from voicefoot.reading.read import read_with_warnings

    source, level_why = (name, None) if chosen is None else (chosen.routine, chosen.level_why(request))
    if chosen is not None:
        request = chosen.request(request)
    found = read_with_warnings(source, request.language, usual=system_language())
    routine, choices = found.routine, request.choices
    if len(found.languages) > 1:
        request = replace(request, language=routine.language)
    today = datetime.now().astimezone().date()
    if not choices.seed and is_drawn(routine.body):
        seed = (_seed_of(left_off(source, chosen)) if resume else "") or today.isoformat()
        choices = replace(choices, seed=seed)
    level_why, talk_why = level_why or ASKED_FOR, ASKED_FOR
    if request.until is None and request.fit_seconds is None:
        request = replace(request, fit_seconds=routine.fit_seconds)
    if request.until is not None or request.fit_seconds:
        request, level_why = replace(request, auto_level=False), FITTED
    unfinished = None
    if resume:
        unfinished = _session_to_resume(
            name, source, _exercise_names(routine, choices), chosen, request.fit_seconds
        )
    if unfinished is not None:
        if request.auto_level:
            choices, level_why = replace(choices, level=Level(unfinished.level)), _WHY_RESUMED
        if request.auto_talk:
            known = choices.brief_for | frozenset(unfinished.brief)
            choices = replace(choices, talk=Talk(unfinished.talk), brief_for=known)
            talk_why = _WHY_RESUMED
    elif request.auto_level or request.auto_talk:
        earlier = _earlier_sessions(source)
        if request.auto_level:
            choices, level_why = _with_level(routine, choices, earlier, today)
        if request.auto_talk:
            choices, talk_why = _with_talk(routine, choices, earlier, today)
    if chosen is not None and unfinished is None:
        choices, level_why = _as_chosen(chosen, routine, choices, level_why, today)
    request = replace(request, choices=choices)
    return ResolvedPlay(name, routine, request, level_why, talk_why, unfinished, chosen)


def _as_chosen(
    chosen: ChosenDay, routine: Routine, choices: Choices, level_why: str, today: date
) -> tuple[Choices, str]:
    """Return `choices` with what is said of the `chosen` day, and with the level that it has after a break;
    and why that is.
    """
    from voicefoot.cli.days import WHY_EASED, WHY_WRITTEN
    from voicefoot.history.level_reasons import WHY_BREAK
    from voicefoot.history.programme import level_after_break
    from voicefoot.language.packs import language_pack

    change = choices.announce
    if level_why in (WHY_WRITTEN, WHY_EASED) and has_ranges(routine):
        words = language_pack(routine.language)
        last = None if chosen.standing is None else chosen.standing.last
        level, is_long = level_after_break(choices.level, last, today)
        if level is not choices.level:
            change = words.begin_again_line(level) if is_long else words.back_line(level)
            choices, level_why = replace(choices, level=level), WHY_BREAK
        else:
            before = next((each for each in _earlier_sessions(chosen.routine) or () if each.done_now), None)
            if before is not None and before.level != level:
                is_more = list(Level).index(level) > list(Level).index(Level(before.level))
                change = words.more_line(level) if is_more else words.less_line(level)
    return replace(choices, announce=chosen.announced(routine, change)), level_why


def _seed_of(session: SessionRecord | None) -> str:
    """Return the seed that drew the order of `session`, or ""."""
    options = session.options if session is not None else ()
    return next((value for option, value in pairwise(options) if option == "--seed"), "")


def _with_level(
    routine: Routine, choices: Choices, earlier: list[SessionRecord] | None, today: date
) -> tuple[Choices, str]:
    """Return `choices` with the level of today's session, and why it is this one."""
    from voicefoot.history.level_reasons import NO_RANGES
    from voicefoot.history.progression import level_for
    from voicefoot.language.packs import language_pack
    from voicefoot.planning.order import stations

    if not has_ranges(routine):
        return replace(choices, level=Level.STANDARD), NO_RANGES
    if earlier is None:
        return replace(choices, level=Level.GENTLE), _WHY_UNKNOWN
    words = language_pack(routine.language)
    choice = level_for(earlier, today, len(stations(routine.body)), words)
    return replace(choices, level=choice.level, announce=choice.announce), choice.why


def _with_talk(
    routine: Routine, choices: Choices, earlier: list[SessionRecord] | None, today: date
) -> tuple[Choices, str]:
    """Return `choices` with less talk where the exercises are known, and why."""
    from voicefoot.history.progression import talk_for

    if earlier is None:
        return choices, _WHY_UNKNOWN
    names = {exercise.key for exercise in routine.exercises}
    choice = talk_for(earlier, today, names)
    if choice.brief_for == names:
        return replace(choices, talk=Talk.BRIEF), choice.why
    return replace(choices, brief_for=choices.brief_for | choice.brief_for), choice.why


def _exercise_names(routine: Routine, choices: Choices) -> tuple[str, ...]:
    """Return the names of all exercises of the planned session, in order, as the history has them."""
    from voicefoot.planning.plan import plan

    return tuple(section.key for section in plan(routine, choices).sections)


# -- the history of a routine ---------------------------------------------------------------------


def known_as(routine: str) -> str:
    """Return the name under which the history knows `routine`: a built-in name, or the path of its file.

    Raises CommandError if it is neither.
    """
    from voicefoot.reading.builtin import names
    from voicefoot.reading.read import is_path
    from voicefoot.text import match

    return str(Path(routine).resolve()) if is_path(routine) else match(routine, names(), "routine")


def left_off(routine: str, chosen: ChosenDay | None = None) -> SessionRecord | None:
    """Return the latest session of `routine`, or of the `chosen` day of a programme, if it is unfinished; if
    nothing of it was done, the latest of the unfinished ones before it of which something was.
    """
    from voicefoot.history.store import History
    from voicefoot.storage.paths import history_file

    history = History(history_file())
    if chosen is None:
        latest = history.sessions(known_as(routine), MAX_UNFINISHED)
    else:
        of_programme = history.programme_sessions(chosen.key)
        latest = list(takewhile(lambda each: each.programme_day == chosen.day.number, of_programme))
    unfinished = list(takewhile(lambda session: session.stopped_in is not None, latest))
    return next((session for session in unfinished if session.is_begun), next(iter(unfinished), None))


def _session_to_resume(
    name: str,
    routine: str,
    exercises: tuple[str, ...],
    chosen: ChosenDay | None,
    fit_seconds: float | None,
) -> SessionRecord:
    """Return the unfinished session of `routine`, or of the `chosen` day of the programme `name`. Raises
    CommandError if there is none, or if it had other exercises than these. Fitted into the same time, it has
    those that it had then.
    """
    unfinished = left_off(routine, chosen)
    if unfinished is None:
        raise CommandError(f"there is no unfinished session of {name}; leave out --resume")
    is_as_fitted = bool(fit_seconds) and _fit_words(fit_seconds) in pairwise(unfinished.options)
    if unfinished.exercises != exercises and not is_as_fitted:
        same = f'choose the same ones, or begin where you like with --from "{unfinished.stopped_in}"'
        remedy = f"type: {unfinished.command} --resume" if unfinished.command else same
        raise CommandError(f"the unfinished session of {name} had other exercises; {remedy}")
    return unfinished


def _earlier_sessions(name: str) -> list[SessionRecord] | None:
    """Return the earlier sessions of the routine, the latest first; None if they can't be read."""
    from voicefoot.history.progression import SESSIONS_READ
    from voicefoot.history.store import History
    from voicefoot.storage.paths import history_file

    try:
        return History(history_file()).sessions(known_as(name), SESSIONS_READ)
    except OutputError:
        return None  # the recorder won't be able to write there either, and reports it


def recorder_of(resolved: ResolvedPlay, ready: PreparedSession, *, records: bool = True) -> HistoryRecorder:
    """Return what records the session in the history while it plays, if it `records`."""
    from voicefoot.history.recorder import HistoryRecorder
    from voicefoot.history.records import NewSession
    from voicefoot.history.store import History
    from voicefoot.planning.dose_words import dose_of
    from voicefoot.storage.paths import history_file

    choices, resumed = resolved.request.choices, resolved.resumed
    session = NewSession(
        routine=known_as(resolved.source),
        title=ready.plan.title,
        level=choices.level,
        talk=choices.talk,
        exercises=tuple(section.key for section in ready.plan.sections),
        doses=tuple(dose_of(section) for section in ready.plan.sections),
        before=resumed.doses if resumed is not None else (),
        level_why=resolved.level_why,
        talk_why=resolved.talk_why,
        brief=sorted(choices.brief_for),
        voice=ready.voice.name,
        tempo=choices.tempo,
        options=resolved.repeat_command(ready.voice.name),
        tallies=resumed.tallies if resumed is not None else {},
        programme="" if resolved.chosen is None else resolved.chosen.key,
        programme_day=0 if resolved.chosen is None else resolved.chosen.day.number,
    )
    return HistoryRecorder(History(history_file()) if records else None, session)


# -- the command line that repeats a session ------------------------------------------------------


def repeat_command(routine: str, request: SessionRequest, voice: str) -> tuple[str, ...]:
    """Return the words after `voicefoot` that play the session of `routine` again. They name level, talk and
    `voice`, and so leave nothing to the history.
    """
    choices = request.choices
    day = [] if request.day is None else ["--day", request.day]
    fit = request.fit_seconds
    options = [*day, *(_fit_words(fit) if fit else ("--level", str(choices.level)))]
    options += ["--talk", str(choices.talk)]
    if choices.talk is Talk.FULL:
        options += [word for name in sorted(choices.brief_for) for word in ("--brief", name)]
    if request.language is not None:
        options += ["--language", request.language]
    if choices.seed:
        options += ["--seed", choices.seed]
    options += ["--voice", voice, *request.option_words, *(["--wait"] if choices.wait else [])]
    if choices.lead_in_seconds != LEAD_IN_SECONDS:
        options += ["--lead-in", f"{choices.lead_in_seconds:g}s"]
    if routine.startswith("-"):
        return ("play", *options, "--", routine)
    return ("play", routine, *options)


def _fit_words(fit_seconds: float | None) -> tuple[str, str]:
    return "--fit", f"{fit_seconds or 0.0:.12g}s"
