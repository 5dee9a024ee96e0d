"""Plain text and Markdown, line by line -> exercises, rests, blocks and remarks.

A line with a name and a dose is an exercise. A short line without a dose is a heading: of the exercise that
the lines below it describe, or of a block of exercises, whichever those lines look like.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from voicefoot.reading.importing.describe import described, merged, settled, with_phrases
from voicefoot.reading.importing.kinds import (
    Kind,
    is_sentence,
    kind_of,
    sentences,
    starts_doing,
    starts_with_dose_verb,
)
from voicefoot.reading.importing.scan import Scan, plain, scan, trimmed
from voicefoot.reading.importing.tables import Row, understood_rows
from voicefoot.reading.importing.understood import (
    Block,
    Dose,
    Exercise,
    FormWarning,
    Item,
    Remark,
    Rest,
    Span,
    Understood,
    exercises_in,
)
from voicefoot.reading.importing.words import ALL_OF_THEM, REPS, REST, ROUNDS, SETS, language_of

_MAX_NAME_WORDS = 9
_MAX_LINE_CHARACTERS = 4_000
"""Of a line that is read; a longer one is a remark."""
_MARKER = re.compile(
    r"^(?P<indent>\s*)(?P<marker>#{1,6}\s+|(?:[-*+–—]\s+|[•‣·▪►▶✓✔○●◦☐☑✅👉➤→]\s*)(?=\S)(?:\[[ xX]?\]\s*)?"
    r"|\(?\d{1,2}[.)](?=\s|[^\W\d])\s*|\[[ xX]?\]\s*|(?P<label>[A-H]\d?)[.):]\s+|(?P<label2>[A-H]\d)\s+"
    r"|[a-h][.)]\s+)?(?P<text>.*)$"
)
_RULE = re.compile(r"^\s*(?:[-*_=~]\s*){3,}$|^\s*`{3}.*$")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_EMPHASIS = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=[\w.,:])[*_](?!\w)")
_MARKDOWN_LINK = re.compile(r"!?\[([^\]]*)\]\((https?://[^)\s]+)[^)]*\)")
_BREAK = re.compile(r"<br ?/?>|</?(?:b|i|em|strong|p|u)>", re.IGNORECASE)
_ROUNDS_OF = re.compile(
    rf"^(?:(?P<name>[^\d:]*?)\s*[:(-]?\s*)?(?:repeat\s+|do\s+|x\s*)?(?P<n>\d{{1,3}})(?:\s*(?:-|to"
    rf"|bis)\s*(?P<m>\d{{1,3}}))?\s*(?:x|×|times|mal|fois|veces|{ROUNDS}|{SETS})?"
    rf"(?:\s*(?P<kind>{ROUNDS}|times through|x\b))?\s*(?:of|through|:|\)|the following|each|–|-|,|für|for "
    rf"time)*\s*:?\s*$",
    re.IGNORECASE,
)
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
_SECTION = re.compile(
    r"^(?:dynamic |general |the )?(?:warm[- ]?up|cool[- ]?down|main|strength|core|finisher|circuit|cardio"
    r"|mobility|stretch(?:es|ing)?|conditioning|block|part|day|section|activation|accessor(?:y|ies)"
    r"|aufwärmen|hauptteil|kraft|dehnen|abwärmen|calentamiento|parte principal|vuelta a la calma"
    r"|estiramientos|échauffement|corps de séance|retour au calme|étirements"
    r"|superset|workout|training|tag|teil|woche|week"
    r"|jour|día)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    indent: int
    marker: str
    """"#" for a heading and its level, "-" for an item of a list, "" for none."""
    level: int
    label: str
    text: str
    found: Scan
    follows_blank: bool

    @property
    def is_named(self) -> bool:
        """Whether it is a name with a dose: an exercise of its own."""
        says = self.found.dose.says_how_much or bool(self.found.dose.open_ended)
        return says and bool(self.name) and not self.is_description

    @property
    def name(self) -> str:
        return name_in(self.text, self.found)

    @property
    def has_sets(self) -> bool:
        dose = self.found.dose
        return bool(dose.sets or dose.counted) or len(dose.reps) > 1

    @property
    def tells_dose(self) -> bool:
        return self.found.dose != Dose()

    @property
    def is_dose_alone(self) -> bool:
        if starts_with_dose_verb(self.text) and not _hold_of_something(self.text, self.found):
            return self.tells_dose
        return self.tells_dose and not self.name

    @property
    def is_description(self) -> bool:
        """Whether it is prose about an exercise, or its dose alone."""
        return self.is_dose_alone or (is_sentence(self.text) and not self._is_compact)

    @property
    def _is_compact(self) -> bool:
        """Whether a name comes first, then a dose, however long the rest is."""
        head, colon, _ = self.text.partition(":")
        if (
            colon
            and 0 < len(head.split()) <= _MAX_NAME_WORDS
            and not starts_with_dose_verb(head)
            and not re.search(r"\d", head)
        ):
            return True
        words = len(self.found.before.split())
        return (
            (self.found.dose.says_how_much or bool(self.found.dose.open_ended))
            and 0 < words <= 6
            and not (starts_doing(self.text) and words > 3 and self.text.endswith("."))
        )

    @property
    def is_heading(self) -> bool:
        """Whether it can only be a heading."""
        if self.tells_dose and not (self.text.endswith(":") and not self.found.dose.says_how_much):
            return self.marker == "#"
        letters = [c for c in self.text if c.isalpha()]
        shouted = (
            len(letters) > 3
            and sum(c.isupper() for c in letters) > 0.7 * len(letters)
            and len(self.text.split()) <= 8
        )
        return self.marker == "#" or (self.text.endswith(":") and len(self.text.split()) <= 10) or shouted

    @property
    def may_be_heading(self) -> bool:
        if self.is_heading:
            return True
        if self.text.endswith((".", "!", "?")):
            return False
        is_alone = self.marker == "" and self.follows_blank
        return (
            not self.tells_dose
            and (is_alone or not is_sentence(self.text))
            and len(self.text.split()) <= _MAX_NAME_WORDS
            and any(map(str.isalpha, self.text))
        )


def _hold_of_something(text: str, found: Scan) -> bool:
    """Whether `text` is such as "Hold plank 30 s" or "Do 20 squats": a dose with a name that follows."""
    return (
        bool(found.after)
        and len(found.after[0].split()) <= 4
        and not text.rstrip().endswith(".")
        and bool(re.match(r"\W*(?:do|perform|complete|hold|mach|haz|fais|faites)\b", text, re.IGNORECASE))
    )


def name_in(text: str, found: Scan) -> str:
    """Return the name of the exercise in a line, without its dose; "" if it has none."""
    head, colon, tail = plain(text).partition(":")
    if (
        colon
        and not found.minutes_in_all
        and 0 < len(head.split()) <= _MAX_NAME_WORDS
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
    intervals = _intervals(text, line, language)
    if intervals is not None:
        return intervals
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
        settled(" ".join((name, *pieces)), found.dose) if _SECTION.match(name) else settled(name, found.dose)
    )
    exercise = Exercise(name, line, dose, notes=found.how_often, written=text)
    return with_phrases(exercise, pieces)


def _intervals(text: str, line: int, language: str) -> Item | None:
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


def understood_text(text: str, title: str, language: str | None) -> Understood:
    """Understand a list, or prose, in plain text or Markdown. `title` is what it is called if it has none."""
    language = language or language_of(text)
    reader = _Reader(language)
    reader.read(text)
    return replace(reader.result(title), language=language)


class _Reader:
    def __init__(self, language: str) -> None:
        self._language = language
        self._top: list[Item] = []
        self._block: list[Item] | None = None
        self._block_name = ""
        self._block_rounds: Span | None = None
        self._block_rest: Span | None = None
        self._title = ""
        self._about: list[str] = []
        self._intro: list[str] = []
        self._defaults = Dose()
        self._warnings: list[FormWarning] = []
        self._ends_at_blank = False
        """Whether an empty line ends the block: one that no heading leads."""

    # -- the walk ----------------------------------------------------------------------------------

    def read(self, text: str) -> None:
        lines = self._lines(text)
        at = 0
        while at < len(lines):
            at = self._read_one(lines, at)
        self._close_block()

    def result(self, title: str) -> Understood:
        return Understood(
            self._title or title,
            self._language,
            tuple(self._top),
            tuple(self._about),
            tuple(self._intro),
            self._defaults,
            tuple(self._warnings),
        )

    def _lines(self, text: str) -> list[_Line | list[Row]]:
        found: list[_Line | list[Row]] = []
        raw = text.split("\n")
        blank = True
        number = 0
        while number < len(raw):
            line = raw[number]
            if (
                line.count("|") >= 2
                and number + 1 < len(raw)
                and _TABLE_RULE.match(raw[number + 1])
                and "|" in raw[number + 1]
            ):
                end = number + 2
                while end < len(raw) and "|" in raw[end]:
                    end += 1
                found.append([Row(n + 1, _cells(raw[n])) for n in (number, *range(number + 2, end))])
                number, blank = end, True
                continue
            number += 1
            if len(line) > _MAX_LINE_CHARACTERS:
                found.append(
                    _Line(number, 0, "", 7, "", line[:_MAX_LINE_CHARACTERS], Scan(Dose(), "", ()), blank)
                )
                continue
            if not line.strip() or _RULE.match(line) or (_TABLE_RULE.match(line) and "|" in line):
                blank = True
                continue
            found.append(self._line(line, number, blank))
            blank = False
        return found

    def _line(self, raw: str, number: int, follows_blank: bool) -> _Line:
        indent = raw[: len(raw) - len(raw.lstrip())]
        match = _MARKER.match((indent + _with_bold_name(raw.strip().removeprefix("> "))).expandtabs(4))
        assert match is not None
        marker = (match["marker"] or "").strip()
        text = clean(_with_bold_name(match["text"])) or clean(raw)
        if marker:
            text = _with_short_name(text)
        is_bold = bool(re.fullmatch(r"\s*(?:\*\*|__)[^*_]+(?:\*\*|__):?\s*", raw))
        kind = "#" if marker.startswith("#") or is_bold else "-" if marker else ""
        level = len(marker) if marker.startswith("#") else 7
        label = match["label"] or match["label2"] or ""
        return _Line(
            number, len(match["indent"]), kind, level, label, text, scan(text, self._language), follows_blank
        )

    def _read_one(self, lines: Sequence[_Line | list[Row]], at: int) -> int:
        """Read what begins at `at`, and return where the next begins."""
        line = lines[at]
        if isinstance(line, list):
            self._add_table(line)
            return at + 1
        if line.follows_blank and self._ends_at_blank and self._block:
            self._close_block()
        if self._is_setting(line) or self._repeats_all(line):
            return at + 1
        if line.found.minutes_in_all and not line.is_named:
            return self._read_frame(lines, at)
        if self._opens_rounds(line, lines, at):
            return at + 1
        item = compact_item(line.text, line.number, self._language)
        if line.is_description and not self._is_item(line) and not isinstance(item, Rest):
            item = None
        if isinstance(item, Block) or (
            item is not None and (line.is_named or isinstance(item, Rest) or line.found.dose.open_ended)
        ):
            return self._add_item(item, lines, at)
        rounds = _ROUNDS_OF.match(plain(line.text))
        if (
            rounds
            and not line.found.dose.reps
            and (line.text.endswith(":") or rounds["kind"] or line.found.rounds or line.found.dose.sets)
        ):
            return self._read_rounds(rounds, lines, at)
        if line.may_be_heading or (
            line.found.dose.sides and not line.found.dose.says_how_much and not is_sentence(line.text)
        ):
            return self._read_heading(lines, at)
        self._remark_or_attach(line)
        return at + 1

    def _opens_rounds(self, line: _Line, lines: Sequence[_Line | list[Row]], at: int) -> bool:
        """Begin the block of a line such as `Superset 1 (3 rounds, 90 s rest):`, or `Repeat 6 times:`."""
        following = lines[at + 1] if at + 1 < len(lines) else None
        found = line.found
        if not (line.text.endswith(":") and isinstance(following, _Line) and not found.dose.time):
            return False
        again = found.dose.reps[0] if len(found.dose.reps) == 1 and starts_with_dose_verb(line.text) else None
        rounds = found.rounds or found.dose.sets or again
        if rounds is None or not (following.is_named or following.marker == "-"):
            return False
        name = trimmed(re.split(r"[(,:–]| - |\b\d+\s*(?:x|\w*runden|rounds|sets)\b", line.text)[0])
        if starts_with_dose_verb(name) or re.match(r"\d", name):
            name = ""
        if self._block == []:  # the heading above has nothing else
            name, self._block_name = name or self._block_name, "" if not name else self._block_name
        self._close_block()
        self._block, self._block_name, self._block_rounds = [], name, rounds
        self._block_rest = found.dose.round_rest or found.dose.rest
        self._ends_at_blank = line.marker != "#"
        return True

    @staticmethod
    def _is_item(line: _Line) -> bool:
        return line.marker == "-" and len(line.text.split()) <= 7

    # -- lines that hold for the whole --------------------------------------------------------------

    def _is_setting(self, line: _Line) -> bool:
        """Take a line that speaks of the whole list: rests, how often, a dose for all."""
        parts = sentences(line.text)
        scans = [scan(part, self._language) for part in parts]
        if not all(self._is_general(part, each) for part, each in zip(parts, scans, strict=True)):
            return False
        for part, each in zip(parts, scans, strict=True):
            if _is_warning(part):
                self._intro.append(part)
            elif each.how_often and not each.dose.says_how_much:
                self._about.append(part)
            elif ALL_OF_THEM.match(part):
                self._defaults = merged(self._defaults, replace(settled("", each.dose), load=()))
            else:
                general = Dose(rest=each.dose.rest, rest_between=each.dose.rest_between)
                if each.dose.round_rest is not None:
                    last = self._top[-1] if self._top else None
                    if self._block is not None:
                        self._block_rest = each.dose.round_rest
                    elif isinstance(last, Block) and last.rounds is not None:
                        self._top[-1] = replace(last, round_rest=each.dose.round_rest)
                    else:
                        general = replace(general, round_rest=each.dose.round_rest)
                self._defaults = merged(self._defaults, general)
        return True

    @staticmethod
    def _again(line: _Line) -> Span | None:
        """Return how many rounds a line tells that says to do all of it again; None if it does not."""
        found = line.found
        if not _ALL_AGAIN.search(line.text) or found.dose.hold or found.dose.time:
            return None
        return found.rounds or found.dose.sets or (found.dose.reps[0] if len(found.dose.reps) == 1 else None)

    def _repeats_all(self, line: _Line) -> bool:
        """Take a line below a list that says to do it again, with the rest before that."""
        rounds = self._again(line)
        items = self._block if self._block is not None else self._top
        if rounds is None or not any(isinstance(item, Exercise) for item in items):
            return False
        rest = line.found.dose.round_rest or line.found.dose.rest
        if self._block is None:
            self._top = [Block("", tuple(self._top), rounds, rest)]
        else:
            self._block_rounds, self._block_rest = rounds, rest or self._block_rest
            self._close_block()
        return True

    def _is_general(self, text: str, found: Scan) -> bool:
        if _is_warning(text):
            return True
        left = " ".join((found.before, *found.after))
        few = len(left.split()) <= 3
        if found.how_often and not found.dose.says_how_much:
            return len(text.split()) <= 12
        if ALL_OF_THEM.match(text) and found.dose.says_how_much:
            return True
        between = re.search(r"\b(?:between|zwischen|entre|tra|tussen)\b", text, re.IGNORECASE)
        rests = found.dose.rest or found.dose.rest_between or found.dose.round_rest
        return bool(rests) and bool(between) and not found.dose.says_how_much and few

    # -- items -------------------------------------------------------------------------------------

    def _add(self, *items: Item) -> None:
        (self._top if self._block is None else self._block).extend(items)

    def _add_item(self, item: Item, lines: Sequence[_Line | list[Row]], at: int) -> int:
        """Add an item, with the lines below it that describe it."""
        line = lines[at]
        assert isinstance(line, _Line)
        if isinstance(item, Exercise):
            end, texts, more = self._below(lines, at)
            if texts:
                more_said = described(item.name, item.line, texts, self._language, item.dose)
                item = replace(
                    more_said,
                    notes=(*item.notes, *more_said.notes),
                    cautions=(*item.cautions, *more_said.cautions),
                    tips=(*item.tips, *more_said.tips),
                    say=(*item.say, *more_said.say),
                    link=item.link or more_said.link,
                    written=item.written,
                )
            item = replace(item, remarks=(*item.remarks, *more))
            self._add(item)
            return end
        self._add(item)
        return at + 1

    def _below(
        self, lines: Sequence[_Line | list[Row]], at: int
    ) -> tuple[int, list[tuple[int, str]], list[Remark]]:
        """Return where the description of the exercise at `at` ends, and its lines."""
        first = lines[at]
        assert isinstance(first, _Line)
        texts: list[tuple[int, str]] = []
        end = at + 1
        while end < len(lines):
            line = lines[end]
            if not isinstance(line, _Line) or line.marker == "#":
                break
            deeper = line.indent > first.indent and not line.is_named
            prose = (
                line.is_description
                and not line.is_named
                and not (line.follows_blank and first.marker)
                and not self._is_general_line(line)
            )
            if not (deeper or (prose and (line.marker == "" or first.marker == ""))):
                break
            if not deeper and (not _belongs(line, first) or self._again(line)):
                break
            if _ROUNDS_OF.match(plain(line.text)) and not deeper:
                break
            if (
                not deeper
                and not first.has_sets
                and isinstance(compact_item(line.text, 1, self._language), Rest)
            ):
                break
            texts.append((line.number, line.text))
            end += 1
        return end, texts, []

    def _is_general_line(self, line: _Line) -> bool:
        parts = sentences(line.text)
        return all(self._is_general(part, scan(part, self._language)) for part in parts)

    def _add_table(self, rows: Sequence[Row]) -> None:
        table = understood_rows(rows, self._language)
        if table.problem is not None:
            self._add(*(Remark(" | ".join(row.cells), row.line) for row in rows))
            return
        self._warnings += table.warnings
        self._add(*table.items)

    # -- headings, blocks ---------------------------------------------------------------------------

    def _read_heading(self, lines: Sequence[_Line | list[Row]], at: int) -> int:
        line = lines[at]
        assert isinstance(line, _Line)
        name = line.text.rstrip(":").strip()
        end = at + 1
        group: list[_Line] = []
        while end < len(lines):
            each = lines[end]
            if (
                not isinstance(each, _Line)
                or each.marker == "#"
                or (line.marker == "-" == each.marker and each.indent <= line.indent)
                or (each.may_be_heading and not self._continues(line, each, group))
            ):
                break
            group.append(each)
            end += 1
        named = [
            each
            for each in group
            if each.is_named or _intervals(each.text, each.number, self._language) is not None
        ]
        says = [
            each
            for each in group
            if each.is_dose_alone or (each.is_description and _dose_in_prose(each, self._language))
        ]
        first_item = next((i for i, each in enumerate(group) if each in named), len(group))
        says = [
            each
            for each in says
            if each in group[:first_item]
            and not self._is_general_line(each)
            and not _ROUNDS_OF.match(plain(each.text))
        ]
        if says:
            texts = [
                each
                for each in group[:first_item]
                if not self._is_general_line(each) or each.follows_blank is False
            ]
            general = [each for each in texts if self._is_general_line(each)]
            for each in general:
                self._is_setting(each)
            own_dose = Dose(sides=line.found.dose.sides) if line.found.dose.sides else None
            if own_dose and line.found.before:
                name = line.found.before
            self._add(
                described(
                    _without_number(name),
                    line.number,
                    [(e.number, e.text) for e in texts if e not in general],
                    self._language,
                    own_dose,
                )
            )
            return at + 1 + first_item
        if group and not named and not says and self._is_undosed_exercise(group):
            own_texts = [(each.number, each.text) for each in group]
            self._add(described(_without_number(name), line.number, own_texts, self._language))
            return end
        if line.marker == "-" and not group and not line.text.endswith(":") and len(name.split()) <= 6:
            self._add(Exercise(name, line.number))
            return end
        return self._open(line, name, lines, at)

    def _continues(self, heading: _Line, line: _Line, group: Sequence[_Line]) -> bool:
        """Whether a short line is part of what `heading` leads, and no heading itself."""
        return line.indent > heading.indent or (
            line.marker == "-"
            and heading.marker != "-"
            and bool(group)
            and all(e.marker == "-" for e in group)
            and not line.is_heading
            and not any(e.is_named for e in group)
        )

    def _is_undosed_exercise(self, group: Sequence[_Line]) -> bool:
        """Whether `group` describes an exercise that has no dose: one of several, and it says what to do."""
        return (
            any(True for _ in exercises_in(tuple(self._top)))
            and bool(sentences(group[0].text))
            and bool(_BODY_VERB.match(group[0].text))
        )

    def _open(self, line: _Line, name: str, lines: Sequence[_Line | list[Row]], at: int) -> int:
        """Begin what a heading leads: the whole, or a block; or a remark, if it leads nothing."""
        rounds = line.found.dose.sets or line.found.rounds
        has_items = bool(self._top) or self._block is not None
        following = lines[at + 1] if at + 1 < len(lines) else None
        leads = isinstance(following, list) or (
            isinstance(following, _Line)
            and (
                following.is_named
                or following.marker == "-"
                or following.may_be_heading
                or following.is_description
            )
        )
        first = (
            not self._title
            and not any(isinstance(item, (Exercise, Block)) for item in self._top)
            and self._block is None
        )
        if (
            first
            and not rounds
            and (line.level == 1 or not (_SECTION.match(name) and self._other_sections(lines, at)))
        ):
            self._title = name
            return at + 1
        if _same_words(name, self._title):
            return at + 1
        if leads and (
            line.is_heading
            or _SECTION.match(name)
            or isinstance(following, list)
            or (isinstance(following, _Line) and following.is_named)
        ):
            self._close_block()
            self._block, self._block_name, self._block_rounds = [], name, rounds
            return at + 1
        if not has_items and not self._title:
            self._title = name
            return at + 1
        self._add(Remark(line.text, line.number))
        return at + 1

    def _other_sections(self, lines: Sequence[_Line | list[Row]], at: int) -> bool:
        return any(
            isinstance(each, _Line)
            and each.may_be_heading
            and not each.is_named
            and _SECTION.match(each.text)
            for each in lines[at + 1 :]
        )

    def _read_rounds(self, rounds: re.Match[str], lines: Sequence[_Line | list[Row]], at: int) -> int:
        """Read `3 rounds of:` above a list, or `Repeat 3 times` below it."""
        line = lines[at]
        assert isinstance(line, _Line)
        span = Span(float(rounds["n"]), float(rounds["m"]) if rounds["m"] else None)
        following = lines[at + 1] if at + 1 < len(lines) else None
        name = trimmed(rounds["name"] or "")
        if re.fullmatch(
            rf"(?:repeat|do|perform|complete|wiederhol\w*|repite|répét\w+|x|{REPS}|rounds?)?",
            name,
            re.IGNORECASE,
        ):
            name = ""
        leads = (
            isinstance(following, _Line)
            and not following.follows_blank
            and (following.is_named or following.marker == "-")
        )
        if (
            isinstance(following, _Line)
            and following.is_named
            and (line.marker == "#" or line.text.endswith(":"))
        ):
            leads = True
        open_items = self._block if self._block is not None else self._top
        if not leads and any(isinstance(item, Exercise) for item in open_items):
            if self._block is None:
                self._top = [Block("", tuple(self._top), span)]
            else:
                self._block_rounds = span
                self._close_block()
            return at + 1
        if self._block is not None and not self._block:
            self._block_rounds = span
            self._block_name = name or self._block_name
            return at + 1
        self._close_block()
        if not self._title and name and not self._top and not _SECTION.match(name):
            self._title = name
            name = ""
        self._block, self._block_name, self._block_rounds = [], name, span
        self._block_rest = line.found.dose.round_rest or line.found.dose.rest
        self._ends_at_blank = line.marker != "#"
        return at + 1

    def _read_frame(self, lines: Sequence[_Line | list[Row]], at: int) -> int:
        """Read `EMOM 10 min` or `AMRAP 12 min` with what is done in it in the lines below."""
        line = lines[at]
        assert isinstance(line, _Line)
        seconds = line.found.minutes_in_all or 60.0
        inside: list[_Line] = []
        for each in lines[at + 1 :]:
            if (
                not isinstance(each, _Line)
                or each.follows_blank
                or not (each.is_named or each.marker == "-")
                or each.found.minutes_in_all
            ):
                break
            inside.append(each)
        end = at + 1 + len(inside)
        texts = [each.text for each in inside]
        named = [compact_item(each.text, each.number, self._language) for each in inside]
        if line.found.round_every:
            items = tuple(
                item or Remark(each.text, each.number) for item, each in zip(named, inside, strict=True)
            )
            if not items:
                self._add(Remark(line.text, line.number))
                return end
            count = max(1.0, float(round(seconds / line.found.round_every)))
            self._add(Block("EMOM", items, Span(count), round_every=line.found.round_every))
            return end
        if not texts:
            texts = [piece for piece in (line.found.before, *line.found.after) if piece]
        self._add(
            Exercise("AMRAP", line.number, Dose(time=Span(seconds)), setup=tuple(texts), tally="rounds")
        )
        return end

    def _close_block(self) -> None:
        if self._block:
            last = self._block[-1]
            if self._block_rounds is not None and self._block_rest is None and isinstance(last, Rest):
                self._block_rest = last.seconds
                self._block.pop()
            self._top.append(
                Block(self._block_name, tuple(self._block), self._block_rounds, self._block_rest)
            )
        elif self._block is not None and self._block_name:
            self._top.append(Remark(self._block_name, 0))
        self._block, self._block_name, self._block_rounds, self._block_rest = None, "", None, None
        self._ends_at_blank = False

    def _remark_or_attach(self, line: _Line) -> None:
        if line.found.how_often and not line.found.dose.says_how_much and len(line.text.split()) <= 14:
            self._about.append(line.text)
            return
        self._add(Remark(line.text, line.number))


_ALL_AGAIN = re.compile(
    r"\b(?:again|all of it|it all|whole (?:circuit|thing|list|sequence)|(?:repeat|do) (?:the |this "
    r")?(?:all|circuit|everything|sequence|list|round)"
    r"|alles|von vorn|noch ?einmal|todo|otra vez|tout|de nouveau)\b",
    re.IGNORECASE,
)
_BODY_VERB = re.compile(
    r"^\W*(?:use|stand|sit|lie|lay|kneel|place|put|hold|lift|raise|lower|bend|press|push|pull|roll|rock"
    r"|reach|step|squeeze|tighten|lean|rotate|turn|start|begin|grab|grip|slide|walk|march|swing"
    r"|circle|straighten|stretch|squat|slowly|gently|breathe|stell|setz|leg|knie|heb|zieh|drück|beug"
    r"|streck|roll|nimm|benutze|usa|siéntate|túmbate|levanta|ponte|utilisez|asseyez|allongez|levez)\w*\b",
    re.IGNORECASE,
)


def _belongs(line: _Line, heading: _Line) -> bool:
    """Whether prose below an exercise is about it: an instruction, a dose, a caution, a tip."""
    kinds = [kind_of(sentence)[0] for sentence in sentences(line.text)]
    return (
        starts_doing(line.text)
        or line.tells_dose
        or any(k is not Kind.SAY for k in kinds)
        or not heading.is_named
    )


_WARNING = re.compile(
    r"^\W*(?:please )?(?:stop|do not|don't|don’t|never|avoid|nicht|keine?|aufhören|bei schmerzen|para"
    r"|detente|no sigas|arrêtez|stoppez)\b.*"
    r"(?:pain|hurt|dizz|unwell|schmerz|dolor|douleur|weh|mal)|^\W*(?:no|without|kein\w*|ohne|sin|sans) "
    r"(?:sharp )?(?:pain|schmerz\w*|dolor|douleur)\W*$",
    re.IGNORECASE,
)


def _is_warning(text: str) -> bool:
    """Whether `text` is a caution for the whole: when to stop."""
    return len(text.split()) <= 25 and _WARNING.search(text) is not None


def _dose_in_prose(line: _Line, language: str) -> bool:
    return any(
        scan(sentence, language).dose.says_how_much and starts_with_dose_verb(sentence)
        for sentence in sentences(line.text)
    )


def _without_number(name: str) -> str:
    return (
        re.sub(
            r"^(?:exercise|übung|ejercicio|exercice)\s*\d+\s*[:.)-]\s*", "", name, flags=re.IGNORECASE
        ).strip()
        or name
    )


def _with_bold_name(text: str) -> str:
    """Return `text` with a colon behind a name in bold that prose follows."""
    found = re.match(
        r"(?:\*\*|__)(?:\d{1,2}[.)]\s*)?(?P<name>[^*_]{2,80}?)[.:]?(?:\*\*|__)[.:]?\s+(?P<rest>\S.*)$", text
    )
    return f"{found['name']}: {found['rest']}" if found and found["rest"][:1].isalpha() else text


def _with_short_name(text: str) -> str:
    """Return `text`, an item of a list, with a colon behind a name that is written as a sentence."""
    first, *others = sentences(text)
    short = (
        len(first.split()) <= 4
        and first.endswith(".")
        and not starts_doing(first)
        and not re.search(r"\d", first)
    )
    return f"{first[:-1]}: {' '.join(others)}" if others and short and starts_doing(others[0]) else text


def _same_words(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def _cells(line: str) -> tuple[str, ...]:
    return tuple(
        clean(cell) for cell in re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))
    )
