"""What a killed program left behind, and programs that are killed at a random moment."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

GRACE_SECONDS = 30.0
"""How long speech engines have to notice that nobody uses them any more."""


def killed(
    command: Sequence[str], environment: Mapping[str, str], chance: random.Random, most_seconds: float
) -> bool:
    """Run `command`, end it by SIGKILL within `most_seconds`, and return whether that came before its end."""
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(chance.uniform(0.0, most_seconds))
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def leftovers(folder: Path, known: set[str] | None = None) -> list[str]:
    """Return what stays in `folder` beside what is `known`, once all that was killed has ended."""
    until = time.monotonic() + GRACE_SECONDS
    while (left := sorted({path.name for path in folder.iterdir()} - (known or set()))) and (
        time.monotonic() < until
    ):
        time.sleep(0.1)
    return left
