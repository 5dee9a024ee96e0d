"""A speaker is woken while the first words are made, and all is heard as if it had waited for them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from tests.playing.test_feed import MONO, RATE, TIMEOUT_SECONDS, ramp, ready_stream
from voicefoot.audio import Block, to_int16
from voicefoot.dsp.tones import pre_roll_tone
from voicefoot.playing.block_stream import BlockStream
from voicefoot.playing.feed import Feed
from voicefoot.playing.pre_roll import MAX_PRE_ROLL_SECONDS


def led_in(seconds: float = 0.5) -> tuple[Feed, Block]:
    """A feed that wakes a speaker, and all that it would give of a stream that begins with that."""
    feed = Feed(MONO)
    feed.start_pre_roll(seconds)
    lead_in = to_int16(pre_roll_tone(RATE, round(seconds * RATE)).samples)
    return feed, np.concatenate([lead_in, ramp(2_000)])


def test_a_stream_goes_on_behind_what_was_given_of_its_lead_in() -> None:
    feed, session = led_in()
    heard = [feed.pull(1_000), feed.pull(3_000)]
    feed.play(ready_stream([session[at : at + 960] for at in range(0, len(session), 960)]), RATE // 2)
    heard.append(feed.pull(RATE))
    np.testing.assert_array_equal(np.concatenate(heard), session)
    given = [(g.stream_frame, g.played_frame, g.frames) for g in feed.delivered]
    assert given == [(0, 0, len(session))], "as if it had been there from the start"
    assert feed.delivered_frames == len(session)


def test_where_the_stream_is_late_it_begins_with_what_comes_after_its_lead_in() -> None:
    feed, session = led_in()
    late = feed.pull(RATE)
    np.testing.assert_array_equal(late[: RATE // 2], session[: RATE // 2])
    assert not late[RATE // 2 :].any()
    feed.play(ready_stream([session]), RATE // 2)
    np.testing.assert_array_equal(feed.pull(2_000), ramp(2_000))
    given = [(g.stream_frame, g.played_frame, g.frames) for g in feed.delivered]
    assert given == [(0, 0, RATE // 2), (RATE // 2, RATE, 2_000)]


@pytest.mark.parametrize("interrupt", [Feed.cut, lambda feed: feed.abort(0)])
def test_a_lead_in_that_was_cut_is_given_anew_with_its_stream(interrupt: Callable[[Feed], object]) -> None:
    feed, session = led_in()
    feed.pull(1_000)
    interrupt(feed)
    assert not feed.pull(1_000).any()
    feed.play(ready_stream([session]), RATE // 2)
    np.testing.assert_array_equal(feed.pull(len(session)), session)


def test_a_stream_that_begins_otherwise_loses_nothing_of_it() -> None:
    feed, _ = led_in()
    feed.pull(1_000)
    feed.play(ready_stream([ramp(500)]))
    np.testing.assert_array_equal(feed.pull(500), ramp(500))


def test_a_lead_in_that_is_longer_than_is_made_ahead_goes_on_in_the_stream() -> None:
    feed, session = led_in(3.0)
    early = feed.pull(2 * RATE)[: round(MAX_PRE_ROLL_SECONDS * RATE)]
    stream = ready_stream([session[at : at + 960] for at in range(0, len(session), 960)])
    feed.play(stream, 3 * RATE)
    heard = [early]
    while not feed.is_over:
        stream.wait_ready()
        heard.append(feed.pull(960))
    np.testing.assert_array_equal(np.concatenate(heard), session)


def test_a_stream_that_leads_in_waits_until_what_follows_is_made() -> None:
    """A voice may still be speaking, when the lead-in alone is made: then it would break off in its midst."""
    feed, session = led_in()
    speaks = threading.Event()

    def blocks() -> Iterator[Block]:
        yield session[: RATE // 3]
        assert speaks.wait(TIMEOUT_SECONDS)
        yield session[RATE // 3 :]

    heard = [feed.pull(1_000)]
    stream = BlockStream(blocks(), MONO, RATE // 3)
    stream.wait_ready(RATE // 3 / RATE)
    feed.play(stream, RATE // 2)
    heard.append(feed.pull(RATE // 2 - 1_000))
    speaks.set()
    stream.wait_ready()
    heard.append(feed.pull(RATE))
    np.testing.assert_array_equal(np.concatenate(heard), session)


def test_where_what_plays_is_late_a_speaker_stays_awake() -> None:
    feed = Feed(MONO)
    feed.keep_awake(True)
    late = threading.Event()

    def blocks() -> Iterator[Block]:
        yield ramp(960)
        late.wait(TIMEOUT_SECONDS)

    stream = BlockStream(blocks(), MONO, 960)
    feed.play(stream)
    stream.wait_ready(0.02)
    feed.pull(960)
    assert feed.pull(RATE // 10).any()
    late.set()


def test_what_keeps_a_speaker_awake_is_one_tone_however_it_is_pulled() -> None:
    heard = []
    for sizes in ([3 * RATE], [960] * (3 * RATE // 960), [1, 7_777, RATE, 13]):
        feed = Feed(MONO)
        feed.keep_awake(True)
        heard.append(np.concatenate([feed.pull(size) for size in sizes]))
    for pulled in heard[1:]:
        np.testing.assert_array_equal(pulled, heard[0][: len(pulled)])


def test_where_the_lead_in_ends_the_tone_goes_on_in_the_same_pull() -> None:
    feed, session = led_in()
    feed.keep_awake(True)
    tone = Feed(MONO)
    tone.keep_awake(True)
    heard = feed.pull(RATE)
    np.testing.assert_array_equal(heard, np.concatenate([session[: RATE // 2], tone.pull(RATE // 2)]))
