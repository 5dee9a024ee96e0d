"""Work that follows a song still does where it was cut."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.support.builders import exercise, on_beat, routine
from tests.support.live_sessions import RATE, Noise, PulledSession
from voicefoot.audio import Clip, Samples
from voicefoot.model.phrase import Phrase
from voicefoot.model.routine import Follow, OnBeat, Routine, SongTrack
from voicefoot.music.song_loop import Song, SongLoop
from voicefoot.playing.remote import Command
from voicefoot.timeline.timeline import EventKind

TRACK = SongTrack(())
BEAT_FRAMES = np.rint(0.42 * RATE + 0.4878 * RATE * np.arange(80)).astype(np.int64)
LOUD = 5_000
"""Louder than any tick, softer than the song under the voice."""


class Clicks:
    """A song of one loud frame on each beat, and of silence between them."""

    name = "clicks"
    channels = 1
    identity = None

    def __init__(self) -> None:
        frames = int(BEAT_FRAMES[-1]) + RATE // 3
        self.order = SongLoop([Song(frames, np.full(10 * frames // RATE + 1, -18.0), BEAT_FRAMES)], RATE)

    def samples(self, first_frame: int, last_frame: int) -> Samples:
        samples = np.zeros((last_frame - first_frame, 1), dtype=np.float32)
        beats = self.order.beats_from(0, 400)
        samples[beats[(first_frame <= beats) & (beats < last_frame)] - first_frame] = 0.9
        return samples


class Silent(Noise):
    """A voice that takes its time, and that nobody hears."""

    def say(self, phrase: Phrase) -> Clip:
        return replace(super().say(phrase), samples=np.zeros_like(super().say(phrase).samples))


def following(reps: int) -> Routine:
    move = on_beat(reps, 0.5)
    assert isinstance(move.work, OnBeat)
    move = replace(move, work=replace(move.work, follow=Follow(80.0, 140.0)))
    return routine(
        exercise(move, name="Taps", soundtrack=TRACK), exercise(move, name="Lifts", soundtrack=TRACK)
    )


@pytest.mark.parametrize("commands", [(Command.TOGGLE, Command.TOGGLE), (Command.NEXT,), (Command.AGAIN,)])
def test_after_a_cut_every_tick_is_on_a_beat_of_the_song(commands: tuple[Command, ...]) -> None:
    session = PulledSession(following(40), songs={TRACK: Clicks()}, voice=Silent())
    session.pull(17 * RATE)
    counted = [e for e in session.timeline().events if e.kind is EventKind.COUNT]
    assert 3 < len(counted) < 30, "it is in the midst of work"
    cut_at = session.frames
    for command in commands:
        session.send(command)
        session.pull(RATE)
    session.pull_to_the_end()
    timeline, recording = session.timeline(), session.recording[:, 0].astype(int)
    ticks = [e.start_frame for e in timeline.events if e.kind is EventKind.TICK and e.start_frame > cut_at]
    beats = np.flatnonzero(recording > LOUD)
    # By then the song has come back. A count-in rounds each of its own beats.
    apart = [int(np.abs(beats - tick).min()) for tick in ticks if tick > cut_at + 5 * RATE]
    assert len(apart) > 20
    assert max(apart) <= 2
    session.close()
