"""Progress over weeks: the level and the amount of talk that suit somebody, by what was done before.

The rules, and why they are so, are told to people in docs/progress.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from voicefoot.history.feedback import Feeling
from voicefoot.history.records import SessionRecord
from voicefoot.language import english
from voicefoot.model.choices import Level

DAYS_TO_RISE = 3
"""On so many days a session was finished at a level before the next one is taken, ..."""
RISE_WITHIN = timedelta(weeks=4)
"""... within so long."""
BREAK = timedelta(weeks=2)
"""After a longer one, one level back, ..."""
LONG_BREAK = timedelta(weeks=6)
"""... and after one longer than this, back to the first."""
TIMES_TO_KNOW = 3
"""In so many sessions an exercise was finished before less is said of it, ..."""
FORGOTTEN_AFTER = timedelta(weeks=3)
"""... and after more than so long without it, all is said once more."""
SESSIONS_READ = 100
"""The latest of a routine; older ones change nothing."""

ASKED_FOR = "asked for"
NO_RANGES = "its doses have no ranges"
_LEVELS = tuple(Level)


@dataclass(frozen=True, slots=True)
class LevelChoice:
    """A level, why it was taken, and what is said of it where it is another one than last time."""

    level: Level
    why: str
    announce: str = ""


@dataclass(frozen=True, slots=True)
class TalkChoice:
    """The exercises of which less is said, and why."""

    brief_for: frozenset[str]
    why: str


def level_for(sessions: Sequence[SessionRecord], today: date, exercises: int) -> LevelChoice:
    """The level of today's session. `sessions` are the earlier ones of the same routine, the latest first;
    `exercises` is how many a whole session of it has.
    """
    told = [session for session in sessions if session.done_now or _feeling(session) is not None]
    if not told:
        return LevelChoice(Level.GENTLE, "the first time is gentle")
    last = Level(told[0].level)
    away = today - told[0].begun.date()
    feeling = _feeling(told[0])
    if away > LONG_BREAK:
        return _at(last, Level.GENTLE, "after more than six weeks away", english.begin_again_line)
    if feeling is Feeling.TOO_HARD:
        return _at(last, after_note(last, feeling), "the last time was too hard", english.less_line)
    if away > BREAK:
        return _at(last, _beside(last, -1), "after more than two weeks away", english.back_line)
    if feeling is Feeling.TOO_EASY:
        return _at(last, after_note(last, feeling), "the last time was too easy", english.more_line)
    days = {session.begun.date() for session in _run(told, last) if _counts(session, exercises)}
    recent = {day for day in days if today - day <= RISE_WITHIN}
    if len(recent) >= DAYS_TO_RISE and last is not _LEVELS[-1]:
        why = f"finished on {english.number_words(len(recent))} days within four weeks"
        return _at(last, _beside(last, +1), why, english.more_line)
    return LevelChoice(last, "as the last time")


def talk_for(sessions: Sequence[SessionRecord], today: date, names: Collection[str]) -> TalkChoice:
    """Of which of the exercises called `names` less is said. `sessions` are the earlier ones of the same
    routine, in any order.
    """
    times: Counter[str] = Counter()
    latest: dict[str, date] = {}
    for session in sessions:
        for name in {each.name for each in session.done_now}:
            times[name] += 1
            latest[name] = max(latest.get(name, date.min), session.begun.date())
    learnt = {name for name in names if times[name] >= TIMES_TO_KNOW}
    known = frozenset(name for name in learnt if today - latest[name] <= FORGOTTEN_AFTER)
    if known:
        why = "every exercise is known" if known == set(names) else "brief where an exercise is known"
    elif learnt:
        why = "after more than three weeks away"
    else:
        why = "the exercises are new"
    return TalkChoice(known, why)


def after_note(level: str, feeling: Feeling) -> Level:
    """The level after a session at `level` of which somebody said so; the same where there is no other."""
    return _beside(Level(level), -1 if feeling is Feeling.TOO_HARD else +1)


def _at(last: Level, level: Level, why: str, announce: Callable[[str], str]) -> LevelChoice:
    """Said is what changes alone."""
    return LevelChoice(level, why, announce(level) if level is not last else "")


def _beside(level: Level, by: int) -> Level:
    """The next level up or down, or the last one there is."""
    at = _LEVELS.index(level) + by
    return _LEVELS[min(max(at, 0), len(_LEVELS) - 1)]


def _feeling(session: SessionRecord) -> Feeling | None:
    """What was said of its dose, last."""
    feelings = [note.feeling for note in session.notes if note.feeling is not None]
    return feelings[-1] if feelings else None


def _run(sessions: Sequence[SessionRecord], level: Level) -> Iterator[SessionRecord]:
    """The latest ones without a change of level, back to one that was too hard."""
    for session in sessions:
        if session.level != level or _feeling(session) is Feeling.TOO_HARD:
            return
        yield session


def _counts(session: SessionRecord, exercises: int) -> bool:
    """Whether it was brought to its end, and was most of a whole one."""
    return session.finished and 2 * session.done >= exercises
