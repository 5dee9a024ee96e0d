"""The port through which media keys, headsets and players' windows control a session, and its adapters. What
each button does is in `media_buttons`.

Each system has an adapter of its own, which is imported only where it is used. None of them is needed: what
is missing, or breaks, is a reason that can be asked for, and the session goes on.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from voicefoot.playing.remote import Remote

INSTALL = 'pip install "voicefoot[media-keys]"'

_ADAPTERS = {"linux": "mpris", "freebsd": "mpris", "win32": "windows_media", "darwin": "mac_media"}
"""The module of each system, by how its name in Python begins."""


class MediaKeys(Protocol):
    """The buttons of a session that is under way."""

    @property
    def problem(self) -> str | None:
        """Why no button works, and what to do about it; None if they do, or are about to."""
        ...

    def pump(self) -> None:
        """Handle buttons on systems that deliver them in the main thread alone (macOS): call this there, ten
        times a second or so. Quick, and does nothing elsewhere.
        """
        ...

    def close(self) -> None:
        """Remove the session from the system's list of players; does nothing the second time."""
        ...


@dataclass(frozen=True, slots=True)
class MediaKeysStatus:
    """Whether buttons would work here."""

    available: bool
    detail: str
    """If available: through what; else: what is missing and how to get it."""


class MediaKeysAdapter(Protocol):
    """What a module of `_ADAPTERS` offers. Neither function raises."""

    def status(self) -> MediaKeysStatus:
        """Return whether buttons would work; takes three seconds at most."""
        ...

    def open_keys(self, remote: Remote) -> MediaKeys:
        """Connect buttons to what listens to `remote`; returns at once."""
        ...


class NoMediaKeys:
    """Stands in where there are none."""

    def __init__(self, problem: str) -> None:
        self.problem: str | None = problem

    def pump(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


@contextmanager
def open_media_keys(remote: Remote) -> Iterator[MediaKeys]:
    """Let media keys and headsets control the session behind `remote` until the end of the block.

    Raises nothing. What has to be waited for is done in a thread; but some 20 ms of imports are done here,
    so it is best opened when the first sound is under way. On macOS, in the main thread.
    """
    adapter = _adapter()
    keys = NoMediaKeys(_unknown_system()) if adapter is None else adapter.open_keys(remote)
    try:
        yield keys
    finally:
        keys.close()


def media_keys_status() -> MediaKeysStatus:
    """Return whether media keys would work here, and if not, why. Raises nothing."""
    adapter = _adapter()
    return MediaKeysStatus(False, _unknown_system()) if adapter is None else adapter.status()


def _adapter() -> MediaKeysAdapter | None:
    for system, module in _ADAPTERS.items():
        if sys.platform.startswith(system):
            return cast("MediaKeysAdapter", import_module(f"voicefoot.controls.{module}"))
    return None


def _unknown_system() -> str:
    return f"voicefoot knows no media keys on {sys.platform}; the keyboard steers it all the same"
