"""Every limit on what a routine may ask for: the last that is allowed, and the first that is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from voicefoot.errors import RoutineError
from voicefoot.model import limits
from voicefoot.model.routine import Routine
from voicefoot.reading.read import read_text


def routine(exercise: str = "reps: 3, every: 1s", top: str = "", name: str = "Taps") -> str:
    return f"title: Feet\n{top}exercises:\n  - {{name: {name}, {exercise}}}\n"


def many(count: int, item: str) -> str:
    return "[" + ", ".join(item.replace("#", str(number)) for number in range(count)) + "]"


def words(count: int) -> str:
    return ("ab " * count)[: count - 1] + "c"


def blocks(depth: int) -> str:
    text = "{name: A, for: 5s}"
    for _ in range(depth):
        text = f"{{exercises: [{text}]}}"
    return f"title: Feet\nexercises: [{text}]\n"


def pronounced(count: int) -> str:
    return "pronounce:\n" + "".join(f"  word{number}: other\n" for number in range(count))


HALF_A_BREATH = limits.MAX_BREATH_SECONDS / 2
BIG = limits.MAX_SESSION_SECONDS
CASES: dict[str, tuple[str, str]] = {
    "title": (
        f"title: {words(limits.MAX_TITLE_CHARACTERS)}\nexercises:\n  - {{name: A, for: 5s}}\n",
        f"title: {words(limits.MAX_TITLE_CHARACTERS + 1)}\nexercises:\n  - {{name: A, for: 5s}}\n",
    ),
    "name": (
        routine(name=words(limits.MAX_NAME_CHARACTERS)),
        routine(name=words(limits.MAX_NAME_CHARACTERS + 1)),
    ),
    "note": (
        routine(f"for: 5s, note: {words(limits.MAX_NOTE_CHARACTERS)}"),
        routine(f"for: 5s, note: {words(limits.MAX_NOTE_CHARACTERS + 1)}"),
    ),
    "say": (
        routine(f"for: 5s, say: {words(limits.MAX_TEXT_CHARACTERS)}"),
        routine(f"for: 5s, say: {words(limits.MAX_TEXT_CHARACTERS + 1)}"),
    ),
    "link": (
        routine("for: 5s, link: 'https://a.b/" + "c" * (limits.MAX_LINK_CHARACTERS - 12) + "'"),
        routine("for: 5s, link: 'https://a.b/" + "c" * (limits.MAX_LINK_CHARACTERS - 11) + "'"),
    ),
    "side": (
        routine(f"for: 5s, sides: [{words(limits.MAX_LABEL_CHARACTERS)}, b]"),
        routine(f"for: 5s, sides: [{words(limits.MAX_LABEL_CHARACTERS + 1)}, b]"),
    ),
    "sides": (
        routine(f"for: 5s, sides: {many(limits.MAX_SIDES, 's#')}"),
        routine(f"for: 5s, sides: {many(limits.MAX_SIDES + 1, 's#')}"),
    ),
    "equipment": (
        routine(f"for: 5s, equipment: {many(limits.MAX_EQUIPMENT, 'e#')}"),
        routine(f"for: 5s, equipment: {many(limits.MAX_EQUIPMENT + 1, 'e#')}"),
    ),
    "setup": (
        routine(f"for: 5s, setup: {many(limits.MAX_SETUP_LINES, 'Line #.')}"),
        routine(f"for: 5s, setup: {many(limits.MAX_SETUP_LINES + 1, 'Line #.')}"),
    ),
    "tips": (
        routine(f"for: 5s, tips: {many(limits.MAX_TIPS, 'Tip #.')}"),
        routine(f"for: 5s, tips: {many(limits.MAX_TIPS + 1, 'Tip #.')}"),
    ),
    "moves": (
        routine(f"moves: {many(limits.MAX_MOVES, '{say: Move #., for: 5s}')}"),
        routine(f"moves: {many(limits.MAX_MOVES + 1, '{say: Move #., for: 5s}')}"),
    ),
    "phases": (
        routine(f"reps: 2, phases: {many(limits.MAX_PHASES, 'p# 1s')}"),
        routine(f"reps: 2, phases: {many(limits.MAX_PHASES + 1, 'p# 1s')}"),
    ),
    "exercises": (
        f"title: Feet\nexercises: {many(limits.MAX_EXERCISES, '{name: E#, for: 1s}')}\n",
        f"title: Feet\nexercises: {many(limits.MAX_EXERCISES + 1, '{name: E#, for: 1s}')}\n",
    ),
    "blocks": (blocks(limits.MAX_BLOCK_DEPTH), blocks(limits.MAX_BLOCK_DEPTH + 1)),
    "pronounce": (
        routine(top=pronounced(limits.MAX_PRONOUNCED)),
        routine(top=pronounced(limits.MAX_PRONOUNCED + 1)),
    ),
    "reps": (
        routine(f"reps: {limits.MAX_REPS}, every: 0.15s"),
        routine(f"reps: {limits.MAX_REPS + 1}, every: 0.15s"),
    ),
    "no reps": (
        routine(f"reps: {limits.MIN_REPS}, every: 1s"),
        routine(f"reps: {limits.MIN_REPS - 1}, every: 1s"),
    ),
    "sets": (
        routine(f"reps: 1, every: 1s, sets: {limits.MAX_SETS}"),
        routine(f"reps: 1, every: 1s, sets: {limits.MAX_SETS + 1}"),
    ),
    "rounds": (
        routine("for: 1s", f"rounds: {limits.MAX_ROUNDS}\n"),
        routine("for: 1s", f"rounds: {limits.MAX_ROUNDS + 1}\n"),
    ),
    "fast": (
        routine(f"reps: 2, every: {limits.MIN_PERIOD_SECONDS}s"),
        routine(f"reps: 2, every: {limits.MIN_PERIOD_SECONDS - 0.01:.2f}s"),
    ),
    "slow": (
        routine(f"reps: 2, every: {limits.MAX_PERIOD_SECONDS}s"),
        routine(f"reps: 2, every: {limits.MAX_PERIOD_SECONDS + 1}s"),
    ),
    "bpm": (
        routine(f"reps: 2, tempo: {limits.MAX_BPM:g} bpm"),
        routine(f"reps: 2, tempo: {limits.MAX_BPM + 1:g} bpm"),
    ),
    "little bpm": (
        routine(f"reps: 2, tempo: {limits.MIN_BPM:g} bpm"),
        routine(f"reps: 2, tempo: {limits.MIN_BPM - 1:g} bpm"),
    ),
    "accent": (
        routine(f"reps: 9, every: 1s, accent: {limits.MAX_ACCENT_BEATS}"),
        routine(f"reps: 9, every: 1s, accent: {limits.MAX_ACCENT_BEATS + 1}"),
    ),
    "hold": (
        routine(f"hold: {limits.MAX_HOLD_SECONDS:g}s"),
        routine(f"hold: {limits.MAX_HOLD_SECONDS + 1:g}s"),
    ),
    "short hold": (
        routine(f"hold: {limits.MIN_HOLD_SECONDS:g}s"),
        routine(f"hold: {limits.MIN_HOLD_SECONDS - 0.1:g}s"),
    ),
    "rest": (
        routine(f"for: 5s, sets: 2, rest: {limits.MAX_PAUSE_SECONDS:g}s"),
        routine(f"for: 5s, sets: 2, rest: {limits.MAX_PAUSE_SECONDS + 1:g}s"),
    ),
    "lasts": (
        routine(f"every: 1s, lasts: {limits.MIN_LASTS_SECONDS:g}s"),
        routine(f"every: 1s, lasts: {limits.MIN_LASTS_SECONDS - 0.1:g}s"),
    ),
    "for": (routine("for: 1s"), routine("for: 0.9s")),
    "long for": (routine(f"for: {BIG - 1_800:g}s"), routine(f"for: {BIG + 1:g}s")),
    "breath": (
        routine(f"breath: {HALF_A_BREATH:g}-{HALF_A_BREATH:g}, for: 10 breaths"),
        routine(f"breath: {HALF_A_BREATH:g}-{HALF_A_BREATH + 1:g}, for: 10 breaths"),
    ),
    "fit": (
        routine("for: 5-20s", f"fit: {limits.MIN_FIT_SECONDS:g}s\n"),
        routine("for: 5-20s", f"fit: {limits.MIN_FIT_SECONDS - 1:g}s\n"),
    ),
    "bytes": (
        routine() + "#" * (limits.MAX_ROUTINE_BYTES - len(routine())),
        routine() + "#" * (limits.MAX_ROUTINE_BYTES - len(routine()) + 1),
    ),
}


def read(text: str) -> Routine:
    return read_text(text, "mine.yaml", None)


@pytest.mark.parametrize("name", CASES)
def test_the_last_that_is_allowed_is_read(name: str) -> None:
    assert read(CASES[name][0]).title


@pytest.mark.parametrize("name", CASES)
def test_the_first_that_is_not_is_refused_with_its_place(name: str) -> None:
    with pytest.raises(RoutineError) as caught:
        read(CASES[name][1])
    (problem,) = caught.value.problems
    assert problem.line >= 1
    assert re.search(
        r"too (long|short|many|few|fast|slow)|characters long|has \d+ (items|words)|out of range|4th|larger",
        problem.what,
    )
    assert problem.remedy


def test_both_sides_of_a_limit_differ_in_little() -> None:
    """So that what is refused is refused for its limit."""
    for name, (good, bad) in CASES.items():
        assert abs(len(bad) - len(good)) <= 40, name


@pytest.mark.parametrize(("more", "is_good"), [(0, True), (1, False)])
def test_a_sound_is_bounded(more: int, is_good: bool, tmp_path: Path) -> None:
    from tests.support.hostile_songs import wav_that_claims

    rate = 8_000
    frames = round(limits.MAX_SOUND_SECONDS * rate) + more
    (tmp_path / "tick.wav").write_bytes(wav_that_claims(rate, 1, frames / rate))
    from voicefoot.storage.wav import read_wav

    if is_good:
        assert read_wav(tmp_path / "tick.wav", limits.MAX_SOUND_SECONDS).frames == frames
    else:
        with pytest.raises(Exception, match="longer than"):
            read_wav(tmp_path / "tick.wav", limits.MAX_SOUND_SECONDS)
