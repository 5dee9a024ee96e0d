"""The command `fmt`: routines in the usual layout and spelling."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from voicefoot.cli.printing import echo, echo_as_it_is
from voicefoot.cli.session import note
from voicefoot.errors import OutputError, Problem, RoutineError, VoicefootError
from voicefoot.text import escaped

STDIN = "-"
WOULD_CHANGE = 1
"""The exit code of `--check` where a file is not tidy."""
_STDIN_NAME = "standard input"


@dataclass(frozen=True, slots=True)
class _Tidied:
    """A text before and after, and what messages call it."""

    name: str
    before: str
    after: str
    is_as_usual: bool
    """Whether nothing has to be written: the text is tidy, and the file is in UTF-8 without a mark."""


@click.command("fmt")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--check", is_flag=True, help="Write nothing; name what is not tidy, and exit with 1.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change.")
@click.pass_context
def fmt_command(context: click.Context, files: tuple[str, ...], *, check: bool, diff: bool) -> None:
    """Tidy each FILE: indentation and spaces, keys and times in their usual spelling, quotes where they are
    needed. Comments, order and blank lines stay, and the session remains the same. `-` is standard input,
    which goes to standard output.

    A file with a problem is left as it is. Of a translation (my.de.yaml), only the layout is tidied.
    """
    problems: list[Problem] = []
    errors: list[VoicefootError] = []
    untidy = 0
    for file in dict.fromkeys(files):
        try:
            tidied = _of_stdin() if file == STDIN else _of_file(Path(file))
            untidy += not tidied.is_as_usual
            if diff:
                echo("".join(_difference(tidied)), nl=False)
            elif check:
                _name_untidy(tidied)
            elif file == STDIN:
                echo_as_it_is(tidied.after.encode())
            elif not tidied.is_as_usual:
                _write(Path(file), tidied.after)
        except RoutineError as error:
            problems += error.problems
        except OutputError as error:
            errors.append(error)
    if problems:
        for each in errors:
            note(f"voicefoot: {each}")
        raise RoutineError(list(dict.fromkeys(problems)))
    if errors:
        for each in errors[:-1]:
            note(f"voicefoot: {each}")
        raise errors[-1]
    if check and untidy:
        context.exit(WOULD_CHANGE)
    if not (check or diff or untidy or STDIN in files):
        note(f"{escaped(files[0])} is tidy" if len(files) == 1 else f"all {len(files)} files are tidy")


def _of_file(path: Path) -> _Tidied:
    """Read and tidy the file at `path`. Raises RoutineError with all its problems."""
    from voicefoot.reading.editing.files import read_edited
    from voicefoot.reading.editing.tidy import tidied, tidied_translation
    from voicefoot.reading.siblings import original_of

    file = read_edited(path, str(path))
    found = original_of(path)
    after = None if found is None else tidied_translation(file.text, str(path), found[1])
    if after is None:
        after = tidied(file.text, str(path), path.parent)
    is_as_usual = after == file.text and not file.mark and file.encoding == "utf-8"
    return _Tidied(str(path), file.text, after, is_as_usual)


def _of_stdin() -> _Tidied:
    from voicefoot.model.limits import MAX_ROUTINE_BYTES
    from voicefoot.reading.editing.tidy import tidied
    from voicefoot.reading.problems import Problems
    from voicefoot.reading.source import check_size, decode

    problems = Problems(_STDIN_NAME)
    content = sys.stdin.buffer.read(MAX_ROUTINE_BYTES + 1)
    text = decode(content, problems)
    check_size(text, problems)
    before = text.removeprefix("\ufeff")
    after = tidied(text, _STDIN_NAME, Path())
    return _Tidied(_STDIN_NAME, before, after, after == before)


def _write(path: Path, text: str) -> None:
    from voicefoot.reading.editing.files import write_bytes

    if not path.is_file():
        raise OutputError(f"{escaped(str(path))} is no file that can be written; use - for standard input")
    write_bytes(path, text.encode())
    note(f"{escaped(str(path))} is tidied")


def _name_untidy(tidied: _Tidied) -> None:
    if not tidied.is_as_usual:
        name = escaped(tidied.name)
        remedy = "" if name == _STDIN_NAME else f"; type: voicefoot fmt {name}"
        echo(f"{name} is not tidy{remedy}")


def _difference(tidied: _Tidied) -> Iterator[str]:
    """Yield the lines of a unified diff."""
    before, after = (text.splitlines(keepends=True) for text in (tidied.before, tidied.after))
    name = escaped(tidied.name)
    for line in difflib.unified_diff(before, after, name, f"{name} (tidy)"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
