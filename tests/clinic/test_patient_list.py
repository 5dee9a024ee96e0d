"""Patient lists as spreadsheets write them."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clinic.lists import patients
from voicefoot.clinic.columns import CHOICES, understand
from voicefoot.clinic.patient_list import PatientList
from voicefoot.errors import CommandError
from voicefoot.reading.values_from_outside import Override

EXERCISES = ("Bridge", "Single leg", "Single leg bridge")


def rows(folder: Path, text: str) -> list[tuple[str, tuple[Override, ...]]]:
    return [(row.name, row.overrides) for row in PatientList(patients(folder, text), EXERCISES).rows()]


@pytest.mark.parametrize(
    "text",
    [
        "name,Bridge reps\nAnna,12\n",
        "\ufeffname,Bridge reps\r\nAnna,12\r\n",
        "Name;bridge REPS\nAnna;12\n",
        "name\tBridge  reps\t\n\t\t\nAnna\t12\t\n",
        "sep=;\nname;Bridge reps\nAnna;12\n",
        '"name","Bridge reps"\n"Anna"," 12"\n',
        'name,"Bridge\nreps"\nAnna,12',
        "\n\nname,Bridge reps\n,\nAnna,12\n",
    ],
)
def test_one_list_in_many_spellings(tmp_path: Path, text: str) -> None:
    assert rows(tmp_path, text) == [("Anna", (Override("Bridge", "reps", "12"),))]


def test_utf_16_is_read(tmp_path: Path) -> None:
    path = tmp_path / "patients.csv"
    path.write_bytes("name\tBridge reps\nÄnne\t12\n".encode("utf-16"))
    assert [row.name for row in PatientList(path, EXERCISES).rows()] == ["Änne"]


def test_a_line_break_in_quotes_is_in_its_cell_and_lines_are_those_of_the_file(tmp_path: Path) -> None:
    path = patients(tmp_path, 'name,Bridge say\nAnna,"Lift\nslowly."\nBob,Lift.\n')
    found = list(PatientList(path, EXERCISES).rows())
    assert [(row.line, row.overrides[0].text) for row in found] == [(2, "Lift\nslowly."), (4, "Lift.")]


def test_the_longest_name_of_an_exercise_is_meant() -> None:
    found = understand(["name", "single leg bridge reps", "Single leg hold"], EXERCISES, "p.csv")
    assert [(column.exercise, column.key) for column in found[1:]] == [
        ("Single leg bridge", "reps"),
        ("Single leg", "hold"),
    ]


def test_an_exercise_does_not_hide_a_key_of_another_one() -> None:
    found = understand(["name", "Plank hold", "Plank hold hold"], ["Plank", "Plank hold"], "p.csv")
    assert [(column.exercise, column.key) for column in found[1:]] == [
        ("Plank", "hold"),
        ("Plank hold", "hold"),
    ]


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("name,Brigde reps", 'there is no column "Brigde reps"; did you mean "Bridge reps"?'),
        ("name,Bridge rep", 'did you mean "Bridge reps"?'),
        ("name,Bridge", 'doesn\'t say what of it; write "Bridge reps", say'),
        ("name,langauge", 'did you mean "language"?'),
        ("name,blood type", 'there is no column "blood type"; there is name, language'),
        ("name,level,Level", 'the column "Level" is there twice'),
        ("name,Bridge image", "ends in no key that a row can set"),
        ("Patient,level", 'there is no column "name", after which the files are called'),
        ("", "is empty; its first row names the columns"),
    ],
)
def test_a_wrong_header_is_told_of(tmp_path: Path, header: str, told: str) -> None:
    with pytest.raises(CommandError) as raised:
        PatientList(patients(tmp_path, f"{header}\nAnna,1\n" if header else ""), EXERCISES)
    assert told in str(raised.value)


def test_all_that_is_wrong_with_a_header_is_told_of_at_once(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as raised:
        PatientList(patients(tmp_path, "langauge,Brigde reps\n"), EXERCISES)
    assert len(str(raised.value).splitlines()) == 3


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (",12", "there is no name"),
        ("///,12", "there is no name"),
        ("Anna,12,13", "the row has 3 cells, and the first row 2"),
    ],
)
def test_a_wrong_row_is_told_of_alone(tmp_path: Path, row: str, told: str) -> None:
    path = patients(tmp_path, f"name,Bridge reps\n{row}\nBob,1\n")
    wrong, right = PatientList(path, EXERCISES).rows()
    assert told in wrong.wrong
    assert not right.wrong


def test_names_that_would_be_one_file_are_told_of_at_each(tmp_path: Path) -> None:
    path = patients(tmp_path, "name\nAnna\nBob\nANNA\nAnna.\n")
    found = [row.wrong for row in PatientList(path, EXERCISES).rows()]
    assert [wrong.partition(" would")[0] for wrong in found] == ["line 4", "", "line 2", "line 2"]


@pytest.mark.parametrize("content", [b"name\nM\xfcller\n", b"name\n\x00\xff\xfe\n"])
def test_what_is_no_text_is_told_of(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "patients.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match="CSV UTF-8"):
        list(PatientList(path, EXERCISES).rows())


def test_a_list_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="can't be read: no such file"):
        PatientList(tmp_path / "none.csv", EXERCISES)


def test_memory_does_not_grow_with_the_list(tmp_path: Path) -> None:
    path = tmp_path / "patients.csv"

    def peak(count: int) -> int:
        with path.open("w", encoding="utf-8") as file:
            file.write("name,Bridge reps\n")
            file.writelines(f"Patient number {number},12\n" for number in range(count))
        tracemalloc.start()
        assert sum(1 for _ in PatientList(path, EXERCISES).rows()) == count
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    peak(10)
    assert peak(20_000) - peak(1_000) < 19_000 * 60, "some bytes a row, and no rows"


@given(st.text(max_size=60))
def test_any_header_is_understood_or_refused(header: str) -> None:
    try:
        columns = understand(["name", header], EXERCISES, "p.csv")
    except CommandError:
        return
    assert columns[1].is_override or columns[1].key in ("", *CHOICES)
