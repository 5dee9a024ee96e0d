"""Which routine a name on the command line means, where that is a programme: the one of a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from voicefoot.errors import CommandError
from voicefoot.text import as_typed, escaped

if TYPE_CHECKING:
    from voicefoot.cli.options import SessionRequest
    from voicefoot.history.programme import Standing
    from voicefoot.history.records import SessionRecord
    from voicefoot.model.choices import Level
    from voicefoot.model.programme import Day, Programme
    from voicefoot.model.routine import Routine

WHY_WRITTEN = "as the programme says"
WHY_EASED = "lower than the programme says, since it was too hard"


@dataclass(frozen=True, slots=True)
class NoSession:
    """There is no session to play today; `message` says why, and what comes."""

    message: str


@dataclass(frozen=True, slots=True)
class ChosenDay:
    """A day of a programme that is to be done."""

    programme: Programme
    key: str
    """How the history calls the programme."""
    day: Day
    standing: Standing | None = None
    """What it was chosen by; None if the user named it."""

    @property
    def routine(self) -> str:
        """The routine of the day, a built-in name or a path."""
        assert self.day.routine is not None, "a day of rest is not chosen"
        return self.day.routine

    @property
    def written_level(self) -> Level | None:
        """The level of the day; None if none is written."""
        return self.day.level if self.standing is None else self.standing.level(self.day)

    def request(self, request: SessionRequest) -> SessionRequest:
        """Return `request` with the day, and with its level and talk where the user asked for none."""
        choices = request.choices
        level, talk = self.written_level, self.day.talk
        for_class = choices.for_class
        if level is not None and request.is_usual_level and not for_class:
            choices = replace(choices, level=level)
            request = replace(request, auto_level=False)
        if talk is not None and request.is_usual_talk:
            choices = replace(choices, talk=talk)
            request = replace(request, auto_talk=False)
        return replace(request, choices=choices, day=self.day.label)

    def level_why(self, request: SessionRequest) -> str | None:
        """Return why the level is that of the day; None if it is not."""
        if self.day.level is None or not request.is_usual_level or request.choices.for_class:
            return None
        return WHY_WRITTEN if self.written_level is self.day.level else WHY_EASED

    def announced(self, routine: Routine, change: str = "") -> str:
        """Return what is said before the session of `routine`: which day it is, the programme's own words if
        they are in that language, and a `change` of the level.
        """
        from voicefoot.language.packs import language_pack, pack_code

        words = language_pack(routine.language)
        first, last = self.programme.sessions[0], self.programme.sessions[-1]
        again = self.standing is not None and self.standing.is_again
        which = words.day_line(
            self.day.week, self.day.day, again=again, last=self.day == last and first != last
        )
        own: list[str | None] = []
        if pack_code(self.programme.language) == pack_code(routine.language):
            own = [self.programme.intro if self.day == first and not again else None, self.day.say]
        return words.joined(*filter(None, [which, change, *own]))


def chosen_day(name: str, day: str | None) -> ChosenDay | None:
    """Return the day of the programme `name` that --day names; None if `name` is a routine.

    Raises CommandError if --day is missing, or names no session, and what reading the programme raises.
    """
    from voicefoot.reading.read_programme import find_programme, known_programme

    programme = find_programme(name)
    if programme is None:
        if day is not None:
            raise CommandError(f"--day is for programmes, and {name} is a routine; leave it out")
        return None
    if day is None:
        first = programme.sessions[0]
        raise CommandError(
            f"{name} is a programme of {len(programme.days)} days; say which one, such as --day {first.label}"
        )
    return ChosenDay(programme, known_programme(name), _named_day(programme, name, day))


def todays_day(name: str, request: SessionRequest, *, resume: bool) -> ChosenDay | NoSession | None:
    """Return the day of the programme `name` that is to be done today, or that --day names, or with `resume`,
    the one that was begun last; None if `name` is a routine.

    Raises CommandError if --day names no session, or there is none to resume.
    """
    from voicefoot.reading.read_programme import find_programme, known_programme

    if request.day is not None:
        return chosen_day(name, request.day)
    programme = find_programme(name)
    if programme is None:
        return None
    key = known_programme(name)
    sessions = sessions_of(key)
    if resume:
        return ChosenDay(programme, key, _begun_day(programme, name, sessions))
    from voicefoot.history.programme import standing

    today = datetime.now().astimezone().date()
    found = standing(programme, sessions, today)
    if not found.is_due(today) or found.next_day is None:
        return NoSession(_why_none(programme, name, found, today))
    return ChosenDay(programme, key, found.next_day, found)


def told(chosen: ChosenDay) -> str:
    """Return what the terminal shows of a day before its session: which it is, why again, its note."""
    day = chosen.day
    why = "" if chosen.standing is None or not chosen.standing.why else f", again: {chosen.standing.why}"
    lines = [f"{chosen.programme.title}: {day.title}{why}"]
    return "\n".join(map(escaped, [*lines, *([day.note] if day.note else [])]))


def sessions_of(programme: str) -> list[SessionRecord]:
    """Return the sessions of the programme that the history knows so, the latest first.

    Raises OutputError if the history can't be read: which day it is can't be guessed.
    """
    from voicefoot.history.store import History
    from voicefoot.storage.paths import history_file

    return History(history_file()).programme_sessions(programme)


def date_words(day: date) -> str:
    """Return `day` as people read it: "Monday, 30 Nov"."""
    from voicefoot.model.programme import WEEKDAYS

    return f"{WEEKDAYS[day.weekday()]}, {day.day} {day:%b}"


def _named_day(programme: Programme, name: str, text: str) -> Day:
    """Return the day that `text` names, as "2.3" or by its number. Raises CommandError if it has none."""
    wanted = text.strip()
    found = next((day for day in programme.days if wanted == day.label), None)
    if found is None and wanted.isascii() and wanted.isdigit() and len(wanted) < 6:
        found = next((day for day in programme.days if day.number == int(wanted)), None)
    if found is None:
        last = programme.days[-1]
        form = "1" if last.week is None else "1.1"
        raise CommandError(f'{name} has no day "{text}"; write one from {form} to {last.label}')
    if found.is_rest:
        session = programme.session_from(found.number) or programme.sessions[-1]
        raise CommandError(
            f"{found.title} of {name} is a day of rest; the next session is --day {session.label}"
        )
    return found


def _begun_day(programme: Programme, name: str, sessions: list[SessionRecord]) -> Day:
    latest = next(iter(sessions), None)
    if latest is not None and latest.stopped_in is not None:
        day = programme.session_from(latest.programme_day)
        if day is not None and day.number == latest.programme_day:
            return day
    raise CommandError(f"there is no unfinished session of {name}; leave out --resume")


def _why_none(programme: Programme, name: str, found: Standing, today: date) -> str:
    next_day, last = found.next_day, found.last
    if next_day is None:
        count = len(programme.sessions)
        again = as_typed("play", name, "--day", programme.sessions[0].label)
        return (
            f"{programme.title} is done: all its {count} sessions, the last on {date_words(found.due)}. "
            f"To begin again, type: {again}"
        )
    is_done_today = last is not None and last.begun.date() == today
    begin = "Today's session is done" if is_done_today else "Today is a day of rest"
    tomorrow = (found.due - today).days == 1
    when = "tomorrow" if tomorrow else f"on {date_words(found.due)}"
    return (
        f"{begin}. {programme.title}: next is {next_day.title}, {when}; "
        f"to do it now, type: {as_typed('play', name, '--day', next_day.label)}"
    )
