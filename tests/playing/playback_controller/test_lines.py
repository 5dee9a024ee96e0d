"""Lines that nobody planned are said without disturbing what plays."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np

from tests.playing.playback_controller.score import ROUTINE, WORDS, agrees, words
from tests.support.builders import overlaps
from tests.support.live_sessions import RATE, PulledSession
from voicefoot.audio import Clip
from voicefoot.language.packs import language_pack
from voicefoot.model.phrase import Phrase
from voicefoot.model.sound_names import SoundName
from voicefoot.model.stems import Gains
from voicefoot.playing.remote import Command, Order
from voicefoot.timeline.timeline import EventKind

ENGLISH = language_pack("en")


def test_a_line_is_said_again(session: PulledSession) -> None:
    session.pull(14 * RATE)
    said = words(session.timeline())
    assert "Tap your toes." in said
    session.send(Command.AGAIN)
    session.pull(3 * RATE)
    assert words(session.timeline())[len(said) :][:1] == ["Tap your toes."]
    agrees(session)


def test_the_time_that_is_left_is_said_without_disturbing_the_beat(session: PulledSession) -> None:
    session.send(Command.GO_TO, 1)
    session.pull(9 * RATE)
    session.speech.wait("About two minutes left.")
    session.send(Command.TIME_LEFT)
    session.pull_to_the_end()
    agrees(session)
    timeline = session.timeline()
    ramp = next(section for section in timeline.sections if section.name == "Ramp")
    said = [e for e in ramp.events if e.text and e.text.startswith("About")]
    assert len(said) == 1
    ticks = [e.start_frame for e in ramp.events if e.kind is EventKind.TICK and not e.leads_in]
    assert len(ticks) == 6
    assert any(a < said[0].start_frame < b for a, b in pairwise(ticks))
    assert overlaps(e for e in timeline.events if e.kind in WORDS) == []


def test_in_talk_the_time_that_is_left_comes_before_what_it_cut(session: PulledSession) -> None:
    session.pull(round(5.1 * RATE))
    session.send(Command.TIME_LEFT)
    session.speech.wait()
    session.pull(6 * RATE)
    said = words(session.timeline())
    at = next(i for i, line in enumerate(said) if line.startswith("About"))
    assert said[at + 1] == said[at - 1] == "Shoes off."
    agrees(session)


def test_a_line_where_nothing_plays_is_as_loud_as_the_voice_was_asked_to_be() -> None:
    click = Clip.of(np.full(40, 0.5), RATE)
    sounds = dict.fromkeys(SoundName, click)
    session = PulledSession(ROUTINE, is_open=False, sounds=sounds, gains=Gains(-6.0, all_db=-6.0))
    transport = session.transport
    heard = []
    for play in (
        partial(transport.say, "Soon over.", click),
        partial(transport.play_sound, SoundName.ANSWER),
    ):
        play()
        heard.append(int(transport.feed.pull(80).max()))
    session.close()
    assert heard == [round(0.5 * 32_767 * 10 ** (-db / 20)) for db in (12.0, 6.0)]


def test_a_line_and_what_goes_on_do_not_overlap(session: PulledSession) -> None:
    session.pull(12 * RATE)
    session.send(Command.PAUSE)
    session.pull(RATE // 4)
    session.send(Command.TIME_LEFT)
    session.pull(RATE // 4)
    session.send(Command.TIME_LEFT)
    session.pull(RATE // 4)
    session.send(Command.RESUME)
    session.pull(8 * RATE)
    assert overlaps(e for e in session.timeline().events if e.kind in WORDS) == []
    agrees(session)


def test_of_two_lines_in_the_midst_of_work_none_is_lost(session: PulledSession) -> None:
    session.pull(20 * RATE)
    one, two = (session.voice.say(Phrase(text)) for text in ("One.", "Two."))
    assert session.transport.interject("One.", one)
    assert session.transport.feed.is_splicing
    assert not session.transport.interject("Two.", two)
    session.pull(RATE)
    assert session.transport.interject("Two.", two)
    session.pull(2 * RATE)
    assert [text for text in words(session.timeline()) if text in ("One.", "Two.")] == ["One.", "Two."]


def test_the_time_that_is_left_is_that_of_where_it_goes_on(session: PulledSession) -> None:
    session.pull(5 * RATE)
    session.controller.execute(Order(Command.GO_TO, 3))
    session.controller.execute(Order(Command.TIME_LEFT))
    session.send(Command.LOUDER)
    session.pull(6 * RATE)
    assert ENGLISH.time_left_line(session.position.left_seconds + 6) in words(session.timeline())
