"""The user's own file of words: what is read from it, and what is told of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicefoot.errors import RoutineError
from voicefoot.reading.pronounce import read_pronounce
from voicefoot.reading.read import read_text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("IT  band: outer   thigh\nSIJ: the joint\n", {"IT band": "outer thigh", "SIJ": "the joint"}),
        ("yes: 1\n", {"yes": "1"}),
        ("", {}),
        ("# nothing yet\n\n  # nor here\n", {}),
    ],
)
def test_words_are_read(text: str, words: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "pronounce.yaml"
    path.write_text(text, encoding="utf-8")
    assert read_pronounce(path) == words


def test_there_need_be_no_file(tmp_path: Path) -> None:
    assert read_pronounce(tmp_path / "none" / "pronounce.yaml") == {}
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert read_pronounce(tmp_path / "file" / "pronounce.yaml") == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- a\n", ":1:1: `pronounce` needs words"),
        ("SIJ: a\nSIJ: b\n", ":2:1: `SIJ` is written twice"),
        ("SIJ: [a]\nB:\n", ":1:6: `SIJ` takes one value"),
        ("SIJ: &a a\n", ":1:6: `&a` is an anchor"),
        ("SIJ: a: b\n", ":1:7: a colon splits these words"),
        ("\x07\n", ":1:1: there is a control character"),
        ("\tSIJ: a\n", ":1:1: this line is indented with a tab"),
        ("SIJ: '...'\n", ':1:6: `SIJ` is "...", in which there is no word'),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "pronounce.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RoutineError) as caught:
        read_pronounce(path)
    assert f"{path}{told}" in str(caught.value)


def test_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(RoutineError, match="this is a folder"):
        read_pronounce(tmp_path)


def test_a_routine_has_its_own() -> None:
    text = "title: T\npronounce:\n  SIJ: sacroiliac joint\n  IT  band: 7\nexercises: [{name: A, for: 5s}]\n"
    assert read_text(text, "a.yaml", None).pronounce == {"SIJ": "sacroiliac joint", "IT band": "7"}
    assert read_text("title: T\nexercises: [{name: A, for: 5s}]\n", "a.yaml", None).pronounce == {}
