"""The verb `arrange`: place every clip at its frame on a timeline.

Talk is laid out one cue after another. Work has a beat grid: each of its moments becomes a frame by itself,
counted from the start of the work, so that rounding never adds up. The same cues and clips always give the
same timeline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from voicefoot.arranging.accompaniment import (
    NO_SONGS,
    Accompaniment,
    OpenSongs,
    accompaniment,
    first_beat,
    music_under,
)
from voicefoot.arranging.beat_grid import (
    beats_of,
    done_seconds,
    length_seconds,
    reps_within,
    sounds_of,
)
from voicefoot.arranging.count_in import count_in_seconds
from voicefoot.arranging.speech_track import AIR_SECONDS, ExtentOf, PlacedPhrase, extents_of
from voicefoot.arranging.work_speech import phrases_of_work, place_words
from voicefoot.audio import AudioFormat, Clip
from voicefoot.dsp.tones import pre_roll_tone
from voicefoot.errors import Problem, RoutineError
from voicefoot.model.cues import (
    Cue,
    Plan,
    PlannedSection,
    PreRoll,
    Reps,
    Say,
    Slack,
    Span,
    TalkCue,
    TimeBox,
    Wait,
    WorkCue,
)
from voicefoot.model.origin import Origin
from voicefoot.model.phrase import Phrase
from voicefoot.model.routine import CountMode
from voicefoot.model.sound_names import SoundName
from voicefoot.planning.group_class import with_louder_ends
from voicefoot.timeline.timeline import Event, EventKind, Section, Timeline, WorkRegion
from voicefoot.units import round_up_frames, to_frames

SECTION_UNIT_SECONDS = 0.96
"""A whole number of frames of MP3, AAC and Opus at 48 kHz: 40 x 1152, 45 x 1024, 48 x 960."""
SECTION_TAIL_SECONDS = 0.3
"""Silence at the end of each section: there it can be cut."""
AFTER_WORK_SECONDS = 0.5
SHORTEST_SPAN_SECONDS = 1.0

Clips = Mapping[Phrase, Clip]
Sounds = Mapping[SoundName, Clip]


def phrases_of(plan: Plan | PlannedSection) -> list[Phrase]:
    """Return all phrases that `arrange` may place, each once. They have to be spoken first."""
    sections = plan.sections if isinstance(plan, Plan) else [plan]
    return list(
        dict.fromkeys(phrase for section in sections for cue in section.cues for phrase in _phrases(cue))
    )


def _phrases(cue: Cue, most_seconds: float = 0.0) -> Iterable[Phrase]:
    if isinstance(cue, TimeBox):
        return (phrase for part in cue.cues for phrase in _phrases(part, cue.seconds))
    if isinstance(cue, Say):
        return [Phrase(cue.text)]
    if isinstance(cue, Reps | Span):
        return phrases_of_work(cue, most_seconds)
    return []


def arrange(
    plan: Plan, clips: Clips, sounds: Sounds, audio_format: AudioFormat, songs: OpenSongs = NO_SONGS
) -> Timeline:
    """Arrange the whole session.

    All clips and sounds are mono, at the sample rate of `audio_format`. `songs` holds the decoded songs of
    the plan's soundtracks, at the same rate.

    Raises RoutineError where the talk of a side is longer than it `lasts`.
    """
    sections: list[Section] = []
    for planned in plan.sections:
        before = sections[-1] if sections else None
        sections.append(arrange_section(planned, clips, sounds, audio_format, before, songs))
    return Timeline(plan.title, audio_format.sample_rate, tuple(sections))


def arrange_section(
    planned: PlannedSection,
    clips: Clips,
    sounds: Sounds,
    audio_format: AudioFormat,
    before: Section | None = None,
    songs: OpenSongs = NO_SONGS,
) -> Section:
    """Arrange one section, which follows `before`. It needs the clips of its own phrases only."""
    sample_rate = audio_format.sample_rate
    sounds = with_louder_ends(sounds, planned.ends_louder_db)
    start_frame = before.end_frame if before else 0
    music = accompaniment(planned, before, songs, sample_rate)
    goes_on = music is not None and music.begun
    layout = _Layout(clips, sounds, sample_rate, start_frame, start_frame, music)
    resolved = _resolved(planned.cues, layout)
    for cue in resolved:
        layout.lay(cue)
    end = layout.cursor
    if not planned.fixed:
        tail = end + to_frames(SECTION_TAIL_SECONDS, sample_rate)
        end = start_frame + round_up_frames(tail - start_frame, SECTION_UNIT_SECONDS, sample_rate)
    events = sorted(layout.events, key=lambda event: event.order)
    underneath = None
    music = layout.music
    if music is not None and music.begun:
        begins = start_frame if goes_on else layout.music_frame
        underneath = music_under(planned, music, events, begins, end, sample_rate, goes_on=goes_on)
    return Section(
        planned.name, start_frame, end, tuple(events), underneath, audio_format, tuple(layout.works)
    )


@dataclass(slots=True)
class _Layout:
    """Lays out cues one after another from `cursor` on."""

    clips: Clips
    sounds: Sounds
    sample_rate: int
    cursor: int
    free_frame: int
    """Where speech may begin: at the start of the section, and after what was said before."""
    music: Accompaniment | None = None
    may_wait: bool = True
    """Whether work may wait for the music's next beat."""
    music_frame: int = 0
    """Where the music began, if it began in this section."""
    events: list[Event] = field(default_factory=list)
    works: list[WorkRegion] = field(default_factory=list)

    @property
    def extent_of(self) -> ExtentOf:
        return extents_of(self.clips)

    def lay(self, cue: Cue) -> None:
        if isinstance(cue, TimeBox):
            start, frames = self.cursor, to_frames(cue.seconds, self.sample_rate)
            self.may_wait = self.measure(cue.cues) <= frames
            slack = frames - self.measure(cue.cues)
            for part in cue.cues:
                if isinstance(part, Slack):
                    self.cursor += slack
                self.lay(part)
            self.cursor = start + frames
            self.may_wait = True
        elif isinstance(cue, Reps | Span):
            self._lay_work(cue)
        else:
            self._lay_talk(cue)

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
        self.events.append(event)
        self.cursor = event.end_frame
        if event.kind is EventKind.SPEECH:
            self._free_after(event)
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
        work, origin, words = self._enter_work(work)

        def frame(seconds: float) -> int:
            return origin + to_frames(seconds, self.sample_rate)

        for sound in sounds_of(work):
            at = frame(sound.at_seconds)
            is_tick = sound.sound in (SoundName.TICK, SoundName.ACCENT)
            kind = EventKind.TICK if is_tick else EventKind.CHIME
            clip, text = self.sounds[sound.sound], str(sound.sound)
            self.events.append(
                Event(at, clip, kind, text, None, work.side, at, sound.origin, sound.repetition)
            )
        for word in words:
            number = word.number
            kind = EventKind.SPEECH if number is None else EventKind.COUNT
            beat = None if number is None or word.beat_seconds is None else frame(word.beat_seconds)
            at, clip, text = frame(word.start_seconds), self.clips[word.phrase], word.phrase.text
            event = Event(at, clip, kind, text, number, work.side, beat, word.origin, word.repetition)
            self.events.append(event)
            self._free_after(event)
        self.works.append(_region_of(work, origin, frame))
        audible_until = max((event.end_frame for event in self.events[before:]), default=origin)
        self.cursor = max(frame(length_seconds(work)), audible_until)
        if work.ends_with is not None:
            self.cursor += to_frames(AFTER_WORK_SECONDS, self.sample_rate)

    def _enter_work(self, work: WorkCue) -> tuple[WorkCue, int, list[PlacedPhrase]]:
        """Return `work` as it is done from the cursor on, with its first beat and its words.

        A word is placed by its P-centre, and so begins before its beat. Work begins late enough that its
        first word begins neither in what was said before nor outside of the section.
        """
        start = self.cursor
        while True:
            music = None if self.music is None else self.music.trial()
            entered, origin = self._first_beat(work, start, music)
            words = place_words(entered, self.extent_of)
            first_word = min(
                (origin + to_frames(word.start_seconds, self.sample_rate) for word in words), default=origin
            )
            if first_word >= self.free_frame:
                self.music = music
                return entered, origin, words
            start += self.free_frame - first_word

    def _first_beat(self, work: WorkCue, frame: int, music: Accompaniment | None) -> tuple[WorkCue, int]:
        if isinstance(work, Span):
            return work, frame
        if music is not None:
            return music.lay(work, frame, may_wait=self.may_wait)
        return work, first_beat(work, frame, self.sample_rate)

    def measure(self, cues: Iterable[TalkCue | WorkCue]) -> int:
        """Return how many frames `cues` take from the cursor on, without laying them out."""
        music = self.music.trial() if self.music is not None else None
        trial = replace(self, music=music, events=[], works=[])
        for cue in cues:
            trial.lay(cue)
        return trial.cursor - self.cursor


def _region_of(work: WorkCue, origin_frame: int, frame: Callable[[float], int]) -> WorkRegion:
    """Return the region that `work` covers; `frame` turns its moments into frames."""
    begin = min([origin_frame, *map(frame, count_in_seconds(work))])
    beats = [0.0] if isinstance(work, Span) else beats_of(work)[:-1]
    hold_seconds = done_seconds(work) if isinstance(work, Span) else work.hold_seconds
    return WorkRegion(
        begin,
        origin_frame,
        frame(done_seconds(work)),
        frame(length_seconds(work)),
        np.array([frame(beat) for beat in beats], dtype=np.int64),
        work.side,
        frame(hold_seconds) - origin_frame,
        phased=isinstance(work, Reps) and bool(work.phases),
        rests=isinstance(work, Span) and work.starts_with is None,
        counted=isinstance(work, Reps),
        counts_down=isinstance(work, Reps) and work.counting.mode is CountMode.DOWN,
    )


# -- open doses: work that fills what `lasts` leaves ------------------------------------------------


def _resolved(cues: tuple[Cue, ...], layout: _Layout) -> Iterator[Cue]:
    """Yield `cues` with every open dose decided: the same dose for all sides of the exercise."""
    if layout.music is not None:
        cues = tuple(_paced(cue, layout.music, layout.cursor) for cue in cues)
    lasting = [cue for cue in cues if isinstance(cue, TimeBox)]
    if not lasting:
        yield from cues
        return
    # Work whose dose is open doesn't wait for a beat of the music: the time left at its end takes that up.
    layout = replace(layout, music=None)
    doses = [_open_doses(cue, layout) for cue in lasting]
    shared = [min(of_one_move) for of_one_move in zip(*doses, strict=True)]
    yield from (_decided(cue, shared) if isinstance(cue, TimeBox) else cue for cue in cues)


def _paced(cue: Cue, music: Accompaniment, frame: int) -> Cue:
    """Return `cue` with its work at the tempo that the music will give it."""
    if isinstance(cue, TimeBox):
        return replace(cue, cues=tuple(_paced_part(part, music, frame) for part in cue.cues))
    return _paced_part(cue, music, frame)


def _paced_part(cue: TalkCue | WorkCue, music: Accompaniment, frame: int) -> TalkCue | WorkCue:
    return music.paced(cue, frame) if isinstance(cue, Reps) else cue


def _is_open(cue: Cue) -> bool:
    return (isinstance(cue, Reps) and cue.reps is None) or (isinstance(cue, Span) and cue.seconds is None)


def _decided(cue: TimeBox, doses: Iterable[float]) -> TimeBox:
    left = iter(doses)
    return replace(
        cue, cues=tuple(_with_dose(part, next(left)) if _is_open(part) else part for part in cue.cues)
    )


def _with_dose(cue: TalkCue | WorkCue, dose: float) -> TalkCue | WorkCue:
    if isinstance(cue, Reps):
        return replace(cue, reps=int(dose))
    assert isinstance(cue, Span), "only work has a dose"
    return replace(cue, seconds=dose)


def _open_doses(cue: TimeBox, layout: _Layout) -> list[float]:
    """Return the largest dose for each open work of one side that fits beside everything else."""
    open_works = [part for part in cue.cues if isinstance(part, Reps | Span) and _is_open(part)]
    left = _left_seconds(cue, [0.0] * len(open_works), layout)
    if left < 0:
        raise _too_long(cue, f"takes {-left:.1f} s more than the {cue.seconds:g} s that it lasts")
    doses = [_most(work, left / len(open_works)) for work in open_works]
    # The last sound of the work rings on, which an empty dose did not show.
    while doses and (left := _left_seconds(cue, doses, layout)) < 0:
        doses = [
            dose - 1 if isinstance(work, Reps) else dose + left
            for work, dose in zip(open_works, doses, strict=True)
        ]
        if min(doses) < 0:
            break
    for work, dose in zip(open_works, doses, strict=True):
        if dose < (1 if isinstance(work, Reps) else SHORTEST_SPAN_SECONDS):
            raise _too_long(cue, f"leaves no time for the work in the {cue.seconds:g} s that it lasts")
    return doses


def _left_seconds(cue: TimeBox, doses: Iterable[float], layout: _Layout) -> float:
    """Return the time that `cue` leaves with these doses, a whole number of frames; negative if it takes too
    long.
    """
    frames = to_frames(cue.seconds, layout.sample_rate) - layout.measure(_decided(cue, doses).cues)
    return frames / layout.sample_rate


def _most(work: WorkCue, seconds: float) -> float:
    return float(reps_within(work, seconds)) if isinstance(work, Reps) else seconds


def _too_long(cue: TimeBox, what: str) -> RoutineError:
    remedy = "say less, do less, or let it last longer"
    return RoutineError([Problem(cue.source or "routine", cue.line or 1, 1, f"{cue.where} {what}", remedy)])
