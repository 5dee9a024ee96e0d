"""The voice that the user asks for, or the one for the language: what `choose` does, with the names that
people use, and a word about voices that could be had. Which is preferred is in `speaking.registry`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from voicefoot.errors import CommandError, VoicefootError

if TYPE_CHECKING:
    from voicefoot.speaking.registry import Choice


def choose_voice(asked: str | None, language: str, defaults: Mapping[str, str] | None = None) -> Choice:
    """Choose the voice that the user calls `asked`, or else one for `language`.

    Raises what `choose` raises, and CommandError for a voice that would have to be fetched.
    """
    from voicefoot.speaking.installed_voices import installed_voices
    from voicefoot.speaking.registry import choose
    from voicefoot.speaking.voice_names import full_name
    from voicefoot.storage.paths import voices_folder

    if not asked:
        return choose(None, language, defaults or {})
    try:
        return choose(full_name(asked, installed_voices(voices_folder())), language)
    except VoicefootError:
        _refer_to_the_catalogue(asked)
        raise


def _refer_to_the_catalogue(asked: str) -> None:
    """Raise CommandError if `asked` is a voice that is not here, and can be had."""
    from voicefoot.fetching.catalogue import catalogue
    from voicefoot.fetching.install import installed_voice
    from voicefoot.storage.paths import voices_folder
    from voicefoot.text import folded

    before, colon, after = asked.partition(":")
    wanted = folded(after if colon else before)
    for voice in catalogue().voices:
        is_meant = wanted in (folded(voice.name), folded(voice.title))
        if is_meant and (not colon or folded(before) == voice.engine):
            if installed_voice(voice.name, voices_folder()) is None:
                raise CommandError(
                    f"the voice {voice.name} is not here yet; type: voicefoot voices get {voice.name}"
                ) from None
            return
