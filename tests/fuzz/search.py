"""Searches one target, led by what the inputs reach.

    python -m tests.fuzz.search TARGET [options of libFuzzer]

`scripts/fuzz` starts it, one process for each core.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from random import Random

TELL_SECONDS = 2.0
OUR_CHANGES = 0.3
"""How many of the changes are not libFuzzer's."""
FRESH_STARTS = 0.3
"""How many of the inputs begin anew with what is good: what was reached last is mostly refused."""
TAKEN = "inputs taken:"
"""Begins a line that tells how many inputs were taken until now, of how many."""


def main() -> None:
    import atheris

    name, *options = sys.argv[1:]
    with atheris.instrument_imports(include=["voicefoot", "yaml"]):
        from tests.fuzz.targets import TARGETS, changed, starts
    target, taken = TARGETS[name], Counter[bool]()
    told_at = 0.0

    def one(content: bytes) -> None:
        nonlocal told_at
        taken[target.run(content)] += 1
        if time.monotonic() >= told_at + TELL_SECONDS:  # libFuzzer ends the process without a last word
            told_at = time.monotonic()
            print(f"{TAKEN} {taken[True]} of {taken.total()}", file=sys.stderr, flush=True)

    others = starts(name)

    def change(content: bytes, longest: int, seed: int) -> bytes:
        """Change `content` as the suite does, or as libFuzzer does, which knows what was compared."""
        random = Random(seed)  # noqa: S311 - libFuzzer's own choice
        draw = random.random()
        if draw < OUR_CHANGES:
            return changed(target, content, random.choice(others), random)[:longest]
        if draw < OUR_CHANGES + FRESH_STARTS:
            return changed(target, random.choice(others), content, random)[:longest]
        new: bytes = atheris.Mutate(content, longest)
        return new

    atheris.Setup([name, *options], one, custom_mutator=change)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
