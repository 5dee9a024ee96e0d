from __future__ import annotations

import os
import wave
from pathlib import Path

import pytest

from tests.support.pictures import png
from voicefoot.errors import RoutineError
from voicefoot.model.routine import Routine
from voicefoot.reading import read as reader


def write_wav(path: Path, seconds: float = 0.05) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\x00\x10" * int(8000 * seconds))


def read(folder: Path | None, file: str) -> Routine:
    return reader.read_text(
        f"title: T\nsounds: {{tick: '{file}'}}\nexercises: [{{name: A, for: 5s}}]\n", "r.yaml", folder
    )


def refused(folder: Path | None, file: str) -> str:
    with pytest.raises(RoutineError) as caught:
        read(folder, file)
    assert [(p.line, p.column) for p in caught.value.problems] == [(2, 16)]
    return str(caught.value)


def test_a_sound_beside_the_routine_or_further_in(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write_wav(tmp_path / "a.wav")
    write_wav(tmp_path / "in" / "b.wav")
    assert read(tmp_path, "a.wav").sounds == {"tick": (tmp_path / "a.wav").resolve()}
    assert read(tmp_path, "in/b.wav").sounds == {"tick": (tmp_path / "in" / "b.wav").resolve()}


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav")
    (tmp_path / "link.wav").symlink_to("a.wav")
    assert read(tmp_path, "link.wav").sounds == {"tick": (tmp_path / "a.wav").resolve()}


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    write_wav(tmp_path / "secret.wav")
    home = tmp_path / "home"
    home.mkdir()
    (home / "link.wav").symlink_to(tmp_path / "secret.wav")
    (home / "up").symlink_to(tmp_path)
    assert "leads out of the folder" in refused(home, "link.wav")
    assert "leads out of the folder" in refused(home, "up/secret.wav")


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.wav").symlink_to("b.wav")
    (tmp_path / "b.wav").symlink_to("a.wav")
    assert "can't be read" in refused(tmp_path, "a.wav")


@pytest.mark.parametrize(
    "file",
    [
        "../a.wav",
        "in/../../a.wav",
        "/a.wav",
        "C:a.wav",
        "C:\\a.wav",
        "\\\\host\\a.wav",
        "..\\a.wav",
        "~/a.wav",
    ],
)
def test_a_path_out_of_the_folder_is_refused_though_the_file_is_there(tmp_path: Path, file: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    write_wav(tmp_path / "a.wav")
    assert "is outside the folder" in refused(home, file)


def test_a_device_or_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    assert "is not a file" in refused(tmp_path, "pipe.wav")


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "large.wav").open("wb") as file:
        file.truncate(10_000_001)
    assert "larger than 10 MB" in refused(tmp_path, "large.wav")


def test_what_is_no_sound_is_refused_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"no sound at all, but words")
    message = refused(tmp_path, "a.wav")
    assert '"a.wav" is not a WAV file; ' in message
    assert str(tmp_path) not in message


def test_text_without_a_folder_has_no_sounds() -> None:
    assert "no folder" in refused(None, "a.wav")


def read_image(folder: Path | None, file: str) -> Path | None:
    text = f"title: T\nexercises: [{{name: A, for: 5s, image: '{file}'}}]\n"
    return reader.read_text(text, "r.yaml", folder).exercises[0].image


@pytest.mark.parametrize("name", ["a.png", "in/b.JPG", "c.jpeg", "d.webp"])
def test_a_picture_beside_the_routine(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(png(8, 8))
    assert read_image(tmp_path, name) == path.resolve()


def test_a_picture_elsewhere_or_no_picture_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "secret.png").write_bytes(b"secret")
    (home / "link.png").symlink_to(tmp_path / "secret.png")
    (home / "disguised.png").symlink_to(home / "words.txt")
    (home / "words.txt").write_text("words")
    (home / "folder.png").mkdir()
    os.mkfifo(home / "pipe.png")
    (home / "vector.png").write_text("<svg onload='alert(1)'/>")
    with (home / "large.png").open("wb") as file:
        file.truncate(5_000_001)
    for name, what in {
        "../secret.png": "is outside the folder",
        "/secret.png": "is outside the folder",
        "link.png": "leads out of the folder",
        "disguised.png": "is not a picture; name a file that ends in .png, .jpg, .jpeg, .webp",
        "words.txt": "is not a picture",
        "folder.png": "is not a file",
        "pipe.png": "is not a file",
        "large.png": "is larger than 5 MB; save it smaller",
        "vector.png": "is not a picture, whatever its name; save it as PNG, JPEG or WebP",
        "none.png": "is not there",
    }.items():
        with pytest.raises(RoutineError) as caught:
            read_image(home, name)
        assert f'r.yaml:2:32: `image` is "{name}", which {what}' in str(caught.value)


def test_text_without_a_folder_has_no_pictures() -> None:
    with pytest.raises(RoutineError, match="no folder to take pictures from"):
        read_image(None, "a.png")
