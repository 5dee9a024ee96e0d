"""The sounds, songs and pictures that a routine names. They lie in its folder, and can be played or shown."""

from __future__ import annotations

import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from voicefoot.errors import CommandError
from voicefoot.model.limits import MAX_IMAGE_BYTES, MAX_IMAGE_PIXELS, MAX_IMAGE_SIDE, MAX_SOUND_BYTES
from voicefoot.model.routine import GrooveTrack, SongTrack, Soundtrack
from voicefoot.model.sound_names import SOUND_NAMES
from voicefoot.problem_codes import Code
from voicefoot.reading.convert import NamedValue, one_line
from voicefoot.reading.fields import Scope
from voicefoot.reading.mapping import FieldMapping
from voicefoot.reading.nodes import BrokenNode, MappingNode, Node, ScalarNode
from voicefoot.reading.paths import Folders, as_invalid_value, resolve_inside, resolve_named
from voicefoot.reading.problems import InvalidValueError, Location, Problems
from voicefoot.reading.values import parse_groove
from voicefoot.text import folded, nearest, shown

IMAGE_ENDINGS = (".png", ".jpg", ".jpeg", ".webp")


def resolve_sounds(sounds: Sequence[NamedValue], folders: Folders, problems: Problems) -> Mapping[str, Path]:
    """Return the WAV file of each sound that has no problem, by the sound's name."""
    files: dict[str, Path] = {}
    for sound in sounds:
        if sound.name not in SOUND_NAMES:
            guess = nearest(sound.name, SOUND_NAMES)
            remedy = f"did you mean `{guess}`?" if guess else f"there is {', '.join(SOUND_NAMES)}"
            problems.add(
                sound.location, f"there is no sound `{shown(sound.name)}`", remedy, Code.UNKNOWN_NAME
            )
            continue
        path = _resolve_sound(sound.name, sound.value, folders.of(sound.location), problems)
        if path is not None:
            files[sound.name] = path
    return MappingProxyType(files)


def _resolve_sound(name: str, node: Node, folder: Path | None, problems: Problems) -> Path | None:
    if isinstance(node, BrokenNode):
        return None
    location: Location = node.location
    if not isinstance(node, ScalarNode) or not node.text.strip():
        problems.add(
            location,
            f"`{name}` needs a file",
            f"write its name, such as {name}: my-{name}.wav",
            Code.BAD_FILE,
        )
        return None
    if folder is None:
        problems.add(
            location,
            "this routine has no folder to take sounds from",
            "save it as a file first",
            Code.BAD_FILE,
        )
        return None
    text = node.text.strip()
    try:
        return _checked_wav(resolve_named(folder, text))
    except InvalidValueError as error:
        problems.add(location, f'"{shown(text)}" {error.what}', error.remedy, error.code)
        return None


def _checked_wav(path: Path) -> Path:
    """Return `path`. Raises InvalidValueError unless it is a WAV file that can be used."""
    # Imported here, since few routines have sounds of their own, and numpy is slow to import.
    from voicefoot.storage.wav import read_wav

    if not path.is_file():
        raise InvalidValueError("is not a file", "name a WAV file", Code.BAD_FILE)
    try:
        if path.stat().st_size > MAX_SOUND_BYTES:
            raise InvalidValueError(
                f"is larger than {MAX_SOUND_BYTES / 1e6:g} MB", "name a short sound", Code.BAD_FILE
            )
        read_wav(path)
    except CommandError as error:
        raise as_invalid_value(error, path) from error
    except OSError as error:
        raise InvalidValueError(
            "can't be read", "check its name, and whether you may read it", Code.BAD_FILE
        ) from error
    return path


def resolve_image(
    text: str | None, location: Location, folder: Path | None, problems: Problems
) -> Path | None:
    """Return the picture that `text`, which is written at `location`, names in `folder`.

    None stands for no picture, or for one whose problem has been recorded.
    """
    if text is None:
        return None
    if folder is None:
        problems.add(
            location,
            "this routine has no folder to take pictures from",
            "save it as a file first",
            Code.BAD_FILE,
        )
        return None
    try:
        return _checked_image(resolve_named(folder, text))
    except InvalidValueError as error:
        problems.add(location, f'`image` is "{shown(text)}", which {error.what}', error.remedy, error.code)
        return None


def _checked_image(path: Path) -> Path:
    """Return `path`. Raises InvalidValueError unless it is a file that can be a picture."""
    from voicefoot.storage.image_file import HEAD_BYTES, check_image_size, media_type

    if path.suffix.lower() not in IMAGE_ENDINGS:
        raise InvalidValueError(
            "is not a picture", f"name a file that ends in {', '.join(IMAGE_ENDINGS)}", Code.BAD_FILE
        )
    try:
        status = path.stat()
    except OSError as error:
        raise InvalidValueError(
            "can't be read", "check its name, and whether you may read it", Code.BAD_FILE
        ) from error
    if not stat.S_ISREG(status.st_mode):
        raise InvalidValueError("is not a file", "name a picture", Code.BAD_FILE)
    if status.st_size > MAX_IMAGE_BYTES:
        raise InvalidValueError(
            f"is larger than {MAX_IMAGE_BYTES / 1e6:g} MB", "save it smaller", Code.BAD_FILE
        )
    try:
        with path.open("rb") as stream:
            mime = media_type(stream.read(HEAD_BYTES))
            if mime is not None:
                check_image_size(path, stream, MAX_IMAGE_SIDE, MAX_IMAGE_PIXELS)
    except CommandError as error:
        raise as_invalid_value(error, path) from error
    except OSError as error:
        raise InvalidValueError(
            "can't be read", "check its name, and whether you may read it", Code.BAD_FILE
        ) from error
    if mime is None:
        raise InvalidValueError(
            "is not a picture, whatever its name", "save it as PNG, JPEG or WebP", Code.BAD_FILE
        )
    return path


class SoundtrackResolver:
    """Turns the nodes of soundtracks into soundtracks, for a routine whose files lie in `folders`.

    Exercises inherit the node at the top; it is resolved once, and its problem recorded once.
    """

    def __init__(self, folders: Folders, problems: Problems) -> None:
        self._folders = folders
        self._problems = problems
        self._resolved: dict[Location, Soundtrack | None] = {}

    def resolve(self, node: Node | None) -> Soundtrack | None:
        """Return the soundtrack that `node` names, or None if it is `none` or has a problem."""
        if node is None:
            return None
        if node.location not in self._resolved:
            self._resolved[node.location] = self._resolve(node)
        return self._resolved[node.location]

    def _resolve(self, node: Node) -> Soundtrack | None:
        if isinstance(node, MappingNode):
            return self._song_with_tempo(FieldMapping(node, Scope.SONG, self._problems))
        assert isinstance(node, ScalarNode), "any other node was refused when it was converted"
        text = one_line(node)
        if folded(text) == "none":
            return None
        try:
            mood = parse_groove(text)
            return GrooveTrack(mood) if mood else SongTrack(self._song_files(text, node.location))
        except InvalidValueError as error:
            self._report(node.location, text, error)
            return None

    def _song_with_tempo(self, song: FieldMapping) -> SongTrack | None:
        text: str | None = song.get("file")
        if text is None:
            return None
        for written, missing in (("bpm", "first_beat"), ("first_beat", "bpm")):
            if song.has(written) and not song.has(missing):
                self._problems.add(
                    song.location_of(written),
                    f"`{written}` is without `{missing}`",
                    "write both, or neither",
                    Code.CLASHING_KEYS,
                )
        try:
            files = self._song_files(text, song.location_of("file"))
            if song.has("bpm") and len(files) > 1:
                raise InvalidValueError(
                    "is a folder, and a tempo belongs to one song", "name the song", Code.CLASHING_KEYS
                )
        except InvalidValueError as error:
            self._report(song.location_of("file"), text, error)
            return None
        return SongTrack(files, song.get("bpm"), song.get("first_beat"))

    def _song_files(self, text: str, location: Location) -> tuple[Path, ...]:
        """Return the song that `text`, which is written at `location`, names, or all songs of the folder.
        Raises InvalidValueError.
        """
        folder = self._folders.of(location)
        # Imported here, since few routines have songs, and numpy is slow to import.
        from voicefoot.music.decoder import check_songs, list_songs

        if folder is None:
            raise InvalidValueError("can't be looked for", "save the routine as a file first", Code.BAD_FILE)
        path = resolve_named(folder, text)
        try:
            if path.is_dir():
                files = tuple(resolve_inside(path, song.name) for song in list_songs(path))
            else:
                files = (path,)
            check_songs(files)
        except CommandError as error:
            raise as_invalid_value(error, path) from error
        return files

    def _report(self, location: Location, text: str, error: InvalidValueError) -> None:
        self._problems.add(
            location, f'`soundtrack` is "{shown(text)}", which {error.what}', error.remedy, error.code
        )
