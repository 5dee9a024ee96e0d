from __future__ import annotations

import pytest

from voicefoot.reading.file_names import bare_name, names_file


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("desk", "desk"),
        ("knee.yaml", "knee"),
        ("a/knee.voicefoot.yaml", "knee"),
        ("a\\Knee.Voicefoot.YML", "Knee"),
        ("knee.week 3.yaml", "knee.week 3"),
        (".voicefoot.yaml", ".voicefoot"),
        ("voicefoot.yaml", "voicefoot"),
    ],
)
def test_the_bare_name(name: str, bare: str) -> None:
    assert bare_name(name) == bare


@pytest.mark.parametrize("name", ["knee.yaml", "Knee.YML", "./knee", "C:\\knee"])
def test_the_name_of_a_file(name: str) -> None:
    assert names_file(name)
    assert not names_file("knee")
