"""Which system's media keys are taken, and what is said where they can't be had."""

from __future__ import annotations

import sys

import pytest

from voicefoot.controls.media_keys import media_keys_status, open_media_keys
from voicefoot.playing.remote import Command, Remote

HOW = 'pip install "voicefoot[media-keys]"'


@pytest.mark.parametrize(
    ("system", "problem"),
    [
        ("win32", f"the winrt packages are missing; to get them: {HOW}"),
        ("darwin", f"pyobjc's MediaPlayer is missing; to get it: {HOW}"),
        ("sunos5", "voicefoot knows no media keys on sunos5; the keyboard steers it all the same"),
    ],
)
def test_without_its_library_each_system_tells_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, system: str, problem: str
) -> None:
    for name in ("winrt.windows.media", "MediaPlayer"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    monkeypatch.setattr(sys, "platform", system)
    remote = Remote()
    with open_media_keys(remote) as keys:
        keys.pump()
        assert keys.problem == problem
        remote.send(Command.NEXT)
    found = media_keys_status()
    assert (found.available, found.detail) == (False, problem)
