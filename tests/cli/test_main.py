"""The command line, with a real voice where one speaks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from tests.support.mounts import mounted
from voicefoot.cli.main import run
from voicefoot.cli.options import SessionRequest
from voicefoot.reading.builtin import PROGRAMMES, SHELF, names

pytestmark = pytest.mark.usefixtures("shared_clips")

SHORT = """\
title: Short
exercises:
  - name: Lifts
    say: Lift your heels.
    get_ready: 0s
    reps: 3
    every: 1s
"""


@pytest.fixture
def short(tmp_path: Path) -> Path:
    path = tmp_path / "short.yaml"
    path.write_text(SHORT, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _light_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEFOOT_VOICE", "pyttsx3")


def test_bare_command_names_what_people_need(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0
    out = capsys.readouterr().out
    assert all(f"voicefoot {command}" in out for command in ("play", "list", "export"))


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    out = capsys.readouterr().out
    commands = [
        "play",
        "export",
        "show",
        "check",
        "list",
        "history",
        "log",
        "voices",
        "outputs",
        "new",
        "schema",
        "language",
        "set",
        "cache",
        "doctor",
    ]
    assert all(f"  {command} " in out for command in commands)


def test_export_writes_the_session_and_show_its_score(
    short: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.wav"
    assert run(["export", str(short), "-o", str(out)]) == 0
    capsys.readouterr()
    assert run(["show", str(short), "--json"]) == 0
    score = json.loads(capsys.readouterr().out)
    with wave.open(str(out)) as written:
        assert (written.getframerate(), written.getnchannels(), written.getsampwidth()) == (48_000, 1, 2)
        assert written.getnframes() == round(score["duration"] * 48_000)
    assert score["voice"].startswith("pyttsx3")
    counts = [e for s in score["sections"] for e in s["events"] if e["kind"] == "count"]
    assert [(e["text"], e["number"]) for e in counts] == [("one", 1), ("two", 2), ("three", 3)]
    assert all(e["start"] <= e["beat"] < e["end"] for e in counts)
    ticks = [e["beat"] for s in score["sections"] for e in s["events"] if e["text"] == "tick"]
    assert [e["beat"] for e in counts] == ticks


def test_the_same_session_gives_the_same_file(short: Path, tmp_path: Path) -> None:
    for name in ("a.wav", "b.wav"):
        assert run(["export", str(short), "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()


def test_sample_rate(short: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.wav"
    assert run(["export", str(short), "-o", str(out), "--sample-rate", "44100"]) == 0
    with wave.open(str(out)) as written:
        assert written.getframerate() == 44_100


def test_show_is_a_transcript(short: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", str(short)]) == 0
    lines = [line[7:].strip() for line in capsys.readouterr().out.splitlines()]
    assert "Lift your heels." in lines
    assert "one, two, three" in lines


PACED = "title: Paced\nexercises:\n  - {name: Rises, reps: 3-5, every: 2s}\n"


@pytest.mark.parametrize(
    ("options", "dose"),
    [
        ([], "Four times."),
        (["--class"], "At your own pace, for ten seconds."),
        (["--class", "--level", "standard"], "At your own pace, for eight seconds."),
        (["--level", "gentle", "--class"], "At your own pace, for six seconds."),
    ],
)
def test_a_class_is_led_to_the_top_or_to_the_level_that_is_asked_for(
    options: list[str], dose: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "paced.yaml"
    path.write_text(PACED, encoding="utf-8")

    assert run(["show", str(path), *options]) == 0

    assert dose in capsys.readouterr().out


def test_only_a_live_session_waits(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    heard: list[SessionRequest] = []
    monkeypatch.setattr("voicefoot.cli.play.play_live", lambda *told, **_: heard.append(told[1]))

    for options in ([], ["--wait"], ["--class", "--wait"]):
        assert run(["play", "desk", *options]) == 0
    assert [(each.choices.wait, each.choices.for_class) for each in heard] == [
        (False, False), (True, False), (True, True),
    ]  # fmt: skip
    for command in (["show", "desk"], ["export", "desk", "-o", "desk.wav"]):
        assert run([*command, "--wait"]) == 2
        assert "--wait" in capsys.readouterr().err


def test_show_draws_the_session(short: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", str(short)]) == 0
    assert "repetition" in capsys.readouterr().out.splitlines()[-1]
    picture = tmp_path / "short.svg"
    assert run(["show", str(short), "--svg", str(picture)]) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert str(picture) in shown.err
    assert picture.read_text(encoding="utf-8").startswith("<svg")


def test_export_without_a_file_names_the_line_to_type(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "toothbrush"]) == 2
    assert "voicefoot export toothbrush -o toothbrush.mp3" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "part"),
    [
        (["play", "tothbrush"], 2, "toothbrush"),
        (["show", "nowhere.yaml"], 2, "nowhere.yaml"),
        (["export", "desk", "-o", "x.xyz"], 2, ".wav"),
        (["export", "desk", "-o", "no/such/folder/x.wav"], 1, "no/such/folder"),
        (["show", "desk", "--level", "hard"], 2, "--level"),
        (["show", "desk", "--only", "towel"], 2, "Ball roll"),
        (["show", "desk", "--voice", "nobody"], 2, "nobody"),
        (["play", "desk", "--output", "nowhere"], 2, "nowhere"),
        (["show", "desk", "--voice-speed", "9"], 2, "--voice-speed"),
        (["play", "desk", "--start-in", "soon"], 2, "soon"),
        (["bogus"], 2, "bogus"),
    ],
)
def test_one_message_and_an_exit_code(
    arguments: list[str], code: int, part: str,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == code
    captured = capsys.readouterr()
    assert part in captured.err
    assert "Traceback" not in captured.err
    assert captured.out == ""
    assert list(tmp_path.iterdir()) == []


def test_no_speaker_is_exit_code_3_and_names_export(short: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PULSE_SERVER": f"unix:{tmp_path}/nobody", "ALSA_CONFIG_PATH": "/dev/null"}
    done = subprocess.run(
        [sys.executable, "-m", "voicefoot", "play", str(short)],
        env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert "voicefoot export" in done.stderr
    assert "Traceback" not in done.stderr


def test_play_to_nothing(short: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["play", str(short), "--output", "null", "--talk", "counts", "--lead-in", "0s"]) == 0
    assert "Lifts" in capsys.readouterr().err


def test_check(short: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(short)]) == 0
    assert "short.yaml: good; about 0:" in capsys.readouterr().out
    bad = tmp_path / "bad.yaml"
    bad.write_text(SHORT.replace("reps: 3", "rep: 3") + "    hold: 0s\n", encoding="utf-8")
    assert run(["check", str(short), str(bad)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) >= 2
    assert all(line.startswith(f"{bad}:") for line in lines)
    assert any("reps" in line for line in lines)


def test_check_warns_and_is_content(short: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = tmp_path / "odd.yaml"
    odd.write_text(SHORT.replace("reps: 3", "reps: 3\n    rest: 9s"), encoding="utf-8")
    line = SHORT[: SHORT.index("reps: 3")].count("\n") + 2
    warning = (
        f"{odd}:{line}:5: warning: `rest` has no effect: it stands between sets, and there is only one; "
    )
    assert run(["check", str(odd), str(short)]) == 0
    captured = capsys.readouterr()
    assert captured.err.startswith(warning)
    assert captured.err.count("\n") == 1
    assert [row.partition(": ")[2][:11] for row in captured.out.splitlines()] == ["good; about"] * 2
    assert run(["show", str(odd)]) == 0
    assert "warning" not in capsys.readouterr().err


@pytest.mark.parametrize(("rest", "warned"), [("2s", True), ("4s", True), ("30s", False)])
def test_check_warns_of_a_rest_that_is_too_short_for_what_the_body_needs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rest: str, warned: bool
) -> None:
    file = tmp_path / "tight.yaml"
    file.write_text(
        f"title: Tight\nrest_between: {rest}\nexercises:\n"
        "  - {name: Plank, position: plank, for: 20s}\n"
        "  - {name: Bridge, position: lying on your back, caution: Keep your neck long., for: 20s}\n",
        encoding="utf-8",
    )
    assert run(["check", str(file), "--class"]) == 0
    printed = capsys.readouterr()
    assert "good; about" in printed.out
    assert ("before Bridge are too short for what has to be said in them" in printed.err) is warned
    if warned:
        assert f"{file}:5:" in printed.err
        assert "s are enough" in printed.err


def test_check_warns_beside_problems(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("title: Band #1\nexercises: [{name: A, for: 5}]\n", encoding="utf-8")
    assert run(["check", str(path)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [row.removeprefix(f"{path}:").partition(": ")[0] for row in lines] == ["1:13", "2:28"]
    assert ["warning" in row for row in lines] == [True, False]


def test_talk_that_is_too_long_for_what_it_lasts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "long.yaml"
    path.write_text(SHORT.replace("get_ready: 0s", "lasts: 5s"), encoding="utf-8")
    assert run(["check", str(path)]) == 2
    assert "more than the 5 s that it lasts" in capsys.readouterr().err


def test_new_writes_a_routine_that_passes_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "my.yaml"
    assert run(["new", str(path)]) == 0
    assert run(["check", str(path)]) == 0
    assert run(["new", str(path)]) == 1, "it is not overwritten"
    copy = tmp_path / "copy.yaml"
    assert run(["new", str(copy), "--from", "foot-strength"]) == 0
    assert "# " in copy.read_text(encoding="utf-8")
    assert run(["check", str(copy)]) == 0
    assert "exists already" in capsys.readouterr().err


def test_list_tells_length_position_and_equipment(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["list"]) == 0
    out = capsys.readouterr().out
    assert "about 2 min; standing; no equipment" in out
    assert "towel, golf ball" in out


def test_list_has_groups(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line and not line.startswith(" ")] == [*SHELF, "Programmes"]
    shelf = [line.split(":")[0].strip() for line in lines if line.startswith("  ") and line[2] != " "]
    assert shelf == [*(name for group in SHELF.values() for name in group), *PROGRAMMES]


def test_list_is_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["list", "--json"]) == 0
    entries = {entry["name"]: entry for entry in json.loads(capsys.readouterr().out)}
    assert sorted(entries) == sorted([*names(), *PROGRAMMES])
    assert entries["toothbrush"] == {
        "name": "toothbrush",
        "title": "Toothbrush",
        "about": "Two minutes of toe lifts while you brush your teeth.",
        "minutes": 2.0,
        "positions": ["standing"],
        "equipment": [],
        "group": "Feet",
        "exercises": ["Big toe lifts", "Small toe lifts"],
        "sessions": None,
    }
    assert entries["tabata"]["minutes"] == pytest.approx(4.5, abs=0.5)


@pytest.mark.parametrize(
    ("words", "there", "not_there"),
    [
        (["KNEE"], {"knee", "ankle", "lower-back"}, {"desk", "runners-cool-down", "hip"}),
        (["toe-taps"], {"toe-taps", "foot-strength"}, {"big-toe-lifts"}),
        (["plank"], {"plank-ladder", "bodyweight-circuit"}, {"knee"}),
        (["older"], {"balance"}, {"knee"}),
        (["half-kneeling"], {"hip", "runners-cool-down"}, {"kneeling-stretch"}),
        (["towel"], {"towel-scrunches", "foot-strength"}, {"desk"}),
        (["feet", "seated"], {"desk", "toe-taps"}, {"toothbrush", "box-breathing"}),
        (["running"], {"walk-and-run", "runners-warm-up"}, {"desk"}),
        (["parts of the body", "Chair"], {"knee", "balance"}, {"hip"}),
    ],
)
def test_list_finds_routines_by_words(
    words: list[str], there: set[str], not_there: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["list", *words, "--json"]) == 0
    found = {entry["name"] for entry in json.loads(capsys.readouterr().out)}
    assert there <= found
    assert not not_there & found


@pytest.mark.parametrize("word", ["zebra", "desk zebra", "%"])
def test_list_says_that_it_found_nothing(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["list", word]) == 0
    assert capsys.readouterr().out == (
        f'Nothing here has to do with "{word}"; for all, type: voicefoot list\n'
    )
    assert run(["list", word, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["definitions"]["routine"]["type"] == "object"


def test_voices_and_outputs_tell_what_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["voices"]) == 0
    out = capsys.readouterr().out
    assert "pyttsx3" in out
    assert "natural" in out
    assert run(["outputs"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in ("miniaudio", "simpleaudio", "null"))


def test_doctor_lets_the_voice_speak(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor"]) in (0, 3)
    told = capsys.readouterr().out
    assert "says “Ready.”" in told
    assert "beats of songs" in told
    assert "--  media keys: there is no D-Bus session here; " in told
    assert "--  staying awake: nothing here keeps the machine awake when asked; " in told


def test_a_closed_pipe_is_not_a_fault(short: Path) -> None:
    command = f"{sys.executable} -m voicefoot show {short} --json | head -c 10"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=120, check=False)
    assert done.stderr == ""


def test_a_session_ends_where_whoever_reads_it_has_gone(short: Path) -> None:
    play = f"{sys.executable} -m voicefoot play {short} --output pipe:- </dev/null"
    command = f"{{ {play}; echo $? >&2; }} | head -c 10000"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=False, timeout=120, check=False)
    told = done.stderr.decode().splitlines()
    assert told[-1] == "3"
    assert told[-2].startswith("voicefoot: what reads standard output went away (broken pipe); play again, ")


def test_a_lead_in_is_not_longer_than_anybody_waits(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["play", "--lead-in", "31s", "--output", "null"]) == 2
    assert "'31s' is too long; write 30s at most" in capsys.readouterr().err


def test_a_full_disk_leaves_the_older_file(short: Path, tmp_path: Path) -> None:
    with mounted(tmp_path / "full", "size=64k") as folder:
        older = folder / "x.wav"
        older.write_bytes(b"older")
        assert run(["export", str(short), "-o", str(older)]) == 1
        assert older.read_bytes() == b"older"
        assert [path.name for path in folder.iterdir()] == ["x.wav"]


def test_a_read_only_folder_is_told(short: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with mounted(tmp_path / "ro", "ro") as folder:
        assert run(["export", str(short), "-o", str(folder / "x.wav")]) == 1
        assert "read-only" in capsys.readouterr().err
