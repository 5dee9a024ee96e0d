"""What each key does, and how keys are parsed from what a terminal sends. Nothing here touches a terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass

from voicefoot.playing.remote import Command

HELP_KEY = "?"


@dataclass(frozen=True, slots=True)
class Binding:
    """The keys of one command: the sequences they send, their label, and what they do."""

    sent: tuple[str, ...]
    named: str
    command: Command | None
    """None for the key that shows the others."""
    does: str


def _arrow(final: str) -> tuple[str, str]:
    """An arrow key in both modes of a terminal."""
    return f"\x1b[{final}", f"\x1bO{final}"


BINDINGS = (
    Binding((" ",), "space", Command.TOGGLE, "pause, and go on"),
    Binding(("n", *_arrow("C")), "right, n", Command.NEXT, "the next exercise"),
    Binding(("d",), "d", Command.DONE, "done, or one more"),
    Binding(("p", *_arrow("D")), "left, p", Command.PREVIOUS, "the one before"),
    Binding(("r",), "r", Command.REPEAT, "this exercise again"),
    Binding(("a",), "a", Command.AGAIN, "say that again"),
    Binding(("+", "=", *_arrow("A")), "up, +", Command.LOUDER, "louder"),
    Binding(("-", *_arrow("B")), "down, -", Command.QUIETER, "quieter, but not silent"),
    Binding(("f", "]"), "f, ]", Command.FASTER, "faster"),
    Binding(("s", "["), "s, [", Command.SLOWER, "slower"),
    Binding(("t",), "t", Command.TIME_LEFT, "say the time left"),
    Binding(("h",), "h", Command.TOO_HARD, "too hard"),
    Binding(("e",), "e", Command.TOO_EASY, "too easy"),
    Binding(("q",), "q", Command.STOP, "stop"),
    Binding((HELP_KEY,), HELP_KEY, None, "show these keys"),
)

_COMMANDS = {sent: binding.command for binding in BINDINGS for sent in binding.sent if binding.command}


def command_of(key: str) -> Command | None:
    """Return the command of `key`, in either case, as `split_keys` gives it; None for any other key."""
    return _COMMANDS.get(key) or _COMMANDS.get(key.lower())


def help_text() -> str:
    """Return all keys, one a line, in at most 40 columns of plain ASCII, without a final line feed."""
    return "\n".join(f"{binding.named:<10}{binding.does}" for binding in BINDINGS)


_MAX_SEQUENCE = 32
"""In characters; a longer sequence is no key."""

_SEQUENCE = re.compile(
    r"\x1b\[\[[\x40-\x7e]"  # a function key of the Linux console
    r"|\x1b\[[\x30-\x3f]*[\x20-\x2f]*[\x40-\x5a\x5c-\x7e]"
    r"|\x1bO[0-9;]*[\x40-\x7e]"
    r"|\x1b[^\x1b\[O]",  # a key together with Alt
    re.DOTALL,
)
_BEGUN = re.compile(r"\x1b(\[(\[|[\x30-\x3f]*[\x20-\x2f]*)?|O[0-9;]*)?")


def split_keys(text: str) -> tuple[list[str], str]:
    """Split `text` into keys, and the beginning of a key at its end, whose rest has not come yet.

    A key is a character, or the escape sequence of a key such as an arrow. An Escape that begins no sequence
    is dropped.
    """
    keys: list[str] = []
    at = 0
    while at < len(text):
        if text[at] != "\x1b":
            keys.append(text[at])
            at += 1
        elif whole := _SEQUENCE.match(text, at):
            keys.append(whole.group())
            at = whole.end()
        elif (begun := _BEGUN.match(text, at)) and begun.end() == len(text):
            rest = text[at:]
            return keys, rest if len(rest) <= _MAX_SEQUENCE else ""
        else:
            at += len(begun.group()) if begun else 1
    return keys, ""
