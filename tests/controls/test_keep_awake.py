"""The machine stays awake in a session, and may sleep in its pauses and after it."""

from __future__ import annotations

import gc
import sys
import threading
from dataclasses import replace

import pytest

pytest.importorskip("dbus_fast")
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="desktops of Linux")

from tests.support.dbus import TIMEOUT_SECONDS, Bus  # noqa: E402 - what is below needs dbus-fast
from tests.support.desktop import GNOME_SUSPEND, gnome, screen_saver  # noqa: E402 - the same
from voicefoot.controls.keep_awake import KeepAwake, awake_status, keep_awake  # noqa: E402 - the same
from voicefoot.playing.remote import Remote, State, Status  # noqa: E402 - the same

PLAYING = Status(title="Desk", state=State.PLAYING)


def test_the_machine_is_held_and_let_go_and_the_screen_may_go_dark(bus: Bus) -> None:
    with gnome(bus) as desktop, KeepAwake() as awake:
        awake.hold()
        desktop.wait_for("hold")
        assert desktop.flags == [GNOME_SUSPEND]
        assert awake.wait_settled(TIMEOUT_SECONDS)
        assert (awake.method, awake.problem) == ("org.gnome.SessionManager", None)
        awake.release()
        desktop.wait_for("hold", "release")
        assert awake.wait_settled(TIMEOUT_SECONDS)
        assert (awake.method, awake.problem) == (None, None)
        awake.hold()
        desktop.wait_for("hold", "release", "hold")
        assert desktop.flags == [GNOME_SUSPEND]


def test_holding_twice_is_holding_once(bus: Bus) -> None:
    with gnome(bus) as desktop, KeepAwake() as awake:
        for _ in range(3):
            awake.hold()
            assert awake.wait_settled(TIMEOUT_SECONDS)
        for _ in range(3):
            awake.release()
            assert awake.wait_settled(TIMEOUT_SECONDS)
        assert desktop.calls == ["hold", "release"]


def test_the_end_lets_go_and_nothing_holds_after_it(bus: Bus) -> None:
    with gnome(bus) as desktop:
        with KeepAwake() as awake:
            awake.hold()
            desktop.wait_for("hold")
        assert desktop.flags == []
        awake.hold()
        awake.close()
        assert desktop.calls == ["hold", "release"]


def test_what_is_never_held_starts_nothing() -> None:
    with KeepAwake() as awake:
        awake.release()
    assert "awake" not in {thread.name for thread in threading.enumerate()}


def test_a_desktop_that_knows_only_its_screen_is_asked_for_that(bus: Bus) -> None:
    with screen_saver(bus) as desktop, KeepAwake() as awake:
        awake.hold()
        desktop.wait_for("hold")
        assert awake.wait_settled(TIMEOUT_SECONDS)
        assert awake.method == "org.freedesktop.ScreenSaver"


def test_the_machine_sleeps_when_it_is_paused_or_over(bus: Bus) -> None:
    remote = Remote()
    remote.publish(PLAYING)
    with gnome(bus) as desktop:
        with keep_awake(remote) as awake:
            for state in (State.PLAYING, State.PAUSED, State.PLAYING, State.WAITING, State.LOST, State.OVER):
                remote.publish(replace(PLAYING, state=state))
                assert awake.wait_settled(TIMEOUT_SECONDS)
            assert desktop.calls == ["hold", "release", "hold", "release"]
            remote.publish(PLAYING)
            desktop.wait_for("hold", "release", "hold", "release", "hold")
        assert desktop.flags == []


def test_no_garbage_is_collected_while_sound_plays(bus: Bus) -> None:
    # It would stop every thread, the sink's among them, for as long as it takes.
    collected: list[str] = []

    def note(_phase: str, _info: dict[str, int]) -> None:
        collected.append(threading.current_thread().name)

    gc.disable()
    gc.callbacks.append(note)
    try:
        with gnome(bus), KeepAwake() as awake:
            awake.hold()
            assert awake.wait_settled(TIMEOUT_SECONDS)
            awake.release()
            assert awake.wait_settled(TIMEOUT_SECONDS)
    finally:
        gc.callbacks.remove(note)
        gc.enable()
    assert collected == []


def test_after_its_end_a_session_is_not_followed(bus: Bus) -> None:
    remote = Remote()
    with gnome(bus) as desktop:
        with keep_awake(remote):
            desktop.wait_for("hold")
        remote.publish(replace(PLAYING, state=State.PAUSED))
        remote.publish(PLAYING)
        assert desktop.calls == ["hold", "release"]


def test_without_a_bus_a_session_goes_on_and_it_is_told() -> None:
    with KeepAwake() as awake:
        awake.hold()
        assert awake.wait_settled(TIMEOUT_SECONDS)
        assert awake.method is None
        assert awake.problem is not None
        assert awake.problem.startswith("nothing here keeps the machine awake when asked; ")
        awake.release()
        assert awake.wait_settled(TIMEOUT_SECONDS)
        assert awake.problem is None


def test_a_desktop_that_refuses_is_no_error(bus: Bus) -> None:
    with gnome(bus, refuses=True), KeepAwake() as awake:
        awake.hold()
        assert awake.wait_settled(TIMEOUT_SECONDS)
        assert awake.method is None
        assert awake.problem is not None


def test_a_bus_that_dies_in_between_is_no_error(bus: Bus) -> None:
    with gnome(bus) as desktop, KeepAwake() as awake:
        awake.hold()
        desktop.wait_for("hold")
        assert awake.wait_settled(TIMEOUT_SECONDS)
        bus.kill()
        awake.release()
        assert awake.wait_settled(TIMEOUT_SECONDS)
        assert awake.problem is not None
        assert "voicefoot play" in awake.problem
        awake.hold()
        assert awake.wait_settled(TIMEOUT_SECONDS)
        assert awake.method is None


def test_the_doctor_tries_it(bus: Bus) -> None:
    with gnome(bus) as desktop:
        assert awake_status() == (True, "by org.gnome.SessionManager")
        assert desktop.calls == ["hold", "release"]
    good, detail = awake_status()
    assert not good
    assert "systemd-inhibit" in detail
