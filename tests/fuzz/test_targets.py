"""A short run of each target. `scripts/fuzz` searches for longer, led by what the inputs reach."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS, changed_starts, kept


@pytest.mark.parametrize("name", TARGETS)
def test_good_bytes_are_taken(name: str) -> None:
    assert any(TARGETS[name].run(seed) for seed in TARGETS[name].seeds())


KEPT = [path for name in TARGETS for path in kept(name)]


@pytest.mark.parametrize("path", KEPT, ids=[f"{path.parent.name}/{path.name}" for path in KEPT])
def test_what_was_found_once_stays_mended(path: Path) -> None:
    TARGETS[path.parent.name].run(path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_changed_bytes_are_taken_or_refused(name: str) -> None:
    for content in changed_starts(name, TARGETS[name].suite_inputs):
        try:
            TARGETS[name].run(content)
        except Exception as error:
            error.add_note(f"with {content!r}")
            raise
