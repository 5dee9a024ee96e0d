"""A session as a page: what `export -o session.html` puts together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from voicefoot.export.page import write_page
from voicefoot.export.safe import safely_written
from voicefoot.pictures.svg import timeline_svg

if TYPE_CHECKING:
    from voicefoot.export.contents import Contents
    from voicefoot.export.session_file import Wanted
    from voicefoot.timeline import Timeline

_PART_BYTES = 1 << 20


def write_page_file(
    timeline: Timeline, sound: BinaryIO, contents: Contents, wanted: Wanted, out: Path
) -> None:
    """Writes the page of `timeline`, whose encoded sound is in `sound`, to `out`. Raises OutputError."""
    language = wanted.tags.language
    cover = wanted.cover(timeline.title, contents.chapters) if wanted.cover is not None else None
    with safely_written(out) as stream:
        write_page(
            stream,
            timeline,
            _parts(sound),
            wanted.file_format.mime,
            language=language,
            picture_svg=timeline_svg(timeline, language=language),
            cover_png=cover,
        )


def _parts(sound: BinaryIO) -> Iterator[bytes]:
    sound.seek(0)
    while part := sound.read(_PART_BYTES):
        yield part
