"""The script has each line once, in a good order for reading."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby

import pytest

from tests.support.paths import ROOT
from voicefoot.arranging.arrange import arrange, phrases_of
from voicefoot.arranging.estimate import silent_clips, silent_sounds
from voicefoot.audio import AudioFormat
from voicefoot.model.choices import Choices, Level
from voicefoot.model.cues import TimedRest
from voicefoot.planning.plan import plan
from voicefoot.reading.builtin import SHELF
from voicefoot.reading.read import read, read_text
from voicefoot.recording.script import NUMBERS, OFTEN, ON_THE_BEAT, lines_words, reading_seconds, script
from voicefoot.speaking.recordings import line_key

ROUTINES = [name for names in SHELF.values() for name in names]


@pytest.mark.parametrize("name", ROUTINES)
def test_each_line_that_may_be_said_is_there_once(name: str) -> None:
    session = plan(read(name))
    keys = [line.key for line in script([session])]
    assert sorted(keys) == sorted({line_key(phrase.text) for phrase in phrases_of(session)})


def test_several_routines_have_their_numbers_once() -> None:
    lines = script([plan(read(name)) for name in ("foot-strength", "desk")])
    assert len({line.key for line in lines}) == len(lines)
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert len({line.file for line in lines}) == len(lines)


def test_the_order_is_counts_words_what_is_often_said_and_the_exercises() -> None:
    lines = script([plan(read("foot-strength"))])
    groups = {group: [line.text for line in of] for group, of in groupby(lines, key=lambda line: line.group)}
    exercises = dict.fromkeys(exercise.name for exercise in read("foot-strength").exercises)
    assert list(groups) == [NUMBERS, ON_THE_BEAT, OFTEN, *exercises]
    assert groups[NUMBERS][:3] == ["one", "two", "three"]
    assert groups[NUMBERS][-1] == "twenty-seven"
    assert groups[ON_THE_BEAT] == ["ready", "and"]
    assert "Last one." in groups[OFTEN]
    assert "Find a song you love." in groups["Seated toe taps"]
    assert [line.is_short for line in lines] == [line.group in (NUMBERS, ON_THE_BEAT) for line in lines]


def test_three_levels_have_more_lines_than_one() -> None:
    routine = read("foot-strength")
    alone = script([plan(routine)])
    together = script([plan(routine, Choices(level)) for level in Level])
    assert {line.key for line in alone} < {line.key for line in together}


def test_short_forms_stand_behind_the_whole() -> None:
    text = "title: Heben\nsides: none\nexercises:\n  - {name: Heben, reps: 22, every: 1s}\n"
    routine = replace(read_text(text, "x", None), language="de")
    numbers = [line.text for line in script([plan(routine)]) if line.group == NUMBERS]
    keys = [line_key(number) for number in numbers]
    assert keys.index("eins") < keys.index("zwei") < keys.index("zwanzig") < keys.index("zweiundzwanzig")


def test_a_count_has_to_be_short_and_a_sentence_may_have_pauses() -> None:
    lines = {line.text: line for line in script([plan(read("foot-strength"))])}
    assert 0.8 < lines["one"].max_seconds < lines["twenty-seven"].max_seconds < 1.5
    assert lines["Take a towel."].max_seconds > 5.0


def test_lengths_in_words() -> None:
    assert [lines_words(count) for count in (0, 1, 2)] == ["0 lines", "1 line", "2 lines"]
    assert 200.0 < reading_seconds(script([plan(read("foot-strength"))])) < 900.0
    assert script([]) == []


@pytest.mark.parametrize(
    "name", ["desk", "foot-strength", "four-seven-eight", "knee", "sun-salutations", "emom"]
)
def test_where_nothing_is_announced_it_has_what_is_said_and_no_more(name: str) -> None:
    """But for the shorter lines, which a slower voice would take."""
    written = (ROOT / "voicefoot" / "reading" / "routines" / f"{name}.yaml").read_text(encoding="utf-8")
    own = re.sub(r"(?m)^announce:.*\n", "", written)
    planned = plan(read_text(f"announce: none\n{own}", name, None))
    clips = silent_clips(phrases_of(planned), 1_000)
    timeline = arrange(planned, clips, silent_sounds(), AudioFormat(1_000))
    said = {line_key(event.text) for section in timeline.sections for event in section.events if event.text}
    said |= {
        line_key(line.shorter)
        for section in planned.sections
        for cue in section.cues
        for line in (cue.lines if isinstance(cue, TimedRest) else ())
        if line.shorter
    }
    assert {line.key for line in script([planned])} <= said
