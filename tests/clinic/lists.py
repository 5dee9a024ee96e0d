"""A routine for a clinic, and lists of patients."""

from __future__ import annotations

import csv
from pathlib import Path

ROUTINE = """
title: Knee
sides: none
exercises:
  - {name: Bridge, say: Lift., reps: 3, every: 1s}
  - {name: Plank, say: Hold., hold: 5s}
"""


def knee(folder: Path, text: str = ROUTINE) -> Path:
    path = folder / "knee.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def patients(folder: Path, text: str) -> Path:
    path = folder / "patients.csv"
    path.write_bytes(text.encode("utf-8"))
    return path


def many(folder: Path, count: int) -> Path:
    """A list of `count` patients with doses that differ."""
    rows = "".join(f"P{number},{2 + number % 5}\n" for number in range(count))
    return patients(folder, f"name,Bridge reps\n{rows}")


def reported(folder: Path, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of the report."""
    with (folder / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))
