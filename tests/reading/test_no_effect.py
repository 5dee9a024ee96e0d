"""What has no effect is warned of, with its place; what has one is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reading.loaders import LOADERS
from tests.support.paths import ROUTINES
from voicefoot.errors import RoutineError
from voicefoot.reading import parser
from voicefoot.reading import read as reader
from voicefoot.reading.builtin import names

TEMPLATE = Path(reader.__file__).parent / "template.yaml"


@pytest.fixture(params=LOADERS, autouse=True)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser, "LOADER", request.param)


def warned(path: Path, text: str) -> list[str]:
    """What is warned of in `text`, without the name of the file."""
    path.write_text(text, encoding="utf-8")
    return [str(each).removeprefix(f"{path}:") for each in reader.read_with_warnings(path).warnings]


def places(path: Path, text: str) -> list[str]:
    return [each.partition(": warning: ")[0] for each in warned(path, text)]


def keys(*lines: str, top: str = "") -> str:
    """A routine with one exercise that says `lines`."""
    return f"title: T\n{top}exercises:\n  - name: A\n" + "".join(f"    {line}\n" for line in lines)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.yaml"


@pytest.mark.parametrize("source", [*names(), TEMPLATE, ROUTINES / "everything.yaml"], ids=str)
def test_good_routines_are_not_warned_of(source: str | Path) -> None:
    assert reader.read_with_warnings(source).warnings == ()


def test_words_behind_a_hash(file: Path) -> None:
    text = (
        "title: Bands #3\nsides: [left, right]   #both\nexercises:\n  - name: Pull #2\n"
        "    say: Take band #1, the red one.  # really\n    setup: [Sit down., Take the band]\n"
        "    tips:\n      - Elbow #1 first\n      - {at: 40%, say: Slowly} #no\n    for: 30s #easy\n"
    )
    assert warned(file, text) == [
        '1:14: warning: everything behind ` #` is left out, and so is "#3"; '
        'put the words in quotes, "Bands #3", or write `# ` if it is a comment',
        '4:16: warning: everything behind ` #` is left out, and so is "#2"; '
        'put the words in quotes, "Pull #2", or write `# ` if it is a comment',
        '5:20: warning: everything behind ` #` is left out, and so is "#1, the red one.  # really"; '
        'put the words in quotes, "Take band #1, the red one.  # really", or write `# ` if it is a comment',
        '8:15: warning: everything behind ` #` is left out, and so is "#1 first"; '
        'put the words in quotes, "Elbow #1 first", or write `# ` if it is a comment',
    ]


@pytest.mark.parametrize(
    ("line", "is_warned_of"),
    [
        ("say: Take band # 2 now.", True),
        ("say: Take the band.  # 2 of them", False),
        ("say: Take the band. # the red one", False),
        ("say: Take the band #", False),
        ("say: Take the band #red", True),
        ("say: Take band#1", False),
        ('say: "Take band #1"', False),
        ('say: "Take the band" #1', False),
        ("say: Take band\u00a0#1", False),
        ("brief: Band #1", True),
        ("caution: Band #1", True),
        ("equipment: band #1", True),
        ("setup: Take\n      band #1", True),
        ("count: none #1", False),
        ("setup: |\n      Band #1", False),
    ],
)
def test_what_is_words_and_what_a_comment(line: str, is_warned_of: bool, file: Path) -> None:
    assert bool(warned(file, keys(line, "reps: 5", "every: 2s"))) is is_warned_of


def test_a_hash_in_the_second_line_of_words(file: Path) -> None:
    assert places(file, keys("say: Take", "  band #1", "for: 5s")) == ["5:12"]


def test_words_behind_a_hash_are_told_beside_a_problem(file: Path) -> None:
    file.write_text(keys("say: Band #1", "for: 5"), encoding="utf-8")
    with pytest.raises(RoutineError) as caught:
        reader.read(file)
    assert [problem.line for problem in caught.value.problems] == [5]
    assert [warning.line for warning in caught.value.warnings] == [4]
    assert "warning" not in str(caught.value)


ON_BEAT = ("reps: 5", "every: 2s")
HELD = ("reps: 5", "hold: 2s")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (keys("rest: 20s", *ON_BEAT), "`rest` has no effect: it stands between sets, and there is only one"),
        (keys("rest: 20s", "sets: 2", *ON_BEAT), ""),
        (keys("rest: none", *ON_BEAT), ""),
        (keys(*ON_BEAT, top="rest: 20s\n"), "`rest` has no effect"),
        (keys(*ON_BEAT, top="rest: 20s\nrounds: 2\n"), "`rest` has no effect"),
        (keys(*ON_BEAT, top="rest: 20s\nsets: 3\n"), ""),
        (keys("sets: 2", *ON_BEAT, top="rest: 20s\n"), ""),
        (keys(*ON_BEAT, top="round_rest: 1 min\n"), "`round_rest` has no effect: it stands between rounds"),
        (keys(*ON_BEAT, top="round_rest: 1 min\nrounds: 2\n"), ""),
        (keys(*ON_BEAT, top="relax: 2s\n"), "`relax` has no effect: it stands between holds"),
        (keys("hold: 20s", top="relax: 2s\n"), "`relax` has no effect"),
        (keys(*HELD, top="relax: 2s\n"), ""),
        (keys("relax: 2s", f"moves: [{{{', '.join(ON_BEAT)}}}]"), "`relax` has no effect"),
        (keys("relax: 2s", f"moves: [{{for: 5s}}, {{{', '.join(HELD)}}}]"), ""),
        (keys("switch: Go.", *ON_BEAT), "`switch` has no effect: no sides take turns here"),
        (keys("switch_time: 5s", *ON_BEAT), "`switch_time` has no effect"),
        (keys("switch_time: 0", *ON_BEAT), ""),
        (keys("switch: Go.", *ON_BEAT, top="sides: [a, b]\n"), ""),
        (keys("sides: [a, b]", *ON_BEAT, top="switch: Go.\nswitch_time: 5s\n"), ""),
        (keys("accent: 4", *HELD), "`accent` has no effect: it is for beats, and nothing is done on a beat"),
        (keys("accent: 4", *ON_BEAT), ""),
        (keys("accent: 4", "every: 2s", "lasts: 1 min"), ""),
        (keys("moves: [{for: 5s, accent: 4}]"), "`accent` has no effect"),
        (keys("count: down", "for: 5s"), "`count` has no effect: there are no repetitions to count here"),
        (keys("count: down", "hold: 20s"), "`count` has no effect"),
        (keys("count: down", *HELD), ""),
        (keys("count: none", "for: 5s"), ""),
        (keys("brief: Up.", *ON_BEAT), ""),
        (keys("Rest: 20s", *ON_BEAT), "`rest` has no effect"),
    ],
)  # fmt: skip
def test_a_key_that_finds_no_use(text: str, expected: str, file: Path) -> None:
    found = warned(file, text)
    assert len(found) == bool(expected)
    assert not expected or f": warning: {expected}" in found[0]


def test_it_is_told_where_and_what_to_write_instead(file: Path) -> None:
    assert warned(file, keys("rest: 20 sec", *ON_BEAT)) == [
        "4:5: warning: `rest` has no effect: it stands between sets, and there is only one; "
        "write `sets: 2`, or more; a rest behind an exercise is an item of its own: - rest: 20 sec"
    ]
    assert warned(file, keys(*ON_BEAT, top="rest: 20 sec\n")) == [
        "2:1: warning: `rest` has no effect: it stands between sets, and there is only one; "
        "between exercises it is called `rest_between`, between rounds `round_rest`; or write `sets: 2`"
    ]


def test_blocks_rests_and_names_alone_are_looked_into(file: Path) -> None:
    text = """title: T
for: 20s
exercises:
  - Row with band #1
  - block: Warm-up #2
    round_rest: 20s
    exercises:
      - block: Inner
        rounds: 2
        exercises: [Squats]
  - rest: 30s
  - block: Strength
    round_rest: 20s
    accent: 4
    rest: 10s
    exercises:
      - {name: Lifts, reps: [12, 10], every: 2s}
      - {name: Stretch, hold: 20s, load: 2 kg, rest: 20s}
  - block: Rounds
    rounds: 2
    exercises:
      - {name: Dips, reps: [12, 10], every: 2s, rest: 9s}
"""
    assert places(file, text) == ["4:19", "5:20", "13:5", "18:48", "22:49"]


@pytest.mark.parametrize(
    ("name", "line", "remedy"),
    [
        ("Rest", "for: 30s", "30s"),
        ("pause", "hold: 1 min", "1 min"),
        ("Short  break", "for: 20-30s", "15s"),
        ("Break dance", "for: 30s", ""),
        ("Rest", "for: 30s\n    say: Shake your legs.", ""),
        ("Rest", "reps: 5\n    every: 2s", ""),
    ],
)
def test_a_rest_that_is_an_exercise(name: str, line: str, remedy: str, file: Path) -> None:
    expected = [
        f'3:5: warning: "{" ".join(name.split())}" is coached like an exercise, on each side where there are '
        f"sides; a rest is written as - rest: {remedy}"
    ]
    assert warned(file, f"title: T\nexercises:\n  - name: {name}\n    {line}\n") == expected * bool(remedy)


def test_no_more_warnings_are_kept_than_people_read(file: Path) -> None:
    text = "title: T\nexercises:\n" + "".join(f"  - {{name: A{i}, for: 5s, accent: 4}}\n" for i in range(200))
    assert len(warned(file, text)) == 100


# -- parts of a repetition -------------------------------------------------------------------------


def test_a_tempo_in_numbers_tells_what_it_is_taken_for(file: Path) -> None:
    assert warned(file, keys("reps: 6", "tempo: 3-1-2-0")) == [
        "5:12: warning: `tempo` without a unit is taken for the parts of a repetition: "
        "down 3s, hold 1s, up 2s; if you mean others, write them out: `phases: [down 3s, hold 1s, up 2s]`"
    ]
    assert warned(file, keys("reps: 6", top="tempo: 3-1-2\n"))[0].startswith("2:8: warning: `tempo` ")
    assert warned(file, keys("reps: 6", "tempo: 60")) == []


def test_a_phase_that_takes_no_time_is_told(file: Path) -> None:
    assert warned(file, keys("reps: 6", "phases:", "  - up 1s", "  - top 0s", "  - down 2s")) == [
        '7:9: warning: the phase "top" has no effect: it takes no time; give it some, or take it out'
    ]
    assert places(file, keys("reps: 6", "phases: up 1s, top 0s, down 2s")) == ["5:13"]
