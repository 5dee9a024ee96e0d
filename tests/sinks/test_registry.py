from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.metadata import EntryPoint

import pytest

import tests.sinks.test_registry as own  # the instance that entry points see
from tests.support.memory_sink import MemorySink
from tests.support.paths import ROOT
from voicefoot.audio import AudioFormat
from voicefoot.errors import CommandError, SinkError
from voicefoot.sinks.ports import Pull, Sink, SinkStatus
from voicefoot.sinks.registry import BUILT_IN, GROUP, list_outputs, open_output

opened: list[tuple[str, str | None]] = []


class Fake:
    def __init__(self, name: str, devices: tuple[str, ...] = (), *, available: bool = True) -> None:
        self.name, self.devices, self.available = name, devices, available

    def status(self) -> SinkStatus:
        detail = "here" if self.available else "no speaker was found; plug one in"
        return SinkStatus(self.name, self.available, detail, self.devices)

    def open(self, device: str | None) -> Sink:
        opened.append((self.name, device))
        return MemorySink()


class Faulty:
    def status(self) -> SinkStatus:
        raise RuntimeError("the driver\x1b[2J is upset")

    def open(self, device: str | None) -> Sink:
        raise RuntimeError(f"the driver is upset about {device}")


class Plain:
    """A sink that derives from nothing, and its own adapter."""

    latency_seconds = 0.5

    def status(self) -> SinkStatus:
        return SinkStatus("plain", True, "here")

    def open(self, device: str | None) -> Sink:
        assert device is None
        return self

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        raise NotImplementedError

    def wait(self, timeout_seconds: float | None = None) -> bool:
        raise NotImplementedError

    def stop(self) -> None:
        raise NotImplementedError


plain = Plain()
speakers = Fake("miniaudio", ("Headset", "Headphones", "Kitchen: HDMI", "7 Speakers"))
nobody = Fake("miniaudio", available=False)
network = Fake("network")
faulty = Faulty()
shapeless = object()


def point(name: str, attribute: str) -> EntryPoint:
    return EntryPoint(name, f"tests.sinks.test_registry:{attribute}", GROUP)


FOUND = [
    point("network", "network"),
    point("miniaudio", "speakers"),
    point("faulty", "faulty"),
    point("shapeless", "shapeless"),
    EntryPoint("missing", "no_such_package_at_all:adapter", GROUP),
]


@pytest.fixture(autouse=True)
def _nothing_opened() -> None:
    own.opened.clear()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (None, ("miniaudio", None)),
        ("miniaudio", ("miniaudio", None)),
        (" MiniAudio ", ("miniaudio", None)),
        ("network", ("network", None)),
        ("netw", ("network", None)),
        ("miniaudio:Headset", ("miniaudio", "Headset")),
        ("miniaudio:heads", ("miniaudio", "Headset")),
        ("miniaudio:2", ("miniaudio", "Headphones")),
        ("miniaudio:kitchen", ("miniaudio", "Kitchen: HDMI")),
        ("headp", ("miniaudio", "Headphones")),
        ("Kitchen: HDMI", ("miniaudio", "Kitchen: HDMI")),
        ("1", ("miniaudio", "Headset")),
        ("4", ("miniaudio", "7 Speakers")),
        ("network:127.0.0.1:4953", ("network", "127.0.0.1:4953")),
    ],
)
def test_what_is_asked_for_is_opened(asked: str | None, expected: tuple[str, str | None]) -> None:
    open_output(asked, FOUND)
    assert own.opened == [expected]


def test_a_plain_object_of_the_ports_shape_is_a_sink() -> None:
    sink = open_output("plain", [*FOUND, point("plain", "plain")])
    assert (sink.latency_seconds, sink.sleeps_in_silence, sink.notices()) == (0.5, True, [])


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("", "there is no output called"),
        ("Haedset", 'there is no output called "Haedset"; did you mean "Headset"'),
        ("networc", 'did you mean "network"'),
        ("head", 'may be "Headset" or "Headphones"; type more of it'),
        ("miniaudio:Haedset", 'there is no device of miniaudio called "Haedset"; did you mean "Headset"'),
        ("miniaudio:", "there is no output called"),
        ("0", "there is no output device 0; there are 4"),
        ("5", "there is no output device 5; there are 4"),
        ("miniaudio:9", "there is no output device 9"),
        ("\x1b[2J", "<U\\+001B>"),
    ],
)
def test_what_is_not_there_is_a_wrong_command(asked: str, message: str) -> None:
    with pytest.raises(CommandError, match=message) as raised:
        open_output(asked, FOUND)
    assert raised.value.exit_code == 2
    assert "\x1b" not in str(raised.value)
    assert own.opened == []


@pytest.mark.parametrize("asked", ["2", "miniaudio:Headset"])
def test_a_device_where_there_is_no_speaker(asked: str) -> None:
    with pytest.raises(SinkError, match="no speaker was found; plug one in"):
        open_output(asked, [point("miniaudio", "nobody")])


@pytest.mark.parametrize("asked", ["faulty", "missing", "shapeless"])
def test_a_broken_plugin_is_a_message(asked: str) -> None:
    with pytest.raises(SinkError, match=f'"{asked}" is broken .*; update or remove') as raised:
        open_output(asked, FOUND)
    assert raised.value.exit_code == 3


def test_a_broken_plugin_is_listed_with_its_reason_and_breaks_nothing() -> None:
    found = {status.name: status for status in list_outputs(FOUND)}
    assert list(found) == ["miniaudio", "faulty", "missing", "network", "shapeless"]
    assert found["miniaudio"].available
    assert found["network"].available
    assert "RuntimeError: the driver<U+001B>[2J is upset" in found["faulty"].detail
    assert "no_such_package_at_all" in found["missing"].detail
    assert not any(found[name].available for name in ("faulty", "missing", "shapeless"))


def test_a_plugin_cannot_take_the_name_of_one_of_ours() -> None:
    ours = EntryPoint("null", "voicefoot.sinks.null:adapter", GROUP)
    for order in ([ours, point("null", "network")], [point("null", "network"), ours]):
        assert [status.detail for status in list_outputs(order)] == ["plays to nothing, in real time"]


def test_without_entry_points_the_way_out_is_named() -> None:
    with pytest.raises(SinkError, match="install voicefoot with pip"):
        open_output(None, [])


def built_in() -> list[EntryPoint]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = project["project"]["entry-points"][GROUP]
    return [EntryPoint(name, value, GROUP) for name, value in named.items()]


@pytest.mark.usefixtures("no_speaker")
def test_the_built_in_sinks_come_in_the_same_way() -> None:
    found = {status.name: status for status in list_outputs(built_in())}
    assert set(found) == BUILT_IN == {"miniaudio", "null", "pipe", "simpleaudio", "tcp"}
    assert found["null"].available
    assert all("is broken" not in status.detail for status in found.values())
    open_output("null", built_in()).stop()


def test_only_what_is_asked_for_is_loaded() -> None:
    script = (
        "import sys\n"
        "from importlib.metadata import EntryPoint\n"
        "from voicefoot.sinks.registry import open_output\n"
        "names = ('miniaudio', 'null', 'simpleaudio')\n"
        "group = 'voicefoot.sinks'\n"
        "open_output('null', [EntryPoint(n, f'{group}.{n}:adapter', group) for n in names])\n"
        "print(sorted(n for n in names if n in sys.modules or f'voicefoot.sinks.{n}' in sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['null']"
