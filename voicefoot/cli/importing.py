"""The command `import`: a list that people or other programs have written -> a routine."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from voicefoot.cli.options import Language
from voicefoot.cli.printing import echo
from voicefoot.cli.session import note
from voicefoot.errors import OutputError
from voicefoot.text import as_typed, escaped

_STANDARD = "-"


@click.command("import")
@click.argument("file", metavar="FILE")
@click.option(
    "-o", "--output", metavar="FILE", default=_STANDARD, help="Where the routine goes; - prints it."
)
@click.option("--force", is_flag=True, help="Replace the output if it exists.")
@click.option("--language", type=Language(), metavar="CODE", help="What FILE is written in, such as de.")
def import_command(file: str, output: str, language: str | None, *, force: bool) -> None:
    """Make a routine of the exercises in FILE: a list as people write them, Markdown, a table in CSV, the
    file of an interval timer, or an article. What is not understood stands in it as a comment. As FILE, -
    reads standard input.
    """
    from voicefoot.reading.importing.convert_file import imported, told_count
    from voicefoot.reading.problems import Problems
    from voicefoot.reading.source import read_bytes
    from voicefoot.storage.atomic import atomic_writer

    is_input = file == _STANDARD
    name = "standard input" if is_input else file
    content = sys.stdin.buffer.read() if is_input else read_bytes(Path(file), Problems(file))
    path = None if output == _STANDARD else Path(output)
    if path is not None and path.exists() and not force:
        raise OutputError(
            f"{output} exists already and was left as it is; choose another name, or replace it with --force"
        )
    found = imported(content, name, language)
    for warning in found.warnings:
        echo(str(warning), err=True)
    if path is None:
        echo(found.yaml, nl=False)
    else:
        with atomic_writer(path) as stream:
            stream.write(found.yaml.encode("utf-8"))
    count = "1 exercise" if found.exercises == 1 else f"{found.exercises} exercises"
    note(
        f"{count} from {escaped(name)}"
        + (f"; {told_count(found.not_understood)}" if found.not_understood else "")
    )
    if path is not None:
        commands = f"{as_typed('check', output)}, {as_typed('play', output)}"
        note(f"{escaped(output)} is written; read it, then: {escaped(commands)}")
