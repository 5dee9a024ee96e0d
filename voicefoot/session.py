"""A session in the making: its sections are spoken and arranged one at a time, ahead of need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

import numpy as np

from voicefoot.ahead import Ahead
from voicefoot.arrange import Sounds, arrange_section, phrases_of
from voicefoot.audio import AudioFormat, Block
from voicefoot.cues import Plan
from voicefoot.feed import Feed
from voicefoot.mix import mix
from voicefoot.music.underneath import NO_SONGS, OpenSongs
from voicefoot.sinks.sink import Sink
from voicefoot.speech.speak import speak
from voicefoot.speech.voice import Voice
from voicefoot.stems import AS_ARRANGED, Gains
from voicefoot.timeline import Section
from voicefoot.units import to_frames

SECTIONS_AHEAD = 2
LIVE_BLOCK_FRAMES = 960
POLL_SECONDS = 0.05
FADE_WAIT_SECONDS = 0.09
"""How long a fade may take, beside what the sink has in hand already."""

Report = Callable[[int], None]
"""Called with the frame that is being heard."""

View = Callable[[Sequence[Section], int, float | None], None]
"""Called with the sections so far, the frame that is being heard, and the estimated total in seconds."""


def sections_of(
    plan: Plan, voice: Voice, sounds: Sounds, audio_format: AudioFormat, songs: OpenSongs = NO_SONGS
) -> Iterator[Section]:
    """The sections of `plan`, each spoken and arranged when it is asked for."""
    section: Section | None = None
    for planned in plan.sections:
        clips = speak(phrases_of(planned), voice)
        section = arrange_section(planned, clips, sounds, audio_format, section, songs)
        yield section


def play(
    blocks: Iterable[Block],
    sink: Sink,
    audio_format: AudioFormat,
    report: Report | None = None,
    block_frames: int = LIVE_BLOCK_FRAMES,
) -> int:
    """Plays `blocks`, each of `block_frames` frames, to the end, and gives the frames played.

    Interrupted (KeyboardInterrupt), it fades out, frees the sink and raises on. Raises SinkError
    where the output was lost, and whatever the making of the blocks raised.
    """
    feed = Feed(blocks, audio_format, block_frames)
    try:
        feed.wait_ready()
        sink.start(feed.pull, audio_format)
        latency_frames = int(sink.latency_seconds * audio_format.sample_rate)
        try:
            while not sink.wait(POLL_SECONDS):
                if report is not None:
                    report(max(0, feed.played_frames - latency_frames))
        except KeyboardInterrupt:
            feed.fade_out()
            sink.wait(FADE_WAIT_SECONDS + sink.latency_seconds)
            raise
    finally:
        sink.stop()
        feed.close()
    if feed.error is not None:
        raise feed.error
    return feed.played_frames


class Live:
    """A session as it is played: its sections come ahead of need, and it knows how long it will be."""

    def __init__(
        self,
        sections: Iterable[Section],
        audio_format: AudioFormat,
        estimated_seconds: Sequence[float] = (),
        gains: Gains = AS_ARRANGED,
    ) -> None:
        """`estimated_seconds`: about how long each section will be; tells the time that is left."""
        self._coming = sections
        self._format = audio_format
        self._estimated = estimated_seconds
        self._gains = gains
        self._known: list[Section] = []
        """What is arranged and not over yet."""
        self._arranged = 0

    def play(self, sink: Sink, view: View, volume: float = 1.0, start_in_seconds: float = 0.0) -> None:
        """Plays to the end, after `start_in_seconds` of silence, at a `volume` of 0 to 1.

        Raises what the function `play` raises.
        """
        waiting = to_frames(start_in_seconds, self._format.sample_rate)
        ahead: Ahead[Section] = Ahead(self._noted(), SECTIONS_AHEAD)
        blocks = chain(_silence(waiting, self._format), mix(ahead, LIVE_BLOCK_FRAMES, gains=self._gains))

        def report(frame: int) -> None:
            heard = max(0, frame - waiting)
            while len(self._known) > 1 and self._known[0].end_frame <= heard:
                del self._known[0]
            view(tuple(self._known), heard, self._total_seconds())

        try:
            play((_at_volume(block, volume) for block in blocks), sink, self._format, report)
        finally:
            ahead.close()

    def _noted(self) -> Iterator[Section]:
        for section in self._coming:
            self._known.append(section)
            self._arranged += 1
            yield section

    def _total_seconds(self) -> float | None:
        if not self._known or self._arranged > len(self._estimated):
            return None
        known = self._known[-1].end_frame / self._format.sample_rate
        return known + sum(self._estimated[self._arranged :])


def _silence(frames: int, audio_format: AudioFormat) -> Iterator[Block]:
    for at in range(0, frames, LIVE_BLOCK_FRAMES):
        yield np.zeros((min(LIVE_BLOCK_FRAMES, frames - at), audio_format.channels), dtype=np.int16)


def _at_volume(block: Block, volume: float) -> Block:
    if volume == 1.0:
        return block
    quieter: Block = np.rint(block * volume).astype(np.int16)
    return quieter
