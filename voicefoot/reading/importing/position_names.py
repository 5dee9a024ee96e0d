"""The position that a text tells, as the format calls it.

The names in a routine itself are read by `reading.position_names`.
"""

from __future__ import annotations

import re

from voicefoot.reading.importing.words import REST

_POSITIONS = (
    (r"(?:ly(?:ing)|lie|lay)s?(?: down| flat)*(?: flat)? on (?:your|the) (?:tummy|stomach|belly|front)"
     r"|prone|bauchlage|auf dem bauch|boca abajo|à plat ventre|sur le ventre", "lying on your front"),
    (r"(?:lying|lie|lay)s?(?: down| flat)*(?: flat)? on (?:your|the) back|supine|rückenlage|auf (?:dem"
     r"|den) rücken|boca arriba|sur le dos", "lying on your back"),
    (r"all fours|hands and knees|quadruped|vierfü(?:ß|ss)ler\w*|cuatro apoyos|quatre pattes", "all fours"),
    (r"half[- ]kneel\w*", "half-kneeling"),
    (r"\bkneel(?:ing)?\b|\bknien\b|\bknie dich\b|kniestand|arrodill|à genoux", "kneeling"),
    (r"\bsit(?:ting)?\b|\bseated\b|\bim sitzen\b|\bsetz(?:e|en)?\b|\bsiéntate\b|\bsentad[oa]\b"
     r"|\bassis(?:e)?\b|\basseyez\b", "seated"),
    (r"\bstand(?:ing)?\b|\bim stand\b|\bim stehen\b|\bstell(?:e|en)?\b|\bde pie\b|\bdebout\b", "standing"),
)  # fmt: skip
_POSITION_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), name) for pattern, name in _POSITIONS)


def position_in(texts: list[str]) -> str:
    """Return the position that is named first in `texts`, as the format calls it; "" if none is."""
    for text in texts:
        found = [(hit.start(), name) for pattern, name in _POSITION_PATTERNS if (hit := pattern.search(text))]
        if found and not re.search(rf"\b{REST}", text, re.IGNORECASE):
            return min(found)[1]
    return ""
