"""A plain text or Markdown -> its lines, each with its marker, and what it looks like; and its tables.

What a heading is of, and what becomes a block, is decided in `lines`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from voicefoot.reading.importing.one_line import (
    MAX_NAME_WORDS,
    clean,
    in_a_row,
    name_in,
    without_linking_word,
)
from voicefoot.reading.importing.remark_kinds import (
    is_sentence,
    sentences,
    starts_doing,
    starts_with_dose_verb,
)
from voicefoot.reading.importing.scan import Scan, scan
from voicefoot.reading.importing.tables import Row
from voicefoot.reading.importing.understood import Dose

_MAX_LINE_CHARACTERS = 4_000
"""Of a line that is read; a longer one is a remark."""
_MARKER = re.compile(
    r"^(?P<indent>\s*)(?P<marker>#{1,6}\s+|(?:[-*+–—]\s+|[•‣·▪►▶✓✔○●◦☐☑✅👉➤→]\s*)(?=\S)(?:\[[ xX]?\]\s*)?"
    r"|\(?\d{1,2}[.)](?=\s|[^\W\d])\s*|\[[ xX]?\]\s*|(?P<label>[A-H]\d?|[A-Ha-h]\d|\d[A-Ea-e])[.):]+\s+"
    r"|(?P<label2>[A-H]\d|\d[A-Ea-e])\s+"
    r"|[a-h][.)]\s+)?(?P<text>.*)$"
)
_RULE = re.compile(r"^\s*(?:[-*_=~]\s*){3,}$|^\s*`{3}.*$")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list. `text` is without its marker, `found` is what it tells of a dose."""

    number: int
    indent: int
    marker: str
    """"#" for a heading and its level, "-" for an item of a list, "" for none."""
    level: int
    label: str
    text: str
    found: Scan
    follows_blank: bool
    is_next: bool = False
    """Whether it begins with a word such as "Then": what was before has ended."""
    has_several: bool = False
    """Whether several exercises stand in it, each with its dose."""

    @property
    def is_named(self) -> bool:
        """Whether it is a name with a dose: an exercise of its own."""
        if self.has_several:
            return True
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
        if self.has_several:
            return False
        return self.is_dose_alone or (is_sentence(self.text) and not self._is_compact)

    @property
    def _is_compact(self) -> bool:
        """Whether a name comes first, then a dose, however long the rest is."""
        head, colon, _ = self.text.partition(":")
        if (
            colon
            and 0 < len(head.split()) <= MAX_NAME_WORDS
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
            and len(self.text.split()) <= MAX_NAME_WORDS
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


def text_lines(text: str, language: str) -> list[Line | list[Row]]:
    """Return the lines of `text` that have something in them, and its tables, each as its rows."""
    found: list[Line | list[Row]] = []
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
            found.append(Line(number, 0, "", 7, "", line[:_MAX_LINE_CHARACTERS], Scan(Dose(), "", ()), blank))
            continue
        if not line.strip() or _RULE.match(line) or (_TABLE_RULE.match(line) and "|" in line):
            blank = True
            continue
        found.append(_line(line, number, language, follows_blank=blank))
        blank = False
    return found


def _line(raw: str, number: int, language: str, *, follows_blank: bool) -> Line:
    indent = raw[: len(raw) - len(raw.lstrip())]
    match = _MARKER.match((indent + _with_bold_name(raw.strip().removeprefix("> "))).expandtabs(4))
    assert match is not None
    marker = (match["marker"] or "").strip()
    text = clean(_with_bold_name(match["text"])) or clean(raw)
    written, text = text, without_linking_word(text)
    is_next = text != written
    if marker:
        text = _with_short_name(text)
    is_bold = bool(re.fullmatch(r"\s*(?:\*\*|__)[^*_]+(?:\*\*|__):?\s*", raw))
    kind = "#" if marker.startswith("#") or is_bold else "-" if marker else ""
    level = len(marker) if marker.startswith("#") else 7
    label = match["label"] or match["label2"] or ""
    several = bool(in_a_row(text, number, language))
    return Line(
        number,
        len(match["indent"]),
        kind,
        level,
        label,
        text,
        scan(text, language),
        follows_blank,
        is_next,
        several,
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


def _cells(line: str) -> tuple[str, ...]:
    return tuple(
        clean(cell) for cell in re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))
    )
