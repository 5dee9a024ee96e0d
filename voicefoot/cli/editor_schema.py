"""The schemas that editors read: in the user's folder, so that they are found without a network, and stay
where they are when voicefoot is installed anew.
"""

from __future__ import annotations

import json
from pathlib import Path

from voicefoot._version import __version__
from voicefoot.storage.paths import schemas_folder

_HEAD_BYTES = 300
_KINDS = ("routine", "translation", "programme")


def schema_text(*, translation: bool = False, programme: bool = False) -> str:
    """Return the schema of a routine, or of a translation or a programme, as JSON."""
    from voicefoot.reading.json_schema import json_schema, translation_schema
    from voicefoot.reading.programme_schema import programme_schema

    schema = translation_schema() if translation else programme_schema() if programme else json_schema()
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def modeline(*, programme: bool = False) -> str | None:
    """Write the schemas to the user's folder, and return the line at the top of a routine, or of a programme,
    that leads editors there; None if they can't be written.
    """
    try:
        paths = {kind: _written(kind) for kind in _KINDS}
    except OSError:
        return None
    path = paths["programme" if programme else "routine"]
    return f"# yaml-language-server: $schema={path.absolute().as_uri()}\n"


def refresh() -> None:
    """Write the schemas in the user's folder anew if they are there, and another version wrote them."""
    try:
        for kind in _KINDS:
            path = _path(kind)
            if path.is_file() and not _is_ours(path):
                _written(kind)
    except OSError:
        pass  # they are a help for editors; what was asked for goes on


def _path(kind: str) -> Path:
    return schemas_folder() / f"{kind}.schema.json"


def _is_ours(path: Path) -> bool:
    with path.open("rb") as stream:
        return f'"voicefoot {__version__}"'.encode() in stream.read(_HEAD_BYTES)


def _written(kind: str) -> Path:
    from voicefoot.storage.atomic import write_cached

    path = _path(kind)
    text = schema_text(translation=kind == "translation", programme=kind == "programme")
    write_cached(path, [text.encode("utf-8")])
    return path
