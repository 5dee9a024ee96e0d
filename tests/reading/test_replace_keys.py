"""Keys that go before others."""

from __future__ import annotations

from pathlib import Path

from voicefoot.model.routine import Exercise, OnBeat, RepeatedHold, SingleHold
from voicefoot.reading.read import read


def _read(folder: Path, text: str) -> list[Exercise]:
    (folder / "anna.yaml").write_text(text)
    return list(read(folder / "anna.yaml").exercises)


def test_with_is_for_exercises_of_the_file_itself_too(tmp_path: Path) -> None:
    text = "title: A\nevery: 2s\nreps: 3\nexercises: [{name: Taps, reps: 8}, Rows]\nwith: {rows: {reps: 9}}\n"
    _, rows = _read(tmp_path, text)
    work = rows.moves[0].work
    assert isinstance(work, OnBeat)
    assert work.reps is not None
    assert work.reps.for_side(None).low == 9


def test_a_key_takes_the_place_of_what_could_not_stand_beside_it(tmp_path: Path) -> None:
    text = """
title: A
exercises:
  - {name: Taps, reps: 8, every: 2s}
  - {name: Sway, for: 30s}
  - {name: Two, moves: [{for: 5s}, {for: 6s}]}
  - {name: Clap, for: 30s}
  - {name: Heel, for: 30s, tally: heels}
  - {name: Slow, reps: 5, tempo: 3-1-3}
with:
  Taps: {hold: 5s}
  Sway: {reps: 4, tempo: 60 bpm}
  Two: {moves: [{hold: 5s}]}
  Clap: {every: 2s}
  Heel: {phases: [down 2s, up 2s]}
  Slow: {for: 1 min}
"""
    text = text.replace("title: A\n", "title: A\nreps: 6\n")
    found = _read(tmp_path, text)
    kinds = [[type(move.work) for move in each.moves] for each in found]
    assert kinds == [[RepeatedHold], [OnBeat], [SingleHold], [OnBeat], [OnBeat], [OnBeat]]
    slow = found[-1].moves[0].work
    assert isinstance(slow, OnBeat)
    assert (slow.reps, len(slow.phases)) == (None, 3)


def test_at_the_top_a_key_takes_the_place_of_what_could_not_stand_beside_it(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("title: B\nreps: 2 x 10\nevery: 3s\nexercises: [Bridge]\n")
    (held,) = _read(tmp_path, "title: A\ninclude: b.yaml\nhold: 5s\n")
    assert isinstance(held.moves[0].work, RepeatedHold)
    (fewer,) = _read(tmp_path, "title: A\ninclude: b.yaml\nreps: 8\n")
    assert fewer.sets == 2
