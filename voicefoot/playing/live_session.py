"""A live session: plays a plan through a sink, takes orders from its controls, and reports its position."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Protocol

from voicefoot.audio import AudioFormat, Clip
from voicefoot.errors import SinkError, SinkLost
from voicefoot.language.packs import language_pack
from voicefoot.language.phrase_names import Line
from voicefoot.model.choices import Choices
from voicefoot.model.cues import Plan
from voicefoot.model.sound_names import SoundName
from voicefoot.model.stems import AS_ARRANGED, Gains
from voicefoot.model.tally import Tally
from voicefoot.playing.deadline import Deadline
from voicefoot.playing.feed import FADE_WAIT_SECONDS, Feed
from voicefoot.playing.play import POLL_SECONDS
from voicefoot.playing.playback_controller import PlaybackController
from voicefoot.playing.position_tracker import PositionTracker, estimated_seconds
from voicefoot.playing.remote import Order, Remote, State
from voicefoot.playing.revision import Revision
from voicefoot.playing.seek import MakeSections
from voicefoot.playing.transport import Transport
from voicefoot.playing.unplanned_lines import SpeechPrefetcher
from voicefoot.sinks.base import BaseSink
from voicefoot.sinks.ports import Pull
from voicefoot.speaking.ports import Voice
from voicefoot.timeline.bookmark import Bookmark
from voicefoot.timeline.timeline import Section
from voicefoot.units import to_seconds

START_POLL_SECONDS = 0.01
"""How often the session polls before its first sound, which is waited for."""
START_PREFETCH_SECONDS = 0.8
"""How much is made ahead before anything else is opened."""
START_PREFETCH_TIMEOUT_SECONDS = 0.5
MAX_ORDERS_A_STEP = 100
"""However many come, the session looks after its output in between."""
REOPEN_SECONDS = 0.5
"""How often a lost output is tried again."""


class View(Protocol):
    """Shows where the session is; called some twenty times a second."""

    def __call__(
        self, sections: Sequence[Section], frame: int, total_seconds: float, bookmark: Bookmark
    ) -> None:
        """Show `frame` of `sections`, which are those that are made, none at first. The session will be over
        `total_seconds` after their frame 0.
        """


class Outputs(Protocol):
    """Reopens the output of a session that has lost it."""

    def reopen(self, pull: Pull, audio_format: AudioFormat) -> BaseSink | None:
        """Start a sink on what is there now, and return it; None if nothing is."""
        ...

    def adopt(self) -> list[str]:
        """Make the sink that `reopen` returned last the current output. Return notices for the user."""
        ...


class LiveSession:
    """One session of `plan`, and the parts that it is made of.

    `remote` takes orders and tells the status; `controller` carries them out, by means of `transport`;
    `position` knows which exercises are completed, and where the session is; `speech` has announcements
    spoken.
    """

    def __init__(
        self,
        plan: Plan,
        make_sections: MakeSections,
        voice: Voice,
        sounds: Mapping[SoundName, Clip],
        feed: Feed,
        choices: Choices | None = None,
        *,
        gains: Gains = AS_ARRANGED,
        keep_timeline: bool = False,
        tallies: Mapping[int, Tally] = MappingProxyType({}),
        on_remark: Callable[[str], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
        deadline: Deadline | None = None,
    ) -> None:
        """`make_sections` makes the sections of `plan` from any exercise on, and `voice` says what else there
        is to say. `feed` is what the sink pulls from. Of `choices`, those of tempo, lead-in and ducking
        count.

        With `keep_timeline`, all that plays is kept for `transport.timeline`. `tallies` are what was counted
        in the session that this one resumes, by exercise. `on_remark` is called with what the user says of
        the session: "too hard". `clock` returns seconds. With a `deadline` it ends then.
        """
        choices = choices or Choices()
        audio_format = feed.audio_format

        self.remote = Remote()
        self.speech = SpeechPrefetcher(voice, language_pack(plan.language))
        self.position = PositionTracker(
            plan.title,
            [section.name for section in plan.sections],
            lambda: estimated_seconds(plan),
            audio_format.sample_rate,
            [section.rounds for section in plan.sections],
            tallies,
            plan.language,
        )
        self.transport = Transport(
            feed,
            sounds,
            [section.waits for section in plan.sections],
            lambda: self.speech.section(self.speech.words.line(Line.ONE_MOMENT), audio_format),
            lead_in_seconds=choices.lead_in_seconds,
            duck_db=choices.duck_db,
            gains=gains,
            keep_timeline=keep_timeline,
        )
        self.controller = PlaybackController(
            make_sections,
            self.transport,
            self.speech,
            self.position,
            clock,
            tempo=choices.tempo,
            on_remark=on_remark,
            deadline=deadline,
        )
        self._clock = clock
        self._reopen_tried_at = 0.0
        self._revisions: queue.SimpleQueue[Revision] = queue.SimpleQueue()

    def revise(self, revision: Revision) -> None:
        """Go on with another plan as soon as its sections are made; from any thread."""
        self._revisions.put(revision)

    def run(
        self,
        sink: BaseSink,
        outputs: Outputs,
        bookmark: Bookmark | None = None,
        start_delay_seconds: float = 0.0,
        *,
        view: View = lambda *_: None,
        on_notice: Callable[[str], None] = lambda _: None,
        on_start: Callable[[], None] = lambda: None,
    ) -> bool:
        """Play from `bookmark` to the end, on `sink`, which pulls already. Return whether the end was
        reached; False if the session was stopped. If the sink is lost, play on one of `outputs`.

        `on_notice` is called with notices of outputs, and `on_start` when the first sound is on its way.
        Interrupted (KeyboardInterrupt), fade out and raise it again. Raise VoiceError if a section can't be
        spoken.
        """
        feed = self.transport.feed
        self._sink, self._outputs, self._view, self._on_notice = sink, outputs, view, on_notice
        try:
            try:
                self.controller.start(bookmark or Bookmark(), start_delay_seconds)
                if not self._wait_first_section():
                    return False
                self.controller.output_opened()
                # Opening the rest keeps the machine busy, and must not starve what has just started.
                self.transport.wait_ready(START_PREFETCH_SECONDS, START_PREFETCH_TIMEOUT_SECONDS)
                self._report()  # so that a control knows the status from the first moment on
                on_start()
                while not self._step():
                    pass
            except KeyboardInterrupt:
                self.transport.cut()
                feed.end()
                if self.controller.state is not State.LOST:
                    with suppress(SinkError):  # who interrupts a session does not ask about its output
                        self._sink.wait(FADE_WAIT_SECONDS + self._sink.latency_seconds)
                raise
        finally:
            self._sink.stop()
            self.close()
            self._publish(State.OVER)
        if feed.error is not None:
            raise feed.error
        if not self.controller.is_stopped:
            self.position.finish()
        return not self.controller.is_stopped

    def close(self) -> None:
        """Stop making anything. `run` does so at its end."""
        self.controller.close()
        self.transport.feed.close()

    def _wait_first_section(self) -> bool:
        """Wait until what is heard first is made, and take orders meanwhile. Return False on a stop."""
        while self.controller.playhead is None:
            self._take_orders(START_POLL_SECONDS)
            if self.controller.is_stopped:
                return False
            self.controller.update()
        return True

    def _take_orders(self, timeout_seconds: float) -> None:
        """Carry out the orders that there are, or one that comes within `timeout_seconds`."""
        for number in range(MAX_ORDERS_A_STEP):
            order = self._next_order(0.0 if number else timeout_seconds)
            if order is None:
                return
            self.controller.execute(order)
            self._publish(self.controller.state)

    def _step(self) -> bool:
        """Take orders, check the output, do what is pending, and report. Return whether it is all over."""
        self._take_orders(POLL_SECONDS)
        if self.controller.state is State.LOST:
            if self.controller.is_stopped:
                return True
            self._reopen_output()
        elif self._is_over(POLL_SECONDS if self.controller.is_stopped else 0.0):
            return True
        if not self.controller.is_stopped:
            with suppress(queue.Empty):
                self.controller.revise(self._revisions.get_nowait())
            self.controller.latency_seconds = self._sink.latency_seconds
            self.controller.update()
        self._report()
        return False

    def _next_order(self, timeout_seconds: float) -> Order | None:
        """Return the next order, or None. An order to stop is the last, and done when the session is over."""
        return None if self.controller.is_stopped else self.remote.next_order(timeout_seconds)

    def _is_over(self, timeout_seconds: float) -> bool:
        try:
            for notice in self._sink.notices():
                self._on_notice(notice)
            return self._sink.wait(timeout_seconds)
        except SinkLost as error:
            if self.transport.feed.is_over:
                return True  # everything was delivered: there is nothing to play on
            # The remedy in the message is for those whose output does not come back by itself.
            reason = str(error).split(";", 1)[0]
            self._on_notice(f"{reason}; the session goes on when it is back.")
            self.controller.output_lost(self._sink.latency_seconds)
            self._sink.stop()
            self._reopen_tried_at = self._clock()
            return False

    def _reopen_output(self) -> None:
        if self._clock() - self._reopen_tried_at < REOPEN_SECONDS:
            return
        self._reopen_tried_at = self._clock()
        sink = self._outputs.reopen(self.transport.feed.pull, self.transport.audio_format)
        if sink is None:
            return
        self._sink = sink
        self.transport.feed.keep_awake(sink.sleeps_in_silence)
        notices = self._outputs.adopt()
        self.controller.output_found()
        for notice in notices:
            self._on_notice(notice)

    def _report(self) -> None:
        """Report the position to the view and the controls."""
        playing = self.transport.playing_segment() if self.controller.state is State.PLAYING else None
        playhead = self.controller.playhead
        known = [] if playhead is None else [(playhead.exercise, playhead.section)]
        if playing is not None:
            playhead = self.transport.playhead(self._sink.latency_seconds)
            if playhead is not None:
                segment, _ = playing
                segment.discard_before(playhead.frame)
                self.controller.playhead = playhead  # it is still there when all was delivered
                known = [
                    (exercise, playhead.section if section.unfinished else section)
                    for exercise, section in segment.known_sections()
                ]
        if playhead is not None:
            self.position.update(playhead)
            self.position.update_lengths(known)
            self._publish(self.controller.state)
            # The length of an unfinished section is not known yet: there is nothing to show.
            sections = [section for _, section in known if not section.unfinished]
            rate = self.transport.audio_format.sample_rate
            total_seconds = to_seconds(playhead.frame, rate) + self.position.left_seconds
            self._view(sections, playhead.frame, total_seconds, self.position.bookmark)

    def _publish(self, state: State) -> None:
        exercise = self.controller.pending_exercise
        tempo, volume = self.controller.tempo, self.transport.feed.volume
        if exercise is None or state is State.OVER:
            self.remote.publish(self.position.status(state, tempo, volume))
        else:
            self.remote.publish(self.position.status_before(exercise, state, tempo, volume))
