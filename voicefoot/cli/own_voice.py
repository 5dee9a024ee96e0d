"""The commands for a voice of one's own: `voices script`, `voices record` and `voices import`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voicefoot.cli.options import WithoutAuto
from voicefoot.cli.printing import echo, echo_json
from voicefoot.cli.session import note
from voicefoot.model.choices import Level, Talk

if TYPE_CHECKING:
    from voicefoot.model.cues import Plan
    from voicefoot.recording.script import ScriptLine

DEFAULT_ROUTINE = "foot-strength"
_ALL_LEVELS = "all"
_Command = Callable[..., Any]


def add_to(group: click.Group) -> None:
    """Add these commands to `group`."""
    for command in (script_command, record_command, import_command):
        group.add_command(command)


def _script_options(command: _Command) -> _Command:
    """Add what decides which lines a script has."""
    levels = [level.value for level in Level]
    for option in (
        click.option("--class", "for_class", is_flag=True, help="The lines for a group."),
        click.option(
            "--talk",
            type=WithoutAuto([talk.value for talk in Talk]),
            default=Talk.FULL.value,
            help="How much is said.",
            show_default=True,
        ),
        click.option(
            "--level",
            type=click.Choice([*levels, _ALL_LEVELS]),
            default=Level.STANDARD.value,
            help="The lines for this level, or for all three.",
            show_default=True,
        ),
    ):
        command = option(command)
    return command


@click.command("script")
@click.argument("routines", nargs=-1, metavar="[ROUTINE]...")
@_script_options
@click.option("--csv", "as_csv", is_flag=True, help="As a table for a spreadsheet, with the files' names.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def script_command(
    routines: tuple[str, ...], level: str, talk: str, for_class: bool, as_csv: bool, as_json: bool
) -> None:
    """Print the lines to read for a voice of your own, each once, in a good order for reading.

    Without a ROUTINE, those of foot-strength.
    """
    lines, _ = _lines(routines or (DEFAULT_ROUTINE,), level, talk, for_class=for_class)
    if as_json:
        echo_json([_as_json(line) for line in lines])
    elif as_csv:
        _print_csv(lines)
    else:
        echo(_as_text(lines))


@click.command("import")
@click.argument("name")
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("routines", nargs=-1, metavar="[ROUTINE]...")
@_script_options
@click.option("--language", metavar="CODE", help="The language, if no ROUTINE is named.", default="en")
@click.option("--strict", is_flag=True, help="Take nothing unless every file is good.")
def import_command(
    name: str,
    folder: Path,
    routines: tuple[str, ...],
    level: str,
    talk: str,
    for_class: bool,
    language: str,
    strict: bool,
) -> None:
    """Make the voice NAME out of the WAV files in FOLDER, or add them to it.

    A file is called as in the script of the ROUTINEs, or by the words of its line. If all are numbered, they
    are in the order of that script.
    """
    from voicefoot.errors import CommandError
    from voicefoot.recording.import_folder import lines_of_files, wav_files
    from voicefoot.recording.script import lines_words
    from voicefoot.recording.voice_folder import open_folder
    from voicefoot.storage.paths import voices_folder

    lines: list[ScriptLine] = []
    if routines:
        lines, language = _lines(routines, level, talk, for_class=for_class)
    voice = open_folder(name, language, voices_folder())
    found, unknown = lines_of_files(wav_files(folder), lines)
    takes, problems = _read_takes(found)
    problems = [*(f"{path} is left out: {why}" for path, why in unknown), *problems]
    for problem in problems:
        note(f"voicefoot: {problem}")
    if not takes or (strict and problems):
        raise CommandError(
            f"nothing was taken from {folder}; mend what is said above, or for the lines and the names of "
            "their files, type: voicefoot voices script ROUTINE"
        )
    for text, take in takes:
        voice.add(text, take)
    voice.save()
    echo(f"{lines_words(len(takes))} taken; the voice {voice.name} has {lines_words(len(voice))}.")
    missing = [line for line in lines if line.key not in voice]
    if missing:
        echo(f"{lines_words(len(missing))} of the script missing; another voice will speak in their place.")
    echo(f"Hear it: voicefoot play --voice recorded:{voice.name}")


def _read_takes(found: Sequence[Any]) -> tuple[list[tuple[str, Any]], list[str]]:
    """Return the takes of the files that can be used, with their texts, and a message for each other one.
    One that is worse than it could be is taken, and told as well.
    """
    from voicefoot.errors import CommandError
    from voicefoot.recording.takes import is_clipped, spoken_part
    from voicefoot.speaking.recordings import MAX_RECORDING_SECONDS
    from voicefoot.storage.wav import read_wav

    takes, problems = [], []
    for each in found:
        try:
            clip = read_wav(each.path, MAX_RECORDING_SECONDS)
        except CommandError as error:
            problems.append(str(error))
            continue
        spoken = spoken_part(clip)
        if not spoken.frames:
            problems.append(f"{each.path} is silent; record it again")
            continue
        if is_clipped(clip):
            problems.append(f"{each.path} is clipped, and taken as it is; record it again, not as loud")
        if each.max_seconds is not None and spoken.seconds > each.max_seconds:
            problems.append(
                f"{each.path} is long for its line ({spoken.seconds:.1f} s, usually at most "
                f"{each.max_seconds:.1f} s), and taken as it is; cut it, or record it again"
            )
        takes.append((each.text, clip))
    return takes, problems


@click.command("record")
@click.argument("name")
@click.argument("routines", nargs=-1, metavar="[ROUTINE]...")
@_script_options
@click.option("--again", multiple=True, metavar="WORDS", help="Also record anew what has these words in it.")
@click.option("--microphone", metavar="NAME", help="Another microphone than the default one.")
@click.option("--output", metavar="NAME", help="Where takes are played back; see `voicefoot outputs`.")
@click.option("--no-playback", is_flag=True, help="Keep each good take without playing it back.")
def record_command(
    name: str,
    routines: tuple[str, ...],
    level: str,
    talk: str,
    for_class: bool,
    again: tuple[str, ...],
    microphone: str | None,
    output: str | None,
    no_playback: bool,
) -> None:
    """Record the voice NAME line by line, from a microphone: what the ROUTINEs say, and was not recorded yet.

    Break it off whenever you like; the same command goes on with the rest.
    """
    from voicefoot.cli.recording_session import RecordingSession
    from voicefoot.errors import CommandError
    from voicefoot.recording.microphone import Microphone
    from voicefoot.recording.voice_folder import open_folder
    from voicefoot.sinks.registry import find_output
    from voicefoot.speaking.recordings import line_key
    from voicefoot.storage.paths import voices_folder

    lines, language = _lines(routines or (DEFAULT_ROUTINE,), level, talk, for_class=for_class)
    voice = open_folder(name, language, voices_folder())
    anew = [line_key(words) for words in again]
    todo = [
        line for line in lines if line.key not in voice or any(words in line.key for words in anew if words)
    ]
    if not todo:
        echo(f"The voice {voice.name} has all {len(lines)} lines.")
        return
    if not sys.stdin.isatty():
        raise CommandError(
            "recording asks after each line; type this in a terminal, or record WAV files with another "
            "program and take them in with `voicefoot voices import`"
        )
    if output is not None:
        find_output(output)  # an unknown one is told before anything is recorded
    with Microphone(microphone) as heard:
        RecordingSession(voice, heard, None if no_playback else output or "").run(todo, len(lines))


# -- the script ------------------------------------------------------------------------------------


def _lines(
    routines: Sequence[str], level: str, talk: str, *, for_class: bool
) -> tuple[list[ScriptLine], str]:
    """Return the script of `routines`, and their language. Raises CommandError if they have several."""
    from voicefoot.errors import CommandError
    from voicefoot.recording.script import script

    levels = list(Level) if level == _ALL_LEVELS else [Level(level)]
    plans = [_plan(routine, each, Talk(talk), for_class=for_class) for routine in routines for each in levels]
    languages = dict.fromkeys(plan.language for plan in plans)
    if len(languages) > 1:
        raise CommandError(
            f"these routines are in several languages ({', '.join(languages)}); a voice has one, so take "
            "them one language at a time"
        )
    return script(plans), next(iter(languages))


def _plan(routine: str, level: Level, talk: Talk, *, for_class: bool) -> Plan:
    from voicefoot.model.choices import Choices
    from voicefoot.planning.plan import plan
    from voicefoot.reading.pronounce import read_pronounce
    from voicefoot.reading.read import read
    from voicefoot.storage.paths import pronounce_file

    choices = Choices(level, talk, for_class=for_class, pronounce=read_pronounce(pronounce_file()))
    return plan(read(routine), choices)


def _as_text(lines: Sequence[ScriptLine]) -> str:
    from voicefoot.recording.script import lines_words, reading_seconds

    told: list[str] = []
    for group, of_group in groupby(lines, key=lambda line: line.group):
        told += ["", group] if told else [group]
        told += [f"{line.number:>5}  {line.text}" for line in of_group]
    minutes = max(1, round(reading_seconds(lines) / 60))
    return "\n".join([*told, "", f"{lines_words(len(lines))}, about {minutes} min to record."])


def _as_json(line: ScriptLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "group": line.group,
        "text": line.text,
        "file": line.file,
        "max_seconds": round(line.max_seconds, 2),
    }


def _print_csv(lines: Sequence[ScriptLine]) -> None:
    import csv
    import io

    from voicefoot.outgoing import for_csv

    table = io.StringIO()
    writer = csv.DictWriter(table, ["number", "group", "text", "file", "max_seconds"], lineterminator="\n")
    writer.writeheader()
    for line in lines:
        cells = _as_json(line)
        writer.writerow(cells | {name: for_csv(cells[name]) for name in ("group", "text", "file")})
    echo(table.getvalue(), nl=False)
