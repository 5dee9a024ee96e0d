"""A session in the making: its sections are spoken and arranged one at a time, ahead of need."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from voicefoot.audio import AudioFormat, Block
from voicefoot.playing.block_stream import BLOCK_FRAMES, BlockStream
from voicefoot.playing.feed import Feed
from voicefoot.sinks.ports import Sink

POLL_SECONDS = 0.05
FADE_WAIT_SECONDS = 0.09
"""How long a fade may take, beside what the sink has in hand already."""

Report = Callable[[int], None]
"""Called with the frame that is being heard."""


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
    stream = BlockStream(blocks, audio_format, block_frames)
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
