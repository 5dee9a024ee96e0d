"""Words -> the YAML that is read as these words: without quotes where that is possible."""

from __future__ import annotations

import json

import yaml

from voicefoot.reading.problems import Problems
from voicefoot.reading.typed import as_meant

_RESOLVER = yaml.SafeLoader("")
_TEXT = "tag:yaml.org,2002:str"


def quoted(text: str, *, is_within: bool) -> str:
    """Return `text` as YAML, in quotes if it would be something else without; `is_within`: in brackets."""
    return text if is_plain(text, is_within=is_within) else _in_quotes(text)


def quoted_words(text: str, *, is_within: bool) -> str:
    """Return the words `text` as YAML, in quotes also where other programs would read no words."""
    return quoted(text, is_within=is_within) if looks_like_words(text) else _in_quotes(text)


def _in_quotes(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def is_plain(text: str, *, is_within: bool, is_key: bool = False) -> bool:
    """Whether `text` is read as it stands; as a key, or as a value or an item of a list."""
    line = f"{text}: x" if is_key else f"- {text}"
    if is_within:
        line = f"{{{text}: x}}" if is_key else f"[{text}]"
    meant: object = {text: "x"} if is_key else [text]
    try:
        is_kept = as_meant(line, Problems("")).lines == [line]
        return is_kept and yaml.load(line, Loader=yaml.BaseLoader) == meant  # noqa: S506 - text alone
    except yaml.YAMLError:
        return False


def looks_like_words(text: str) -> bool:
    """Whether other programs read `text` without quotes as words too: not as a number, a date, a yes."""
    return bool(_RESOLVER.resolve(yaml.ScalarNode, text, (True, False)) == _TEXT)  # type: ignore[no-untyped-call]  # PyYAML's stubs
