"""Digits and signs that can be read from three metres: bitmaps of seven by five dots."""

from __future__ import annotations

PAUSE, PLAY, ALARM = "‖", "▶", "!"
"""The signs beside the ten digits: two bars, a triangle, an exclamation mark."""
FULL = "█"

GLYPH_ROWS = 7
GLYPH_COLUMNS = 5
_BITMAPS = dict(
    zip(
        f"0123456789{PAUSE}{PLAY}{ALARM}",
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


def draw_glyphs(text: str, width: int, height: int) -> list[str]:
    """Return `text`, digits and signs, drawn with `FULL` as large as `width` columns and `height` rows allow.

    A dot is two columns wide for each row of its height, since a cell is twice as high as it is wide. One
    digit is drawn no larger than two would be, so that ten looks like nine. Text that is too large at any
    scale is returned unchanged.
    """
    glyphs = max(2, len(text))
    for dot_rows in range(height // GLYPH_ROWS, 0, -1):
        for dot_columns in (2 * dot_rows, 1) if dot_rows == 1 else (2 * dot_rows,):
            if dot_columns * (glyphs * (GLYPH_COLUMNS + 1) - 1) <= width:
                return [
                    (" " * dot_columns).join(
                        _bitmap_row(glyph, row // dot_rows, dot_columns) for glyph in text
                    )
                    for row in range(GLYPH_ROWS * dot_rows)
                ]
    return [text]


def _bitmap_row(glyph: str, row: int, dot_columns: int) -> str:
    return "".join((FULL if dot == "#" else " ") * dot_columns for dot in _BITMAPS[glyph][row])
