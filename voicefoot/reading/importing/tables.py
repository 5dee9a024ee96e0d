"""Tables of exercises, a row each, with a header that says what the columns are -> exercises."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from voicefoot.problem_codes import Code
from voicefoot.reading.importing.columns import DOSE_ROLES, Column, column_of, role_of
from voicefoot.reading.importing.describe import described, merged, settled, with_phrases
from voicefoot.reading.importing.plain_words import number_of, plain
from voicefoot.reading.importing.remark_kinds import Kind, kind_of, link_in, sentences
from voicefoot.reading.importing.scan import scan
from voicefoot.reading.importing.supersets import label_in, with_supersets
from voicefoot.reading.importing.understood import Block, Dose, Exercise, FormWarning, Item, Remark, Span
from voicefoot.reading.importing.words import sides_of
from voicefoot.text import folded

_NOTHING = {
    "",
    "-",
    "--",
    "none",
    "n/a",
    "na",
    "no",
    "x",
    "0",
    "nil",
    "keine",
    "nein",
    "ninguno",
    "aucun",
    "non",
    "false",
    "/",
    "—",
}
_YES = {
    "yes",
    "y",
    "ja",
    "sí",
    "si",
    "oui",
    "true",
    "1",
    "2",
    "both",
    "each",
    "x",
    "beide",
    "ambos",
    "l/r",
    "r/l",
    "left/right",
    "left and right",
    "per side",
    "each side",
    "bilateral",
    "✓",
    "✔",
    "deux",
}
_FORMULA = re.compile(r"^\s*(?:[=@]\s*[\w(+\-\"']|[+-](?:[A-Za-z(]|\d+[*/+]))")
DELIMITERS = ";\t,|"


@dataclass(frozen=True, slots=True)
class Table:
    """What the rows of a table say. `problem` is what is wrong with it as a whole, and the remedy."""

    items: tuple[Item, ...] = ()
    warnings: tuple[FormWarning, ...] = ()
    about: tuple[str, ...] = ()
    problem: tuple[int, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells, and the line in which it begins."""

    line: int
    cells: tuple[str, ...]


def csv_rows(text: str, delimiter: str) -> list[Row]:
    """Return the rows of a CSV text that have something in them. Raises csv.Error for a broken one."""
    rows: list[Row] = []
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=False
    )
    line = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            rows.append(Row(line, tuple(cell.strip() for cell in cells)))
        line = reader.line_num + 1
    return rows


def delimiter_of(text: str, least: int) -> str | None:
    """Return what stands between the cells of a CSV text; None if it has no header with at least `least`
    columns that are known.
    """
    best, most = None, least - 1
    for delimiter in DELIMITERS:
        try:
            rows = csv_rows(text, delimiter)
        except csv.Error:
            continue
        for row in rows[:5]:
            roles = [role for role in map(role_of, row.cells) if role]
            if len(row.cells) > 1 and len(set(roles)) > most:
                best, most = delimiter, len(set(roles))
    return best


def understood_rows(rows: Sequence[Row], language: str) -> Table:
    """Understand the `rows` of a table, of which one of the first is the header."""
    at = next((index for index, row in enumerate(rows[:5]) if _is_header(row.cells)), 0)
    columns = [column_of(cell) for cell in rows[at].cells]
    roles = [column.role for column in columns]
    if "name" not in roles:
        unnamed = next((i for i, column in enumerate(columns) if not column.heading), None)
        if unnamed is None:
            there = ", ".join(f'"{column.heading}"' for column in columns[:6] if column.heading)
            return Table(
                problem=(
                    rows[at].line,
                    f"no column has the names of the exercises (there is {there})",
                    'call that column "exercise"',
                )
            )
        columns[unnamed] = replace(columns[unnamed], role="name")
        roles = [column.role for column in columns]
    if not DOSE_ROLES & set(roles) and not any(
        scan(cell, language).dose.says_how_much for row in rows[at + 1 :] for cell in row.cells
    ):
        return Table(
            problem=(
                rows[at].line,
                "no column says how much to do",
                'add a column "sets", "reps", "hold_s" or "duration_s"',
            )
        )
    if len(rows) == at + 1:
        return Table(
            problem=(
                rows[at].line,
                "the table has a header, but no rows",
                "write an exercise in each row below it",
            )
        )
    if _numbers_sets(rows[at + 1 :], roles):
        columns = [replace(each, role="order") if each.role == "sets" else each for each in columns]
        roles = [column.role for column in columns]
    reader = _RowReader(columns, language)
    found = [reader.read(row) for row in rows[at + 1 :]]
    about = tuple(" ".join(cell for cell in row.cells if cell) for row in rows[:at])
    items = _merge_sets(found) if "order" in roles else [(block, item) for block, item, _ in found]
    blocked: list[Item] = []
    for name, group in groupby(items, key=lambda pair: pair[0]):
        inside = tuple(with_supersets(item for _, item in group))
        blocked += [Block(name, inside)] if name else inside
    if len(blocked) == 1 and isinstance(blocked[0], Block):
        blocked = list(blocked[0].items)
    if "order" not in roles:
        reader.warn_of_same_names([item for _, item, _ in found])
    return Table(tuple(blocked), tuple(reader.warnings), about)


def _numbers_sets(rows: Sequence[Row], roles: Sequence[str]) -> bool:
    """Whether a column of sets says which set each row is (1, 2, 3 for the same exercise), not how many."""
    if roles.count("sets") != 1 or "order" in roles:
        return False
    name_at, sets_at = roles.index("name"), roles.index("sets")
    cells = [row.cells for row in rows if len(row.cells) > max(name_at, sets_at)]
    counts = [
        [row[sets_at] for row in same] for _, same in groupby(cells, key=lambda row: folded(row[name_at]))
    ]
    return max(map(len, counts), default=0) > 1 and all(
        count == [str(number) for number in range(1, len(count) + 1)] for count in counts
    )


def _is_header(cells: Sequence[str]) -> bool:
    roles = {column_of(cell).role for cell in cells} - {""}
    return "name" in roles or len(roles & (DOSE_ROLES | {"rest", "load", "notes"})) > 1


def _merge_sets(found: Sequence[tuple[str, Item, str]]) -> list[tuple[str, Item]]:
    """Put rows together that are one set each of the same exercise."""
    merged_items: list[tuple[str, Item]] = []
    for block, item, order in found:
        last = merged_items[-1][1] if merged_items else None
        if (
            isinstance(item, Exercise)
            and isinstance(last, Exercise)
            and folded(item.name) == folded(last.name)
            and merged_items[-1][0] == block
            and order not in ("", "1")
        ):
            before, now = last.dose, item.dose
            dose = replace(
                before,
                reps=(*before.reps, *now.reps),
                load=(*before.load, *now.load),
                sets=None if now.reps else Span((before.sets.low if before.sets else 1) + 1),
            )
            merged_items[-1] = (
                block,
                replace(last, dose=dose, notes=tuple(dict.fromkeys((*last.notes, *item.notes)))),
            )
        else:
            merged_items.append((block, item))
    return merged_items


class _RowReader:
    def __init__(self, columns: Sequence[Column], language: str) -> None:
        self._columns = columns
        self._language = language
        self.warnings: list[FormWarning] = []

    def read(self, row: Row) -> tuple[str, Item, str]:
        """Return the block that `row` is in, what it says, and which set it is ("" if it does not say)."""
        cells: dict[str, str] = {}
        extra: list[str] = []
        remarks: list[Remark] = []
        often: tuple[str, ...] = ()
        label = ""
        dose = Dose()
        for index, cell in enumerate(row.cells):
            column = self._columns[index] if index < len(self._columns) else Column("", "", None)
            if _FORMULA.match(cell):
                self._tell_formula(row.line, index, cell)
                remarks.append(Remark(f"{column.heading or 'a cell'}: {cell}", row.line, is_whole_line=False))
                continue
            if column.role in (
                "name",
                "order",
                "block",
                "unit",
                "position",
                "equipment",
                "link",
                "text",
                "notes",
            ):
                cells[column.role] = f"{cells[column.role]} {cell}".strip() if column.role in cells else cell
            elif column.role == "often":
                often = (cell,) if cell else ()
            elif column.role == "ignore" and label_in(cell.strip(" .)")):
                label = cell.strip(" .)")
            elif column.role == "ignore" or (folded(cell) in _NOTHING - {"x"} and column.role != "sides"):
                continue
            elif column.role:
                more, left = self._dose_of(column, cell)
                if more is None:
                    remarks.append(Remark(f"{column.heading}: {cell}", row.line, is_whole_line=False))
                else:
                    dose = _added(dose, more, column.role)
                    extra += left
            elif cell:
                extra.append(f"{column.heading}: {cell}" if column.heading else cell)
        name = plain(cells.get("name", ""))
        is_broken = len(row.cells) == 1 and len(self._columns) > 1 and bool(re.search(r"[;\n\t]|,\d", name))
        if not name or is_broken:
            whole = "; ".join(cell for cell in row.cells if cell)
            return cells.get("block", ""), Remark(whole, row.line), ""
        if "unit" in cells and dose.load:
            dose = replace(
                dose,
                load=tuple(
                    load if re.search(r"[a-z]", load) else f"{load} {cells['unit']}" for load in dose.load
                ),
            )
        return (
            cells.get("block", ""),
            replace(self._exercise(name, row, cells, dose, extra, remarks, often), label=label),
            cells.get("order", ""),
        )

    def _exercise(
        self,
        name: str,
        row: Row,
        cells: dict[str, str],
        dose: Dose,
        extra: list[str],
        remarks: list[Remark],
        often: tuple[str, ...],
    ) -> Exercise:
        beside = scan(name, self._language)
        dose = replace(dose, alternate=dose.alternate or beside.dose.alternate)
        if beside.before and beside.dose.says_how_much and not dose.says_how_much:
            name, dose = beside.before, merged(dose, beside.dose)
        link, text = link_in(cells.get("text", ""))
        exercise = described(name, row.line, [(row.line, text)] if text else [], self._language, dose)
        if not exercise.moves:
            exercise = replace(exercise, dose=settled(name, exercise.dose))
        cell_link = link_in(cells.get("link", ""))[0]
        exercise = replace(
            exercise,
            link=cell_link or link or exercise.link,
            written="; ".join(cell for cell in row.cells if cell),
            remarks=(*exercise.remarks, *remarks),
            notes=(*exercise.notes, *often),
            equipment=tuple(
                part.strip()
                for part in re.split(r"[,;/+&]", cells.get("equipment", ""))
                if folded(part) not in _NOTHING
            ),
        )
        if cells.get("position") and not exercise.position:
            exercise = replace(exercise, position=cells["position"])
        for text in (*sentences(cells.get("notes", "")), *extra):
            if folded(text) in _NOTHING:
                continue
            found = scan(text, self._language)
            if found.dose.says_how_much and not exercise.dose.says_how_much:
                exercise = replace(exercise, dose=settled(name, merged(exercise.dose, found.dose)))
                continue
            if found.dose != Dose() and not (found.before or found.after) and not exercise.moves:
                exercise = replace(exercise, dose=settled(name, merged(exercise.dose, found.dose)))
                continue
            link, text = link_in(text)
            exercise = replace(exercise, link=exercise.link or link)
            kind, text = kind_of(text)
            if kind is Kind.SAY and ":" not in text[:20] and text:
                exercise = replace(exercise, tips=(*exercise.tips, text))
            elif text:
                exercise = (
                    with_phrases(exercise, [text])
                    if kind is not Kind.SAY
                    else replace(exercise, notes=(*exercise.notes, text))
                )
        return exercise

    def _dose_of(self, column: Column, cell: str) -> tuple[Dose | None, list[str]]:
        """Return what `cell` says, None if it is not understood, and the words that are left of it."""
        text = plain(cell)
        role = column.role
        if role == "sides":
            return self._sides_of(text), []
        if role == "load":
            unit = re.search(r"\b(?:kg|lbs?|kilos?)\b", column.heading, re.IGNORECASE)
            is_bare = re.fullmatch(r"[\d.,]+", text)
            return Dose(load=(f"{text} {unit[0].lower()}" if unit and is_bare else cell,)), []
        bare = re.fullmatch(r"(\d{1,5}(?:[.,]\d+)?)(?:\s*(?:-|to|bis|a|à)\s*(\d{1,5}(?:[.,]\d+)?))?\+?", text)
        if bare:
            low, high = (None if part is None else number_of(part) for part in bare.groups())
            assert low is not None
            span = Span(low, high if high is not None and high > low else None)
            return self._bare(column, span)
        if role == "tempo":
            found = scan(f"tempo {text}", self._language)
            return (found.dose, []) if found.dose.phases or found.dose.bpm else (None, [])
        if role == "reps" and re.fullmatch(r"\d{1,4}(?:\s*[,/]\s*\d{1,4})+", text):
            return Dose(reps=tuple(Span(float(part)) for part in re.split(r"\s*[,/]\s*", text))), []
        prefix = {"hold": "hold ", "rest": "rest "}.get(role, "")
        found = scan(prefix + text, self._language)
        if found.dose == Dose():
            return None, []
        return found.dose, [piece for piece in (found.before, *found.after) if piece]

    def _bare(self, column: Column, span: Span) -> tuple[Dose | None, list[str]]:
        role = column.role
        if role == "sets":
            return Dose(sets=span), []
        if role == "reps":
            return Dose(reps=(span,)), []
        if role == "tempo":
            text = f"{span.low:g}"
            return (
                (Dose(phases=tuple(map(float, text))), [])
                if len(text) in (3, 4) and span.high is None
                else (None, [])
            )
        if column.seconds is None and (role == "time" or (role == "rest" and span.low < 10)):
            return None, []  # seconds or minutes
        time = span.times(column.seconds or 1.0)
        return {"hold": Dose(hold=time), "time": Dose(time=time), "rest": Dose(rest=time)}[role], []

    def _sides_of(self, text: str) -> Dose | None:
        if folded(text) in _YES:
            return Dose(sides=sides_of("", self._language))
        if folded(text) in _NOTHING:
            return Dose()
        found = scan(text, self._language)
        if found.dose.sides:
            return Dose(sides=found.dose.sides)
        if re.fullmatch(
            r"(?:left|right|l|r|links|rechts|izquierd[oa]|derech[oa]|gauche|droite?)", text, re.IGNORECASE
        ):
            whole = {"l": "left", "r": "right"}.get(text.lower(), text.lower())
            return Dose(sides=(f"{whole} side" if whole in ("left", "right") else whole,))
        known = re.fullmatch(r"(?:both |each |beide )?([^\W\d]+)", text)
        return (
            Dose(sides=sides_of(known[1], self._language))
            if known
            and known[1].lower()
            in (
                "leg",
                "legs",
                "arm",
                "arms",
                "foot",
                "feet",
                "hand",
                "hands",
                "seite",
                "bein",
                "pierna",
                "lado",
                "jambe",
            )
            else None
        )

    def _tell_formula(self, line: int, index: int, cell: str) -> None:
        shown = cell[:40]
        what = (
            f"the cell in column {index + 1} is a formula ({shown}), which a spreadsheet alone can work out"
        )
        remedy = "write its result in its place; it stands as a comment"
        self.warnings.append(FormWarning(line, index + 1, what, remedy, Code.BAD_VALUE))

    def warn_of_same_names(self, items: Sequence[Item]) -> None:
        seen: dict[str, int] = {}
        for item in items:
            if isinstance(item, Exercise):
                first = seen.setdefault(folded(item.name), item.line)
                if first != item.line:
                    what = f'"{item.name}" stands in line {first}, too'
                    remedy = "both were taken; delete one, or give it another name"
                    self.warnings.append(FormWarning(item.line, 1, what, remedy, Code.TAKEN_AS))


def _added(dose: Dose, more: Dose, role: str) -> Dose:
    """Return `dose` with what a cell says. A cell says what it is there for before any other does."""
    if role == "rest":
        more = Dose(rest=more.rest or more.rest_between or more.time or more.hold)
    if role == "hold" and dose.time is None and dose.hold is None:
        more = settled("hold", more)
    return merged(dose, more)
