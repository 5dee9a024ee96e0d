"""Takes a document of YAML for a language pack, or says what it lacks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from voicefoot.language.labels import LABELS
from voicefoot.language.numbers import Numbers, Size
from voicefoot.language.pack import ELSEWHERE, LanguagePack, PositionWords, ThingRule
from voicefoot.language.phrase_names import MANY, NUMBERS, PLACEHOLDERS, Line, is_counted
from voicefoot.language.plurals import PluralOf, plural_rule
from voicefoot.language.ranks import Ordinals, TimesOfDay
from voicefoot.language.written_entries import Unit, Written
from voicefoot.model.position import POSITIONS

_LEVELS = ("gentle", "standard", "strong")
_SIDES = ("left", "right")
_PHASES = ("down", "hold", "up")
_SECTIONS = (
    "code", "name", "plurals", "numbers", "customs", "sides", "phases", "levels", "things", "moving",
    "phrases", "counted", "labels", "positions", "spoken",
)  # fmt: skip
_WITHOUT_SPOKEN = "en"
"""The language whose rules for what is written are in code."""
_SPOKEN_WORDS = ("point", "times", "to", "minus", "number", "per", "then")
_SPOKEN_PATTERNS = {"or more": ("amount",), "of": ("top", "bottom"), "and fraction": ("whole", "fraction")}
_SPOKEN_TABLES = ("fractions", "signs", "units", "abbreviations", "letters")
_FRACTIONS = ("1/2", "1/3", "2/3", "1/4", "3/4")
_SIGNS = ("&", "+", "=", "~", "±", "≤", "≥", "<", ">", "%", "°", "@")
_UNITS = ("s", "min", "h", "g", "kg", "cm", "m", "km", "°", "%")
_FRACTION = re.compile("(?:[1-9][0-9]? )?[1-9]/[2-9]")
"""A fraction, perhaps with a whole before it."""
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_FORMS_CHECKED = range(1000)
"""The numbers whose plural classes tell which classes a language uses."""


class PackError(Exception):
    """A pack lacks something; `problems` says what, a line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_pack(data: object) -> LanguagePack:
    """Return the pack that `data`, a document of YAML whose scalars are all text, describes.

    Raises PackError with all that it lacks.
    """
    return _Reader(data).pack()


class _Reader:
    """Takes a pack apart, and collects what it lacks."""

    def __init__(self, data: Any) -> None:
        self._problems: list[str] = []
        self._data = self._mapping(data, "the pack")
        self._only(self._data, _SECTIONS, "the pack")

    def pack(self) -> LanguagePack:
        data = self._data
        plural_of = self._plural_of(data.get("plurals", {}))
        classes = _classes_of(plural_of, data.get("plurals"))
        numbers = self._numbers(self._section("numbers"), plural_of, classes)
        customs = self._mapping(data.get("customs", {}), "customs")
        self._only(
            customs,
            ("list comma", "list and", "full stop", "between sentences", "lowers names", "capitals"),
            "customs",
        )
        self._yes(customs.get("lowers names", "yes"), "customs, lowers names")
        for custom in ("list comma", "list and", "full stop", "between sentences"):
            self._optional(customs.get(custom, ""), f"customs, {custom}")
        things = self._mapping(data.get("things", {}), "things")
        self._only(things, ("new", "known"), "things")
        phrases = self._phrases(self._section("phrases"), classes, set(numbers.forms))
        positions = self._positions(self._section("positions"))
        moving = tuple(self._text(words, "moving") for words in self._list(data.get("moving", []), "moving"))
        counted = tuple(
            self._forms(forms, (), classes, set(numbers.forms), "counted")
            for forms in self._list(data.get("counted", []), "counted")
        )
        labels = self._labels(self._section("labels"))
        levels = self._named(data.get("levels"), _LEVELS, "levels")
        sides = self._named(data.get("sides"), _SIDES, "sides")
        phases = self._named(data.get("phases"), _PHASES, "phases")
        new_things = tuple(self._thing_rules(things.get("new", []), "things, new"))
        known_things = tuple(self._thing_rules(things.get("known", []), "things, known"))
        code, name = self._text(data.get("code"), "code"), self._text(data.get("name"), "name")
        capitals = self._texts(customs.get("capitals", {}), "customs, capitals")
        written = None
        if "spoken" in data or code.split("-")[0] != _WITHOUT_SPOKEN:
            written = self._written(self._section("spoken"), classes, set(numbers.forms))
        pack = LanguagePack(
            code,
            name,
            numbers,
            phrases,
            positions,
            levels,
            sides,
            phases,
            new_things,
            known_things,
            moving,
            labels,
            counted,
            list_comma=customs.get("list comma", ", "),
            list_and=customs.get("list and", " and "),
            full_stop=customs.get("full stop", "."),
            between_sentences=customs.get("between sentences", " "),
            lowers_names=customs.get("lowers names", "yes") == "yes",
            capitals=capitals,
            written=written,
        )
        self._check_moving(pack)
        if self._problems:
            raise PackError(self._problems)
        return pack

    def _check_moving(self, pack: LanguagePack) -> None:
        """Check that `moving` has the words of the pack's own lines that ask to move."""
        if not pack.moving:
            self._problems.append("moving is missing")
        elif not self._problems:
            self._problems += [
                f"moving: nothing of {position.usual} is among these"
                for position in pack.positions.values()
                if not pack.asks_to_move(position.usual)
            ]

    def _section(self, name: str) -> Mapping[str, Any] | None:
        """Return a section that a pack must have; None, and a problem, if it has nothing."""
        section = self._mapping(self._data.get(name) or None, name)
        return section or None

    # -- the parts ---------------------------------------------------------------------------------------

    def _plural_of(self, data: Any) -> PluralOf:
        rules = self._mapping(data, "plurals")
        try:
            return plural_rule({name: str(rule) for name, rule in rules.items()})
        except ValueError as error:
            self._problems.append(f"plurals: {error}")
            return plural_rule({})

    def _numbers(self, section: Mapping[str, Any] | None, plural_of: PluralOf, classes: set[str]) -> Numbers:
        if section is None:
            return Numbers((), (), plural_of)
        data, where = section, "numbers"
        known = (
            "words", "hundreds", "hundreds before", "after hundreds", "sizes", "forms", "short", "shortest",
            "counts in eights", "joins counts",
        )  # fmt: skip
        self._only(data, known, where)
        forms = self._mapping(data.get("forms", {}), "numbers, forms")
        joins_counts = data.get("joins counts")
        sizes = []
        for entry in self._list(data.get("sizes", []), "numbers, sizes"):
            size = self._mapping(entry, "numbers, sizes")
            self._only(size, ("value", "words", "joint", "joint below hundred"), "numbers, sizes")
            joint = self._optional(size.get("joint", " "), "numbers, sizes, joint")
            sizes.append(
                Size(
                    self._whole(size.get("value", ""), "numbers, sizes, value"),
                    self._forms(size.get("words", ""), (MANY,), classes, set(forms), "numbers, sizes, words"),
                    joint,
                    self._optional(
                        size.get("joint below hundred", joint), "numbers, sizes, joint below hundred"
                    ),
                )
            )
        return Numbers(
            self._words(data.get("words"), 100, "numbers, words"),
            self._words(data.get("hundreds"), 9, "numbers, hundreds"),
            plural_of,
            self._by_number(data.get("hundreds before", {}), "numbers, hundreds before"),
            self._optional(data.get("after hundreds", " "), "numbers, after hundreds"),
            tuple(sizes),
            {name: self._by_number(form, f"numbers, forms, {name}") for name, form in forms.items()},
            self._by_number(data.get("short", {}), "numbers, short"),
            self._by_number(data.get("shortest", {}), "numbers, shortest"),
            counts_in_eights=self._yes(data.get("counts in eights", "no"), "numbers, counts in eights"),
            joins_counts=None if joins_counts is None else self._text(joins_counts, "numbers, joins counts"),
        )

    def _phrases(
        self, data: Mapping[str, Any] | None, classes: set[str], forms: set[str]
    ) -> Mapping[str, Mapping[str, str]]:
        if data is None:
            return {}
        wanted = {**dict.fromkeys(map(str, Line), ()), **PLACEHOLDERS}
        self._only(data, wanted, "phrases")
        phrases: dict[str, Mapping[str, str]] = {}
        for key, placeholders in wanted.items():
            where = f"phrases, {key}"
            if key not in data:
                self._problems.append(f"{where} is missing")
                continue
            value = data[key]
            if not isinstance(value, str) and not is_counted(key):
                self._problems.append(f"{where}: no number picks a form here; write one text")
            phrases[key] = self._forms(value, placeholders, classes, forms, where)
        return MappingProxyType(phrases)

    def _labels(self, data: Mapping[str, Any] | None) -> Mapping[str, str]:
        if data is None:
            return {}
        self._only(data, LABELS, "labels")
        return MappingProxyType(
            {key: self._pattern(data.get(key), names, f"labels, {key}") for key, names in LABELS.items()}
        )

    def _forms(
        self,
        value: Any,
        placeholders: tuple[str, ...],
        classes: set[str],
        forms: set[str],
        where: str,
        *,
        of_fractions: bool = False,
    ) -> Mapping[str, str]:
        """Return one text, or several by plural class and by exact number, as a mapping."""
        by_class = {"other": value} if isinstance(value, str) else self._mapping(value, where)
        by_number = classes - {"other"}
        wanted = {*classes, "other"} if by_number & set(by_class) else {"other"}
        if not wanted <= set(by_class):
            lacking = ", ".join(sorted(wanted - set(by_class)))
            self._problems.append(f"{where}, {lacking} is missing")
        for name, text in by_class.items():
            is_fraction = of_fractions and _FRACTION.fullmatch(name)
            if name not in {*classes, "other"} and not name.isdecimal() and not is_fraction:
                self._problems.append(f"{where}: {name} is no plural class of this language")
            self._check_placeholders(
                text, placeholders, forms, f"{where}, {name}" if len(by_class) > 1 else where
            )
        return MappingProxyType(dict(by_class))

    def _check_placeholders(
        self, text: Any, placeholders: tuple[str, ...], forms: set[str], where: str
    ) -> None:
        if not isinstance(text, str) or not text.strip():
            self._problems.append(f"{where} is empty")
            return
        for inside in _PLACEHOLDER.findall(text):
            name, _, form = inside.partition(":")
            if name not in placeholders:
                allowed = " ".join(f"{{{each}}}" for each in placeholders) or "none"
                self._problems.append(f"{where}: {{{name}}} is unknown; there is {allowed}")
            elif form and (form not in forms or name not in (MANY, *NUMBERS)):
                self._problems.append(f"{where}: there is no form {form} of {{{name}}}")

    def _positions(self, data: Mapping[str, Any] | None) -> Mapping[str, PositionWords]:
        if data is None:
            return {}
        names = [position.name for position in POSITIONS]
        self._only(data, names, "positions")
        positions: dict[str, PositionWords] = {}
        for name in names:
            where = f"positions, {name}"
            if name not in data:
                self._problems.append(f"{where} is missing")
                continue
            entry = self._mapping(data[name], where)
            self._only(entry, ("called", "usual", "from"), where)
            by_departure = self._mapping(entry.get("from", {}), f"{where}, from")
            self._only(by_departure, [*names, ELSEWHERE], f"{where}, from")
            positions[name] = PositionWords(
                tuple(self._list(entry.get("called", []), f"{where}, called")),
                self._text(entry.get("usual"), f"{where}, usual"),
                MappingProxyType(
                    {key: self._text(line, f"{where}, from {key}") for key, line in by_departure.items()}
                ),
            )
        return MappingProxyType(positions)

    def _thing_rules(self, data: Any, where: str) -> Iterable[ThingRule]:
        for entry in self._list(data, where):
            if not isinstance(entry, list) or [type(each) for each in entry] != [str, str]:
                self._problems.append(f"{where}: write a pattern and what is said, as [pattern, words]")
                continue
            try:
                pattern = re.compile(entry[0])
            except re.error as error:
                self._problems.append(f"{where}: the pattern {entry[0]} can't be read: {error}")
                continue
            self._check_placeholders(entry[1], ("thing", *pattern.groupindex), set(), f"{where}, {entry[0]}")
            yield ThingRule(pattern, entry[1])

    # -- what is written for the eye -----------------------------------------------------------------------

    def _written(self, data: Mapping[str, Any] | None, classes: set[str], forms: set[str]) -> Written | None:
        if data is None:
            return None
        self._only(
            data,
            (
                "decimal",
                "pause",
                "times of day",
                "ordinals",
                *_SPOKEN_WORDS,
                *_SPOKEN_PATTERNS,
                *_SPOKEN_TABLES,
            ),
            "spoken",
        )
        decimal = data.get("decimal")
        if decimal not in (".", ","):
            self._problems.append('spoken, decimal: write "." or ","')
        words = {key: self._text(data.get(key), f"spoken, {key}") for key in _SPOKEN_WORDS}
        if "{" in words["per"]:
            self._pattern(words["per"], ("amount", "each"), "spoken, per")
        patterns = {
            key: self._pattern(data.get(key), names, f"spoken, {key}")
            for key, names in _SPOKEN_PATTERNS.items()
        }
        tables = {key: self._mapping(data.get(key), f"spoken, {key}") for key in _SPOKEN_TABLES}
        for key, wanted in (("fractions", _FRACTIONS), ("signs", _SIGNS)):
            lacking = [each for each in wanted if each not in tables[key]]
            self._problems += [f"spoken, {key}, {each} is missing" for each in lacking]
        for key in tables["fractions"]:
            if not _FRACTION.fullmatch(key):
                self._problems.append(f"spoken, fractions: {key} is no fraction; write it like 1/2 or 1 1/2")
        return Written(
            decimal=str(decimal),
            or_more=patterns["or more"],
            of=patterns["of"],
            and_fraction=patterns["and fraction"],
            fractions=self._texts(tables["fractions"], "spoken, fractions"),
            signs=self._texts(tables["signs"], "spoken, signs"),
            units=tuple(self._units(tables["units"], classes, forms)),
            abbreviations=self._texts(tables["abbreviations"], "spoken, abbreviations"),
            letters=self._texts(tables["letters"], "spoken, letters"),
            times_of_day=self._times_of_day(data["times of day"], classes, forms)
            if "times of day" in data
            else None,
            ordinals=self._ordinals(data["ordinals"], forms) if "ordinals" in data else None,
            pause=self._text(data["pause"], "spoken, pause") if "pause" in data else None,
            **words,
        )

    def _times_of_day(self, data: Any, classes: set[str], forms: set[str]) -> TimesOfDay:
        where = "spoken, times of day"
        given = self._mapping(data, where)
        self._only(given, ("whole", "minutes", "after", "before"), where)
        minutes = self._text(given.get("minutes"), f"{where}, minutes")
        self._check_placeholders(minutes, ("hour", "minute"), forms, f"{where}, minutes")
        return TimesOfDay(
            self._forms(given.get("whole", ""), ("hour",), classes, forms, f"{where}, whole"),
            minutes,
            tuple(self._text(word, where) for word in self._list(given.get("after", []), f"{where}, after")),
            tuple(
                self._text(word, where) for word in self._list(given.get("before", []), f"{where}, before")
            ),
        )

    def _ordinals(self, data: Any, forms: set[str]) -> Ordinals:
        where = "spoken, ordinals"
        given = self._mapping(data, where)
        self._only(given, ("mark", "after", "before"), where)
        words = {key: self._texts(given.get(key, {}), f"{where}, {key}") for key in ("after", "before")}
        self._problems += [
            f"{where}: there is no form {form} of numbers"
            for table in words.values()
            for form in table.values()
            if form not in forms
        ]
        return Ordinals(self._text(given.get("mark"), f"{where}, mark"), words["after"], words["before"])

    def _units(self, data: Mapping[str, Any], classes: set[str], forms: set[str]) -> Iterable[Unit]:
        seen: set[str] = set()
        for key, value in data.items():
            where = f"spoken, units, {key}"
            names = tuple(name.strip() for name in key.split(","))
            self._problems += [f"{where}: {name} stands there twice" for name in names if name in seen]
            if "" in names:
                self._problems.append(f"{where}: write the names of the unit, with commas between them")
            seen.update(names)
            yield Unit(names, self._forms(value, ("count",), classes, forms, where, of_fractions=True))
        self._problems += [f"spoken, units, {name} is missing" for name in _UNITS if name not in seen]

    def _pattern(self, data: Any, names: tuple[str, ...], where: str) -> str:
        text = self._text(data, where)
        if text:
            self._check_placeholders(text, names, set(), where)
            lacking = [name for name in names if f"{{{name}}}" not in text]
            self._problems += [f"{where}: {{{name}}} is missing" for name in lacking]
        return text

    def _texts(self, data: Any, where: str) -> Mapping[str, str]:
        given = self._mapping(data, where)
        if any(not key.strip() for key in given):
            self._problems.append(f"{where}: a name is empty")
        return MappingProxyType({key: self._text(text, f"{where}, {key}") for key, text in given.items()})

    # -- values ------------------------------------------------------------------------------------------

    def _only(self, data: Mapping[str, Any], known: Iterable[str], where: str) -> None:
        allowed = set(known)
        self._problems += [f"{where}: {key} is unknown" for key in data if key not in allowed]

    def _mapping(self, data: Any, where: str) -> Mapping[str, Any]:
        if isinstance(data, Mapping):
            return data
        self._problems.append(
            f"{where} is missing" if data is None else f"{where}: write names and their values"
        )
        return {}

    def _list(self, data: Any, where: str) -> list[Any]:
        if isinstance(data, list):
            return data
        self._problems.append(f"{where}: write a list")
        return []

    def _text(self, data: Any, where: str) -> str:
        if isinstance(data, str) and data.strip():
            return data
        self._problems.append(f"{where} is missing")
        return ""

    def _optional(self, data: Any, where: str) -> str:
        if isinstance(data, str):
            return data
        self._problems.append(f"{where}: write one text")
        return ""

    def _words(self, data: Any, count: int, where: str) -> tuple[str, ...]:
        words = self._list(data, where)
        if len(words) != count:
            self._problems.append(f"{where} has {len(words)} words instead of {count}")
            return ("",) * count
        return tuple(self._text(word, where) for word in words)

    def _named(self, data: Any, names: Iterable[str], where: str) -> Mapping[str, str]:
        given = self._mapping(data, where)
        if not given:
            return given
        self._only(given, names, where)
        return MappingProxyType({name: self._text(given.get(name), f"{where}, {name}") for name in names})

    def _by_number(self, data: Any, where: str) -> Mapping[int, str]:
        given = self._mapping(data, where)
        return MappingProxyType(
            {self._whole(key, where): self._text(word, where) for key, word in given.items()}
        )

    def _whole(self, data: Any, where: str) -> int:
        if isinstance(data, str) and data.isdecimal() and len(data) < 10:
            return int(data)
        self._problems.append(f"{where}: {data} is no whole number")
        return 0

    def _yes(self, data: Any, where: str) -> bool:
        if data not in ("yes", "no"):
            self._problems.append(f"{where}: write yes or no")
        return bool(data == "yes")


def _classes_of(plural_of: PluralOf, rules: Any) -> set[str]:
    """Return the plural classes that a language uses: at most one for each of its `rules`, and "other"."""
    most = 1 + len(rules) if isinstance(rules, dict) else 1
    classes: set[str] = set()
    for number in _FORMS_CHECKED:
        classes.add(plural_of(number))
        if len(classes) == most:
            break
    return classes
