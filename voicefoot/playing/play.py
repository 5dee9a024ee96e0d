"""The verb `play`: blocks of audio are heard through a sink, while the rest of them are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from voicefoot.audio import AudioFormat, Block
from voicefoot.playing.block_stream import STREAM_BLOCK_FRAMES, BlockStream
from voicefoot.playing.feed import FADE_WAIT_SECONDS, Feed
from voicefoot.sinks.ports import Sink

POLL_SECONDS = 0.05
"""How often a sink is asked whether it is done, and somebody is told the position."""

Report = Callable[[int], None]
"""Called with the frame that is being heard."""


def play(
    blocks: Iterable[Block],
    sink: Sink,
    audio_format: AudioFormat,
    report: Report | None = None,
    block_frames: int = STREAM_BLOCK_FRAMES,
) -> int:
    """Play `blocks`, int16, (frames, channels), of `block_frames` frames each, to the end. Return the number
    of frames played.

    Interrupted (KeyboardInterrupt), fade out, free the sink and raise it again. Raise SinkError if the output
    was lost, and whatever the making of the blocks raised.
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
