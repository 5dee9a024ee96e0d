"""Kokoro's styles are unpacked, and an archive that is anything else is refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.support.remote_voices import STYLE, STYLE_HEADER, archive_of, array
from voicefoot.errors import FetchError, OutputError
from voicefoot.fetching.styles import MAX_STYLES, STYLE_SHAPE, unpack_styles


def unpacked(archive: bytes, folder: Path) -> dict[str, bytes]:
    path = folder / "voices.archive"
    path.write_bytes(archive)
    unpack_styles(path, folder / "voices")
    return {file.name: file.read_bytes() for file in (folder / "voices").iterdir()}


def test_numpy_s_own_archive(tmp_path: Path) -> None:
    styles = {
        name: np.random.default_rng(number).normal(size=STYLE_SHAPE).astype("<f4")
        for number, name in enumerate(["af_heart", "zm_yunyang"])
    }
    for save in (np.savez, np.savez_compressed):
        packed = io.BytesIO()
        save(packed, **styles)  # type: ignore[arg-type]  # NumPy's stubs take a style for `allow_pickle`
        found = unpacked(packed.getvalue(), tmp_path)
        assert found == {f"{name}.bin": style.tobytes() for name, style in styles.items()}


@pytest.mark.parametrize(
    "name",
    [
        "../af_heart.npy",
        "/af_heart.npy",
        "..\\af_heart.npy",
        "C:af_heart.npy",
        "voices/af_heart.npy",
        "af_heart.npy/",
        "af_heart.txt",
        "af_heart",
        "AF_heart.npy",
        ".npy",
        "af_.npy",
        "af_\x1b[31mheart.npy",
        "af_" + "x" * 300 + ".npy",
    ],
)
def test_a_name_that_leads_elsewhere(name: str, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="nothing was installed") as raised:
        unpacked(archive_of({name: array()}), tmp_path)
    assert str(raised.value).isprintable()
    assert [path.name for path in tmp_path.rglob("*")] == ["voices.archive"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x93NUMPY\x01\x00",
        array(STYLE[:-4]),
        array(STYLE + b"more"),
        array(header=STYLE_HEADER.replace(b"<f4", b"|O")),
        array(header=STYLE_HEADER.replace(b"510, 1, 256", b"256, 1, 510")),
        array(header=b"__import__('os').abort()"),
        array(header=b"(" * 400),
        b"\x93NUMPY\x01\x00\xff\xff" + STYLE,
        b"\x80\x04." + STYLE,
    ],
)
def test_something_that_is_no_style(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="nothing was installed"):
        unpacked(archive_of({"af_heart.npy": data}), tmp_path)


def test_one_that_grows_beyond_its_size_is_not_unpacked(tmp_path: Path) -> None:
    bomb = bytearray(archive_of({"af_heart.npy": array(bytes(500_000_000))}, zipfile.ZIP_DEFLATED))
    assert len(bomb) < 1_000_000
    with pytest.raises(FetchError, match="in it has 500000128 bytes"):
        unpacked(bytes(bomb), tmp_path)
    # One that lies about it: the size in the list of contents is that of a style.
    said = (500_000_128).to_bytes(4, "little")
    bomb[bomb.rindex(said) : bomb.rindex(said) + 4] = len(array()).to_bytes(4, "little")
    with pytest.raises(FetchError, match="nothing was installed"):
        unpacked(bytes(bomb), tmp_path)


def test_too_many(tmp_path: Path) -> None:
    many = {f"af_{chr(97 + n // 26)}{chr(97 + n % 26)}.npy": b"" for n in range(MAX_STYLES + 1)}
    with pytest.raises(FetchError, match="it holds 501 files"):
        unpacked(archive_of(many), tmp_path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_of_one_name(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("af_heart.npy", array())
        archive.writestr("af_heart.npy", array())
    with pytest.raises(FetchError, match="nothing was installed"):
        unpacked(packed.getvalue(), tmp_path)


@pytest.mark.parametrize("archive", [b"", b"PK", b"?" * 1_000, archive_of({"af_heart.npy": array()})[:-30]])
def test_something_that_is_no_archive(archive: bytes, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="it can't be opened"):
        unpacked(archive, tmp_path)


def test_a_damaged_archive(tmp_path: Path) -> None:
    archive = bytearray(archive_of({"af_heart.npy": array()}))
    archive[1_000] ^= 1
    with pytest.raises(FetchError, match="it can't be opened"):
        unpacked(bytes(archive), tmp_path)


def test_a_folder_that_can_t_be_written(tmp_path: Path) -> None:
    (tmp_path / "voices").write_text("a file")
    with pytest.raises(OutputError, match="was not written"):
        unpacked(archive_of({"af_heart.npy": array()}), tmp_path)
