"""What `export` does: files, parts, stems and words of sessions."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from voicefoot.cli.options import FilesRequest, SessionRequest
from voicefoot.cli.session import PreparedSession, made_ready, note, progress, share_one_arena
from voicefoot.errors import CommandError, OutputError

if TYPE_CHECKING:
    from voicefoot.export.formats import FileFormat
    from voicefoot.export.metadata import Chapter
    from voicefoot.export.writer import FileRequest, WrittenFile
    from voicefoot.model.stems import Gains
    from voicefoot.timeline.timeline import Section

if TYPE_CHECKING:
    from voicefoot.export.metadata import FileMetadata
    from voicefoot.export.writer import FileRequest
    from voicefoot.timeline.timeline import Timeline

_USUAL_ENDING = ".mp3"
_DASH = Path("-")
_PAGE = ".html"


def export_all(routines: Sequence[str], asked: SessionRequest, files: FilesRequest) -> None:
    """Writes what was asked for of each of `routines`, or of all that are built in."""
    from voicefoot.export.file_names import alike
    from voicefoot.reading.builtin import names

    share_one_arena()
    if files.every and routines:
        raise CommandError("--all writes every routine that is built in; name none beside it")
    chosen = tuple(names()) if files.every else routines
    if not chosen:
        raise CommandError("no routine was named; type: voicefoot export foot-strength -o foot-strength.mp3")
    if len(chosen) == 1 and not files.every:
        export_one(chosen[0], asked, files)
        return
    if files.stems is not None:
        raise CommandError("the stems of several routines would overwrite each other; export them one by one")
    if clash := alike(chosen):
        first, second = clash
        raise CommandError(f"{first} and {second} would become the same file; export them one by one")
    folder = _folder(files, "several routines")
    for name in chosen:
        _export_into(folder, name, asked, files)


def export_one(routine: str, asked: SessionRequest, files: FilesRequest) -> None:
    """Writes the session of `routine`: the file, the stems and the words that were asked for."""
    if files.out is None and files.stems is None:
        name = f"{Path(routine).stem}.mp3"
        raise CommandError(f"no file was named; type: voicefoot export {routine} -o {name}")
    if files.split:
        if files.stems is not None:
            raise CommandError("--split and --stems don't go together; export twice")
        folder = _folder(files, "--split")
        with made_ready(routine, asked) as ready, progress(ready) as coming:
            parts, gains = _levelled(coming, asked, files)
            _write_parts(parts, folder, gains, files, ready)
        return
    if files.out is not None and files.out.suffix.lower() == _PAGE:
        _write_page(routine, asked, files, files.out)
        return
    to_pipe = files.out == _DASH
    if to_pipe and sys.stdout.isatty():
        raise CommandError("a terminal can't play sound; name a file, or pipe it into a program that can")
    if to_pipe and files.transcript:
        raise CommandError("--transcript writes beside a file; name one")
    kind = _kind(files) if files.out is not None else None
    with made_ready(routine, asked) as ready, progress(ready) as coming:
        sections, gains = _levelled(coming, asked, files)
        if files.out and files.stems:
            sections = tuple(sections)
        if files.stems is not None:
            _write_stems(sections, gains, files.stems, ready)
        if kind is None or files.out is None:
            return
        wanted = _wanted(kind, gains, files, ready)
        if to_pipe:
            _pipe(sections, wanted, files)
        else:
            _write_file(sections, wanted, files, files.out)


def _write_page(routine: str, asked: SessionRequest, files: FilesRequest, out: Path) -> None:
    """Writes the session of `routine` as a page with a player in it."""
    from voicefoot.storage.atomic import temporary_space

    if files.ending is not None or files.stems is not None:
        what = "--format" if files.ending is not None else "--stems"
        raise CommandError(f"a page holds its sound as MP3; leave out {what}")
    with made_ready(routine, asked) as ready, progress(ready) as coming:
        sections, gains = _levelled(coming, asked, files)
        timeline = ready.timeline(sections)
        wanted = _wanted(_kind_in_folder(files), gains, files, ready)
        with tempfile.TemporaryFile() as sound:
            with temporary_space():
                written = _written(timeline.sections, sound, wanted, files)
            write_page_file(timeline, sound, written.contents, wanted, out)
    if files.transcript:
        _write_words(written, wanted, out)
    note(f"{out}, {_told(written, wanted)}")


def _export_into(folder: Path, routine: str, asked: SessionRequest, files: FilesRequest) -> None:
    """Writes the session of `routine` into `folder`, under its own name."""
    from voicefoot.export.file_names import safe_name
    from voicefoot.storage.atomic import ensure_folder

    name = safe_name(Path(routine).stem)
    with made_ready(routine, asked) as ready, progress(ready) as coming:
        sections, gains = _levelled(coming, asked, files)
        if files.split:
            _write_parts(sections, ensure_folder(folder) / name, gains, files, ready)
            return
        wanted = _wanted(_kind_in_folder(files), gains, files, ready)
        _write_file(sections, wanted, files, ensure_folder(folder) / f"{name}{wanted.file_format.ending}")


def _levelled(
    coming: Iterable[Section], asked: SessionRequest, files: FilesRequest
) -> tuple[Iterable[Section], Gains]:
    """The sections, and the gains that bring all of them to their loudness where that was asked for."""
    if not files.normalize:
        return coming, asked.gains
    from voicefoot.mixing.loudness_target import normalization_gains

    sections = tuple(coming)
    return sections, normalization_gains(lambda: sections, asked.gains, asked.sample_rate)


def _kind(files: FilesRequest) -> FileFormat:
    """The format that the name of the file tells, or that was asked for."""
    from voicefoot.export.formats import format_of

    if files.out == _DASH:
        return format_of(f".{files.ending or 'wav'}")
    assert files.out is not None, "a file was named"
    ending = files.out.suffix
    if files.ending is None:
        return format_of(ending)
    if ending and ending.lower() != f".{files.ending}":
        raise CommandError(
            f"{files.out.name!r} ends in {ending}, and --format says {files.ending}; leave one of them out"
        )
    return format_of(f".{files.ending}")


def _kind_in_folder(files: FilesRequest) -> FileFormat:
    from voicefoot.export.formats import format_of

    return format_of(f".{files.ending}" if files.ending else _USUAL_ENDING)


def _folder(files: FilesRequest, what: str) -> Path:
    """The folder that was named."""
    if files.out is None or files.out == _DASH:
        raise CommandError(f"{what} need a folder; type: -o FOLDER")
    return files.out


def _write_stems(sections: Iterable[Section], gains: Gains, folder: Path, ready: PreparedSession) -> None:
    from voicefoot.export.wav_export import write_stems
    from voicefoot.mixing.mix import mix_stems
    from voicefoot.timeline.transcript import clock

    frames = write_stems(mix_stems(sections, gains), folder, ready.audio_format)
    note(f"{folder}, {clock(frames / ready.audio_format.sample_rate)}")


def _wanted(kind: FileFormat, gains: Gains, files: FilesRequest, ready: PreparedSession) -> FileRequest:
    from voicefoot.export.metadata import Tags
    from voicefoot.export.writer import FileRequest
    from voicefoot.planning.doses import doses

    tags = Tags(ready.plan.title, ready.plan.language, doses(ready.plan))
    return FileRequest(kind, ready.audio_format, tags, gains, files.kbps, _cover)


def _cover(title: str, chapters: Sequence[Chapter]) -> bytes:
    from voicefoot.pictures.cover import cover_png

    return cover_png(title, [(each.name, each.end_seconds - each.start_seconds) for each in chapters])


def _written(
    sections: Iterable[Section], stream: BinaryIO, wanted: FileRequest, files: FilesRequest
) -> WrittenFile:
    from voicefoot.export.encoder_pool import KnownPackets
    from voicefoot.export.writer import write_session
    from voicefoot.storage.paths import packet_cache

    return write_session(sections, stream, wanted, None if files.force else KnownPackets(packet_cache()))


def _write_file(sections: Iterable[Section], wanted: FileRequest, files: FilesRequest, out: Path) -> float:
    """Writes one file, tells of it, and gives its length in seconds."""
    from voicefoot.storage.atomic import atomic_writer

    with atomic_writer(out) as stream:
        written = _written(sections, stream, wanted, files)
    if files.transcript:
        _write_words(written, wanted, out)
    note(f"{out}, {_told(written, wanted)}")
    return written.contents.frames / wanted.audio_format.sample_rate


def _write_parts(
    sections: Iterable[Section], folder: Path, gains: Gains, files: FilesRequest, ready: PreparedSession
) -> None:
    """Writes a file for each of `sections`, and a list of them."""
    from dataclasses import replace

    from voicefoot.export.file_names import Entry, m3u8, numbered, safe_name
    from voicefoot.planning.doses import doses
    from voicefoot.storage.atomic import atomic_writer, ensure_folder

    wanted = _wanted(_kind_in_folder(files), gains, files, ready)
    ensure_folder(folder)
    told = doses(ready.plan).splitlines()
    count = len(ready.plan.sections)
    entries = []
    for number, section in enumerate(sections, 1):
        tags = replace(
            wanted.tags,
            title=section.name,
            album=ready.plan.title,
            comment=told[number - 1],
            track=(number, count),
        )
        out = folder / numbered(number, count, section.name, wanted.file_format.ending)
        seconds = _write_file([section], replace(wanted, tags=tags), files, out)
        entries.append(Entry(out.name, section.name, seconds))
    listed = folder / f"{safe_name(ready.plan.title)}.m3u8"
    with atomic_writer(listed) as stream:
        stream.write(m3u8(ready.plan.title, entries).encode("utf-8"))
    note(str(listed))


def _pipe(sections: Iterable[Section], wanted: FileRequest, files: FilesRequest) -> None:
    """Writes to standard output: samples as they come, other formats when they are whole, since they tell at
    their beginning how long they are.
    """
    from voicefoot.errors import reason_of
    from voicefoot.mixing.mix import mix
    from voicefoot.storage.atomic import temporary_space
    from voicefoot.storage.wav import WavWriter

    out = sys.stdout.buffer
    try:
        if wanted.file_format.codec is None:
            writer = WavWriter(out, wanted.audio_format, endless=True)
            for block in mix(sections, gains=wanted.gains):
                writer.write(block)
            writer.close()
        else:
            with tempfile.TemporaryFile() as stream:
                with temporary_space():
                    _written(sections, stream, wanted, files)
                stream.seek(0)
                shutil.copyfileobj(stream, out)
        out.flush()
    except BrokenPipeError:
        note("voicefoot: nobody reads the session any more; it was not written to its end")
        raise
    except OSError as error:
        told = reason_of(error)
        raise OutputError(f"standard output can't be written to: {told}; name a file") from error


def _write_words(written: WrittenFile, wanted: FileRequest, out: Path) -> None:
    from voicefoot.export.captions import WORDS
    from voicefoot.storage.atomic import atomic_writer

    for ending, words in WORDS.items():
        with atomic_writer(out.with_suffix(ending)) as stream:
            for part in words(wanted.tags.title, written.contents.chapters, written.contents.lines):
                stream.write(part.encode("utf-8", "replace"))


def _told(written: WrittenFile, wanted: FileRequest) -> str:
    """How long the file is, and how much of it was known already."""
    from voicefoot.timeline.transcript import clock

    length = clock(written.contents.frames / wanted.audio_format.sample_rate)
    done = written.done
    if done.known and not done.encoded:
        return f"{length}; nothing has changed, so nothing was encoded"
    if done.known:
        return f"{length}; {clock(done.encoded_frames / wanted.audio_format.sample_rate)} of it was encoded"
    return length


_PART_BYTES = 1 << 20


def write_page_file(
    timeline: Timeline, sound: BinaryIO, contents: FileMetadata, wanted: FileRequest, out: Path
) -> None:
    """Writes the page of `timeline`, whose encoded sound is in `sound`, to `out`. Raises OutputError."""
    from voicefoot.export.page import write_page
    from voicefoot.pictures.svg import timeline_svg
    from voicefoot.storage.atomic import atomic_writer

    language = wanted.tags.language
    cover = wanted.cover(timeline.title, contents.chapters) if wanted.cover is not None else None
    with atomic_writer(out) as stream:
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
