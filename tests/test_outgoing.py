"""Each way out, walked with the same table of hostile texts."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

import voicefoot
from tests.support.hostile_texts import HOSTILE
from voicefoot import outgoing
from voicefoot.text import is_control

PACKAGE = Path(voicefoot.__file__).parent


def acts_nowhere(text: str, allowed: str = "") -> bool:
    return not any(is_control(char) or char in "\t\n" for char in text if char not in allowed)


def good_on_a_terminal(out: str) -> bool:
    return acts_nowhere(out, "\t\n")


def good_for_a_player(out: str) -> bool:
    return acts_nowhere(out) and out == out.encode("utf-8").decode("utf-8")


def good_as_comment(out: str) -> bool:
    return acts_nowhere(out, "\n")


def good_as_json(out: str) -> bool:
    return acts_nowhere(out, "\n") and json.loads(out) in HOSTILE.values()


def good_as_cell(out: str) -> bool:
    written = io.StringIO()
    csv.writer(written).writerow([out])
    (row,) = csv.reader(io.StringIO(written.getvalue()))
    return acts_nowhere(out) and row == [out] and not re.match(r"[\s]*[=+\-@|%＝＋－＠]", out)


def good_in_a_playlist(out: str) -> bool:
    return acts_nowhere(out) and not out.startswith("#") and not re.match(r"\w+:", out)


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))


def good_in_html(out: str) -> bool:
    seen = _Seen()
    seen.feed(f"<p class=\"{out}\" id='{out}'>{out}</p>")
    ((tag, attrs),) = seen.tags
    return tag == "p" and [name for name, _ in attrs] == ["class", "id"]


def good_in_a_script(out: str) -> bool:
    return not set(out) & set("<>&\u2028\u2029") and json.loads(out) in HOSTILE.values()


def good_in_svg(out: str) -> bool:
    text = f'<svg><text x="{out}">{out}</text></svg>'
    (child,) = ElementTree.fromstring(text)  # noqa: S314 - made a line before
    return not len(child) and list(child.attrib) == ["x"] and acts_nowhere(out)


def good_in_a_calendar(out: str) -> bool:
    return acts_nowhere(out) and not re.search(r"(?<!\\)(\\\\)*[;,]", out.replace("\\\\", ""))


def good_in_vtt(out: str) -> bool:
    return acts_nowhere(out) and "-->" not in out and not set(out) & set("<>")


def good_in_srt(out: str) -> bool:
    return good_in_vtt(out) and not set(out) & set("{}")


def good_in_lrc(out: str) -> bool:
    return acts_nowhere(out) and not set(out) & set("<>[]")


def good_for_a_voice(out: str) -> bool:
    return (
        acts_nowhere(out) and not set(out) & set("<>[]{}|\\^`＜＞［］｛｝") and not re.search(r"&#?\w+;", out)
    )


WAYS: dict[str, tuple[Callable[[str], str], Callable[[str], bool]]] = {
    "for_terminal": (outgoing.for_terminal, good_on_a_terminal),
    "for_player": (outgoing.for_player, good_for_a_player),
    "for_comment": (outgoing.for_comment, good_as_comment),
    "for_json": (outgoing.for_json, good_as_json),
    "for_csv": (outgoing.for_csv, good_as_cell),
    "for_m3u_title": (outgoing.for_m3u_title, acts_nowhere),
    "for_m3u_file": (outgoing.for_m3u_file, good_in_a_playlist),
    "for_html": (outgoing.for_html, good_in_html),
    "for_script": (outgoing.for_script, good_in_a_script),
    "for_svg": (outgoing.for_svg, good_in_svg),
    "for_calendar": (outgoing.for_calendar, good_in_a_calendar),
    "for_vtt": (outgoing.for_vtt, good_in_vtt),
    "for_srt": (outgoing.for_srt, good_in_srt),
    "for_lrc": (outgoing.for_lrc, good_in_lrc),
    "for_voice": (outgoing.for_voice, good_for_a_voice),
}


def test_every_way_out_is_walked() -> None:
    tree = ast.parse(Path(outgoing.__file__).read_text(encoding="utf-8"))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert {name for name in functions if not name.startswith("_")} == set(WAYS)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_harmless(way: str, text: str) -> None:
    make, is_good = WAYS[way]
    assert is_good(make(HOSTILE[text]))


@pytest.mark.parametrize("way", sorted(set(WAYS) - {"for_json", "for_script"}))
@given(st.text())
def test_any_text_is_harmless(way: str, text: str) -> None:
    make, is_good = WAYS[way]
    assert is_good(make(text))


@pytest.mark.parametrize("way", sorted(set(WAYS) - {"for_json", "for_script"}))
def test_ordinary_words_stay_as_they_are(way: str) -> None:
    words = "Größe 3: Füße, links - 日本 مرحبا"
    made = WAYS[way][0](words).replace("\\,", ",").replace("&#x27;", "'")
    assert made == (f"./{words}" if way == "for_m3u_file" else words)


def test_nobody_else_escapes_or_prints() -> None:
    """One place for each way out: elsewhere nobody has the means."""
    for path in PACKAGE.rglob("*.py"):
        text, name = path.read_text(encoding="utf-8"), path.relative_to(PACKAGE).as_posix()
        if name in ("outgoing.py", "cli/printing.py"):
            continue
        for means in ("click.echo", "click.secho", "html.escape", "from html", "saxutils", "&lt;"):
            assert means not in text, f"{name} has {means}"
        if "csv.writer" in text or "csv.DictWriter" in text:
            assert "for_csv" in text, f"{name} writes cells as they are"
        if "ensure_ascii=False" in text and name.startswith("cli/") and name != "cli/editor_schema.py":
            pytest.fail(f"{name} prints JSON by itself")
