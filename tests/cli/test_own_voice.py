"""One's own coach: a script, WAV files, and whole sessions that are spoken with them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.support.recorded import LAYOUTS, read_aloud, recorded_voice, wav_bytes, write_wav
from tests.support.voices import tone, with_silence
from voicefoot.audio import Clip
from voicefoot.cli.main import run
from voicefoot.model.phrase import Phrase
from voicefoot.planning.plan import plan
from voicefoot.reading.read import read
from voicefoot.recording.script import ScriptLine, script
from voicefoot.speaking import registry
from voicefoot.speaking.postprocess import postprocess
from voicefoot.speaking.recordings import find_recorded, line_key, recordings_of
from voicefoot.storage.paths import voices_folder

pytestmark = pytest.mark.usefixtures("hurried")

Captured = pytest.CaptureFixture[str]
WORD = with_silence(tone(0.4, sample_rate=48_000), 0.3, 0.3)


@pytest.fixture(autouse=True)
def _plain_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "PREFERRED", ("pyttsx3",))


@pytest.fixture(scope="module")
def lines() -> list[ScriptLine]:
    return script([plan(read("foot-strength"))])


@pytest.fixture(scope="module")
def takes(lines: list[ScriptLine]) -> dict[str, Clip]:
    return read_aloud(line.text for line in lines)


def score(capsys: Captured, *words: str) -> tuple[dict[str, object], str]:
    assert run(["show", *words, "--json"]) == 0
    told = capsys.readouterr()
    return json.loads(told.out), told.err


def said(session: dict[str, object]) -> list[dict[str, object]]:
    sections = session["sections"]
    assert isinstance(sections, list)
    return [
        event for section in sections for event in section["events"] if event["kind"] in ("speech", "count")
    ]


# -- the script ------------------------------------------------------------------------------------


def test_the_script_is_printed_for_people_for_tables_and_for_programs(
    capsys: Captured, lines: list[ScriptLine]
) -> None:
    assert run(["voices", "script"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("Numbers\n    1  one\n")
    assert "\nTowel scrunches\n" in text
    assert re.search(r"\n90 lines, about \d+ min to record\.\n$", text)
    assert run(["voices", "script", "foot-strength", "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert run(["voices", "script", "foot-strength", "--json"]) == 0
    entries = json.loads(capsys.readouterr().out)
    for told in (rows, entries):
        assert [(int(row["number"]), row["group"], row["text"], row["file"]) for row in told] == [
            (line.number, line.group, line.text, line.file) for line in lines
        ]


def test_a_script_may_have_every_level_and_several_routines(capsys: Captured) -> None:
    counts = []
    for words in ([], ["--level", "all"], ["--level", "all", "desk", "foot-strength"], ["--talk", "counts"]):
        assert run(["voices", "script", *words, "--json"]) == 0
        counts.append(len(json.loads(capsys.readouterr().out)))
    assert counts[3] < counts[0] < counts[1] < counts[2]


# -- coaching --------------------------------------------------------------------------------------


def test_wav_files_coach_a_whole_routine(
    tmp_path: Path, capsys: Captured, lines: list[ScriptLine], takes: dict[str, Clip]
) -> None:
    for line in lines:
        write_wav(tmp_path / line.file, takes[line.text])
    assert run(["voices", "import", "ada", str(tmp_path), "foot-strength"]) == 0
    told = capsys.readouterr()
    assert "90 lines taken; the voice ada has 90 lines.\n" in told.out
    assert "missing" not in told.out
    assert told.err == ""

    session, errors = score(capsys, "foot-strength", "--voice", "recorded:ada", "--strict")
    assert session["voice"] == "recorded:ada"
    assert errors == ""
    plain, _ = score(capsys, "foot-strength", "--voice", "pyttsx3")
    counts = [
        [event["number"] for event in said(each) if event["kind"] == "count"] for each in (session, plain)
    ]
    assert counts[0] == counts[1], "as many are counted aloud"
    for event in said(session):
        recorded = takes[next(line.text for line in lines if line.key == line_key(str(event["text"])))]
        assert 0.0 < float(str(event["end"])) - float(str(event["start"])) < recorded.seconds


def test_a_fifth_that_is_missing_is_spoken_by_another_voice_that_is_named(
    capsys: Captured, lines: list[ScriptLine], takes: dict[str, Clip]
) -> None:
    recorded_voice("ada", {line.text: takes[line.text] for line in lines if line.number % 5})
    session, errors = score(capsys, "foot-strength", "--voice", "recorded:ada")
    texts = {str(event["text"]) for event in said(session)}
    has = recordings_of(find_recorded("ada", voices_folder()))
    missing = [text for text in texts if line_key(text) not in has]
    assert len(missing) > 10
    assert errors == (
        f"{len(missing)} of {len(texts)} lines were spoken by pyttsx3, since recorded:ada does not have "
        "them; to record them, type: voicefoot voices record ada foot-strength\n"
    )
    assert run(["show", "foot-strength", "--voice", "recorded:ada", "--strict"]) == 4
    told = capsys.readouterr()
    assert told.out == ""
    assert re.fullmatch(
        r"voicefoot: the voice recorded:ada lacks 18 of 91 lines, the first is \"[^\"]+\"; to record them, "
        r"type: voicefoot voices record ada foot-strength\n",
        told.err,
    )


def test_a_file_is_the_same_each_time_and_says_who_stood_in(
    tmp_path: Path, capsys: Captured, takes: dict[str, Clip]
) -> None:
    recorded_voice("ada", {text: takes[text] for text in ("one", "two", "three", "Left foot.")})
    for name in ("a.wav", "b.wav"):
        command = ["export", "toothbrush", "--voice", "recorded:ada", "-o", str(tmp_path / name)]
        assert run(command) == 0
        assert (
            "lines were spoken by pyttsx3, since recorded:ada does not have them" in capsys.readouterr().err
        )
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()


def test_a_live_session_says_so_in_the_end(tmp_path: Path, capsys: Captured, takes: dict[str, Clip]) -> None:
    recorded_voice("ada", {"one": takes["one"]})
    path = tmp_path / "two.yaml"
    path.write_text(
        "title: Two\nsides: none\nexercises:\n  - {name: Rise, get_ready: 0s, reps: 1, every: 1s}\n"
    )
    command = ["play", str(path), "--voice", "recorded:ada", "--talk", "counts", "--output", "null"]
    assert run(command) == 0
    told = capsys.readouterr().err
    assert re.search(r"\d+ of \d+ lines were spoken by pyttsx3, since recorded:ada does not have them", told)
    assert "--voice recorded:ada" in told, "the same again is with the same voice"


# -- what people bring -----------------------------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("rate", "channels"), [(8_000, 1), (22_050, 2), (44_100, 2), (96_000, 1)])
def test_every_layout_is_taken(
    tmp_path: Path, capsys: Captured, takes: dict[str, Clip], layout: str, rate: int, channels: int
) -> None:
    clip = takes["twenty-five"].resampled(rate)
    clip = Clip.of(np.repeat(clip.samples, channels, axis=1), rate)
    (tmp_path / "twenty-five.wav").write_bytes(wav_bytes(clip, layout))
    assert run(["voices", "import", "ada", str(tmp_path), "foot-strength"]) == 0
    assert "1 line taken" in capsys.readouterr().out
    with registry.open_voice(registry.choose("recorded:ada", "en"), 48_000, None) as voice:
        spoken = voice.say(Phrase("twenty-five"))
    direct = postprocess(takes["twenty-five"], Phrase("twenty-five"), 48_000)
    assert (spoken.sample_rate, spoken.channels) == (48_000, 1)
    assert spoken.seconds == pytest.approx(direct.seconds, abs=0.05)
    assert spoken.p_center_seconds == pytest.approx(direct.p_center_seconds, abs=0.015)


def test_numbered_files_are_in_the_order_of_the_script(
    tmp_path: Path, capsys: Captured, lines: list[ScriptLine], takes: dict[str, Clip]
) -> None:
    for line in lines[:40]:
        write_wav(tmp_path / f"{line.number:03}.wav", takes[line.text])
    assert run(["voices", "import", "ada", str(tmp_path), "foot-strength"]) == 0
    assert "50 lines of the script missing; another voice will speak" in capsys.readouterr().out
    assert set(recordings_of(find_recorded("ada", voices_folder()))) == {line.key for line in lines[:40]}


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


DAMAGES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "cut off": (_cut, "ends before its sound does; copy or save it again"),
    "empty": (lambda _: b"", "is empty; save it as a WAV file"),
    "no WAV": (lambda _: b"ID3" * 100, "is not a WAV file; save it as a WAV file"),
    "silent": (lambda _: wav_bytes(Clip.silence(9_600, 48_000), "16"), "is silent; record it again"),
    "no numbers": (
        lambda _: wav_bytes(Clip.of(np.full(9_600, np.nan), 48_000), "float"),
        "has samples that are no numbers",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_left_out_with_one_message(tmp_path: Path, capsys: Captured, damage: str) -> None:
    break_it, message = DAMAGES[damage]
    write_wav(tmp_path / "one.wav", WORD)
    (tmp_path / "two.wav").write_bytes(break_it((tmp_path / "one.wav").read_bytes()))
    command = ["voices", "import", "ada", str(tmp_path), "foot-strength"]
    assert run([*command, "--strict"]) == 2
    strict = capsys.readouterr().err.splitlines()
    assert len(strict) == 2
    assert "nothing was taken" in strict[1]
    assert not voices_folder().exists()
    assert run(command) == 0
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "two.wav" in told
    assert message in told
    assert list(recordings_of(find_recorded("ada", voices_folder()))) == ["one"]


def test_what_is_clipped_or_long_is_taken_and_told(tmp_path: Path, capsys: Captured) -> None:
    write_wav(tmp_path / "one.wav", WORD.scaled(10.0))
    write_wav(tmp_path / "two.wav", with_silence(tone(1.5, sample_rate=48_000), 0.3, 0.3))
    write_wav(tmp_path / "my dog.wav", WORD)
    assert run(["voices", "import", "ada", str(tmp_path), "foot-strength"]) == 0
    dog, one, two = capsys.readouterr().err.splitlines()
    assert "my dog.wav is left out: the script has no such line" in dog
    assert "one.wav is clipped, and taken as it is; record it again, not as loud" in one
    assert "two.wav is long for its line (1.6 s, usually at most 0.9 s), and taken as it is; cut it" in two


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["none"], "there is no WAV file in "),
        (["nowhere"], "nowhere is not there; check the name"),
        (["none", "no-such-routine"], "no-such-routine"),
    ],
)
def test_a_folder_without_any_is_one_message(
    tmp_path: Path, capsys: Captured, words: list[str], message: str
) -> None:
    (tmp_path / "none").mkdir()
    assert run(["voices", "import", "ada", str(tmp_path / words[0]), *words[1:]]) == 2
    told = capsys.readouterr().err
    assert message in told
    assert told.count("\n") == 1
    assert not voices_folder().exists()


@pytest.mark.parametrize(
    ("voice", "message"),
    [
        ("recorded", "there is no recorded voice yet"),
        ("recorded:ada", "nothing is recorded"),
    ],
)
def test_a_voice_that_is_not_there_is_one_message(capsys: Captured, voice: str, message: str) -> None:
    assert run(["show", "toothbrush", "--voice", voice]) == 4
    told = capsys.readouterr().err
    assert "voicefoot voices record NAME ROUTINE" in told
    assert told.count("\n") == 1, message


def test_the_voice_is_listed(capsys: Captured) -> None:
    recorded_voice("ada", {"one": WORD})
    assert run(["voices"]) == 0
    assert "\n  ada  English, " in capsys.readouterr().out


def test_a_script_with_everything_there_asks_for_nothing(capsys: Captured, lines: list[ScriptLine]) -> None:
    recorded_voice("ada", dict.fromkeys((line.text for line in lines), WORD))
    assert run(["voices", "record", "ada"]) == 0
    assert capsys.readouterr().out == "The voice ada has all 90 lines.\n"
