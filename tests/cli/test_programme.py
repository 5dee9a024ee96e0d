"""`play` does the day that it is, and `programme` shows the days, for people, programs and calendars."""

from __future__ import annotations

import json
import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from voicefoot.cli.main import run
from voicefoot.history.records import NewSession
from voicefoot.history.store import History
from voicefoot.storage.paths import history_file
from voicefoot.timeline.bookmark import Bookmark

ROUTINE = """\
title: {name}
exercises:
  - {{name: {name}, say: Lift., get_ready: 0s, reps: 1-2, every: 1s}}
"""
PROGRAMME = """\
programme: Two weeks
intro: Ask first.
say: Take your time.
weeks:
  - {level: gentle, days: [lifts.yaml, rest, taps.yaml], note: Swim as well.}
  - {level: strong, days: [lifts.yaml, taps.yaml]}
"""


pytestmark = pytest.mark.usefixtures("hurried", "shared_clips")


@pytest.fixture(autouse=True)
def _light_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEFOOT_VOICE", "pyttsx3")


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("Lifts", "Taps"):
        (tmp_path / f"{name.lower()}.yaml").write_text(ROUTINE.format(name=name), encoding="utf-8")
    path = tmp_path / "plan.yaml"
    path.write_text(PROGRAMME, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return path


def did(
    plan: Path, day: int, days_ago: int, note: str = "", *, level: str = "gentle", whole: bool = True
) -> None:
    """A session of the programme so many days ago."""
    routine = "taps" if day in (3, 9) else "lifts"
    history = History(history_file())
    begun = NewSession(
        str(plan.with_name(f"{routine}.yaml")), routine, level, "full", (routine.title(), "More"),
        programme=str(plan), programme_day=day,
    )  # fmt: skip
    number = history.begin(begun, datetime.now(UTC) - timedelta(days=days_ago))
    done = [begun.done(0), begun.done(1)] if whole else []
    history.heard(number, Bookmark(), 60.0, done, finished=whole)
    if note:
        history.note(note, number)


def played(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """What `play` writes."""
    assert run(["play", *words, "--output", "null", "--lead-in", "0s"]) == 0
    return capsys.readouterr().err.splitlines()


def as_json(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert run([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    events = [event for section in as_json(capsys, "show", *words)["sections"] for event in section["events"]]
    return [event["text"] for event in events if event["kind"] == "speech"]


def scored(path: Path) -> list[str]:
    score = json.loads(path.read_text(encoding="utf-8"))
    return [event["text"] for section in score["sections"] for event in section["events"]]


# -- the day that it is ------------------------------------------------------------------------------


def test_the_first_day_is_played_and_said_and_the_next_one_told(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = played(capsys, "plan.yaml", "--score", "score.json")
    assert told[:2] == ["Two weeks: week 1, day 1", "Swim as well."]
    assert "The same again: voicefoot play plan.yaml --day 1.1 --level gentle" in "\n".join(told)
    assert told[-1].startswith("Two weeks: Next is week 1, day 3, on ")
    assert scored(Path("score.json"))[0] == "Week one, day one. Ask first. Take your time."
    (session,) = History(history_file()).sessions()
    assert (session.programme, session.programme_day) == (str(plan), 1)
    assert (session.routine, session.level, session.level_why) == (
        str(plan.with_name("lifts.yaml")), "gentle", "as the programme says"
    )  # fmt: skip
    assert session.done_now[0].dose == "once"


def test_there_may_be_nothing_to_do_today(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    did(plan, 1, 0)
    (line,) = played(capsys, "plan.yaml")
    assert line.startswith("Today's session is done. Two weeks: next is week 1, day 3, on ")
    assert line.endswith("to do it now, type: voicefoot play plan.yaml --day 1.3")
    assert len(History(history_file()).sessions()) == 1


def test_a_day_of_rest_is_told(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    did(plan, 1, 1)
    (line,) = played(capsys, "plan.yaml")
    assert line.startswith("Today is a day of rest. Two weeks: next is week 1, day 3, tomorrow; ")


def test_after_the_last_day_it_is_done(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    did(plan, 9, 3)
    (line,) = played(capsys, "plan.yaml")
    assert line.startswith("Two weeks is done: all its 4 sessions, the last on ")
    assert line.endswith("To begin again, type: voicefoot play plan.yaml --day 1.1")


def test_what_was_too_hard_comes_again(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    did(plan, 3, 9)
    did(plan, 8, 4, level="strong")
    assert run(["log", "way too hard"]) == 0
    assert "Today is week 2, day 1 (the last time was too hard)" in capsys.readouterr().out
    told = played(capsys, "plan.yaml", "--score", "score.json")
    assert told[0] == "Two weeks: week 2, day 1, again: the last time was too hard"
    words = scored(Path("score.json"))
    assert words[0] == "Week two, day one, once more. Standard from today: a little less. Take your time."
    latest = History(history_file()).sessions()[0]
    assert (latest.level, latest.programme_day) == ("standard", 8)
    assert latest.level_why == "lower than the programme says, since it was too hard"


def test_a_higher_level_is_said(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    did(plan, 1, 9)
    did(plan, 3, 8)
    played(capsys, "plan.yaml", "--score", "score.json")
    first = scored(Path("score.json"))[0]
    assert first == "Week two, day one. Strong from today: a little more. Take your time."


def test_after_a_break_it_is_less(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    did(plan, 3, 20, level="strong")
    played(capsys, "plan.yaml", "--score", "score.json")
    assert "Good to have you back. Standard today" in scored(Path("score.json"))[0]
    assert History(history_file()).sessions()[0].level == "standard"


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(("words", "level"), [("--level standard", "standard"), ("--class", "strong")])
def test_what_is_asked_for_goes_before_what_the_programme_says(
    words: str, level: str, capsys: pytest.CaptureFixture[str]
) -> None:
    played(capsys, "plan.yaml", *shlex.split(words))
    assert History(history_file()).sessions()[0].level == level


def test_any_day_can_be_played_and_it_goes_on_from_there(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    did(plan, 9, 1)
    assert played(capsys, "plan.yaml", "--day", "1.3")[-1].startswith("Two weeks: Next is week 2, day 1, on ")
    assert as_json(capsys, "programme", "plan.yaml")["next"] == "2.1"


def test_a_session_that_was_left_is_gone_on_with(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (plan.parent / "lifts.yaml").write_text(
        "title: Lifts\nexercises: [{name: Lifts, for: 1s}, {name: More, for: 1s}]\n", encoding="utf-8"
    )
    assert run(["play", "plan.yaml", "--resume", "--output", "null"]) == 2
    assert "there is no unfinished session of plan.yaml; leave out --resume" in capsys.readouterr().err
    history = History(history_file())
    begun = NewSession(
        str(plan.with_name("lifts.yaml")), "Lifts", "gentle", "full", ("Lifts", "More"),
        programme=str(plan), programme_day=1,
    )  # fmt: skip
    history.heard(history.begin(begun), Bookmark(1, 0), 9.0, [begun.done(0)])
    # A session of the routine alone is no part of the programme.
    other = NewSession(str(plan.with_name("lifts.yaml")), "Lifts", "gentle", "full", ("Lifts", "More"))
    history.heard(history.begin(other), Bookmark(1, 1), 9.0, [other.done(0), other.done(1)], finished=True)
    told = played(capsys, "plan.yaml", "--resume")
    assert told[0] == "Two weeks: week 1, day 1"
    latest = history.sessions()[0]
    assert (latest.programme_day, latest.finished, latest.done) == (1, True, 2)
    assert [each.name for each in latest.done_now] == ["More"]


@pytest.mark.usefixtures("plan")
def test_the_routine_alone_is_no_day_of_the_programme(capsys: pytest.CaptureFixture[str]) -> None:
    played(capsys, "lifts.yaml")
    assert History(history_file()).programme_sessions() == []
    assert as_json(capsys, "programme", "plan.yaml")["next"] == "1.1"


# -- files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("export four-weeks -o x.mp3", "is a programme of 28 days; say which one, such as --day 1.1"),
        ("show four-weeks", "say which one, such as --day 1.1"),
        ("prepare four-weeks", "say which one, such as --day 1.1"),
        ("show four-weeks --day 1.2", "day 2 of four-weeks is a day of rest; the next session is --day 1.3"),
        ("show four-weeks --day 29", 'four-weeks has no day "29"; write one from 1.1 to 4.7'),
        ("play four-weeks --day 0", 'has no day "0"'),
        ("show four-weeks --day 5.1", 'has no day "5.1"'),
        ("show desk --day 1", "--day is for programmes, and desk is a routine; leave it out"),
        ("programme desk", "this is a routine, not a programme"),
        ("programme fuor-weeks", 'did you mean "four-weeks"?'),
        ("programme --ics x.ics", "no programme was named"),
        ("programme four-weeks --ics x.ics --at 25:00", "is no time of day; write one such as 18:00"),
        ("programme four-weeks --ics missing/x.ics", "the folder missing does not exist"),
    ],
)  # fmt: skip
def test_what_can_not_be_is_told(
    words: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert run(shlex.split(words)) in (1, 2)
    assert told in " ".join(capsys.readouterr().err.split())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("plan")
def test_a_day_is_a_file_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "plan.yaml", "--day", "2.2", "-o", "day.wav"]) == 0
    assert Path("day.wav").stat().st_size > 100_000
    capsys.readouterr()
    words = said(capsys, "plan.yaml", "--day", "9")
    assert words[:2] == [
        "Week two, day two. The last day. Take your time.",
        "Taps. One exercise, about twenty seconds.",
    ]
    assert "Twice." in words, "it is strong"
    assert "Once." in said(capsys, "plan.yaml", "--day", "2.2", "--level", "gentle")


def test_the_day_is_said_in_the_language_of_the_session(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        said(capsys, "four-weeks", "--day", "2.1", "--language", "pl")[0] == "Tydzień drugi, dzień pierwszy."
    )


def test_words_in_another_language_are_left_out(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan.write_text("language: de\n" + PROGRAMME, encoding="utf-8")
    assert said(capsys, "plan.yaml", "--day", "1.1")[0] == "Week one, day one."


# -- the calendar --------------------------------------------------------------------------------------


def test_the_days_are_shown(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    did(plan, 1, 2)
    assert run(["programme", "plan.yaml"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Two weeks: 1 of 4 sessions are done"
    assert [line[2:14].rstrip() for line in lines if " day " in line[:8]] == [
        "x day 1.1", "- day 1.2", "> day 1.3", "  day 1.4", "  day 2.1", "  day 2.2", "  day 2.3",
    ]  # fmt: skip
    assert [line.split("rest")[1] for line in lines if "rest" in line] == ["", ", 4 days", ", 5 days"]
    assert lines[-1] == "Today is week 1, day 3; type: voicefoot play plan.yaml"
    assert lines.count("      Swim as well.") == 1


def test_programs_read_the_days(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    did(plan, 1, 2)
    found = as_json(capsys, "programme", "plan.yaml")
    today = datetime.now().astimezone().date()
    assert (found["done"], found["sessions"], found["next"]) == (1, 4, "1.3")
    assert (found["today"], found["due"]) == (today.isoformat(), today.isoformat())
    first, rest, third = found["days"][:3]
    assert (first["state"], first["date"]) == ("done", (today - timedelta(days=2)).isoformat())
    assert (rest["routine"], rest["state"], rest["date"]) == (None, "passed", None)
    assert (third["state"], third["level"], third["say"]) == ("today", "gentle", "Take your time.")
    assert len(found["days"]) == 14


def test_those_that_one_is_in_are_listed(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["programme"]) == 0
    assert "You are in no programme" in capsys.readouterr().out
    assert as_json(capsys, "programme") == []
    did(plan, 1, 2)
    (plan.parent / "gone.yaml").write_text(PROGRAMME, encoding="utf-8")
    did(plan.with_name("gone.yaml"), 1, 2)
    (plan.parent / "gone.yaml").unlink()
    assert run(["programme"]) == 0
    told = capsys.readouterr()
    assert f"{plan}: Two weeks, 1 of 4 sessions are done" in told.out
    assert "gone.yaml can't be read any more" in told.err


def test_a_calendar_file_has_what_is_to_come(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    did(plan, 1, 2)
    assert run(["programme", "plan.yaml", "--ics", "plan.ics", "--at", "7:30", "--remind", "0"]) == 0
    assert capsys.readouterr().err.startswith("plan.ics, 3 sessions from ")
    text = Path("plan.ics").read_bytes()
    today = datetime.now().astimezone().date()
    assert f"DTSTART:{today:%Y%m%d}T073000\r\n".encode() in text
    assert text.count(b"BEGIN:VEVENT") == 3
    assert b"Swim as well." in text
    assert run(["programme", "plan.yaml", "--ics", "again.ics", "--at", "730", "--remind", "0"]) == 0
    assert Path("again.ics").read_bytes() == text
    did(plan, 9, 0)
    assert run(["programme", "plan.yaml", "--ics", "none.ics"]) == 2
    assert "all sessions of plan.yaml are done" in capsys.readouterr().err


def test_a_calendar_sets_aside_what_a_session_takes(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan.with_name("lifts.yaml").write_text(f"fit: 40m\n{ROUTINE.format(name='Lifts')}", encoding="utf-8")
    text = "Lift it slowly. " * 30
    told = [f"  - {{name: Tap {number}, say: {text}, reps: 1, every: 1s}}\n" for number in range(12)]
    plan.with_name("taps.yaml").write_text("".join(["title: Taps\nexercises:\n", *told]), encoding="utf-8")
    days = "lifts.yaml, taps.yaml, {routine: taps.yaml, talk: counts}"
    plan.write_text(f"programme: Two\ndays: [{days}]\n", encoding="utf-8")
    assert run(["programme", "plan.yaml", "--ics", "-"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("DURATION")] == [
        "DURATION:PT40M",
        "DURATION:PT10M",
        "DURATION:PT5M",  # most of it is talk
    ]


def test_commands_to_type_are_quoted(
    plan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = plan.parent / "Ann's plans"
    there.mkdir()
    moved = [path.rename(there / path.name) for path in plan.parent.glob("*.yaml")]
    plan = next(path for path in moved if path.name == "plan.yaml")

    def typed(text: str) -> list[str]:
        return shlex.split(text[text.rindex("voicefoot ") :])

    assert run(["programme", str(plan)]) == 0
    assert typed(capsys.readouterr().out) == ["voicefoot", "play", str(plan)]
    monkeypatch.chdir(there)
    assert run(["programme", "plan.yaml", "--ics", "-"]) == 0
    unfolded = capsys.readouterr().out.replace("\r\n ", "").splitlines()
    description = next(line for line in unfolded if "voicefoot play" in line)
    assert typed(description) == ["voicefoot", "play", str(plan)]  # a calendar knows no folder
    monkeypatch.chdir(there.parent)
    did(plan, 1, 0)
    (line,) = played(capsys, str(plan))
    assert typed(line) == ["voicefoot", "play", str(plan), "--day", "1.3"]
    did(plan, 9, 0)
    (line,) = played(capsys, str(plan))
    assert typed(line) == ["voicefoot", "play", str(plan), "--day", "1.1"]
    assert run(["programme", str(plan)]) == 0
    assert typed(capsys.readouterr().out) == ["voicefoot", "play", str(plan), "--day", "1.1"]
    assert run(["programme", str(plan.with_name("lifts.yaml"))]) == 2
    assert typed(capsys.readouterr().err) == ["voicefoot", "play", str(plan.with_name("lifts.yaml"))]


def test_check_tells_of_a_programme_and_its_routines(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "plan.yaml", "lifts.yaml"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "plan.yaml: good; a programme of 4 sessions in 2 weeks"
    (plan.parent / "taps.yaml").write_text("title: T\nexercises: [{name: A, reps: 0}]\n", encoding="utf-8")
    assert run(["check", "plan.yaml"]) == 2
    assert "taps.yaml:2:" in capsys.readouterr().err


def test_a_copy_of_a_built_in_one_is_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["new", "mine.yaml", "--from", "back-to-running"]) == 0
    assert run(["check", "mine.yaml"]) == 0


def test_the_list_has_a_group_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    found = [entry for entry in as_json(capsys, "list") if entry["sessions"] is not None]
    assert [(entry["name"], entry["group"], entry["sessions"]) for entry in found] == [
        ("four-weeks", "Programmes", 17), ("back-to-running", "Programmes", 32)
    ]  # fmt: skip


def test_the_history_tells_which_day_it_was(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    did(plan, 3, 0)
    (session,) = as_json(capsys, "history")
    assert (session["programme"], session["programme_day"]) == (str(plan), 3)
    assert run(["history"]) == 0
    assert f"day 3 of {plan}" in capsys.readouterr().out
