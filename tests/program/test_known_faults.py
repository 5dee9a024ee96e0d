"""Faults that users met once. Each has the kind of routine that it came with, and every voice keeps the
promises there.

Songs and what their tags unpack to are in `tests/music/test_song_process.py`, marks that a voice may take for
orders, and the names of files, in `tests/program/test_ways_out.py`.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.random_routines import SyntheticVoice, arranged, broken_promises
from voicefoot.cli.main import run
from voicefoot.model.choices import Choices, Talk
from voicefoot.planning.plan import plan
from voicefoot.reading.read import read_text
from voicefoot.timeline.timeline import SPOKEN_KINDS, Section

VOICES = [
    SyntheticVoice(seconds, can_hurry) for seconds in (0.02, 0.05, 0.075, 0.12) for can_hurry in (True, False)
]

PACED_BY_A_GROOVE = """\
title: Feet in time
soundtrack: groove lively
exercises:
  - {name: Taps, say: Tap., lasts: 30s, tempo: music 50-150 bpm}
"""
COUNTED_DOWN = """\
title: Up and down
exercises:
  - {name: Raises, say: Rise and lower., lasts: 45s, phases: [up 1s, hold 2s, down 1s], count: down}
"""
HARDLY_A_REST = """\
title: In a hurry
exercises:
  - {name: Taps, reps: 4, every: 1.5s, sets: 3, rest: REST}
"""
ONE_AFTER_ANOTHER = """\
title: By the clock
lasts: 15s
exercises:
  - {name: Lifts, say: Lift., every: 1.5s}
  - {name: Taps, say: Tap., every: 1.5s}
  - {name: Curls, say: Curl., every: 1s}
"""


def sections(text: str, talk: Talk, voice: SyntheticVoice) -> list[Section]:
    return arranged(plan(read_text(text, "mine.yaml", None), Choices(talk=talk)), voice)


def said(found: list[Section]) -> list[str]:
    return [event.text or "" for each in found for event in each.events if event.kind in SPOKEN_KINDS]


@pytest.mark.parametrize("talk", Talk)
@pytest.mark.parametrize("voice", VOICES, ids=str)
@pytest.mark.parametrize("text", [COUNTED_DOWN, ONE_AFTER_ANOTHER], ids=["down", "clock"])
def test_time_without_a_dose_keeps_every_promise(text: str, talk: Talk, voice: SyntheticVoice) -> None:
    found = sections(text, talk, voice)
    assert list(broken_promises(found)) == []
    assert said(found)


@pytest.mark.parametrize("talk", Talk)
@pytest.mark.parametrize("voice", VOICES, ids=str)
@pytest.mark.parametrize("rest", ["10ms", "0.4s", "1s", "1.5s", "2s", "3s"])
def test_less_is_said_in_a_rest_that_is_too_short(rest: str, talk: Talk, voice: SyntheticVoice) -> None:
    found = sections(HARDLY_A_REST.replace("REST", rest), talk, voice)
    assert list(broken_promises(found)) == []
    assert not any("zero" in line for line in said(found))


def test_a_count_down_begins_with_as_many_as_fit() -> None:
    counts = said(sections(COUNTED_DOWN, Talk.COUNTS, VOICES[0]))
    last_numbers = ["three", "two", "one"]
    assert any(counts[at : at + 3] == last_numbers for at in range(len(counts)))


@pytest.mark.parametrize("talk", ["full", "brief", "counts"])
def test_work_that_takes_its_pace_from_a_groove_is_a_session(
    talk: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(PACED_BY_A_GROOVE, encoding="utf-8")
    assert run(["show", str(file), "--talk", talk, "--voice", "pyttsx3", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)
    assert run(["check", str(file)]) == 0
