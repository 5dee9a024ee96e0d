"""How long the coach is silent after a line, outside of work: long enough to take it in (`PAUSE_SECONDS` of
`model.cues`), and longer after one that asks to move.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from voicefoot.language.pack import LanguagePack
from voicefoot.model.cues import Cue, Say, TalkCue, TimeBox, TimedRest, Wait, WorkCue
from voicefoot.model.origin import Origin

MOVE_PAUSE_SECONDS = 1.5
"""After a line that asks to move."""
_ALWAYS_MOVES = (Origin.MOVE_OVER, Origin.EQUIPMENT, Origin.SETUP)
_MOVES_BY_ITS_WORDS = (Origin.INTRO, Origin.INSTRUCTION, Origin.ONCE_MORE)
_WRITERS_MARKS = ("…", "...")
"""How the writer of a routine asks for the longer silence after a line."""


def with_pauses(cues: Iterable[Cue], words: LanguagePack) -> Iterator[Cue]:
    """Yield `cues` with a longer silence after each line that asks to move, unless a time to move follows."""
    for cue, after in pairwise([*cues, None]):
        assert cue is not None, "only the last of all is none"
        if isinstance(cue, TimedRest):
            yield replace(cue, lines=tuple(_in_rest(line, words) for line in cue.lines))
        elif isinstance(cue, TimeBox):
            yield replace(cue, cues=tuple(_parts(cue.cues, words)))
        elif isinstance(cue, Say) and not isinstance(after, Wait):
            yield _paused(cue, words)
        else:
            yield cue


def _parts(cues: Iterable[TalkCue | WorkCue], words: LanguagePack) -> Iterator[TalkCue | WorkCue]:
    """Yield the parts of a box in the same way."""
    for cue in with_pauses(cues, words):
        assert not isinstance(cue, TimedRest | TimeBox), "a box has neither in it"
        yield cue


def _in_rest(line: Say, words: LanguagePack) -> Say:
    """Return `line` as it is said in a rest: there a side is one to change to."""
    return _longer(line) if line.origin is Origin.SIDE else _paused(line, words)


def _paused(line: Say, words: LanguagePack) -> Say:
    return _longer(line) if asks_to_move(line, words) else line


def _longer(line: Say) -> Say:
    return replace(line, after_seconds=max(line.after_seconds, MOVE_PAUSE_SECONDS))


def asks_to_move(line: Say, words: LanguagePack) -> bool:
    """Return whether `line` asks to move over or to take something, or is marked by the writer of the routine
    as such.
    """
    if line.origin in _ALWAYS_MOVES or line.text.rstrip().endswith(_WRITERS_MARKS):
        return True
    return line.origin in _MOVES_BY_ITS_WORDS and words.asks_to_move(line.text)
