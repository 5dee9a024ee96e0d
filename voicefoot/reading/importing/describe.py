"""The name of an exercise, and the lines or sentences that describe it -> an exercise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace

from voicefoot.reading.importing.plain_words import trimmed
from voicefoot.reading.importing.position_names import position_in
from voicefoot.reading.importing.remark_kinds import (
    Kind,
    kind_of,
    link_in,
    sentences,
    starts_as_setup,
    starts_with_dose_verb,
)
from voicefoot.reading.importing.scan import scan
from voicefoot.reading.importing.understood import Dose, Exercise, Move, Remark, Span
from voicefoot.reading.importing.words import MOVING, ONE_SIDE, STATIC, sides_of

_MANY_REPS = 6
"""From so many on, `10 x 10 s` are repetitions that are held; fewer are sets."""
_SHORT_HOLD_SECONDS = 10.0
_FEW_WORDS = 3
"""So many words beside a dose ("Do 20 taps per foot.") say nothing else."""
_FILLERS = re.compile(
    r"\b(?:the|this|that|it|its|your|each|position|pose|stretch|contraction|squeeze|movement|exercise"
    r"|exercises|move|moves|top|at|here|then|relax|slowly|lower|back"
    r"|down|on|in|both|same|leg|legs|side|sides|foot|feet|arm|arms|for|of|and|to|a|count|time|about|before"
    r"|switching|repeating|between|when|you|can"
    r"|dann|die|das|den|diese|übung|position|spannung|dehnung|seite|la|el|posición|estiramiento|cada|lado"
    r"|ejercicio|l'étirement|exercice|mouvement|le|de)\b",
    re.IGNORECASE,
)
_OTHER_SIDE = re.compile(
    r"\b(?:other|opposite|andere[nrms]?|anderen|otr[oa]|opuest[oa]|contrari[oa]"
    r"|autre)\b\W+(?:\w+\W+)?(?P<side>[^\W\d]+)",
    re.IGNORECASE,
)
_SWITCHING = re.compile(
    r"\b(?:repeat|switch|swap|change|reverse|same|wiederhol\w*|wechs\w*|repite|repita|cambia|répét\w*"
    r"|changez|change)\b",
    re.IGNORECASE,
)
_JUST_REPEAT = re.compile(
    r"^\W*(?:then |and |now |dann |danach )?(?:repeat|switch|swap|change|do the same|wiederhol\w*|wechs\w*"
    r"|repite|repita|cambia|répét\w*|changez|change)"
    r"(?:\W+(?:it|both|all|the|this|moves?|exercises?|sides?|on|with|to|for|and|mit|auf|der|dem|den|die"
    r"|con|el|la|de|du|avec|sur|l|le|au|other|opposite|andere[nrms]?|otr[oa]|autre|leg|legs|foot|feet"
    r"|arm|arms|hand|knee|way|direction|seite|bein|fuß|arm|lado|pierna|pie|côté|jambe|pied))*\W*$",
    re.IGNORECASE,
)
_EACH_SIDE_ITS_OWN = re.compile(
    rf"\b{ONE_SIDE}\b\W*\d.*\b{ONE_SIDE}\b\W*\d|\d\s*\w*\s*{ONE_SIDE}\b.*\d\s*\w*\s*{ONE_SIDE}\b",
    re.IGNORECASE,
)
"""A dose for each side, such as "R 1 min, L 2 min"."""
_NEXT_MOVE = re.compile(
    r"^\W*(?:then|now|next|dann|danach|jetzt|nun|luego|después|ensuite|puis)\b", re.IGNORECASE
)


def described(
    name: str, line: int, texts: Sequence[tuple[int, str]], language: str, dose: Dose | None = None
) -> Exercise:
    """Return the exercise `name` of the `line` that `texts`, each with its line, describe.

    `dose` is what stood beside its name.
    """
    return _Description(name, line, language, dose or Dose()).read(texts)


class _Description:
    def __init__(self, name: str, line: int, language: str, dose: Dose) -> None:
        self._exercise = Exercise(name, line)
        self._language = language
        self._doses = [dose]
        self._says: list[list[str]] = [[]]
        self._setup: list[str] = []
        self._texts: dict[Kind, list[str]] = {kind: [] for kind in Kind}
        self._remarks: list[Remark] = []
        self._switch = ""
        self._link = ""
        self._all_texts: list[str] = []

    def read(self, texts: Iterable[tuple[int, str]]) -> Exercise:
        for line, text in texts:
            link, text = link_in(text)
            self._link = self._link or link
            for sentence in sentences(text):
                self._read_sentence(sentence, line)
        return self._built()

    def _read_sentence(self, text: str, line: int) -> None:
        tells_dose = starts_with_dose_verb(text)
        found = scan(text, self._language)
        if found.dose.says_how_much and _EACH_SIDE_ITS_OWN.search(text):
            self._remarks.append(Remark(text, line))
            return
        if not tells_dose and (found.before or found.after):
            found = replace(found, dose=sure(found.dose, text))
        self._all_texts.append(text)
        other = _OTHER_SIDE.search(text)
        if other and _SWITCHING.search(text):
            self._add_sides(sides_of(other["side"], self._language))
            if _JUST_REPEAT.match(text):
                return
            if not found.dose.says_how_much:
                self._switch = self._switch or text
                return
        if found.how_often and not found.dose.says_how_much:
            self._texts[Kind.NOTE].append(text)
            return
        kind, words = kind_of(text)
        left = " ".join((found.before, *found.after))
        says_more = len(trimmed(_FILLERS.sub(" ", left)).split()) > (_FEW_WORDS if tells_dose else 0)
        if found.dose != Dose():
            if kind is Kind.CAUTION and not tells_dose:
                self._texts[Kind.CAUTION].append(words)
                return
            if not self._add_dose(found.dose, text):
                self._remarks.append(Remark(text, line))
                return
            if not says_more:
                self._texts[Kind.NOTE] += found.how_often
                return
        if kind is not Kind.SAY:
            self._texts[kind].append(words)
        elif not self._says[-1] and len(self._says) == 1 and starts_as_setup(text):
            self._setup.append(text)
        else:
            self._says[-1].append(text)

    def _add_sides(self, sides: tuple[str, ...]) -> None:
        if not self._doses[0].sides:
            self._doses[0] = replace(self._doses[0], sides=sides)

    def _add_dose(self, dose: Dose, text: str) -> bool:
        """Put `dose` to what is known; begin another move where it is told once more. False if it fits
        nowhere.
        """
        known = self._doses[-1]
        if dose.reps and known.reps:
            if not self._says[-1] and not _NEXT_MOVE.match(text):
                return False
            previous = self._says[-1]
            split = next((i for i, said in enumerate(previous) if _NEXT_MOVE.match(said)), None)
            if split is None:
                return False
            self._says[-1] = previous[:split]
            self._says.append(previous[split:])
            self._doses.append(Dose())
            known = self._doses[-1]
        if dose.time and dose.reps and not dose.hold:
            dose = replace(dose, hold=dose.time, time=None)
        self._doses[-1] = merged(known, dose)
        return True

    def _built(self) -> Exercise:
        first = self._doses[0]
        name = self._exercise.name
        moves: tuple[Move, ...] = ()
        if len(self._doses) > 1:
            moves = tuple(
                Move(tuple(says), settled(name, dose))
                for says, dose in zip(self._says, self._doses, strict=True)
            )
            whole = Dose(sides=first.sides, sets=first.sets, rest=first.rest)
        else:
            whole = settled(name, first)
        return replace(
            self._exercise,
            dose=whole,
            moves=moves,
            position=position_in([name, *self._all_texts[:2]]),
            setup=tuple(self._setup) if self._says[0] else (),
            say=() if moves else tuple(self._says[0] or self._setup),
            tips=tuple(self._texts[Kind.TIP]),
            cautions=tuple(self._texts[Kind.CAUTION]),
            notes=tuple(self._texts[Kind.NOTE]),
            switch=self._switch,
            link=self._link,
            remarks=tuple(self._remarks),
        )


def merged(known: Dose, more: Dose) -> Dose:
    """Return `known` with what only `more` says."""
    empty = Dose()
    return replace(
        known,
        **{
            each.name: getattr(more, each.name)
            for each in fields(Dose)
            if getattr(known, each.name) == getattr(empty, each.name)
        },
    )


def sure(dose: Dose, text: str) -> Dose:
    """Return what of `dose` is sure even in a sentence that is no dose: no bare numbers and times."""
    says_reps = re.search(
        r"\d\s*(?:-\s*\d+\s*)?(?:times|reps?|repetitions|x\b|wiederholungen|wdh|mal|veces|repeticiones"
        r"|fois|répétitions)|\d\s*x\s*\d|\bx\s*\d",
        text,
        re.IGNORECASE,
    )
    says_time = re.search(
        r"\b(?:for|für|durante|por|pendant)\s+(?:about\s+|another\s+|up to\s+)?[\w-]+", text, re.IGNORECASE
    )
    return replace(
        dose,
        reps=dose.reps if says_reps or dose.sets or dose.sides else (),
        time=dose.time if says_time or dose.sets else None,
        counted=dose.counted if says_time or dose.sets else None,
        open_ended="",
        load=dose.load,
    )


def settled(name: str, dose: Dose) -> Dose:
    """Return `dose` with each time as what it is in the exercise `name`: held, or moved in."""
    moves = bool(MOVING.search(name)) and not re.search(
        r"hold|plank|stretch|halte|plancha|planche", name, re.IGNORECASE
    )
    number, time = dose.counted, dose.time
    if number is not None and time is not None:
        dose = replace(dose, counted=None)
        is_reps = number.low >= _MANY_REPS or (time.low <= _SHORT_HOLD_SECONDS and bool(STATIC.search(name)))
        if dose.sets is not None or (is_reps and not moves):
            return settled(name, replace(dose, reps=(number,), hold=time, time=None))
        dose = replace(dose, sets=number)
    if dose.time is not None and dose.hold is None:
        if dose.reps and moves and dose.sets is None and len(dose.reps) == 1:
            return replace(dose, sets=dose.reps[0], reps=())
        if dose.reps or (STATIC.search(name) and not moves):
            return settled(name, replace(dose, hold=dose.time, time=None))
    if dose.hold is not None and not dose.reps and moves and not STATIC.search(name):
        return replace(dose, time=dose.hold, hold=None)
    if (
        dose.hold is not None
        and dose.rest is not None
        and dose.reps
        and dose.sets is None
        and dose.relax is None
    ):
        return replace(dose, relax=dose.rest, rest=None)
    return dose


def takes_turns(dose: Dose) -> bool:
    """Whether two sides can take turns in each repetition: they have a beat."""
    beat = dose.hold or dose.phases or dose.bpm or dose.every
    return dose.alternate and len(dose.sides) == 2 and bool(dose.reps) and bool(beat)


def in_turns(dose: Dose, language: str) -> Dose:
    """Return `dose` with two sides if its repetitions alternate on a beat: half of them for each side.

    Without a beat, or if they can't be halved, the number is that of both sides together, as it is written.
    """
    if not dose.alternate or dose.sides:
        return dose
    halved = tuple(Span(each.low / 2, None if each.high is None else each.high / 2) for each in dose.reps)
    whole = all(end is None or end % 1 == 0 for each in halved for end in (each.low, each.high))
    turned = replace(dose, reps=halved, sides=sides_of("", language))
    return turned if whole and takes_turns(turned) else dose


def with_phrases(exercise: Exercise, phrases: Iterable[str]) -> Exercise:
    """Return `exercise` with short `phrases` that stood beside its dose: tips, cautions, notes, a link."""
    for phrase in phrases:
        link, text = link_in(phrase)
        exercise = replace(exercise, link=exercise.link or link)
        if not text:
            continue
        kind, text = kind_of(text)
        if kind is Kind.CAUTION:
            exercise = replace(exercise, cautions=(*exercise.cautions, text))
        elif kind is Kind.NOTE:
            exercise = replace(exercise, notes=(*exercise.notes, text))
        elif kind is Kind.TIP or exercise.say:
            exercise = replace(exercise, tips=(*exercise.tips, text))
        else:
            exercise = replace(exercise, say=(*exercise.say, text))
    return exercise
