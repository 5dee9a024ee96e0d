"""What is written for the eye becomes what is said for the ear."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from voicefoot.model.cues import Breaths, Cue, PlannedSection, Reps, Say, Span, TimeBox, TimedRest

Speller = Callable[[str], str]
"""Turns a written text into the text to be said, "" where there is nothing to say."""
C = TypeVar("C", bound=Cue)


def spelled(section: PlannedSection, say: Speller) -> PlannedSection:
    """Return `section` with all that is spoken in it as it is said. Its name, which is read, stays."""
    return replace(section, cues=tuple(_all_spelled(section.cues, say)))


def _all_spelled(cues: Iterable[C], say: Speller) -> Iterator[C]:
    """Yield `cues` as they are said, without lines in which there is nothing to say."""
    for cue in cues:
        if not (isinstance(cue, Say) and not say(cue.text)):
            yield _spelled(cue, say)


def _spelled(cue: C, say: Speller) -> C:
    if isinstance(cue, Say):
        shorter = cue.shorter and (_capitalized(say(cue.shorter)) or None)
        return replace(cue, text=_capitalized(say(cue.text)), shorter=shorter)
    if isinstance(cue, TimedRest):
        told_before = tuple(_all_spelled(cue.told_before, say))
        return replace(cue, lines=tuple(_all_spelled(cue.lines, say)), told_before=told_before)
    if isinstance(cue, TimeBox):
        return replace(cue, cues=tuple(_all_spelled(cue.cues, say)))
    if isinstance(cue, Reps):
        phases = tuple(replace(phase, word=say(phase.word) or phase.word) for phase in cue.phases)
        cue = replace(cue, phases=phases)
    if isinstance(cue, Reps | Breaths | Span):
        lines = (replace(line, text=_capitalized(say(line.text))) for line in cue.lines)
        next_lines = tuple(filter(None, map(say, cue.next_lines)))
        return replace(cue, lines=tuple(line for line in lines if line.text), next_lines=next_lines)
    return cue


def _capitalized(text: str) -> str:
    """Return a line whose first word is written with a capital: a number in words is not, by itself."""
    return text[:1].upper() + text[1:]
