from __future__ import annotations

import pytest

from voicefoot import errors
from voicefoot.errors import Problem, RoutineError, VoicefootError
from voicefoot.problem_codes import Code

EXIT_CODES = {
    "VoicefootError": 1,
    "OutputError": 1,
    "PlayingError": 1,
    "ControlError": 1,
    "CommandError": 2,
    "RoutineError": 2,
    "SinkError": 3,
    "MicrophoneError": 3,
    "VoiceError": 4,
    "EngineError": 4,
}


@pytest.mark.parametrize(("name", "code"), EXIT_CODES.items())
def test_exit_codes(name: str, code: int) -> None:
    kind = getattr(errors, name)
    assert issubclass(kind, VoicefootError)
    assert kind.exit_code == code
    assert name in (errors.__doc__ or ""), "the tree is drawn whole"


def test_problems_come_in_the_order_of_the_file() -> None:
    late, early = (Problem("a.yaml", line, 1, "what", "do this", Code.SYNTAX) for line in (7, 2))
    error = RoutineError([late, early])
    assert error.problems == (early, late)
    assert str(error).splitlines()[0] == "a.yaml:2:1: what; do this"
