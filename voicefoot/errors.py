"""The tree of all errors.

    VoicefootError                 exit code 1: it failed
    ├── OutputError                1: a file could not be written
    ├── PlayingError               1: another session is playing
    ├── ControlError               1: there is no session to control, or it can't be reached
    ├── FetchError                 1: a voice could not be fetched
    ├── CommandError               2: the command is wrong
    │   ├── RoutineError           2: the routine is wrong; carries every Problem
    │   ├── CannotFit              2: the routine can't take the time that is asked for
    │   └── LanguagePackError      2: a language pack lacks something
    ├── SinkError                  3: there is no speaker, or it can't play
    │   └── SinkLost               3: a speaker that was playing went away
    ├── MicrophoneError            3: there is no microphone, or it gives nothing
    └── VoiceError                 4: there is no voice, or it failed to speak
        └── EngineError            4: a voice's engine failed; another voice may speak in its place

Each message says what happened and, after a semicolon, what to do about it. Errors of other libraries are
converted where they occur. Only `cli` prints errors and picks the exit code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voicefoot.problem_codes import Code

INTERRUPTED = 130
"""Exit code of a command that Ctrl-C interrupted."""


class VoicefootError(Exception):
    """Base class of all errors that a user may see. `str(error)` is the whole message."""

    exit_code = 1


class OutputError(VoicefootError):
    """A file could not be written. A file that it would have replaced is untouched."""


class PlayingError(VoicefootError):
    """Another session is playing, and the user did not allow a second one."""


class ControlError(VoicefootError):
    """There is no session to control, or it can't be reached from another process."""


class FetchError(VoicefootError):
    """A voice could not be fetched. Nothing of it was installed."""


class CommandError(VoicefootError):
    """A name, a choice, or a combination of choices is invalid."""

    exit_code = 2


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A problem in a routine file, or a warning about it. `line` and `column` count from 1."""

    file: str
    line: int
    column: int
    what: str
    remedy: str
    code: Code
    is_warning: bool = False

    def __str__(self) -> str:
        kind = "warning: " if self.is_warning else ""
        return f"{self.file}:{self.line}:{self.column}: {kind}{self.what}; {self.remedy}"


class RoutineError(CommandError):
    """A routine is invalid. `problems` has all of its problems, in the order of the file.

    `warnings` are what else was noticed; they are not in the message.
    """

    def __init__(self, problems: Sequence[Problem], warnings: Sequence[Problem] = ()) -> None:
        self.problems = tuple(sorted(problems))
        self.warnings = tuple(warnings)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CannotFit(CommandError):  # noqa: N818 - it says what is the matter, as SinkLost does
    """A session can't take the time that it is to fit into."""

    def __init__(self, why: str, nearest: str, option: str) -> None:
        """`why` says that it can't, and what stands in the way; `nearest` how long it can take, "90 s"; and
        `option` is what to type for that.
        """
        super().__init__(f"{why}; the nearest is {nearest}, type: {option}")
        self.why = why
        self.nearest = nearest


class LanguagePackError(CommandError):
    """A language pack lacks something. The message has a line for each problem, with its file first."""


class SinkError(VoicefootError):
    """An output could not be opened, or stopped accepting audio."""

    exit_code = 3


class SinkLost(SinkError):  # noqa: N818 - what happened, not what kind of fault it is
    """An output that was playing went away: unplugged, out of range, its server ended. It may come back."""


class MicrophoneError(VoicefootError):
    """A microphone could not be opened, or gives no sound."""

    exit_code = 3


class VoiceError(VoicefootError):
    """A voice could not be opened, or failed to speak a text."""

    exit_code = 4


class EngineError(VoiceError):
    """The engine of a voice can't be started, or did not speak a text that can be spoken. Another voice may
    speak in its place. `reason` is what happened, in a few words.
    """

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


def reason_of(error: Exception) -> str:
    """Return what the system says of `error`, in lower case, to be put in a sentence."""
    return ((error.strerror if isinstance(error, OSError) else None) or str(error)).lower()
