"""A session as one page: an HTML file that plays it anywhere, without a network.

The page is `page.html`, in which names in double braces are filled. Titles and lines come from strangers:
they stand in the page as escaped text, or as JSON in which nothing can end the script element.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from importlib import resources
from itertools import groupby, pairwise
from typing import Any, BinaryIO

from voicefoot.timeline.snapshot import snapshot_at
from voicefoot.timeline.timeline import EventKind, Section, Timeline
from voicefoot.timeline.transcript import belongs_to_counting, clock, gathered
from voicefoot.units import to_seconds

_PIECE_BYTES = 3 << 16
"""How much is turned into base64 at once: a multiple of 3, so that the pieces join without padding."""
_MIME = re.compile(r"[\w.+-]+/[\w.+-]+(;[\w.+-]+=[\w.+-]+)*", re.ASCII)
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_PLACE = re.compile(r"\{\{(\w+)\}\}")
_FROM_THE_RIGHT = frozenset(
    ["ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"]
)
_SCRIPTS_FROM_THE_RIGHT = frozenset(["adlm", "arab", "hebr", "mand", "nkoo", "rohg", "syrc", "thaa"])


def write_page(
    stream: BinaryIO,
    timeline: Timeline,
    audio: Iterable[bytes],
    mime: str,
    *,
    language: str,
    picture_svg: str,
    cover_png: bytes | None,
) -> None:
    """Writes the page of `timeline` to `stream`, as UTF-8. The same arguments give the same bytes.

    `audio` is the encoded session in pieces of any size, and `mime` its type, such as "audio/mpeg"; its
    time is that of the timeline. `language` is a tag such as "en" or "pt-BR", in which title and lines
    are. `picture_svg` is an SVG element that is safe as it stands, or nothing; `cover_png` is for lock
    screens. Raises ValueError where `mime` is no media type. The stream stays open, and its OSErrors are
    the caller's. Of the audio, no more than a piece is held in memory.
    """
    if not _MIME.fullmatch(mime):
        raise ValueError(f"{mime!r} is no media type")
    template = (resources.files("voicefoot.export") / "page.html").read_text(encoding="utf-8")
    tag = language.replace("_", "-")
    fills: dict[str, Callable[[], Iterable[str]]] = {
        "scripts": lambda: _hashes(template),
        "language": lambda: [escape(tag)],
        "direction": lambda: [_direction(tag)],
        "title": lambda: [escape(timeline.title)],
        "length": lambda: [clock(timeline.seconds)],
        "icon": lambda: _icon(cover_png),
        "mime": lambda: [mime],
        "audio": lambda: _base64(audio),
        "lines": lambda: _html_lines(timeline),
        "picture": lambda: _picture(picture_svg),
        "session": lambda: [_json(_session(timeline))],
    }
    for index, part in enumerate(_PLACE.split(template)):
        for text in fills[part]() if index % 2 else [part]:
            stream.write(text.encode("utf-8", "replace"))


# -- what the page is told ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    """What is heard in one go, as the page lists it; its times are frames."""

    start_frame: int
    end_frame: int
    text: str
    kind: EventKind
    side: str | None


def _lines(section: Section) -> Iterator[_Line]:
    """Counts that follow one another are one line, as in the transcript, and so are their releases."""
    heard = (
        event
        for event in section.events
        if event.kind in (EventKind.SPEECH, EventKind.COUNT, EventKind.CHIME)
    )
    for is_count, group in groupby(heard, key=belongs_to_counting):
        events = list(group)
        counts = [event for event in events if event.kind is EventKind.COUNT]
        if is_count and counts:
            end = max(event.end_frame for event in events)
            yield _Line(
                events[0].start_frame,
                end,
                gathered([event.text or "" for event in counts]),
                EventKind.COUNT,
                events[0].side,
            )
        else:
            for event in events:
                text = (
                    (event.text or "").replace("_", " ")
                    if event.kind is EventKind.CHIME
                    else event.text or ""
                )
                yield _Line(event.start_frame, event.end_frame, text, event.kind, event.side)


class _Words:
    """Texts, each once; others point at them by their index."""

    def __init__(self) -> None:
        self.index: dict[str, int] = {}

    def at(self, text: str | None) -> int:
        """Where `text` stands; -1 where there is none."""
        return self.index.setdefault(text, len(self.index)) if text else -1


def _session(timeline: Timeline) -> dict[str, Any]:
    """The session as the page's script reads it. All times are frames; what there may be a hundred
    thousand of stands in columns.
    """
    words = _Words()
    counts = [event for event in timeline.events if event.kind is EventKind.COUNT]
    moments = list(_moments(timeline, words))
    return {
        "title": timeline.title,
        "rate": timeline.sample_rate,
        "frames": timeline.frames,
        "chapters": [
            {"name": section.name, "start": section.start_frame, "end": section.end_frame}
            for section in timeline.sections
        ],
        "lines": [
            {
                "start": line.start_frame,
                "end": line.end_frame,
                "text": line.text,
                "kind": str(line.kind),
                "side": line.side,
            }
            for section in timeline.sections
            for line in _lines(section)
        ],
        "counts": {
            "start": [event.start_frame for event in counts],
            "end": [event.end_frame for event in counts],
            "word": [words.at(event.text) for event in counts],
        },
        "moments": {
            name: [moment[column] for moment in moments]
            for column, name in enumerate(("start", "number", "side", "says"))
        },
        "words": list(words.index),
    }


def _moments(timeline: Timeline, words: _Words) -> Iterator[tuple[int, int | None, int, int]]:
    """Whenever that changes: the frame, the repetition's number, the side, and the last words spoken."""
    rate = timeline.sample_rate
    known: tuple[int | None, int, int] | None = None
    for section in timeline.sections:
        frames = [section.start_frame, *(event.start_frame for event in section.events)]
        for frame in sorted(set(frames)):
            moment = snapshot_at((section,), frame, rate, None)
            now = (moment.number, words.at(moment.side), words.at(moment.line))
            if now != known:
                known = now
                yield (frame, *now)


def _json(data: dict[str, Any]) -> str:
    """`data` as JSON that is safe within a script element, and in JavaScript before 2019."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


# -- what is read ---------------------------------------------------------------------------------


def _html_lines(timeline: Timeline) -> Iterator[str]:
    """Every line as text, so that the page can be read where its script can't run."""
    rate = timeline.sample_rate
    for section in timeline.sections:
        yield f"<h3><bdi>{escape(section.name)}</bdi></h3>\n"
        if section.music is not None:
            yield f'<p class="p-music"><bdi>{escape(section.music.text)}</bdi></p>\n'
        yield '<ol role="list">\n'
        for line in _lines(section):
            at = clock(to_seconds(line.start_frame, rate))
            yield (
                f'<li><button type="button" class="p-{line.kind}" disabled><span class="p-clock">{at}</span> '
                f"<bdi>{escape(line.text)}</bdi></button></li>\n"
            )
        yield "</ol>\n"


def _picture(picture_svg: str) -> Iterator[str]:
    if picture_svg:
        yield (
            '<section class="p-picture p-card" aria-labelledby="picture-title" tabindex="0">\n'
            '<h2 class="p-title" id="picture-title" lang="en">The whole session</h2>\n'
            f"{picture_svg}\n</section>"
        )


def _icon(cover_png: bytes | None) -> Iterator[str]:
    """The page's icon, from which the script takes the cover; an empty one keeps servers from being asked."""
    if cover_png is None:
        yield '<link rel="icon" href="data:,">'
        return
    yield '<link rel="icon" id="cover" type="image/png" href="data:image/png;base64,'
    yield from _base64([cover_png])
    yield '">'


def _direction(tag: str) -> str:
    """Whether a language is written from the right ("rtl") or from the left ("ltr")."""
    language, *others = tag.casefold().split("-")
    scripts = [other for other in others if len(other) == 4 and other.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in _SCRIPTS_FROM_THE_RIGHT else "ltr"
    return "rtl" if language in _FROM_THE_RIGHT else "ltr"


# -- what it is made of ---------------------------------------------------------------------------


def _hashes(template: str) -> Iterator[str]:
    """The scripts of the page, as its Content-Security-Policy allows them: these and no others."""
    digests = [hashlib.sha256(script.encode("utf-8")).digest() for script in _SCRIPT.findall(template)]
    yield " ".join(f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests)


def _base64(pieces: Iterable[bytes]) -> Iterator[str]:
    """`pieces` joined, as base64, a little at a time."""
    rest = b""
    for piece in pieces:
        whole = rest + piece
        end = len(whole) - len(whole) % 3
        cuts = [*range(0, end, _PIECE_BYTES), end]
        for start, stop in pairwise(cuts):
            yield base64.b64encode(whole[start:stop]).decode("ascii")
        rest = whole[end:]
    yield base64.b64encode(rest).decode("ascii")
