"""Making things before they are needed, in a thread of its own."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Prefetcher(Generic[T], Iterator[T]):
    """Takes items from an iterable in another thread, at the most `depth` of them ahead.

    Where that many were made, it begins anew when half of them were taken. Iterating waits for the next
    item; `take` does not wait. What the iterable raises is raised here, at its place in the order. `close`
    lets the thread end after the item that it is making.
    """

    def __init__(self, items: Iterable[T], depth: int) -> None:
        self._depth = depth
        self._made: deque[T] = deque()
        self._error: BaseException | None = None
        self._finished = False
        self._closed = False
        self._enough = False
        self._changed = threading.Condition()
        self._ended = threading.Event()
        # The thread alone holds `items`, so that all they are made of is let go with it.
        self._thread = threading.Thread(
            target=self._make, args=(iter(items),), name="voicefoot-ahead", daemon=True
        )
        self._thread.start()

    def _make(self, items: Iterator[T]) -> None:
        try:
            while self._wait_for_room():
                item = next(items)
                with self._changed:
                    if not self._closed:
                        self._made.append(item)
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
        """Whether another item is wanted."""
        with self._changed:
            self._changed.wait_for(lambda: self._ending or len(self._made) < self._depth)
            return not self._ending

    @property
    def _ending(self) -> bool:
        return self._closed or self._enough

    def __next__(self) -> T:
        with self._changed:
            self._changed.wait_for(lambda: self._made or self._finished or self._closed)
        item = self.take()
        if item is None:
            raise StopIteration
        return item

    def take(self) -> T | None:
        """The next item where there is one already; None where there is none (yet: see `over`)."""
        with self._changed:
            if self._made:
                item = self._made.popleft()
                if len(self._made) <= self._depth // 2:
                    self._changed.notify_all()  # not for each: to wake a thread costs more than most items
                return item
            if self._finished and self._error is not None:
                error, self._error = self._error, None
                raise error
            return None

    @property
    def over(self) -> bool:
        """Whether every item has been taken."""
        with self._changed:
            return self._closed or (self._finished and not self._made and self._error is None)

    def is_ready(self, count: int) -> bool:
        """Whether `count` items are ready, or all there are."""
        with self._changed:
            return self._has(count)

    def wait_ready(self, count: int | None = None, timeout_seconds: float | None = None) -> None:
        """Waits until `count` items are ready, or all there are; `depth` of them where None is asked for. Not
        longer than that.
        """
        with self._changed:
            wanted = self._depth if count is None else count
            self._changed.notify_all()  # for the making may be waiting until more was taken
            self._changed.wait_for(lambda: self._has(wanted), timeout_seconds)

    def _has(self, count: int) -> bool:
        return len(self._made) >= min(count, self._depth) or self._finished or self._closed

    def wait_ended(self) -> None:
        """Waits until nothing is made any more, after `close` or the last item."""
        self._ended.wait()

    def make_no_more(self) -> None:
        """Lets the thread end; what it has made can still be taken."""
        with self._changed:
            self._enough = True
            self._changed.notify_all()

    def close(self) -> None:
        """Lets go of what was made and of the thread."""
        with self._changed:
            self._closed = True
            self._made.clear()
            self._changed.notify_all()
