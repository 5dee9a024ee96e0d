"""What people install: the sdist and the wheel are built, and the wheel is tried away from the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import wave
import zipfile
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path

import pytest

import voicefoot
from tests.support.paths import ROOT
from voicefoot.model.sound_names import SoundName

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ROUTINES = ("desk", "foot-strength", "toothbrush")
TIMEOUT_SECONDS = 300.0
"""How long to wait for a program before the test fails; nothing is right or wrong because of it."""

ENTRY_POINTS = """
import importlib.metadata, json
groups = ("voicefoot.voices", "voicefoot.sinks")
points = [point for group in groups for point in importlib.metadata.entry_points(group=group)]
print(json.dumps({f"{point.group}:{point.name}": callable(point.load().status) for point in points}))
"""


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end with nothing on its standard input and no way to the checkout."""
    unwanted = ("PYTHONPATH", "PIP_REQUIRE_VIRTUALENV", "VIRTUAL_ENV")
    return subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={key: value for key, value in os.environ.items() if key not in unwanted},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )


def succeed(*command: str | Path, cwd: Path) -> str:
    """What a command printed; it must succeed."""
    done = run(*command, cwd=cwd)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that was built from that sdist; made without a network."""
    folder = tmp_path_factory.mktemp("built")
    succeed(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


def test_it_is_built_alike_again(tmp_path: Path) -> None:
    """In another folder, by another clock, for another user: `scripts/build` keeps only what is the same."""
    succeed(sys.executable, ROOT / "scripts" / "build", "--out", tmp_path, cwd=tmp_path)
    names = {path.name.removeprefix(f"voicefoot-{voicefoot.__version__}") for path in tmp_path.iterdir()}
    assert names == {"-py3-none-any.whl", ".tar.gz", "SHA256SUMS"}


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    """The wheel's file."""
    return next(built.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of a fresh environment in which the wheel is installed.

    The libraries that it needs are lent by the environment in which the tests run. That one has the
    checkout too, but only through a path file, which a lent folder doesn't hand on.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    paths = sysconfig.get_paths("venv", vars={"base": str(folder), "platbase": str(folder)})
    programs, packages = Path(paths["scripts"]), Path(paths["purelib"])
    python = programs / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    succeed(*pip, "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=folder)
    lent = dict.fromkeys(sysconfig.get_paths()[kind] for kind in ("purelib", "platlib"))
    (packages / "lent.pth").write_text("\n".join(lent) + "\n", encoding="utf-8")
    where = succeed(python, "-c", "import voicefoot; print(voicefoot.__file__)", cwd=folder)
    assert Path(where.strip()).is_relative_to(packages), "the checkout is tried instead of the wheel"
    return programs


def metadata_of(wheel: Path) -> Message:
    """The wheel's METADATA."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return HeaderParser().parsestr(archive.read(name).decode("utf-8"))


def files_below(folder: Path) -> set[str]:
    """Paths of files relative to `folder`, with slashes."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_wheel_holds_the_whole_package_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    written = {f"voicefoot/{name}" for name in files_below(ROOT / "voicefoot") if "__pycache__" not in name}
    sounds = {f"voicefoot/_sounds/{name}.wav" for name in SoundName}
    assert held == written | sounds
    assert {f"voicefoot/reading/routines/{name}.yaml" for name in ROUTINES} < held
    assert "voicefoot/py.typed" in held


def test_the_sdist_holds_what_a_packager_needs(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    kept = {"LICENSE", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "pyproject.toml", "PKG-INFO"}
    kept |= {"scripts/test", "scripts/listen", "scripts/lib.sh", "docs/dependencies.md", "tests/conftest.py"}
    kept |= {f"sounds/{name}.wav" for name in SoundName}
    kept |= {f"tests/{name}" for name in files_below(ROOT / "tests") if name.endswith(".py")}
    assert kept <= held
    assert not [name for name in held if "__pycache__" in name or name.startswith((".venv", "build", "dist"))]


def test_the_metadata_say_what_pyproject_says(wheel: Path) -> None:
    metadata = metadata_of(wheel)
    assert metadata["Name"] == "voicefoot"
    assert metadata["Version"] == voicefoot.__version__
    assert metadata["License-Expression"] == "MIT"
    assert metadata["License-File"] == "LICENSE"
    assert metadata["Requires-Python"] == ">=3.11"
    assert set(metadata.get_all("Provides-Extra", [])) == set(PROJECT["optional-dependencies"])
    needed = [line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line]
    assert len(needed) == len(PROJECT["dependencies"])


def test_the_command_knows_its_version(installed: Path, tmp_path: Path) -> None:
    printed = succeed(installed / "voicefoot", "--version", cwd=tmp_path)
    assert voicefoot.__version__ in printed


def test_the_built_in_routines_are_listed_from_any_folder(installed: Path, tmp_path: Path) -> None:
    printed = succeed(installed / "voicefoot", "list", cwd=tmp_path)
    for name in ROUTINES:
        assert name in printed


def test_every_voice_and_sink_is_found_by_its_entry_point(installed: Path, tmp_path: Path) -> None:
    loaded = json.loads(succeed(installed / "python", "-c", ENTRY_POINTS, cwd=tmp_path))
    declared = {f"{group}:{name}" for group, points in PROJECT["entry-points"].items() for name in points}
    assert loaded == dict.fromkeys(declared, True)


def test_a_session_is_written_by_what_was_installed(installed: Path, tmp_path: Path) -> None:
    command = ["export", "toothbrush", "--voice", "pyttsx3", "-o", "session.wav"]
    succeed(installed / "voicefoot", *command, cwd=tmp_path)
    with wave.open(str(tmp_path / "session.wav")) as file:
        assert file.getnframes() == 120 * file.getframerate()


def test_an_error_of_what_was_installed_is_one_message(installed: Path, tmp_path: Path) -> None:
    done = run(installed / "voicefoot", "export", "toothbrsh", "-o", "session.wav", cwd=tmp_path)
    assert done.returncode == 2
    assert "toothbrush" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())
