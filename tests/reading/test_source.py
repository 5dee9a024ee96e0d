"""What is too large, or no text, is refused before it is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicefoot.errors import CommandError, RoutineError
from voicefoot.model.limits import MAX_ROUTINE_BYTES
from voicefoot.reading.read import read, read_text


def test_a_text_that_came_from_no_file_may_be_as_long_as_a_file_and_no_longer() -> None:
    routine = "title: T\nexercises: [{name: A, for: 10s}]\n"
    comment = "#" + "x" * (MAX_ROUTINE_BYTES - len(routine) - 1)
    assert read_text(routine + comment, "-", None).title == "T"
    with pytest.raises(RoutineError, match="a routine is a short text"):
        read_text(routine + comment + "x", "-", None)


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"%PDF-1.4\n\xe2\xe3", "this is a PDF"), (b"PK\x03\x04\x00", "a Word, Excel or ZIP file")],
)
def test_a_document_that_is_called_a_routine_is_known_for_what_it_is(
    tmp_path: Path, content: bytes, what: str
) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(content)
    with pytest.raises(RoutineError, match=what):
        read(path)


def test_a_folder_is_no_misspelled_routine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "knee").mkdir()
    with pytest.raises(CommandError, match='"folder" is a folder; name a routine file in it'):
        read("folder")
    assert read("knee").title, "a built-in routine may be called like a folder"
