"""Where a voice fails, another one speaks, is named, and leaves nothing under the name of the first."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from tests.support.voices import faulty
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking import registry
from voicefoot.speaking.cache import entry_key
from voicefoot.speaking.failing_voice import MAX_FAILURES
from voicefoot.speaking.postprocess import postprocessed_identity
from voicefoot.speaking.registry import SessionVoice, choose, open_voice, stand_in_for
from voicefoot.speaking.subprocess_voice import RetryPolicy

RATE = 48_000
PATIENT = RetryPolicy(start_seconds=60.0, phrase_seconds=60.0)
HASTY = RetryPolicy(start_seconds=60.0, phrase_seconds=1.0, character_seconds=0.0)
LINES = [
    Phrase("Lift your toes."),
    Phrase("Once more."),
    Phrase("Well done."),
    Phrase("seven"),
    Phrase("eight"),
]


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The voices are the faulty one, and as the only default the plain one."""
    found = [
        EntryPoint("faulty", "tests.support.voices:faulty", registry.GROUP),
        EntryPoint("pyttsx3", "voicefoot.speaking.engine_pyttsx3:adapter", registry.GROUP),
    ]
    monkeypatch.setattr(registry, "entry_points", lambda group: found if group == registry.GROUP else [])


def opened(
    variant: str, cache: Path | None, notices: list[str], policy: RetryPolicy = PATIENT
) -> SessionVoice:
    return open_voice(choose(f"faulty:{variant}", "en"), RATE, cache, on_notice=notices.append, policy=policy)


def kept_as(variant: str, cache: Path) -> list[Phrase]:
    """Which of LINES the cache holds as spoken by the faulty voice."""
    identity = postprocessed_identity(faulty.identity(variant, "en"), RATE)
    names = {path.parent.name + path.stem for path in cache.rglob("*.clip")}
    return [phrase for phrase in LINES if entry_key(identity, phrase) in names]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("hang", "it took longer than 1 s"),
        ("die", "its process ended with code 7"),
        ("raise", "RuntimeError: the engine "),
        ("silent", "it was silent"),
        ("damaged", "its sound is damaged"),
        ("not a number", "its sound is damaged"),
        ("noise", "it made noise"),
        ("rushed", "it spoke for 0.1 s only"),
        ("endless", "it spoke for 600 s"),
        ("unreal", "a sample rate of 7"),
    ],
)
def test_whatever_fails_the_session_is_spoken_to_its_end(fault: str, reason: str, tmp_path: Path) -> None:
    notices: list[str] = []
    with opened(fault, tmp_path, notices, HASTY if fault == "hang" else PATIENT) as voice:
        clips = [voice.say(phrase) for phrase in LINES]
        assert notices == []
    assert all(clip.seconds > 0.2 for clip in clips)
    [notice] = notices
    assert notice.startswith(f"the voice faulty:{fault} failed ({reason}")
    assert f"so pyttsx3 spoke {len(LINES)} lines in its place; " in notice
    assert kept_as(fault, tmp_path) == []
    assert len(list(tmp_path.rglob("*.clip"))) == len(LINES)


def test_a_fault_that_passes_is_not_noticed(tmp_path: Path) -> None:
    notices: list[str] = []
    variant = f"die@{tmp_path}"
    with opened(variant, tmp_path / "cache", notices) as voice:
        voice.say(LINES[0])
    assert notices == []
    assert kept_as(variant, tmp_path / "cache") == LINES[:1]


def test_each_phrase_is_tried_once_more_and_then_the_voice_is_given_up(tmp_path: Path) -> None:
    notices: list[str] = []
    variant = f"first@{tmp_path}"
    with opened(variant, tmp_path / "cache", notices) as voice:
        for phrase in LINES:
            voice.say(phrase)
        requests = (tmp_path / "requests").read_text().split("\n")
    assert len(requests) - 1 == 1 + 2 * MAX_FAILURES
    assert kept_as(variant, tmp_path / "cache") == LINES[:1]
    with opened(variant, tmp_path / "cache", notices) as voice:
        assert voice.is_kept(LINES[0])
        assert not voice.is_kept(LINES[1])


def test_one_line_is_told_as_one(tmp_path: Path) -> None:
    notices: list[str] = []
    with opened("silent", tmp_path, notices) as voice:
        voice.say(Phrase("seven"))
        voice.say(Phrase("seven", 1.3))
    assert "pyttsx3 spoke one line in its place" in notices[0]


@pytest.mark.parametrize("fault", ["refuse", "break", "leave", "pretend"])
def test_a_voice_that_was_named_and_cannot_be_opened_is_an_error(fault: str, tmp_path: Path) -> None:
    notices: list[str] = []
    with opened(fault, tmp_path, notices) as voice, pytest.raises(VoiceError):
        voice.say(LINES[0])
    assert notices == []


def test_a_default_voice_that_cannot_be_opened_is_replaced_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "PREFERRED", ("faulty", "pyttsx3"))
    monkeypatch.setenv("VOICEFOOT_TEST_FAULT", "break")
    notices: list[str] = []
    with open_voice(choose(None, "en"), RATE, tmp_path, on_notice=notices.append) as voice:
        for phrase in LINES:
            voice.say(phrase)
    assert notices == [
        "the voice faulty failed (RuntimeError: no library), so pyttsx3 spoke 5 lines in its place; "
        "the next session asks faulty again"
    ]


def test_where_there_is_no_other_voice_the_error_is_the_first_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "PREFERRED", ())
    notices: list[str] = []
    with (
        opened("silent", None, notices) as voice,
        pytest.raises(VoiceError, match=r'faulty:silent did not speak "Lift your toes\."'),
    ):
        voice.say(LINES[0])
    assert notices == []


def test_what_nobody_can_speak_is_an_error_and_asks_no_other_voice() -> None:
    notices: list[str] = []
    with opened("well", None, notices) as voice, pytest.raises(VoiceError, match="nothing to say"):
        voice.say(Phrase("..."))
    assert notices == []


def test_closing_amid_a_phrase_opens_no_other_voice(tmp_path: Path) -> None:
    notices: list[str] = []
    voice = opened(f"well@{tmp_path}", None, notices)
    with voice:
        voice.say(LINES[0])
    with pytest.raises(VoiceError, match="was closed"):
        voice.say(LINES[1])
    assert notices == []


def test_a_voice_does_not_stand_in_for_itself() -> None:
    assert stand_in_for(choose("pyttsx3:en-us", "en")) is None
    other = stand_in_for(choose("faulty", "en"))
    assert other is not None
    assert other.name == "pyttsx3"
