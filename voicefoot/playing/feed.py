"""Between the mix and the sink: blocks made ahead, handed out in whatever lengths are asked for.

What plays can be cut at any moment: it fades within 10 ms, a sound answers, and something else goes on.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicefoot.audio import AudioFormat, Block
from voicefoot.playing.block_stream import BlockStream
from voicefoot.playing.pre_roll import KeepAlive
from voicefoot.units import to_amplitude, to_frames, to_seconds

FADE_SECONDS = 0.01
ENOUGH_SECONDS = 0.2
"""So much is made before a stream begins that nothing leads into."""
CEILING = to_amplitude(-1.0) * 32767.0
"""No answer makes a sample larger than this."""


@dataclass(slots=True)
class DeliveredRange:
    """Frames of a stream, as the sink got them: `frames` from `stream_frame` on, at `played_frame` of all."""

    stream: BlockStream
    stream_frame: int
    played_frame: int
    frames: int


@dataclass(slots=True)
class _Answer:
    samples: NDArray[np.int32]
    at: int = 0


class Feed:
    """Answers a sink's pulls from streams of blocks that threads make ahead.

    `pull` only copies, and never waits: where nothing is ready it gives silence and counts the
    frames as missed, without losing any of the session's own. All else may be called from any thread.
    Where no stream is left it gives silence, until one comes; after one that `ends`, it ends.
    """

    def __init__(self, audio_format: AudioFormat, volume: float = 1.0) -> None:
        self.audio_format = audio_format
        self._lock = threading.Lock()
        self._coming: deque[BlockStream] = deque()
        self._fading: BlockStream | None = None
        self._faded_frames = 0
        self._change: tuple[int, BlockStream] | None = None
        self._changed_from: BlockStream | None = None
        """What the stream that plays took the place of."""
        self._answers: list[_Answer] = []
        self._ending = False
        self._waking = KeepAlive(audio_format)
        self._volume = self._wanted_volume = volume
        self.error: BaseException | None = None
        self.given: list[DeliveredRange] = []
        """What the sink got, in order, since `forget_given`; silence is not in it."""
        self.given_frames = 0
        """All that it got of streams."""
        self.played_frames = 0
        """All that the sink got, silence too."""
        self.missed_frames = 0

    # -- what plays -------------------------------------------------------------------------------

    def lead_in(self, seconds: float) -> None:
        """Wakes a speaker before the first stream is there, with the beginning of a lead-in of so long."""
        with self._lock:
            self._waking.lead_in(seconds)

    def play(self, stream: BlockStream, wakes_frames: int = 0) -> None:
        """Has `stream` play when all before it are over. Its first `wakes_frames` are a lead-in: of these,
        what was given before is not given again.
        """
        with self._lock:
            if not self._coming:
                self._waking.leads_into(wakes_frames)
                self._changed_from = None
            self._coming.append(stream)

    def change(self, frame: int, stream: BlockStream) -> bool:
        """Has `stream` take the place of what plays, at that frame of it, to the sample; whether it could:
        not where that frame was given already, nor while another change is to come.
        """
        with self._lock:
            if not self._coming or self._coming[0].frame > frame or self._change is not None:
                return False
            self._change = (frame, stream)
            return True

    @property
    def is_changing(self) -> bool:
        """Whether a change is still to come."""
        with self._lock:
            return self._change is not None

    def cut(self) -> tuple[BlockStream, int] | None:
        """Lets what plays fade out within 10 ms, and takes back what would come after it. Gives what was
        playing, and up to which of its frames it is heard; None where nothing was.
        """
        with self._lock:
            playing = self._take_back()
            if playing is None:
                return None
            if not playing.begun or playing.over:
                playing.close()
                return playing, playing.frame
            playing.make_no_more()
            self._fading, self._faded_frames = playing, 0
            return playing, playing.frame + to_frames(FADE_SECONDS, self.audio_format.sample_rate)

    def lose(self, unheard_frames: int) -> tuple[BlockStream, int] | None:
        """Takes back all that plays, as nobody hears it any more, and the latest `unheard_frames`, which were
        given and not heard. Gives what was playing, and up to which of its frames it was heard; None where
        nothing was.
        """
        with self._lock:
            playing = self._take_back()
            for stream in (playing, self._fading):
                if stream is not None:
                    stream.close()
            self._fading = None
            self._answers.clear()
            heard = None if playing is None else playing.frame
            until = self.played_frames - unheard_frames
            while self.given and self.given[-1].played_frame + self.given[-1].frames > until:
                last = self.given[-1]
                lost_frames = min(last.frames, last.played_frame + last.frames - until)
                last.frames -= lost_frames
                self.given_frames -= lost_frames
                if heard is not None and (last.stream is playing or last.stream is self._changed_from):
                    heard -= lost_frames  # what took the place of another stream goes on in its frames
                if last.frames:
                    break
                del self.given[-1]
            return None if playing is None or heard is None else (playing, heard)

    def _take_back(self) -> BlockStream | None:
        """Takes back all that plays and would play; gives what plays, which is not closed yet."""
        self._waking.end_lead_in()
        playing = self._coming[0] if self._coming else None
        dropped = [stream for stream in self._coming if stream is not playing]
        dropped += [self._change[1]] if self._change else []
        self._coming.clear()
        self._change = None
        for stream in dropped:
            stream.close()
        return playing

    def answer(self, samples: Block) -> int:
        """Sounds `samples` at once, above what plays; tells at which frame of all that is played."""
        with self._lock:
            self._answers.append(_Answer(samples.astype(np.int32)))
            return self.played_frames

    def stay_awake(self, wanted: bool) -> None:
        """Whether a hum that nobody hears keeps a speaker awake where nothing plays."""
        with self._lock:
            self._waking.hum(wanted)

    def end(self) -> None:
        """Ends when what fades has faded, and answers are given."""
        with self._lock:
            self._ending = True

    def forget_given(self) -> None:
        """Lets go of all streams that are known only because they were given."""
        with self._lock:
            del self.given[:-1]

    @property
    def playing(self) -> tuple[BlockStream, int] | None:
        """What plays, and which of its frames is given next."""
        with self._lock:
            return (self._coming[0], self._coming[0].frame) if self._coming else None

    @property
    def enough_seconds(self) -> float:
        """So much of what plays must be made before it begins: what comes after its lead-in, too, or it might
        run dry before its first word.
        """
        return to_seconds(self._waking.ahead_frames, self.audio_format.sample_rate) + ENOUGH_SECONDS

    @property
    def over(self) -> bool:
        """Whether all was given, and nothing will come any more."""
        with self._lock:
            return self._ending and not self._coming and self._fading is None and not self._answers

    @property
    def volume(self) -> float:
        """A factor, 0 to 1; a new one is reached without a step."""
        return self._wanted_volume

    @volume.setter
    def volume(self, volume: float) -> None:
        with self._lock:
            self._wanted_volume = volume

    def close(self) -> None:
        """Lets all making end."""
        with self._lock:
            for stream in (*self._coming, *([self._fading] if self._fading else [])):
                stream.close()
            if self._change is not None:
                self._change[1].close()

    # -- what the sink gets -----------------------------------------------------------------------

    def pull(self, frames: int) -> Block:
        """The next `frames` frames; fewer where the session ends."""
        with self._lock:
            out = np.zeros((frames, self.audio_format.channels), dtype=np.int16)
            at = self._fade(out)
            at, is_over = self._fill(out, at)
            if not is_over:
                self._waking.fill(out[at:], self.played_frames + at)
            answered = self._put_answers(out)
            length = max(at, answered) if is_over else frames
            self.played_frames += length
            self._set_volume(out)
            return out[:length]

    def _fill(self, out: Block, at: int) -> tuple[int, bool]:
        """Fills `out` from `at` on; gives up to where, and whether nothing will come any more."""
        while at < len(out) and self._coming:
            stream = self._coming[0]
            room = len(out) - at
            if self._change is not None:
                left = self._change[0] - stream.frame
                if left <= 0:
                    self._coming[0] = self._change[1]
                    self._change, self._changed_from = None, stream
                    stream.close()
                    continue
                room = min(room, left)
            if not stream.begun and not self._begins(stream):
                return at, False
            filled = self._give(stream, out, at, room)
            at += filled
            if stream.error is not None:
                self.error = stream.error
                return at, True
            if stream.over:
                self._coming.popleft()
                if self._change is not None:
                    self._change[1].close()
                    self._change = None
                self._ending = self._ending or (not self._coming and stream.ends())
            elif filled < room:
                self.missed_frames += len(out) - at
                return at, False
        over = self._ending and not self._coming and self._fading is None
        return at, over

    def _begins(self, stream: BlockStream) -> bool:
        """Whether enough of it is made to begin; where it was led in, it begins behind that."""
        if not stream.is_ready(self.enough_seconds):
            return False
        led_in_frames = self._waking.led_in_frames
        self._waking.end_lead_in()
        skipped = np.zeros((led_in_frames, self.audio_format.channels), dtype=np.int16)
        if led_in_frames and self._give(stream, skipped, 0, led_in_frames):
            self.given[-1].played_frame = self._waking.led_in_from
        return True

    def _give(self, stream: BlockStream, out: Block, at: int, frames: int) -> int:
        begins = stream.frame
        filled = stream.fill(out[at : at + frames])
        if filled:
            self.given_frames += filled
            played = self.played_frames + at
            last = self.given[-1] if self.given else None
            if (
                last is not None
                and last.stream is stream
                and last.stream_frame + last.frames == begins
                and last.played_frame + last.frames == played
            ):
                last.frames += filled
            else:
                self.given.append(DeliveredRange(stream, begins, played, filled))
        return filled

    def _fade(self, out: Block) -> int:
        """What is left of the fade, or as much of it as `out` takes; where too little is ready, it fades
        within that.
        """
        if self._fading is None:
            return 0
        total = to_frames(FADE_SECONDS, self.audio_format.sample_rate)
        wanted = min(len(out), total - self._faded_frames)
        filled = self._give(self._fading, out, 0, wanted)
        until = self._faded_frames + filled if filled == wanted else total
        at = np.linspace(self._faded_frames, until, filled, endpoint=False) / total
        self._faded_frames = until
        out[:filled] = np.rint(out[:filled] * np.cos(at * np.pi / 2)[:, np.newaxis] ** 2)
        if until == total:
            self._fading.close()
            self._fading = None
        return filled

    def _put_answers(self, out: Block) -> int:
        """Adds what answers to `out`; gives up to where they sound."""
        until = 0
        for answer in self._answers:
            part = answer.samples[answer.at : answer.at + len(out)]
            answer.at += len(part)
            sum_ = out[: len(part)] + part
            out[: len(part)] = np.clip(sum_, -CEILING, CEILING)
            until = max(until, len(part))
        self._answers = [answer for answer in self._answers if answer.at < len(answer.samples)]
        return until

    def _set_volume(self, out: Block) -> None:
        before, self._volume = self._volume, self._wanted_volume
        if before == self._volume == 1.0 or not len(out):
            return
        factor = np.linspace(before, self._volume, len(out), endpoint=False)[:, np.newaxis]
        out[:] = np.rint(out * factor)
