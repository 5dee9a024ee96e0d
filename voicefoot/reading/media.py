"""The files that a routine names: they lie in its folder, are small, and are sound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from voicefoot.errors import CommandError
from voicefoot.model.routine import GrooveTrack, SongTrack, Soundtrack
from voicefoot.reading.convert import Named, node_text
from voicefoot.reading.fields import SOUND_NAMES, Scope
from voicefoot.reading.mapping import Group
from voicefoot.reading.nodes import Broken, Keys, Node, Words
from voicefoot.reading.paths import LAY_BESIDE, beside, is_outside, unclear
from voicefoot.reading.problems import Location, Problems, UnclearError
from voicefoot.reading.values import parse_groove
from voicefoot.text import folded, nearest, shown

LARGEST_BYTES = 10_000_000


def sound_files(named: Sequence[Named], folder: Path | None, problems: Problems) -> Mapping[str, Path]:
    """Name of a sound -> its file, for those without a problem. `folder` is where the routine lies."""
    files: dict[str, Path] = {}
    for sound in named:
        if sound.name not in SOUND_NAMES:
            guess = nearest(sound.name, SOUND_NAMES)
            remedy = f"did you mean `{guess}`?" if guess else f"there is {', '.join(SOUND_NAMES)}"
            problems.add(sound.place, f"there is no sound `{shown(sound.name)}`", remedy)
            continue
        path = _file(sound.name, sound.value, folder, problems)
        if path is not None:
            files[sound.name] = path
    return MappingProxyType(files)


def _file(name: str, node: Node, folder: Path | None, problems: Problems) -> Path | None:
    if isinstance(node, Broken):
        return None
    place: Location = node.place
    if not isinstance(node, Words) or not node.text.strip():
        problems.add(place, f"`{name}` needs a file", f"write its name, such as {name}: my-{name}.wav")
        return None
    if folder is None:
        problems.add(place, "this routine has no folder to take sounds from", "save it as a file first")
        return None
    text = node.text.strip()
    if is_outside(text):
        problems.add(
            place,
            f'"{shown(text)}" is outside the folder of the routine',
            LAY_BESIDE,
        )
        return None
    try:
        return _checked(folder, text)
    except UnclearError as error:
        problems.add(place, f'"{shown(text)}" {error.what}', error.remedy)
        return None


def _checked(folder: Path, text: str) -> Path:
    """The WAV file. Raises UnclearError where it can't be used."""
    # Here, since few routines have sounds, and numpy is slow to import.
    from voicefoot.storage.wav import read_wav

    path = beside(folder, text)
    if not path.is_file():
        raise UnclearError("is not a file", "name a WAV file")
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise UnclearError("is larger than 10 MB", "name a short sound")
        read_wav(path)
    except CommandError as error:
        raise unclear(error, path) from error
    except OSError as error:
        raise UnclearError("can't be read", "check its name, and whether you may read it") from error
    return path


class Soundtracks:
    """The soundtracks of a routine that lies in `folder`; what is wrong with one is noted once."""

    def __init__(self, folder: Path | None, problems: Problems) -> None:
        self._folder = folder
        self._problems = problems
        self._known: dict[Location, Soundtrack | None] = {}

    def of(self, node: Node | None) -> Soundtrack | None:
        """The soundtrack that `node` names; None for `none`, and where there is a problem."""
        if node is None:
            return None
        if node.place not in self._known:
            self._known[node.place] = self._read(node)
        return self._known[node.place]

    def _read(self, node: Node) -> Soundtrack | None:
        if isinstance(node, Keys):
            return self._song(Group(node, Scope.SONG, self._problems))
        assert isinstance(node, Words), "what else it may be was noted when it was converted"
        text = node_text(node)
        if folded(text) == "none":
            return None
        try:
            mood = parse_groove(text)
            return GrooveTrack(mood) if mood else SongTrack(self._files(text))
        except UnclearError as error:
            self._complain(node.place, text, error)
            return None

    def _song(self, song: Group) -> SongTrack | None:
        """A song with its tempo."""
        text: str | None = song.get("file")
        if text is None:
            return None
        for said, missing in (("bpm", "first_beat"), ("first_beat", "bpm")):
            if song.has(said) and not song.has(missing):
                self._problems.add(
                    song.place_of(said), f"`{said}` is without `{missing}`", "write both, or neither"
                )
        try:
            files = self._files(text)
            if song.has("bpm") and len(files) > 1:
                raise UnclearError("is a folder, and a tempo belongs to one song", "name the song")
        except UnclearError as error:
            self._complain(song.place_of("file"), text, error)
            return None
        return SongTrack(files, song.get("bpm"), song.get("first_beat"))

    def _complain(self, place: Location, text: str, error: UnclearError) -> None:
        self._problems.add(place, f'`soundtrack` is "{shown(text)}", which {error.what}', error.remedy)

    def _files(self, text: str) -> tuple[Path, ...]:
        """The song, or the songs in the folder, that `text` names. Raises UnclearError."""
        # Here, since few routines have a soundtrack, and it takes long to import.
        from voicefoot.music.decoder import check_song, songs_in

        if self._folder is None:
            raise UnclearError("can't be looked for", "save the routine as a file first")
        if is_outside(text):
            raise UnclearError("is outside the folder of the routine", LAY_BESIDE)
        path = beside(self._folder, text)
        try:
            files = tuple(beside(path, file.name) for file in songs_in(path)) if path.is_dir() else (path,)
            for file in files:
                check_song(file)
        except CommandError as error:
            raise unclear(error, path) from error
        return files
