"""The command `fmt`."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from voicefoot.cli.main import run

Captured = pytest.CaptureFixture[str]

TYPED = 'title: T\r\nexercises:\r\n• name: "A"\r\n  reps : 10–15\r\n  every: 2 sec # why'
TIDY = "title: T\nexercises:\n  - name: A\n    reps: 10-15\n    every: 2s  # why\n"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("my.yaml")
    path.write_bytes(TYPED.encode())
    return path


def test_a_file_is_tidied_once(file: Path, capsys: Captured) -> None:
    assert run(["fmt", "my.yaml"]) == 0
    assert capsys.readouterr() == ("", "my.yaml is tidied\n")
    assert file.read_bytes() == TIDY.encode()
    before = file.stat()
    assert run(["fmt", "my.yaml"]) == 0
    assert capsys.readouterr() == ("", "my.yaml is tidy\n")
    assert file.stat() == before


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_it_is_utf_8_from_then_on(encoding: str, file: Path) -> None:
    file.write_bytes(TIDY.encode(encoding))
    assert run(["fmt", "--check", "my.yaml"]) == 1
    assert run(["fmt", "my.yaml"]) == 0
    assert file.read_bytes() == TIDY.encode()


def test_mode_and_link_stay(file: Path) -> None:
    file.chmod(0o640)
    link = Path("link.yaml")
    link.symlink_to("my.yaml")
    assert run(["fmt", "link.yaml"]) == 0
    assert link.is_symlink()
    assert file.read_bytes() == TIDY.encode()
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in Path().iterdir()) == ["link.yaml", "my.yaml"]


def test_check_names_what_is_not_tidy(file: Path, capsys: Captured) -> None:
    Path("good.yaml").write_text(TIDY)
    assert run(["fmt", "--check", "good.yaml", "my.yaml"]) == 1
    assert capsys.readouterr() == ("my.yaml is not tidy; type: voicefoot fmt my.yaml\n", "")
    assert file.read_bytes() == TYPED.encode()
    assert run(["fmt", "--check", "good.yaml"]) == 0
    assert capsys.readouterr() == ("", "")


def test_diff_shows_what_would_change(file: Path, capsys: Captured) -> None:
    file.write_text(TIDY.replace("2s", "2 sec").removesuffix("\n"))
    assert run(["fmt", "--diff", "my.yaml"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("--- my.yaml\n+++ my.yaml (tidy)\n@@ ")
    assert out.endswith("-    every: 2 sec  # why\n\\ No newline at end of file\n+    every: 2s  # why\n")
    assert "2 sec" in file.read_text()
    assert run(["fmt", "--diff", "--check", "my.yaml"]) == 1


def test_standard_input_goes_to_standard_output(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TYPED.encode())))
    assert run(["fmt", "-"]) == 0
    assert capsys.readouterr() == (TIDY, "")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TYPED.encode())))
    assert run(["fmt", "--check", "-"]) == 1
    assert capsys.readouterr().out == "standard input is not tidy\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"title: T")))
    assert run(["fmt", "-"]) == 2
    assert "standard input:1:1: there is no `exercises` at the top" in capsys.readouterr().err


def test_a_file_with_a_problem_is_left_alone_and_the_others_are_tidied(file: Path, capsys: Captured) -> None:
    bad = Path("bad.yaml")
    bad.write_text("title:   T\nexercices: []\n")
    assert run(["fmt", "bad.yaml", "none.yaml", ".", "my.yaml"]) == 2
    err = capsys.readouterr().err
    assert "bad.yaml:2:1: there is no key `exercices`" in err
    assert "none.yaml:1:1: there is no such file" in err
    assert ".:1:1: this is a folder" in err
    assert bad.read_text() == "title:   T\nexercices: []\n"
    assert file.read_bytes() == TIDY.encode()


@pytest.mark.usefixtures("file")
def test_a_translation_keeps_its_words() -> None:
    translation = Path("my.de.yaml")
    translation.write_text("language:  de\ntexts:\n    T:   '20 sec'  \n")
    assert run(["fmt", "my.de.yaml"]) == 0
    assert translation.read_text() == "language: de\ntexts:\n  T: '20 sec'\n"


def test_what_can_t_be_written_is_said(file: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_args: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("voicefoot.storage.atomic._open_temporary", no_room)
    assert run(["fmt", "my.yaml"]) == 1
    assert "was not written: " in capsys.readouterr().err
    assert file.read_bytes() == TYPED.encode()
