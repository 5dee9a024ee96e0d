"""Items that are made ahead come in order, whole, and not too early."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicefoot.prefetch import Prefetcher

TIMEOUT_SECONDS = 30.0


@settings(deadline=None)
@given(items=st.lists(st.integers()), depth=st.integers(1, 5))
def test_gives_every_item_in_order(items: list[int], depth: int) -> None:
    assert list(Prefetcher(items, depth)) == items


@settings(deadline=None)
@given(items=st.lists(st.integers()), depth=st.integers(1, 5))
def test_take_gives_every_item_in_order(items: list[int], depth: int) -> None:
    ahead = Prefetcher(items, depth)
    taken = []
    while not ahead.over:
        ahead.wait_ready()
        item = ahead.take()
        if item is not None:
            taken.append(item)
    assert taken == items
    assert ahead.take() is None


class Made:
    """Numbers that say which of them have been asked for, and whose thread can be waited for."""

    def __init__(self, until: int, made: Callable[[int], None] = lambda _: None) -> None:
        self._numbers = iter(range(until))
        self._made = made
        self.begun = 0
        self.thread: threading.Thread | None = None

    def __iter__(self) -> Iterator[int]:
        return self

    def __next__(self) -> int:
        self.thread = threading.current_thread()
        self.begun += 1
        number = next(self._numbers)
        self._made(number)
        return number

    def ended(self) -> bool:
        assert self.thread is not None
        self.thread.join(TIMEOUT_SECONDS)
        return not self.thread.is_alive()


@pytest.mark.parametrize("depth", [1, 2, 7])
def test_makes_no_more_than_depth_ahead(depth: int) -> None:
    made = Made(100)
    ahead = Prefetcher(made, depth)
    for taken in range(20):
        ahead.wait_ready()
        assert taken <= made.begun <= taken + depth
        assert next(ahead) == taken
    ahead.close()
    assert made.ended()
    assert made.begun <= 20 + depth


@pytest.mark.parametrize("taken", [1, 4, 5])
def test_what_rests_makes_on_for_whoever_waits(taken: int) -> None:
    ahead = Prefetcher(iter(range(100)), 10)
    ahead.wait_ready()
    assert [ahead.take() for _ in range(taken)] == list(range(taken))
    ahead.wait_ready(timeout_seconds=TIMEOUT_SECONDS)
    assert ahead.is_ready(10)
    ahead.close()


def test_what_rests_makes_on_where_half_was_taken() -> None:
    made = threading.Semaphore(0)
    ahead = Prefetcher(Made(1_000, lambda _: made.release()), 10)
    for expected in (10, *[5] * 20):
        assert all(made.acquire(timeout=TIMEOUT_SECONDS) for _ in range(expected))
        for _ in range(5):
            next(ahead)
    ahead.close()


def test_makes_in_a_thread_of_its_own() -> None:
    made = Made(1)
    assert list(Prefetcher(made, 1)) == [0]
    assert made.thread is not threading.current_thread()


def test_take_does_not_wait() -> None:
    go_on = threading.Event()
    ahead = Prefetcher(Made(1, lambda _: _wait(go_on)), 1)
    assert ahead.take() is None
    assert not ahead.over
    go_on.set()
    assert next(ahead) == 0


def test_an_error_comes_at_its_place() -> None:
    def broken() -> Iterator[int]:
        yield 1
        yield 2
        raise LookupError("the third")

    ahead = Prefetcher(broken(), 5)
    ahead.wait_ready()
    assert [next(ahead), next(ahead)] == [1, 2]
    assert not ahead.over
    with pytest.raises(LookupError, match="the third"):
        next(ahead)
    assert ahead.over
    with pytest.raises(StopIteration):
        next(ahead)


def test_an_interrupt_in_the_making_is_handed_on() -> None:
    def interrupted() -> Iterator[int]:
        raise KeyboardInterrupt
        yield 1

    ahead = Prefetcher(interrupted(), 1)
    with pytest.raises(KeyboardInterrupt):
        next(ahead)


def test_close_lets_the_thread_end_while_it_waits_for_room() -> None:
    made = Made(100)
    ahead = Prefetcher(made, 2)
    ahead.wait_ready()
    ahead.close()
    assert made.ended()
    assert made.begun == 2


def test_close_lets_the_thread_end_after_the_item_that_it_makes() -> None:
    making, go_on = threading.Event(), threading.Event()

    def wait(_: int) -> None:
        making.set()
        _wait(go_on)

    made = Made(100, wait)
    ahead = Prefetcher(made, 2)
    _wait(making)
    ahead.close()
    assert ahead.over
    go_on.set()
    assert made.ended()
    assert made.begun == 1
    assert ahead.take() is None


def test_close_wakes_the_one_who_waits() -> None:
    go_on = threading.Event()
    ahead = Prefetcher(Made(1, lambda _: _wait(go_on)), 1)
    got: list[int] = []
    waiting = threading.Thread(target=lambda: got.extend(ahead))
    waiting.start()
    ahead.close()
    waiting.join(TIMEOUT_SECONDS)
    assert not waiting.is_alive()
    assert got == []
    go_on.set()


def _wait(event: threading.Event) -> None:
    assert event.wait(TIMEOUT_SECONDS)
