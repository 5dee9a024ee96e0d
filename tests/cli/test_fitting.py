"""`--fit` and `fit:`, as one types and writes them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from tests.support.live_sessions import RATE, Noise, short_sounds
from voicefoot.arranging.beat_sync import NO_SONGS
from voicefoot.arranging.fit_session import Stage, fit_session
from voicefoot.audio import AudioFormat
from voicefoot.cli.fitting import RestFitter, seconds_until
from voicefoot.cli.main import run
from voicefoot.cli.preview import preview_request
from voicefoot.cli.session import prepare_session
from voicefoot.history.level_reasons import FITTED
from voicefoot.history.store import History
from voicefoot.model.choices import Choices
from voicefoot.playing.sections import sections_of
from voicefoot.reading.read import read_text
from voicefoot.speaking.speak import speak
from voicefoot.storage.paths import history_file

pytestmark = pytest.mark.usefixtures("hurried", "shared_clips")

ROUTINE = """\
title: Feet
exercises:
  - {name: Lifts, say: Lift., reps: 6-14, every: 1s}
"""


@pytest.fixture(autouse=True)
def _light_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEFOOT_VOICE", "pyttsx3")


@pytest.fixture
def feet(tmp_path: Path) -> Path:
    path = tmp_path / "feet.yaml"
    path.write_text(ROUTINE, encoding="utf-8")
    return path


def duration(capsys: pytest.CaptureFixture[str], *words: str) -> float:
    assert run(["show", "--json", *words]) == 0
    found = json.loads(capsys.readouterr().out)["duration"]
    assert isinstance(found, float)
    return found


def test_a_session_is_as_long_as_one_asks(feet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert duration(capsys, str(feet), "--fit", "31.5s") == 31.5
    assert duration(capsys, str(feet)) not in (31.5, 30.0)


def test_what_was_fitted_is_fitted_anew_as_if_it_had_never_been(feet: Path) -> None:
    request = preview_request()
    with prepare_session(str(feet), replace(request, fit_seconds=30.0)) as session:
        again = session.fitted_into(32.0)
    with prepare_session(str(feet), replace(request, fit_seconds=32.0)) as session:
        assert again.plan == session.plan


def test_show_tells_what_was_changed(feet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", str(feet), "--fit", "32s"]) == 0
    said = capsys.readouterr().out
    assert "Fitted into its time: all at " in said
    assert "Lifts: 10 -> " in said


def test_a_routine_asks_for_a_time(feet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feet.write_text("fit: 33s\n" + ROUTINE, encoding="utf-8")
    assert duration(capsys, str(feet)) == 33.0
    assert duration(capsys, str(feet), "--fit", "34s") == 34.0
    assert duration(capsys, str(feet), "--fit", "none") != 33.0
    assert duration(capsys, str(feet), "--level", "standard") != 33.0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--fit", "30s", "--level", "strong"), "--fit stands in place of --level"),
        (("--until", "7:30", "--level", "strong"), "--until stands in place of --level"),
        (("--fit", "30s", "--until", "7:30"), "leave out one of them"),
        (("--fit", "0s"), "too short"),
        (("--fit", "1s"), "too short"),
        (("--fit", "300h"), "too long"),
        (("--fit", "soon"), "is not a time"),
        (("--until", "7:30"), "--fit 10m"),
        (("--until", "25:00"), "not a time of the day"),
        (("--fit", "10s"), "the nearest is"),
        (("--fit", "3h"), "the nearest is"),
    ],
)
def test_what_can_not_be_is_said(
    feet: Path, words: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["show", str(feet), *words]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("value", ["0.5s", "300h", "soon", "[1, 2]"])
def test_check_knows_what_a_fit_is(feet: Path, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    feet.write_text(f"fit: {value}\n" + ROUTINE, encoding="utf-8")
    assert run(["check", str(feet)]) == 2
    assert "feet.yaml:1:" in capsys.readouterr().err


def test_check_warns_of_a_fit_that_can_not_be(feet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feet.write_text("fit: 3h\n" + ROUTINE.replace("Feet", '"Feet; legs"'), encoding="utf-8")
    assert run(["check", str(feet)]) == 0
    told = capsys.readouterr().err
    assert '`fit`: "Feet; legs" can\'t take 3:00:00 h: the longest of every dose' in told
    assert "; the nearest is about " in told


def test_the_history_takes_no_level_from_it(feet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["play", str(feet), "--output", "null", "--fit", "33s"]) == 0
    assert "--fit 33s" in capsys.readouterr().err
    (session,) = History(history_file()).sessions(str(feet.resolve()))
    assert session.level_why == FITTED
    assert run(["play", str(feet), "--output", "null"]) == 0
    latest = History(history_file()).sessions(str(feet.resolve()))[0]
    assert (latest.level, latest.level_why) == ("gentle", "the first time is gentle")
    assert run(["history"]) == 0
    assert FITTED in capsys.readouterr().out


@pytest.mark.parametrize(
    ("now", "clock", "seconds"),
    [
        ("2026-03-01 07:20:00", time(7, 30), 600.0),
        ("2026-03-01 07:30:00", time(7, 30), 86_400.0),
        ("2026-03-01 23:50:30", time(0, 5), 870.0),
        ("2026-12-31 23:59:59", time(0, 0), 1.0),
    ],
)
def test_a_time_of_the_day_that_is_past_is_tomorrows(now: str, clock: time, seconds: float) -> None:
    moment = datetime.fromisoformat(now).astimezone()
    assert seconds_until(clock, moment) == seconds


def test_a_moment_that_is_too_near_is_no_time_for_a_session(
    feet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    soon = (datetime.now().astimezone() + timedelta(seconds=4)).strftime("%H:%M:%S")
    assert run(["play", str(feet), "--output", "null", "--until", soon]) == 2
    assert "choose a later time" in capsys.readouterr().err


ROUNDS = """
title: T
rounds: 3
exercises:
  - {name: A, say: Lift., reps: 8-20, every: 2s, rest: 10s}
  - {name: B, say: Press., for: 20-60s}
"""


def test_what_was_fitted_and_never_played_is_not_taken_for_known() -> None:
    voice, sounds, audio_format = Noise(), short_sounds(), AudioFormat(RATE, 1)
    stage = Stage(lambda phrases: speak(phrases, voice), sounds, audio_format)
    session = fit_session(read_text(ROUNDS, "t", None), Choices(), 300.0, stage)
    played = list(sections_of(session.plan, voice, sounds, audio_format, NO_SONGS))
    fit_rest = RestFitter(session, voice, sounds, audio_format, NO_SONGS)

    def second_round() -> list[str | None]:
        rest = fit_rest(2, played[1], 90.0, 1.0, lambda: False)
        return [event.text for event in next(rest.sections).events]

    shorter = fit_rest(1, played[0], 110.0, 1.0, lambda: False)
    assert "Eight times." in second_round()  # in the first one there were more
    shorter.adopt()
    assert "Eight times." not in second_round()
