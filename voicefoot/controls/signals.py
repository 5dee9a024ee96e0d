"""Signals as a control: SIGTERM ends a session cleanly, and Ctrl-Z pauses it before it is stopped.

Handlers run between any two steps of the main thread, which is the session's own: so they only leave word,
and a thread gives the orders and does the waiting.
"""

from __future__ import annotations

import queue
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

from voicefoot.playing.remote import Command, Remote, State, Status

PAUSE_TIMEOUT_SECONDS = 2.0
"""How long a session may take to pause before it is stopped all the same."""
STOP_TIMEOUT_SECONDS = 3.0
"""How long a session may take to end before it is interrupted."""
_SOUND_SECONDS = 0.15
"""What a sink still plays when a session has paused: the end of a fade."""


class TerminalUser(Protocol):
    """Something that changes the terminal, and gives it back while the process is stopped.

    Both methods are called in a thread of their own, and may be called more than once.
    """

    def suspend(self) -> None:
        """Give the terminal back: the process is about to be stopped."""

    def resume(self) -> None:
        """Take the terminal again: the process goes on, and others may have changed the terminal."""


@contextmanager
def signals(remote: Remote, users: Sequence[TerminalUser] = ()) -> Iterator[None]:
    """Within it, signals steer the session of `remote`; afterwards they do what they did before.

    SIGTERM and SIGHUP end the session; where it does not say that it is over, or leave this context, in time,
    KeyboardInterrupt is raised in it. SIGTSTP (Ctrl-Z) pauses it, has `users` give the terminal back in the
    reverse of their order, and stops the process; SIGCONT has them take it again, and the session goes on
    where it was SIGTSTP that paused it.

    Where SIGTERM or SIGHUP ended the session, both are ignored from then on: a terminal that is closed may
    say so twice, and what follows saves what was done.

    A signal that is ignored already, or that the system does not have, is left alone. Outside of the main
    thread nothing is done, since Python hears signals there alone.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    listener = _Listener(remote, users)
    listener.begin()
    try:
        yield
    finally:
        listener.end()


class _Listener:
    """Receives signals, and runs the thread that acts on them."""

    def __init__(self, remote: Remote, users: Sequence[TerminalUser]) -> None:
        self._remote = remote
        self._users = users
        self._left: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        """Words left by the handlers; this kind of queue may be filled from within a signal handler."""
        self._before: dict[int, object] = {}
        self._stopping = False
        """Whether a SIGTSTP is being handled: further ones are ignored."""
        self._may_stop = False
        """Whether the next SIGTSTP is the one that stops the process: all is ready for it."""
        self._ending: set[int] = set()
        """The signals that end a session."""
        self._ended_by = 0
        """The signal that ends the session; 0 if none has."""
        self._stopped_by = 0
        """The signal that stops the process; 0 if none has."""
        self._too_late = False
        self._paused_by_us = False
        self._leaving = threading.Event()
        self._woken = threading.Event()
        """Set when what the thread waits for has happened, or when we leave."""
        self._thread = threading.Thread(target=self._act, name="signals", daemon=True)

    def begin(self) -> None:
        handlers = {
            "SIGTERM": self._on_end,
            "SIGHUP": self._on_end,
            "SIGTSTP": self._on_stop,
            "SIGCONT": self._on_continue,
        }
        self._thread.start()
        for name, handler in handlers.items():
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) not in (signal.SIG_IGN, None):
                self._before[number] = signal.signal(number, handler)
                if handler == self._on_end:
                    self._ending.add(number)

    def end(self) -> None:
        self._leaving.set()
        self._woken.set()
        self._left.put(None)
        self._thread.join()
        for number, handler in self._before.items():
            is_repeat = self._ended_by and number in self._ending
            signal.signal(number, signal.SIG_IGN if is_repeat else handler)  # type: ignore[arg-type] # as signal.signal gave it

    # -- in the main thread, at any moment ---------------------------------------------------------

    def _on_end(self, number: int, _frame: FrameType | None) -> None:
        if self._too_late and not self._leaving.is_set():
            self._too_late = False
            raise KeyboardInterrupt
        if not self._ended_by:  # a terminal that is closed may say so twice
            self._ended_by = number
            self._left.put("end")

    def _on_stop(self, number: int, _frame: FrameType | None) -> None:
        if self._may_stop:
            self._may_stop = False
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)  # the process stops here, unless no shell could let it go on
            signal.signal(number, self._on_stop)
            self._stopping = False
            self._left.put("back")
        elif not self._stopping:
            self._stopping = True
            self._stopped_by = number
            self._left.put("stop")

    def _on_continue(self, _number: int, _frame: FrameType | None) -> None:
        self._left.put("continue")

    # -- in a thread of its own --------------------------------------------------------------------

    def _act(self) -> None:
        while (word := self._left.get()) is not None:
            if word == "end":
                self._end_session()
            elif word == "stop":
                self._pause()
                self._stop_process()
            else:
                for user in self._users:
                    user.resume()
                if word == "continue" and self._paused_by_us:
                    self._paused_by_us = False
                    self._remote.send(Command.RESUME)

    def _end_session(self) -> None:
        if not self._send_and_wait(Command.STOP, {State.OVER}, STOP_TIMEOUT_SECONDS):
            self._too_late = True
            _run_handler(self._ended_by)

    def _pause(self) -> None:
        # Where it is silent already, whoever made it so has the say about how it goes on.
        self._paused_by_us = self._remote.status.state in (State.STARTING, State.PLAYING)
        quiet = {State.PAUSED, State.WAITING, State.LOST, State.OVER}
        if self._paused_by_us and self._send_and_wait(Command.PAUSE, quiet, PAUSE_TIMEOUT_SECONDS):
            self._leaving.wait(_SOUND_SECONDS)

    def _stop_process(self) -> None:
        if self._leaving.is_set():
            return
        for user in reversed(self._users):
            user.suspend()
        self._may_stop = True
        _run_handler(self._stopped_by)

    def _send_and_wait(self, command: Command, states: set[State], timeout_seconds: float) -> bool:
        """Give an order, and wait until the session is in one of `states`, or until we leave; return False
        if neither happens in time.
        """
        self._woken.clear()
        if self._leaving.is_set():
            return True

        def check(status: Status) -> None:
            if status.state in states:
                self._woken.set()

        end = self._remote.watch(check)
        try:
            self._remote.send(command)
            check(self._remote.status)
            return self._woken.wait(timeout_seconds)
        finally:
            end()


def _run_handler(number: int) -> None:
    """Have the main thread handle a signal at once, even if it waits for something."""
    if sys.platform == "win32":
        signal.raise_signal(number)
    else:
        signal.pthread_kill(threading.main_thread().ident or 0, number)
