"""Media keys on Linux, through a real D-Bus and with the clients that people have."""

from __future__ import annotations

import gc
import os
import socket
import sys
import tempfile
import threading
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.controls.fake_session import BEGUN, FakeSession
from tests.support.dbus import TIMEOUT_SECONDS, Bus
from voicefoot.controls.media_keys import MediaKeys, media_keys_status, open_media_keys
from voicefoot.playing.remote import Command, Order, Remote, State, Status

pytest.importorskip("dbus_fast")
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="media keys of Linux")

NAME = "org.mpris.MediaPlayer2.voicefoot"
PATH = "/org/mpris/MediaPlayer2"
PAUSED = replace(BEGUN, state=State.PAUSED)
PLAYER = "org.mpris.MediaPlayer2.Player"


@contextmanager
def playing(bus: Bus, status: Status = BEGUN) -> Iterator[FakeSession]:
    """A session that plays, on the bus."""
    remote = Remote()
    remote.publish(status)
    with open_media_keys(remote), FakeSession(remote).under_way() as session:
        bus.wait_for_name(NAME)
        yield session


@pytest.fixture
def session(bus: Bus) -> Iterator[FakeSession]:
    with playing(bus) as session:
        yield session


def property_of(bus: Bus, name: str, interface: str = PLAYER) -> str:
    """A property as gdbus prints it, with its type where it has to be told."""
    return bus.ask(
        "gdbus", "call", "--session", f"--dest={NAME}", f"--object-path={PATH}",
        "--method=org.freedesktop.DBus.Properties.Get", interface, name,
    )  # fmt: skip


def call(bus: Bus, method: str, *arguments: str) -> str:
    """Calls a method of the player."""
    return bus.ask(
        "dbus-send", "--session", "--print-reply", f"--dest={NAME}", PATH, f"{PLAYER}.{method}", *arguments
    )


@pytest.mark.parametrize(
    ("command", "order"),
    [
        ("play", Order(Command.RESUME)),
        ("pause", Order(Command.PAUSE)),
        ("play-pause", Order(Command.TOGGLE)),
        ("stop", Order(Command.STOP)),
        ("next", Order(Command.MEDIA_NEXT)),
        ("previous", Order(Command.PREVIOUS)),
    ],
)
def test_playerctl_presses_each_button(bus: Bus, session: FakeSession, command: str, order: Order) -> None:
    bus.ask("playerctl", command)
    session.wait_for(order)


def test_playerctl_tells_how_the_session_stands(bus: Bus, session: FakeSession) -> None:
    assert bus.ask("playerctl", "--list-all") == "voicefoot"
    assert bus.ask("playerctl", "status") == "Playing"
    bus.ask("playerctl", "play-pause")
    session.wait_for(Order(Command.TOGGLE))
    assert bus.ask("playerctl", "status") == "Paused"


def test_playerctl_reads_the_exercise(bus: Bus, session: FakeSession) -> None:
    shown = bus.ask(
        "playerctl", "metadata", "--format", "{{title}}|{{album}}|{{artist}}|{{duration(mpris:length)}}"
    )
    assert shown == "Towel scrunches, right foot|Foot strength|voicefoot|6:40"
    assert bus.ask("playerctl", "metadata", "mpris:trackid") == "'/voicefoot/exercise/1'"
    assert bus.ask("playerctl", "metadata", "xesam:trackNumber") == "1"
    bus.ask("playerctl", "next")
    session.wait_for(Order(Command.MEDIA_NEXT))
    assert bus.ask("playerctl", "metadata", "title") == "Seated toe taps, right foot"


def test_playerctl_reads_the_time(bus: Bus) -> None:
    # While it plays, playerctl counts on by itself.
    with playing(bus, PAUSED) as session:
        assert float(bus.ask("playerctl", "position")) == 5.0
        bus.ask("playerctl", "next")
        session.wait_for(Order(Command.MEDIA_NEXT))
        assert float(bus.ask("playerctl", "position")) == 100.0


def test_playerctl_goes_to_the_exercise_at_a_time(bus: Bus, session: FakeSession) -> None:
    bus.ask("playerctl", "position", "260")
    session.wait_for(Order(Command.GO_TO, 2.0))


def test_playerctl_steps_through_time_by_exercises(bus: Bus, session: FakeSession) -> None:
    bus.ask("playerctl", "position", "10+")
    bus.ask("playerctl", "position", "10-")
    session.wait_for(Order(Command.NEXT), Order(Command.PREVIOUS))


def test_playerctl_turns_the_volume(bus: Bus, session: FakeSession) -> None:
    assert float(bus.ask("playerctl", "volume")) == 1.0
    bus.ask("playerctl", "volume", "0.25")
    session.wait_for(Order(Command.VOLUME, 0.25))
    assert float(bus.ask("playerctl", "volume")) == 0.25


def test_playerctl_follows_the_session(bus: Bus, session: FakeSession) -> None:
    with bus.listen("playerctl", "--follow", "metadata", "--format", "{{status}}: {{title}}") as lines:
        lines.wait_for(lambda line: line == "Playing: Towel scrunches, right foot")
        session.remote.send(Command.NEXT)
        lines.wait_for(lambda line: line == "Playing: Seated toe taps, right foot")
        session.remote.send(Command.PAUSE)
        lines.wait_for(lambda line: line == "Paused: Seated toe taps, right foot")


def test_the_last_exercise_has_no_next_one(bus: Bus) -> None:
    with playing(bus, replace(BEGUN, exercise=2)):
        assert property_of(bus, "CanGoNext") == "(<false>,)"
        assert bus.run("playerctl", "next").returncode != 0


def test_each_property_has_the_type_that_mpris_gives_it(bus: Bus, session: FakeSession) -> None:
    # The interfaces as specifications.freedesktop.org has them, version 2.2.
    del session
    wanted = {
        "org.mpris.MediaPlayer2": {
            "CanQuit": "b read", "CanRaise": "b read", "HasTrackList": "b read", "Identity": "s read",
            "DesktopEntry": "s read", "SupportedUriSchemes": "as read", "SupportedMimeTypes": "as read",
        },
        PLAYER: {
            "PlaybackStatus": "s read", "Rate": "d readwrite", "Metadata": "a{sv} read",
            "Volume": "d readwrite", "Position": "x read", "MinimumRate": "d read", "MaximumRate": "d read",
            "CanGoNext": "b read", "CanGoPrevious": "b read", "CanPlay": "b read", "CanPause": "b read",
            "CanSeek": "b read", "CanControl": "b read",
        },
    }  # fmt: skip
    methods = {
        "org.mpris.MediaPlayer2": {"Raise": [], "Quit": []},
        PLAYER: {
            "Next": [], "Previous": [], "Pause": [], "PlayPause": [], "Stop": [], "Play": [],
            "Seek": ["Offset x in"], "SetPosition": ["TrackId o in", "Position x in"],
            "OpenUri": ["Uri s in"],
        },
    }  # fmt: skip
    root = ElementTree.fromstring(  # noqa: S314 - our own
        bus.ask("gdbus", "introspect", "--session", "--xml", f"--dest={NAME}", f"--object-path={PATH}")
    )
    for interface, properties in wanted.items():
        node = root.find(f"interface[@name='{interface}']")
        assert node is not None
        found = {
            item.get("name"): f"{item.get('type')} {item.get('access')}" for item in node.findall("property")
        }
        assert found == properties
        assert methods[interface] == {
            item.get("name"): [
                f"{argument.get('name')} {argument.get('type')} {argument.get('direction')}"
                for argument in item.findall("arg")
            ]
            for item in node.findall("method")
        }
    signal = root.find(f"interface[@name='{PLAYER}']/signal[@name='Seeked']/arg")
    assert signal is not None
    assert signal.get("type") == "x"
    position = root.find(f"interface[@name='{PLAYER}']/property[@name='Position']/annotation")
    assert position is not None
    assert position.get("value") == "false"


def test_values_come_as_the_types_that_were_promised(bus: Bus, session: FakeSession) -> None:
    del session
    assert property_of(bus, "Position") == "(<int64 5000000>,)"
    assert property_of(bus, "Rate") == "(<1.0>,)"
    assert property_of(bus, "CanSeek") == "(<true>,)"
    assert property_of(bus, "SupportedUriSchemes", "org.mpris.MediaPlayer2") == "(<@as []>,)"
    assert property_of(bus, "Identity", "org.mpris.MediaPlayer2") == "(<'voicefoot'>,)"
    metadata = property_of(bus, "Metadata")
    assert "'mpris:length': <int64 400000000>" in metadata
    assert "'mpris:trackid': <objectpath '/voicefoot/exercise/1'>" in metadata
    assert "'xesam:artist': <['voicefoot']>" in metadata
    everything = bus.ask(
        "gdbus", "call", "--session", f"--dest={NAME}", f"--object-path={PATH}",
        "--method=org.freedesktop.DBus.Properties.GetAll", PLAYER,
    )  # fmt: skip
    assert everything.count("Can") == 6


def test_a_place_in_a_track_that_plays_no_more_is_stale(bus: Bus, session: FakeSession) -> None:
    call(bus, "SetPosition", "objpath:/voicefoot/exercise/3", "int64:260000000")
    call(bus, "SetPosition", "objpath:/voicefoot/exercise/1", "int64:110000000")
    session.wait_for(Order(Command.GO_TO, 1.0))


def test_a_session_opens_nothing_else(bus: Bus, session: FakeSession) -> None:
    done = bus.run("playerctl", "open", "https://example.org/song.mp3")
    assert "opens nothing else" in done.stderr
    assert session.orders == []


def test_quitting_is_stopping_and_there_is_no_window_to_raise(bus: Bus, session: FakeSession) -> None:
    for method in ("Raise", "Quit"):
        bus.ask(
            "dbus-send",
            "--session",
            "--print-reply",
            f"--dest={NAME}",
            PATH,
            f"org.mpris.MediaPlayer2.{method}",
        )
    session.wait_for(Order(Command.STOP))


def test_a_rate_of_nothing_is_a_pause(bus: Bus, session: FakeSession) -> None:
    for rate in ("2.0", "0.0"):
        bus.ask(
            "gdbus", "call", "--session", f"--dest={NAME}", f"--object-path={PATH}",
            "--method=org.freedesktop.DBus.Properties.Set", PLAYER, "Rate", f"<{rate}>",
        )  # fmt: skip
    session.wait_for(Order(Command.PAUSE))


def test_a_jump_is_told_and_the_passing_of_repetitions_is_not(bus: Bus) -> None:
    with (
        playing(bus, PAUSED) as session,
        bus.listen("dbus-monitor", "--session", f"sender='{NAME}'") as lines,
    ):
        # What becomes a monitor loses its own name first.
        lines.wait_for(lambda line: "member=NameLost" in line)
        session.remote.publish(replace(session.remote.status, number=1))
        session.remote.publish(replace(session.remote.status, number=2))
        session.remote.send(Command.GO_TO, 1.0)
        lines.wait_for(lambda line: line.strip() == "int64 100000000")
        signals = [line for line in lines.so_far if "member=Seeked" in line or "member=Properties" in line]
        assert ["Seeked" in line for line in signals] == [False, True]
        log = "\n".join(lines.so_far)
        assert "Seated toe taps" in log
        assert "Position" not in log


def test_a_second_session_has_a_name_of_its_own(bus: Bus, session: FakeSession) -> None:
    second = Remote()
    second.publish(BEGUN)
    with open_media_keys(second), FakeSession(second).under_way() as other:
        bus.wait_for_name(f"{NAME}.instance{os.getpid()}")
        bus.ask("playerctl", f"--player=voicefoot.instance{os.getpid()}", "next")
        other.wait_for(Order(Command.MEDIA_NEXT))
    assert session.orders == []


def test_a_session_that_is_over_leaves_the_bus(bus: Bus) -> None:
    with playing(bus):
        assert NAME in bus.names()
    assert NAME not in bus.names()


def test_a_bus_that_dies_ends_no_session_and_prints_nothing(
    bus: Bus, capfd: pytest.CaptureFixture[str]
) -> None:
    remote = Remote()
    remote.publish(BEGUN)
    with open_media_keys(remote) as keys, FakeSession(remote).under_way() as session:
        bus.wait_for_name(NAME)
        assert keys.problem is None
        bus.kill()
        assert problem_of(keys) == (
            "the D-Bus session went away; use the keyboard, and the next session looks for it again"
        )
        remote.send(Command.NEXT)
        session.wait_for(Order(Command.NEXT))
    gc.collect()
    assert capfd.readouterr() == ("", "")


def test_without_a_bus_a_session_is_steered_by_other_means() -> None:
    with open_media_keys(Remote()) as keys:
        assert problem_of(keys) == (
            "there is no D-Bus session here; start voicefoot in a desktop session, or use the keyboard"
        )
    found = media_keys_status()
    assert (found.available, found.detail) == (False, keys.problem)


def test_without_the_library_it_is_told_how_to_get_it(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    assert media_keys_status().available
    monkeypatch.setitem(sys.modules, "dbus_fast.aio", None)
    with open_media_keys(Remote()) as keys:
        assert problem_of(keys) == ('dbus-fast is missing; to get it: pip install "voicefoot[media-keys]"')
    found = media_keys_status()
    assert (found.available, found.detail) == (False, keys.problem)
    assert NAME not in bus.names()


def test_a_bus_is_found_where_systemd_puts_it(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(bus.address.removeprefix("unix:path=").partition(",")[0]).parent
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    with playing(bus):
        assert NAME in bus.names()


def test_a_bus_that_never_answers_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory(prefix="vf-dbus-") as folder, socket.socket(socket.AF_UNIX) as silent:
        silent.bind(f"{folder}/bus")
        silent.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={folder}/bus")
        with open_media_keys(Remote()):
            # It is listened to, and waits for an answer.
            connection, _ = silent.accept()
        connection.close()
        assert not threads()


def threads() -> list[threading.Thread]:
    """Those of media keys, that still run."""
    return [thread for thread in threading.enumerate() if thread.name == "media keys"]


def problem_of(keys: MediaKeys) -> str | None:
    """The problem that ends the thread."""
    for thread in threads():
        thread.join(TIMEOUT_SECONDS)
    return keys.problem
