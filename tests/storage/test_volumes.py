from __future__ import annotations

import json
from pathlib import Path

import pytest

from voicefoot.cli.listings import outputs_table
from voicefoot.cli.main import run
from voicefoot.errors import OutputError
from voicefoot.sinks.ports import SinkStatus
from voicefoot.sinks.registry import find_outputs, volume_name
from voicefoot.storage.paths import volumes_file
from voicefoot.storage.volumes import MAX_NAMES, store_volume, stored_volumes, volume_of

HEADSET = "miniaudio:Headset"


def test_each_output_has_its_own_volume() -> None:
    assert volume_of(HEADSET) is None
    store_volume(HEADSET, 0.4)
    store_volume("miniaudio", 1)
    store_volume(HEADSET, 0.35)
    assert volume_of(HEADSET) == 0.35
    assert volume_of("miniaudio") == 1.0
    assert list(stored_volumes()) == ["miniaudio", HEADSET]


@pytest.mark.parametrize(
    "damaged", [b"", b"{", b'{"miniaudio:Headset": 0.5', b"[1, 2]", b"\xff\xfe\x00", b"null", b"[" * 90_000]
)
def test_a_damaged_file_does_no_harm(damaged: bytes) -> None:
    store_volume(HEADSET, 0.4)
    volumes_file().write_bytes(damaged)
    assert volume_of(HEADSET) is None
    store_volume(HEADSET, 0.6)
    assert volume_of(HEADSET) == 0.6


def test_what_is_no_volume_is_left_out() -> None:
    store_volume(HEADSET, 0.4)
    told = {"a": 2, "b": -0.1, "c": "loud", "d": True, "e": None, "f": float("nan"), "g": [1], "h": 0}
    volumes_file().write_text(json.dumps(told))
    assert stored_volumes() == {"h": 0.0}
    with pytest.raises(ValueError, match="from 0 to 1"):
        store_volume(HEADSET, 1.5)


def test_it_does_not_grow_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "volumes.json"
    for number in range(MAX_NAMES + 5):
        store_volume(f"tcp:room{number}:4953", 0.5, path)
    assert len(stored_volumes(path)) == MAX_NAMES
    assert volume_of("tcp:room4:4953", path) is None
    assert volume_of(f"tcp:room{MAX_NAMES + 4}:4953", path) == 0.5


def test_where_it_cannot_be_written_the_reason_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="the volume is not remembered"):
        store_volume(HEADSET, 0.5, tmp_path / "file" / "volumes.json")


def test_several_outputs_have_one_volume_together() -> None:
    assert volume_name(find_outputs(())) == "miniaudio"
    assert volume_name(find_outputs(("null", "tcp:kitchen:4953"))) == "null + tcp:kitchen:4953"


def test_the_table_shows_numbers_names_latency_and_volume() -> None:
    found = [
        SinkStatus("miniaudio", True, "plays through PulseAudio", ("Wall", "Headset"), latency_seconds=0.06),
        SinkStatus("simpleaudio", False, "is not installed"),
    ]
    assert outputs_table(found, {HEADSET: 0.354, "miniaudio": 1.0}).splitlines() == [
        "miniaudio    ready    plays through PulseAudio, 60 ms, volume 100",
        "                      1  Wall",
        "                      2  Headset, volume 35",
        "simpleaudio  missing  is not installed",
    ]


@pytest.mark.usefixtures("no_speaker")
def test_the_command_shows_what_is_remembered(capsys: pytest.CaptureFixture[str]) -> None:
    store_volume("null", 0.2)
    assert run(["outputs"]) == 0
    told = capsys.readouterr().out
    assert "null         ready    plays to nothing, in real time, 0 ms, volume 20" in told
    assert "--output tcp:HOST:PORT, 100 ms" in told
