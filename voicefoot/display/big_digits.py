"""Figures and signs that can be read from three metres: made of dots, seven high and five wide."""

from __future__ import annotations

PAUSE, GO_ON, ALARM = "‖", "▶", "!"
"""Signs beside the ten figures: two bars, a triangle, an exclamation mark."""
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
    """`text`, of figures and signs, made of `FULL` and as large as `width` columns and `height` rows take it.

    A dot is two columns wide for each row of its height, since a cell is twice as high as it is
    wide. One figure is no larger than two would be, so that ten looks like nine. Too large for any:
    the text as it is.
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
