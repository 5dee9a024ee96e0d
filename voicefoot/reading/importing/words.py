"""The words of exercise lists, in the languages that people write them in, as parts of patterns.

All of them are matched in any case, and whatever the list's language: lists mix them freely.
"""

from __future__ import annotations

import re
from functools import cache

from voicefoot.language.packs import language_pack, pack_code

SECONDS = (
    r"(?:seconds?|secs?|sekunden?|sek|segundos?|segs?|secondes?|secondi|secondo|seconden|s)\b\.?"
    r"|''|[\"\u2033\u201d]"
)
MINUTES = r"(?:minutes?|mins?|minuten|minutos?|minuti|minuto|mn)\b\.?|['\u2032\u2019](?!\w)"
HOURS = r"(?:hours?|hrs?|h|stunden?|std|horas?|heures?|ore|uur)\b\.?"
COUNTS = r"counts?\b"
BREATHS = (
    r"(?:slow |deep |full )?(?:breaths?|atemz(?:ü|ue)ge?|respiraciones|respirations|respiri|ademhalingen)\b"
)

SETS = r"(?:sets?|s(?:ä|ae)tze?|series?|s(?:é|e)ries?|serie|s(?:é|e)rie|s(?:é|e)ries|reeksen|serii)\b"
ROUNDS = r"(?:rounds?|runden?|durchg(?:ä|ae)nge?|rondas?|vueltas?|tours?|giri|circuits?|laps?|rondes?|rft)\b"
REPS = (
    r"(?:repetitions?|repeats?|reps?|times|wiederholungen|wiederholung|wdhl?g?|wh|mal|repeticiones|reps?"
    r"|veces|r(?:é|e)p(?:é|e)titions?|r(?:é|e)ps?|fois|ripetizioni|rip|volte|repeti(?:ç|c)(?:õ|o)es|vezes"
    r"|herhalingen|keer|powt(?:ó|o)rze(?:ń|n))\b\.?"
)
REST = (
    r"(?:rests?|resting|breaks?|pauses?|pausen?|satzpause|recovery|recover|descansos?|descansar?|descanse"
    r"|repos|r(?:é|e)cup(?:(?:é|e)ration)?|recupero|riposo|pausa|rust|off|przerwa)\b"
)
BETWEEN = r"(?:between|zwischen|entre|tra|tussen|after|nach|in between)\b"
HOLD = (
    r"(?:hold(?:ing)?|holds|held|halten|gehalten|halte|mantener|mant(?:é|e)n|mantenga|aguantar?|sostener"
    r"|tenir|tenez|maintenir|maintenez|tenere|mantenere|manter|vasthouden|squeeze)\b"
)
ONE_SIDE = r"(?:l|r|left|right|links|rechts|izquierd[oa]|derech[oa]|gauche|droite)"
EACH = (
    r"(?:on |for |with |of |to |auf |mit |a )?(?:each|every|per|either|pro|je|jede[mnrs]?|por|cada|con cada"
    r"|par|(?:de )?chaque|per ogni|ogni|elke|na)\b|/|(?:both|beide[nr]?|ambos|les deux)(?= (?:sides|seiten"
    r"|lados|côtés)\b)"
)
ALTERNATE = (
    r"\b(?:alternat(?:e|ing)(?: (?:sides|legs|arms|feet))?|im wechsel|abwechselnd|alternando|en alternant)\b"
)
ALL_OF_THEM = re.compile(
    r"^(?:(?:do |perform |for )?(?:all|each|every)(?: of)?(?: the| these)? (?:exercises?|moves?)(?: for)?"
    r"|everything|(?:jede|alle) (?:ü|ue)bung(?:en)?|jeweils|todos los ejercicios|cada ejercicio"
    r"|chaque exercice|tous les exercices|ogni esercizio)\b",
    re.IGNORECASE,
)
ADJECTIVES = (
    "alternating|slow|controlled|easy|gentle|deep|full|good|total|clean|light|heavy|smooth|langsame|saubere|ruhige|lentas"
    "|controladas|lentes|lenti"
)
NUMBERED = re.compile(
    r"\b(?:weeks?|wk|days?|phase|stage|level|part|page|step|no|version|vol|chapter|exercise|set|woche|tag"
    r"|stufe|teil|seite"
    r"|übung|semana|día|fase|nivel|semaine|jour|niveau|january|february|march|april|may|june|july|august"
    r"|september"
    r"|october|november|december)\W*$",
    re.IGNORECASE,
)
"""Words whose number behind them says which one, and not how many."""
AS_MANY = re.compile(
    r"\b(?:amrap|as many (?:reps )?as (?:possible|you can)|(?:until|to|till|bis zum|bis zur|al|jusqu'(?:à"
    r"|a) l')\s?"
    r"(?:failure|fatigue|muskelversagen|ersch(?:ö|oe)pfung|fallo|(?:é|e)chec)|max(?:imum|imal)?(?: reps| "
    r"effort)?)\b",
    re.IGNORECASE,
)
DISTANCE = re.compile(
    r"\b\d[\d.,]*\s*(?:m|km|meters?|metres?|metern?|metros|m(?:è|e)tres|metri|miles?|mi|yards?|yds?|ft"
    r"|cals?|calories|laps|l(?:ä|ae)ngen|k(?!\s*(?:pace|tempo)))\b"
    r"|\b(?:50|75|[1-9]00|[1-9][05]0|1[05]00)(?=\s+(?:free(?:style)?|backstroke|breaststroke|butterfly|fly|kick|pull"
    r"|swim|drill|choice|IM)\b)",
    re.IGNORECASE,
)
HOW_OFTEN = re.compile(
    r"(?:\b(?:\d+(?:\s*(?:-|to|bis|or|a|à)\s*\d+)?\s*(?:x|times|mal|veces|fois|volte|sessions|days|tage"
    r"|d(?:í|i)as|jours)?"
    r"|once|twice|three times|several times|mehrmals|einmal|zweimal|dreimal)\s*"
    r"(?:a|an|per|each|every|pro|am|al|por|par|/|in der|die|in a|täglich|taeglich|daily)\s*"
    r"(?:day|week|d|wk|tag|woche|d(?:í|i)a|semana|jour|semaine|giorno|settimana|hour|month|morning)?\b"
    r"|\b(?:daily|t(?:ä|ae)glich|every (?:day|other day|morning|evening|\d+ hours?)|weekly|each (?:day"
    r"|morning)"
    r"|jeden (?:tag|morgen|zweiten tag)|cada d(?:í|i)a|todos los d(?:í|i)as|chaque jour|tous les jours"
    r"|\d+\s*(?:-|to|bis)?\s*\d*\s*(?:days|weeks|tage|wochen|d(?:í|i)as|semanas|jours|semaines|months?))\b)",
    re.IGNORECASE,
)
_PER_TIME = re.compile(
    r"day|week|\bd\b|wk|tag|woche|d(?:í|i)a|semana|jour|semaine|giorno|settimana|hour|month|morning|daily"
    r"|evening|täglich|taeglich|morgen|weekly|month",
    re.IGNORECASE,
)


def says_how_often(found: str) -> bool:
    """Whether what `HOW_OFTEN` matched is about days or weeks."""
    return _PER_TIME.search(found) is not None


_BODY_PARTS = {
    "en": "side leg foot arm hand knee hip ankle shoulder elbow wrist thumb",
    "de": "Seite:linke/rechte Bein:linkes/rechtes Fuß:linker/rechter Fuss:linker/rechter Arm:linker/rechter "
          "Hand:linke/rechte Knie:linkes/rechtes Schulter:linke/rechte Hüfte:linke/rechte",
    "es": "lado pierna:a pie brazo mano:a rodilla:a hombro",
    "fr": "côté jambe:a pied bras main:a genou épaule:a",
    "it": "lato gamba:a piede braccio",
    "pt-BR": "lado perna:a pé braço",
    "nl": "kant zijde been voet arm",
}  # fmt: skip
"""What one has two of. After a colon: the two words before it, or that it takes the other gender."""
_BEHIND = {
    "es": ("izquierdo", "derecho", "izquierda", "derecha"), "fr": ("gauche", "droit", "gauche", "droite"),
    "it": ("sinistro", "destro", "sinistra", "destra"),
    "pt-BR": ("esquerdo", "direito", "esquerda", "direita"),
}  # fmt: skip


def _pair(language: str, part: str, hint: str) -> tuple[str, str]:
    if language in _BEHIND:
        left, right = _BEHIND[language][2:] if hint else _BEHIND[language][:2]
        return f"{part} {left}", f"{part} {right}"
    if language == "nl":
        return f"linker{part}", f"rechter{part}"
    left, right = hint.split("/") if hint else ("left", "right")
    part = part.replace("Fuss", "Fuß")
    return f"{left} {part}", f"{right} {part}"


_SIDES = {
    language: {
        part.partition(":")[0].casefold(): _pair(language, part.partition(":")[0], part.partition(":")[2])
        for part in parts.split()
    }
    for language, parts in _BODY_PARTS.items()
}
_DIRECTIONS = {
    "direction": ("one way", "the other way"), "directions": ("one way", "the other way"),
    "way": ("one way", "the other way"), "richtung": ("eine Richtung", "andere Richtung"),
    "dirección": ("un sentido", "el otro sentido"), "sentido": ("un sentido", "el otro sentido"),
    "sens": ("un sens", "l'autre sens"),
}  # fmt: skip
_OTHER_FORMS = {
    "feet": "foot", "heel": "foot", "heels": "foot", "calf": "leg", "seiten": "seite", "beine": "bein",
    "füße": "fuss", "fuß": "fuss", "arme": "arm", "cote": "côté", "beinen": "bein", "seitig": "seite",
}  # fmt: skip
_PLURALS = [f"{word}s" for parts in _SIDES.values() for word in parts if not word.endswith("s")]

BODY = "|".join(
    sorted(
        {*_PLURALS, *_OTHER_FORMS, *_DIRECTIONS, *(w for p in _SIDES.values() for w in p)},
        key=len,
        reverse=True,
    )
)
"""What one has two of, and directions."""


def sides_of(word: str, language: str) -> tuple[str, ...]:
    """Return both sides of what a list in `language` calls `word`; both sides of the body for no word."""
    word = word.casefold()
    if word in _DIRECTIONS:
        return _DIRECTIONS[word]
    own = [_SIDES.get(language, {}), *_SIDES.values()]
    for form in (word, _OTHER_FORMS.get(word, word), word.removesuffix("s")):
        for parts in own:
            if form in parts:
                return parts[form]
    return next(iter((own[0] or _SIDES["en"]).values()))


STATIC = re.compile(
    r"plank|\bholds?\b|wall.?sit|hang(?:s|ing)?\b|stretch|balanc|isometric|\bl-sit|hollow|\bpose\b|stance"
    r"|\bstand\b"
    r"|squeeze|plancha|planche|prancha|gainage|\bchaise|dehn|halte|stütz|einbeinstand|wandsitz|estira|étire|equilibr"
    r"|équilibre|\btabla\b|bridge|superman|warrior|cobra|child|pigeon|\bsets?\b|brücke|puente",
    re.IGNORECASE,
)
"""Names of exercises in which a time is held."""
MOVING = re.compile(
    r"swing|circle|roll|\brun|jog|walk|sprint|jump|jack|burpee|skip|climber|shuffle|march|bike|cycl|row"
    r"|rocking"
    r"|twist|crunch|squats|push.?ups|lunges|kicks|taps|raises|pulses|laufen|gehen|kreis|lauf|caminar"
    r"|correr|marche"
    r"|course|dynamic|release|massage",
    re.IGNORECASE,
)
"""Names of exercises in which one moves for a time, even if they are also those of `STATIC`."""

LANGUAGE_WORDS = {
    "de": r"wiederholungen|wdh|sätze|seite|sek|sekunden|halten|bein|und|mit|pro|je|übung|übungen|minuten"
          r"|der|die|das"
          r"|langsam|auf|den|nicht|tag|ferse|fuß|knie",
    "es": r"repeticiones|series|lado|pierna|descanso|segundos|con|de|la|el|los|las|por|cada|minutos|sin"
          r"|espalda|brazo",
    "fr": r"répétitions|séries|côté|jambe|repos|secondes|avec|de|le|les|des|du|par|chaque|sur|pied|sans|fois",
    "it": r"ripetizioni|serie|lato|gamba|riposo|secondi|con|di|il|lo|gli|per|ogni|minuti|senza|recupero",
    "pt-BR": r"repetições|séries|lado|perna|descanso|segundos|com|de|o|os|por|cada|minutos|sem|braço",
    "nl": r"herhalingen|kant|been|rust|seconden|met|van|het|een|elke|minuten|zonder|voet|keer",
    "en": r"reps|sets|side|leg|rest|seconds|sec|with|the|and|of|each|hold|minutes|your|foot|times|for|to",
}  # fmt: skip
"""Words by which a list's language is known: the one with the most of them."""


@cache
def number_words() -> dict[str, int]:
    """Return the numbers below a hundred, by their words in each of the languages that are known here."""
    words = {"one": 1}  # in other languages, it is an article, too
    for code in filter(None, map(pack_code, LANGUAGE_WORDS)):
        numbers = language_pack(code).numbers
        words |= {numbers.in_words(number).lower(): number for number in range(2, 100)}
    return words


def language_of(text: str) -> str:
    """Return the tag of the language that `text` is written in, as far as it can be told; else English."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    counts = {
        tag: sum(1 for word in words if word in known)
        for tag, known in ((tag, set(words.split("|"))) for tag, words in LANGUAGE_WORDS.items())
    }
    best = max(counts, key=lambda tag: counts[tag])
    return best if counts[best] > counts["en"] and counts[best] >= 2 else "en"
