"""A session in the making: its sections are spoken and arranged one at a time, ahead of need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from voicefoot.arrange import Sounds, arrange_section, phrases_of
from voicefoot.audio import AudioFormat, Block, Clip
from voicefoot.cues import Plan, PlannedSection
from voicefoot.errors import RoutineError
from voicefoot.feed import Feed
from voicefoot.music.underneath import NO_SONGS, OpenSongs
from voicefoot.opening import opening
from voicefoot.sinks.sink import Sink
from voicefoot.speech.speak import speak, spoken
from voicefoot.speech.voice import Phrase, Voice
from voicefoot.stream import BLOCK_FRAMES, Stream
from voicefoot.timeline import Section

POLL_SECONDS = 0.05
FADE_WAIT_SECONDS = 0.09
"""How long a fade may take, beside what the sink has in hand already."""

Report = Callable[[int], None]
"""Called with the frame that is being heard."""


def sections_of(
    plan: Plan,
    voice: Voice,
    sounds: Sounds,
    audio_format: AudioFormat,
    songs: OpenSongs = NO_SONGS,
    as_written: Plan | None = None,
) -> Iterator[Section]:
    """The sections of `plan`, each spoken and arranged when it is asked for. One that takes longer than it
    `lasts` is taken from `as_written` where that is given: the same session at another tempo.
    """
    section: Section | None = None
    for index, planned in enumerate(plan.sections):
        try:
            section = _made(planned, voice, sounds, audio_format, section, songs)
        except RoutineError:
            if as_written is None:
                raise
            section = _made(as_written.sections[index], voice, sounds, audio_format, section, songs)
        yield section


def sections_at_once(
    plan: Plan, voice: Voice, sounds: Sounds, audio_format: AudioFormat, songs: OpenSongs = NO_SONGS
) -> Iterator[Section]:
    """As `sections_of`, but before the first section comes the talk that it begins with, in pieces that are
    `unfinished`, each as soon as it is spoken: see `opening`.
    """
    if not plan.sections:
        return
    first = plan.sections[0]
    coming = spoken(phrases_of(first), voice)
    clips: dict[Phrase, Clip] = {}
    yield from opening(first, coming, clips, sounds, audio_format)
    clips |= coming
    section = arrange_section(first, clips, sounds, audio_format, None, songs)
    del clips
    yield section
    for planned in plan.sections[1:]:
        section = _made(planned, voice, sounds, audio_format, section, songs)
        yield section


def _made(
    planned: PlannedSection,
    voice: Voice,
    sounds: Sounds,
    audio_format: AudioFormat,
    before: Section | None,
    songs: OpenSongs,
) -> Section:
    # The clips get no name: those of which none was placed would be kept until the next section is made.
    return arrange_section(planned, speak(phrases_of(planned), voice), sounds, audio_format, before, songs)


def play(
    blocks: Iterable[Block],
    sink: Sink,
    audio_format: AudioFormat,
    report: Report | None = None,
    block_frames: int = BLOCK_FRAMES,
) -> int:
    """Plays `blocks`, each of `block_frames` frames, to the end, and gives the frames played.

    Interrupted (KeyboardInterrupt), it fades out, frees the sink and raises on. Raises SinkError
    where the output was lost, and whatever the making of the blocks raised.
    """
    feed = Feed(audio_format)
    stream = Stream(blocks, audio_format, block_frames)
    feed.play(stream)
    try:
        stream.wait_ready()
        sink.start(feed.pull, audio_format)
        latency_frames = int(sink.latency_seconds * audio_format.sample_rate)
        try:
            while not sink.wait(POLL_SECONDS):
                if report is not None:
                    report(max(0, feed.played_frames - latency_frames))
        except KeyboardInterrupt:
            feed.cut()
            feed.end()
            sink.wait(FADE_WAIT_SECONDS + sink.latency_seconds)
            raise
    finally:
        sink.stop()
        feed.close()
    if feed.error is not None:
        raise feed.error
    return feed.played_frames
