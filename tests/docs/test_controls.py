"""docs/controls.md says what is so."""

from __future__ import annotations

import re
from dataclasses import fields

from tests.support.paths import ROOT
from voicefoot.controls.ctl_protocol import MAX_REQUEST_BYTES, STATUS
from voicefoot.controls.key_bindings import BINDINGS
from voicefoot.playing.remote import Command, State, Status

PAGE = (ROOT / "docs" / "controls.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[tuple[str, str]]:
    """The first two columns of the first table whose head begins so."""
    table = PAGE.split(f"| {heading} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [(cells[1], cells[2]) for cells in (re.split(r" ?\| ?", line) for line in table)]


def test_the_keys_are_those_of_the_help() -> None:
    assert rows("key") == [(binding.named, binding.does) for binding in BINDINGS]


def test_the_commands_are_all_there() -> None:
    named = re.findall(r"`([a-z-]+)", " ".join(command for command, _ in rows("command")))
    assert sorted(named) == sorted([*Command, STATUS])


def test_the_fields_are_those_of_a_status() -> None:
    assert [name for name, _ in rows("field")] == [f"`{field.name}`" for field in fields(Status)]
    assert all(f"`{state}`" in dict(rows("field"))["`state`"] for state in State)


def test_the_longest_line_is_told() -> None:
    assert f"at most {MAX_REQUEST_BYTES:,} bytes" in PAGE
