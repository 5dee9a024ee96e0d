"""Rows on all cores: what becomes of them where a process dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest

from tests.clinic.lists import knee
from voicefoot.clinic import workers
from voicefoot.clinic.job import EachJob
from voicefoot.clinic.patient_list import Row
from voicefoot.clinic.row_maker import Outcome, State
from voicefoot.clinic.targets import open_target
from voicefoot.clinic.workers import make_on_all_cores
from voicefoot.model.choices import Choices

Pools = list[tuple[ProcessPoolExecutor, list[Future[Outcome]]]]


@pytest.fixture
def pools(monkeypatch: pytest.MonkeyPatch) -> Pools:
    """The pools that were opened, each with the futures of its rows."""
    opened: Pools = []
    pool = workers._pool

    def recorded(job: EachJob, count: int) -> ProcessPoolExecutor:
        executor = pool(job, count)
        futures: list[Future[Outcome]] = []
        submit: Callable[..., Future[Outcome]] = executor.submit

        def submitted(*words: Any) -> Future[Outcome]:
            futures.append(submit(*words))
            return futures[-1]

        monkeypatch.setattr(executor, "submit", submitted)
        opened.append((executor, futures))
        return executor

    monkeypatch.setattr(workers, "_pool", recorded)
    return opened


def job_in(folder: Path) -> EachJob:
    out = str(folder / "out")
    open_target(out).prepare()
    routine = str(knee(folder))
    return EachJob(routine, out, ".wav", Choices(pronounce={}), voice="pyttsx3", sample_rate=8_000)


def kill(pool: ProcessPoolExecutor) -> None:
    """Kill the processes of `pool`, and wait until it knows."""
    for child in multiprocessing.active_children():
        os.kill(child.pid or 0, signal.SIGKILL)
    deadline = time.monotonic() + 60.0
    while time.monotonic() < deadline:
        try:
            ProcessPoolExecutor.submit(pool, int)
        except BrokenProcessPool:
            return
        time.sleep(0.01)
    pytest.fail("the pool never knew")


def broken() -> Outcome:
    raise BrokenProcessPool


def test_a_process_that_dies_between_two_rows_costs_none_of_them(tmp_path: Path, pools: Pools) -> None:
    rows = [Row(number, f"P{number}") for number in range(2, 10)]
    outcomes = make_on_all_cores(iter(rows), job_in(tmp_path), 1)
    found = [next(outcomes)]
    kill(pools[0][0])
    found += outcomes
    assert [outcome.line for outcome in found] == [row.line for row in rows]
    assert not [outcome.reason for outcome in found if outcome.state is State.FAILED]


def test_what_other_processes_had_done_is_not_done_again(
    tmp_path: Path, pools: Pools, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [Row(number, f"P{number}") for number in range(6)]
    outcomes = make_on_all_cores(iter(rows), job_in(tmp_path), 2)
    found = [next(outcomes)]
    _, futures = pools[0]
    wait(futures)
    # As if the process of the second row had died: whether the others were done by then would be chance.
    monkeypatch.setattr(futures[1], "result", broken)
    found += outcomes
    assert [outcome.line for outcome in found] == list(range(6))
    made_twice = [outcome.line for outcome in found if outcome.state is State.UNCHANGED]
    assert made_twice == [1]
