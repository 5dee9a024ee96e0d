"""A live session: plays through a sink, obeys its controls, and tells where it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Protocol

from voicefoot.audio import AudioFormat
from voicefoot.errors import SinkError, SinkLost
from voicefoot.playing.controller import PlaybackController
from voicefoot.playing.position_tracker import PositionTracker
from voicefoot.playing.remote import Order, Remote, State
from voicefoot.playing.transport import Transport
from voicefoot.sinks.base import BaseSink
from voicefoot.sinks.ports import Pull
from voicefoot.timeline.bookmark import Bookmark
from voicefoot.timeline.timeline import Section
from voicefoot.units import to_seconds

POLL_SECONDS = 0.05
START_POLL_SECONDS = 0.01
"""The same before the first sound, which is waited for."""
FADE_WAIT_SECONDS = 0.09
"""How long a fade may take, beside what the sink has in hand already."""
WELL_AHEAD_SECONDS = 0.8
"""So much is made ahead before anything else is opened."""
SETTLING_SECONDS = 0.5
"""How long that is waited for at the most."""
LOST_POLL_SECONDS = 0.5
"""How often it is tried whether an output is there again."""


class View(Protocol):
    """Is told, some twenty times a second, where the session is."""

    def __call__(
        self, sections: Sequence[Section], frame: int, total_seconds: float, place: Bookmark
    ) -> None:
        """The sections that are made, none at first, the frame of them that is heard, after how many seconds
        from their frame 0 the session will be over, and the place.
        """


class Outputs(Protocol):
    """Where a session goes on that has lost its output."""

    def reopen(self, pull: Pull, audio_format: AudioFormat) -> BaseSink | None:
        """Start a sink on what is there now, and return it; None if nothing is."""
        ...

    def is_back(self) -> list[str]:
        """Take over what `reopen` returned last. Returns what to tell people, in lines."""
        ...


class LiveSession:
    """One session, from its beginning or from a place in it."""

    def __init__(
        self,
        conductor: PlaybackController,
        transport: Transport,
        remote: Remote,
        whereabouts: PositionTracker,
        view: View,
        outputs: Outputs,
        news: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`news` is told what happens to outputs."""
        self._conductor = conductor
        self._transport = transport
        self._remote = remote
        self._where = whereabouts
        self._view = view
        self._outputs = outputs
        self._news = news
        self._clock = clock
        self._tried_at = 0.0

    def run(
        self,
        sink: BaseSink,
        place: Bookmark | None = None,
        start_in_seconds: float = 0.0,
        started: Callable[[], None] = lambda: None,
    ) -> bool:
        """Plays to the end on `sink`, which pulls already, and tells whether that was reached; False where it
        was told to stop. Calls `started` when the first sound is on its way.

        Interrupted (KeyboardInterrupt), it fades out and raises on. Raises VoiceError where a section can't
        be spoken.
        """
        feed = self._transport.feed
        self._sink = sink
        try:
            try:
                self._conductor.begin(place or Bookmark(), start_in_seconds)
                if not self._is_made():
                    return False
                self._conductor.opened()
                # What is opened now keeps the machine busy, and must not starve what has just begun.
                self._transport.wait_ready(WELL_AHEAD_SECONDS, SETTLING_SECONDS)
                self._look()  # so that whoever steers it from the first moment on knows what there is
                started()
                while not self._step():
                    pass
            except KeyboardInterrupt:
                self._transport.hold()
                feed.end()
                if self._conductor.state is not State.LOST:
                    with suppress(SinkError):  # whoever interrupts it does not ask how the output fared
                        self._sink.wait(FADE_WAIT_SECONDS + self._sink.latency_seconds)
                raise
        finally:
            self._sink.stop()
            self._conductor.close()
            feed.close()
            self._tell(State.OVER)
        if feed.error is not None:
            raise feed.error
        if not self._conductor.stopped:
            self._where.finish()
        return not self._conductor.stopped

    def _is_made(self) -> bool:
        """Waits until what is heard first is made, and obeys meanwhile; False where it is told to stop."""
        while self._conductor.held is None:
            self._obey(START_POLL_SECONDS)
            if self._conductor.stopped:
                return False
            self._conductor.turn()
        return True

    def _obey(self, wait_seconds: float) -> None:
        """Carries out the orders that there are, or one that comes within `wait_seconds`."""
        order = self._next_order(wait_seconds)
        while order is not None:
            self._conductor.obey(order)
            self._tell(self._conductor.state)
            order = self._next_order(0.0)

    def _step(self) -> bool:
        """One turn: orders, the output, what was waited for, and where it is. Whether the session is over."""
        self._obey(POLL_SECONDS)
        if self._conductor.state is State.LOST:
            if self._conductor.stopped:
                return True
            self._find_output()
        elif self._is_over(POLL_SECONDS if self._conductor.stopped else 0.0):
            return True
        if not self._conductor.stopped:
            self._conductor.turn()
        self._look()
        return False

    def _next_order(self, timeout_seconds: float) -> Order | None:
        """None in time, or none any more: an order to stop is the last, and carried out when all is over."""
        return None if self._conductor.stopped else self._remote.next_order(timeout_seconds)

    def _is_over(self, timeout_seconds: float) -> bool:
        try:
            for line in self._sink.notices():
                self._news(line)
            return self._sink.wait(timeout_seconds)
        except SinkLost as error:
            if self._transport.feed.over:
                return True  # all was given to it, and there is nothing to go on with
            # Without what else is to be done, where nothing comes back by itself.
            reason = str(error).split(";", 1)[0]
            self._news(f"{reason}; the session goes on when it is back.")
            self._conductor.lose(self._sink.latency_seconds)
            self._sink.stop()
            self._tried_at = self._clock()
            return False

    def _find_output(self) -> None:
        if self._clock() - self._tried_at < LOST_POLL_SECONDS:
            return
        self._tried_at = self._clock()
        sink = self._outputs.reopen(self._transport.feed.pull, self._transport.audio_format)
        if sink is None:
            return
        self._sink = sink
        self._transport.feed.stay_awake(sink.sleeps_in_silence)
        news = self._outputs.is_back()
        self._conductor.find()
        for line in news:
            self._news(line)

    def _look(self) -> None:
        """Tells everybody where it is."""
        playing = self._transport.passage() if self._conductor.state is State.PLAYING else None
        heard = self._conductor.held
        known = [] if heard is None else [(heard.exercise, heard.section)]
        if playing is not None:
            heard = self._transport.heard(self._sink.latency_seconds)
            if heard is not None:
                playing[0].let_go(heard.frame)
                self._conductor.held = heard  # it is where it is too when all was handed out
                known = [
                    (exercise, heard.section if section.unfinished else section)
                    for exercise, section in playing[0].known()
                ]
        if heard is not None:
            self._where.take(heard)
            self._where.expect(known)
            self._tell(self._conductor.state)
            # How long an unfinished one will be is not known yet: there is nothing to show.
            sections = [section for _, section in known if not section.unfinished]
            rate = self._transport.audio_format.sample_rate
            total_seconds = to_seconds(heard.frame, rate) + self._where.left_seconds
            self._view(sections, heard.frame, total_seconds, self._where.place)

    def _tell(self, state: State) -> None:
        exercise = self._conductor.jumps_to
        tempo, volume = self._conductor.tempo, self._transport.feed.volume
        if exercise is None or state is State.OVER:
            self._remote.tell(self._where.status(state, tempo, volume))
        else:
            self._remote.tell(self._where.status_before(exercise, state, tempo, volume))
