"""What a voice is asked to say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Phrase:
    """Words to be spoken. `speed` 1.0 is the voice's own pace, 2.0 is twice as fast."""

    text: str
    speed: float = 1.0
