"""Choose the level and the amount of talk for a session from the earlier sessions.

The rules and their reasons are documented for users in docs/progress.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from voicefoot.history.feedback import Feeling
from voicefoot.history.level_reasons import FITTED, WHY_BREAK
from voicefoot.model.choices import Level

if TYPE_CHECKING:
    from voicefoot.history.records import SessionRecord
    from voicefoot.language.pack import LanguagePack

DAYS_TO_RISE = 3
"""Days on which a session must be finished at a level before it rises ..."""
RISE_WITHIN = timedelta(weeks=4)
"""... within this time."""
BREAK = timedelta(weeks=2)
"""After a longer break the level drops by one ..."""
LONG_BREAK = timedelta(weeks=6)
"""... and after one longer than this, to the first."""
TIMES_TO_KNOW = 3
"""Sessions in which an exercise must be finished before it is announced briefly ..."""
FORGOTTEN_AFTER = timedelta(weeks=3)
"""... until it was not done for longer than this."""
SESSIONS_READ = 100
"""How many of a routine's latest sessions to read; older ones change nothing."""

_LEVELS = tuple(Level)


@dataclass(frozen=True, slots=True)
class LevelChoice:
    """A level, the reason for it, and the line that announces it (empty if the level did not change)."""

    level: Level
    why: str
    announce: str = ""


@dataclass(frozen=True, slots=True)
class TalkChoice:
    """The exercises to announce briefly, and the reason."""

    brief_for: frozenset[str]
    why: str


def level_for(
    sessions: Sequence[SessionRecord], today: date, exercises: int, words: LanguagePack
) -> LevelChoice:
    """Choose the level of today's session.

    `sessions` are the earlier ones of the same routine, latest first; `exercises` is the number of exercises
    in a whole session. `words` say the change.
    """
    relevant = [
        session
        for session in sessions
        if session.level_why != FITTED and (session.done_now or session.feeling is not None)
    ]
    if not relevant:
        return LevelChoice(Level.GENTLE, "the first time is gentle")
    last = Level(relevant[0].level)
    absence = today - relevant[0].begun.date()
    feeling = relevant[0].feeling
    if absence > LONG_BREAK:
        return _choice(last, Level.GENTLE, "after more than six weeks away", words.begin_again_line)
    if feeling is Feeling.TOO_HARD:
        return _choice(last, after_note(last, feeling), "the last time was too hard", words.less_line)
    if absence > BREAK:
        return _choice(last, _shifted(last, -1), WHY_BREAK, words.back_line)
    if feeling is Feeling.TOO_EASY:
        return _choice(last, after_note(last, feeling), "the last time was too easy", words.more_line)
    days = {
        session.begun.date() for session in _same_level_run(relevant, last) if _counts(session, exercises)
    }
    recent = {day for day in days if today - day <= RISE_WITHIN}
    if len(recent) >= DAYS_TO_RISE and last is not _LEVELS[-1]:
        why = f"finished on {len(recent)} days within four weeks"
        return _choice(last, _shifted(last, +1), why, words.more_line)
    return LevelChoice(last, "as the last time")


def talk_for(sessions: Sequence[SessionRecord], today: date, names: Collection[str]) -> TalkChoice:
    """Choose which of the exercises `names` to announce briefly.

    `sessions` are the earlier ones of the same routine, in any order.
    """
    times: Counter[str] = Counter()
    latest: dict[str, date] = {}
    for session in sessions:
        for name in {each.name for each in session.done_now}:
            times[name] += 1
            latest[name] = max(latest.get(name, date.min), session.begun.date())
    learned = {name for name in names if times[name] >= TIMES_TO_KNOW}
    known = frozenset(name for name in learned if today - latest[name] <= FORGOTTEN_AFTER)
    if known:
        why = "every exercise is known" if known == set(names) else "brief where an exercise is known"
    elif learned:
        why = "after more than three weeks away"
    else:
        why = "the exercises are new"
    return TalkChoice(known, why)


def after_note(level: str, feeling: Feeling) -> Level:
    """Return the level after a session at `level` with that feedback; clamped to the first and last level."""
    return _shifted(Level(level), -1 if feeling is Feeling.TOO_HARD else +1)


def _choice(last: Level, level: Level, why: str, announce: Callable[[str], str]) -> LevelChoice:
    """Make a choice that is announced only if the level changes."""
    return LevelChoice(level, why, announce(level) if level is not last else "")


def _shifted(level: Level, steps: int) -> Level:
    """Return the level `steps` above (or below, if negative), clamped to the first and last one."""
    index = _LEVELS.index(level) + steps
    return _LEVELS[min(max(index, 0), len(_LEVELS) - 1)]


def _same_level_run(sessions: Sequence[SessionRecord], level: Level) -> Iterator[SessionRecord]:
    """Yield the latest sessions until the level differs or one was too hard."""
    for session in sessions:
        if session.level != level or session.feeling is Feeling.TOO_HARD:
            return
        yield session


def _counts(session: SessionRecord, exercises: int) -> bool:
    """Whether `session` was finished, with at least half of the exercises of a whole one."""
    return session.finished and 2 * session.done >= exercises
