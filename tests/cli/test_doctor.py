"""What `doctor` says of the user's own pronunciation and of a voice that fails, and that sessions are planned
with that pronunciation.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from voicefoot.cli import doctor
from voicefoot.cli.main import run
from voicefoot.cli.options import SessionRequest
from voicefoot.cli.session import plan_session
from voicefoot.errors import CommandError
from voicefoot.model.choices import Choices
from voicefoot.model.stems import Gains
from voicefoot.reading.read import read
from voicefoot.speaking import registry
from voicefoot.storage.paths import pronounce_file, settings_file

ASKED = SessionRequest(Choices(), None, 1.0, 48_000, Gains(), None)


def write(text: str) -> Path:
    path = pronounce_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def _only_pronunciation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing else is examined: the other checks take seconds, and depend on the machine."""
    monkeypatch.setattr(doctor, "examine", lambda: [doctor.examine_pronunciation()])


@pytest.mark.usefixtures("_only_pronunciation")
@pytest.mark.parametrize(
    ("text", "told", "exit_code"),
    [
        (None, "  ok  pronunciation: no words of your own; they go in {file}", 0),
        ("SIJ: the joint\n", "  ok  pronunciation: 1 word of your own in {file}", 0),
        ("SIJ: the joint\nTFL: that muscle\n", "  ok  pronunciation: 2 words of your own in {file}", 0),
        ("SIJ\n", "  --  pronunciation: {file}:1:1: `pronounce` needs words", 2),
    ],
)
def test_doctor_tells_of_the_user_s_words(
    text: str | None, told: str, exit_code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    if text is not None:
        write(text)
    assert run(["doctor"]) == exit_code
    assert capsys.readouterr().out.startswith(told.format(file=pronounce_file()))


def test_a_session_is_planned_with_the_user_s_words() -> None:
    assert plan_session(read("desk"), ASKED).choices.pronounce == {}
    write("SIJ: the joint\n")
    assert plan_session(read("desk"), ASKED).choices.pronounce == {"SIJ": "the joint"}
    write("SIJ\n")
    with pytest.raises(CommandError, match="pronounce"):
        plan_session(read("desk"), ASKED)


@pytest.mark.parametrize(
    ("text", "told", "exit_code"),
    [
        ("", "  ok  settings: none; they go in {file}", 0),
        ("voices: {de: x}\n", "  ok  settings: x speaks de, in {file}", 0),
        ("voice: {de: x}\n", "  --  settings: {file}:1:1: `voice` is not a setting", 2),
    ],
)
def test_doctor_tells_of_the_settings(
    text: str, told: str, exit_code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "examine", lambda: [doctor.examine_settings()])
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text(text, encoding="utf-8")
    assert run(["doctor"]) == exit_code
    assert capsys.readouterr().out.startswith(told.format(file=settings_file()))


def test_a_voice_for_which_another_had_to_speak_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        EntryPoint("faulty", "tests.support.voices:faulty", registry.GROUP),
        EntryPoint("pyttsx3", "voicefoot.speaking.engine_pyttsx3:adapter", registry.GROUP),
    ]
    monkeypatch.setattr(registry, "entry_points", lambda **_: found)
    monkeypatch.setattr(registry, "PREFERRED", ("faulty", "pyttsx3"))
    monkeypatch.setenv("VOICEFOOT_TEST_FAULT", "silent")
    finding = doctor.examine_speaking()
    assert not finding.good
    assert finding.detail.startswith("the voice faulty failed (it was silent), so pyttsx3 spoke one line")
    monkeypatch.setenv("VOICEFOOT_TEST_FAULT", "well")
    assert doctor.examine_speaking().detail == "faulty says “Ready.” in 0.50 s"


@pytest.mark.parametrize(
    ("system", "said"), [("de_AT.UTF-8", "Bereit?"), ("fi_FI.UTF-8", "Ready."), ("C.UTF-8", "Ready.")]
)
def test_the_voice_speaks_the_systems_language(
    system: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", system)
    assert f"says “{said}” in" in doctor.examine_speaking().detail
