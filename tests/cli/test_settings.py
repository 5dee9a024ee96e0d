"""The command `set`, and what the settings do in a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.mounts import mounted
from voicefoot.cli.main import run
from voicefoot.storage.paths import settings_file

Captured = pytest.CaptureFixture[str]


def write(text: str) -> Path:
    path = settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_voice_is_set_and_shown(capsys: Captured) -> None:
    assert run(["set", "voice", "German", "pyttsx3:de"]) == 0
    assert capsys.readouterr().err == f"de: pyttsx3:de, in {settings_file()}\n"
    assert settings_file().read_text() == "voices:\n  de: pyttsx3:de\n"
    assert run(["set", "voice", "pt_BR", "pyttsx3"]) == 0
    capsys.readouterr()
    assert run(["set"]) == 0
    out, told = capsys.readouterr()
    assert out == "voice de pyttsx3:de\nvoice pt-br pyttsx3\n"
    assert str(settings_file()) in told


def test_it_is_taken_out_again_and_comments_stay(capsys: Captured) -> None:
    write("# mine\nvoices:\n  de: pyttsx3:de  # plain\n  fr: natural\n")
    assert run(["set", "voice", "de", "default"]) == 0
    assert settings_file().read_text() == "# mine\nvoices:\n  fr: natural\n"
    assert capsys.readouterr().err.startswith("de: the best voice that is there, in ")
    assert run(["set", "voice", "it", "default"]) == 0
    assert settings_file().read_text() == "# mine\nvoices:\n  fr: natural\n"


@pytest.mark.parametrize(
    ("words", "exit_code", "told"),
    [
        (["de", "nobody"], 2, 'there is no voice called "nobody"'),
        (["de", "natural"], 4, "the voice natural speaks en, and the routine is in"),
        (["klingon language", "pyttsx3"], 2, '"klingon language" is no language; write a code such as de'),
    ],
)
def test_what_can_t_be_set_is_said(words: list[str], exit_code: int, told: str, capsys: Captured) -> None:
    assert run(["set", "voice", *words]) == exit_code
    assert told in capsys.readouterr().err
    assert not settings_file().exists()


def test_a_file_with_a_problem_is_not_changed(capsys: Captured) -> None:
    write("voice: {de: x}\n")
    assert run(["set", "voice", "de", "pyttsx3"]) == 2
    assert f"{settings_file()}:1:1: `voice` is not a setting" in capsys.readouterr().err
    assert settings_file().read_text() == "voice: {de: x}\n"


def test_a_folder_that_can_t_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    with mounted(tmp_path / "ro", "ro") as folder:
        monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
        assert run(["set", "voice", "de", "pyttsx3"]) == 1
    assert "read-only file system" in capsys.readouterr().err


def test_a_session_speaks_with_the_voice_that_is_set(capsys: Captured, tmp_path: Path) -> None:
    routine = tmp_path / "short.yaml"
    routine.write_text("title: T\nexercises: [{name: A, for: 5s}]\n")
    write("voices: {en: pyttsx3:en-us}\n")
    assert run(["show", str(routine), "--json"]) == 0
    assert '"voice": "pyttsx3:en-us"' in capsys.readouterr().out
    assert run(["show", str(routine), "--json", "--voice", "pyttsx3:en-gb"]) == 0
    assert '"voice": "pyttsx3:en-gb"' in capsys.readouterr().out
    write("voices: {en: [}\n")
    assert run(["show", str(routine)]) == 2
    assert str(settings_file()) in capsys.readouterr().err
