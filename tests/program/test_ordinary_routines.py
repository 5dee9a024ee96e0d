"""What people write every day becomes the session that they mean, or one message that leads there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.support.builders import silent_sounds
from voicefoot.arranging.arrange import arrange, phrases_of
from voicefoot.arranging.estimate import silent_clips
from voicefoot.audio import AudioFormat
from voicefoot.cli.main import run
from voicefoot.export.metadata import FileMetadata
from voicefoot.model.choices import Choices, Talk
from voicefoot.model.origin import Origin
from voicefoot.model.spans import SpanKind
from voicefoot.planning.plan import plan
from voicefoot.reading.read import read, read_text
from voicefoot.timeline.score import score
from voicefoot.timeline.spans import spans_of
from voicefoot.timeline.timeline import SPOKEN_KINDS, Event, EventKind, Timeline, TimeSpan

RATE = 48_000
WORKS = (SpanKind.WORK, SpanKind.HOLD)

Check = Callable[[str], str]


def session(text: str, **choices: Any) -> Timeline:
    """The session of the routine in `text`, with a voice of silence."""
    planned = plan(read_text(text, "routine.yaml", None), Choices(**choices))
    return arrange(planned, silent_clips(phrases_of(planned), RATE), silent_sounds(RATE), AudioFormat(RATE))


def spans(timeline: Timeline, *kinds: SpanKind) -> list[TimeSpan]:
    return [span for section in timeline.sections for span in section.spans if span.kind in kinds]


def works(timeline: Timeline) -> list[TimeSpan]:
    return spans(timeline, *WORKS)


def lengths(found: Sequence[TimeSpan]) -> list[float]:
    return [(span.end_frame - span.start_frame) / RATE for span in found]


def gaps(timeline: Timeline) -> list[float]:
    """The seconds from the end of each work to the start of the next one."""
    return [(after.start_frame - before.end_frame) / RATE for before, after in pairwise(works(timeline))]


def within(timeline: Timeline, span: TimeSpan) -> list[Event]:
    """What is said and sounded from the start to the end of `span`."""
    return [event for event in timeline.events if span.start_frame <= event.start_frame < span.end_frame]


def words(events: Sequence[Event]) -> list[str]:
    return [event.text or "" for event in events if event.kind in SPOKEN_KINDS]


def lines(timeline: Timeline, *origins: Origin) -> list[str]:
    return words([event for event in timeline.events if event.origin in origins])


def seconds_after(span: TimeSpan, event: Event) -> float:
    """When `event` is heard to happen, in seconds from the start of `span`."""
    return (event.start_frame - span.start_frame) / RATE + event.clip.p_center_seconds


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """What `voicefoot check` says of a text, without the name of its file."""

    def say(text: str) -> str:
        file = tmp_path / "mine.yaml"
        file.write_text(text, encoding="utf-8")
        code = run(["check", str(file)])
        said = capsys.readouterr()
        assert code == (0 if said.out else 2), "it is good, or it is not"
        return (said.err + said.out).replace(f"{file}:", "")

    return say


# -- intervals --------------------------------------------------------------------------------------

ROWING = """\
title: Intervals
exercises:
  - {name: Rowing, say: Hard and even., for: 20s, sets: 8, rest: 10s}
"""


@pytest.mark.parametrize("talk", Talk)
def test_eight_times_twenty_seconds_with_ten_between_take_three_minutes_fifty(talk: Talk) -> None:
    timeline = session(ROWING, talk=talk)
    done = works(timeline)
    assert lengths(done) == [20.0] * 8
    assert gaps(timeline) == [10.0] * 7
    assert done[-1].end_frame - done[0].start_frame == 230 * RATE


def test_each_rest_says_which_set_comes_and_counts_down_to_it() -> None:
    timeline = session(ROWING)
    rests = spans(timeline, SpanKind.REST)
    said = [words(within(timeline, rest)) for rest in rests]
    assert [each[-4:-3] for each in said] == [
        ["Set two of eight."], ["Set three of eight."], ["Set four of eight."], ["Set five of eight."],
        ["Set six of eight."], ["Set seven of eight."], ["Set eight of eight. Last set."],
    ]  # fmt: skip
    for rest in rests:
        countdown = [event for event in within(timeline, rest) if event.origin is Origin.COUNTDOWN]
        assert words(countdown) == ["three", "two", "one"]
        assert [round(seconds_after(rest, event), 3) for event in countdown] == [7.0, 8.0, 9.0]


def test_three_hundred_intervals_of_twelve_seconds_take_an_hour() -> None:
    timeline = session(
        "title: T\nrounds: 300\nround_rest: 6.1234s\nexercises:\n  - {name: Row, for: 5.8766s}\n"
    )
    starts = [work.start_frame - works(timeline)[0].start_frame for work in works(timeline)]
    assert starts == [12 * RATE * number for number in range(300)]
    assert len(timeline.sections) == 300
    ends = [work.end_frame for work in works(timeline)]
    assert [span.start_frame for span in spans(timeline, SpanKind.REST)] == ends[:-1]
    assert words(within(timeline, spans(timeline, SpanKind.REST)[0])) == ["Round two of three hundred."]
    assert lines(timeline, Origin.TITLE) == ["T. One exercise, about sixty minutes."]


def test_in_ten_minutes_of_work_the_time_is_called_now_and_then() -> None:
    timeline = session("title: T\nexercises:\n  - {name: As many rounds as you can, for: 10 min}\n")
    (work,) = works(timeline)
    assert lengths([work]) == [600.0]
    called = [
        (round(seconds_after(work, event)), event.text)
        for event in within(timeline, work)
        if event.kind is EventKind.SPEECH
    ]
    assert called == [
        (60, "Nine minutes left."), (120, "Eight minutes left."), (180, "Seven minutes left."),
        (240, "Six minutes left."), (300, "Halfway."), (360, "Four minutes left."), (590, "Ten seconds."),
        (597, "three"), (598, "two"), (599, "one"),
    ]  # fmt: skip


def test_every_time_ends_with_a_countdown_on_its_last_three_seconds() -> None:
    timeline = session(
        "title: T\nrest_between: 15s\nexercises:\n"
        "  - {name: Wall sit, hold: 30s}\n  - {name: Jog, for: 45s}\n  - {name: Hops, reps: 6, every: 2s}\n"
    )
    timed = [*works(timeline)[:2], spans(timeline, SpanKind.REST)[0]]
    for span in timed:
        countdown = [event for event in within(timeline, span) if event.origin is Origin.COUNTDOWN]
        assert words(countdown) == ["three", "two", "one"]
        left = lengths([span])[0]
        assert [round(left - seconds_after(span, event), 3) for event in countdown] == [3.0, 2.0, 1.0]
    before_counted = within(timeline, spans(timeline, SpanKind.REST)[1])
    assert words(before_counted)[-2:] == ["ready", "and"], "what is counted begins with the count-in"


def test_the_first_and_the_last_of_several_holds_are_counted_down_and_ticks_stand_for_the_others() -> None:
    timeline = session("title: T\nexercises:\n  - {name: Bridge, reps: 3, hold: 12s, relax: 3s}\n")
    holds = [span for s in timeline.sections for span in spans_of(s) if span.kind is SpanKind.HOLD]
    assert lengths(holds) == [12.0] * 3
    heard = [
        [event.text for event in within(timeline, hold) if event.origin is Origin.COUNTDOWN] for hold in holds
    ]
    assert heard == [["three", "two", "one"], ["tick", "tick", "tick"], ["three", "two", "one"]]


# -- rounds, blocks and sets ------------------------------------------------------------------------


def test_the_rest_between_two_rounds_tells_which_round_and_which_exercise_come_next() -> None:
    timeline = session(
        "title: Hands\nrounds: 3\nround_rest: 45s\nreps: 6\nevery: 3s\nexercises: [Fan, Claw, Wave]\n"
    )
    rests = spans(timeline, SpanKind.REST)
    assert lengths(rests) == [45.0, 45.0]
    told = [
        words([e for e in within(timeline, rest) if e.origin in (Origin.ROUND, Origin.NAME)])
        for rest in rests
    ]
    assert told == [
        ["Round two of three.", "Next: fan."],
        ["Round three of three. Last round.", "Next: fan."],
    ]


SUPERSETS = """\
title: Two supersets
rest_between: 30s
round_rest: 90s
exercises:
  - block: Push
    rounds: 3
    exercises:
      - {name: Bench press, reps: 10, every: 3s}
      - {name: Dips, reps: 12, every: 2s}
  - rest: 2 min
  - block: Pull
    rounds: 3
    exercises:
      - {name: Rows, reps: 10, every: 3s}
      - {name: Curls, reps: 12, every: 2s}
"""


def test_supersets_are_blocks_with_a_short_rest_within_and_a_long_one_between_their_rounds() -> None:
    timeline = session(SUPERSETS)
    assert [section.name for section in timeline.sections] == [
        *["Bench press", "Dips"] * 3,
        *["Rows", "Curls"] * 3,
    ]
    assert gaps(timeline) == [30.0, 90.0, 30.0, 90.0, 30.0, 120.0, 30.0, 90.0, 30.0, 90.0, 30.0]
    assert [section.rounds[-1].round for section in timeline.sections] == [1, 1, 2, 2, 3, 3] * 2


def test_the_moves_of_a_later_set_are_told_apart_by_their_words_and_doses() -> None:
    timeline = session(
        "title: T\nexercises:\n  - name: Push\n    sets: 2\n    rest: 60s\n    moves:\n"
        "      - {say: Bench press., reps: 10, every: 3s}\n      - {say: Dips., reps: 12, every: 2s}\n"
    )
    told = lines(timeline, Origin.INSTRUCTION, Origin.NAME, Origin.DOSE, Origin.SET)[1:]
    assert told == [
        "Bench press.", "Ten times.", "Dips.", "Twelve times.",
        "Bench press.", "Set two of two. Last set.", "Ten times.", "Dips.", "Twelve times.",
    ]  # fmt: skip


def test_what_comes_before_and_after_a_circuit_is_done_once() -> None:
    timeline = session(
        "title: Circuit\nexercises:\n"
        "  - block: Warm-up\n    exercises:\n      - {name: Easy jog, for: 3 min}\n"
        "  - block: Circuit\n    rounds: 3\n    round_rest: 1 min\n    rest_between: 20s\n    for: 40s\n"
        "    exercises: [Squats, Push-ups]\n"
        "  - block: Cool-down\n    exercises:\n      - {name: Walk, for: 2 min}\n"
    )
    assert [section.name for section in timeline.sections] == [
        "Easy jog", *["Squats", "Push-ups"] * 3, "Walk",
    ]  # fmt: skip
    assert lengths(works(timeline)) == [180.0, *[40.0] * 6, 120.0]
    assert gaps(timeline)[1:-1] == [20.0, 60.0, 20.0, 60.0, 20.0]


def test_sets_and_rounds_are_announced_the_last_ones_as_such() -> None:
    timeline = session(
        "title: T\nrounds: 3\nround_rest: 30s\nexercises:\n"
        "  - {name: Squats, for: 30s, sets: 2, rest: 20s}\n  - {name: Push-ups, for: 30s}\n"
    )
    assert lines(timeline, Origin.SET) == ["Set two of two. Last set."] * 3
    assert lines(timeline, Origin.ROUND) == ["Round two of three.", "Round three of three. Last round."]


def test_the_score_tells_the_rounds_and_the_sets() -> None:
    text = (
        "title: T\nrounds: 2\nexercises:\n  - block: Legs\n    rounds: 3\n    exercises:\n"
        "      - {name: Squats, for: 10s, sets: 2, rest: 5s}\n  - {name: Walk, for: 30s}\n"
    )
    sections = score(session(text), "nobody")["sections"]
    assert [section["round"] for section in sections] == [1, 2, 3, 1, 1, 2, 3, 2]
    assert sections[5]["rounds"] == [
        {"block": None, "round": 2, "of": 2},
        {"block": "Legs", "round": 2, "of": 3},
    ]
    sets = [span["set"] for span in sections[0]["spans"] if span["kind"] == "work"]
    assert sets == [1, 2]


def test_the_chapters_of_a_file_tell_the_rounds_apart() -> None:
    timeline = session("title: T\nrounds: 2\nfor: 10s\nexercises: [Squats, Hops]\n")
    metadata = FileMetadata()
    assert len(list(metadata.collect(timeline.sections))) == 4
    assert [chapter.name for chapter in metadata.chapters] == [
        "Squats (round 1)", "Hops (round 1)", "Squats (round 2)", "Hops (round 2)",
    ]  # fmt: skip


ABAC = """\
title: A B A C
exercises:
  - {name: Wall push-up, reps: 10, every: 3s}
  - {name: Squat, reps: 8, every: 3s}
  - {name: Wall push-up, reps: 6, every: 3s}
  - {name: Plank, hold: 30s}
"""


def test_one_exercise_may_come_twice_and_each_has_a_section_of_its_own() -> None:
    timeline = session(ABAC)
    assert [section.name for section in timeline.sections] == [
        "Wall push-up",
        "Squat",
        "Wall push-up",
        "Plank",
    ]
    counted = [len([e for e in section.events if e.kind is EventKind.COUNT]) for section in timeline.sections]
    assert counted == [10, 8, 6, 0]


def test_an_exercise_that_is_called_rest_is_one_and_check_tells_the_better_way(check: Check) -> None:
    text = (
        "title: T\nexercises:\n"
        "  - {name: Squats, for: 30s}\n  - {name: Rest, for: 15s}\n  - {name: Hops, for: 30s}\n"
    )
    assert [section.name for section in session(text).sections] == ["Squats", "Rest", "Hops"]
    assert "4:6: warning: " in check(text)
    assert "a rest is written as - rest: 15s" in check(text)
    better = text.replace("{name: Rest, for: 15s}", "rest: 15s")
    assert gaps(session(better)) == [15.0]
    assert "warning" not in check(better)


# -- doses ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reps", ["[1, 2, 3, 4, 5]", "1, 2, 3, 4, 5"])
def test_a_ladder_is_a_list_and_each_set_tells_its_number_and_its_dose(reps: str) -> None:
    timeline = session(
        f"title: T\nexercises:\n  - name: Pull-ups\n    reps: {reps}\n    every: 3s\n    rest: 20s\n"
    )
    assert lengths(works(timeline)) == [3.0, 6.0, 9.0, 12.0, 15.0]
    assert gaps(timeline) == [20.0] * 4
    assert lines(timeline, Origin.SET, Origin.DOSE) == [
        "Once.", "Set two of five.", "Twice.", "Set three of five.", "Three times.", "Set four of five.",
        "Four times.", "Set five of five. Last set.", "Five times.",
    ]  # fmt: skip


def phase_lengths(timeline: Timeline) -> list[float]:
    return lengths(
        [s for section in timeline.sections for s in spans_of(section) if s.kind is SpanKind.PHASE]
    )


SQUATS = "title: T\nexercises:\n  - name: Goblet squat\n    reps: 4\n"


def test_three_numbers_as_a_tempo_are_seconds_down_held_and_up_and_check_says_so(check: Check) -> None:
    text = f"{SQUATS}    tempo: 3-1-2\n"
    timeline = session(text)
    assert phase_lengths(timeline) == [3.0, 1.0, 2.0] * 4
    told = lines(timeline, Origin.COUNT, Origin.PHASE)
    assert told[:6] == ["one, down", "hold", "up", "two, down", "hold", "up"]
    assert "5:12: warning: " in check(text)
    assert "down 3s, hold 1s, up 2s" in check(text)


def test_a_tempo_of_four_digits_is_led_to_phases(check: Check) -> None:
    assert "5:12: " in check(f"{SQUATS}    tempo: 3121\n")
    assert "`phases: [down 3s, hold 1s, up 2s, hold 1s]`" in check(f"{SQUATS}    tempo: 3121\n")


def test_a_phase_without_time_is_left_out_with_a_warning(check: Check) -> None:
    text = f"{SQUATS}    phases: [down 2s, up 1s, top 0s]\n"
    assert phase_lengths(session(text)) == [2.0, 1.0] * 4
    assert '5:30: warning: the phase "top" ' in check(text)


def test_sides_that_take_turns_alternate_on_a_steady_beat_and_are_counted_with_the_first() -> None:
    timeline = session(
        "title: T\nsides: [left, right]\nexercises:\n  - {name: Lunges, alternate: yes, reps: 8, every: 2s}\n"
    )
    ticks = [e for e in timeline.events if e.kind is EventKind.TICK and e.origin is Origin.BEAT]
    assert [tick.side for tick in ticks] == ["left", "right"] * 8
    assert {(b.start_frame - a.start_frame) / RATE for a, b in pairwise(ticks)} == {2.0}
    counts = [event for event in timeline.events if event.kind is EventKind.COUNT]
    assert [(event.side, event.number) for event in counts] == [("left", n) for n in range(1, 9)]
    assert words(list(timeline.events)).count("right") == 2, "the words of the sides, in the first two pairs"


def test_sides_may_be_written_as_phases() -> None:
    timeline = session("title: T\nexercises:\n  - {name: Lunges, reps: 8, phases: [left 2s, right 2s]}\n")
    assert phase_lengths(timeline) == [2.0, 2.0] * 8
    told = lines(timeline, Origin.COUNT, Origin.PHASE)
    assert told[:4] == ["one, left", "right", "two, left", "right"]


OWN_PACE = "title: T\nexercises:\n  - name: Push-ups\n    reps: 10\n"


def test_repetitions_without_a_pace_are_led_to_both_ways(check: Check) -> None:
    said = check(OWN_PACE)
    assert said.startswith("4:5: `reps` has no pace; ")
    assert "`every: 3s`" in said
    assert "`until: told`" in said


def test_repetitions_at_ones_own_pace_are_told_and_wait() -> None:
    timeline = session(f"{OWN_PACE}    until: told\n    at_most: 90s\n")
    assert "Ten times, at your own pace." in lines(timeline, Origin.DOSE)
    assert lengths(works(timeline)) == [90.0], "in a file"
    assert [event for event in timeline.events if event.kind is EventKind.COUNT] == []


# -- breathing --------------------------------------------------------------------------------------


@pytest.mark.parametrize("breath", ["breath: 4-7-8", "phases: [in 4s, hold 7s, out 8s]"])
def test_each_part_of_each_breath_has_its_word_or_its_tone_and_its_time(breath: str) -> None:
    timeline = session(f"title: T\nexercises:\n  - name: Calm\n    reps: 5\n    {breath}\n")
    (section,) = timeline.sections
    parts = [span for span in spans_of(section) if span.kind is SpanKind.PHASE]
    assert lengths(parts) == [4.0, 7.0, 8.0] * 5
    for number, part in enumerate(parts):
        tones = [e for e in section.events if e.origin is Origin.BREATH and e.kind is EventKind.CHIME]
        (tone,) = [tone for tone in tones if tone.start_frame == part.start_frame]
        assert tone.text == ("breath_in", "breath_full", "breath_out")[number % 3]
        assert tone.end_frame == part.end_frame
    assert lines(timeline, Origin.BREATH) == ["in", "hold", "out"] * 3
    assert lines(timeline, Origin.EXPLANATION) == [], "nobody moves on a number"


@pytest.mark.parametrize("breath", ["breath: 4-4-4-4", "phases: [in 4s, hold 4s, out 4s, hold 4s]"])
def test_as_many_whole_breaths_are_done_as_fit_into_five_minutes(breath: str) -> None:
    timeline = session(f"title: T\nexercises:\n  - name: Box\n    for: 5 min\n    {breath}\n")
    assert lengths(works(timeline)) == [300.0]
    assert phase_lengths(timeline) == [4.0] * 4 * 18


# -- what is typed ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("8-10 pulls", "Eight to ten pulls."),
        ("Rest 30s.", "Rest thirty seconds."),
        ("Bend 1/2 way.", "Bend half way."),
        ("Take 10kg or 20 lbs.", "Take ten kilograms or twenty pounds."),
        ("Pull w/ the band.", "Pull with the band."),
        ("Use band no. 3.", "Use band number three."),
        ("2x15 a side.", "Two times fifteen a side."),
        ("At RPE 6/10.", "At RPE six out of ten."),
        ("As in Phase II.", "As in Phase two."),
        ("Lift approx. 20 cm.", "Lift approximately twenty centimetres."),
        ("Up to 90°.", "Up to ninety degrees."),
        ("On a step, e.g. a stair.", "On a step, for example a stair."),
        ("60-90 sec. rest.", "Sixty to ninety seconds rest."),
        ("Do it 2-3x/week.", "Do it two to three times a week."),
    ],
)
def test_what_is_written_for_the_eye_is_said_for_the_ear(written: str, spoken: str) -> None:
    timeline = session(f'title: T\nexercises:\n  - name: A\n    say: "{written}"\n    for: 20s\n')
    assert lines(timeline, Origin.INSTRUCTION) == [spoken]


EVENING = (
    "title: Evening\nsides: [left, right]\nexercises:\n  - name: Hip stretch\n    say: Sink.\n    hold: 25s\n"
)


@pytest.mark.parametrize(
    ("typed", "encoding"),
    [
        (EVENING.replace("\n", "\r\n"), "utf-8-sig"),
        (EVENING.replace("\n", "\r\n"), "utf-16"),
        (EVENING, "utf-16-le"),
        (EVENING.replace("    say: ", "    say:\N{NO-BREAK SPACE}"), "utf-8"),
        (EVENING.replace("    ", "\N{NO-BREAK SPACE}" * 4), "utf-8"),
        (EVENING.replace("title: ", "title\N{FULLWIDTH COLON}"), "utf-8"),
        (EVENING.replace("Sink.", "\u201cSink.\u201d"), "utf-8"),
        (EVENING.replace("- name", "\N{BULLET} name"), "utf-8"),
        (EVENING.replace("say", "Say").replace("hold", "HOLD"), "utf-8"),
    ],
    ids=[
        "lines and mark of windows", "utf-16", "utf-16 without its mark", "no-break space", "no-break indent",
        "full-width colon", "curly quotes", "bullet", "capitals",
    ],
)  # fmt: skip
def test_a_file_from_windows_or_a_word_processor_is_read_as_meant(
    tmp_path: Path, typed: str, encoding: str
) -> None:
    file, plain = tmp_path / "typed.yaml", tmp_path / "plain.yaml"
    file.write_bytes(typed.encode(encoding))
    plain.write_text(EVENING, encoding="utf-8")
    assert replace(read(file), source="") == replace(read(plain), source="")


def test_a_bare_list_of_exercises_is_a_routine() -> None:
    timeline = session("- {name: Squats, for: 30s}\n- {name: Hops, for: 20s}\n")
    assert lengths(works(timeline)) == [30.0, 20.0]


def test_sets_and_reps_in_one_are_both() -> None:
    timeline = session("title: T\nexercises:\n  - {name: Heel raises, reps: 3x12, every: 2s}\n")
    assert lengths(works(timeline)) == [24.0] * 3


@pytest.mark.parametrize("position", ["on your back", "supine", "Lying on your back"])
def test_a_position_has_many_names(position: str) -> None:
    timeline = session(f"title: T\nexercises:\n  - {{name: A, position: {position}, hold: 30s}}\n")
    assert lines(timeline, Origin.MOVE_OVER) == ["Lie down on your back."]


@pytest.mark.parametrize(
    ("keys", "remedies"),
    [
        (["reps: 10 each side", "every: 2s"], ["4:11: ", "`reps: 10`", "`sides: [right, left]`"]),
        (["reps: max", "every: 2s"], ["4:11: ", "`for: 30s`", "`until: told`"]),
        (["work: 20s", "rest: 10s", "sets: 8"], ["4:5: ", "did you mean `for`?"]),
        (["for: 20s", "rest: 10s", "rounds: 8"], ["6:5: ", "here it is called `sets`"]),
    ],
)
def test_an_ordinary_mistake_is_answered_once_with_the_right_key(
    check: Check, keys: list[str], remedies: list[str]
) -> None:
    said = check("title: T\nexercises:\n  - name: Raises\n" + "".join(f"    {key}\n" for key in keys))
    assert said.count("\n") == 1
    for remedy in remedies:
        assert remedy in said


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("title: T\nexercises:\n  - group: A\n    rounds: 3\n    exercises: [{name: A, for: 9s}]\n", "3:5: "),
        ("title: T\nwarm_up:\n  - {name: A, for: 20s}\nexercises:\n  - {name: B, for: 20s}\n", "2:1: "),
    ],
)  # fmt: skip
def test_keys_that_other_programs_have_lead_to_blocks(check: Check, text: str, place: str) -> None:
    assert place in check(text)
    assert "block" in check(text)


def test_a_colon_without_its_space_is_answered_in_its_own_line(check: Check) -> None:
    assert check("title: T\nexercises:\n  - name:Heel raise\n    reps: 10\n    every: 2s\n") == (
        '3:5: "name:Heel raise" has no space after its colon; write name: Heel raise\n'
    )


def test_words_behind_a_hash_are_warned_of_with_their_line(check: Check) -> None:
    said = check("title: T\nexercises:\n  - name: Pull with band #2\n    reps: 10\n    every: 3s\n")
    assert said.startswith("3:26: warning: ")
    assert '"Pull with band #2"' in said
