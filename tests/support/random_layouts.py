"""Routines written down in all the ways that people write YAML: in braces or below each other, with comments,
blank lines, odd indentation, and their own spelling of keys and times.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import yaml

from voicefoot.reading.editing.quotes import is_plain

_SECONDS = re.compile(r"([0-9.]+)(?:-([0-9.]+))?s")
_NUMBERS = re.compile(r"([0-9]+)-([0-9]+)")
_BPM = re.compile(r"(.*) bpm")
_WORDS = {
    "say", "brief", "intro", "outro", "caution", "switch", "name", "title", "block", "tips", "setup",
    "about", "note",
}  # fmt: skip

_AS_WRITTEN = {"Tap", "heel"}
"""Keys that are words themselves, in `pronounce`."""


@dataclass
class Writer:
    """Writes one routine with the odds of `random`; all comments that it wrote are in `comments`."""

    random: Random
    comments: list[str] = field(default_factory=list)

    def routine(self, text: str) -> str:
        """Return the routine in `text` as somebody else may have written it."""
        lines = list(self._mapping(yaml.safe_load(text), 0))
        if self._odds(6):
            lines = ["---", *lines]
        if self._odds(6):
            lines = ["# yaml-language-server: $schema=routine.schema.json", *lines]
            self.comments.insert(0, lines[0])
        if self._odds(4):
            lines += ["", *self._comment_lines(0), "", ""]
        end = self.random.choice(["\n", "\n", "\n", "\r\n"])
        return end.join(lines) + (end if self._odds(2) else "")

    def _odds(self, one_in: int) -> bool:
        return self.random.randrange(one_in) == 0

    # -- lines -----------------------------------------------------------------------------------------

    def _mapping(self, data: Mapping[str, Any], indent: int, *, is_item: bool = False) -> Iterator[str]:
        for number, (key, value) in enumerate(data.items()):
            if is_item and not number:  # behind a dash the reader takes no key in quotes for one
                written = self._key(key).strip('"')
            else:
                yield from self._between(indent)
                written = self._key(key)
            yield from self._entry(written, key, value, indent)

    def _entry(self, written: str, key: str, value: Any, indent: int) -> Iterator[str]:
        pad = " " * indent
        colon = self.random.choice([": ", ": ", ": ", ":   ", " : "])
        if isinstance(value, dict | list) and value and not (self._odds(3) and self._fits(value)):
            yield f"{pad}{written}{colon.rstrip()}{self._behind()}"
            step = self.random.choice([1, 2, 2, 4])
            if isinstance(value, dict):
                yield from self._mapping(value, indent + step)
            else:
                yield from self._list(key, value, indent + (0 if self._odds(3) else step))
        elif isinstance(value, str) and key in _WORDS and " " in value and self._odds(4):
            yield from self._long_text(f"{pad}{written}{colon}", value, indent)
        else:
            yield f"{pad}{written}{colon}{self._value(key, value, is_within=False)}{self._behind()}"

    def _list(self, key: str, items: list[Any], indent: int) -> Iterator[str]:
        for item in items:
            yield from self._between(indent)
            dash = " " * indent + self.random.choice(["- ", "- ", "- ", "-   ", "• "])
            if isinstance(item, dict) and not (self._odds(5) and self._fits(item)):
                inner = list(self._mapping(item, len(dash), is_item=True))
                if self._odds(8):
                    yield from [dash.rstrip(), *inner]
                else:
                    yield from [dash + inner[0][len(dash) :], *inner[1:]]
            else:
                yield f"{dash}{self._value(key, item, is_within=False)}{self._behind()}"

    def _long_text(self, begin: str, text: str, indent: int) -> Iterator[str]:
        pad = " " * (indent + self.random.choice([2, 2, 3, 5]))
        words = text.split(" ")
        cut = self.random.randrange(1, len(words))
        halves = [" ".join(words[:cut]), " ".join(words[cut:])]
        style = self.random.choice(["|", ">", ">-", "plain", '"'])
        if style == "|":
            yield from [f"{begin}|", f"{pad}{text}"]
        elif style in (">", ">-"):
            yield from [f"{begin}{style}", *(pad + half for half in halves)]
        elif style == "plain" and is_plain(text, is_within=False):
            yield from [begin + halves[0], pad + halves[1]]
        else:
            yield from [f'{begin}"{halves[0]}', f'{pad}{halves[1]}"']

    def _between(self, indent: int) -> Iterator[str]:
        if self._odds(8):
            yield from [self.random.choice(["", "   "])] * self.random.choice([1, 1, 2, 3])
        if self._odds(8):
            yield from self._comment_lines(self.random.choice([indent, indent, 0, indent + 1]))

    def _comment_lines(self, indent: int) -> Iterator[str]:
        for _ in range(self.random.choice([1, 1, 2])):
            comment = self._comment()
            yield " " * indent + comment

    def _comment(self) -> str:
        sign = self.random.choice(["# ", "# ", "#   ", "## "])
        self.comments.append(f"{sign}{len(self.comments)}: 10 kg, reps: 3")
        return self.comments[-1]

    def _behind(self) -> str:
        if self._odds(8):
            return self.random.choice([" ", "  ", "       "]) + self._comment()
        return self.random.choice(["", "", "", "", " ", "   "])

    # -- words -----------------------------------------------------------------------------------------

    def _key(self, key: str) -> str:
        if key in _AS_WRITTEN:
            return key
        spaced = key.replace("_", " ")
        if " " in key:  # a name of the author's, such as that of a side
            return self.random.choice([key, key.title(), key.upper(), f'"{key}"'])
        camel = spaced.title().replace(" ", "")
        spellings = [key] * 6 + [key.title(), key.upper(), spaced, key.replace("_", "-"), f'"{key}"']
        return self.random.choice([*spellings, camel[0].lower() + camel[1:]])

    def _fits(self, value: Any) -> bool:
        """Whether `value` may stand in brackets or braces in one line."""
        return len(json.dumps(value)) < 300 and "exercises" not in json.dumps(value)

    def _value(self, key: str, value: Any, *, is_within: bool) -> str:
        if isinstance(value, list):
            inner = [self._value(key, item, is_within=True) for item in value]
            return self._bracketed("[]", inner)
        if isinstance(value, dict):
            is_announced = key == "announce"
            inner = [
                f"{each if is_announced or ' ' in each else self._key(each)}: "
                f"{self._value('' if is_announced else each, item, is_within=True)}"
                for each, item in value.items()
            ]
            return self._bracketed("{}", inner)
        return self._scalar(key, value, is_within=is_within)

    def _bracketed(self, brackets: str, inner: list[str]) -> str:
        inside = self.random.choice(["", "", " "])
        comma = self.random.choice([", ", ", ", ",  ", " , "])
        return f"{brackets[0]}{inside}{comma.join(inner)}{inside}{brackets[1]}"

    def _scalar(self, key: str, value: Any, *, is_within: bool) -> str:
        if isinstance(value, bool):
            return self.random.choice(["yes", "Yes", "true", "on"] if value else ["no", "No", "false", "OFF"])
        text = str(value) if key in _WORDS else self._spelled(str(value))
        quoted = json.dumps(text, ensure_ascii=False)
        if not is_plain(text, is_within=is_within) or self._odds(4):
            return quoted if "'" in text or self._odds(2) else f"'{text}'"
        return text

    def _spelled(self, text: str) -> str:
        choose = self.random.choice
        dash = choose(["-", "–", " - ", " to "])
        seconds, numbers, bpm = _SECONDS.fullmatch(text), _NUMBERS.fullmatch(text), _BPM.fullmatch(text)
        if seconds:
            unit = choose(["s", "s", " s", " sec", " Seconds", "\u00a0s", "sec."])
            return seconds[1] + (f"{dash}{seconds[2]}" if seconds[2] else "") + unit
        if numbers:
            return f"{numbers[1]}{dash}{numbers[2]}{choose(['', '', ' reps', ' x'])}"
        if bpm:
            return bpm[1].replace("-", dash) + choose([" bpm", " BPM", "bpm"])
        return text
