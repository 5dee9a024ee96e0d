"""Many commands at random moments, given to the program itself, heard through a real sound server, and held
against the score that it wrote.
"""

from __future__ import annotations

import json
import os
import random
import threading
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.sinks.signals import found_at
from tests.support.builders import overlaps
from tests.support.pulse import SAMPLE_RATE, TIMEOUT_SECONDS, Recording, Speaker
from voicefoot.audio import Block
from voicefoot.cli.main import run
from voicefoot.controls.ctl_client import attach
from voicefoot.mixing.mix import mix
from voicefoot.model.stems import Gains
from voicefoot.playing.feed import FADE_SECONDS
from voicefoot.playing.live_session import LiveSession
from voicefoot.playing.remote import Command, State
from voicefoot.playing.transport import Transport
from voicefoot.timeline.score import score
from voicefoot.timeline.timeline import EventKind, Section, Timeline

pytestmark = pytest.mark.usefixtures("shared_clips")

ROUTINE = """\
title: All sorts
sides: [right foot, left foot]
exercises:
  - {name: Taps, say: Tap your toes., reps: 20, tempo: 100 bpm}
  - {name: Rises, say: Rise., reps: 8, every: 3s}
  - {name: Lifts, say: Lift., reps: 4, hold: 6s}
  - {name: Stretch, say: Sit back., sides: none, for: 25s}
"""
GAINS = Gains(voice_db=-12.0, beat_db=-6.0)
"""So soft that nothing is ever limited: a limiter knows what came before, and a score does not."""
WORDS = (EventKind.SPEECH, EventKind.COUNT)
JUMPS = (Command.NEXT, Command.MEDIA_NEXT, Command.PREVIOUS, Command.REPEAT, Command.GO_TO)
NOT_GIVEN = {Command.STOP, Command.VOLUME, Command.QUIETER, Command.LOUDER}
"""One ends it; the others change what each sample is."""
HUM_PEAK = 33
FADE_FRAMES = round(FADE_SECONDS * SAMPLE_RATE)


@dataclass
class Commander:
    """Gives commands to the session of this process, through its socket, in a thread."""

    recording: Recording
    commands: int
    seed: int
    transports: list[Transport]
    jumped: list[int] = field(default_factory=list)
    """The frames of all that was played at which another place was asked for."""
    given: list[str] = field(default_factory=list)

    def go(self) -> None:
        """Gives all of them, and then ends the session."""
        chance = random.Random(self.seed)  # noqa: S311 - the same each time
        while not self._heard():
            self.recording.wait_for(SAMPLE_RATE // 10)
        for _ in range(self.commands):
            self.recording.wait_for(chance.randrange(1, 2 * SAMPLE_RATE))
            self._give(chance.choice([each for each in Command if each not in NOT_GIVEN]), chance)
        with attach(os.getpid()) as session:
            session.ask(Command.STOP)

    def _heard(self) -> bool:
        return bool(np.abs(self.recording.frames().astype(np.int32)).max(initial=0) > 1_000)

    def _give(self, command: Command, chance: random.Random) -> None:
        with attach(os.getpid()) as session:
            status = session.ask("status").status
            if command in (Command.NEXT, Command.MEDIA_NEXT) and status.exercise + 1 == len(status.exercises):
                command = Command.PREVIOUS  # it would be the end of the session
            value = chance.randrange(len(status.exercises)) if command is Command.GO_TO else None
            status = session.ask(command, value).status
            self.given.append(command)
            if command in JUMPS:
                self.jumped.append(self.transports[0].feed.played_frames)
            if status.state is State.PAUSED and chance.random() < 0.7:
                self.recording.wait_for(chance.randrange(1, SAMPLE_RATE // 2))
                session.ask(Command.RESUME)
                self.given.append(Command.RESUME)


@pytest.fixture
def transports(monkeypatch: pytest.MonkeyPatch) -> list[Transport]:
    """Those of the sessions that are played in this process."""
    made: list[Transport] = []
    run = LiveSession.run

    def run_and_record(live: LiveSession, *arguments: Any, **options: Any) -> bool:
        made.append(live.transport)
        return run(live, *arguments, **options)

    monkeypatch.setattr(LiveSession, "run", run_and_record)
    return made


def test_what_is_heard_is_the_score(
    speaker: Speaker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    transports: list[Transport],
    request: pytest.FixtureRequest,
) -> None:
    """Every tick is on its grid, to the frame; no words overlap, and no count is said twice where nobody
    asked for it.
    """
    # What is tested is what is played, not how busy this machine is.
    monkeypatch.setenv("VOICEFOOT_BUFFER_MS", "500")
    routine, file = tmp_path / "all-sorts.yaml", tmp_path / "score.json"
    routine.write_text(ROUTINE, encoding="utf-8")
    with speaker.record() as recording:
        commander = Commander(
            recording,
            request.config.getoption("--commands"),
            request.config.getoption("--commands-seed"),
            transports,
        )
        thread = threading.Thread(target=commander.go)
        thread.start()
        code = run(
            ["play", str(routine), "--score", str(file), "--voice", "pyttsx3", "--talk", "full",
             "--voice-gain", f"{GAINS.voice_db}", "--beat-gain", f"{GAINS.beat_db}", "--level", "standard",
             "--output", "miniaudio"]
        )  # fmt: skip
        thread.join(TIMEOUT_SECONDS)
        recorded = recording.finish()
    assert code == 0, commander.given
    transport = transports[0]
    timeline = transport.timeline("All sorts")
    written = json.loads(file.read_text(encoding="utf-8"))
    assert written == score(timeline, written["voice"])
    agrees(recorded, timeline, transport)
    assert all(e.beat_frame == e.start_frame for e in timeline.events if e.kind is EventKind.TICK)
    beside = [id(each) for each in transport.overlays]
    spoken = [e for e in timeline.events if e.kind in WORDS and id(e) not in beside]
    assert overlaps(spoken) == []
    for first, last in pairwise([0, *commander.jumped, timeline.frames]):
        counted = [
            (event.number, event.side, section.name)
            for section in timeline.sections
            for event in section.events
            if event.kind is EventKind.COUNT and first <= event.start_frame < last
        ]
        assert len(counted) == len(set(counted)), commander.given


def mixed(timeline: Timeline, transport: Transport) -> Block:
    """All of it, as it was given to the sink; as one section, since an answer may sound on into the next."""
    audio_format = transport.audio_format
    whole = Section("", 0, timeline.frames, tuple(timeline.events), None, audio_format)
    return np.concatenate(list(mix([whole], gains=GAINS)))


def agrees(recorded: Block, timeline: Timeline, transport: Transport) -> None:
    """The recording is the mix of the score, but for the fades where it was cut, and the near-silence where
    nothing was played.
    """
    expected = mixed(timeline, transport)[:, 0].astype(int)
    given = transport.played_ranges()
    cuts = np.zeros(len(expected), dtype=bool)
    nothing = np.ones(len(expected), dtype=bool)
    for number, each in enumerate(given):
        end = each.played_frame + each.frames
        nothing[each.played_frame : end] = False
        if number + 1 == len(given) or not given[number + 1].goes_on_from(each):
            cuts[max(0, end - FADE_FRAMES - 1) : end + 1] = True
    at = next(event for event in timeline.events if event.kind is EventKind.SPEECH).start_frame
    # So long a piece is there once, however often its lines are said again.
    (found,) = found_at(recorded[:, 0], expected[:, np.newaxis], range(at, at + 1), 15 * SAMPLE_RATE)
    heard = recorded[found - at :, 0].astype(int)[: len(expected)]
    assert len(heard) == len(expected)
    difference = np.abs(heard - expected)
    difference[cuts] = 0
    difference[nothing] = np.maximum(0, difference[nothing] - HUM_PEAK)
    wrong = np.flatnonzero(difference > 2)
    assert len(wrong) == 0, f"{len(wrong)} frames, from {wrong[0] / SAMPLE_RATE:.3f} s on"
