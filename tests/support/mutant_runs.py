"""Running tests upon mutants: in forks of one process that has imported and collected all, so that a mutant
takes a second or two, not ten.

A mutant within a function is put in place of the function's code. One of what runs at import is imported
anew, with all of voicefoot and the tests. In both cases the fork ends afterwards, and nothing is written to
the tree. Programs that a test starts are not mutated. Works where processes can be forked.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib.machinery
import io
import itertools
import os
import pickle
import resource
import select
import shutil
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest

from tests.support.mutants import Mutant

HANGS_TIMES = 20
"""A test that takes so many times as long as usual, and as long as one is patient, counts as failed."""
MEMORY_BYTES = 4 << 30
"""What a fork may have of memory: mutants that never end collect things."""
ENDS_SECONDS = 10.0
"""How long a fork has to put its things away."""

OPTIONS = ("-q", "--tb=no", "-p", "no:cacheprovider")
"""Of pytest: nobody reads how a test fails."""

Function = tuple[str, str, int]
"""Path of the module, name within it, first line."""
Tell = Callable[[tuple[str, Any]], None]
"""Sends a kind, and what goes with it, to the process that a fork comes from."""


@dataclass(frozen=True)
class Known:
    """What is known of a test: how much time of a processor it takes, and which functions it calls."""

    name: str
    seconds: float
    calls: frozenset[Function]


@dataclass
class Outcome:
    """What became of a mutant: the test that failed for it, and how many were run."""

    mutant: Mutant
    killed_by: str | None = None
    how: str = ""
    ran: int = 0
    seconds: float = 0.0


class _Quick:
    """A plugin of pytest: what hypothesis finds need not be made small, and is the same each time."""

    def pytest_configure(self) -> None:
        from hypothesis import Phase, settings  # as late as this, so that pytest can prepare for it

        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutants", deadline=None, derandomize=True, database=None, phases=phases)
        settings.load_profile("mutants")


def collect(arguments: Sequence[str], work: Callable[[pytest.Session], None]) -> int:
    """Collect the tests that `arguments` of pytest name, and call `work` with them, in place of running them.

    Return pytest's exit code.
    """

    class Instead(_Quick):
        def pytest_runtestloop(self, session: pytest.Session) -> bool:
            work(session)
            return True

    return int(pytest.main([*arguments, *OPTIONS], plugins=[Instead()]))


class Watch:
    """Records which functions of `folder` are called, in every thread."""

    def __init__(self, folder: Path) -> None:
        self._root, self._folder = folder.parent, str(folder) + os.sep
        self._codes: dict[int, CodeType] = {}  # by identity: a code's hash takes longer than most functions

    def __enter__(self) -> Watch:
        self._codes.clear()
        threading.settrace(self._called)
        sys.settrace(self._called)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)
        threading.settrace(None)

    def _called(self, frame: FrameType, _event: str, _argument: object) -> None:
        """Called where a function begins: since it returns None, not for its lines."""
        code = frame.f_code
        self._codes[id(code)] = code

    @property
    def calls(self) -> frozenset[Function]:
        """What was called since it was entered."""
        return frozenset(
            (str(Path(code.co_filename).relative_to(self._root)), code.co_qualname, code.co_firstlineno)
            for code in list(self._codes.values())  # threads may go on
            if code.co_filename.startswith(self._folder)
        )


def look_at(
    session: pytest.Session,
    items: list[pytest.Item],
    root: Path,
    folder: Path,
    learnt: Callable[[Known], None],
) -> None:
    """Run tests of a session in a fork, as they are, and tell what those that pass have done."""

    def work(tell: Tell) -> None:
        watch = Watch(root / "voicefoot")
        for item, run in _each(session, items):
            begun = time.process_time()
            with watch:
                failed = run()
            if not failed:
                tell(("known", Known(item.nodeid, time.process_time() - begun, watch.calls)))

    _fork(work, lambda _, told: learnt(told), lambda: 600.0, folder)


@dataclass
class Runs:
    """Runs mutants in forks of this process, which has collected `session`."""

    session: pytest.Session
    root: Path
    known: list[Known]
    at_import: frozenset[Function]
    """Functions that are called when modules are imported and tests collected."""
    folder: Path
    """For the temporary files of tests."""
    limit_seconds: float
    """How long the tests of a mutant may take, as they usually do: those of its module, those of its package,
    and all others, each.
    """
    patience_seconds: float
    _sound: dict[str, bool] = field(default_factory=dict)
    _functions: dict[tuple[str, str, int], list[FunctionType]] = field(default_factory=dict)
    _caches: list[functools._lru_cache_wrapper[Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for thing in gc.get_objects():
            if isinstance(thing, FunctionType):
                self._functions.setdefault(_key(thing.__code__), []).append(thing)
            elif isinstance(thing, functools._lru_cache_wrapper):
                self._caches.append(thing)
        gc.freeze()  # the collector would have each fork copy all of this

    def tests_of(self, mutant: Mutant) -> list[Known]:
        """Return the tests that reach a mutant, those first that are nearest: of the file that mirrors its
        module, then of its package, then all others; the fast ones first.
        """
        folder, name = Path(mutant.path).parent.relative_to("voicefoot"), Path(mutant.path).name
        near = [str(Path("tests") / folder / f"test_{name}") + "::", str(Path("tests") / folder) + os.sep]

        def nearness(test: Known) -> int:
            return next((place for place, start in enumerate(near) if test.name.startswith(start)), len(near))

        reaching = [test for test in self.known if self._reaches(test, mutant)]
        if not reaching and not self._is_within_functions(mutant):
            reaching = [test for test in self.known if nearness(test) < len(near)]
        chosen: list[Known] = []
        seconds = [0.0] * (len(near) + 1)
        for test in sorted(reaching, key=lambda test: (nearness(test), test.seconds, test.name)):
            if not (seconds[nearness(test)] and seconds[nearness(test)] + test.seconds > self.limit_seconds):
                seconds[nearness(test)] += test.seconds
                chosen.append(test)
        return chosen

    def _reaches(self, test: Known, mutant: Mutant) -> bool:
        if not self._is_within_functions(mutant):
            return any(path == mutant.path for path, _, _ in test.calls)
        return any(
            path == mutant.path
            and (name == mutant.function or name.startswith(f"{mutant.function}.<locals>"))
            for path, name, _ in test.calls
        )

    def try_mutant(self, mutant: Mutant) -> Outcome:
        """Return what becomes of a mutant. A test that fails without it, too, doesn't count."""
        tests = self.tests_of(mutant)
        begun = time.monotonic()
        outcome = Outcome(mutant)
        while tests:
            killer, how, ran = self._run(mutant, tests)
            outcome.ran += ran
            if killer is None or self._is_sound(killer):
                outcome.killed_by, outcome.how = killer, how
                break
            tests = [test for test in tests if test.name != killer]
        outcome.seconds = time.monotonic() - begun
        return outcome

    def _is_sound(self, name: str) -> bool:
        if name not in self._sound:
            tests = [test for test in self.known if test.name == name]
            self._sound[name] = self._run(None, tests)[0] is None
        return self._sound[name]

    def _run(self, mutant: Mutant | None, tests: list[Known]) -> tuple[str | None, str, int]:
        """Run tests until one fails; return its name, how it failed, and how many were run."""
        usual = {test.name: test.seconds for test in tests}
        state: dict[str, Any] = {"at": tests[0].name, "failed": None, "ran": 0}

        def heard(kind: str, name: str) -> None:
            state["at" if kind == "begun" else "failed"] = name
            state["ran"] += kind == "begun"

        def patience() -> float:
            if state["failed"]:
                return ENDS_SECONDS
            return max(self.patience_seconds, HANGS_TIMES * usual.get(state["at"], 0.0))

        names = [test.name for test in tests]
        ended = _fork(functools.partial(self._work, mutant, names), heard, patience, self.folder)
        if state["failed"]:
            return state["failed"], "failed", state["ran"]
        return (None, "", state["ran"]) if ended == 0 else (state["at"], f"ended with {ended}", state["ran"])

    def _work(self, mutant: Mutant | None, names: list[str], tell: Tell) -> None:
        """What is done in a fork."""
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
        if mutant is not None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                code = compile(
                    mutant.applied((self.root / mutant.path).read_bytes()),
                    str(self.root / mutant.path),
                    "exec",
                    dont_inherit=True,
                )
            if not (self._is_within_functions(mutant) and self._swap(mutant, code)):
                _run_anew(self.root, code, names, tell, self.folder)
                return
        items = {item.nodeid: item for item in self.session.items}
        for item, run in _each(self.session, [items[name] for name in names]):
            tell(("begun", item.nodeid))
            if run():
                tell(("failed", item.nodeid))
                break

    def _is_within_functions(self, mutant: Mutant) -> bool:
        return mutant.function is not None and not any(
            path == mutant.path
            and (name == mutant.function or name.startswith(f"{mutant.function}.<locals>"))
            for path, name, _ in self.at_import
        )

    def _swap(self, mutant: Mutant, module: CodeType) -> bool:
        """Give the mutant's code to the function that has it, and forget all that is cached; return whether
        that could be done.
        """
        wanted = (str(self.root / mutant.path), mutant.function or "", mutant.first_line)
        new = [code for code in _codes(module) if _key(code) == wanted]
        functions = self._functions.get(wanted, [])
        if len(new) != 1 or any(
            function.__code__.co_freevars != new[0].co_freevars for function in functions
        ):
            return False
        for function in functions:
            function.__code__ = new[0]
        for cache in self._caches:
            cache.cache_clear()
        return bool(functions)


def _key(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _run_anew(root: Path, module: CodeType, names: list[str], tell: Tell, folder: Path) -> None:
    """Import all of voicefoot and the tests again, `module` in place of that of its file, and run tests."""
    for name in [name for name in sys.modules if name.split(".")[0] in ("voicefoot", "tests")]:
        if name not in (__name__, "tests.support.mutants"):
            del sys.modules[name]
    read = importlib.machinery.SourceFileLoader.get_code

    def get_code(loader: importlib.machinery.SourceFileLoader, name: str) -> CodeType | None:
        return module if loader.path == module.co_filename else read(loader, name)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore # in a fork that ends

    class InOrder(_Quick):
        failed = False

        def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
            places = {name: place for place, name in enumerate(names)}
            items[:] = sorted(
                (item for item in items if item.nodeid in places), key=lambda item: places[item.nodeid]
            )

        def pytest_runtest_logstart(self, nodeid: str) -> None:
            tell(("begun", nodeid))

        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            if report.failed:
                self.failed = True
                tell(("failed", report.nodeid))

    files = sorted({str(root / name.split("::")[0]) for name in names})
    options = ["-x", *OPTIONS, "--basetemp", str(folder)]
    plugin = InOrder()
    if pytest.main([*files, *options], plugins=[plugin]) != 0 and not plugin.failed:
        tell(("failed", names[0]))  # the module, or a test's file, can't even be imported


def _each(
    session: pytest.Session, items: Sequence[pytest.Item]
) -> Iterator[tuple[pytest.Item, Callable[[], bool]]]:
    """Yield tests with what runs each, and returns whether it, its preparation or its end failed. What the
    tests share is put away when the last one has run, or no more are asked for.
    """

    class Ear:
        failed = False

        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            self.failed |= report.failed

    ear = Ear()
    session.config.pluginmanager.register(ear)
    session.config.get_terminal_writer()._file = io.StringIO()

    def run(item: pytest.Item, following: pytest.Item | None) -> bool:
        ear.failed = False
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        return ear.failed

    try:
        for item, following in itertools.zip_longest(items, items[1:]):
            yield item, functools.partial(run, item, following)
    finally:
        session.config.hook.pytest_sessionfinish(session=session, exitstatus=0)


def _fork(
    work: Callable[[Tell], None],
    heard: Callable[[str, Any], None],
    patience: Callable[[], float],
    folder: Path,
) -> int | str:
    """Do `work` in a fork, and hear what it tells. Return its exit code, or "no end" if nothing was heard of
    it for as long as `patience` says; nothing of it is left then.
    """
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        _in_fork(work, writing)
    os.close(writing)
    with contextlib.suppress(OSError):
        os.setpgid(process, process)
    broke = ""
    ended: int | str = "no end"
    with open(reading, "rb", buffering=0) as pipe:  # noqa: PTH123 - a descriptor
        waiting = b""
        while select.select([pipe], [], [], patience())[0]:
            got = pipe.read(1 << 16)
            if not got:
                break
            waiting += got
            while len(waiting) >= 4 and len(waiting) >= 4 + (size := int.from_bytes(waiting[:4], "big")):
                kind, told = pickle.loads(waiting[4 : 4 + size])  # noqa: S301 - from our own fork
                waiting = waiting[4 + size :]
                if kind == "broke":
                    broke = told
                else:
                    heard(kind, told)
        else:
            os.killpg(process, signal.SIGKILL)
    status = os.waitpid(process, 0)[1]
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)  # what it has started
    shutil.rmtree(folder, ignore_errors=True)
    if broke:
        raise RuntimeError(broke)
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else ended


def _in_fork(work: Callable[[Tell], None], writing: int) -> None:
    """The life of a fork: its own group of processes, and no output."""
    code = 1
    try:
        os.setpgid(0, 0)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nowhere, descriptor)

        def tell(thing: tuple[str, Any]) -> None:
            data = pickle.dumps(thing)
            data = len(data).to_bytes(4, "big") + data
            while data:
                data = data[os.write(writing, data) :]

        try:
            work(tell)
            code = 0
        except BaseException:
            tell(("broke", traceback.format_exc()))
    finally:
        os._exit(code)
