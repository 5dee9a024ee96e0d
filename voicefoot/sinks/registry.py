"""Finds sinks through the entry points `voicefoot.sinks`, and the one that a user asked for.

Built-in sinks come in the same way as a stranger's. Only what is asked for is loaded: a sink's library
may take a quarter of a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from voicefoot.errors import CommandError, SinkError, VoicefootError
from voicefoot.sinks.ports import Sink, SinkAdapter, SinkStatus
from voicefoot.text import escaped, folded, match, shown

if TYPE_CHECKING:
    from importlib import metadata

GROUP = "voicefoot.sinks"
DEFAULT = "miniaudio"
NEAR = {DEFAULT, "simpleaudio"}
"""The sinks that play through this machine's own speakers."""


class Point(Protocol):
    """What names an adapter: an entry point, most often."""

    @property
    def name(self) -> str: ...

    def load(self) -> object:
        """The adapter."""
        ...


@dataclass(frozen=True, slots=True)
class _Default:
    """The default sink without a look at what is installed, which takes as long as a fifth of the libraries:
    no other can have its name.
    """

    name: str = DEFAULT

    def load(self) -> object:
        return import_module(f"voicefoot.sinks.{self.name}").adapter


def outputs(found: Iterable[metadata.EntryPoint] | None = None) -> list[SinkStatus]:
    """What is there, the default first, and why the others are not. Raises nothing.

    `found`: entry points, where they are not to be those that are installed.
    """
    points = _by_name(found)
    order = sorted(points, key=lambda name: (name != DEFAULT, name))
    return [_status(points[name]) for name in order]


@dataclass(frozen=True, slots=True)
class Found:
    """An output that was found, and its whole name: `miniaudio`, `miniaudio:Headset`, `tcp:kitchen:4953`."""

    name: str
    point: Point
    device: str | None = None

    def open(self) -> Sink:
        """The sink, not started yet. Raises SinkError or CommandError where it can't be had."""
        return _open(self.point, self.device)


def find_output(asked: str | None = None, found: Iterable[metadata.EntryPoint] | None = None) -> Found:
    """The output that `--output` names; the default one where it is None.

    `asked` is a sink (`null`), a sink with one of its devices (`miniaudio:Headset`), or a device of the
    default sink alone: its name, or its number in `outputs`, from 1. Names match without case, by their
    beginning where only one begins so. Raises CommandError where nothing is called so, and SinkError
    where the output can't be had.
    """
    if found is None and (asked is None or folded(asked.strip()) == DEFAULT):
        return Found(DEFAULT, _Default())
    points = _by_name(found)
    if asked is None:
        return Found(DEFAULT, _point(points, DEFAULT))
    wanted = asked.strip()
    name, colon, device = wanted.partition(":")
    sink_name = next((known for known in points if folded(known) == folded(name)), None)
    if sink_name is not None and (device.strip() or not colon):
        point = points[sink_name]
        return _of(point, _device(point, device.strip()) if colon else None)
    default = _point(points, DEFAULT)
    status = _status(default)
    devices = status.devices
    if wanted.isdecimal() and wanted not in devices:
        if not status.available:
            raise SinkError(status.detail)
        return _of(default, _numbered(wanted, devices))
    chosen = match(wanted, [*points, *(device for device in devices if device not in points)], "output")
    return _of(points[chosen], None) if chosen in points else _of(default, chosen)


def find_outputs(
    asked: Sequence[str] = (), found: Iterable[metadata.EntryPoint] | None = None
) -> tuple[Found, ...]:
    """The outputs that `--output` names, once or several times; the default one where it is not given.

    Raises what `find_output` raises, and CommandError where one is named twice.
    """
    points = None if found is None else list(found)
    outputs = tuple(find_output(name, points) for name in (asked or (None,)))
    names = [output.name for output in outputs]
    for name in names:
        if names.count(name) > 1:
            raise CommandError(f'the output "{shown(name)}" is named twice; name each one once')
    return outputs


def is_near(asked: str, found: Iterable[metadata.EntryPoint] | None = None) -> bool:
    """Whether `asked` names a speaker of this machine, there or not; another one may stand in for it."""
    name = folded(asked.partition(":")[0])
    return name in NEAR or name not in {folded(known) for known in _by_name(found)}


def name_of(outputs: Sequence[Found]) -> str:
    """One name for all of `outputs`, by which their volume is remembered."""
    return " + ".join(output.name for output in outputs)


def open_output(
    asked: str | Sequence[str] | None = None, found: Iterable[metadata.EntryPoint] | None = None
) -> Sink:
    """The sink that `--output` names, once (a text) or several times: then one sink that plays on all of
    them.

    Raises what `find_outputs` raises, and SinkError where the output can't be had.
    """
    names = () if asked is None else (asked,) if isinstance(asked, str) else tuple(asked)
    return open_found(find_outputs(names, found))


def open_found(outputs: Sequence[Found]) -> Sink:
    """One sink for all of `outputs`, not started yet. Raises SinkError or CommandError where one can't be
    had.
    """
    if len(outputs) == 1:
        return outputs[0].open()
    from voicefoot.sinks.multi import MultiSink

    return MultiSink([(output.name, output.open) for output in outputs])


def _by_name(found: Iterable[metadata.EntryPoint] | None) -> dict[str, metadata.EntryPoint]:
    """Entry points by name; a stranger's can't take the name of one of ours."""
    if found is None:
        from importlib.metadata import entry_points

        found = entry_points(group=GROUP)
    ours_first = sorted(found, key=lambda point: not point.value.startswith("voicefoot."))
    return {point.name: point for point in reversed(ours_first)}


def _point(points: Mapping[str, metadata.EntryPoint], name: str) -> metadata.EntryPoint:
    if name not in points:
        raise SinkError(f'the output "{name}" is not registered; install voicefoot with pip')
    return points[name]


def _adapter(point: Point) -> SinkAdapter:
    """Raises SinkError, whatever the loading raised: a plugin is a stranger's code."""
    try:
        return cast("SinkAdapter", point.load())
    except Exception as error:
        raise SinkError(_broken(point, error)) from error


def _broken(point: Point, error: Exception) -> str:
    if isinstance(error, VoicefootError):
        return str(error)
    reason = escaped(f"{type(error).__name__}: {error}")
    return f'the output "{point.name}" is broken ({reason}); update or remove the package that brings it'


def _status(point: Point) -> SinkStatus:
    try:
        status = _adapter(point).status()
        if isinstance(status, SinkStatus):
            return status
        raise TypeError("its status is not a SinkStatus")
    except Exception as error:  # a plugin is a stranger's code: its fault is its status
        return SinkStatus(point.name, available=False, detail=_broken(point, error))


def _of(point: Point, device: str | None) -> Found:
    return Found(point.name if device is None else f"{point.name}:{device}", point, device)


def _open(point: Point, device: str | None) -> Sink:
    try:
        return _adapter(point).open(device)
    except VoicefootError:
        raise
    except Exception as error:
        raise SinkError(_broken(point, error)) from error


def _device(point: Point, asked: str) -> str:
    """The device that is meant. A sink that lists none (one that takes an address, say) gets it as it is."""
    status = _status(point)
    if not status.available:
        raise SinkError(status.detail)
    if not status.devices:
        return asked
    if asked.isdecimal() and asked not in status.devices:
        return _numbered(asked, status.devices)
    return match(asked, status.devices, f"device of {point.name}")


def _numbered(asked: str, devices: Iterable[str]) -> str:
    names = list(devices)
    if 1 <= int(asked) <= len(names):
        return names[int(asked) - 1]
    count = f"there are {len(names)}" if len(names) != 1 else "there is 1"
    raise CommandError(f"there is no output device {asked}; {count}, and `voicefoot outputs` lists them")
