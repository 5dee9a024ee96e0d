"""A session is cut in silence, between two packets, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voicefoot.audio import Block
from voicefoot.export import splitter
from voicefoot.export.splitter import AFTER_SECONDS, BEFORE_SECONDS, MAX_CHUNK_SECONDS, Chunk, split

RATE = 1_000
BEFORE, AFTER = int(BEFORE_SECONDS * RATE), int(AFTER_SECONDS * RATE)


def sound(*parts: tuple[int, int]) -> Block:
    """Rows of (loud, silent) frames."""
    rows = [np.concatenate([np.ones(loud), np.zeros(silent)]) for loud, silent in parts]
    return np.concatenate(rows).astype(np.int16)[:, np.newaxis]


def blocks(samples: Block, length: int) -> Iterator[Block]:
    return (samples[at : at + length] for at in range(0, len(samples), length))


def ends(found: list[Chunk]) -> list[int]:
    """Where runs end that are not the last."""
    at = np.cumsum([len(chunk.samples) for chunk in found]).tolist()
    return [end for chunk, end in zip(found, at, strict=True) if chunk.ends_run and not chunk.is_last]


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(1, 9_000), st.integers(0, 3_000)), min_size=1, max_size=12),
    st.integers(1, 1_200),
    st.integers(1, 5_000),
    st.lists(st.integers(0, 60_000), max_size=5),
)
def test_whatever_comes_is_cut_in_silence_and_nothing_is_lost(
    parts: list[tuple[int, int]], packet: int, length: int, seams: list[int]
) -> None:
    samples = sound(*parts)
    found = list(split(blocks(samples, length), sorted(seams), packet, RATE))
    assert np.array_equal(np.concatenate([chunk.samples for chunk in found]), samples)
    assert [chunk.is_last for chunk in found] == [False] * (len(found) - 1) + [True]
    assert found[-1].ends_run
    for cut in ends(found):
        assert cut % packet == 0
        assert not samples[cut - BEFORE : cut + AFTER].any()
    for chunk in found:
        assert len(chunk.samples) <= MAX_CHUNK_SECONDS * RATE + packet + length + AFTER


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 5_000), st.floats(0.001, 10.0))
def test_the_cuts_depend_on_neither_the_blocks_nor_what_is_handed_on(
    monkeypatch: pytest.MonkeyPatch, length: int, max_chunk_seconds: float
) -> None:
    samples = sound((3_000, 500), (9_000, 400), (700, 90), (12_000, 300), (40, 8_000), (5, 5))
    seams = [3_500, 12_900]
    usual = ends(list(split([samples], seams, 20, RATE)))
    monkeypatch.setattr(splitter, "MAX_CHUNK_SECONDS", max_chunk_seconds)
    assert ends(list(split(blocks(samples, length), seams, 20, RATE))) == usual
    assert len(usual) > 3


def test_a_seam_in_silence_is_a_cut_and_leads_in_with_silence() -> None:
    samples = sound((1_000, 300), (1_000, 300), (500, 0))
    found = list(split(blocks(samples, 100), [0, 1_300, 2_600], 24, RATE))
    assert ends(found) == [1_300 - AFTER - (1_300 - AFTER) % 24, 2_600 - AFTER - (2_600 - AFTER) % 24]


@pytest.mark.parametrize("silent", [0, BEFORE + AFTER - 1])
def test_without_silence_there_is_one_run(silent: int) -> None:
    samples = sound(*[(3_000, silent)] * 20)
    found = list(split(blocks(samples, 960), [], 1, RATE))
    assert ends(found) == []
    assert len(found) > 3


def test_both_channels_have_to_be_silent() -> None:
    samples = np.repeat(sound((1_000, 600), (1_000, 0)), 2, axis=1)
    assert len(ends(list(split([samples], [1_500], 1, RATE)))) == 1
    samples[1_200, 1] = 1
    samples[1_400, 1] = 1
    assert ends(list(split([samples], [1_500], 1, RATE))) == []


def test_nothing_is_one_empty_chunk() -> None:
    found = list(split([], [], 1_152, RATE))
    assert [(len(chunk.samples), chunk.ends_run, chunk.is_last) for chunk in found] == [(0, True, True)]


@pytest.mark.parametrize("last", [True, False])
def test_only_the_last_of_all_is_the_last(last: bool) -> None:
    samples = sound((1_000, 600), (1_000, 200))
    found = list(split([samples], [1_600], 100, RATE, ends_session=last))
    assert [chunk.is_last for chunk in found] == [False, last]
    assert all(chunk.ends_run for chunk in found)
    assert len(list(split([], [], 100, RATE, ends_session=last))) == last
