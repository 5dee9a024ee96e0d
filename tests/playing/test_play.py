from __future__ import annotations

import threading
from collections.abc import Iterator
from weakref import WeakSet

import numpy as np
import pytest

from tests.support.builders import RATE, exercise, on_beat, routine, silent_sounds
from voicefoot.arranging.estimate import silent_clips
from voicefoot.audio import AudioFormat, Block, Clip
from voicefoot.errors import SinkError, VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.planning.plan import plan
from voicefoot.playing.block_stream import STREAM_BLOCK_FRAMES
from voicefoot.playing.play import play
from voicefoot.playing.sections import sections_of
from voicefoot.sinks.ports import Pull
from voicefoot.timeline.timeline import Event, EventKind, Section, Timeline

FORMAT = AudioFormat(48_000, 1)
TIMEOUT_SECONDS = 30.0
"""How long to wait for a thread before a test fails; nothing is right or wrong because of it."""


def session() -> Timeline:
    """Two sections of noise, together shorter than what is made ahead: nothing is ever late."""
    length = 19_200
    clips = [Clip.of(np.random.default_rng(seed).uniform(-0.5, 0.5, length), 48_000) for seed in (1, 2)]
    events = [Event(index * length, clip, EventKind.SPEECH, "noise") for index, clip in enumerate(clips)]
    sections = [Section(name, e.start_frame, e.end_frame, (e,)) for name, e in zip("AB", events, strict=True)]
    return Timeline("Noise", 48_000, tuple(sections))


SESSION = session()


class PatientSink:
    """Pulls a block whenever it is waited for; records what it gets.

    After `fails_after` waits it raises `failure`, once.
    """

    latency_seconds = 0.0

    def __init__(self, failure: BaseException | None = None, fails_after: int = 0) -> None:
        self.heard: list[Block] = []
        self.stopped = 0
        self._failure = failure
        self._left = fails_after
        self._pull: Pull | None = None

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        assert audio_format == FORMAT
        self._pull = pull

    def wait(self, timeout_seconds: float | None = None) -> bool:
        assert timeout_seconds is not None
        assert self._pull is not None
        self._left -= 1
        if self._failure is not None and self._left < 0:
            failure, self._failure = self._failure, None
            raise failure
        block = self._pull(STREAM_BLOCK_FRAMES)
        self.heard.append(block)
        return len(block) < STREAM_BLOCK_FRAMES

    def stop(self) -> None:
        self.stopped += 1

    @property
    def frames(self) -> Block:
        return np.concatenate(self.heard)


class Estimated:
    """A voice of fixed lengths; it can't say `unspeakable`."""

    identity = "estimated"

    def __init__(self, unspeakable: str = "") -> None:
        self._unspeakable = unspeakable

    def say(self, phrase: Phrase) -> object:
        if phrase.text == self._unspeakable:
            raise VoiceError("it would not speak; ask it again")
        return silent_clips([phrase], RATE)[phrase]


def noise() -> Iterator[Block]:
    random = np.random.default_rng(3)
    for _ in range(20):
        yield random.integers(-20_000, 20_000, (STREAM_BLOCK_FRAMES, 1)).astype(np.int16)


def test_sections_are_spoken_one_at_a_time() -> None:
    first, second = exercise(on_beat(3, 1.0)), exercise(on_beat(3, 1.0), name="B", caution="Stop.")
    planned = plan(routine(first, second))
    coming = sections_of(planned, Estimated("Stop."), silent_sounds(), AudioFormat(RATE))  # type: ignore[arg-type]  # a voice
    assert next(coming).name == "Lifts"
    with pytest.raises(VoiceError):
        next(coming)


def test_clips_that_are_not_placed_are_let_go() -> None:
    spoken: WeakSet[Clip] = WeakSet()

    class Remembering(Estimated):
        def say(self, phrase: Phrase) -> object:
            clip = super().say(phrase)
            assert isinstance(clip, Clip)
            spoken.add(clip)
            return clip

    planned = plan(routine(exercise(on_beat(30, 0.6))))
    coming = sections_of(planned, Remembering(), silent_sounds(), AudioFormat(RATE))  # type: ignore[arg-type]  # a voice
    placed = {id(event.clip) for event in next(coming).events}
    assert {id(clip) for clip in spoken} <= placed


def test_interrupted_it_fades_frees_the_sink_and_raises_on() -> None:
    sink = PatientSink(KeyboardInterrupt(), fails_after=5)
    with pytest.raises(KeyboardInterrupt):
        play(noise(), sink, FORMAT)
    assert sink.stopped == 1
    fade = sink.heard[-1][:, 0].astype(int)
    assert 0 < len(fade) <= STREAM_BLOCK_FRAMES
    assert abs(fade[-1]) < 2_000, "it ends softly"


def test_a_lost_speaker_is_told_and_freed() -> None:
    sink = PatientSink(SinkError("it went away; plug it in"), fails_after=3)
    with pytest.raises(SinkError):
        play(noise(), sink, FORMAT)
    assert sink.stopped == 1


def test_what_the_making_raises_reaches_the_caller() -> None:
    def making() -> Iterator[Block]:
        yield from noise()
        raise VoiceError("it would not speak; ask it again")

    sink = PatientSink()
    with pytest.raises(VoiceError):
        play(making(), sink, FORMAT)
    assert len(sink.frames) >= 20 * STREAM_BLOCK_FRAMES


def test_nothing_is_made_any_more_once_the_speaker_is_lost() -> None:
    threads: list[threading.Thread] = []

    def endless() -> Iterator[Block]:
        threads.append(threading.current_thread())
        while True:
            yield from noise()

    with pytest.raises(SinkError):
        play(endless(), PatientSink(SinkError("it went away; plug it in"), 2), FORMAT)
    threads[0].join(TIMEOUT_SECONDS)
    assert not threads[0].is_alive()


def test_interrupted_it_waits_until_the_fade_is_heard_through_the_latency() -> None:
    waits: list[float | None] = []

    class Late(PatientSink):
        latency_seconds = 0.4

        def wait(self, timeout_seconds: float | None = None) -> bool:
            waits.append(timeout_seconds)
            return super().wait(timeout_seconds)

    sink = Late(KeyboardInterrupt(), fails_after=2)
    with pytest.raises(KeyboardInterrupt):
        play(noise(), sink, FORMAT)
    assert len(sink.heard[-1]) == 480, "ten milliseconds, and it is over"
    assert waits[-1] is not None
    assert waits[-1] > 0.4


def test_what_is_told_is_what_is_heard_through_the_latency_and_all_is_counted_at_the_end() -> None:
    class Late(PatientSink):
        latency_seconds = 0.05  # two and a half blocks

    told: list[int] = []
    assert play(noise(), Late(), FORMAT, told.append) == 20 * STREAM_BLOCK_FRAMES
    assert told == [max(0, 960 * (number + 1) - 2_400) for number in range(20)]
