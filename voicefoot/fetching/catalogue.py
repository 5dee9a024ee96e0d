"""The catalogue: which voices can be fetched, from where, and by what their files are known.

It is data, `catalogue.json` beside this module. A voice's files are known by their sizes and digests, so it
does not matter who hands them over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from voicefoot.errors import CommandError
from voicefoot.text import folded, match, nearest, shown

SEE_CARD = "see its MODEL_CARD"
"""What is said of a licence that the catalogue does not know."""


_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?")
"""A code of a language in lower case, with a script or a region."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a voice, as its source has it."""

    path: str
    """Where it lies in the source, with slashes."""
    name: str
    """Where it belongs in the voice's folder; of an archive, the folder that it is unpacked into."""
    size: int
    """In bytes."""
    algorithm: str
    """`sha256`, or `md5` where the source publishes no other."""
    digest: str
    """In hexadecimal digits, lower case."""
    archive: str | None = None
    """What kind of archive it is, if it is one."""


@dataclass(frozen=True, slots=True)
class CatalogueVoice:
    """A voice that can be fetched."""

    name: str
    engine: str
    title: str
    languages: tuple[str, ...]
    """Codes such as `de` or `pt-BR`."""
    quality: str
    licence: str
    """As its makers call it; empty if it stands only in the terms."""
    terms: str
    """The address at which its licence is told."""
    address: str
    """That of its source; ends with a slash."""
    files: tuple[RemoteFile, ...]

    @property
    def size(self) -> int:
        """How many bytes are fetched."""
        return sum(file.size for file in self.files)

    def speaks(self, language: str) -> bool:
        """Whether it speaks `language`: one for `pt-BR` speaks `pt`, and one for `de` speaks `de-AT`."""
        code = _code(language)
        return any(
            code == own or own.startswith(f"{code}-") or code.startswith(f"{own}-")
            for own in map(_code, self.languages)
        )


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All voices that can be fetched, for each language the best first."""

    voices: tuple[CatalogueVoice, ...]
    language_names: Mapping[str, tuple[str, ...]]
    """What each language is called, in English and by those who speak it, by its code without a region."""

    def best_for(self, language: str) -> CatalogueVoice | None:
        """Return the voice that is fetched for `language`, or None if there is none."""
        return next((voice for voice in self.voices if voice.speaks(language)), None)

    def language_name(self, language: str) -> str:
        """Return the English name of `language`, or the code itself if it is not in the catalogue."""
        return self.language_names.get(_code(language).split("-")[0], (language,))[0]

    def find(self, typed: str) -> CatalogueVoice:
        """Return the voice that the user calls `typed`: by its name, its short name ("thorsten"), a language
        ("de", "pt-BR", "German", "Deutsch"), or the beginning of a name.

        Raises CommandError if there is none.
        """
        wanted = folded(typed)
        by_name = {folded(voice.title): voice for voice in reversed(self.voices)}
        by_name |= {folded(voice.name): voice for voice in self.voices}
        found = by_name.get(wanted) or self._by_language(wanted)
        if found is not None:
            return found
        names = list(
            dict.fromkeys([voice.name for voice in self.voices] + [voice.title for voice in self.voices])
        )
        if wanted and any(name.startswith(wanted) for name in by_name):
            return by_name[folded(match(typed, names, "voice"))]
        guess = nearest(typed, names)
        suggestion = f'did you mean "{shown(guess)}"? For all' if guess else "for all"
        raise CommandError(
            f'there is no voice "{shown(typed)}", and none for such a language; '
            f"{suggestion}, type: voicefoot voices"
        )

    def _by_language(self, wanted: str) -> CatalogueVoice | None:
        codes = [code for code, names in self.language_names.items() if wanted in (code, *map(folded, names))]
        code = codes[0] if codes else _code(wanted)
        known = _LANGUAGE.fullmatch(code) and code.split("-")[0] in self.language_names
        return self.best_for(code) if known else None


def _code(language: str) -> str:
    return language.replace("_", "-").casefold()


@cache
def catalogue() -> Catalogue:
    """Return the catalogue that is part of this program."""
    text = resources.files("voicefoot.fetching").joinpath("catalogue.json").read_text(encoding="utf-8")
    return parse_catalogue(text)


def parse_catalogue(text: str) -> Catalogue:
    """Return what `text`, in the shape of `catalogue.json`, says. It is trusted."""
    said = json.loads(text)
    voices = []
    for voice in said["voices"]:
        source = said["sources"][voice["source"]]
        files = tuple(
            RemoteFile(
                file["path"],
                file["name"],
                file["size"],
                algorithm := "sha256" if "sha256" in file else "md5",
                file[algorithm],
                file.get("unpack"),
            )
            for file in voice["files"]
        )
        voices.append(
            CatalogueVoice(
                voice["name"],
                voice["source"],
                voice["title"],
                tuple(voice["languages"]),
                voice["quality"],
                voice["licence"],
                _terms(source, files),
                source["address"],
                files,
            )
        )
    names = {code: tuple(names) for code, names in said["languages"].items()}
    return Catalogue(tuple(voices), names)


def _terms(source: Mapping[str, str], files: Sequence[RemoteFile]) -> str:
    """Return the address of the terms: that of the file with the name that the source tells, or its own."""
    from voicefoot.fetching.addresses import join

    told = source["terms"]
    return next((join(source["address"], file.path) for file in files if file.name == told), told)
