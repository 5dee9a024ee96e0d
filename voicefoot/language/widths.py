"""Digits, letters and signs that other scripts write in another width, or as one sign: １０, ㎏, Ⅱ, ②."""

from __future__ import annotations

import re
import unicodedata

from voicefoot.language.looks import FRACTIONS, PAUSE

_WIDE = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_WIDE |= {
    ord(wide): narrow
    for wide, narrow in zip(
        "％＋－＝＆＠＃＊／＜＞（）［］｛｝＿｜＼＾", "%+-=&@#*/<>()[]{}_|\\^", strict=True
    )
}
_WIDE |= {ord(each): "×" for each in "✕✖⨯╳"}
_IN_NUMBERS = {"．": ".", "，": ",", "：": ":"}
_TOGETHER = "[\u2103\u2109\u3371-\u33df]"
"""Signs that are a whole unit, such as ㎏ and ℃."""
_NUMERALS = "[\u2160-\u216b\u2170-\u217b\u2460-\u2473]"
"""Numbers as one sign, such as Ⅱ and ②."""
ODD = re.compile(
    f"[{''.join(FRACTIONS)}\uff10-\uff19\uff21-\uff3a\uff41-\uff5a²³¹ªº]|{_TOGETHER}|{_NUMERALS}"
)
"""Signs that are changed, though they count as letters or numbers."""


def narrow(text: str) -> str:
    """Return `text` with its full-width digits, letters and signs as the usual ones."""
    text = re.sub(_TOGETHER, lambda found: unicodedata.normalize("NFKC", found[0]), text.translate(_WIDE))
    text = re.sub(_NUMERALS, lambda found: f"{unicodedata.numeric(found[0]):g}{PAUSE}", text)
    text = re.sub("(?<=[0-9])[．，：](?=[0-9])", lambda found: _IN_NUMBERS[found[0]], text)
    return re.sub("(?<=[0-9])(?:''|’’|′′)", "″", text)
