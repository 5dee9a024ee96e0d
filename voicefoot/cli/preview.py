"""The command `preview`: what is said in an exercise, one line after the other, with hardly any waiting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voicefoot.cli.options import SessionRequest, language_option
from voicefoot.cli.printing import echo
from voicefoot.cli.session import (
    PlannedSession,
    PreparedSession,
    note,
    open_session,
    plan_session,
    system_language,
)
from voicefoot.errors import CommandError
from voicefoot.model.choices import Choices, Level, Talk
from voicefoot.model.stems import AS_ARRANGED

if TYPE_CHECKING:
    from voicefoot.model.routine import Routine
    from voicefoot.playing.play import Report
    from voicefoot.timeline.timeline import Section

SAMPLE_RATE = 48_000


def preview_request(
    exercises: tuple[str, ...] = (),
    level: Level = Level.STANDARD,
    talk: Talk = Talk.FULL,
    voice: str | None = None,
    voice_speed: float = 1.0,
    language: str | None = None,
) -> SessionRequest:
    """Return what a preview of `exercises` asks for; of all, if none is named."""
    choices = Choices(level, talk, only=exercises, with_intro=not exercises)
    return SessionRequest(
        choices, voice, voice_speed, SAMPLE_RATE, AS_ARRANGED, "none", language, fit_seconds=0.0
    )


def plan_preview(routine: Routine, request: SessionRequest) -> PlannedSession:
    """Plan a preview. Raise CommandError for an exercise that `routine` does not have."""
    from voicefoot.audio import AudioFormat
    from voicefoot.planning.preview import previewed

    planned = plan_session(routine, request)
    return replace(planned, plan=previewed(planned.plan), audio_format=AudioFormat(request.sample_rate))


def hear(planned: PlannedSession, request: SessionRequest, outputs: tuple[str, ...]) -> None:
    """Play a preview, and print each line when it is heard. Raise SinkError, VoiceError."""
    from voicefoot.mixing.mix import mix
    from voicefoot.playing.block_stream import STREAM_BLOCK_FRAMES
    from voicefoot.playing.play import play
    from voicefoot.sinks.registry import open_output

    sink = open_output(outputs)
    with open_session(planned, request) as session:
        made: list[Section] = []
        blocks = mix(_kept(_at_once(session), made), STREAM_BLOCK_FRAMES)
        play(blocks, sink, planned.audio_format, _told(made))


def write(planned: PlannedSession, request: SessionRequest, file: Path) -> None:
    """Write a preview as a WAV file. Raise OutputError, VoiceError."""
    from voicefoot.export.wav_export import write_wav
    from voicefoot.mixing.mix import mix
    from voicefoot.timeline.transcript import clock

    with open_session(planned, request) as session:
        frames = write_wav(mix(session.sections()), file, planned.audio_format)
    note(f"{file}, {clock(frames / request.sample_rate)}")


def _at_once(session: PreparedSession) -> Iterator[Section]:
    """Yield the sections of `session`, the first of them line by line, so that it begins at once."""
    from voicefoot.playing.partial_sections import rest_of
    from voicefoot.playing.sections import sections_at_once

    frame = 0
    for section in sections_at_once(session.plan, session.voice, session.sounds, session.audio_format):
        yield rest_of(section, frame)
        frame = section.end_frame


def _kept(sections: Iterable[Section], made: list[Section]) -> Iterator[Section]:
    for section in sections:
        made.append(section)
        yield section


def _told(made: list[Section]) -> Report:
    """Return what prints the lines of the sections that are `made`, as soon as each is heard."""
    from voicefoot.timeline.timeline import EventKind

    told = 0

    def report(frame: int) -> None:
        nonlocal told
        until = frame + 1
        for section in list(made):
            for event in section.events:
                if told <= event.start_frame < until and event.kind is EventKind.SPEECH and event.text:
                    echo(event.text)
        told = max(told, until)

    return report


@click.command("preview")
@click.argument("routine")
@click.argument("exercises", nargs=-1, metavar="[EXERCISE]...")
@language_option
@click.option("--level", type=click.Choice([each.value for each in Level]), default=Level.STANDARD.value,
              help="The bottom, the middle or the top of every range.", show_default=True)  # fmt: skip
@click.option("--talk", type=click.Choice([each.value for each in Talk]), default=Talk.FULL.value,
              help="How much is said.", show_default=True)  # fmt: skip
@click.option("--voice", envvar="VOICEFOOT_VOICE", metavar="NAME", help="Who speaks; see `voicefoot voices`.")
@click.option("--voice-speed", type=click.FloatRange(0.5, 2.0), default=1.0, metavar="FACTOR",
              help="How fast the voice speaks, 0.5 to 2.")  # fmt: skip
@click.option("--output", "outputs", multiple=True, metavar="NAME",
              help="Where to play; see `voicefoot outputs`.")  # fmt: skip
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="FILE",
              help="Write it into this WAV file instead.")  # fmt: skip
def preview_command(
    routine: str,
    exercises: tuple[str, ...],
    level: str,
    talk: str,
    outputs: tuple[str, ...],
    out: Path | None,
    **others: Any,
) -> None:
    """Speak all that is said in an EXERCISE of ROUTINE, or in all of them, one line after the other: waits
    and rests are left out, and of the work there is just enough to hear how it is counted.
    """
    from voicefoot.reading.read import read_with_warnings

    if out is not None and out.suffix.lower() != ".wav":
        raise CommandError(f"{out} does not end in .wav; name a WAV file, or take export for other formats")
    request = preview_request(exercises, Level(level), Talk(talk), **others)
    found = read_with_warnings(routine, request.language, usual=system_language())
    planned = plan_preview(found.routine, request)
    if out is not None:
        write(planned, request, out)
    else:
        hear(planned, request, outputs)
