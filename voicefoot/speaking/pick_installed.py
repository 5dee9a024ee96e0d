"""Which of an engine's installed voices is meant, and what tells it from all others.

Which engine speaks where none is asked for is in `registry`.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Sequence

from voicefoot.errors import VoiceError
from voicefoot.speaking.installed_voices import MODEL_FILES, InstalledVoice, installed_voices
from voicefoot.speaking.languages import base, distance
from voicefoot.storage.paths import voices_folder
from voicefoot.text import escaped, match


def voices_of(engine: str) -> list[InstalledVoice]:
    """Return the voices of `engine` in the user's folder, in the order of their names."""
    return [voice for voice in installed_voices(voices_folder()) if voice.engine == engine]


def pick_installed(voices: Sequence[InstalledVoice], asked: str | None, language: str) -> InstalledVoice:
    """Return the one of `voices` that is called `asked`, or begins so; without a name, the one that is
    nearest to `language`. Raises CommandError for an unknown name, and VoiceError if it speaks another
    language.
    """
    if asked:
        name = match(asked, [voice.name for voice in voices], "voice")
        voice = next(voice for voice in voices if voice.name == name)
        if distance(voice.language, language) > 1:
            raise VoiceError(
                f"the voice {voice.name} speaks {escaped(voice.language)}, and the routine is in "
                f'"{escaped(language)}"; use another with --voice (`voicefoot voices` lists them)'
            )
        return voice
    near = [voice for voice in voices if distance(voice.language, language) < 2]
    if not near:
        raise VoiceError(
            f"no such voice for {escaped(language)} is here; type: voicefoot voices get {base(language)}"
        )
    return min(near, key=lambda voice: distance(voice.language, language))


def fingerprint(voice: InstalledVoice) -> str:
    """Return 16 hexadecimal digits that are different for voices with different files or settings."""
    parts: list[object] = [sorted(voice.sha256.items()), sorted(voice.settings.items(), key=str)]
    for name in MODEL_FILES[voice.engine]:
        if name not in voice.sha256:  # put there by hand
            status = (voice.folder / name).stat()
            parts.append((name, status.st_size, status.st_mtime_ns))
    return hashlib.sha256(repr(parts).encode("utf-8")).hexdigest()[:16]


def versions(*packages: str) -> str:
    """Return the names of `packages` with their versions, those that are installed."""
    return ", ".join(f"{package} {_version(package)}" for package in packages)


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "?"
