"""A file is seen to change however it is written, once, and when it is whole."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from voicefoot.storage.file_watch import FileWatch


def in_place(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def renamed_over(path: Path, text: str) -> None:
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)


def with_a_backup(path: Path, text: str) -> None:
    path.replace(path.with_suffix(".bak"))
    path.write_text(text, encoding="utf-8")


def in_the_same_moment(path: Path, text: str) -> None:
    """Nothing but what is in it changes, but for the moment at which that was noted."""
    before = path.stat()
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "my.yaml"
    path.write_text("one", encoding="utf-8")
    return path


@pytest.mark.parametrize("write", [in_place, renamed_over, with_a_backup, in_the_same_moment])
def test_each_way_to_save_is_seen_once_and_at_the_second_look(
    path: Path, write: Callable[[Path, str], None]
) -> None:
    watch = FileWatch([path])
    assert [watch.changed() for _ in range(3)] == [False] * 3
    for text in ("two", "six"):
        write(path, text)
        assert [watch.changed() for _ in range(4)] == [False, True, False, False]


def test_a_file_that_is_still_being_written_is_not_told_of(path: Path) -> None:
    watch = FileWatch([path])
    for size in range(1, 9):
        path.write_text("x" * size, encoding="utf-8")
        assert not watch.changed()
    assert watch.changed()


@pytest.mark.parametrize("meanwhile", ["empty", "missing"])
def test_in_the_midst_of_saving_it_is_as_it_was(path: Path, meanwhile: str) -> None:
    watch = FileWatch([path])
    if meanwhile == "empty":
        path.write_text("", encoding="utf-8")
    else:
        path.unlink()
    assert [watch.changed() for _ in range(3)] == [False] * 3
    path.write_text("two", encoding="utf-8")
    assert [watch.changed() for _ in range(3)] == [False, True, False]


def test_saving_the_same_is_no_change(path: Path) -> None:
    watch = FileWatch([path])
    renamed_over(path, "one")
    assert [watch.changed() for _ in range(3)] == [False] * 3


def test_other_files_come_and_go(path: Path, tmp_path: Path) -> None:
    watch = FileWatch([path])
    other = tmp_path / "my.de.yaml"
    watch.watch([path, other])
    other.write_text("eins", encoding="utf-8")
    assert [watch.changed() for _ in range(3)] == [False, True, False]
    watch.watch([path])
    other.write_text("zwei", encoding="utf-8")
    assert [watch.changed() for _ in range(3)] == [False] * 3
    path.write_text("two", encoding="utf-8")
    assert [watch.changed() for _ in range(3)] == [False, True, False]
