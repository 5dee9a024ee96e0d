"""The terminal's alternate screen, drawn with rich: only rows that changed are written."""

from __future__ import annotations

import os
from typing import TextIO

from rich.console import Console
from rich.control import Control
from rich.segment import ControlType
from rich.text import Text

from voicefoot.display.big_digits import FULL
from voicefoot.display.render import EMPTY, render
from voicefoot.display.terminal_modes import Modes, size_of
from voicefoot.display.view_model import ViewModel

_ALPHABET = {FULL: "#", EMPTY: "-", "…": "~", "·": "|"}
"""The characters of the picture that are not text, and what replaces them in an old encoding."""
_PLAIN = str.maketrans(_ALPHABET)

_NO_WRAP, _WRAP = "\x1b[?7l", "\x1b[?7h"
"""Wrapping is off while the screen is ours: a line that the terminal draws wider than rich measured breaks
no other.
"""
_CLEAR_ROW = Control((ControlType.ERASE_IN_LINE, 2)).segment


class Screen:
    """A terminal to draw on, between `enter` and `leave`; both may be called again and again. `keys`:
    whether a keyboard controls the session through it.

    Raises OSError when the terminal is gone.
    """

    def __init__(self, stream: TextIO, *, keys: bool) -> None:
        self._stream = stream
        self._modes = Modes(stream, keys=keys)
        self._encoding = stream.encoding or "utf-8"
        marks = "".join(_ALPHABET)
        self._draws_blocks = self._encodable(marks) == marks
        self._entered = False
        self._console: Console | None = None
        self._size: os.terminal_size | None = None
        self._shown: tuple[ViewModel, os.terminal_size] | None = None
        self._rows: list[Text] = []

    def enter(self) -> bool:
        """Take the screen, if it is not taken yet. Return False if there is none to take."""
        if not self._entered:
            self._entered = True
            self._modes.set()
            # After the modes: it looks whether a console of Windows understands ANSI sequences.
            self._console = Console(file=self._stream, force_terminal=True, force_jupyter=False)
            if not self._console.set_alt_screen(True):
                return False
            self._stream.write(_NO_WRAP)
            self._console.show_cursor(False)
            self._shown = self._size = None
        return True

    def leave(self) -> None:
        """Give the terminal back as it was found."""
        if not self._entered:
            return
        self._entered = False
        console, self._console = self._console, None
        try:
            if console is not None and not console.legacy_windows:
                # Cleared, for a terminal that has but one screen.
                console.clear()
                self._stream.write(_WRAP)
                console.show_cursor(True)
                console.set_alt_screen(False)
        finally:
            self._modes.restore()

    def show(self, view_model: ViewModel) -> None:
        """Draw `view_model` if it or the terminal's size has changed."""
        size = size_of(self._stream)
        console = self._console
        if console is None or self._shown == (view_model, size):
            return
        with console:
            if size != self._size:
                self._size, self._rows = size, []
                console.clear()
            rows = render(view_model, size.columns, size.lines, console)
            before = self._rows or [Text()] * len(rows)
            for y, (row, old) in enumerate(zip(rows, before, strict=True)):
                if row != old:
                    console.update_screen_lines(
                        [[_CLEAR_ROW, *self._in_its_alphabet(row).render(console)]], y=y
                    )
        # Not before it is drawn: whoever interrupts this finds it drawn anew.
        self._rows, self._shown = rows, (view_model, size)

    def _in_its_alphabet(self, row: Text) -> Text:
        plain = row.plain if self._draws_blocks else row.plain.translate(_PLAIN)
        written = row.copy()
        written.plain = self._encodable(plain)
        return written

    def _encodable(self, text: str) -> str:
        return text.encode(self._encoding, "replace").decode(self._encoding)
