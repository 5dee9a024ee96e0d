"""The command line: the only place that prints and that picks exit codes.

Commands import what they need when they run, so that each starts as fast as it can.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import click

from voicefoot import __version__
from voicefoot.cli.options import (
    Duration,
    FilesRequest,
    SessionRequest,
    export_options,
    play_options,
    session_options,
)
from voicefoot.cli.session import made_ready, note, progress
from voicefoot.errors import INTERRUPTED, CommandError, OutputError, Problem, RoutineError, VoicefootError
from voicefoot.model.choices import LEAD_IN_SECONDS

BROKEN_PIPE = 1

_GREETING = """\
voicefoot coaches an exercise routine by voice.

  voicefoot play                  six exercises for strong feet, live
  voicefoot list                  the other routines
  voicefoot export NAME -o FILE   the same session as a file

More: voicefoot --help
"""


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="voicefoot")
@click.pass_context
def cli(context: click.Context) -> None:
    """Coaches an exercise routine by voice: says what to do, counts on the beat, chimes at the end
    of a hold. Live through the speakers, or as an audio file.
    """
    if context.invoked_subcommand is None:
        click.echo(_GREETING, nl=False)


@cli.command()
@click.argument("routine", default="foot-strength")
@play_options
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="NAME",
    help="Where it sounds; see `voicefoot outputs`. Twice for two places at once.",
)
@click.option(
    "--volume", type=click.IntRange(0, 100), metavar="PERCENT", help="0 to 100; what it was last, else 100."
)
@click.option("--start-in", type=Duration(), default=0.0, metavar="TIME", help="Wait first, such as 15s.")
@click.option(
    "--lead-in",
    type=Duration(30.0),
    default=LEAD_IN_SECONDS,
    metavar="TIME",
    help="How long the speaker is woken before the first word.",
    show_default=f"{LEAD_IN_SECONDS:g}s",
)
@click.option("--wait", is_flag=True, help="Before each exercise but the first, wait to be told to go on.")
@click.option("--resume", is_flag=True, help="Go on where you stopped.")
@click.option("--anyway", is_flag=True, help="Play although another session is playing.")
@click.option(
    "--score",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write what was played, as `show --json` does.",
)
def play(
    routine: str, asked: SessionRequest, anyway: bool, wait: bool, lead_in: float, **others: Any
) -> None:
    """Coach ROUTINE live. Space pauses and `?` shows the other keys; Ctrl-C ends it, and --resume goes on
    from there.
    """
    from voicefoot.cli.play import PlayRequest, play_live
    from voicefoot.storage.paths import playing_file
    from voicefoot.storage.session_lock import session_lock

    asked = replace(asked, choices=replace(asked.choices, wait=wait, lead_in_seconds=lead_in))
    with session_lock(playing_file(), note, anyway=anyway):
        play_live(routine, asked, PlayRequest(**others))


@cli.command()
@click.argument("command", metavar="COMMAND")
@click.argument("value", required=False)
@click.option("--pid", type=int, metavar="NUMBER", help="The session in this process, where several play.")
@click.option("--json", "as_json", is_flag=True, help="How the session stands, for programs.")
def ctl(command: str, value: str | None, pid: int | None, as_json: bool) -> None:
    """Steer the session that plays, from another terminal. COMMAND is one of

    \b
    status                  how it stands
    pause resume toggle
    next previous repeat    another exercise, or this one from its beginning
    go-to EXERCISE          by the beginning of its name, or its number
    again left              say that again; say the time left
    slower faster
    quieter louder
    volume PERCENT
    too-hard too-easy       remembered for the next time
    stop
    """  # noqa: D301 - \b keeps click from filling the list's lines
    from voicefoot.cli.ctl import steer

    steer(command, value, pid, as_json_text=as_json)


@cli.command()
@click.argument("routines", nargs=-1, metavar="ROUTINE...")
@session_options
@export_options
def export(routines: tuple[str, ...], asked: SessionRequest, wanted: FilesRequest) -> None:
    """Write ROUTINE to a file: the same session that `play` plays. The ending picks the format: .wav, .flac,
    .mp3, .opus, .ogg, .m4a, .m4b, or .html for a page with a player. Several routines, or the parts of one,
    go into a folder.
    """
    from voicefoot.cli.export import export_all

    export_all(routines, asked, wanted)


@cli.command()
@click.argument("routine", default="foot-strength")
@session_options
@click.option("--json", "as_json", is_flag=True, help="The score, for programs.")
@click.option(
    "--svg", type=click.Path(path_type=Path), metavar="FILE", help="Draw it into this file instead."
)
def show(routine: str, asked: SessionRequest, as_json: bool, svg: Path | None) -> None:
    """Print what is said and sounded in ROUTINE, and when; and draw it, so that it is seen at a glance."""
    from voicefoot.cli.show import draw_svg, drawn
    from voicefoot.timeline.score import score
    from voicefoot.timeline.transcript import transcript

    with made_ready(routine, asked) as ready:
        with progress(ready) as sections:
            timeline = ready.timeline(sections)
        if svg is not None:
            draw_svg(timeline, svg, ready.plan.language)
        if as_json:
            click.echo(json.dumps(score(timeline, ready.voice.name), ensure_ascii=False, indent=1))
        elif svg is None:
            for line in (*transcript(timeline), "", *drawn(timeline)):
                click.echo(line)


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
def check(files: tuple[str, ...]) -> None:
    """Tell every problem of each FILE, with its line and column."""
    from voicefoot.arranging.estimate import estimated_section_seconds
    from voicefoot.model.choices import Choices, Level
    from voicefoot.planning.plan import plan
    from voicefoot.reading.read import read
    from voicefoot.timeline.transcript import clock

    problems: list[Problem] = []
    for file in files:
        try:
            routine = read(file)
            lengths = [sum(estimated_section_seconds(plan(routine, Choices(level)))) for level in Level]
        except RoutineError as error:
            problems += error.problems
            continue
        shortest, longest = clock(lengths[0]), clock(lengths[-1])
        click.echo(f"{file}: good; about {shortest}" + (f" to {longest}" if longest != shortest else ""))
    if problems:
        raise RoutineError(problems)


@cli.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_routines(as_json: bool) -> None:
    """List the routines that are built in."""
    from voicefoot.cli.listings import entries, table

    found = entries()
    if as_json:
        click.echo(json.dumps([entry.as_json() for entry in found], ensure_ascii=False, indent=1))
    else:
        click.echo(table(found))


@cli.command()
def voices() -> None:
    """List the voices, and what is missing for the others."""
    from voicefoot.cli.listings import voices_table
    from voicefoot.speaking.registry import voices as found

    click.echo(voices_table(found()))


@cli.command()
def outputs() -> None:
    """List the outputs, and what is missing for the others."""
    from voicefoot.cli.listings import outputs_table
    from voicefoot.sinks.registry import outputs as found
    from voicefoot.storage.volumes import volumes

    click.echo(outputs_table(found(), volumes()))


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--csv", "as_csv", is_flag=True, help="For spreadsheets.")
def history(as_json: bool, as_csv: bool) -> None:
    """List the sessions that were played, what was done and why so, and how many days in a row."""
    from voicefoot.cli.history import print_history

    print_history(as_json=as_json, as_csv=as_csv)


@cli.command()
@click.argument("words", nargs=-1, metavar="[TEXT]")
def log(words: tuple[str, ...]) -> None:
    """Note TEXT with your latest session, or list what was noted. After "too hard" the next session is a
    level lower, after "too easy" a level higher.
    """
    from voicefoot.cli.history import add_note, print_notes

    text = " ".join(words).strip()
    if text:
        add_note(text)
    else:
        print_notes()


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "source", metavar="NAME", help="Copy this built-in routine, comments and all.")
def new(file: Path, source: str | None) -> None:
    """Write a short routine to FILE, to be made your own."""
    from voicefoot.reading.builtin import template
    from voicefoot.storage.atomic import atomic_writer

    text = template(source)
    if file.exists():
        raise OutputError(f"{file} exists already and was left as it is; choose another name")
    with atomic_writer(file) as stream:
        stream.write(text.encode("utf-8"))
    note(f"{file} is written; change it, then: voicefoot check {file}, voicefoot play {file}")


@cli.command()
def schema() -> None:
    """Print a JSON Schema of the routine format, for editors."""
    from voicefoot.reading.json_schema import json_schema

    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


@cli.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Tell whether everything that a session needs is there."""
    from voicefoot.cli.doctor import examine

    findings = examine()
    for finding in findings:
        click.echo(f"{'ok' if finding.good else '--':>4}  {finding.what}: {finding.detail}")
    worst = next((finding for finding in findings if not finding.good and finding.exit_code), None)
    if worst is not None:
        context.exit(worst.exit_code)


def _terminated(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def run(arguments: list[str] | None = None) -> int:
    """Runs the command line and gives its exit code; errors become one message here."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _terminated)
    try:
        result = cli.main(arguments, prog_name="voicefoot", standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as error:
        error.show()
        return CommandError.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except RoutineError as error:
        note(str(error))
        return error.exit_code
    except VoicefootError as error:
        note(f"voicefoot: {error}")
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has gone; there is nobody to tell, and nothing more to flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except Exception as error:
        if os.environ.get("VOICEFOOT_DEBUG"):
            raise
        name = type(error).__name__
        note(f"voicefoot: a fault of its own ({name}: {error}); report it, with VOICEFOOT_DEBUG=1 set")
        return VoicefootError.exit_code
    return result if isinstance(result, int) else 0
