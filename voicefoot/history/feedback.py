"""What people say about a session afterwards, and whether it asks for less or for more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Feeling(StrEnum):
    """What a note says of the dose; the values are notes that say it."""

    TOO_HARD = "too hard"
    TOO_EASY = "too easy"


@dataclass(frozen=True, slots=True)
class Note:
    """What was said of a session, in the user's words. `written` is in local time, with its offset."""

    written: datetime
    text: str

    @property
    def feeling(self) -> Feeling | None:
        """What it says of the dose, if anything."""
        return feeling_of(self.text)


_WORDS = {
    Feeling.TOO_HARD: "hard|difficult|tough|heavy|strong|much|many|long|exhausting|demanding",
    Feeling.TOO_EASY: "easy|light|gentle|little|few|short|soft|weak",
}
_SOME = r"(?:\w+\s+)?"  # "too damn hard"
_DENIED = r"(?:\bnot|\bnever|n't|\bno longer|\bhardly)\s+(?:(?:really|quite|at all|even|that)\s+)?too\s+"


def feeling_of(text: str) -> Feeling | None:
    """What `text` says of the dose: "way too hard", "a bit too much", "too easy now", "not enough", or the
    bare words "hard" and "easy". None where it says nothing of it, denies it, or says both.
    """
    said = " ".join(text.casefold().replace("’", "'").split()).strip(" .!")
    bare = {"hard": Feeling.TOO_HARD, "easy": Feeling.TOO_EASY, "not enough": Feeling.TOO_EASY}
    if said in bare:
        return bare[said]
    said = re.sub(_DENIED + _SOME + rf"(?:{'|'.join(_WORDS.values())})\b", " ", said)
    found = {
        feeling for feeling, words in _WORDS.items() if re.search(rf"\btoo\s+{_SOME}(?:{words})\b", said)
    }
    return found.pop() if len(found) == 1 else None
