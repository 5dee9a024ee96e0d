"""What is written only to be looked at, in any language: links, Markdown, emoji, bullets, dashes, brackets;
and the pauses that some of it stands for.

The rules are patterns and what is said in their place. Patterns look at each character a bounded number of
times: what repeats is taken for good (`++`), or has a bound.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

Match = re.Match[str]
Words = str | Callable[[Match], str]
Rule = tuple[str, Words]
"""A pattern, and what to say in its place."""
Compiled = tuple[tuple[re.Pattern[str], Words], ...]

PAUSE = "\x00"
"""Where the voice pauses: a comma, unless a sign stands there already, or nothing does to pause between."""
INVISIBLE = "[\u00ad\u200b\u200c\u2060\ufeff]|[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
"""Signs that nobody sees; among them is `PAUSE`."""

_LOST_SPACE = re.compile(r"(?<=[^\s,.;:!?]) (?=[,.;:!?]++(?: |$))")

_LOST_WIDE_SPACE = re.compile("(?<=[^\\s、。；：！？]) (?=[、。；：！？])")


def rule(pattern: str, words: Words) -> Rule:
    """Return the rule that says `words` for what matches `pattern`."""
    return pattern, words


def compiled(rules: Iterable[Rule]) -> Compiled:
    """Return `rules` with their patterns compiled."""
    return tuple((re.compile(pattern), words) for pattern, words in rules)


def tidied(text: str, comma: str = ", ", signs: str = ",.;:!?", spaced: str = "") -> str:
    """Return `text` with its pauses as commas, and single spaces, none of them before a comma or a stop.

    No comma is added beside one of `signs`. A space may stand before those of `spaced`.
    """
    gap = " " if comma.endswith(" ") else ""
    parts = [" ".join(part.split()) for part in text.split(PAUSE)]
    said = parts[0]
    for part in filter(None, parts[1:]):
        if not said:
            said = part.lstrip(",;:、；： " if "、" in signs else ",;: ")
        elif said[-1] in signs:
            said += f"{gap}{part}"
        else:
            said += part if part[0] in signs else f"{comma}{part}"
    said = _LOST_SPACE.sub(lambda found: " " if said[found.end()] in spaced else "", said)
    return _LOST_WIDE_SPACE.sub("", said) if "、" in signs else said


def like(word: str, written: str) -> str:
    """Return `word` with a capital if `written` begins with one."""
    return word[:1].upper() + word[1:] if written[:1].isupper() else word


# -- quotes --------------------------------------------------------------------------------------


def quotes_apart(text: str) -> str:
    """Return `text` with the marks of feet and inches, or of minutes and seconds, as ′ and ″, and straight
    apostrophes.
    """
    marked: list[str] = []
    is_open = False
    for before, sign, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        measures = "0" <= before <= "9" and not is_open
        if sign in '"”' and measures:
            sign = "″"
        elif sign in "'’" and measures and not after.isalpha():
            sign = "′"
        elif sign in '"“”':
            is_open = sign == "“" or (sign == '"' and not is_open)
        elif sign in "‘’":
            sign = "'"
        marked.append(sign)
    return "".join(marked)


# -- rules ---------------------------------------------------------------------------------------

SMILEY = rule(r"(?<!\S)[:;]-?[()DPp](?!\S)", " ")
MARKUP: tuple[Rule, ...] = (
    rule(r"!?\[([^\[\]]{0,200})\]\([^()\s]{0,200}\)", r"\1"),
    rule(r"(?i)\bhttps?://(?:www\.)?+([\w-]{1,60}(?:\.[\w-]{1,60}){0,5})\S*+", r" \1 "),
    rule(r"</?[A-Za-z][^<>]{0,60}>", " "),
    SMILEY,
)
"""Links, tags, smileys."""


def arrows(then: str, both: str, up: str, down: str) -> tuple[Rule, ...]:
    """Return the rules of arrows, from what is said for one to the right, to both sides, up and down."""
    return (
        rule("[→⇒⟶➔➙-➜➞-➡]\ufe0f?|(?<![-=<])[-=]{1,2}>", f"{PAUSE}{then}"),
        rule("[←⇐⟵⬅]\ufe0f?|<[-=]{1,2}(?!>)", PAUSE),
        rule("[↔⇔]\ufe0f?", both),
        rule("[↑⬆]\ufe0f?", up),
        rule("[↓⬇]\ufe0f?", down),
    )


_EMOJI = (
    "\u00a9\u00ae\u2122\u2139\u2300-\u23ff\u25a0-\u27bf\u2934\u2935\u2b00-\u2bff\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001fbff"
)
_EMOJI_JOINTS = "\ufe0e\ufe0f\u200d\u20e3\U000e0020-\U000e007f"
PICTURES: tuple[Rule, ...] = (
    rule("\ufe0f?\u20e3", PAUSE),
    rule(f"[{_EMOJI}{_EMOJI_JOINTS}]++", " "),
    rule(r"^(?:\s*+(?:[-*•‣▪·–—+>]|#{1,6})\s)++", ""),
    rule(r"^\s*+-(?=[0-9])", ""),
    rule(r"[•‣·|\\]", PAUSE),
)
"""Emoji and bullets."""

HYPHENS: tuple[Rule, ...] = (rule("[\u2010-\u2012\u2212]", "-"),)
"""Signs that look like a hyphen."""

FRACTIONS = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5",
    "⅘": "4/5", "⅙": "1/6", "⅚": "5/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
}  # fmt: skip

DASHES: tuple[Rule, ...] = (
    rule(r"(?<=[^\W\d_])–(?=[^\W\d_])", "-"),
    rule(r"\s-{1,3}\s|[–—―]|(?<!-)--(?!-)", PAUSE),
)
"""Dashes between words: what has to do with numbers goes before."""


def _ellipsis(full_stop: str) -> Callable[[Match], str]:
    def words(found: Match) -> str:
        """End the sentence where the next one begins with a capital, and pause elsewhere."""
        before = found.string[max(0, found.start() - 2) : found.start()].rstrip()[-1:]
        after = found.string[found.end() : found.end() + 2].lstrip()[:1]
        return full_stop if before.isalnum() and (not after or after.isupper()) else PAUSE

    return words


def brackets(full_stop: str) -> tuple[Rule, ...]:
    """Return the rules of brackets, stars and dots. `full_stop` ends a sentence before the next."""
    return (
        rule(r"[\[\](){}]", PAUSE),
        rule(r"[*_`^]", " "),
        rule(r"#(?!\s?[0-9])", " "),
        rule(r"…[.…]*+|\.\.++…*+", _ellipsis(full_stop)),
    )
