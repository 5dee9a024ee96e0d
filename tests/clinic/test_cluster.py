"""`export --each --on`: a real Dask cluster, of which a worker is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.clinic.lists import knee, many, reported
from voicefoot.cli.main import run
from voicefoot.clinic import cluster as cluster_module
from voicefoot.clinic.job import EachJob
from voicefoot.clinic.patient_list import Row
from voicefoot.clinic.row_maker import State
from voicefoot.clinic.targets import open_target
from voicefoot.model.choices import Choices

pytest.importorskip("distributed")

OPTIONS = ["--voice", "pyttsx3", "--format", "wav", "--sample-rate", "8000"]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and two workers without a nanny."""
    from distributed import Client

    with ExitStack() as stack:
        place = tmp_path / "scheduler.json"

        def started(kind: str, *more: str) -> subprocess.Popen[bytes]:
            command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *more]
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        started(
            "scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
            "--scheduler-file",
            str(place),
        )
        local = ["--scheduler-file", str(place), "--host", "127.0.0.1", "--no-nanny", "--no-dashboard"]
        options = [*local, "--nthreads", "1", "--local-directory", str(tmp_path / "workers")]
        workers = [started("worker", *options) for _ in range(2)]
        with Client(scheduler_file=str(place), timeout=120, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=120)
            address = client.scheduler.address
        yield address, workers


@pytest.mark.filterwarnings("ignore")  # Dask's own
def test_all_is_made_where_a_worker_is_killed(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    address, workers = cluster
    out = tmp_path / "out"
    made = threading.Event()

    def kill_when_some_are_made() -> None:
        while not made.wait(0.05):
            if out.is_dir() and len(list(out.glob("*.wav"))) >= 3:
                os.kill(workers[0].pid, signal.SIGKILL)
                return

    killer = threading.Thread(target=kill_when_some_are_made)
    killer.start()
    command = ["export", str(knee(tmp_path)), "--each", str(many(tmp_path, 24)), "-o", str(out)]
    code = run([*command, *OPTIONS, "--on", address])
    made.set()
    killer.join()
    assert code == 0
    assert workers[0].poll() == -signal.SIGKILL, "it was killed while there was something to do"
    assert len(list(out.glob("P*.wav"))) == 24
    assert {row["what"] for row in reported(out)} <= {"made", "unchanged"}
    kept = list((tmp_path / "workers").rglob("voicefoot-*"))
    assert len(kept) <= 1, "only the one that was killed keeps the files of the job"


def test_the_end_of_one_list_leaves_another_one_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = SimpleNamespace(local_directory=str(tmp_path))
    monkeypatch.setattr("distributed.get_worker", lambda: worker)
    routine = str(knee(tmp_path))

    def sent(name: str) -> cluster_module.SentJob:
        target = str(tmp_path / name)
        open_target(target).prepare()
        choices = Choices(pronounce={})
        job = EachJob(routine, target, ".wav", choices, voice="pyttsx3", sample_rate=8000)
        return cluster_module.sent_job(job)

    mine, theirs = sent("mine"), sent("theirs")
    for each in (mine, theirs):
        assert cluster_module._make(each, Row(2, "A")).state is State.MADE
    assert len(list(tmp_path.glob("voicefoot-*"))) == 2
    cluster_module._close(mine.run)
    assert len(list(tmp_path.glob("voicefoot-*"))) == 1
    assert cluster_module._make(theirs, Row(3, "B")).state is State.MADE
    assert [key[0] for key in cluster_module._makers] == [theirs.run]
    cluster_module._close(theirs.run)
    assert not list(tmp_path.glob("voicefoot-*"))


@pytest.mark.filterwarnings("ignore")
def test_a_scheduler_that_is_not_there_is_told_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voicefoot.clinic.cluster._CONNECT_SECONDS", 1)
    command = ["export", str(knee(tmp_path)), "--each", str(many(tmp_path, 1)), "-o", str(tmp_path / "out")]
    assert run([*command, "--on", "tcp://127.0.0.1:1"]) == 2
    assert "no Dask scheduler answers at tcp://127.0.0.1:1; check the address" in capsys.readouterr().err
