"""Lines that are said beside a live session's own, as soon as they are spoken and there is room for them."""

from __future__ import annotations

from collections.abc import Callable

from voicefoot.aside import Aside
from voicefoot.transport import Transport


class Beside:
    """The lines that are still to be said."""

    def __init__(self, transport: Transport, aside: Aside) -> None:
        self._transport = transport
        self._aside = aside
        self._waiting: list[str] = []

    def add(self, text: str) -> None:
        """Has `text` spoken, and said in its turn."""
        self._aside.ask(text)
        if text not in self._waiting:
            self._waiting.append(text)

    def say_next(self, *, plays: bool, cut: Callable[[str], None]) -> None:
        """Says the next line if it can be said now. Where the session `plays`, it is put into the work, which
        is not disturbed; in talk `cut` has it said before the session goes on.
        """
        if not self._waiting or not self._aside.is_done(self._waiting[0]) or self._transport.is_saying:
            return
        text = self._waiting[0]
        clip = self._aside.clip(text)
        if clip is not None and plays:
            if not self._transport.interject(text, clip):
                here = self._transport.heard()
                if here is None or not self._transport.may_cut(here):
                    return
                cut(text)
        elif clip is not None:
            self._transport.say(text, clip)
        del self._waiting[0]

    def say_now(self, text: str) -> None:
        """Says `text` where nothing plays, if it is spoken by now and nothing else is being said."""
        clip = self._aside.clip(text)
        if clip is not None and not self._transport.is_saying:
            self._transport.say(text, clip)
