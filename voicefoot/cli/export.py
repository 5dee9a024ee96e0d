"""The command `export`: a session as a file, a page, stems, or a file for each part, with its words."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from voicefoot.cli.export_options import ExportOptions
from voicefoot.cli.options import SessionRequest, session_options, with_options
from voicefoot.cli.session import PreparedSession, note, prepare_session, progress, share_one_arena
from voicefoot.errors import CommandError, OutputError
from voicefoot.text import escaped

if TYPE_CHECKING:
    from voicefoot.export.formats import FileFormat
    from voicefoot.export.metadata import Chapter, FileMetadata
    from voicefoot.export.writer import FileRequest, WrittenFile
    from voicefoot.model.stems import Gains
    from voicefoot.timeline.timeline import Section, Timeline

_DEFAULT_ENDING = ".mp3"
_PAGE_ENDING = ".html"
_STDOUT = Path("-")
MAILED_BYTES = 20_000_000
"""A larger page is too large for many mailboxes."""
_COPY_BYTES = 1 << 20


_OPTIONS: list[Callable[[Any], Any]] = [
    click.option(
        "-o",
        "--out",
        type=click.Path(allow_dash=True),
        metavar="FILE",
        help="The file to write; a folder for several; - for standard output.",
    ),
    click.option(
        "--each",
        type=click.Path(path_type=Path),
        metavar="CSV",
        help="Write a file for each row of this list, into a folder: see docs/clinic.md.",
    ),
    click.option(
        "--on",
        "scheduler",
        metavar="ADDRESS",
        help="With --each: on the Dask cluster there, such as tcp://scheduler:8786.",
    ),
    click.option(
        "--format",
        "ending",
        type=click.Choice(["wav", "flac", "mp3", "opus", "ogg", "m4a", "m4b"]),
        help="The format, if the file's ending doesn't tell it.",
    ),
    click.option("--split", is_flag=True, help="Write a file for each exercise, and a playlist."),
    click.option("--all", "every", is_flag=True, help="Export all built-in routines."),
    click.option(
        "--stems",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Write voice.wav, beat.wav, chime.wav and music.wav there.",
    ),
    click.option("--normalize", is_flag=True, help="Bring it to exactly -16 LUFS; takes an extra pass."),
    click.option(
        "--bitrate",
        "kbps",
        type=click.IntRange(8, 512),
        metavar="KBPS",
        help="Kilobits per second, for formats that have a bit rate.",
    ),
    click.option(
        "--transcript", is_flag=True, help="Write the words next to the file, as .vtt, .srt, .lrc and .txt."
    ),
    click.option("--force", is_flag=True, help="Encode everything again, even what has not changed."),
]


def _export_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of `export` to `command`, which is called with them as one ExportOptions, `options`."""

    def wrapper(**values: Any) -> Any:
        given = {name: values.pop(name) for name in ExportOptions.__dataclass_fields__ if name in values}
        out = given["out"]
        if out is not None and "://" in out:
            given |= {"out": None, "address": out}
        elif out is not None:
            given["out"] = Path(out)
        return command(options=ExportOptions(**given), **values)

    return with_options(wrapper, command, _OPTIONS)


@click.command("export")
@click.argument("routines", nargs=-1, metavar="ROUTINE...")
@session_options
@_export_options
def export_command(routines: tuple[str, ...], request: SessionRequest, options: ExportOptions) -> None:
    """Write ROUTINE to a file: the same session that `play` plays. The ending picks the format: .wav, .flac,
    .mp3, .opus, .ogg, .m4a, .m4b, or .html for a page with a player. Several routines, or the parts of one,
    go into a folder.
    """
    from voicefoot.export.file_names import find_name_clash

    share_one_arena()
    if options.each is not None:
        from voicefoot.cli.export_each import export_each

        export_each(routines, request, options)
        return
    if options.scheduler is not None:
        raise CommandError("--on makes the files of a list; name one: --each patients.csv")
    if options.address is not None:
        raise CommandError("only the files of a list can go to an address; name one: --each patients.csv")
    if options.every and routines:
        raise CommandError("--all writes every built-in routine; don't name any as well")
    chosen = _all_in(request.language) if options.every else routines
    if not chosen:
        raise CommandError("no routine was named; type: voicefoot export foot-strength -o foot-strength.mp3")
    if len(chosen) == 1 and not options.every:
        _export_one(chosen[0], request, options)
        return
    if options.stems is not None:
        raise CommandError("the stems of several routines would overwrite each other; export them one by one")
    if clash := find_name_clash(chosen):
        first, second = clash
        raise CommandError(f"{first} and {second} would become the same file; export them one by one")
    folder = _folder(options, "several routines")
    for name in chosen:
        _export_into(folder, name, request, options)


def _all_in(language: str | None) -> tuple[str, ...]:
    """Return the names of all built-in routines that are in `language`, None for any; say which are not."""
    from voicefoot.reading.builtin import names
    from voicefoot.reading.language_tags import language_name, same_language
    from voicefoot.reading.read import read_original

    if language is None:
        return tuple(names())
    found = [
        name
        for name in names()
        if any(same_language(each, language) for each in read_original(name).languages)
    ]
    left_out = [name for name in names() if name not in found]
    if left_out:
        note(f"not in {language_name(language)}, and so left out: {', '.join(left_out)}")
    return tuple(found)


def _export_one(routine: str, request: SessionRequest, options: ExportOptions) -> None:
    """Write the session of `routine`: the file, the stems and the words that were asked for."""
    if options.out is None and options.stems is None:
        from voicefoot.reading.file_names import bare_name

        name = f"{bare_name(routine)}.mp3"
        raise CommandError(f"no file was named; type: voicefoot export {routine} -o {name}")
    if options.split:
        if options.stems is not None:
            raise CommandError("--split and --stems don't go together; export twice")
        folder = _folder(options, "--split")
        with prepare_session(routine, request, with_hint=True) as ready, progress(ready) as sections:
            sections, gains = _leveled(sections, request, options, _format_in_folder(options))
            _write_parts(sections, folder, gains, options, ready)
        return
    if options.out is not None and options.out.suffix.lower() == _PAGE_ENDING:
        _write_page(routine, request, options, options.out)
        return
    to_pipe = options.out == _STDOUT
    if to_pipe and sys.stdout.isatty():
        raise CommandError("a terminal can't play sound; name a file, or pipe it into a program that can")
    if to_pipe and options.transcript:
        raise CommandError("--transcript writes next to a file; name one")
    file_format = _format(options) if options.out is not None else None
    with prepare_session(routine, request, with_hint=not to_pipe) as ready, progress(ready) as sections:
        sections, gains = _leveled(sections, request, options, file_format)
        if options.out and options.stems:
            sections = tuple(sections)
        if options.stems is not None:
            _write_stems(sections, gains, options.stems, ready)
        if file_format is None or options.out is None:
            return
        file = _file_request(file_format, gains, options, ready)
        if to_pipe:
            _pipe(sections, file, options)
        else:
            _write_file(sections, file, options, options.out)


def _write_page(routine: str, request: SessionRequest, options: ExportOptions, out: Path) -> None:
    """Write the session of `routine` as a page with a player in it."""
    from voicefoot.export.page import SPEECH_KBPS
    from voicefoot.storage.atomic import temporary_file, temporary_files

    if options.ending is not None or options.stems is not None:
        what = "--format" if options.ending is not None else "--stems"
        raise CommandError(f"a page holds its sound as MP3; leave out {what}")
    with prepare_session(routine, request, with_hint=True) as ready, progress(ready) as sections:
        sections, gains = _leveled(sections, request, options, _format_in_folder(options))
        timeline = ready.timeline(sections)
        file = _file_request(_format_in_folder(options), gains, options, ready)
        if file.kbps is None and all(section.soundtrack is None for section in ready.plan.sections):
            file = replace(file, kbps=SPEECH_KBPS)
        with temporary_file() as sound:
            with temporary_files():
                written = _written(timeline.sections, sound, file, options)
            _write_page_file(timeline, sound, written.metadata, file, out)
    if options.transcript:
        _write_captions(written, file, out)
    note(f"{escaped(str(out))}, {_summary(written, file)}")
    if (size := out.stat().st_size) > MAILED_BYTES:
        name = escaped(str(out))
        note(f"{name} has {size / 1e6:.0f} MB, which is much to mail; smaller images or --bitrate help")


def _export_into(folder: Path, routine: str, request: SessionRequest, options: ExportOptions) -> None:
    """Write the session of `routine` into `folder`, under its own name."""
    from voicefoot.export.file_names import safe_name
    from voicefoot.reading.file_names import bare_name
    from voicefoot.storage.atomic import ensure_folder

    name = safe_name(bare_name(routine))
    with prepare_session(routine, request, with_hint=True) as ready, progress(ready) as sections:
        sections, gains = _leveled(sections, request, options, _format_in_folder(options))
        if options.split:
            _write_parts(sections, ensure_folder(folder) / name, gains, options, ready)
            return
        file = _file_request(_format_in_folder(options), gains, options, ready)
        _write_file(sections, file, options, ensure_folder(folder) / f"{name}{file.file_format.ending}")


def _leveled(
    sections: Iterable[Section],
    request: SessionRequest,
    options: ExportOptions,
    file_format: FileFormat | None,
) -> tuple[Iterable[Section], Gains]:
    """Return the sections, and their gains: with --normalize, those that bring the whole to its loudness in a
    file of `file_format`; None where only stems are written.
    """
    if not options.normalize:
        return sections, request.gains
    from voicefoot.export.formats import format_of
    from voicefoot.mixing.loudness_target import normalization_gains

    whole, written_as = tuple(sections), file_format or format_of(".wav")
    mastered = written_as.mastered(request.gains)
    gains = normalization_gains(lambda: whole, mastered, request.sample_rate, written_as.peak_db)
    return whole, replace(gains, all_db=gains.all_db - written_as.makeup_db)


def _format(options: ExportOptions) -> FileFormat:
    """Return the format that the file's ending or --format tells. Raises CommandError if they differ."""
    from voicefoot.export.formats import format_of

    if options.out == _STDOUT:
        return format_of(f".{options.ending or 'wav'}")
    assert options.out is not None, "a file was named"
    ending = options.out.suffix
    if options.ending is None:
        return format_of(ending)
    if ending and ending.lower() != f".{options.ending}":
        raise CommandError(
            f"{options.out.name!r} ends in {ending}, but --format says {options.ending}; leave one out"
        )
    return format_of(f".{options.ending}")


def _format_in_folder(options: ExportOptions) -> FileFormat:
    """Return the format of files that are not named one by one."""
    from voicefoot.export.formats import format_of

    return format_of(f".{options.ending}" if options.ending else _DEFAULT_ENDING)


def _folder(options: ExportOptions, what: str) -> Path:
    """Return the folder that -o names. Raises CommandError if it names none."""
    if options.out is None or options.out == _STDOUT:
        raise CommandError(f"{what} need a folder; type: -o FOLDER")
    return options.out


def _write_stems(sections: Iterable[Section], gains: Gains, folder: Path, ready: PreparedSession) -> None:
    from voicefoot.export.wav_export import write_stems
    from voicefoot.mixing.mix import mix_stems
    from voicefoot.timeline.transcript import clock

    frames = write_stems(mix_stems(sections, gains), folder, ready.audio_format)
    note(f"{escaped(str(folder))}, {clock(frames / ready.audio_format.sample_rate)}")


def _file_request(
    file_format: FileFormat, gains: Gains, options: ExportOptions, ready: PreparedSession
) -> FileRequest:
    from voicefoot.export.metadata import Tags, comment
    from voicefoot.export.writer import FileRequest
    from voicefoot.planning.dose_words import doses

    plan = ready.plan
    tags = Tags(plan.title, plan.language, comment(doses(plan), plan.sections))
    return FileRequest(file_format, ready.audio_format, tags, gains, options.kbps, _cover)


def _cover(title: str, chapters: Sequence[Chapter]) -> bytes:
    from voicefoot.pictures.cover import cover_png

    return cover_png(title, [(each.name, each.end_seconds - each.start_seconds) for each in chapters])


def _written(
    sections: Iterable[Section], stream: BinaryIO, file: FileRequest, options: ExportOptions
) -> WrittenFile:
    from voicefoot.export.encoder_pool import PacketCache
    from voicefoot.export.writer import write_session
    from voicefoot.storage.paths import packet_cache

    return write_session(sections, stream, file, None if options.force else PacketCache(packet_cache()))


def _write_file(sections: Iterable[Section], file: FileRequest, options: ExportOptions, out: Path) -> float:
    """Write one file, report it, and return its length in seconds."""
    from voicefoot.storage.atomic import atomic_writer

    with atomic_writer(out) as stream:
        written = _written(sections, stream, file, options)
    if options.transcript:
        _write_captions(written, file, out)
    note(f"{escaped(str(out))}, {_summary(written, file)}")
    return written.metadata.frames / file.audio_format.sample_rate


def _write_parts(
    sections: Iterable[Section], folder: Path, gains: Gains, options: ExportOptions, ready: PreparedSession
) -> None:
    """Write a file for each of `sections`, and a playlist of them."""
    from voicefoot.export.file_names import PlaylistEntry, m3u8, numbered_name, safe_name
    from voicefoot.export.metadata import comment
    from voicefoot.model.rounds import titled
    from voicefoot.planning.dose_words import doses
    from voicefoot.storage.atomic import atomic_writer, ensure_folder

    file = _file_request(_format_in_folder(options), gains, options, ready)
    ensure_folder(folder)
    dose_lines = doses(ready.plan).splitlines()
    count = len(ready.plan.sections)
    entries = []
    for number, section in enumerate(sections, 1):
        title = titled(section.name, section.rounds)
        tags = replace(
            file.tags,
            title=title,
            album=ready.plan.title,
            comment=comment(dose_lines[number - 1], [ready.plan.sections[number - 1]]),
            track=(number, count),
        )
        out = folder / numbered_name(number, count, title, file.file_format.ending)
        seconds = _write_file([section], replace(file, tags=tags), options, out)
        entries.append(PlaylistEntry(out.name, title, seconds))
    playlist = folder / f"{safe_name(ready.plan.title)}.m3u8"
    with atomic_writer(playlist) as stream:
        stream.write(m3u8(ready.plan.title, entries).encode("utf-8"))
    note(escaped(str(playlist)))


def _pipe(sections: Iterable[Section], file: FileRequest, options: ExportOptions) -> None:
    """Write to standard output: WAV block by block as it is mixed, other formats when they are whole, since
    their headers tell their length.
    """
    from voicefoot.errors import reason_of
    from voicefoot.mixing.mix import mix
    from voicefoot.storage.atomic import temporary_file, temporary_files
    from voicefoot.storage.wav import WavWriter

    out = sys.stdout.buffer
    try:
        if file.file_format.codec is None:
            writer = WavWriter(out, file.audio_format, endless=True)
            for block in mix(sections, gains=file.gains):
                writer.write(block)
            writer.close()
        else:
            with temporary_file() as stream:
                with temporary_files():
                    _written(sections, stream, file, options)
                stream.seek(0)
                shutil.copyfileobj(stream, out)
        out.flush()
    except BrokenPipeError:
        note("voicefoot: the program that reads the session ended; the rest was not written")
        raise
    except OSError as error:
        raise OutputError(f"standard output can't be written to: {reason_of(error)}; name a file") from error


def _write_captions(written: WrittenFile, file: FileRequest, out: Path) -> None:
    from voicefoot.export.captions import CAPTION_FORMATS
    from voicefoot.storage.atomic import atomic_writer

    for ending, words in CAPTION_FORMATS.items():
        with atomic_writer(out.with_suffix(ending)) as stream:
            for part in words(file.tags.title, written.metadata.chapters, written.metadata.lines):
                stream.write(part.encode("utf-8", "replace"))


def _summary(written: WrittenFile, file: FileRequest) -> str:
    """Return the file's length, and how much of it had to be encoded."""
    from voicefoot.timeline.transcript import clock

    length = clock(written.metadata.frames / file.audio_format.sample_rate)
    done = written.stats
    if done.known and not done.encoded:
        return f"{length}; nothing has changed, so nothing was encoded"
    if done.known:
        return f"{length}; {clock(done.encoded_frames / file.audio_format.sample_rate)} of it was encoded"
    return length


def _write_page_file(
    timeline: Timeline, sound: BinaryIO, contents: FileMetadata, file: FileRequest, out: Path
) -> None:
    """Write the page of `timeline`, whose encoded sound is in `sound`, to `out`. Raises OutputError."""
    from voicefoot.export.page import write_page
    from voicefoot.pictures.svg import timeline_svg
    from voicefoot.storage.atomic import atomic_writer

    language = file.tags.language
    cover = file.cover(timeline.title, contents.chapters) if file.cover is not None else None
    with atomic_writer(out) as stream:
        write_page(
            stream,
            timeline,
            _chunks(sound),
            file.file_format.mime,
            language=language,
            picture_svg=timeline_svg(timeline, language=language),
            cover_png=cover,
        )


def _chunks(sound: BinaryIO) -> Iterator[bytes]:
    sound.seek(0)
    while chunk := sound.read(_COPY_BYTES):
        yield chunk
