"""The soundtrack that a user names on the command line."""

from __future__ import annotations

from pathlib import Path

from voicefoot.errors import CommandError
from voicefoot.music.song_file import check_song, songs_in
from voicefoot.reading.problems import UnclearError
from voicefoot.reading.values import parse_groove
from voicefoot.routine import GrooveTrack, SongTrack, Soundtrack


def soundtrack_asked(text: str) -> Soundtrack:
    """`groove`, `groove calm`, `groove:calm`, a song or a folder of songs. Raises CommandError."""
    if len(text) <= 40:
        try:
            mood = parse_groove(text)
        except UnclearError as error:
            raise CommandError(f'"{text}" {error.what}; {error.remedy}') from error
        if mood is not None:
            return GrooveTrack(mood)
    path = Path(text).expanduser()
    files = tuple(songs_in(path)) if path.is_dir() else (path,)
    for file in files:
        check_song(file)
    return SongTrack(files)
