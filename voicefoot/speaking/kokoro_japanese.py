"""Japanese text to Kokoro's phonemes: first its reading in kana, then kana by kana."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Mapping

from voicefoot.errors import VoiceError
from voicefoot.language.kana import in_kana
from voicefoot.language.packs import readings
from voicefoot.speaking.espeak_phonemes import Clause
from voicefoot.text import shown

INSTALL = 'pip install "voicefoot[japanese]"'

_KANA_SIGNS = (
    "アa イi ウɯ エe オo カka キkʲi クkɯ ケke コko ガɡa ギɡʲi グɡɯ ゲɡe ゴɡo サsa シɕi スsɨ セse "
    "ソso ザʣa ジʥi ズzɨ ゼʣe ゾʣo タta チʨi ツʦɨ テte トto ダda ヂʥi ヅzɨ デde ドdo ナna ニɲi ヌnɯ "
    "ネne ノno ハha ヒçi フɸɯ ヘhe ホho バba ビbʲi ブbɯ ベbe ボbo パpa ピpʲi プpɯ ペpe ポpo マma "
    "ミmʲi ムmɯ メme モmo ヤja ユjɯ ヨjo ラɾa リɾʲi ルɾɯ レɾe ロɾo ワβa ヰi ヱe ヲo ヴvɯ"
)
_KANA: Mapping[str, str] = {entry[0]: entry[1:] for entry in _KANA_SIGNS.split()}
_SMALL: Mapping[str, str] = {
    "ャ": "a", "ュ": "ɨ", "ョ": "o", "ァ": "a", "ィ": "i", "ゥ": "ɯ", "ェ": "e", "ォ": "o", "ヮ": "a",
}  # fmt: skip
"""The vowel that a small kana gives to the one before it."""

_SOFT = "シジチヂニヒ"
"""Kana whose consonant is soft already."""
_NASALS = (("mpb", "m"), ("kɡ", "ŋ"), ("ɲʨʥ", "ɲ"), ("ntdɾz", "n"))
"""How ン sounds before what."""
_MARKS: Mapping[str, str] = {
    "。": ".", "．": ".", ".": ".", "、": ",", "，": ",", ",": ",", "！": "!", "!": "!", "？": "?", "?": "?",
    "：": ":", ":": ":", "；": ";", ";": ";", "…": "…", "—": "—", "～": "—", "〜": "—",
}  # fmt: skip
_TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_LONG = re.compile("(?<=[ュョ])ウ")
"""What is written after a soft sound but only makes it longer."""
_CLAUSE = re.compile(f"([^{''.join(_MARKS)}]+)([{''.join(_MARKS)}]?)")
_MORA = re.compile(rf"(.)([{''.join(_SMALL)}]?)")


def japanese_clauses(text: str) -> list[Clause]:
    """Return Kokoro's phonemes of Japanese `text`, clause by clause.

    Words are read by the table of the language pack. Where that doesn't know one, pyopenjtalk reads the text;
    raises VoiceError if that is not installed.
    """
    kana = in_kana(text, readings("ja"))
    return list(_clauses_of(_read_by_dictionary(text) if kana is None else kana))


def _read_by_dictionary(text: str) -> str:
    """Return `text` in kana, with spaces between words."""
    if importlib.util.find_spec("pyopenjtalk") is None:
        raise VoiceError(f'not all of "{shown(text)}" can be read here; {INSTALL}, or write it in kana')
    import pyopenjtalk

    return " ".join(
        word["string"] if word["string"] in _MARKS else word["pron"]
        for word in pyopenjtalk.run_frontend(text)
    )


def _clauses_of(kana: str) -> Iterator[Clause]:
    for words, mark in _CLAUSE.findall(kana):
        phonemes = " ".join(filter(None, map(kana_phonemes, words.split())))
        if phonemes:
            yield Clause(phonemes, _MARKS.get(mark, ""))


def kana_phonemes(reading: str) -> str:
    """Return the phonemes of `reading`, which is in kana; what is not is left out."""
    reading = _LONG.sub("ー", reading.translate(_TO_KATAKANA))
    kana = [(big, small) for big, small in _MORA.findall(reading) if big in _KANA or big in "ンッー"]
    sounds = [_mora(big, small) if big in _KANA else big for big, small in kana]
    for index, sound in enumerate(sounds):
        follows = sounds[index + 1] if index + 1 < len(sounds) else ""
        if sound == "ン":
            nasals = (nasal for before, nasal in _NASALS if follows and follows[0] in before)
            sounds[index] = next(nasals, "ɴ")
    return "".join(sounds).replace("ー", "ː").replace("ッ", "ʔ")


def _mora(big: str, small: str) -> str:
    sound = _KANA[big]
    if not small:
        return sound
    vowel = _SMALL[small]
    consonant = sound[:-1]
    if small in "ャュョ":
        return consonant + ("" if big in _SOFT or consonant.endswith("ʲ") or not consonant else "ʲ") + vowel
    if big in "イウ":  # "ye", "wi", "we", "wo" in foreign words
        return ("j" if big == "イ" else "β") + vowel
    if big in "クグ" and small != "ゥ":  # "kwa"
        return consonant + "ᵝ" + vowel
    if vowel == "i" and big not in _SOFT and not consonant.endswith("ʲ"):  # "ti", "fi"
        return consonant + "ʲ" + vowel
    return consonant + vowel
