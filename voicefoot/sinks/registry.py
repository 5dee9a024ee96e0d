"""Finds sinks through the entry points `voicefoot.sinks`, and resolves what `--output` names.

Built-in sinks come in the same way as a plugin's. Only a sink that is named is loaded: its library may take
a quarter of a second. A new one is a module of its own, made of what is in `base`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from voicefoot.errors import CommandError, SinkError, VoicefootError
from voicefoot.sinks.base import BaseSink, with_defaults
from voicefoot.sinks.ports import SinkAdapter, SinkStatus
from voicefoot.text import escaped, folded, match, shown

if TYPE_CHECKING:
    from importlib import metadata

GROUP = "voicefoot.sinks"
DEFAULT_SINK = "miniaudio"
BUILT_IN = frozenset({DEFAULT_SINK, "null", "pipe", "simpleaudio", "tcp"})
"""The built-in sinks; no plugin can take their names."""
LOCAL_SINKS = {DEFAULT_SINK, "simpleaudio"}
"""The sinks that play through speakers of this machine."""


class AdapterEntryPoint(Protocol):
    """What of an `importlib.metadata.EntryPoint` is needed here: its name, and the adapter that it loads."""

    @property
    def name(self) -> str: ...

    def load(self) -> object:
        """Import the adapter, and return it."""
        ...


@dataclass(frozen=True, slots=True)
class _BuiltInEntryPoint:
    """The entry point of a built-in sink, made without a search of what is installed: that takes as long as
    reading a routine.
    """

    name: str

    def load(self) -> object:
        return import_module(f"voicefoot.sinks.{self.name}").adapter


def list_outputs(entry_points: Iterable[metadata.EntryPoint] | None = None) -> list[SinkStatus]:
    """List the status of every sink, the default first. Raises nothing.

    `entry_points` replace those that are installed, here and below.
    """
    points = _by_name(entry_points)
    order = sorted(points, key=lambda name: (name != DEFAULT_SINK, name))
    return [_status(points[name]) for name in order]


@dataclass(frozen=True, slots=True)
class Output:
    """A sink, with a device where one was chosen. Its `name` is complete: `miniaudio`, `miniaudio:Headset`,
    `tcp:kitchen:4953`.
    """

    name: str
    entry_point: AdapterEntryPoint
    device: str | None = None

    def open(self) -> BaseSink:
        """Return the sink, not started yet. Raises SinkError or CommandError if it can't be opened."""
        try:
            return with_defaults(_adapter(self.entry_point).open(self.device))
        except VoicefootError:
            raise
        except Exception as error:
            raise SinkError(_broken(self.entry_point, error)) from error


def find_output(name: str | None = None, entry_points: Iterable[metadata.EntryPoint] | None = None) -> Output:
    """Return the output that `name`, a value of `--output`, stands for; the default one for None.

    `name` is a sink (`null`), a sink with one of its devices (`miniaudio:Headset`), or a device of the
    default sink alone: its name, or its number in the list of `voicefoot outputs`, from 1. Names match
    without case, and by a beginning that only one has. Raises CommandError if no output has that name, and
    SinkError if there is no speaker or the sink is broken.
    """
    if entry_points is None and (name is None or folded(name.strip()) in BUILT_IN):
        own = DEFAULT_SINK if name is None else folded(name.strip())
        return Output(own, _BuiltInEntryPoint(own))
    points = _by_name(entry_points)
    if name is None:
        return Output(DEFAULT_SINK, _entry_point(points, DEFAULT_SINK))
    name = name.strip()
    sink_part, colon, device = name.partition(":")
    sink_name = next((known for known in points if folded(known) == folded(sink_part)), None)
    if sink_name is not None and (device.strip() or not colon):
        point = points[sink_name]
        return _output(point, _find_device(point, device.strip()) if colon else None)
    default = _entry_point(points, DEFAULT_SINK)
    status = _status(default)
    devices = status.devices
    if name.isdecimal() and name not in devices:
        if not status.available:
            raise SinkError(status.detail)
        return _output(default, _device_at(name, devices))
    chosen = match(name, [*points, *(device for device in devices if device not in points)], "output")
    return _output(points[chosen], None) if chosen in points else _output(default, chosen)


def find_outputs(
    names: Sequence[str] = (), entry_points: Iterable[metadata.EntryPoint] | None = None
) -> tuple[Output, ...]:
    """Return the outputs that all values of `--output` stand for; the default one if there are none.

    Raises what `find_output` raises, and CommandError if one is named twice.
    """
    points = None if entry_points is None else list(entry_points)
    outputs = tuple(find_output(name, points) for name in (names or (None,)))
    found = [output.name for output in outputs]
    for name in found:
        if found.count(name) > 1:
            raise CommandError(f'the output "{shown(name)}" is named twice; name each one once')
    return outputs


def is_local(name: str, entry_points: Iterable[metadata.EntryPoint] | None = None) -> bool:
    """Return whether `name`, a value of `--output`, stands for a speaker of this machine, connected or not.
    Another one may stand in for it.
    """
    sink_name = folded(name.partition(":")[0])
    return sink_name in LOCAL_SINKS or sink_name not in {folded(known) for known in _by_name(entry_points)}


def volume_name(outputs: Sequence[Output]) -> str:
    """Return one name for all of `outputs` together, under which their volume is stored."""
    return " + ".join(output.name for output in outputs)


def open_output(
    name: str | Sequence[str] | None = None, entry_points: Iterable[metadata.EntryPoint] | None = None
) -> BaseSink:
    """Open the output that `name`, a value of `--output`, stands for; if there are several, one sink that
    plays on all of them. It is not started yet.

    Raises what `find_outputs` raises, and SinkError if an output can't be opened.
    """
    names = () if name is None else (name,) if isinstance(name, str) else tuple(name)
    return open_outputs(find_outputs(names, entry_points))


def open_outputs(outputs: Sequence[Output]) -> BaseSink:
    """Open one sink for all of `outputs`; it is not started yet. Raises SinkError or CommandError if one
    can't be opened.
    """
    if len(outputs) == 1:
        return outputs[0].open()
    from voicefoot.sinks.multi import MultiSink

    return MultiSink([(output.name, output.open) for output in outputs])


def _by_name(entry_points: Iterable[metadata.EntryPoint] | None) -> dict[str, metadata.EntryPoint]:
    """Return the entry points by name; a plugin's can't take the name of one of ours."""
    if entry_points is None:
        from importlib import metadata

        entry_points = metadata.entry_points(group=GROUP)
    ours_first = sorted(entry_points, key=lambda point: not point.value.startswith("voicefoot."))
    return {point.name: point for point in reversed(ours_first)}


def _entry_point(points: Mapping[str, metadata.EntryPoint], name: str) -> metadata.EntryPoint:
    if name not in points:
        raise SinkError(f'the output "{name}" is not registered; install voicefoot with pip')
    return points[name]


def _adapter(point: AdapterEntryPoint) -> SinkAdapter:
    """Load the adapter. Raises SinkError for whatever the loading raises: a plugin is foreign code."""
    try:
        return cast("SinkAdapter", point.load())
    except Exception as error:
        raise SinkError(_broken(point, error)) from error


def _broken(point: AdapterEntryPoint, error: Exception) -> str:
    """Say that the plugin is broken, and what to do; an error of ours speaks for itself."""
    if isinstance(error, VoicefootError):
        return str(error)
    reason = escaped(f"{type(error).__name__}: {error}")
    return f'the output "{point.name}" is broken ({reason}); update or remove the package that brings it'


def _status(point: AdapterEntryPoint) -> SinkStatus:
    try:
        status = _adapter(point).status()
        if isinstance(status, SinkStatus):
            return status
        raise TypeError("its status is not a SinkStatus")
    except Exception as error:  # a plugin is foreign code: its error becomes its status
        return SinkStatus(point.name, available=False, detail=_broken(point, error))


def _output(point: AdapterEntryPoint, device: str | None) -> Output:
    return Output(point.name if device is None else f"{point.name}:{device}", point, device)


def _find_device(point: AdapterEntryPoint, name: str) -> str:
    """Return the device of a sink that `name` stands for. A sink that lists none (one that takes an address,
    say) gets `name` as it is.
    """
    status = _status(point)
    if not status.available:
        raise SinkError(status.detail)
    if not status.devices:
        return name
    if name.isdecimal() and name not in status.devices:
        return _device_at(name, status.devices)
    return match(name, status.devices, f"device of {point.name}")


def _device_at(number: str, devices: Sequence[str]) -> str:
    """Return the device of that number, from 1. Raises CommandError."""
    if 1 <= int(number) <= len(devices):
        return devices[int(number) - 1]
    count = f"there are {len(devices)}" if len(devices) != 1 else "there is 1"
    raise CommandError(f"there is no output device {number}; {count}, and `voicefoot outputs` lists them")
