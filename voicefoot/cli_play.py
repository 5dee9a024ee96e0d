"""What `play` does: a session through a speaker, shown in the terminal, and written down."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from voicefoot.cli_history import known_as, left_off, resumed
from voicefoot.cli_options import Asked
from voicefoot.cli_session import Ready, made_ready, note
from voicefoot.errors import OutputError

if TYPE_CHECKING:
    from voicefoot.diary import Diary
    from voicefoot.timeline import Section


def play_live(
    routine: str, asked: Asked, output: str | None, volume: float, start_in_seconds: float, *, resume: bool
) -> None:
    """Plays the session of `routine` to its end, or to Ctrl-C."""
    from voicefoot.display import LiveView
    from voicefoot.estimate import estimated_section_seconds
    from voicefoot.session import Live
    from voicefoot.sinks.registry import open_output

    before: tuple[str, ...] = ()
    if resume:
        exercises = _exercises(routine, asked)
        done = resumed(routine, exercises)
        before = exercises[:done]
        asked = replace(asked, choices=replace(asked.choices, sections_done=done))
    with made_ready(routine, asked) as ready:
        exercises = before + tuple(section.name for section in ready.plan.sections)
        if not resume:
            _tell_where_it_was_left(routine, exercises)
        sink = open_output(output)
        estimates = estimated_section_seconds(ready.plan)
        live = Live(ready.sections(), ready.audio_format, estimates, asked.gains)
        diary = _diary(routine, asked, ready, exercises)
        finished = False
        try:
            with LiveView(sys.stderr, asked.sample_rate) as view:

                def update(sections: Sequence[Section], frame: int, total_seconds: float | None) -> None:
                    view.update(sections, frame, total_seconds)
                    diary.update(sections, frame, total_seconds)

                live.play(sink, update, volume, start_in_seconds)
                finished = True
        finally:
            diary.close(finished=finished)
            if diary.problem is not None:
                note(diary.problem)


def _exercises(routine: str, asked: Asked) -> tuple[str, ...]:
    """The names of the exercises of the whole session, in order."""
    from voicefoot.builtin import read
    from voicefoot.plan import plan

    return tuple(section.name for section in plan(read(routine), asked.choices).sections)


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
