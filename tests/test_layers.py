"""Holds the layers of the house: see docs/architecture.md."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import voicefoot

PACKAGE = Path(voicefoot.__file__).parent

PURE = {
    "arrange", "cells", "choices", "coach", "controls.keys", "controls.now_playing",
    "controls.protocol", "counting", "cues",
    "display.figures", "display.picture", "display.scene", "doses", "enough", "estimate",
    "export.contents", "export.cutting", "export.file_names", "export.formats", "export.id3",
    "export.languages", "export.mp3_frames", "export.packets", "export.playlist", "export.words",
    "for_class", "grid", "levelling", "limiter", "loudness", "mix", "moment", "opening",
    "music.accompany", "music.ducking", "music.order", "music.player", "music.underneath",
    "groove", "groove_kit", "interject", "notes", "phrases", "pictures.cover", "pictures.marks",
    "pictures.svg",
    "past", "pictures.terminal", "place", "placing", "plan", "played", "progress", "rejoin", "score", "stems",
    "timeline",
    "transcript", "units", "words",
}  # fmt: skip
"""No files, clocks, threads, printing or plugins."""

WORLD = {
    "asyncio", "click", "ctypes", "importlib", "io", "logging", "multiprocessing", "os",
    "platformdirs", "queue", "random", "shutil", "signal", "socket",
    "subprocess", "sys", "tempfile", "threading", "time", "wave", "yaml",
}  # fmt: skip

ADAPTERS = {
    "speech.natural", "speech.system", "sinks.miniaudio", "sinks.simpleaudio", "sinks.null", "sinks.memory",
    "controls.mpris", "controls.windows_media", "controls.mac_media",
    "sinks.pipe", "sinks.tcp",
}  # fmt: skip

CONTROLS = {"controls.client", "controls.keyboard", "controls.server", "controls.signals"}
"""Ways to steer a session: adapters as well, which the command line alone opens."""

COMMAND_LINE = {
    "cli",
    "cli_again",
    "cli_ctl",
    "cli_export",
    "cli_history",
    "cli_options",
    "cli_page",
    "cli_play",
    "cli_progress",
    "cli_session",
    "cli_show",
    "cli_values",
    "start",
}


def modules() -> dict[str, Path]:
    found = {}
    for path in PACKAGE.rglob("*.py"):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").rstrip(".")
        found[name] = path
    return found


def imports(path: Path, *, at_import_time: bool = False) -> set[str]:
    """Every module that is imported, as written; `voicefoot.` is cut off."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if at_import_time else list(ast.walk(tree))
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            module = node.module or ""
            found |= {f"{module}.{alias.name}" for alias in node.names} | {module}
    return found


def of_the_house(found: set[str]) -> set[str]:
    known = modules()
    inner = {name.removeprefix("voicefoot.") for name in found if name.startswith("voicefoot.")}
    return {name for name in inner if name in known}


def test_every_module_is_named_as_it_stands() -> None:
    assert set(modules()) >= PURE | ADAPTERS | COMMAND_LINE


@pytest.mark.parametrize("name", sorted(PURE))
def test_what_is_pure_touches_no_world(name: str) -> None:
    found = imports(modules()[name])
    assert not {module.split(".")[0] for module in found} & WORLD
    # Sounds' names, and the ports' Phrase and Command, are data; what holds them loads little on import.
    allowed = PURE | {"audio", "controls", "controls.remote", "errors", "names", "routine", "sounds"}
    allowed |= {"speech", "speech.voice"}
    assert of_the_house(found) <= allowed


@pytest.mark.parametrize("name", sorted(ADAPTERS))
def test_adapters_do_not_know_each_other(name: str) -> None:
    assert not of_the_house(imports(modules()[name])) & (ADAPTERS - {name})


def test_nobody_imports_an_adapter() -> None:
    for name, path in modules().items():
        if name not in ADAPTERS:
            assert not of_the_house(imports(path)) & ADAPTERS, name


@pytest.mark.parametrize("name", sorted(CONTROLS))
def test_controls_know_neither_each_other_nor_the_session(name: str) -> None:
    known = of_the_house(imports(modules()[name]))
    assert {module for module in known if not module.startswith("controls")} <= {"errors", "names"}
    assert not known & (CONTROLS - {name})


def test_only_the_command_line_opens_controls() -> None:
    for name, path in modules().items():
        if name not in CONTROLS | COMMAND_LINE:
            assert not of_the_house(imports(path)) & CONTROLS, name


def test_nothing_imports_the_command_line() -> None:
    for name, path in modules().items():
        if name not in COMMAND_LINE | {"__main__"}:
            assert not of_the_house(imports(path)) & COMMAND_LINE, name


def test_only_the_command_line_prints_or_exits() -> None:
    for name, path in modules().items():
        if name in COMMAND_LINE | {"__main__"}:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in {"print", "click.echo", "sys.exit", "exit"}, f"{name} calls {called}"


def test_no_module_imports_in_a_circle() -> None:
    graph = {
        name: of_the_house(imports(path, at_import_time=True)) - {""}
        for name, path in modules().items()
        if name
    }
    list(TopologicalSorter(graph).static_order())


def test_no_module_is_where_everything_goes() -> None:
    lengths = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in modules().items()}
    assert {name: length for name, length in lengths.items() if length > 330} == {}


def test_the_architecture_names_every_module() -> None:
    page = (PACKAGE.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = {name.replace(".", "/") for name in modules() if name and not name.startswith(("_", "reading"))}
    assert {name for name in named if f"`{name}`" not in page} == {
        "speech", "sinks", "export", "music", "pictures", "controls", "display",
    }  # fmt: skip
