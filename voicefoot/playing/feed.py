"""Feeds a sink: hands out blocks that were made ahead, in whatever lengths the sink pulls.

Playback can be cut at any moment: it fades out within 10 ms, a sound answers, and something else plays on.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import AudioFormat, Block
from voicefoot.playing.block_stream import BlockStream
from voicefoot.playing.pre_roll import KeepAlive
from voicefoot.units import to_amplitude, to_frames, to_seconds

FADE_SECONDS = 0.01
FADE_WAIT_SECONDS = 0.09
"""How long to wait for a fade to be heard, beyond the sink's latency."""
PREBUFFER_SECONDS = 0.2
"""How much of a stream is made before it starts, if it has no pre-roll."""
OVERLAY_CEILING = to_amplitude(-1.0) * 32767.0
"""The largest sample that an overlay leads to."""


@dataclass(slots=True)
class DeliveredRange:
    """Frames of a stream that the sink got: `frames` from `stream_frame` on, at `played_frame` of all
    playback.
    """

    stream: BlockStream
    stream_frame: int
    played_frame: int
    frames: int


@dataclass(slots=True)
class _Overlay:
    samples: NDArray[np.int32]
    at: int = 0


class Feed:
    """Answers a sink's pulls from a queue of streams, whose blocks threads make ahead.

    `pull` only copies, and never waits: on an underrun it returns silence and counts the missing frames, but
    loses none of the session's own. All other methods may be called from any thread. With an empty queue the
    feed gives silence until a stream comes; after a stream that ends the session, it ends.
    """

    def __init__(self, audio_format: AudioFormat, volume: float = 1.0) -> None:
        self.audio_format = audio_format
        self._lock = threading.Lock()
        self._queue: deque[BlockStream] = deque()
        self._fading: BlockStream | None = None
        self._faded_frames = 0
        self._splice: tuple[int, BlockStream] | None = None
        self._spliced_from: BlockStream | None = None
        """The stream that the current one replaced."""
        self._overlays: list[_Overlay] = []
        self._is_ending = False
        self._keep_alive = KeepAlive(audio_format)
        self._volume = self._target_volume = volume
        self.error: BaseException | None = None
        self.delivered: list[DeliveredRange] = []
        """What the sink got of streams, in order, since `forget_delivered`."""
        self.delivered_frames = 0
        """How many frames of streams the sink got."""
        self.played_frames = 0
        """How many frames the sink got, with silence."""
        self.underrun_frames = 0

    # -- what plays -------------------------------------------------------------------------------

    def start_pre_roll(self, seconds: float) -> None:
        """Wake the speaker before there is a stream: play the beginning of a pre-roll of `seconds`."""
        with self._lock:
            self._keep_alive.start_pre_roll(seconds)

    def play(self, stream: BlockStream, pre_roll_frames: int = 0) -> None:
        """Queue `stream`. Its first `pre_roll_frames` are a pre-roll; what was played of that before is
        skipped.
        """
        with self._lock:
            if not self._queue:
                self._keep_alive.set_stream_pre_roll(pre_roll_frames)
                self._spliced_from = None
            self._queue.append(stream)

    def splice(self, frame: int, stream: BlockStream) -> bool:
        """Replace the current stream by `stream` at `frame` of it, to the sample. Return False if that frame
        was delivered already, or another splice is pending.
        """
        with self._lock:
            if not self._queue or self._queue[0].frame > frame or self._splice is not None:
                return False
            self._splice = (frame, stream)
            return True

    @property
    def is_splicing(self) -> bool:
        """Whether a splice is pending."""
        with self._lock:
            return self._splice is not None

    def cut(self) -> tuple[BlockStream, int] | None:
        """Fade out the current stream within 10 ms, and clear the queue. Return the stream and the frame up
        to which it is heard, or None if nothing was playing.
        """
        with self._lock:
            playing = self._clear_queue()
            if playing is None:
                return None
            if not playing.has_started or playing.is_over:
                playing.close()
                return playing, playing.frame
            playing.stop_making()
            self._fading, self._faded_frames = playing, 0
            return playing, playing.frame + to_frames(FADE_SECONDS, self.audio_format.sample_rate)

    def abort(self, unheard_frames: int) -> tuple[BlockStream, int] | None:
        """Stop playing at once, as nobody hears it, nor heard the `unheard_frames` that were delivered last.
        Return the current stream and the frame up to which it was heard, or None if nothing was playing.
        """
        with self._lock:
            playing = self._clear_queue()
            for stream in (playing, self._fading):
                if stream is not None:
                    stream.close()
            self._fading = None
            self._overlays.clear()
            frame = None if playing is None else playing.frame
            until = self.played_frames - unheard_frames
            while self.delivered and self.delivered[-1].played_frame + self.delivered[-1].frames > until:
                last = self.delivered[-1]
                lost_frames = min(last.frames, last.played_frame + last.frames - until)
                last.frames -= lost_frames
                self.delivered_frames -= lost_frames
                if frame is not None and (last.stream is playing or last.stream is self._spliced_from):
                    frame -= lost_frames  # a stream continues the frame numbers of the one it replaced
                if last.frames:
                    break
                del self.delivered[-1]
            return None if playing is None or frame is None else (playing, frame)

    def _clear_queue(self) -> BlockStream | None:
        """Clear the queue and close its streams, but for the current one; return that."""
        self._keep_alive.end_pre_roll()
        playing = self._queue[0] if self._queue else None
        dropped = [stream for stream in self._queue if stream is not playing]
        dropped += [self._splice[1]] if self._splice else []
        self._queue.clear()
        self._splice = None
        for stream in dropped:
            stream.close()
        return playing

    def overlay(self, samples: Block) -> int:
        """Play `samples`, int16, (frames, channels), at once, on top of the stream. Return the frame of all
        playback at which they start.
        """
        with self._lock:
            self._overlays.append(_Overlay(samples.astype(np.int32)))
            return self.played_frames

    def keep_awake(self, enabled: bool) -> None:
        """Set whether an inaudible tone keeps the speaker awake while nothing plays."""
        with self._lock:
            self._keep_alive.set_tone(enabled)

    def end(self) -> None:
        """End once the fade and the overlays are delivered."""
        with self._lock:
            self._is_ending = True

    def forget_delivered(self) -> None:
        """Forget what was delivered, and with it all streams that are known only by that."""
        with self._lock:
            del self.delivered[:-1]

    def take_delivered(self, recent: Sequence[BlockStream]) -> list[DeliveredRange]:
        """Return what the sink got before the first of the streams `recent`, and forget it."""
        with self._lock:
            count = 0
            while count < len(self.delivered) - 1 and self.delivered[count].stream not in recent:
                count += 1
            taken, self.delivered = self.delivered[:count], self.delivered[count:]
            return taken

    @property
    def playing(self) -> tuple[BlockStream, int] | None:
        """The current stream, and its next frame."""
        with self._lock:
            return (self._queue[0], self._queue[0].frame) if self._queue else None

    @property
    def prebuffer_seconds(self) -> float:
        """How much of the current stream is made before it starts. With a pre-roll that is more than the
        pre-roll, or the stream might run dry before its first word.
        """
        return to_seconds(self._keep_alive.shared_frames, self.audio_format.sample_rate) + PREBUFFER_SECONDS

    @property
    def is_over(self) -> bool:
        """Whether everything was delivered, and nothing will come any more."""
        with self._lock:
            return self._is_ending and not self._queue and self._fading is None and not self._overlays

    @property
    def volume(self) -> float:
        """A factor, 0 to 1; a change is smoothed."""
        return self._target_volume

    @volume.setter
    def volume(self, volume: float) -> None:
        with self._lock:
            self._target_volume = volume

    def close(self) -> None:
        """Close all streams."""
        with self._lock:
            for stream in (*self._queue, *([self._fading] if self._fading else [])):
                stream.close()
            if self._splice is not None:
                self._splice[1].close()

    # -- what the sink gets -----------------------------------------------------------------------

    def pull(self, frames: int) -> Block:
        """Return the next `frames` frames, int16, (frames, channels); fewer when the session ends."""
        with self._lock:
            out = np.zeros((frames, self.audio_format.channels), dtype=np.int16)
            at = self._fade(out)
            at, is_over = self._fill(out, at)
            if not is_over:
                self._keep_alive.fill(out[at:], self.played_frames + at)
            overlaid = self._add_overlays(out)
            length = max(at, overlaid) if is_over else frames
            self.played_frames += length
            self._apply_volume(out)
            return out[:length]

    def _fill(self, out: Block, at: int) -> tuple[int, bool]:
        """Fill `out` from `at` on. Return up to where, and whether nothing will come any more."""
        while at < len(out) and self._queue:
            stream = self._queue[0]
            room = len(out) - at
            if self._splice is not None:
                left = self._splice[0] - stream.frame
                if left <= 0:
                    self._queue[0] = self._splice[1]
                    self._splice, self._spliced_from = None, stream
                    stream.close()
                    continue
                room = min(room, left)
            if not stream.has_started and not self._start(stream):
                return at, False
            filled = self._deliver(stream, out, at, room)
            at += filled
            if stream.error is not None:
                self.error = stream.error
                return at, True
            if stream.is_over:
                self._queue.popleft()
                if self._splice is not None:
                    self._splice[1].close()
                    self._splice = None
                self._is_ending = self._is_ending or (not self._queue and stream.ends_session())
            elif filled < room:
                self.underrun_frames += len(out) - at
                return at, False
        is_over = self._is_ending and not self._queue and self._fading is None
        return at, is_over

    def _start(self, stream: BlockStream) -> bool:
        """Start `stream` if enough of it is made, behind what was played of its pre-roll. Return whether it
        started.
        """
        if not stream.is_ready(self.prebuffer_seconds):
            return False
        skipped_frames = self._keep_alive.frames_to_skip
        self._keep_alive.end_pre_roll()
        skipped = np.zeros((skipped_frames, self.audio_format.channels), dtype=np.int16)
        if skipped_frames and self._deliver(stream, skipped, 0, skipped_frames):
            self.delivered[-1].played_frame = self._keep_alive.pre_roll_start_frame
        return True

    def _deliver(self, stream: BlockStream, out: Block, at: int, frames: int) -> int:
        """Read up to `frames` frames of `stream` into `out` at `at`, and record them. Return how many."""
        first_frame = stream.frame
        filled = stream.fill(out[at : at + frames])
        if filled:
            self.delivered_frames += filled
            played = self.played_frames + at
            last = self.delivered[-1] if self.delivered else None
            if (
                last is not None
                and last.stream is stream
                and last.stream_frame + last.frames == first_frame
                and last.played_frame + last.frames == played
            ):
                last.frames += filled
            else:
                self.delivered.append(DeliveredRange(stream, first_frame, played, filled))
        return filled

    def _fade(self, out: Block) -> int:
        """Write the rest of the fade into `out`, as far as it fits. If too little of the stream is ready,
        fade within that. Return the number of frames written.
        """
        if self._fading is None:
            return 0
        total = to_frames(FADE_SECONDS, self.audio_format.sample_rate)
        needed = min(len(out), total - self._faded_frames)
        filled = self._deliver(self._fading, out, 0, needed)
        until = self._faded_frames + filled if filled == needed else total
        at = np.linspace(self._faded_frames, until, filled, endpoint=False) / total
        self._faded_frames = until
        out[:filled] = np.rint(out[:filled] * np.cos(at * np.pi / 2)[:, np.newaxis] ** 2)
        if until == total:
            self._fading.close()
            self._fading = None
        return filled

    def _add_overlays(self, out: Block) -> int:
        """Add the overlays to `out`. Return the frame up to which they sound."""
        until = 0
        for overlay in self._overlays:
            part = overlay.samples[overlay.at : overlay.at + len(out)]
            overlay.at += len(part)
            sum_ = out[: len(part)] + part
            out[: len(part)] = np.clip(sum_, -OVERLAY_CEILING, OVERLAY_CEILING)
            until = max(until, len(part))
        self._overlays = [overlay for overlay in self._overlays if overlay.at < len(overlay.samples)]
        return until

    def _apply_volume(self, out: Block) -> None:
        before, self._volume = self._volume, self._target_volume
        if before == self._volume == 1.0 or not len(out):
            return
        factor = np.linspace(before, self._volume, len(out), endpoint=False)[:, np.newaxis]
        out[:] = np.rint(out * factor)
