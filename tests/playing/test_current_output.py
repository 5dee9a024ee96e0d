"""Each output is as loud as it was, in one session too."""

from __future__ import annotations

import pytest

from tests.sinks.signals import endless
from tests.sinks.test_fallback import MONO, retried
from tests.support.pulse import PulseServer
from voicefoot.playing.current_output import CurrentOutput
from voicefoot.playing.feed import Feed
from voicefoot.sinks.ports import Sink
from voicefoot.storage.paths import volumes_file
from voicefoot.storage.volumes import store_volume, stored_volumes

HEADSET = "miniaudio:Test-headset"
SPEAKERS = "miniaudio"


@pytest.fixture
def server(doomed_server: PulseServer, monkeypatch: pytest.MonkeyPatch) -> PulseServer:
    """A server to which this process finds by itself, with a speaker."""
    for key, value in doomed_server.environment.items():
        monkeypatch.setenv(key, value)
    doomed_server.add_speaker(name="wall")
    doomed_server.pactl("set-default-sink", "wall")
    return doomed_server


def back(output: CurrentOutput) -> tuple[Sink, list[str]]:
    """What is there, as a session finds it that asks again and again, and what is told of it."""
    return retried(lambda: output.reopen(endless, MONO)), output.adopt()


def test_what_stands_in_has_a_volume_of_its_own(server: PulseServer) -> None:
    store_volume(SPEAKERS, 0.8)
    feed = Feed(MONO, 0.3)
    output = CurrentOutput(("Test-headset",), HEADSET, feed)
    stand_in, told = back(output)
    assert told == ['"Test-headset" is not there; the sound goes on where the system plays']
    assert feed.volume == 0.8
    feed.volume = 0.6
    stand_in.stop()
    server.add_speaker(name="headset")
    headset, told = back(output)
    assert told == ['the sound is back on "Test-headset"']
    assert feed.volume == 0.3
    headset.stop()
    assert output.store_volume() == []
    assert stored_volumes() == {HEADSET: 0.3, SPEAKERS: 0.6}


@pytest.mark.usefixtures("server")
def test_what_has_none_yet_is_as_loud_as_what_was_lost() -> None:
    feed = Feed(MONO, 0.3)
    stand_in, _ = back(CurrentOutput(("Test-headset",), HEADSET, feed))
    assert feed.volume == 0.3
    stand_in.stop()


@pytest.mark.usefixtures("server")
def test_the_same_output_is_as_loud_as_it_was_turned() -> None:
    store_volume(SPEAKERS, 0.8)
    feed = Feed(MONO, 0.3)
    speakers, told = back(CurrentOutput((), SPEAKERS, feed))
    assert (feed.volume, told) == (0.3, ["the sound is back"])
    speakers.stop()


@pytest.mark.parametrize(("turned", "known"), [(1.0, {}), (0.5, {SPEAKERS: 0.5}), (0.0, {})])
def test_only_what_was_turned_is_remembered_and_not_what_was_turned_off(
    turned: float, known: dict[str, float]
) -> None:
    feed = Feed(MONO, turned)
    assert CurrentOutput((), SPEAKERS, feed).store_volume() == []
    assert stored_volumes() == known


def test_where_it_can_not_be_remembered_the_reason_is_told() -> None:
    volumes_file().parent.parent.mkdir(parents=True, exist_ok=True)
    volumes_file().parent.write_text("")
    (problem,) = CurrentOutput((), SPEAKERS, Feed(MONO, 0.5)).store_volume()
    assert problem.startswith("the volume is not remembered")
