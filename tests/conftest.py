"""Keeps the user's own folders, settings and speakers out of every test."""

from __future__ import annotations

import itertools
import math
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# No deadlines: how fast a machine is, is not what is tested. Where CI is set, the same examples each time.
settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")

pytest_plugins = ["tests.support.pulse", "tests.support.dbus", "tests.support.hurried"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long tests of random things are: `scripts/torture_keys` and `scripts/torture_routines` make them
    longer.
    """
    parser.addoption("--commands", type=int, default=30, help="how many commands a live session is given")
    parser.addoption("--random-routines", type=int, default=200, help="how many random routines are arranged")
    parser.addoption("--random-sessions", action="store_true", help="mix, cut and change random routines")
    parser.addoption("--random-fits", type=int, default=60, help="how many random routines are fitted")
    parser.addoption("--commands-seed", type=int, default=1, help="of the commands, and of their moments")


_WAITING = ("cli", "clinic", "controls", "display", "program", "sinks")
"""Folders with tests that play in real time, or start programs."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Have each worker of pytest-xdist begin with its share of the files that wait: each worker is given a
    run of tests, and what is left to one alone at the end should be short.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    folder = config.rootpath / "tests"
    waiting: dict[Path, list[pytest.Item]] = {}
    others = []
    for item in items:
        if item.path.is_relative_to(folder) and item.path.relative_to(folder).parts[0] in _WAITING:
            waiting.setdefault(item.path, []).append(item)
        else:
            others.append(item)
    files = list(waiting.values())
    share = math.ceil(len(items) / workers)
    items.clear()
    for worker in range(workers):
        items += [item for file in files[worker::workers] for item in file]
        missing = max(0, share * (worker + 1) - len(items))
        items += others[:missing]
        del others[:missing]
    items += others


@pytest.fixture(autouse=True, scope="session")
def _usual_signals() -> Iterator[None]:
    """Signals do what they usually do, and so they do in programs that are started: `nohup`, or a script's
    `&`, would have had them ignored.
    """
    usual: dict[str, Any] = {"SIGINT": signal.default_int_handler, "SIGHUP": signal.SIG_DFL}
    before = {
        number: signal.signal(number, does)
        for name, does in usual.items()
        if (number := getattr(signal, name, None)) is not None
    }
    yield
    for number, did in before.items():
        signal.signal(number, did)


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders for homes. They are counted here: pytest looks through all that there are for each new one."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / f"{number}" for number in itertools.count())


@pytest.fixture(autouse=True)
def _own_home(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for each test: no cache, config or history of the user is read or written."""
    home = next(_homes)
    home.mkdir(mode=0o700)
    for name in [key for key in os.environ if key.startswith(("VOICEFOOT_", "XDG_"))]:
        monkeypatch.delenv(name)
    # Nor does the user's desktop see a player, or stay awake.
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    for name in ("LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")  # English, whatever the user's language is
    (home / "run").mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(home / "run"))
    monkeypatch.setenv("NO_COLOR", "1")
    return home


@pytest.fixture
def shared_clips(_own_home: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A test that is not about speaking need not wait until a line is spoken that another test has heard."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared-clips"
    folder.mkdir(exist_ok=True)
    cache = _own_home / "cache" / "voicefoot"
    cache.mkdir(parents=True)
    (cache / "clips").symlink_to(folder, target_is_directory=True)
