"""Tables: which row is what."""

from __future__ import annotations

from tests.reading.importing.told_doses import told_doses
from voicefoot.reading.importing.convert_file import imported
from voicefoot.reading.read import read_text


def doses_of(table: str) -> list[str]:
    return told_doses(read_text(imported(table.encode(), "a.csv").yaml, "a.csv", None))


def test_rows_that_are_a_set_each_are_counted_together() -> None:
    plank = "".join(f"Plank,{number},30\n" for number in (1, 2, 3))
    assert doses_of(f"Exercise Name,Set Order,Seconds\n{plank}Dips,1,40\n") == [
        "Plank | sets 3 | hold 30",
        "Dips | for 40",
    ]


def test_cells_beyond_the_headings_are_words_about_the_exercise() -> None:
    table = "Exercise,Reps\nSquats,10\nDips,5,Slowly now.,Elbows in.\nLunges,6\n"
    assert doses_of(table) == ["Squats | reps 10", "Dips | reps 5", "Lunges | reps 6"]
    text = imported(table.encode(), "a.csv").yaml
    assert text.index("Dips") < text.index("Slowly now.") < text.index("Elbows in.") < text.index("Lunges")


def test_a_column_of_sets_that_counts_up_says_which_set_each_row_is() -> None:
    rows = "Squat,1,10,40 kg\nSquat,2,8,45 kg\nSquat,3,6,50 kg\nDip,1,10,\n"
    assert doses_of(f"Exercise,Set,Reps,Weight\n{rows}") == [
        "Squat | reps 10, 8, 6 | load 40 kg, 45 kg, 50 kg",
        "Dip | reps 10",
    ]
    many = "Squat,3,10,40 kg\nDip,1,10,\n"
    assert doses_of(f"Exercise,Sets,Reps,Weight\n{many}") == [
        "Squat | sets 3 | reps 10 | load 40 kg",
        "Dip | reps 10",
    ]
