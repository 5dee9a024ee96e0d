"""The command line: the group of commands, and the one place that turns errors into messages and exit codes.

Each command stands in a module of its own or of its family. A module is imported when its command is looked
up, and imports what it needs when the command runs, so that each command starts as fast as it can.
"""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import FrameType

import click

from voicefoot import __version__
from voicefoot.cli.printing import echo
from voicefoot.errors import INTERRUPTED, LanguagePackError, RoutineError, VoicefootError

BROKEN_PIPE = 1
"""The exit code when whoever reads standard output has gone."""

_GREETING = """\
voicefoot coaches an exercise routine by voice.

  voicefoot play                  six exercises for strong feet, live
  voicefoot list                  the other routines
  voicefoot export NAME -o FILE   the same session as a file

More: voicefoot --help
"""

_MODULES = {
    "play": "play",
    "ctl": "ctl",
    "export": "export",
    "show": "show",
    "preview": "preview",
    "prepare": "prepare",
    "programme": "programme",
    "history": "history",
    "log": "history",
    "list": "listings",
    "voices": "voices",
    "outputs": "listings",
    "language": "language",
    "check": "authoring",
    "fmt": "fmt",
    "new": "authoring",
    "import": "importing",
    "edit": "edit",
    "schema": "authoring",
    "doctor": "doctor",
    "set": "settings",
    "cache": "cache",
}
"""The module of each command, in which it is called NAME_command."""


class _Commands(Mapping[str, click.Command]):
    """The commands by name; a command's module is imported when the command is looked up."""

    def __getitem__(self, name: str) -> click.Command:
        module = import_module(f"voicefoot.cli.{_MODULES[name]}")
        command: click.Command = getattr(module, f"{name}_command")
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    commands=_Commands(),
)
@click.version_option(__version__, prog_name="voicefoot")
@click.pass_context
def cli(context: click.Context) -> None:
    """Coach an exercise routine by voice: say what to do, count on the beat, and chime at the end of a hold.
    Live through the speakers, or as an audio file.
    """
    if context.invoked_subcommand is None:
        echo(_GREETING, nl=False)


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code. Print each error as one message on standard error."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupt)
    try:
        result = cli.main(arguments, prog_name="voicefoot", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        echo(shown.getvalue(), err=True, nl=False)
        return error.exit_code
    except (RoutineError, LanguagePackError) as error:
        echo(str(error), err=True)  # each of its lines names the file
        return error.exit_code
    except VoicefootError as error:
        echo(f"voicefoot: {error}", err=True)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has gone. Python would flush it at exit and fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except Exception as error:
        if os.environ.get("VOICEFOOT_DEBUG"):
            raise
        if _lacks_memory(error):
            echo("voicefoot: there is not enough memory; end other programs, or see `ulimit`", err=True)
            return VoicefootError.exit_code
        fault = f"{type(error).__name__}: {error}"
        echo(f"voicefoot: internal error ({fault}); report it, with VOICEFOOT_DEBUG=1 set", err=True)
        return VoicefootError.exit_code
    return result if isinstance(result, int) else 0


def _lacks_memory(error: Exception) -> bool:
    """Return whether `error` is how Python, or the loader of libraries, says that there is no memory left."""
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
        return True
    return any(words in str(error) for words in ("failed to map segment", "can't start new thread"))


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
