"""A patient list: a CSV file as spreadsheets write it -> its rows, one at a time.

Commas, semicolons or tabs; a byte order mark or none; UTF-8 or UTF-16; line breaks within quotes. A cell is
text and nothing else: a formula is its own characters. However long the list is, one row is held.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TextIO

from voicefoot.clinic.columns import CHOICES, NAME, Column, understand
from voicefoot.errors import CommandError, reason_of
from voicefoot.export.file_names import safe_name
from voicefoot.reading.values_from_outside import Override
from voicefoot.text import escaped, shown, strip_invisible

_DELIMITERS = ",;\t"
_SEPARATOR_LINE = "sep="
"""Excel's own first line, which names the delimiter."""
_MAX_COLUMNS = 2_000
_HASH_BYTES = 8
_LINES_TOLD = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One patient: a file to make. `wrong` says what is wrong with the row itself; "" if nothing is."""

    line: int
    """Its first line in the list, from 1."""
    name: str
    choices: tuple[tuple[str, str], ...] = ()
    """Those of `columns.CHOICES` that it has, with what is in the cell."""
    overrides: tuple[Override, ...] = ()
    headers: tuple[str, ...] = ()
    """The header of each of `overrides`."""
    wrong: str = ""

    @property
    def stem(self) -> str:
        """The name of its file, without an ending."""
        return safe_name(self.name, "")


class PatientList:
    """The list at `path`, for a routine with these `exercises`. Raises CommandError if it can't be used."""

    def __init__(self, path: Path, exercises: Sequence[str]) -> None:
        self.path = path
        self._encoding = _encoding_of(path)
        with self._opened() as lines:
            self.delimiter, self._skipped = _delimiter_of(lines)
        with self._opened() as lines:
            header = next((cells for _, cells in self._cells(lines)), None)
        if header is None:
            raise CommandError(f"{self.name} is empty; its first row names the columns: name, language ...")
        if len(header) > _MAX_COLUMNS:
            raise CommandError(f"{self.name} has {len(header):,} columns; {_MAX_COLUMNS:,} are the most")
        self.columns = understand([strip_invisible(cell).strip() for cell in header], exercises, self.name)
        self._twice = self._names_used_twice()

    @property
    def name(self) -> str:
        """What messages call the list."""
        return escaped(str(self.path))

    def rows(self) -> Iterator[Row]:
        """Yield the rows, in their order; those in which all cells are empty are left out."""
        for line, cells in self._records():
            row = self._row(line, cells)
            lines = self._twice.get(_key(row.stem), ())
            if not row.wrong and lines:
                other = next(each for each in lines if each != line)
                what = f'line {other} would be the same file, "{shown(row.stem)}"'
                yield Row(line, row.name, wrong=f"{what}; give each its own name")
            else:
                yield row

    def __len__(self) -> int:
        """Return how many rows there are."""
        return sum(1 for _ in self._records())

    def _row(self, line: int, cells: Sequence[str]) -> Row:
        extra = [cell for cell in cells[len(self.columns) :] if cell]
        pairs = [(column, cell) for column, cell in zip(self.columns, cells, strict=False) if cell]
        name = next((strip_invisible(cell).strip() for column, cell in pairs if _is_name(column)), "")
        if extra:
            what = f"the row has {len(cells)} cells, and the first row {len(self.columns)}"
            return Row(line, name, wrong=f'{what}; put quotes around a text with a "{self.delimiter}"')
        stray = next((cell for column, cell in pairs if not column.key), None)
        if stray is not None:
            what = f'"{shown(stray)}" stands in a column without a name'
            return Row(line, name, wrong=f"{what}; name the column in the first row, or take it out")
        if not safe_name(name, ""):
            return Row(line, name, wrong="there is no name; write one, after which the file is called")
        overrides = [(column.override(cell), column.header) for column, cell in pairs if column.is_override]
        return Row(
            line,
            name,
            tuple((c.key, cell) for c, cell in pairs if c.exercise is None and c.key in CHOICES),
            tuple(override for override, _ in overrides),
            tuple(header for _, header in overrides),
        )

    def _names_used_twice(self) -> Mapping[int, Sequence[int]]:
        """Return the keys of the file names that several rows have, each with the first two of their lines.
        Eight bytes a row are held meanwhile.
        """
        import numpy as np

        keys = np.fromiter((key for _, key in self._keys()), dtype=np.uint64)
        values, counts = np.unique(keys, return_counts=True)
        lines: dict[int, list[int]] = {int(value): [] for value in values[counts > 1]}
        if lines:
            for line, key in self._keys():
                if len(lines.get(key, (0, 0))) < _LINES_TOLD:
                    lines[key].append(line)
        return lines

    def _keys(self) -> Iterator[tuple[int, int]]:
        """Yield the line and the key of the file name of each row that has a name."""
        at = next(i for i, column in enumerate(self.columns) if _is_name(column))
        for line, cells in self._records():
            stem = safe_name(strip_invisible(cells[at]), "") if at < len(cells) else ""
            if stem:
                yield line, _key(stem)

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the line and the cells of each row after the first that is not empty."""
        with self._opened() as lines:
            records = self._cells(lines)
            next(records, None)
            yield from records

    def _cells(self, lines: TextIO) -> Iterator[tuple[int, list[str]]]:
        for _ in range(self._skipped):
            next(lines, None)
        reader = csv.reader(lines, delimiter=self.delimiter)
        line = 1
        try:
            for cells in reader:
                stripped = [cell.strip() for cell in cells]
                if any(stripped):
                    yield line + self._skipped, stripped
                line = reader.line_num + 1
        except csv.Error as error:
            what = f"{self.name}:{reader.line_num}: this is no CSV ({error})"
            raise CommandError(f"{what}; save it from the spreadsheet once more, as CSV UTF-8") from error

    @contextmanager
    def _opened(self) -> Iterator[TextIO]:
        try:
            with self.path.open(encoding=self._encoding, newline="") as lines:
                yield lines
        except UnicodeError as error:
            remedy = 'save it as "CSV UTF-8"'
            raise CommandError(f"{self.name} is not {self._encoding.upper()} text; {remedy}") from error
        except OSError as error:
            raise _unreadable(self.path, error) from error


def _is_name(column: Column) -> bool:
    return column.key == NAME and column.exercise is None


def _key(stem: str) -> int:
    """Return a number for the file name `stem`; upper and lower case are one name on some file systems."""
    return int.from_bytes(blake2b(stem.casefold().encode(), digest_size=_HASH_BYTES).digest(), "big")


def _encoding_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise _unreadable(path, error) from error
    utf_16 = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return "utf-16" if utf_16 else "utf-8-sig"


def _delimiter_of(lines: TextIO) -> tuple[str, int]:
    """Return what stands between cells, by the first line that is not empty, and how many lines to skip."""
    first = ""
    for number, line in enumerate(lines):
        if number == 0 and line.lower().startswith(_SEPARATOR_LINE):
            named = line.strip()[len(_SEPARATOR_LINE) :] or line[len(_SEPARATOR_LINE) :].rstrip("\r\n")
            if len(named) == 1:
                return named, 1
        first = line
        if line.strip():
            break
    outside = "".join(first.split('"')[::2])
    return max(_DELIMITERS, key=outside.count), 0


def _unreadable(path: Path, error: OSError) -> CommandError:
    what = f"{escaped(str(path))} can't be read: {reason_of(error)}"
    return CommandError(f"{what}; name a CSV file, such as patients.csv")
