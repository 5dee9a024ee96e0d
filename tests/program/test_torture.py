"""A short round of each part of `scripts/torture` that has to do with sessions: what is killed goes on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.paths import ROOT

SCRIPTS = ROOT / "scripts"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")


def tortured(name: str, *arguments: str) -> str:
    """What the script printed; it fails where anything was lost, or done twice."""
    done = subprocess.run(
        [sys.executable, str(SCRIPTS / name), *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_killed_session_goes_on_where_it_was() -> None:
    told = tortured("torture_kills", "--kills", "4", "--at-once", "2")
    assert re.search(
        r"sessions, [45] of them killed: 0 resumed elsewhere .* 0 databases damaged, 0 processes and 0 files",
        told,
    )


@pytest.mark.skipif(
    shutil.which("pulseaudio") is None and not os.environ.get("CI"), reason="pulseaudio is not installed"
)
def test_a_session_whose_output_goes_away_loses_nothing() -> None:
    # How soon the sound is back is measured by the script alone: a busy machine is no fault.
    rounds = ("deaths", "unplugged", "moved")
    with ThreadPoolExecutor(len(rounds)) as side_by_side:
        told = list(
            side_by_side.map(
                lambda name: tortured("torture_outputs", name, "--deaths", "1", "--within", "120"), rounds
            )
        )
    assert all("5 counts, each once" in line for line in told)


def test_lists_and_fetches_that_are_killed_leave_nothing_half() -> None:
    told = tortured("torture", "each", "fetches", "--kills", "8")
    assert re.search(r"lists, 4 of them killed: 0 half files, 0 missing, 0 leftovers", told)
    assert re.search(r"fetches, 4 of them killed: 0 half voices, 0 missing, 0 leftovers", told)
