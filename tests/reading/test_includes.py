"""What a routine takes from other files, and what it changes of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.pictures import png
from voicefoot.errors import RoutineError
from voicefoot.model.limits import MAX_INCLUDE_DEPTH, MAX_INCLUDED_FILES
from voicefoot.model.routine import Block, Exercise, OnBeat, RepeatedHold, SingleHold
from voicefoot.reading.check_translations import check_translations
from voicefoot.reading.read import read, read_original

KNEE = """
title: Knee
sides: [left leg, right leg]
every: 3s
pronounce: {quad: kwod}
exercises:
  - block: Strength
    rounds: 2
    position: lying on your back
    exercises:
      - {name: Bridge, sides: none, reps: 3 x 15, say: Press your heels down.}
      - {name: Heel slide, reps: 10}
  - {name: Calf stretch, hold: 20s, position: standing}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "knee.yaml").write_text(KNEE)
    return tmp_path


def _read(folder: Path, text: str, name: str = "anna.yaml", language: str | None = None) -> list[Exercise]:
    (folder / name).write_text(text)
    return list(read(folder / name, language).exercises)


def _problems(folder: Path, text: str, name: str = "anna.yaml") -> str:
    with pytest.raises(RoutineError) as caught:
        _read(folder, text, name)
    return str(caught.value).replace(f"{folder}/", "")


def test_an_included_exercise_keeps_the_defaults_of_its_own_file(folder: Path) -> None:
    text = (
        "title: A\nsides: [arm, other arm]\nposition: seated\nexercises:\n  - include: knee.yaml#heel slide\n"
    )
    (slide,) = _read(folder, text)
    assert slide.sides == ("left leg", "right leg")
    assert slide.position.name == "lying on your back"
    work = slide.moves[0].work
    assert isinstance(work, OnBeat)
    assert (work.reps and work.reps.for_side(None).low, work.pace.first_seconds) == (10, 3)


def test_keys_beside_it_go_before_its_own(folder: Path) -> None:
    text = """
title: A
exercises:
  - {include: knee.yaml#Bridge, name: My bridge, load: 4 kg, hold: 5s, reps: 4}
  - {include: knee.yaml#Heel slide, hold: 30s}
"""
    bridge, slide = _read(folder, text)
    assert (bridge.name, bridge.sets, bridge.moves[0].loads) == ("My bridge", 3, ("4 kg",))
    assert isinstance(bridge.moves[0].work, RepeatedHold)
    assert isinstance(slide.moves[0].work, RepeatedHold)


def test_a_list_can_be_included_as_a_block(folder: Path) -> None:
    text = """
title: A
exercises:
  - {include: knee.yaml, with: {bridge: {reps: 2}}}
  - {include: knee.yaml#Strength, rounds: 1, block: Work}
"""
    (folder / "anna.yaml").write_text(text)
    body = read(folder / "anna.yaml").body
    whole, part = body.items
    assert not isinstance(whole, Exercise)
    assert not isinstance(part, Exercise)
    assert [getattr(block, "name", None) for block in (whole, part)] == ["Knee", "Work"]
    assert getattr(part, "rounds", None) == 1
    assert [exercise.name for exercise in body.exercises] == [
        "Bridge", "Heel slide", "Calf stretch", "Bridge", "Heel slide",
    ]  # fmt: skip
    doses = [
        move.work.reps for each in body.exercises for move in each.moves if isinstance(move.work, OnBeat)
    ]
    assert [dose and dose.for_side(None).high for dose in doses] == [2, 10, 15, 10]


def test_a_patient_has_doses_of_their_own_for_a_whole_routine(folder: Path) -> None:
    text = """
include: knee.yaml
title: Anna's knee
with:
  Bridge: {reps: 12, load: 4 kg}
  Calf stretch: {hold: 30s, sides: [left leg]}
"""
    (folder / "anna.yaml").write_text(text)
    routine = read(folder / "anna.yaml")
    bridge, slide, stretch = routine.exercises
    assert (routine.title, routine.pronounce) == ("Anna's knee", {"quad": "kwod"})
    assert (bridge.sets, bridge.moves[0].loads, stretch.sides) == (3, ("4 kg",), ("left leg",))
    assert isinstance(stretch.moves[0].work, SingleHold)
    assert stretch.moves[0].work.hold_seconds.low == 30
    assert slide.sides == ("left leg", "right leg")


def test_built_in_routines_are_included_by_their_names(folder: Path) -> None:
    (found,) = _read(folder, "title: A\nexercises:\n  - include: foot-strength#towel scrunches\n")
    assert found.name == "Towel scrunches"
    assert found.equipment


def test_files_may_include_files_in_folders_below(folder: Path) -> None:
    (folder / "parts").mkdir()
    (folder / "parts" / "leg.yaml").write_text("title: L\nexercises:\n  - include: own.yaml#Kick\n")
    kick = "title: O\nexercises:\n  - {name: Kick, for: 10s, image: kick.png}\n"
    (folder / "parts" / "own.yaml").write_text(kick)
    (folder / "parts" / "kick.png").write_bytes(png(8, 8))
    (found,) = _read(folder, "title: A\nexercises:\n  - include: parts/leg.yaml#Kick\n")
    assert found.image == (folder / "parts" / "kick.png").resolve()


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("kne.yaml", 'anna.yaml:3:14: `include` is "kne.yaml", which is not there; check its name'),
        ("../knee.yaml", "anna.yaml:3:14: `include` is"),
        ("/etc/passwd.yaml", "which is outside the folder of the routine"),
        ("out.yaml", "which leads out of the folder of the routine"),
        ("folder.yaml", "which is not a file; name a routine"),
        ("shin", "there is no built-in routine"),
        ("kneee", "did you mean knee?"),
        ("knee.yaml#Brige", 'no exercise or block "Brige" in knee.yaml; did you mean "Bridge"?'),
        ("'knee.yaml#'", "anna.yaml:3:14: there is no name behind the `#`"),
        ("[knee.yaml]", "anna.yaml:3:14: `include` needs the name of a file"),
        ("anna.yaml", "anna.yaml:3:14: this goes round in a circle: anna.yaml includes anna.yaml"),
        ("deutsch.yaml", "anna.yaml:3:14: deutsch.yaml is in German (de), and this routine in English (en)"),
        ("broken.yaml", "which is not a whole number (included in line 3 of anna.yaml)"),
        ("broken.yaml", "broken.yaml:3:21: `reps` is "),
        ("torn.yaml", "torn.yaml:1:8: a quote is opened here and never closed (included in line 3 of"),
        ("knee.de.yaml", "this is a translation of a routine (included in line 3 of anna.yaml)"),
    ],
)  # fmt: skip
def test_each_fault_has_its_message(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, written: str, told: str
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "out.yaml"
    outside.write_text(KNEE)
    (folder / "out.yaml").symlink_to(outside)
    (folder / "folder.yaml").mkdir()
    (folder / "knee.de.yaml").write_text("texts: {Bridge: Brücke}\n")
    (folder / "deutsch.yaml").write_text("title: D\nlanguage: de\nexercises:\n  - {name: X, for: 5s}\n")
    (folder / "broken.yaml").write_text("title: B\nexercises:\n  - {name: X, reps: many, every: 2s}\n")
    (folder / "torn.yaml").write_text('title: "B\nexercises:\n  - {name: X, for: 5s}\n')
    found = _problems(folder, f"title: A\nexercises:\n  - include: {written}\n")
    assert told in found
    assert found.count("\n") == 0


def test_what_is_wrong_beside_an_include_is_told_where_it_is_written(folder: Path) -> None:
    found = _problems(folder, "title: A\nexercises:\n  - {include: knee.yaml#Bridge, reps: many}\n")
    assert found.startswith('anna.yaml:3:39: `reps` is "many"')
    found = _problems(folder, "include: knee.yaml\nwith:\n  Brige: {reps: 3}\n")
    assert found == 'anna.yaml:3:3: there is no exercise "Brige" here; did you mean "Bridge"?'
    assert "needs keys with values" in _problems(folder, "include: knee.yaml\nwith:\n  Bridge: 3\n")
    assert "`include` does not belong in `with`" in _problems(
        folder, "include: knee.yaml\nwith:\n  Bridge: {include: knee.yaml}\n"
    )
    found = _problems(folder, "title: A\nexercises:\n  - include: knee.yaml #Bridge\n")
    assert found.endswith('and so is "#Bridge"; write it without the space: knee.yaml#Bridge')
    assert "`with` does not belong in an exercise" in _problems(
        folder, "title: A\nexercises:\n  - {include: knee.yaml#Bridge, with: {Bridge: {reps: 2}}}\n"
    )
    assert "`include` stands beside `exercises`" in _problems(
        folder, "title: A\nexercises:\n  - {include: knee.yaml, exercises: [{name: X, for: 5s}]}\n"
    )
    assert "`include` stands beside `exercises`" in _problems(
        folder, "include: knee.yaml\ntitle: A\nexercises: [{name: X, for: 5s}]\n"
    )
    assert "it includes a whole routine" in _problems(folder, "include: knee.yaml#Bridge\ntitle: A\n")


@pytest.mark.parametrize(
    ("there", "here", "told"),
    [
        ("round_every", "round_rest", "4:36: `round_rest` stands beside `round_every` (line 4 of b.yaml)"),
        (
            "round_rest",
            "round_every",
            "b.yaml:4:5: `round_rest` stands beside `round_every` (line 4 of the routine that includes it)",
        ),
    ],
)
def test_of_two_that_clash_the_file_of_the_other_is_told(
    folder: Path, there: str, here: str, told: str
) -> None:
    (folder / "b.yaml").write_text(
        f"title: B\nexercises:\n  - block: S\n    {there}: 1 min\n    exercises: [{{name: A, for: 9s}}]\n"
    )
    text = f"title: A\nfor: 9s\nexercises:\n  - {{include: b.yaml#S, rounds: 2, {here}: 30s}}\n"
    assert told in _problems(folder, text)


def test_files_that_include_each_other_in_a_circle_are_refused(folder: Path) -> None:
    (folder / "b.yaml").write_text("title: B\nexercises:\n  - include: anna.yaml\n")
    found = _problems(folder, "title: A\nexercises:\n  - include: b.yaml\n")
    circle = "this goes round in a circle: anna.yaml includes b.yaml includes anna.yaml"
    assert f"b.yaml:3:14: {circle} (included in line 3 of anna.yaml)" in found


def test_a_bomb_of_includes_is_refused(folder: Path) -> None:
    for i in range(MAX_INCLUDE_DEPTH - 1):
        item = f"  - include: f{i + 1}.yaml\n" if i < MAX_INCLUDE_DEPTH - 2 else "  - {name: X, for: 5s}\n"
        (folder / f"f{i}.yaml").write_text("title: F\nexercises:\n" + item * 100)
    assert "there are more than 500 exercises" in _problems(
        folder, "title: A\nexercises:\n  - include: f0.yaml\n"
    )


def test_a_row_of_files_that_is_too_long_is_refused(folder: Path) -> None:
    for i in range(MAX_INCLUDE_DEPTH + 1):
        (folder / f"f{i}.yaml").write_text(f"title: F\nexercises:\n  - include: f{i + 1}.yaml\n")
    found = _problems(folder, "title: A\nexercises:\n  - include: f0.yaml\n")
    assert f"files include each other more than {MAX_INCLUDE_DEPTH} deep" in found


def test_too_many_files_and_too_large_ones_are_refused(folder: Path) -> None:
    for i in range(MAX_INCLUDED_FILES + 1):
        (folder / f"f{i}.yaml").write_text("title: F\nexercises:\n  - {name: X, for: 5s}\n")
    many = "".join(f"  - include: f{i}.yaml\n" for i in range(MAX_INCLUDED_FILES + 1))
    assert "there are more than 50 included files" in _problems(folder, f"title: A\nexercises:\n{many}")
    for i in range(2):
        padding = "#\n" * 300_000
        (folder / f"f{i}.yaml").write_text(f"title: F\nexercises:\n  - {{name: X, for: 5s}}\n{padding}")
    large = "title: A\nexercises:\n  - include: f0.yaml\n  - include: f1.yaml\n"
    assert "the included files are larger than 1 MB together" in _problems(folder, large)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names on this system")
def test_a_pipe_is_never_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.yaml")
    found = _problems(folder, "title: A\nexercises:\n  - include: pipe.yaml\n")
    assert "which is not a file" in found


def test_translations_of_an_included_file_are_used(folder: Path) -> None:
    german = """
texts: {Knee: Knie, left leg: linkes Bein, right leg: rechtes Bein, Strength: Kraft}
exercises:
  Bridge: {Bridge: Brücke, Press your heels down.: Drück die Fersen in den Boden.}
  Heel slide: {Heel slide: Ferse gleiten}
  Calf stretch: {Calf stretch: Wade dehnen}
"""
    (folder / "knee.de.yaml").write_text(german)
    whole = "include: knee.yaml\ntitle: Anna's knee\n"
    names = [each.name for each in _read(folder, whole, language="de")]
    assert names == ["Brücke", "Ferse gleiten", "Wade dehnen"]
    assert read_original(folder / "anna.yaml").languages == ("en", "de")
    renamed = "title: A\nexercises:\n  - {include: knee.yaml#Bridge, name: {en: Hips up, de: Becken hoch}}\n"
    (hips,) = _read(folder, renamed, language="de")
    assert (hips.name, hips.moves[0].say) == ("Becken hoch", "Drück die Fersen in den Boden.")
    own = "title: A\nexercises:\n  - include: knee.yaml#Bridge\n  - {name: Mine, for: 5s}\n"
    _read(folder, own)
    assert read_original(folder / "anna.yaml").languages == ("en",)  # not all of it is in German
    (folder / "anna.de.yaml").write_text("texts: {A: A, Mine: Meine}\n")
    assert [each.name for each in _read(folder, own, language="de")] == ["Brücke", "Meine"]
    (checked,) = check_translations(read_original(folder / "anna.yaml"))
    assert not checked.problems
    assert not checked.warnings


@pytest.mark.parametrize(
    "text",
    [
        "exercises:\n  - include: knee.yaml\n    with: {Bridge: {name: Arch}}\n",
        "include: knee.yaml\nwith: {bridge: {name: Arch}}\n",
        "exercises:\n  - {include: chain.yaml#bow, name: Arch}\n",
        "include: chain.yaml\nwith: {Bow: {name: Arch}}\n",
    ],
)
def test_an_exercise_keeps_its_translation_under_another_name(folder: Path, text: str) -> None:
    german = "exercises:\n  Bridge: {Press your heels down.: Drück die Fersen in den Boden.}\n"
    (folder / "knee.de.yaml").write_text(german)
    (folder / "chain.yaml").write_text("title: C\nexercises:\n  - {include: knee.yaml#Bridge, name: Bow}\n")
    (folder / "anna.de.yaml").write_text("texts: {A: Er}\nexercises: {Arch: {Arch: Bogen}}\n")
    arch = _read(folder, f"title: A\n{text}", language="de")[0]
    assert (arch.name, arch.moves[0].say) == ("Bogen", "Drück die Fersen in den Boden.")


@pytest.mark.parametrize(
    "text",
    [
        "  - include: knee.yaml#bridge\n    say: {en: Go now, de: Los jetzt}\n",
        "  - include: knee.yaml\n    with: {bridge: {say: {en: Go now, de: Los jetzt}}}\n",
        "  - include: knee.yaml\n    with: {Bridge: {name: {en: X, de: Y}, say: {en: Go, de: Los jetzt}}}\n",
        "  - include: knee.yaml#strength\n    with: {BRIDGE: {say: {en: Go now, de: Los jetzt}}}\n",
    ],
)
def test_texts_in_several_languages_find_an_exercise_however_it_is_spelled(folder: Path, text: str) -> None:
    bridge = _read(folder, f"title: {{en: A, de: B}}\nexercises:\n{text}", language="de")[0]
    assert bridge.moves[0].say == "Los jetzt"


def test_an_included_block_has_a_name_in_several_languages(folder: Path) -> None:
    item = "  - {include: knee.yaml#Strength, block: {en: S, de: Kraft}}\n"
    text = f"title: {{en: A, de: B}}\nexercises:\n{item}"
    (folder / "anna.yaml").write_text(text)
    (block,) = read(folder / "anna.yaml", "de").body.items
    assert isinstance(block, Block)
    assert block.name == "Kraft"
