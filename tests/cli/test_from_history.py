"""The line that `play` prints in the end gives the same session."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from voicefoot.cli.from_history import repeat_command, resolve_play
from voicefoot.cli.main import cli
from voicefoot.cli.options import SessionRequest, session_options
from voicefoot.model.choices import Level, Talk
from voicefoot.planning.plan import plan
from voicefoot.text import as_typed

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
TEXTS = ["--only", "--skip", "--without"]


def asked_by(words: list[str]) -> tuple[str, SessionRequest]:
    """What `play` is asked with `words`."""
    command = cli.commands["play"]
    heard: list[tuple[str, SessionRequest]] = []

    @session_options
    def gathered(request: SessionRequest) -> None:
        heard.append((context.params["routine"], request))

    with command.make_context("play", words) as context:
        shared = {parameter.name for parameter in gathered.__click_params__}  # type: ignore[attr-defined]
        gathered(**{name: value for name, value in context.params.items() if name in shared})
    return heard[0]


@st.composite
def options(draw: st.DrawFn) -> list[str]:
    words: list[str] = []
    for name in draw(st.lists(st.sampled_from(TEXTS))):
        words += [name, draw(NAMES)]
    for name in draw(st.sets(st.sampled_from(["--from", "--first-side", "--music", "--day"]))):
        words += [name, draw(NAMES)]
    numbers = {
        "--tempo": st.integers(500, 2000).map(lambda tenths: f"{tenths / 10}%"),
        "--voice-speed": st.integers(50, 200).map(lambda hundredths: str(hundredths / 100)),
        "--duck": st.integers(0, 600).map(lambda tenths: str(tenths / 10)),
        "--beat-gain": st.integers(-600, 200).map(lambda tenths: str(tenths / 10)),
        "--voice-gain": st.integers(-60, 20).map(str),
        "--music-gain": st.floats(-60.0, 20.0).map(lambda number: f"{number:.6f}"),
        "--sample-rate": st.integers(8_000, 192_000).map(str),
    }
    for name in draw(st.sets(st.sampled_from(sorted(numbers)))):
        words += [name, draw(numbers[name])]
    return words


@example("-x.yaml", [], Level.GENTLE, Talk.FULL, frozenset({"--only"}), "natural")
@given(NAMES, options(), st.sampled_from(Level), st.sampled_from(Talk), st.frozensets(NAMES), NAMES)
def test_the_line_gives_what_was_asked_for_and_chosen(
    routine: str, words: list[str], level: Level, talk: Talk, brief: frozenset[str], voice: str
) -> None:
    asked = asked_by([*words, "--", routine])[1]
    known = brief if talk is Talk.FULL else frozenset()
    choices = replace(asked.choices, level=level, talk=talk, brief_for=known, announce="Not of the session.")
    line = as_typed(*repeat_command(routine, replace(asked, choices=choices), voice))
    typed = shlex.split(line)
    assert typed[:2] == ["voicefoot", "play"]
    found_routine, found = asked_by(typed[2:])
    assert found_routine == routine
    expected = replace(
        asked, choices=replace(choices, announce=""), voice=voice, auto_level=False, auto_talk=False,
        is_usual_level=False, is_usual_talk=False,
        fit_seconds=0.0,  # whoever names a level does not want what the routine fits
    )  # fmt: skip
    assert found == expected


def test_it_is_short_and_names_what_was_chosen() -> None:
    asked = asked_by(["foot-strength", "--tempo", "80%"])[1]
    choices = replace(asked.choices, level=Level.GENTLE, brief_for=frozenset({"Big toe lifts"}))
    line = as_typed(*repeat_command("foot-strength", replace(asked, choices=choices), "natural"))
    assert line == (
        "voicefoot play foot-strength --level gentle --talk full --brief 'Big toe lifts' --voice natural"
        " --tempo 80%"
    )


def test_every_shared_option_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VOICEFOOT_VOICE", raising=False)
    values = {
        "level": "strong", "talk": "counts", "brief": "Taps", "voice": "natural", "voice_speed": "1.5",
        "tempo": "90%", "music": "groove", "duck": "6",
        "music_gain": "-3", "voice_gain": "2", "beat_gain": "4",
        "only": "Taps", "skip": "Lifts", "start_from": "Taps", "without": "towel", "first_side": "left",
        "sample_rate": "44100", "seed": "monday", "language": "de", "day": "2.1", "fit": "90s",
    }  # fmt: skip

    @session_options
    def nothing(request: SessionRequest) -> None:
        """Takes the shared options."""

    shared = nothing.__click_params__  # type: ignore[attr-defined]
    for parameter in shared:
        if parameter.name == "until":
            continue  # another time it would be another length: what it came to is told as --fit
        words = [parameter.opts[0], *([] if parameter.is_flag else [values.get(parameter.name, "1")])]
        routine, asked = asked_by([*words, "feet"])
        line = repeat_command(routine, asked, asked.voice or "pyttsx3")
        for word in words:
            assert word in line


SHUFFLED = """
title: Drawn
shuffle: yes
exercises: [{name: A, for: 20s}, {name: B, for: 20s}, {name: C, for: 20s}, {name: D, for: 20s}]
"""


def test_what_is_drawn_is_drawn_by_the_day_and_the_line_names_it(tmp_path: Path) -> None:
    file = tmp_path / "drawn.yaml"
    file.write_text(SHUFFLED, encoding="utf-8")
    asked = asked_by([str(file)])[1]
    resolved = resolve_play(str(file), asked, resume=False)
    seed = resolved.request.choices.seed
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", seed)
    assert resolved.repeat_command("natural")[-2:] != ("--seed", ""), "nothing is left to the day"
    assert asked_by([*resolved.repeat_command("natural")[1:]])[1].choices.seed == seed


def test_a_seed_that_is_asked_for_is_taken_and_draws_one_order(tmp_path: Path) -> None:
    file = tmp_path / "drawn.yaml"
    file.write_text(SHUFFLED, encoding="utf-8")
    orders = {}
    for seed in ("one", "two", "three", "four", "five", "six"):
        asked = asked_by([str(file), "--seed", seed])[1]
        resolved = resolve_play(str(file), asked, resume=False)
        assert resolved.request.choices.seed == seed
        planned = plan(resolved.routine, resolved.request.choices)
        orders[seed] = [section.name for section in planned.sections]
        assert plan(resolved.routine, resolved.request.choices) == planned
    assert len({tuple(order) for order in orders.values()}) > 1


def test_what_is_not_drawn_needs_no_seed() -> None:
    asked = asked_by(["toothbrush"])[1]
    assert resolve_play("toothbrush", asked, resume=False).request.choices.seed == ""
