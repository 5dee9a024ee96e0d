"""The built-in routines and the template of a new one, as YAML text."""

from __future__ import annotations

from importlib import resources

from voicefoot.text import match

_PACKAGE = resources.files("voicefoot.reading")
_ROUTINES = _PACKAGE / "routines"


def names() -> list[str]:
    """Return the names of the built-in routines, sorted."""
    return sorted(
        entry.name.removesuffix(".yaml") for entry in _ROUTINES.iterdir() if entry.name.endswith(".yaml")
    )


def text_of(name: str) -> str:
    """Return the text of the built-in routine called exactly `name`."""
    return (_ROUTINES / f"{name}.yaml").read_text(encoding="utf-8")


def template(source: str | None) -> str:
    """Return the text of a new routine: a short commented one, or a copy of the built-in one that `source`
    names. Raises CommandError for an unknown name.
    """
    if source is not None:
        return text_of(match(source, names(), "routine"))
    return (_PACKAGE / "template.yaml").read_text(encoding="utf-8")
