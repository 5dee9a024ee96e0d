"""The pace of what is said: lines apart, sentences together, and no long silence while one works."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from statistics import median
from typing import Any

import pytest

from tests.support.builders import silent_sounds
from voicefoot.arranging.arrange import arrange, phrases_of
from voicefoot.arranging.estimate import silent_clips
from voicefoot.arranging.quiet_signs import LONGEST_SILENCE_SECONDS
from voicefoot.audio import AudioFormat
from voicefoot.model.choices import Choices
from voicefoot.model.cues import PAUSE_SECONDS
from voicefoot.model.origin import Origin
from voicefoot.model.routine import Routine
from voicefoot.planning.coach import GET_READY_TOLD_FROM_SECONDS
from voicefoot.planning.plan import plan
from voicefoot.reading.builtin import names
from voicefoot.reading.read import read, read_text
from voicefoot.speaking.postprocess import LONGEST_PAUSE_SECONDS
from voicefoot.timeline.score import score

RATE = 1_000
LONGEST_PAUSE_BETWEEN_LINES_SECONDS = 2.5
"""A longer silence between two lines is a time to move, or a rest."""
HAIR_SECONDS = 0.002
ASKS_TO_MOVE = (Origin.MOVE_OVER, Origin.EQUIPMENT, Origin.SETUP)

Event = dict[str, Any]


def scored(routine: Routine, choices: Choices | None = None) -> dict[str, Any]:
    """The score of `routine`, spoken by silence that takes as long as people do."""
    planned = plan(routine, choices)
    clips = silent_clips(phrases_of(planned), RATE)
    return score(arrange(planned, clips, silent_sounds(RATE), AudioFormat(RATE)), "silence")


@cache
def builtin(name: str) -> dict[str, Any]:
    return scored(read(name))


def events(made: dict[str, Any]) -> list[Event]:
    found = [event for section in made["sections"] for event in section["events"]]
    return sorted(
        (event for event in found if event["why"]["cue"] != Origin.PRE_ROLL), key=lambda event: event["start"]
    )


def works(made: dict[str, Any]) -> list[tuple[float, float]]:
    return [
        (span["start"], span["end"])
        for section in made["sections"]
        for span in section["spans"]
        if span["kind"] in ("work", "hold")
    ]


def gaps(made: dict[str, Any]) -> Iterator[tuple[Event, float]]:
    """Each line that is said outside of work, and the silence between it and the next one."""
    spans = works(made)
    for line, after in pairwise(events(made)):
        seconds = after["start"] - line["end"]
        at_work = any(start <= line["end"] and after["start"] <= end for start, end in spans)
        is_talk = line["kind"] == after["kind"] == "speech" and line["why"]["cue"] != Origin.COUNTDOWN
        if is_talk and not at_work and seconds < LONGEST_PAUSE_BETWEEN_LINES_SECONDS:
            yield line, seconds


def test_between_two_lines_there_is_time_to_take_them_in() -> None:
    found = [seconds for name in names() for _, seconds in gaps(builtin(name))]
    assert len(found) > 500
    assert 0.7 <= median(found) <= 1.0
    assert sum(seconds < 0.7 for seconds in found) < 0.05 * len(found), "only short rests are in a hurry"


def test_there_is_more_after_a_line_that_asks_to_move() -> None:
    by_cue: dict[str, list[float]] = defaultdict(list)
    for name in names():
        for line, seconds in gaps(builtin(name)):
            by_cue[line["why"]["cue"]].append(seconds)
    for cue in ASKS_TO_MOVE:
        assert median(by_cue[cue]) > 1.5 * median(by_cue[Origin.DOSE]), cue


def test_the_sentences_of_one_line_are_closer_than_two_lines() -> None:
    assert LONGEST_PAUSE_SECONDS < 0.7 * PAUSE_SECONDS


def silences_at_work(made: dict[str, Any]) -> Iterator[float]:
    heard = [(event["start"], event["end"]) for event in events(made)]
    for begin, end in works(made):
        until = begin
        for start, stop in [*heard, (end, end)]:
            if stop > begin and start <= end:
                yield start - until
                until = max(until, stop)


@pytest.mark.parametrize("name", names())
def test_something_is_heard_at_least_every_twelve_seconds(name: str) -> None:
    longest = max(silences_at_work(builtin(name)))
    if name == "four-seven-eight":
        assert longest > 50.0, "there is a quiet minute at its end, with `announce: none`"
        return
    assert longest <= LONGEST_SILENCE_SECONDS + HAIR_SECONDS


WALK = """
title: Walk
sides: none
exercises:
  - name: Walk
    for: 1 min
  - name: Hold
    hold: 40s
  - name: Breathe
    breath: 4-4
    for: 31s
"""


def signs(text: str) -> list[Event]:
    return [event for event in events(scored(read_text(text, "x", None))) if is_sign(event)]


def is_sign(event: Event) -> bool:
    return bool(event["why"]["cue"] == Origin.QUIET_SIGN)


def test_signs_are_ticks_where_nothing_is_said() -> None:
    found = signs(WALK)
    assert {event["text"] for event in found} == {"tick"}
    assert all(event["beat"] == event["start"] for event in found)
    made = scored(read_text(WALK, "x", None))
    assert [any(map(is_sign, section["events"])) for section in made["sections"]] == [True, True, False]


@pytest.mark.parametrize("announce", ["none", "{quiet sign: no}", "[side]"])
def test_a_routine_may_leave_them_out(announce: str) -> None:
    assert signs(f"announce: {announce}\n{WALK}") == []
    until = "exercises:\n  - {name: Walk, until: told, at_most: 1 min, sides: none}\n"
    assert len(signs(f"title: x\n{until}")) == 4
    assert signs(f"title: x\nannounce: {announce}\n{until}") == []


def test_a_long_time_to_get_ready_is_told_and_is_that_long() -> None:
    text = "title: x\nexercises:\n  - {name: Lift, get_ready: %s, reps: 3, every: 2s, sides: none}\n"
    made = scored(read_text(text % "12s", "x", None))
    found = events(made)
    at = next(at for at, event in enumerate(found) if event["why"]["cue"] == Origin.GET_READY)
    assert found[at]["text"] == "Twelve seconds to get ready."
    assert found[at + 1]["start"] - found[at]["end"] == pytest.approx(12.0, abs=HAIR_SECONDS)
    for shorter in (text % "7s", (text % "12s").replace("title: x", "title: x\nannounce: {move over: no}")):
        made = scored(read_text(shorter, "x", None))
        assert not any(event["why"]["cue"] == Origin.GET_READY for event in events(made))
    assert GET_READY_TOLD_FROM_SECONDS == 8.0


def test_the_writer_of_a_routine_asks_for_a_longer_silence() -> None:
    def after(say: str) -> float:
        text = f"title: x\nexercises:\n  - {{name: Lift, say: '{say}', reps: 3, every: 2s, sides: none}}\n"
        made = scored(read_text(text, "x", None))
        return next(gap for line, gap in gaps(made) if line["why"]["cue"] == Origin.INSTRUCTION)

    plain = after("Lift your heels.")
    assert plain == pytest.approx(PAUSE_SECONDS, abs=HAIR_SECONDS)
    for asks in ("Lift your heels…", "Lift your heels ...", "Sit down and lift your heels."):
        assert after(asks) > 1.5 * plain, asks
