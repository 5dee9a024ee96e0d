"""The first talk of a session is heard while the rest of it is still being spoken, and is the same."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.builders import FEET, exercise, held, on_beat, routine
from tests.support.live_sessions import RATE, TIMEOUT_SECONDS, Noise, short_sounds
from voicefoot.arranging.arrange import arrange_section, phrases_of
from voicefoot.audio import AudioFormat, Block, Clip
from voicefoot.errors import VoiceError
from voicefoot.mixing.mix import mix
from voicefoot.model.cues import Chime, Cue, PlannedSection, PreRoll, Reps, Say, Wait
from voicefoot.model.origin import Origin
from voicefoot.model.phrase import Phrase
from voicefoot.model.routine import GrooveTrack
from voicefoot.model.sound_names import SoundName
from voicefoot.planning.plan import plan
from voicefoot.playing.feed import Feed
from voicefoot.playing.live_session import LiveSession
from voicefoot.playing.partial_sections import HELD_BACK_FRAMES, joined, partial_sections, pieces_of, rest_of
from voicefoot.playing.remote import Command, Order, State
from voicefoot.playing.sections import sections_at_once, sections_of
from voicefoot.playing.segments import SectionBuffer
from voicefoot.timeline.bookmark import Bookmark
from voicefoot.timeline.timeline import EventKind, Section

FORMAT = AudioFormat(RATE)
LONG_SECONDS = HELD_BACK_FRAMES / RATE
ROUTINE = routine(
    exercise(on_beat(4, 0.5, say="Tap your toes."), name="Taps", sides=FEET, setup=("Stand.", "Stand tall.")),
    exercise(held(1, 3.0), name="Lifts"),
    intro="Shoes off.",
)

POLL_SECONDS = 0.02
"""How long to wait for what may never come; nothing is right or wrong because of it."""
LINES = ("Shoes off.", "Sit down.", "Tap your toes.", "Are you there?")

talk = st.one_of(
    st.builds(
        Say, st.sampled_from(["One.", "Two, and more.", "Three."]), st.sampled_from([0.4, LONG_SECONDS, 3.0])
    ),
    st.builds(Chime, st.just(SoundName.ANSWER), st.sampled_from([0.1, 2.0])),
    st.builds(Wait, st.sampled_from([0.1, 4.0])),
    st.just(PreRoll(0.7)),
)


def work() -> Reps:
    section = plan(ROUTINE).sections[0]
    return next(cue for cue in section.cues if isinstance(cue, Reps))


def samples(sections: list[Section]) -> Block:
    return np.concatenate(list(mix(sections)))


def opened(planned: PlannedSection) -> tuple[list[Section], Section]:
    """The pieces of `planned`, and the whole of it."""
    voice, clips = Noise(), dict[Phrase, Clip]()
    phrases = phrases_of(planned)
    spoken = ((phrase, voice.say(phrase)) for phrase in phrases)
    pieces = list(partial_sections(planned, spoken, clips, short_sounds(), FORMAT))
    clips |= spoken
    assert list(clips) == phrases
    return pieces, arrange_section(planned, clips, short_sounds(), FORMAT)


@settings(deadline=None)
@given(st.lists(talk, max_size=7), st.booleans(), st.booleans())
def test_the_pieces_and_the_rest_are_the_section(cues: list[Cue], works: bool, fixed: bool) -> None:
    planned = PlannedSection("A", (*cues, *([work()] if works else [])), fixed=fixed)
    pieces, whole = opened(planned)
    assert all(piece.unfinished for piece in pieces)
    assert not whole.unfinished
    if pieces:
        begun = joined(pieces)
        assert [(e.start_frame, e.text) for e in begun.events] == [
            (e.start_frame, e.text) for e in whole.events[: len(begun.events)]
        ]
        parts = [*pieces, rest_of(whole, begun.end_frame)]
        np.testing.assert_array_equal(samples(parts), samples([whole]))


def test_what_is_cut_is_what_can_be_cut() -> None:
    long, short = Say("Sit down.", Origin.MOVE_OVER, LONG_SECONDS), Say("Right foot.", Origin.SIDE, 0.4)
    wake, wait, last = PreRoll(0.7), Wait(5.0), Say("Tap.", Origin.INSTRUCTION, LONG_SECONDS)
    cues = (wake, long, short, long, wait, short, short, last, work())
    pieces = list(pieces_of(PlannedSection("A", cues), RATE))
    assert pieces == [(wake,), (long,), (short, long, wait)]
    assert not list(pieces_of(PlannedSection("A", cues, soundtrack=GrooveTrack()), RATE))
    assert not list(pieces_of(PlannedSection("A", (work(), *cues)), RATE))


@given(
    st.lists(
        st.builds(Say, st.sampled_from(["One.", "Two."]), st.just(Origin.INTRO), st.just(LONG_SECONDS)),
        min_size=3,
        max_size=5,
    )
)
@settings(deadline=None)
def test_a_line_is_mixed_to_its_end_before_the_next_is_waited_for(lines: list[Cue]) -> None:
    pieces, whole = opened(PlannedSection("A", (*lines, work())))
    assert len(pieces) == len(lines) - 1
    given_frames, given_at = 0, list[int]()

    def asked() -> Iterator[Section]:
        for piece in pieces:
            yield piece
            given_at.append(given_frames)
        yield rest_of(whole, pieces[-1].end_frame)

    for block in mix(asked(), 160):
        given_frames += len(block)
    for piece, frames in zip(pieces, given_at, strict=True):
        assert max(event.end_frame for event in piece.events) <= frames


# -- in a live session ------------------------------------------------------------------------------


class HaltingVoice(Noise):
    """Says nothing more from `halts_at` on, until it is told to go on."""

    def __init__(self, halts_at: str) -> None:
        super().__init__()
        self._halts_at = halts_at
        self.halted = threading.Event()
        self.goes_on = threading.Event()
        self.fails = False

    def say(self, phrase: Phrase) -> Clip:
        if phrase.text == self._halts_at:
            self.halted.set()
            assert self.goes_on.wait(TIMEOUT_SECONDS)
            if self.fails:
                raise VoiceError("the voice is gone; use another")
        return super().say(phrase)


class Begun:
    """A session whose voice has halted in its first talk."""

    def __init__(self, halts_at: str) -> None:
        self.voice = HaltingVoice(halts_at)
        planned = plan(ROUTINE)
        talk = [Say(text, Origin.INSTRUCTION, LONG_SECONDS) for text in LINES]
        first = replace(planned.sections[0], cues=(PreRoll(0.7), *talk, work()))
        self.plan = replace(planned, sections=(first, *planned.sections[1:]))
        self.live = LiveSession(
            self.plan,
            self.sections,
            Noise(),
            short_sounds(),
            Feed(FORMAT),
            keep_timeline=True,
            clock=lambda: 0.0,
        )
        self.controller, self.transport = self.live.controller, self.live.transport
        self.whole = list(sections_of(self.plan, Noise(), short_sounds(), FORMAT))
        self.parts: list[Block] = []
        self.controller.start(Bookmark(), 0.0)
        while self.controller.playhead is None:
            self.controller.update()
            time.sleep(0.001)
        self.controller.output_opened()
        assert self.voice.halted.wait(TIMEOUT_SECONDS)

    def sections(
        self, exercise: int, _tempo: float, _with_intro: bool, _is_cancelled: Callable[[], bool]
    ) -> Iterator[Section]:
        left = replace(self.plan, sections=self.plan.sections[exercise:])
        return sections_at_once(left, self.voice, short_sounds(), FORMAT)

    def pull_until(self, heard: Callable[[], bool]) -> None:
        """Pulls until `heard`, in a time of its own: what was spoken is waited for, and what was not yet is
        silence.
        """
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while not heard():
            assert time.monotonic() < deadline, "it does not go on"
            self.controller.update()
            timeout_seconds = TIMEOUT_SECONDS if self.voice.goes_on.is_set() else POLL_SECONDS
            self.transport.wait_ready(160 / RATE, timeout_seconds)
            self.parts.append(self.transport.feed.pull(160))
            if not self.parts[-1].any():
                time.sleep(0.001)

    def pull_to_the_end(self) -> None:
        self.pull_until(lambda: bool(self.parts) and len(self.parts[-1]) < 160)

    @property
    def given_frames(self) -> int:
        return sum(given.frames for given in self.transport.feed.delivered)

    def given(self) -> Block:
        """What was heard of sections, without the silence between."""
        recording = np.concatenate(self.parts)
        return np.concatenate(
            [recording[g.played_frame : g.played_frame + g.frames] for g in self.transport.feed.delivered]
        )

    def end_of(self, line: str) -> int:
        return next(event.end_frame for event in self.whole[0].events if event.text == line)

    def close(self) -> None:
        self.voice.goes_on.set()
        self.live.close()


@pytest.fixture
def begun() -> Iterator[Begun]:
    session = Begun(LINES[1])
    yield session
    session.close()


def test_the_first_line_is_heard_before_the_second_is_spoken_and_nothing_is_lost(begun: Begun) -> None:
    begun.pull_until(lambda: begun.given_frames >= begun.end_of(LINES[0]))
    here = begun.transport.playhead()
    assert here is not None
    assert here.section.unfinished
    begun.voice.goes_on.set()
    begun.pull_to_the_end()
    np.testing.assert_array_equal(begun.given(), samples(begun.whole))


def test_paused_and_resumed_in_its_first_talk_it_goes_on_when_that_is_spoken(begun: Begun) -> None:
    begun.pull_until(lambda: begun.given_frames >= begun.end_of(LINES[0]) - RATE // 10)
    begun.controller.execute(Order(Command.PAUSE))
    begun.controller.execute(Order(Command.RESUME))
    begun.controller.update()
    assert begun.controller.state is State.PLAYING
    assert begun.transport.playing_segment() is None, "nothing can lead into what is not whole"
    begun.voice.goes_on.set()
    begun.pull_to_the_end()
    played = begun.transport.timeline("A session")
    for kind in (EventKind.TICK, EventKind.COUNT):
        expected = sum(event.kind is kind for section in begun.whole for event in section.events)
        assert sum(event.kind is kind for event in played.events) >= expected > 0
    said = [event.text for event in played.events if event.text in LINES]
    assert said == [LINES[0], *LINES], "after a pause the line that was cut is said again"


def test_another_tempo_waits_until_it_is_known_how_far_the_talk_is(begun: Begun) -> None:
    begun.pull_until(lambda: begun.given_frames >= begun.end_of(LINES[0]))
    begun.controller.execute(Order(Command.PAUSE))
    begun.controller.execute(Order(Command.RESUME))
    begun.controller.execute(Order(Command.FASTER))
    begun.voice.goes_on.set()
    begun.pull_to_the_end()
    assert begun.controller.tempo == pytest.approx(1.05)
    said = [event.text for event in begun.transport.timeline("A session").events if event.text in LINES]
    assert list(dict.fromkeys(said)) == [*LINES]


def test_next_in_the_first_talk_waits_for_none_of_it(begun: Begun) -> None:
    begun.pull_until(lambda: begun.given_frames >= begun.end_of(LINES[0]))
    begun.controller.execute(Order(Command.NEXT))
    begun.pull_to_the_end()
    assert not begun.voice.goes_on.is_set()
    played = begun.transport.timeline("A session")
    assert [section.name for section in played.sections] == ["Taps", "Lifts"]


def test_its_output_lost_in_the_first_talk_it_goes_on_when_that_is_spoken(begun: Begun) -> None:
    begun.pull_until(lambda: begun.given_frames >= begun.end_of(LINES[0]))
    begun.controller.output_lost(0.0)
    begun.controller.output_found()
    begun.voice.goes_on.set()
    begun.pull_to_the_end()
    texts = [event.text for event in begun.transport.timeline("A session").events]
    said = [text for text in texts if text in (*LINES, "Taps.")]
    assert list(dict.fromkeys(said)) == [LINES[0], "Taps.", *LINES[1:]]


def test_the_time_left_is_told_when_the_talk_is_spoken(begun: Begun) -> None:
    begun.pull_until(lambda: begun.given_frames >= begun.end_of(LINES[0]))
    begun.controller.execute(Order(Command.TIME_LEFT))
    begun.voice.goes_on.set()
    begun.pull_to_the_end()
    texts = [event.text for event in begun.transport.timeline("A session").events]
    assert any("left" in (text or "") for text in texts)


def test_a_voice_that_fails_in_the_first_talk_ends_the_session(begun: Begun) -> None:
    begun.voice.fails = True
    begun.voice.goes_on.set()
    with pytest.raises(VoiceError):
        begun.pull_to_the_end()


def test_begun_in_its_midst_it_waits_for_the_whole_section() -> None:
    coming = SectionBuffer(sections_at_once(plan(ROUTINE), Noise(), short_sounds(), FORMAT), 0)
    section = coming.wait(0, TIMEOUT_SECONDS, lambda: False)
    coming.close()
    assert section is not None
    assert not section.unfinished
    assert len(section.works) == 2
