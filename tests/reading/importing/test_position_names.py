"""The position of an exercise that is told in its name or in its instructions."""

from __future__ import annotations

import pytest

from voicefoot.reading.importing.position_names import position_in


@pytest.mark.parametrize(
    ("texts", "position"),
    [
        (["Bridge", "Lie flat on your back, then sit up."], "lying on your back"),
        (["Cat-cow", "Auf allen vieren: Vierfüßlerstand."], "all fours"),
        (["Half-kneeling stretch"], "half-kneeling"),
        (["Seated row", "Stand up."], "seated"),
        (["Rest standing"], ""),
        (["Bridge"], ""),
    ],
)
def test_the_first_position_that_is_told(texts: list[str], position: str) -> None:
    assert position_in(texts) == position
