"""Media keys on Linux: the session is a player on D-Bus, in the way that MPRIS describes (version 2.2).

Desktops hand their media keys and headsets' buttons to the player that played last, and show what it plays.
D-Bus is spoken by dbus-fast, in an asyncio loop in a thread of its own, so that a slow bus holds up nobody.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicefoot.controls.media_keys import INSTALL, MediaKeysStatus
from voicefoot.playing.remote import Remote, Status

if TYPE_CHECKING:
    from dbus_fast.aio import MessageBus

BUS_NAME = "org.mpris.MediaPlayer2.voicefoot"
OBJECT_PATH = "/org/mpris/MediaPlayer2"
POSITION_POLL_SECONDS = 0.25
"""How often the position is checked: a remote does not report that time passes."""
BUS_TIMEOUT_SECONDS = 3.0
"""How long the bus may take to respond; a desktop's takes a few milliseconds."""

_MISSING = f"dbus-fast is missing; to get it: {INSTALL}"
_NO_BUS = "there is no D-Bus session here; start voicefoot in a desktop session, or use the keyboard"
_LOST = "the D-Bus session went away; use the keyboard, and the next session looks for it again"


class Mpris:
    """A session as a player on D-Bus, from its creation to `close`."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote
        self._problem: str | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._changed: asyncio.Event | None = None
        self._broken: Exception | None = None
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="media keys", daemon=True)
        self._thread.start()

    @property
    def problem(self) -> str | None:
        """Why no button works; None if they do, or are about to."""
        return self._problem

    def pump(self) -> None:
        """Do nothing: the bus has a thread of its own."""

    def close(self) -> None:
        """Leave the bus; waits for that, but not for a bus that hangs."""
        self._closing.set()
        if self._task is not None:
            self._call(self._task.cancel)
        self._thread.join(BUS_TIMEOUT_SECONDS)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except asyncio.CancelledError:
            # What close() asked for.
            return
        # Whatever happens on the bus, the session goes on; the reason is kept for who asks.
        except Exception as error:
            self._problem = _reason(error)

    async def _serve(self) -> None:
        self._changed = asyncio.Event()
        self._task = asyncio.current_task()
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(self._on_loop_error)
        if self._closing.is_set():
            return
        async with _connected() as (bus, lost):
            end_watching = self._remote.watch(self._wake)
            try:
                await self._publish_changes(bus, lost, self._changed)
            finally:
                end_watching()

    async def _publish_changes(
        self, bus: MessageBus, lost: asyncio.Future[None], changed: asyncio.Event
    ) -> None:
        """Publish everything that changes, until the task is cancelled.

        Raises ConnectionError when the bus is gone, and whatever else went wrong in the loop.
        """
        from voicefoot.controls.mpris_interfaces import Player, Root

        player = Player(self._remote)
        bus.export(OBJECT_PATH, Root(self._remote))
        bus.export(OBJECT_PATH, player)
        async with asyncio.timeout(BUS_TIMEOUT_SECONDS):
            await _request_name(bus)
        lost.add_done_callback(lambda _: changed.set())
        while not lost.done():
            changed.clear()
            if self._broken is not None:
                raise self._broken
            player.publish(self._remote.status, time.monotonic())
            with suppress(TimeoutError):
                async with asyncio.timeout(POSITION_POLL_SECONDS):
                    await changed.wait()
        raise ConnectionResetError(_LOST)

    def _on_loop_error(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Keep the error of the loop, which asyncio would print."""
        error = context.get("exception")
        if isinstance(error, Exception) and self._changed is not None:
            self._broken = error
            self._changed.set()

    def _wake(self, _status: Status) -> None:
        """Called in the session's thread."""
        if self._changed is not None:
            self._call(self._changed.set)

    def _call(self, callback: Callable[[], object]) -> None:
        """Run `callback` in the loop's thread, if that still runs."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed, and there is nothing left to tell
                self._loop.call_soon_threadsafe(callback)


def open_keys(remote: Remote) -> Mpris:
    """Show the session behind `remote` on D-Bus."""
    return Mpris(remote)


def status() -> MediaKeysStatus:
    """Return whether there is a bus to be a player on."""

    async def connect() -> None:
        async with _connected():
            pass

    try:
        asyncio.run(connect())
    # As in Mpris: a bus can fail in many ways, and each is only a reason.
    except Exception as error:
        return MediaKeysStatus(available=False, detail=_reason(error))
    return MediaKeysStatus(available=True, detail="through D-Bus (MPRIS)")


@asynccontextmanager
async def _connected() -> AsyncIterator[tuple[MessageBus, asyncio.Future[None]]]:
    """Connect to the session bus; yield the connection, and a future that is done when the bus is lost."""
    from dbus_fast.aio import MessageBus

    # It would print its warnings where nobody else listens to them.
    logging.getLogger("dbus_fast").addHandler(logging.NullHandler())
    async with asyncio.timeout(BUS_TIMEOUT_SECONDS):
        bus = await MessageBus(bus_address=_address()).connect()
    lost = asyncio.ensure_future(bus.wait_for_disconnect())  # type: ignore[no-untyped-call]
    try:
        yield bus, lost
    finally:
        bus.disconnect()
        await asyncio.wait({lost}, timeout=BUS_TIMEOUT_SECONDS)
        if lost.done():
            # A bus that went away is an error here; asked for, so that asyncio doesn't report it.
            lost.exception()


def _address() -> str:
    """Return the address of the session bus; raises ConnectionRefusedError if there is none to be found."""
    if address := os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return address
    folder = os.environ.get("XDG_RUNTIME_DIR")
    # Where systemd puts it; who comes by ssh may have no other word of it.
    if folder and (Path(folder) / "bus").is_socket():
        return f"unix:path={Path(folder) / 'bus'}"
    raise ConnectionRefusedError(_NO_BUS)


async def _request_name(bus: MessageBus) -> None:
    """Request the player's name, with the process's number appended if another session has it."""
    from dbus_fast.constants import NameFlag, RequestNameReply

    for name in (BUS_NAME, f"{BUS_NAME}.instance{os.getpid()}"):
        if await bus.request_name(name, NameFlag.DO_NOT_QUEUE) is RequestNameReply.PRIMARY_OWNER:
            return
    raise ConnectionRefusedError(f"{BUS_NAME} is taken on D-Bus; end the other session, or use the keyboard")


def _reason(error: Exception) -> str:
    if isinstance(error, ImportError):
        return _MISSING
    if isinstance(error, TimeoutError):
        return f"D-Bus did not answer in {BUS_TIMEOUT_SECONDS:.0f} s; use the keyboard, or log in anew"
    if isinstance(error, ConnectionError) and str(error) in (_NO_BUS, _LOST):
        return str(error)
    return f"D-Bus failed ({error or type(error).__name__}); use the keyboard, or log in anew"
