"""Numbers in figures that can be read from three metres: made of dots, seven high and five wide."""

from __future__ import annotations

FIGURE_ROWS = 7
FIGURE_COLUMNS = 5
_DOTS = dict(
    zip(
        "0123456789",
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
            )
        ),
        strict=True,
    )
)


def figure(number: int, width: int, height: int, full: str) -> list[str]:
    """`number` in figures made of `full`, as large as `width` columns and `height` rows take them.

    A dot is two columns wide for each row of its height, since a cell is twice as high as it is
    wide. One figure is no larger than two would be, so that ten looks like nine. Too large for any:
    the number in plain digits.
    """
    digits = str(number)
    places = max(2, len(digits))
    for tall in range(height // FIGURE_ROWS, 0, -1):
        for wide in (2 * tall, 1) if tall == 1 else (2 * tall,):
            if wide * (places * (FIGURE_COLUMNS + 1) - 1) <= width:
                return [
                    (" " * wide).join(_dots(digit, row // tall, wide, full) for digit in digits)
                    for row in range(FIGURE_ROWS * tall)
                ]
    return [digits]


def _dots(digit: str, row: int, wide: int, full: str) -> str:
    return "".join((full if dot == "#" else " ") * wide for dot in _DOTS[digit][row])
