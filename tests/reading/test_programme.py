"""Programmes are read as they are meant; each that is wrong gets its messages, with their places."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reading.loaders import LOADERS
from voicefoot.errors import RoutineError
from voicefoot.model.choices import Level, Talk
from voicefoot.model.programme import Programme, Return
from voicefoot.reading import parser
from voicefoot.reading.read_programme import find_programme, read_programme

ROUTINE = "title: Knee\nexercises: [{name: Taps, reps: 3, every: 1s}]\n"
GOOD = """\
programme: Knee
level: gentle
weeks:
  - days: [desk, rest, knee.yaml]
  - {level: standard, days: [desk, {routine: knee.yaml, level: strong, talk: brief, say: Slowly.}]}
"""


def read(text: str | bytes, tmp_path: Path) -> Programme:
    (tmp_path / "knee.yaml").write_text(ROUTINE, encoding="utf-8")
    (tmp_path / "folder.yaml").mkdir(exist_ok=True)
    path = tmp_path / "plan.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_programme(str(path))


def test_what_stands_around_holds_for_what_is_in_it(tmp_path: Path) -> None:
    found = read(GOOD, tmp_path)
    assert (found.title, found.weeks, len(found.days)) == ("Knee", 2, 14)
    assert (found.too_hard, found.after_a_break) == (Return.REPEAT_DAY, Return.GO_ON)
    assert [(day.label, day.number, day.level) for day in found.sessions] == [
        ("1.1", 1, Level.GENTLE), ("1.3", 3, Level.GENTLE), ("2.1", 8, Level.STANDARD),
        ("2.2", 9, Level.STRONG),
    ]  # fmt: skip
    last = found.sessions[-1]
    assert (last.routine, last.talk, last.say) == (str(tmp_path / "knee.yaml"), Talk.BRIEF, "Slowly.")
    assert all(day.level is None and day.say is None for day in found.days if day.is_rest)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Programme: P\nDays: [desk, Rest, DESK]\n", ["desk", None, "desk"]),
        ("program: P\ndays:\n  - desk\n  - day off\n  - {routine: rest, note: Swim.}\n  - {Session: desk}\n",
         ["desk", None, None, "desk"]),
        ("programme: P\nweeks:\n  - {times: 2, days: [desk]}\n", ["desk", *[None] * 6] * 2),
        ("programme: P\nweeks: [[desk, rest, desk]]\n", ["desk", None, "desk", *[None] * 4]),
        ("\ufeffprogramme: P\r\ndays:\r\n\u2022 desk\r\n\u2022 rest\r\n", ["desk", None]),
    ],
)  # fmt: skip
def test_what_people_write_is_understood(text: str, days: list[str | None], tmp_path: Path) -> None:
    assert [day.routine for day in read(text, tmp_path).days] == days


@pytest.mark.parametrize(
    ("written", "how"),
    [
        ("repeat the day", Return.REPEAT_DAY), ("Week before", Return.WEEK_BEFORE),
        ("the_day-before", Return.DAY_BEFORE), ("begin again", Return.BEGIN_AGAIN), ("go on", Return.GO_ON),
    ],
)  # fmt: skip
def test_where_it_goes_on(written: str, how: Return, tmp_path: Path) -> None:
    found = read(f"too hard: {written}\nafter a break: {written}\n{GOOD}", tmp_path)
    assert (found.too_hard, found.after_a_break) == (how, how)


@pytest.mark.parametrize(
    "keys",
    [
        ("Too-hard", "after_a_break"),
        ("tooHard", "afterABreak"),
        ("TOO  HARD", "Break"),
        ("ifTooHard", "break"),
    ],
)
def test_keys_are_known_however_they_are_spelled(keys: tuple[str, str], tmp_path: Path) -> None:
    found = read("".join(f"{key}: repeat the week\n" for key in keys) + GOOD, tmp_path)
    assert (found.too_hard, found.after_a_break) == (Return.REPEAT_WEEK, Return.REPEAT_WEEK)


@pytest.mark.parametrize(
    "written", ["[Mon, Wed, Fri]", "Monday, wednesday Fri", "[mo, we, fr]", "[Mon., Wed., Fri.]"]
)
def test_days_of_the_week(written: str, tmp_path: Path) -> None:
    assert read(f"weekdays: {written}\n{GOOD}", tmp_path).weekdays == {0, 2, 4}


def instead(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def top(line: str) -> str:
    return f"{line}\n{GOOD}"


TABLE: dict[str, tuple[str | bytes, str, str, str]] = {
    "no name": (instead("programme: Knee\n", ""), "1:1", "no `programme`", "write `programme:`"),
    "a name left empty": (
        instead("programme: Knee", "programme:"), "1:11", "left empty", "write what belongs"
    ),
    "no weeks": ("programme: P\n", "1:1", "no `weeks`", "or `days:`"),
    "weeks: 0": ("programme: P\nweeks: 0\n", "2:8", '`weeks` is "0", which is no list', "- days:"),
    "weeks: 4": ("programme: P\nweeks: 4\n", "2:8", "no list", "- days:"),
    "weeks: []": ("programme: P\nweeks: []\n", "2:8", "nothing in `weeks`", "write a day"),
    "weeks left empty": ("programme: P\nweeks:\n", "2:7", "`weeks` is no list", "- days:"),
    "an empty week": (
        instead("days: [desk, rest, knee.yaml]", "days: []"), "4:11", "nothing in `days`", "a day"
    ),
    "a week without days": (
        instead("days: [desk, rest, knee.yaml]", "level: strong"), "4:5", "no `days`", "write"
    ),
    "a week that is a word": (
        instead("- days: [desk, rest, knee.yaml]", "- desk"), "4:5", "no week", "- days:"
    ),
    "eight days in a week": (
        instead("[desk, rest, knee.yaml]", f"[{', '.join(['desk'] * 8)}]"), "4:11", "8 items", "another one"
    ),
    "10,000 weeks": (
        "programme: P\nweeks: [" + "[desk]," * 10_000 + "]\n", "2:8", "10,000 items", "104 weeks at most"
    ),
    "a week 10,000 times": (
        instead("- days:", "- times: 10000\n    days:"), "4:12", "out of range", "1 to 104"
    ),
    "too many weeks with their times": (
        "programme: P\nweeks: [{times: 60, days: [desk]}, {times: 60, days: [desk]}]\n", "2:36",
        "more than 104 weeks", "104 weeks at most",
    ),
    "10,000 days": ("programme: P\ndays: [" + "desk," * 10_000 + "]\n", "2:7", "10,000 items", "728 at most"),
    "days beside weeks": (top("days: [desk]"), "1:1", "beside `weeks` (line 4)", "keep one"),
    "only rests": ("programme: P\ndays: [rest, off]\n", "2:1", "only rests", "name a routine"),
    "an unknown routine": (
        instead("desk, rest", "dsk, rest"), "4:12", 'no routine called "dsk"', "mean desk?"
    ),
    "a routine like none": (instead("desk, rest", "zumba, rest"), "4:12", 'called "zumba"', "voicefoot list"),
    "a file without its ending": (
        instead("knee.yaml]", "folder]"), "4:24", 'called "folder"', "folder.yaml?"
    ),
    "a built-in routine is not its beginning": (
        instead("desk, rest", "des, rest"), "4:12", "no routine", "desk?"
    ),
    "a file that is not there": (
        instead("knee.yaml]", "hip.yaml]"), "4:24", "is not there", "beside the programme"
    ),
    "a file outside": (
        instead("knee.yaml]", "../knee.yaml]"), "4:24", "outside the folder", "beside the programme"
    ),
    "an absolute path": (instead("knee.yaml]", "/etc/passwd]"), "4:24", "outside", "put the file"),
    "a path of Windows": (instead("knee.yaml]", "C:\\knee.yaml]"), "4:24", "outside", "put the file"),
    "a folder": (instead("knee.yaml]", "folder.yaml]"), "4:24", "is no file", "name the file"),
    "itself": (instead("knee.yaml]", "plan.yaml]"), "4:24", "is this programme itself", "name a routine"),
    "a programme": (
        instead("desk, rest", "four-weeks, rest"), "4:12", "a programme itself", "name a routine"
    ),
    "a day without a routine": (
        instead("desk, rest", "{level: gentle}, rest"), "4:12", "no `routine`", "write"
    ),
    "a day left empty": (instead("desk, rest", '"", rest'), "4:12", "no routine is named", "or rest"),
    "a list as a day": (instead("desk, rest", "[desk], rest"), "4:12", "no routine is named", "or rest"),
    "a long name": (instead("desk, rest", "d" * 400 + ", rest"), "4:12", "400 characters", "300 at most"),
    "an unknown level": (
        instead("gentle", "softly"), "2:8", '`level` is "softly"', "gentle, standard or strong"
    ),
    "an unknown talk": (top("talk: loud"), "1:7", '`talk` is "loud"', "full, brief or counts"),
    "an unknown key": (top("abuot: Knees."), "1:1", "no key `abuot` in a programme", "did you mean `about`?"),
    "a key at the wrong place": (
        instead("- days:", "- weekdays: [Mon]\n    days:"), "4:5", "in a week", "it belongs in a programme"
    ),
    "a key twice": (top("program: Hip"), "2:1", "twice, first in line 1", "keep one"),
    "an unknown way on": (
        top("too hard: cry"), "1:11", "which is not known", "repeat the day, the day before"
    ),
    "weeks where there are none": (
        "programme: P\ntoo hard: week before\ndays: [desk]\n", "2:11", "no weeks here", "repeat the day"
    ),
    "no day of the week": (top("weekdays: [Mon, Foo]"), "1:17", '"Foo" is no day', "[Mon, Wed, Fri]"),
    "half a day of the week": (top("weekdays: [T]"), "1:12", '"T" is no day', "[Mon, Wed, Fri]"),
    "no days of the week": (top("weekdays: []"), "1:1", "`weekdays` is left empty", "[Mon, Wed, Fri]"),
    "an unknown language": (top("language: Klingon"), "1:11", "Klingon", ""),
    "a text that is too long": (top("intro: " + "a " * 400), "1:8", "799 characters", "500 at most"),
    "an anchor": (top("about: &a Knees."), "1:8", "`&a` is an anchor", "take it out"),
    "exercises": (top("exercises: []"), "1:1", "no key `exercises`", "write one of"),
    "a control character": (top("about: K\x1bnees."), "1:9", "control character (U+001B)", "delete it"),
    "tabs": ("programme: P\ndays:\n\t- desk\n", "3:1", "indented with a tab", "spaces"),
    "not YAML": ("programme: P\nweeks: [[desk\n", "2:", "never closed", "close it"),
}  # fmt: skip


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("case", TABLE)
def test_what_is_wrong_is_said_with_its_place(
    case: str, loader: type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parser, "LOADER", loader)
    text, place, what, remedy = TABLE[case]
    with pytest.raises(RoutineError) as error:
        read(text, tmp_path)
    lines = [str(problem).removeprefix(f"{tmp_path / 'plan.yaml'}:") for problem in error.value.problems]
    assert any(line.startswith(place) and what in line and remedy in line for line in lines), lines
    assert len(lines) <= 3, lines


PIECES = st.sampled_from([
    "programme", "weeks", "days", "times", "too hard", "weekdays", "level", "routine", "rest", "desk", ":",
    ": ", "- ", "\n", "\n  ", "\n    ", "[", "]", "{", "}", ",", "#", "'", '"', "0", "-1", "1e9", "~", "null",
    "knee.yaml", "plan.yaml", "../", "week before", "\t", "\x00", "&a", "*a", "<<", "|", ">", "?", "é",
])  # fmt: skip
CHANGES = st.lists(st.tuples(st.integers(0, len(GOOD)), st.integers(0, 30), PIECES), min_size=1, max_size=6)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_whatever_is_in_the_file_is_read_or_told_of(
    changes: list[tuple[int, int, str]], tmp_path: Path
) -> None:
    text = GOOD
    for at, length, piece in changes:
        text = text[:at] + piece + text[at + length :]
    try:
        days = read(text, tmp_path).days
    except RoutineError:
        return
    assert not all(day.is_rest for day in days)
    assert [day.number for day in days] == list(range(1, len(days) + 1))


def test_links_lead_nowhere_else(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.yaml").write_text(ROUTINE, encoding="utf-8")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.yaml").symlink_to(outside / "secret.yaml")
    (inside / "plan.yaml").write_text("programme: P\ndays: [link.yaml]\n", encoding="utf-8")
    with pytest.raises(RoutineError, match="leads out of the folder of the programme"):
        find_programme(str(inside / "plan.yaml"))
