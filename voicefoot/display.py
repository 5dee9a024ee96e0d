"""A live session on a terminal: the exercise, the count and the time left, in large, calm type.

`draw` makes the lines, `LiveView` puts them on the terminal. Plain ANSI sequences; nothing here is
needed in order to hear a session.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TextIO

from voicefoot.cells import cells, clean, cut, wrapped
from voicefoot.figures import figure
from voicefoot.moment import Moment, moment_at, section_index
from voicefoot.timeline import Section


def clock(seconds: float) -> str:
    """A time that is left: "3:20", "1:02:05"; 0:00 only when nothing is left."""
    minutes, rest = divmod(math.ceil(seconds - 1e-6), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


# -- the picture ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The characters of the picture that are no text."""

    full: str
    empty: str
    cut: str


BLOCKS = Glyphs("█", "░", "…")
ASCII = Glyphs("#", "-", "...")

SMALLEST_COLUMNS = 20
SMALLEST_ROWS = 6
_MARGIN_FROM_ROWS = 12

_BOLD, _DIM, _STRONG = "1", "2", "1;36"


def draw(moment: Moment, width: int, height: int, colour: bool, glyphs: Glyphs = BLOCKS) -> list[str]:
    """`moment` as lines for a terminal of `width` columns and `height` rows.

    As many lines as there are rows, none of them wider than `width`; a single one where the
    terminal is tiny. With `colour` they hold SGR sequences, which take no columns.
    """
    if width < 1 or height < 1:
        return []
    if width < SMALLEST_COLUMNS or height < SMALLEST_ROWS:
        return [_one_line(moment, width, glyphs)]

    def styled(text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if colour and text.strip() else text

    def centred(text: str, style: str) -> str:
        text = cut(text, width - 2, glyphs.cut)
        return " " * ((width - cells(text)) // 2) + styled(text, style)

    head = [centred(clean(moment.name), _BOLD)]
    if moment.side is not None:
        head.append(centred(clean(moment.side), _DIM))
    side_room = 2 if width >= 60 else 1
    indent, inner = " " * side_room, width - 2 * side_room
    done, undone, left = _bar(moment, inner, glyphs)
    foot = [
        f"{indent}{styled(done, _STRONG)}{styled(undone, _DIM)}  {left}",
        f"{indent}{_next_and_left(moment, inner, glyphs)}",
    ]
    margin = [""] if height >= _MARGIN_FROM_ROWS else []
    room = height - len(head) - len(foot) - 2 * len(margin)
    if moment.number is not None:
        figures = figure(moment.number, width - 2, room, glyphs.full)
        body = [centred(row, _STRONG) for row in figures]
    else:
        spoken = wrapped(clean(moment.line), width - 4, room, glyphs.cut)
        body = [centred(row, _BOLD) for row in spoken]
    above = (room - len(body)) // 2
    below = room - len(body) - above
    return [*margin, *head, *[""] * above, *body, *[""] * below, *foot, *margin]


def _one_line(moment: Moment, width: int, glyphs: Glyphs) -> str:
    number = "" if moment.number is None else f"{moment.number} "
    side = "" if moment.side is None else f", {moment.side}"
    text = clean(f"{number}{moment.name}{side}")
    left = clock(moment.section_left_seconds)
    if width < 2 * len(left) + 2:
        return cut(text, width, glyphs.cut)
    text = cut(text, width - len(left) - 1, glyphs.cut)
    return text + " " * (width - cells(text) - len(left)) + left


def _bar(moment: Moment, width: int, glyphs: Glyphs) -> tuple[str, str, str]:
    """What is done, what is not, and the time left of the exercise, with two columns before that."""
    left = clock(moment.section_left_seconds)
    if moment.session_left_seconds is None:
        left += " left"
    length = width - len(left) - 2
    done = int(moment.share * length)
    return glyphs.full * done, glyphs.empty * (length - done), left


def _next_and_left(moment: Moment, width: int, glyphs: Glyphs) -> str:
    left = ""
    if moment.session_left_seconds is not None:
        left = f"{clock(moment.session_left_seconds)} left"
    coming = "" if moment.next_name is None else f"Next: {clean(moment.next_name)}"
    coming = cut(coming, width - len(left) - 2, glyphs.cut)
    return coming + " " * (width - cells(coming) - len(left)) + left


# -- the terminal ---------------------------------------------------------------------------------

_ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J"
"""Another screen, no cursor, no wrapping of lines, nothing on it."""
_LEAVE = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[999;1H\n\x1b[?1049l"
"""All of that undone. A terminal without a second screen is left on a line of its own."""
_CLEAR = "\x1b[0m\x1b[2J"
_USUAL_SIZE = os.terminal_size((80, 24))


class LiveView:
    """Shows a session while it plays: on a terminal a picture, elsewhere a line for each exercise.

    A context manager; whatever happens inside, the terminal is left as it was found. It draws on
    the terminal's second screen and keeps typed keys from showing. `NO_COLOR` is heeded. Where the
    stream goes away, the session goes on unseen.
    """

    def __init__(self, stream: TextIO, sample_rate: int) -> None:
        self._stream = stream
        self._sample_rate = sample_rate
        self._encoding = stream.encoding or "utf-8"
        marks = BLOCKS.full + BLOCKS.empty + BLOCKS.cut
        self._glyphs = BLOCKS if self._encodable(marks) == marks else ASCII
        self._colour = not os.environ.get("NO_COLOR")
        self._drawing = _is_drawable(stream)
        self._modes: Any = None
        self._drawn: list[str] = []
        self._size: os.terminal_size | None = None
        self._told_frame = -1
        self._lost = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._size is not None:
            self._size = None
            self._write(_LEAVE)
            _restore(self._stream, self._modes)

    def update(self, sections: Sequence[Section], frame: int, total_seconds: float | None) -> None:
        """Shows the moment of `frame`; `sections` are those arranged so far, none at first."""
        if not sections or self._lost:
            return
        if not self._drawing:
            self._tell(sections, frame)
            return
        size, before = _size_of(self._stream), self._size
        text = ""
        if size != before:
            self._size, self._drawn = size, []
            text = _CLEAR
        if before is None:
            self._modes = _prepare(self._stream)
            text = _ENTER
        moment = moment_at(sections, frame, self._sample_rate, total_seconds)
        lines = [self._encodable(line) for line in draw(moment, *size, self._colour, self._glyphs)]
        drawn = self._drawn or [""] * len(lines)
        for row, (line, old) in enumerate(zip(lines, drawn, strict=True), start=1):
            if line != old:
                text += f"\x1b[{row};1H\x1b[2K{line}"
        self._drawn = lines
        if text:
            self._write(text)

    def _tell(self, sections: Sequence[Section], frame: int) -> None:
        section = sections[section_index(sections, frame)]
        if section.start_frame > self._told_frame:
            self._told_frame = section.start_frame
            self._write(self._encodable(clean(section.name)) + "\n")

    def _encodable(self, text: str) -> str:
        return text.encode(self._encoding, "replace").decode(self._encoding)

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:  # the terminal was closed; a session is heard, and goes on
            self._lost = True


def _is_drawable(stream: TextIO) -> bool:
    """Whether `stream` is a terminal that understands ANSI sequences, and is ours to draw on."""
    if not stream.isatty():
        return False
    if sys.platform == "win32":
        return True
    if os.environ.get("TERM", "dumb") in ("", "dumb"):
        return False
    try:
        return os.tcgetpgrp(stream.fileno()) == os.getpgrp()  # in the background it is the shell's
    except OSError:
        return True  # a terminal, though not the one that this process was started from


def _size_of(stream: TextIO) -> os.terminal_size:
    try:
        size = os.get_terminal_size(stream.fileno())
    except OSError:
        return _USUAL_SIZE
    return size if size.columns and size.lines else _USUAL_SIZE


if sys.platform == "win32":
    import ctypes
    import msvcrt

    _ANSI_SEQUENCES = 0x0004

    def _prepare(stream: TextIO) -> Any:
        """Lets the console understand ANSI sequences, and gives the mode before. Untested."""
        handle, before = msvcrt.get_osfhandle(stream.fileno()), ctypes.c_uint32()
        if not ctypes.windll.kernel32.GetConsoleMode(handle, ctypes.byref(before)):
            return None
        ctypes.windll.kernel32.SetConsoleMode(handle, before.value | _ANSI_SEQUENCES)
        return before.value

    def _restore(stream: TextIO, found: Any) -> None:
        if found is not None:
            ctypes.windll.kernel32.SetConsoleMode(msvcrt.get_osfhandle(stream.fileno()), found)

else:
    import termios

    def _prepare(stream: TextIO) -> Any:
        """Keeps typed keys from showing, and gives the modes before; None where that can't be had."""
        try:
            found = termios.tcgetattr(stream.fileno())
            quiet = [*found[:3], found[3] & ~termios.ECHO, *found[4:]]
            termios.tcsetattr(stream.fileno(), termios.TCSADRAIN, quiet)
        except (OSError, termios.error):
            return None
        return found

    def _restore(stream: TextIO, found: Any) -> None:
        if found is not None:
            with suppress(OSError, termios.error):  # the terminal was closed
                termios.tcsetattr(stream.fileno(), termios.TCSADRAIN, found)
