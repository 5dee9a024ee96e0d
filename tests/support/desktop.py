"""Stand-ins for the desktop's services that let a machine sleep or not: they only keep a list, as those do.

The interfaces are those of GNOME (org.gnome.SessionManager) and of the desktops that know only the screen
saver (org.freedesktop.ScreenSaver), on a real bus.
"""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from dbus_fast import DBusError
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusSignature, DBusStr, DBusUInt32
from dbus_fast.service import ServiceInterface, dbus_method

from tests.support.dbus import TIMEOUT_SECONDS, Bus

Nothing = Annotated[None, DBusSignature("")]
GNOME_SUSPEND = 4
"""GNOME's flag for: the machine must not sleep. 8 would be: the screen must stay on."""


class Inhibitors:
    """Who holds the machine awake just now."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.refuses = refuses
        self.calls: list[str] = []
        """Each call, in order: "hold" and "release"."""
        self._held: dict[int, int] = {}
        self._cookies = itertools.count(1)
        self._changed = threading.Condition()

    def add(self, flags: int) -> int:
        """Takes an inhibitor down; gives the cookie by which it is let go."""
        if self.refuses:
            raise DBusError("org.freedesktop.DBus.Error.AccessDenied", "not today")
        with self._changed:
            cookie = next(self._cookies)
            self._held[cookie] = flags
            self.calls.append("hold")
            self._changed.notify_all()
            return cookie

    def remove(self, cookie: int) -> None:
        """Lets one go."""
        with self._changed:
            del self._held[cookie]
            self.calls.append("release")
            self._changed.notify_all()

    @property
    def flags(self) -> list[int]:
        """Of each inhibitor that is held."""
        with self._changed:
            return list(self._held.values())

    def wait_for(self, *calls: str) -> None:
        """Waits until as many calls came, and sees that they are these."""
        with self._changed:
            self._changed.wait_for(lambda: len(self.calls) >= len(calls), TIMEOUT_SECONDS)
            assert self.calls == list(calls)


class _Gnome(ServiceInterface):
    def __init__(self, inhibitors: Inhibitors) -> None:
        super().__init__("org.gnome.SessionManager")
        self._inhibitors = inhibitors

    @dbus_method(name="Inhibit")
    def inhibit(self, _app: DBusStr, _window: DBusUInt32, _reason: DBusStr, flags: DBusUInt32) -> DBusUInt32:
        return self._inhibitors.add(flags)

    @dbus_method(name="Uninhibit")
    def uninhibit(self, cookie: DBusUInt32) -> Nothing:
        self._inhibitors.remove(cookie)


class _ScreenSaver(ServiceInterface):
    def __init__(self, inhibitors: Inhibitors) -> None:
        super().__init__("org.freedesktop.ScreenSaver")
        self._inhibitors = inhibitors

    @dbus_method(name="Inhibit")
    def inhibit(self, _app: DBusStr, _reason: DBusStr) -> DBusUInt32:
        return self._inhibitors.add(0)

    @dbus_method(name="UnInhibit")
    def uninhibit(self, cookie: DBusUInt32) -> Nothing:
        self._inhibitors.remove(cookie)


@contextmanager
def gnome(bus: Bus, *, refuses: bool = False) -> Iterator[Inhibitors]:
    """A desktop that keeps machines awake, with the screen on or off; one that `refuses` never does."""
    inhibitors = Inhibitors(refuses=refuses)
    with _served(bus, _Gnome(inhibitors), "/org/gnome/SessionManager"):
        yield inhibitors


@contextmanager
def screen_saver(bus: Bus) -> Iterator[Inhibitors]:
    """A desktop that keeps the screen on when it is asked, and knows no more."""
    inhibitors = Inhibitors()
    with _served(bus, _ScreenSaver(inhibitors), "/org/freedesktop/ScreenSaver"):
        yield inhibitors


@contextmanager
def _served(bus: Bus, interface: ServiceInterface, path: str) -> Iterator[None]:
    async def serve(ready: threading.Event) -> None:
        connection = await MessageBus(bus_address=bus.address).connect()
        connection.export(path, interface)
        await connection.request_name(interface.name)
        ready.set()
        gone = asyncio.ensure_future(connection.wait_for_disconnect())  # type: ignore[no-untyped-call]
        await over.wait()
        connection.disconnect()
        # A bus that the test has killed is an error here, and none of ours.
        await asyncio.gather(gone, return_exceptions=True)

    loop = asyncio.new_event_loop()
    over = asyncio.Event()
    ready = threading.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(serve(ready)))
    thread.start()
    try:
        assert ready.wait(TIMEOUT_SECONDS)
        yield
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()
