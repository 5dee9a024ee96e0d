"""Digits and signs that can be read from three metres: bitmaps of seven by five dots."""

from __future__ import annotations

PAUSE, GO_ON, ALARM = "‖", "▶", "!"
"""The signs beside the ten digits: two bars, a triangle, an exclamation mark."""
FULL = "█"

FIGURE_ROWS = 7
FIGURE_COLUMNS = 5
_DOTS = dict(
    zip(
        f"0123456789{PAUSE}{GO_ON}{ALARM}",
        (
            rows.split()
            for rows in (
                ".###. #...# #...# #...# #...# #...# .###.",
                "..#.. .##.. ..#.. ..#.. ..#.. ..#.. .###.",
                ".###. #...# ....# ...#. ..#.. .#... #####",
                ".###. #...# ....# ..##. ....# #...# .###.",
                "...#. ..##. .#.#. #..#. ##### ...#. ...#.",
                "##### #.... ####. ....# ....# #...# .###.",
                ".###. #.... #.... ####. #...# #...# .###.",
                "##### ....# ...#. ...#. ..#.. ..#.. ..#..",
                ".###. #...# #...# .###. #...# #...# .###.",
                ".###. #...# #...# .#### ....# ....# .###.",
                "##.## ##.## ##.## ##.## ##.## ##.## ##.##",
                "#.... ##... ###.. ##### ###.. ##... #....",
                "..#.. ..#.. ..#.. ..#.. ..#.. ..... ..#..",
            )
        ),
        strict=True,
    )
)


def figure(text: str, width: int, height: int) -> list[str]:
    """Return `text`, digits and signs, drawn with `FULL` as large as `width` columns and `height` rows allow.

    A dot is two columns wide for each row of its height, since a cell is twice as high as it is wide. One
    digit is drawn no larger than two would be, so that ten looks like nine. Text that is too large at any
    scale is returned unchanged.
    """
    places = max(2, len(text))
    for tall in range(height // FIGURE_ROWS, 0, -1):
        for wide in (2 * tall, 1) if tall == 1 else (2 * tall,):
            if wide * (places * (FIGURE_COLUMNS + 1) - 1) <= width:
                return [
                    (" " * wide).join(_dots(place, row // tall, wide) for place in text)
                    for row in range(FIGURE_ROWS * tall)
                ]
    return [text]


def _dots(place: str, row: int, wide: int) -> str:
    return "".join((FULL if dot == "#" else " ") * wide for dot in _DOTS[place][row])
