"""Controls the playback of a live session: carries out each order according to the playback state."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from voicefoot.errors import VoicefootError
from voicefoot.language.phrase_names import Line
from voicefoot.model.sound_names import SoundName
from voicefoot.playing.deadline import Deadline
from voicefoot.playing.position_tracker import PositionTracker, position_line
from voicefoot.playing.remote import Command, Order, State
from voicefoot.playing.revision import Revision, first_difference, frame_in_original, led_over
from voicefoot.playing.seek import MakeSections, PendingSeek, SeekRequest, seek_request, tempo_after
from voicefoot.playing.segments import SectionBuffer
from voicefoot.playing.tally_counter import TallyCounter, may_say_number
from voicefoot.playing.transport import Playhead, Transport
from voicefoot.playing.unplanned_lines import AnnouncementQueue, SpeechPrefetcher
from voicefoot.timeline.bookmark import Bookmark, is_in_leading_rest, same_moment_in, work_at
from voicefoot.timeline.timeline import Section, WorkRegion, nominal_start

VOLUME_STEP = 0.1
PROMPT_SECONDS = 20.0
"""How often a session that waits for the user asks again."""
LONG_PAUSE_SECONDS = 10.0
"""The pause after which a speaker may be asleep."""


@dataclass(frozen=True, slots=True)
class ResumeOptions:
    """How playback resumes: after a `line`, repeating the last lines, after a silence that was long, or while
    the speaker is awake.
    """

    line: str | None = None
    repeat_lines: bool = False
    long_silence: bool = False
    is_awake: bool = False


@dataclass(frozen=True, slots=True)
class _PendingRevision:
    """A revision whose sections are being made: what it makes of `exercise` of the plan that plays, which is
    then at `place`, and the buffer of that and of what comes after. It takes the place of what plays from
    the buffer `playing`.
    """

    revision: Revision
    playing: SectionBuffer
    exercise: int
    place: int
    buffer: SectionBuffer


class PlaybackController:
    """Manages the playback state, and carries out orders by means of `transport`. `clock` returns seconds.

    Sections are made in threads. What can't be done until one is made is pending, and `update`, which is
    called again and again, does it then.
    """

    def __init__(
        self,
        make_sections: MakeSections,
        transport: Transport,
        speech: SpeechPrefetcher,
        position: PositionTracker,
        clock: Callable[[], float],
        *,
        tempo: float = 1.0,
        on_remark: Callable[[str], None] = lambda _: None,
        deadline: Deadline | None = None,
    ) -> None:
        """`on_remark` is called with what the user says of the session: "too hard". With a `deadline`, what
        is left is fitted again whenever the session goes on from somewhere.
        """
        self._deadline = deadline
        self.latency_seconds = 0.0
        """Of the sink that plays."""
        self._transport = transport
        self._speech = speech
        self._position = position
        self._clock = clock
        self._on_remark = on_remark
        self.tempo = self._playing_tempo = tempo
        self.state = State.STARTING
        self.playhead: Playhead | None = None
        """The last known position; None until the first section is made."""
        self.is_stopped = False
        self._buffer: SectionBuffer | None = None
        self._pending_seek = PendingSeek(make_sections, clock)
        self._pending_resume: ResumeOptions | None = None
        self._waiting_revision: Revision | None = None
        self._pending_revision: _PendingRevision | None = None
        self._announcements = AnnouncementQueue(transport, speech, position)
        self._start_delay_seconds = 0.0
        self._has_output = False
        self._state_after_loss = State.PLAYING
        self._paused_at = self._prompted_at = 0.0
        self._tally_counter = TallyCounter(position, clock)

    def start(self, bookmark: Bookmark, delay_seconds: float) -> None:
        """Play from `bookmark` on, as soon as its section is made, after `delay_seconds` of silence."""
        self._start_delay_seconds = delay_seconds
        is_start = bookmark == Bookmark(bookmark.exercise)
        request = SeekRequest(bookmark.exercise, None if is_start else bookmark, with_intro=True)
        self._pending_seek.start(request, self.tempo)

    def output_opened(self) -> None:
        """From now on sounds and announcements can be heard."""
        self._has_output = True
        # Requested after what is heard first: these lines are not needed yet.
        self._speech.keep(*self._speech.words.count_in_words, self._speech.words.line(Line.ONE_MOMENT))

    def update(self) -> None:
        """Do what has become possible since the last call. Raise VoiceError if what is to be played can't be
        spoken, and RoutineError if it can't be arranged.
        """
        self._update_playhead()
        self._follow_tally()
        self._continue_seek()
        self._continue_revision()
        if self.state is State.PLAYING:
            self._continue_resume()
        self._keep_deadline()
        self._announce()
        exercise = self._transport.awaited_exercise()
        if self.state is State.PLAYING and exercise is not None and not self.is_seeking:
            self._wait_for_user(exercise)
        if self.state is State.WAITING and self._clock() - self._prompted_at >= PROMPT_SECONDS:
            self._prompt()

    @property
    def is_seeking(self) -> bool:
        """Whether something that was requested is not made yet."""
        return self._pending_seek.request is not None

    @property
    def pending_exercise(self) -> int | None:
        """The exercise that was requested, if nothing is heard until it is made."""
        request = self._pending_seek.request
        return request.exercise if request is not None and self._pending_seek.is_jump else None

    def output_lost(self, unheard_seconds: float) -> None:
        """The output went away; what it got in the last `unheard_seconds` was not heard."""
        self._state_after_loss = self.state
        self.playhead = self._transport.abort(unheard_seconds) or self.playhead
        if self.playhead is not None:
            self._speech.request(position_line(self.playhead, self._speech.words))
        self.state = State.LOST
        self._has_output = False

    def output_found(self) -> None:
        """An output is there again: go on with what the session was doing."""
        if self.playhead is None or self.is_stopped:
            return
        self._has_output = True
        self.state = self._state_after_loss
        self._paused_at = -math.inf  # the speaker that is there now may be asleep
        if self.state is State.WAITING:
            self._prompt()
        elif self.state is State.PLAYING and not self._pending_seek.is_jump:
            if self.playhead.is_at_start:  # the section itself says where it is
                self._resume_transport(ResumeOptions(long_silence=True))
            else:
                self._pending_resume = ResumeOptions(
                    position_line(self.playhead, self._speech.words), long_silence=True
                )

    def execute(self, order: Order) -> None:
        """Carry out `order`, answered by a sound at once; do nothing after a stop. Raise as `update` does."""
        command = order.command
        if self.is_stopped:
            return
        if command is Command.STOP:
            self._stop()
        elif command in (Command.TOGGLE, Command.PAUSE, Command.RESUME):
            self._pause_or_resume(command)
        elif command in (Command.NEXT, Command.PREVIOUS, Command.REPEAT, Command.GO_TO):
            self._seek(command, order.value)
        elif command is Command.MEDIA_NEXT:
            if not self._count_one():
                self._seek(Command.NEXT, 0.0)
        elif command is Command.DONE:
            if not self._count_one() and not self._end_told_work():
                self._answer(SoundName.ANSWER)
        elif command is Command.AGAIN:
            self._repeat_lines()
        elif command in (Command.SLOWER, Command.FASTER):
            self._change_tempo(command)
        else:
            self._answer(SoundName.ANSWER)
            self._execute_without_cut(order)

    def _execute_without_cut(self, order: Order) -> None:
        """Carry out an order that leaves playback as it is."""
        command = order.command
        if command in (Command.TOO_HARD, Command.TOO_EASY):
            self._on_remark(command.replace("-", " "))
        elif command is Command.TIME_LEFT:
            self._announcements.add_time_left()
        elif command is Command.VOLUME:
            self._transport.set_volume(order.value)
        else:
            self._transport.change_volume(VOLUME_STEP if command is Command.LOUDER else -VOLUME_STEP)

    def _keep_deadline(self) -> None:
        """Fit what is left into the time that is left, and say by how much that can't be."""
        if self._deadline is None or self.state is not State.PLAYING or self.is_seeking:
            return
        last = len(self._position.exercises) - 1
        late = self._deadline.update(
            self._transport, self.latency_seconds, last, self.tempo, self._take_buffer
        )
        if late is not None:
            self._announcements.add(self._speech.words.late_line(late))

    def close(self) -> None:
        """Stop making sections and lines."""
        if self._deadline is not None:
            self._deadline.close()
        self._pending_seek.cancel()
        self._forget_revision()
        if self._buffer is not None:
            self._buffer.close()
        self._speech.close()

    def _answer(self, sound: SoundName) -> None:
        if self._has_output:  # else it would be heard once there is an output, with all the others
            self._transport.play_sound(sound)

    # -- pause and resume -------------------------------------------------------------------------

    def _stop(self) -> None:
        self.is_stopped = True
        self._cut()
        self._answer(SoundName.PAUSED)
        self._transport.feed.end()

    def _pause_or_resume(self, command: Command) -> None:
        if self.state is State.LOST:
            is_playing = self._state_after_loss is State.PLAYING
            if command is Command.RESUME or (command is Command.TOGGLE and not is_playing):
                self._state_after_loss = State.PLAYING
            elif is_playing:
                self._state_after_loss = State.PAUSED
        elif self.state in (State.STARTING, State.PLAYING) and command is not Command.RESUME:
            self._pause()
        elif self.state in (State.PAUSED, State.WAITING) and command is not Command.PAUSE:
            self._resume()
        else:
            self._answer(SoundName.ANSWER)

    def _pause(self) -> None:
        self._cut()
        self.state = State.PAUSED
        self._paused_at = self._clock()
        self._answer(SoundName.PAUSED)

    def _resume(self) -> None:
        self._answer(SoundName.RESUMED)
        self._play()

    def _play(self, *, repeat_lines: bool = False) -> None:
        """Play from the playhead, or once a pending seek is made, from there."""
        was_long = self.state is State.PAUSED and self._clock() - self._paused_at > LONG_PAUSE_SECONDS
        self.state = State.PLAYING
        if not self._pending_seek.is_jump:
            # By `update`, when all orders that there are were carried out: the next one may be a pause.
            self._pending_resume = ResumeOptions(repeat_lines=repeat_lines, long_silence=was_long)

    def _cut(self) -> None:
        self.playhead = self._transport.cut() or self.playhead
        self._pending_resume = None

    def _resume_transport(self, options: ResumeOptions) -> None:
        """Play on from the playhead, or once its section is whole if nothing can lead into it before."""
        assert self.playhead is not None, "it was started"
        self.playhead = self.playhead.in_whole_section() or self.playhead
        lines = [] if options.line is None else self._speech.lines(options.line)
        has_resumed = self._transport.resume(
            self.playhead,
            {text: self._speech.clip(text) for text in self._speech.words.count_in_words},
            lines,
            repeat_lines=options.repeat_lines,
            long_silence=options.long_silence,
            is_awake=options.is_awake,
        )
        self._pending_resume = None if has_resumed else options
        if has_resumed and self._deadline is not None:
            self._deadline.went_on()

    def _continue_resume(self) -> None:
        """Resume as it is pending, once its line is spoken."""
        options = self._pending_resume
        if options is not None and (options.line is None or self._speech.is_ready(options.line)):
            self._resume_transport(options)

    def _cut_to_say(self, line: str) -> None:
        self._cut()
        self._resume_transport(ResumeOptions(line))

    def _repeat_lines(self) -> None:
        if self.state is State.WAITING:
            self._prompt()
            return
        if self.state is State.PLAYING:
            self._cut()
        self._answer(SoundName.ANSWER)
        if self.state in (State.PLAYING, State.PAUSED) and self.playhead is not None:
            self._play(repeat_lines=True)

    # -- another exercise -------------------------------------------------------------------------

    def _seek(self, command: Command, value: float) -> None:
        if self.state is State.WAITING and command is Command.NEXT:
            self._resume()
            return
        if self.state is State.LOST and self._state_after_loss is State.WAITING and command is Command.NEXT:
            self._state_after_loss = State.PLAYING
            return
        if command is Command.NEXT and self._end_told_work():
            return
        pending = self._pending_seek.request
        if command is Command.NEXT and pending is None and self._is_in_leading_rest():
            # The next exercise is the one that the rest leads to: nobody waits for it any longer.
            command = Command.REPEAT
        exercise = (
            self._current_playhead().exercise if pending is None else pending.exercise + pending.closing
        )
        self._tally_counter.forget_last()
        self._record_position()
        self._cut()
        self._answer(SoundName.ANSWER)
        last = len(self._position.exercises) - 1
        with_intro = self.playhead is None
        request = seek_request(command, value, exercise, last, with_intro=with_intro)
        self._pending_seek.start(request, self.tempo)
        if self.state is State.LOST:
            self._state_after_loss = State.PLAYING
        elif self.state is not State.STARTING:
            self.state = State.PLAYING

    def _is_in_leading_rest(self) -> bool:
        """Return whether the session is in the rest before an exercise."""
        if self.playhead is None:
            return False
        playhead = self._current_playhead()
        return is_in_leading_rest(playhead.section, playhead.frame)

    def _end_told_work(self) -> bool:
        """End the work at which the session is, if it is for the user to end, and go on from its end sound;
        return whether it was.
        """
        if self._pending_seek.request is not None or self.state not in (State.PLAYING, State.PAUSED):
            return False
        work = _told_work(self._current_playhead())
        if work is None:
            return False
        if self.state is State.PLAYING:
            self._cut()
        playhead = self._current_playhead()
        self.state = State.PLAYING
        self.playhead = replace(playhead, frame=max(playhead.frame, work.done_frame))
        self._position.update(self.playhead)
        self._resume_transport(ResumeOptions())
        return True

    # -- what the user counts ---------------------------------------------------------------------

    def _follow_tally(self) -> None:
        """Note which work has something to count, and have its next number spoken before it is needed."""
        if self.playhead is None or self.state is not State.PLAYING or self._pending_seek.is_jump:
            return
        number = self._tally_counter.follow(self.playhead)
        if number is not None:
            self._speech.request(self._speech.words.tally_line(number))

    def _count_one(self) -> bool:
        """Count one more in the work at which the session is, or which has only just ended, if there is
        something to count in it; return whether there was.
        """
        if self._pending_seek.is_jump or self.state not in (State.PLAYING, State.PAUSED):
            return False
        self._follow_tally()
        counted = self._tally_counter.count(self._current_playhead())
        if counted is None:
            return False
        if counted.is_said:
            self._announcements.add_tally(self._speech.words.tally_line(counted.count))
        self._answer(SoundName.ANSWER)
        return True

    # -- another tempo ----------------------------------------------------------------------------

    def _change_tempo(self, command: Command) -> None:
        self._answer(SoundName.ANSWER)
        tempo = tempo_after(command, self.tempo)
        if tempo == self.tempo:
            return
        self.tempo = tempo
        request = self._pending_seek.request
        if request is None or request.keeps_position:
            exercise = self._current_playhead().exercise
            keeps_position = self.state is not State.WAITING
            request = self._pending_seek.tempo_change(exercise, keeps_position=keeps_position)
        self._pending_seek.start(request, tempo)

    def _continue_seek(self) -> None:
        """Play from the target of the pending seek, once it is made."""
        request = self._pending_seek.request
        target = None if request is None else self._seek_target(request)
        if request is None or target is None:
            return
        line = None if request.bookmark is None else position_line(target, self._speech.words)
        if line is not None and not self._speech.is_ready(line):
            return
        if self._buffer is not None:
            self._buffer.close()
        self._record_position()
        self._buffer, self.playhead = self._pending_seek.complete(), target
        self._playing_tempo = self.tempo
        self._position.seek(target, skips_work=request.closing, begins=request.from_start)
        if self.state is State.STARTING:
            self.state = State.PLAYING
            self._transport.play_silence(self._start_delay_seconds)
        if self.state is State.PLAYING:
            self._resume_transport(ResumeOptions(line, long_silence=line is not None))

    def _seek_target(self, request: SeekRequest) -> Playhead | None:
        """Return the position to continue at, or None if that is not made yet."""
        exercise = self._current_playhead().exercise if request.keeps_position else request.exercise
        if exercise < request.exercise:  # an output was lost, and with it the start of the requested exercise
            self._pending_seek.start(replace(request, exercise=exercise), self.tempo)
            return None
        try:
            section = self._pending_seek.section(exercise)
        except VoicefootError:
            if not request.keeps_position:
                raise
            # What plays can go on without another tempo.
            self._pending_seek.cancel()
            self.tempo = self._playing_tempo
            return None
        if section is None:
            if self._pending_seek.becomes_late() and self.state is State.PLAYING and self._has_output:
                self._announcements.play_now(self._speech.words.line(Line.ONE_MOMENT))
            return None
        if request.keeps_position and self._current_playhead().section.unfinished:
            return None  # the distance to the work is not known yet
        before = self.playhead
        if request.keeps_position and self.state is State.PLAYING:
            self._cut()
            before = None if self.playhead is None else self.playhead.in_whole_section()
            if before is None or before.exercise != exercise:
                self._pending_resume = ResumeOptions()  # the next exercise began during the cut
                return None
        return Playhead(self._pending_seek.buffer, exercise, section, request.frame_in(section, before))

    # -- another plan -----------------------------------------------------------------------------

    def revise(self, revision: Revision) -> None:
        """Go on with another plan, as soon as as much of it is made as is needed. What plays goes on; only
        where the exercise that plays was changed itself, it goes on from the line that was changed.
        """
        self._forget_revision()
        self._waiting_revision = revision

    def _forget_revision(self) -> None:
        pending, self._pending_revision, self._waiting_revision = self._pending_revision, None, None
        if pending is not None:
            pending.buffer.close()

    def _continue_revision(self) -> None:
        """Begin to make the revision that there is, or go on with it, once it is made."""
        revision = self._waiting_revision
        if revision is not None:
            if self._pending_seek.is_jump or self.state in (State.WAITING, State.STARTING):
                self._revise_silently(revision)
            elif self._pending_seek.request is None:
                self._begin_revision(revision)
            return
        pending = self._pending_revision
        if pending is None or self.playhead is None or self._pending_seek.request is not None:
            return
        playhead = self._current_playhead()
        if playhead.buffer is not pending.playing or playhead.exercise != pending.exercise:
            self.revise(pending.revision)  # something else plays by now
            return
        try:
            section = pending.buffer.get(pending.place)
        except VoicefootError as error:
            self._forget_revision()
            pending.revision.tell(error)
            return
        if section is not None and self._play_revised(pending, section):
            self._pending_revision = None
            pending.revision.tell(None)

    def _begin_revision(self, revision: Revision) -> None:
        """Begin to make the exercise that plays, and those after it, as they are now."""
        playhead = self._current_playhead()
        if playhead.section.unfinished:
            return
        place = revision.changes.moved[playhead.exercise]
        if place is None:
            self._cut()
            self._revise_silently(revision)
            return
        self._waiting_revision = None
        moved = _moved(revision)
        start = replace(playhead.buffer.start, exercise=moved(playhead.buffer.start.exercise))
        before = playhead.buffer.before(playhead.exercise)
        cancelled = threading.Event()
        sections = revision.make_revised(start, place, before, self.tempo, cancelled.is_set)
        buffer = SectionBuffer(sections, place, cancelled, start, before)
        self._pending_revision = _PendingRevision(revision, playhead.buffer, playhead.exercise, place, buffer)

    def _revise_silently(self, revision: Revision) -> None:
        """Go on with `revision` where nothing plays: from the start of the exercise that was asked for, that
        the session waits before, or that is the next one left.
        """
        self._waiting_revision = None
        request = self._pending_seek.request
        left = None
        if request is None:
            exercise = self._current_playhead().exercise
            left = revision.changes.next_left(exercise)
            last = len(revision.plan.sections) - 1
            request = SeekRequest(last if left is None else left, closing=left is None)
        else:
            request = replace(request, exercise=_moved(revision)(request.exercise))
        self._adopt(revision, None)
        self._pending_seek.start(request, self.tempo)
        revision.tell(None)

    def _adopt(self, revision: Revision, place: int | None) -> None:
        """Call all exercises as they are called in `revision`, where the one that plays is at `place`."""
        moved = _moved(revision)
        self._pending_seek.revise(revision.make_sections, moved)
        self._transport.revise([section.waits for section in revision.plan.sections], revision.sounds)
        self._position.revise(revision.plan, revision.changes.moved)
        self._tally_counter.forget_last()
        if self.playhead is not None:
            at = moved(self.playhead.exercise) if place is None else place
            self.playhead = replace(self.playhead, exercise=at)

    def _play_revised(self, pending: _PendingRevision, section: Section) -> bool:
        """Go on in `section`, which is what plays as it is now; return whether that is possible already."""
        revision, place, buffer = pending.revision, pending.place, pending.buffer
        playhead = self._current_playhead()
        original = playhead.buffer.get(pending.exercise)
        if original is None or playhead.section.unfinished:
            return False
        frame = frame_in_original(playhead.section, playhead.frame, original)
        difference = first_difference(original, section)
        is_changed = pending.exercise in revision.changes.changed
        sounding = self._transport.playing_segment() if self.state is State.PLAYING else None
        if is_changed and difference is not None and difference.target_frame is not None:
            if sounding is not None:
                self._cut()
            self._adopt(revision, place)
            self._take_buffer(buffer)
            self.playhead = Playhead(buffer, place, section, difference.target_frame)
            self._position.update(self.playhead)
            if sounding is not None:
                self._resume_transport(ResumeOptions(is_awake=True))
            return True
        waits = [each.waits for each in revision.plan.sections]
        if sounding is not None and not sounding[0].go_on_with(buffer, place, pending.exercise, waits):
            return False
        to_come = difference is not None and frame < difference.frame
        self._adopt(revision, place)
        self._take_buffer(buffer)
        if sounding is None:
            if difference is not None and not to_come:
                frame = same_moment_in(original, frame, section)
            self.playhead = Playhead(buffer, place, section, frame)
            self._position.update(self.playhead)
        elif difference is not None and not (to_come and self._lead_over(playhead, original, section, place)):
            buffer.replace(place, original)  # for it is heard to its end
        return True

    def _lead_over(self, playhead: Playhead, original: Section, section: Section, place: int) -> bool:
        """Play on in `section`, which is the same up to some frame that is still to come; return whether that
        is possible.
        """
        difference = first_difference(original, section)
        assert difference is not None, "there is something to lead over to"
        assert self._buffer is not None, "it was started"
        over = led_over(playhead.section, original, section, difference.frame)
        turn = difference.frame + nominal_start(playhead.section) - original.start_frame
        return over is not None and self._transport.replace_section(
            Playhead(self._buffer, place, over, playhead.frame), turn
        )

    def _take_buffer(self, buffer: SectionBuffer) -> None:
        before, self._buffer = self._buffer, buffer
        if before is not None:
            before.close()

    def _update_playhead(self) -> None:
        """Record the current position, in the whole section as soon as that is made."""
        if self.state is State.PLAYING:
            self.playhead = self._transport.playhead() or self.playhead
        elif self.playhead is not None and not self._pending_seek.is_jump:
            self.playhead = self.playhead.in_whole_section() or self.playhead
        if self.playhead is not None:
            self._position.update_lengths([(self.playhead.exercise, self.playhead.section)])

    def _record_position(self) -> None:
        """Record what was heard to its end, before something else plays."""
        if self.state is State.PLAYING and (playhead := self._transport.playhead()) is not None:
            self._position.update(playhead)

    def _current_playhead(self) -> Playhead:
        playhead = (self._transport.playhead() if self.state is State.PLAYING else None) or self.playhead
        assert playhead is not None, "it was started"
        return playhead

    # -- prompts and announcements ----------------------------------------------------------------

    def _wait_for_user(self, exercise: int) -> None:
        """Ask whether `exercise` may begin."""
        assert self._buffer is not None, "it was started"
        if (section := self._buffer.get(exercise)) is not None:
            self.playhead = Playhead(self._buffer, exercise, section, section.start_frame)
            self.state = State.WAITING
            self._prompt()

    def _prompt(self) -> None:
        self._prompted_at = self._clock()
        self._answer(SoundName.ASKING)

    def _announce(self) -> None:
        if self._pending_seek.is_jump or not self._has_output or self._current_playhead().section.unfinished:
            return
        if not may_say_number(self._current_playhead(), is_paused=self.state is State.PAUSED):
            self._announcements.drop_tally()
        self._announcements.play_next(is_playing=self.state is State.PLAYING, cut_to_say=self._cut_to_say)


def _moved(revision: Revision) -> Callable[[int], int]:
    """Return what says where an exercise is in `revision`: itself, or the next one that is left."""
    last = len(revision.plan.sections) - 1

    def moved(exercise: int) -> int:
        place = revision.changes.next_left(exercise)
        return last if place is None else place

    return moved


def _told_work(playhead: Playhead) -> WorkRegion | None:
    """Return the work at `playhead`, if it is under way and for the user to end."""
    work = work_at(playhead.section, playhead.frame)
    is_under_way = work is not None and work.origin_frame <= playhead.frame < work.done_frame
    return work if work is not None and is_under_way and work.until_told else None
