"""The page as a file: what strangers wrote stays text, and sound and score come out as they went in."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import FEET, RATE, arranged, exercise, held, held_once, moving, on_beat, routine
from tests.support.pictures import png
from voicefoot.audio import Clip
from voicefoot.errors import CommandError
from voicefoot.export.page import write_page
from voicefoot.language.packs import LANGUAGES, language_pack
from voicefoot.model.attachments import Attachments
from voicefoot.model.rounds import titled
from voicefoot.pictures.svg import timeline_svg
from voicefoot.reading.builtin import names
from voicefoot.reading.read import read
from voicefoot.timeline.snapshot import snapshot_at
from voicefoot.timeline.timeline import Event, EventKind, Section, Timeline

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    '"><img src=x onerror=alert(1)>',
    "' onload='alert(1)",
    "a\u2028b\u2029c",
    "&lt;&amp;{{audio}}{{session}}]]>",
    "\\u003c\\",
    "\ud800",
    "عرب \u202e ltr",
]
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>All</title></svg>'


def page(
    timeline: Timeline,
    *pieces: bytes,
    mime: str = "audio/wav",
    language: str = "en",
    picture: str = PICTURE,
    cover: bytes | None = None,
) -> str:
    """The page, which must be UTF-8."""
    stream = BytesIO()
    write_page(stream, timeline, pieces, mime, language=language, picture_svg=picture, cover_png=cover)
    return stream.getvalue().decode("utf-8")


def called(text: str) -> Timeline:
    """A session in which everything that a stranger can name is called `text`."""
    event = Event(100, Clip.silence(200, RATE), EventKind.SPEECH, text, side=text)
    count = Event(400, Clip.silence(100, RATE), EventKind.COUNT, text, 1, text, 400)
    section = Section(text, 0, 1000, (event, count), attachments=Attachments(text, text))
    return Timeline(text, RATE, (section,))


class Reader(HTMLParser):
    """Every element, with its attributes and the text with which it begins."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], str]] = []
        self.inside = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), ""))
        self.inside = True

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's shape
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            tag, attributes, text = self.elements[-1]
            self.elements[-1] = (tag, attributes, text + data)

    def named(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        return [(attributes, text) for name, attributes, text in self.elements if name == tag]


def session(text: str) -> dict[str, Any]:
    """The JSON in the page."""
    found = [data for attributes, data in Reader(text).named("script") if attributes.get("id") == "session"]
    assert len(found) == 1
    parsed: dict[str, Any] = json.loads(found[0])
    return parsed


def sound(text: str) -> bytes:
    ((attributes, _),) = Reader(text).named("audio")
    head, _, data = (attributes["src"] or "").partition(",")
    assert head == "data:audio/wav;base64"
    return base64.b64decode(data, validate=True)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_strangers_wrote_stays_text(text: str) -> None:
    written = page(called(text))
    plain, hostile = Reader(page(called("plain"))), Reader(written)
    assert [tag for tag, _, _ in hostile.elements] == [tag for tag, _, _ in plain.elements]
    assert [sorted(attributes) for _, attributes, _ in hostile.elements] == [
        sorted(attributes) for _, attributes, _ in plain.elements
    ]
    shown = text.encode("utf-8", "replace").decode("utf-8")
    assert hostile.named("title")[0][1] == shown
    found = session(written)
    assert [found["title"], found["chapters"][0]["name"], found["lines"][0]["text"]] == [shown] * 3
    assert found["words"] == [shown]


@pytest.mark.parametrize("character", ["<", ">", "&", "\u2028", "\u2029"])
def test_the_json_has_nothing_that_could_end_it(character: str) -> None:
    written = page(called(f"a{character}b"))
    data = written.partition('id="session">')[2].partition("</script>")[0]
    assert character not in data
    assert f"a\\u{ord(character):04x}b" in data


@given(st.lists(st.binary(max_size=50), max_size=20))
def test_the_sound_comes_back_exactly(pieces: list[bytes]) -> None:
    assert sound(page(called("a"), *pieces)) == b"".join(pieces)


@pytest.mark.parametrize("size", [(3 << 16) - 1, 3 << 16, (3 << 16) + 1, (6 << 16) + 2])
def test_long_pieces_of_sound_come_back_too(size: int) -> None:
    piece = bytes(range(256)) * (size // 256 + 1)
    assert sound(page(called("a"), piece[:size], piece[:size])) == piece[:size] * 2


def test_the_sound_is_never_held_as_a_whole() -> None:
    class Nowhere(BytesIO):
        written = 0

        def write(self, data: Any) -> int:
            self.written += len(data)
            return len(data)

    def pieces() -> Iterator[bytes]:
        for _ in range(400):
            yield bytes(100_000)

    nowhere = Nowhere()
    tracemalloc.start()
    try:
        write_page(
            nowhere, called("a"), pieces(), "audio/mpeg", language="en", picture_svg="", cover_png=None
        )
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert nowhere.written > 50_000_000
    assert most < 5_000_000


def test_the_same_session_gives_the_same_bytes() -> None:
    timeline = arranged(read("desk"))
    first = page(timeline, b"abc", b"defg", cover=b"png")
    assert first == page(timeline, b"abcdef", b"g", cover=b"png")


@pytest.mark.parametrize("name", names())
def test_the_page_knows_the_score(name: str) -> None:
    timeline = arranged(read(name))
    found = session(page(timeline))
    assert (found["title"], found["rate"], found["frames"]) == (timeline.title, RATE, timeline.frames)
    assert [(c["name"], c["start"], c["end"]) for c in found["chapters"]] == [
        (titled(s.name, s.rounds), s.start_frame, s.end_frame) for s in timeline.sections
    ]
    heard = [e for e in timeline.events if e.kind in (EventKind.SPEECH, EventKind.CHIME)]
    lines = {(line["start"], line["end"], line["kind"], line["side"]) for line in found["lines"]}
    for event in heard:
        if event.text != "release":
            assert (event.start_frame, event.end_frame, str(event.kind), event.side) in lines
    counts = [e for e in timeline.events if e.kind is EventKind.COUNT]
    told = found["counts"]
    assert list(zip(told["start"], told["end"], [found["words"][i] for i in told["word"]], strict=True)) == [
        (e.start_frame, e.end_frame, e.text) for e in counts
    ]
    starts = [line["start"] for line in found["lines"]]
    assert starts == sorted(starts)


def test_each_count_lies_in_the_line_that_stands_for_it() -> None:
    found = session(page(arranged(read("foot-strength"))))
    runs = [line for line in found["lines"] if line["kind"] == "count"]
    assert runs[0]["text"] == "one … eight"
    for start, end in zip(found["counts"]["start"], found["counts"]["end"], strict=True):
        assert sum(run["start"] <= start and end <= run["end"] for run in runs) == 1


def test_the_moments_are_those_of_the_live_display() -> None:
    works = (held(3, 4.0), held_once(20.0), moving(15.0), on_beat(9, 2.0, 1.0))
    timeline = arranged(routine(*(exercise(work, sides=FEET) for work in works)))
    found = session(page(timeline))
    words, moments = [*found["words"], None], found["moments"]
    rows = list(zip(*(moments[key] for key in ("start", "number", "side", "says")), strict=True))
    assert rows[0][0] == 0
    for frame in range(0, timeline.frames, 50):
        _, number, side, says = next(row for row in reversed(rows) if row[0] <= frame)
        section = next(s for s in timeline.sections if s.start_frame <= frame < s.end_frame)
        moment = snapshot_at((section,), frame, RATE, None)
        assert (number, words[side], words[says] or "") == (moment.number, moment.side, moment.line)


def test_every_line_can_be_read_without_the_script() -> None:
    timeline = arranged(read("desk"))
    written = page(timeline)
    shown = [text for _, text in Reader(written).named("bdi")]
    heard = [line["text"] for line in session(written)["lines"]]
    names = [titled(section.name, section.rounds) for section in timeline.sections]
    assert Counter(shown) >= Counter(heard) + Counter(names)
    ((attributes, _),) = Reader(written).named("audio")
    assert {"controls", "playsinline"} <= attributes.keys()


def test_a_hundred_thousand_counts_are_a_few_lines() -> None:
    timeline = arranged(routine(exercise(on_beat(20_000, 0.5), name="Many")))
    written = page(timeline, picture="")
    assert len(session(written)["counts"]["start"]) > 1_000
    assert len(Reader(written).elements) < 1_000
    assert len(written) < 3_000_000


def test_only_the_scripts_of_the_page_may_run() -> None:
    reader = Reader(page(called("</script><script>alert(1)</script>")))
    scripts = [text for attributes, text in reader.named("script") if not attributes]
    policy = next(a["content"] for a, _ in reader.named("meta") if a.get("http-equiv"))
    assert policy is not None
    directives = {part.split()[0]: part.split()[1:] for part in policy.split(";")}
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert directives["script-src"] == [f"'sha256-{digest}'" for digest in digests]
    assert directives["default-src"] == ["'none'"]
    assert directives["media-src"] == ["data:", "blob:"]
    assert directives["img-src"] == ["data:"]
    assert "connect-src" not in directives


def test_nothing_in_the_page_leads_away() -> None:
    written = page(arranged(read("desk")), picture="")
    assert not re.findall(r"https?:|//[a-z]+\.|@import|url\(", written)
    assert "{{" not in written


@pytest.mark.parametrize(
    ("language", "tag", "direction"),
    [
        ("en", "en", "ltr"),
        ("pt_BR", "pt-BR", "ltr"),
        ("ar", "ar", "rtl"),
        ("he-IL", "he-IL", "rtl"),
        ("az-Arab", "az-Arab", "rtl"),
        ("ks-Deva-IN", "ks-Deva-IN", "ltr"),
        ('"><script>', '"><script>', "ltr"),
    ],
)
def test_the_language_gives_the_direction(language: str, tag: str, direction: str) -> None:
    ((attributes, _),) = Reader(page(called("a"), language=language)).named("html")
    assert attributes == {"lang": tag, "dir": direction}


@pytest.mark.parametrize("mime", ["", "audio", "audio/x y", 'audio/x"', "audio/x,y", "audio/x\n"])
def test_what_is_no_media_type_is_refused(mime: str) -> None:
    with pytest.raises(ValueError, match="media type"):
        page(called("a"), mime=mime)


def test_the_picture_and_the_cover_are_in_it_or_not() -> None:
    both = page(called("a"), cover=b"\x89PNG")
    assert PICTURE in both
    link = {"rel": "icon", "id": "cover", "type": "image/png", "href": "data:image/png;base64,iVBORw=="}
    assert Reader(both).named("link")[0][0] == link
    neither = page(called("a"), picture="")
    assert "p-picture p-card" not in neither
    assert Reader(neither).named("link")[0][0] == {"rel": "icon", "href": "data:,"}


def test_a_session_of_nothing_is_a_page() -> None:
    found = session(page(Timeline("Nothing", RATE, ())))
    assert (found["frames"], found["chapters"], found["lines"]) == (0, [], [])


def test_rounds_are_told_apart() -> None:
    one = exercise(on_beat(4, 1.0), name="Squats")
    timeline = arranged(routine(one, rounds=2, rest_between_seconds=10.0))
    stream = BytesIO()
    write_page(stream, timeline, [b""], "audio/mpeg", language="en", picture_svg="", cover_png=None)
    page = stream.getvalue().decode()
    for number in (1, 2):
        assert f"<h3><bdi>Squats (round {number})</bdi></h3>" in page
        assert f'"name":"Squats (round {number})"' in page


def beside(**fields: Any) -> Timeline:
    """A session of one exercise, twice, with so much beside its words."""
    one = exercise(on_beat(4, 1.0), name='"Squats" & <more>', **fields)
    return arranged(routine(one, rounds=2, rest_between_seconds=10.0))


def test_a_note_is_shown_where_the_exercise_begins() -> None:
    written = page(beside(note='After <i>"Alfredson"</i> & others.\nSlowly.'))
    notes = re.findall(r'</h3>\n<p class="p-note"><bdi>(.*?)</bdi></p>', written, re.DOTALL)
    assert notes == ["After &lt;i&gt;&quot;Alfredson&quot;&lt;/i&gt; &amp; others.\nSlowly."] * 2
    assert 'class="p-note"' not in page(beside())


def links(text: str) -> list[tuple[dict[str, str | None], str]]:
    return [found for found in Reader(text).named("a") if found[0].get("class") != "p-skip"]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://example.org/bridge?a=1&b=(2)#c", "example.org"),
        ("http://example.org:8080", "example.org:8080"),
        ("HTTPS://b\u00fccher.example?q", "b\u00fccher.example"),
        ("https://example.org/\u202egnp", "example.org"),
    ],
)
def test_a_link_shows_its_host_and_gives_nothing_away(address: str, shown: str) -> None:
    reader = Reader(page(beside(link=address)))
    attributes = {"href": address, "target": "_blank", "rel": "noopener noreferrer nofollow"}
    found = [found for tag, found, _ in reader.elements if tag == "a" and found.get("class") != "p-skip"]
    assert found == [attributes] * 2
    assert [text for _, text in reader.named("bdi")].count(shown) == 2


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "https://user@example.org",
        "https://example.org\\@evil.example",
        "https:/example.org",
        " https://example.org",
        'https://example.org/" onclick="alert(1)',
        "//example.org",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_address_of_the_web_is_no_link(address: str) -> None:
    written = page(beside(link=address))
    assert links(written) == []
    assert [text for _, text in Reader(written).named("bdi")].count(address) == 2


def test_an_image_is_in_the_page_once(tmp_path: Path) -> None:
    path = tmp_path / "squats.jpg"
    path.write_bytes(png(8, 8) + bytes(range(256)) * 1_000)
    written = page(beside(image=path))
    images = [found for found, _ in Reader(written).named("img") if found.get("class") == "p-image"]
    data = base64.b64encode(path.read_bytes()).decode("ascii")
    assert images == [
        {
            "class": "p-image",
            "id": "image-0",
            "alt": '"Squats" & <more>',
            "decoding": "async",
            "src": f"data:image/png;base64,{data}",
        }
    ]
    assert [chapter["image"] for chapter in session(written)["chapters"]] == [0, 0]
    assert [chapter["image"] for chapter in session(page(beside()))["chapters"]] == [None, None]
    assert str(tmp_path) not in written


def test_an_image_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"squats\.png can't be read"):
        page(beside(image=tmp_path / "squats.png"))


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_nothing_that_is_read_is_english_in_another_language(language: str) -> None:
    own, english = language_pack(language), language_pack("en")
    timeline = arranged(read("desk", language))
    text = page(timeline, language=language, picture=timeline_svg(timeline, language=language))
    for_people = re.sub(r"(?s)<script.*?</script>|<style.*?</style>|data:[^\"]*", "", text)
    found = re.findall(r'>([^<]+)<|aria-label="([^"]+)"', for_people)
    seen = {part.strip() for both in found for part in both}
    for name, label in english.labels.items():
        if label not in own.labels.values():
            assert label not in seen, name
    for name in ("skip", "play", "chapters", "foot", "exercise end sound", "words"):
        assert escape(own.labels[name]) in seen, name
    assert f'lang="{own.code}"' in text
    assert 'lang="en"' not in text
    data = re.findall(r'(?s)id="session">(.*?)</script>', text)[0]
    assert json.loads(data)["labels"]["play"] == own.labels["play"]
