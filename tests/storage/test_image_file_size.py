"""How large an image claims to be is told by its head alone."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import pictures
from voicefoot.errors import CommandError
from voicefoot.model.limits import MAX_IMAGE_BYTES, MAX_IMAGE_PIXELS, MAX_IMAGE_SIDE
from voicefoot.storage.image_file import image_size, read_image

KINDS = (pictures.png, pictures.jpeg, pictures.webp, pictures.webp_lossless, pictures.webp_lossy)


@pytest.mark.parametrize("made", KINDS)
def test_the_size_of_each_kind(made: Callable[[int, int], bytes]) -> None:
    assert image_size(io.BytesIO(made(1_234, 567))) == (1_234, 567)


def test_a_real_png_and_a_real_jpeg(tmp_path: Path) -> None:
    import av

    for name, codec, pixels in (("a.png", "png", "rgb24"), ("a.jpg", "mjpeg", "yuvj420p")):
        with av.open(str(tmp_path / name), "w", format="image2") as container:
            stream = container.add_stream(codec, rate=1)
            assert isinstance(stream, av.video.stream.VideoStream)
            stream.width, stream.height, stream.pix_fmt = 60, 40, pixels
            frame = av.VideoFrame.from_ndarray(np.zeros((40, 60, 3), dtype=np.uint8), format="rgb24")
            container.mux(stream.encode(frame.reformat(format=pixels)))
            container.mux(stream.encode(None))
        with (tmp_path / name).open("rb") as file:
            assert image_size(file) == (60, 40)


def test_what_stands_before_the_frame_of_a_jpeg_is_passed_over() -> None:
    assert image_size(io.BytesIO(pictures.jpeg(30, 20, b"\xff\xc0" * 1_000))) == (30, 20)


HALF = MAX_IMAGE_PIXELS // 10_000


@pytest.mark.parametrize(
    ("width", "height", "is_good"),
    [
        (MAX_IMAGE_SIDE - 1, 1, True),
        (MAX_IMAGE_SIDE, 1, True),
        (MAX_IMAGE_SIDE + 1, 1, False),
        (1, MAX_IMAGE_SIDE + 1, False),
        (10_000, HALF, True),
        (10_000, HALF + 1, False),
        (0, 5, False),
        (2**31, 2**31, False),
    ],
)
def test_the_size_is_bounded(width: int, height: int, is_good: bool, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(pictures.png(width, height))
    if is_good:
        assert read_image(path, MAX_IMAGE_BYTES, MAX_IMAGE_SIDE, MAX_IMAGE_PIXELS).mime == "image/png"
    else:
        with pytest.raises(CommandError, match=r"picture\.png (has .* pixels|is a damaged picture); save it"):
            read_image(path, MAX_IMAGE_BYTES, MAX_IMAGE_SIDE, MAX_IMAGE_PIXELS)


@pytest.mark.parametrize(("more", "is_good"), [(0, True), (1, False)])
def test_the_bytes_are_bounded(more: int, is_good: bool, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(pictures.png(5, 5))
    limit = path.stat().st_size - more
    if is_good:
        assert read_image(path, limit, MAX_IMAGE_SIDE, MAX_IMAGE_PIXELS).data
    else:
        with pytest.raises(CommandError, match="is larger than"):
            read_image(path, limit, MAX_IMAGE_SIDE, MAX_IMAGE_PIXELS)


@given(
    st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\x00\x00\x00\x00WEBP", b""]), st.binary()
)
def test_any_bytes_have_a_size_or_none(head: bytes, rest: bytes) -> None:
    size = image_size(io.BytesIO(head + rest))
    assert size is None or min(size) > 0
