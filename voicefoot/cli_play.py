"""What `play` does: a session through a speaker, steered, shown in the terminal, and written down."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from voicefoot.cli_again import as_typed
from voicefoot.cli_history import left_off
from voicefoot.cli_options import Asked
from voicefoot.cli_progress import Settled, diary_of, settle
from voicefoot.cli_session import Ready, made_ready, note
from voicefoot.errors import OutputError

if TYPE_CHECKING:
    from voicefoot.conductor import Conductor
    from voicefoot.controls.media_keys import MediaKeys
    from voicefoot.controls.remote import Remote
    from voicefoot.diary import Diary
    from voicefoot.display.live import LiveView
    from voicefoot.place import Place
    from voicefoot.sinks.sink import Sink
    from voicefoot.timeline import Section
    from voicefoot.transport import Transport
    from voicefoot.whereabouts import Whereabouts


@dataclass(frozen=True, slots=True)
class AskedLive:
    """What `play` was asked for beside the session itself."""

    outputs: tuple[str, ...]
    volume: int | None
    start_in: float
    resume: bool
    score: Path | None


def play_live(routine: str, asked: Asked, wanted: AskedLive) -> None:
    """Plays the session of `routine` to its end, or until it is stopped."""
    from voicefoot.sinks.registry import find_outputs, name_of, open_found

    settled = settle(routine, asked, resume=wanted.resume)
    with made_ready(settled.routine, settled.asked) as ready:
        if settled.goes_on is None:
            _tell_where_it_was_left(routine, tuple(section.name for section in ready.plan.sections))
        found = find_outputs(wanted.outputs)
        sink = open_found(found)
        diary = diary_of(settled, ready)
        parts = _parts(
            ready, asked, _volume(wanted, name_of(found)), diary, remembers=wanted.score is not None
        )
        finished = False
        try:
            finished = _run(parts, sink, wanted, ready, settled)
        finally:
            _write_down(parts, None)
            diary.close(finished=finished)
            if diary.problem is not None:
                note(diary.problem)
            _remember_volume(name_of(found), parts.transport.feed.volume)
            if wanted.score is not None:
                _write_score(parts.transport, ready, wanted.score)
            note(f"The same again: {as_typed(settled.again(ready.voice.name))}")


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a live session is made of."""

    remote: Remote
    where: Whereabouts
    transport: Transport
    conductor: Conductor
    diary: Diary


def _parts(ready: Ready, asked: Asked, volume: float, diary: Diary, *, remembers: bool) -> _Parts:
    from time import monotonic

    from voicefoot import phrases
    from voicefoot.aside import Aside
    from voicefoot.conductor import Conductor
    from voicefoot.controls.remote import Remote
    from voicefoot.estimate import estimated_section_seconds
    from voicefoot.transport import Transport
    from voicefoot.whereabouts import Whereabouts

    plan, audio_format, choices = ready.plan, ready.audio_format, ready.choices
    exercises = [section.name for section in plan.sections]
    where = Whereabouts(plan.title, exercises, estimated_section_seconds(plan), audio_format.sample_rate)
    aside = Aside(ready.voice)
    transport = Transport(
        audio_format,
        ready.sounds,
        [section.waits for section in plan.sections],
        lambda: aside.section(phrases.ONE_MOMENT, audio_format),
        gains=asked.gains,
        volume=volume,
        lead_in_seconds=choices.lead_in_seconds,
        duck_db=choices.duck_db,
        remembers=remembers,
    )
    conductor = Conductor(
        ready.sections_from,
        transport,
        aside,
        where,
        monotonic,
        tempo=choices.tempo,
        remark=diary.note,
    )
    return _Parts(Remote(), where, transport, conductor, diary)


def _run(parts: _Parts, sink: Sink, wanted: AskedLive, ready: Ready, settled: Settled) -> bool:
    """Plays it, with all that steers and shows it; tells whether the end was reached."""
    from voicefoot.display.live import LiveView
    from voicefoot.live import Live
    from voicefoot.sinks.reopen import reopened

    keys: list[MediaKeys] = []
    with ExitStack() as steering:
        view = LiveView(sys.stderr, ready.audio_format.sample_rate, keys=sys.stdin.isatty())

        def update(sections: Sequence[Section], frame: int, total_seconds: float, place: Place) -> None:
            view.update(sections, frame, total_seconds, parts.remote.status)
            _write_down(parts, place)
            for each in keys:
                each.pump()

        def started() -> None:
            """What takes a while to open, and nobody needs before the first sound."""
            from voicefoot.awake import kept_awake
            from voicefoot.controls.media_keys import open_media_keys

            keys.append(steering.enter_context(open_media_keys(parts.remote)))
            steering.enter_context(kept_awake(parts.remote))

        _steer(steering, parts.remote, view)
        steering.enter_context(view)
        live = Live(
            parts.conductor,
            parts.transport,
            parts.remote,
            parts.where,
            update,
            lambda: reopened(wanted.outputs),
            view.tell,
        )
        place = None if settled.goes_on is None else settled.goes_on.place
        return live.run(sink, place, wanted.start_in, started)


def _steer(steering: ExitStack, remote: Remote, view: LiveView) -> None:
    """Opens keyboard, signals, and the socket for a second terminal."""
    from voicefoot.controls.keyboard import Keyboard
    from voicefoot.controls.server import Server
    from voicefoot.controls.signals import signals

    keyboard = steering.enter_context(
        Keyboard(sys.stdin, remote, lambda text: view.show_help(text.splitlines()))
    )
    steering.enter_context(signals(remote, [keyboard, view]))
    server = steering.enter_context(Server(remote))
    if server.problem is not None:
        view.tell(server.problem)


def _write_down(parts: _Parts, place: Place | None) -> None:
    for exercise in parts.where.done:
        parts.diary.exercise_done(exercise)
    if place is not None:
        parts.diary.at(place, parts.transport.heard_seconds)


def _volume(wanted: AskedLive, output_name: str) -> float:
    """The volume that was asked for, or the one that the output had last."""
    from voicefoot.volumes import volume_of

    if wanted.volume is not None:
        return wanted.volume / 100
    return volume_of(output_name) or 1.0


def _remember_volume(output_name: str, volume: float) -> None:
    from voicefoot.volumes import remember, volume_of

    if volume != (volume_of(output_name) or 1.0):
        try:
            remember(output_name, volume)
        except OutputError as error:
            note(str(error))


def _write_score(transport: Transport, ready: Ready, file: Path) -> None:
    from voicefoot.export.safe import safely_written
    from voicefoot.score import score

    told = score(transport.timeline(ready.plan.title), ready.voice.name)
    with safely_written(file) as stream:
        stream.write(json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8"))


def _tell_where_it_was_left(routine: str, exercises: tuple[str, ...]) -> None:
    try:
        latest = left_off(routine)
    except OutputError:
        return  # whoever writes the session down tells of it
    if latest is not None and latest.exercises == exercises and _is_begun(latest.place):
        note(f"You stopped in {latest.stopped_in} last time; --resume goes on from there.")


def _is_begun(place: Place) -> bool:
    return place.exercise > 0 or place.step > 0
