"""Everything that can go wrong, in one tree.

    VoicefootError                 exit code 1: it failed
    ├── OutputError                1: a file could not be written
    ├── PlayingError               1: another session is playing
    ├── ControlError               1: no session to steer, or none that can be reached
    ├── CommandError               2: the command is wrong
    │   └── RoutineError           2: the routine is wrong; carries every Problem
    ├── SinkError                  3: no speaker, or it can't play
    │   └── SinkLost               3: it played, and went away; it may come back
    └── VoiceError                 4: no voice, or it would not speak

Each says what happened and, after a semicolon, what to do about it. Errors of other libraries are
turned into one of these where they are met; only `cli` prints them and picks the exit code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

INTERRUPTED = 130
"""Exit code of a command that Ctrl-C ended."""


class VoicefootError(Exception):
    """Base of all errors that a user may see; `str(error)` is the whole message."""

    exit_code = 1


class OutputError(VoicefootError):
    """A file could not be written; what stood there before is untouched."""


class PlayingError(VoicefootError):
    """Another session is playing, and two at once were not asked for."""


class ControlError(VoicefootError):
    """There is no session to steer, or it can't be reached from another process."""


class CommandError(VoicefootError):
    """A name, a choice or a combination of choices that makes no sense."""

    exit_code = 2


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in a routine file. `line` and `column` count from 1."""

    file: str
    line: int
    column: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.what}; {self.remedy}"


class RoutineError(CommandError):
    """A routine that can't be used, with all of its problems in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class SinkError(VoicefootError):
    """No output could be opened, or it stopped taking sound."""

    exit_code = 3


class SinkLost(SinkError):  # noqa: N818 - what happened, not what kind of fault it is
    """An output that was playing went away: unplugged, out of reach, its server ended. It may come back."""


class VoiceError(VoicefootError):
    """No voice could be opened, or it did not speak a line."""

    exit_code = 4


def reason_of(error: Exception) -> str:
    """What the system says, to stand within a sentence."""
    return ((error.strerror if isinstance(error, OSError) else None) or str(error)).lower()
