"""Packets are told apart again, and damage is noticed."""

from __future__ import annotations

import pytest

from voicefoot.export.packets import Packets, deserialized, serialized

PACKETS = [b"one", b"", b"three" * 1_000]


def test_packets_are_given_apart() -> None:
    held = Packets.of(PACKETS)
    assert len(held) == 3
    assert list(held) == PACKETS


@pytest.mark.parametrize("parts", [[PACKETS], [PACKETS[:1], [], PACKETS[1:]], [[]], []])
def test_packets_survive_being_kept(parts: list[list[bytes]]) -> None:
    found = deserialized(b"".join(serialized([Packets.of(part) for part in parts])))
    assert found is not None
    assert list(found) == [packet for part in parts for packet in part]


@pytest.mark.parametrize("at", [0, 31, 33, 40, -1])
def test_damaged_packets_are_none(at: int) -> None:
    data = bytearray(b"".join(serialized([Packets.of(PACKETS)])))
    data[at] ^= 1
    assert deserialized(bytes(data)) is None
    assert deserialized(b"") is None
