"""The user's files and folders, as the system's conventions place them."""

from __future__ import annotations

from pathlib import Path


def song_cache() -> Path:
    """Analyses of songs, which can be made again."""
    return clip_cache().parent / "songs"


def packet_cache() -> Path:
    """Encoded parts of sessions, which can be made again."""
    return clip_cache().parent / "packets"


def clip_cache() -> Path:
    """Spoken clips, which can be made again."""
    from platformdirs import user_cache_path

    return user_cache_path("voicefoot", appauthor=False) / "clips"


def history_file() -> Path:
    """The history of sessions, which can't be made again."""
    from platformdirs import user_data_path

    return user_data_path("voicefoot", appauthor=False) / "history.sqlite"


def voices_folder() -> Path:
    """Voices that were fetched or recorded, each in a folder of its own."""
    return history_file().parent / "voices"


def pronounce_file() -> Path:
    """The words that the user has pronounced in their own way."""
    from platformdirs import user_config_path

    return user_config_path("voicefoot", appauthor=False) / "pronounce.yaml"


def settings_file() -> Path:
    """What the user has settled, such as who speaks."""
    return pronounce_file().parent / "settings.yaml"


def hint_file() -> Path:
    """When the user was last told how to get a natural voice."""
    return playing_file().parent / "voice-hint"


def schemas_folder() -> Path:
    """The schemas of routines and translations, for editors, which can be made again."""
    return history_file().parent / "schemas"


def playing_file() -> Path:
    """The file that a session locks while it plays."""
    from platformdirs import user_state_path

    return user_state_path("voicefoot", appauthor=False) / "playing"


def volumes_file() -> Path:
    """The last volume of each output."""
    return history_file().parent / "volumes.json"
