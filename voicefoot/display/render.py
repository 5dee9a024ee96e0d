"""A scene as rows of text for a terminal, in large, calm type."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from voicefoot.display.big_digits import ALARM, FULL, GO_ON, PAUSE, figure
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
_SIGNS = {State.PAUSED: PAUSE, State.WAITING: GO_ON, State.LOST: ALARM}
_BRIEFLY = {State.PAUSED: "Paused. ", State.WAITING: "Waiting. ", State.LOST: "No speaker. "}


def render(scene: ViewModel, width: int, height: int, console: Console) -> list[Text]:
    """`scene` for a terminal of `width` columns and `height` rows.

    As many rows as there are, none of them wider than `width`; a single one where the terminal is
    tiny. `console` is asked how text is wrapped; nothing is written to it, and its size is not heeded: that
    may come from the environment, which does not change with the window.
    """
    if width < 1 or height < 1:
        return []
    if width < SMALLEST_COLUMNS or height < SMALLEST_ROWS:
        return [_one_line(scene, width)]
    if scene.help:
        return _help(scene, width, height)
    head = [_centred(scene.name, width, _BOLD)]
    beneath = scene.place if scene.message else scene.side
    if beneath:
        head.append(_centred(beneath, width))
    foot = _foot(scene, width, height)
    margin = [Text()] if height >= _MARGIN_FROM_ROWS else []
    room = height - len(head) - len(foot) - 2 * len(margin)
    body = _body(scene, width, room, console)
    above = (room - len(body)) // 2
    below = room - len(body) - above
    return [*margin, *head, *_blank(above), *body, *_blank(below), *foot, *margin]


def _body(scene: ViewModel, width: int, room: int, console: Console) -> list[Text]:
    """The middle: a sign and what it means, the count, or the words that were spoken last."""
    if scene.message:
        words = _wrapped(scene.message, width, room, console)
        sign = figure(_SIGNS[scene.state], width - 2, room - len(words) - 1)
        return words if len(sign) == 1 else [*_figures(sign, width), Text(), *words]
    if scene.number is None:
        return _wrapped(scene.line, width, room, console)
    largest = figure(str(scene.number), width - 2, room)
    if scene.reps is None or len(largest) >= room:
        return _figures(largest, width)
    return [*_figures(largest, width), _centred(f"of {scene.reps}", width)]


def _foot(scene: ViewModel, width: int, height: int) -> list[Text]:
    """What is left, what comes, and the keys; the less room there is, the less of it."""
    session = None if scene.session_left is None else (scene.session_left, scene.session_share or 0.0)
    both = session is not None and height >= _BOTH_BARS_FROM_ROWS
    suffix = " left" if width >= _WIDE_FROM_COLUMNS or not (both or session) else ""
    bars = [("Exercise  ", scene.share, scene.left + suffix)]
    if both and session is not None:
        bars.append(("Session   ", session[1], session[0] + suffix))
    longest = max(len(left) for _, _, left in bars)
    rows = [
        _bar(label if both and width >= _LABELS_FROM_COLUMNS else "", share, left.rjust(longest), width)
        for label, share, left in bars
    ]
    hint, style = (scene.notice, _BOLD) if scene.notice else (scene.hint, _DIM)
    coming = scene.following
    if height < _HINT_FROM_ROWS:
        coming, hint = scene.notice or coming, ""
    rows.append(_sides_apart(coming, "" if both or session is None else f"{session[0]} left", width))
    return [*rows, _centred(_fitting(hint, width - 2), width, style)] if hint else rows


def _fitting(hint: str, width: int) -> str:
    """The last keys of `hint`, of which "?" tells all others, where there is no room for the first ones."""
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


def _help(scene: ViewModel, width: int, height: int) -> list[Text]:
    """All keys, in two columns where there is no room for one, below what is being done."""
    room = height - 3
    columns = 1 if len(scene.help) <= room or width < _WIDE_FROM_COLUMNS else 2
    per_column = -(-len(scene.help) // columns)
    each = (width - 2 * _indent(width)) // columns
    rows = [" " * _indent(width)] * per_column
    for index, line in enumerate(scene.help):
        shown = cut(line, each - 1, CUT)
        rows[index % per_column] += shown + " " * (each - display_width(shown))
    keys = [Text(row.rstrip()) for row in rows[:room]]
    closing = _centred(scene.notice or "? closes", width, _BOLD if scene.notice else _DIM)
    return [_one_line(scene, width), Text(), *keys, *_blank(room - len(keys)), closing]


def _one_line(scene: ViewModel, width: int) -> Text:
    number = "" if scene.number is None else f"{scene.number} "
    side = f", {scene.side}" if scene.side else ""
    text = f"{_BRIEFLY.get(scene.state, '')}{number}{scene.name}{side}"
    if width < 2 * len(scene.left) + 2:
        return Text(cut(text, width, CUT))
    text = cut(text, width - len(scene.left) - 1, CUT)
    return Text(text + " " * (width - display_width(text) - len(scene.left)) + scene.left)


# -- words ------------------------------------------------------------------------------------------


def _indent(width: int) -> int:
    return 2 if width >= _WIDE_FROM_COLUMNS else 1


def _blank(rows: int) -> list[Text]:
    return [Text()] * rows


def _centred(text: str, width: int, style: str = _PLAIN) -> Text:
    text = cut(text, width - 2, CUT)
    return Text.assemble(" " * ((width - display_width(text)) // 2), (text, style))


def _figures(rows: list[str], width: int) -> list[Text]:
    indent = " " * ((width - len(rows[0])) // 2)
    return [Text.assemble(indent, (row, _BOLD)) for row in rows]


def _wrapped(text: str, width: int, rows: int, console: Console) -> list[Text]:
    """`text` broken between words into at most `rows` centred lines; the last one is cut where it must be."""
    room = width - 4
    while True:
        lines = [line.plain.rstrip() for line in Text(text).wrap(console, room)]
        if room == 1 or max(map(display_width, lines), default=0) <= width - 2:
            break
        room -= 1  # rich finds some scripts narrower than terminals do
    if len(lines) > rows:
        lines[rows - 1 :] = [" ".join(lines[rows - 1 :])]
    return [_centred(line, width, _BOLD) for line in lines if line][:rows]
