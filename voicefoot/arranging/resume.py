"""How a section is gone on with after it was cut: what is said again, and how the beat is found again."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from voicefoot.arranging.beat_grid import (
    COUNT_IN_FAST,
    COUNT_IN_LONGEST_SECONDS,
    COUNT_IN_SLOW,
    SLOW_PERIOD_SECONDS,
)
from voicefoot.arranging.ducking import duck_further
from voicefoot.audio import Clip
from voicefoot.dsp.tones import pre_roll_tone
from voicefoot.language import english
from voicefoot.model.levels import DUCK_DB
from voicefoot.model.sound_names import SoundName
from voicefoot.timeline.bookmark import entry_frame, reps_begun, work_at
from voicefoot.timeline.timeline import (
    Event,
    EventKind,
    Music,
    Section,
    WorkRegion,
    nominal_start,
    shifted_event,
    shifted_work,
)
from voicefoot.units import to_frames

AFTER_LINE_SECONDS = 0.4
AIR_SECONDS = 0.08
"""Between two words, at least."""
MUSIC_FADE_SECONDS = 0.5
REMEMBERED_LINES = 8
PARAGRAPH_GAP_SECONDS = 1.5
"""Lines with less silence between them belong together."""
ABOUT_TO_HOLD_SECONDS = 1.0
LEAD_IN_WORDS = (english.READY_WORD, english.AND_WORD)
_NOT_AGAIN = {english.READY, *LEAD_IN_WORDS, *english.COUNTDOWN}
"""Words that mean something at their own moment alone."""

Sounds = Mapping[SoundName, Clip]


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """A line that is said before the section goes on."""

    text: str
    clip: Clip
    side: str | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where a section is entered: its first frame that sounds again, and the work that this is in the midst
    of, to which a count-in leads.
    """

    frame: int
    work: WorkRegion | None = None
    count_was_heard: bool = False
    """Whether the count of the repetition that begins here was heard already."""


def resume_section(
    section: Section,
    frame: int,
    sounds: Sounds,
    lead_in: Mapping[str, Clip],
    *,
    wake_seconds: float,
    lines: Sequence[SpokenLine] = (),
    again: bool = False,
    duck_db: float = DUCK_DB,
) -> Section:
    """`section` as it goes on when it was heard up to `frame`, from a frame 0 of its own.

    It begins with `wake_seconds` that wake a speaker, then `lines`; then what was being said is said from
    its beginning. Work is led into by ticks: to its next repetition, or in a hold to the very moment that was
    heard. A count that was heard is not said again; one that was cut falls on its beat. `again` repeats the
    last lines, cut or not. `lead_in` has the clips of `LEAD_IN_WORDS`, as far as they
    could be spoken; under them music is `duck_db` lower.
    """
    rate = section.audio_format.sample_rate
    entry = _entry(section, frame)
    side = _side(section, frame)
    events = [Event(0, pre_roll_tone(rate, to_frames(wake_seconds, rate)), EventKind.WAKE, side=side)]
    cursor = events[0].end_frame
    told = {line.text for line in lines}
    lost = [line for line in _said_again(section, frame, entry, again=again) if line.text not in told]
    for line in (*lines, *lost):
        events.append(Event(cursor, line.clip, EventKind.SPEECH, line.text, side=line.side or side))
        cursor = events[-1].end_frame + to_frames(AFTER_LINE_SECONDS, rate)
    kept = _kept(section.events, entry)
    entered_frame = cursor
    ducked: list[Event] = []
    if entry.work is None:
        by = cursor - entry.frame
        works = tuple(shifted_work(work, by) for work in section.works)
    else:
        count_in = _count_in(entry.work, entry.frame, cursor, sounds, lead_in, rate)
        by = count_in.leads_to - entry.frame
        before = min((e.start_frame + by for e in kept if e.kind in _WORDS), default=count_in.leads_to)
        led_in = [e for e in count_in.events if e.kind is EventKind.TICK or e.end_frame <= before]
        events += led_in
        ducked = [event for event in led_in if event.kind is EventKind.SPEECH]
        begins_sounded = any(e.start_frame == entry.frame and e.text == SoundName.READY for e in kept)
        if entry.frame not in entry.work.beat_frames and not begins_sounded:
            events.append(
                Event(count_in.leads_to, sounds[SoundName.READY], EventKind.CHIME, SoundName.READY,
                      side=entry.work.side)
            )  # fmt: skip
        resumed = replace(shifted_work(entry.work, by), start_frame=cursor, origin_frame=count_in.leads_to)
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
        begun_frame=nominal_start(section) + by,
        entered_frame=entered_frame,
        told=tuple(shifted_event(event, -frame) for event in _talk(section, frame)[-REMEMBERED_LINES:]),
    )


_WORDS = (EventKind.SPEECH, EventKind.COUNT)


# -- where it goes on ------------------------------------------------------------------------------


def _entry(section: Section, frame: int) -> _Entry:
    frame = entry_frame(section, frame)
    work = work_at(section, frame)
    if work is None or work.rests or frame >= work.done_frame:
        return _Entry(_in_talk(section, frame))
    if frame <= work.origin_frame:
        return _Entry(work.origin_frame, work)
    reps = reps_begun(work, frame - 1)  # of one that begins at `frame` nothing was heard
    begun = int(work.beat_frames[reps - 1])
    if work.hold_frames and frame < begun + work.hold_frames:
        cut = _cut_word(section.events, frame)
        return _Entry(max(work.origin_frame, frame if cut is None else cut.start_frame), work)
    if reps < len(work.beat_frames) and not work.phased:
        return _Entry(int(work.beat_frames[reps]), work)
    return _Entry(begun, work, count_was_heard=True)


def _in_talk(section: Section, frame: int) -> int:
    """The beginning of the line that was cut, or of the "Ready." just before a hold."""
    cut = _cut_word(section.events, frame)
    if cut is not None:
        return cut.start_frame
    soon = frame + to_frames(ABOUT_TO_HOLD_SECONDS, section.audio_format.sample_rate)
    if any(
        frame < work.start_frame <= soon and work.hold_frames and not work.rests for work in section.works
    ):
        last = _last_line(section.events, frame)
        if last is not None and last.text == english.READY:
            return last.start_frame
    return frame


def _cut_word(events: Iterable[Event], frame: int) -> Event | None:
    """What was being said at `frame`. A count that was heard to happen before then was said."""
    for event in events:
        if event.start_frame >= frame:
            break
        if event.kind in _WORDS and frame < event.end_frame:
            was_heard = (
                event.kind is EventKind.COUNT and event.beat_frame is not None and event.beat_frame < frame
            )
            if not was_heard:
                return event
    return None


def _side(section: Section, frame: int) -> str | None:
    """The side that is being exercised at `frame`."""
    sides = (event.side for event in reversed(section.events) if event.side and event.start_frame <= frame)
    return next(sides, None)


def _last_line(events: Iterable[Event], frame: int) -> Event | None:
    return max(
        (event for event in events if event.kind is EventKind.SPEECH and event.start_frame < frame),
        key=lambda event: event.start_frame,
        default=None,
    )


def _kept(events: Sequence[Event], entry: _Entry) -> list[Event]:
    """What is heard from the entry on. A count belongs to its beat, before which it begins."""
    first = bisect_left(events, entry.frame, key=lambda event: event.start_frame)
    counts = [e for e in events[:first] if e.kind is EventKind.COUNT and (e.beat_frame or 0) >= entry.frame]
    kept = [*counts, *events[first:]]
    if entry.count_was_heard:
        kept = [e for e in kept if e.kind is not EventKind.COUNT or e.beat_frame != entry.frame]
    return kept


# -- what is said before ---------------------------------------------------------------------------


def _said_again(section: Section, frame: int, entry: _Entry, *, again: bool) -> list[SpokenLine]:
    """The lines that come before the count-in, or before what is kept."""
    lost = [
        event
        for event in section.events
        if event.kind is EventKind.SPEECH
        and event.end_frame > frame
        and event.start_frame < entry.frame
        and event.text not in _NOT_AGAIN
    ]
    if again:
        lost = [*_last_lines(section, frame, entry), *lost]
    return [SpokenLine(event.text or "", event.clip, event.side) for event in dict.fromkeys(lost)]


def _last_lines(section: Section, frame: int, entry: _Entry) -> list[Event]:
    """What to do, where work is being done; else the line before."""
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
    """The lines of talk that were begun before `frame`, also those from before a cut."""
    in_works = [(work.start_frame, work.end_frame) for work in section.works]
    return [
        *section.told,
        *(
            event
            for event in section.events
            if event.kind is EventKind.SPEECH
            and event.start_frame < frame
            and event.text not in _NOT_AGAIN
            and not any(start <= event.start_frame <= end for start, end in in_works)
        ),
    ]


# -- the count-in ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _CountIn:
    events: list[Event]
    leads_to: int


def _count_in(
    work: WorkRegion, entry_frame: int, cursor: int, sounds: Sounds, lead_in: Mapping[str, Clip], rate: int
) -> _CountIn:
    """Accented ticks from `cursor` on, with "ready" on the first and "and" on the last."""
    period, ticks = _pulse(work, entry_frame, rate)
    ready, last = (lead_in.get(word) for word in LEAD_IN_WORDS)
    first = cursor + (0 if ready is None else _before_beat(ready))
    beats = [first + number * period for number in range(ticks)]
    events = [
        Event(
            at, sounds[SoundName.ACCENT], EventKind.TICK, SoundName.ACCENT, None, work.side, at, leads_in=True
        )
        for at in beats
    ]
    words = [(beats[0], ready, english.READY_WORD), (beats[-1], last, english.AND_WORD)]
    until = first + ticks * period
    air = to_frames(AIR_SECONDS, rate)
    for at, clip, text in reversed(words):
        if clip is None:
            continue
        start = at - _before_beat(clip)
        if start + clip.frames + air <= until:
            events.append(Event(start, clip, EventKind.SPEECH, text, side=work.side))
            until = start
    return _CountIn(events, first + ticks * period)


def _pulse(work: WorkRegion, entry_frame: int, rate: int) -> tuple[int, int]:
    """How far apart the ticks are, in frames, and how many there are."""
    slow = to_frames(SLOW_PERIOD_SECONDS, rate)
    if work.hold_frames or work.phased or len(work.beat_frames) < 2:
        return slow, COUNT_IN_SLOW
    at = int(np.searchsorted(work.beat_frames, entry_frame))
    at = min(at, len(work.beat_frames) - 2)
    period = int(work.beat_frames[at + 1] - work.beat_frames[at])
    if period > to_frames(COUNT_IN_LONGEST_SECONDS, rate):
        return slow, COUNT_IN_SLOW
    return period, COUNT_IN_SLOW if period > slow else COUNT_IN_FAST


def _before_beat(clip: Clip) -> int:
    return to_frames(clip.p_centre_seconds, clip.sample_rate)


# -- music -----------------------------------------------------------------------------------------


def _music_from(music: Music, frame: int, by: int, rate: int) -> Music:
    """`music`, moved by `by` and heard from `frame` on."""
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
