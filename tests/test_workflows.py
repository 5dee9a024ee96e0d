"""Holds what the workflows on GitHub promise, as far as that can be seen without running them. `zizmor` and
`actionlint` look at them there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.paths import ROOT

FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")


def workflow(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(
        (ROOT / ".github" / "workflows" / f"{name}.yml").read_text("utf-8")
    )
    return found


def steps(file: Path) -> Iterator[dict[str, Any]]:
    for job in yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"].values():
        yield from job["steps"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nothing_that_it_runs_can_be_exchanged(file: Path) -> None:
    """A tag of an action can be moved to other code; the digest of a commit can't."""
    used = [step["uses"] for step in steps(file) if "uses" in step]
    assert used
    assert [each for each in used if not PINNED.fullmatch(each)] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_may_do_no_more_than_each_job_says(file: Path) -> None:
    found = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert found["permissions"] == {}
    assert all(job["permissions"] for job in found["jobs"].values())
    writes = [
        right for job in found["jobs"].values() for right in job["permissions"].items() if right[1] == "write"
    ]
    assert writes == ([("id-token", "write")] if file.stem == "release" else [])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_it_runs_leaves_no_password_behind(file: Path) -> None:
    checkouts = [step for step in steps(file) if step.get("uses", "").startswith("actions/checkout@")]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)
    assert "secrets." not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_text_from_outside_becomes_a_command(file: Path) -> None:
    """GitHub puts the value of `${{ … }}` into a script as it is: a branch's name could be a command."""
    assert [step["run"] for step in steps(file) if "${{" in step.get("run", "")] == []


def test_each_python_that_is_promised_is_tried_on_each_system() -> None:
    """On x86-64 and on arm64."""
    prefix = "Programming Language :: Python :: "
    promised = [each.removeprefix(prefix) for each in PROJECT["classifiers"] if each.startswith(prefix)]
    jobs = workflow("test")["jobs"]
    tried = [jobs[name]["strategy"]["matrix"] for name in ("debian", "others")]
    assert all(matrix["python"] == promised for matrix in tried)
    assert {machine for matrix in tried for machine in matrix["machine"]} == {
        "ubuntu-24.04", "ubuntu-24.04-arm", "macos-15", "macos-15-intel", "windows-2025", "windows-11-arm",
    }  # fmt: skip
    for name in ("debian", "others"):
        ran = "\n".join(step.get("run", "") for step in jobs[name]["steps"])
        assert "scripts/test" in ran
        assert "scripts/build" in ran


def test_only_what_was_built_twice_alike_is_published() -> None:
    jobs = workflow("release")["jobs"]
    assert jobs["publish"]["needs"] == "build"
    ran = [step.get("run", "") for step in jobs["build"]["steps"]]
    assert any("scripts/build" in each for each in ran)
    assert any("scripts/audit" in each for each in ran)
    publishing = jobs["publish"]["steps"][-1]
    assert publishing["uses"].startswith("pypa/gh-action-pypi-publish@")
    assert publishing["with"] == {"attestations": True}


def test_the_workflows_run_scripts_that_exist() -> None:
    for file in FILES:
        for script in re.findall(r"\bscripts/\w+", file.read_text(encoding="utf-8")):
            assert (ROOT / script).is_file(), f"{file.name} names {script}"
