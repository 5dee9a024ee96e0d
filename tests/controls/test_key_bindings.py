"""Keys: what each does, and how they are read from whatever a terminal sends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicefoot.controls.key_bindings import BINDINGS, command_of, help_text, split_keys
from voicefoot.playing.remote import Command

EXPECTED = {
    " ": Command.TOGGLE,
    "n": Command.NEXT,
    "\x1b[C": Command.NEXT,
    "\x1bOC": Command.NEXT,
    "d": Command.DONE,
    "p": Command.PREVIOUS,
    "\x1b[D": Command.PREVIOUS,
    "\x1bOD": Command.PREVIOUS,
    "r": Command.REPEAT,
    "a": Command.AGAIN,
    "+": Command.LOUDER,
    "=": Command.LOUDER,
    "\x1b[A": Command.LOUDER,
    "\x1bOA": Command.LOUDER,
    "-": Command.QUIETER,
    "\x1b[B": Command.QUIETER,
    "\x1bOB": Command.QUIETER,
    "f": Command.FASTER,
    "]": Command.FASTER,
    "s": Command.SLOWER,
    "[": Command.SLOWER,
    "t": Command.TIME_LEFT,
    "h": Command.TOO_HARD,
    "e": Command.TOO_EASY,
    "q": Command.STOP,
    "Q": Command.STOP,
}

OTHER_KEYS = [
    "x", "?", "\t", "\r", "\x04", "\x00", "\x7f", "é", "足", "\ufffd",
    "\x1b[1;5C", "\x1b[H", "\x1b[3~", "\x1bOP", "\x1bO5C", "\x1b[[A", "\x1b[<0;1;1M", "\x1bq", "\x1bé",
]  # fmt: skip


@pytest.mark.parametrize(("key", "command"), EXPECTED.items(), ids=repr)
def test_a_key_is_a_command(key: str, command: Command) -> None:
    assert split_keys(key) == ([key], "")
    assert command_of(key) is command


@pytest.mark.parametrize("key", OTHER_KEYS, ids=repr)
def test_other_keys_are_one_key_each_and_no_command(key: str) -> None:
    assert split_keys(f"{key}n") == ([key, "n"], "")
    assert command_of(key) is None


def test_no_key_has_two_meanings() -> None:
    sent = [key for binding in BINDINGS for key in binding.sent]
    assert len(sent) == len(set(sent))


@pytest.mark.parametrize("begun", ["\x1b", "\x1b[", "\x1b[1;5", "\x1b[[", "\x1bO", "\x1b[1 "], ids=repr)
def test_what_has_only_begun_waits_for_its_rest(begun: str) -> None:
    assert split_keys(f"n{begun}") == (["n"], begun)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("\x1b\x1b[C", ["\x1b[C"]),
        ("\x1b[\x1b[C", ["\x1b[C"]),
        ("\x1b[1;\x1bOD", ["\x1bOD"]),
        ("\x1b[é", ["é"]),
        ("\x1bO\nq", ["\n", "q"]),
    ],
    ids=repr,
)
def test_a_sequence_that_breaks_off_takes_nothing_with_it(text: str, keys: list[str]) -> None:
    assert split_keys(text) == (keys, "")


def test_what_never_ends_is_not_kept() -> None:
    assert split_keys("\x1b[" + "1" * 1000) == ([], "")


PIECES = st.sampled_from([*EXPECTED, *OTHER_KEYS, "\x1b"])


@given(st.lists(PIECES).map("".join), st.data())
def test_it_does_not_matter_how_reads_cut_what_was_typed(text: str, data: st.DataObject) -> None:
    whole, rest = split_keys(text)
    keys, pending, at = [], "", 0
    while at < len(text):
        end = data.draw(st.integers(at + 1, len(text)))
        more, pending = split_keys(pending + text[at:end])
        keys += more
        at = end
    assert (keys, pending) == (whole, rest)


@given(st.text())
def test_any_text_is_read_without_harm(text: str) -> None:
    keys, rest = split_keys(text)
    assert len("".join(keys)) + len(rest) <= len(text)


def test_the_help_fits_a_narrow_terminal_and_names_every_command() -> None:
    lines = help_text().splitlines()
    assert len(lines) == len(BINDINGS) <= 15
    assert all(len(line) <= 40 and line.isascii() for line in lines)
    assert lines[0] == "space     pause, and go on"
    assert {binding.command for binding in BINDINGS} == {*EXPECTED.values(), None}
