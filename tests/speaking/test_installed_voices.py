"""The voices in the user's folder: those that are whole can be used, and the others say what they lack."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from voicefoot.speaking.installed_voices import broken_voices, damaged_files, installed_voices

PIPER = {"engine": "piper", "language": "de", "title": "Thorsten", "licence": "CC0", "size": 8}


def install(folder: Path, name: str, said: Any, files: dict[str, bytes] | None = None) -> Path:
    voice = folder / name
    for file, data in (files or {"model.onnx": b"abcd", "model.onnx.json": b"{}"}).items():
        (voice / file).parent.mkdir(parents=True, exist_ok=True)
        (voice / file).write_bytes(data)
    (voice / "voice.json").write_text(said if isinstance(said, str) else json.dumps(said), encoding="utf-8")
    return voice


def reason(folder: Path) -> str:
    assert installed_voices(folder) == []
    (broken,) = broken_voices(folder)
    return broken.reason


def test_no_folder_holds_no_voices(tmp_path: Path) -> None:
    assert installed_voices(tmp_path / "voices") == []
    assert broken_voices(tmp_path / "voices") == []


def test_voices_are_known_by_their_folders(tmp_path: Path) -> None:
    install(tmp_path, "thorsten", PIPER | {"speaker": 2})
    install(tmp_path, "kokoro", {"engine": "kokoro", "language": "mul"}, {"kokoro.onnx": b"k"})
    (tmp_path / ".fetching").mkdir()
    (tmp_path / "README").write_text("not a voice")
    kokoro, thorsten = installed_voices(tmp_path)
    assert (kokoro.name, kokoro.engine, kokoro.language, kokoro.title) == (
        "kokoro",
        "kokoro",
        "mul",
        "kokoro",
    )
    assert (thorsten.name, thorsten.title, thorsten.licence, thorsten.size) == (
        "thorsten",
        "Thorsten",
        "CC0",
        8,
    )
    assert thorsten.folder == tmp_path / "thorsten"
    assert thorsten.settings == {"speaker": 2}
    assert broken_voices(tmp_path) == []


@pytest.mark.parametrize(
    ("said", "reason_said"),
    [
        ("", "voice.json is damaged (line 1"),
        ('{"engine": "piper",', "voice.json is damaged (line 1"),
        ("[" * 100_000, "voice.json is damaged"),
        ("[]", "it is no object"),
        ({"language": "de"}, '"engine" is missing'),
        ({"engine": "piper"}, '"language" is missing'),
        (PIPER | {"title": 3}, '"title" is no text'),
        (PIPER | {"title": "\x1b[31m"}, '"title" is no text'),
        (PIPER | {"engine": "bark\x1b"}, '"engine" is no text'),
        (PIPER | {"engine": "bark"}, 'the engine "bark" is unknown here'),
        (PIPER | {"engine": "kokoro"}, "kokoro.onnx is missing"),
        (PIPER | {"sha256": ["model.onnx"]}, '"sha256"'),
        (PIPER | {"sha256": {"model.onnx": 7}}, '"sha256"'),
        (PIPER | {"sha256": {"../model.onnx": "00"}}, '"sha256"'),
        (PIPER | {"sha256": {"/etc/passwd": "00"}}, '"sha256"'),
        (PIPER | {"sha256": {"C:\\model.onnx": "00"}}, '"sha256"'),
        (PIPER | {"sha256": {"extra.bin": "00"}}, "extra.bin is missing"),
        (PIPER | {"licence": "x" * 2_000_000}, "voice.json is too long"),
    ],
)
def test_what_is_wrong_is_said_and_in_nobodys_way(tmp_path: Path, said: Any, reason_said: str) -> None:
    install(tmp_path, "bad", said)
    assert reason_said in reason(tmp_path)
    install(tmp_path, "good", PIPER)
    assert [voice.name for voice in installed_voices(tmp_path)] == ["good"]


def test_an_empty_folder_is_a_broken_voice(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert reason(tmp_path) == "voice.json is missing"


def test_bytes_that_are_no_text_are_a_broken_voice(tmp_path: Path) -> None:
    install(tmp_path, "bad", PIPER)
    (tmp_path / "bad" / "voice.json").write_bytes(b"\xff\xfe{}")
    assert "it is not text" in reason(tmp_path)


def test_files_that_changed_since_are_found(tmp_path: Path) -> None:
    digests = {
        "model.onnx": hashlib.sha256(b"abcd").hexdigest().upper(),
        "model.onnx.json": hashlib.sha256(b"{}").hexdigest(),
    }
    folder = install(tmp_path, "thorsten", PIPER | {"sha256": digests})
    (voice,) = installed_voices(tmp_path)
    assert damaged_files(voice) == []
    (folder / "model.onnx").write_bytes(b"abce")
    assert damaged_files(voice) == ["model.onnx"]
    (folder / "model.onnx.json").unlink()
    assert damaged_files(voice) == ["model.onnx", "model.onnx.json"]
