"""Rows -> outcomes, on a Dask cluster: each row is a task, and the routine goes along with its files.

Dask does what a cluster needs: it hands out the tasks, and does those of a worker that dies once more,
elsewhere. A file that was made by then is found, and not made again.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from voicefoot import __version__
from voicefoot.clinic.job import MAX_SENT_BYTES, EachJob
from voicefoot.clinic.patient_list import Row
from voicefoot.clinic.row_maker import Outcome, RowMaker, failed
from voicefoot.clinic.targets import is_url
from voicefoot.errors import CommandError, OutputError
from voicefoot.reading.routine_files import files_of
from voicefoot.text import escaped

if TYPE_CHECKING:
    from distributed import Client

_ROWS_AHEAD = 1_000
"""Rows that the scheduler knows of at a time, however long the list is."""
_RETRIES = 3
"""How often a row is tried again that failed by no fault of its own."""
_CONNECT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class SentJob:
    """A job with the contents of its files, by their paths in the folder of the routine, which is the first
    of them; there are none of a built-in routine. `run` names this run of it: what workers keep for it goes
    when it ends, and another run has its own.
    """

    job: EachJob
    files: Mapping[str, bytes]
    run: str = field(default_factory=lambda: uuid4().hex)


def sent_job(job: EachJob) -> SentJob:
    """Return `job` with its files, and with a target that means the same elsewhere. Raises CommandError."""
    paths = files_of(job.routine)
    if (size := sum(path.stat().st_size for path in paths.values())) > MAX_SENT_BYTES:
        what = f"the routine and its files have {size / 1e6:.0f} MB, and {MAX_SENT_BYTES / 1e6:.0f} are sent"
        raise CommandError(f"{what} at most; choose shorter songs")
    own = Path(job.routine).name
    files = {name: path.read_bytes() for name, path in sorted(paths.items(), key=lambda item: item[0] != own)}
    target = job.target if is_url(job.target) else str(Path(job.target).resolve())
    return SentJob(replace(job, routine=own if files else job.routine, target=target), files)


def make_on_cluster(rows: Iterable[Row], job: EachJob, address: str) -> Iterator[Outcome]:
    """Yield what becomes of each of `rows`, in their order, on the cluster whose scheduler is at `address`.

    Raises CommandError if nobody answers there, or a worker has no voicefoot or another version, OutputError
    if the connection is lost.
    """
    sent = sent_job(job)
    client = _connected(address)
    waiting: deque[tuple[Row, Any]] = deque()
    try:
        _check_versions(client, address)
        shared = client.submit(_as_it_is, sent, pure=False, retries=_RETRIES)
        rows = iter(rows)
        while True:
            for row in rows:
                waiting.append((row, client.submit(_make, shared, row, pure=False, retries=_RETRIES)))
                if len(waiting) >= _ROWS_AHEAD:
                    break
            if not waiting:
                break
            row, future = waiting.popleft()
            yield _outcome(row, future, address)
    finally:
        if client.status == "running":
            with suppress(Exception):  # a worker that is gone keeps nothing
                client.cancel([future for _, future in waiting])
                client.run(_close, sent.run)
        client.close()


def _connected(address: str) -> Client:
    """Connect to the scheduler at `address`. Raises CommandError."""
    try:
        from distributed import Client
    except ImportError:
        what = "Dask is not installed"
        raise CommandError(f"{what}; type: pip install 'voicefoot[cluster]'") from None
    try:
        return Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, RuntimeError) as error:  # what Dask raises for no answer, or no address
        what = f"no Dask scheduler answers at {escaped(address)}"
        raise CommandError(
            f"{what}; check the address: tcp://HOST:8786, as `dask scheduler` shows it"
        ) from error


def _check_versions(client: Client, address: str) -> None:
    """Raise CommandError unless all workers have this version of voicefoot."""

    def version() -> str | None:  # sent as it is, since a worker may have no voicefoot
        try:
            from voicefoot import __version__
        except ImportError:
            return None
        return __version__

    found = client.run(version)
    if not found:
        where = escaped(address)
        raise CommandError(f"the cluster at {where} has no workers; start one: dask worker {where}")
    for worker, theirs in sorted(found.items()):
        if theirs != __version__:
            has = f"has voicefoot {theirs}, and this is {__version__}" if theirs else "has no voicefoot"
            remedy = f"install voicefoot {__version__} on all workers"
            raise CommandError(f"the worker {escaped(worker)} {has}; {remedy}")


def _outcome(row: Row, future: Any, address: str) -> Outcome:
    from distributed import KilledWorker

    try:
        outcome: Outcome = future.result()
    except KilledWorker:
        return failed(row, "each worker that made it died; there may be too little memory")
    except CancelledError as error:
        what = f"the scheduler at {escaped(address)} went away"
        raise OutputError(f"{what}; run it again: what was made is kept") from error
    except Exception as error:
        return failed(row, f"the worker failed: {escaped(f'{type(error).__name__}: {error}')}")
    return outcome


# -- on the workers -------------------------------------------------------------------------------

_lock = threading.Lock()
_folders: dict[str, str] = {}
"""Where the files of a job lie, by its run."""
_makers: dict[tuple[str, int], RowMaker] = {}
"""By run and thread: a worker does several tasks at once, and a voice of one is not that of another."""


def _as_it_is(sent: SentJob) -> SentJob:
    """Hand on the job: as a result of a task, it is sent to each worker once, and is made again if lost."""
    return sent


def _make(sent: SentJob, row: Row) -> Outcome:
    if sent.job.version != __version__:
        return failed(row, f"the worker has voicefoot {__version__}; install {sent.job.version} there")
    key = (sent.run, threading.get_ident())
    with _lock:
        maker = _makers.get(key)
        if maker is None:
            maker = _makers[key] = RowMaker(_with_files(sent))
    return maker.make(row)


def _with_files(sent: SentJob) -> EachJob:
    """Return the job with its files in a folder of this worker's."""
    if not sent.files:
        return sent.job
    if sent.run not in _folders:
        from distributed import get_worker

        folder = tempfile.mkdtemp(prefix="voicefoot-", dir=get_worker().local_directory)
        for name, content in sent.files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        _folders[sent.run] = folder
    return replace(sent.job, routine=str(Path(_folders[sent.run]) / sent.job.routine))


def _close(run: str) -> None:
    """End the engines of this worker that are for `run`, and remove its files."""
    with _lock:
        for key in [key for key in _makers if key[0] == run]:
            _makers.pop(key).close()
        folder = _folders.pop(run, None)
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
