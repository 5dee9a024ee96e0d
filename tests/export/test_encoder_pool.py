"""Pieces are encoded on all cores, and never twice."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from tests.export.sessions import RATE, session
from voicefoot.audio import AudioFormat, Block
from voicefoot.export import encoder_pool
from voicefoot.export.encode_units import encode_units
from voicefoot.export.encoder_pool import EncodeJob, EncoderSettings, EncodeStats, PacketCache, encode_jobs
from voicefoot.export.formats import MP3, format_of
from voicefoot.export.packets import Packets
from voicefoot.export.splitter import Chunk
from voicefoot.mixing.mix import mix
from voicefoot.model.stems import AS_ARRANGED
from voicefoot.timeline.timeline import Section


def coding(ending: str) -> EncoderSettings:
    kind = format_of(ending)
    assert kind.codec is not None
    return EncoderSettings(kind.codec, AudioFormat(RATE, 1), kind.bit_rate_kbps(1, None))


def works(sections: list[Section], how: EncoderSettings) -> list[EncodeJob]:
    found = encode_units(sections, how.packet_frames, AS_ARRANGED)
    return [EncodeJob(each.digest, partial(each.chunks, how.packet_frames, AS_ARRANGED)) for each in found]


def work(*parts: Block, name: bytes | None = None) -> list[EncodeJob]:
    """One run of these parts."""
    run = [Chunk(part, ends_run=part is parts[-1], is_last=part is parts[-1]) for part in parts]
    return [EncodeJob(name, partial(iter, run))]


def noise(frames: int, seed: int) -> Block:
    return np.random.default_rng(seed).integers(-3_000, 3_000, (frames, 1)).astype(np.int16)


def flat(packets: Iterable[Packets]) -> list[bytes]:
    return [packet for part in packets for packet in part]


@pytest.mark.parametrize("ending", [".mp3", ".opus", ".m4a"])
def test_the_packets_are_the_same_on_any_number_of_cores(ending: str) -> None:
    how = coding(ending)
    usual = flat(encode_jobs(works(session(), how), how, cores=1))
    assert flat(encode_jobs(works(session(), how), how, cores=3)) == usual
    frames = sum(len(block) for block in mix(session()))
    assert 0 <= len(usual) - frames / how.packet_frames <= 2


@pytest.mark.parametrize("ending", [".mp3", ".opus", ".m4a"])
def test_what_is_known_is_not_encoded_and_gives_the_same(ending: str, tmp_path: Path) -> None:
    how, known = coding(ending), PacketCache(tmp_path)
    first, again, changed = EncodeStats(), EncodeStats(), EncodeStats()
    usual = flat(encode_jobs(works(session(), how), how, known, first))
    assert (first.encoded, first.known) == (3, 0)
    assert flat(encode_jobs(works(session(), how), how, known, again)) == usual
    assert (again.encoded, again.known, again.encoded_frames) == (0, 3, 0)
    other = session(seeds=(1, 7, 3))
    found = flat(encode_jobs(works(other, how), how, known, changed))
    assert found == flat(encode_jobs(works(other, how), how))
    assert found != usual
    assert (changed.encoded, changed.known) == (1, 2)


def test_what_is_known_is_not_even_mixed(tmp_path: Path) -> None:
    how, known = coding(".mp3"), PacketCache(tmp_path)
    usual = flat(encode_jobs(work(noise(96_000, 1), name=b"it"), how, known))

    def never() -> Iterator[Chunk]:
        raise AssertionError

    assert flat(encode_jobs([EncodeJob(b"it", never)], how, known)) == usual


def test_a_run_of_many_pieces_is_one_stream(tmp_path: Path) -> None:
    how, known = coding(".mp3"), PacketCache(tmp_path)
    parts = [noise(480_000, seed) for seed in range(5)]
    usual = flat(encode_jobs(work(*parts, name=b"it"), how, known))
    assert flat(encode_jobs(work(np.concatenate(parts)), how)) == usual
    assert flat(encode_jobs(work(*parts, name=b"it"), how, known)) == usual


def test_what_is_encoded_is_handed_on_while_the_work_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[threading.Event] = [threading.Event() for _ in range(5)]

    class Slow:
        def encode(self, block: Block) -> list[bytes]:
            begun[len(block)].set()
            return [b"packet"]

        def finish(self) -> list[bytes]:
            return []

    def parts() -> Iterator[Chunk]:
        yield Chunk(noise(1, 1), ends_run=False)
        yield Chunk(noise(2, 2), ends_run=False)
        yield Chunk(noise(3, 3), ends_run=False)
        # One encoder takes them in order: when it has the second, the first is ready.
        assert begun[2].wait(60)
        yield Chunk(noise(4, 4), ends_run=False)
        raise AssertionError("more was asked for before the first was handed on")

    monkeypatch.setattr(EncoderSettings, "encoder", lambda _: Slow())
    assert list(next(encode_jobs([EncodeJob(None, parts)], coding(".flac")))) == [b"packet"]


def test_no_core_waits_for_a_run_that_another_is_busy_with(monkeypatch: pytest.MonkeyPatch) -> None:
    other_begun = threading.Event()

    class Waiting:
        """Makes the first piece when another run is being made, too."""

        def encode(self, block: Block) -> list[bytes]:
            if len(block) == 1:
                assert other_begun.wait(60), "a core waited for this run instead of beginning the other"
            if len(block) == 3:
                other_begun.set()
            return [b"packet"]

        def finish(self) -> list[bytes]:
            return []

    run = [Chunk(noise(1, 1), ends_run=False), Chunk(noise(2, 2), ends_run=True, is_last=True)]
    other = [Chunk(noise(3, 3), ends_run=True, is_last=True)]
    monkeypatch.setattr(EncoderSettings, "encoder", lambda _: Waiting())
    both = [EncodeJob(None, partial(iter, [*run, *other]))]
    assert len(flat(encode_jobs(both, coding(".flac"), cores=2))) == 3


def test_more_than_is_worth_keeping_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder_pool, "MAX_ENTRY_BYTES", 100_000)
    how, known, done = coding(".mp3"), PacketCache(tmp_path), EncodeStats()
    parts = [noise(480_000, seed) for seed in range(3)]
    for _ in range(2):
        flat(encode_jobs(work(*parts, name=b"it"), how, known, done))
    assert (done.encoded, done.known) == (2, 0)


def test_all_that_changes_packets_is_in_the_key() -> None:
    ways = [coding(".mp3"), coding(".opus"), coding(".m4a")]
    ways += [EncoderSettings(MP3, AudioFormat(44_100, 1), 96), EncoderSettings(MP3, AudioFormat(RATE, 2), 96)]
    ways += [EncoderSettings(MP3, AudioFormat(RATE, 1), 64)]
    keys = {how.key(name) for how in ways for name in (b"one", b"two")}
    assert len(keys) == 2 * len(ways)


def test_damaged_packets_are_made_anew(tmp_path: Path) -> None:
    how, known = coding(".mp3"), PacketCache(tmp_path)
    usual = flat(encode_jobs(work(noise(96_000, 1), name=b"it"), how, known))
    (kept,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    for damaged in (b"", b"short", kept.read_bytes()[:-1], bytes(100) + kept.read_bytes()[100:]):
        kept.write_bytes(damaged)
        assert flat(encode_jobs(work(noise(96_000, 1), name=b"it"), how, known)) == usual


def test_an_error_in_the_making_ends_it() -> None:
    def broken() -> Iterator[Chunk]:
        yield Chunk(noise(480_000, 1), ends_run=True)
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        flat(encode_jobs([EncodeJob(None, broken)], coding(".mp3")))
