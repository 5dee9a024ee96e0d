"""What is done in a live session that leaves its course as it is: lines that are said beside its own, as soon
as they are spoken and there is room for them, and how loud it is.
"""

from __future__ import annotations

from collections.abc import Callable

from voicefoot import phrases
from voicefoot.aside import Aside
from voicefoot.controls.remote import Command, Order
from voicefoot.transport import Transport
from voicefoot.whereabouts import Whereabouts

VOLUME_STEP = 0.1


class Beside:
    """The lines that are still to be said."""

    def __init__(
        self, transport: Transport, aside: Aside, whereabouts: Whereabouts, remark: Callable[[str], None]
    ) -> None:
        """`remark` is told what somebody says of the session: "too hard"."""
        self._transport = transport
        self._aside = aside
        self._where = whereabouts
        self._remark = remark
        self._waiting: list[str] = []
        self._wants_time_left = False

    def obey(self, order: Order) -> None:
        """Carries out an order that is about loudness, the time that is left, or what somebody says."""
        command = order.command
        if command in (Command.TOO_HARD, Command.TOO_EASY):
            self._remark(command.replace("-", " "))
        elif command is Command.TIME_LEFT:
            self._wants_time_left = True
        elif command is Command.VOLUME:
            self._transport.turn_volume(order.value)
        else:
            self._transport.turn_volume_by(VOLUME_STEP if command is Command.LOUDER else -VOLUME_STEP)

    def add(self, text: str) -> None:
        """Has `text` spoken, and said in its turn."""
        self._aside.ask(text)
        if text not in self._waiting:
            self._waiting.append(text)

    def say_next(self, *, plays: bool, cut: Callable[[str], None]) -> None:
        """Says the next line if it can be said now. Where the session `plays`, it is put into the work, which
        is not disturbed; in talk `cut` has it said before the session goes on.
        """
        if self._wants_time_left:
            self._wants_time_left = False
            self.add(phrases.time_left_line(self._where.left_seconds))
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
