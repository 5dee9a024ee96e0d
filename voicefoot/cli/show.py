"""The command `show`: the session as a transcript and a drawing, as JSON, or as an SVG file."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicefoot.cli.options import SessionRequest, session_options
from voicefoot.cli.printing import echo, echo_json
from voicefoot.cli.session import PreparedSession, note, prepare_session, progress

if TYPE_CHECKING:
    from voicefoot.timeline.timeline import Timeline

MIN_COLUMNS, MAX_COLUMNS = 40, 120


@click.command("show")
@click.argument("routine", default="foot-strength")
@session_options
@click.option("--json", "as_json", is_flag=True, help="Print the score as JSON, for programs.")
@click.option(
    "--svg", type=click.Path(path_type=Path), metavar="FILE", help="Draw it into this file instead."
)
def show_command(routine: str, request: SessionRequest, as_json: bool, svg: Path | None) -> None:
    """Print what is said and sounded in ROUTINE, and when, and draw the session."""
    from voicefoot.timeline.score import score
    from voicefoot.timeline.transcript import transcript

    with prepare_session(routine, request) as ready:
        with progress(ready) as sections:
            timeline = ready.timeline(sections)
        if svg is not None:
            _write_svg(timeline, svg, ready.plan.language)
        if as_json:
            echo_json(score(timeline, ready.voice.name))
        elif svg is None:
            for line in (*transcript(timeline), "", *_drawing(timeline), *_fitting(ready)):
                echo(line)


def _fitting(session: PreparedSession) -> Iterator[str]:
    """Yield the lines that tell what was changed so that `session` fits into its time."""
    from voicefoot.planning.fit_changes import changes

    fitted = session.fitted
    if fitted is None:
        return
    yield ""
    yield f"Fitted into its time: all at {fitted.share:.0%} of their ranges"
    for name, change in changes(fitted.written, fitted.routine, session.choices):
        yield f"  {name}: {change}"


def _drawing(timeline: Timeline) -> list[str]:
    """Draw `timeline` as lines for standard output: as wide as the terminal, in ASCII where it must be."""
    from voicefoot.pictures.text_chart import ASCII_STRIP, UNICODE_STRIP, timeline_lines

    width = min(max(shutil.get_terminal_size().columns, MIN_COLUMNS), MAX_COLUMNS)
    lines = timeline_lines(timeline, width, strip=UNICODE_STRIP)
    try:
        "".join(lines).encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return timeline_lines(timeline, width, strip=ASCII_STRIP)
    return lines


def _write_svg(timeline: Timeline, path: Path, language: str) -> None:
    """Draw `timeline` into the SVG file at `path`. Raises OutputError if it can't be written."""
    from voicefoot.pictures.svg import timeline_svg
    from voicefoot.storage.atomic import atomic_writer

    with atomic_writer(path) as stream:
        stream.write(timeline_svg(timeline, language=language).encode("utf-8"))
    note(str(path))
