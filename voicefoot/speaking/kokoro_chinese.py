"""Chinese text to Kokoro's phonemes: pinyin by pypinyin, then syllable by syllable."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from voicefoot.speaking.espeak_phonemes import Clause

_INITIALS: Mapping[str, str] = {
    "zh": "ꭧ", "ch": "ꭧʰ", "sh": "ʂ", "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t", "t": "tʰ", "n": "n",
    "l": "l", "g": "k", "k": "kʰ", "h": "x", "j": "ʨ", "q": "ʨʰ", "x": "ɕ", "r": "ɻ", "z": "ʦ", "c": "ʦʰ",
    "s": "s",
}  # fmt: skip
"""Those of two letters first."""
_FINALS: Mapping[str, str] = {
    "a": "a0", "ai": "ai0", "an": "a0n", "ang": "a0ŋ", "ao": "au0", "e": "ɤ0", "ei": "ei0", "en": "ə0n",
    "eng": "ə0ŋ", "er": "ɚ0", "i": "i0", "ia": "ja0", "ian": "jɛ0n", "iang": "ja0ŋ", "iao": "jau0",
    "ie": "je0", "in": "i0n",
    "ing": "i0ŋ", "iong": "jʊ0ŋ", "iu": "jou0", "o": "wo0", "ong": "ʊ0ŋ", "ou": "ou0", "u": "u0", "ua": "wa0",
    "uai": "wai0", "uan": "wa0n", "uang": "wa0ŋ", "ueng": "wə0ŋ", "ui": "wei0", "un": "wə0n", "uo": "wo0",
    "v": "y0", "van": "ɥɛ0n", "ve": "ɥe0", "vn": "y0n",
}  # fmt: skip
"""Where the tone stands, there is a 0."""
_TONES = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}
_SYLLABLE = re.compile(r"([a-zü]+)([1-5])")
_HAN = "\u3400-\u9fff"
_PARTS = re.compile(rf"[{_HAN}]+|[^{_HAN}]+")
_MARKS: Mapping[str, str] = {
    "。": ".", "．": ".", ".": ".", "、": ",", "，": ",", ",": ",", "！": "!", "!": "!", "？": "?", "?": "?",
    "：": ":", ":": ":", "；": ";", ";": ";", "…": "…", "—": "—",
}  # fmt: skip
_NUMBER = re.compile(r"\d+")
_DIGITS = "零一二三四五六七八九"
_MAX_NUMBER_DIGITS = 4


def chinese_clauses(text: str) -> list[Clause]:
    """Return Kokoro's phonemes of Chinese `text`, clause by clause. What is not Chinese is left out."""
    return list(_clauses_of(_NUMBER.sub(lambda number: chinese_number(number[0]), text)))


def _clauses_of(text: str) -> Iterator[Clause]:
    from pypinyin import Style, lazy_pinyin
    from pypinyin.seg import mmseg

    phonemes: list[str] = []
    for part in _PARTS.findall(text):
        if re.match(f"[{_HAN}]", part):
            for word in mmseg.seg.cut(part):
                syllables = lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)
                phonemes.append("".join(map(syllable_phonemes, syllables)))
            continue
        mark = next((_MARKS[sign] for sign in part if sign in _MARKS), "")
        if mark and phonemes:
            yield Clause(" ".join(phonemes), mark)
            phonemes = []
    if phonemes:
        yield Clause(" ".join(phonemes), "")


def chinese_number(digits: str) -> str:
    """Return a whole number in Chinese signs; one of more than four digits is read digit by digit."""
    if len(digits) > _MAX_NUMBER_DIGITS or (len(digits) > 1 and digits[0] == "0"):
        return "".join(_DIGITS[int(digit)] for digit in digits)
    spoken = ""
    for place, digit in zip(range(len(digits) - 1, -1, -1), map(int, digits), strict=True):
        if digit:
            spoken += _DIGITS[digit] + ("", "十", "百", "千")[place]
        elif not spoken.endswith("零"):
            spoken += "零"
    spoken = spoken.rstrip("零") or "零"
    return spoken.removeprefix("一") if spoken.startswith("一十") else spoken


def syllable_phonemes(pinyin: str) -> str:
    """Return the phonemes of one syllable, such as `zhua1`; nothing if it is none."""
    read = _SYLLABLE.fullmatch(pinyin)
    if not read:
        return ""
    letters, tone = read[1].replace("ü", "v"), _TONES[read[2]]
    initial = next((initial for initial in _INITIALS if letters.startswith(initial)), "")
    final = letters[len(initial) :]
    if not initial:
        final = _spelled_out(letters)
    elif initial in ("j", "q", "x") and final.startswith("u"):
        final = "v" + final[1:]  # the dots are not written after these
    if final == "i" and initial in ("zh", "ch", "sh", "r", "z", "c", "s"):
        return f"{_INITIALS[initial]}ɨ{tone}"
    sound = _FINALS.get(final)
    return "" if sound is None else _INITIALS.get(initial, "") + sound.replace("0", tone)


def _spelled_out(letters: str) -> str:
    """Return the final of a syllable that begins with none of the initials: `you` is `iu`, `wei` is `ui`."""
    whole = {
        "you": "iu",
        "wei": "ui",
        "wen": "un",
        "wo": "uo",
        "yong": "iong",
        "yo": "o",
        "wu": "u",
        "yi": "i",
    }
    if letters in whole:
        return whole[letters]
    for written, meant in (("yu", "v"), ("yi", "i"), ("y", "i"), ("wu", "u"), ("w", "u")):
        if letters.startswith(written):
            return meant + letters[len(written) :]
    return letters
