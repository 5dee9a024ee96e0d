"""Carries out what a live session is told: what it does depends on what it is doing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from voicefoot import phrases
from voicefoot.aside import Aside
from voicefoot.controls.remote import Command, Order, State
from voicefoot.passage import Coming
from voicefoot.place import Place, frame_of, same_moment
from voicefoot.rejoin import LEAD_IN_WORDS, Spoken
from voicefoot.sounds import SoundName
from voicefoot.timeline import Section
from voicefoot.transport import Held, Transport
from voicefoot.whereabouts import Whereabouts, where_line

ASK_AGAIN_SECONDS = 20.0
"""How often a session that waits to be told asks."""
LATE_SECONDS = 1.5
"""After so long without an exercise that was asked for, it is said that it comes."""
LONG_PAUSE_SECONDS = 10.0
"""After so long a speaker may sleep again."""
TEMPO_STEP, SLOWEST, FASTEST = 0.05, 0.5, 2.0
VOLUME_STEP = 0.1

MakeSections = Callable[[int, float, bool], Iterable[Section]]
"""The sections from an exercise on, at a tempo, as they are where one begins there; with the intro, or
without.
"""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An exercise that is entered as soon as it is made: at its beginning, or, with what is heard going on
    until then, at the same `moment`.
    """

    coming: Coming
    exercise: int
    since: float
    moment: bool = False
    closing: bool = False
    """Whether only what comes after its work is left."""


class Conductor:
    """Obeys orders by means of `transport`. `clock` tells the time in seconds."""

    def __init__(
        self,
        make_sections: MakeSections,
        transport: Transport,
        aside: Aside,
        whereabouts: Whereabouts,
        clock: Callable[[], float],
        *,
        tempo: float = 1.0,
        duck_db: float = 12.0,
        remark: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`remark` is told what somebody says of the session: "too hard"."""
        self._make = make_sections
        self._transport = transport
        self._aside = aside
        self._where = whereabouts
        self._clock = clock
        self._duck_db = duck_db
        self._remark = remark
        self.tempo = tempo
        self.state = State.STARTING
        self.held: Held | None = None
        """Where it is, while nothing plays."""
        self.stopped = False
        self._coming: Coming | None = None
        self._wanted: _Wanted | None = None
        self._asides: list[str] = []
        self._silent_since = 0.0
        self._asked_at = 0.0
        self._was_late = False
        self._when_found = State.PLAYING

    # -- from outside -----------------------------------------------------------------------------

    def begin(self, place: Place, start_in_seconds: float) -> None:
        """Has the session play from `place` on, when what is heard first is made."""
        self._aside.ask(*LEAD_IN_WORDS, phrases.ONE_MOMENT)
        coming = self._coming = Coming(self._make(place.exercise, self.tempo, True), place.exercise)
        section = None
        while section is None:
            section = coming.wait(place.exercise, 1.0, lambda: False)
        self._transport.wait(start_in_seconds)
        self.state = State.PLAYING
        is_begun = place.step or place.reps or place.seconds
        frame = frame_of(section, place) if is_begun else section.start_frame
        self.held = Held(coming, place.exercise, section, frame)
        self._come_back(self.held)

    def turn(self) -> None:
        """What is to be done without an order: called again and again."""
        self._enter_wanted()
        self._say_asides()
        waits_for = self._transport.waits_for()
        if self.state is State.PLAYING and waits_for is not None and self._wanted is None:
            self._await(waits_for)
        if self.state is State.WAITING and self._clock() - self._asked_at >= ASK_AGAIN_SECONDS:
            self._ask()

    @property
    def wanted_exercise(self) -> int | None:
        """The exercise that was asked for and is not made yet."""
        return None if self._wanted is None else self._wanted.exercise

    def lose(self, unheard_seconds: float) -> None:
        """The output went away; what was sent in the last `unheard_seconds` was not heard."""
        self._when_found = self.state
        self.held = held = self._transport.lose(unheard_seconds) or self._here()
        self._aside.ask(where_line(held))
        self.state = State.LOST

    def find(self) -> None:
        """An output is there again."""
        self._transport.is_heard = True
        if self.held is None or self.stopped:
            return
        self.state = self._when_found
        self._silent_since = self._clock()
        if self.state is State.WAITING:
            self._ask()
        elif self.state is State.PLAYING and self._wanted is None:
            self._come_back(self.held)

    def obey(self, order: Order) -> None:
        """Carries out `order`; every one is answered by a sound at once."""
        command = order.command
        if command is Command.STOP:
            self._stop()
        elif command in (Command.TOGGLE, Command.PAUSE, Command.RESUME):
            self._toggle(command)
        elif command in (Command.NEXT, Command.PREVIOUS, Command.REPEAT, Command.GO_TO):
            self._jump(command, order.value)
        elif command is Command.AGAIN:
            self._say_again()
        elif command in (Command.SLOWER, Command.FASTER):
            self._change_tempo(TEMPO_STEP if command is Command.FASTER else -TEMPO_STEP)
        elif command in (Command.QUIETER, Command.LOUDER, Command.VOLUME):
            step = {Command.QUIETER: -VOLUME_STEP, Command.LOUDER: VOLUME_STEP}.get(command)
            feed = self._transport.feed
            feed.volume = min(1.0, max(0.0, order.value if step is None else round(feed.volume + step, 2)))
            self._transport.answer(SoundName.ANSWER)
        else:
            self._transport.answer(SoundName.ANSWER)
            if command in (Command.TOO_HARD, Command.TOO_EASY):
                self._remark(command.replace("-", " "))
            if command is Command.TIME_LEFT:
                self._asides.append(phrases.time_left_line(self._where.left_seconds))
                self._aside.ask(self._asides[-1])

    def close(self) -> None:
        """Lets all making end."""
        for coming in (self._coming, None if self._wanted is None else self._wanted.coming):
            if coming is not None:
                coming.close()
        self._aside.close()

    # -- pause and resume -------------------------------------------------------------------------

    def _stop(self) -> None:
        self.stopped = True
        self._hold()
        self._transport.answer(SoundName.PAUSED)
        self._transport.feed.end()

    def _toggle(self, command: Command) -> None:
        if self.state is State.LOST:
            resumes = command is Command.TOGGLE and self._when_found is not State.PLAYING
            self._when_found = State.PLAYING if resumes or command is Command.RESUME else State.PAUSED
        elif self.state is State.PLAYING and command is not Command.RESUME:
            self._hold()
            self.state = State.PAUSED
            self._silent_since = self._clock()
            self._transport.answer(SoundName.PAUSED)
        elif self.state is State.PAUSED and command is not Command.PAUSE:
            self.state = State.PLAYING
            self._transport.answer(SoundName.RESUMED)
            if self._wanted is None:
                self._go_on(long_silence=self._clock() - self._silent_since > LONG_PAUSE_SECONDS)
        elif self.state is State.WAITING and command is not Command.PAUSE:
            self._go_on_with_next()
        else:
            self._transport.answer(SoundName.ANSWER)

    def _hold(self) -> None:
        self.held = self._transport.hold() or self.held

    def _go_on(self, line: str | None = None, *, again: bool = False, long_silence: bool = False) -> None:
        """Plays on from where it is held."""
        assert self.held is not None, "it was begun"
        clip = None if line is None else self._aside.clip(line)
        lines = [] if line is None or clip is None else [Spoken(line, clip)]
        lead_in = self._aside.clips(*LEAD_IN_WORDS)
        self._transport.go_on(self.held, lead_in, lines, again=again, long_silence=long_silence)

    def _come_back(self, held: Held) -> None:
        """Plays on after a long silence, and says where; an exercise says by itself that it begins."""
        line = None if held.untouched else where_line(held)
        self._aside.wait(*([] if line is None else [line, *LEAD_IN_WORDS]))
        self._go_on(line, long_silence=True)

    def _say_again(self) -> None:
        if self.state is State.PLAYING:
            self._hold()
        self._transport.answer(SoundName.ANSWER)
        if self.state in (State.PLAYING, State.PAUSED) and self._wanted is None:
            self.state = State.PLAYING
            self._go_on(again=True)

    # -- another exercise, another tempo ----------------------------------------------------------

    def _jump(self, command: Command, value: float) -> None:
        if self.state is State.WAITING and command is Command.NEXT:
            self._go_on_with_next()
            return
        if self.state is State.LOST:
            was_waited_for, self._when_found = self._when_found is State.WAITING, State.PLAYING
            if was_waited_for and command is Command.NEXT:
                return
        here = self._here()
        exercise = self._wanted.exercise if self._wanted is not None else here.exercise
        last = len(self._where.exercises) - 1
        step = {Command.NEXT: 1, Command.PREVIOUS: -1, Command.REPEAT: 0}.get(command)
        asked = int(value) if step is None else exercise + step
        self._hold()
        self._transport.answer(SoundName.ANSWER)
        self._want(min(max(asked, 0), last), closing=asked > last)
        if self.state is not State.LOST:
            self.state = State.PLAYING

    def _change_tempo(self, step: float) -> None:
        self.tempo = round(min(FASTEST, max(SLOWEST, self.tempo + step)), 2)
        self._transport.answer(SoundName.ANSWER)
        if self._wanted is not None and not self._wanted.moment:
            self._want(self._wanted.exercise, closing=self._wanted.closing)
        else:
            waits_for = self._transport.waits_for() if self.state is State.WAITING else None
            self._want(self._here().exercise if waits_for is None else waits_for, moment=waits_for is None)

    def _want(self, exercise: int, *, moment: bool = False, closing: bool = False) -> None:
        if self._wanted is not None:
            self._wanted.coming.close()
        coming = Coming(self._make(exercise, self.tempo, False), exercise)
        self._wanted = _Wanted(coming, exercise, self._clock(), moment, closing)
        self._was_late = False

    def _enter_wanted(self) -> None:
        wanted = self._wanted
        if wanted is None:
            return
        section = wanted.coming.get(wanted.exercise)
        if section is None:
            if not self._was_late and not wanted.moment and self._clock() - wanted.since > LATE_SECONDS:
                self._was_late = True
                clip = self._aside.clip(phrases.ONE_MOMENT)
                if clip is not None:
                    self._transport.say(phrases.ONE_MOMENT, clip)
            return
        if self._coming is not None:
            self._coming.close()
        self._coming, self._wanted = wanted.coming, None
        frame = section.start_frame
        if wanted.moment:
            if self.state is State.PLAYING:
                self._hold()
            before = self._here()
            if before.exercise == wanted.exercise:
                frame = same_moment(before.section, before.frame, section)
        elif wanted.closing:
            frame = frame_of(section, Place(wanted.exercise, 2 * len(section.works)))
        self.held = Held(wanted.coming, wanted.exercise, section, frame)
        if self.state is State.PLAYING:
            self._go_on()

    def _here(self) -> Held:
        here = self._transport.heard() if self.state is State.PLAYING else None
        here = here or self.held
        assert here is not None, "it was begun"
        return here

    # -- where a class is waited for --------------------------------------------------------------

    def _await(self, exercise: int) -> None:
        """Asks whether `exercise` may begin."""
        assert self._coming is not None, "it was begun"
        section = self._coming.get(exercise)
        if section is not None:
            self.held = Held(self._coming, exercise, section, section.start_frame)
            self.state = State.WAITING
            self._ask()

    def _ask(self) -> None:
        self._asked_at = self._clock()
        self._transport.answer(SoundName.ASKING)

    def _go_on_with_next(self) -> None:
        self.state = State.PLAYING
        self._transport.answer(SoundName.RESUMED)
        self._go_on()

    # -- lines beside the session -----------------------------------------------------------------

    def _say_asides(self) -> None:
        """Says what was asked for, as soon as it is spoken and there is room; work is not disturbed."""
        if not self._asides or self.state is State.LOST or self._wanted is not None:
            return
        if not self._aside.is_done(self._asides[0]):
            return
        text = self._asides[0]
        clip = self._aside.clip(text)
        if clip is not None and self.state is State.PLAYING:
            if not self._transport.interject(text, clip, self._duck_db):
                here = self._transport.heard()
                if here is None or not self._transport.may_cut(here):
                    return
                self._hold()
                self._go_on(text)
        elif clip is not None:
            self._transport.say(text, clip)
        del self._asides[0]
