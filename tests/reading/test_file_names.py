from __future__ import annotations

import pytest

from voicefoot.reading.file_names import bare_name


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
