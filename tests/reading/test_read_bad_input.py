"""Files that are no routines: each gets its messages, with their places, and nothing else happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.reading.loaders import LOADERS
from voicefoot.errors import RoutineError
from voicefoot.model.limits import MAX_ROUTINE_BYTES
from voicefoot.reading import parser
from voicefoot.reading import read as reader

GOOD = """title: Feet
sides: [right foot, left foot]
exercises:
  - name: Taps
    say: Tap your toes.
    reps: 10
    every: 2s
"""

MESSAGE = re.compile(r"^[^\n]*:([1-9][0-9]*):([1-9][0-9]*): ([^\n;]|;)+; [^\n]+$")


def instead(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


def work(line: str) -> str:
    return instead("    reps: 10\n    every: 2s\n", f"    {line}\n")


TABLE: dict[str, tuple[str | bytes, str, str, str]] = {
    "empty": ("", "1:1", "nothing in this file", "voicefoot new"),
    "only a comment": ("# feet\n", "1:1", "nothing in this file", "voicefoot new"),
    "words alone": ("Tap your toes.\n", "1:1", "holds words", "`title:`"),
    "a list of lists": ("- []\n- []\n", "1:3", "a list stands where an exercise belongs", "- name:"),
    "not YAML": ("title: [Feet\nexercises: }{\n", "1:8", "never closed", "close it"),
    "no title": (instead("title: Feet\n", ""), "1:1", "no `title`", "write `title:`"),
    "no exercises": ("title: Feet\n", "1:1", "no `exercises`", "write `exercises:`"),
    "exercises left empty": ("title: Feet\nexercises:\n", "2:11", "left empty", "write what belongs"),
    "exercises: none": ("title: Feet\nexercises: []\n", "2:12", "left empty", "write what belongs"),
    "exercises without dashes": ("title: Feet\nexercises:\n  name: A\n", "3:3", "is a list", "- name:"),
    "a name alone without a dose": ("title: Feet\nexercises: [Taps]\n", "2:13", "how much", "the whole list"),
    "a list as an exercise": ("title: Feet\nexercises: [[Taps]]\n", "2:13", "a list stands", "- name:"),
    "unknown key": (instead("say:", "sey:"), "5:5", "no key `sey`", "did you mean `say`?"),
    "key of another program": (work("duration: 5s"), "6:5", "no key `duration`", "did you mean `for`?"),
    "key that is still unknown": (work("lighting: dim"), "6:5", "no key `lighting`", "write one of"),
    "key at the wrong place": (
        GOOD + "say: Go.\n",
        "8:1",
        "at the top",
        "in an exercise, in a move, in a tip or in a position",
    ),
    "reps of 0": (instead("10", "0"), "6:11", "too few", "1 to 100,000"),
    "reps of -3": (instead("10", "-3"), "6:11", "less than 1", "such as 15"),
    "reps of 1e9": (instead("10", "1e9"), "6:11", "not a whole number", "in digits"),
    "reps of 1000000000": (instead("10", "1000000000"), "6:11", "too many", "1 to 100,000"),
    "reps of many": (instead("10", "many"), "6:11", "not a whole number", "such as 15"),
    "reps of 20-15": (instead("10", "20-15"), "6:11", "downwards", "15-20"),
    "reps of yes": (instead("10", "yes"), "6:11", '"yes"', "such as 15"),
    "reps of a date": (instead("10", "2024-01-01"), "6:11", '"2024-01-01"', "such as 15"),
    "reps of sets in a list": (
        instead("10", "[3 x 10, 8]"),
        "6:12",
        "sets and repetitions",
        "`sets: 3` and `reps: 10`",
    ),
    "reps of .nan": (instead("10", ".nan"), "6:11", "not a whole number", "such as 15"),
    "reps for an unknown side": (
        instead("10", "{rigt foot: 1, left foot: 2}"),
        "6:12",
        'no side "rigt foot"',
        "right foot",
    ),
    "reps for one side": (instead("10", "{right foot: 1}"), "6:5", '"left foot"', "for each side"),
    "reps without a pace": (work("reps: 10"), "6:5", "no pace", "`until: told`"),
    "a pace without reps": (work("every: 2s"), "6:5", "without `reps`", "reps: 10"),
    "no dose": (work("count: auto"), "4:5", "how much", "hold: 20s"),
    "tempo of 0": (instead("every: 2s", "tempo: 0"), "7:12", "too slow", "20 to 400"),
    "tempo of 5000": (instead("every: 2s", "tempo: 5000"), "7:12", "too fast", "20 to 400"),
    "tempo of .nan": (instead("every: 2s", "tempo: .nan"), "7:12", "not a tempo", "120 bpm"),
    "every .inf": (instead("2s", ".inf"), "7:12", "not a time", "such as 20s"),
    "every 0": (instead("2s", "0"), "7:12", "too short", "0.15s to 60s"),
    "every 2": (instead("2s", "2"), "7:12", "no unit", "2s or 2 min"),
    "hold of 0 s": (work("hold: 0 s"), "6:11", "too short", "0.5s to 1 h"),
    "hold of 30 h": (work("hold: 30 h"), "6:11", "too long", "0.5s to 1 h"),
    "hold of -5s": (work("hold: -5s"), "6:11", "negative", "such as 20s"),
    "hold of 30-20s": (work("hold: 30-20s"), "6:11", "downwards", "20s to 30s"),
    "every beside tempo": (GOOD + "    tempo: 120 bpm\n", "8:5", "beside `every` (line 7)", "keep one"),
    "for beside reps": (GOOD + "    for: 20s\n", "8:5", "beside `reps` (line 6)", "keep one"),
    "hold beside tempo": (work("tempo: 60 bpm\n    hold: 2s"), "7:5", "beside `tempo` (line 6)", "keep one"),
    "a key written twice": (GOOD + "    reps: 12\n", "8:5", "twice, first in line 6", "keep one"),
    "say left empty": (instead("Tap your toes.", ""), "5:9", "`say` is left empty", "write what belongs"),
    "say of dots": (instead("Tap your toes.", "..."), "5:10", "no word", "write words"),
    "say too long": (instead("Tap your toes.", "tap " * 200), "5:10", "799 characters", "500 at most"),
    "say a list": (instead("Tap your toes.", "[Tap]"), "5:10", "not a list", "in quotes"),
    "a colon in words": (instead("Tap your", "Now: tap"), "5:13", "a colon splits", '"Now: tap toes."'),
    "a comma in braces": (
        work("tips: [{at: 40%, say: Up, then down.}]\n    for: 5s"),
        "6:31",
        "a comma splits the words of `say`",
        '"Up, then down."',
    ),
    "a colon in braces": (
        work("moves: [{say: Go: now, hold: 5s}]").replace("    say: Tap your toes.\n", ""),
        "5:21",
        "a colon splits",
        'say: "Go: now"',
    ),
    "an apostrophe in quotes": (
        instead("Tap your", "'Don't tap'"),
        "5:15",
        "after the closing quote",
        "Don't",
    ),
    "an open quote": (instead("Tap your", '"Tap'), "5:10", "never closed", "close it"),
    "no space behind a colon": (instead("reps: 10", "reps:10"), "6:5", "no space", "write reps: 10"),
    "out of line": (instead("    reps", "   reps"), "6:4", "line up", "same column"),
    "tabs": (instead("    say", "\tsay"), "5:1", "a tab", "indent with spaces"),
    "a Python tag": (
        instead("Tap your toes.", "!!python/object/apply:os.system [touch pwned]"),
        "5:10",
        "is a tag",
        "take it out",
    ),
    "a tag of nobody": (instead("Tap", "!x!y Tap"), "5:10", "`!`", "in quotes"),
    "a merge key of nonsense": (instead("say: Tap your toes.", "<<: 3"), "5:5", "`<<`", "write the keys out"),
    "an anchor": (instead("Tap", "&tap Tap"), "5:10", "`&tap` is an anchor", "take it out"),
    "an alias": (instead("Tap your toes.", "*tap"), "5:10", "points elsewhere", "in quotes"),
    "words with stars": (
        instead("Tap your", "*Tap* your"),
        "5:",
        "can't begin with `*`",
        '"*Tap* your toes."',
    ),
    "a directive": ("%TAG\n" + GOOD, "1:1", "can't begin with `%`", "take it out"),
    "two documents": (GOOD + "---\n" + GOOD, "8:1", "second document", "keep one"),
    "an alias bomb": (
        "a: &a [x, x]\n"
        + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
        "1:4",
        "is an anchor",
        "take it out",
    ),
    # Newer libyaml refuses a thousand brackets before it tells of the first: the place is where it stops.
    "brackets 5,000 deep": ("[" * 5000, "1:", "more than 20 deep", "take some out"),
    "brackets 5,000 deep in a value": (
        instead("[right", "[" * 5000),
        "2:",
        "more than 20 deep",
        "take some out",
    ),
    "braces 5,000 deep": ("{a: " * 5000, "1:78", "more than 20 deep", "take some out"),
    "dashes 5,000 deep": ("- " * 5000, "1:41", "more than 20 deep", "take some out"),
    "brackets of 1 MB": ("[" * MAX_ROUTINE_BYTES, "1:", "more than 20 deep", "take some out"),
    "commas of 1 MB": ("[" + "a," * 400_000, "1:", "too much", "which file"),
    "binary bytes": (bytes(range(256)), "3:115", "0x80", "UTF-8"),
    "Latin-1": (instead("Feet", "F\u00fc\u00dfe").encode("latin-1"), "1:9", "0xfc", "UTF-8"),
    "Windows-1252": (instead("Feet", "\u201eFeet").encode("cp1252"), "1:8", "Windows-1252", "Notepad"),
    "Shift JIS": (
        instead("Feet", "\u8db3\u3002").encode("shift-jis"),
        "1:8",
        "not valid UTF-8",
        "which file",
    ),
    "half of UTF-16": (GOOD.encode("utf-16")[:-1], "1:1", "UTF-16", "save it once more"),
    "5 MB of text": ("# feet\n" * 750_000, "1:1", "larger than 1 MB", "which file"),
    "zeros": (bytes(1000), "1:1", "U+0000", "delete it"),
    "an escape in a title": (instead("Feet", "\x1b[31mFeet"), "1:8", "U+001B", "delete it"),
    "a written escape in a title": (instead("Feet", '"\\e[31mFeet"'), "1:8", "U+001B", "delete it"),
    "a turned text in a title": (instead("Feet", "\u202eteeF"), "1:8", "U+202E", "delete it"),
    "an odd escape in a title": (instead("Feet", '"\\q"'), "1:", "backslash", "single quotes"),
    "a lost character in a title": (instead("Feet", '"\\ufffd"'), "1:8", "lost", "type it again"),
    "a title too long": (instead("Feet", "feet " * 50), "1:8", "249 characters", "200 at most"),
    "sides of one name": (instead("left foot", "Right foot"), "2:8", "same name", "its own"),
    "an unknown position": (
        GOOD + "    position: flying\n",
        "8:15",
        "not a known position",
        "standing, seated",
    ),
    "an unknown language": (GOOD + "language: xx\n", "8:11", "not a known language", "write en, de"),
    "an unknown version": (GOOD + "version: 7\n", "8:10", "not a known version", "write 1"),
    "an unknown count": (GOOD + "    count: some\n", "8:12", "not a way to count", "last 5"),
    "a session of weeks": (
        GOOD.replace("10", "100000") + "rounds: 10\n",
        "4:5",
        "1,111 hours",
        "24 hours at most",
    ),
    "pronounce in words": (GOOD + "pronounce: SIJ\n", "8:12", "needs words", "{Feldenkrais: "),
    "pronounce in a list": (GOOD + "pronounce: [SIJ]\n", "8:12", "needs words", "{Feldenkrais: "),
    "pronounce of nothing": (GOOD + "pronounce: {}\n", "8:12", "left empty", "take it out"),
    "pronounce without a word": (
        GOOD + "pronounce: {'@': at}\n",
        "8:13",
        '"@" there is no word',
        "write one",
    ),
    "pronounce without saying": (GOOD + "pronounce:\n  SIJ:\n", "9:7", "`SIJ` is left empty", "take it out"),
    "pronounce with half a slash": (GOOD + "pronounce: {SIJ: /ab}\n", "8:18", "is no IPA", "two slashes"),
    "pronounce with no IPA": (GOOD + "pronounce: {SIJ: /a3/}\n", "8:18", '"3" in "/a3/"', "two slashes"),
    "pronounce with a list": (GOOD + "pronounce: {SIJ: [a]}\n", "8:18", "`SIJ` takes one value", "in quotes"),
    "a long word": (GOOD + f"pronounce: {{{'S' * 61}: a}}\n", "8:13", "61 characters", "60 at most"),
    "a long pronunciation": (
        GOOD + f"pronounce: {{S: {'a' * 201}}}\n",
        "8:16",
        "201 characters",
        "200 at most",
    ),
    "many words": (
        GOOD + "pronounce:\n" + "".join(f"  W{i}: a\n" for i in range(201)),
        "9:3",
        "201 words",
        "200 at most",
    ),
    "a sound outside": (GOOD + "sounds: {tick: ../../etc/passwd}\n", "8:16", "outside", "beside the routine"),
    "a sound from the root": (
        GOOD + "sounds: {tick: /etc/passwd}\n",
        "8:16",
        "outside",
        "beside the routine",
    ),
    "a sound from a drive": (GOOD + "sounds: {tick: 'C:\\a.wav'}\n", "8:16", "outside", "beside the routine"),
    "a sound that is not there": (GOOD + "sounds: {tick: no.wav}\n", "8:16", "not there", "check its name"),
    "a sound that is the routine": (GOOD + "sounds: {tick: r.yaml}\n", "8:16", "not a WAV file", ""),
    "a sound that is a folder": (GOOD + "sounds: {tick: .}\n", "8:16", "not a file", "WAV file"),
    "an unknown sound": (GOOD + "sounds: {tock: a.wav}\n", "8:10", "no sound `tock`", "did you mean `tick`?"),
}
"""What it is: (the file, the place of a problem, a part of what it says, a part of the remedy)."""


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("name", TABLE)
def test_each_gets_its_message_with_its_place(
    name: str, loader: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parser, "LOADER", loader)
    content, place, what, remedy = TABLE[name]
    monkeypatch.chdir(tmp_path)
    path = Path("r.yaml")
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(RoutineError) as caught:
        reader.read(path)
    lines = str(caught.value).split("\n")
    assert caught.value.exit_code == 2
    assert all(MESSAGE.match(line) for line in lines)
    fitting = [line for line in lines if line.startswith(f"r.yaml:{place}")]
    assert any(what in line and remedy in line.partition("; ")[2] for line in fitting), lines
    assert [entry.name for entry in tmp_path.iterdir()] == ["r.yaml"]


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(RoutineError, match=r"no\.yaml:1:1: there is no such file; check its name"):
        reader.read(tmp_path / "no.yaml")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(RoutineError, match="this is a folder; name a routine file"):
        reader.read(tmp_path)


def test_a_null_character_in_the_path() -> None:
    with pytest.raises(RoutineError, match="can't be read"):
        reader.read("a\0b.yaml")


def test_a_control_character_in_the_path_does_not_reach_the_terminal(tmp_path: Path) -> None:
    with pytest.raises(RoutineError) as caught:
        reader.read(tmp_path / "\x1b[31m\udcff.yaml")
    assert str(caught.value).isprintable()
    assert str(caught.value).encode()


def test_all_problems_are_told_at_once_in_order(tmp_path: Path) -> None:
    path = tmp_path / "many.yaml"
    path.write_text(
        "title: Now: feet\n"
        "exercises:\n"
        "  - name: A\n"
        "    sey: Go.\n"
        "    reps: 20-15\n"
        "    every: 2\n"
        "  - name: B\n"
        "    say: One: two.\n"
        "    say: Three.\n"
        "    reps:5\n"
        "    hold: 30 h\n"
        "  - {name: C, say: Up, down., for: 5s, position: flying}\n"
    )
    with pytest.raises(RoutineError) as caught:
        reader.read(path)
    places = [(problem.line, problem.column) for problem in caught.value.problems]
    assert places == [
        (1, 11),
        (4, 5),
        (5, 11),
        (6, 12),
        (8, 13),
        (9, 5),
        (10, 5),
        (11, 11),
        (12, 24),
        (12, 50),
    ]
    assert len(set(caught.value.problems)) == len(caught.value.problems)


def test_control_characters_are_told_once_a_line(tmp_path: Path) -> None:
    path = tmp_path / "feet.yaml"
    path.write_text("title: a\u202eb\u200fc\u0007\nabout: fine\n" + "# \u202e\n" * 30, encoding="utf-8")
    with pytest.raises(RoutineError) as caught:
        reader.read(path)
    told = [str(problem) for problem in caught.value.problems if "U+202E" in str(problem)]
    assert told[0].endswith(
        ":1:9: there is a control character (U+202E) here, and 2 more in this line; delete it"
    )
    assert len(told) == 20
    assert told[-1].endswith(
        ":21:3: there is a control character (U+202E) here, and there are some in 11 more lines; delete it"
    )
