"""A rest says as much as there is time for, and what has to be said before all else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicefoot.arranging.rest_speech import (
    JUST_BEFORE,
    LEFT_OUT_IN_ORDER,
    RestLine,
    place_lines,
    texts_of,
)
from voicefoot.language.packs import language_pack
from voicefoot.model.cues import Say, TimedRest
from voicefoot.model.origin import Origin
from voicefoot.model.spans import SpanKind

ENGLISH = language_pack("en")

NEVER = (Origin.SIDE, Origin.MOVE_OVER, Origin.EQUIPMENT, Origin.CAUTION)
LINES = (
    Say("Rest.", Origin.REST),
    Say("Sit down.", Origin.MOVE_OVER),
    Say("Next.", Origin.NAME),
    Say("Stand tall.", Origin.SETUP),
    Say("Lift slowly.", Origin.INSTRUCTION, shorter="Lift."),
    Say("Once more.", Origin.ONCE_MORE),
    Say("Set two of two. Last set.", Origin.SET, shorter="Last set."),
    Say("Change. Left foot.", Origin.SIDE, shorter="Left foot."),
    Say("Ten times.", Origin.DOSE),
    Say("Careful.", Origin.CAUTION),
)


def rest_with(lines: tuple[Say, ...]) -> TimedRest:
    return TimedRest(60.0, lines)


def second_a_line(_text: str) -> float:
    return 1.0


def second_a_word(text: str) -> float:
    return 1.0 * len(text.split())


def said(window: float, lines: tuple[Say, ...] = LINES, before_end: float = 0.0) -> list[str]:
    placed, _ = place_lines(rest_with(lines), window, before_end, second_a_word, ENGLISH)
    return [each.line.text for each in sorted(placed, key=lambda each: each.start_seconds)]


def narrower(lines: tuple[Say, ...] = LINES) -> list[frozenset[str]]:
    """What is said in ever shorter rests; each once."""
    found: list[frozenset[str]] = []
    for tenths in range(600, -1, -1):
        texts = frozenset(said(tenths / 10, lines)) - {"Ten seconds."}
        if not found or texts != found[-1]:
            found.append(texts)
    return found


def test_a_long_rest_says_all() -> None:
    placed, fits = place_lines(rest_with(LINES), 60.0, 0.0, second_a_line, ENGLISH)
    assert {each.line.text for each in placed} == {*(line.text for line in LINES), "Ten seconds."}
    assert fits


def test_lines_yield_in_their_order() -> None:
    origins = {line.text: line.origin for line in LINES}
    origins |= {line.shorter: line.origin for line in LINES if line.shorter}
    gone: list[Origin] = []
    for texts in narrower():
        left = {origins[text] for text in texts}
        gone += [line.origin for line in LINES if line.origin not in left and line.origin not in gone]
    droppable = [origin for origin in gone if origin not in NEVER]
    order = {origin: at for at, group in enumerate(LEFT_OUT_IN_ORDER) for origin in group}
    assert droppable == sorted(droppable, key=lambda origin: order[origin])
    assert len(droppable) == len(LINES) - 3


def test_a_line_is_shortened_before_it_is_left_out() -> None:
    steps = narrower()
    for long, short in (("Lift slowly.", "Lift."), ("Set two of two. Last set.", "Last set.")):
        whole = [at for at, texts in enumerate(steps) if long in texts]
        shortened = [at for at, texts in enumerate(steps) if short in texts]
        assert whole, long
        assert shortened, short
        assert max(whole) < min(shortened)


def test_a_line_without_a_shorter_form_is_left_out_whole() -> None:
    lines = (Say("Next.", Origin.NAME), Say("Lift your heels slowly.", Origin.INSTRUCTION))
    assert narrower(lines) == [
        frozenset({"Next.", "Lift your heels slowly."}), frozenset({"Next."}), frozenset(),
    ]  # fmt: skip


@pytest.mark.parametrize("origin", NEVER)
def test_a_side_a_change_of_position_and_a_caution_are_never_left_out(origin: Origin) -> None:
    kept = Say("Kept.", origin)
    placed, fits = place_lines(rest_with((*LINES[:1], kept, *LINES[2:7])), 1.6, 0.0, second_a_word, ENGLISH)
    assert [each.line.text for each in placed] == ["Kept."]
    assert fits


def test_it_is_told_where_there_is_no_time_for_what_is_never_left_out() -> None:
    side = Say("Left foot.", Origin.SIDE)
    assert place_lines(rest_with((side,)), 2.6, 0.0, second_a_word, ENGLISH)[1]
    placed, fits = place_lines(rest_with((side,)), 2.4, 0.0, second_a_word, ENGLISH)
    assert not fits
    unsaid = place_lines(rest_with((side,)), 1.9, 0.0, second_a_word, ENGLISH)
    assert unsaid == ([], False), "it is not said beyond the rest"
    assert all(each.start_seconds + 2.0 <= 2.4 for each in placed)


def test_silences_shrink_before_anything_is_left_out() -> None:
    lines = (Say("Next.", Origin.NAME, 5.0), Say("Lift.", Origin.INSTRUCTION))
    for window in (8.0, 7.0, 3.0):
        assert said(window, lines) == ["Next.", "Lift."]


def test_most_is_said_as_the_rest_begins_and_the_rest_of_it_just_before_the_work() -> None:
    placed, _ = place_lines(rest_with(LINES), 60.0, 0.0, second_a_line, ENGLISH)
    early = [each for each in placed if each.line.origin not in (*JUST_BEFORE, Origin.TEN_SECONDS)]
    late = [each for each in placed if each.line.origin in JUST_BEFORE]
    assert max(each.start_seconds for each in early) < 20.0
    assert [each.line.origin for each in late] == [Origin.SET, Origin.SIDE, Origin.DOSE]
    assert late[-1].start_seconds + 1.0 == pytest.approx(60.0 - 0.25)


def test_late_lines_end_just_before_what_leads_in() -> None:
    for before_end in (0.0, 2.0, 3.0):
        placed, _ = place_lines(
            rest_with((Say("Left foot.", Origin.SIDE),)),
            20.0 - before_end,
            before_end,
            second_a_line,
            ENGLISH,
        )
        (side,) = [each for each in placed if each.line.origin is Origin.SIDE]
        assert side.start_seconds + 1.0 == pytest.approx(20.0 - before_end - 0.25)


@pytest.mark.parametrize("before_end", [0.0, 2.0, 3.1])
def test_ten_seconds_are_told_ten_seconds_before_the_end(before_end: float) -> None:
    placed, _ = place_lines(rest_with(()), 30.0 - before_end, before_end, second_a_line, ENGLISH)
    assert [(each.start_seconds, each.line.text) for each in placed] == [(20.0, "Ten seconds.")]
    assert placed[0].line.origin is Origin.TEN_SECONDS


def test_ten_seconds_are_told_from_twenty_on() -> None:
    assert place_lines(rest_with(()), 20.0, 0.0, second_a_line, ENGLISH)[0] != []
    assert place_lines(rest_with(()), 19.9, 0.0, second_a_line, ENGLISH)[0] == []


def test_ten_seconds_are_not_told_while_something_else_is_said() -> None:
    lines = tuple(replace(line, after_seconds=0.0) for line in LINES)
    texts = {
        each.line.text for each in place_lines(rest_with(lines), 22.0, 0.0, lambda _text: 1.9, ENGLISH)[0]
    }
    assert "Ten seconds." not in texts
    assert len(texts) == len(LINES)


def test_every_text_that_may_be_said_is_asked_for() -> None:
    assert set(texts_of(rest_with(LINES), ENGLISH)) == {
        *(line.text for line in LINES), "Lift.", "Last set.", "Left foot.", "Ten seconds.",
    }  # fmt: skip


lines_of_any_kind = st.lists(
    st.builds(
        Say,
        st.sampled_from(["a", "a b", "a b c d"]),
        st.sampled_from([origin for group in LEFT_OUT_IN_ORDER for origin in group] + list(NEVER)),
        st.sampled_from([0.2, 0.4, 1.0]),
        st.none(),
        st.sampled_from([None, "a"]),
    ),
    max_size=8,
).map(tuple)


@given(lines_of_any_kind, st.floats(0.0, 60.0), st.floats(0.0, 4.0), st.floats(0.05, 2.0))
def test_lines_lie_within_the_rest_and_do_not_overlap(
    lines: tuple[Say, ...], window: float, before_end: float, word: float
) -> None:
    def seconds(text: str) -> float:
        return word * len(text.split())

    placed, fits = place_lines(rest_with(lines), window, before_end, seconds, ENGLISH)
    asked_for = set(texts_of(rest_with(lines), ENGLISH))
    ordered: list[RestLine] = sorted(placed, key=lambda each: each.start_seconds)
    at = 0.0
    for each in ordered:
        assert each.line.text in asked_for
        assert each.start_seconds >= at
        at = each.start_seconds + seconds(each.line.text)
        assert at <= window
    if fits:
        must = [line.origin for line in lines if line.origin in NEVER]
        assert sorted(must) == sorted(e.line.origin for e in placed if e.line.origin in NEVER)


def test_a_change_of_sides_is_told_as_it_begins() -> None:
    side = Say("Change. Left foot.", Origin.SIDE, after_seconds=0.4)
    switch = TimedRest(20.0, (side, Say("Lift.", Origin.INSTRUCTION)), kind=SpanKind.SWITCH)
    placed, _ = place_lines(switch, 18.0, 2.0, second_a_line, ENGLISH)
    assert [each.line.text for each in placed][:2] == ["Change. Left foot.", "Lift."]
    assert placed[0].start_seconds < 1.0


def test_ten_seconds_are_told_only_where_it_is_asked_for() -> None:
    quiet = TimedRest(60.0, tells_ten_seconds=False)
    assert place_lines(quiet, 58.0, 2.0, second_a_line, ENGLISH) == ([], True)
    assert texts_of(quiet, ENGLISH) == []
