"""Estimate how long a session will be, from the usual length of words.

What the coach says of its length is in `planning.announced_length`.
"""

from __future__ import annotations

from dataclasses import replace

from voicefoot.arranging.arrange import arrange_section, phrases_of
from voicefoot.arranging.layout import Clips, Sounds
from voicefoot.audio import AudioFormat, Clip
from voicefoot.model.cues import Plan
from voicefoot.model.phrase import Phrase
from voicefoot.model.sound_names import SoundName
from voicefoot.planning.announced_length import speech_seconds
from voicefoot.timeline.timeline import Section
from voicefoot.units import to_frames

SILENT_SAMPLE_RATE = 1_000
"""What takes the place of speech and sounds has so many frames a second."""
_SOUND_SECONDS = {
    SoundName.TICK: 0.05,
    SoundName.ACCENT: 0.05,
    SoundName.READY: 0.4,
    SoundName.RELEASE: 0.35,
    SoundName.HOLD_END: 0.9,
    SoundName.EXERCISE_END: 1.2,
    SoundName.SESSION_END: 2.0,
    SoundName.ASKING: 0.55,
    SoundName.ANSWER: 0.1,
    SoundName.PAUSED: 0.45,
    SoundName.RESUMED: 0.45,
}


def silent_clips(phrases: list[Phrase], sample_rate: int) -> Clips:
    """Return silence in place of speech, of about the length that the words would have."""
    return {
        p: Clip.silence(to_frames(speech_seconds(p.text) / p.speed, sample_rate), sample_rate)
        for p in phrases
    }


def silent_sounds() -> Sounds:
    """Return silence in place of each sound, of about its length, at `SILENT_SAMPLE_RATE`."""
    return {
        name: Clip.silence(to_frames(seconds, SILENT_SAMPLE_RATE), SILENT_SAMPLE_RATE)
        for name, seconds in _SOUND_SECONDS.items()
    }


def estimated_section_seconds(plan: Plan) -> list[float]:
    """Return about how long each section of `plan` is, in seconds.

    Raises RoutineError where the talk of a side would be longer than it `lasts`.
    """
    sounds = silent_sounds()
    sections: list[Section] = []
    for planned in plan.sections:
        clips = silent_clips(phrases_of(planned), SILENT_SAMPLE_RATE)
        silent = replace(planned, soundtrack=None)
        before = sections[-1] if sections else None
        sections.append(arrange_section(silent, clips, sounds, AudioFormat(SILENT_SAMPLE_RATE), before))
    return [(section.end_frame - section.start_frame) / SILENT_SAMPLE_RATE for section in sections]
