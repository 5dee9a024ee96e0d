"""Folders and URLs: files are whole or not there, and known by what they were made from."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from voicefoot.clinic.targets import MARKS, Folder, Target, open_target
from voicefoot.errors import CommandError


@pytest.fixture(params=["folder", "file", "memory"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Target:
    if request.param == "memory":
        pytest.importorskip("fsspec")
        place = f"memory://{tmp_path.name}"
    else:
        place = str(tmp_path / "out") if request.param == "folder" else (tmp_path / "out").as_uri()
    target = open_target(place)
    target.prepare()
    return target


def test_a_file_is_known_by_what_it_was_made_from(target: Target) -> None:
    assert target.made_from("a.mp3") is None
    with target.writer("a.mp3", lambda: "digest") as stream:
        stream.write(b"sound")
        assert target.made_from("a.mp3") is None
    assert target.made_from("a.mp3") == "digest"


def test_what_is_to_be_made_again_has_no_mark(target: Target) -> None:
    for digest in ("digest", None):
        with target.writer("a.mp3", lambda: digest) as stream:  # noqa: B023 - called before the block ends
            stream.write(b"sound")
        assert target.made_from("a.mp3") == digest


def test_what_fails_leaves_the_file_that_was_there(target: Target) -> None:
    with target.writer("a.mp3", lambda: "first") as stream:
        stream.write(b"sound")
    with suppress(RuntimeError), target.writer("a.mp3", lambda: "second") as stream:
        stream.write(b"so")
        raise RuntimeError
    assert target.made_from("a.mp3") == "first"


def test_a_file_that_was_changed_is_not_what_was_made(tmp_path: Path) -> None:
    target = Folder(tmp_path)
    target.prepare()
    with target.writer("a.mp3", lambda: "digest") as stream:
        stream.write(b"sound")
    (tmp_path / "a.mp3").write_bytes(b"so")
    assert target.made_from("a.mp3") is None
    (tmp_path / "a.mp3").write_bytes(b"sound")
    assert target.made_from("a.mp3") == "digest"
    (tmp_path / MARKS / "a.mp3.json").write_bytes(b"[1")
    assert target.made_from("a.mp3") is None


def test_an_address_that_nothing_can_write_to_is_told_of() -> None:
    pytest.importorskip("fsspec")
    with pytest.raises(CommandError, match="can't be written to"):
        open_target("nothing-at-all://there/")
