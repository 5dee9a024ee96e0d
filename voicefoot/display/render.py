"""Render a view model as rows of text for a terminal, in large, calm type."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from voicefoot.display.big_digits import ALARM, FULL, PAUSE, PLAY, draw_glyphs
from voicefoot.display.view_model import HINT_GAP, ViewModel
from voicefoot.playing.remote import State
from voicefoot.text import cut, display_width

EMPTY = "░"
CUT = "…"

SMALLEST_COLUMNS = 20
SMALLEST_ROWS = 6
_BOTH_BARS_FROM_ROWS = 10
_HINT_FROM_ROWS = 12
_MARGIN_FROM_ROWS = 18
_LABELS_FROM_COLUMNS = 40
_WIDE_FROM_COLUMNS = 60

_PLAIN, _BOLD, _DIM, _BAR = "", "bold", "dim", "cyan"
_SIGNS = {State.PAUSED: PAUSE, State.WAITING: PLAY, State.LOST: ALARM}
_BRIEFLY = {State.PAUSED: "Paused. ", State.WAITING: "Waiting. ", State.LOST: "No speaker. "}


def render(view_model: ViewModel, width: int, height: int, console: Console) -> list[Text]:
    """Render `view_model` for a terminal of `width` columns and `height` rows.

    Return `height` rows, none wider than `width`; a single row for a tiny terminal. `console` is asked how
    text wraps; nothing is written to it, and its size is ignored: that may come from the environment, which
    does not change with the window.
    """
    if width < 1 or height < 1:
        return []
    if width < SMALLEST_COLUMNS or height < SMALLEST_ROWS:
        return [_one_line(view_model, width)]
    if view_model.help:
        return _help(view_model, width, height)
    named = _named(view_model)
    fits = display_width(named) <= width - 2
    head = [_centred(named if fits else view_model.name, width, _BOLD)]
    place = view_model.place if view_model.message or view_model.tally else view_model.side
    beneath = ", ".join(filter(None, ("" if fits else view_model.round, place)))
    if beneath:
        head.append(_centred(beneath, width))
    foot = _foot(view_model, width, height)
    margin = [Text()] if height >= _MARGIN_FROM_ROWS else []
    room = height - len(head) - len(foot) - 2 * len(margin)
    body = _body(view_model, width, room, console)
    above = (room - len(body)) // 2
    below = room - len(body) - above
    return [*margin, *head, *_blank(above), *body, *_blank(below), *foot, *margin]


def _body(view_model: ViewModel, width: int, room: int, console: Console) -> list[Text]:
    """Render the middle: a sign and its meaning, the count, or the last words."""
    if view_model.message:
        words = _wrapped(view_model.message, width, room, console)
        sign = draw_glyphs(_SIGNS[view_model.state], width - 2, room - len(words) - 1)
        return words if len(sign) == 1 else [*_centred_glyphs(sign, width), Text(), *words]
    if view_model.number is None:
        return _wrapped(view_model.line, width, room, console)
    digits = draw_glyphs(str(view_model.number), width - 2, room)
    if view_model.reps is None or len(digits) >= room:
        return _centred_glyphs(digits, width)
    return [*_centred_glyphs(digits, width), _centred(f"of {view_model.reps}", width)]


def _foot(view_model: ViewModel, width: int, height: int) -> list[Text]:
    """Render what is left, what comes next, and the keys; the less room there is, the less of it."""
    session = (
        None
        if view_model.session_left is None
        else (view_model.session_left, view_model.session_share or 0.0)
    )
    both = session is not None and height >= _BOTH_BARS_FROM_ROWS
    suffix = " left" if width >= _WIDE_FROM_COLUMNS or not (both or session) else ""
    bars = [("Exercise  ", view_model.share, view_model.left + suffix)]
    if both and session is not None:
        bars.append(("Session   ", session[1], session[0] + suffix))
    longest = max(len(left) for _, _, left in bars)
    rows = [
        _bar(label if both and width >= _LABELS_FROM_COLUMNS else "", share, left.rjust(longest), width)
        for label, share, left in bars
    ]
    hint, style = (view_model.notice, _BOLD) if view_model.notice else (view_model.hint, _DIM)
    coming = view_model.following
    if height < _HINT_FROM_ROWS:
        coming, hint = view_model.notice or coming, ""
    rows.append(_sides_apart(coming, "" if both or session is None else f"{session[0]} left", width))
    return [*rows, _centred(_fitting(hint, width - 2), width, style)] if hint else rows


def _fitting(hint: str, width: int) -> str:
    """Return the last keys of `hint` if there is no room for the first; "?", among them, shows all others."""
    while len(hint) > width and HINT_GAP in hint:
        hint = hint.partition(HINT_GAP)[2]
    return hint


def _bar(label: str, share: float, left: str, width: int) -> Text:
    indent = _indent(width)
    length = width - 2 * indent - len(label) - len(left) - 2
    done = int(share * length)
    return Text.assemble(
        (" " * indent + label, _PLAIN), (FULL * done, _BAR), (EMPTY * (length - done), _DIM), f"  {left}"
    )


def _sides_apart(text: str, left: str, width: int) -> Text:
    indent = _indent(width)
    room = width - 2 * indent
    shown = cut(text, room - len(left) - 2, CUT) if left else cut(text, room, CUT)
    return Text(" " * indent + shown + " " * (room - display_width(shown) - len(left)) + left)


def _help(view_model: ViewModel, width: int, height: int) -> list[Text]:
    """Render all keys below the state, in two columns if there is no room for one."""
    room = height - 3
    columns = 1 if len(view_model.help) <= room or width < _WIDE_FROM_COLUMNS else 2
    per_column = -(-len(view_model.help) // columns)
    each = (width - 2 * _indent(width)) // columns
    rows = [" " * _indent(width)] * per_column
    for index, line in enumerate(view_model.help):
        shown = cut(line, each - 1, CUT)
        rows[index % per_column] += shown + " " * (each - display_width(shown))
    keys = [Text(row.rstrip()) for row in rows[:room]]
    closing = _centred(view_model.notice or "? closes", width, _BOLD if view_model.notice else _DIM)
    return [_one_line(view_model, width), Text(), *keys, *_blank(room - len(keys)), closing]


def _one_line(view_model: ViewModel, width: int) -> Text:
    number = "" if view_model.number is None else f"{view_model.number} "
    side = f", {view_model.side}" if view_model.side else ""
    text = f"{_BRIEFLY.get(view_model.state, '')}{number}{_named(view_model)}{side}"
    if width < 2 * len(view_model.left) + 2:
        return Text(cut(text, width, CUT))
    text = cut(text, width - len(view_model.left) - 1, CUT)
    return Text(text + " " * (width - display_width(text) - len(view_model.left)) + view_model.left)


# -- words ------------------------------------------------------------------------------------------


def _named(view_model: ViewModel) -> str:
    """Return the exercise and its round: "Squats, round 2 of 3"."""
    return ", ".join(filter(None, (view_model.name, view_model.round)))


def _indent(width: int) -> int:
    return 2 if width >= _WIDE_FROM_COLUMNS else 1


def _blank(rows: int) -> list[Text]:
    return [Text()] * rows


def _centred(text: str, width: int, style: str = _PLAIN) -> Text:
    text = cut(text, width - 2, CUT)
    return Text.assemble(" " * ((width - display_width(text)) // 2), (text, style))


def _centred_glyphs(rows: list[str], width: int) -> list[Text]:
    indent = " " * ((width - len(rows[0])) // 2)
    return [Text.assemble(indent, (row, _BOLD)) for row in rows]


def _wrapped(text: str, width: int, rows: int, console: Console) -> list[Text]:
    """Break `text` between words into at most `rows` centred lines, and cut the last one if it must be."""
    room = width - 4
    while True:
        lines = [line.plain.rstrip() for line in Text(text).wrap(console, room)]
        if room == 1 or max(map(display_width, lines), default=0) <= width - 2:
            break
        room -= 1  # rich finds some scripts narrower than terminals do
    if len(lines) > rows:
        lines[rows - 1 :] = [" ".join(lines[rows - 1 :])]
    return [_centred(line, width, _BOLD) for line in lines if line][:rows]
