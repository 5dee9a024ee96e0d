"""Captions: the words of a session as WebVTT, SubRip, LRC, plain text and lyrics."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from voicefoot.export.metadata import CaptionLine, Chapter
from voicefoot.outgoing import for_comment, for_lrc, for_player, for_srt, for_vtt
from voicefoot.timeline.transcript import clock, gathered
from voicefoot.units import to_milliseconds

CaptionWriter = Callable[[str, Sequence[Chapter], Sequence[CaptionLine]], Iterator[str]]
"""Takes a title, chapters and caption lines, and yields the parts of a file."""


def web_vtt(title: str, chapters: Sequence[Chapter], lines: Sequence[CaptionLine]) -> Iterator[str]:
    """Yield WebVTT (W3C): each line is a cue, and the name of a chapter is a comment before its first."""
    yield f"WEBVTT - {for_vtt(title)}\n"
    for number, line in enumerate(lines):
        if number == 0 or lines[number - 1].chapter != line.chapter:
            yield f"\nNOTE {for_vtt(chapters[line.chapter].name)}\n"
        yield f"\n{timestamp(line.start_seconds)} --> {timestamp(line.end_seconds)}\n{for_vtt(line.text)}\n"


def sub_rip(title: str, chapters: Sequence[Chapter], lines: Sequence[CaptionLine]) -> Iterator[str]:  # noqa: ARG001 - CaptionWriter
    """Yield SubRip, numbered from 1."""
    for number, line in enumerate(lines, 1):
        times = f"{timestamp(line.start_seconds, ',')} --> {timestamp(line.end_seconds, ',')}"
        yield f"{number}\n{times}\n{for_srt(line.text)}\n\n"


def lrc(title: str, chapters: Sequence[Chapter], lines: Sequence[CaptionLine]) -> Iterator[str]:
    """Yield LRC, as music players show it: to a hundredth of a second."""
    yield f"[ti:{for_lrc(title)}]\n"
    if chapters:
        minutes, seconds = divmod(int(chapters[-1].end_seconds + 0.5), 60)
        yield f"[length:{minutes}:{seconds:02}]\n"
    for line in lines:
        minutes, hundredths = divmod(int(line.start_seconds * 100 + 0.5), 6_000)
        yield f"[{minutes:02}:{hundredths // 100:02}.{hundredths % 100:02}]{for_lrc(line.text)}\n"


def plain_text(title: str, chapters: Sequence[Chapter], lines: Sequence[CaptionLine]) -> Iterator[str]:
    """Yield plain text: a heading for each exercise, with its note and link. Consecutive counts share a
    line.
    """
    yield f"{for_player(title)}\n"
    for index, start, text in _grouped(lines):
        if index is not None:
            chapter = chapters[index]
            yield f"\n{for_player(chapter.name)} ({clock(chapter.start_seconds)})\n"
            for beside in filter(None, (chapter.attachments.note, chapter.attachments.link)):
                yield f"{for_comment(beside)}\n"
            yield "\n"
        yield f"{clock(start):>8}  {text}\n"


def lyrics(lines: Sequence[CaptionLine]) -> str:
    """Return the words alone, for players that show lyrics: a line each, consecutive counts on one."""
    return "\n".join(text for _, _, text in _grouped(lines))


def _grouped(lines: Iterable[CaptionLine]) -> Iterator[tuple[int | None, float, str]]:
    """Yield each line, or group of consecutive counts: the index of the chapter if it is the first line of
    one, its start in seconds, and its text.
    """
    counts: list[str] = []
    start, chapter, last_chapter = 0.0, -1, -1
    for line in lines:
        if counts and (not line.is_count or line.chapter != chapter):
            yield (None if chapter == last_chapter else chapter), start, gathered(counts)
            last_chapter, counts = chapter, []
        if line.is_count:
            start = start if counts else line.start_seconds
            counts.append(for_player(line.text))
            chapter = line.chapter
        else:
            yield (
                (None if line.chapter == last_chapter else line.chapter),
                line.start_seconds,
                for_player(line.text),
            )
            last_chapter = line.chapter
    if counts:
        yield (None if chapter == last_chapter else chapter), start, gathered(counts)


CAPTION_FORMATS: Mapping[str, CaptionWriter] = MappingProxyType(
    {".vtt": web_vtt, ".srt": sub_rip, ".lrc": lrc, ".txt": plain_text}
)
"""The caption formats by the ending of the file."""


def timestamp(seconds: float, point: str = ".") -> str:
    """Format a moment to the millisecond: "01:02:03.004"; `point` is the decimal point."""
    whole, thousandths = divmod(to_milliseconds(seconds), 1_000)
    return f"{whole // 3_600:02}:{whole // 60 % 60:02}:{whole % 60:02}{point}{thousandths:03}"
