"""A voice is put in place whole, or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support import file_server as server
from tests.support.file_server import FileServer, file_server
from tests.support.mounts import mounted
from tests.support.remote_voices import (
    CONFIG,
    MODEL,
    NAME,
    Remote,
    archive_of,
    array,
    kokoro_voice,
    piper_voice,
)
from voicefoot.errors import FetchError, OutputError
from voicefoot.fetching.download import Patience
from voicefoot.fetching.install import (
    UnfinishedVoice,
    fetch_voice,
    installed_voice,
    remove_voice,
    unfinished_voices,
)
from voicefoot.fetching.sources import Folder, Server
from voicefoot.speaking.installed_voices import broken_voices, damaged_files, installed_voices

HOLDER = """
import sys
from pathlib import Path
from voicefoot.fetching.install import _locked
with _locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


class Place(NamedTuple):
    """A folder of voices, and a server that has two of them."""

    folder: Path
    site: FileServer
    remote: Remote

    def fetch(self, remote: Remote | None = None, progress: Callable[[int, int], None] | None = None) -> bool:
        stall = 1.0 if self.site.has_stalls else 20.0
        source = Server(self.site.address, Patience(stall, (), lambda _: None))
        voice = (remote or self.remote).voice
        return fetch_voice(voice, source, self.folder, progress or (lambda _done, _total: None))

    @property
    def names(self) -> list[str]:
        """What lies in the folder, hidden or not."""
        return sorted(path.name for path in self.folder.iterdir() if path.name != ".lock")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    piper, kokoro = piper_voice(), kokoro_voice()
    with file_server(piper.files | kokoro.files) as site:
        yield Place(tmp_path / "data" / "voices", site, piper)


def test_a_voice_of_piper_s(place: Place) -> None:
    progress: list[tuple[int, int]] = []
    assert place.fetch(progress=lambda *there: progress.append(there))
    (voice,) = installed_voices(place.folder)
    assert (voice.name, voice.engine, voice.language, voice.title) == (NAME, "piper", "xx", "anna")
    assert voice.licence == "see its MODEL_CARD"
    assert voice.settings["terms"] == "https://terms.example/MODEL_CARD"
    assert voice.size == len(MODEL) + len(CONFIG)
    assert voice.sha256 == {
        "model.onnx": hashlib.sha256(MODEL).hexdigest(),
        "model.onnx.json": hashlib.sha256(CONFIG).hexdigest(),
    }
    assert damaged_files(voice) == []
    assert place.names == [NAME]
    assert sorted(path.name for path in voice.folder.iterdir()) == [
        "model.onnx",
        "model.onnx.json",
        "voice.json",
    ]
    assert progress[0] == (0, voice.size)
    assert progress[-1] == (voice.size, voice.size)
    assert progress == sorted(progress)


def test_kokoro_and_its_styles(place: Place) -> None:
    assert place.fetch(kokoro_voice())
    (voice,) = installed_voices(place.folder)
    assert (voice.name, voice.engine, voice.language) == ("kokoro", "kokoro", "mul")
    assert voice.settings["languages"] == ["en", "it"]
    assert set(voice.sha256) == {"kokoro.onnx", "voices/af_heart.bin", "voices/if_sara.bin"}
    assert damaged_files(voice) == []
    assert sorted(path.name for path in voice.folder.iterdir()) == ["kokoro.onnx", "voice.json", "voices"]


def test_what_is_there_is_not_fetched_again(place: Place) -> None:
    for remote in (place.remote, kokoro_voice()):
        assert place.fetch(remote)
        place.site.requests.clear()
        assert not place.fetch(remote)
        assert place.site.requests == []


@pytest.mark.parametrize("harm", ["model.onnx", "voice.json"])
def test_what_is_there_and_broken_is_replaced(harm: str, place: Place) -> None:
    place.fetch()
    (place.folder / NAME / harm).unlink()
    (place.folder / NAME / "rest").write_text("of an older one")
    assert [broken.name for broken in broken_voices(place.folder)] == [NAME]
    assert place.fetch()
    assert installed_voice(NAME, place.folder) is not None
    assert place.names == [NAME]
    assert not (place.folder / NAME / "rest").exists()


def test_what_is_there_and_damaged_is_replaced(place: Place) -> None:
    place.fetch()
    (place.folder / NAME / "model.onnx").write_bytes(b"?" + MODEL[1:])
    assert place.fetch()
    assert (place.folder / NAME / "model.onnx").read_bytes() == MODEL


def test_a_voice_that_got_new_files_is_replaced(place: Place) -> None:
    place.fetch()
    newer = piper_voice(model=MODEL + b"better")
    place.site.files.update(newer.files)
    assert place.fetch(newer)
    assert (place.folder / NAME / "model.onnx").read_bytes() == MODEL + b"better"


def test_one_that_can_t_be_had_leaves_the_older_one(place: Place) -> None:
    place.fetch()
    newer = piper_voice(model=MODEL + b"better")
    with pytest.raises(FetchError):
        place.fetch(newer)
    assert (place.folder / NAME / "model.onnx").read_bytes() == MODEL


@pytest.mark.parametrize(
    "fault",
    [
        server.stalls(10),
        server.breaks_off(10),
        server.answers(404),
        server.answers(302, Location="http://elsewhere.example/"),
        server.sends(bytes(len(MODEL))),
        server.sends(b"short"),
        server.speaks_nonsense,
    ],
)
@pytest.mark.parametrize("whole_before", [0, 1])
def test_a_fault_leaves_no_voice(fault: server.Fault, whole_before: int, place: Place) -> None:
    """In the first file and in the second; and the next time, all is well."""
    good: server.Fault = lambda answer, request: answer.give(request)  # noqa: E731
    place.site.faults += [*[good] * whole_before, *[fault] * 20]
    place.site.has_stalls = True
    with pytest.raises(FetchError) as raised:
        place.fetch()
    place.site.has_stalls = False
    assert "\n" not in str(raised.value)
    assert installed_voices(place.folder) == []
    assert broken_voices(place.folder) == []
    place.site.faults.clear()
    assert place.fetch()
    assert damaged_files(installed_voices(place.folder)[0]) == []
    assert place.names == [NAME]


def test_broken_off_it_goes_on_from_there(place: Place) -> None:
    place.site.faults += [server.breaks_off(70_000), server.breaks_off(0)]
    with pytest.raises(FetchError, match="goes on from where it stopped"):
        place.fetch()
    assert unfinished_voices(place.folder) == [UnfinishedVoice(NAME, 70_005)]  # five of them are the ETag
    place.site.requests.clear()
    assert place.fetch()
    assert place.site.starts == [(f"{NAME}.onnx", 70_000), (f"{NAME}.onnx.json", 0)]
    assert unfinished_voices(place.folder) == []


def test_killed_it_goes_on_with_the_next_file(place: Place) -> None:
    place.site.faults += [lambda answer, request: answer.give(request), server.answers(404)]
    with pytest.raises(FetchError):
        place.fetch()
    place.site.requests.clear()
    assert place.fetch()
    assert place.site.starts == [(f"{NAME}.onnx.json", 0)]


def test_a_hostile_archive_leaves_no_voice(place: Place) -> None:
    hostile = kokoro_voice(archive_of({"../../../af_heart.npy": array()}))
    place.site.files.update(hostile.files)
    with pytest.raises(FetchError, match="nothing was installed"):
        place.fetch(hostile)
    assert installed_voices(place.folder) == []
    assert place.names == [".kokoro.part"]
    assert not list(place.folder.rglob("af_heart*"))
    place.site.files.update(kokoro_voice().files)
    assert place.fetch(kokoro_voice())
    assert place.names == ["kokoro"]


def test_a_disk_that_is_too_small_is_told_before_anything_is_fetched(place: Place, tmp_path: Path) -> None:
    with mounted(tmp_path / "full", "size=200k") as folder:
        place = place._replace(folder=folder)
        with pytest.raises(OutputError, match=r"there is no room for 0 MB on the disk of .*; make room"):
            place.fetch()
        assert place.site.requests == []
        assert installed_voices(folder) == []


def test_a_disk_that_gets_full_meanwhile(place: Place, tmp_path: Path) -> None:
    with mounted(tmp_path / "full", "size=400k") as folder:
        place = place._replace(folder=folder)

        def progress(done: int, _total: int) -> None:
            if done and not (folder / "other").exists():
                (folder / "other").write_bytes(bytes(200_000))

        with pytest.raises(OutputError, match="there is no room"):
            place.fetch(progress=progress)
        assert installed_voices(folder) == []
        assert unfinished_voices(folder) == []  # it gives the room back
        (folder / "other").unlink()
        assert place.fetch()


def test_a_folder_that_can_t_be_written(place: Place, tmp_path: Path) -> None:
    with (
        mounted(tmp_path / "ro", "ro") as folder,
        pytest.raises(OutputError, match=r"can't be written \(read-only file system\); see who"),
    ):
        place._replace(folder=folder / "voices").fetch()


def test_two_do_not_fetch_at_once(place: Place) -> None:
    command = [sys.executable, "-c", HOLDER, str(place.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(FetchError, match="in another window; wait for that to end"):
            place.fetch()
        process.communicate()
    assert place.fetch()


def test_a_voice_is_removed(place: Place) -> None:
    place.fetch()
    place.fetch(kokoro_voice())
    size = sum(path.stat().st_size for path in (place.folder / NAME).iterdir())
    assert remove_voice(NAME, place.folder) == size
    assert place.names == ["kokoro"]
    assert remove_voice(NAME, place.folder) == 0


def test_what_is_left_of_a_voice_is_removed_too(place: Place) -> None:
    place.site.faults += [server.breaks_off(70_000), server.breaks_off(0)]
    with pytest.raises(FetchError):
        place.fetch()
    assert remove_voice(NAME, place.folder) > 70_000
    assert place.names == []


def test_of_a_link_only_the_link_is_removed(place: Place, tmp_path: Path) -> None:
    place.fetch()
    elsewhere = tmp_path / "other disk"
    shutil.move(place.folder / NAME, elsewhere)
    (place.folder / NAME).symlink_to(elsewhere)
    assert installed_voice(NAME, place.folder) is not None
    remove_voice(NAME, place.folder)
    assert place.names == []
    assert (elsewhere / "model.onnx").is_file()


# -- from a folder --------------------------------------------------------------------------------


def stick(folder: Path, remote: Remote, *, flat: bool) -> Path:
    for path, data in remote.files.items():
        place = folder / (Path(path).name if flat else path[1:])
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return folder


@pytest.mark.parametrize("flat", [True, False])
@pytest.mark.parametrize("remote", [piper_voice(), kokoro_voice()], ids=["piper", "kokoro"])
def test_from_a_stick(flat: bool, remote: Remote, tmp_path: Path) -> None:
    folder = tmp_path / "voices"
    source = Folder(stick(tmp_path / "stick", remote, flat=flat))
    progress: list[tuple[int, int]] = []
    assert fetch_voice(remote.voice, source, folder, lambda *there: progress.append(there))
    (voice,) = installed_voices(folder)
    assert damaged_files(voice) == []
    assert progress[-1] == (remote.voice.size, remote.voice.size)


def test_from_another_machine_s_voices(place: Place, tmp_path: Path) -> None:
    place.fetch()
    folder = tmp_path / "voices"
    assert fetch_voice(place.remote.voice, Folder(place.folder), folder, lambda _done, _total: None)
    described = json.loads((folder / NAME / "voice.json").read_text())
    assert described == json.loads((place.folder / NAME / "voice.json").read_text())


def test_a_stick_without_it(tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    with pytest.raises(FetchError, match=rf"there is no {NAME}.onnx in .*stick; put it there"):
        fetch_voice(piper_voice().voice, Folder(tmp_path / "stick"), tmp_path / "v", lambda _d, _t: None)
    assert installed_voices(tmp_path / "v") == []


@pytest.mark.parametrize("data", [b"short", bytes(len(MODEL)), MODEL + b"?"])
def test_a_stick_with_something_else(data: bytes, tmp_path: Path) -> None:
    remote = piper_voice()
    source = Folder(
        stick(tmp_path / "stick", replace(remote, files=remote.files | {remote.model_path: data}), flat=True)
    )
    with pytest.raises(FetchError, match="it is damaged, or another version; nothing was installed"):
        fetch_voice(remote.voice, source, tmp_path / "v", lambda _d, _t: None)
    assert installed_voices(tmp_path / "v") == []


def test_a_pipe_is_no_file_of_a_stick(tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    os.mkfifo(tmp_path / "stick" / f"{NAME}.onnx")
    with pytest.raises(FetchError, match="there is no"):
        fetch_voice(piper_voice().voice, Folder(tmp_path / "stick"), tmp_path / "v", lambda _d, _t: None)


def test_a_full_disk_while_copying(tmp_path: Path) -> None:
    remote = piper_voice()
    source = Folder(stick(tmp_path / "stick", remote, flat=True))
    with mounted(tmp_path / "full", "size=400k") as folder:

        def progress(done: int, _total: int) -> None:
            if done and not (folder / "other").exists():
                (folder / "other").write_bytes(bytes(200_000))

        with pytest.raises(OutputError, match="there is no room"):
            fetch_voice(remote.voice, source, folder, progress)
        assert installed_voices(folder) == []
