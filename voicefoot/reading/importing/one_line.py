"""One line that stands for itself -> an exercise or several, a rest, or intervals."""

from __future__ import annotations

import re
from dataclasses import replace

from voicefoot.reading.importing.describe import described, settled, sure, with_phrases
from voicefoot.reading.importing.plain_words import capitalized, plain, trimmed
from voicefoot.reading.importing.remark_kinds import sentences, starts_with_dose_verb
from voicefoot.reading.importing.scan import MAX_SCANNED_CHARACTERS, Scan, scan
from voicefoot.reading.importing.understood import (
    Block,
    Dose,
    Exercise,
    Item,
    Remark,
    Rest,
    Span,
    exercises_in,
)
from voicefoot.reading.importing.words import HOLD, ONE_SIDE, REST, ROUNDS

MAX_NAME_WORDS = 9
_MAX_LABEL_WORDS = 4
"""Of what stands before the colon of a line with several exercises."""
_EMPHASIS = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=[\w.,:])[*_](?!\w)")
_MARKDOWN_LINK = re.compile(r"!?\[([^\]]*)\]\((https?://[^)\s]+)[^)]*\)")
_BREAK = re.compile(r"<br ?/?>|</?(?:b|i|em|strong|p|u)>", re.IGNORECASE)
_INTERVALS = re.compile(
    rf"^(?P<n>\d{{1,3}})\s*(?:x|times|mal|fois|veces|{ROUNDS})\s*(?:of|:|-|–|\(|,)?\s*(?P<rest>\S.*)$",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"(?:\bw/|\bwith\b|\bmit\b)(?=\s*\d)|\s*(?:/|\+|,|;|&|\bthen\b|\band\b|\bdann\b|\bund\b|\by\b|\bet\b|\bpuis\b|\bluego\b|→|->)\s*",
    re.IGNORECASE,
)
_ON_OFF = re.compile(r"^(?:on|work|an|belastung|trabajo|effort)$", re.IGNORECASE)
_REST_WORD = re.compile(rf"^\W*(?:easy |full |short |of |then |and )*{REST}\W*$", re.IGNORECASE)
SECTION = re.compile(
    r"^(?:dynamic |general |the )?(?:warm[- ]?up|cool[- ]?down|main|strength|core|finisher|circuit|cardio"
    r"|mobility|stretch(?:es|ing)?|conditioning|block|part|day|section|activation|accessor(?:y|ies)"
    r"|aufwärmen|hauptteil|kraft|dehnen|abwärmen|calentamiento|parte principal|vuelta a la calma"
    r"|estiramientos|échauffement|corps de séance|retour au calme|étirements"
    r"|superset|workout|training|tag|teil|woche|week"
    r"|jour|día)\b",
    re.IGNORECASE,
)


_JOINT = re.compile(r"[()\[\]]|\s*[,;]\s+|\s+[+&]\s+|\s+(?:and|then|und|y|et|dann)\s+(?=\d)", re.IGNORECASE)
_LINKING = re.compile(
    r"(?:and |und )?(?:then|dann|danach|luego|después|puis|ensuite|buy[- ]?in|cash[- ]?out"
    r"|finish(?:er)?(?: off)?(?: with| w/)?|after(?: that|wards)?|today|heute|hoy)"
    r"(?:\s+do)?\s*[:,]?\s*(?=\d|$)",
    re.IGNORECASE,
)
_ABOUT_A_DOSE = re.compile(
    r"easy|hard|slow(?:ly)?|fast|quick(?:ly)?|light|heavy|moderate|steady|left|right|links|rechts|up|down|top|bottom"
    r"|hold|holds|pause|pauses|at|the|in|on|off|per|each|every|with|without|of|for|to|or|and|as|then|between|day|week"
    r"|sets?|reps?|rounds?|times|side|sides|leg|legs|arm|arms|hand|hands|way|ways|direction|more|less|apart|total|max"
    r"|min|rpe|rir|rm|bw|band|level|incline|tempo|beats?|breaths?|in|out|inhale|exhale|lower|lowering|lift|wide|deep"
    r"|langsam|schnell|locker|leicht|schwer|halten|pro|je|seite|bein|arm|oben|unten|mal|pause|suave|lento|rápido|fuerte"
    r"|izquierd[oa]|derech[oa]|gauche|droite|cada|por|lado|pierna|brazo|mantener|arriba|abajo|descanso|warm|cool|clockwise|anticlockwise|counterclockwise"
    r"|toes?|heels?|elbows?|knees?|thumbs?|palms?|neutral|seconds?|secs?|cm|mm|rpm|bpm|watts?|kmh|mph|step"
    r"|w|a|steps?|schritte|pasos|from|forward|backward|forwards|backwards|your|back|both|other|same|again|last|first|set",
    re.IGNORECASE,
)
"""Words beside a number that tell more of the exercise before them, and name none."""
_CONDITION = re.compile(
    r"if|when|until|after|before|unless|wenn|falls|bis|nach|si|cuando|hasta", re.IGNORECASE
)
_BRACKETS = re.compile(r"\([^()]*\)")
_TORN_NAME = re.compile(r"[()]|\d\s*['’]$|\d[\s/]+\d+$")
"""A name without its brackets in which a part of something else is left."""
_SIDE_WITH_NUMBER = re.compile(rf"\b{ONE_SIDE}\b\W*\d|\d\s*{ONE_SIDE}\b", re.IGNORECASE)
_HELD_ONCE = re.compile(
    rf"\b(?:then|finish\w*|last|dann|letzte\w*|luego|puis)\b[^.;,]*?\b{HOLD}"
    rf"|\b{HOLD}[^.;]*\b(?:(?:the|a|your|die|den|der) (?:last|letzte\w*)"
    r"|(?:at the|am) (?:end|ende)(?! of| range))\b",
    re.IGNORECASE,
)
"""A hold behind the repetitions, not one in each."""
_TABATA = re.compile(r"^tabata\s*[:–-]?\s+(?P<name>[^\W\d][^\d]{2,60})$", re.IGNORECASE)


_SETS_NAME_REPS = re.compile(
    r"^(\d{1,2})\s*[x\u00d7]\s+(?=[^\W\d])(.+?)\s*\((\d{1,3}(?:\s*-\s*\d{1,3})?)(?:\s*reps?)?\)$",
    re.IGNORECASE,
)
"""`3x Squat (10)`: the sets before the name, the repetitions behind it."""


def name_in(text: str, found: Scan) -> str:
    """Return the name of the exercise in a line, without its dose; "" if it has none."""
    head, colon, tail = plain(text).partition(":")
    if (
        colon
        and not found.minutes_in_all
        and not re.search(r"\d:\d", head[-1:] + colon + tail[:1])
        and 0 < len(head.split()) <= MAX_NAME_WORDS
        and not scan(head, found.language).dose.says_how_much
        and re.search(r"[^\W\d]{2}", head)
        and tail.strip()
    ):
        return trimmed(head)
    far = found.dose.open_ended
    if far and re.match(rf"(?:\d+\s*x\s*)?{re.escape(far)}\s*(?:@|(?:at|in|on)\b|,\s*\d|$)", plain(text)):
        return far  # such as "6 x 400 m @ 5k pace": nothing else names it
    others = [piece for piece in found.after if not _is_distance(piece, found)]
    name = found.before or (others[0] if others else "")
    beside = plain(text).partition(name)[0] if not found.before and name else ""
    if re.search(r",\s*\w*\s*$|\b(?:at|in) (?:the )?$", beside):
        return ""
    return name if re.search(r"[^\W\d]{2}", name) else ""


def without_linking_word(text: str) -> str:
    """Return `text` without words such as "Finish:" or "after that" before a number."""
    found = _LINKING.match(text)
    return text[found.end() :] if found and text[found.end() :] else text


def _is_distance(piece: str, found: Scan) -> bool:
    """Whether `piece` is how far to go, and so no name."""
    return bool(found.dose.open_ended) and piece.startswith(found.dose.open_ended)


def compact_item(text: str, line: int, language: str) -> Item | None:
    """Return what a line says that stands for itself: an exercise, a rest, intervals; None if it does not."""
    text = _SETS_NAME_REPS.sub(r"\2 \1 x \3", clean(text))
    found = scan(text, language)
    in_turn = intervals(text, line, language) or _named_intervals(text, line, language)
    if in_turn is not None:
        return in_turn
    name = name_in(text, found)
    rest = found.dose.rest
    if rest is not None and not found.dose.says_how_much and (not name or _REST_WORD.match(name)):
        return Rest(rest, line)
    if found.minutes_in_all and not found.dose.says_how_much:
        return None
    several = in_a_row(text, line, language)
    if several:
        return Block("", several)
    tabata = _TABATA.match(text)
    if tabata:
        work = Exercise(capitalized(trimmed(tabata["name"])), line, Dose(time=Span(20.0)), written=text)
        return Block("Tabata", (work,), Span(8.0), Span(10.0), Span(10.0))
    if not name:
        return None
    if found.minutes_in_all and found.round_every is None:
        return Exercise(
            name, line, Dose(time=Span(found.minutes_in_all)), tally="rounds", notes=found.how_often
        )
    if not found.dose.says_how_much:
        return _without_dose(name, line, found) if found.dose.open_ended else None
    exercise = _exercise_of(text, name, line, found, language)
    if found.minutes_in_all and found.round_every:
        dose = replace(exercise.dose, sets=None)
        rounds = Span(float(max(1, round(found.minutes_in_all / found.round_every))))
        return Block("", (replace(exercise, dose=dose),), rounds, round_every=found.round_every)
    return Remark(text, line) if exercise.written and _says_more(exercise, language) else exercise


def _says_more(exercise: Exercise, language: str) -> bool:
    """Whether the words left beside the dose of `exercise` hold more of a dose, or more names."""
    name = _BRACKETS.sub("", exercise.name)
    if name.count(",") > 1 or _TORN_NAME.search(name):
        return True
    if exercise.dose.reps and exercise.dose.hold and _HELD_ONCE.search(exercise.written):
        return True
    return any(_is_dose(text, language) for text in (exercise.name, *exercise.say, *exercise.tips))


def _is_dose(text: str, language: str) -> bool:
    if any(map(_CONDITION.fullmatch, re.findall(r"[^\W\d_]+", text))):
        return False
    dose = scan(text, language).dose
    says_how_much = dose.time or dose.hold or dose.breaths or dose.sets or sure(dose, text).reps
    return bool(says_how_much or _SIDE_WITH_NUMBER.search(text))


def in_a_row(text: str, line: int, language: str) -> tuple[Item, ...]:
    """Return the exercises of a line such as "row 500 m, 10 air squats", in a block if it has a name; empty
    if it is no line of several exercises, each with its dose.
    """
    words = plain(text)
    if len(words) > MAX_SCANNED_CHARACTERS or not re.search(r"\d", words):
        return ()
    head, colon, tail = words.partition(": ")
    if colon and len(head.split()) <= _MAX_LABEL_WORDS and not re.search(r"\d", head):
        words = tail
    else:
        head = ""
    parts: list[str] = []
    for part in _outside_brackets(words):
        if re.search(r"\d", part) or not parts:
            parts.append(part)
        else:
            parts[-1] += f", {part}"
    if len(parts) < 2:
        return ()
    items: list[Item] = []
    for part in parts:
        item = _one_of_several(without_linking_word(part), line, language)
        last = items[-1] if items else None
        if isinstance(item, Rest) and isinstance(last, Block):
            items[-1] = replace(last, round_rest=item.seconds)
        elif item is None or isinstance(item, Rest):
            return ()
        else:
            items.append(item)
    if len(items) < 2:
        return ()
    leads_nowhere = not head or _LINKING.fullmatch(head)
    return tuple(items) if leads_nowhere else (Block(head, tuple(items)),)


def _outside_brackets(text: str) -> list[str]:
    """Return the parts of `text` between commas, plus signs and the like that stand in no brackets."""
    parts, depth, start = [], 0, 0
    for found in _JOINT.finditer(text):
        if found[0] in "()[]":
            depth += 1 if found[0] in "([" else -1
        elif depth <= 0:
            parts.append(text[start : found.start()])
            start = found.end()
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def _one_of_several(part: str, line: int, language: str) -> Item | None:
    in_turn = intervals(part, line, language) if "(" in part else None
    if in_turn is not None:
        return in_turn
    found = scan(part, language)
    dose = found.dose
    rest = dose.rest or dose.round_rest or dose.rest_between
    if rest is not None and not _is_dosed(dose):
        return Rest(rest, line)
    if not _is_an_exercise(part, found):
        return None
    name = name_in(part, found)
    if dose.says_how_much:
        return _exercise_of(part, name, line, found, language)
    return _without_dose(name, line, found)


def _is_an_exercise(part: str, found: Scan) -> bool:
    """Whether `part` of a line is an exercise of its own, and not more about the one before it."""
    name = name_in(part, found)
    if not (found.dose.says_how_much or found.dose.open_ended) or found.minutes_in_all:
        return False
    if starts_with_dose_verb(part) or (found.dose.rest and not found.dose.says_how_much):
        return False
    words = re.findall(r"[^\W\d_]{2,}", name)
    if any(map(_CONDITION.fullmatch, words)):
        return False
    return bool(words) and len(words) <= MAX_NAME_WORDS and not all(map(_ABOUT_A_DOSE.fullmatch, words))


def _without_dose(name: str, line: int, found: Scan) -> Exercise:
    dose = Dose(
        sets=found.dose.sets,
        rest=found.dose.rest,
        load=found.dose.load,
        sides=found.dose.sides,
        open_ended=found.dose.open_ended,
    )
    return with_phrases(Exercise(name, line, dose), [piece for piece in found.after if piece != name])


def _exercise_of(text: str, name: str, line: int, found: Scan, language: str) -> Exercise:
    written, colon, said = text.partition(":")
    if colon and trimmed(plain(written)) == name and len(sentences(said)) > 1:
        exercise = described(name, line, [(line, said.strip())], language)
        return replace(exercise, notes=tuple(dict.fromkeys((*exercise.notes, *found.how_often))))
    head, colon, _ = plain(text).partition(":")
    pieces = [piece for piece in found.after if piece != name]
    if colon and trimmed(head) == name and found.before != name:
        more = trimmed(found.before.partition(":")[2])
        pieces = [piece for piece in (more, *pieces) if piece]
    dose = (
        settled(" ".join((name, *pieces)), found.dose) if SECTION.match(name) else settled(name, found.dose)
    )
    exercise = Exercise(name, line, dose, notes=found.how_often, written=text)
    return with_phrases(exercise, pieces)


def intervals(text: str, line: int, language: str) -> Item | None:
    """Return the block of a line such as `8x: 60s run / 90s walk`; None if it is no such line."""
    head = _INTERVALS.match(plain(text))
    if not head:
        return None
    parts = [part for part in _PARTS.split(head["rest"].rstrip(")")) if part.strip()]
    scans = [scan(part, language) for part in parts]
    if len(parts) < 2 or not all(_is_dosed(each.dose) or each.dose.rest for each in scans):
        return None
    if sum(_is_dosed(each.dose) for each in scans) < 2 and any(each.dose.open_ended for each in scans):
        return None  # a distance several times, with a rest
    if any(each.dose.counted or each.dose.sets for each in scans):
        return None
    if (
        scans[0].dose.reps
        and re.match(r"\d", head["rest"])
        and not re.search(rf"[(:]|{ROUNDS}", plain(text).partition(head["rest"])[0], re.IGNORECASE)
    ):
        return None  # sets and repetitions, such as "3 x 12 each arm, 30 s rest"
    items: list[Item] = []
    round_rest: Span | None = None
    for index, (part, each) in enumerate(zip(parts, scans, strict=True)):
        name = name_in(part, each)
        if each.dose.rest is not None and not _is_dosed(each.dose):
            if index == len(parts) - 1:
                round_rest = each.dose.rest
            else:
                items.append(Rest(each.dose.rest, line))
            continue
        if not name and each.dose.open_ended:
            name = each.dose.open_ended
        elif not name or _ON_OFF.match(name):
            name = "Work" if not items else f"Work {len(items) + 1}"
        elif each.dose.open_ended and not each.dose.says_how_much:
            items.append(_without_dose(capitalized(name), line, each))
            continue
        items.append(Exercise(capitalized(name), line, settled(name, each.dose)))
    return Block("", tuple(items), Span(float(head["n"])), round_rest, Span(0.0))


def _is_dosed(dose: Dose) -> bool:
    return dose.says_how_much or bool(dose.open_ended)


def _named_intervals(text: str, line: int, language: str) -> Item | None:
    """Return the block of a line such as "Core: 3 rounds of 20 sit-ups, 15 supermans"."""
    head, colon, tail = text.partition(": ")
    if not colon or re.search(r"\d", head) or len(head.split()) > _MAX_LABEL_WORDS:
        return None
    found = intervals(tail.strip(), line, language)
    if not isinstance(found, Block) or len(list(exercises_in(found.items))) < 2:
        return None  # sets and a rest
    return replace(found, name=head.strip())


def clean(text: str) -> str:
    """Return `text` without Markdown's marks and HTML's."""
    text = _BREAK.sub(" ", text)
    text = _MARKDOWN_LINK.sub(lambda found: f"{found[1]} {found[2]}", text)
    return " ".join(_EMPHASIS.sub("", text).split())
