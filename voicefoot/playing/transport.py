"""The tape of a live session: what plays, where it is held, and how it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from voicefoot.arranging.accompaniment import Grooves
from voicefoot.arranging.resume import AFTER_LINE_SECONDS, SpokenLine, resume_section
from voicefoot.audio import AudioFormat, Block, Clip, as_block
from voicefoot.mixing.mix import mix
from voicefoot.model.levels import DUCK_DB
from voicefoot.model.sound_names import SoundName
from voicefoot.model.stems import AS_ARRANGED, Gains, Stem
from voicefoot.playing.block_stream import BLOCK_FRAMES, BlockStream
from voicefoot.playing.feed import ENOUGH_SECONDS, Feed
from voicefoot.playing.segments import SectionBuffer, Segment
from voicefoot.timeline.bookmark import work_at
from voicefoot.timeline.timeline import Event, EventKind, Section, Timeline, shifted
from voicefoot.units import to_frames, to_seconds

WAKE_SECONDS = 0.35
"""Before words, after a short pause; the sound that answers is in it."""
LONG_WAKE_SECONDS = 0.7
CHANGE_SECONDS = 0.25
"""So far ahead of what plays is a line put in: what is changed must be mixed by then."""


@dataclass(frozen=True, slots=True)
class Playhead:
    """Where a session is: `frame` of `section`, which is that `exercise`, and what comes after it."""

    coming: SectionBuffer
    exercise: int
    section: Section
    frame: int

    @property
    def untouched(self) -> bool:
        """Whether nothing of it was heard."""
        return self.frame <= self.section.start_frame

    def whole(self) -> Playhead | None:
        """The same in the whole section; None where that is still being spoken. Raises what that raised."""
        if not self.section.unfinished:
            return self
        section = self.coming.get(self.exercise)
        return None if section is None else replace(self, section=section)


class Transport:
    """Plays sections through `feed`; used by the session's own thread alone."""

    def __init__(
        self,
        feed: Feed,
        sounds: Mapping[SoundName, Clip],
        waits: Sequence[bool],
        waiting: Callable[[], Section | None] = lambda: None,
        *,
        gains: Gains = AS_ARRANGED,
        lead_in_seconds: float = LONG_WAKE_SECONDS,
        duck_db: float = DUCK_DB,
        remembers: bool = False,
    ) -> None:
        """`waits`: which exercises wait to be told to begin; `waiting` gives what is heard where a section is
        late. `lead_in_seconds` wakes the speaker after a long silence. Music goes down by `duck_db` under
        lines that nobody planned. Where it `remembers`, all that was played is kept.
        """
        self.feed = feed
        self.played: list[tuple[BlockStream, Segment]] = []
        """All passages; the last few alone where it does not remember."""
        self.answered: list[Event] = []
        """Answers and lines outside of all sections, in the time of all that was played."""
        self.audio_format = feed.audio_format
        self._sounds = sounds
        self._waits = waits
        self._waiting = waiting
        self._gains = gains
        self._lead_in_seconds = lead_in_seconds
        self._duck_db = duck_db
        self._remembers = remembers
        self._last: BlockStream | None = None
        self._silence: BlockStream | None = None
        self._said_until_frame = 0
        """Up to where a line beside the sections is said, in frames of all that is played."""

    # -- going on ---------------------------------------------------------------------------------

    def wait(self, seconds: float) -> None:
        """Has silence played before all else."""
        if seconds > 0:
            frames = to_frames(seconds, self.audio_format.sample_rate)
            silence = _silence(frames, self.audio_format)
            self._silence = BlockStream(silence, self.audio_format, ends=lambda: False)
            self.feed.play(self._silence)

    def go_on(
        self,
        held: Playhead,
        lead_in: Mapping[str, Clip],
        lines: Sequence[SpokenLine] = (),
        *,
        again: bool = False,
        long_silence: bool = False,
    ) -> bool:
        """Plays on from where it is `held`, led into by `lines` and ticks: see `rejoin`. What is being said
        beside the sections is said to its end before. False where nothing can lead into a section yet, since
        it is unfinished.
        """
        saying = self._saying_seconds
        if held.untouched and not lines and not saying and _wakes(held.section):
            self._play(held, shifted(held.section, -held.section.start_frame))
            return True
        if held.section.unfinished:
            return False
        wake = max(WAKE_SECONDS, self._lead_in_seconds) if long_silence else WAKE_SECONDS
        if saying:
            wake = max(wake, saying + AFTER_LINE_SECONDS)
        section = resume_section(
            held.section, held.frame, self._sounds, lead_in, wake_seconds=wake, lines=lines, again=again,
            duck_db=self._duck_db,
        )  # fmt: skip
        self._play(held, section)
        return True

    def _play(self, held: Playhead, first: Section) -> None:
        passage = self._passage(held.coming, held.exercise, first)
        self.feed.play(
            self._stream(passage, 0, self._last), first.events[0].clip.frames if _wakes(first) else 0
        )

    def _passage(self, coming: SectionBuffer, exercise: int, first: Section) -> Segment:
        return Segment(coming, exercise, first, self._waits, self._waiting, keeps=self._remembers)

    def _stream(self, passage: Segment, first_frame: int, before: BlockStream | None) -> BlockStream:
        blocks = mix(passage.sections(), BLOCK_FRAMES, first_frame, self._gains)
        stream = BlockStream(
            blocks, self.audio_format, first_frame=first_frame, ends=passage.ends_session, before=before
        )
        self._last = stream
        if not self._remembers:
            del self.played[:-2]
            self.feed.forget_given()
        self.played.append((stream, passage))
        return stream

    def turn_volume(self, volume: float) -> None:
        """To `volume`, a factor; from 0 to 1 at the most."""
        self.feed.volume = min(1.0, max(0.0, volume))

    def turn_volume_by(self, step: float) -> None:
        """Louder or quieter by `step`; a step alone never leads to where no answer is heard."""
        volume = self.feed.volume
        self.turn_volume(max(min(volume, abs(step)), round(volume + step, 2)))

    def wait_ready(self, seconds: float | None = None, timeout_seconds: float | None = None) -> None:
        """Waits until so much of what plays is made: by itself, enough to begin. Not longer than that."""
        playing = self.feed.playing
        if playing is not None:
            playing[0].wait_ready(self.feed.enough_seconds if seconds is None else seconds, timeout_seconds)

    # -- where it is ------------------------------------------------------------------------------

    def heard(self, latency_seconds: float = 0.0) -> Playhead | None:
        """Where it is, as heard through a sink of that latency; None before the first section. Raises
        VoiceError and RoutineError where the section that plays is unfinished, and can't be finished.
        """
        playing = self.feed.playing
        held = None if playing is None else self._at(playing[0], playing[1], latency_seconds)
        return None if held is None else held.whole() or held

    def hold(self) -> Playhead | None:
        """Cuts what plays; gives up to where it is heard. None where no section was playing."""
        return self._stopped(self.feed.cut())

    def lose(self, unheard_seconds: float) -> Playhead | None:
        """As `hold`, where nobody hears it any more, nor heard the last `unheard_seconds`."""
        self._said_until_frame = 0
        return self._stopped(self.feed.lose(to_frames(unheard_seconds, self.audio_format.sample_rate)))

    def _stopped(self, cut: tuple[BlockStream, int] | None) -> Playhead | None:
        if cut is None:
            return None
        for _, passage in self.played[-3:]:  # what plays, what would take its place, and what was to follow
            passage.stop()
        return self._at(*cut)

    @property
    def heard_seconds(self) -> float:
        """How much of sections was played in all."""
        silent = 0 if self._silence is None else self._silence.frame
        return to_seconds(max(0, self.feed.given_frames - silent), self.audio_format.sample_rate)

    def waits_for(self) -> int | None:
        """The exercise that waits to be told to begin, where all before it is over."""
        if self.feed.playing is not None or not self.played:
            return None
        return self.played[-1][1].waits_for

    def may_cut(self, here: Playhead) -> bool:
        """Whether a line that finds no room may cut what plays: in talk it may, and where music is a song."""
        work = work_at(here.section, here.frame)
        return work is None or work.rests or not self._keeps_beat(here.section)

    @staticmethod
    def _keeps_beat(section: Section) -> bool:
        """Whether a line can be put into `section` while it plays; a song can't be read by two at once."""
        return section.music is None or isinstance(section.music.source, Grooves)

    def passage(self) -> tuple[Segment, int] | None:
        """What plays, and which of its frames is given next."""
        playing = self.feed.playing
        found = None if playing is None else self._passage_of(playing[0])
        return None if playing is None or found is None else (found, playing[1])

    def _at(self, stream: BlockStream, frame: int, latency_seconds: float = 0.0) -> Playhead | None:
        passage = self._passage_of(stream)
        if passage is None:
            return None
        heard = max(0, frame - to_frames(latency_seconds, self.audio_format.sample_rate))
        exercise, section = passage.at(heard)
        return Playhead(passage.coming, exercise, section, heard)

    def _passage_of(self, stream: BlockStream) -> Segment | None:
        return next((passage for known, passage in reversed(self.played) if known is stream), None)

    # -- beside the sections ----------------------------------------------------------------------

    def answer(self, sound: SoundName) -> None:
        """Sounds it at once, above what plays."""
        self._put(self._sounds[sound], str(sound), EventKind.CHIME, Stem.CHIME)

    def say(self, text: str, clip: Clip) -> None:
        """Says it at once; for where nothing plays, and nothing is being said."""
        self._said_until_frame = self._put(clip, text, EventKind.SPEECH, Stem.VOICE).end_frame

    @property
    def is_saying(self) -> bool:
        """Whether a line beside the sections is being said."""
        return self._saying_seconds > 0

    @property
    def _saying_seconds(self) -> float:
        left = max(0, self._said_until_frame - self.feed.played_frames)
        return to_seconds(left, self.audio_format.sample_rate)

    def _put(self, clip: Clip, text: str, kind: EventKind, stem: Stem) -> Event:
        block = as_block(clip.scaled(self._gains.factor(stem)), self.audio_format.channels)
        event = Event(self.feed.answer(block), clip, kind, text)
        if self._remembers:
            self.answered.append(event)
        return event

    def timeline(self, title: str) -> Timeline:
        """What was played; whole only where it `remembers`."""
        from voicefoot.timeline.played import PlayedRange, played_timeline

        passages = {id(stream): passage for stream, passage in self.played}
        stretches = [
            PlayedRange(
                passages[id(given.stream)].known(), given.stream_frame, given.played_frame, given.frames
            )
            for given in self.feed.given
            if id(given.stream) in passages
        ]
        feed = self.feed
        rate = self.audio_format.sample_rate
        return played_timeline(title, rate, stretches, self.answered, feed.played_frames)

    def interject(self, text: str, clip: Clip) -> bool:
        """Says it in the midst of work, which goes on; False where that is not possible: between two pieces
        of work, just before the end of one, to a song, which two readers can't share, and while another line
        is about to be put in.
        """
        from voicefoot.arranging.interject import interject_line

        playing = self.passage()
        if playing is None or self.feed.is_changing:
            return False
        passage, frame = playing
        at = frame + to_frames(CHANGE_SECONDS, self.audio_format.sample_rate)
        exercise, section = passage.at(at)
        changed = (
            interject_line(section, at, text, clip, self._duck_db) if self._keeps_beat(section) else None
        )
        if changed is None:
            return False
        spliced = self._passage(passage.coming, exercise, changed)
        before = self._last
        stream = self._stream(spliced, at, None)
        stream.wait_ready(ENOUGH_SECONDS)  # or the beat would wait for it
        if self.feed.change(at, stream):
            passage.stop()
            return True
        stream.close()
        spliced.stop()
        self.played.pop()
        self._last = before
        return False


def _wakes(section: Section) -> bool:
    """Whether it wakes a speaker by itself, as the first of a session does."""
    return bool(section.events) and section.events[0].kind is EventKind.WAKE


def _silence(frames: int, audio_format: AudioFormat) -> Iterator[Block]:
    for at in range(0, frames, BLOCK_FRAMES):
        yield np.zeros((min(BLOCK_FRAMES, frames - at), audio_format.channels), dtype=np.int16)
