"""Why an event is in the timeline."""

from __future__ import annotations

from enum import StrEnum


class Origin(StrEnum):
    """The cue that an event comes from, as the score names it in `why`."""

    PRE_ROLL = "pre-roll"
    """The tone that wakes the speaker."""

    ANNOUNCEMENT = "announcement"
    """What is said before all else, such as a new level."""
    EQUIPMENT = "equipment"
    """What to fetch, to take or to leave."""
    INTRO = "intro"
    OUTRO = "outro"
    NAME = "name"
    SIDE = "side"
    SETUP = "setup"
    MOVE_OVER = "move over"
    """How to get into the next position."""
    INSTRUCTION = "instruction"
    ONCE_MORE = "once more"
    DOSE = "dose"
    EXPLANATION = "explanation"
    """How the first counted exercise, or the first held one, is counted."""
    CAUTION = "caution"
    READY = "ready"
    """The word and the sound with which a hold or a time begins."""

    COUNT_IN = "count-in"
    BEAT = "beat"
    """The tick of a repetition."""
    COUNT = "count"
    PHASE = "phase"
    COUNTDOWN = "countdown"
    RELEASE = "release"
    """The end of one hold of several."""
    HALFWAY = "halfway"
    TEN_SECONDS = "ten seconds"
    LAST_THREE = "last three"
    LAST_ONE = "last one"
    ENOUGH = "enough"
    """That so much is enough for newcomers."""
    TIP = "tip"
    REST = "rest"
    END = "end"
    """The end of a piece of work, of an exercise or of the session."""

    RESUMED = "resumed"
    """A line or a sound that leads back into a section that was cut."""
    UNPLANNED = "unplanned"
    """An answer or a line of the live session, which no plan holds."""
