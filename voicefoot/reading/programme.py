"""The tree of a programme's file -> a Programme, or every problem of the file at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voicefoot.model import limits
from voicefoot.model.choices import Level, Talk
from voicefoot.model.programme import OF_WEEKS, WEEKDAYS, Day, Programme, Return
from voicefoot.problem_codes import Code
from voicefoot.reading import builtin
from voicefoot.reading.convert import convert, one_line
from voicefoot.reading.file_names import ENDINGS, names_file
from voicefoot.reading.nodes import BrokenNode, Entry, MappingNode, Node, ScalarNode, SequenceNode
from voicefoot.reading.paths import resolve_named
from voicefoot.reading.problems import START, InvalidValueError, Location, Problems
from voicefoot.reading.programme_fields import FIELDS_OF, Part, programme_key
from voicefoot.text import escaped, folded, nearest, shown

REST_WORDS = frozenset({"rest", "rest day", "day of rest", "off", "day off"})
_LIMIT_OF_WEEKS = f"write {limits.MAX_PROGRAMME_WEEKS} weeks at most"


def build_programme(root: Node, name: str, folder: Path | None, problems: Problems) -> Programme:
    """Build the programme in `root`, which messages call `name`, and whose routines lie in `folder`; with
    None it has built-in ones alone. Raises RoutineError with all problems.
    """
    assert isinstance(root, MappingNode), "it is a programme"
    programme = _Builder(name, folder, problems).programme(root)
    problems.raise_any()
    return programme


@dataclass(frozen=True, slots=True)
class _Around:
    """What holds for the days within a programme or a week, unless they say something else."""

    level: Level | None = None
    talk: Talk | None = None
    say: str | None = None
    note: str | None = None


class _Keys:
    """The converted values of a mapping, by the names of its keys."""

    def __init__(self, node: MappingNode, part: Part, problems: Problems) -> None:
        self.location = node.location
        self.entries: dict[str, Entry] = {}
        self._values: dict[str, Any] = {}
        fields = FIELDS_OF[part]
        for entry in node.entries:
            name = programme_key(entry.key) or folded(entry.key)
            if name not in fields:
                elsewhere = [each.value for each in Part if name in FIELDS_OF[each]]
                guess = None if elsewhere else nearest(name, list(fields))
                remedy = f"did you mean `{guess}`?" if guess else f"write one of {', '.join(fields)}"
                remedy = f"it belongs in {' or '.join(elsewhere)}" if elsewhere else remedy
                what = f"there is no key `{shown(entry.written or entry.key)}` in {part.value}"
                problems.add(
                    entry.location, what, remedy, Code.MISPLACED_KEY if elsewhere else Code.UNKNOWN_KEY
                )
                if guess is not None:
                    self.entries.setdefault(guess, entry)
            elif name in self.entries:
                problems.add(
                    entry.location,
                    f"`{name}` is written twice, first in line {self.entries[name].location.line}",
                    "keep one of the two",
                    Code.DUPLICATE_KEY,
                )
            else:
                self.entries[name] = entry
                if fields[name].converts:
                    self._values[name] = convert(fields[name].field, entry.value, problems)
        for name, field in fields.items():
            if field.field.required and name not in self.entries:
                problems.add(
                    node.location,
                    f"there is no `{name}` in {part.value}",
                    f"write `{name}:` there",
                    Code.MISSING_KEY,
                )

    def get(self, name: str) -> Any | None:
        """Return the value of the key, or None if it was not written or has a problem."""
        return self._values.get(name)

    def around(self, outer: _Around) -> _Around:
        level, talk = self.get("level"), self.get("talk")
        return _Around(
            outer.level if level is None else Level(level),
            outer.talk if talk is None else Talk(talk),
            self.get("say") or outer.say,
            self.get("note") or outer.note,
        )


class _Builder:
    def __init__(self, name: str, folder: Path | None, problems: Problems) -> None:
        self._name = name
        self._folder = folder
        self._problems = problems
        self._days: list[Day] = []

    def programme(self, root: MappingNode) -> Programme:
        top = _Keys(root, Part.TOP, self._problems)
        weeks, days = top.entries.get("weeks"), top.entries.get("days")
        around = top.around(_Around())
        if weeks is not None and days is not None:
            what = f"`days` stands beside `weeks` (line {weeks.location.line})"
            self._problems.add(
                days.location, what, "keep one of them: a week has its own `days`", Code.CLASHING_KEYS
            )
        elif weeks is not None:
            self._weeks(weeks.value, around)
        elif days is not None:
            limit = limits.MAX_PROGRAMME_DAYS
            for node in self._list(days.value, "days", limit, f"write {limit} at most"):
                self._day(node, around, None, len(self._days) + 1)
        else:
            self._problems.add(
                START,
                "there are no `weeks`",
                "write `weeks:`, or `days:` for less than that",
                Code.MISSING_KEY,
            )
        self._check_sessions(weeks or days)
        return Programme(
            title=top.get("programme") or "",
            days=tuple(self._days),
            language=top.get("language") or "en",
            about=top.get("about"),
            intro=top.get("intro"),
            too_hard=self._return(top, "too hard", Return.REPEAT_DAY),
            after_a_break=self._return(top, "after a break", Return.GO_ON),
            weekdays=self._weekdays(top),
            source=escaped(self._name),
        )

    # -- weeks and days --------------------------------------------------------------------------------

    def _list(self, node: Node, name: str, most: int, remedy: str) -> tuple[Node, ...]:
        """Return the items of the list under the key `name`; none, and a problem, if it is no such list."""
        if isinstance(node, BrokenNode):
            return ()
        if not isinstance(node, SequenceNode):
            text = f' is "{shown(node.text)}", which' if isinstance(node, ScalarNode) and node.text else ""
            example = "[foot-strength, rest]" if name == "days" else "- days: [foot-strength, rest]"
            self._problems.add(
                node.location, f"`{name}`{text} is no list", f"write one such as {example}", Code.WRONG_SHAPE
            )
            return ()
        if not node.items:
            self._problems.add(
                node.location, f"there is nothing in `{name}`", "write a day or more in it", Code.EMPTY_VALUE
            )
        if len(node.items) > most:
            self._problems.add(
                node.location, f"`{name}` has {len(node.items):,} items", remedy, Code.TOO_MANY
            )
            return ()
        return node.items

    def _weeks(self, node: Node, around: _Around) -> None:
        number = 0
        for week in self._list(node, "weeks", limits.MAX_PROGRAMME_WEEKS, _LIMIT_OF_WEEKS):
            days, inside, times = self._week(week, around)
            for _ in range(times):
                number += 1
                if number > limits.MAX_PROGRAMME_WEEKS:
                    what = f"with its `times` this has more than {limits.MAX_PROGRAMME_WEEKS} weeks"
                    self._problems.fail(week.location, what, _LIMIT_OF_WEEKS, Code.TOO_MANY)
                for at in range(1, limits.MAX_WEEK_DAYS + 1):
                    if at <= len(days):
                        self._day(days[at - 1], inside, number, at)
                    else:  # a week ends with rests
                        self._days.append(Day(len(self._days) + 1, at, number))

    def _week(self, node: Node, around: _Around) -> tuple[tuple[Node, ...], _Around, int]:
        """Return the days of a week, what holds for them, and how often it is done."""
        most, remedy = limits.MAX_WEEK_DAYS, "a week has 7 days; begin another one"
        if isinstance(node, SequenceNode):
            return self._list(node, "days", most, remedy), around, 1
        if not isinstance(node, MappingNode):
            if not isinstance(node, BrokenNode):
                self._problems.add(
                    node.location,
                    "this is no week",
                    "write it as - days: [foot-strength, rest]",
                    Code.WRONG_SHAPE,
                )
            return (), around, 1
        week = _Keys(node, Part.WEEK, self._problems)
        days = week.entries.get("days")
        if days is None:
            self._problems.add(
                node.location, "there are no `days` in this week", "write `days:` there", Code.MISSING_KEY
            )
        items = () if days is None else self._list(days.value, "days", most, remedy)
        return items, week.around(around), week.get("times") or 1

    def _day(self, node: Node, around: _Around, week: int | None, at: int) -> None:
        """Build a day and add it; where it has a problem, as a rest."""
        number = len(self._days) + 1
        routine: str | None = None
        if isinstance(node, MappingNode):
            keys = _Keys(node, Part.DAY, self._problems)
            entry = keys.entries.get("routine")
            routine = None if entry is None else self._routine(entry.value)
            own, around = _Around(note=keys.get("note")), keys.around(around)
        else:
            routine, own = self._routine(node), _Around()
        if routine is None:
            self._days.append(Day(number, at, week, note=own.note))
            return
        day = Day(number, at, week, routine, around.level, around.talk, around.say, around.note)
        self._days.append(day)

    def _check_sessions(self, entry: Entry | None) -> None:
        only_rests = bool(self._days) and all(day.is_rest for day in self._days)
        if entry is not None and only_rests and not self._problems.snapshot():
            self._problems.add(
                entry.location, "there are only rests in this", "name a routine for a day", Code.NO_EXERCISE
            )

    # -- what a day has --------------------------------------------------------------------------------

    def _routine(self, node: Node) -> str | None:
        """Return the routine that is named; None for a rest, and for what has a problem."""
        if isinstance(node, BrokenNode):
            return None
        if not isinstance(node, ScalarNode) or not node.text.strip():
            self._problems.add(
                node.location, "no routine is named here", "write its name, or rest", Code.EMPTY_VALUE
            )
            return None
        text = one_line(node)
        if folded(text) in REST_WORDS:
            return None
        if len(text) > limits.MAX_FILE_NAME_CHARACTERS:
            what = f"this name is {len(text):,} characters long"
            self._problems.add(
                node.location, what, f"write {limits.MAX_FILE_NAME_CHARACTERS} at most", Code.TOO_LONG
            )
            return None
        if names_file(text):
            return self._file(text, node.location)
        found = next((name for name in builtin.names() if folded(name) == folded(text)), None)
        if found is None:
            self._problems.add(node.location, *self._unknown(text), Code.UNKNOWN_NAME)
        return found

    def _file(self, text: str, location: Location) -> str | None:
        """Return the path of a routine in the folder of the programme, as it is written there."""
        if self._folder is None:
            self._problems.add(
                location,
                f'"{shown(text)}" is a file',
                "name built-in routines in a built-in programme",
                Code.BAD_FILE,
            )
            return None
        try:
            path = resolve_named(self._folder, text)
            if not path.is_file():
                raise InvalidValueError("is no file", "name the file of a routine", Code.BAD_FILE)
            if path == Path(self._name).resolve():
                raise InvalidValueError("is this programme itself", "name a routine instead", Code.BAD_FILE)
        except InvalidValueError as error:
            what = error.what.replace("the routine", "the programme")
            remedy = error.remedy.replace("the routine", "the programme")
            self._problems.add(location, f'"{shown(text)}" {what}', remedy, error.code)
            return None
        return str(self._folder / text)

    def _unknown(self, text: str) -> tuple[str, str]:
        """Return what is wrong with the name of no routine, and the remedy."""
        if folded(text) in builtin.PROGRAMMES:
            return f'"{shown(text)}" is a programme itself', "name a routine for each day"
        files: list[str] = []
        if self._folder is not None:
            files = sorted(path.name for ending in ENDINGS for path in self._folder.glob(f"*{ending}"))
        own = next((name for name in files if folded(Path(name).stem) == folded(text)), None)
        guess = own or nearest(text, [*builtin.names(), *files, "rest"])
        remedy = f"did you mean {shown(guess)}?" if guess else "for the built-in ones, type: voicefoot list"
        return f'there is no routine called "{shown(text)}"', remedy

    # -- what holds for all ----------------------------------------------------------------------------

    def _return(self, top: _Keys, name: str, usual: Return) -> Return:
        entry = top.entries.get(name)
        text = top.get(name)
        if entry is None or text is None:
            return usual
        found = next((how for how in Return if _bare(how) == _bare(text)), None)
        has_weeks = any(day.week is not None for day in self._days)
        offered = [how for how in Return if has_weeks or how not in OF_WEEKS]
        if found is not None and found not in offered and self._days:
            what = f'`{name}` is "{found}", and there are no weeks here'
        elif found is None:
            what = f'`{name}` is "{shown(text)}", which is not known'
        else:
            return found
        self._problems.add(
            entry.value.location, what, f"write {', '.join(offered[:-1])} or {offered[-1]}", Code.BAD_VALUE
        )
        return usual

    def _weekdays(self, top: _Keys) -> frozenset[int]:
        entry = top.entries.get("weekdays")
        if entry is None or isinstance(entry.value, BrokenNode):
            return frozenset()
        nodes = entry.value.items if isinstance(entry.value, SequenceNode) else (entry.value,)
        found: set[int] = set()
        for node in nodes:
            for word in re.split(r"[,\s]+", one_line(node)) if isinstance(node, ScalarNode) else [""]:
                matches = [at for at, name in enumerate(WEEKDAYS) if _is_weekday(word, name)]
                if len(matches) == 1:
                    found.update(matches)
                    continue
                what = f'"{shown(word)}" is no day of the week' if word else "a day of the week is missing"
                self._problems.add(node.location, what, "write them as [Mon, Wed, Fri]", Code.BAD_VALUE)
        if not found and not nodes:
            self._problems.add(
                entry.location, "`weekdays` is left empty", "write them as [Mon, Wed, Fri]", Code.EMPTY_VALUE
            )
        return frozenset(found)


def _bare(words: str) -> str:
    """Return what all spellings of a value have in common: "repeat day" of "Repeat the day"."""
    parts = re.split(r"[\s_\-]+", folded(words))
    return " ".join(word for word in parts if word not in ("the", "a"))


def _is_weekday(word: str, name: str) -> bool:
    return len(word) >= 2 and name.lower().startswith(word.lower().rstrip("."))


def routines_of(programme: Programme) -> Iterator[tuple[str, Day]]:
    """Yield each routine of `programme` once, with the first day on which it is done."""
    first: Mapping[str, Day] = {day.routine: day for day in reversed(programme.sessions) if day.routine}
    yield from sorted(first.items(), key=lambda item: item[1].number)
