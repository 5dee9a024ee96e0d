"""Lays out the cues of a section: each clip at its frame, one cue after another.

Work begins at the very frame at which a written rest is over. A tick under a spoken number is softer
(`model.sound_levels.COUNTED_TICK_DB`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from voicefoot.arranging.beat_grid import (
    GridSound,
    done_seconds,
    lead_in_seconds,
    length_seconds,
    sounds_of,
)
from voicefoot.arranging.beat_sync import (
    Accompaniment,
    first_beat,
)
from voicefoot.arranging.breath_tones import breath_tone, louder_with_music_db
from voicefoot.arranging.quiet_signs import quiet_signs
from voicefoot.arranging.rest_speech import place_lines
from voicefoot.arranging.speech_track import AIR_SECONDS, ExtentOf, PlacedPhrase, extents_of
from voicefoot.arranging.work_region import region_of, written_seconds
from voicefoot.arranging.work_speech import place_words
from voicefoot.audio import Clip
from voicefoot.dsp.tones import pre_roll_tone
from voicefoot.errors import Problem, RoutineError
from voicefoot.language.pack import LanguagePack
from voicefoot.model.breath import BreathPart
from voicefoot.model.cues import (
    Cue,
    PreRoll,
    Reps,
    Say,
    Slack,
    Span,
    TalkCue,
    TimeBox,
    TimedRest,
    Wait,
    WorkCue,
)
from voicefoot.model.origin import Origin
from voicefoot.model.phrase import Phrase
from voicefoot.model.rounds import RoundStart
from voicefoot.model.sound_levels import COUNTED_TICK_DB
from voicefoot.model.sound_names import SoundName
from voicefoot.model.spans import SpanKind
from voicefoot.planning.next_told import NEVER_LEFT_OUT
from voicefoot.problem_codes import Code
from voicefoot.timeline.clock import Moment
from voicefoot.timeline.timeline import Event, EventKind, TimeSpan, WorkRegion
from voicefoot.units import to_frames, to_seconds

AFTER_WORK_SECONDS = 0.5
MAX_QUIET_SECONDS = 4.0
"""So much silence may follow on work whose time is fixed."""
_MAX_PLACED = 8
SEAM_SECONDS = 0.1
"""A shorter rest is none: work follows on work."""

Clips = Mapping[Phrase, Clip]
Sounds = Mapping[SoundName, Clip]


@dataclass(frozen=True, slots=True)
class Means:
    """What makes the words and sounds of work, and the tones of breathing. Who only asks how long something
    takes may keep them, or leave out what makes no difference.
    """

    sounds: Callable[[WorkCue], Iterable[GridSound]] = sounds_of
    words: Callable[[WorkCue, LanguagePack, ExtentOf], list[PlacedPhrase]] = place_words
    tone: Callable[[BreathPart, int], Clip] = breath_tone
    ducks: bool = True
    """Whether music goes down under what is said."""


MEANS = Means()


@dataclass(slots=True)
class Layout:
    """Lays out cues one after another from `cursor` on."""

    words: LanguagePack
    clips: Clips
    sounds: Sounds
    sample_rate: int
    cursor: int
    free_frame: int
    """Where speech may begin: at the start of the section, and after what was said before."""
    music: Accompaniment | None = None
    means: Means = MEANS
    may_wait: bool = True
    """Whether work may wait for the music's next beat."""
    music_frame: int = 0
    """Where the music began, if it began in this section."""
    quiet_frame: int = 0
    """The end of the last sound."""
    end_frame: int | None = None
    """Where a `Slack` lets the last cue end; None where none is waited for."""
    work_end: Moment | None = None
    """Where the last work ended; None before the first."""
    rest: TimedRest | None = None
    """The written rest that leads to the next cue."""
    round_starts: tuple[RoundStart, ...] = ()
    """The rounds that begin with the first work."""
    round_origins: dict[int, Moment] = field(default_factory=dict)
    tones: dict[BreathPart, Clip] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    works: list[WorkRegion] = field(default_factory=list)
    spans: list[TimeSpan] = field(default_factory=list)
    placed: dict[WorkCue, list[PlacedPhrase]] = field(default_factory=dict)
    """The words of each work that was laid out or measured: choosing them is most of the effort."""

    @property
    def extent_of(self) -> ExtentOf:
        return extents_of(self.clips)

    def lay(self, cue: Cue, following: Sequence[Cue] = ()) -> None:
        """Lay out `cue`, on which the cues `following` come."""
        if isinstance(cue, Slack):
            self._wait_for_end(following)
        elif isinstance(cue, TimeBox):
            self._lay_box(cue)
        elif isinstance(cue, WorkCue):
            self._lay_work(cue)
        elif isinstance(cue, TimedRest):
            self.rest = cue
        else:
            self._lay_talk(cue)

    def _wait_for_end(self, following: Sequence[Cue]) -> None:
        """Be silent for so long that the cues `following`, which are talk, end where they shall."""
        if self.end_frame is not None:
            talk = [cue for cue in following if isinstance(cue, TalkCue)]
            self.cursor += max(0, self.end_frame - self.cursor - self.measure(talk))

    def _lay_box(self, box: TimeBox) -> None:
        start = self._box_start()
        self._begin_rounds(start)
        end = start.plus(box.seconds)
        frames = end.frame(self.sample_rate) - self.cursor
        self.may_wait = self.measure(box.cues) <= frames
        side = next((part.side for part in box.cues if isinstance(part, WorkCue)), None)
        cues = self._without_dead_air(box.cues, frames)
        slack = frames - self.measure(cues)
        for part in cues:
            if isinstance(part, Slack):
                self.cursor += slack
            else:
                self.lay(part)
        self.cursor = end.frame(self.sample_rate)
        self._add_span(SpanKind.SIDE, start, end, box.seconds, None, side)
        self.work_end = end
        self.may_wait = True

    def _without_dead_air(
        self, cues: tuple[TalkCue | WorkCue, ...], frames: int
    ) -> tuple[TalkCue | WorkCue, ...]:
        """Return `cues`, which have `frames`: where a long silence would follow on the work, so much of it
        comes before, as time to get ready, that both silences are equally long.
        """
        left_seconds = to_seconds(frames - self.measure(cues), self.sample_rate)
        at = next((index for index, cue in enumerate(cues) if isinstance(cue, WorkCue)), None)
        if left_seconds <= MAX_QUIET_SECONDS or at is None:
            return cues
        before = cues[at - 1] if at else None
        if isinstance(before, Say) and before.origin is Origin.READY:
            at -= 1
        before = cues[at - 1] if at else None
        more_seconds = (left_seconds - (before.seconds if isinstance(before, Wait) else 0.0)) / 2
        spread = (*cues[:at], Wait(max(0.0, more_seconds)), *cues[at:])
        return spread if self.measure(spread) <= frames else cues

    def _box_start(self) -> Moment:
        """Return the start of a box: at the end of the written rest before it, or where the cursor is."""
        rest, self.rest = self.rest, None
        if rest is None:
            follows = self.work_end is not None and self.work_end.frame(self.sample_rate) == self.cursor
            return self.work_end if follows and self.work_end is not None else Moment(self.cursor)
        due = self.due(rest)
        self._place_lines(rest, due.frame(self.sample_rate), due)
        self._add_rest(rest, due)
        self.cursor = due.frame(self.sample_rate)
        return due

    def due(self, rest: TimedRest) -> Moment:
        """Return when `rest` is over.

        Raises RoutineError where that is before the work before it ends.
        """
        begin = self._rest_begin()
        if rest.seconds is not None:
            return begin.plus(rest.seconds)
        assert rest.until is not None, "a rest has a length, or an end"
        origin = self.round_origins.get(rest.until.block, begin)
        due = origin.plus(rest.until.round * rest.until.every_seconds)
        left = begin.until(due, self.sample_rate)
        if left < 0:
            every = f"{rest.until.every_seconds:g} s"
            what = f"what comes before {rest.where} takes {-left:.1f} s more than the {every} of its round"
            remedy = "do less in it, or raise `round_every`"
            raise RoutineError(
                [Problem(rest.source or "routine", rest.line or 1, 1, what, remedy, Code.NO_TIME)]
            )
        return due

    def _rest_begin(self) -> Moment:
        return self.work_end if self.work_end is not None else Moment(self.cursor)

    def _add_span(
        self,
        kind: SpanKind,
        start: Moment,
        end: Moment,
        written_seconds: float | None,
        set_number: int | None,
        side: str | None,
    ) -> None:
        first, last = start.frame(self.sample_rate), end.frame(self.sample_rate)
        self.spans.append(TimeSpan(kind, first, last, written_seconds, set_number, side))

    def _add_rest(self, rest: TimedRest, due: Moment) -> None:
        self._add_span(rest.kind, self._rest_begin(), due, rest.seconds, None, None)

    def _place_lines(self, rest: TimedRest, lead_frame: int, due: Moment) -> bool:
        """Say the lines of `rest` before `lead_frame`, and return whether there was time for those that never
        may be left out.
        """
        begin = max(self.quiet_frame, self.free_frame)

        def seconds(frame: int) -> float:
            return to_seconds(frame, self.sample_rate)

        before_end = seconds(due.frame(self.sample_rate) - lead_frame)
        extent_of = self.extent_of
        placed, fits = place_lines(
            rest,
            seconds(lead_frame - begin),
            before_end,
            lambda text: extent_of(Phrase(text)).seconds,
            self.words,
        )
        for each in placed:
            line = each.line
            clip = self.clips[Phrase(line.text)]
            at = begin + to_frames(each.start_seconds, self.sample_rate)
            self._add(Event(at, clip, EventKind.SPEECH, line.text, side=line.side, origin=line.origin))
        return fits

    def _add(self, event: Event) -> None:
        self.events.append(event)
        self.quiet_frame = max(self.quiet_frame, event.end_frame)
        if event.kind is EventKind.SPEECH or event.kind is EventKind.COUNT:
            self._free_after(event)

    def rest_until(self, rest: TimedRest) -> tuple[float, Moment]:
        """Return how long `rest` is, in seconds, and when it is over."""
        due = self.due(rest)
        # Sums of times are not exact: what is ten seconds long is not to be taken for less.
        left = round(self._rest_begin().until(due, self.sample_rate), 9)
        return left if rest.seconds is None else rest.seconds, due

    def cut_after(self, frame: int) -> None:
        """Let every sound end by `frame`, faded out: nothing sounds across the end of a section."""
        self.events = [
            replace(event, clip=event.clip.cut(frame - event.start_frame))
            if event.end_frame > frame
            else event
            for event in self.events
            if event.start_frame < frame
        ]

    def _lay_talk(self, cue: TalkCue) -> None:
        if isinstance(cue, Slack):
            return
        if isinstance(cue, Wait):
            self.cursor += to_frames(cue.seconds, self.sample_rate)
            return
        if isinstance(cue, PreRoll):
            clip = pre_roll_tone(self.sample_rate, to_frames(cue.seconds, self.sample_rate))
            self._put(Event(self.cursor, clip, EventKind.WAKE, origin=Origin.PRE_ROLL))
            return
        if isinstance(cue, Say):
            clip, kind, text = self.clips[Phrase(cue.text)], EventKind.SPEECH, cue.text
        else:
            clip, kind, text = self.sounds[cue.sound], EventKind.CHIME, str(cue.sound)
        self._put(Event(self.cursor, clip, kind, text, side=cue.side, origin=cue.origin))
        self.cursor += to_frames(cue.after_seconds, self.sample_rate)

    def _put(self, event: Event) -> None:
        self._add(event)
        self.cursor = event.end_frame
        if event.kind is EventKind.SPEECH:
            self._begin_music()

    def _free_after(self, event: Event) -> None:
        air_frames = to_frames(AIR_SECONDS, self.sample_rate)
        self.free_frame = max(self.free_frame, event.end_frame + air_frames)

    def _begin_music(self) -> None:
        """Start the music, unless it plays already: it begins after the first words."""
        if self.music is not None and not self.music.begun:
            self.music.begin(self.cursor)
            self.music_frame = self.cursor

    def _lay_work(self, work: WorkCue) -> None:
        before = len(self.events)
        self._begin_music()
        rest, self.rest = self.rest, None
        if rest is None:
            work, origin, words = self._enter_work(work)
            start = Moment(origin)
        else:
            start = self.due(rest)
            work, words = self._enter_on_time(work, rest, start)

        def frame(seconds: float) -> int:
            return start.plus(seconds).frame(self.sample_rate)

        said_frames = {
            frame(word.beat_seconds)
            for word in words
            if word.number is not None and word.beat_seconds is not None
        }
        for sound in self.means.sounds(work):
            at = frame(sound.at_seconds)
            is_tick = sound.sound in (SoundName.TICK, SoundName.ACCENT)
            kind = EventKind.TICK if is_tick else EventKind.CHIME
            clip, text = self._sound(sound.sound)
            gain_db = 0.0
            if sound.sound is SoundName.TICK and at in said_frames:
                gain_db = COUNTED_TICK_DB
            elif isinstance(sound.sound, BreathPart) and self.music is not None:
                gain_db = louder_with_music_db(sound.sound.kind)
            side = sound.side or work.side
            self._add(Event(at, clip, kind, text, None, side, at, sound.origin, sound.repetition, gain_db))
        for word in words:
            number = word.number
            kind = EventKind.SPEECH if number is None else EventKind.COUNT
            beat = None if number is None or word.beat_seconds is None else frame(word.beat_seconds)
            at, clip, text = frame(word.start_seconds), self.clips[word.phrase], word.phrase.text
            side = word.side or work.side
            self._add(Event(at, clip, kind, text, number, side, beat, word.origin, word.repetition))
        self._give_signs(work, start, before)
        self._begin_rounds(start)
        self.works.append(region_of(work, start.frame(self.sample_rate), frame))
        self.work_end = start.plus(done_seconds(work))
        kind_of_span = SpanKind.HOLD if isinstance(work, Span) and work.held else SpanKind.WORK
        self._add_span(kind_of_span, start, self.work_end, written_seconds(work), work.set_number, work.side)
        audible_until = max((event.end_frame for event in self.events[before:]), default=0)
        self.cursor = max(frame(length_seconds(work)), audible_until)
        if work.ends_with is not None:
            self.cursor += to_frames(AFTER_WORK_SECONDS, self.sample_rate)

    def _give_signs(self, work: WorkCue, start: Moment, first_event: int) -> None:
        """Let a soft tick be heard now and then in `work`, whose events begin with `first_event`, where it is
        silent for long. Music is sign enough.
        """
        if self.music is not None or Origin.QUIET_SIGN in work.unsaid:
            return
        origin = start.frame(self.sample_rate)
        heard = [
            (to_seconds(each.start_frame - origin, self.sample_rate),
             to_seconds(each.end_frame - origin, self.sample_rate))
            for each in self.events[first_event:]
        ]  # fmt: skip
        clip, tick = self._sound(SoundName.TICK)
        for seconds in quiet_signs(heard, done_seconds(work)):
            at = start.plus(seconds).frame(self.sample_rate)
            sign = Event(
                at,
                clip,
                EventKind.TICK,
                tick,
                None,
                work.side,
                at,
                Origin.QUIET_SIGN,
                gain_db=COUNTED_TICK_DB,
            )
            self._add(sign)

    def _sound(self, sound: SoundName | BreathPart) -> tuple[Clip, str]:
        """Return the clip of `sound`, and its name in the score."""
        if isinstance(sound, SoundName):
            return self.sounds[sound], str(sound)
        if sound not in self.tones:
            self.tones[sound] = self.means.tone(sound, self.sample_rate)
        return self.tones[sound], f"breath_{sound.kind}"

    def _begin_rounds(self, start: Moment) -> None:
        """Note the rounds of fixed start that begin here, if this is the first work of the section."""
        for each in self.round_starts:
            is_known = each.block in self.round_origins
            origin = start.plus(-each.round * each.every_seconds)
            origin = self.round_origins.setdefault(each.block, origin)
            if each.round and is_known:
                begun = origin.plus((each.round - 1) * each.every_seconds)
                self._add_span(SpanKind.ROUND, begun, start, each.every_seconds, None, None)
        self.round_starts = ()

    def _enter_on_time(
        self, work: WorkCue, rest: TimedRest, due: Moment
    ) -> tuple[WorkCue, list[PlacedPhrase]]:
        """Return `work` as it begins when `rest` is over, and its words; say the lines of the rest before.

        Music yields: it is cut, so that a beat of it falls on the first repetition.
        """
        seconds, _ = self.rest_until(rest)
        if to_frames(seconds, self.sample_rate) < to_frames(SEAM_SECONDS, self.sample_rate):
            # One sound is heard at the seam: that which starts what follows.
            self.cut_after(self._rest_begin().frame(self.sample_rate))
        entered, words, lead_frame = self._led_in(replace(work, rest_before_seconds=seconds), due)
        needed = [line for line in rest.lines if line.origin in NEVER_LEFT_OUT]
        trial = replace(self, events=[], spans=[])
        if needed and not trial._place_lines(rest, lead_frame, due):
            # The last that yields is the countdown; its ticks stay.
            words = [word for word in words if word.start_seconds >= 0.0]
            lead_frame = due.frame(self.sample_rate)
        self._place_lines(rest, lead_frame, due)
        self._add_rest(rest, due)
        if isinstance(entered, Reps) and self.music is not None:
            lead_in = to_frames(-lead_in_seconds(entered), self.sample_rate)
            entered, _ = self.music.lay(entered, due.frame(self.sample_rate) - lead_in, may_wait=False)
        return entered, words

    def _led_in(self, work: WorkCue, due: Moment) -> tuple[WorkCue, list[PlacedPhrase], int]:
        """Return `work` as it starts at `due`, with its words, and the frame at which something leads in."""
        if isinstance(work, Reps) and self.music is not None:
            work = self.music.paced(work, due.frame(self.sample_rate))

        def frame(seconds: float) -> int:
            return due.plus(seconds).frame(self.sample_rate)

        words = [word for word in self._words_of(work) if frame(word.start_seconds) >= self.free_frame]
        starts = [frame(word.start_seconds) for word in words]
        return work, words, min([frame(lead_in_seconds(work)), *starts])

    def _enter_work(self, work: WorkCue) -> tuple[WorkCue, int, list[PlacedPhrase]]:
        """Return `work` as it is done from the cursor on, with its first beat and its words.

        A word is placed by its P-centre, and so begins before its beat. Work begins late enough that its
        first word begins neither in what was said before nor outside of the section.
        """
        start = self.cursor
        while True:
            music = None if self.music is None else self.music.trial()
            entered, origin = self._first_beat(work, start, music)
            words = self._words_of(entered)
            first_word = min(
                (origin + to_frames(word.start_seconds, self.sample_rate) for word in words), default=origin
            )
            if first_word >= self.free_frame:
                self.music = music
                return entered, origin, words
            start += self.free_frame - first_word

    def _words_of(self, work: WorkCue) -> list[PlacedPhrase]:
        if work not in self.placed:
            if len(self.placed) >= _MAX_PLACED:
                self.placed.clear()
            self.placed[work] = self.means.words(work, self.words, self.extent_of)
        return self.placed[work]

    def _first_beat(self, work: WorkCue, frame: int, music: Accompaniment | None) -> tuple[WorkCue, int]:
        if not isinstance(work, Reps):
            return work, frame
        if music is not None:
            return music.lay(work, frame, may_wait=self.may_wait)
        return work, first_beat(work, frame, self.sample_rate)

    def measure(self, cues: Iterable[TalkCue | WorkCue]) -> int:
        """Return how many frames `cues` take from the cursor on, without laying them out."""
        music = self.music.trial() if self.music is not None else None
        trial = replace(
            self,
            music=music,
            events=[],
            works=[],
            spans=[],
            round_origins=dict(self.round_origins),
            end_frame=None,
        )
        for cue in cues:
            trial.lay(cue)
        return trial.cursor - self.cursor
