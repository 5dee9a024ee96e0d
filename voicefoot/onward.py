"""Going on where a session is held: at once, or as soon as what that takes is there."""

from __future__ import annotations

from dataclasses import dataclass

from voicefoot.aside import Aside
from voicefoot.rejoin import LEAD_IN_WORDS
from voicefoot.transport import Held, Transport


@dataclass(frozen=True, slots=True)
class GoingOn:
    """How a session goes on where it is held: after a `line`, with the last lines said `again`, and after a
    silence that was long.
    """

    line: str | None = None
    again: bool = False
    long_silence: bool = False


class Onward:
    """Goes on by means of `transport`, with lines that `aside` has spoken."""

    def __init__(self, transport: Transport, aside: Aside) -> None:
        self._transport = transport
        self._aside = aside
        self._later: GoingOn | None = None

    def go_on(self, held: Held, how: GoingOn) -> None:
        """Plays on from where it is held; later, where nothing can lead into that before it is whole."""
        lines = [] if how.line is None else self._aside.spoken(how.line)
        lead_in = self._aside.clips(*LEAD_IN_WORDS)
        plays = self._transport.go_on(held, lead_in, lines, again=how.again, long_silence=how.long_silence)
        self._later = None if plays else how

    def put_off(self, how: GoingOn) -> None:
        """Has it gone on like that with the next turn, or when its line is spoken."""
        self._later = how

    def drop(self) -> None:
        """Lets go of what was put off."""
        self._later = None

    @property
    def due(self) -> GoingOn | None:
        """How it is to be gone on with now, where that was put off, and its line is spoken."""
        how = self._later
        return how if how and (how.line is None or self._aside.is_done(how.line)) else None
