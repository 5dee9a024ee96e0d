"""Hostile texts through the writers themselves, on every way out of the program."""

from __future__ import annotations

import csv
import json
import re
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, time
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from tests.controls.fake_session import BEGUN
from tests.support.hostile_texts import HOSTILE
from tests.support.real_voices import need
from voicefoot.cli.main import run
from voicefoot.clinic.report import report_line
from voicefoot.clinic.row_maker import Outcome, State
from voicefoot.controls.now_playing import now_playing
from voicefoot.export.calendar_file import CalendarEvent, calendar_file
from voicefoot.export.captions import CAPTION_FORMATS, lyrics
from voicefoot.export.file_names import PlaylistEntry, m3u8, numbered_name
from voicefoot.export.id3 import id3
from voicefoot.export.metadata import CaptionLine, Chapter, Tags
from voicefoot.history.records import NewSession
from voicefoot.history.store import History
from voicefoot.language.packs import language_pack
from voicefoot.language.written_to_spoken import speaker_of
from voicefoot.model.phrase import Phrase
from voicefoot.outgoing import for_voice
from voicefoot.speaking.subprocess_voice import RetryPolicy, SubprocessVoice
from voicefoot.storage.paths import history_file
from voicefoot.text import is_control

PATIENT = RetryPolicy(start_seconds=120.0, phrase_seconds=120.0, attempts=2)
SHOWN = sorted(HOSTILE)


def id3_texts(tag: bytes) -> list[tuple[str, str]]:
    """The frames of words of an ID3v2.3 tag."""
    found, at = [], 10
    while at < len(tag):
        name, size = tag[at : at + 4].decode("ascii"), int.from_bytes(tag[at + 4 : at + 8], "big")
        body = tag[at + 10 : at + 10 + size]
        if name.startswith("T"):
            words = body[1:]
        elif name == "COMM":
            words = body[8:]
        else:
            words = b""
        text = words.decode("utf-16" if body[:1] == b"\x01" else "latin-1")
        found.append((name, text.rstrip("\x00")))
        at += 10 + size
    return found


def harmless(text: str, allowed: str = "\n") -> bool:
    return not any(is_control(char) or char in "\t" for char in text if char not in allowed)


@pytest.mark.parametrize("text", SHOWN)
def test_captions_have_their_own_lines_and_no_others(text: str) -> None:
    hostile = HOSTILE[text]
    chapters = [Chapter(hostile, 0.0, 9.0)]
    lines = [CaptionLine(1.0, 2.0, hostile, 0), CaptionLine(3.0, 4.0, "Rest.", 0)]
    made = {ending: "".join(write(hostile, chapters, lines)) for ending, write in CAPTION_FORMATS.items()}
    assert all(map(harmless, made.values()))
    assert made[".vtt"].count("-->") == made[".srt"].count("-->") == 2
    assert made[".vtt"].count("\n\n") == 3
    assert not set(made[".srt"]) & set("<{")
    assert re.findall(r"\[[^\]]*\]", made[".lrc"])[1:] == ["[length:0:09]", "[00:01.00]", "[00:03.00]"]
    assert harmless(lyrics(lines))


@pytest.mark.parametrize("text", SHOWN)
def test_tags_and_playlists(text: str) -> None:
    hostile = HOSTILE[text]
    tag = id3(Tags(hostile, comment=hostile), [Chapter(hostile, 0.0, 9.0)], "")
    for name, body in id3_texts(tag):
        assert name != "TIT2" or harmless(body, "")
        assert harmless(body)
    entries = [PlaylistEntry(numbered_name(1, 1, hostile, ".mp3"), hostile, 9.0)]
    lines = m3u8(hostile, entries).splitlines()
    assert len(lines) == 4
    assert harmless(lines[3])
    assert not lines[3].startswith("#")
    assert "/" not in lines[3].removeprefix("./")


@pytest.mark.parametrize("text", SHOWN)
def test_calendars_and_players(text: str) -> None:
    hostile = HOSTILE[text]
    event = CalendarEvent("1", date(2026, 1, 1), 10, hostile, hostile)
    made = calendar_file("programme", [event], time(8), 10).decode("utf-8")
    assert [line for line in made.split("\r\n") if not line.startswith(" ")].count("BEGIN:VEVENT") == 1
    assert "\nATTACH" not in made
    assert harmless(made, "\r\n")
    shown = now_playing(replace(BEGUN, title=hostile, exercises=(hostile, "b", "c"), side=hostile))
    assert harmless(shown.title, "")
    assert harmless(shown.album, "")


@pytest.mark.parametrize("text", SHOWN)
def test_reports_and_the_history_open_as_text_in_a_spreadsheet(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = HOSTILE[text].encode("utf-8", "replace").decode()
    line = report_line(Outcome(2, hostile, State.FAILED, hostile, hostile), ",").decode()
    store = History(history_file())
    when = datetime(2026, 1, 1, tzinfo=UTC)
    store.begin(NewSession(hostile, hostile, "standard", "full", (hostile,), (hostile,)), when)
    store.note(hostile)
    assert run(["history", "--csv"]) == 0
    said = capsys.readouterr().out
    for row in csv.reader([line, *said.splitlines()[1:]]):
        assert len(row) > 3
        for cell in row:
            assert harmless(cell, "")
            assert not re.match(r"\s*[=+\-@|%]", cell)
    for arguments in (["history"], ["log"], ["history", "--json"]):
        assert run(arguments) == 0
        assert harmless(capsys.readouterr().out)


@pytest.mark.parametrize(
    "name", ["\x1b]0;owned\x07a.yaml", "a\u202egnp.yaml", "a\nvoicefoot: all is well.yaml"]
)
def test_a_files_name_reaches_the_terminal_as_text(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["new", name]) == 0
    assert run(["check", name]) == 0
    assert run(["fmt", "--check", name]) in (0, 1)
    assert run(["new", name]) == 1
    assert run(["check", f"no-{name}"]) == 2
    assert run(["play", f"no-{name}", "--no-such-option"]) == 2
    Path(name).write_text("title: [", encoding="utf-8")
    assert run(["check", name]) == 2
    said = capsys.readouterr()
    for line in (said.out + said.err).splitlines():
        assert harmless(line, "")
        assert not line.startswith("voicefoot: all is well")


@pytest.mark.parametrize("code", ["en", "de", "es", "fr", "ja"])
@pytest.mark.parametrize("text", SHOWN)
def test_what_is_shown_is_what_a_voice_gets(code: str, text: str) -> None:
    """What the language makes of a text has no markup left, and the border changes no more of it."""
    said = speaker_of(language_pack(code))(HOSTILE[text])
    assert not set(for_voice(said)) & set("<>[]{}")
    if code == "en" and said.isascii():
        assert for_voice(said).split() == said.split()


ENGINES = {
    "pico": ("voicefoot.speaking.engine_pico:adapter", "py_nanotts"),
    "pyttsx3": ("voicefoot.speaking.engine_pyttsx3:adapter", "pyttsx3"),
    "natural": ("voicefoot.speaking.engine_hibari:adapter", "hibari"),
}
MARKUP = (
    "Press [softly](/hˈɑɹd/) with the toes",
    "Press [[h'A@d]] with the toes",
    "Press <break time='9s'/> with the toes",
    '<speed level="500">Press with the toes',
)


def opened(target: str) -> SubprocessVoice:
    module, _, name = target.partition(":")
    identity = getattr(import_module(module), name).identity(None, "en")
    return SubprocessVoice(target, None, "en", name=module, identity=identity, policy=PATIENT)


@pytest.mark.parametrize("engine", ENGINES)
def test_no_voice_obeys_a_routine(engine: str) -> None:
    """Each text is spoken exactly as the same words without their marks."""
    target, module = ENGINES[engine]
    need(module)
    if engine == "pyttsx3" and sys.platform != "linux":
        pytest.skip("the voices of other systems are not ours to try")
    with closing(opened(target)) as voice:
        for text in MARKUP:
            marked, plain = voice.say(Phrase(text)), voice.say(Phrase(for_voice(text)))
            assert abs(marked.frames - plain.frames) <= 0.01 * plain.frames, text
            assert np.abs(marked.samples).max() > 0.01


def test_json_is_exact_and_harmless(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    name = "a\u202eb\x9b31m.yaml"
    Path(name).write_text("title: [", encoding="utf-8")
    assert run(["check", "--json", name]) == 2
    said = capsys.readouterr().out
    assert harmless(said)
    assert [file["file"] for file in json.loads(said)["files"]] == [name]
