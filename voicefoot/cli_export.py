"""What `export` does: files, stems and words of a session."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from voicefoot.cli_options import Asked, AskedFiles
from voicefoot.cli_session import Ready, made_ready, note, progress
from voicefoot.errors import CommandError

if TYPE_CHECKING:
    from voicefoot.export.contents import Chapter
    from voicefoot.export.formats import FileFormat
    from voicefoot.export.session_file import Wanted, Written
    from voicefoot.stems import Gains
    from voicefoot.timeline import Section


def export_one(routine: str, asked: Asked, files: AskedFiles) -> None:
    """Writes the session of `routine`: the file, the stems and the words that were asked for."""
    from voicefoot.export.formats import format_of

    if files.out is None and files.stems is None:
        name = f"{Path(routine).stem}.mp3"
        raise CommandError(f"no file was named; type: voicefoot export {routine} -o {name}")
    kind = format_of(files.out.suffix) if files.out is not None else None
    with made_ready(routine, asked) as ready, progress(ready) as coming:
        sections: Iterable[Section] = coming
        gains = asked.gains
        if files.normalize or (files.out and files.stems):
            sections = tuple(sections)
        if files.normalize:
            from voicefoot.export.normalize import normalized

            gains = normalized(lambda: sections, gains, asked.sample_rate)
        if files.stems is not None:
            _write_stems(sections, gains, files.stems, ready)
        if files.out is not None and kind is not None:
            _write_file(sections, _wanted(kind, gains, files, ready), files, files.out)


def _write_stems(sections: Iterable[Section], gains: Gains, folder: Path, ready: Ready) -> None:
    from voicefoot.export.wav import write_stems
    from voicefoot.mix import mix_stems
    from voicefoot.transcript import clock

    frames = write_stems(mix_stems(sections, gains), folder, ready.audio_format)
    note(f"{folder}, {clock(frames / ready.audio_format.sample_rate)}")


def _wanted(kind: FileFormat, gains: Gains, files: AskedFiles, ready: Ready) -> Wanted:
    from voicefoot.doses import doses
    from voicefoot.export.contents import Tags
    from voicefoot.export.session_file import Wanted

    tags = Tags(ready.plan.title, ready.plan.language, doses(ready.plan))
    return Wanted(kind, ready.audio_format, tags, gains, files.kbps, _cover)


def _cover(title: str, chapters: Sequence[Chapter]) -> bytes:
    from voicefoot.pictures.cover import cover_png

    return cover_png(title, [(each.name, each.end_seconds - each.start_seconds) for each in chapters])


def _write_file(sections: Iterable[Section], wanted: Wanted, files: AskedFiles, out: Path) -> None:
    from voicefoot.export.encoding import KnownPackets
    from voicefoot.export.safe import safely_written
    from voicefoot.export.session_file import write_session
    from voicefoot.folders import packet_cache

    known = None if files.force else KnownPackets(packet_cache())
    with safely_written(out) as stream:
        written = write_session(sections, stream, wanted, known)
    if files.transcript:
        _write_words(written, wanted, out)
    note(f"{out}, {_told(written, wanted)}")


def _write_words(written: Written, wanted: Wanted, out: Path) -> None:
    from voicefoot.export.safe import safely_written
    from voicefoot.export.words import WORDS

    for ending, words in WORDS.items():
        with safely_written(out.with_suffix(ending)) as stream:
            for part in words(wanted.tags.title, written.contents.chapters, written.contents.lines):
                stream.write(part.encode("utf-8", "replace"))


def _told(written: Written, wanted: Wanted) -> str:
    """How long the file is, and how much of it was known already."""
    from voicefoot.transcript import clock

    length = clock(written.contents.frames / wanted.audio_format.sample_rate)
    done = written.done
    if done.known_frames and not done.encoded_frames:
        return f"{length}; nothing has changed, so nothing was encoded"
    if done.known_frames:
        return f"{length}; {clock(done.encoded_frames / wanted.audio_format.sample_rate)} of it was encoded"
    return length
