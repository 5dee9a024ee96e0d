"""The command `cache`: what is kept is shown, and removed."""

from __future__ import annotations

import re

import pytest

from tests.support.voices import SyntheticVoice
from voicefoot.cli.main import run
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.cache import CachedVoice
from voicefoot.storage.disk_cache import DiskCache
from voicefoot.storage.paths import clip_cache, history_file, packet_cache, song_cache

Captured = pytest.CaptureFixture[str]


def shown(capsys: Captured) -> dict[str, tuple[str, str]]:
    rows = re.findall(r"^(\w+(?: \w+)?) +([\d,]+) files +([\d,.]+) MB", capsys.readouterr().out, re.MULTILINE)
    return {name: (files, size) for name, files, size in rows}


def test_nothing_is_there_yet(capsys: Captured) -> None:
    for words in (["cache"], ["cache", "clear"]):
        assert run(words) == 0
        assert shown(capsys) == dict.fromkeys(("spoken lines", "encoded parts", "songs"), ("0", "0.0"))


def test_it_is_shown_and_cleared(capsys: Captured) -> None:
    CachedVoice(SyntheticVoice(), clip_cache(), lambda _: None).say(Phrase("one"))
    for number in range(2):
        DiskCache(packet_cache(), ".packets", 10**9, lambda _: None).put(f"{number:064x}", bytes(1_500_000))
    song_cache().mkdir(parents=True)
    (song_cache() / "abc.json").write_bytes(bytes(200_000))
    history_file().parent.mkdir(parents=True)
    history_file().write_text("mine")
    expected = {"spoken lines": ("1", "0.0"), "encoded parts": ("2", "3.0"), "songs": ("1", "0.2")}
    assert run(["cache"]) == 0
    assert shown(capsys) == expected
    assert run(["cache", "clear"]) == 0
    assert shown(capsys) == expected
    assert run(["cache"]) == 0
    assert shown(capsys) == dict.fromkeys(expected, ("0", "0.0"))
    assert history_file().read_text() == "mine"
