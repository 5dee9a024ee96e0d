"""Keep the machine from falling asleep during a session; paused or over, it may.

The screen may go dark and lock all the same: a session needs none. Only where a desktop knows no other way
is the screen kept on too. wakepy knows the way of each system; it may wait for a bus or start a program, so
it works in a thread of its own.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Self

from voicefoot.playing.remote import Remote, State, Status

if TYPE_CHECKING:
    from wakepy import DBusAdapter

RELEASE_TIMEOUT_SECONDS = 1.0
"""How long the end of a session waits for the inhibit lock to be released; it dies with the process anyway.
"""
STATUS_TIMEOUT_SECONDS = 10.0
"""How long `awake_status` waits for an answer."""

_REMEDY = (
    "turn the machine's sleep off for now, or on Linux: systemd-inhibit --what=idle:sleep voicefoot play"
)
_REFUSED = f"nothing here keeps the machine awake when asked; {_REMEDY}"
_ASLEEP = frozenset({State.PAUSED, State.OVER})
"""The states in which the machine may sleep. A session that waits, or has lost its output, goes on by itself.
"""


class KeepAwake:
    """Holds an inhibit lock between `hold` and `release`. Nothing here raises or blocks, except `close`.

    Safe to use from any thread; as a context manager it releases the lock at the end of the block.
    """

    def __init__(self) -> None:
        self._wanted = False
        self._closed = False
        self._holds = False
        """What was tried last; only the thread uses it."""
        self._problem: str | None = None
        self._method: str | None = None
        self._condition = threading.Condition()
        self._thread: threading.Thread | None = None

    @property
    def problem(self) -> str | None:
        """Why the machine was not kept awake, and what to do about it; None if it was, or need not be."""
        with self._condition:
            return self._problem

    @property
    def method(self) -> str | None:
        """How the machine is kept awake; None while it is not."""
        with self._condition:
            return self._method

    def hold(self) -> None:
        """Request the lock; does nothing if it is held already."""
        self._want(wanted=True)

    def release(self) -> None:
        """Request its release; does nothing if it is not held."""
        self._want(wanted=False)

    def close(self) -> None:
        """Release the lock for good, and wait for that a second at most."""
        with self._condition:
            self._wanted, self._closed = False, True
            self._condition.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(RELEASE_TIMEOUT_SECONDS)

    def wait_settled(self, timeout_seconds: float) -> bool:
        """Wait until the last request was carried out, or failed; return whether it was."""
        with self._condition:
            return self._condition.wait_for(lambda: self._holds == self._wanted, timeout_seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _want(self, *, wanted: bool) -> None:
        with self._condition:
            if self._closed or wanted == self._wanted:
                return
            self._wanted = wanted
            if self._thread is None:
                # Not before it is needed, and never in the way of the program's end.
                self._thread = threading.Thread(target=self._run, name="awake", daemon=True)
                self._thread.start()
            self._condition.notify_all()

    def _run(self) -> None:
        """Run the thread: it acquires and releases, since wakepy's modes belong to one thread."""
        held = ExitStack()
        while True:
            with self._condition:
                self._condition.wait_for(lambda: self._wanted != self._holds or self._closed)
                wanted, closed = self._wanted, self._closed
            method, problem = None, None
            # Whatever a desktop does to wakepy, the session goes on; the reason is kept for who asks.
            try:
                if wanted and not self._holds:
                    method = _hold(held)
                    problem = _REFUSED if method is None else None
                elif self._holds and not wanted:
                    held.close()
            except Exception as error:
                problem = f"the machine could not be kept awake ({error}); {_REMEDY}"
            with self._condition:
                self._holds, self._method, self._problem = wanted, method, problem
                self._condition.notify_all()
                if closed:
                    return


def _hold(held: ExitStack) -> str | None:
    """Acquire the inhibit lock in the best way there is, and return which; closing `held` releases it."""
    from wakepy import keep

    # Some desktops, Xfce among them, know only the second mode, which keeps the screen on as well.
    for make_mode in (keep.running, keep.presenting):
        with ExitStack() as trying:
            mode = trying.enter_context(make_mode(on_fail="pass", dbus_adapter=_adapter(trying)))
            if mode.active and mode.method is not None:
                held.push(trying.pop_all())
                return mode.method.name
    return None


def _adapter(closing: ExitStack) -> type[DBusAdapter] | None:
    """Return wakepy's way to D-Bus, whose connections end with `closing`; None if wakepy needs no bus."""
    if sys.platform in ("darwin", "win32"):
        return None
    from wakepy.dbus_adapters.jeepney import JeepneyDBusAdapter

    class Adapter(JeepneyDBusAdapter):
        """Close without collecting garbage, which wakepy's does: that stops all threads, the sink's among
        them, just when a pause should fade. Also close if the lock was never held.
        """

        def __init__(self) -> None:
            super().__init__()
            closing.callback(self.close_connections)

        def close_connections(self) -> None:
            while self._connections:
                self.close_connection(self._connections.popitem()[1])

    return Adapter


@contextmanager
def keep_awake(remote: Remote) -> Iterator[KeepAwake]:
    """Keep the machine awake while the session behind `remote` is under way, to the end of the block."""
    following = threading.Lock()

    def follow(_status: Status) -> None:
        # Of two threads that come at once, the one that decides last must know the newest state.
        with following:
            if remote.status.state in _ASLEEP:
                awake.release()
            else:
                awake.hold()

    with KeepAwake() as awake:
        end_watching = remote.watch(follow)
        try:
            follow(remote.status)
            yield awake
        finally:
            end_watching()


def awake_status() -> tuple[bool, str]:
    """Return whether the machine can be kept awake, and by what, or why not. Tries it; raises nothing."""
    with KeepAwake() as awake:
        awake.hold()
        if not awake.wait_settled(STATUS_TIMEOUT_SECONDS):
            return False, f"no answer in {STATUS_TIMEOUT_SECONDS:.0f} s; {_REMEDY}"
        if awake.method is not None:
            return True, f"by {awake.method}"
        return False, awake.problem or _REFUSED
