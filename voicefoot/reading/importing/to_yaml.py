"""What was understood -> the YAML of a routine, with comments for what was not."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from voicefoot.language.packs import language_pack, pack_code
from voicefoot.model import limits
from voicefoot.reading.editing.quotes import quoted_words
from voicefoot.reading.importing.describe import in_turns, takes_turns
from voicefoot.reading.importing.plain_words import capitalized
from voicefoot.reading.importing.understood import (
    Block,
    Dose,
    Exercise,
    Item,
    Move,
    Remark,
    Rest,
    Span,
    Understood,
    exercises_in,
)
from voicefoot.reading.position_names import known_position
from voicefoot.text import strip_invisible

_WIDTH = 100
_MAX_COMMENT_CHARACTERS = 600
_TOLD = (
    "No pace was written: the number is said, and it waits until you say that you are done. To have "
    "repetitions "
    "counted aloud, write a pace in place of the next line, such as `every: 3s`."
)
_PHASES = ("down", "hold", "up", "hold")


def quoted(text: str) -> str:
    """Return the words `text` as YAML has them on one line."""
    return quoted_words(text, is_within=False)


def in_list(text: str) -> str:
    """Return the words `text` as they may stand between brackets."""
    return quoted_words(text, is_within=True)


def spoken(text: str, maximum: int = limits.MAX_TEXT_CHARACTERS) -> str:
    """Return `text` on one line without what a routine may not have; braces are written as brackets."""
    line = strip_invisible(text).replace("{", "(").replace("}", ")").replace("\ufffd", "?").strip()
    return line if len(line) <= maximum else line[: maximum - 3].rstrip() + "..."


def seconds_text(span: Span) -> str:
    """Return a time as a person writes it: "40s", "20-30s", "5 min"."""
    ends = [span.low] if span.high is None else [span.low, span.high]
    if all(end >= 120 and end % 60 == 0 for end in ends):
        return "-".join(f"{end / 60:g}" for end in ends) + " min"
    return "-".join(f"{round(end, 3):g}" for end in ends) + "s"


def count_text(span: Span) -> str:
    """Return a number or a range as a routine has it: "10-12"."""
    return f"{span.low:g}" if span.high is None else f"{span.low:g}-{span.high:g}"


def comment(text: str, indent: int = 0) -> list[str]:
    """Return `text` as lines of a comment."""
    text = strip_invisible(text)
    if len(text) > _MAX_COMMENT_CHARACTERS:
        text = f"{text[:_MAX_COMMENT_CHARACTERS]}..."
    lines = textwrap.wrap(text, max(20, _WIDTH - indent - 2), break_on_hyphens=False) or [""]
    return [f"{' ' * indent}# {line}" for line in lines]


class _Writer:
    def __init__(self, understood: Understood) -> None:
        self._understood = understood
        self._lines: list[str] = []
        code = pack_code(understood.language)
        self._phases = language_pack(code).phases if code else {}
        self.owners: dict[int, Exercise] = {}
        """The line of the YAML, from 1, and the exercise in it."""

    def write(self, *, told: bool) -> str:
        known = self._understood
        self._lines.append(
            f"title: {quoted(spoken(known.title, limits.MAX_TITLE_CHARACTERS) or 'My routine')}"
        )
        if known.language != "en":
            self._lines.append(f"language: {known.language}")
        if known.about:
            self._lines.append(f"about: {quoted(spoken(' '.join(map(_sentence, known.about))))}")
        if known.intro:
            self._lines.append(f"intro: {quoted(spoken(' '.join(map(_sentence, known.intro))))}")
        if told:
            self._lines += comment(_TOLD)
            self._lines.append("until: told")
        self._defaults(known.defaults)
        self._lines.append("exercises:")
        self._items(known.items, 2)
        return "\n".join(self._lines) + "\n"

    def _defaults(self, dose: Dose) -> None:
        self._dose(dose, 0, [])

    def _items(self, items: Sequence[Item], indent: int) -> None:
        pad = " " * indent
        for item in items:
            if isinstance(item, Remark):
                self._lines += comment(item.text, indent)
            elif isinstance(item, Rest):
                self._lines.append(f"{pad}- rest: {self._one_time(item.seconds, indent)}")
            elif isinstance(item, Block):
                self._block(item, indent)
            else:
                self._exercise(item, indent)

    def _one_time(self, span: Span, indent: int) -> str:
        if span.high is not None:
            self._lines += comment(f"{seconds_text(span)} was written.", indent)
        return seconds_text(Span(span.low))

    def _block(self, block: Block, indent: int) -> None:
        inside = indent + 2
        keys: list[str] = []
        if block.name:
            keys.append(f"block: {quoted(spoken(block.name, limits.MAX_NAME_CHARACTERS))}")
        if block.rounds is not None:
            if block.rounds.high is not None:
                self._lines += comment(f"{count_text(block.rounds)} rounds were written.", indent)
            keys.append(f"rounds: {block.rounds.low:g}")
        if block.round_every is not None:
            keys.append(f"round_every: {seconds_text(Span(block.round_every))}")
        if block.round_rest is not None:
            keys.append(f"round_rest: {self._one_time(block.round_rest, indent)}")
        if block.rest_between is not None:
            keys.append(f"rest_between: {self._one_time(block.rest_between, indent)}")
        keys.append("exercises:")
        self._lines.append(f"{' ' * indent}- {keys[0]}")
        self._lines += [f"{' ' * inside}{key}" for key in keys[1:]]
        self._items(block.items, inside + 2)

    def _exercise(self, exercise: Exercise, indent: int) -> None:
        owner = exercise
        exercise = replace(exercise, dose=in_turns(exercise.dose, self._understood.language))
        start = len(self._lines)
        inside = indent + 2
        name = spoken(exercise.name, limits.MAX_NAME_CHARACTERS)
        self._lines.append(f"{' ' * indent}- name: {quoted(capitalized(name))}")
        remarks: list[str] = []
        if exercise.position:
            self._position(exercise.position, inside)
        if exercise.equipment:
            things = [
                in_list(spoken(each, limits.MAX_LABEL_CHARACTERS))
                for each in exercise.equipment
                if spoken(each)
            ]
            if things:
                self._lines.append(f"{' ' * inside}equipment: [{', '.join(things[: limits.MAX_EQUIPMENT])}]")
        self._sides(exercise.dose, inside)
        self._texts("setup", exercise.setup, inside, as_list=False)
        if exercise.moves:
            self._counts(exercise.dose, inside, remarks)
            self._lines.append(f"{' ' * inside}moves:")
            for move in exercise.moves:
                self._move(move, inside + 2, remarks)
        else:
            self._say(exercise, inside, remarks)
            if not exercise.dose.says_how_much and not self._has_default:
                if exercise.dose.open_ended:
                    words = f'"{exercise.dose.open_ended}" was written'
                    self._lines += comment(f"{words}: it goes on until you say that you are done.", inside)
                else:
                    self._lines += comment(
                        "No dose was written: it goes on until you say that you are done.", inside
                    )
                self._lines.append(f"{' ' * inside}until: told")
            self._dose(exercise.dose, inside, remarks)
        if exercise.tally:
            self._lines.append(f"{' ' * inside}tally: {exercise.tally}")
        self._caution(exercise, inside, remarks)
        self._texts("tips", exercise.tips, inside, as_list=True)
        if exercise.switch:
            self._lines.append(f"{' ' * inside}switch: {quoted(_sentence(spoken(exercise.switch)))}")
        if exercise.switch_seconds:
            self._lines.append(f"{' ' * inside}switch_time: {seconds_text(Span(exercise.switch_seconds))}")
        if exercise.notes:
            note = " ".join(map(_sentence, exercise.notes))
            self._lines.append(f"{' ' * inside}note: {quoted(spoken(note, limits.MAX_NOTE_CHARACTERS))}")
        if exercise.link and len(exercise.link) <= limits.MAX_LINK_CHARACTERS:
            self._lines.append(f"{' ' * inside}link: {quoted(exercise.link)}")
        for remark in exercise.remarks:
            self._lines += comment(remark.text, inside)
        for text in remarks:
            self._lines += comment(text, inside)
        for number in range(start, len(self._lines)):
            self.owners[number + 1] = owner

    @property
    def _has_default(self) -> bool:
        return self._understood.defaults.says_how_much

    def _position(self, text: str, indent: int) -> None:
        known = known_position(text, self._understood.language)
        if known is not None:
            self._lines.append(f"{' ' * indent}position: {quoted(spoken(text))}")
        else:
            self._lines += comment(f"position: {text}", indent)

    def _sides(self, dose: Dose, indent: int) -> None:
        if dose.sides and takes_turns(dose):
            self._lines.append(f"{' ' * indent}alternate: yes")
        if dose.sides:
            sides = ", ".join(in_list(spoken(side, limits.MAX_LABEL_CHARACTERS)) for side in dose.sides)
            self._lines.append(f"{' ' * indent}sides: [{sides}]")
            if dose.alternate and len(dose.sides) == 2 and not takes_turns(dose):
                self._lines += comment(
                    "They alternate, as it seems: `alternate: yes` beside a pace makes left and right take "
                    "turns.",
                    indent,
                )

    def _say(self, exercise: Exercise, indent: int, remarks: list[str]) -> None:
        said, notes = _fitting(exercise.say)
        if said:
            self._lines.append(f"{' ' * indent}say: {quoted(said)}")
        remarks += notes

    def _caution(self, exercise: Exercise, indent: int, remarks: list[str]) -> None:
        said, notes = _fitting(exercise.cautions)
        if said:
            self._lines.append(f"{' ' * indent}caution: {quoted(said)}")
        remarks += notes

    def _texts(self, key: str, texts: Sequence[str], indent: int, *, as_list: bool) -> None:
        pad = " " * indent
        lines = [_sentence(spoken(text)) for text in texts if spoken(text)]
        if not lines:
            return
        if as_list or len(lines) > 1:
            self._lines.append(f"{pad}{key}:")
            maximum = limits.MAX_TIPS if as_list else limits.MAX_SETUP_LINES
            self._lines += [f"{pad}  - {quoted(line)}" for line in lines[:maximum]]
            for line in lines[maximum:]:
                self._lines += comment(line, indent)
        else:
            self._lines.append(f"{pad}{key}: {quoted(lines[0])}")

    def _move(self, move: Move, indent: int, remarks: list[str]) -> None:
        said, notes = _fitting(move.say)
        remarks += notes
        start = len(self._lines)
        if said:
            self._lines.append(f"{' ' * indent}  say: {quoted(said)}")
        self._dose(replace(move.dose, sides=(), sets=None, rest=None), indent + 2, remarks)
        if not move.dose.says_how_much:
            self._lines.append(f"{' ' * indent}  until: told")
        self._lines[start] = " " * indent + "- " + self._lines[start].lstrip()

    def _counts(self, dose: Dose, indent: int, remarks: list[str]) -> None:
        pad = " " * indent
        if dose.sets is not None and len(dose.reps) <= 1:
            if dose.sets.high is not None:
                remarks.append(f"{count_text(dose.sets)} sets were written.")
            if dose.sets.low > 1:
                self._lines.append(f"{pad}sets: {dose.sets.low:g}")
        if dose.rest is not None:
            if dose.rest.high is not None:
                remarks.append(f"A rest of {seconds_text(dose.rest)} was written.")
            self._lines.append(f"{pad}rest: {seconds_text(Span(dose.rest.low))}")

    def _dose(self, dose: Dose, indent: int, remarks: list[str]) -> None:
        pad = " " * indent
        add = self._lines.append
        self._counts(dose, indent, remarks)
        if dose.rest_between is not None:
            add(
                f"{pad}{'rest_between' if indent == 0 else 'rest'}: "
                f"{seconds_text(Span(dose.rest_between.low))}"
            )
        if dose.round_rest is not None and indent == 0:
            add(f"{pad}round_rest: {seconds_text(Span(dose.round_rest.low))}")
        if len(dose.reps) == 1:
            add(f"{pad}reps: {count_text(dose.reps[0])}")
        elif dose.reps:
            add(f"{pad}reps: [{', '.join(map(count_text, dose.reps))}]")
        if dose.hold is not None:
            add(f"{pad}hold: {seconds_text(dose.hold)}")
            if dose.relax is not None and dose.reps:
                add(f"{pad}relax: {seconds_text(Span(dose.relax.low))}")
            if dose.time is not None:
                remarks.append(f"{seconds_text(dose.time)} was written, too.")
        elif dose.time is not None and not dose.reps:
            add(f"{pad}for: {seconds_text(dose.time)}")
        elif dose.breaths is not None and not dose.reps:
            add(f"{pad}for: {count_text(dose.breaths)} breaths")
        if dose.hold is None and dose.reps:
            self._pace(dose, pad)
        if dose.load:
            loads = [spoken(load, limits.MAX_LABEL_CHARACTERS) for load in dose.load]
            sets = len(dose.reps) if len(dose.reps) > 1 else (dose.sets.low if dose.sets else 1)
            if len(loads) == sets and len(loads) > 1:
                add(f"{pad}load: [{', '.join(map(in_list, loads))}]")
            else:
                add(f"{pad}load: {quoted(' / '.join(loads))}")

    def _pace(self, dose: Dose, pad: str) -> None:
        if dose.phases:
            words = [self._phases.get(word, word) for word in _PHASES]
            phases = [
                f"{word} {seconds:g}s" for word, seconds in zip(words, dose.phases, strict=False) if seconds
            ]
            self._lines.append(f"{pad}phases: [{', '.join(phases)}]")
        elif dose.bpm:
            self._lines.append(f"{pad}tempo: {dose.bpm}")
        elif dose.every is not None:
            self._lines.append(f"{pad}every: {dose.every:g}s")


def _fitting(texts: Iterable[str]) -> tuple[str, list[str]]:
    """Return as many of `texts` as may be spoken at a time, and the others."""
    said: list[str] = []
    others: list[str] = []
    for text in texts:
        line = _sentence(spoken(text))
        if not line:
            continue
        if len(" ".join([*said, line])) <= limits.MAX_TEXT_CHARACTERS and not others:
            said.append(line)
        else:
            others.append(line)
    return " ".join(said), others


def _sentence(text: str) -> str:
    text = capitalized(text.strip())
    return text if not text or text.endswith((".", "!", "?", "…", ":")) else f"{text}."


def _needs_told(understood: Understood) -> bool:
    """Whether some exercise has repetitions, but neither a pace nor a hold."""

    def doses() -> Iterator[Dose]:
        yield understood.defaults
        for exercise in exercises_in(understood.items):
            yield exercise.dose
            yield from (move.dose for move in exercise.moves)

    return any(
        dose.reps and dose.hold is None and not (dose.phases or dose.bpm or dose.every) for dose in doses()
    )


def remarks_in(items: Sequence[Item]) -> Iterator[Remark]:
    """Give all remarks in `items`."""
    for item in items:
        if isinstance(item, Remark):
            yield item
        elif isinstance(item, Block):
            yield from remarks_in(item.items)
        elif isinstance(item, Exercise):
            yield from item.remarks


def routine_yaml(understood: Understood) -> tuple[str, dict[int, Exercise]]:
    """Return the YAML of a routine, and of each of its lines that belongs to an exercise, that exercise."""
    writer = _Writer(understood)
    return writer.write(told=_needs_told(understood)), writer.owners
