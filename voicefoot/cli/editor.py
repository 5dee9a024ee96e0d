"""The user's text editor: which one it is, and how it is opened."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from voicefoot.errors import CommandError
from voicefoot.text import shown

VARIABLES = ("VISUAL", "EDITOR")
_USUAL = ("nano", "vim", "vi", "emacs")
_USUAL_ON_WINDOWS = ("notepad",)
_TAKE_A_LINE = {
    "vi",
    "vim",
    "nvim",
    "nano",
    "pico",
    "emacs",
    "emacsclient",
    "micro",
    "joe",
    "jed",
    "kak",
    "mg",
}
"""Editors that open a file at the line N after `+N`."""


def find_editor(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the command that opens the editor, without a file: what VISUAL or EDITOR says, or one that is
    there. Raise CommandError if that is none.
    """
    for variable in VARIABLES:
        value = environment.get(variable, "").strip()
        if value:
            return _command(variable, value)
    usual = _USUAL_ON_WINDOWS if os.name == "nt" else _USUAL
    found = next((program for program in usual if shutil.which(program)), None)
    if found is None:
        raise CommandError(
            "there is no editor; install nano, or say which one you have, for example: "
            "export VISUAL='code --wait'"
        )
    return (found,)


def _command(variable: str, value: str) -> tuple[str, ...]:
    """Return the words of the command `value`. A path with spaces need not be quoted if it is all."""
    if shutil.which(value):
        return (value,)
    try:
        words = shlex.split(value, posix=os.name != "nt")
    except ValueError as error:
        what = f"{variable} has a quotation mark that is not closed, in {shown(value)}; close it"
        raise CommandError(what) from error
    words = [word.strip('"') for word in words] if os.name == "nt" else words
    if not words or not shutil.which(words[0]):
        raise CommandError(
            f"{variable} names the editor {shown(words[0] if words else value)}, which is not there; "
            f"name one that is, for example: export {variable}=nano"
        )
    return tuple(words)


def command_for(editor: Sequence[str], file: Path, line: int | None = None) -> list[str]:
    """Return the command that opens `file`, at `line` if the editor can do that."""
    name = str(file) if not str(file).startswith(("-", "+")) else f"./{file}"
    at_line = line is not None and Path(editor[0]).stem.lower() in _TAKE_A_LINE
    return [*editor, *([f"+{line}"] if at_line else []), name]


@contextmanager
def open_editor(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run the editor, which has the terminal, and its Ctrl-C, to itself meanwhile. Raise CommandError if it
    can't be started.
    """
    before = signal.signal(signal.SIGINT, lambda *_: None)  # unlike SIG_IGN, the editor does not inherit it
    try:
        try:
            process = subprocess.Popen(command)  # noqa: S603 - the user's own command, without a shell
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise CommandError(f"{shown(command[0])} can't be started ({reason}); name another") from error
        try:
            yield process
        finally:
            process.wait()
    finally:
        signal.signal(signal.SIGINT, before)


def is_terminal_free() -> bool:
    """Return whether lines can be printed while an editor is open: it shows itself elsewhere, or the output
    is read by no terminal.
    """
    if not sys.stderr.isatty():
        return True
    from voicefoot.display.terminal_modes import is_by_lines

    return is_by_lines(sys.stderr)
