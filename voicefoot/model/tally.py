"""What the user counts by a key in a time to move, such as rounds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    """So many of something were counted."""

    count: int
    of: str
    """What is counted, such as "rounds", as the routine has it."""

    @property
    def words(self) -> str:
        """Return it as it is read: "7 rounds", "1 round"."""
        return f"{self.count} {_one(self.of) if self.count == 1 else self.of}"


def _one(things: str) -> str:
    """Return one of `things`, of which the first plural is the head: "length of the pool"."""
    words = things.split()
    for index, word in enumerate(words):
        if len(word) > 2 and word.endswith("s") and not word.endswith("ss"):
            words[index] = word[:-1]
            break
    return " ".join(words)
