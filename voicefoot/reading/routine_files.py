"""The files that a routine is made of: itself, what it includes, translations, sounds, songs and images."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from voicefoot.model.routine import Routine, SongTrack
from voicefoot.reading.read import is_path, read_original
from voicefoot.reading.siblings import siblings_of_file


def files_of(source: str) -> Mapping[str, Path]:
    """Return the routine's own file and those that it names, by their paths in its folder, with slashes; none
    of a built-in one. Raises what reading the routine raises.
    """
    original = read_original(source)
    if not is_path(source):
        return {}
    own = Path(source)
    routines = (own, *original.included_files)
    translations = (Path(each.name) for path in routines for each in siblings_of_file(path).values())
    named = {own.name: own}
    folder = own.parent.resolve()
    for path in (*routines[1:], *translations, *_named_in(original.routine)):
        place = path.parent.resolve() / path.name
        if place.is_relative_to(folder):  # as all of them are but a link to a routine
            named[place.relative_to(folder).as_posix()] = path
    return dict(sorted(named.items()))


def _named_in(routine: Routine) -> set[Path]:
    """Return the sounds, songs and images that `routine` names."""
    found = set(routine.sounds.values())
    for exercise in routine.exercises:
        if exercise.image is not None:
            found.add(exercise.image)
        if isinstance(exercise.soundtrack, SongTrack):
            found.update(exercise.soundtrack.files)
    return found
