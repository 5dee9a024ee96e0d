"""Pieces are encoded on all cores, and never twice."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from tests.export.sessions import RATE, session
from voicefoot.audio import AudioFormat, Block
from voicefoot.export import encoding
from voicefoot.export.cutting import Piece, pieces
from voicefoot.export.encoding import Coding, Done, KnownPackets, encoded, packed, unpacked
from voicefoot.export.formats import format_of
from voicefoot.mix import mix
from voicefoot.timeline import Section


def coding(ending: str) -> Coding:
    kind = format_of(ending)
    return Coding(kind, AudioFormat(RATE, 1), kind.bit_rate_kbps(1, None))


def cut(sections: list[Section], how: Coding) -> Iterable[Piece]:
    return pieces(mix(sections), [part.start_frame for part in sections], how.packet_frames, RATE)


def noise(frames: int, seed: int) -> Block:
    return np.random.default_rng(seed).integers(-3_000, 3_000, (frames, 1)).astype(np.int16)


def flat(packets: Iterable[list[bytes]]) -> list[bytes]:
    return [packet for part in packets for packet in part]


@pytest.mark.parametrize("ending", [".mp3", ".opus", ".m4a"])
def test_the_packets_are_the_same_on_any_number_of_cores(ending: str) -> None:
    how = coding(ending)
    usual = flat(encoded(cut(session(), how), how, cores=1))
    assert flat(encoded(cut(session(), how), how, cores=3)) == usual
    frames = sum(len(block) for block in mix(session()))
    assert 0 <= len(usual) - frames / how.packet_frames <= 2


@pytest.mark.parametrize("ending", [".mp3", ".opus", ".m4a"])
def test_what_is_known_is_not_encoded_and_gives_the_same(ending: str, tmp_path: Path) -> None:
    how, known = coding(ending), KnownPackets(tmp_path)
    first, again, changed = Done(), Done(), Done()
    usual = flat(encoded(cut(session(), how), how, known, first))
    frames = sum(len(block) for block in mix(session()))
    assert (first.encoded_frames, first.known_frames) == (frames, 0)
    assert flat(encoded(cut(session(), how), how, known, again)) == usual
    assert (again.encoded_frames, again.known_frames) == (0, frames)
    other = session(seeds=(1, 7, 3))
    found = flat(encoded(cut(other, how), how, known, changed))
    assert found == flat(encoded(cut(other, how), how))
    assert found != usual
    assert changed.encoded_frames < 26 * RATE
    assert changed.known_frames > 18 * RATE


def test_a_run_of_which_a_part_is_known_is_encoded_as_a_whole(tmp_path: Path) -> None:
    how, known = coding(".mp3"), KnownPackets(tmp_path)
    parts = [noise(480_000, seed) for seed in (1, 2, 3)]
    other = [*parts[:2], noise(480_000, 4)]

    def one_run(samples: list[Block]) -> list[Piece]:
        return [Piece(part, ends=part is samples[-1], last=part is samples[-1]) for part in samples]

    flat(encoded(one_run(parts), how, known))
    done = Done()
    assert flat(encoded(one_run(other), how, known, done)) == flat(encoded(one_run(other), how))
    assert done.encoded_frames == 3 * 480_000


def test_a_long_run_is_encoded_though_it_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "MOST_HOPED_BYTES", 1_000_000)
    how, known, done = coding(".mp3"), KnownPackets(tmp_path), Done()
    run = [Piece(noise(480_000, seed), ends=seed == 4, last=seed == 4) for seed in range(5)]
    usual = flat(encoded(run, how, known))
    assert flat(encoded(run, how, known, done)) == usual
    assert done.encoded_frames == 5 * 480_000


def test_all_that_changes_packets_is_in_the_key(tmp_path: Path) -> None:
    known = KnownPackets(tmp_path)
    run = [Piece(noise(48_000, 1), ends=True, last=True)]
    flat(encoded(run, coding(".mp3"), known))
    mp3 = format_of(".mp3")
    for how in (
        coding(".opus"),
        Coding(mp3, AudioFormat(44_100, 1), 96),
        Coding(mp3, AudioFormat(RATE, 1), 64),
    ):
        done = Done()
        flat(encoded(run, how, known, done))
        assert done.encoded_frames == 48_000
    done = Done()
    inner = [Piece(noise(48_384, 1), ends=True), Piece(noise(100, 2), ends=True, last=True)]
    flat(encoded([Piece(noise(48_384, 1), ends=True, last=True)], coding(".mp3"), known))
    flat(encoded(inner, coding(".mp3"), known, done))
    assert done.known_frames == 0


def test_damaged_packets_are_made_anew(tmp_path: Path) -> None:
    how, known = coding(".mp3"), KnownPackets(tmp_path)
    run = [Piece(noise(96_000, 1), ends=True, last=True)]
    usual = flat(encoded(run, how, known))
    (kept,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    for damaged in (b"", b"short", kept.read_bytes()[:-1], bytes(100) + kept.read_bytes()[100:]):
        kept.write_bytes(damaged)
        assert flat(encoded(run, how, known)) == usual


def test_packets_survive_being_kept() -> None:
    packets = [b"one", b"", b"three" * 1_000]
    assert unpacked(packed(packets)) == packets
    assert unpacked(packed([])) == []


def test_an_error_in_the_making_ends_it() -> None:
    def broken() -> Iterable[Piece]:
        yield Piece(noise(480_000, 1), ends=True)
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        flat(encoded(broken(), coding(".mp3")))
