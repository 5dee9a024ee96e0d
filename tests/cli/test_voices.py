"""The command `voices`, with a server on this machine, and a catalogue of its voices."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from tests.support import file_server as server
from tests.support.file_server import FileServer, file_server
from tests.support.remote_voices import MODEL, NAME, kokoro_voice, piper_voice
from voicefoot.cli.main import run
from voicefoot.cli.voices import _choice, sample_text, tenths
from voicefoot.fetching import catalogue as catalogue_module
from voicefoot.fetching import download
from voicefoot.fetching.catalogue import Catalogue
from voicefoot.language.packs import LANGUAGES
from voicefoot.speaking import registry
from voicefoot.speaking.installed_voices import installed_voices
from voicefoot.storage.paths import settings_file, voices_folder

Captured = pytest.CaptureFixture[str]
ENGINES = {
    "kokoro": "voicefoot.speaking.engine_kokoro:adapter",
    "piper": "voicefoot.speaking.engine_piper:adapter",
    "pyttsx3": "voicefoot.speaking.engine_pyttsx3:adapter",
}


@pytest.fixture(autouse=True)
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    """Serves two voices, which are all that the catalogue has."""
    piper, kokoro = piper_voice(), kokoro_voice()
    found = [EntryPoint(name, value, registry.GROUP) for name, value in ENGINES.items()]
    monkeypatch.setattr(registry, "entry_points", lambda group: found if group == registry.GROUP else [])
    patience = download.Patience(20.0, (), lambda _: None)
    monkeypatch.setattr(download, "Patience", lambda: patience)
    with file_server(piper.files | kokoro.files) as running:
        voices = tuple(replace(remote.voice, address=running.address) for remote in (piper, kokoro))
        names = {
            "xx": ("Examplish", "Exämplisch"),
            "en": ("English", "English"),
            "it": ("Italian", "Italiano"),
        }
        known = Catalogue(voices, names)
        monkeypatch.setattr(catalogue_module, "catalogue", lambda: known)
        yield running


def names_there() -> list[str]:
    return [voice.name for voice in installed_voices(voices_folder())]


@pytest.mark.parametrize("typed", ["xx", "xx-YY", "Examplish", "exämplisch", "anna", NAME])
def test_a_voice_is_fetched(typed: str, capsys: Captured) -> None:
    assert run(["voices", "get", typed]) == 0
    out, told = capsys.readouterr()
    assert out == ""
    lines = told.splitlines()
    assert lines[0] == (
        f"{NAME}: Examplish, 0.3 MB, see its MODEL_CARD; its terms: https://terms.example/MODEL_CARD"
    )
    tenths_told = [int(line.split()[0]) for line in lines[1:-1]]
    assert tenths_told == sorted(set(tenths_told))
    assert lines[-2] == " 100 %, 0.3 MB of 0.3 MB"
    assert lines[-1] == f"{NAME} is there; voicefoot voices play {NAME}"
    assert names_there() == [NAME]


def test_a_voice_that_is_there_is_not_fetched_again(site: FileServer, capsys: Captured) -> None:
    assert run(["voices", "get", "anna"]) == 0
    site.requests.clear()
    capsys.readouterr()
    assert run(["voices", "get", "anna"]) == 0
    assert f"{NAME} is already there" in capsys.readouterr().err
    assert site.requests == []


def test_several_are_fetched_and_none_twice(site: FileServer, capsys: Captured) -> None:
    assert run(["voices", "get", "it", "xx", "kokoro"]) == 0
    assert names_there() == ["kokoro", NAME]
    assert len(site.requests) == 4
    assert "kokoro: English, Italian, 1.4 MB, Apache-2.0; its terms: " in capsys.readouterr().err


def test_it_says_what_the_voice_needs(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    from voicefoot.speaking import engine_piper

    monkeypatch.setattr(engine_piper, "missing_onnxruntime", lambda: "it lacks this; get it so")
    assert run(["voices", "get", "anna"]) == 0
    assert "\nto speak, it needs more: it lacks this; get it so\n" in capsys.readouterr().err


def test_it_says_that_the_settings_name_another(capsys: Captured) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text("voices: {xx: pyttsx3:fi}\n")
    assert run(["voices", "get", "anna"]) == 0
    assert capsys.readouterr().err.endswith(
        "your settings name pyttsx3:fi for xx; to hear this one instead, type: "
        f"voicefoot set voice xx {NAME}\n"
    )


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (server.answers(404), f"voicefoot: {NAME}.onnx is not there any more (404); "),
        (
            server.answers(302, Location="http://elsewhere.example/x"),
            "which is not https; nothing was fetched. ",
        ),
        (server.sends(bytes(len(MODEL))), "its digest is another; nothing was installed. "),
        (server.sends(b"short"), f"it has 5 bytes in place of {len(MODEL)}; nothing was installed. "),
        (server.breaks_off(70), "the connection was lost; type the same again later, and it goes on"),
        (server.answers(503), "is too busy (503); type the same again later"),
    ],
)
def test_a_fault_is_one_message(fault: server.Fault, told: str, site: FileServer, capsys: Captured) -> None:
    site.faults += [fault] * 9
    assert run(["voices", "get", "anna"]) == 1
    lines = [line for line in capsys.readouterr().err.splitlines() if "%" not in line]
    assert len(lines) == 2
    assert lines[1].startswith("voicefoot: ")
    assert told in lines[1]
    assert names_there() == []
    site.faults.clear()
    assert run(["voices", "get", "anna"]) == 0
    assert names_there() == [NAME]


def test_from_a_folder_and_from_a_mirror(site: FileServer, tmp_path: Path) -> None:
    for path, data in piper_voice().files.items():
        (tmp_path / Path(path).name).write_bytes(data)
    assert run(["voices", "get", "anna", "--from", str(tmp_path)]) == 0
    assert site.requests == []
    assert run(["voices", "remove", "anna"]) == 0
    site.files = {f"/mirror{path}": data for path, data in site.files.items()}
    assert run(["voices", "get", "anna", "--from", f"{site.address}mirror"]) == 0
    assert names_there() == [NAME]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["get", "tr"], 'there is no voice "tr", and none for such a language'),
        (["get", "xx", "--from", "/nowhere"], 'there is no folder "/nowhere"'),
        (["get", "xx", "--from", "http://elsewhere.example/"], "it begins with https://, or is a folder"),
        (["get", "xx", "--from", "file:///tmp"], "it begins with https://, or is a folder"),
        (["remove", "anna"], 'there is no installed voice called "anna"; there is no installed voice at all'),
        (["remove", "../.."], 'there is no installed voice called "../.."'),
        (["play", "nobody"], 'there is no voice called "nobody"'),
        (["play", "pyttsx3", "--language", "eu"], "there are no words in eu here; give some in quotes"),
        (["--json", "get", "xx"], "--json is for the list of voices; leave it out"),
    ],
)
def test_what_can_t_be_done_is_said(words: list[str], told: str, site: FileServer, capsys: Captured) -> None:
    assert run(["voices", *words]) == 2
    assert told in capsys.readouterr().err
    assert site.requests == []


def test_interrupted_it_says_that_it_goes_on(site: FileServer, capsys: Captured) -> None:
    def interrupts(answer: server.Answer, request: server.Request) -> None:
        server.breaks_off(100_000)(answer, request)
        os.kill(os.getpid(), signal.SIGINT)
        answer.served.closing.wait()

    site.faults.append(interrupts)
    assert run(["voices", "get", "anna"]) == 130
    assert "\nstopped; type the same again, and it goes on from there\n" in capsys.readouterr().err
    assert names_there() == []


def test_a_voice_is_removed(capsys: Captured) -> None:
    assert run(["voices", "get", "xx", "en"]) == 0
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text(f"voices: {{xx: piper:{NAME}, en: pyttsx3}}\n")
    capsys.readouterr()
    assert run(["voices", "remove", "anna"]) == 0
    assert capsys.readouterr().err == (
        f"{NAME} is removed, 0.3 MB\n"
        "your settings still name it for xx; type: voicefoot set voice xx default\n"
    )
    assert names_there() == ["kokoro"]


def test_what_was_begun_is_listed_and_removed(site: FileServer, capsys: Captured) -> None:
    site.faults += [server.breaks_off(100_000), server.breaks_off(0)]
    assert run(["voices", "get", "anna"]) == 1
    capsys.readouterr()
    assert run(["voices"]) == 0
    assert f"  {NAME}  0.1 MB of it; to go on: voicefoot voices get {NAME}\n" in capsys.readouterr().out
    assert run(["voices", "remove", NAME[:5]]) == 0
    assert run(["voices"]) == 0
    assert "of it; to go on" not in capsys.readouterr().out


def test_a_recording_is_not_removed_by_mistake() -> None:
    own = voices_folder() / "mine"
    own.mkdir(parents=True)
    (own / "voice.json").write_text('{"engine": "recorded", "language": "de", "title": "Me"}')
    command = [sys.executable, "-m", "voicefoot", "voices", "remove", "mine"]
    asked = subprocess.run(command, input="n\n", text=True, capture_output=True, check=False)
    assert asked.returncode == 130
    assert "mine is a recording of your own. Remove it?" in asked.stderr
    assert own.is_dir()
    assert run(["voices", "remove", "mine", "--yes"]) == 0
    assert not own.exists()


def test_the_list(capsys: Captured) -> None:
    assert run(["voices", "get", "anna", "kokoro"]) == 0
    shutil.copytree(voices_folder() / NAME, voices_folder() / "broken")
    (voices_folder() / "broken" / "model.onnx").unlink()
    shutil.rmtree(voices_folder() / "kokoro")
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text(f"voices: {{xx: piper:{NAME}}}\n")
    capsys.readouterr()
    assert run(["voices"]) == 0
    out = capsys.readouterr().out
    assert out.partition("\n\n")[2] == (
        f"In {voices_folder()}:\n"
        f"  {NAME}  Examplish, 0.3 MB, see its MODEL_CARD\n"
        "  broken  broken: model.onnx is missing; voicefoot voices remove broken\n"
        "\n"
        "Your own choice, before any other:\n"
        f"  xx: piper:{NAME}\n"
        "\n"
        "More can be had, with voicefoot voices get LANGUAGE or NAME:\n"
        "  en  English        kokoro 1.4 MB\n"
        "  it  Italian        kokoro 1.4 MB\n"
    )
    assert run(["voices", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [voice["name"] for voice in listed["voices"]] == list(ENGINES)
    assert [voice["name"] for voice in listed["installed"]] == [NAME]
    assert listed["broken"] == [{"name": "broken", "reason": "model.onnx is missing"}]
    assert [voice["name"] for voice in listed["catalogue"]] == [NAME, "kokoro"]
    assert listed["catalogue"][0]["size"] == 307_233
    assert listed["defaults"] == {"xx": f"piper:{NAME}"}


def test_a_voice_is_heard(capsys: Captured) -> None:
    assert run(["voices", "play", "pyttsx3", "Go.", "--output", "null"]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("pyttsx3", None, "en"),
        ("pyttsx3:de", None, "de"),
        ("pyttsx3:fi", None, "en"),
        ("pyttsx3", "fr", "fr"),
        ("anna", None, "xx"),
        ("anna", "xx-YY", "xx-YY"),
        ("if_sara", None, "it"),
        ("kokoro", None, "en"),
    ],
)
def test_the_language_in_which_it_is_heard(
    name: str, language: str | None, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("engine_piper", "engine_kokoro"):
        for missing in ("missing_onnxruntime", "missing_espeak"):
            monkeypatch.setattr(f"voicefoot.speaking.{module}.{missing}", lambda: None)
    assert run(["voices", "get", "anna", "kokoro"]) == 0
    assert _choice(name, language).language == expected


@pytest.mark.parametrize("asked", ["anna", "piper:anna", NAME, "kokoro"])
def test_a_voice_that_is_not_here_yet_can_be_had(asked: str, capsys: Captured, tmp_path: Path) -> None:
    name = "kokoro" if asked == "kokoro" else NAME
    routine = tmp_path / "short.yaml"
    routine.write_text("title: T\nexercises: [{name: A, for: 5s}]\n")
    for words in (
        ["voices", "play", asked],
        ["set", "voice", "xx", asked],
        ["show", str(routine), "--voice", asked],
    ):
        assert run(words) == 2
        assert capsys.readouterr().err == (
            f"voicefoot: the voice {name} is not here yet; type: voicefoot voices get {name}\n"
        )


def test_on_a_terminal_there_is_a_bar(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert run(["voices", "get", "anna"]) == 0
    told = capsys.readouterr().err
    assert "100%" in told
    assert " 100 %" not in told


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_it_counts_in_its_own_language(language: str) -> None:
    text = sample_text(language)
    assert len(text) > 10
    assert language == "en" or "three" not in text


def test_each_tenth_is_told_once() -> None:
    told: list[str] = []
    say = tenths(told.append)
    for done in (0, 5, 10, 11, 40, 30, 100, 100):
        say(done * 10**6, 100 * 10**6)
    assert told == ["  10 %, 10 MB of 100 MB", "  40 %, 40 MB of 100 MB", " 100 %, 100 MB of 100 MB"]
