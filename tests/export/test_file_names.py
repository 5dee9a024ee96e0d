"""Names that every file system takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicefoot.export.file_names import PlaylistEntry, m3u8, numbered_name, safe_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Big toe lifts", "Big toe lifts"),
        ("a/b\\c:d*e?f", "a-b-c-d-e-f"),
        ("  . hidden. ", "hidden"),
        ("CON", "CON_"),
        ("nul.txt", "nul.txt_"),
        ("Fu\u0308\u00dfe \u202edoog\u200e \x1b[2J", "Füße doog [2J"),
        ("line\nbreak", "line break"),
        ("...", "session"),
        ("🦶", "session"),
        ("", "session"),
    ],
)
def test_a_title_becomes_a_name(text: str, name: str) -> None:
    assert safe_name(text) == name


@given(st.text(max_size=400))
def test_any_title_becomes_a_name_that_is_allowed(text: str) -> None:
    name = safe_name(text)
    assert 0 < len(name.encode("utf-8")) <= 110
    assert not set(name) & set('<>:"/\\|?*\0\n\r')
    assert name == name.strip(" .")
    assert name.isprintable()


def test_parts_sort_in_their_order() -> None:
    assert numbered_name(3, 12, "A/B", ".mp3") == "03 A-B.mp3"
    assert numbered_name(7, 120, "", ".opus") == "007 part.opus"


def test_a_list_tells_true_lengths() -> None:
    text = m3u8("Feet\n", [PlaylistEntry("01 A.mp3", "A\nB", 60.0), PlaylistEntry("02 B.mp3", "B", 12.3456)])
    assert text == (
        "#EXTM3U\n#PLAYLIST:Feet\n#EXTINF:60.000,voicefoot - A B\n01 A.mp3\n"
        "#EXTINF:12.346,voicefoot - B\n02 B.mp3\n"
    )
