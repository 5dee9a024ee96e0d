"""What `play` does: a session through a speaker, shown in the terminal, and written down."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from voicefoot.cli_again import as_typed
from voicefoot.cli_history import left_off
from voicefoot.cli_options import Asked
from voicefoot.cli_progress import diary_of, settle
from voicefoot.cli_session import Ready, made_ready, note
from voicefoot.errors import OutputError

if TYPE_CHECKING:
    from voicefoot.controls.remote import Remote
    from voicefoot.live import Live, View
    from voicefoot.place import Place
    from voicefoot.sinks.sink import Sink
    from voicefoot.timeline import Section
    from voicefoot.transport import Transport
    from voicefoot.whereabouts import Whereabouts


def play_live(
    routine: str, asked: Asked, output: str | None, volume: float, start_in_seconds: float, *, resume: bool
) -> None:
    """Plays the session of `routine` to its end, or until it is stopped."""
    from voicefoot.controls.remote import Remote
    from voicefoot.display.live import LiveView
    from voicefoot.sinks.registry import open_output

    settled = settle(routine, asked, resume=resume)
    with made_ready(settled.routine, settled.asked) as ready:
        if settled.goes_on is None:
            _tell_where_it_was_left(routine, tuple(section.name for section in ready.plan.sections))
        sink = open_output(output)
        diary = diary_of(settled, ready)
        remote = Remote()
        where = _whereabouts(ready)
        transport = _transport(ready, asked, volume)
        finished = False
        try:
            with LiveView(sys.stderr, asked.sample_rate) as view:

                def update(
                    sections: Sequence[Section], frame: int, total_seconds: float, place: Place
                ) -> None:
                    view.update(sections, frame, total_seconds, remote.status)
                    for exercise in where.done:
                        diary.exercise_done(exercise)
                    diary.at(place, transport.heard_seconds)

                live = _live(ready, transport, remote, where, update, lambda: open_output(output))
                place = None if settled.goes_on is None else settled.goes_on.place
                finished = live.run(sink, place, start_in_seconds)
        finally:
            for exercise in where.done:
                diary.exercise_done(exercise)
            diary.close(finished=finished)
            if diary.problem is not None:
                note(diary.problem)
            note(f"The same again: {as_typed(settled.again(ready.voice.name))}")


def _whereabouts(ready: Ready) -> Whereabouts:
    from voicefoot.estimate import estimated_section_seconds
    from voicefoot.whereabouts import Whereabouts

    plan = ready.plan
    exercises = [section.name for section in plan.sections]
    seconds = estimated_section_seconds(plan)
    return Whereabouts(plan.title, exercises, seconds, ready.audio_format.sample_rate)


def _transport(ready: Ready, asked: Asked, volume: float) -> Transport:
    from voicefoot.transport import Transport

    waits = [section.waits for section in ready.plan.sections]
    return Transport(ready.audio_format, ready.sounds, waits, gains=asked.gains, volume=volume)


def _live(
    ready: Ready,
    transport: Transport,
    remote: Remote,
    where: Whereabouts,
    view: View,
    reopen: Callable[[], Sink | None],
) -> Live:
    """The session, with all that it is made of."""
    from time import monotonic

    from voicefoot.aside import Aside
    from voicefoot.conductor import Conductor
    from voicefoot.live import Live

    choices = ready.choices
    conductor = Conductor(
        ready.sections_from,
        transport,
        Aside(ready.voice),
        where,
        monotonic,
        tempo=choices.tempo,
        duck_db=choices.duck_db,
    )
    return Live(conductor, transport, remote, where, view, reopen)


def _tell_where_it_was_left(routine: str, exercises: tuple[str, ...]) -> None:
    try:
        latest = left_off(routine)
    except OutputError:
        return  # whoever writes the session down tells of it
    if latest is not None and latest.exercises == exercises and _is_begun(latest.place):
        note(f"You stopped in {latest.stopped_in} last time; --resume goes on from there.")


def _is_begun(place: Place) -> bool:
    return place.exercise > 0 or place.step > 0
