"""The cover is a sound PNG, always the same one, and can be made out when it is small."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from voicefoot.pictures.cover import cover_png

FOOT_STRENGTH = [("scrunches", 134.0), ("taps", 66.0), ("lifts", 196.0), ("stretch", 236.0), ("kneel", 50.0)]
TITLES = ["Foot strength for runners", "Toothbrush", "Desk", "", "伸展", "\ud800", "a", "b", "c"]


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at = 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length]) == (zlib.crc32(kind + data),)
        yield kind, data
        at += 12 + length
    assert at == len(png)


def decoded(png: bytes) -> NDArray[np.uint8]:
    """(rows, columns, 3), 8 bits."""
    parts = dict(chunks(png))
    assert list(parts) == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    columns, rows, *form = struct.unpack(">IIBBBBB", parts[b"IHDR"])
    assert form == [8, 3, 0, 0, 0]
    lines = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(rows, columns + 1)
    assert not lines[:, 0].any()
    return np.frombuffer(parts[b"PLTE"], np.uint8).reshape(-1, 3)[lines[:, 1:]]


def cover(
    title: str = "Desk", lengths: Sequence[float] = (60, 60, 120), size: int = 600
) -> NDArray[np.uint8]:
    return decoded(cover_png(title, [("an exercise", seconds) for seconds in lengths], size))


def luminance(picture: NDArray[np.float64]) -> NDArray[np.float64]:
    """Relative luminance as WCAG defines it, 0 to 1."""
    value = picture / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    light: NDArray[np.float64] = linear @ np.array([0.2126, 0.7152, 0.0722])
    return light


def at_64_pixels(title: str) -> NDArray[np.float64]:
    boxes = cover(title, size=640).reshape(64, 10, 64, 10, 3).astype(float)
    return luminance(boxes.mean(axis=(1, 3)))


def contrast(one: float, other: float) -> float:
    light, dark = max(one, other), min(one, other)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("size", [16, 64, 600, 1400])
def test_is_a_square_of_the_size_asked_for(size: int) -> None:
    assert cover(size=size).shape == (size, size, 3)


@pytest.mark.parametrize("sections", [FOOT_STRENGTH, [("n", 1.0 + n % 7) for n in range(500)]])
def test_is_small(sections: list[tuple[str, float]]) -> None:
    assert len(cover_png("Foot strength for runners", sections)) < 60_000


def test_is_always_the_same() -> None:
    assert cover_png("Desk", FOOT_STRENGTH) == cover_png("Desk", FOOT_STRENGTH)
    pixels = decoded(cover_png("Desk", FOOT_STRENGTH)).tobytes()
    assert f"{zlib.crc32(pixels):08x}" == "45d452bd", "the same pixels on every machine"


def test_each_title_has_a_picture_of_its_own() -> None:
    pictures = {cover(title, size=64).tobytes() for title in TITLES + [f"Routine {n}" for n in range(100)]}
    assert len(pictures) >= len(TITLES) + 97


def test_the_exercises_are_in_the_picture() -> None:
    assert (cover(lengths=[60, 60]) != cover(lengths=[60, 90])).any()
    assert (cover(lengths=[60, 60]) != cover(lengths=[60, 60, 1])).any()
    assert (cover(lengths=[60, 60]) == cover(lengths=[120, 120])).all()


@pytest.mark.parametrize("title", TITLES)
def test_the_foot_stands_out_when_it_is_small(title: str) -> None:
    light = at_64_pixels(title)
    ground = float(np.median([light[1, 1], light[1, -2], light[-2, 1], light[-2, -2]]))
    # The heel, the ball and, left or right, the great toe.
    heel, ball = float(light[46:50, 31:33].mean()), float(light[26:28, 30:34].mean())
    toe = max(float(light[14:16, 24:26].mean()), float(light[14:16, 38:40].mean()))
    assert min(contrast(spot, ground) for spot in (heel, ball, toe)) >= 4.5
    assert contrast(float(light[32, 12]), ground) < 1.2, "between the foot and the ring"
    bright = (light > (heel + ground) / 2).sum()
    assert 0.15 < bright / light.size < 0.5


@pytest.mark.parametrize("lengths", [[30, 60, 90], [10, 300], [5, 5, 5, 5, 100]])
def test_the_ring_is_to_scale(lengths: list[float]) -> None:
    size = 600
    picture = luminance(cover(lengths=lengths, size=size).astype(float))
    turns = np.arange(7200) / 7200 * math.tau
    columns = (size / 2 + 0.422 * size * np.sin(turns)).astype(int)
    rows = (size / 2 - 0.422 * size * np.cos(turns)).astype(int)
    ring = picture[rows, columns] > (picture.max() + picture[2, 2]) / 2.5
    begins = np.nonzero(ring & ~np.roll(ring, 1))[0]
    ends = np.nonzero(ring & ~np.roll(ring, -1))[0]
    assert len(begins) == len(lengths)
    shares = np.cumsum([0, *lengths]) / sum(lengths)
    middles = [((shares[n] + shares[n + 1]) / 2) for n in range(len(lengths))]
    found = (begins + ends) / 2 / 7200
    assert found == pytest.approx(middles, abs=0.004)
    gap = 0.020 / 0.422 / math.tau
    assert (ends - begins) / 7200 == pytest.approx(np.diff(shares) - gap, abs=0.006)


@settings(max_examples=40)
@given(st.text(max_size=20), st.lists(st.floats(), max_size=12))
def test_whatever_the_lengths_are_there_is_a_picture(title: str, lengths: list[float]) -> None:
    assert cover(title, lengths, 48).shape == (48, 48, 3)


def test_the_picture_has_no_other_colours_than_its_inks_and_its_ground() -> None:
    picture = cover()
    ground = picture[0, 0].astype(int)
    assert (picture[2, :] == ground).all()
    assert [tuple(picture[300, 300])] == [(255, 246, 230)]
    off = picture.reshape(-1, 3).astype(int)
    assert (off.max(axis=0) == (255, 246, 230)).all()
    assert (off.min(axis=0) >= ground - 1).all()
