"""`voicefoot export`, as its user meets it."""

from __future__ import annotations

import base64
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.export.sessions import heard, probed
from tests.support.mounts import mounted
from voicefoot.cli import export
from voicefoot.cli.main import run
from voicefoot.export import packets
from voicefoot.export.page import SPEECH_KBPS
from voicefoot.storage.wav import read_wav

pytestmark = pytest.mark.usefixtures("shared_clips")

PAGE_BYTES = 1_100_000
"""More than the page of `toothbrush` has."""

ROUTINE = """
title: "Füße / 1"
sides: none
exercises:
  - {name: "Taps: fast", say: Tap., reps: 4, tempo: 120 bpm}
  - {name: Hold, say: Hold it., hold: 6s}
"""


@pytest.fixture
def feet(tmp_path: Path) -> Path:
    path = tmp_path / "feet.yaml"
    path.write_text(ROUTINE, encoding="utf-8")
    return path


def test_what_did_not_change_is_not_encoded_and_it_says_so(
    feet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "feet.mp3"
    assert run(["export", str(feet), "-o", str(out)]) == 0
    whole = out.read_bytes()
    capsys.readouterr()
    assert run(["export", str(feet), "-o", str(out)]) == 0
    assert "nothing has changed, so nothing was encoded" in capsys.readouterr().err
    assert out.read_bytes() == whole
    assert run(["export", str(feet), "-o", str(out), "--force"]) == 0
    assert "nothing" not in capsys.readouterr().err
    assert out.read_bytes() == whole
    feet.write_text(ROUTINE.replace("Hold it.", "Hold it still."), encoding="utf-8")
    assert run(["export", str(feet), "-o", str(out)]) == 0
    part = out.read_bytes()
    assert run(["export", str(feet), "-o", str(out), "--force"]) == 0
    assert out.read_bytes() == part != whole


def test_the_doses_and_the_cover_are_in_it(feet: Path, tmp_path: Path) -> None:
    out = tmp_path / "feet.m4b"
    assert run(["export", str(feet), "-o", str(out)]) == 0
    found = probed(out)
    assert found["format"]["tags"]["comment"] == "Taps: fast: 4 times\nHold: hold 6 s"
    assert [chapter["tags"]["title"] for chapter in found["chapters"]] == ["Taps: fast", "Hold"]
    assert any(stream["codec_name"] == "png" for stream in found["streams"])


def test_the_words_lie_beside_the_file(feet: Path, tmp_path: Path) -> None:
    assert run(["export", str(feet), "-o", str(tmp_path / "feet.opus"), "--transcript"]) == 0
    for ending in (".vtt", ".srt", ".lrc", ".txt"):
        assert "Hold it." in (tmp_path / f"feet{ending}").read_text(encoding="utf-8")


def test_parts_are_files_with_a_list(feet: Path, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    assert run(["export", str(feet), "-o", str(folder), "--split", "--format", "flac"]) == 0
    names = ["01 Taps- fast.flac", "02 Hold.flac", "Füße - 1.m3u8"]
    assert sorted(path.name for path in folder.iterdir()) == names
    listed = (folder / names[2]).read_text(encoding="utf-8").splitlines()
    assert run(["export", str(feet), "-o", str(tmp_path / "whole.wav")]) == 0
    whole, at = heard(tmp_path / "whole.wav"), 0
    for number, name in enumerate(names[:2]):
        part = heard(folder / name)
        assert listed[2 + 2 * number].startswith(f"#EXTINF:{len(part) / 48_000:.3f},")
        assert listed[3 + 2 * number] == name
        assert (part == whole[at : at + len(part)]).all()
        at += len(part)
    assert at == len(whole)
    tags = {name.lower(): text for name, text in probed(folder / names[1])["format"]["tags"].items()}
    assert tags["track"] == "2/2"
    assert tags["album"] == "Füße / 1"
    assert tags["comment"] == "Hold: hold 6 s"


def test_several_routines_go_into_a_folder(feet: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(ROUTINE, encoding="utf-8")
    folder = tmp_path / "all"
    assert run(["export", str(feet), str(other), "-o", str(folder)]) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["feet.mp3", "other.mp3"]


def test_two_routines_of_one_name_are_told(
    feet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other" / "FEET.yaml"
    other.parent.mkdir()
    other.write_text(ROUTINE, encoding="utf-8")
    assert run(["export", str(feet), str(other), "-o", str(tmp_path / "all")]) == 2
    assert "would become the same file; export them one by one" in capsys.readouterr().err
    assert not (tmp_path / "all").exists()


def piped(arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = f"{sys.executable} -m voicefoot export {arguments}"
    return subprocess.run(["bash", "-c", command], capture_output=True, timeout=120, check=False)


def test_sound_can_be_piped(feet: Path, tmp_path: Path) -> None:
    out = tmp_path / "feet.wav"
    assert run(["export", str(feet), "-o", str(out)]) == 0
    wave = piped(f"{feet} -o - | ffmpeg -v error -i - -f s16le -")
    assert wave.stdout == heard(out).tobytes()
    assert run(["export", str(feet), "-o", str(tmp_path / "feet.mp3")]) == 0
    assert piped(f"{feet} -o - --format mp3").stdout == (tmp_path / "feet.mp3").read_bytes()


def test_a_pipe_that_closes_is_told_once(feet: Path) -> None:
    done = piped(f"{feet} -o - | head -c 1000 | wc -c")
    assert done.stdout.strip() == b"1000"
    assert done.stderr == b"voicefoot: the program that reads the session ended; the rest was not written\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["desk", "-o", "a.aac"], "files that end in '.aac' are not known"),
        (["desk", "-o", "a"], "a file without an ending is not known"),
        (["desk", "-o", "a.wav", "--bitrate", "96"], "no bit rate"),
        (["desk", "-o", "a.mp3", "--bitrate", "97"], "choose 96"),
        (["desk", "-o", "a.mp3", "--format", "wav"], "leave one out"),
        (["desk", "toothbrush"], "need a folder"),
        (["desk", "--split"], "no file was named"),
        (["desk", "--split", "--stems", "x", "-o", "y"], "export twice"),
        (["desk", "--transcript", "-o", "-"], "writes next to a file"),
        (["desk", "--all", "-o", "x"], "don't name any as well"),
        ([], "no routine was named"),
        (["desk", "-o", "a.opus", "--sample-rate", "44100"], "choose --sample-rate 48000"),
    ],
)
def test_what_cannot_be_is_told_once(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["export", *arguments]) == 2
    told = capsys.readouterr().err
    assert message in told
    assert told.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_all_in_a_language_are_those_that_are_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written: list[str] = []
    monkeypatch.setattr(export, "_export_into", lambda _folder, name, *_: written.append(name))
    assert run(["export", "--all", "--language", "de", "-o", str(tmp_path / "folder")]) == 0
    assert sorted(written) == ["desk", "foot-strength", "toothbrush"]
    told = capsys.readouterr().err
    assert told.startswith("not in German (de), and so left out: ")
    assert "tabata" in told
    assert "desk" not in told


@pytest.mark.parametrize("more", [["--split"], ["desk"]])
def test_no_folder_is_made_for_a_routine_that_is_wrong(more: list[str], tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("title: Wrong\n", encoding="utf-8")
    assert run(["export", str(wrong), *more, "-o", str(tmp_path / "folder")]) == 2
    assert list(tmp_path.iterdir()) == [wrong]


def test_a_folder_that_is_a_file_is_told(feet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", str(feet), "--split", "-o", str(feet)]) == 1
    assert "can't be used as a folder" in capsys.readouterr().err


@pytest.mark.parametrize("ending", [".mp3", ".m4a", ".flac", ".opus", ".wav"])
def test_a_full_disk_leaves_what_was_there(
    ending: str, feet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with mounted(tmp_path / "disk", "size=64k") as disk:
        out = disk / f"feet{ending}"
        out.write_text("before")
        assert run(["export", str(feet), "-o", str(out)]) == 1
        told = capsys.readouterr().err.splitlines()
        assert out.read_text() == "before"
        assert [path.name for path in disk.iterdir()] == [out.name]
    assert len(told) == 1
    assert "no space left on device; make room on that disk" in told[0]


@pytest.mark.parametrize("out", ["feet.mp3", "feet.m4a", "feet.html", "-"])
def test_a_full_temporary_folder_is_told(
    out: str, feet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(packets, "SPOOL_MEMORY_BYTES", 1)
    with mounted(tmp_path / "disk", "size=64k") as disk:
        monkeypatch.setattr(tempfile, "tempdir", str(disk))
        assert run(["export", str(feet), "-o", out, *(["--format", "mp3"] if out == "-" else [])]) == 1
        assert list(disk.iterdir()) == []
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert f"the folder for temporary files, {disk}, can't be written to: no space left" in told
    assert not (tmp_path / out).exists()


def test_export_as_wav_is_read_as_wav(feet: Path, tmp_path: Path) -> None:
    out = tmp_path / "feet.wav"
    assert run(["export", str(feet), "-o", str(out)]) == 0
    assert read_wav(out, 60.0).frames == len(heard(out))


def test_a_page_holds_the_session(feet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, sound = tmp_path / "feet.html", tmp_path / "feet.mp3"
    assert run(["export", str(feet), "-o", str(page)]) == 0
    assert "feet.html, 0:" in capsys.readouterr().err
    assert run(["export", str(feet), "-o", str(sound), "--bitrate", str(SPEECH_KBPS)]) == 0
    text = page.read_text(encoding="utf-8")
    assert base64.b64encode(sound.read_bytes()).decode("ascii") in text
    assert "Hold it." in text
    assert run(["export", str(feet), "-o", str(page), "--stems", str(tmp_path)]) == 2
    assert "leave out --stems" in capsys.readouterr().err


def test_a_page_with_music_has_the_bit_rate_of_a_file(feet: Path, tmp_path: Path) -> None:
    page, sound = tmp_path / "feet.html", tmp_path / "feet.mp3"
    for out in (page, sound):
        assert run(["export", str(feet), "-o", str(out), "--music", "groove"]) == 0
    assert base64.b64encode(sound.read_bytes()).decode("ascii") in page.read_text(encoding="utf-8")


def test_a_page_is_light_enough_to_be_mailed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "toothbrush.html"
    assert run(["export", "toothbrush", "-o", str(page)]) == 0
    assert page.stat().st_size < PAGE_BYTES
    assert "much to mail" not in capsys.readouterr().err
    monkeypatch.setattr(export, "MAILED_BYTES", 1_000_000)
    assert run(["export", "toothbrush", "-o", str(page)]) == 0
    assert "toothbrush.html has 1 MB, which is much to mail; smaller images" in capsys.readouterr().err


BESIDE = """
title: Beside
sides: none
exercises:
  - name: Taps
    say: Tap.
    reps: 4
    tempo: 120 bpm
    note: After "Alfredson".
    link: https://example.org/taps?a=1&b=2
    image: taps.png
  - {name: Hold, say: Hold it., hold: 6s}
"""


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    from voicefoot.pictures.cover import cover_png

    (tmp_path / "taps.png").write_bytes(cover_png("Taps", [("a", 1.0)], 32))
    path = tmp_path / "beside.yaml"
    path.write_text(BESIDE, encoding="utf-8")
    return path


@pytest.mark.parametrize("ending", [".mp3", ".m4b", ".opus", ".flac"])
def test_notes_and_links_are_in_the_comment_of_a_file(beside: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"beside{ending}"
    assert run(["export", str(beside), "-o", str(out), "--transcript"]) == 0
    found = probed(out)
    parts = [*reversed(found["streams"]), found["format"]]  # of two tags of one name, that of the session
    tags = {key.lower(): text for part in parts for key, text in part.get("tags", {}).items()}
    told = 'Taps: 4 times\nHold: hold 6 s\n\nTaps:\nAfter "Alfredson".\nhttps://example.org/taps?a=1&b=2'
    assert tags["comment"] == told
    assert [chapter["tags"]["title"] for chapter in found["chapters"]] == ["Taps", "Hold"]
    if ending in (".opus", ".flac"):
        assert tags["chapter000url"] == "https://example.org/taps?a=1&b=2"
        assert "chapter001url" not in tags
    assert "After" not in out.with_suffix(".srt").read_text(encoding="utf-8")
    assert 'Taps (0:00)\nAfter "Alfredson".\nhttps://' in out.with_suffix(".txt").read_text(encoding="utf-8")


def test_a_page_shows_what_stands_beside_the_words(beside: Path, tmp_path: Path) -> None:
    page = tmp_path / "beside.html"
    assert run(["export", str(beside), "-o", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert base64.b64encode((tmp_path / "taps.png").read_bytes()).decode("ascii") in text
    assert 'href="https://example.org/taps?a=1&amp;b=2"' in text
    assert "After &quot;Alfredson&quot;." in text


ROUNDS = """
title: Circuit
sides: none
exercises:
  - {name: March, say: March., for: 5s}
  - block: Strength
    rounds: 2
    rest_between: 10s
    exercises:
      - {name: Squats, say: Bend., reps: 4, every: 1s}
      - {name: Plank, say: Hold it., hold: 5s}
"""
TITLES = ["March", "Squats (round 1)", "Plank (round 1)", "Squats (round 2)", "Plank (round 2)"]


@pytest.fixture
def circuit(tmp_path: Path) -> Path:
    path = tmp_path / "circuit.yaml"
    path.write_text(ROUNDS, encoding="utf-8")
    return path


def test_chapters_of_one_name_are_told_apart_by_their_round(circuit: Path, tmp_path: Path) -> None:
    out = tmp_path / "circuit.m4b"
    assert run(["export", str(circuit), "-o", str(out), "--transcript"]) == 0
    found = probed(out)
    assert [chapter["tags"]["title"] for chapter in found["chapters"]] == TITLES
    doses = [line.partition(": ")[0] for line in found["format"]["tags"]["comment"].splitlines()]
    assert doses == TITLES
    text = (tmp_path / "circuit.txt").read_text(encoding="utf-8")
    assert all(f"\n{title} (" in text for title in TITLES)


def test_parts_of_one_name_are_files_of_their_own(circuit: Path, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    assert run(["export", str(circuit), "-o", str(folder), "--split", "--format", "flac"]) == 0
    files = sorted(path.name for path in folder.glob("*.flac"))
    assert files == [f"{number:02} {title}.flac" for number, title in enumerate(TITLES, 1)]
    tags = probed(folder / files[3])["format"]["tags"]
    assert {name.lower(): text for name, text in tags.items()}["title"] == "Squats (round 2)"
    listed = (folder / "Circuit.m3u8").read_text(encoding="utf-8")
    assert "voicefoot - Plank (round 2)\n05 Plank (round 2).flac\n" in listed
