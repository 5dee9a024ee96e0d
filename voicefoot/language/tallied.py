"""What was counted, as it is read in the language of the routine: "7 rounds", "1 Runde", "5 rund"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from voicefoot.language.pack import LanguagePack
from voicefoot.language.packs import LANGUAGES, language_pack, pack_code
from voicefoot.model.tally import Tally


def tally_words(tally: Tally, language: str | None) -> str:
    """Return `tally` as it is read in `language`; None where that is not known, as in a history.

    A pack has the forms of what is usually counted. Of other things there is a plural in English alone;
    elsewhere they stay as the routine has them.
    """
    packs = map(language_pack, LANGUAGES) if language is None else [_pack(language)]
    for pack in packs:
        words = tally.of.split()
        for index, word in enumerate(words):
            forms = _forms_of(word, pack.counted)
            if forms is not None:
                words[index] = forms.get(pack.numbers.plural_of(tally.count), forms["other"])
                return f"{tally.count}{pack.between_sentences}{' '.join(words)}"
    if language is None or _pack(language).code == "en":
        return tally.words
    return f"{tally.count}{_pack(language).between_sentences}{tally.of}"


def _pack(language: str) -> LanguagePack:
    return language_pack(pack_code(language) or "en")


def _forms_of(word: str, counted: Iterable[Mapping[str, str]]) -> Mapping[str, str] | None:
    """Return the forms of the thing of which `word` is one."""
    folded = word.casefold()
    return next((forms for forms in counted if folded in (form.casefold() for form in forms.values())), None)
