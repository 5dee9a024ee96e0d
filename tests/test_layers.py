"""Holds the order of the packages, what each of them may touch, and that the tests mirror them: see
docs/architecture.md.
"""

from __future__ import annotations

import ast
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import voicefoot

PACKAGE = Path(voicefoot.__file__).parent
PAGE = (PACKAGE.parent / "docs" / "architecture.md").read_text(encoding="utf-8")

ORDER = (
    "storage", "dsp", "model", "language", "timeline", "music", "reading", "planning", "speaking",
    "fetching", "arranging", "mixing", "sinks", "recording", "playing", "history", "export", "pictures",
    "clinic",
    "display",
    "controls", "cli",
)  # fmt: skip
"""Each package imports only those before it, and the modules at the top."""

MAX_TOP_MODULES = 10

PURE = {"dsp", "model", "language", "timeline", "planning", "arranging", "mixing", "pictures"}
"""No files, clocks, threads, printing or plugins."""

PARTS_AS_DATA = {"language.packs"}
"""Reads what is a part of the program, as an import does."""

WORLD = {
    "asyncio", "click", "ctypes", "importlib", "io", "logging", "multiprocessing", "os",
    "platformdirs", "queue", "random", "shutil", "signal", "socket",
    "subprocess", "sys", "tempfile", "threading", "time", "wave", "yaml",
}  # fmt: skip

PORTS = {"playing.remote", "speaking.ports", "sinks.ports"}
"""What adapters and controls know of the house beside what is at the top."""

ADAPTERS = {
    "controls.mac_media", "controls.mpris", "controls.windows_media", "sinks.miniaudio", "sinks.null",
    "sinks.pipe", "sinks.simpleaudio", "sinks.tcp", "speaking.engine_command", "speaking.engine_hibari",
    "speaking.engine_kokoro", "speaking.engine_pico", "speaking.engine_piper", "speaking.engine_pyttsx3",
    "speaking.engine_recorded",
}  # fmt: skip
"""One engine or system each; opened by name alone."""

CONTROLS = {"controls.ctl_client", "controls.ctl_server", "controls.keyboard", "controls.signals"}
"""Ways to steer a session, which the command line alone opens."""

ENTRANCE = {"__init__", "__main__"}
"""What stands before the packages and leads into them."""


@cache
def modules() -> dict[str, Path]:
    """Every module by its name without `voicefoot.`; a package by the name of its folder."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = path
    return found


@cache
def imported(path: Path, *, at_import_time: bool = False) -> frozenset[str]:
    """The modules of voicefoot that `path` imports, without `voicefoot.`, and others by their first name."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known = modules()
    found: set[str] = set()
    for node in tree.body if at_import_time else ast.walk(tree):
        if isinstance(node, ast.Import):
            names = {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            names = {f"{node.module}.{alias.name}" for alias in node.names} | {node.module or ""}
        else:
            continue
        for name in names:
            inner = name.removeprefix("voicefoot.")
            if not name.startswith("voicefoot"):
                found.add(name.split(".")[0])
            elif inner in known:
                found.add(inner)
    return frozenset(found)


def of_the_house(path: Path, *, at_import_time: bool = False) -> frozenset[str]:
    return imported(path, at_import_time=at_import_time) & set(modules())


def package_of(name: str) -> str:
    """The package of a module; "" at the top."""
    return name.split(".")[0] if name.split(".")[0] in ORDER else ""


def test_every_package_has_its_place_in_the_order() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    assert folders == set(ORDER)


def test_the_top_is_easy_to_take_in() -> None:
    assert len(list(PACKAGE.glob("*.py"))) <= MAX_TOP_MODULES


@pytest.mark.parametrize("name", sorted(set(modules()) - ENTRANCE))
def test_a_package_imports_only_those_before_it(name: str) -> None:
    own = package_of(name)
    allowed = {"", own, *ORDER[: ORDER.index(own)]} if own else {""}
    assert {package_of(other) for other in of_the_house(modules()[name])} <= allowed


@pytest.mark.parametrize(
    "name", sorted(name for name in modules() if package_of(name) in PURE and name not in PARTS_AS_DATA)
)
def test_what_is_pure_touches_no_world(name: str) -> None:
    assert not imported(modules()[name]) & WORLD


def test_what_is_pure_knows_the_world_by_its_ports_alone() -> None:
    for name, path in modules().items():
        if package_of(name) in PURE:
            outside = {other for other in of_the_house(path) if package_of(other) not in PURE | {"", "music"}}
            assert outside <= PORTS | {package_of(port) for port in PORTS}, name


@pytest.mark.parametrize("name", sorted(ADAPTERS))
def test_adapters_do_not_know_each_other(name: str) -> None:
    assert not of_the_house(modules()[name]) & (ADAPTERS - {name})


def test_nobody_imports_an_adapter() -> None:
    for name, path in modules().items():
        if name not in ADAPTERS:
            assert not of_the_house(path) & ADAPTERS, name


@pytest.mark.parametrize("name", sorted(CONTROLS))
def test_controls_know_neither_each_other_nor_the_session(name: str) -> None:
    known = of_the_house(modules()[name])
    assert {other for other in known if package_of(other) not in ("", "controls")} <= PORTS | {"playing"}
    assert not known & (CONTROLS - {name})


def test_only_the_command_line_opens_controls() -> None:
    for name, path in modules().items():
        if name not in CONTROLS and package_of(name) != "cli":
            assert not of_the_house(path) & CONTROLS, name


def test_only_the_command_line_prints_or_exits() -> None:
    for name, path in modules().items():
        if package_of(name) == "cli" or name == "__main__":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in {"print", "click.echo", "sys.exit", "exit"}, f"{name} calls {called}"


def test_only_fetching_asks_other_machines() -> None:
    """Beside the sockets of outputs and controls, which go where the user says."""
    for name, path in modules().items():
        clients = imported(path) & {"ftplib", "http", "httpx", "requests", "ssl", "urllib", "urllib3"}
        assert not clients or package_of(name) == "fetching", f"{name} imports {clients}"


def test_nothing_waits_for_a_time_on_a_simple_queue() -> None:
    """`SimpleQueue.get` waits for ever if a signal comes, and its time is over when that was handled: so a
    session that was stopped for a while (Ctrl-Z) stayed still. `Queue.get` looks at the clock again.
    """
    for name, path in modules().items():
        text = path.read_text(encoding="utf-8")
        assert "SimpleQueue" not in text or "get(timeout=" not in text, f"{name} waits so"


def test_no_module_imports_in_a_circle() -> None:
    known = {name: path for name, path in modules().items() if name not in ENTRANCE}
    graph = {name: of_the_house(path) - {name, package_of(name)} for name, path in known.items()}
    list(TopologicalSorter(graph).static_order())


def test_the_tests_mirror_the_tree() -> None:
    """Each package has its folder. Each file in it, and each folder, is named after a module."""
    tests = PACKAGE.parent / "tests"
    known = set(modules())
    assert {package for package in ORDER if not (tests / package / "__init__.py").is_file()} == set()
    strays = []
    for package in ORDER:
        for path in (tests / package).glob("test_*.py"):
            words = path.stem.removeprefix("test_").split("_")
            if not any(f"{package}.{'_'.join(words[:n])}" in known for n in range(1, len(words) + 1)):
                strays.append(path.name)
        strays += [
            folder.name
            for folder in (tests / package).iterdir()
            if (folder / "__init__.py").is_file() and f"{package}.{folder.name}" not in known
        ]
    assert strays == []


def test_the_architecture_names_every_package() -> None:
    assert [package for package in ORDER if f"`{package}`" not in PAGE] == []
