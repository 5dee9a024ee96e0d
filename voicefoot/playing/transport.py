"""The transport of a live session: plays sections through the feed, cuts them, and resumes them where they
were cut.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from voicefoot.arranging.resume import AFTER_LINE_SECONDS, SpokenLine, resume_section
from voicefoot.audio import AudioFormat, Block, Clip, as_block
from voicefoot.mixing.mix import mix
from voicefoot.model.sound_names import SoundName
from voicefoot.model.stems import AS_ARRANGED, Gains, Stem
from voicefoot.music.groove import Groove
from voicefoot.playing.block_stream import STREAM_BLOCK_FRAMES, BlockStream
from voicefoot.playing.feed import PREBUFFER_SECONDS, DeliveredRange, Feed
from voicefoot.playing.segments import SectionBuffer, Segment
from voicefoot.timeline.bookmark import work_at
from voicefoot.timeline.played import PlayedRange
from voicefoot.timeline.timeline import SPOKEN_KINDS, Event, EventKind, Section, Timeline, shifted
from voicefoot.units import to_frames, to_seconds

PRE_ROLL_SECONDS = 0.35
"""Before words, after a short pause; the sound that answers the command plays in it."""
SHORT_PRE_ROLL_SECONDS = 0.15
"""Before words that take the place of others."""
RECENT_SEGMENTS = 3
"""The current one, its pending splice, and what was queued or cut just before."""
SPLICE_LEAD_SECONDS = 0.25
"""How far ahead of the playhead a line is interjected: what is spliced in must be mixed by then."""


@dataclass(frozen=True, slots=True)
class Playhead:
    """A position in a session: `frame` of `section`, which is that of `exercise`, and the buffer of what
    comes after it.
    """

    buffer: SectionBuffer
    exercise: int
    section: Section
    frame: int

    @property
    def is_at_start(self) -> bool:
        """Whether nothing of the section was heard."""
        return self.frame <= self.section.start_frame

    def in_whole_section(self) -> Playhead | None:
        """Return the same position in the finished section, or None while that is still being spoken. Raise
        what the making raised.
        """
        if not self.section.unfinished:
            return self
        section = self.buffer.get(self.exercise)
        return None if section is None else replace(self, section=section)


class Transport:
    """Plays sections through `feed`. Only the session's own thread may use it."""

    def __init__(
        self,
        feed: Feed,
        sounds: Mapping[SoundName, Clip],
        waits: Sequence[bool],
        late_notice: Callable[[], Section | None],
        *,
        lead_in_seconds: float,
        duck_db: float,
        gains: Gains = AS_ARRANGED,
        keep_timeline: bool = False,
    ) -> None:
        """`waits` and `late_notice` are those of each `Segment`. `lead_in_seconds` is the pre-roll that wakes
        the speaker after a long silence. Music goes down by `duck_db` under lines that are interjected. With
        `keep_timeline`, all that was played is kept for `timeline`; else memory would grow with each cut.
        """
        self.feed = feed
        self.segments: list[tuple[BlockStream, Segment]] = []
        """The last few that were played."""
        self._played: list[PlayedRange] = []
        """What was heard of those before, with `keep_timeline`."""
        self.overlays: list[Event] = []
        """Answers and lines outside of all sections, in the time of all playback; kept for `timeline`."""
        self.audio_format = feed.audio_format
        self._sounds = sounds
        self._waits = waits
        self._late_notice = late_notice
        self._gains = gains
        self._lead_in_seconds = lead_in_seconds
        self._duck_db = duck_db
        self._keep_timeline = keep_timeline
        self._last_stream: BlockStream | None = None
        self._silence: BlockStream | None = None
        self._speaking_until_frame = 0
        """The end of the line that is overlaid, in frames of all playback."""

    # -- playing ----------------------------------------------------------------------------------

    def play_silence(self, seconds: float) -> None:
        """Play silence before all else."""
        if seconds > 0:
            frames = to_frames(seconds, self.audio_format.sample_rate)
            silence = _silence(frames, self.audio_format)
            self._silence = BlockStream(silence, self.audio_format, ends_session=lambda: False)
            self.feed.play(self._silence)

    def resume(
        self,
        playhead: Playhead,
        lead_in: Mapping[str, Clip | None],
        lines: Sequence[SpokenLine] = (),
        *,
        repeat_lines: bool = False,
        long_silence: bool = False,
        is_awake: bool = False,
    ) -> bool:
        """Play on from `playhead`, led into by `lines` and ticks: see `resume_section`. A line that is being
        overlaid is played to its end before. The speaker is woken for long after a `long_silence`, and hardly
        where it `is_awake`. Return False if the section is unfinished, so that nothing can lead into it yet.
        """
        speaking_seconds = self._speaking_seconds
        if (
            playhead.is_at_start
            and not lines
            and not speaking_seconds
            and _starts_with_pre_roll(playhead.section)
        ):
            self._play(playhead, shifted(playhead.section, -playhead.section.start_frame))
            return True
        if playhead.section.unfinished:
            return False
        wake_seconds = max(PRE_ROLL_SECONDS, self._lead_in_seconds) if long_silence else PRE_ROLL_SECONDS
        if is_awake:
            wake_seconds = SHORT_PRE_ROLL_SECONDS
        if speaking_seconds:
            wake_seconds = max(wake_seconds, speaking_seconds + AFTER_LINE_SECONDS)
        section = resume_section(
            playhead.section, playhead.frame, self._sounds, lead_in, wake_seconds=wake_seconds, lines=lines,
            again=repeat_lines, duck_db=self._duck_db,
        )  # fmt: skip
        self._play(playhead, section)
        return True

    def _play(self, playhead: Playhead, first: Section) -> None:
        segment = self._segment(playhead.buffer, playhead.exercise, first)
        pre_roll_frames = first.events[0].clip.frames if _starts_with_pre_roll(first) else 0
        self.feed.play(self._stream(segment, 0, self._last_stream), pre_roll_frames)

    def _segment(self, buffer: SectionBuffer, exercise: int, first: Section) -> Segment:
        return Segment(
            buffer, exercise, first, self._waits, self._late_notice, keep_timeline=self._keep_timeline
        )

    def _stream(self, segment: Segment, first_frame: int, after: BlockStream | None) -> BlockStream:
        blocks = mix(segment.sections(), STREAM_BLOCK_FRAMES, first_frame, self._gains)
        stream = BlockStream(
            blocks,
            self.audio_format,
            first_frame=first_frame,
            ends_session=segment.ends_session,
            after=after,
        )
        self._last_stream = stream
        if self._keep_timeline:
            self._settle()
        else:
            del self.segments[:-2]
            self.feed.forget_delivered()
        self.segments.append((stream, segment))
        return stream

    def _settle(self) -> None:
        """Keep of all but the last segments only what was heard of them: each was made to its end."""
        recent = self.segments[-RECENT_SEGMENTS:]
        before = {id(stream): segment for stream, segment in self.segments[:-RECENT_SEGMENTS]}
        for each in self.feed.take_delivered([stream for stream, _ in recent]):
            if id(each.stream) in before:
                self._played.append(_heard_part(each, before[id(each.stream)].known_sections()))
        self.segments = recent

    def set_volume(self, volume: float) -> None:
        """Set the volume, a factor; it is clipped to 0 to 1."""
        self.feed.volume = min(1.0, max(0.0, volume))

    def change_volume(self, step: float) -> None:
        """Change the volume by `step`. A step never leads to a volume at which no answer is heard."""
        volume = self.feed.volume
        self.set_volume(max(min(volume, abs(step)), round(volume + step, 2)))

    def wait_ready(self, seconds: float | None = None, timeout_seconds: float | None = None) -> None:
        """Wait until `seconds` of the current stream are made, or if None, enough for it to start; up to
        `timeout_seconds`.
        """
        playing = self.feed.playing
        if playing is not None:
            playing[0].wait_ready(
                self.feed.prebuffer_seconds if seconds is None else seconds, timeout_seconds
            )

    # -- position ---------------------------------------------------------------------------------

    def playhead(self, latency_seconds: float = 0.0) -> Playhead | None:
        """Return the position that is heard through a sink of that latency, or None before the first section.
        Raise VoiceError or RoutineError if the current section is unfinished, and can't be finished.
        """
        playing = self.feed.playing
        playhead = None if playing is None else self._playhead(playing[0], playing[1], latency_seconds)
        return None if playhead is None else playhead.in_whole_section() or playhead

    def cut(self) -> Playhead | None:
        """Fade out what plays. Return the position up to which it is heard, or None if no section was
        playing.
        """
        return self._stop(self.feed.cut())

    def abort(self, unheard_seconds: float) -> Playhead | None:
        """As `cut`, but at once, as nobody hears it, nor heard the last `unheard_seconds`."""
        self._speaking_until_frame = 0
        return self._stop(self.feed.abort(to_frames(unheard_seconds, self.audio_format.sample_rate)))

    def _stop(self, stopped: tuple[BlockStream, int] | None) -> Playhead | None:
        if stopped is None:
            return None
        for _, segment in self.segments[-3:]:  # the current one, its pending splice, and what was queued
            segment.stop()
        return self._playhead(*stopped)

    @property
    def heard_seconds(self) -> float:
        """How much was heard of sections, in all."""
        silent_frames = 0 if self._silence is None else self._silence.frame
        frames = max(0, self.feed.delivered_frames - silent_frames)
        return to_seconds(frames, self.audio_format.sample_rate)

    def awaited_exercise(self) -> int | None:
        """Return the exercise that waits for the user to start it, once all before it is over."""
        if self.feed.playing is not None or not self.segments:
            return None
        return self.segments[-1][1].awaited_exercise

    def may_cut(self, playhead: Playhead) -> bool:
        """Whether a line that can't be interjected may cut what plays: it may in talk, and over a song."""
        work = work_at(playhead.section, playhead.frame)
        return work is None or not self._can_splice(playhead.section)

    @staticmethod
    def _can_splice(section: Section) -> bool:
        """Whether `section` can be mixed a second time while it plays; a song has one reader only."""
        return section.music is None or isinstance(section.music.source, Groove)

    def playing_segment(self) -> tuple[Segment, int] | None:
        """Return the current segment, and its next frame."""
        playing = self.feed.playing
        found = None if playing is None else self._segment_of(playing[0])
        return None if playing is None or found is None else (found, playing[1])

    def _playhead(self, stream: BlockStream, frame: int, latency_seconds: float = 0.0) -> Playhead | None:
        segment = self._segment_of(stream)
        if segment is None:
            return None
        heard_frame = max(0, frame - to_frames(latency_seconds, self.audio_format.sample_rate))
        exercise, section = segment.section_at(heard_frame)
        return Playhead(segment.buffer, exercise, section, heard_frame)

    def _segment_of(self, stream: BlockStream) -> Segment | None:
        return next((segment for known, segment in reversed(self.segments) if known is stream), None)

    # -- sounds and lines beside the sections ------------------------------------------------------

    def play_sound(self, sound: SoundName) -> None:
        """Play `sound` at once, on top of what plays."""
        self._overlay(self._sounds[sound], str(sound), EventKind.CHIME, Stem.CHIME)

    def say(self, text: str, clip: Clip) -> None:
        """Say a line at once, while no section plays and no other line is being said."""
        self._speaking_until_frame = self._overlay(clip, text, EventKind.SPEECH, Stem.VOICE).end_frame

    def say_over_song(self, text: str, clip: Clip) -> bool:
        """Say a line at once on top of work with a song, which can't be mixed a second time. Return False
        where no song plays, and while other words are in its way.
        """
        from voicefoot.arranging.interject import LINE_GAP_SECONDS

        playhead = self.playhead()
        if playhead is None or self._can_splice(playhead.section):
            return False
        air = to_frames(LINE_GAP_SECONDS, self.audio_format.sample_rate)
        first, last = playhead.frame - air, playhead.frame + clip.frames + air
        for event in playhead.section.events:
            if event.kind in SPOKEN_KINDS and event.start_frame < last and event.end_frame > first:
                return False
        self.say(text, clip)
        return True

    @property
    def is_speaking(self) -> bool:
        """Whether `say` is still saying a line."""
        return self._speaking_seconds > 0

    @property
    def _speaking_seconds(self) -> float:
        left = max(0, self._speaking_until_frame - self.feed.played_frames)
        return to_seconds(left, self.audio_format.sample_rate)

    def _overlay(self, clip: Clip, text: str, kind: EventKind, stem: Stem) -> Event:
        block = as_block(clip.scaled(self._gains.factor(stem)), self.audio_format.channels)
        event = Event(self.feed.overlay(block), clip, kind, text)
        if self._keep_timeline:
            self.overlays.append(event)
        return event

    def timeline(self, title: str) -> Timeline:
        """Return what was played; it is complete only with `keep_timeline`."""
        from voicefoot.timeline.played import played_timeline

        feed = self.feed
        return played_timeline(
            title, self.audio_format.sample_rate, self.played_ranges(), self.overlays, feed.played_frames
        )

    def played_ranges(self) -> list[PlayedRange]:
        """Return what was played of sections, in order; it is complete only with `keep_timeline`."""
        segments = {id(stream): segment for stream, segment in self.segments}
        return self._played + [
            PlayedRange(
                segments[id(each.stream)].known_sections(), each.stream_frame, each.played_frame, each.frames
            )
            for each in self.feed.delivered
            if id(each.stream) in segments
        ]

    def interject(self, text: str, clip: Clip) -> bool:
        """Say a line in the midst of work, which goes on. Return False if that is not possible: between two
        pieces of work, just before the end of one, over a song, which two readers can't share, and while
        another line is about to be spliced in.
        """
        from voicefoot.arranging.interject import interject_line

        playing = self.playing_segment()
        if playing is None or self.feed.is_splicing:
            return False
        segment, frame = playing
        at = frame + to_frames(SPLICE_LEAD_SECONDS, self.audio_format.sample_rate)
        exercise, section = segment.section_at(at)
        if not self._can_splice(section):
            return False
        changed = interject_line(section, at, text, clip, self._duck_db)
        if changed is None:
            return False
        return self._splice(segment, segment.buffer, exercise, changed, at)

    def replace_section(self, playhead: Playhead, turn_frame: int) -> bool:
        """Play the section of `playhead`, which is the one that plays up to `turn_frame`, and what comes
        after it in its buffer. Return False where that is not possible any more, and over a song.
        """
        playing = self.playing_segment()
        if playing is None or self.feed.is_splicing or not self._can_splice(playhead.section):
            return False
        segment, frame = playing
        at = frame + to_frames(SPLICE_LEAD_SECONDS, self.audio_format.sample_rate)
        if not self._can_splice(segment.section_at(frame)[1]) or at > turn_frame:
            return False
        return self._splice(segment, playhead.buffer, playhead.exercise, playhead.section, at)

    def _splice(
        self, segment: Segment, buffer: SectionBuffer, exercise: int, section: Section, at: int
    ) -> bool:
        """Play `section` and what comes after it in `buffer` in place of `segment` from the frame `at` on.
        Return False if that came too late.
        """
        spliced = self._segment(buffer, exercise, section)
        last_stream = self._last_stream
        stream = self._stream(spliced, at, None)
        stream.wait_ready(PREBUFFER_SECONDS)  # or there would be an underrun at the splice
        if self.feed.splice(at, stream):
            segment.stop()
            return True
        stream.close()
        spliced.stop()
        self.segments.pop()
        self._last_stream = last_stream
        return False

    def revise(self, waits: Sequence[bool], sounds: Mapping[SoundName, Clip]) -> None:
        """Play other exercises and other sounds from the next segment on."""
        self._waits, self._sounds = waits, sounds


def _heard_part(delivered: DeliveredRange, sections: Sequence[tuple[int, Section]]) -> PlayedRange:
    """Return what was `delivered` of `sections`, without all that sounds before or after it."""
    first, last = delivered.stream_frame, delivered.stream_frame + delivered.frames
    heard = [
        (exercise, replace(section, events=_events_within(section, first, last)))
        for exercise, section in sections
        if section.start_frame < last and section.end_frame > first
    ]
    return PlayedRange(heard, first, delivered.played_frame, delivered.frames)


def _events_within(section: Section, first: int, last: int) -> tuple[Event, ...]:
    return tuple(each for each in section.events if each.start_frame < last and each.end_frame > first)


def _starts_with_pre_roll(section: Section) -> bool:
    """Whether `section` wakes a speaker by itself, as the first of a session does."""
    return bool(section.events) and section.events[0].kind is EventKind.WAKE


def _silence(frames: int, audio_format: AudioFormat) -> Iterator[Block]:
    for at in range(0, frames, STREAM_BLOCK_FRAMES):
        yield np.zeros((min(STREAM_BLOCK_FRAMES, frames - at), audio_format.channels), dtype=np.int16)
