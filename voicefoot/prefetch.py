"""Produces items before they are needed, in a background thread."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Prefetcher(Generic[T], Iterator[T]):
    """Iterates over `items` in a background thread, and buffers up to `depth` of them.

    Once the buffer is full, the thread rests until half of it was taken. Iterating waits for the next item;
    `take` does not wait. What `items` raises is raised here, at its place in the order. `close` ends the
    thread after the item that it is producing.
    """

    def __init__(self, items: Iterable[T], depth: int) -> None:
        self._depth = depth
        self._buffer: deque[T] = deque()
        self._error: BaseException | None = None
        self._finished = False
        self._closed = False
        self._stopping = False
        self._changed = threading.Condition()
        self._ended = threading.Event()
        # The thread alone holds `items`, so that all they are made of is released with it.
        self._thread = threading.Thread(
            target=self._produce, args=(iter(items),), name="voicefoot-prefetch", daemon=True
        )
        self._thread.start()

    def _produce(self, items: Iterator[T]) -> None:
        try:
            while self._wait_for_room():
                item = next(items)
                with self._changed:
                    if not self._closed:
                        self._buffer.append(item)
                        self._changed.notify_all()
        except StopIteration:
            return
        except BaseException as error:  # whatever it is, the consumer's thread raises it
            self._error = error
        finally:
            with self._changed:
                self._finished = True
                self._changed.notify_all()
            self._ended.set()

    def _wait_for_room(self) -> bool:
        """Wait for room in the buffer, and return whether another item is to be produced."""
        with self._changed:
            self._changed.wait_for(lambda: self._should_end or len(self._buffer) < self._depth)
            return not self._should_end

    @property
    def _should_end(self) -> bool:
        return self._closed or self._stopping

    def __next__(self) -> T:
        with self._changed:
            self._changed.wait_for(lambda: self._buffer or self._finished or self._closed)
        item = self.take()
        if item is None:
            raise StopIteration
        return item

    def take(self) -> T | None:
        """Return the next item, or None if there is none: none yet, or none any more (see `over`). Does not
        wait. Raises what the iterable raised, once, after the items before that.
        """
        with self._changed:
            if self._buffer:
                item = self._buffer.popleft()
                if len(self._buffer) <= self._depth // 2:
                    self._changed.notify_all()  # not for each: waking a thread costs more than most items
                return item
            if self._finished and self._error is not None:
                error, self._error = self._error, None
                raise error
            return None

    @property
    def has_ended(self) -> bool:
        """Whether the thread has ended, or is about to."""
        return self._ended.is_set()

    @property
    def over(self) -> bool:
        """Whether every item has been taken, or the prefetcher is closed."""
        with self._changed:
            return self._closed or (self._finished and not self._buffer and self._error is None)

    def is_ready(self, count: int) -> bool:
        """Return whether `count` items are buffered, or as many as ever will be."""
        with self._changed:
            return self._is_filled(count)

    def wait_ready(self, count: int | None = None, timeout_seconds: float | None = None) -> None:
        """Wait until `count` items (`depth` by default) are buffered, or as many as ever will be, or until
        the timeout.
        """
        with self._changed:
            target = self._depth if count is None else count
            self._changed.notify_all()  # the thread may be resting until more was taken
            self._changed.wait_for(lambda: self._is_filled(target), timeout_seconds)

    def _is_filled(self, count: int) -> bool:
        return len(self._buffer) >= min(count, self._depth) or self._finished or self._closed

    def join(self) -> None:
        """Wait until the thread has ended: after `close`, `stop_producing` or the last item."""
        self._ended.wait()

    def stop_producing(self) -> None:
        """Have the thread end after the item that it is producing. What is buffered can still be taken."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()

    def close(self) -> None:
        """Discard what is buffered, and end the thread after the item that it is producing."""
        with self._changed:
            self._closed = True
            self._buffer.clear()
            self._changed.notify_all()
