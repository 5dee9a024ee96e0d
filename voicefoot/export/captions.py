"""The words of a session beside its sound: as WebVTT, SRT, LRC and plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from voicefoot.export.metadata import CaptionLine, Chapter
from voicefoot.timeline.transcript import clock, gathered
from voicefoot.units import to_milliseconds

Written = Callable[[str, Sequence[Chapter], Sequence[CaptionLine]], Iterator[str]]
"""From a title, chapters and lines to text, in parts."""


_JOINERS = "\u200c\u200d"
"""Which several scripts, and some pictures, are written with."""


def one_line(text: str) -> str:
    """`text` without line breaks and other controls, which would end a cue or a tag."""
    return " ".join("".join(mark if mark.isprintable() or mark in _JOINERS else " " for mark in text).split())


def lines_of(text: str) -> str:
    """`text` with its line breaks, and without other controls."""
    return "\n".join(one_line(line) for line in text.splitlines())


def web_vtt(title: str, chapters: Sequence[Chapter], lines: Sequence[CaptionLine]) -> Iterator[str]:
    """WebVTT (W3C), each line a cue with its chapter's name in a comment before the first."""
    yield f"WEBVTT - {_vtt(title)}\n"
    for number, line in enumerate(lines):
        if number == 0 or lines[number - 1].chapter != line.chapter:
            yield f"\nNOTE {_vtt(chapters[line.chapter].name)}\n"
        yield f"\n{stamp(line.start_seconds)} --> {stamp(line.end_seconds)}\n{_vtt(line.text)}\n"


def sub_rip(title: str, chapters: Sequence[Chapter], lines: Sequence[CaptionLine]) -> Iterator[str]:  # noqa: ARG001 - Written
    """SubRip, numbered from 1."""
    for number, line in enumerate(lines, 1):
        times = f"{stamp(line.start_seconds, ',')} --> {stamp(line.end_seconds, ',')}"
        yield f"{number}\n{times}\n{one_line(line.text)}\n\n"


def lrc(title: str, chapters: Sequence[Chapter], lines: Sequence[CaptionLine]) -> Iterator[str]:
    """LRC, as players of music show it: to a hundredth of a second."""
    yield f"[ti:{one_line(title).replace(']', ')')}]\n"
    if chapters:
        minutes, seconds = divmod(int(chapters[-1].end_seconds + 0.5), 60)
        yield f"[length:{minutes}:{seconds:02}]\n"
    for line in lines:
        minutes, hundredths = divmod(int(line.start_seconds * 100 + 0.5), 6_000)
        yield f"[{minutes:02}:{hundredths // 100:02}.{hundredths % 100:02}]{one_line(line.text)}\n"


def plain(title: str, chapters: Sequence[Chapter], lines: Sequence[CaptionLine]) -> Iterator[str]:
    """Plain text: a heading for each exercise; counts that follow one another share a line."""
    yield f"{one_line(title)}\n"
    for chapter, start, text in grouped(lines):
        if chapter is not None:
            found = chapters[chapter]
            yield f"\n{one_line(found.name)} ({clock(found.start_seconds)})\n\n"
        yield f"{clock(start):>8}  {text}\n"


def lyrics(lines: Sequence[CaptionLine]) -> str:
    """The words alone, a line each, counts gathered: for players that show lyrics."""
    return "\n".join(text for _, _, text in grouped(lines))


def grouped(lines: Iterable[CaptionLine]) -> Iterator[tuple[int | None, float, str]]:
    """For each line, or row of counts: the number of its chapter where one begins, its moment, its text."""
    counted: list[str] = []
    start, chapter, told = 0.0, -1, -1
    for line in lines:
        if counted and (not line.is_count or line.chapter != chapter):
            yield (None if chapter == told else chapter), start, gathered(counted)
            told, counted = chapter, []
        if line.is_count:
            start = start if counted else line.start_seconds
            counted.append(one_line(line.text))
            chapter = line.chapter
        else:
            yield (None if line.chapter == told else line.chapter), line.start_seconds, one_line(line.text)
            told = line.chapter
    if counted:
        yield (None if chapter == told else chapter), start, gathered(counted)


WORDS: Mapping[str, Written] = MappingProxyType(
    {".vtt": web_vtt, ".srt": sub_rip, ".lrc": lrc, ".txt": plain}
)
"""By the ending of the file."""


def _vtt(text: str) -> str:
    return one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def stamp(seconds: float, point: str = ".") -> str:
    """A moment to the millisecond: "01:02:03.004"; `point` stands before the thousandths."""
    whole, thousandths = divmod(to_milliseconds(seconds), 1_000)
    return f"{whole // 3_600:02}:{whole // 60 % 60:02}:{whole % 60:02}{point}{thousandths:03}"
