"""Plain text and Markdown, line by line -> exercises, rests, blocks and remarks.

A line with a name and a dose is an exercise. A short line without a dose is a heading: of the exercise that
the lines below it describe, or of a block of exercises, whichever those lines look like.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from voicefoot.reading.importing.describe import described, merged, settled
from voicefoot.reading.importing.of_the_whole import again, is_general, is_general_line, is_warning
from voicefoot.reading.importing.one_line import MAX_NAME_WORDS, SECTION, compact_item, intervals
from voicefoot.reading.importing.plain_words import plain, trimmed
from voicefoot.reading.importing.remark_kinds import (
    Kind,
    is_sentence,
    kind_of,
    sentences,
    starts_doing,
    starts_with_dose_verb,
)
from voicefoot.reading.importing.scan import scan
from voicefoot.reading.importing.supersets import label_in, with_supersets
from voicefoot.reading.importing.tables import Row, understood_rows
from voicefoot.reading.importing.text_lines import Line, text_lines
from voicefoot.reading.importing.timed_circuit import timed_circuit
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
from voicefoot.reading.importing.words import ALL_OF_THEM, REPS, ROUNDS, SETS, language_of

_ROUNDS_OF = re.compile(
    rf"^(?:(?P<name>[^\d:]*?)\s*[:(-]?\s*)?(?:repeat\s+|do\s+|x\s*)?(?P<n>\d{{1,3}})(?:\s*(?:-|to"
    rf"|bis)\s*(?P<m>\d{{1,3}}))?\s*(?:x|×|times|mal|fois|veces|{ROUNDS}|{SETS})?"
    rf"(?:\s*(?P<kind>{ROUNDS}|times through|x\b))?\s*(?:of|through|:|\)|the following|each|–|-|,|für|for "
    rf"time)*\s*:?\s*$",
    re.IGNORECASE,
)


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
        lines = text_lines(text, self._language)
        at = 0
        while at < len(lines):
            at = self._read_one(lines, at)
        self._close_block()

    def result(self, title: str) -> Understood:
        return Understood(
            self._title or title,
            self._language,
            tuple(with_supersets(self._top)),
            tuple(self._about),
            tuple(self._intro),
            self._defaults,
            tuple(self._warnings),
        )

    def _read_one(self, lines: Sequence[Line | list[Row]], at: int) -> int:
        """Read what begins at `at`, and return where the next begins."""
        line = lines[at]
        if isinstance(line, list):
            self._add_table(line)
            return at + 1
        ends = line.follows_blank or (line.is_next and line.marker != "-")
        if ends and self._ends_at_blank and self._block:
            self._close_block()
        if at == 0 and (_is_title_with_distance(line, lines) or _is_title_with_how_often(line, lines)):
            self._title = line.text
            return at + 1
        circuit = timed_circuit(lines, at)
        if circuit is not None:
            self._close_block()
            self._add(circuit[0])
            return circuit[1]
        if self._is_setting(line) or self._repeats_all(line):
            return at + 1
        if line.found.minutes_in_all and not line.is_named:
            return self._read_frame(lines, at)
        if self._opens_rounds(line, lines, at):
            return at + 1
        item = compact_item(line.text, line.number, self._language)
        if line.is_description and not self._is_item(line) and not isinstance(item, Rest | Block):
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

    def _opens_rounds(self, line: Line, lines: Sequence[Line | list[Row]], at: int) -> bool:
        """Begin the block of a line such as `Superset 1 (3 rounds, 90 s rest):`, or `Repeat 6 times:`."""
        following = lines[at + 1] if at + 1 < len(lines) else None
        found = line.found
        says_only_that = bool(found.dose.round_rest) or not (found.before or found.after)
        leads = line.text.endswith(":") or (found.rounds is not None and says_only_that)
        if not (leads and isinstance(following, Line) and not found.dose.time):
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
    def _is_item(line: Line) -> bool:
        return line.marker == "-" and len(line.text.split()) <= 7

    # -- lines that hold for the whole --------------------------------------------------------------

    def _is_setting(self, line: Line) -> bool:
        """Take a line that speaks of the whole list: rests, how often, a dose for all."""
        parts = sentences(line.text)
        scans = [scan(part, self._language) for part in parts]
        if not all(is_general(part, each) for part, each in zip(parts, scans, strict=True)):
            return False
        for part, each in zip(parts, scans, strict=True):
            if is_warning(part):
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

    def _repeats_all(self, line: Line) -> bool:
        """Take a line below a list that says to do it again, with the rest before that."""
        rounds = again(line)
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

    # -- items -------------------------------------------------------------------------------------

    def _add(self, *items: Item) -> None:
        (self._top if self._block is None else self._block).extend(items)

    def _add_item(self, item: Item, lines: Sequence[Line | list[Row]], at: int) -> int:
        """Add an item, with the lines below it that describe it."""
        line = lines[at]
        assert isinstance(line, Line)
        if isinstance(item, Exercise):
            end, texts = self._below(lines, at)
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
            self._add(replace(item, label=label_in(line.label)))
            return end
        if isinstance(item, Block) and not item.name and item.rounds is None:
            self._add(*item.items)
        else:
            self._add(item)
        return at + 1

    def _below(self, lines: Sequence[Line | list[Row]], at: int) -> tuple[int, list[tuple[int, str]]]:
        """Return where the description of the exercise at `at` ends, and its lines."""
        first = lines[at]
        assert isinstance(first, Line)
        texts: list[tuple[int, str]] = []
        end = at + 1
        while end < len(lines):
            line = lines[end]
            if not isinstance(line, Line) or line.marker == "#" or timed_circuit(lines, end):
                break
            deeper = line.indent > first.indent and not line.is_named
            prose = (
                line.is_description
                and not line.is_named
                and not (line.follows_blank and first.marker)
                and not is_general_line(line, self._language)
            )
            if not (deeper or (prose and (line.marker == "" or first.marker == ""))):
                break
            if not deeper and (not _belongs(line, first) or again(line)):
                break
            if (_ROUNDS_OF.match(plain(line.text)) or line.found.minutes_in_all) and not deeper:
                break
            if (
                not deeper
                and not first.has_sets
                and isinstance(compact_item(line.text, 1, self._language), Rest)
            ):
                break
            texts.append((line.number, line.text))
            end += 1
        return end, texts

    def _add_table(self, rows: Sequence[Row]) -> None:
        table = understood_rows(rows, self._language)
        if table.problem is not None:
            self._add(*(Remark(" | ".join(row.cells), row.line) for row in rows))
            return
        self._warnings += table.warnings
        self._add(*table.items)

    # -- headings, blocks ---------------------------------------------------------------------------

    def _read_heading(self, lines: Sequence[Line | list[Row]], at: int) -> int:
        line = lines[at]
        assert isinstance(line, Line)
        name = line.text.rstrip(":").strip()
        end = at + 1
        group: list[Line] = []
        while end < len(lines):
            each = lines[end]
            if (
                not isinstance(each, Line)
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
            if each.is_named or intervals(each.text, each.number, self._language) is not None
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
            and not is_general_line(each, self._language)
            and not _ROUNDS_OF.match(plain(each.text))
            and not (each.found.rounds and each.found.dose.round_rest)
        ]
        if says:
            texts = [
                each
                for each in group[:first_item]
                if not is_general_line(each, self._language) or each.follows_blank is False
            ]
            general = [each for each in texts if is_general_line(each, self._language)]
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

    def _continues(self, heading: Line, line: Line, group: Sequence[Line]) -> bool:
        """Whether a short line is part of what `heading` leads, and no heading itself."""
        return line.indent > heading.indent or (
            line.marker == "-"
            and heading.marker != "-"
            and bool(group)
            and all(e.marker == "-" for e in group)
            and not line.is_heading
            and not any(e.is_named for e in group)
        )

    def _is_undosed_exercise(self, group: Sequence[Line]) -> bool:
        """Whether `group` describes an exercise that has no dose: one of several, and it says what to do."""
        return (
            any(True for _ in exercises_in(tuple(self._top)))
            and bool(sentences(group[0].text))
            and bool(_BODY_VERB.match(group[0].text))
        )

    def _open(self, line: Line, name: str, lines: Sequence[Line | list[Row]], at: int) -> int:
        """Begin what a heading leads: the whole, or a block; or a remark, if it leads nothing."""
        rounds = line.found.dose.sets or line.found.rounds
        has_items = bool(self._top) or self._block is not None
        following = lines[at + 1] if at + 1 < len(lines) else None
        leads = isinstance(following, list) or (
            isinstance(following, Line)
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
            and (line.level == 1 or not (SECTION.match(name) and self._other_sections(lines, at)))
        ):
            self._title = name
            return at + 1
        if _same_words(name, self._title):
            return at + 1
        if leads and (
            line.is_heading
            or SECTION.match(name)
            or isinstance(following, list)
            or (isinstance(following, Line) and following.is_named)
        ):
            self._close_block()
            self._block, self._block_name, self._block_rounds = [], name, rounds
            return at + 1
        if not has_items and not self._title:
            self._title = name
            return at + 1
        self._add(Remark(line.text, line.number))
        return at + 1

    def _other_sections(self, lines: Sequence[Line | list[Row]], at: int) -> bool:
        return any(
            isinstance(each, Line) and each.may_be_heading and not each.is_named and SECTION.match(each.text)
            for each in lines[at + 1 :]
        )

    def _read_rounds(self, rounds: re.Match[str], lines: Sequence[Line | list[Row]], at: int) -> int:
        """Read `3 rounds of:` above a list, or `Repeat 3 times` below it."""
        line = lines[at]
        assert isinstance(line, Line)
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
            isinstance(following, Line)
            and not following.follows_blank
            and (following.is_named or following.marker == "-")
        )
        if (
            isinstance(following, Line)
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
        if not self._title and name and not self._top and not SECTION.match(name):
            self._title = name
            name = ""
        self._block, self._block_name, self._block_rounds = [], name, span
        self._block_rest = line.found.dose.round_rest or line.found.dose.rest
        self._ends_at_blank = line.marker != "#"
        return at + 1

    def _read_frame(self, lines: Sequence[Line | list[Row]], at: int) -> int:
        """Read `EMOM 10 min` or `AMRAP 12 min` with what is done in it in the lines below."""
        line = lines[at]
        assert isinstance(line, Line)
        seconds = line.found.minutes_in_all or 60.0
        inside: list[Line] = []
        for each in lines[at + 1 :]:
            if (
                not isinstance(each, Line)
                or each.follows_blank
                or not (each.is_named or each.marker == "-")
                or each.found.minutes_in_all
                or (each.has_sets and not line.found.round_every)  # sets within as many rounds as possible?
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
        name = "AMRAP"
        if not texts:
            texts = [piece for piece in (line.found.before, *line.found.after) if piece]
            if len(texts) == 1 and not is_sentence(texts[0]) and len(texts[0].split()) <= MAX_NAME_WORDS:
                name = texts.pop()
        self._add(Exercise(name, line.number, Dose(time=Span(seconds)), setup=tuple(texts), tally="rounds"))
        return end

    def _close_block(self) -> None:
        if self._block:
            last = self._block[-1]
            if self._block_rounds is not None and self._block_rest is None and isinstance(last, Rest):
                self._block_rest = last.seconds
                self._block.pop()
            inside = self._block if self._block_rounds else with_supersets(self._block)
            self._top.append(Block(self._block_name, tuple(inside), self._block_rounds, self._block_rest))
        elif self._block is not None and self._block_name:
            self._top.append(Remark(self._block_name, 0))
        self._block, self._block_name, self._block_rounds, self._block_rest = None, "", None, None
        self._ends_at_blank = False

    def _remark_or_attach(self, line: Line) -> None:
        if line.found.how_often and not line.found.dose.says_how_much and len(line.text.split()) <= 14:
            self._about.append(line.text)
            return
        self._add(Remark(line.text, line.number))


_BODY_VERB = re.compile(
    r"^\W*(?:use|stand|sit|lie|lay|kneel|place|put|hold|lift|raise|lower|bend|press|push|pull|roll|rock"
    r"|reach|step|squeeze|tighten|lean|rotate|turn|start|begin|grab|grip|slide|walk|march|swing"
    r"|circle|straighten|stretch|squat|slowly|gently|breathe|stell|setz|leg|knie|heb|zieh|drück|beug"
    r"|streck|roll|nimm|benutze|usa|siéntate|túmbate|levanta|ponte|utilisez|asseyez|allongez|levez)\w*\b",
    re.IGNORECASE,
)


def _is_title_with_distance(line: Line, lines: Sequence[Line | list[Row]]) -> bool:
    """Whether the first line names the whole, with how far it is in all: "Masters swim - 1800 m"."""
    following = lines[1] if len(lines) > 1 else None
    return (
        isinstance(following, Line)
        and following.follows_blank
        and line.marker != "-"
        and bool(line.found.dose.open_ended)
        and line.found.dose == Dose(open_ended=line.found.dose.open_ended)
        and re.search(r"\w[\s,:(–-]*[,:(–-]\s*\d[\d.,]*\s?[a-z]{1,6}\)?$", line.text) is not None
    )


def _is_title_with_how_often(line: Line, lines: Sequence[Line | list[Row]]) -> bool:
    """Whether the first line names the whole, with how often it is done: "Ankle rehab (3x/day)"."""
    following = lines[1] if len(lines) > 1 else None
    return (
        isinstance(following, Line)
        and following.follows_blank
        and line.marker != "-"
        and bool(line.found.how_often)
        and line.found.dose == Dose()
        and bool(line.found.before)
        and not is_sentence(line.text)
        and not starts_with_dose_verb(line.text)
    )


def _belongs(line: Line, heading: Line) -> bool:
    """Whether prose below an exercise is about it: an instruction, a dose, a caution, a tip."""
    kinds = [kind_of(sentence)[0] for sentence in sentences(line.text)]
    return (
        starts_doing(line.text)
        or line.tells_dose
        or any(k is not Kind.SAY for k in kinds)
        or not heading.is_named
    )


def _dose_in_prose(line: Line, language: str) -> bool:
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


def _same_words(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
