"""Resume a section that was cut: what is said again, and how the count-in leads back to the beat.

Where a session that was broken off goes on another time is in `timeline.bookmark`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from voicefoot.arranging.count_in import CountIn, CountInWords, count_in_to
from voicefoot.arranging.gain_envelope import duck_further
from voicefoot.arranging.speech_track import SpeechTrack, extents_of
from voicefoot.audio import Clip
from voicefoot.dsp.tones import pre_roll_tone
from voicefoot.model.origin import Origin
from voicefoot.model.phrase import Phrase
from voicefoot.model.sound_levels import DUCK_DB
from voicefoot.model.sound_names import SoundName
from voicefoot.timeline.bookmark import entry_frame, reps_begun, work_at
from voicefoot.timeline.timeline import (
    SPOKEN_KINDS,
    Event,
    EventKind,
    Music,
    Section,
    WorkRegion,
    nominal_start,
    shifted_event,
    shifted_span,
    shifted_work,
)
from voicefoot.units import to_frames, to_seconds

AFTER_LINE_SECONDS = 0.4
MUSIC_FADE_SECONDS = 0.5
REMEMBERED_LINES = 8
PARAGRAPH_GAP_SECONDS = 1.5
"""Lines with less silence between them belong together, and are repeated together."""
ABOUT_TO_HOLD_SECONDS = 1.0
_NOT_AGAIN = {Origin.READY, Origin.COUNT_IN, Origin.JOINING, Origin.COUNTDOWN}
"""Words that mean something at their own moment alone."""

Sounds = Mapping[SoundName, Clip]


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """A line to say before the section resumes."""

    text: str
    clip: Clip
    side: str | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where a section is entered again: the first frame that sounds, and the work around it, if any, to
    which a count-in leads.
    """

    frame: int
    work: WorkRegion | None = None
    count_was_heard: bool = False
    """Whether the count of the repetition that begins here was already heard."""


def resume_section(
    section: Section,
    frame: int,
    sounds: Sounds,
    lead_in: Mapping[str, Clip | None],
    *,
    wake_seconds: float,
    lines: Sequence[SpokenLine] = (),
    again: bool = False,
    duck_db: float = DUCK_DB,
) -> Section:
    """Return `section` as it resumes after `frame`, from a frame 0 of its own.

    It begins with `wake_seconds` of tone that wakes a speaker, then come `lines`, then the line that was
    cut, from its start. A count-in leads back to work: to its next repetition, or in a hold to the very
    moment that was heard. A count that was heard is not repeated; one that was cut falls on its beat. With
    `again` the last lines are repeated, cut or not. `lead_in` has the clips of the words of a count-in, as
    far as they could be spoken; music is ducked by `duck_db` under them.
    """
    rate = section.audio_format.sample_rate
    entry = _entry(section, frame)
    side = _side(section, frame)
    tone = pre_roll_tone(rate, to_frames(wake_seconds, rate))
    events = [Event(0, tone, EventKind.WAKE, side=side, origin=Origin.PRE_ROLL)]
    cursor = events[0].end_frame
    told = {line.text for line in lines}
    lost = [line for line in _said_again(section, frame, entry, again=again) if line.text not in told]
    for line in (*lines, *lost):
        events.append(
            Event(
                cursor, line.clip, EventKind.SPEECH, line.text, side=line.side or side, origin=Origin.RESUMED
            )
        )
        cursor = events[-1].end_frame + to_frames(AFTER_LINE_SECONDS, rate)
    kept = _kept(section.events, entry)
    entered_frame = cursor
    ducked: list[Event] = []
    if entry.work is None:
        by = cursor - entry.frame
        works = tuple(shifted_work(work, by) for work in section.works)
    else:
        leading = _lead_in_to(entry.work, entry.frame, cursor, sounds, lead_in, rate)
        by = leading.first_frame - entry.frame
        before = min(
            (e.start_frame + by for e in kept if e.kind in SPOKEN_KINDS), default=leading.first_frame
        )
        led_in = [e for e in leading.events if e.kind is EventKind.TICK or e.end_frame <= before]
        events += led_in
        ducked = [event for event in led_in if event.kind is EventKind.SPEECH]
        begins_sounded = any(e.start_frame == entry.frame and e.text == SoundName.READY for e in kept)
        if entry.frame not in entry.work.beat_frames and not begins_sounded:
            events.append(
                Event(
                    leading.first_frame, sounds[SoundName.READY], EventKind.CHIME, SoundName.READY,
                    side=entry.work.side, origin=Origin.READY,
                )
            )  # fmt: skip
        resumed = replace(shifted_work(entry.work, by), start_frame=cursor, origin_frame=leading.first_frame)
        works = tuple(resumed if w is entry.work else shifted_work(w, by) for w in section.works)
    goes_on = [shifted_event(event, by) for event in kept]
    among = bisect_right(goes_on, max(e.start_frame for e in events), key=lambda event: event.start_frame)
    events = sorted([*events, *goes_on[:among]], key=lambda event: event.order) + goes_on[among:]
    music = None if section.music is None else _music_from(section.music, entered_frame, by, rate)
    if music is not None and ducked:
        first, last = min(e.start_frame for e in ducked), max(e.end_frame for e in ducked)
        music = duck_further(music, first, last, duck_db, rate)
    return replace(
        section,
        start_frame=0,
        end_frame=section.end_frame + by,
        events=tuple(events),
        music=music,
        works=works,
        spans=tuple(shifted_span(span, by) for span in section.spans),
        begun_frame=nominal_start(section) + by,
        entered_frame=entered_frame,
        told=tuple(shifted_event(event, -frame) for event in _talk(section, frame)[-REMEMBERED_LINES:]),
    )


# -- where it resumes ------------------------------------------------------------------------------


def _entry(section: Section, frame: int) -> _Entry:
    frame = entry_frame(section, frame)
    work = work_at(section, frame)
    if work is None or frame >= work.done_frame:
        return _Entry(_in_talk(section, frame))
    if frame <= work.origin_frame:
        return _Entry(work.origin_frame, work)
    reps = reps_begun(work, frame - 1)  # of a repetition that begins at `frame` nothing was heard
    begun = int(work.beat_frames[reps - 1])
    if work.hold_frames and frame < begun + work.hold_frames:
        cut = _cut_word(section.events, frame)
        return _Entry(max(work.origin_frame, frame if cut is None else cut.start_frame), work)
    if reps < len(work.beat_frames) and not work.phased:
        return _Entry(int(work.beat_frames[reps]), work)
    return _Entry(begun, work, count_was_heard=True)


def _in_talk(section: Section, frame: int) -> int:
    """Return the start of the line that was cut, or of the "Ready." just before a hold."""
    cut = _cut_word(section.events, frame)
    if cut is not None:
        return cut.start_frame
    soon = frame + to_frames(ABOUT_TO_HOLD_SECONDS, section.audio_format.sample_rate)
    if any(frame < work.start_frame <= soon and work.hold_frames for work in section.works):
        last = _last_line(section.events, frame)
        if last is not None and last.origin is Origin.READY:
            return last.start_frame
    return frame


def _cut_word(events: Iterable[Event], frame: int) -> Event | None:
    """Return the words that were cut at `frame`. A count whose beat lies before `frame` was heard, and not
    cut.
    """
    for event in events:
        if event.start_frame >= frame:
            break
        if event.kind in SPOKEN_KINDS and frame < event.end_frame:
            was_heard = (
                event.kind is EventKind.COUNT and event.beat_frame is not None and event.beat_frame < frame
            )
            if not was_heard:
                return event
    return None


def _side(section: Section, frame: int) -> str | None:
    """Return the side that works at `frame`."""
    sides = (event.side for event in reversed(section.events) if event.side and event.start_frame <= frame)
    return next(sides, None)


def _last_line(events: Iterable[Event], frame: int) -> Event | None:
    return max(
        (event for event in events if event.kind is EventKind.SPEECH and event.start_frame < frame),
        key=lambda event: event.start_frame,
        default=None,
    )


def _kept(events: Sequence[Event], entry: _Entry) -> list[Event]:
    """Return the events from the entry on. A count belongs to its beat, before which it begins."""
    first = bisect_left(events, entry.frame, key=lambda event: event.start_frame)
    counts = [e for e in events[:first] if e.kind is EventKind.COUNT and (e.beat_frame or 0) >= entry.frame]
    kept = [*counts, *events[first:]]
    if entry.count_was_heard:
        kept = [e for e in kept if e.kind is not EventKind.COUNT or e.beat_frame != entry.frame]
    return kept


# -- what is said before ---------------------------------------------------------------------------


def _said_again(section: Section, frame: int, entry: _Entry, *, again: bool) -> list[SpokenLine]:
    """Return the lines to say before the count-in, or before the events that follow."""
    lost = [
        event
        for event in section.events
        if event.kind is EventKind.SPEECH
        and event.end_frame > frame
        and event.start_frame < entry.frame
        and event.origin not in _NOT_AGAIN
    ]
    if again:
        lost = [*_last_lines(section, frame, entry), *lost]
    return [SpokenLine(event.text or "", event.clip, event.side) for event in dict.fromkeys(lost)]


def _last_lines(section: Section, frame: int, entry: _Entry) -> list[Event]:
    """Return the instruction of the work that is being done, or else the line before `frame`."""
    before = frame if entry.work is None else entry.work.start_frame
    talk = _talk(section, min(before, entry.frame))
    if not talk or entry.work is None:
        was_cut = entry.frame < frame
        return [] if was_cut else talk[-1:]
    gap = to_frames(PARAGRAPH_GAP_SECONDS, section.audio_format.sample_rate)
    first = len(talk) - 1
    while first and talk[first].start_frame - talk[first - 1].end_frame <= gap:
        first -= 1
    return talk[first:]


def _talk(section: Section, frame: int) -> list[Event]:
    """Return the lines of talk that began before `frame`, those from before an earlier cut included."""
    in_works = [(work.start_frame, work.end_frame) for work in section.works]
    return [
        *section.told,
        *(
            event
            for event in section.events
            if event.kind is EventKind.SPEECH
            and event.start_frame < frame
            and event.origin not in _NOT_AGAIN
            and not any(start <= event.start_frame <= end for start, end in in_works)
        ),
    ]


# -- the count-in ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _LeadIn:
    events: list[Event]
    first_frame: int
    """Where the work goes on."""


def _lead_in_to(
    work: WorkRegion,
    entry_frame: int,
    cursor: int,
    sounds: Sounds,
    clips: Mapping[str, Clip | None],
    rate: int,
) -> _LeadIn:
    """Return accented ticks from `cursor` on, with the words of `clips` on the first and the last."""
    count_in = _count_in_to(work, entry_frame, rate)
    words = {Phrase(text): clip for text, clip in clips.items() if clip is not None}
    track = SpeechTrack(extents_of(words))
    CountInWords(tuple(clips), tuple(count_in.tick_seconds)).place(track)
    placed = track.in_order()
    # A word begins before its tick, by its P-centre.
    before_seconds = max([-count_in.seconds - word.start_seconds for word in placed], default=0.0)
    first = cursor + to_frames(max(0.0, before_seconds) + count_in.seconds, rate)
    events = [
        Event(
            first + to_frames(tick_seconds, rate),
            sounds[SoundName.ACCENT],
            EventKind.TICK,
            SoundName.ACCENT,
            side=work.side,
            beat_frame=first + to_frames(tick_seconds, rate),
            origin=Origin.COUNT_IN,
        )
        for tick_seconds in count_in.tick_seconds
    ]
    for word in placed:
        start, clip, text = first + to_frames(word.start_seconds, rate), words[word.phrase], word.phrase.text
        events.append(Event(start, clip, EventKind.SPEECH, text, side=work.side, origin=word.origin))
    return _LeadIn(events, first)


def _count_in_to(work: WorkRegion, entry_frame: int, rate: int) -> CountIn:
    """Return the count-in to the repetition of `work` that begins at `entry_frame`, or to the next one."""
    if work.hold_frames or work.phased or len(work.beat_frames) < 2:
        return count_in_to(0.0, on_beat=False)
    at = int(np.searchsorted(work.beat_frames, entry_frame))
    at = min(at, len(work.beat_frames) - 2)
    return count_in_to(to_seconds(int(work.beat_frames[at + 1] - work.beat_frames[at]), rate), on_beat=True)


# -- music -----------------------------------------------------------------------------------------


def _music_from(music: Music, frame: int, by: int, rate: int) -> Music:
    """Return `music` shifted by `by` frames, and heard from `frame` on."""
    start = max(frame, music.start_frame + by)
    fade_in = music.fade_in_frames if start > frame else to_frames(MUSIC_FADE_SECONDS, rate)
    return replace(
        music,
        start_frame=start,
        end_frame=music.end_frame + by,
        source_frame=music.source_frame + start - music.start_frame - by,
        turn_frames=music.turn_frames + by,
        fade_in_frames=fade_in,
    )
