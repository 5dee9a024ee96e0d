"""Voices that a server in a test has: small files that are known by real digests."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass

from voicefoot.fetching.catalogue import CatalogueVoice, RemoteFile
from voicefoot.fetching.styles import STYLE_BYTES

MODEL = bytes(range(256)) * 1_200
"""Longer than what is read at once."""
CONFIG = b'{"audio": {"sample_rate": 22050}}'
NAME = "xx_XX-anna-medium"
STYLE = bytes(STYLE_BYTES)
STYLE_HEADER = b"{'descr': '<f4', 'fortran_order': False, 'shape': (510, 1, 256), }"


@dataclass(frozen=True)
class Remote:
    """A voice, and the files of its source by their paths, which begin with a slash."""

    voice: CatalogueVoice
    files: dict[str, bytes]

    @property
    def model_path(self) -> str:
        return f"/{self.voice.files[0].path}"


def remote_file(
    path: str, name: str, data: bytes, algorithm: str = "sha256", archive: str | None = None
) -> RemoteFile:
    digest = hashlib.new(algorithm, data).hexdigest()
    return RemoteFile(path, name, len(data), algorithm, digest, archive)


def piper_voice(name: str = NAME, title: str = "anna", model: bytes = MODEL) -> Remote:
    """A voice as Piper's: two files, known by MD5."""
    files = {f"/xx/{title}/{name}.onnx": model, f"/xx/{title}/{name}.onnx.json": CONFIG}
    voice = CatalogueVoice(
        name,
        "piper",
        title,
        ("xx",),
        "medium",
        "",
        "https://terms.example/MODEL_CARD",
        "https://voices.example/main/",
        tuple(
            remote_file(path[1:], local, data, "md5")
            for (path, data), local in zip(files.items(), ("model.onnx", "model.onnx.json"), strict=True)
        ),
    )
    return Remote(voice, files)


def array(data: bytes = STYLE, header: bytes = STYLE_HEADER) -> bytes:
    """An array in NumPy's format."""
    padded = header + b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(padded).to_bytes(2, "little") + padded + data


def archive_of(members: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def kokoro_voice(archive: bytes | None = None) -> Remote:
    """A voice as Kokoro: a model, and an archive of styles, known by SHA-256."""
    if archive is None:
        archive = archive_of({"af_heart.npy": array(), "if_sara.npy": array(b"\x01" * STYLE_BYTES)})
    files = {"/model-int8.onnx": MODEL, "/voices.bin": archive}
    voice = CatalogueVoice(
        "kokoro",
        "kokoro",
        "Kokoro",
        ("en", "it"),
        "high",
        "Apache-2.0",
        "https://terms.example/",
        "https://voices.example/",
        (
            remote_file("model-int8.onnx", "kokoro.onnx", MODEL),
            remote_file("voices.bin", "voices", archive, archive="styles"),
        ),
    )
    return Remote(voice, files)
