"""Live sessions without a sink or a clock: their time is what was pulled from them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from voicefoot.arranging.beat_sync import NO_SONGS, OpenSongs
from voicefoot.audio import AudioFormat, Block, Clip
from voicefoot.model.choices import Choices
from voicefoot.model.phrase import Phrase
from voicefoot.model.routine import Routine
from voicefoot.model.sound_names import SoundName
from voicefoot.model.stems import AS_ARRANGED, Gains
from voicefoot.model.tally import Tally
from voicefoot.planning.plan import plan
from voicefoot.playing.deadline import Deadline
from voicefoot.playing.feed import Feed
from voicefoot.playing.live_session import LiveSession
from voicefoot.playing.remote import Command, Order, State
from voicefoot.playing.sections import sections_of
from voicefoot.playing.seek import MakeSections
from voicefoot.speaking.speak import CancellableVoice
from voicefoot.timeline.bookmark import Bookmark
from voicefoot.timeline.timeline import Section, Timeline

RATE = 8_000
PULL_FRAMES = 160
TIMEOUT_SECONDS = 30.0
"""How long to wait for a thread before a test fails; nothing is right or wrong because of it."""


class Noise:
    """A voice of noise: 50 ms for each character, each phrase another; heard to happen after 40 ms."""

    identity = "noise"

    def __init__(self) -> None:
        self._clips: dict[Phrase, Clip] = {}

    def say(self, phrase: Phrase) -> Clip:
        if phrase not in self._clips:
            frames = round(0.05 * len(phrase.text) / phrase.speed * RATE)
            seed = sum(map(ord, phrase.text)) + round(phrase.speed * 100)
            samples = np.random.default_rng(seed).uniform(-0.15, 0.15, (frames, 1)).astype(np.float32)
            self._clips[phrase] = Clip(samples, RATE, 0.04)
        return self._clips[phrase]


def short_sounds() -> dict[SoundName, Clip]:
    """A click or a tone for each, all different."""
    sounds = {}
    for number, name in enumerate(SoundName):
        times = np.arange(round(0.03 * RATE)) / RATE
        sounds[name] = Clip.of(0.1 * np.sin(2 * np.pi * (500 + 170 * number) * times), RATE)
    return sounds


class PulledSession:
    """A live session of `routine` that plays as far as it is pulled, on a clock of the frames pulled."""

    def __init__(
        self,
        routine: Routine,
        waits: Sequence[bool] | None = None,
        bookmark: Bookmark | None = None,
        start_delay_seconds: float = 0.0,
        *,
        is_open: bool = True,
        keep_timeline: bool = True,
        songs: OpenSongs = NO_SONGS,
        voice: Noise | None = None,
        sounds: Mapping[SoundName, Clip] | None = None,
        gains: Gains = AS_ARRANGED,
        tallies: Mapping[int, Tally] | None = None,
        choices: Choices | None = None,
        deadline: Callable[[PulledSession], Deadline] | None = None,
    ) -> None:
        """`waits` says of each exercise whether it waits for the user. Unless it `is_open`, `open` must be
        called. A test may replace `make_sections` and `clock`. `choices`: of the sections, beside what live
        sessions set.
        """
        self.routine = routine
        self.songs = songs
        self.voice = voice or Noise()
        self.sounds = sounds or short_sounds()
        self.format = AudioFormat(RATE, 1)
        self.make_sections: MakeSections = self.sections
        self.clock: Callable[[], float] = lambda: self.frames / RATE
        self.choices = choices or Choices()
        planned = plan(routine, self.choices)
        if waits is not None:
            sections = zip(planned.sections, waits, strict=True)
            planned = replace(planned, sections=tuple(replace(each, waits=wait) for each, wait in sections))
        self.live = LiveSession(
            planned,
            lambda *request: self.make_sections(*request),
            self.voice,
            self.sounds,
            Feed(self.format),
            gains=gains,
            keep_timeline=keep_timeline,
            tallies=tallies or {},
            clock=lambda: self.clock(),
            deadline=None if deadline is None else deadline(self),
        )
        self.transport = self.live.transport
        self.position = self.live.position
        self.speech = self.live.speech
        self.controller = self.live.controller
        self.blocks: list[Block] = []
        self.over = False
        self.controller.start(bookmark or Bookmark(), start_delay_seconds)
        if is_open:
            self.open()

    def open(self) -> None:
        """Wait until what is heard first is made, and open the output."""
        self._until(lambda: self.controller.playhead is not None)
        self.controller.output_opened()

    def sections(
        self,
        exercise: int,
        tempo: float,
        with_intro: bool,
        is_cancelled: Callable[[], bool] = lambda: False,
        routine: Routine | None = None,
    ) -> Iterator[Section]:
        routine = routine or self.routine
        voice = CancellableVoice(self.voice, is_cancelled)
        choices = replace(self.choices, sections_done=exercise, tempo=tempo, with_intro=with_intro)
        as_written = plan(routine, replace(choices, tempo=1.0))
        planned = plan(routine, choices)
        yield from sections_of(planned, voice, self.sounds, self.format, self.songs, as_written)

    @property
    def frames(self) -> int:
        return self.transport.feed.played_frames

    @property
    def state(self) -> State:
        return self.controller.state

    def pull(self, frames: int) -> None:
        """Pull `frames` frames; before each block, wait until what is to play is ready."""
        while frames > 0 and not self.over:
            self.speech.wait()
            self.controller.update()
            self.transport.wait_ready()
            count = min(PULL_FRAMES, frames)
            block = self.transport.feed.pull(count)
            self.blocks.append(np.array(block))
            self.over = len(block) < count
            frames -= count
            playhead = self.transport.playhead() if self.state is State.PLAYING else self.controller.playhead
            if playhead is not None:
                self.position.update(playhead)

    def send(self, command: Command, value: float = 0.0) -> None:
        """Give an order, and wait until nothing is being made for it."""
        self.controller.execute(Order(command, value))
        self._until(lambda: not self.controller.is_seeking)

    def _until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while time.monotonic() < deadline:
            self.controller.update()
            if condition():
                return
            time.sleep(0.001)
        raise AssertionError("it is still making something")

    def pull_to_the_end(self) -> None:
        while not self.over:
            self.pull(RATE)

    @property
    def recording(self) -> Block:
        return np.concatenate(self.blocks)

    def timeline(self) -> Timeline:
        return self.transport.timeline("A session")

    def close(self) -> None:
        self.live.close()
