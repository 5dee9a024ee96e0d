"""The user's own coach: lines that somebody recorded, one WAV file each.

Only what was recorded can be said. The other lines of a session are spoken by another voice: see
`missing_lines`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from voicefoot.audio import Clip
from voicefoot.errors import CommandError, VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.installed_voices import InstalledVoice
from voicefoot.speaking.ports import Voice, VoiceStatus
from voicefoot.speaking.recordings import (
    ENGINE,
    MAX_RECORDING_SECONDS,
    Recording,
    find_recorded,
    line_key,
    recorded_voices,
    recordings_of,
    speaks,
)
from voicefoot.speaking.time_stretch import time_stretch
from voicefoot.storage.paths import voices_folder
from voicefoot.storage.wav import read_wav
from voicefoot.text import shown

_HOW_TO_RECORD = "to record your own, type: voicefoot voices record NAME ROUTINE"


class RecordedAdapter:
    """Adapter for the recorded voices in the user's folder; a variant is a voice's name."""

    def status(self) -> VoiceStatus:
        voices = recorded_voices(voices_folder())
        if not voices:
            return VoiceStatus(ENGINE, False, f"nothing is recorded; {_HOW_TO_RECORD}")
        languages = tuple(dict.fromkeys(voice.language for voice in voices.values()))
        detail = "what you recorded; another voice speaks the lines that are missing"
        return VoiceStatus(ENGINE, True, detail, languages, tuple(voices))

    def identity(self, variant: str | None, language: str) -> str:
        voice = _voice(variant, language)
        digest = hashlib.sha256()
        for key, recording in sorted(recordings_of(voice).items()):
            # Files that were replaced by hand are others, too; reading them all would take too long.
            try:
                found = (voice.folder / recording.file).stat()
            except OSError:
                continue  # it went away just now
            entry = (key, recording.file, recording.sha256, found.st_size, found.st_mtime_ns)
            digest.update(repr(entry).encode("utf-8", "surrogatepass"))
        return f"{ENGINE}:{voice.name}, {digest.hexdigest()}"

    def lines(self, variant: str | None, language: str) -> Callable[[str], bool]:
        """Return what tells whether the voice has a recording of a text."""
        recordings = recordings_of(_voice(variant, language))
        return lambda text: line_key(text) in recordings

    def open(self, variant: str | None, language: str) -> Voice:
        voice = _voice(variant, language)
        return RecordedVoice(voice.name, voice.folder, recordings_of(voice), self.identity(variant, language))


class RecordedVoice:
    """A voice that says what is in its folder."""

    def __init__(self, name: str, folder: Path, recordings: dict[str, Recording], identity: str) -> None:
        self._name = name
        self._folder = folder
        self._recordings = recordings
        self._identity = identity

    @property
    def identity(self) -> str:
        return self._identity

    def say(self, phrase: Phrase) -> Clip:
        recording = self._recordings.get(line_key(phrase.text))
        remedy = f"record it with: voicefoot voices record {self._name} ROUTINE"
        if recording is None:
            raise VoiceError(f'{self._name} has no recording of "{shown(phrase.text)}"; {remedy}')
        try:
            clip = read_wav(self._folder / recording.file, MAX_RECORDING_SECONDS).mono()
        except CommandError as error:
            what = str(error).partition(";")[0]
            raise VoiceError(f"{what}; {remedy}") from error
        return clip if phrase.speed == 1.0 else time_stretch(clip, phrase.speed)


def _voice(variant: str | None, language: str) -> InstalledVoice:
    """Return the voice that `variant` names. Raises VoiceError, also if it speaks another language."""
    try:
        voice = find_recorded(variant, voices_folder())
    except CommandError as error:
        raise VoiceError(str(error)) from error
    if not speaks(voice.language, language):
        raise VoiceError(
            f'the voice {ENGINE}:{voice.name} was recorded in "{shown(voice.language)}", and the routine is '
            f'in "{shown(language)}"; use another with --voice (`voicefoot voices` lists them)'
        )
    return voice


adapter = RecordedAdapter()
