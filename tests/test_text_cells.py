"""Text is measured, cut and cleaned as a terminal needs it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicefoot.text import cut, display_width, is_control, strip_invisible

HARD = st.text(st.characters() | st.sampled_from("\u200d\ufe0f\u0301日🦶👩↔ \x1b\t"), max_size=40)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("abc", 3),
        ("日本", 4),
        ("e\u0301", 1),
        ("ﾊﾝ", 2),
        ("🦶", 2),
        ("a\u200db", 2),
        ("हिन्दी", 5),
        ("", 0),
        ("↔\ufe0f", 2),
    ],
)
def test_cells(text: str, columns: int) -> None:
    assert display_width(text) == columns


def test_cut_keeps_wide_characters_whole() -> None:
    assert cut("日本語", 6, "…") == "日本語"
    assert cut("日本語", 5, "…") == "日本…"
    assert cut("日本語", 4, "…") == "日…"
    assert cut("cafe\u0301 noir", 5, "…") == "cafe\u0301…"
    assert cut("abc", 2, "...") == ".."


@given(HARD, st.integers(0, 30), st.sampled_from(["…", "..."]))
def test_cut_is_never_too_wide(text: str, width: int, mark: str) -> None:
    assert display_width(cut(text, width, mark)) <= width


def test_clean() -> None:
    assert strip_invisible(" a\tb\n\nc\x00 ") == "a b c"
    assert strip_invisible("soft\u00adly\ufeff") == "softly"


@given(HARD)
def test_what_is_clean_steers_nothing(text: str) -> None:
    assert not [c for c in strip_invisible(text) if is_control(c) or c in "\t\n"]
