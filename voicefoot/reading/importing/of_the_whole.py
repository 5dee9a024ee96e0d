"""Lines that speak of a whole list: when to stop, how often, a rest or a dose for all, to do all again."""

from __future__ import annotations

import re

from voicefoot.reading.importing.remark_kinds import sentences
from voicefoot.reading.importing.scan import Scan, scan
from voicefoot.reading.importing.text_lines import Line
from voicefoot.reading.importing.understood import Span
from voicefoot.reading.importing.words import ALL_OF_THEM

_ALL_AGAIN = re.compile(
    r"\b(?:again|all of it|it all|whole (?:circuit|thing|list|sequence)|(?:repeat|do) (?:the |this "
    r")?(?:all|circuit|everything|sequence|list|round)"
    r"|alles|von vorn|noch ?einmal|todo|otra vez|tout|de nouveau)\b",
    re.IGNORECASE,
)
_WARNING = re.compile(
    r"^\W*(?:please )?(?:stop|do not|don't|don’t|never|avoid|nicht|keine?|aufhören|bei schmerzen|para"
    r"|detente|no sigas|arrêtez|stoppez)\b.*"
    r"(?:pain|hurt|dizz|unwell|schmerz|dolor|douleur|weh|mal)|^\W*(?:no|without|kein\w*|ohne|sin|sans) "
    r"(?:sharp )?(?:pain|schmerz\w*|dolor|douleur)\W*$",
    re.IGNORECASE,
)


def is_general(text: str, found: Scan) -> bool:
    """Whether a sentence, in which `found` was found, speaks of the whole list."""
    if is_warning(text):
        return True
    if found.rounds or found.dose.sets:
        return False  # it leads what is done so often
    left = " ".join((found.before, *found.after))
    few = len(left.split()) <= 3
    if found.how_often and not found.dose.says_how_much:
        return len(text.split()) <= 12
    if ALL_OF_THEM.match(text) and found.dose.says_how_much:
        return True
    between = re.search(r"\b(?:between|zwischen|entre|tra|tussen)\b", text, re.IGNORECASE)
    rests = found.dose.rest or found.dose.rest_between or found.dose.round_rest
    return bool(rests) and bool(between) and not found.dose.says_how_much and few


def is_general_line(line: Line, language: str) -> bool:
    """Whether all sentences of `line` speak of the whole list."""
    parts = sentences(line.text)
    return all(is_general(part, scan(part, language)) for part in parts)


def again(line: Line) -> Span | None:
    """Return how many rounds a line tells that says to do all of it again; None if it does not."""
    found = line.found
    if not _ALL_AGAIN.search(line.text) or found.dose.hold or found.dose.time:
        return None
    return found.rounds or found.dose.sets or (found.dose.reps[0] if len(found.dose.reps) == 1 else None)


def is_warning(text: str) -> bool:
    """Whether `text` is a caution for the whole: when to stop."""
    return len(text.split()) <= 25 and _WARNING.search(text) is not None
