"""A live session without a sink or a clock of its own: its time is what was pulled from it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from voicefoot.arranging.accompaniment import NO_SONGS, OpenSongs
from voicefoot.arranging.estimate import estimated_section_seconds
from voicefoot.audio import AudioFormat, Block, Clip
from voicefoot.model.choices import Choices
from voicefoot.model.phrase import Phrase
from voicefoot.model.routine import Routine
from voicefoot.model.sound_names import SoundName
from voicefoot.planning.plan import plan
from voicefoot.playing.announcements import SpeechPrefetcher
from voicefoot.playing.controller import PlaybackController
from voicefoot.playing.feed import Feed
from voicefoot.playing.position_tracker import PositionTracker
from voicefoot.playing.remote import Command, Order, State
from voicefoot.playing.sections import sections_of
from voicefoot.playing.transport import Transport
from voicefoot.speaking.speak import WhileWanted
from voicefoot.timeline.bookmark import Bookmark
from voicefoot.timeline.timeline import Section, Timeline

RATE = 8_000
PULL_FRAMES = 160
PATIENCE_SECONDS = 30.0
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


class Played:
    """A session of `routine` that is played by pulling."""

    def __init__(
        self,
        routine: Routine,
        waits: Sequence[bool] | None = None,
        place: Bookmark | None = None,
        start_in_seconds: float = 0.0,
        *,
        begins: bool = True,
        remembers: bool = True,
        songs: OpenSongs = NO_SONGS,
        voice: Noise | None = None,
    ) -> None:
        """Where it does not begin by itself, `open` has it begin."""
        self.routine = routine
        self.songs = songs
        self.voice = voice or Noise()
        self.sounds = short_sounds()
        self.format = AudioFormat(RATE, 1)
        planned = plan(routine)
        names = [section.name for section in planned.sections]
        self.transport = Transport(
            Feed(self.format), self.sounds, waits or [False for _ in names], remembers=remembers
        )
        self.where = PositionTracker("A session", names, lambda: estimated_section_seconds(planned), RATE)
        self.aside = SpeechPrefetcher(self.voice)
        self.conductor = PlaybackController(
            self.sections, self.transport, self.aside, self.where, lambda: self.frames / RATE
        )
        self.blocks: list[Block] = []
        self.over = False
        self.conductor.begin(place or Bookmark(), start_in_seconds)
        if begins:
            self.open()

    def open(self) -> None:
        """Waits until what is heard first is made, and opens the output."""
        self._until(lambda: self.conductor.held is not None)
        self.conductor.opened()

    def sections(
        self, exercise: int, tempo: float, with_intro: bool, unwanted: Callable[[], bool] = lambda: False
    ) -> Iterator[Section]:
        voice = WhileWanted(self.voice, unwanted)
        choices = Choices(sections_done=exercise, tempo=tempo, with_intro=with_intro)
        as_written = plan(self.routine, replace(choices, tempo=1.0))
        planned = plan(self.routine, choices)
        yield from sections_of(planned, voice, self.sounds, self.format, self.songs, as_written)

    @property
    def frames(self) -> int:
        return self.transport.feed.played_frames

    @property
    def state(self) -> State:
        return self.conductor.state

    def pull(self, frames: int) -> None:
        """Hears so much of it; what is to play is ready each time."""
        while frames > 0 and not self.over:
            self.aside.wait(*self.aside.asked)
            self.conductor.turn()
            self.transport.wait_ready()
            asked = min(PULL_FRAMES, frames)
            block = self.transport.feed.pull(asked)
            self.blocks.append(np.array(block))
            self.over = len(block) < asked
            frames -= asked
            heard = self.transport.heard() if self.state is State.PLAYING else self.conductor.held
            if heard is not None:
                self.where.take(heard)

    def tell(self, command: Command, value: float = 0.0) -> None:
        """Gives an order, and waits until nothing is in the making for it."""
        self.conductor.obey(Order(command, value))
        self._until(lambda: not self.conductor.is_making)

    def _until(self, comes_about: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            self.conductor.turn()
            if comes_about():
                return
            time.sleep(0.001)
        raise AssertionError("it is still making something")

    def to_the_end(self) -> None:
        while not self.over:
            self.pull(RATE)

    @property
    def recording(self) -> Block:
        return np.concatenate(self.blocks)

    def timeline(self) -> Timeline:
        return self.transport.timeline("A session")

    def close(self) -> None:
        self.conductor.close()
        self.transport.feed.close()
