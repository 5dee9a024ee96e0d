"""Whatever a sink pulls, and when, it gets the session's own frames in their order."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicefoot.audio import AudioFormat, Block
from voicefoot.playing.block_stream import BlockStream
from voicefoot.playing.feed import FADE_SECONDS, OVERLAY_CEILING, Feed

TIMEOUT_SECONDS = 30.0
RATE = 48_000
FADE_FRAMES = round(FADE_SECONDS * RATE)
MONO, STEREO = AudioFormat(RATE, 1), AudioFormat(RATE, 2)

lengths = st.lists(st.integers(1, 200), max_size=12)
pulls = st.lists(st.integers(1, 400), min_size=1, max_size=12)


def ramp(frames: int, channels: int = 1) -> Block:
    """Frames that are all different."""
    return np.arange(1, frames * channels + 1).astype(np.int16).reshape(frames, channels)


def blocks_of(signal: Block, block_lengths: Iterable[int]) -> Iterator[Block]:
    at = 0
    for length in block_lengths:
        yield signal[at : at + length]
        at += length


class Fed(Feed):
    """A feed with one stream to play."""

    def __init__(self, blocks: Iterable[Block], audio_format: AudioFormat, block_frames: int) -> None:
        super().__init__(audio_format)
        self.stream = BlockStream(blocks, audio_format, block_frames)
        self.play(self.stream)

    def wait_ready(self) -> None:
        self.stream.wait_ready()

    def fade_out(self) -> None:
        self.cut()
        self.end()


def pull_ready(feed: Fed, sizes: Sequence[int]) -> list[Block]:
    """Pulls `sizes` round and round, each when enough has been made, until the feed ends."""
    pulled = []
    for size in itertools.cycle(sizes):
        feed.wait_ready()
        block = feed.pull(size)
        pulled.append(block)
        if len(block) < size:
            return pulled
    raise AssertionError("unreachable")


@settings(deadline=None)
@given(lengths, pulls, st.sampled_from([1, 2]))
def test_any_pulls_give_the_same_frames(block_lengths: list[int], sizes: list[int], channels: int) -> None:
    signal = ramp(sum(block_lengths), channels)
    feed = Fed(blocks_of(signal, block_lengths), AudioFormat(RATE, channels), 1)
    pulled = pull_ready(feed, sizes)
    assert all(len(block) == size for block, size in zip(pulled[:-1], itertools.cycle(sizes), strict=False))
    assert all(block.dtype == np.int16 for block in pulled)
    np.testing.assert_array_equal(np.concatenate(pulled), signal)
    assert feed.played_frames == len(signal)
    assert feed.underrun_frames == 0
    assert feed.error is None


class Tap:
    """Blocks that are made only when they are let through."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self._blocks = iter(blocks)
        self._let = threading.Semaphore(0)
        self.asked = threading.Semaphore(0)

    def let(self, count: int = 1) -> None:
        self._let.release(count)

    def __iter__(self) -> Iterator[Block]:
        return self

    def __next__(self) -> Block:
        self.asked.release()
        assert self._let.acquire(timeout=TIMEOUT_SECONDS)
        return next(self._blocks)

    def wait_asked(self, count: int = 1) -> None:
        """Waits for `count` more askings; all blocks before the last one asked for are ready then."""
        for _ in range(count):
            assert self.asked.acquire(timeout=TIMEOUT_SECONDS)


@settings(deadline=None)
@given(lengths, st.data())
def test_missed_frames_lose_nothing(block_lengths: list[int], data: st.DataObject) -> None:
    signal = ramp(sum(block_lengths))
    tap = Tap(blocks_of(signal, block_lengths))
    feed = Fed(tap, MONO, 9_600)  # so that one block is enough to begin with
    tap.wait_asked()
    heard: list[Block] = []
    pulled_frames = missed = 0
    for length in block_lengths:
        # Each time a pull that asks for more than there is, and then the block for which it was late.
        late = data.draw(st.integers(1, 50))
        block = feed.pull(late)
        assert len(block) == late
        assert not block.any()
        missed += late if pulled_frames else 0  # before the first frame nothing is late
        tap.let()
        tap.wait_asked()
        block = feed.pull(length + late)
        heard.append(block[:length])
        assert not block[length:].any()
        missed += late
        pulled_frames += length
        assert (feed.stream.frame, feed.underrun_frames) == (pulled_frames, missed)
    tap.let()
    feed.wait_ready()
    assert len(feed.pull(10)) == 0
    np.testing.assert_array_equal(np.concatenate([signal[:0], *heard]), signal)


def tone(hertz: float, seconds: float, channels: int = 1) -> Block:
    wave = np.rint(20_000 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE))
    return np.repeat(wave.astype(np.int16)[:, np.newaxis], channels, axis=1)


def largest_step(signal: Block) -> int:
    return int(np.abs(np.diff(signal.astype(np.int64), axis=0)).max())


@settings(deadline=None)
@given(
    hertz=st.floats(50, 2_000),
    before=st.integers(1, 5_000),
    size=st.sampled_from([1, 16, 64, 480, 959, 960, 961, 4_800]),
    channels=st.sampled_from([1, 2]),
)
def test_fade_out_ends_soon_and_without_a_click(hertz: float, before: int, size: int, channels: int) -> None:
    signal = tone(hertz, 0.5, channels)
    feed = Fed(blocks_of(signal, itertools.repeat(960, 25)), AudioFormat(RATE, channels), 960)
    feed.wait_ready()
    played = feed.pull(before)
    feed.fade_out()
    faded = np.concatenate(pull_ready(feed, [size]))
    assert len(faded) == FADE_FRAMES
    assert feed.played_frames == before + FADE_FRAMES
    whole = np.concatenate([played, faded, np.zeros((1, channels), dtype=np.int16)])
    assert largest_step(whole) <= largest_step(signal) + 1
    assert len(feed.pull(100)) == 0
    feed.close()


def test_fade_out_ends_within_one_pull() -> None:
    feed = Fed([tone(440, 0.5)], MONO, 960)
    feed.wait_ready()
    feed.pull(1)
    feed.fade_out()
    assert len(feed.pull(FADE_FRAMES + 1)) == FADE_FRAMES


def test_fade_out_takes_what_there_is() -> None:
    signal = tone(100, 1.0)
    tap = Tap([signal[:300], signal[300:]])
    feed = Fed(tap, MONO, 48_000)
    tap.let()
    tap.wait_asked(2)
    feed.pull(1)
    feed.fade_out()
    faded = feed.pull(2_000)
    assert len(faded) == 299
    assert largest_step(np.concatenate([faded, faded[:1] * 0])) <= largest_step(signal) * 1.1
    assert len(feed.pull(2_000)) == 0
    feed.close()
    tap.let()


@pytest.mark.parametrize("size", [1, 100, 150, 1_000])
def test_an_error_in_the_making_is_kept_and_ends_the_feed(size: int) -> None:
    error = LookupError("no more clips")

    def broken() -> Iterator[Block]:
        yield ramp(300)
        raise error

    feed = Fed(broken(), MONO, 960)
    pulled = np.concatenate(pull_ready(feed, [size]))
    np.testing.assert_array_equal(pulled, ramp(300))
    assert feed.error is error
    assert len(feed.pull(10)) == 0
    assert feed.underrun_frames == 0


def test_what_is_pulled_may_be_written_to() -> None:
    signal = ramp(200)
    feed = Fed([signal], MONO, 200)
    feed.wait_ready()
    feed.pull(100)[:] = 0
    np.testing.assert_array_equal(feed.pull(100), ramp(200)[100:])
    np.testing.assert_array_equal(signal, ramp(200))


def test_begins_with_a_second_ready_and_makes_no_more() -> None:
    counted: list[int] = []

    def endless() -> Iterator[Block]:
        for number in itertools.count():
            counted.append(number)
            yield ramp(4_800)

    feed = Fed(endless(), MONO, 4_800)
    feed.wait_ready()
    assert len(counted) == 10
    feed.close()


def test_close_lets_the_making_end() -> None:
    threads: list[threading.Thread] = []

    def endless() -> Iterator[Block]:
        threads.append(threading.current_thread())
        yield from itertools.repeat(ramp(960))

    feed = Fed(endless(), MONO, 960)
    feed.wait_ready()
    feed.close()
    threads[0].join(TIMEOUT_SECONDS)
    assert not threads[0].is_alive()
    assert len(feed.pull(960)) == 0


# -- what a live session does with it --------------------------------------------------------------


def ready_stream(blocks: Iterable[Block], *, first_frame: int = 0, ends: bool = True) -> BlockStream:
    stream = BlockStream(blocks, MONO, first_frame=first_frame, ends_session=lambda: ends)
    stream.wait_ready()
    return stream


def test_what_plays_is_cut_and_something_else_goes_on() -> None:
    feed = Feed(MONO)
    feed.play(ready_stream([tone(440, 1.0)]))
    before = feed.pull(1_000)
    cut = feed.cut()
    assert cut is not None
    assert cut[1] == 1_000 + FADE_FRAMES, "up to there it is heard"
    feed.play(ready_stream([ramp(500)]))
    after = feed.pull(FADE_FRAMES + 600)
    np.testing.assert_array_equal(before, tone(440, 1.0)[:1_000])
    np.testing.assert_array_equal(after[FADE_FRAMES:], ramp(500))
    given = [(g.stream_frame, g.played_frame, g.frames) for g in feed.delivered]
    assert given == [(0, 0, 1_000 + FADE_FRAMES), (0, 1_000 + FADE_FRAMES, 500)]


def test_it_is_silent_until_something_comes_and_ends_only_where_nothing_more_will() -> None:
    feed = Feed(MONO)
    feed.play(ready_stream([ramp(100)], ends=False))
    assert len(feed.pull(300)) == 300
    assert not feed.pull(300).any()
    feed.play(ready_stream([ramp(100)]))
    assert len(feed.pull(300)) == 100
    assert feed.underrun_frames == 0


def test_what_was_not_heard_of_a_stream_that_was_replaced_is_taken_back_too() -> None:
    feed = Feed(MONO)
    feed.play(ready_stream([ramp(3_000)]))
    feed.pull(1_000)
    assert feed.splice(1_200, ready_stream([ramp(3_000)[1_200:]], first_frame=1_200))
    feed.pull(500)
    lost = feed.abort(400)
    assert lost is not None
    assert lost[1] == 1_100


def test_an_answer_sounds_at_once_above_what_plays() -> None:
    feed = Feed(MONO)
    feed.play(ready_stream([ramp(3_000)]))
    feed.pull(500)
    feed.overlay(np.full((700, 1), 10_000, dtype=np.int16))
    heard = np.concatenate([feed.pull(400), feed.pull(400)])
    np.testing.assert_array_equal(heard[:700], ramp(3_000)[500:1_200] + 10_000)
    np.testing.assert_array_equal(heard[700:], ramp(3_000)[1_200:1_300])


def test_no_answer_goes_beyond_the_ceiling() -> None:
    feed = Feed(MONO)
    feed.play(ready_stream([np.full((960, 1), 25_000, dtype=np.int16)]))
    feed.overlay(np.full((700, 1), 25_000, dtype=np.int16))
    assert feed.pull(960).max() == int(OVERLAY_CEILING)


def test_an_end_waits_for_its_answer() -> None:
    feed = Feed(MONO)
    feed.overlay(np.full((700, 1), 100, dtype=np.int16))
    feed.end()
    assert [len(feed.pull(400)), len(feed.pull(400))] == [400, 300]


@given(at=st.integers(0, 4_000), size=st.sampled_from([1, 64, 960, 1_000]))
@settings(deadline=None)
def test_what_plays_is_changed_at_a_frame_to_the_sample(at: int, size: int) -> None:
    feed = Feed(MONO)
    feed.play(ready_stream([ramp(3_000), ramp(3_000)]))
    start = feed.pull(40)
    changed = feed.splice(at, ready_stream([-ramp(200)], first_frame=at))
    assert changed == (at >= 40)
    if changed:
        heard = [start]
        while len(heard[-1]) in (40, size):
            heard.append(feed.pull(size))
            if len(heard[-1]) < size:
                break
        whole = np.concatenate([ramp(3_000), ramp(3_000)])[:at]
        np.testing.assert_array_equal(np.concatenate(heard), np.concatenate([whole, -ramp(200)]))
        assert feed.underrun_frames == 0


def test_volume_changes_without_a_step() -> None:
    feed = Feed(MONO)
    signal = tone(440, 1.0)
    feed.play(ready_stream([signal]))
    quiet = [feed.pull(960)]
    feed.volume = 0.2
    quiet += [feed.pull(960) for _ in range(5)]
    assert largest_step(np.concatenate(quiet)) <= largest_step(signal) + 1
    assert np.abs(quiet[-1]).max() == pytest.approx(4_000, abs=2)


def test_cut_where_nobody_hears_it_nothing_is_heard_of_it() -> None:
    feed = Feed(MONO)
    feed.play(ready_stream([ramp(3_000)]))
    feed.pull(500)
    feed.overlay(ramp(2_000))
    assert feed.abort(0) is not None
    assert not feed.pull(960).any()


def test_what_was_given_and_not_heard_is_taken_back() -> None:
    feed = Feed(MONO)
    first, second = ready_stream([ramp(500)], ends=False), ready_stream([ramp(3_000)])
    feed.play(first)
    feed.play(second)
    feed.pull(900)
    assert feed.abort(600) == (second, 0)
    assert [(given.stream, given.frames) for given in feed.delivered] == [(first, 300)]
    feed.play(ready_stream([ramp(3_000)], first_frame=100))
    feed.pull(900)
    lost = feed.abort(200)
    assert lost is not None
    assert lost[1] == 800
    assert (feed.delivered[-1].stream_frame, feed.delivered[-1].frames) == (100, 700)
    assert not feed.is_over


def test_it_is_over_when_all_was_given() -> None:
    feed = Feed(MONO)
    feed.play(ready_stream([ramp(500)]))
    feed.pull(400)
    assert not feed.is_over
    feed.pull(200)
    assert feed.is_over
    assert feed.abort(100) is None
