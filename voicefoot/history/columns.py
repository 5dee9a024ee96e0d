"""The cells of a history that anybody may have written into, or a disk: checked when they are read.

Each function returns the value in a column of a row, and raises ValueError where it is not what we write.
"""

from __future__ import annotations

import json
import math
import sqlite3
from datetime import datetime

_MAX_WHOLE = 10**9
_MAX_NUMBER = 1e9
_FIRST_YEAR, _LAST_YEAR = 1970, 9_000
"""Within these, days can be counted on in both directions."""


def text(row: sqlite3.Row, column: str) -> str:
    """Return a text."""
    value = _value(row, column)
    if not isinstance(value, str):
        raise _damaged(column)
    return value


def whole(row: sqlite3.Row, column: str) -> int:
    """Return a whole number that is not negative."""
    value = _value(row, column)
    if not isinstance(value, int) or not 0 <= value <= _MAX_WHOLE:
        raise _damaged(column)
    return value


def number(row: sqlite3.Row, column: str) -> float:
    """Return a number that is finite and not negative."""
    value = _value(row, column)
    if not isinstance(value, int | float) or not math.isfinite(value) or not 0 <= value <= _MAX_NUMBER:
        raise _damaged(column)
    return float(value)


def moment(row: sqlite3.Row, column: str) -> datetime:
    """Return a moment, in local time."""
    try:
        found = datetime.fromisoformat(text(row, column))
        if not _FIRST_YEAR <= found.year < _LAST_YEAR:
            raise _damaged(column)
        return found.astimezone()
    except (ValueError, OverflowError, OSError) as error:
        raise _damaged(column) from error


def texts(row: sqlite3.Row, column: str) -> tuple[str, ...]:
    """Return a list of texts, which stands there as JSON."""
    try:
        found = json.loads(text(row, column))
    except (ValueError, RecursionError) as error:
        raise _damaged(column) from error
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise _damaged(column)
    return tuple(found)


def _value(row: sqlite3.Row, column: str) -> object:
    try:
        return row[column]
    except IndexError as error:
        raise ValueError(f"it has no column {column}") from error


def _damaged(column: str) -> ValueError:
    return ValueError(f"what stands in {column} is damaged")
