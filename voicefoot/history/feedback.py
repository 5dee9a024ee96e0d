"""Read feedback on a session: whether its dose was too hard or too easy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Feeling(StrEnum):
    """What a note says about the dose. Each value is itself a note that says so."""

    TOO_HARD = "too hard"
    TOO_EASY = "too easy"


@dataclass(frozen=True, slots=True)
class Note:
    """Feedback on a session, in the user's words. `written` is local time with its UTC offset."""

    written: datetime
    text: str

    @property
    def feeling(self) -> Feeling | None:
        """What the note says about the dose, or None."""
        return feeling_of(self.text)


_WORDS = {
    Feeling.TOO_HARD: "hard|difficult|tough|heavy|strong|much|many|long|exhausting|demanding",
    Feeling.TOO_EASY: "easy|light|gentle|little|few|short|soft|weak",
}
_ADVERB = r"(?:\w+\s+)?"  # "too damn hard"
_NEGATED = r"(?:\bnot|\bnever|n't|\bno longer|\bhardly)\s+(?:(?:really|quite|at all|even|that)\s+)?too\s+"


def feeling_of(text: str) -> Feeling | None:
    """Return what `text` says about the dose, or None if it says nothing, denies it, or says both.

    Understands "way too hard", "a bit too much", "too easy now", "not enough", and the bare words "hard"
    and "easy".
    """
    normalized = " ".join(text.casefold().replace("’", "'").split()).strip(" .!")
    whole = {"hard": Feeling.TOO_HARD, "easy": Feeling.TOO_EASY, "not enough": Feeling.TOO_EASY}
    if normalized in whole:
        return whole[normalized]
    normalized = re.sub(_NEGATED + _ADVERB + rf"(?:{'|'.join(_WORDS.values())})\b", " ", normalized)
    found = {
        feeling
        for feeling, words in _WORDS.items()
        if re.search(rf"\btoo\s+{_ADVERB}(?:{words})\b", normalized)
    }
    return found.pop() if len(found) == 1 else None
