"""What people and their word processors type is read as it is meant, and told of at its place in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reading.loaders import LOADERS
from voicefoot.errors import RoutineError
from voicefoot.model.routine import Routine
from voicefoot.reading import parser
from voicefoot.reading import read as reader

MEANT = """title: Ankles
sides: [right, left]
exercises:
  - name: Circles
    setup: |
      Sit down.
      • Shoes: off.
    say: "Slowly: all the way round."
    tips: ["Up, then down.", Breathe.]
    for: 30s
  - {name: Points, say: "Toes: down.", for: 20s}
"""


@pytest.fixture(params=LOADERS, autouse=True)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser, "LOADER", request.param)


def read(text: str, name: str = "a.yaml") -> Routine:
    return reader.read_text(text, name, None)


def told(text: str) -> list[str]:
    """What is said of `text`, without the name of the file."""
    with pytest.raises(RoutineError) as caught:
        read(text)
    return [str(problem).removeprefix("a.yaml:") for problem in caught.value.problems]


@pytest.mark.parametrize(
    "changes",
    [
        {"    for": "\u00a0 \u00a0 for"},
        {"  - name": "\u202f\u2007- name"},
        {"  - name": "\u3000- name", "    for": "\u3000 \u00a0for"},
        {"for: 30s": "for:\u00a030s"},
        {"for: 30s": "for\u00a0:\u202f30\u00a0s\u00a0"},
        {"- name": "-\u00a0name"},
        {"right, left": "right,\u00a0left"},
        {"title: Ankles": "title：Ankles"},
        {"title: Ankles": "title： Ankles", "exercises:": "Exercises ："},
        {"{name: Points, say: ": "{name：Points, say：", "for: 20s": "for： 20s"},
        {"- name": "• name", "- {": "• {"},
        {"- name": "‣ name"},
        {"- name": "·\u00a0name"},
        {"- name": "– name", "- {": "— {"},
        {"- name": "* name"},
        {"- name": "•\tname"},
        {"- name": "\uf0b7 name"},
        {"- {": "•{"},
        {'"Slowly: all the way round."': "“Slowly: all the way round.”"},
        {'"Slowly: all the way round."': "„Slowly: all the way round.“ # really"},
        {'"Slowly: all the way round."': "«\u00a0Slowly: all the way round.\u00a0»"},
        {'"Slowly: all the way round."': "‘Slowly: all the way round.’"},
        {'"Slowly: all the way round."': '"Slowly: all the way round.”'},
        {'"Slowly: all the way round."': "”Slowly: all the way round.”"},
        {'"Up, then down."': "“Up, then down.”", "Breathe.": "“Breathe.”"},
        {'"Toes: down."': "“Toes: down.”"},
        {"title": "TITLE", "sides": "Sides", "exercises": "Exercises", "    for": "    For"},
        {"title": "\u200btitle".strip("\u200b") + "\u200b", "for": "f\u00ador"},
        {"title": "“title”", "{name: ": "{“Name”: "},
        {"right, left": "right，left"},
        {"setup": "Set-Up", "tips": "TIPS", "say": "Say"},
    ],
    ids=str,
)  # fmt: skip
def test_it_is_read_as_it_is_meant(changes: dict[str, str]) -> None:
    text = MEANT
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    meant, typed = read(MEANT), read(text)
    said = [
        [(e.name, " ".join((e.moves[0].say or "").split()), e.moves[0].tips) for e in routine.exercises]
        for routine in (meant, typed)
    ]
    assert said[0] == said[1]
    assert (typed.title, typed.exercises[0].setup) == (meant.title, meant.exercises[0].setup)
    assert [e.moves[0].work for e in typed.exercises] == [e.moves[0].work for e in meant.exercises]


@pytest.mark.parametrize(
    "written",
    ["get_ready", "Get ready", "GET READY", "get-ready", "getReady", "Get\u00a0Ready", "ＧＥＴ＿ＲＥＡＤＹ"],
)
def test_a_key_may_be_spelled_in_many_ways(written: str) -> None:
    routine = read(f"title: T\nexercises:\n  - name: A\n    for: 5s\n    {written}: 9s\n")
    assert routine.exercises[0].get_ready_seconds == 9


def test_a_key_in_another_case_is_the_same_key() -> None:
    assert told("title: T\nexercises:\n  - name: A\n    for: 5s\n    FOR: 6s\n    Breif: Go\n") == [
        "5:5: `FOR` is written twice, first in line 4; keep one of the two",
        "6:5: there is no key `Breif` in an exercise; did you mean `brief`?",
    ]


def test_the_names_of_sides_keep_their_letters() -> None:
    routine = read(
        "title: T\nsides: [Right, Hold]\nexercises: [{name: A, every: 2s, reps: {HOLD: 5, right: 4}}]\n"
    )
    assert routine.exercises[0].sides == ("Right", "Hold")


@pytest.mark.parametrize(
    "words",
    [
        "Don’t hurry",
        "“Up” and “down”",
        "Say “up”, and go",
        "rock ’n’ roll",
        "One – two",
        "Over：under",
        "One • two",
    ],
)
def test_within_words_nothing_changes(words: str) -> None:
    item = words.replace(",", "")
    text = f"title: T\nexercises:\n  - name: A\n    say: {words}\n    setup: [{item}]\n    for: 5s\n"
    exercise = read(text).exercises[0]
    assert (exercise.moves[0].say, exercise.setup) == (words, (item,))


def test_lines_that_continue_words_are_left_alone() -> None:
    text = (
        "title: T\nexercises:\n  - name: A\n    say: Lift your hips\n      – slowly –\n      * and down.\n"
        "    setup: |\n      • One\n      “Two: two”\n      say:three\n\n      – four\n"
        "    brief: >\n      “Go”\n    caution: 'it’s\n      “all: right”'\n    for: 5s\n"
    )
    exercise = read(text).exercises[0]
    assert exercise.moves[0].say == "Lift your hips – slowly – * and down."
    assert exercise.setup == ("• One", "“Two: two”", "say:three", "– four")
    assert exercise.moves[0].brief == "“Go”"
    assert exercise.caution == "it’s “all: right”"


def test_lists_of_words_may_have_bullets() -> None:
    text = "title: T\nexercises:\n  - name: A\n    tips:\n      • Breathe.\n      – Look up.\n    for: 5s\n"
    assert [tip.say for tip in read(text).exercises[0].moves[0].tips] == ["Breathe.", "Look up."]


def test_brackets_may_go_on_in_the_next_line() -> None:
    text = (
        "title: T\nsides: [“right, that is”,\n  “left: this”]\n"
        "exercises: [{name: A,\n  say：“Go: on”, for: 5s}]\n"
    )
    routine = read(text)
    assert routine.exercises[0].sides == ("right, that is", "left: this")
    assert routine.exercises[0].moves[0].say == "Go: on"


def test_quotes_are_chosen_by_what_is_within() -> None:
    said = [
        read(f"title: T\nexercises:\n  - name: A\n    say: “{words}”\n    for: 5s\n")
        .exercises[0]
        .moves[0]
        .say
        for words in ('5": a "long" way', "it's: good", "C:\\new: it")
    ]
    assert said == ['5": a "long" way', "it's: good", "C:\\new: it"]
    text = MEANT.replace('"Slowly: all the way round."', "“Say ‘go’: slowly”")
    assert read(text).exercises[0].moves[0].say == "Say ‘go’: slowly"
    text = "title: T\nexercises:\n  - name: A\n    say: “5\": it's”\n    for: 5s\n"
    assert told(text)[0].startswith("4:13: a colon splits these words; put the words in quotes: ")


def test_columns_are_those_of_the_file_where_a_space_was_added() -> None:
    assert told("title：Ankles\nexercises:\n  •name：Up\n    reps：0\n    every：2\n") == [
        '4:10: `reps` is "0", which is too few; write numbers of 1 to 100,000',
        '5:11: `every` is "2", which has no unit; write 2s or 2 min',
    ]
    assert told("title: T\nexercises:\n  •{name：Up, reps：0, every：2}\n") == [
        '3:19: `reps` is "0", which is too few; write numbers of 1 to 100,000',
        '3:28: `every` is "2", which has no unit; write 2s or 2 min',
    ]


def test_many_odd_characters_take_no_long_time() -> None:
    for text in ("{say：", "say：a, ", "[“a”, ", "say: ‘a’", "• ", "a #b "):
        with pytest.raises(RoutineError):
            read("{" + text * (200_000 // len(text.encode())))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "title: T\nexercises:\n  - name:Heel raise\n    for: 5s\n",
            '3:5: "name:Heel raise" has no space after its colon; write name: Heel raise',
        ),
        (
            "title:Heels\nexercises:\n  - name: A\n    for: 5s\n",
            '1:1: "title:Heels" has no space after its colon; write title: Heels',
        ),
        (
            "title: T\nexercises:\n  -name: Heel raise\n    for: 5s\n",
            '3:3: "-name: Heel raise" has no space after its dash; write - name: Heel raise',
        ),
        (
            "title: T\nexercises:\n  - {name:Taps, for: 5s}\n",
            '3:6: "name:Taps" has no space after its colon; write name: Taps',
        ),
        (
            "title: T\nexercises:\n  - {name: Taps, for:5s}\n",
            '3:18: "for:5s" has no space after its colon; write for: 5s',
        ),
        (
            "title: T\nexercises:\n  1. name: Taps\n     for: 5s\n",
            '3:3: an item begins with "1."; begin it with a dash: - name: Taps',
        ),
        (
            "title: T\nexercises:\n  - name: A\n    for: 5s\n    breif：Go\n",
            "5:5: there is no key `breif` in an exercise; did you mean `brief`?",
        ),
        (
            "title: T\nexercises:\n  - name: A\n\u3000\u3000for：5\n",
            '4:7: `for` is "5", which has no unit; write 5s or 5 min',
        ),
        (
            "title: T\nexercises:\n  - name: A\n    hold: 30\n",
            '4:11: `hold` is "30", which has no unit; write 30s or 30 min',
        ),
        (
            "title: T\nexercises:\n\t- name: A\n\t  hold: 30s\n",
            "3:1: this line is indented with a tab, and so is 1 more line; indent with spaces instead, "
            "such as two for each tab",
        ),
        (
            "title: T\nexercises:\n  \u200b- name: A\n    hold: 30s\n",
            "3:3: there is an invisible character (U+200B) before the first word here; delete it",
        ),
        (
            "title: T\nexercises:\n  - name: Heel #1\n      on the left\n    hold: 30s\n",
            "3:16: ` #` ends the words here, and the next line continues them; "
            "put all of the words in quotes",
        ),
        (
            "title: T\nsides: [band #1, band #2]\nexercises: [{name: A, for: 5s}]\n",
            "2:14: everything behind ` #` is left out, and so is the closing bracket; "
            "put the words in quotes",
        ),
        (
            "title: T\nexercises:\n  - name: A\n    say: #1 is first\n    for: 5s\n",
            '4:10: everything behind ` #` is left out, and so is "#1 is first"; '
            "put the words in quotes, or take them out",
        ),
    ],
)  # fmt: skip
def test_one_message_says_what_to_do(text: str, message: str) -> None:
    assert told(text) == [message]


def test_what_is_missing_in_several_lines_is_told_at_once() -> None:
    assert [line.partition(": ")[0] for line in told(
        "title: T\nexercises:\n  - name:A\n    reps:5\n    every: 2\n  -name: B\n   for: 5s\n"
    )] == ["3:5", "4:5", "6:3"]  # fmt: skip


def test_a_list_whose_dashes_have_no_spaces() -> None:
    assert {
        '3:1: "-Squats: slow" has no space after its dash; write - Squats: slow',
        '4:1: "-Lunges" has no space after its dash; write - Lunges',
    } <= {*told("title: T\nexercises:\n-Squats: slow\n-Lunges\n")}


def test_a_tab_within_words_is_a_space() -> None:
    assert (
        read("title:\tA\tB\nexercises:\n  -\tname:\tUp\n  \tfor: 5s\n".replace("  \t", "    ")).title == "A B"
    )


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("knee-week_3.yaml", "Knee week 3"),
        ("some/folder/kneeWeek.yml", "Knee Week"),
        ("C:\\routines\\Hips.yaml", "Hips"),
        ("---.yaml", "My routine"),
        ("\u202efeet\udcff.yaml", "Feet"),
        ("a" * 250 + ".yaml", "A" + "a" * 199),
    ],
)
def test_a_bare_list_is_a_routine_with_the_name_of_its_file(name: str, title: str) -> None:
    routine = read("- name: Squats\n  for: 30s\n- name: Lunges\n  for: 20s\n", name)
    assert routine.title == title
    assert [exercise.name for exercise in routine.exercises] == ["Squats", "Lunges"]


def test_a_bare_list_of_nothing() -> None:
    assert told("[]\n") == ["1:1: `exercises` is left empty; write what belongs after it"]


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-16-le with CRLF"]
)
@pytest.mark.parametrize("title", ["Ankles", "足首の運動をゆっくりと、無理のない範囲で行います"])
def test_encodings_that_can_be_told_are_read(encoding: str, title: str, tmp_path: Path) -> None:
    text = MEANT.replace("Ankles", title)
    encoding, _, ends = encoding.partition(" with ")
    if ends:
        text = text.replace("\n", "\r\n")
    path = tmp_path / "a.yaml"
    path.write_bytes(text.encode(encoding))
    assert reader.read(path).title == title
    assert reader.read(path).exercises[1].moves[0].say == "Toes: down."


def test_a_file_of_the_old_windows_says_how_to_save_it(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("title: T\nabout: F\u00fc\u00dfe\n".encode("cp1252"))
    with pytest.raises(RoutineError) as caught:
        reader.read(path)
    assert str(caught.value) == (
        f'{path}:2:9: this text is not UTF-8, but looks like Windows-1252, in which this is "ü" (0xfc); '
        'save it as UTF-8: in Notepad, "Save as", and there "Encoding: UTF-8"'
    )
