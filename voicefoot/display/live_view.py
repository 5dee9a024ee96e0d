"""The view of a live session, which is drawn on a terminal, and written as lines elsewhere.

What it shows is decided in `view_model`, how that looks in `render`; the lines are in `log_view`.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from voicefoot.display.log_view import LogView
from voicefoot.display.terminal_modes import is_drawable
from voicefoot.display.view_model import change, view_model_of
from voicefoot.playing.remote import Status
from voicefoot.timeline.snapshot import snapshot_at
from voicefoot.timeline.timeline import Section

if TYPE_CHECKING:
    from voicefoot.display.screen import Screen

NOTICE_SECONDS = 3.0
HELP_SECONDS = 30.0
"""How long the keys are shown: whoever asked for them may have no hand free to close them."""
_MAX_PENDING_NOTICES = 50


class LiveView:
    """Shows a session while it plays: a picture on a terminal, elsewhere a line for each exercise.

    A context manager: whatever happens inside, the terminal is left as it was found. It draws on the
    alternate screen, and turns off the echo of typed keys unless a keyboard does. `NO_COLOR` is respected.
    If the stream goes away, the session goes on without a view.

    `suspend` and `resume` may be called from another thread than `update`, but never from a signal handler,
    which may interrupt a drawing. `show_help` and `show_notice` may be called from any thread; the next
    `update` shows what they bring.
    """

    def __init__(
        self,
        stream: TextIO,
        sample_rate: int,
        *,
        keys: bool = True,
        now_seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """`keys`: whether this terminal's keyboard controls the session. `now_seconds` is a clock."""
        self._stream = stream
        self._sample_rate = sample_rate
        self._keys = keys
        self._now_seconds = now_seconds
        self._screen: Screen | None = None
        self._lines = LogView(stream, sample_rate, keys=keys)
        self._suspended = self._gone = False
        self._status: Status | None = None
        self._notice, self._notice_until = "", 0.0
        self._pending_notices: deque[str] = deque(maxlen=_MAX_PENDING_NOTICES)
        """Notices for a view of lines."""
        self._lock = threading.Lock()
        """Held since `suspend` may be called from another thread."""
        self._help: tuple[str, ...] = ()
        self._help_until = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._leave_screen()

    def update(
        self,
        sections: Sequence[Section],
        frame: int,
        total_seconds: float | None,
        status: Status | None = None,
    ) -> None:
        """Show the snapshot at `frame`. `sections` are those arranged so far, none at first.

        `status`, if the session can be controlled, gives its state, volume and tempo.
        """
        if status is not None:
            if self._status is not None and (notice := change(self._status, status)):
                self.show_notice(notice)
            self._status = status
        with self._lock:
            self._show(sections, frame, total_seconds)

    def _show(self, sections: Sequence[Section], frame: int, total_seconds: float | None) -> None:
        if not sections or self._suspended or self._gone:
            return
        try:
            if is_drawable(self._stream) and self._enter_screen():
                self._draw(sections, frame, total_seconds)
            else:
                self._leave_screen()
                pending = [self._pending_notices.popleft() for _ in range(len(self._pending_notices))]
                self._lines.update(sections, frame, self._status, pending)
        except OSError:  # the terminal was closed; a session is heard, and goes on
            self._gone = True

    def show_help(self, lines: Sequence[str]) -> None:
        """Show `lines`, the keys and what they do, until this is called again or some time has passed."""
        now = self._now_seconds()
        closes = self._screen is not None and now < self._help_until
        self._help, self._help_until = tuple(lines), 0.0 if closes else now + HELP_SECONDS
        self._pending_notices.extend(lines)

    def show_notice(self, text: str, seconds: float = NOTICE_SECONDS) -> None:
        """Show a notice of one line for `seconds`, or until the next one."""
        self._notice, self._notice_until = text, self._now_seconds() + seconds
        self._pending_notices.append(text)

    def suspend(self) -> None:
        """Give the terminal back until `resume`, for example before the process is stopped."""
        with self._lock:
            self._suspended = True
            self._leave_screen()

    def resume(self) -> None:
        """Show again with the next `update`, if the terminal is ours by then."""
        self._suspended = False

    def _enter_screen(self) -> bool:
        if self._screen is None:
            # rich is imported when the first sound is on its way, and not before.
            from voicefoot.display.screen import Screen

            self._screen = Screen(self._stream, keys=self._keys)
        return self._screen.enter()

    def _draw(self, sections: Sequence[Section], frame: int, total_seconds: float | None) -> None:
        now = self._now_seconds()
        self._pending_notices.clear()
        moment = snapshot_at(sections, frame, self._sample_rate, total_seconds)
        notice = self._notice if now < self._notice_until else ""
        help_lines = self._help if now < self._help_until else ()
        view_model = view_model_of(
            moment, self._status, keys=self._keys, notice=notice, help_lines=help_lines
        )
        if self._screen is not None:
            self._screen.show(view_model)

    def _leave_screen(self) -> None:
        if self._screen is not None and not self._gone:
            try:
                self._screen.leave()
            except OSError:
                self._gone = True
