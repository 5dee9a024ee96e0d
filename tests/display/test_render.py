"""The picture fits every terminal, and says what matters at the size that there is."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tests.display.moments import LONG, MOMENT, PLAYING, TALK, drawn
from voicefoot.display.render import render
from voicefoot.display.view_model import view_model_of
from voicefoot.model.rounds import Round
from voicefoot.playing.remote import State, Status
from voicefoot.text import display_width, is_control
from voicefoot.timeline.snapshot import Snapshot

PAUSED = replace(PLAYING, state=State.PAUSED)
WAITING = replace(PLAYING, state=State.WAITING)
LOST = replace(PLAYING, state=State.LOST)
KEYS = tuple(f"{key:9}{what}" for key, what in [("space", "pause, go on"), ("n", "next"), ("q", "stop")])


def test_a_usual_terminal_shows_everything() -> None:
    lines = drawn(MOMENT, 80, 24)
    assert len(lines) == 24
    assert max(map(len, lines)) <= 80
    assert lines[1].strip() == "Towel scrunches"
    assert lines[2].strip() == "right foot"
    assert sum("████" in line for line in lines[3:17]) == 14, "digits of fourteen rows"
    assert lines[17].strip() == "of 17"
    assert lines[-5] == "  Exercise  " + "█" * 22 + "░" * 33 + "  0:46 left"
    assert lines[-4] == "  Session   " + "█" * 11 + "░" * 44 + "  3:20 left"
    assert lines[-3] == "  Next: Seated toe taps"
    assert lines[-2].strip() == "space pause · n next · ? keys"


def test_a_small_terminal_shows_everything() -> None:
    assert drawn(replace(MOMENT, number=7), 40, 15) == [
        "            Towel scrunches",
        "               right foot",
        "               ██████████",
        "                       ██",
        "                     ██",
        "                     ██",
        "                   ██",
        "                   ██",
        "                   ██",
        "                 of 17",
        "",
        " Exercise  ████████░░░░░░░░░░░░░░  0:46",
        " Session   ████░░░░░░░░░░░░░░░░░░  3:20",
        " Next: Seated toe taps",
        "     space pause · n next · ? keys",
    ]


def test_a_narrow_terminal_shows_almost_everything() -> None:
    assert drawn(MOMENT, 20, 15) == [
        "  Towel scrunches",
        "     right foot",
        "      █    ███",
        "     ██   █   █",
        "      █       █",
        "      █      █",
        "      █     █",
        "      █    █",
        "     ███  █████",
        "       of 17",
        "",
        " ████░░░░░░░░  0:46",
        " ██░░░░░░░░░░  3:20",
        " Next: Seated toe…",
        "  n next · ? keys",
    ]


def test_a_low_terminal_has_one_bar_and_both_times() -> None:
    assert drawn(MOMENT, 40, 6) == [
        "            Towel scrunches",
        "               right foot",
        "                   12",
        "                 of 17",
        " ████████████░░░░░░░░░░░░░░░░░░░░  0:46",
        " Next: Seated toe taps        3:20 left",
    ]


def test_words_stand_where_there_is_no_count() -> None:
    lines = [line.strip() for line in drawn(TALK, 40, 15)]
    assert lines[5:7] == ["Gather the towel with your toes,", "heel down."]


@pytest.mark.parametrize(
    ("width", "height", "line"),
    [
        (20, 3, "12 Towel scrun… 0:46"),
        (60, 1, "12 Towel scrunches, right foot                          0:46"),
        (19, 50, "12 Towel scru… 0:46"),
        (9, 2, "12 Towel…"),
        (1, 1, "…"),
    ],
)
def test_a_tiny_terminal_shows_one_line(width: int, height: int, line: str) -> None:
    assert drawn(MOMENT, width, height) == [line]


@pytest.mark.parametrize(("width", "height"), [(0, 24), (80, 0)])
def test_no_terminal_at_all_shows_nothing(width: int, height: int) -> None:
    assert drawn(MOMENT, width, height) == []


def test_without_a_known_end_the_exercise_alone_has_a_bar() -> None:
    lines = drawn(replace(MOMENT, session_left_seconds=None, session_share=None), 40, 15)
    assert lines[-3].endswith("░  0:46 left")
    assert not any("Session" in line for line in lines)


def test_the_number_is_all_there_is_where_it_counts_down() -> None:
    assert not any(line.strip().startswith("of ") for line in drawn(replace(MOMENT, reps=None), 40, 15))


def test_a_long_name_is_cut() -> None:
    lines = drawn(replace(MOMENT, name=LONG, next_name=LONG), 40, 15)
    assert lines[0] == " Slow and careful single-leg heel lift…"
    assert lines[-2] == " Next: Slow and careful single-leg hee…"


def test_a_long_line_is_broken_and_then_cut() -> None:
    lines = drawn(replace(TALK, line=LONG), 30, 6)
    assert [line.strip() for line in lines[2:4]] == ["Slow and careful", "single-leg heel lifts on th…"]


def test_a_line_without_spaces_is_broken_too() -> None:
    lines = [line.strip() for line in drawn(replace(TALK, line="足の指でタオルをたぐり寄せる"), 20, 8)]
    assert lines[3:5] == ["足の指でタオルを", "たぐり寄せる"]


def test_a_line_whose_vowels_take_columns_is_broken_early_enough() -> None:
    line = "पैर की उंगलियों से तौलिया खींचें, एड़ी नीचे"
    lines = drawn(replace(TALK, line=line), 20, 15)
    assert " ".join(" ".join(lines[2:-4]).split()) == line


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_the_bars_are_as_full_as_things_are_done(share: float) -> None:
    lines = drawn(replace(MOMENT, share=share, session_share=share / 2), 80, 24)
    for line, done in ((lines[-5], share), (lines[-4], share / 2)):
        assert line.count("█") == int(55 * done)
        assert line.count("█") + line.count("░") == 55


# -- states, notices, keys --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "dots", "words"),
    [
        (PAUSED, "████  ████", "Paused. Space goes on."),
        (WAITING, "██████████", "Press space when the class is ready."),
        (LOST, "██", "The speaker is gone. Waiting for it."),
    ],
)
def test_a_state_is_seen_from_afar_and_the_place_is_kept(status: Status, dots: str, words: str) -> None:
    lines = [line.strip() for line in drawn(MOMENT, 40, 15, status)]
    assert lines[1] == "right foot, 12 of 17"
    assert dots in lines[2:9]
    assert lines[10] == words


@pytest.mark.parametrize("status", [PAUSED, WAITING, LOST])
@pytest.mark.parametrize(("width", "height"), [(20, 6), (80, 9), (200, 60)])
def test_a_state_is_told_at_every_size(status: Status, width: int, height: int) -> None:
    text = " ".join(" ".join(drawn(MOMENT, width, height, status)).split())
    assert view_model_of(MOMENT, status, keys=True).message[:17] in text


@pytest.mark.parametrize(
    ("status", "word"), [(PAUSED, "Paused."), (WAITING, "Waiting."), (LOST, "No speaker.")]
)
def test_one_line_tells_the_state_first(status: Status, word: str) -> None:
    assert drawn(MOMENT, 60, 1, status)[0].startswith(f"{word} 12 Towel scrunches")


def test_a_notice_stands_where_the_keys_were() -> None:
    assert drawn(MOMENT, 40, 15, notice="Volume 70%")[-1].strip() == "Volume 70%"
    assert drawn(MOMENT, 40, 10, notice="Volume 70%")[-1].split("  ")[0].strip() == "Volume 70%"


def test_all_keys_are_shown_below_what_is_being_done() -> None:
    assert drawn(MOMENT, 40, 8, help_lines=KEYS) == [
        "12 Towel scrunches, right foot      0:46",
        "",
        " space    pause, go on",
        " n        next",
        " q        stop",
        "",
        "",
        "                ? closes",
    ]
    assert drawn(MOMENT, 40, 8, help_lines=KEYS, notice="Tempo 90%")[-1].strip() == "Tempo 90%"


def test_many_keys_take_two_columns_where_there_is_room() -> None:
    lines = drawn(MOMENT, 80, 12, help_lines=tuple(f"{n} key" for n in range(12)))
    assert lines[2].split() == ["0", "key", "6", "key"]
    assert lines[7].split() == ["5", "key", "11", "key"]
    narrow = drawn(MOMENT, 40, 12, help_lines=tuple(f"{n} key" for n in range(12)))
    assert narrow[-2].split() == ["8", "key"]
    assert len(narrow) == 12


# -- anything at all --------------------------------------------------------------------------------

texts = st.text(st.characters() | st.sampled_from("\u200d\ufe0f\u0301日🦶👩↔ \x1b\t"))
moments = st.builds(
    Snapshot,
    name=texts,
    side=st.none() | texts,
    number=st.none() | st.integers(1, 100_000),
    line=st.text(max_size=300) | texts,
    section_left_seconds=st.floats(0, 90_000),
    session_left_seconds=st.none() | st.floats(0, 90_000),
    next_name=st.none() | texts,
    share=st.floats(0, 1),
    session_share=st.none() | st.floats(0, 1),
    reps=st.none() | st.integers(1, 100_000),
)
statuses = st.builds(Status, state=st.sampled_from(State), exercises=st.tuples(texts))


@given(moments, st.none() | statuses, st.integers(1, 100), st.integers(1, 40), texts, st.lists(texts))
def test_never_overflows_and_steers_nothing(
    moment: Snapshot, status: Status | None, width: int, height: int, notice: str, keys: list[str]
) -> None:
    scene = view_model_of(moment, status, keys=True, notice=notice, help_lines=tuple(keys))
    rows = render(scene, width, height, Console(file=io.StringIO()))
    assert len(rows) in (1, height)
    for row in rows:
        assert display_width(row.plain) <= width
        assert not [character for character in row.plain if is_control(character) or character in "\t\n"]


def test_what_steers_a_terminal_is_taken_out() -> None:
    moment = replace(TALK, name="a\x1b[2Jb\r\n\x07c", line="\u202ed\x9be", side="\u2028f")
    assert [line.strip() for line in drawn(moment, 40, 15) if line.strip()][:3] == ["a[2Jb c", "f", "de"]


def test_markup_is_no_markup() -> None:
    assert drawn(replace(MOMENT, name="[red]Toes[/] :smile:"), 40, 15)[0].strip() == "[red]Toes[/] :smile:"


def test_the_round_stands_beside_the_name_or_beneath_it() -> None:
    second = replace(MOMENT, rounds=(Round("Strength", 2, 3), Round(None, 1, 1)))
    wide, narrow = drawn(second, 80, 24), drawn(second, 40, 12)
    assert wide[1].strip() == "Towel scrunches, round 2 of 3"
    assert wide[2].strip() == "right foot"
    assert narrow[0].strip() == "Towel scrunches, round 2 of 3"
    lines = drawn(replace(second, name=LONG), 80, 24)
    assert lines[1].strip() == LONG
    assert lines[2].strip() == "round 2 of 3, right foot"
    assert drawn(second, 60, 3)[0].startswith("12 Towel scrunches, round 2 of 3, right foot")
    assert "round 2 of 3" not in "".join(drawn(MOMENT, 80, 24))
