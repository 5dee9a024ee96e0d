"""Rows -> outcomes, on all cores of this machine: a process for each, which shares what was spoken and
encoded with the others through the caches.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process

from voicefoot.clinic.job import EachJob
from voicefoot.clinic.patient_list import Row
from voicefoot.clinic.row_maker import Outcome, RowMaker, failed
from voicefoot.export.encoder_pool import available_cores

_ROWS_AHEAD = 4
"""Rows that wait for each process, so that none idles."""

_maker: RowMaker | None = None
"""That of this process, where it is a worker."""


def make_on_all_cores(rows: Iterable[Row], job: EachJob, processes: int | None = None) -> Iterator[Outcome]:
    """Yield what becomes of each of `rows`, in their order. `processes`, None: as many as there are cores.

    A row whose process dies is tried once more, in another one; if that dies too, the row failed.
    """
    count = processes or available_cores()
    waiting: deque[tuple[Row, Future[Outcome]]] = deque()
    pool = _pool(job, count)
    rows = iter(rows)
    try:
        while True:
            for row in rows:
                waiting.append((row, _submitted(pool, row)))
                if len(waiting) >= count * _ROWS_AHEAD:
                    break
            if not waiting:
                return
            row, future = waiting.popleft()
            outcome = _result(future)
            if outcome is not None:
                yield outcome
                continue
            pool.shutdown()  # now each future is done, or broken
            yield _alone(row, job)
            # Which of the rows it was is not known, so each without a result is made apart from the others.
            for other, its_future in waiting:
                yield _result(its_future) or _alone(other, job)
            waiting.clear()
            pool = _pool(job, count)
    finally:
        pool.shutdown(cancel_futures=True)


def _submitted(pool: ProcessPoolExecutor, row: Row) -> Future[Outcome]:
    """Return the future of `row`: a broken one where a process has died, be it between two rows."""
    try:
        return pool.submit(_make, row)
    except BrokenProcessPool as error:
        broken: Future[Outcome] = Future()
        broken.set_exception(error)
        return broken


def _result(future: Future[Outcome]) -> Outcome | None:
    """Wait for the outcome, and return it; None if a process died before there was one."""
    try:
        return future.result()
    except BrokenProcessPool:
        return None


def _alone(row: Row, job: EachJob) -> Outcome:
    """Return what becomes of `row` in a process of its own."""
    try:
        with _pool(job, 1) as pool:
            return pool.submit(_make, row).result()
    except BrokenProcessPool:
        return failed(row, "the process that made it died, twice; there may be too little memory")


def _pool(job: EachJob, count: int) -> ProcessPoolExecutor:
    # Spawned, since what forks while threads run may hang.
    return ProcessPoolExecutor(count, get_context("spawn"), _begin, (job,))


def _begin(job: EachJob) -> None:
    """Prepare this process for its rows."""
    global _maker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program, which ends this process
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _maker = RowMaker(job)


def _make(row: Row) -> Outcome:
    assert _maker is not None, "the process was prepared"
    return _maker.make(row)


def _end_with_parent() -> None:
    """End this process when the program has been killed: nobody else would."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
