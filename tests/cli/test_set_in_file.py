"""The command `set FILE`, and how it is told from the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicefoot.cli.main import run
from voicefoot.storage.paths import settings_file

pytestmark = pytest.mark.usefixtures("shared_clips")

Captured = pytest.CaptureFixture[str]

TEXT = "title: T   # of all\nexercises:\n  - name: Toe taps\n    reps: 15-20   # many\n    every: 2s\n"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("my.yaml")
    path.write_text(TEXT)
    return path


def test_a_value_is_set(file: Path, capsys: Captured) -> None:
    assert run(["set", "my.yaml", "Toe taps", "reps", "25-30"]) == 0
    assert capsys.readouterr() == ("", "my.yaml:4: Toe taps, reps: 15-20 -> 25-30\n")
    assert file.read_text() == TEXT.replace("15-20", "25-30")
    assert run(["set", "my.yaml", "title", "My feet"]) == 0
    assert capsys.readouterr().err == "my.yaml:1: title: T -> My feet\n"
    assert run(["set", "my.yaml", "toe", "sets", "2"]) == 0
    assert capsys.readouterr().err == "my.yaml:3: Toe taps, sets: 2, which is new\n"
    assert run(["set", "my.yaml", "toe", "sets", "--remove"]) == 0
    assert capsys.readouterr().err == "my.yaml:6: Toe taps, sets: 2 was taken out\n"
    assert file.read_text() == TEXT.replace("15-20", "25-30").replace("title: T", "title: My feet")
    assert not settings_file().exists()


def test_what_stands_there_already_is_not_written_again(file: Path, capsys: Captured) -> None:
    before = file.stat()
    assert run(["set", "my.yaml", "toe", "reps", "15-20"]) == 0
    assert capsys.readouterr().err == "my.yaml:4: Toe taps, reps: 15-20, as it was\n"
    assert file.stat() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["toe", "reps", "-5"], "my.yaml was left as it is; it would have:\nmy.yaml:4:11: `reps` is"),
        (["toe", "every", "2"], "which has no unit"),
        (["toe", "repz", "2"], "did you mean `reps`?"),
        (["Tow taps", "reps", "2"], 'did you mean "Toe taps"?'),
        (["Toe", "taps", "reps", "2"], "put a name or a text of several words in quotes"),
        (["toe", "reps"], 'there is no value; write: voicefoot set my.yaml "toe" reps VALUE'),
        (["reps"], "there is too little to set"),
        (["--remove"], "there is too little to set; write: voicefoot set my.yaml [EXERCISE] KEY --remove"),
        (["toe", "sets", "--remove"], 'there is no `sets` in "Toe taps"'),
        (["a", "b", "c", "--remove"], "there are too many words"),
    ],
)
def test_what_can_t_be_set_is_said_and_the_file_stays(
    words: list[str], told: str, file: Path, capsys: Captured
) -> None:
    assert run(["set", "my.yaml", *words]) == 2
    assert told in capsys.readouterr().err
    assert file.read_text() == TEXT


def test_of_what_was_wrong_before_it_is_said_so(file: Path, capsys: Captured) -> None:
    file.write_text(TEXT.replace("15-20", "many"))
    assert run(["set", "my.yaml", "about", "Feet."]) == 2
    told = capsys.readouterr().err
    assert "my.yaml was left as it is; it has these problems already, mend them first:\nmy.yaml:4:" in told
    assert run(["set", "my.yaml", "toe", "every", "often"]) == 2
    assert "it would have:\n" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_the_encoding_stays_too(encoding: str, file: Path) -> None:
    file.write_bytes(TEXT.replace("\n", "\r\n").encode(encoding))
    file.chmod(0o640)
    Path("link").symlink_to("my.yaml")
    assert run(["set", "./link", "toe", "say", "Füße hoch."]) == 0
    meant = TEXT.removesuffix("\n") + "\n    say: Füße hoch.\n"
    assert file.read_bytes() == meant.replace("\n", "\r\n").encode(encoding)
    assert file.stat().st_mode & 0o777 == 0o640
    assert Path("link").is_symlink()


@pytest.mark.usefixtures("file")
def test_new_warnings_are_told(capsys: Captured) -> None:
    assert run(["set", "my.yaml", "toe", "rest", "5s"]) == 0
    assert "my.yaml:6:5: warning: `rest` has no effect" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["none.yaml", "title", "T"], "none.yaml:1:1: there is no such file"),
        (["desk", "title", "T"], "desk is built in, and can't be changed; make a copy of your own"),
        (["title", "T"], '"title" is neither a file nor a setting'),
        (["my.de.yaml", "title", "T"], "this is a translation of a routine"),
    ],
)
@pytest.mark.usefixtures("file")
def test_what_is_no_routine_of_one_s_own_is_said(words: list[str], told: str, capsys: Captured) -> None:
    Path("my.de.yaml").write_text("language: de\ntexts: {T: U}\n")
    assert run(["set", *words]) == 2
    assert told in capsys.readouterr().err


def test_help_explains_both(capsys: Captured) -> None:
    assert run(["set", "--help"]) == 0
    out = capsys.readouterr().out
    assert "voicefoot set FILE [EXERCISE] KEY VALUE\n" in out
    assert "voicefoot set voice LANGUAGE NAME\n" in out
    assert '    voicefoot set my.yaml title "My feet"          a value at the top' in out.splitlines()
    assert run(["set", "my.yaml", "--help"]) == 0
    assert "voicefoot set my.yaml [OPTIONS] [EXERCISE] KEY VALUE" in capsys.readouterr().out
