"""What `play` does: a session through a speaker, shown in the terminal, and written down."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from voicefoot.cli_history import known_as, left_off, resumed
from voicefoot.cli_options import Asked
from voicefoot.cli_session import Ready, made_ready, note
from voicefoot.errors import OutputError

if TYPE_CHECKING:
    from voicefoot.controls.remote import Remote
    from voicefoot.diary import Diary
    from voicefoot.live import Live, View
    from voicefoot.place import Place
    from voicefoot.sinks.sink import Sink
    from voicefoot.timeline import Section


def play_live(
    routine: str, asked: Asked, output: str | None, volume: float, start_in_seconds: float, *, resume: bool
) -> None:
    """Plays the session of `routine` to its end, or until it is stopped."""
    from voicefoot.controls.remote import Remote
    from voicefoot.display.live import LiveView
    from voicefoot.place import Place
    from voicefoot.sinks.registry import open_output

    with made_ready(routine, asked) as ready:
        exercises = tuple(section.name for section in ready.plan.sections)
        place = Place(resumed(routine, exercises) if resume else 0)
        if not resume:
            _tell_where_it_was_left(routine, exercises)
        sink = open_output(output)
        diary = _diary(routine, asked, ready, exercises)
        remote = Remote()
        finished = False
        try:
            with LiveView(sys.stderr, asked.sample_rate) as view:

                def update(
                    sections: Sequence[Section], frame: int, total_seconds: float, place: Place
                ) -> None:
                    view.update(sections, frame, total_seconds, remote.status)
                    diary.update(sections, frame, place)

                live = _live(ready, asked, remote, volume, update, lambda: open_output(output))
                finished = live.run(sink, place, start_in_seconds)
        finally:
            diary.close(finished=finished)
            if diary.problem is not None:
                note(diary.problem)


def _live(
    ready: Ready, asked: Asked, remote: Remote, volume: float, view: View, reopen: Callable[[], Sink | None]
) -> Live:
    """The session, with all that it is made of."""
    from time import monotonic

    from voicefoot.aside import Aside
    from voicefoot.conductor import Conductor
    from voicefoot.estimate import estimated_section_seconds
    from voicefoot.live import Live
    from voicefoot.transport import Transport
    from voicefoot.whereabouts import Whereabouts

    plan, audio_format = ready.plan, ready.audio_format
    exercises = [section.name for section in plan.sections]
    where = Whereabouts(plan.title, exercises, estimated_section_seconds(plan), audio_format.sample_rate)
    transport = Transport(
        audio_format, ready.sounds, [False for _ in exercises], gains=asked.gains, volume=volume
    )
    conductor = Conductor(
        ready.sections_from,
        transport,
        Aside(ready.voice),
        where,
        monotonic,
        tempo=asked.choices.tempo,
        duck_db=asked.choices.duck_db,
    )
    return Live(conductor, transport, remote, where, view, reopen)


def _tell_where_it_was_left(routine: str, exercises: tuple[str, ...]) -> None:
    try:
        latest = left_off(routine)
    except OutputError:
        return  # whoever writes the session down tells of it
    if latest is not None and latest.exercises == exercises and latest.done > 0:
        note(f"You stopped in {latest.stopped_in} last time; --resume goes on from there.")


def _diary(routine: str, asked: Asked, ready: Ready, exercises: tuple[str, ...]) -> Diary:
    from voicefoot.diary import Diary
    from voicefoot.folders import history_file
    from voicefoot.history import Begun, History

    choices = asked.choices
    begun = Begun(
        known_as(routine), ready.plan.title, choices.level, choices.talk, exercises, choices.sections_done
    )
    return Diary(History(history_file()), begun, asked.sample_rate)
