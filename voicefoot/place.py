"""Where in a session one is, told so that it holds at another tempo, with another voice, tomorrow."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A step of an exercise, and how far one is in it.

    Steps take turns: step 0 is the talk that comes before the first piece of work, step 1 that work (with its
    count-in), step 2 the talk after it, and so on.
    """

    exercise: int = 0
    """Which of the session, from 0."""
    step: int = 0
    reps: int = 0
    """In work that has repetitions: how many have begun."""
    seconds: float = 0.0
    """Since the step began; in repetitions, since the last one began."""
