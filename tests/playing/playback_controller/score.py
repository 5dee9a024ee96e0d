"""The session that the tests of orders play, and what its recording and its score have to agree on."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from tests.support.builders import FEET, exercise, held, held_once, moving, on_beat, routine
from tests.support.live_sessions import RATE, PulledSession
from voicefoot.audio import AudioFormat, Block
from voicefoot.mixing.mix import mix
from voicefoot.playing.feed import FADE_SECONDS
from voicefoot.playing.remote import Command
from voicefoot.timeline.timeline import Event, EventKind, Section, Timeline

ROUTINE = routine(
    exercise(on_beat(12, 0.5, say="Tap your toes."), name="Taps", sides=FEET),
    exercise(on_beat(6, 2.0, 2.5), name="Ramp"),
    exercise(held(3, 6.0), name="Lifts"),
    exercise(held_once(12.0), moving(21.0), name="Stretch"),
    intro="Shoes off.",
)
WORDS = (EventKind.SPEECH, EventKind.COUNT)
FORMAT = AudioFormat(RATE, 1)
FADE_FRAMES = round(FADE_SECONDS * RATE)


def words(timeline: Timeline) -> list[str]:
    return [event.text or "" for event in timeline.events if event.kind in WORDS]


def mixed(timeline: Timeline) -> Block:
    """All of it as one section, since an answer may sound on into the next."""
    return np.concatenate(list(mix([Section("", 0, timeline.frames, tuple(timeline.events), None, FORMAT)])))


def agrees(session: PulledSession, unheard_seconds: float = 0.0) -> None:
    """The recording is the mix of the score, but for the fades where it was cut, and what was pulled and
    not heard.
    """
    unheard = round(unheard_seconds * RATE)
    timeline = session.timeline()
    recording = session.recording
    score = mixed(timeline)
    assert len(score) == timeline.frames == len(recording)
    cuts = np.zeros(len(score), dtype=bool)
    ranges = session.transport.played_ranges()
    for before, after in pairwise(ranges):
        end = before.played_frame + before.frames
        if not after.goes_on_from(before):
            cuts[max(0, end - FADE_FRAMES - 1) : end + 1 + unheard] = True
    end = ranges[-1].played_frame + ranges[-1].frames
    cuts[max(0, end - FADE_FRAMES - 1) : end + 1] = True
    difference = np.abs(recording[:, 0].astype(int) - score[:, 0].astype(int))
    difference[cuts] = 0
    assert difference.max() <= 2, f"first at {np.argmax(difference > 2) / RATE:.3f} s"


def counted(timeline: Timeline) -> list[tuple[str, int | None, str | None]]:
    return [
        (s.name, e.number, e.side) for s in timeline.sections for e in s.events if e.kind is EventKind.COUNT
    ]


def ticks_are_on_their_grid(timeline: Timeline) -> None:
    assert all(e.beat_frame == e.start_frame for e in timeline.events if e.kind is EventKind.TICK)


def jumped(session: PulledSession, *commands: Command, seconds: float = 12.0) -> Timeline:
    session.pull(round(seconds * RATE))
    for command in commands:
        session.send(command)
    session.pull(3 * RATE)
    agrees(session)
    return session.timeline()


def chimes(session: PulledSession) -> list[str | None]:
    return [event.text for event in session.transport.overlays]


def is_beside(session: PulledSession, event: Event) -> bool:
    return any(event is each for each in session.transport.overlays)
