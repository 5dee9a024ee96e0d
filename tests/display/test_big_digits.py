"""Figures can be told apart, and are as large as they can be."""

from __future__ import annotations

from voicefoot.display.big_digits import ALARM, GO_ON, PAUSE, figure


def test_ten_figures_and_three_signs_are_all_different() -> None:
    shapes = {tuple(figure(place, 80, 7)) for place in (*"0123456789", PAUSE, GO_ON, ALARM)}
    assert len(shapes) == 13
    assert all(len(row) == 10 for shape in shapes for row in shape)


def test_figures_are_as_large_as_there_is_room() -> None:
    assert len(figure("12", 80, 21)) == 21
    assert len(figure("12", 60, 21)) == 14
    assert len(figure("12", 80, 20)) == 14
    assert len(figure("9", 50, 21)) == len(figure("10", 50, 21))
    assert {len(row) for row in figure("123456", 40, 20)} == {35}
    assert figure("12", 80, 6) == ["12"]
    assert figure("123456", 30, 20) == ["123456"]
    assert figure("7", 80, -1) == ["7"]
