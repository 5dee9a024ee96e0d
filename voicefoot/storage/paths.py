"""Where the user's things lie."""

from __future__ import annotations

from pathlib import Path


def song_cache() -> Path:
    """What was found out about songs, which can be found again at any time."""
    return clip_cache().parent / "songs"


def packet_cache() -> Path:
    """Encoded pieces of sessions, which can be made anew at any time."""
    return clip_cache().parent / "packets"


def clip_cache() -> Path:
    """Spoken clips, which can be made anew at any time."""
    from platformdirs import user_cache_path

    return user_cache_path("voicefoot", appauthor=False) / "clips"


def history_file() -> Path:
    """What was done, which can't be made anew."""
    from platformdirs import user_data_path

    return user_data_path("voicefoot", appauthor=False) / "history.sqlite"


def playing_file() -> Path:
    """Held by the session that is playing."""
    from platformdirs import user_state_path

    return user_state_path("voicefoot", appauthor=False) / "playing"


def volumes_file() -> Path:
    """How loud each output was played."""
    return history_file().parent / "volumes.json"
