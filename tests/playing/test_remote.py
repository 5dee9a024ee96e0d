"""The port between a session and what steers it."""

from __future__ import annotations

from dataclasses import replace

from voicefoot.playing.remote import Command, Order, Remote, State, Status


def test_orders_come_in_their_order_and_with_their_values() -> None:
    remote = Remote()
    remote.send(Command.NEXT)
    remote.send(Command.VOLUME, 0.5)
    assert remote.next_order(0.0) == Order(Command.NEXT)
    assert remote.next_order(0.0) == Order(Command.VOLUME, 0.5)
    assert remote.next_order(0.0) is None


def test_who_gave_an_order_is_told_when_it_is_carried_out_and_not_before() -> None:
    remote = Remote()
    told: list[str] = []
    remote.send(Command.NEXT, done=lambda: told.append("next"))
    remote.send(Command.PAUSE)
    remote.send(Command.STOP, done=lambda: told.append("stop"))
    remote.send(Command.AGAIN, done=lambda: told.append("again"))
    remote.next_order(0.0)
    assert told == []
    remote.next_order(0.0)
    assert told == ["next"]
    remote.next_order(0.0)
    remote.publish(Status(state=State.PLAYING))
    assert told == ["next"]
    remote.publish(Status(state=State.OVER))
    assert told == ["next", "stop"]
    remote.publish(Status(state=State.OVER))
    assert told == ["next", "stop"]


def test_who_watches_is_told_of_all_that_changes_but_times() -> None:
    remote = Remote()
    seen: list[Status] = []
    end = remote.watch(seen.append)
    playing = Status(state=State.PLAYING)
    remote.publish(playing)
    remote.publish(replace(playing, position_seconds=1.0, left_seconds=9.0))
    remote.publish(replace(playing, number=2))
    end()
    remote.publish(replace(playing, number=3))
    assert seen == [playing, replace(playing, number=2)]
    assert remote.status.number == 3
