from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from tests.support.builders import FEET, RATE, arranged, exercise, held, on_beat, routine
from voicefoot.timeline.score import score

SESSION = arranged(
    routine(exercise(on_beat(4, 2.0), name="A", sides=FEET), exercise(held(3, 6.0), name="B"), intro="Hello.")
)


def test_the_shape_is_what_was_promised() -> None:
    made = json.loads(json.dumps(score(SESSION, "nobody")))
    assert list(made) == ["title", "voice", "language", "sample_rate", "duration", "sections"]
    assert made["language"] == "en"
    assert (made["voice"], made["sample_rate"], made["duration"]) == ("nobody", RATE, SESSION.frames / RATE)
    for section in made["sections"]:
        assert list(section) == [
            "name",
            "block",
            "round",
            "rounds",
            "link",
            "note",
            "start",
            "end",
            "spans",
            "events",
        ]
        for span in section["spans"]:
            assert list(span) == ["kind", "start", "end", "written", "set", "side"]
        for event in section["events"]:
            assert list(event) == ["start", "end", "kind", "text", "number", "side", "beat", "gain_db", "why"]
            assert event["kind"] in {"speech", "count", "tick", "chime"}
            assert section["start"] <= event["start"] < event["end"] <= section["end"]
            assert (event["number"] is not None) == (event["kind"] == "count")
            assert list(event["why"]) == ["cue", "repetition"]
            if event["kind"] in {"tick", "count"}:
                assert event["beat"] is not None


def test_what_stands_beside_the_words_is_told_but_not_where_pictures_lie() -> None:
    bare, full = (
        exercise(held(1, 6.0), name="A"),
        exercise(held(1, 6.0), name="B", note="N", link="https://e.org"),
    )
    timeline = arranged(routine(bare, replace(full, image=Path("/home/me/b.png"))))
    told = score(timeline, "nobody")
    assert [(section["note"], section["link"]) for section in told["sections"]] == [
        (None, None),
        ("N", "https://e.org"),
    ]
    assert "b.png" not in json.dumps(told)


def test_every_event_tells_where_it_comes_from() -> None:
    sections = score(SESSION, "nobody")["sections"]
    events = [event for section in sections for event in section["events"]]
    assert "unplanned" not in {event["why"]["cue"] for event in events}
    counts = [event for event in events if event["kind"] == "count"]
    assert counts
    for event in counts:
        assert event["why"] == {"cue": "count", "repetition": event["number"]}
    beats = [event["why"]["repetition"] for event in events if event["why"]["cue"] == "beat"]
    assert beats == [1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3]
    held = {event["why"]["repetition"] for event in sections[1]["events"] if event["text"] == "hold_end"}
    assert held == {1, 2, 3}
    first = [(event["text"], event["why"]["cue"]) for event in sections[0]["events"][:4]]
    assert first[0] == ("A routine. Two exercises, about one minute and thirty seconds.", "title")
    assert first[1:] == [("Hello.", "intro"), ("A.", "name"), ("Right foot first.", "side")]


def test_the_tick_under_a_spoken_number_tells_how_much_softer_it_is() -> None:
    events = [event for section in score(SESSION, "nobody")["sections"] for event in section["events"]]
    counted = {event["beat"] for event in events if event["kind"] == "count"}
    for event in events:
        gives_way = event["text"] == "tick" and event["beat"] in counted
        assert event["gain_db"] == (-9.0 if gives_way else 0.0)


def test_each_repetition_leaves_a_tick_and_each_hold_a_chime() -> None:
    events = [event for section in score(SESSION, "nobody")["sections"] for event in section["events"]]
    ticks = [event for event in events if event["text"] == "tick"]
    assert len(ticks) == 2 * 4 + 3 + 3, "two sides of four, three holds, and the countdown of the one between"
    assert [event["text"] for event in events].count("hold_end") == 1 + 3
