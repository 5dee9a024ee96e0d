"""A cover for a session: a footprint in a ring that has a segment for each exercise.

The ground colour comes from the title. Pixels are computed with addition, multiplication, division and
square roots only, which give the same result on every machine; the PNG is the same for as long as zlib is.
"""

from __future__ import annotations

import hashlib
import math
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.float64]
"""A number for each of some pixels. Lengths are fractions of the side of the picture."""

_RING_RADIUS, _RING_HALF_WIDTH, _RING_CORNER, _RING_GAP = 0.422, 0.027, 0.012, 0.020
_LIGHTNESS, _CHROMA, _FIRST_HUE, _HUES = 0.53, 0.115, -25.0, 155.0
_CREAM, _SAND = (255, 246, 230), (255, 209, 140)
_STEPS = 64
"""The number of shades from the ground to each of the two inks."""


@dataclass(frozen=True, slots=True)
class _Ellipse:
    """Its centre, its semi-axes, and the sine and cosine of its clockwise rotation."""

    x: float
    y: float
    half_width: float
    half_height: float
    sine: float = 0.0
    cosine: float = 1.0


_HEEL = _Ellipse(0.020, 0.200, 0.076, 0.090)
_ARCH = _Ellipse(0.046, 0.060, 0.050, 0.130)
_BALL = _Ellipse(0.006, -0.068, 0.112, 0.086, 0.26, 0.9656)
_TOES = (
    _Ellipse(-0.092, -0.215, 0.045, 0.056, -0.08, 0.9968),
    _Ellipse(-0.016, -0.242, 0.029, 0.038, 0.04, 0.9992),
    _Ellipse(0.045, -0.226, 0.026, 0.034, 0.14, 0.9902),
    _Ellipse(0.096, -0.192, 0.0235, 0.030, 0.26, 0.9656),
    _Ellipse(0.136, -0.144, 0.021, 0.0265, 0.38, 0.9250),
)
_FOOT_SCALE, _FOOT_BOX = 1.22, (0.24, 0.37)
"""The scale of the foot, and half the width and height of its bounding box."""
_SMOOTHING = 0.075
"""How softly heel, arch and ball merge into one sole."""


def cover_png(title: str, sections: Sequence[tuple[str, float]], size: int = 600) -> bytes:
    """Return a square PNG of `size` pixels, 16 to 3000, for a session called `title`.

    `sections` are the names and the lengths in seconds of its exercises. The same arguments give the same
    bytes.
    """
    digest = hashlib.sha256(title.encode("utf-8", "surrogatepass")).digest()
    coordinates = (np.arange(size) + 0.5) / size - 0.5
    ring = _shades(_ring(coordinates, _shares([seconds for _, seconds in sections])), size)
    indices = np.where(ring > 0, ring + _STEPS, 0)
    columns, rows = (np.abs(coordinates) < half for half in _FOOT_BOX)
    across = -coordinates if digest[0] & 1 else coordinates
    foot = _shades(_foot(across[columns][np.newaxis, :], coordinates[rows][:, np.newaxis]), size)
    box = np.ix_(rows, columns)
    indices[box] = np.where(foot > 0, foot, indices[box])
    ground = _ground(digest)
    palette = [*_ramp(ground, _CREAM), *_ramp(ground, _SAND)]
    return _png(indices.astype(np.uint8), palette)


# -- shapes: distances to their edges, negative inside ----------------------------------------------


def _foot(x: Pixels, y: Pixels) -> Pixels:
    """Return the signed distance to a footprint with the great toe on the left; `x` is a row and `y` a
    column of numbers.
    """
    x, y = x / _FOOT_SCALE, y / _FOOT_SCALE
    sole = _smooth_union(_smooth_union(_ellipse(x, y, _HEEL), _ellipse(x, y, _ARCH)), _ellipse(x, y, _BALL))
    for toe in _TOES:
        sole = np.minimum(sole, _ellipse(x, y, toe))
    distance: Pixels = sole * _FOOT_SCALE
    return distance


def _ellipse(x: Pixels, y: Pixels, ellipse: _Ellipse) -> Pixels:
    """Return the distance to an ellipse: exact near its edge, where it matters, and approximate elsewhere."""
    dx, dy = x - ellipse.x, y - ellipse.y
    across = (dx * ellipse.cosine + dy * ellipse.sine) / ellipse.half_width
    along = (dy * ellipse.cosine - dx * ellipse.sine) / ellipse.half_height
    within = np.sqrt(across * across + along * along)
    slope_x, slope_y = across / ellipse.half_width, along / ellipse.half_height
    slope = np.sqrt(slope_x * slope_x + slope_y * slope_y)
    distance: Pixels = within * (within - 1) / np.maximum(slope, 1e-9)
    return distance


def _smooth_union(one: Pixels, other: Pixels) -> Pixels:
    """Return the union of both shapes, with a soft hollow where they meet."""
    share = np.clip(0.5 + 0.5 * (other - one) / _SMOOTHING, 0, 1)
    return other + (one - other) * share - _SMOOTHING * share * (1 - share)


def _ring(coordinates: Pixels, shares: Sequence[float]) -> Pixels:
    """Return a ring that starts at the top and runs clockwise, with gaps between `shares` of it.

    `coordinates` are the centres of the pixels along either side.
    """
    squares = coordinates * coordinates
    radius = np.sqrt(squares[np.newaxis, :] + squares[:, np.newaxis])
    outside: Pixels = np.abs(radius - _RING_RADIUS) - _RING_HALF_WIDTH
    if len(shares) < 2:
        return outside
    near = np.nonzero(outside < _RING_GAP)
    nx, ny = coordinates[near[1]], coordinates[near[0]]
    starts = np.cumsum([0.0, *shares])
    directions = [
        (round(math.sin(math.tau * start), 9), -round(math.cos(math.tau * start), 9)) for start in starts
    ]
    edges = np.array(directions)
    index = np.searchsorted(_clockwise(edges[1:-1, 0], edges[1:-1, 1]), _clockwise(nx, ny), side="right")
    gaps = np.array([min(_RING_GAP, 0.4 * math.tau * _RING_RADIUS * share) / 2 for share in shares])
    past_end = gaps[index] - np.minimum(
        _ray_distance(nx, ny, edges[index]), _ray_distance(nx, ny, edges[index + 1])
    )
    inward = np.maximum(outside[near] + _RING_CORNER, 0)
    sideward = np.maximum(past_end + _RING_CORNER, 0)
    corner = np.sqrt(inward * inward + sideward * sideward) - _RING_CORNER
    ring = outside.copy()
    ring[near] = np.maximum(corner, np.maximum(outside[near], past_end))
    return ring


def _clockwise(x: Pixels, y: Pixels) -> Pixels:
    """Return a value that grows clockwise from 0 at the top to 4, as an angle does, but computed by division
    only.
    """
    share = x / np.maximum(np.abs(x) + np.abs(y), 1e-12)
    turned: Pixels = np.where(y <= 0, np.where(x >= 0, share, 4 + share), 2 - share)
    return turned


def _ray_distance(x: Pixels, y: Pixels, edge: Pixels) -> Pixels:
    """Return the distance of each pixel from the ray that runs from the centre along `edge`; large behind
    the centre.
    """
    ahead = edge[:, 0] * x + edge[:, 1] * y > 0
    return np.where(ahead, np.abs(edge[:, 0] * y - edge[:, 1] * x), 1.0)


def _shares(lengths: Sequence[float]) -> list[float]:
    known = [seconds for seconds in lengths if math.isfinite(seconds) and seconds > 0]
    longest = max(known, default=1.0)
    parts = [seconds / longest for seconds in known]  # sums of the largest numbers have none
    whole = math.fsum(parts)
    return [part / whole for part in parts]


# -- colours, and the file --------------------------------------------------------------------------


def _shades(distance: Pixels, size: int) -> NDArray[np.int64]:
    """Return how much of each pixel is covered: 0 outside, `_STEPS` - 1 inside."""
    covered = np.clip(0.5 - distance * size, 0, 1)
    return np.floor(covered * (_STEPS - 1) + 0.5).astype(np.int64)


def _ground(digest: bytes) -> tuple[int, int, int]:
    """Return a warm colour, plum to olive; all of them look equally light."""
    hue = math.radians(_FIRST_HUE + _HUES * int.from_bytes(digest[1:3], "big") / 65535)
    lightness = _LIGHTNESS + 0.04 * (digest[3] / 255 - 0.5)
    return _from_oklab(lightness, _CHROMA * math.cos(hue), _CHROMA * math.sin(hue))


def _from_oklab(lightness: float, a: float, b: float) -> tuple[int, int, int]:
    """Convert a colour from Oklab to 8-bit sRGB, clipping what sRGB does not have."""
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return _eight_bits(red), _eight_bits(green), _eight_bits(blue)


def _eight_bits(linear: float) -> int:
    light = min(1.0, max(0.0, linear))
    curved = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return int(255 * curved + 0.5)


def _ramp(ground: tuple[int, int, int], ink: tuple[int, int, int]) -> list[tuple[int, ...]]:
    top = _STEPS - 1
    return [
        tuple((g * (top - step) + i * step + top // 2) // top for g, i in zip(ground, ink, strict=True))
        for step in range(_STEPS)
    ]


def _png(indices: NDArray[np.uint8], palette: Sequence[tuple[int, ...]]) -> bytes:
    rows, columns = indices.shape
    unfiltered = np.zeros((rows, columns + 1), dtype=np.uint8)
    unfiltered[:, 1:] = indices
    header = struct.pack(">IIBBBBB", columns, rows, 8, 3, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", header),
            _chunk(b"PLTE", bytes(value for colour in palette for value in colour)),
            _chunk(b"IDAT", zlib.compress(unfiltered.tobytes(), 6)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
