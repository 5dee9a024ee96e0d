"""How to get a natural voice is said in the end, once a week at most, and never where it is not wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.speaking.test_registry import OURS, natural_is, register
from tests.support.mounts import mounted
from voicefoot.cli.main import run
from voicefoot.cli.voice_hint import WEEK_SECONDS, hint, is_due
from voicefoot.storage.paths import hint_file, settings_file

pytestmark = pytest.mark.usefixtures("hurried", "shared_clips")

Captured = pytest.CaptureFixture[str]
LINE = 'For a natural voice in English: pip install "voicefoot[natural]"\n'


@pytest.mark.parametrize(
    ("voice", "language", "line"),
    [
        ("pyttsx3", "de", "For a natural voice in German: voicefoot voices get de"),
        ("pyttsx3:de", "de-AT", "For a natural voice in German: voicefoot voices get de"),
        ("pico", "fr", "For a natural voice in French: voicefoot voices get fr"),
        ("pyttsx3", "pt-BR", "For a natural voice in Portuguese: voicefoot voices get pt"),
        ("pyttsx3", "en", LINE.rstrip()),
        ("natural", "en", None),
        ("piper:x", "de", None),
        ("kokoro", "it", None),
        ("pyttsx3", "tr", None),
        ("somebody else's", "de", None),
    ],
)
def test_the_line(voice: str, language: str, line: str | None) -> None:
    assert hint(voice, language) == line


def test_once_a_week(tmp_path: Path) -> None:
    path, now = tmp_path / "state" / "hint", 1_800_000_000.0
    assert is_due(path, now)
    assert not is_due(path, now)
    assert not is_due(path, now + WEEK_SECONDS - 2)
    assert is_due(path, now + WEEK_SECONDS + 1)
    assert not is_due(path, now + WEEK_SECONDS + 2)


def test_a_clock_that_goes_back_does_no_harm(tmp_path: Path) -> None:
    path, now = tmp_path / "hint", 1_800_000_000.0
    assert is_due(path, now + 1e9)
    assert is_due(path, now)
    assert not is_due(path, now + 1)


@pytest.mark.parametrize("damage", ["", "soon", "nan", "1e999", "x" * 1_000])
def test_a_damaged_file_does_no_harm(damage: str, tmp_path: Path) -> None:
    path = tmp_path / "hint"
    path.write_text(damage)
    assert is_due(path, 1e9)
    assert not is_due(path, 1e9)


def test_where_nothing_can_be_kept_it_is_not_said(tmp_path: Path) -> None:
    with mounted(tmp_path / "ro", "ro") as folder:
        assert not is_due(folder / "hint", 1e9)


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An export where no natural voice is there."""
    register(monkeypatch, OURS)
    natural_is(monkeypatch, available=False)
    routine = tmp_path / "short.yaml"
    routine.write_text("title: T\nannounce: none\nexercises: [{name: A, for: 1s, get_ready: 0s}]\n")
    return ["export", str(routine), "-o", str(tmp_path / "x.wav")]


def test_a_session_ends_with_it_once(session: list[str], capsys: Captured) -> None:
    assert run(session) == 0
    assert capsys.readouterr().err.endswith(f"\n{LINE}")
    assert run(session) == 0
    assert "natural" not in capsys.readouterr().err


def test_a_live_session_ends_with_it(session: list[str], capsys: Captured) -> None:
    assert run(["play", session[1], "--output", "null", "--lead-in", "0s", "--talk", "counts"]) == 0
    assert capsys.readouterr().err.endswith(f"\n{LINE}")


@pytest.mark.parametrize("words", [["--voice", "pyttsx3"], ["--voice", "pyttsx3:en-us"]])
def test_not_where_a_voice_was_asked_for(words: list[str], session: list[str], capsys: Captured) -> None:
    assert run([*session, *words]) == 0
    assert "natural" not in capsys.readouterr().err
    assert not hint_file().exists()


def test_not_where_a_voice_was_set(session: list[str], capsys: Captured) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text("voices: {en: pyttsx3:en-us}\n")
    assert run(session) == 0
    assert "natural" not in capsys.readouterr().err


def test_not_beside_sound_on_standard_output(
    session: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run([*session[:3], "-"]) == 0
    assert b"natural" not in capfdbinary.readouterr().err


def test_not_for_a_transcript(session: list[str], capsys: Captured) -> None:
    assert run(["show", session[1]]) == 0
    assert "natural" not in "".join(capsys.readouterr())
