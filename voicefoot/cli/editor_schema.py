"""The schemas that editors read: in the user's folder, so that they are found without a network, and stay
where they are when voicefoot is installed anew.
"""

from __future__ import annotations

import json
from pathlib import Path

from voicefoot._version import __version__
from voicefoot.storage.paths import schemas_folder

_HEAD_BYTES = 300


def schema_text(*, translation: bool) -> str:
    """Return the schema of a routine, or of a translation, as JSON."""
    from voicefoot.reading.json_schema import json_schema, translation_schema

    schema = translation_schema() if translation else json_schema()
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def modeline() -> str | None:
    """Write the schemas to the user's folder, and return the line at the top of a routine that leads editors
    there; None if they can't be written.
    """
    try:
        path = _written(translation=False)
        _written(translation=True)
    except OSError:
        return None
    return f"# yaml-language-server: $schema={path.absolute().as_uri()}\n"


def refresh() -> None:
    """Write the schemas in the user's folder anew if they are there, and another version wrote them."""
    try:
        for translation in (False, True):
            path = _path(translation=translation)
            if path.is_file() and not _is_ours(path):
                _written(translation=translation)
    except OSError:
        pass  # they are a help for editors; what was asked for goes on


def _path(*, translation: bool) -> Path:
    return schemas_folder() / ("translation.schema.json" if translation else "routine.schema.json")


def _is_ours(path: Path) -> bool:
    with path.open("rb") as stream:
        return f'"voicefoot {__version__}"'.encode() in stream.read(_HEAD_BYTES)


def _written(*, translation: bool) -> Path:
    from voicefoot.storage.atomic import write_cached

    path = _path(translation=translation)
    write_cached(path, [schema_text(translation=translation).encode("utf-8")])
    return path
