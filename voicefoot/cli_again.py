"""The line to type for a session that was played."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from voicefoot.choices import LEAD_IN_SECONDS, Talk
from voicefoot.cli_options import Asked


def again(routine: str, asked: Asked, voice: str) -> tuple[str, ...]:
    """What is typed after `voicefoot` for the session of `routine` that was `asked` for, with nothing left to
    be decided by what was done before: level, talk and `voice` are named.
    """
    choices = asked.choices
    words = ["play", *(["--"] if routine.startswith("-") else []), routine]
    options = ["--level", str(choices.level), "--talk", str(choices.talk)]
    if choices.talk is Talk.FULL:
        options += [word for name in sorted(choices.brief_for) for word in ("--brief", name)]
    options += ["--voice", voice, *asked.others, *(["--wait"] if choices.wait else [])]
    if choices.lead_in_seconds != LEAD_IN_SECONDS:
        options += ["--lead-in", f"{choices.lead_in_seconds:g}s"]
    return (words[0], *options, *words[1:]) if "--" in words else (*words, *options)


def as_typed(words: Sequence[str]) -> str:
    """`words` after `voicefoot`, as a line for a shell."""
    return shlex.join(("voicefoot", *words))
