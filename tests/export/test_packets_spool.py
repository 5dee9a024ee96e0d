"""Packets come out of the spool as they went in."""

from __future__ import annotations

import pytest

from voicefoot.export import packets as module
from voicefoot.export.packets import Packets, spooled


@pytest.mark.parametrize("most_bytes", [1, 10**6])
def test_packets_come_out_as_they_went_in(most_bytes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SPOOL_MEMORY_BYTES", most_bytes)
    monkeypatch.setattr(module, "LENGTHS_READ_BYTES", 12)
    packets = [bytes([number]) * (number * 7 % 11) for number in range(100)]
    with spooled() as spool:
        for at in range(0, 100, 9):
            spool.add(Packets.of([]))
            spool.add(Packets.of(packets[at : at + 9]))
        assert len(spool) == 100
        assert spool.bytes == sum(map(len, packets))
        assert list(spool) == packets
        assert spool.last() == packets[-1]
        assert b"".join(spool.chunks()) == b"".join(packets)


def test_a_spool_may_stay_empty() -> None:
    with spooled() as spool:
        assert (len(spool), spool.bytes, list(spool), list(spool.chunks())) == (0, 0, [], [])
