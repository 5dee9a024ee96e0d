"""The language packs, a file of YAML each, which are read as modules are imported."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from voicefoot.language.pack import LanguagePack
from voicefoot.language.read_pack import PackError, read_pack

_FOLDER = Path(__file__).parent
LANGUAGES: Mapping[str, str] = MappingProxyType(
    {
        "en": "English",
        "de": "German",
        "fr": "French",
        "es": "Spanish",
        "it": "Italian",
        "pt-BR": "Portuguese (Brazil)",
        "nl": "Dutch",
        "pl": "Polish",
        "ja": "Japanese",
        "zh": "Chinese",
    }
)
"""The languages that have a pack: their codes, and their names in English."""


def pack_code(language: str) -> str | None:
    """Return the code of the pack for a language tag: that of "de" for "de-AT"; None if there is none."""
    tag = language.replace("_", "-").casefold()
    for code in LANGUAGES:
        if code.casefold() == tag:
            return code
    primary = tag.split("-")[0]
    return next((code for code in LANGUAGES if code.casefold().split("-")[0] == primary), None)


@cache
def language_pack(language: str) -> LanguagePack:
    """Return the pack for a language tag. Raises KeyError if there is none."""
    code = pack_code(language)
    if code is None:
        raise KeyError(language)
    return parse_pack((_FOLDER / f"{code}.yaml").read_text(encoding="utf-8"))


@cache
def readings(language: str) -> Mapping[str, str]:
    """Return how that language's words are read which a light voice can't read itself; empty where it can."""
    path = _FOLDER / f"{pack_code(language)}-readings.yaml"
    found: Mapping[str, str] = _load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return MappingProxyType(dict(found))


def readings_key(language: str) -> int:
    """Return a number that changes with `readings`, for the keys of what was spoken by them."""
    return zlib.crc32(repr(sorted(readings(language).items())).encode())


def _load(text: str) -> Any:
    # Every scalar is text: "no" is a word, and "1:30" no number.
    return yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506


def parse_pack(text: str) -> LanguagePack:
    """Return the pack that `text` describes. Raises PackError with all that it lacks."""
    try:
        data = _load(text)
    except yaml.YAMLError as error:
        raise PackError([f"it is no YAML: {' '.join(str(error).split())}"]) from error
    except RecursionError as error:
        raise PackError(["it is no YAML that anybody wrote: its lists lie too deep in each other"]) from error
    return read_pack(data)
