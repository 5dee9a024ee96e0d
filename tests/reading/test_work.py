"""Each kind of work that a move may be, and what does not go together."""

from __future__ import annotations

import pytest

from tests.reading.test_doses import exercise, refused
from voicefoot.model.routine import (
    Breath,
    Dose,
    OnBeat,
    Pace,
    Phase,
    Range,
    SingleHold,
    TimeToMove,
    UntilTold,
    Work,
)


def only(number: float) -> Range:
    return Range(float(number), float(number))


PANT = (Phase("in", 0.4), Phase("out", 4.0))
SLOW = (Phase("down", 3.0), Phase("hold", 1.0), Phase("up", 3.0))


@pytest.mark.parametrize(
    ("lines", "work"),
    [
        (["breath: 4-7-8", "reps: 4"], Breath(4.0, 7.0, 8.0, reps=Dose(only(4)))),
        (["breath: 4-4-4-4", "for: 5 min"], Breath(4.0, 4.0, 4.0, 4.0, seconds=only(300))),
        (["breath: 5.5-5,5", "for: 3-5 min"], Breath(5.5, 0.0, 5.5, seconds=Range(180.0, 300.0))),
        (["breath: 4s – 0s – 6s", "for: 6 breaths"], Breath(4.0, 0.0, 6.0, reps=Dose(only(6)))),
        (["breath: 4-6", "lasts: 2 min"], Breath(4.0, 0.0, 6.0)),
        (["for: 5 breaths"], TimeToMove(only(30), breaths=only(5))),
        (["for: 5–8 Breaths"], TimeToMove(Range(30.0, 48.0), breaths=Range(5.0, 8.0))),
        (
            ["for: 1 min", "phases: [in 4s, hold 4s, out 4s, hold 4s]"],
            Breath(4.0, 4.0, 4.0, 4.0, seconds=only(60)),
        ),
        (["reps: 4", "phases: Inhale 4s, hold 7s, exhale 8s"], Breath(4.0, 7.0, 8.0, reps=Dose(only(4)))),
        (["lasts: 2 min", "phases: [breathe in 4s, breathe out 6s]"], Breath(4.0, 0.0, 6.0)),
        (["reps: 4", "phases: [in 0.4s, out 4s]"], OnBeat(Dose(only(4)), Pace(4.4, 4.4), PANT)),
        (
            ["reps: 4", "phases: [in 4s, turn 2s, out 4s]"],
            OnBeat(Dose(only(4)), Pace(10, 10), (Phase("in", 4.0), Phase("turn", 2.0), Phase("out", 4.0))),
        ),
        (["for: 1 min", "tempo: 3-1-3"], OnBeat(None, Pace(7, 7), SLOW, seconds=only(60))),
        (["tempo: 3-1-3", "reps: 6"], OnBeat(Dose(only(6)), Pace(7, 7), SLOW)),
        (["tempo: 3 – 1 – 3 – 0", "reps: 6"], OnBeat(Dose(only(6)), Pace(7, 7), SLOW)),
        (
            ["tempo: 2-0-1,5-1", "reps: 6"],
            OnBeat(Dose(only(6)), Pace(4.5, 4.5), (Phase("down", 2.0), Phase("up", 1.5), Phase("hold", 1.0))),
        ),
        (
            ["phases: [down 4s, pause 2s, up 1s, top 0s]", "reps: 6"],
            OnBeat(Dose(only(6)), Pace(7, 7), (Phase("down", 4.0), Phase("pause", 2.0), Phase("up", 1.0))),
        ),
        (["until: told"], UntilTold()),
        (["until: Told", "reps: 8-10", "at_most: 90s"], UntilTold(Dose(Range(8.0, 10.0)), 90.0)),
        (["for: 10 min", "tally: rounds"], TimeToMove(only(600), tally="rounds")),
        (["lasts: 5 min", "tally: lengths of the pool"], TimeToMove(None, tally="lengths of the pool")),
    ],
)
def test_each_kind_of_work(lines: list[str], work: Work) -> None:
    assert exercise(*lines).moves[0].works == (work,)


@pytest.mark.parametrize(
    ("lines", "top", "work"),
    [
        (["for: 5 breaths"], "breath: 4-6\n", TimeToMove(only(50), breaths=only(5))),
        (["for: 5 breaths", "breath: 2-2"], "breath: 4-6\n", Breath(2.0, 0.0, 2.0, reps=Dose(only(5)))),
        (["for: 30s"], "breath: 4-6\n", TimeToMove(only(30))),
        (["reps: 5"], "breath: 4-6\n", Breath(4.0, 0.0, 6.0, reps=Dose(only(5)))),
        (["breath: 4-6"], "for: 3 min\n", Breath(4.0, 0.0, 6.0, seconds=only(180))),
        ([], "breath: 4-6\nfor: 3 min\n", Breath(4.0, 0.0, 6.0, seconds=only(180))),
        (["until: told"], "at_most: 5 min\n", UntilTold(None, 300.0)),
        (["tally: rounds"], "for: 10 min\n", TimeToMove(only(600), tally="rounds")),
        (["hold: 30s"], "at_most: 5 min\n", SingleHold(only(30))),
    ],
)
def test_some_of_it_may_stand_further_out(lines: list[str], top: str, work: Work) -> None:
    assert exercise(*lines, top=top).moves[0].works == (work,)


def test_breathing_may_differ_by_set() -> None:
    found = exercise("breath: 4-6", "for: [5 breaths, 1 min]")
    assert found.sets == 2
    assert found.moves[0].works == (
        Breath(4.0, 0.0, 6.0, reps=Dose(only(5))),
        Breath(4.0, 0.0, 6.0, seconds=only(60)),
    )


BREATH_REMEDY = "write two to four numbers of seconds, such as 4-6 (in, out) or 4-7-8 (in, hold, out)"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["breath: 4", "reps: 5"], f'4:13: `breath` is "4", which has 1 number; {BREATH_REMEDY}'),
        (["breath: 1-2-3-4-5", "reps: 5"], f'"1-2-3-4-5", which has 5 numbers; {BREATH_REMEDY}'),
        (["breath: 1 min-4", "reps: 5"], f'"1 min-4", which is not a breath; {BREATH_REMEDY}'),
        (["breath: slow", "reps: 5"], f'"slow", which is not a breath; {BREATH_REMEDY}'),
        (["breath: 0-4", "reps: 5"], '"0-4", which leaves no time to breathe in; only the holds may be 0'),
        (
            ["breath: 4-4-0", "reps: 5"],
            '"4-4-0", which leaves no time to breathe out; only the holds may be 0',
        ),
        (
            ["breath: 0.1-4", "reps: 5"],
            "4:13: `breath` is too short; write 0.5s or more for in and out, and 5 min",
        ),
        (["breath: 4-400-4", "reps: 5"], "4:13: `breath` is too long; "),
        (
            ["breath: 4-6"],
            "4:5: `breath` is without `reps`; "
            "say how many, such as `reps: 10`, or how long, such as `for: 3 min`",
        ),
        (
            ["breath: 4-6", "reps: 5", "every: 2s"],
            "6:5: `every` stands beside `breath` (line 4); keep one of them",
        ),
        (
            ["breath: 4-6", "reps: 5", "for: 1 min"],
            "6:5: `for` stands beside `reps` (line 5); keep one of them: how many, or how long",
        ),
        (["tempo: 4210", "reps: 6"], "or the parts of a repetition: `phases: [down 4s, hold 2s, up 1s]`"),
        (["tempo: 31X0", "reps: 6"], '"31X0", which is not a tempo; write 20 to 400 bpm, or the parts'),
        (
            ["tempo: 0-0-0", "reps: 6"],
            "4:12: the phases of `tempo` take 0s together; give 0.15s to 60s to all",
        ),
        (["tempo: 60-60-60", "reps: 6"], "4:12: the phases of `tempo` take 3 min together; "),
        (["tempo: 120", "for: 30s"], "5:5: `for` stands beside `tempo` (line 4); keep one of them"),
        (["until: failure"], '4:12: `until` is "failure", which is not a known end; write told'),
        (["until: told", "every: 2s"], "5:5: `every` stands beside `until` (line 4); keep one of them"),
        (["until: told", "lasts: 1 min"], "4:5: `until` stands beside `lasts`; "),
        (["at_most: 1 min"], "4:5: `at_most` is without `until`; add `until: told`, or write `for` instead"),
        (["tally: rounds"], "4:5: `tally` is without `for`; say how long, such as `for: 10 min`"),
        (["tally: rounds", "hold: 5s"], "5:5: `hold` stands beside `tally` (line 4); keep one of them"),
        (["for: 0 breaths"], '4:10: `for` is "0 breaths", which is too few; write numbers of 1 to 100,000'),
    ],
)
def test_what_is_wrong_is_told(lines: list[str], message: str) -> None:
    assert message in refused(*lines)
