"""Japanese text to Kokoro's phonemes: readings by pyopenjtalk, then kana by kana."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from voicefoot.speaking.espeak_phonemes import Clause

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
_MORA = re.compile(rf"(.)([{''.join(_SMALL)}]?)")


def missing_japanese() -> str | None:
    """Say what is missing to read Japanese, and how to get it; None if it is there. Imports nothing."""
    if importlib.util.find_spec("pyopenjtalk") is None:
        return f"pyopenjtalk-plus, which reads Japanese, is not installed; {INSTALL}"
    return None


def japanese_clauses(text: str) -> list[Clause]:
    """Return Kokoro's phonemes of Japanese `text`, clause by clause."""
    import pyopenjtalk

    return list(_clauses_of(pyopenjtalk.run_frontend(text)))


def _clauses_of(words: Iterable[Mapping[str, Any]]) -> Iterator[Clause]:
    phonemes: list[str] = []
    for word in words:
        mark = _MARKS.get(word["string"].strip()[-1:])
        if mark:
            if phonemes:
                yield Clause(" ".join(phonemes), mark)
            phonemes = []
        elif spoken := kana_phonemes(word["pron"]):
            phonemes.append(spoken)
    if phonemes:
        yield Clause(" ".join(phonemes), "")


def kana_phonemes(reading: str) -> str:
    """Return the phonemes of `reading`, which is in katakana; what is not is left out."""
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
