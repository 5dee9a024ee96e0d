"""Files that are no text, known by the bytes with which they begin."""

from __future__ import annotations

_SAVE_AS_TEXT = "save it as text or as CSV, and `voicefoot import` that"
_SIGNS = (
    (b"%PDF", "this is a PDF", "copy its text into a .txt file, and `voicefoot import` that"),
    (
        b"PK\x03\x04",
        "this is a Word, Excel or ZIP file",
        _SAVE_AS_TEXT,
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "this is an old Word or Excel file",
        _SAVE_AS_TEXT,
    ),
    (b"{\\rtf", "this is an RTF document", "save it as plain text, and `voicefoot import` that"),
    (b"\x89PNG", "this is a picture", "type its words into a .txt file, and `voicefoot import` that"),
    (b"\xff\xd8\xff", "this is a picture", "type its words into a .txt file, and `voicefoot import` that"),
    (b"GIF8", "this is a picture", "type its words into a .txt file, and `voicefoot import` that"),
    (b"RIFF", "this is a sound or a film", "type what it says into a .txt file, and `voicefoot import` that"),
    (b"ID3", "this is a sound", "type what it says into a .txt file, and `voicefoot import` that"),
)


def kind_by_signature(content: bytes) -> tuple[str, str] | None:
    """Return what a file with this `content` is, and how to get at its words; None if it is unknown."""
    return next(((what, remedy) for sign, what, remedy in _SIGNS if content.startswith(sign)), None)
