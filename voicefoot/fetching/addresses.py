"""Which addresses are asked for anything: https alone, and plain http on this very machine."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from voicefoot.errors import CommandError
from voicefoot.text import shown

_HERE = {"127.0.0.1", "::1", "localhost"}


def join(base: str, path: str) -> str:
    """Return the address of the file at `path`, written with slashes, below `base`."""
    return f"{base.rstrip('/')}/{quote(path)}"


def is_secure(address: str) -> bool:
    """Whether what comes from `address` can't be read or changed on its way."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and parts.scheme == "https"
    except ValueError:
        return False


def is_here(address: str) -> bool:
    """Whether `address` is a plain one on this machine."""
    try:
        parts = urlsplit(address)
        return parts.scheme == "http" and parts.hostname in _HERE
    except ValueError:
        return False


def checked(address: str) -> str:
    """Return `address`, which the user typed. Raises CommandError if it may not be asked."""
    if not is_secure(address) and not is_here(address):
        raise CommandError(
            f'"{shown(address)}" is no address to fetch from; it begins with https://, or is a folder'
        )
    return address


def host_of(address: str) -> str:
    """Return the host of `address`, as messages name it."""
    return shown(urlsplit(address).netloc.rpartition("@")[2])
