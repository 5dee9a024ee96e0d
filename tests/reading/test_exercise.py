"""What an exercise says besides its dose."""

from __future__ import annotations

import pytest

from tests.reading.test_doses import exercise, refused
from voicefoot.model.routine import Announce, CountdownStyle

SIDES = "sides: [left, right]\n"
ALL = frozenset(Announce)


@pytest.mark.parametrize(
    "dose",
    [
        ["reps: 8", "every: 2s"],
        ["reps: 8", "tempo: 60 bpm"],
        ["reps: 8", "phases: [down 2s, up 1s]"],
        ["reps: 8", "phases: [in 4s, out 4s]"],
        ["for: 1 min", "phases: [down 2s, up 1s]"],
        ["reps: 8", "hold: 5s"],
        ["moves:", "  - {reps: 8, every: 2s}", "  - {reps: 8, hold: 2s}"],
    ],
)
def test_two_sides_may_alternate(dose: list[str]) -> None:
    assert exercise("alternate: yes", *dose, top=SIDES).alternates
    assert not exercise("alternate: false", *dose, top=SIDES).alternates
    assert not exercise(*dose, top=SIDES).alternates


@pytest.mark.parametrize(
    ("lines", "top", "message"),
    [
        (
            ["reps: 8", "every: 2s"],
            "",
            "4:5: `alternate` needs two sides, and there are none; write two, such as ",
        ),
        (
            ["reps: 8", "every: 2s"],
            "sides: [a, b, c]\n",
            "5:5: `alternate` needs two sides, and there are 3; ",
        ),
        (["reps: 8", "every: 2s"], "sides: [a]\n", "5:5: `alternate` needs two sides, and there is 1; "),
        (
            ["hold: 30s"],
            SIDES,
            "5:5: `alternate` is for repetitions, and not all that is done here has some; ",
        ),
        (["for: 30s"], SIDES, "`alternate` is for repetitions"),
        (["reps: 8", "until: told"], SIDES, "`alternate` is for repetitions"),
        (["reps: 8", "breath: 4-4"], SIDES, "`alternate` is for repetitions"),
        (["moves: [{reps: 8, every: 2s}, {hold: 5s}]"], SIDES, "`alternate` is for repetitions"),
        (
            ["reps: 8", "every: 2s", "lasts: 30s"],
            SIDES,
            "`alternate` stands beside `lasts`; keep one of them: ",
        ),
        (
            ["reps: 8", "every: 2s", "sets_by: side"],
            SIDES,
            "`alternate` stands beside `sets_by: side`; keep one",
        ),
        (
            ["reps: {left: 8, right: 9}", "every: 2s"],
            SIDES,
            "`alternate` stands beside `reps` that differ by side; ",
        ),
    ],
)
def test_what_does_not_alternate_is_told(lines: list[str], top: str, message: str) -> None:
    assert message in refused("alternate: true", *lines, top=top)


def test_sides_in_different_positions_do_not_alternate() -> None:
    lines = ["alternate: yes", "reps: 8", "every: 2s", "position: {left: left side, right: right side}"]
    message = "5:5: `alternate` stands beside positions that differ by side; write one position: "
    assert message in refused(*lines, top=SIDES)
    assert exercise(*lines[:3], "position: {left: seated, right: seated}", top=SIDES).alternates


def test_an_unclear_yes_is_told() -> None:
    message = '4:16: `alternate` is "maybe", which is neither yes nor no; write yes or no'
    assert message in refused("alternate: maybe", "hold: 5s")


def test_sets_may_go_by_side() -> None:
    dose = ["reps: 8", "every: 2s", "sets: 3"]
    assert not exercise(*dose, top=SIDES).sets_by_side
    assert exercise(*dose, "sets_by: side", top=SIDES).sets_by_side
    assert exercise(*dose, top=f"{SIDES}sets_by: side\n").sets_by_side
    assert not exercise(*dose, "sets_by: none", top=f"{SIDES}sets_by: side\n").sets_by_side
    assert not exercise(*dose, "alternate: yes", top=f"{SIDES}sets_by: side\n").sets_by_side


@pytest.mark.parametrize(("written", "seconds"), [("0s", 0.0), ("none", 0.0), ("0", 0.0), ("30s", 30.0)])
def test_no_rest_is_a_written_rest(written: str, seconds: float) -> None:
    assert exercise("hold: 5s", f"rest: {written}").rest_seconds == seconds
    assert exercise("hold: 5s").rest_seconds is None


def test_the_countdown_may_be_chosen() -> None:
    assert exercise("hold: 5s").countdown is CountdownStyle.VOICE
    assert exercise("hold: 5s", "countdown: Ticks", top="countdown: none\n").countdown is CountdownStyle.TICKS
    assert exercise("hold: 5s", top="countdown: none\n").countdown is CountdownStyle.NONE
    message = '4:16: `countdown` is "loud", which is not a known countdown; write voice, ticks or none'
    assert message in refused("countdown: loud", "hold: 5s")


@pytest.mark.parametrize(
    ("here", "top", "silenced"),
    [
        (None, None, set[Announce]()),
        ("{halfway: no}", None, {Announce.HALFWAY}),
        ("{Ten_Seconds: no, last one: off, side: yes}", None, {Announce.TEN_SECONDS, Announce.LAST_ONE}),
        ("{halfway: no}", "{rest: no}", {Announce.HALFWAY, Announce.REST}),
        ("{rest: yes}", "{rest: no, next: no}", {Announce.NEXT}),
        ("[side, move over]", "{rest: no}", ALL - {Announce.SIDE, Announce.MOVE_OVER}),
        ("ready", None, ALL - {Announce.READY}),
        ("none", None, ALL),
        ("{side: yes}", "none", ALL - {Announce.SIDE}),
        ("all", "none", set[Announce]()),
    ],
)
def test_single_announcements_may_be_left_out(
    here: str | None, top: str | None, silenced: set[Announce]
) -> None:
    lines = ["hold: 5s"] + ([f"announce: {here}"] if here else [])
    assert exercise(*lines, top=f"announce: {top}\n" if top else "").silenced == silenced


@pytest.mark.parametrize(
    ("here", "top", "bells_only"),
    [(None, "none", True), ("{side: yes}", "none", True), ("[side]", "none", False), (None, "[side]", False)],
)
def test_none_leaves_bells_alone(here: str | None, top: str, bells_only: bool) -> None:
    lines = ["hold: 5s"] + ([f"announce: {here}"] if here else [])
    assert exercise(*lines, top=f"announce: {top}\n").bells_only is bells_only


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{halfwy: no}", "4:16: there is no announcement `halfwy`; did you mean `halfway`?"),
        ("{halfway: loud}", '4:25: `announce` is "loud", which is neither yes nor no; write yes or no'),
        ("[zzz]", "4:16: there is no announcement `zzz`; there is title, length, name, "),
        ("{}", "4:15: `announce` is left empty; "),
    ],
)
def test_unknown_announcements_are_told(written: str, message: str) -> None:
    assert message in refused(f"announce: {written}", "hold: 5s")


def test_a_note_is_read_and_never_spoken() -> None:
    found = exercise("hold: 5s", "note: After Alfredson, 1998.", "link: https://example.org/a?b=c#d")
    assert (found.note, found.link) == ("After Alfredson, 1998.", "https://example.org/a?b=c#d")
    assert (exercise("hold: 5s").note, exercise("hold: 5s").link) == (None, None)


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("example.org/bridge", "write https://example.org/bridge"),
        ("javascript:alert(1)", "write one that begins with https://"),
        ("file:///etc/passwd", "write one that begins with https://"),
        ("ftp://example.org", "write one that begins with https://"),
        ("'https://'", "write one that begins with https://"),
        ("https://example.org/a b", "write one that begins with https://"),
        ("'https://example.org/\"onclick=\"'", "write one that begins with https://"),
        ("https://user@example.org", "write one that begins with https://"),
    ],
)
def test_a_link_leads_to_the_web_alone(written: str, remedy: str) -> None:
    message = refused("hold: 5s", f"link: {written}")
    assert "which is not an address of the web" in message
    assert remedy in message
