"""Previews: all that is said, in its order, in hardly any time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hypothesis import given, settings

from tests.support.builders import (
    FEET,
    amount,
    arranged,
    exercise,
    held,
    held_once,
    moving,
    on_beat,
    overlaps,
    routine,
    said,
)
from tests.support.random_routines import choices, routines
from voicefoot.errors import RoutineError
from voicefoot.model.choices import Choices
from voicefoot.model.cues import Breaths, Cue, Plan, Reps, Say, TimeBox, TimedRest, WorkCue
from voicefoot.model.origin import Origin
from voicefoot.model.routine import Block, Breath, Move, Rest, Tip, UntilTold
from voicefoot.planning.plan import plan
from voicefoot.planning.preview import previewed
from voicefoot.reading.read import read_text
from voicefoot.timeline.timeline import EventKind

LONG = routine(
    exercise(
        on_beat(100, 1.0, say="Tap.", tips=(Tip("Small ones."), Tip("Breathe."))), name="Taps", sides=FEET
    ),
    Rest(60.0),
    exercise(held(10, 20.0, say="Lift."), name="Lifts", sets=3, rest_seconds=90.0),
    exercise(held_once(120.0), moving(300.0), name="Stretch", get_ready_seconds=30.0),
    exercise(Move(Breath(4.0, 7.0, 8.0, seconds=amount(600.0))), name="Breathing"),
    exercise(Move(UntilTold()), name="At your own pace"),
    exercise(on_beat(None, 1.0, say="Fill the time."), name="Filling", lasts_seconds=200.0),
)


def lines(cues: Iterable[Cue]) -> Iterator[str]:
    """All that is spoken around the work, and in it by its author."""
    for cue in cues:
        if isinstance(cue, Say) and cue.origin is not Origin.OUTRO:
            yield cue.text
        elif isinstance(cue, TimedRest):
            yield from (line.text for line in (*cue.told_before, *cue.lines))
        elif isinstance(cue, TimeBox):
            yield from lines(cue.cues)
        elif isinstance(cue, WorkCue):
            yield from (line.text for line in cue.lines)


def of(planned: Plan) -> list[str]:
    return list(dict.fromkeys(text for section in planned.sections for text in lines(section.cues)))


def test_every_line_is_said_and_in_its_order() -> None:
    assert of(previewed(plan(LONG))) == of(plan(LONG))


def test_it_takes_as_long_as_its_words() -> None:
    whole, short = arranged(plan(LONG)), arranged(previewed(plan(LONG)))
    assert whole.seconds > 2_500
    spoken = sum(event.clip.seconds for event in short.events if event.kind is EventKind.SPEECH)
    assert short.seconds < spoken + 110


def test_the_other_side_is_heard_in_short() -> None:
    taps = previewed(plan(routine(exercise(on_beat(20, 1.0), sides=FEET))))
    assert [cue.reps for cue in taps.sections[0].cues if isinstance(cue, WorkCue)] == [4, 1]  # type: ignore[union-attr]


def test_a_round_that_says_nothing_new_is_left_out() -> None:
    rounds = routine(Block((exercise(on_beat(10, 1.0), name="Taps"),), rounds=4))
    assert len(previewed(plan(rounds)).sections) == 1
    move = on_beat(10, 1.0)
    waves = Move(move.work, later_works=(on_beat(8, 1.0).work, on_beat(8, 1.0).work, on_beat(6, 1.0).work))
    rounds = routine(Block((exercise(waves, name="Taps", varies_by_round=True),), rounds=4))
    texts = said(arranged(previewed(plan(rounds))))
    doses = [text for text in texts if text.endswith(" times.")]
    assert doses == [
        "Ten times.",
        "Eight times.",
        "Six times.",
    ]


def test_the_end_of_the_session_belongs_to_no_exercise() -> None:
    ended = routine(exercise(on_beat(3, 1.0), name="Taps"), outro="See you tomorrow.")
    choices = Choices(only=("taps",), with_intro=False)
    assert "See you tomorrow." in said(arranged(plan(ended, choices)))
    assert "See you tomorrow." not in said(arranged(previewed(plan(ended, choices))))


@settings(max_examples=25)
@given(routines(), choices())
def test_of_a_random_routine_each_line_is_said_and_none_upon_another(text: str, chosen: Choices) -> None:
    try:
        planned = plan(read_text(text, "random.yaml", None), chosen)
    except RoutineError:
        return  # it asks for more than fits into the time that is written
    short = previewed(planned)
    assert {*of(planned)} - {*of(short)} <= {line for line in of(planned) if is_round(planned, line)}
    timeline = arranged(short)
    assert overlaps(e for e in timeline.events if e.kind in (EventKind.SPEECH, EventKind.COUNT)) == []


def is_round(planned: Plan, text: str) -> bool:
    """Whether `text` says which round it is."""
    cues = [cue for section in planned.sections for cue in section.cues]
    inside = [part for cue in cues if isinstance(cue, TimeBox) for part in cue.cues]
    inside += [line for cue in cues if isinstance(cue, TimedRest) for line in (*cue.lines, *cue.told_before)]
    return any(isinstance(c, Say) and c.text == text and c.origin is Origin.ROUND for c in (*cues, *inside))


def test_each_kind_of_work_is_as_short_as_it_can_be_and_shorter_the_second_time() -> None:
    def shape(work: WorkCue) -> tuple[float | None, ...]:
        if isinstance(work, Reps):
            return work.reps, work.pace.first_seconds, work.hold_seconds, work.relax_seconds
        if isinstance(work, Breaths):
            return work.reps, *(part.seconds for part in work.parts)
        return (work.seconds,)

    sections = previewed(plan(LONG)).sections
    works = [cue for section in sections for cue in section.cues if isinstance(cue, WorkCue)]
    assert [shape(work) for work in works] == [
        (4, 1.0, 0.0, 0.0), (1, 1.0, 0.0, 0.0),  # taps, on the other side too
        (2, 4.0, 3.0, 1.0), (1, 2.0, 1.0, 1.0), (1, 2.0, 1.0, 1.0),  # lifts in three sets
        (3.0,), (3.0,), (1, 1.5, 1.5, 1.5), (3.0,), (4, 1.0, 0.0, 0.0),
    ]  # fmt: skip
    for work in works:
        assert not getattr(work, "tell_progress", False)
        assert not getattr(work, "say_halfway", False)
        assert (work.lines, work.rest_before_seconds) == ((), None)
