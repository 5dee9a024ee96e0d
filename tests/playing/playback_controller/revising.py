"""Sessions whose routine is changed while they play."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.support.live_sessions import TIMEOUT_SECONDS, PulledSession
from voicefoot.errors import VoicefootError
from voicefoot.model.choices import Choices
from voicefoot.model.cues import Plan
from voicefoot.model.routine import Routine
from voicefoot.planning.changed_exercises import changes, with_opening_of
from voicefoot.planning.plan import plan
from voicefoot.playing.revision import Revision
from voicefoot.playing.sections import sections_of
from voicefoot.playing.segments import SectionsStart
from voicefoot.speaking.speak import CancellableVoice
from voicefoot.timeline.timeline import Section


class Revised:
    """A session, and what it is told of the revisions of its routine."""

    def __init__(self, session: PulledSession) -> None:
        self.session = session
        self.routine = session.routine
        self.sent = 0
        self.told: list[VoicefootError | None] = []

    def revise(self, routine: Routine, *, wait: bool = True) -> None:
        """Go on with `routine`, once as much of it is made as is needed."""
        assert len(self.told) == self.sent, "one after the other"
        session, was = self.session, self.routine

        def revised(
            start: SectionsStart,
            exercise: int,
            before: Section | None,
            tempo: float,
            is_cancelled: Callable[[], bool],
        ) -> Iterator[Section]:
            choices = Choices(sections_done=start.exercise, with_intro=start.with_intro, tempo=tempo)
            planned = self.to_come(plan(routine, choices), start, exercise)
            as_written = replace(choices, tempo=1.0)
            written = self.to_come(plan(routine, as_written), start, exercise)
            voice = CancellableVoice(session.voice, is_cancelled)
            return sections_of(planned, voice, session.sounds, session.format, session.songs, written, before)

        def sections(
            exercise: int, tempo: float, with_intro: bool, is_cancelled: Callable[[], bool]
        ) -> Iterator[Section]:
            return session.sections(exercise, tempo, with_intro, is_cancelled, routine)

        self.routine = routine
        self.sent += 1
        self.session.controller.revise(
            Revision(
                plan(routine),
                changes(was, routine, Choices()),
                sections,
                revised,
                session.sounds,
                self.told.append,
            )
        )
        if wait:
            self.wait()

    def to_come(self, now: Plan, start: SectionsStart, exercise: int) -> Plan:
        sections = list(now.sections[exercise - start.exercise :])
        if exercise == start.exercise and start.with_intro:
            sections[0] = with_opening_of(sections[0], plan(self.session.routine).sections[0])
        return replace(now, sections=sections)

    def wait(self) -> None:
        """Wait until it goes on with the last one."""
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while len(self.told) < self.sent:
            assert time.monotonic() < deadline, "it does not go on with it"
            self.session.controller.update()
            time.sleep(0.001)
        self.session._until(lambda: not self.session.controller.is_seeking)
