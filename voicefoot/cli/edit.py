"""The command `edit`: a routine in the user's editor; what is wrong or has changed is told and heard."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicefoot.cli.editor import command_for, find_editor, is_terminal_free, open_editor
from voicefoot.cli.options import language_option
from voicefoot.cli.session import note, system_language
from voicefoot.errors import CommandError, Problem, RoutineError
from voicefoot.problem_codes import Code

if TYPE_CHECKING:
    from voicefoot.model.cues import Plan
    from voicefoot.model.routine import Routine

LOOK_SECONDS = 0.1
"""How often the file is looked at while the editor is open; a saving is seen at the second look."""
AT_ONCE_SECONDS = 0.5
"""An editor that is open for a shorter time, and saves nothing, has probably gone on in a window."""
MOST_HEARD = 3
"""Of more exercises that were changed at once, only so many are played."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was read of a file: a routine with its plan, or else all that is wrong with it. A translation has
    neither.
    """

    routine: Routine | None
    plan: Plan | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def _read(file: Path, language: str | None) -> _Reading:
    from voicefoot.model.choices import Choices
    from voicefoot.planning.plan import plan
    from voicefoot.reading.check_translations import check_as_translation
    from voicefoot.reading.read import read_with_warnings

    try:
        translation = check_as_translation(file)
        if translation is not None:
            return _Reading(None, None, translation.problems, translation.warnings)
        found = read_with_warnings(file, language, usual=system_language())
        return _Reading(found.routine, plan(found.routine, Choices()), (), found.warnings)
    except RoutineError as error:
        return _Reading(None, None, error.problems, error.warnings)
    except CommandError as error:
        return _Reading(None, None, (_as_problem(file, error),), ())


def _as_problem(file: Path, error: CommandError) -> Problem:
    """Return what is wrong with `file` as a whole, such as that it is not in the language asked for."""
    what, _, remedy = str(error).partition("; ")
    return Problem(str(file), 1, 1, what, remedy, Code.BAD_VALUE)


def told_changes(before: tuple[Routine, Plan], after: tuple[Routine, Plan]) -> Iterator[str]:
    """Yield a line for each exercise that was changed, added or left out, with about how long it takes, and
    one for the session.
    """
    from voicefoot.arranging.estimate import estimated_section_seconds
    from voicefoot.model.choices import Choices
    from voicefoot.planning.changed_exercises import changes

    old, new = ([*estimated_section_seconds(plan)] for _, plan in (before, after))
    found = changes(before[0], after[0], Choices())
    names = [[section.name for section in plan.sections] for _, plan in (before, after)]
    told: dict[str, tuple[float, float | None]] = {}
    changed = [(place, at) for at in sorted(found.changed) if (place := found.moved[at]) is not None]
    for place, at in [*changed, *((place, None) for place in sorted(found.added))]:
        seconds, was = told.get(names[1][place], (0.0, None))
        if at is not None:
            was = (was or 0.0) + old[at]
        told[names[1][place]] = seconds + new[place], was
    for name, (seconds, was) in told.items():
        yield f"{name}: {_length(seconds, was)}."
    for name in dict.fromkeys(names[0][at] for at, place in enumerate(found.moved) if place is None):
        if name not in names[1]:
            yield f"{name}: left out."
    if told or any(place is None for place in found.moved) or abs(sum(new) - sum(old)) >= 1.0:
        yield f"The session: {_length(sum(new), sum(old))}."


def _length(seconds: float, was: float | None) -> str:
    from voicefoot.timeline.transcript import clock

    now, before = clock(seconds), "" if was is None else clock(was)
    return f"about {now}" + ("" if was is None else ", as before" if now == before else f", was {before}")


def heard_again(before: Routine, after: Routine) -> list[str]:
    """Return the names of the exercises that were changed or added, each once."""
    from voicefoot.model.choices import Choices
    from voicefoot.planning.changed_exercises import changes
    from voicefoot.planning.plan import plan

    found = changes(before, after, Choices())
    names = [section.name for section in plan(after).sections]
    places = {place for at in found.changed if (place := found.moved[at]) is not None} | found.added
    return list(dict.fromkeys(names[place] for place in sorted(places)))


class _Preview:
    """Plays a preview in a process of its own, one at a time, while the editor has the terminal."""

    def __init__(self, file: Path, options: Sequence[str]) -> None:
        self._file, self._options = file, options
        self._process: subprocess.Popen[bytes] | None = None
        self._is_hopeless = False
        """Whether nothing will be heard as long as the editor is open."""
        self.problem: str | None = None
        """Why nothing could be played."""

    def play(self, exercises: Sequence[str]) -> None:
        """Play these in place of what plays."""
        self.stop()
        if self._is_hopeless or not exercises:
            return
        self.problem = None
        command = [sys.executable, "-m", "voicefoot", "preview", *self._options, "--", str(self._file)]
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, and no shell
            [*command, *exercises[:MOST_HEARD]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=os.name != "nt",  # the editor's Ctrl-C is not meant for it
        )

    def stop(self) -> None:
        """End what plays."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is not None:
            self._tell(process)
            return
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(2.0)
        process.kill()
        process.communicate()

    def finish(self) -> None:
        """Wait until what plays has ended. Interrupted (KeyboardInterrupt), end it."""
        process = self._process
        if process is not None:
            try:
                process.wait()
            except KeyboardInterrupt:
                self.stop()
                raise
            self._process = None
            self._tell(process)

    def _tell(self, process: subprocess.Popen[bytes]) -> None:
        """Note why `process`, which has ended by itself, could not play."""
        _, printed = process.communicate()
        if process.returncode:
            self.problem = printed.decode("utf-8", "replace").strip()
        # No speaker, or no voice: nor will there be one in a minute.
        self._is_hopeless = process.returncode in (3, 4)


class _Editing:
    """A file while it is edited: what it was before, and what is to be told of it."""

    def __init__(self, file: Path, language: str | None, preview: _Preview | None) -> None:
        self._file, self._language, self._preview = file, language, preview
        self.reading = _read(file, language)
        self._told_of = self._good = self.reading
        """What was read last, and what was read last that was good, when something was told last."""
        self._heard_of = self.reading.routine

    def saved(self) -> None:
        """Read the file as it was saved; play what was changed, and tell of it if that can be read now."""
        self.reading = _read(self._file, self._language)
        if self.reading.routine is not None:
            if self._preview is not None and self._heard_of is not None:
                self._preview.play(heard_again(self._heard_of, self.reading.routine))
            self._heard_of = self.reading.routine
        if is_terminal_free():
            self.tell()

    def tell(self) -> None:
        """Print what is wrong, or else what has changed, since that was told last."""
        now, told, good = self.reading, self._told_of, self._good
        self._told_of = now
        for problem in now.problems:
            if problem not in told.problems:
                note(str(problem))
        for warning in now.warnings:
            if warning not in told.warnings:
                note(str(warning))
        if now.routine is None or now.plan is None:
            return
        if good.routine is None or good.plan is None:
            note(f"{self._file}: good")
        else:
            for line in told_changes((good.routine, good.plan), (now.routine, now.plan)):
                note(line)
        self._good = now


def _edit_once(command: Sequence[str], file: Path, editing: _Editing) -> None:
    """Open the editor, and follow what is saved until it is closed."""
    from voicefoot.storage.file_watch import FileWatch

    watch = FileWatch([file])
    opened_at = time.monotonic()
    was_saved = False
    with open_editor(command) as process:
        while process.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(LOOK_SECONDS)
            if watch.changed():
                was_saved = True
                editing.saved()
    if watch.changed() or watch.changed():  # saved on closing: two looks make sure
        was_saved = True
        editing.saved()
    editing.tell()
    if process.returncode:
        note(f"the editor ended with exit code {process.returncode}")
    elif not was_saved and time.monotonic() - opened_at < AT_ONCE_SECONDS:
        note(
            "the editor was closed at once; if it is still open in a window, give it an option that waits, "
            "for example: export VISUAL='code --wait'"
        )


def _asks_again(problems: Sequence[Problem]) -> bool:
    """Ask whether to edit again, if there is somebody to ask and something to mend."""
    return bool(problems) and sys.stdin.isatty() and click.confirm("Edit again?", default=True, err=True)


@click.command("edit")
@click.argument("file", type=click.Path(path_type=Path))
@language_option
@click.option("--no-play", is_flag=True, help="Play nothing.")
@click.option("--voice", envvar="VOICEFOOT_VOICE", metavar="NAME", help="Who speaks; see `voicefoot voices`.")
@click.option("--output", metavar="NAME", help="Where to play; see `voicefoot outputs`.")
@click.pass_context
def edit_command(
    context: click.Context,
    file: Path,
    language: str | None,
    voice: str | None,
    output: str | None,
    *,
    no_play: bool,
) -> None:
    """Open FILE in your editor, which VISUAL or EDITOR names. Whenever you save it, the exercise that you
    have changed is spoken; what is wrong, or how long all takes now, is told when the terminal is free.
    """
    if not file.is_file():
        raise CommandError(f"there is no file {file}; to begin one, type: voicefoot new {file}")
    editor = find_editor(os.environ)
    given = (("--language", language), ("--voice", voice), ("--output", output))
    options = [word for name, value in given if value is not None for word in (name, value)]
    preview = None if no_play else _Preview(file, options)
    editing = _Editing(file, language, preview)
    try:
        again = True
        while again:
            problems = editing.reading.problems
            line = problems[0].line if problems and problems[0].file == str(file) else None
            _edit_once(command_for(editor, file, line), file, editing)
            again = _asks_again(editing.reading.problems)
        if preview is not None:
            preview.finish()
    finally:
        if preview is not None:
            preview.stop()
            if preview.problem is not None:
                note(preview.problem)
    if editing.reading.problems:
        context.exit(CommandError.exit_code)
