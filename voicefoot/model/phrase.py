"""What a voice speaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Phonemes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, order=True)
class Phrase:
    """A text, and the speed to speak it at: 1.0 is the voice's own pace, 2.0 is twice as fast."""

    text: str
    speed: float = 1.0
    phonemes: Phonemes = ()
    """Words of the text that are spoken as IPA says, by a voice that takes phonemes: (word, IPA) each, as the
    word stands in the text. Other voices speak the words as they are written.
    """


def phrases_of(texts: Iterable[str]) -> Iterator[Phrase]:
    """Yield the phrase of each text, at the voice's own pace."""
    return (Phrase(text) for text in texts)
