from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.pictures import png
from voicefoot.errors import CommandError
from voicefoot.storage.image_file import ImageFile, media_type, read_image

PNG = png(8, 8)


@pytest.mark.parametrize(
    ("head", "mime"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"RIFF\x24\x00\x00\x00WEBP", "image/webp"),
        (b"RIFF\x24\x00\x00\x00WAVE", None),
        (b"<svg xmlns=", None),
        (b"GIF89a", None),
        (b"", None),
    ],
)
def test_an_image_is_known_by_how_it_begins(head: bytes, mime: str | None) -> None:
    assert media_type(head) == mime


def test_an_image_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(PNG)
    assert read_image(path, len(PNG), 8, 64) == ImageFile("image/png", PNG)


def test_what_is_no_image_is_refused(tmp_path: Path) -> None:
    (tmp_path / "words.png").write_text("words")
    (tmp_path / "large.png").write_bytes(PNG + bytes(1_000_000))
    (tmp_path / "folder.png").mkdir()
    os.mkfifo(tmp_path / "pipe.png")
    for name, what in {
        "words.png": "is not a picture; save it as PNG, JPEG or WebP",
        "large.png": "is larger than 1 MB; save it smaller",
        "folder.png": "",
        "pipe.png": "is not a file; name a picture",
        "none.png": "can't be read",
    }.items():
        with pytest.raises(CommandError) as caught:
            read_image(tmp_path / name, 1_000_000, 8, 64)
        assert f"{tmp_path / name} {what}" in str(caught.value)
