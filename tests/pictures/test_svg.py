"""The drawing is sound XML whatever a title holds, is to scale, and stays small."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import FEET, arranged, exercise, held, moving, on_beat, routine
from voicefoot.model.routine import Exercise
from voicefoot.pictures.chart import chart_of
from voicefoot.pictures.svg import MAX_ROWS, PLOT_LEFT, PLOT_WIDTH, WIDTH, timeline_svg
from voicefoot.reading.read import read
from voicefoot.text import strip_invisible
from voicefoot.timeline.timeline import Section, Timeline, shifted

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "</svg><script>alert(1)</script>",
    '"><image href="http://example.org/x.png"/>',
    "]]> <!-- -- &amp; &#0; &x; <![CDATA[",
    "'; } body { display: none } </style>",
    "\u202eright to left\u2066\u200f",
    "line\nbreak\ttab\x00\x07\x1b[31m\x7f\x85\u2028",
    "lone \ud800 surrogate \ufffe",
    "e" + "\u0301" * 5000,
    "a very long name " * 400,
    "伸展運動" * 60,
    "",
]


def drawn(*exercises: Exercise, **fields: str) -> ET.Element:
    return ET.fromstring(timeline_svg(arranged(routine(*exercises)), **fields))  # noqa: S314


def of_class(root: ET.Element, name: str) -> list[ET.Element]:
    return [element for element in root.iter() if name in element.get("class", "").split()]


def number(element: ET.Element, name: str) -> float:
    return float(element.get(name, "nan"))


def texts(root: ET.Element, name: str) -> list[str]:
    return [element.text or "" for element in of_class(root, name)]


# -- strangers' words -------------------------------------------------------------------------------


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_strangers_words_are_words(hostile: str) -> None:
    plain = timeline_svg(titled("title", "name", "side"))
    svg = timeline_svg(titled(hostile, hostile, hostile))
    root = ET.fromstring(svg)  # noqa: S314
    kinds = {element.tag for element in ET.fromstring(plain).iter()}  # noqa: S314
    assert {element.tag for element in root.iter()} <= kinds
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u202a-\u202e\u2066-\u2069\ufffe]", svg
    )
    svg.encode("utf-8")
    assert len(svg) < len(plain) + 20_000
    assert texts(root, "title")[0].startswith(strip_invisible(strip_invisible(hostile))[:12])


def titled(title: str, name: str, side: str) -> Timeline:
    source = routine(exercise(on_beat(5, 2), name="Lifts", sides=("first", "second")))
    timeline = arranged(source)
    (section,) = timeline.sections
    events = tuple(replace(e, side=side) if e.side == "first" else e for e in section.events)
    works = tuple(replace(w, side=side) if w.side == "first" else w for w in section.works)
    return Timeline(title, timeline.sample_rate, (replace(section, name=name, events=events, works=works),))


@given(st.text(alphabet=st.characters(), max_size=80), st.text(max_size=20))
def test_any_text_at_all_can_be_read_back(title: str, language: str) -> None:
    svg = timeline_svg(Timeline(title, 1000, (Section(title, 0, 5000, ()),)), language=language)
    ET.fromstring(svg)  # noqa: S314


def test_needs_nothing_from_elsewhere() -> None:
    svg = timeline_svg(arranged(read("foot-strength")))
    assert re.findall(r"(?:https?|file|data|javascript):[^\"']*", svg) == ["http://www.w3.org/2000/svg"]
    assert set(re.findall(r"url\(([^)]*)\)", svg)) <= {"#vf-move"}
    assert not re.search(
        r"<(script|image|foreignObject|use|a|iframe|link)\b|\bon\w+=|@import|@font-face|href", svg
    )


def test_says_what_it_shows() -> None:
    root = drawn(exercise(on_beat(17, 2), sides=FEET, name="Scrunches"), language="en-GB")
    assert (root.get("role"), root.get("lang")) == ("img", "en-GB")
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert (title.text or "").startswith("A routine, ")
    assert "Scrunches" in (desc.text or "")
    assert "right foot 17×, left foot 17×" in (desc.text or "")
    assert "prefers-color-scheme:dark" in timeline_svg(Timeline("x", 1000, ()))


# -- to scale ---------------------------------------------------------------------------------------


def test_every_row_has_the_same_scale() -> None:
    source = routine(
        exercise(on_beat(20, 2), sides=FEET),
        exercise(held(6, 10.0), sides=FEET),
        exercise(held(3, 5.0)),
        exercise(moving(40), sides=FEET),
    )
    timeline = arranged(source)
    expected = chart_of(timeline)
    scale = PLOT_WIDTH / max(row.seconds for row in expected.rows)
    root = ET.fromstring(timeline_svg(timeline))  # noqa: S314
    rows = of_class(root, "row")
    assert len(rows) == 4
    for element, row in zip(rows, expected.rows, strict=True):

        def x(seconds: float, start: float = row.start) -> float:
            return (seconds - start) * scale

        (length,) = of_class(element, "row-length")
        assert number(length, "width") == pytest.approx(row.seconds * scale, abs=0.11)
        for kind, intervals in (
            ("work", row.works),
            ("hold", [hold for work in row.works for hold in work.holds]),
            ("moving", [work for work in row.works if not work.beats]),
        ):
            boxes = of_class(element, kind)
            assert [number(box, "x") for box in boxes] == [
                pytest.approx(x(interval.start), abs=0.11) for interval in intervals
            ]
            assert [number(box, "width") for box in boxes] == [
                pytest.approx(interval.seconds * scale, abs=0.11) for interval in intervals
            ]
        beats = [beat for work in row.works if not work.holds for beat in work.beats]
        lines = re.findall(r"M([\d.]+) ", "".join(path.get("d", "") for path in of_class(element, "rep")))
        assert [float(line) for line in lines] == [pytest.approx(x(beat), abs=0.11) for beat in beats]
        assert len(of_class(element, "dot")) >= 1


def test_the_axis_tells_the_scale() -> None:
    root = drawn(exercise(on_beat(60, 2)))
    first, second = of_class(root, "axis")[:2]
    assert (first.text, number(first, "x")) == ("0:00", PLOT_LEFT)
    minutes, seconds = map(int, (second.text or "").split(":"))
    (length,) = of_class(root, "row-length")
    row = chart_of(arranged(routine(exercise(on_beat(60, 2))))).rows[0]
    scale = number(length, "width") / row.seconds
    assert number(second, "x") - PLOT_LEFT == pytest.approx((60 * minutes + seconds) * scale, abs=0.2)


def test_sides_have_names_and_looks_of_their_own() -> None:
    root = drawn(exercise(on_beat(20, 2), sides=("a", "b", "c")), exercise(on_beat(20, 2), sides=("c", "a")))
    assert texts(root, "side") == ["a", "b", "c", "c", "a"]
    classes = [[g.get("class") for g in row.iter() if of_zone(g)] for row in of_class(root, "row")]
    assert classes == [["s1", "s2", "s3"], ["s3", "s1"]]
    assert texts(root, "dose") == ["20×"] * 5


def of_zone(group: ET.Element) -> bool:
    return any("edge" in child.get("class", "") for child in group)


def test_nothing_is_drawn_outside_of_the_picture() -> None:
    root = drawn(*(exercise(held(9, 4.0), sides=FEET, name="A name that is long " * 3) for _ in range(12)))
    height = number(root, "height")
    for row in of_class(root, "row"):
        (inner,) = [g for g in row if g.get("transform")]
        top = float(re.findall(r"[\d.]+", inner.get("transform", ""))[1])
        assert top + 68 < height
        for box in inner.iter(f"{SVG}rect"):
            assert 0 <= number(box, "x") <= number(box, "x") + number(box, "width") <= PLOT_WIDTH + 0.11
    assert all(0 <= number(text, "x") < WIDTH for text in of_class(root, "name"))
    assert max(len(name) for name in texts(root, "name")) <= 24


# -- long sessions ----------------------------------------------------------------------------------


def test_repetitions_are_marks_until_they_are_too_many() -> None:
    few, many = drawn(exercise(on_beat(200, 0.5))), drawn(exercise(on_beat(2_500, 0.5)))
    assert of_class(few, "reps") == []
    assert "".join(path.get("d", "") for path in of_class(few, "rep")).count("M") == 200
    assert of_class(many, "rep") == []
    (bars,) = of_class(many, "reps")
    left, right = re.findall(r"M([\d.]+) .*?H([\d.]+)", bars.get("d", ""))[0]
    assert float(right) - float(left) == pytest.approx(
        PLOT_WIDTH * 2_499 * 0.5 / chart_of(arranged(routine(exercise(on_beat(2_500, 0.5))))).seconds, abs=0.2
    )


def repeated(one: Exercise, times: int) -> Timeline:
    """A session of the same exercise again and again."""
    (section,) = arranged(routine(one)).sections
    frames = range(0, times * section.end_frame, section.end_frame)
    return Timeline("Again", 1000, tuple(shifted(section, frame) for frame in frames))


@pytest.mark.parametrize(
    ("one", "times"),
    [
        (exercise(on_beat(100_000, 0.5)), 1),
        (exercise(held(10_000, 0.5), sides=FEET), 1),
        (exercise(on_beat(250, 1.0), sides=FEET, name="&" * 200), 200),
        (exercise(on_beat(3, 1.0), sides=FEET, sets=1_000), 1),
        (exercise(on_beat(100, 1.0), name="x" * 99), 1_000),
    ],
    ids=["one", "held", "rows", "sets", "many"],
)
def test_a_hundred_thousand_repetitions_stay_small(one: Exercise, times: int) -> None:
    svg = timeline_svg(repeated(one, times))
    assert len(svg.encode()) < 500_000
    root = ET.fromstring(svg)  # noqa: S314
    assert len(of_class(root, "row")) == min(times, MAX_ROWS)
    assert (f"and {times - MAX_ROWS:,} more" in svg) is (times > MAX_ROWS)


def test_nothing_at_all_is_still_a_picture() -> None:
    root = ET.fromstring(timeline_svg(Timeline("Empty", 48_000, ())))  # noqa: S314
    assert of_class(root, "row") == []
    assert texts(root, "title") == ["Empty", "0:00"]


def test_rests_and_rounds_are_told() -> None:
    one = exercise(on_beat(8, 1.0), name="Squats", sets=2, rest_seconds=20.0)
    timeline = arranged(routine(one, rounds=2, round_rest_seconds=30.0))
    root = ET.fromstring(timeline_svg(timeline))  # noqa: S314
    assert texts(root, "name") == ["Squats · round 1 of 2", "Squats · round 2 of 2"]
    expected = [len(row.rests) for row in chart_of(timeline).rows]
    assert [len(of_class(row, "rest")) for row in of_class(root, "row")] == expected == [1, 2]
    assert any("rest" in (text.text or "") for text in root.iter(f"{SVG}text"))
    assert "Squats, round 2 of 2, " in "".join(root.itertext())
