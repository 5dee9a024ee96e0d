"""What a phrase or a sentence beside a dose is for: a caution, a tip, a note, an instruction.

What a whole line looks like, such as a heading, is in `text_lines`; what becomes a block, in `lines`.
"""

from __future__ import annotations

import re
from enum import Enum

_ABBREVIATIONS = "".join(
    rf"(?<!\b{word})"
    for word in ("sec", "sek", "seg", "min", "std", "reps", "wdh", "approx", "ca", r"e\.g", "bzw")
)
_GOES_ON = (
    r"\d|[(\[/+~-]|(?:Pause|Pausen|Rest|Sets?|Satz|Sätze|Serien|Wdh|Wiederholungen|Halten|Belastung"
    r"|Descanso|Repos)\b"
)
"""What follows "30 sec." in the same sentence, although it looks like the beginning of one."""
_SENTENCE_END = re.compile(
    rf"(?:(?i:{_ABBREVIATIONS})\.|[!?])[\"')”]*\s+(?=[^\sa-zäöüß])"
    rf"|\.[\"')”]*\s+(?!{_GOES_ON})(?=[^\sa-zäöüß][a-zäöü]+ )"
)
_TOO_EARLY = re.compile(r"^\W*\w{0,2}\.\s")

_CAUTION = re.compile(
    r"\bno pain\b|without pain|pain[- ]?free|\bpain\b|\bhurts?\b|sharp|\bdizz|\bnumb|\bavoid\b|\bdo not\b"
    r"|\bdon'?t\b|\bdon’t\b|\bnever\b"
    r"|\bstop (?:if|when|at|as soon)|\bcareful|caution|warning|\bnot past\b|\bnot beyond\b|\bno "
    r"(?:bouncing|jerking|swinging|twisting)\b"
    r"|schmerz|\bnicht\b|\bkein(?:e|en)?\b|vorsicht|\bohne zu\b|achtung|\bsin dolor|\bdolor\b|\bno "
    r"(?:arquees|bloquees|fuerces|dobles|subas)"
    r"|cuidado|evita|sans douleur|douleur|\bne pas\b|\béviter?\b|\bévitez\b|attention|senza dolore|dolore"
    r"|sem dor|zonder pijn|geen pijn",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"\brpe\b|\brir\b|\b1 ?rm\b|\d ?%|https?://|www\.|\bweeks?\b|\bprogress|\boptional|\b(?:mon|tues"
    r"|wednes|thurs|fri|satur|sun)day\b"
    r"|\bsee (?:video|page|picture|photo|fig)|\bvideo\b|\bvolume\b|\bwochen?\b|\bsemanas?\b|\bsemaines?\b"
    r"|\bseite \d|\bp\. ?\d|\bsince\b|\bwarm.?up sets?\b"
    r"|\bphysio\b|\bdoctor\b|\bask\b|\bif (?:too )?easy\b|\bsuperset\b|\bpr\b|\bpb\b",
    re.IGNORECASE,
)
_TIP = re.compile(
    r"^\W*(?:hint|tips?|tipp|hinweis|consejos?|conseil|astuce|cues?|key|coach(?:ing)?(?: points?| cues?)?"
    r"|form|focus|remember|note|notes?|nota|remarque)\s*[:-]\s*",
    re.IGNORECASE,
)
_CAUTION_LABEL = re.compile(
    r"^\W*(?:caution|warning|careful|important|precautions?|vorsicht|achtung|wichtig|cuidado|ojo"
    r"|attention)\s*[:!-]\s*",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://[^\s<>\"')\]]+", re.IGNORECASE)

_DOING = (
    "use|stand|sit|lie|lay|kneel|place|put|hold|lift|raise|lower|bend|press|push|pull|roll|rock|reach|step"
    "|squeeze|tighten|lean|rotate|turn"
    "|keep|start|begin|get|come|cross|grab|grip|grasp|slide|tap|walk|run|jog|march|swing|circle|curl|point"
    "|flex|extend|straighten|stretch"
    "|squat|lunge|drop|hinge|draw|tuck|open|close|move|let|rest|relax|slowly|gently|breathe|inhale|exhale"
    "|with|while|from|return|repeat|do"
    "|perform|complete|then|now|reverse|switch|change|wrap|loop|tie|stay|look|bring|take|set|balance|hang"
    "|jump|drive|brace|engage|twist|try"
    "|shift|spread|scrunch|pick|gather|clench|hook|position|face|interlace|clasp|rise|go|make|add weight"
    "|aim|work up|alternate|imagine|feel"
    "|stell|stelle|stellen|setz|setze|setzen|leg|lege|legen|knie|knien|heb|hebe|heben|senk|senke|senken"
    "|zieh|ziehe|ziehen|drück|drücke|drücken"
    "|halt|halte|halten|beug|beuge|beugen|streck|strecke|strecken|roll|rolle|rollen|langsam|dann"
    "|wiederhole|wiederholen|auf|im|in|lass|lassen"
    "|kipp|kippe|dreh|drehe|wechsle|wechsel|mach|mache|spann|spanne|atme|führe|nimm|ponte|siéntate|túmbate"
    "|acuéstate|levanta|baja|mantén|mantenga"
    "|apoya|estira|dobla|repite|empuja|gira|aprieta|lleva|coloca|allongez|allonge|asseyez|assieds|debout"
    "|levez|lève|pliez|plie|tenez|gardez|garde"
    "|poussez|pousse|tirez|tire|répétez|répète|placez|place|serrez"
)
_STARTS_DOING = re.compile(rf"^\W*(?:\d+[.)]\s*)?(?:{_DOING})\b", re.IGNORECASE)
_DOSE_VERB = re.compile(
    r"^\W*(?:and |then |now |danach |dann )?(?:do|perform|complete|repeat|aim|hold|rest|work up|try|start "
    r"with|build up|dose|dosage|sets?|reps?|frequency|hold time"
    r"|wiederhol\w*|halt\w*|mach\w*|pause|pausiere|dosierung|repite|repetir|repita|realiza|haz|hacer"
    r"|mantén|mantener|descansa|aguanta|répét\w+|faire|faites|fais|tenir|tenez|maintenir|reposez|tiens)\b",
    re.IGNORECASE,
)
_SETUP = re.compile(
    r"^\W*(?:start(?:ing)? (?:by|in|on|from|position)|begin|stand|sit|lie|lay|kneel|get|come|place|put"
    r"|keep|position|cross|wrap|loop|tie|hook|in (?:standing|sitting)"
    r"|seated|standing|lying|on your|stell|stelle|setz|setze|leg|lege|knie|im stand|im sitzen|in "
    r"rückenlage|auf dem rücken|ponte|siéntate|túmbate|acuéstate|de pie|sentado"
    r"|tumbado|allongé|assis|debout|allongez|asseyez|placez)\b",
    re.IGNORECASE,
)


class Kind(Enum):
    """What a text beside a dose is."""

    SAY = "say"
    TIP = "tip"
    CAUTION = "caution"
    NOTE = "note"


def kind_of(text: str) -> tuple[Kind, str]:
    """Return what `text` is for, and the text without a label such as "Tip:"."""
    label = _CAUTION_LABEL.match(text)
    if label:
        return Kind.CAUTION, text[label.end() :]
    label = _TIP.match(text)
    if label and text[label.end() :].strip():
        rest = text[label.end() :]
        return (kind_of(rest)[0] if kind_of(rest)[0] in (Kind.CAUTION, Kind.NOTE) else Kind.TIP), rest
    if _NOTE.search(text):
        return Kind.NOTE, text
    if _CAUTION.search(text):
        return Kind.CAUTION, text
    return Kind.SAY, text


def link_in(text: str) -> tuple[str, str]:
    """Return the first web address in `text` ("" if there is none), and the text without it."""
    found = _LINK.search(text)
    if not found:
        return "", text
    return found[0].rstrip(".,;"), re.sub(
        r"\(\s*\)|\[\s*\]", "", text[: found.start()] + text[found.end() :]
    ).strip(" :,-")


def sentences(text: str) -> list[str]:
    """Return the sentences of `text`."""
    parts: list[str] = []
    start = 0
    for found in _SENTENCE_END.finditer(text):
        part = text[start : found.end()].strip()
        if _TOO_EARLY.match(part + " "):
            continue
        parts.append(part)
        start = found.end()
    last = text[start:].strip()
    return [part for part in (*parts, last) if part]


def starts_doing(text: str) -> bool:
    """Whether `text` begins as an instruction does: with what to do."""
    return _STARTS_DOING.match(text) is not None


def starts_with_dose_verb(text: str) -> bool:
    """Whether `text` begins as a sentence does that tells a dose: "Hold ...", "Repeat ..."."""
    return _DOSE_VERB.match(text) is not None


def starts_as_setup(text: str) -> bool:
    """Whether `text` tells how to get into position."""
    return _SETUP.match(text) is not None


def is_sentence(text: str) -> bool:
    """Whether `text` is prose: it ends as a sentence does and is no short label, or has many words."""
    words = len(text.split())
    return (
        words > 12
        or (words > 4 and text.rstrip().endswith((".", "!", "?")))
        or (words > 3 and starts_doing(text))
    )
