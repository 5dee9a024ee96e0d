"""`play --watch`: reads a routine again whenever it is saved, and has the session go on with it."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from voicefoot.cli.options import SessionRequest
from voicefoot.cli.session import PreparedSession, plan_session, system_language
from voicefoot.errors import CommandError, RoutineError, VoicefootError
from voicefoot.model.choices import resolve_brief_for
from voicefoot.storage.file_watch import FileWatch

if TYPE_CHECKING:
    from voicefoot.playing.revision import Revision

LOOK_SECONDS = 0.05
"""How often the files are looked at; a change is seen at the second look."""
ENDS_SECONDS = 2.0
"""How long the end of a session waits for what is being read just then."""
TELL_SECONDS = 30.0
"""How long a problem is shown, unless it is solved before."""


class Revisable(Protocol):
    """What goes on with a revision: a live session."""

    def revise(self, revision: Revision) -> None:
        """Go on with another plan."""
        ...


class Notices(Protocol):
    """What shows a notice of one line."""

    def show_notice(self, notice: str, seconds: float | None = None) -> None:
        """Show `notice`, for `seconds` if that is given."""
        ...


def check_watchable(routine: str, request: SessionRequest) -> None:
    """Raise CommandError if `routine` is no file, which could be saved while it plays, or is to fit into a
    time, which each change would move.
    """
    from voicefoot.reading.read import is_path

    if request.until is not None or request.fit_seconds:
        raise CommandError("--watch goes with neither --fit nor --until; leave one of them out")
    if not is_path(routine):
        raise CommandError(
            f"--watch is for a file of your own; type: voicefoot new my.yaml --from {routine}, "
            "voicefoot play my.yaml --watch"
        )


class RoutineWatch:
    """Watches the file of a session in a thread of its own, while it is entered.

    What is wrong in it is shown, and the session plays on. `problem` is what is still wrong.
    """

    def __init__(
        self, name: str, request: SessionRequest, session: PreparedSession, live: Revisable, view: Notices
    ) -> None:
        """`request` is that of the session, with nothing left open."""
        self._name = name
        self._request = request
        self._known = resolve_brief_for(session.routine, request.choices).brief_for
        self._session = session
        self._live = live
        self._view = view
        self._watch = FileWatch(_files_of(name))
        self._ends = threading.Event()
        self._is_told = threading.Event()
        """Whether the session has gone on with the last revision; only then it is given another."""
        self._is_told.set()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self.problem: VoicefootError | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ends.set()
        self._thread.join(ENDS_SECONDS)

    def _run(self) -> None:
        while not self._ends.wait(LOOK_SECONDS):
            if self._is_told.is_set() and self._watch.changed():
                try:
                    self._revise()
                except VoicefootError as error:
                    self._tell_problem(error)

    def _revise(self) -> None:
        """Read the routine again, and have the session go on with it. Raise what is wrong with it."""
        from voicefoot.planning.changed_exercises import changes
        from voicefoot.playing.revision import Revision
        from voicefoot.reading.read import read_with_warnings

        was = self._session
        found = read_with_warnings(self._name, self._request.language, usual=system_language())
        self._watch.watch(_files_of(self._name))
        # An exercise that is known by another name now, or is no more, is no mistake.
        known = self._known & {exercise.key for exercise in found.routine.exercises}
        choices = replace(self._request.choices, brief_for=known)
        planned = plan_session(found.routine, replace(self._request, choices=choices))
        if planned.plan.language != was.plan.language:
            raise CommandError("the language was changed; stop, and play it again to hear it in that one")
        if planned.audio_format != was.audio_format:
            raise CommandError("songs came or went; stop, and play it again to hear it with them or without")
        now = was.revised_by(planned)

        def tell(problem: VoicefootError | None) -> None:
            if problem is None:
                self._session, self.problem = now, None
                self._view.show_notice("It goes on as it was saved.")
            else:
                self._tell_problem(problem)
            self._is_told.set()

        self._is_told.clear()
        self._live.revise(
            Revision(
                now.plan,
                changes(was.routine, now.routine, now.choices),
                now.sections_from,
                now.sections_in_place,
                now.sounds,
                tell,
            )
        )

    def _tell_problem(self, error: VoicefootError) -> None:
        """Show what is wrong in one line, of which the end may be cut off."""
        self.problem = error
        text, more = str(error), ""
        if isinstance(error, RoutineError) and error.problems:
            first, *others = error.problems
            where = "Line" if first.file == self._name else f"{Path(first.file).name}, line"
            text = f"{where} {first.line}: {first.what}; {first.remedy}"
            more = f"and {len(others)} more; " if others else ""
        self._view.show_notice(f"{text} ({more}it plays on as it was)", TELL_SECONDS)


def _files_of(name: str) -> Iterable[Path]:
    from voicefoot.reading.routine_files import files_of

    return files_of(name).values()
