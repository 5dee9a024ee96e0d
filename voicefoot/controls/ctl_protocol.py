"""What is said through the socket of a session: a request a line, and an answer a line, both JSON.

    {"command": "next"}                        {"ok": true, "carried_out": true, "status": {...}}
    {"command": "volume", "value": 0.5}        {"ok": true, "carried_out": true, "status": {...}}
    {"command": "status"}                      {"ok": true, "carried_out": true, "status": {...}}
    {"command": "dance"}                       {"ok": false, "error": "there is no command ..."}
    {"command": "next"}                        {"ok": false, "busy": true, "error": "128 programs are ..."}

An answer comes when the order was carried out, or, with "carried_out" false, when that took too long. One
that is "busy" may come unasked, before the session closes the connection: it has room for so many. The status
holds the fields of `Status` under their names. Pure: bytes and values alone.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeVar

from voicefoot.errors import CommandError, ControlError
from voicefoot.model.rounds import Round
from voicefoot.playing.remote import Command, Order, State, Status
from voicefoot.text import shown

MAX_REQUEST_BYTES = 4096
MAX_RESPONSE_BYTES = 4_000_000
_MAX_NUMBER = 1e9
_Value = TypeVar("_Value")
STATUS = "status"
"""The request that gives no order."""


@dataclass(frozen=True, slots=True)
class Response:
    """The response of a session: whether the order was carried out in time, and the status."""

    carried_out: bool
    status: Status


def request_line(command: str, value: float | None = None) -> bytes:
    """Return a request as it is sent, with its line feed."""
    return _line({"command": command} if value is None else {"command": command, "value": value})


def read_request(line: bytes, exercises: int) -> Order | None:
    """Parse the order in a request to a session of so many `exercises`; None for a request of the status
    alone.

    Raises CommandError for an invalid request.
    """
    try:
        request = json.loads(line)
    except (ValueError, RecursionError):
        request = None
    if not isinstance(request, dict):
        raise CommandError('this is no request; send a line such as {"command": "next"}')
    name = request.get("command")
    if name == STATUS:
        return None
    if name not in list(Command):
        known = ", ".join([*Command, STATUS])
        raise CommandError(f"there is no command {shown(json.dumps(name))}; there is {known}")
    command = Command(name)
    return Order(command, _value(command, request.get("value"), exercises))


def _value(command: Command, value: object, exercises: int) -> float:
    match command:
        case Command.VOLUME:
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
                raise CommandError('"volume" needs a value; give a number from 0 to 1')
        case Command.GO_TO:
            if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < exercises:
                raise CommandError(f'"go-to" needs a value; give a whole number from 0 to {exercises - 1}')
        case _:
            if value is not None:
                raise CommandError(f'"{command}" takes no value; leave it out')
            return 0.0
    return float(value)


def response_line(answer: Response) -> bytes:
    """Return a response as it is sent, with its line feed."""
    return _line({"ok": True, "carried_out": answer.carried_out, "status": status_json(answer.status)})


def error_line(what: str, *, busy: bool = False) -> bytes:
    """Return the response to an invalid request, or with `busy` to one that may be sent again."""
    return _line({"ok": False, "error": what, **({"busy": True} if busy else {})})


def read_response(line: bytes) -> Response:
    """Parse a response. Raises CommandError if the request was refused, ControlError if the session is too
    busy, if the line is no response, or a value in it is of another kind than that of its field.
    """
    try:
        said = json.loads(line)
        if not said["ok"]:
            raise (ControlError if said.get("busy") else CommandError)(str(said["error"]))
        return Response(bool(said["carried_out"]), _read_status(said["status"]))
    except (ValueError, RecursionError, LookupError, TypeError) as error:
        raise ControlError(
            "the session's answer can't be understood; it may be another version of voicefoot: start it anew"
        ) from error


def status_json(status: Status) -> dict[str, Any]:
    """Return `status` as JSON values, for programs."""
    return asdict(status)


def _read_status(said: dict[str, Any]) -> Status:
    """Return the status in `said`. Raises LookupError, TypeError or ValueError where it is none."""
    known = {field.name: said[field.name] for field in fields(Status)}
    status = Status(
        **known
        | {
            "state": State(known["state"]),
            "exercises": tuple(_texts(known["exercises"])),
            "exercise_starts_seconds": tuple(map(_number, known["exercise_starts_seconds"])),
            "rounds": tuple(tuple(_round(**place) for place in places) for places in known["rounds"]),
        }
    )
    _texts([status.title, status.line, status.language, *_there(status.side, status.tally_of)])
    for number in (
        status.position_seconds,
        status.exercise_left_seconds,
        status.volume,
        status.tempo,
        *_there(status.left_seconds),
    ):
        _number(number)
    for count in (status.exercise, *_there(status.number, status.tally)):
        _whole(count)
    return status


def _round(block: str | None, round: int, of: int, words: str) -> Round:  # noqa: A002 - its name there
    _texts([words, *_there(block)])
    return Round(block, _whole(round), _whole(of), words)


def _there(*values: _Value | None) -> Iterable[_Value]:
    return (value for value in values if value is not None)


def _texts(values: Collection[str]) -> Collection[str]:
    if isinstance(values, str) or not all(isinstance(value, str) for value in values):
        raise TypeError("not texts")
    return values


def _number(value: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _MAX_NUMBER:
        raise TypeError("not a number")
    return value


def _whole(value: int) -> int:
    if not isinstance(value, int):
        raise TypeError("not a whole number")
    return int(_number(value))


def _line(said: dict[str, Any]) -> bytes:
    return json.dumps(said, allow_nan=False).encode("ascii") + b"\n"
