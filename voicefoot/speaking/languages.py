"""Codes of languages, such as `de` and `pt-BR`, as voices and routines write them."""

from __future__ import annotations

from collections.abc import Iterable


def normalized(code: str) -> str:
    """Normalize a code: `pt_BR` becomes `pt-br`."""
    return code.strip().replace("_", "-").casefold()


def base(code: str) -> str:
    """Return the language without its country: `pt-BR` becomes `pt`."""
    return normalized(code).split("-")[0]


def speaks(known: Iterable[str], language: str) -> bool:
    """Whether a voice of the `known` languages speaks `language`, if need be as another country does."""
    return base(language) in {base(code) for code in known}


def distance(known: str, language: str) -> int:
    """Return how far a voice of the language `known` is from `language`: 0 the same country, or none said by
    either; 1 the same language; 2 another one.
    """
    one, other = normalized(known), normalized(language)
    if one == other:
        return 0
    return 1 if base(one) == base(other) else 2
