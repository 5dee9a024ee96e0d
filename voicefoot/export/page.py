"""Write a session as one HTML page that plays it anywhere, without a network.

The template is `page.html`; names in double braces are its placeholders. Titles, lines, notes and links come
from strangers: they stand in the page as escaped text, or as JSON in which nothing can end the script
element. Only addresses of the web become links.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import resources
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, BinaryIO

from voicefoot.export.languages import direction
from voicefoot.language.codes import ENGLISH
from voicefoot.language.pack import LanguagePack
from voicefoot.language.packs import language_pack, pack_code
from voicefoot.model.breath import BreathKind
from voicefoot.model.limits import MAX_IMAGE_BYTES, MAX_IMAGE_PIXELS, MAX_IMAGE_SIDE
from voicefoot.model.rounds import titled
from voicefoot.outgoing import for_html, for_script
from voicefoot.reading.patterns import LINK
from voicefoot.storage.image_file import read_image
from voicefoot.timeline.snapshot import snapshot_at
from voicefoot.timeline.timeline import EventKind, Section, Timeline
from voicefoot.timeline.transcript import belongs_to_counting, clock, gathered
from voicefoot.units import to_seconds

SPEECH_KBPS = 48
"""The bit rate of a page without music, in kbit/s: light to mail. A recogniser hears as many words as at 96,
and the predicted opinion (P.808) is the same; at 40 a few words are lost.
"""

STEP_SECONDS = 10
"""How far the buttons go back and forward."""
_SCRIPT_LABELS = ("coming", "time left", "place", "normal speed", "times speed", "percent", "play", "pause")
"""The labels that the page's script writes."""
_SOUNDS = ("ready", "release", "hold_end", "exercise_end", "session_end")
"""The sounds that have a label; all others are in sessions that no page holds."""
_CHUNK_BYTES = 3 << 16
"""What is encoded as base64 at a time: a multiple of 3, so that the chunks join without padding."""
_MIME = re.compile(r"[\w.+-]+/[\w.+-]+(;[\w.+-]+=[\w.+-]+)*", re.ASCII)
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_WEB_ADDRESS = re.compile(LINK)
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


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
    """Write the page of `timeline` to `stream`, as UTF-8. The same arguments give the same bytes.

    `audio` is the encoded session in chunks of any size, of which one is in memory at a time, and `mime` its
    type, such as "audio/mpeg"; its time is the timeline's. `language` is the tag of the language of title and
    lines, such as "en" or "pt-BR". `picture_svg` is an SVG element that is safe as it stands, or empty;
    `cover_png` is shown until the session begins, and on lock screens. Each image of an exercise is in the
    page once, as its file is now. The stream stays open, and its OSErrors pass through. Raises ValueError if
    `mime` is no media type, CommandError for an image that can't be read.
    """
    if not _MIME.fullmatch(mime):
        raise ValueError(f"{mime!r} is no media type")
    template = (resources.files("voicefoot.export") / "page.html").read_text(encoding="utf-8")
    tag = language.replace("_", "-")
    images = _image_indices(timeline)
    words = language_pack(pack_code(language) or ENGLISH)
    fills: dict[str, Callable[[], Iterable[str]]] = {
        "scripts": lambda: _script_hashes(template),
        "language": lambda: [for_html(tag)],
        "direction": lambda: [direction(tag)],
        "title": lambda: [for_html(timeline.title)],
        "length": lambda: [clock(timeline.seconds)],
        "icon": lambda: _icon(cover_png),
        "mime": lambda: [mime],
        "audio": lambda: _base64(audio),
        "lines": lambda: _html_lines(timeline, images, words),
        "picture": lambda: _picture(picture_svg, words),
        "session": lambda: [for_script(_session(timeline, images, words))],
        "labels": lambda: [words.code],
    }
    seconds = {"seconds": str(STEP_SECONDS)}
    for name in words.labels:
        fills[f"label_{name.replace(' ', '_')}"] = partial(_label, words, name, seconds)
    for index, part in enumerate(_PLACEHOLDER.split(template)):
        for text in fills[part]() if index % 2 else [part]:
            stream.write(text.encode("utf-8", "replace"))


def _label(words: LanguagePack, name: str, values: Mapping[str, str]) -> Iterable[str]:
    yield for_html(words.label(name, **values))


# -- data for the script --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the page's list; its times are frames."""

    start_frame: int
    end_frame: int
    text: str
    kind: EventKind
    side: str | None


def _lines(section: Section, words: LanguagePack) -> Iterator[_Line]:
    """Yield the lines of `section`. Consecutive counts and releases are one, as in the transcript."""
    audible = (
        event
        for event in section.events
        if event.kind in (EventKind.SPEECH, EventKind.COUNT, EventKind.CHIME)
    )
    for is_count, group in groupby(audible, key=belongs_to_counting):
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
                text = event.text or ""
                if event.kind is EventKind.CHIME:
                    text = _sound_name(text, words)
                yield _Line(event.start_frame, event.end_frame, text, event.kind, event.side)


def _sound_name(sound: str, words: LanguagePack) -> str:
    """Return what a sound is called, by its name in the score."""
    breaths = {f"breath_{kind}": kind for kind in BreathKind}
    if sound in breaths:
        return words.breath_word(breaths[sound])
    return words.label(f"{sound.replace('_', ' ')} sound") if sound in _SOUNDS else sound.replace("_", " ")


class _StringTable:
    """Texts, each stored once and referred to by its index."""

    def __init__(self) -> None:
        self._indices: dict[str, int] = {}

    def index(self, text: str | None) -> int:
        """Return the index of `text`, which is added if it is new; -1 for no text."""
        return self._indices.setdefault(text, len(self._indices)) if text else -1

    def __iter__(self) -> Iterator[str]:
        return iter(self._indices)


def _image_indices(timeline: Timeline) -> dict[Path, int]:
    """Return an index for each image, in the order in which they are shown first."""
    images = dict.fromkeys(section.attachments.image for section in timeline.sections)
    return {path: index for index, path in enumerate(path for path in images if path is not None)}


def _session(timeline: Timeline, images: Mapping[Path, int], pack: LanguagePack) -> dict[str, Any]:
    """Return the session as the page's script reads it. All times are frames; what there may be a hundred
    thousand of is stored in columns. `image` is the index of an image in the page.
    """
    words = _StringTable()
    counts = [event for event in timeline.events if event.kind is EventKind.COUNT]
    moments = list(_moments(timeline, words))
    return {
        "title": timeline.title,
        "labelled": pack.code,
        "labels": {name: pack.labels[name] for name in _SCRIPT_LABELS},
        "rate": timeline.sample_rate,
        "frames": timeline.frames,
        "chapters": [
            {
                "name": titled(section.name, section.rounds),
                "start": section.start_frame,
                "end": section.end_frame,
                "image": images.get(section.attachments.image) if section.attachments.image else None,
            }
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
            for line in _lines(section, pack)
        ],
        "counts": {
            "start": [event.start_frame for event in counts],
            "end": [event.end_frame for event in counts],
            "word": [words.index(event.text) for event in counts],
        },
        "moments": {
            name: [moment[column] for moment in moments]
            for column, name in enumerate(("start", "number", "side", "says"))
        },
        "words": list(words),
    }


def _moments(timeline: Timeline, words: _StringTable) -> Iterator[tuple[int, int | None, int, int]]:
    """Yield (frame, repetition, side, last line) whenever one of the last three changes."""
    rate = timeline.sample_rate
    shown: tuple[int | None, int, int] | None = None
    for section in timeline.sections:
        frames = [section.start_frame, *(event.start_frame for event in section.events)]
        for frame in sorted(set(frames)):
            moment = snapshot_at((section,), frame, rate, None)
            current = (moment.number, words.index(moment.side), words.index(moment.line))
            if current != shown:
                shown = current
                yield (frame, *current)


# -- text for readers -----------------------------------------------------------------------------


def _html_lines(timeline: Timeline, images: Mapping[Path, int], words: LanguagePack) -> Iterator[str]:
    """Yield every line as HTML, so that the page can be read where its script can't run."""
    rate = timeline.sample_rate
    remaining = dict(images)
    for section in timeline.sections:
        yield f"<h3><bdi>{for_html(titled(section.name, section.rounds))}</bdi></h3>\n"
        yield from _html_attachments(section, remaining)
        if section.music is not None:
            yield f'<p class="p-music"><bdi>{for_html(section.music.text)}</bdi></p>\n'
        yield '<ol role="list">\n'
        for line in _lines(section, words):
            at = clock(to_seconds(line.start_frame, rate))
            yield (
                f'<li><button type="button" class="p-{line.kind}" disabled><span class="p-clock">{at}</span> '
                f"<bdi>{for_html(line.text)}</bdi></button></li>\n"
            )
        yield "</ol>\n"


def _html_attachments(section: Section, remaining: dict[Path, int]) -> Iterator[str]:
    """Yield the image, the note and the link of `section`. An image is yielded if it is in `remaining`, and
    removed from it.
    """
    attachments = section.attachments
    path = attachments.image
    if path is not None and path in remaining:
        image = read_image(path, MAX_IMAGE_BYTES, MAX_IMAGE_SIDE, MAX_IMAGE_PIXELS)
        yield (
            f'<img class="p-image" id="image-{remaining.pop(path)}" alt="{for_html(section.name)}" '
            f'decoding="async" src="data:{image.mime};base64,'
        )
        yield from _base64([image.data])
        yield '">\n'
    if attachments.note:
        yield f'<p class="p-note"><bdi>{for_html(attachments.note)}</bdi></p>\n'
    if attachments.link:
        yield f'<p class="p-more">{_html_link(attachments.link)}</p>\n'


def _html_link(address: str) -> str:
    """Return a link to `address` that shows its host; what is no address of the web stays text."""
    if not _WEB_ADDRESS.fullmatch(address):
        return f"<bdi>{for_html(address)}</bdi>"
    host = re.split("[/?#]", address.partition("://")[2], maxsplit=1)[0]
    # Another tab, so that a session that plays goes on.
    return (
        f'<a href="{for_html(address)}" target="_blank" rel="noopener noreferrer nofollow">'
        f"<bdi>{for_html(host)}</bdi></a>"
    )


def _picture(picture_svg: str, words: LanguagePack) -> Iterator[str]:
    if picture_svg:
        yield (
            '<section class="p-picture p-card" aria-labelledby="picture-title" tabindex="0">\n'
            '<h2 class="p-title" id="picture-title" lang="'
            f'{words.code}">{for_html(words.label("whole session"))}</h2>\n'
            f"{picture_svg}\n</section>"
        )


def _icon(cover_png: bytes | None) -> Iterator[str]:
    """Yield the page's icon, from which the script takes the cover, or an empty one: browsers would ask."""
    if cover_png is None:
        yield '<link rel="icon" href="data:,">'
        return
    yield '<link rel="icon" id="cover" type="image/png" href="data:image/png;base64,'
    yield from _base64([cover_png])
    yield '">'


# -- encoding -------------------------------------------------------------------------------------


def _script_hashes(template: str) -> Iterator[str]:
    """Yield the hashes of the page's scripts: its Content-Security-Policy allows these and no others."""
    digests = [hashlib.sha256(script.encode("utf-8")).digest() for script in _SCRIPT.findall(template)]
    yield " ".join(f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests)


def _base64(chunks: Iterable[bytes]) -> Iterator[str]:
    """Yield the base64 of `chunks` joined, a little at a time."""
    rest = b""
    for chunk in chunks:
        whole = rest + chunk
        end = len(whole) - len(whole) % 3
        bounds = [*range(0, end, _CHUNK_BYTES), end]
        for start, stop in pairwise(bounds):
            yield base64.b64encode(whole[start:stop]).decode("ascii")
        rest = whole[end:]
    yield base64.b64encode(rest).decode("ascii")
