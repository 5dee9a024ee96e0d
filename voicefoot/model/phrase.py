"""What a voice speaks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Phrase:
    """A text, and the speed to speak it at: 1.0 is the voice's own pace, 2.0 is twice as fast."""

    text: str
    speed: float = 1.0
