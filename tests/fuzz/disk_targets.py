"""What is read back from the disk, and what other programs send: caches, the history, volumes, the socket."""

from __future__ import annotations

import atexit
import csv
import hashlib
import io
import json
import os
import shutil
import sqlite3
import tempfile
import wave
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from tests.fuzz.target import Target, refused
from voicefoot.audio import Clip
from voicefoot.cli.ctl import described
from voicefoot.clinic.patient_list import PatientList
from voicefoot.controls.ctl_protocol import (
    Response,
    error_line,
    read_request,
    read_response,
    request_line,
    response_line,
    status_json,
)
from voicefoot.errors import CommandError, ControlError, OutputError, VoiceError
from voicefoot.history.programme import planned_days, standing
from voicefoot.history.progression import level_for, talk_for
from voicefoot.history.records import ExerciseRecord, NewSession
from voicefoot.history.statistics import calendar, days_of, streak, table
from voicefoot.history.store import History
from voicefoot.language.packs import language_pack
from voicefoot.model.rounds import Round
from voicefoot.model.tally import Tally
from voicefoot.music.analysis import cached_analysis
from voicefoot.playing.remote import Command, State, Status
from voicefoot.reading.read_programme import read_programme
from voicefoot.speaking.cache import decode_clip, encode_clip
from voicefoot.speaking.installed_voices import broken_voices, installed_voices
from voicefoot.speaking.recordings import recordings_of
from voicefoot.storage.image_file import image_size
from voicefoot.storage.volumes import store_volume, stored_volumes
from voicefoot.storage.wav import read_wav
from voicefoot.timeline.bookmark import Bookmark

TODAY = date(2026, 3, 1)
PROGRAMME = "four-weeks"


@cache
def scratch() -> Path:
    """Return a folder for what is read from files, in memory if possible. It goes when the program ends."""
    in_memory = Path("/dev/shm")  # noqa: S108 - the folder in it has a name of its own
    folder = tempfile.mkdtemp(prefix="fuzz-", dir=in_memory if os.access(in_memory, os.W_OK) else None)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _written(name: str, content: bytes) -> Path:
    path = scratch() / name
    path.write_bytes(content)
    return path


# -- the socket of a session -----------------------------------------------------------------------


def requests(content: bytes) -> bool:
    """What comes through the socket -> orders, or one line that says why not."""
    taken = False
    for line in content.split(b"\n"):
        try:
            order = read_request(line, 3)
        except CommandError as error:
            answer = error_line(str(error))
            assert answer.endswith(b"\n")
            assert answer.count(b"\n") == 1
            assert answer.isascii()
            continue
        taken = True
        assert order is None or (order.command in Command and 0 <= order.value <= 2)
    return taken


def answer(content: bytes) -> bool:
    """What a session answers -> its status, in words for people and for programs."""
    try:
        response = read_response(content)
    except (CommandError, ControlError) as error:
        str(error).encode("utf-8", "surrogatepass")
        return False
    assert "\n" not in described(response.status)
    json.dumps(status_json(response.status), allow_nan=False)
    assert read_response(response_line(response)) == response
    return True


def _status() -> Status:
    return Status(
        title="Feet", state=State.PLAYING, exercises=("Taps", "Raises"), exercise_starts_seconds=(0.0, 20.5),
        exercise=1, side="left", number=3, line="Up.", left_seconds=9.5, volume=0.5, tempo=1.2,
        rounds=((Round(None, 1, 3),), ()), tally=2, tally_of="rounds",
    )  # fmt: skip


# -- caches ----------------------------------------------------------------------------------------

_HEAD = len(b"VFCLIP1\n") + 32


def clip(content: bytes) -> bool:
    """An entry of the cache of spoken lines -> a clip, or none; once more with a digest that fits."""
    body = content[_HEAD:]
    fitting = content[: _HEAD - 32] + hashlib.sha256(body).digest() + body
    as_it_is = _is_clip(content)
    return _is_clip(fitting) or as_it_is


def _is_clip(data: bytes) -> bool:
    found = decode_clip(data)
    if found is None:
        return False
    assert found.channels > 0
    assert np.isfinite(found.samples).all()
    assert 0 <= found.p_center_seconds <= found.frames / found.sample_rate
    return True


def analysis(content: bytes) -> bool:
    """What is known of a song -> an analysis that can be used, or none."""
    found = cached_analysis(_written("analysis.json", content), "0" * 64)
    if found is None:
        return False
    assert found.momentary_lufs.ndim == 1
    assert np.isfinite(found.momentary_lufs).all()
    beats = found.beat_seconds or ()
    assert np.isfinite(beats).all()
    assert all(a < b for a, b in pairwise(beats))
    return True


# -- volumes ---------------------------------------------------------------------------------------


def volumes(content: bytes) -> bool:
    """The file of volumes -> volumes from 0 to 1. It can always be written again."""
    path = _written("volumes.json", content)
    found = stored_volumes(path)
    assert all(isinstance(name, str) and 0 <= volume <= 1 for name, volume in found.items())
    store_volume("fuzz", 0.25, path)
    assert stored_volumes(path)["fuzz"] == 0.25
    return bool(found)


# -- the history -----------------------------------------------------------------------------------

_TABLES = ("session", "done", "note", "tally")


@cache
def history_file() -> bytes:
    """Return a history of three sessions, two of them of a programme, as a file."""
    path = scratch() / "template.sqlite"
    history = History(path)
    session = NewSession(
        routine="desk", title="Desk", level="gentle", talk="full", exercises=("Taps", "Rounds"),
        doses=("8 reps", "60 s"), tallies={1: Tally(3, "rounds")}, brief=("Taps",), voice="pico",
        options=("play", "desk"),
    )  # fmt: skip
    day = NewSession(
        routine="desk", title="Desk", level="standard", talk="full", exercises=("Taps", "Rounds"),
        programme=PROGRAMME, programme_day=1,
    )  # fmt: skip
    for number, (each, begun) in enumerate([(session, 3), (day, 7), (day, 9)]):
        row = history.begin(each, datetime(2026, 2, begun, 9, tzinfo=UTC))
        done = [ExerciseRecord(0, "Taps", "8 reps")]
        history.heard(row, Bookmark(1, 1, 2, 0.5), 61.5, done, {1: Tally(2, "rounds")}, finished=number > 0)
    history.note("too hard", at=datetime(2026, 2, 9, 10, tzinfo=UTC))
    with closing(sqlite3.connect(path)) as database:
        database.execute("pragma journal_mode = delete")
    return path.read_bytes()


def rows(content: bytes) -> bool:
    """A history with other values in it. Each line of the bytes, TABLE.COLUMN=JSON, sets one in every row."""
    path = _written("rows.sqlite", history_file())
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for line in content.decode("utf-8", "replace").split("\n"):
            place, _, written = line.partition("=")
            table_name, _, column = place.partition(".")
            if table_name not in _TABLES or not column.isidentifier() or not column.isascii():
                continue
            try:
                value = json.loads(written)
            except (ValueError, RecursionError):
                value = written
            if not isinstance(value, str | int | float):
                value = written  # lists stand in it as texts
            try:
                database.execute(f"update or ignore {table_name} set {column} = ?", (value,))  # noqa: S608 - checked
            except (sqlite3.Error, OverflowError):
                continue
    return _is_history(path)


def history_bytes(content: bytes) -> bool:
    """A history with other bytes in it: each three of the input are where, in two bytes, and what."""
    data = bytearray(history_file())
    for index in range(0, len(content) - 2, 3):
        data[int.from_bytes(content[index : index + 2]) % len(data)] = content[index + 2]
    for leftover in scratch().glob("bytes.sqlite-*"):
        leftover.unlink()
    return _is_history(_written("bytes.sqlite", bytes(data)))


def _is_history(path: Path) -> bool:
    """Do all that is done with a history. It may be refused, with one message that says what to do."""
    history = History(path)
    try:
        sessions = history.sessions()
        of_programme = history.programme_sessions(PROGRAMME)
    except OutputError as error:
        return refused(error)
    json.dumps([session.as_json() for session in sessions], allow_nan=False)
    csv.writer(io.StringIO()).writerows(session.as_row() for session in sessions)
    days = days_of(sessions)
    for line in (*table(sessions), *calendar(days, TODAY)):
        assert "\x1b" not in line
        assert "\n" not in line
    assert streak(days, TODAY) >= 0
    level_for(sessions, TODAY, 2, language_pack("en"))
    talk_for(sessions, TODAY, ["Taps", "Rounds"])
    programme = _programme()
    list(planned_days(programme, standing(programme, of_programme, TODAY), TODAY))
    return True


_programme = cache(lambda: read_programme(PROGRAMME))


# -- voices and patients ---------------------------------------------------------------------------


def voice(content: bytes) -> bool:
    """The description of an installed voice -> a voice and its lines, or why there is none."""
    folder = scratch() / "voices" / "mine"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "voice.json").write_bytes(content)
    for broken in broken_voices(folder.parent):
        assert broken.reason
        assert broken.reason.isprintable()
    found = installed_voices(folder.parent)
    for each in found:
        try:
            lines = recordings_of(each)
        except VoiceError as error:
            refused(error)
            continue
        assert all((folder / line.file).resolve().parent == folder.resolve() for line in lines.values())
    return bool(found)


def patients(content: bytes) -> bool:
    """A list of patients -> rows, each of which is a file to make, or says what is wrong with it."""
    try:
        found = PatientList(_written("patients.csv", content), ["Taps", "Raises"])
        listed = list(found.rows())
    except CommandError as error:
        return refused(error)
    assert len(listed) == len(found)
    for row in listed:
        assert row.wrong or (row.stem and "/" not in row.stem and row.stem not in (".", ".."))
        assert "\x1b" not in row.wrong
    stems = [row.stem.casefold() for row in listed if not row.wrong]
    assert len(set(stems)) == len(stems)
    return True


# -- media -----------------------------------------------------------------------------------------


def sound(content: bytes) -> bool:
    """A WAV file -> a clip of numbers, or what is wrong with it."""
    try:
        found = read_wav(_written("sound.wav", content))
    except CommandError as error:
        return refused(error)
    assert found.frames > 0
    assert np.isfinite(found.samples).all()
    return True


def image(content: bytes) -> bool:
    """The head of a picture -> its size, or none."""
    found = image_size(io.BytesIO(content))
    assert found is None or all(isinstance(side, int) and side >= 0 for side in found)
    return found is not None


def _sounds() -> list[bytes]:
    made = []
    for width, channels, rate in [(1, 1, 8_000), (2, 2, 44_100), (3, 1, 16_000), (4, 1, 48_000)]:
        stream = io.BytesIO()
        with wave.open(stream, "wb") as file:
            file.setparams((channels, width, rate, 8, "NONE", ""))
            file.writeframes(bytes(range(8 * width * channels)))
        made.append(stream.getvalue())
    return made


def _images() -> list[bytes]:
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\0\x80\x08\2\0\0\0"
    jpeg = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xc0\0\x11\x08\0\x40\0\x60\3\1\x11\0"
    webp = [b"RIFF\x40\0\0\0WEBP" + chunk + bytes(20) for chunk in (b"VP8 ", b"VP8L", b"VP8X")]
    return [png, jpeg, *webp]


# --------------------------------------------------------------------------------------------------


def _seeds(*seeds: bytes) -> Callable[[], list[bytes]]:
    return lambda: list(seeds)


_JSON = ("null", "true", "[", "]", "{", "}", '""', "-1", "1e999", "NaN", "9223372036854775808", ",", ":")

TARGETS = {
    "request": Target(
        "lines that are sent to a session",
        requests,
        lambda: [request_line("next"), request_line("volume", 0.5) + request_line("go-to", 1)],
        ('"command":', '"value":', *(f'"{command}"' for command in Command), *_JSON),
        600,
    ),
    "answer": Target(
        "the answer of a session",
        answer,
        lambda: [response_line(Response(carried_out=True, status=_status())), error_line("no")],
        _JSON,
        400,
    ),
    "clip": Target(
        "an entry of the cache of spoken lines",
        clip,
        lambda: [
            encode_clip(Clip.of(np.linspace(-1, 1, 40), 16_000)),
            encode_clip(Clip.of(np.zeros((3, 2)), 8_000)),
        ],
        (),
        600,
    ),
    "analysis": Target(
        "what the cache knows of a song",
        analysis,
        _seeds(b'{"version": 1, "seconds": 9.5, "lufs": -12.5, "momentary": [-9, -70], "beats": [0.5, 1]}'),
        _JSON,
        600,
    ),
    "volumes": Target(
        "the file of volumes", volumes, _seeds(b'{"miniaudio": 0.5, "tcp:4953": 1}', b"{}"), _JSON, 200
    ),
    "history": Target(
        "values in the history",
        rows,
        _seeds(
            b'session.exercises=["a", "b"]\nsession.begun="2026-02-09T09:00:00+00:00"',
            b"session.programme_day=2\ndone.exercise=1\ntally.counted=7",
            b"session.heard_seconds=61.5\nsession.tempo=0.5\nsession.exercise=1",
            b'note.written="2026-02-09"\nnote.text="too easy"\nsession.level="full"',
            b'session.options=["play"]\nsession.brief=[]\nsession.finished=0',
        ),
        ("session.", "done.", "note.", "tally.", *_JSON, "9999-12-31T23:59:59+00:00", "0001-01-01"),
        120,
    ),
    "history-file": Target(
        "bytes of the history's file", history_bytes, _seeds(b"\0\0S", b"\0\x12\1\1\2\3", bytes(30)), (), 120
    ),
    "voice": Target(
        "the description of an installed voice",
        voice,
        _seeds(
            b'{"engine": "recorded", "language": "de", "title": "Me", "size": 3, "sha256": {}, "lines":'
            b' {"go": {"text": "Go", "file": "voice.json", "sha256": "0"}}}',
            b'{"engine": "piper", "language": "de"}',
        ),
        _JSON,
        300,
    ),
    "patients": Target(
        "a list of patients",
        patients,
        _seeds(
            b"name,language,Taps reps\nAnn,de,10\nBob,,8-10\n",
            "\ufeffsep=;\nname;voice\n\"A;\nb\";pico\n".encode(),
            "name\tlevel\nZoë\tgentle\n".encode("utf-16"),
        ),
        (",", ";", "\t", '"', "\r\n", "name", "level", "Taps reps", "=1+1", "../"),
        200,
    ),
    "sound": Target("a WAV file", sound, _sounds, ("RIFF", "WAVE", "fmt ", "data", "ds64", "RF64"), 400),
    "image": Target("the head of a picture", image, _images, ("IHDR", "VP8 ", "VP8L", "VP8X"), 600),
}  # fmt: skip
