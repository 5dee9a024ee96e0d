"""Carries out what a live session is told: what it does depends on what it is doing."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from voicefoot.arranging.resume import LEAD_IN_WORDS
from voicefoot.errors import VoicefootError
from voicefoot.language import english
from voicefoot.model.sound_names import SoundName
from voicefoot.playing.announcements import AnnouncementQueue, SpeechPrefetcher
from voicefoot.playing.position_tracker import PositionTracker, where_line
from voicefoot.playing.remote import Command, Order, State
from voicefoot.playing.seek import MakeSections, PendingSeek, SeekRequest, jump_to, tempo_after
from voicefoot.playing.segments import SectionBuffer
from voicefoot.playing.transport import Playhead, Transport
from voicefoot.timeline.bookmark import Bookmark


@dataclass(frozen=True, slots=True)
class ResumeOptions:
    """How a session goes on where it is held: after a `line`, with the last lines said `again`, and after a
    silence that was long.
    """

    line: str | None = None
    again: bool = False
    long_silence: bool = False


class Resumer:
    """Goes on by means of `transport`, with lines that `aside` has spoken."""

    def __init__(self, transport: Transport, aside: SpeechPrefetcher) -> None:
        self._transport = transport
        self._aside = aside
        self._later: ResumeOptions | None = None

    def go_on(self, held: Playhead, how: ResumeOptions) -> None:
        """Plays on from where it is held; later, where nothing can lead into that before it is whole."""
        lines = [] if how.line is None else self._aside.spoken(how.line)
        lead_in = self._aside.clips(*LEAD_IN_WORDS)
        plays = self._transport.go_on(held, lead_in, lines, again=how.again, long_silence=how.long_silence)
        self._later = None if plays else how

    def put_off(self, how: ResumeOptions) -> None:
        """Has it gone on like that with the next turn, or when its line is spoken."""
        self._later = how

    def drop(self) -> None:
        """Lets go of what was put off."""
        self._later = None

    @property
    def due(self) -> ResumeOptions | None:
        """How it is to be gone on with now, where that was put off, and its line is spoken."""
        how = self._later
        return how if how and (how.line is None or self._aside.is_done(how.line)) else None


ASK_AGAIN_SECONDS = 20.0
"""How often a session that waits to be told asks."""
LONG_PAUSE_SECONDS = 10.0
"""After so long a speaker may sleep again."""


class PlaybackController:
    """Obeys orders by means of `transport`. `clock` tells the time in seconds."""

    def __init__(
        self,
        make_sections: MakeSections,
        transport: Transport,
        aside: SpeechPrefetcher,
        whereabouts: PositionTracker,
        clock: Callable[[], float],
        *,
        tempo: float = 1.0,
        remark: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`remark` is told what somebody says of the session: "too hard"."""
        self._transport = transport
        self._aside = aside
        self._where = whereabouts
        self._clock = clock
        self.tempo = self._heard_tempo = tempo
        self.state = State.STARTING
        self.held: Playhead | None = None
        """Where it is, or was when last something played; None until what is heard first is made."""
        self.stopped = False
        self._coming: SectionBuffer | None = None
        self._wanting = PendingSeek(make_sections, clock)
        self._beside = AnnouncementQueue(transport, aside, whereabouts, remark)
        self._start_in_seconds = 0.0
        self._is_open = False
        self._state_when_found = State.PLAYING
        self._onward = Resumer(transport, aside)
        self._silent_since = self._asked_at = 0.0

    def begin(self, place: Bookmark, start_in_seconds: float) -> None:
        """Has the session play from `place` on, when what is heard first is made."""
        self._start_in_seconds = start_in_seconds
        wanted = SeekRequest(
            place.exercise, None if place == Bookmark(place.exercise) else place, with_intro=True
        )
        self._wanting.want(wanted, self.tempo)

    def opened(self) -> None:
        """An output is there: what answers is heard from now on."""
        self._is_open = True
        # Behind what is heard first: nobody needs these lines yet.
        self._aside.ask(*LEAD_IN_WORDS, english.ONE_MOMENT)

    def turn(self) -> None:
        """What is to be done without an order: called again and again. Raises VoiceError where what is to be
        played can't be spoken, and RoutineError where it can't be arranged.
        """
        self._locate()
        self._enter_wanted()
        due = self._onward.due
        if due is not None and self.state is State.PLAYING:
            self._go_on(due)
        self._say_asides()
        waits_for = self._transport.waits_for()
        if self.state is State.PLAYING and waits_for is not None and self._wanting.now is None:
            self._await(waits_for)
        if self.state is State.WAITING and self._clock() - self._asked_at >= ASK_AGAIN_SECONDS:
            self._ask()

    @property
    def is_making(self) -> bool:
        """Whether something that was asked for is not made yet."""
        return self._wanting.now is not None

    @property
    def jumps_to(self) -> int | None:
        """The exercise that was asked for, where nothing is heard until it is made."""
        return self._wanting.now.exercise if self._wanting.now and self._wanting.is_jump else None

    def lose(self, unheard_seconds: float) -> None:
        """The output went away; what was sent in the last `unheard_seconds` was not heard."""
        self._state_when_found = self.state
        self.held = self._transport.lose(unheard_seconds) or self.held
        if self.held is not None:
            self._aside.ask(where_line(self.held))
        self.state = State.LOST
        self._is_open = False

    def find(self) -> None:
        """An output is there again."""
        if self.held is None or self.stopped:
            return
        self._is_open = True
        self.state = self._state_when_found
        self._silent_since = -math.inf  # whatever is there now may be asleep
        if self.state is State.WAITING:
            self._ask()
        elif self.state is State.PLAYING and not self._wanting.is_jump:
            if self.held.untouched:  # it says by itself where it is
                self._go_on(ResumeOptions(long_silence=True))
            else:
                self._onward.put_off(ResumeOptions(where_line(self.held), long_silence=True))

    def obey(self, order: Order) -> None:
        """Carries out `order`, answered by a sound at once; none after a stop. Raises as `turn` does."""
        command = order.command
        if self.stopped:
            return
        if command is Command.STOP:
            self._stop()
        elif command in (Command.TOGGLE, Command.PAUSE, Command.RESUME):
            self._toggle(command)
        elif command in (Command.NEXT, Command.PREVIOUS, Command.REPEAT, Command.GO_TO):
            self._jump(command, order.value)
        elif command is Command.AGAIN:
            self._say_again()
        elif command in (Command.SLOWER, Command.FASTER):
            self._change_tempo(command)
        else:
            self._answer(SoundName.ANSWER)
            self._beside.obey(order)

    def close(self) -> None:
        """Lets all making end."""
        self._wanting.drop()
        if self._coming is not None:
            self._coming.close()
        self._aside.close()

    def _answer(self, sound: SoundName) -> None:
        if self._is_open:  # or it would be heard when an output is there, with all the others
            self._transport.answer(sound)

    # -- pause and resume -------------------------------------------------------------------------

    def _stop(self) -> None:
        self.stopped = True
        self._hold()
        self._answer(SoundName.PAUSED)
        self._transport.feed.end()

    def _toggle(self, command: Command) -> None:
        if self.state is State.LOST:
            plays = self._state_when_found is State.PLAYING
            if command is Command.RESUME or (command is Command.TOGGLE and not plays):
                self._state_when_found = State.PLAYING
            elif plays:
                self._state_when_found = State.PAUSED
        elif self.state in (State.STARTING, State.PLAYING) and command is not Command.RESUME:
            self._hold()
            self.state = State.PAUSED
            self._silent_since = self._clock()
            self._answer(SoundName.PAUSED)
        elif self.state in (State.PAUSED, State.WAITING) and command is not Command.PAUSE:
            self._resume()
        else:
            self._answer(SoundName.ANSWER)

    def _resume(self) -> None:
        self._answer(SoundName.RESUMED)
        self._play_on()

    def _play_on(self, *, again: bool = False) -> None:
        """Plays from where it is held, or soon, from where it is to jump to."""
        was_long = self.state is State.PAUSED and self._clock() - self._silent_since > LONG_PAUSE_SECONDS
        self.state = State.PLAYING
        if not self._wanting.is_jump:
            self._go_on(ResumeOptions(again=again, long_silence=was_long))

    def _hold(self) -> None:
        self.held = self._transport.hold() or self.held
        self._onward.drop()

    def _go_on(self, how: ResumeOptions) -> None:
        assert self.held is not None, "it was begun"
        self.held = self.held.whole() or self.held
        self._onward.go_on(self.held, how)

    def _cut_to_say(self, line: str) -> None:
        self._hold()
        self._go_on(ResumeOptions(line))

    def _say_again(self) -> None:
        if self.state is State.WAITING:
            self._ask()
            return
        if self.state is State.PLAYING:
            self._hold()
        self._answer(SoundName.ANSWER)
        if self.state in (State.PLAYING, State.PAUSED) and self.held is not None:
            self._play_on(again=True)

    # -- another exercise, another tempo ----------------------------------------------------------

    def _jump(self, command: Command, value: float) -> None:
        if self.state is State.WAITING and command is Command.NEXT:
            self._resume()
            return
        if self.state is State.LOST and self._state_when_found is State.WAITING and command is Command.NEXT:
            self._state_when_found = State.PLAYING
            return
        wanted = self._wanting.now
        exercise = self._here().exercise if wanted is None else wanted.exercise + wanted.closing
        self._look_where()
        self._hold()
        self._answer(SoundName.ANSWER)
        last = len(self._where.exercises) - 1
        self._wanting.want(jump_to(command, value, exercise, last, with_intro=self.held is None), self.tempo)
        if self.state is State.LOST:
            self._state_when_found = State.PLAYING
        elif self.state is not State.STARTING:
            self.state = State.PLAYING

    def _change_tempo(self, command: Command) -> None:
        self._answer(SoundName.ANSWER)
        tempo = tempo_after(command, self.tempo)
        if tempo == self.tempo:
            return
        self.tempo = tempo
        wanted = self._wanting.now
        if wanted is None or wanted.moment:
            wanted = self._wanting.same(self._here().exercise, moment=self.state is not State.WAITING)
        self._wanting.want(wanted, tempo)

    def _enter_wanted(self) -> None:
        """Goes on in what was wanted, where it is made."""
        wanted = self._wanting.now
        held = None if wanted is None else self._entered(wanted)
        if wanted is None or held is None:
            return
        line = None if wanted.place is None else where_line(held)
        if line is not None and not self._aside.is_done(line):
            return
        if self._coming is not None:
            self._coming.close()
        self._look_where()
        self._coming, self.held = self._wanting.take(), held
        self._heard_tempo = self.tempo
        self._where.enter(held, left_out=wanted.closing)
        if self.state is State.STARTING:
            self.state = State.PLAYING
            self._transport.wait(self._start_in_seconds)
        if self.state is State.PLAYING:
            self._go_on(ResumeOptions(line, long_silence=line is not None))

    def _entered(self, wanted: SeekRequest) -> Playhead | None:
        """Where it goes on; None where that is not made yet."""
        exercise = self._here().exercise if wanted.moment else wanted.exercise
        if exercise < wanted.exercise:  # an output that was lost took back the beginning of the next one
            self._wanting.want(replace(wanted, exercise=exercise), self.tempo)
            return None
        try:
            section = self._wanting.section(exercise)
        except VoicefootError:
            if not wanted.moment:
                raise
            # What is heard needs no other tempo to go on.
            self._wanting.drop()
            self.tempo = self._heard_tempo
            return None
        if section is None:
            if self._wanting.is_late() and self.state is State.PLAYING and self._is_open:
                self._beside.say_now(english.ONE_MOMENT)
            return None
        if wanted.moment and self._here().section.unfinished:
            return None  # how far it is to the work is not known yet
        before = self.held
        if wanted.moment and self.state is State.PLAYING:
            self._hold()
            before = None if self.held is None else self.held.whole()
            if before is None or before.exercise != exercise:
                self._onward.put_off(ResumeOptions())  # while it was held the next one began
                return None
        return Playhead(self._wanting.coming, exercise, section, wanted.frame_in(section, before))

    def _locate(self) -> None:
        """Takes down where it is: in the whole section, as soon as that is made."""
        if self.state is State.PLAYING:
            self.held = self._transport.heard() or self.held
        elif self.held is not None and not self._wanting.is_jump:
            self.held = self.held.whole() or self.held
        if self.held is not None:
            self._where.expect([(self.held.exercise, self.held.section)])

    def _look_where(self) -> None:
        """Takes down what was heard to its end, before something else is heard."""
        if self.state is State.PLAYING and (heard := self._transport.heard()) is not None:
            self._where.take(heard)

    def _here(self) -> Playhead:
        here = (self._transport.heard() if self.state is State.PLAYING else None) or self.held
        assert here is not None, "it was begun"
        return here

    def _await(self, exercise: int) -> None:
        """Asks whether `exercise` may begin."""
        assert self._coming is not None, "it was begun"
        if (section := self._coming.get(exercise)) is not None:
            self.held = Playhead(self._coming, exercise, section, section.start_frame)
            self.state = State.WAITING
            self._ask()

    def _ask(self) -> None:
        self._asked_at = self._clock()
        self._answer(SoundName.ASKING)

    def _say_asides(self) -> None:
        if self._wanting.is_jump or not self._is_open or self._here().section.unfinished:
            return
        self._beside.say_next(plays=self.state is State.PLAYING, cut=self._cut_to_say)
