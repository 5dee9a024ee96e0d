"""The lines fit their terminal, are to scale, and can be read without a colour."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pictures.test_chart import exercises
from tests.pictures.test_svg import HOSTILE, titled
from tests.support.builders import FEET, arranged, exercise, held, held_once, moving, on_beat, routine
from voicefoot.model.routine import Exercise
from voicefoot.pictures.chart import chart_of
from voicefoot.pictures.text_chart import ASCII_STRIP, ONE_LINE_FROM, UNICODE_STRIP, Strip, timeline_lines
from voicefoot.reading.read import read
from voicefoot.text import display_width, is_control
from voicefoot.timeline.timeline import Section, Timeline

WIDTHS = [40, 80, 99, 100, 200]


def strips(timeline: Timeline, width: int) -> list[str]:
    """The strips alone, in a terminal that is too narrow for the names beside them."""
    assert width < ONE_LINE_FROM
    lines = timeline_lines(timeline, width)[2:]
    return [line[2:] for line in lines[1 : 2 * len(timeline.sections) : 2]]


@given(
    st.lists(exercises, min_size=1, max_size=4),
    st.sampled_from(WIDTHS),
    st.sampled_from([UNICODE_STRIP, ASCII_STRIP]),
)
def test_no_line_is_wider_than_the_terminal(source: list[Exercise], width: int, strip: object) -> None:
    timeline = arranged(routine(*source))
    lines = timeline_lines(timeline, width, strip=ASCII_STRIP if strip is ASCII_STRIP else UNICODE_STRIP)
    assert max(map(display_width, lines)) <= width
    assert len(lines) <= 2 + (1 if width >= ONE_LINE_FROM else 2) * len(source) + 1 + 1 + 6


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_strangers_words_steer_nothing(hostile: str, width: int) -> None:
    lines = timeline_lines(titled(hostile, hostile, hostile), width)
    assert not [character for line in lines for character in line if is_control(character)]
    assert not any("\n" in line or "\t" in line for line in lines)
    assert max(map(display_width, lines)) <= width
    assert max(map(len, lines)) < width + 400


@given(st.text(max_size=60), st.sampled_from(WIDTHS))
def test_no_words_at_all_are_too_wide(title: str, width: int) -> None:
    lines = timeline_lines(titled(title, title, title), width)
    assert max(map(display_width, lines)) <= width


@pytest.mark.parametrize("width", [40, 80, 99])
def test_all_strips_have_one_scale(width: int) -> None:
    timeline = arranged(routine(exercise(on_beat(60, 2)), exercise(on_beat(30, 2)), exercise(moving(20))))
    rows = chart_of(timeline).rows
    column = max(row.seconds for row in rows) / (width - 3)
    for row, strip in zip(rows, strips(timeline, width), strict=True):
        assert len(strip) == pytest.approx(row.seconds / column, abs=1.01)
        (work,) = row.works
        first = min(strip.index(pen) for pen in "│⣿" if pen in strip)
        last = max(strip.rfind(pen) for pen in "│⣿")
        assert first == pytest.approx((work.start - row.start) / column, abs=1.01)
        end = work.beats[-1] if work.beats else work.end
        assert last == pytest.approx((end - row.start) / column, abs=1.51)


def test_repetitions_that_are_far_apart_are_drawn_one_by_one() -> None:
    timeline = arranged(routine(exercise(on_beat(12, 6.0), sides=FEET)))
    (strip,) = strips(timeline, 99)
    assert (strip.count("╹"), strip.count("╻")) == (12, 12)
    (strip,) = strips(arranged(routine(exercise(held(5, 10.0, 5.0), sides=FEET))), 99)
    assert [len(part.split()) for part in split_by_side(strip)] == [5, 5]


def split_by_side(strip: str) -> list[str]:
    """Only the holds of either side."""
    upper = "".join(character if character == "▀" else " " for character in strip)
    lower = "".join(character if character == "▄" else " " for character in strip)
    return [upper, lower]


def test_side_work_and_words_are_told_apart_by_their_characters() -> None:
    timeline = arranged(
        routine(exercise(on_beat(20, 1), held_once(20), moving(20), sides=FEET), exercise(on_beat(20, 2)))
    )
    both, alone = strips(timeline, 80)
    order = [both.index(pen) for pen in "─╹▀⠛╻▄⣤"]
    assert order == sorted(order)
    assert both.rstrip("·─").endswith("●")
    assert "│" in alone
    assert not set("╹▀⠛╻▄⣤") & set(alone)
    legend = timeline_lines(timeline, 80)[-3:]
    assert any("╹▀⠛ right foot" in line for line in legend)
    assert any("╻▄⣤ left foot" in line for line in legend)
    assert any("╹╻│ repetition" in line for line in legend)
    pens = (UNICODE_STRIP.no_side, *UNICODE_STRIP.sides, ASCII_STRIP.no_side, *ASCII_STRIP.sides)
    kinds = [character for pen in pens for character in (pen.beat, pen.hold, pen.move)]
    for strip in (UNICODE_STRIP, ASCII_STRIP):
        kinds += [strip.words, strip.rest, strip.silence, strip.chime]
    assert len(set(kinds)) == len(kinds)


def test_the_legend_tells_only_of_what_is_there() -> None:
    legend = " ".join(timeline_lines(arranged(routine(exercise(held(5, 3.0)))), 80)[-2:])
    assert "█ hold" in legend
    assert "repetition" not in legend
    assert "time to move" not in legend
    assert "foot" not in legend


def test_knows_terminals_of_ascii() -> None:
    lines = timeline_lines(arranged(read("foot-strength")), 100, strip=ASCII_STRIP)
    assert all(line.isascii() for line in lines)


def test_the_head_tells_name_and_length() -> None:
    timeline = arranged(read("toothbrush"))
    narrow, wide = timeline_lines(timeline, 80), timeline_lines(timeline, 120)
    assert narrow[0] == wide[0] == "Toothbrush  2:00"
    assert narrow[2].startswith("Big toe lifts  1:00")
    assert wide[2].startswith("Big toe lifts    1:00  ")
    assert wide[3].startswith("Small toe lifts  1:00  ")
    assert narrow[6].split()[0] == "0:00"


def test_times_stand_under_their_columns() -> None:
    timeline = Timeline("x", 1000, (Section("y", 0, 97_000, ()),))
    axis = timeline_lines(timeline, 99)[4]
    columns = 96
    for label in axis.split():
        minutes, seconds = map(int, label.split(":"))
        assert axis.index(label) - 2 == int((60 * minutes + seconds) / 97 * columns)
    assert len(axis.split()) > 4


def test_a_hundred_thousand_repetitions_are_a_strip() -> None:
    timeline = arranged(routine(exercise(on_beat(20_000, 0.5))))
    (strip,) = strips(timeline, 80)
    assert strip.count("│") > 70


def test_nothing_at_all_is_still_a_picture() -> None:
    assert timeline_lines(Timeline("Empty", 48_000, ()), 80)[0] == "Empty  0:00"
    short = replace(arranged(routine(exercise(on_beat(1, 1)))), title="")
    assert timeline_lines(short, 40)


@pytest.mark.parametrize("strip", [UNICODE_STRIP, ASCII_STRIP])
def test_rests_and_rounds_are_told(strip: Strip) -> None:
    one = exercise(on_beat(8, 1.0), name="Squats")
    timeline = arranged(routine(one, rounds=2, round_rest_seconds=60.0))
    wide, narrow = (timeline_lines(timeline, width, strip=strip) for width in (120, 60))
    assert wide[2].startswith(f"Squats{strip.between}round 1 of 2  ")
    assert narrow[4].startswith(f"Squats{strip.between}round 2 of 2  ")
    assert strip.rest not in wide[2]
    assert wide[3].count(strip.rest) > 20
    assert any(f"{strip.rest} rest" in line for line in narrow)
    if strip is ASCII_STRIP:
        assert all(line.isascii() for line in wide)
