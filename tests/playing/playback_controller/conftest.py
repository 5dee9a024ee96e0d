"""The session that is told what to do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.playing.playback_controller.score import ROUTINE
from tests.support.live_sessions import PulledSession


@pytest.fixture
def session() -> Iterator[PulledSession]:
    played = PulledSession(ROUTINE)
    yield played
    played.close()
