"""The verb `arrange`: place every clip at its frame on a timeline.

Talk is laid out one cue after another. Work has a beat grid: each of its moments becomes a frame by itself,
counted from the start of the work, so that rounding never adds up. The same cues and clips always give the
same timeline.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from voicefoot.arranging.beat_grid import lead_in_seconds
from voicefoot.arranging.beat_sync import NO_SONGS, OpenSongs, accompaniment
from voicefoot.arranging.ducking import music_under
from voicefoot.arranging.layout import MEANS, Clips, Layout, Means, Sounds
from voicefoot.arranging.makeup import MAKEUP_SECONDS, makeup_db
from voicefoot.arranging.open_doses import with_doses
from voicefoot.arranging.rest_speech import texts_of
from voicefoot.arranging.work_speech import phrases_of_work
from voicefoot.audio import AudioFormat
from voicefoot.language.pack import LanguagePack
from voicefoot.language.packs import language_pack
from voicefoot.model.cues import (
    Cue,
    Plan,
    PlannedSection,
    Say,
    TimeBox,
    TimedRest,
    WorkCue,
)
from voicefoot.model.phrase import Phrase
from voicefoot.planning.group_class import with_louder_ends
from voicefoot.timeline.timeline import Section, Timeline
from voicefoot.units import round_up_frames, to_frames

SECTION_UNIT_SECONDS = 0.96
"""A whole number of frames of MP3, AAC and Opus at 48 kHz: 40 x 1152, 45 x 1024, 48 x 960."""
SECTION_TAIL_SECONDS = 0.3
"""Silence at the end of each section: there it can be cut."""
LEAD_SECONDS = 0.35
"""Before what leads from a short rest into work, the section begins so much earlier: a word begins before its
beat.
"""
SHORTEST_END_SECONDS = 0.6
"""So long an end sound is heard, at least, unless the rest is even shorter than twice that."""


def phrases_of(plan: Plan | PlannedSection) -> list[Phrase]:
    """Return all phrases that `arrange` may place, each once. They have to be spoken first."""
    sections = plan.sections if isinstance(plan, Plan) else [plan]
    phrases: dict[Phrase, None] = {}
    for section in sections:
        words = language_pack(section.language)
        phrases.update(dict.fromkeys(phrase for cue in section.cues for phrase in _phrases(cue, words)))
    return list(phrases)


def _phrases(cue: Cue, words: LanguagePack, most_seconds: float = 0.0) -> Iterable[Phrase]:
    if isinstance(cue, TimeBox):
        return (phrase for part in cue.cues for phrase in _phrases(part, words, cue.seconds))
    if isinstance(cue, TimedRest):
        return map(Phrase, texts_of(cue, words))
    if isinstance(cue, Say):
        return [Phrase(cue.text)]
    if isinstance(cue, WorkCue):
        return phrases_of_work(cue, words, most_seconds)
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
    return Timeline(plan.title, audio_format.sample_rate, tuple(sections), plan.language)


def arrange_section(
    planned: PlannedSection,
    clips: Clips,
    sounds: Sounds,
    audio_format: AudioFormat,
    before: Section | None = None,
    songs: OpenSongs = NO_SONGS,
    means: Means = MEANS,
) -> Section:
    """Arrange one section, which follows `before`. It needs the clips of its own phrases only."""
    sample_rate = audio_format.sample_rate
    sounds = with_louder_ends(sounds, planned.ends_louder_db)
    start_frame = before.end_frame if before else 0
    music = accompaniment(planned, before, songs, audio_format)
    goes_on = music is not None and music.begun
    words = language_pack(planned.language)
    layout = Layout(
        words, clips, sounds, sample_rate, start_frame, start_frame, music, means, quiet_frame=start_frame
    )
    if before is not None:
        layout.work_end, layout.round_origins = before.work_end, dict(before.round_origins)
    layout.round_starts = planned.round_starts
    tail = 0 if planned.fixed else to_frames(SECTION_TAIL_SECONDS, sample_rate)
    if planned.session_seconds is not None:
        layout.end_frame = to_frames(planned.session_seconds, sample_rate) - tail
    cues = list(with_doses(planned.cues, layout))
    for index, cue in enumerate(cues):
        layout.lay(cue, cues[index + 1 :])
    end = _end_frame(planned, layout, start_frame)
    events = sorted(layout.events, key=lambda event: event.order)
    underneath, gain_db = None, 0.0
    music = layout.music
    if music is not None and music.begun:
        begins = start_frame if goes_on else layout.music_frame
        underneath = music_under(
            planned,
            music,
            events if means.ducks else (),
            begins,
            end,
            sample_rate,
            goes_on=goes_on,
            works=layout.works,
        )
        if means.ducks:
            gain_db = makeup_db(events, underneath, start_frame, end, sample_rate, music.power)
            underneath = replace(
                underneath,
                gain_db=gain_db,
                gain_before_db=before.gain_db if goes_on and before is not None else gain_db,
                gain_frames=to_frames(MAKEUP_SECONDS, sample_rate) if goes_on else 0,
            )
    return Section(
        planned.name,
        start_frame,
        end,
        tuple(events),
        underneath,
        audio_format,
        tuple(layout.works),
        tuple(sorted(layout.spans, key=lambda span: (span.start_frame, -span.end_frame))),
        planned.rounds,
        layout.work_end,
        layout.round_origins,
        attachments=planned.attachments,
        gain_db=gain_db,
    )


def _end_frame(planned: PlannedSection, layout: Layout, start_frame: int) -> int:
    """Return where the section ends; where a written rest follows, soon after its last sound."""
    sample_rate = layout.sample_rate
    tail = to_frames(SECTION_TAIL_SECONDS, sample_rate)
    if planned.rest_after is not None and not planned.fixed:
        rest_seconds, due = layout.rest_until(planned.rest_after)
        lead = 0.0
        if planned.work_after is not None:
            lead = -lead_in_seconds(replace(planned.work_after, rest_before_seconds=rest_seconds))
        heard_seconds = min(rest_seconds / 2, SHORTEST_END_SECONDS)
        latest = due.plus(-min(lead + LEAD_SECONDS, rest_seconds - heard_seconds)).frame(sample_rate)
        end = min(layout.quiet_frame + tail, latest)
        layout.cut_after(end)
        return end
    if planned.session_seconds is not None:
        # Where the time is not met, since an order changed the tempo, say, the session takes what it takes.
        natural = layout.cursor + (0 if planned.fixed else tail)
        return max(natural, to_frames(planned.session_seconds, sample_rate))
    if planned.fixed:
        return layout.cursor
    if not planned.on_grid:
        return layout.cursor + tail
    frames = layout.cursor + tail - start_frame
    return start_frame + round_up_frames(frames, SECTION_UNIT_SECONDS, sample_rate)
