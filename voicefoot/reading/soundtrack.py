"""What a routine says of its music: the groove that is built in, a song, or a folder of songs."""

from __future__ import annotations

from pathlib import Path

from voicefoot.errors import CommandError
from voicefoot.names import folded, shown
from voicefoot.reading.beside import LAY_BESIDE, beside, is_outside, unclear
from voicefoot.reading.convert import node_text
from voicefoot.reading.group import Group
from voicefoot.reading.kinds import Level
from voicefoot.reading.problems import Place, Problems, UnclearError
from voicefoot.reading.tree import Keys, Node, Words
from voicefoot.reading.values import parse_groove
from voicefoot.routine import GrooveTrack, SongTrack, Soundtrack


class Soundtracks:
    """The soundtracks of a routine that lies in `folder`; what is wrong with one is noted once."""

    def __init__(self, folder: Path | None, problems: Problems) -> None:
        self._folder = folder
        self._problems = problems
        self._known: dict[Place, Soundtrack | None] = {}

    def of(self, node: Node | None) -> Soundtrack | None:
        """The soundtrack that `node` names; None for `none`, and where there is a problem."""
        if node is None:
            return None
        if node.place not in self._known:
            self._known[node.place] = self._read(node)
        return self._known[node.place]

    def _read(self, node: Node) -> Soundtrack | None:
        if isinstance(node, Keys):
            return self._song(Group(node, Level.SONG, self._problems))
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

    def _complain(self, place: Place, text: str, error: UnclearError) -> None:
        self._problems.add(place, f'`soundtrack` is "{shown(text)}", which {error.what}', error.remedy)

    def _files(self, text: str) -> tuple[Path, ...]:
        """The song, or the songs in the folder, that `text` names. Raises UnclearError."""
        # Here, since few routines have a soundtrack, and it takes long to import.
        from voicefoot.music.song_file import check_song, songs_in

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
