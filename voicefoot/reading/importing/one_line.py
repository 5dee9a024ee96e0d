"""One line that stands for itself -> an exercise, a rest, or intervals."""

from __future__ import annotations

import re
from dataclasses import replace

from voicefoot.reading.importing.describe import described, settled, with_phrases
from voicefoot.reading.importing.kinds import sentences
from voicefoot.reading.importing.scan import Scan, plain, scan, trimmed
from voicefoot.reading.importing.understood import Block, Dose, Exercise, Item, Rest, Span
from voicefoot.reading.importing.words import REST, ROUNDS

MAX_NAME_WORDS = 9
_EMPHASIS = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=[\w.,:])[*_](?!\w)")
_MARKDOWN_LINK = re.compile(r"!?\[([^\]]*)\]\((https?://[^)\s]+)[^)]*\)")
_BREAK = re.compile(r"<br ?/?>|</?(?:b|i|em|strong|p|u)>", re.IGNORECASE)
_INTERVALS = re.compile(
    rf"^(?P<n>\d{{1,3}})\s*(?:x|times|mal|fois|veces|{ROUNDS})\s*(?:of|:|-|–|\(|,)?\s*(?P<rest>\S.*)$",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"\s*(?:/|\+|,|;|&|\bthen\b|\band\b|\bdann\b|\bund\b|\by\b|\bet\b|\bpuis\b|\bluego\b|→|->)\s*",
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


def name_in(text: str, found: Scan) -> str:
    """Return the name of the exercise in a line, without its dose; "" if it has none."""
    head, colon, tail = plain(text).partition(":")
    if (
        colon
        and not found.minutes_in_all
        and 0 < len(head.split()) <= MAX_NAME_WORDS
        and not scan(head).dose.says_how_much
        and re.search(r"[^\W\d]{2}", head)
        and tail.strip()
    ):
        return trimmed(head)
    name = found.before or (found.after[0] if found.after else "")
    beside = plain(text).partition(name)[0] if not found.before and name else ""
    if re.search(r",\s*\w*\s*$|\b(?:at|in) (?:the )?$", beside):
        return ""
    return name if re.search(r"[^\W\d]{2}", name) else ""


def compact_item(text: str, line: int, language: str) -> Item | None:
    """Return what a line says that stands for itself: an exercise, a rest, intervals; None if it does not."""
    text = clean(text)
    found = scan(text, language)
    in_turn = intervals(text, line, language)
    if in_turn is not None:
        return in_turn
    name = name_in(text, found)
    rest = found.dose.rest
    if rest is not None and not found.dose.says_how_much and (not name or _REST_WORD.match(name)):
        return Rest(rest, line)
    if found.minutes_in_all and not found.dose.says_how_much:
        return None
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
    return exercise


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
    if len(parts) < 2 or not all(each.dose.says_how_much or each.dose.rest for each in scans):
        return None
    if any(each.dose.counted or each.dose.sets for each in scans):
        return None
    items: list[Item] = []
    round_rest: Span | None = None
    for index, (part, each) in enumerate(zip(parts, scans, strict=True)):
        name = name_in(part, each)
        if each.dose.rest is not None and not each.dose.says_how_much:
            if index == len(parts) - 1:
                round_rest = each.dose.rest
            else:
                items.append(Rest(each.dose.rest, line))
            continue
        if not name or _ON_OFF.match(name):
            name = "Work" if not items else f"Work {len(items) + 1}"
        items.append(Exercise(_capital(name), line, settled(name, each.dose)))
    return Block("", tuple(items), Span(float(head["n"])), round_rest, Span(0.0))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def clean(text: str) -> str:
    """Return `text` without Markdown's marks and HTML's."""
    text = _BREAK.sub(" ", text)
    text = _MARKDOWN_LINK.sub(lambda found: f"{found[1]} {found[2]}", text)
    return " ".join(_EMPHASIS.sub("", text).split())
