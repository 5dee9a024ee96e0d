"""Writes recorded voices: a folder with a WAV file a line, and `voice.json`, which is written last.

Each file is whole or not there, so recording can be broken off at any time and gone on with.
"""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import numpy as np

from voicefoot.audio import AudioFormat, Clip, to_int16
from voicefoot.errors import CommandError, OutputError, VoiceError, reason_of
from voicefoot.recording.takes import spoken_part
from voicefoot.speaking.installed_voices import (
    VOICE_FILE,
    BrokenVoice,
    InstalledVoice,
    broken_voices,
    installed_voices,
)
from voicefoot.speaking.recordings import ENGINE, Recording, file_name, line_key, recordings_of, speaks
from voicefoot.storage.atomic import atomic_writer
from voicefoot.storage.wav import WavWriter
from voicefoot.text import folded, is_control, shown
from voicefoot.units import to_amplitude

PEAK_DB = -3.0
"""The peak of what is kept, in dBFS. Loudness is made even when it is spoken, as every voice's is."""
_MAX_NAME_CHARACTERS = 60
_NOT_IN_NAMES = set('/\\:*?"<>|')


class VoiceFolder:
    """The folder of one recorded voice: what is in it, and what is added to it."""

    def __init__(self, folder: Path, language: str, recordings: dict[str, Recording]) -> None:
        self._folder = folder
        self.name = folder.name
        self.language = language
        self._recordings = recordings

    def __contains__(self, key: str) -> bool:
        """Whether there is a recording for this `line_key`."""
        return key in self._recordings

    def __len__(self) -> int:
        return len(self._recordings)

    def add(self, text: str, take: Clip) -> None:
        """Keep what is spoken in `take` for `text`; `save` completes it. Raises OutputError, and CommandError
        if there is nothing to hear.
        """
        clip = spoken_part(take)
        if not clip.frames:
            raise CommandError(f'there is nothing to hear of "{shown(text)}"; record it again')
        clip = clip.scaled(to_amplitude(PEAK_DB) / float(np.abs(clip.samples).max()))
        stream = io.BytesIO()
        with WavWriter(stream, AudioFormat(clip.sample_rate, 1), clip.frames) as writer:
            writer.write(to_int16(clip.samples))
        key, data = line_key(text), stream.getvalue()
        _make(self._folder)
        with atomic_writer(self._folder / file_name(key)) as file:
            file.write(data)
        self._recordings[key] = Recording(text, file_name(key), hashlib.sha256(data).hexdigest())

    def save(self) -> None:
        """Write down what is there. Raises OutputError."""
        size = 0
        for recording in self._recordings.values():
            path = self._folder / recording.file
            size += path.stat().st_size if path.is_file() else 0
        described = {
            "engine": ENGINE,
            "language": self.language,
            "title": self.name,
            "size": size,
            "lines": {key: recording.as_json() for key, recording in sorted(self._recordings.items())},
        }
        with atomic_writer(self._folder / VOICE_FILE) as file:
            file.write((json.dumps(described, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


def open_folder(name: str, language: str, voices: Path) -> VoiceFolder:
    """Open the recorded voice `name` in the folder `voices`: the one that is there, or a new one, of which
    nothing is written yet.

    Raises CommandError if it can't have that name or has another language, and VoiceError if it is damaged.
    """
    _check_name(name)
    there: list[InstalledVoice | BrokenVoice] = [*installed_voices(voices), *broken_voices(voices)]
    for found in there:
        if folded(found.name) != folded(name):
            continue
        if isinstance(found, BrokenVoice):
            if any(found.folder.glob("*")):
                raise VoiceError(
                    f"{found.folder} holds no voice that can be used: {found.reason}; remove that folder, or "
                    "choose another name"
                )
            continue
        if found.engine != ENGINE:
            raise CommandError(f"{shown(name)} is a voice already; choose another name for yours")
        if not speaks(found.language, language):
            raise CommandError(
                f'{found.name} was recorded in "{shown(found.language)}", and this is in '
                f'"{shown(language)}"; choose another name for it'
            )
        return VoiceFolder(found.folder, found.language, recordings_of(found))
    return VoiceFolder(voices / name, language, {})


def _check_name(name: str) -> None:
    bad = not name.strip(" .") or name != name.strip() or name.startswith(".") or name.endswith(".")
    if bad or len(name) > _MAX_NAME_CHARACTERS or any(c in _NOT_IN_NAMES or is_control(c) for c in name):
        raise CommandError(f'a voice can\'t be called "{shown(name)}"; choose a plain name, such as ada')


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} can't be made: {reason_of(error)}; check its rights") from error
