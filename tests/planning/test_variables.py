"""What variables in spoken texts become, by the dose, the side, the set and the language."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from voicefoot.errors import RoutineError
from voicefoot.language.packs import LANGUAGES, language_pack
from voicefoot.model.choices import Choices, Level
from voicefoot.model.cues import Breaths, Cue, Reps, Say, Span, TimedRest
from voicefoot.planning.plan import plan
from voicefoot.planning.variables import filled_text
from voicefoot.reading.read import read_text

RAISES = "{name: Raises, sides: [right foot, left foot], reps: 1-12, every: 3s"


def _said(exercises: str, choices: Choices | None = None, top: str = "") -> list[str]:
    routine = read_text(f"title: T\n{top}exercises:\n{exercises}", "t.yaml", None)
    return [text for section in plan(routine, choices).sections for text in _texts(section.cues)]


def _texts(cues: tuple[Cue, ...]) -> Iterator[str]:
    for cue in cues:
        if isinstance(cue, Say):
            yield cue.text
            yield cue.shorter or ""
        elif isinstance(cue, TimedRest):
            yield from _texts(cue.lines)
        elif isinstance(cue, Reps | Span | Breaths):
            yield from (line.text for line in cue.lines)


@pytest.mark.parametrize(
    ("level", "told"),
    [
        (Level.GENTLE, "One lift with your right foot. One."),
        (Level.STRONG, "Twelve lifts with your right foot. Twelve."),
    ],
)
def test_a_number_takes_the_form_that_goes_with_it(level: Level, told: str) -> None:
    say = '"{reps} {reps lift|lifts} with your {side}. {reps}."'
    said = _said(f"  - {RAISES}, say: {say}}}\n", Choices(level=level))
    assert told in said
    assert told.replace("right", "left") in said


def test_each_set_has_its_own_dose_and_number() -> None:
    text = "  - {name: A, reps: [3, 2], every: 3s, tips: ['Set {set}: {reps}.']}\n"
    said = _said(text)
    assert "Set one: three." in said
    assert "Set two: two." in said


def test_a_hold_is_said_as_a_time() -> None:
    said = _said('  - {name: A, hold: 90s, caution: "{hold} is a lot."}\n')
    assert "One minute and thirty seconds is a lot." in said


def test_what_comes_next_is_named_and_left_out_at_the_end() -> None:
    sit = "  - {name: Wall sit, for: 10s, say: 'After this {next}.'}\n"
    taps = "  - {name: Toe taps, for: 10s, say: 'Then {next}.'}\n"
    said = _said(sit + taps, top='intro: "{next} first."\n')
    assert "After this toe taps." in said
    assert "Wall sit first." in said
    assert not [line for line in said if line.startswith("Then")]


def test_an_exercise_is_named_once_in_rounds_though_its_texts_differ() -> None:
    plain = _said("  - {name: A, for: 10s, say: Go on.}\n", top="rounds: 2\n")
    filled = _said('  - {name: A, for: 10s, say: "Go on, {set}."}\n', top="rounds: 2\n")
    assert filled.count("A.") == plain.count("A.")


def test_braces_that_are_doubled_are_braces() -> None:
    assert filled_text("{{a}} }", {}, language_pack("en")) == "{a} }"


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_language_has_a_form_for_each_number(code: str) -> None:
    words = language_pack(code)
    classes = words.plural_classes
    forms = "|".join(f"w{i}" for i in range(len(classes)))
    found = {filled_text(f"{{reps {forms}}}", {"reps": number}, words) for number in range(1, 201)}
    assert found == {f"w{i}" for i in range(len(classes))}


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            ["{", "}", "{{", "}}", "{reps}", "{side}", "{hold}", "{next}", "{set}", "{rep}", "|", " "]
        )
        | st.sampled_from(["{reps a|b}", "{reps a}", "{}", "lift", "A", ". ", "{ Reps }", ":", "{next b}"]),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(["say", "caution", "intro", "name", "load", "switch"]),
)
@example(["{", "reps", "}"], "say")
def test_braces_are_refused_with_their_place_or_none_is_left(pieces: list[str], key: str) -> None:
    text = "".join(["x ", *pieces])
    name = "" if key == "name" else "name: N, "
    item = f"  - {{{name}{key}: {json.dumps(text)}, sides: [a, b], reps: 4, every: 3s}}\n"
    try:
        said = _said(item)
    except RoutineError as error:
        places = {(problem.line == 3, problem.column > 1) for problem in error.problems}
        assert places == {(True, True)}
        return
    assert not [line for line in said if "{" in line or "}" in line]
