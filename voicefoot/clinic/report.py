"""The report on a list: what was made, and which rows could not be, with the reasons, as a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from voicefoot.clinic.row_maker import Outcome
from voicefoot.outgoing import for_csv

FILE = "report.csv"
_HEADER = ("line", "name", "what", "file", "reason")
_BOM = "\ufeff"
"""Without it, Excel takes UTF-8 for the system's old encoding."""


def report_start(delimiter: str) -> bytes:
    """Return the first line of a report, whose cells stand between `delimiter`s."""
    return _BOM.encode() + _line(_HEADER, delimiter)


def report_line(outcome: Outcome, delimiter: str) -> bytes:
    """Return the line on one row of the list. Its cells are safe to be opened in a spreadsheet."""
    cells = (outcome.name, outcome.state.value, outcome.file, outcome.reason)
    return _line((str(outcome.line), *map(for_csv, cells)), delimiter)


def _line(cells: Sequence[str], delimiter: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerow(cells)
    return out.getvalue().encode("utf-8", "replace")
