"""The script of a recorded voice: the lines that are to be read, each once, in a good order for reading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voicefoot.arranging.arrange import phrases_of
from voicefoot.language.numbers import Numbers
from voicefoot.language.packs import language_pack
from voicefoot.model.cues import Plan
from voicefoot.speaking.recordings import file_name, line_key

NUMBERS = "Numbers"
ON_THE_BEAT = "Words on the beat"
OFTEN = "Said again and again"

_HIGHEST = 1000
"""Beyond it nothing is counted by a number of its own: see `Numbers.counted`."""


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """One line to read. `number` counts from 1 through the whole script."""

    number: int
    group: str
    """What it belongs to: the numbers, the words on the beat, or an exercise."""
    text: str
    max_seconds: float
    """A recording that is longer can't be this line, or is too long for its beat."""

    @property
    def key(self) -> str:
        """What all texts have in common that this line's recording serves."""
        return line_key(self.text)

    @property
    def file(self) -> str:
        """The name that the line's WAV file is to have."""
        return file_name(self.key)

    @property
    def is_short(self) -> bool:
        """Whether it is said on a beat."""
        return self.group in (NUMBERS, ON_THE_BEAT)


def script(plans: Sequence[Plan]) -> list[ScriptLine]:
    """Return all lines that the sessions of `plans`, which are in one language, may say.

    Numbers come first, in their order, then other words on the beat, then what several exercises have in
    common, then each exercise in the order of the sessions. A line that is said alike elsewhere, such as
    "Ready." and "ready", stands there once, at its first place in this order.
    """
    if not plans:
        return []
    words = language_pack(plans[0].language)
    places: dict[str, list[str]] = {}
    for text, section in _said(plans):
        sections = places.setdefault(text, [])
        if section not in sections:
            sections.append(section)
    numbers = _numbers(words.numbers)
    counted = sorted((text for text in places if line_key(text) in numbers), key=lambda t: _order(t, numbers))
    rest = [text for text in places if line_key(text) not in numbers]
    short = [text for text in rest if words.sentence(text) != text]
    long = [text for text in rest if words.sentence(text) == text]
    often = [text for text in long if len(places[text]) > 1]
    grouped = [
        *((NUMBERS, text) for text in counted),
        *((ON_THE_BEAT, text) for text in short),
        *((OFTEN, text) for text in often),
    ]
    for section in dict.fromkeys(section for _, section in _said(plans)):
        grouped += [(section, text) for text in long if places[text] == [section]]
    unique: dict[str, tuple[str, str]] = {}
    for group, text in grouped:
        unique.setdefault(line_key(text), (group, text))
    return [
        ScriptLine(number, group, text, _max_seconds(group, text))
        for number, (group, text) in enumerate(unique.values(), 1)
    ]


def reading_seconds(lines: Iterable[ScriptLine]) -> float:
    """Return about how long it takes to record `lines` one by one."""
    return sum(3.0 + len(line.text) / 14.0 for line in lines)


def lines_words(count: int) -> str:
    """Return a number of lines in words."""
    return f"{count} line" if count == 1 else f"{count} lines"


def _said(plans: Iterable[Plan]) -> Iterable[tuple[str, str]]:
    """Yield each text that may be said, and the name of the exercise."""
    for plan in plans:
        for section in plan.sections:
            for phrase in phrases_of(section):
                yield phrase.text, section.name


def _numbers(numbers: Numbers) -> dict[str, int]:
    """Return the number that each counted form stands for, by its `line_key`."""
    found: dict[str, int] = {}
    for say in (numbers.counted, numbers.counted_short, numbers.counted_shortest):
        for number in range(_HIGHEST + 1):
            found.setdefault(line_key(say(number)), number)
    return found


def _order(text: str, numbers: dict[str, int]) -> tuple[int, int]:
    """Order counts by number, and the short forms of one behind the whole."""
    return numbers[line_key(text)], -len(text)


def _max_seconds(group: str, text: str) -> float:
    """Return how long a recording of `text` may be. Words on a beat are spoken faster where the beat is, so
    they need not fit the fastest; a sentence may have pauses.
    """
    if group in (NUMBERS, ON_THE_BEAT):
        return 0.8 + 0.04 * len(text)
    return 3.0 + 0.25 * len(text)
