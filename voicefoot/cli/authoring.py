"""The commands for people who write routines: check, new, schema."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import click

from voicefoot.cli.session import note
from voicefoot.errors import OutputError, Problem, RoutineError


@click.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
def check_command(files: tuple[str, ...]) -> None:
    """Report every problem of each FILE, with line and column, and warn of what has no effect."""
    from voicefoot.arranging.estimate import estimated_section_seconds
    from voicefoot.model.choices import Choices, Level
    from voicefoot.planning.plan import plan
    from voicefoot.reading.read import read_with_warnings
    from voicefoot.timeline.transcript import clock

    problems: list[Problem] = []
    for file in files:
        try:
            found = read_with_warnings(file)
            plans = [plan(found.routine, Choices(level)) for level in Level]
            lengths = [sum(estimated_section_seconds(each)) for each in plans]
        except RoutineError as error:
            _print_warnings(error.warnings)
            problems += error.problems
            continue
        _print_warnings(found.warnings)
        shortest, longest = clock(lengths[0]), clock(lengths[-1])
        click.echo(f"{file}: good; about {shortest}" + (f" to {longest}" if longest != shortest else ""))
    if problems:
        raise RoutineError(problems)


def _print_warnings(warnings: Iterable[Problem]) -> None:
    for warning in warnings:
        click.echo(str(warning), err=True)


@click.command("new")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "source", metavar="NAME", help="Copy this built-in routine, with its comments.")
def new_command(file: Path, source: str | None) -> None:
    """Write a short routine to FILE as a starting point for your own."""
    from voicefoot.reading.builtin import template
    from voicefoot.storage.atomic import atomic_writer

    text = template(source)
    if file.exists():
        raise OutputError(f"{file} exists already and was left as it is; choose another name")
    with atomic_writer(file) as stream:
        stream.write(text.encode("utf-8"))
    note(f"{file} is written; change it, then: voicefoot check {file}, voicefoot play {file}")


@click.command("schema")
def schema_command() -> None:
    """Print a JSON Schema of the routine format, for editors."""
    from voicefoot.reading.json_schema import json_schema

    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))
