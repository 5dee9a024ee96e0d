"""The command `programme`: the days of a programme as a calendar, as JSON, or as a calendar file."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voicefoot.cli.days import date_words, sessions_of
from voicefoot.cli.printing import echo, echo_json
from voicefoot.cli.session import note
from voicefoot.errors import CommandError, OutputError
from voicefoot.text import as_typed, escaped

if TYPE_CHECKING:
    from voicefoot.history.programme import PlannedDay, Standing
    from voicefoot.model.programme import Day, Programme

_DEFAULT_AT = "18:00"
_STDOUT = Path("-")


class TimeOfDay(click.ParamType[time]):
    """A time of day, such as `18:00` or `7:30`."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> time:
        found = re.fullmatch(r"([0-9]{1,2})[:.]?([0-9]{2})", str(value).strip())
        if found is None or not (int(found[1]) < 24 and int(found[2]) < 60):
            self.fail(f"{value!r} is no time of day; write one such as 18:00", param, ctx)
        return time(int(found[1]), int(found[2]))


@dataclass(frozen=True, slots=True)
class _View:
    """A programme with all that is shown of it."""

    name: str
    key: str
    programme: Programme
    standing: Standing
    days: Sequence[PlannedDay]
    today: date

    @property
    def count(self) -> int:
        return len(self.standing.done)


@click.command("programme")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@click.option(
    "--ics",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Write the sessions to come into a calendar file, with reminders; - for standard output.",
)
@click.option(
    "--at", type=TimeOfDay(), default=_DEFAULT_AT, metavar="TIME", show_default=True,
    help="The time of day in the calendar file.",
)  # fmt: skip
@click.option(
    "--remind", type=click.IntRange(0, 1440), default=10, metavar="MINUTES", show_default=True,
    help="How long before to remind.",
)  # fmt: skip
def programme_command(name: str | None, as_json: bool, ics: Path | None, at: time, remind: int) -> None:
    """Show the days of the programme NAME: what is done, what is due today, and what is to come. Without a
    NAME, the programmes that you are in.
    """
    if name is None:
        if ics is not None:
            raise CommandError("no programme was named; type: voicefoot programme four-weeks --ics feet.ics")
        _print_all(as_json=as_json)
        return
    view = _view(name)
    if ics is not None:
        _write_calendar(view, ics, at, remind)
    elif as_json:
        echo_json(_as_json(view))
    else:
        for line in _lines(view):
            echo(line)


def _view(name: str) -> _View:
    from voicefoot.history.programme import planned_days, standing
    from voicefoot.reading.read_programme import known_programme, read_programme

    programme, key = read_programme(name), known_programme(name)
    today = datetime.now().astimezone().date()
    found = standing(programme, sessions_of(key), today)
    return _View(name, key, programme, found, tuple(planned_days(programme, found, today)), today)


# -- for people --------------------------------------------------------------------------------------

_MARKS = {"done": "x", "today": ">", "passed": "-", "to come": " "}


def _lines(view: _View) -> Iterator[str]:
    programme = view.programme
    yield f"{escaped(programme.title)}: {view.count} of {len(programme.sessions)} sessions are done"
    yield from (escaped(text) for text in (programme.about, programme.intro) if text)
    week: int | None = 0
    told: str | None = None
    for days in _runs(view.days):
        first = days[0].day
        if first.week != week:
            week = first.week
            yield ""
            if week is not None:
                yield f"week {week}"
        yield f"  {_MARKS[days[0].state]} {_row(view, days)}".rstrip()
        if first.note and first.note != told:
            told = first.note
            yield f"      {escaped(told)}"
    yield ""
    yield _what_now(view)


def _runs(days: Iterable[PlannedDay]) -> Iterator[list[PlannedDay]]:
    """Yield `days` one by one, but days of rest together, where there is nothing to say of any of them."""
    from voicefoot.history.programme import State

    run: list[PlannedDay] = []
    for each in days:
        alike = run and each.day.is_rest and not each.day.note and each.state is not State.TODAY
        if alike and (run[0].day.week, run[0].state, run[0].day.routine) == (each.day.week, each.state, None):
            run.append(each)
            continue
        if run:
            yield run
        run = [each]
    if run:
        yield run


def _row(view: _View, days: Sequence[PlannedDay]) -> str:
    from voicefoot.history.programme import State

    each = days[0]
    day = each.day
    when = "" if each.date is None else f"{each.date:%a %d %b}"
    rest = "rest" if len(days) == 1 else f"rest, {len(days)} days"
    what = rest if day.routine is None else _routine_words(day.routine)
    level = None if day.is_rest or each.state is State.DONE else view.standing.level(day)
    is_today = each.state is State.TODAY
    words = [what, *([level] if level else []), *(["today"] if is_today else [])]
    return f"day {day.label:<5} {when:<11} {', '.join(words)}"


def _routine_words(routine: str) -> str:
    return escaped(Path(routine).name)


def what_comes(programme: str) -> str:
    """Return the line that tells what comes next in the `programme`, a name or a path. Raises what reading it
    raises.
    """
    view = _view(programme)
    return f"{escaped(view.programme.title)}: {_what_now(view)}"


def _what_now(view: _View) -> str:
    found, play = view.standing, ("play", view.name)
    if found.next_day is None:
        again = as_typed(*play, "--day", view.programme.sessions[0].label)
        return f"It is done. To begin again: {escaped(again)}"
    why = f" ({found.why})" if found.why else ""
    if found.is_due(view.today):
        return f"Today is {found.next_day.title}{why}; type: {escaped(as_typed(*play))}"
    return f"Next is {found.next_day.title}{why}, on {date_words(found.due)}."


def _print_all(*, as_json: bool) -> None:
    """Print the programmes that the history knows, each with where it stands."""
    views = list(_known_views())
    if as_json:
        echo_json([_as_json(view) for view in views])
        return
    for view in views:
        done = f"{view.count} of {len(view.programme.sessions)} sessions are done"
        echo(f"{escaped(view.name)}: {escaped(view.programme.title)}, {done}")
        echo(f"    {_what_now(view)}")
    if not views:
        echo("You are in no programme; for those that there are, type: voicefoot list programmes")


def _known_views() -> Iterator[_View]:
    from voicefoot.errors import VoicefootError
    from voicefoot.history.store import History
    from voicefoot.storage.paths import history_file

    sessions = History(history_file()).programme_sessions()
    for key in dict.fromkeys(session.programme for session in sessions):
        try:
            yield _view(key)
        except OutputError:
            raise
        except VoicefootError as error:  # its file is gone, or was changed; the others are shown all the same
            note(f"{escaped(key)} can't be read any more: {str(error).splitlines()[0]}")


# -- for programs ------------------------------------------------------------------------------------


def _as_json(view: _View) -> dict[str, Any]:
    found = view.standing
    return {
        "name": view.key,
        "title": view.programme.title,
        "about": view.programme.about,
        "today": view.today.isoformat(),
        "sessions": len(view.programme.sessions),
        "done": view.count,
        "next": None if found.next_day is None else found.next_day.label,
        "due": None if found.next_day is None else found.due.isoformat(),
        "why": found.why,
        "days": [_day_json(view, each) for each in view.days],
    }


def _day_json(view: _View, each: PlannedDay) -> dict[str, Any]:
    day = each.day
    return {
        "label": day.label,
        "number": day.number,
        "week": day.week,
        "day": day.day,
        "routine": day.routine,
        "level": None if day.is_rest else view.standing.level(day),
        "talk": day.talk,
        "say": day.say,
        "note": day.note,
        "state": each.state.value,
        "date": None if each.date is None else each.date.isoformat(),
    }


# -- for calendars -----------------------------------------------------------------------------------


def _write_calendar(view: _View, out: Path, at: time, remind: int) -> None:
    from voicefoot.export.calendar_file import CalendarEvent, calendar_file
    from voicefoot.history.programme import State
    from voicefoot.storage.atomic import atomic_writer

    to_come = [
        (each.day, each.date)
        for each in view.days
        if not each.day.is_rest and each.date is not None and each.state in (State.TODAY, State.TO_COME)
    ]
    if not to_come:
        raise CommandError(f"all sessions of {view.name} are done, so that there is nothing to write")
    minutes = _minutes(view, [day for day, _ in to_come])
    events = [
        CalendarEvent(
            str(day.number),
            when,
            minutes[day.number],
            f"{view.programme.title}: {day.title}",
            "\n".join(_description(view, day)),
        )
        for day, when in to_come
    ]
    written = calendar_file(view.key, events, at, remind)
    if out == _STDOUT:
        sys.stdout.buffer.write(written)
        return
    with atomic_writer(out) as stream:
        stream.write(written)
    note(f"{out}, {len(events)} sessions from {date_words(to_come[0][1])} to {date_words(to_come[-1][1])}")


def _description(view: _View, day: Day) -> Iterable[str]:
    level = view.standing.level(day)
    yield ", ".join([_routine_words(day.routine or ""), *([level] if level else [])])
    if day.note:
        yield day.note
    yield as_typed("play", view.key)  # a calendar is in no folder


def _minutes(view: _View, days: Iterable[Day]) -> dict[int, int]:
    """Return about how many minutes each of `days` takes, by their numbers. Raises RoutineError."""
    from voicefoot.export.calendar_file import whole_minutes
    from voicefoot.model.choices import Choices, Level, Talk
    from voicefoot.planning.announced_length import reckoned_seconds
    from voicefoot.planning.plan import plan
    from voicefoot.reading.read import read

    known: dict[tuple[str, Level, Talk], int] = {}
    found: dict[int, int] = {}
    for day in days:
        asked = (day.routine or "", view.standing.level(day) or Level.STANDARD, day.talk or Talk.FULL)
        if asked not in known:
            routine = read(asked[0])
            sections = plan(routine, Choices(level=asked[1], talk=asked[2])).sections
            known[asked] = whole_minutes(routine.fit_seconds or reckoned_seconds(sections))
        found[day.number] = known[asked]
    return found
