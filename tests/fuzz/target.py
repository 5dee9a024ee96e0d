"""What is fuzzed: something that reads bytes which anybody may have written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from voicefoot.errors import VoicefootError


@dataclass(frozen=True, slots=True)
class Target:
    """A reader that any bytes may be given to."""

    about: str
    """What the bytes are, in some words."""
    run: Callable[[bytes], bool]
    """Reads the bytes, and returns whether they were taken; False if they were refused as they should be.
    Raises anything else, AssertionError above all, where the reader breaks what it promises."""
    seeds: Callable[[], list[bytes]]
    """Bytes to begin with, most of them good."""
    words: tuple[str, ...] = ()
    """What may stand in them."""
    suite_inputs: int = 150
    """How many changed seeds the suite tries."""


def refused(error: VoicefootError) -> bool:
    """Check that `error` tells what to do, and does nothing to a terminal. Return that nothing was taken."""
    assert "; " in str(error)
    assert "\x1b" not in str(error)
    return False
