"""Digits can be told apart, and are as large as they can be."""

from __future__ import annotations

from voicefoot.display.big_digits import ALARM, PAUSE, PLAY, draw_glyphs


def test_ten_digits_and_three_signs_are_all_different() -> None:
    bitmaps = {tuple(draw_glyphs(glyph, 80, 7)) for glyph in (*"0123456789", PAUSE, PLAY, ALARM)}
    assert len(bitmaps) == 13
    assert all(len(row) == 10 for bitmap in bitmaps for row in bitmap)


def test_digits_are_as_large_as_there_is_room() -> None:
    assert len(draw_glyphs("12", 80, 21)) == 21
    assert len(draw_glyphs("12", 60, 21)) == 14
    assert len(draw_glyphs("12", 80, 20)) == 14
    assert len(draw_glyphs("9", 50, 21)) == len(draw_glyphs("10", 50, 21))
    assert {len(row) for row in draw_glyphs("123456", 40, 20)} == {35}
    assert draw_glyphs("12", 80, 6) == ["12"]
    assert draw_glyphs("123456", 30, 20) == ["123456"]
    assert draw_glyphs("7", 80, -1) == ["7"]
