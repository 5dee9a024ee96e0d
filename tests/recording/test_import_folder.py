"""Which line a file holds: by the script's name, by its words, or by its number."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicefoot.errors import CommandError
from voicefoot.planning.plan import plan
from voicefoot.reading.read import read
from voicefoot.recording.import_folder import lines_of_files, wav_files
from voicefoot.recording.script import ScriptLine, script


@pytest.fixture(scope="module")
def lines() -> list[ScriptLine]:
    return script([plan(read("foot-strength"))])


def paths(*names: str) -> list[Path]:
    return [Path("takes", name) for name in names]


def test_files_by_the_names_of_the_script(lines: list[ScriptLine]) -> None:
    found, problems = lines_of_files(paths(*(line.file for line in lines)), lines)
    assert [each.text for each in found] == [line.text for line in lines]
    assert [each.max_seconds for each in found] == [line.max_seconds for line in lines]
    assert problems == []


@pytest.mark.parametrize(
    "name", ["Take a towel.wav", "take_a_towel.WAV", "TAKE-A-TOWEL.wav", "take a towel!.wav"]
)
def test_files_by_the_words_of_their_line(lines: list[ScriptLine], name: str) -> None:
    found, problems = lines_of_files(paths(name), lines)
    assert ([each.text for each in found], problems) == (["Take a towel."], [])


def test_files_by_their_numbers(lines: list[ScriptLine]) -> None:
    found, problems = lines_of_files(paths("1.wav", "02.wav", "0037.wav"), lines)
    assert [each.text for each in found] == ["one", "two", lines[36].text]
    assert problems == []


def test_numbers_beyond_the_script_and_twice(lines: list[ScriptLine]) -> None:
    found, problems = lines_of_files(paths("1.wav", "01.wav", "0.wav", "999.wav"), lines)
    assert [each.path.name for each in found] == ["1.wav"]
    assert [(path.name, why) for path, why in problems] == [
        ("01.wav", "1.wav has the same number; remove one of them"),
        ("0.wav", "the script has 90 lines; number the files from 1 to that"),
        ("999.wav", "the script has 90 lines; number the files from 1 to that"),
    ]


def test_strange_names_and_lines_that_are_there_twice(lines: list[ScriptLine]) -> None:
    found, problems = lines_of_files(paths("one.wav", "One!.wav", "my dog.wav", "7.wav"), lines)
    assert [each.path.name for each in found] == ["one.wav"]
    assert [path.name for path, _ in problems] == ["One!.wav", "my dog.wav", "7.wav"]
    assert problems[0][1] == "one.wav holds the same line; remove one of them"
    assert "the script has no such line" in problems[1][1]


def test_without_a_script_a_file_is_called_by_what_is_said() -> None:
    found, problems = lines_of_files(paths("Take a towel.wav", "one.wav", "3.wav", "a-b-0123abcd.wav"), [])
    assert [(each.text, each.max_seconds) for each in found] == [("take a towel", None), ("one", None)]
    assert [(path.name, why) for path, why in problems] == [
        (name, "only the script tells its line; name the routines behind the folder")
        for name in ("3.wav", "a-b-0123abcd.wav")
    ]


def test_numbers_are_in_their_order_and_other_files_are_passed_over(tmp_path: Path) -> None:
    for name in ("10.wav", "9.wav", "1.WAV", "notes.txt", ".hidden.wav"):
        (tmp_path / name).touch()
    (tmp_path / "folder.wav").mkdir()
    assert [path.name for path in wav_files(tmp_path)] == ["1.WAV", "9.wav", "10.wav"]


def test_a_folder_that_has_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path, what in [
        (tmp_path, "there is no WAV file in .*; for the lines .* voicefoot voices script"),
        (tmp_path / "nowhere", "nowhere is not there; check the name"),
        (tmp_path / "file", "file is not a folder; name the folder with the WAV files"),
    ]:
        with pytest.raises(CommandError, match=what):
            wav_files(path)
