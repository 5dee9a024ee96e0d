"""Whether the variables in the texts of an exercise have something to stand for, and their words the right
number of forms; and whether a translation has the variables of the original.
"""

from __future__ import annotations

from collections.abc import Sequence

from voicefoot.language.packs import language_pack
from voicefoot.model.routine import Exercise, RepeatedHold, SingleHold, Work
from voicefoot.model.variables import Variable, VariableError, parts_of, variables_of
from voicefoot.problem_codes import Code
from voicefoot.reading.mapping import FieldMapping
from voicefoot.reading.problems import Location, Problems
from voicefoot.text import shown


def check_variables(
    exercise: Exercise,
    mapping: FieldMapping,
    moves: Sequence[FieldMapping],
    language: str,
    problems: Problems,
) -> None:
    """Record a problem for each variable in `exercise`, built from `mapping` and its `moves`, that stands for
    nothing there.
    """
    first = exercise.moves[0].works
    for key, texts in (
        ("intro", [exercise.intro]),
        ("setup", list(exercise.setup)),
        ("caution", [exercise.caution]),
        ("switch", [exercise.switch]),
    ):
        for text in filter(None, texts):
            _check(text, first, exercise, language, mapping.location_of(key), problems)
    for move, written in zip(exercise.moves, moves, strict=True):
        for key, texts in (
            ("say", [move.say]),
            ("brief", [move.brief]),
            ("tips", [tip.say for tip in move.tips]),
        ):
            for text in filter(None, texts):
                _check(text, move.works, exercise, language, written.location_of(key), problems)


def _check(
    text: str, works: Sequence[Work], exercise: Exercise, language: str, place: Location, problems: Problems
) -> None:
    if "{" not in text:
        return
    for part in parts_of(text):
        if not isinstance(part, Variable):
            continue
        lacking = _lacking(part.name, works, exercise)
        if lacking is not None:
            problems.add(
                place, f"{{{part.name}}} stands for nothing: {lacking[0]}", lacking[1], Code.BAD_VARIABLE
            )
    fault = fault_of_forms(text, language)
    if fault is not None:
        problems.add(place, fault.what, fault.remedy, Code.BAD_VARIABLE)


def _lacking(name: str, works: Sequence[Work], exercise: Exercise) -> tuple[str, str] | None:
    """Return why the variable `name` stands for nothing, and a remedy; None if it stands for something."""
    if name == "reps" and any(getattr(work, "reps", None) is None for work in works):
        return "there is no number of repetitions here", "write `reps:`, or take it out"
    if name == "hold" and not all(isinstance(work, RepeatedHold | SingleHold) for work in works):
        return "nothing is held here", "write `hold:`, or take it out"
    if name == "side" and exercise.alternates:
        return "the sides take turns in each repetition", "take it out"
    if name == "side" and not exercise.sides:
        return "there are no sides here", "write `sides: [right, left]`, or take it out"
    return None


def fault_of_forms(text: str, language: str) -> VariableError | None:
    """Return what is wrong with the forms of words in `text`: too many or too few for `language`."""
    for part in parts_of(text):
        if not isinstance(part, Variable) or not part.forms:
            continue
        classes = language_pack(language).plural_classes
        if len(part.forms) != len(classes):
            count = len(part.forms)
            what = f"{{{part.name}}} has {count} form{'s' if count > 1 else ''} of its word"
            needed = f"{len(classes)} ({', '.join(classes)})" if len(classes) > 1 else "1"
            return VariableError(what, f"write {needed}, with | between them")
    return None


def fault_of_translation(original: str, text: str, language: str) -> VariableError | None:
    """Return what is wrong with the variables in `text`, which is `original` in another `language`."""
    if "{" not in original and "{" not in text:
        return None
    try:
        before = variables_of(original)
    except VariableError:
        return None  # its braces are no variables
    try:
        after = variables_of(text)
        forms = fault_of_forms(text, language)
    except VariableError as error:
        return error
    if forms is not None or before == after:
        return forms
    if before - after:
        name = min(before - after)
        return VariableError(f'{{{name}}} of the original is missing in "{shown(text)}"', "add it")
    name = min(after - before)
    return VariableError(f'the original of "{shown(text)}" has no {{{name}}}', "take it out")
