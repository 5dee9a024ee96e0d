"""A line, a phrase or a sentence of a list -> the dose that it tells, and the words that are left.

What is found is taken out piece by piece, the least ambiguous first, so that "3 times a week" is never three
repetitions. What is left before the first piece is a name, or else what is left first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from voicefoot.reading.importing.understood import Dose, Span
from voicefoot.reading.importing.words import (
    ADJECTIVES,
    ALTERNATE,
    AS_MANY,
    BETWEEN,
    BODY,
    BREATHS,
    COUNTS,
    DISTANCE,
    EACH,
    HOLD,
    HOURS,
    HOW_OFTEN,
    MINUTES,
    NUMBERED,
    NUMBERS,
    REPS,
    REST,
    ROUNDS,
    SECONDS,
    SETS,
    says_how_often,
    sides_of,
)

MAX_SCANNED_CHARACTERS = 600
"""Of a piece of text that is looked through for a dose; longer ones are prose without one."""

_SHORTEST_REST_SECONDS = 10.0
"""Of what is written as a pause between sets."""
_TAKEN = "\x00"
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u3000\t ]+")
_NUMBER = r"\d{1,5}(?:[.,]\d{1,2})?"
_NUMBER_WORD = re.compile(
    rf"(?<![\w-])({'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
    rf"(?=(?:\s*(?:-|to|or|bis|a|à)\s*\w+)?[\s-]+(?:{SECONDS}|{MINUTES}|{SETS}|{REPS}|{BREATHS}|{ROUNDS}"
    rf"|counts?\b))",
    re.IGNORECASE,
)
_HALF_A_MINUTE = re.compile(
    r"\b(?:half a minute|eine halbe minute|medio minuto|une demi-minute)\b", re.IGNORECASE
)
_A_MINUTE = re.compile(
    r"(?<=for )(?:about )?a minute\b|(?<=with )a minute\b|(?<=rest )a minute\b|(?<=rest of )a minute\b"
    r"|\beine minute\b|\bun minuto\b|\bune minute\b",
    re.IGNORECASE,
)
_RUN_TOGETHER = re.compile(r"(?<=\d)\s*[x×✕✖*]\s*(?=\d)", re.IGNORECASE)
_CROSS = re.compile("[×✕✖]")
_X_BEFORE_WORD = re.compile(r"(?<=\d)\s*x(?=amrap|max)", re.IGNORECASE)
_TIME_S = re.compile(r"(?<=minute)['’]s(?=\s)|(?<=seconds)['’](?=\s)|(?<=minutes)['’](?=\s)", re.IGNORECASE)
_ONE_SIDE_THEN_THE_OTHER = re.compile(
    r"(?P<dose>\b\d+\s*(?:x|reps?|s|secs?|seconds?|min|mins?|minutes?|sek\.?|seg\.?)?)\s*"
    r"(?:(?:on )?(?:the )?(?:r|right)\s*(?:,|/|\+|&|then|and)+\s*(?P=dose)\s*(?:on )?(?:the )?(?:l|left)"
    r"|(?:on )?(?:the )?(?:l|left)\s*(?:,|/|\+|&|then|and)+\s*(?P=dose)\s*(?:on )?(?:the )?(?:r|right))\b",
    re.IGNORECASE,
)
"""Such as "90 s R, 90 s L"."""
_ROUND_AND_ROUND = re.compile(
    r"(?P<dose>\b\d+\s*(?:x|reps?|s|secs?|seconds?|min|mins?|minutes?)?)\s*(?:(?:anti|counter)-?)?clockwise\s*"
    r"(?:,|/|\+|&|then|and)+\s*(?P=dose)\s*(?:(?:anti|counter)-?)?clockwise\b",
    re.IGNORECASE,
)
_MINUTES_WRITTEN = r"\d{1,3}\s*(?:min(?:ute)?[ns]?|minutos|mins)\b"
_IN_ALL = re.compile(
    rf"(?:about |ca\.? |~)?{_MINUTES_WRITTEN}\.?\s*(?:in )?(?:total|all|altogether|insgesamt|overall)\b"
    rf"|\b(?:total|overall|insgesamt|en total)\s*(?:time)?\s*[:=]?\s*{_MINUTES_WRITTEN}",
    re.IGNORECASE,
)
"""How long the whole takes: no dose of anything in it."""
_SEND_OFF = re.compile(
    r"\b(?:on|alle|leaving)\s+(?:the\s+)?\d{0,2}:\d\d\b|@\s*\d{1,2}:\d\d\s*/\s*(?:k?m|mi)\b", re.IGNORECASE
)
"""When the next lap begins, or how fast it is: no time to move for."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found in a text."""

    dose: Dose
    before: str
    """The words before the first piece of a dose."""
    after: tuple[str, ...]
    """The other words that are left, piece by piece."""
    how_often: tuple[str, ...] = ()
    """How often a day or a week, as it was written."""
    rounds: Span | None = None
    """Where it says "rounds" and not "sets"."""
    round_every: float | None = None
    minutes_in_all: float | None = None
    """Of an EMOM or AMRAP: how long it is, in seconds."""
    language: str = "en"
    """The one that it was read in."""


def plain(text: str) -> str:
    """Return `text` with simple dashes, spaces and crosses, and numbers in digits before what they count."""
    text = _SPACES.sub(" ", _DASHES.sub("-", text)).strip()
    text = text.replace("½", ".5").replace("\u2044", "/")
    text = re.sub(r"(?<!\d)\.5", "0.5", text)
    text = _HALF_A_MINUTE.sub("30 seconds", text)
    text = _A_MINUTE.sub("1 minute", text)
    text = _NUMBER_WORD.sub(lambda found: str(NUMBERS[found[1].lower()]), text)
    text = _X_BEFORE_WORD.sub(" x ", _TIME_S.sub("", text))
    text = _ROUND_AND_ROUND.sub(lambda found: f"{found['dose']} each direction", text)
    text = _ONE_SIDE_THEN_THE_OTHER.sub(lambda found: f"{found['dose']} L/R", text)
    return _CROSS.sub("x", _RUN_TOGETHER.sub(" x ", text))


@lru_cache(maxsize=4_096)  # a line is looked at from several sides
def scan(text: str, language: str = "en") -> Scan:
    """Return what `text` tells of a dose. A text that is too long is left whole."""
    text = plain(text)
    if len(text) > MAX_SCANNED_CHARACTERS:
        return Scan(Dose(), text, (), language=language)
    return _Scanner(text, _patterns(language), language).scan()


@dataclass(frozen=True, slots=True)
class _Patterns:
    how_long: re.Pattern[str]
    rest_before: re.Pattern[str]
    rest_after: re.Pattern[str]
    bare_rest: re.Pattern[str]
    tempo: re.Pattern[str]
    bpm: re.Pattern[str]
    phases: re.Pattern[str]
    every: re.Pattern[str]
    load: re.Pattern[str]
    sides: re.Pattern[str]
    other_side: re.Pattern[str]
    one_side: re.Pattern[str]
    sets_reps_time: re.Pattern[str]
    sets_time: re.Pattern[str]
    sets_breaths: re.Pattern[str]
    sets_reps: re.Pattern[str]
    sets_many: re.Pattern[str]
    labelled: re.Pattern[str]
    sets: re.Pattern[str]
    hold: re.Pattern[str]
    time_held: re.Pattern[str]
    breaths: re.Pattern[str]
    time: re.Pattern[str]
    several: re.Pattern[str]
    reps: re.Pattern[str]
    bare: re.Pattern[str]
    head: re.Pattern[str]


@cache
def _patterns(language: str) -> _Patterns:
    between = (
        r"\s*(?:-|to|bis|hasta|or|oder|tot|a)\s*"
        if language == "de"
        else r"\s*(?:-|to|bis|hasta|or|tot|a|à|o|ou)\s*"
    )
    whole = r"(\d{1,5})(?:" + between + r"(\d{1,5}))?"
    unit = f"(?:{SECONDS}|{MINUTES}|{HOURS}|{COUNTS})"
    time = (
        rf"(?:(?P<clock>\d{{1,2}}:\d\d(?::\d\d)?)(?:\s*(?:min\w*|h|hrs?)\b\.?)?"
        rf"|(?P<mixed>\d+\s*(?:{MINUTES}|m)\s*(?:and\s*|und\s*|y\s*|et\s*)?\d+\s*(?:{SECONDS}))"
        rf"|(?P<low>{_NUMBER})(?:\s*(?P<first_unit>{unit}))?(?:{between}(?P<high>{_NUMBER}))?\s*-?\s*(?P<unit>{unit}))"
    )
    of_each = r"(?:x|of|de|à|a|da|von|mit|zu|for|per|at|@|:|,)"
    of_what = (
        rf"(?:{BETWEEN}\s*(?:the\s+|each\s+|den\s+|die\s+|las\s+|los\s+|les\s+|every\s+)?(?P<what>[\w-]+))"
    )
    some = rf"\d{{1,5}}(?:{between}\d{{1,5}})?"
    set_joint = "à" if language == "de" else "x"
    joint_after_sets = rf"(?:{SETS}|{ROUNDS})\s*(?:{of_each}|-)?"
    side = rf"(?:the\s+|your\s+|dem\s+|der\s+|la\s+|el\s+)?(?P<side>{BODY})\b"

    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    return _Patterns(
        how_long=compiled(rf"\b(?P<kind>emom|amrap|e\d+mom)\b\s*(?:for|x|:|-|,)?\s*(?:{time}"
                          rf"|(?P<bare>\d{{1,2}}\b(?!\s*x)))?"
                          rf"|{time.replace('P<', 'P<f_')}\s*-?\s*(?P<kind2>emom|amrap|e\d+mom)\b"),
        rest_before=compiled(
            rf"(?:with\s+|then\s+|mit\s+|con\s+|avec\s+)?(?:a\s+|an?\s+)?(?<!\w){REST}\s*(?:time|period"
            rf"|for|of|von|de|di|:|=|-|~|about|up to)*\s*(?:up to\s*|about\s*|a\s+)?{time}"
            rf"(?:\s*(?:(?:of\s*)?{REST}))?(?:\s*(?:after\s*|in\s*)?{of_what})?"
        ),
        rest_after=compiled(
            rf"(?:with\s+|mit\s+|con\s+|avec\s+)?(?:a\s+|an?\s+)?{time}\s*-?\s*(?:of\s+|de\s+|di\s+|d')?"
            rf"(?:{REST}(?:\s*{of_what})?|{of_what.replace('what', 'what2')})"
        ),
        bare_rest=compiled(rf"{REST}\s*(?:[:=]\s*)?(?P<low>\d{{2,3}})\b(?!\s*(?:x|-|/|{REPS}|%))"),
        tempo=compiled(
            r"(?:\btempo\b|\bcadence\b)\s*[:=(]?\s*(?P<parts>\d{1,2}(?:\s*[-/.:]\s*[\dxX]{1,2}){2,3}"
            r"|[\dxX]{4}\b"
            r"|\d{3}\b(?!\s*bpm))\)?|@\s*(?P<parts3>\d-\d-\d(?:-\d)?)\b"
            r"|(?P<parts2>\b\d-\d-\d(?:-\d)?)\s*tempo\b"
        ),
        bpm=compiled(r"(?:(?:tempo|at|@)\s*:?\s*)?(?P<bpm>\d{2,3}(?:\s*-\s*\d{2,3})?)\s*(?:bpm|beats "
                     r"(?:per|a) minute)\b"),
        phases=compiled(
            rf"(?P<down>{_NUMBER})\s*-?\s*(?:{SECONDS})\s*(?:down|lowering|eccentric|runter"
            rf"|ab)\b[\s,/;]*(?:and\s*)?"
            rf"(?:(?P<held>{_NUMBER})\s*-?\s*(?:{SECONDS})\s*(?:hold|pause|halten)\b[\s,/;]*(?:and\s*)?)?"
            rf"(?P<up>{_NUMBER})\s*-?\s*(?:{SECONDS})\s*(?:up|lifting|concentric|hoch|auf)\b"
        ),
        every=compiled(rf"\b(?:one|1|a rep|one rep|1 rep|una|eine|une)\s*(?:rep(?:etition)?\s*)?(?:every"
                       rf"|alle|cada|toutes les)\s*(?P<low>{_NUMBER})\s*(?:{SECONDS})"),
        load=compiled(
            rf"\(?\s*(?:(?:@|at|with|w/|mit|con|avec|je|a|of"
            rf"|x)\s*)?(?!(?:(?<=x )|\d+\s*x\s*)\d+\s*,)(?<![\d.-])"
            rf"(?P<load>(?:(?<!x )\d+\s*x\s*)?{_NUMBER}(?:\s*[-/,]\s*{_NUMBER})*\s*"
            rf"(?:kgs?|kilos?|kg|lbs?|pounds?|pfund|#)\b(?:\s*/\s*{_NUMBER}\s*(?:kgs?|lbs?)\b)*)"
            rf"(?P<more>\s*(?:dumbbells?|kettlebells?|barbell|kb|db|hanteln?|each hand|per hand|je hand"
            rf"|plate|vest)\b)?\s*\)?"
        ),
        sides=compiled(
            rf"\(?\s*(?:(?:(?<![^\W\d])|(?=/))(?:{EACH})\s*{side}"
            rf"|\be[/.]?s\b(?:ide)?|\bp/s\b|\beach\b(?!\s*[:\w])|\bea\b\.?"
            rf"|\bje\b(?=\s*(?:$|[,;.)]))|"
            rf"\b(?:l\s*[/+&]\s*r|r\s*[/+&]\s*l|l and r|left (?:and|then|&|/|\+) right|right (?:and|then|&"
            rf"|/|\+) left|links (?:und|/|&|\+)\s*rechts|rechts (?:und|/|&|\+)\s*links"
            rf"|izquierda y derecha|derecha e izquierda|gauche et droite|droite et gauche|beidseitig"
            rf"|beidseits|unilateral|bilaterally)\b"
            rf"|(?<=\d)\s*(?:a|on the)\s+(?P<a_side>{BODY})\b)\s*\)?"
        ),
        other_side=compiled(
            rf"(?:(?:then|and|danach|dann|puis|luego)[,\s]*)?(?:and\s*)?(?:repeat|switch|swap|change|same"
            rf"|do the same|wiederholen|wechseln|wechsel|repita|repite|cambia|répétez|changez)\b"
            rf"[^.;,]{{0,30}}?\b(?:(?:on|with|to|for|mit|auf|con|avec|de|a|the|dem|der|den|die|el|la|l'"
            rf"|del|du|sur|in)\s*)*"
            rf"(?:other|opposite|andere[nrms]?|otr[oa]|opuest[oa]|contraria|autre)\s*(?P<side>{BODY})\b"
        ),
        one_side=compiled(rf"\b(?:only |nur )?(?P<which>left|right|linke[rsnm]?"
                          rf"|rechte[rsnm]?)\s+(?P<side>{BODY})\s*(?:only|nur)?\b(?=\s*(?:$|[,;.)]))"),
        sets_reps_time=compiled(rf"{whole}\s*x\s*{whole}\s*(?:{REPS})?\s*(?:x|@|à|a|of|for)\s*{time}"),
        sets_time=compiled(rf"(?<![\w.,:/]){whole}\s*(?:{SETS}|{REPS}"
                           rf"|{ROUNDS})?\s*(?:(?!(?<=\d),){of_each}\s*)+{time}(?P<held>\s*(?:{HOLD}))?"
                           rf"|(?P<s2>\d{{1,3}})\s*(?:{SETS})\s+{time.replace('P<', 'P<t_')}"),
        sets_breaths=compiled(rf"{whole}\s*(?:{SETS})?\s*{of_each}\s*{whole}\s*{BREATHS}"),
        sets_reps=compiled(
            rf"(?<![\w.,:/])(?P<s1>\d{{1,3}})(?:{between}(?P<s1b>\d{{1,2}}))?\s*(?:{joint_after_sets}|x"
            rf"|(?<=\d)\s?{set_joint}\s?(?=\d))\s*(?:jeweils\s*)?"
            rf"(?P<r1>{some}(?:\s*[/,+]\s*{some}(?![\d:]*\s*(?:{SETS}|{SECONDS}|kg"
            rf"|lb)))*)(?!\d)\s*\+?(?:\s*(?:{REPS}))?"
            rf"|(?P<r3>{some})\s*(?:{REPS})\s*(?:x|for|,|in|/|\|"
            rf"|-)?\s*(?P<s3>\d{{1,3}})(?:{between}(?P<s3b>\d{{1,2}}))?\s*(?:{SETS})"
            rf"|(?P<r4>{some})\s*(?:{REPS})\s*x\s*(?P<s4>\d{{1,2}})(?P<s4b>)(?=\s*(?:$|[,;.)(]))"
        ),
        labelled=compiled(
            rf"\b(?:(?P<sets>{SETS})|(?:reps?|repetitions?|wdh\.?|wiederholungen|repeticiones|répétitions))"
            rf"\s*[:=]\s*(?P<n>\d{{1,5}})(?:{between}(?P<m>\d{{1,5}}))?(?!\s*(?:x|{SECONDS}|{MINUTES}|/"
            rf"|,\s*\d))"
        ),
        sets_many=compiled(rf"(?P<s1>\d{{1,3}})\s*(?:{SETS})?\s*(?:x|of|de|à|a|von|:"
                           rf"|-)?\s*(?={AS_MANY.pattern})"),
        sets=compiled(rf"(?:for\s+|in\s+)?{whole}\s*(?:more\s+|working\s+)?(?P<kind>{SETS}|{ROUNDS})"
                      rf"|\b(?P<kind2>{SETS}|{ROUNDS})\s*[:=x]\s*(?P<n2>\d{{1,3}})"),
        hold=compiled(
            rf"(?<!hollow )(?<!\w)(?P<word>{HOLD})(?P<what_is_held>(?:\s+(?!\d)[^\W\d]+){{0,5}}?)"
            rf"\s*(?:for|f(?:ü|ue)r"
            rf"|durante|por|pendant|per|about|circa|ca\.?|approx\.?|up to|[:=(~-])*\s*(?:a count of |at "
            rf"least |mindestens |1 to 2 |about |up to )?(?:{time}|{whole}\s*{BREATHS}"
            rf"|(?P<bare>\d{{1,3}})(?=\s*(?:$|[,;.)])))"
        ),
        time_held=compiled(rf"{time}\s*-?\s*(?:(?:isometric|static|lang)\s*)?(?<!\w)(?:{HOLD})"),
        breaths=compiled(rf"{whole}\s*{BREATHS}"),
        time=compiled(rf"(?:for\s+|f(?:ü|ue)r\s+|durante\s+|por\s+|pendant\s+)?(?:about\s+|ca\.?\s+"
                      rf"|~\s*)?(?<![\w.,:]){time}(?![\w%])(?!\s*-?\s*(?:down|up|lower|to lower|eccentric"
                      rf"|runter|hoch|herunter)\b)(?P<on>\s*(?:on|work|an)\b)?"),
        several=compiled(rf"(?<![\w.,:/-])(?P<all>\d{{1,3}}(?:\s*[-/,]\s*\d{{1,3}}){{2,}})(?![\w:/%.-]*\d)(?:\s*(?:{REPS}))?"),
        reps=compiled(
            rf"(?:(?:repeat|wiederhol(?:en|e)|repetir|repita|répéter|répétez"
            rf"|x)\s*(?:this\s*)?(?:for\s*)?)?(?<![\w.,:/]){whole}(?:\s*(?:(?:{ADJECTIVES})\s+){{0,2}}(?:{REPS}))"
            rf"|\bx\s*{whole}\b(?!\s*(?:{SETS}))|(?<![\w.,:/]){whole}\s*x(?=\s*(?:$|[^\d\s]|\s))"
            rf"|\b(?P<kind>reps?|repetitions?|wdh\.?|wiederholungen|repeticiones"
            rf"|répétitions)\s*[:=]\s*(?P<n>\d{{1,5}})(?:{between}(?P<m>\d{{1,5}}))?"
        ),
        bare=compiled(rf"(?<![\w.,:/%#@$-]){whole}(?=\s*(?:$|[,;.)(]|{_TAKEN}|\s-\s))"),
        head=compiled(rf"^[{_TAKEN}\s:,;-]*(?:do|perform|complete|try|aim for|work up to|start with"
                      rf"|mach(?:en)?|haz|hacer"
                      rf"|faire|faites)?\s*(?:{whole})\s+(?=[^\W\d])"),
    )  # fmt: skip


def _seconds(text: str) -> float:
    value = 0.0
    for part in text.split(":"):
        value = value * 60 + float(part)
    return value


def _value(text: str) -> float:
    return float(text.replace(",", "."))


def _span(low: str, high: str | None) -> Span:
    first, second = _value(low), None if high is None else _value(high)
    return Span(first, second if second is not None and second > first else None)


def _factor(unit: str) -> float:
    unit = unit.strip().rstrip(".")
    if re.fullmatch(HOURS, unit, re.IGNORECASE):
        return 3600.0
    return 60.0 if re.fullmatch(MINUTES, unit, re.IGNORECASE) else 1.0


def _time_of(found: re.Match[str], prefix: str = "") -> Span | None:
    """Return the time of the groups of a time in `found`, in seconds; None if it has none."""
    groups = found.groupdict()
    if groups.get(f"{prefix}clock"):
        clock = groups[f"{prefix}clock"]
        return Span(_seconds(clock))
    if groups.get(f"{prefix}mixed"):
        minutes, seconds = re.findall(r"\d+", groups[f"{prefix}mixed"])
        return Span(60.0 * int(minutes) + int(seconds))
    low, high, unit = (groups.get(f"{prefix}{key}") for key in ("low", "high", "unit"))
    if low is None or unit is None:
        return None
    first = groups.get(f"{prefix}first_unit")
    span = _span(low, high)
    if first and high and _factor(first) != _factor(unit):
        return Span(_value(low) * _factor(first), _value(high) * _factor(unit))
    return span.times(_factor(unit))


class _Scanner:
    """Takes pieces of a dose out of one text."""

    def __init__(self, text: str, patterns: _Patterns, language: str) -> None:
        self._text = text
        self._rest = text
        self._patterns = patterns
        self._language = language
        self._dose = Dose()
        self._how_often: list[str] = []
        self._rounds: Span | None = None
        self._round_every: float | None = None
        self._in_all: float | None = None
        self._counted_sets: Span | None = None
        self._kept = ""

    def scan(self) -> Scan:
        self._take_frequency()
        self._take_frames()
        self._take_tempo()
        self._take_rests()
        self._take_load()
        self._take_distance()
        self._take_sides()
        self._take_sets()
        self._take_times()
        self._take_reps()
        before, after = self._left()
        return Scan(
            self._dose,
            before,
            after,
            tuple(self._how_often),
            self._rounds,
            self._round_every,
            self._in_all,
            self._language,
        )

    def _take(self, found: re.Match[str]) -> None:
        self._rest = (
            self._rest[: found.start()] + _TAKEN * (found.end() - found.start()) + self._rest[found.end() :]
        )

    def _take_part(self, start: int, end: int) -> None:
        self._rest = self._rest[:start] + _TAKEN * (end - start) + self._rest[end:]

    def _take_frequency(self) -> None:
        for found in list(HOW_OFTEN.finditer(self._rest)):
            if says_how_often(found[0]):
                self._how_often.append(found[0].strip(" ,.;"))
                self._take(found)
        in_all = _IN_ALL.search(self._rest)
        if in_all:
            self._how_often.append(in_all[0].strip(" ,.;"))
            self._take(in_all)

    def _take_frames(self) -> None:
        """EMOM and AMRAP, which are times with work in them."""
        found = self._patterns.how_long.search(self._rest)
        if not found:
            return
        kind = (found["kind"] or found["kind2"]).lower()
        time = _time_of(found) or _time_of(found, "f_")
        if time is None and found["bare"]:
            time = Span(60.0 * int(found["bare"]))
        if time is None:
            return
        self._in_all = time.low
        if kind != "amrap":
            digits = re.sub(r"\D", "", kind)
            self._round_every = 60.0 * int(digits or 1)
        self._take(found)

    def _take_tempo(self) -> None:
        found = self._patterns.tempo.search(self._rest)
        if found:
            parts = found["parts"] or found["parts2"] or found["parts3"]
            numbers = re.findall(r"\d+", parts) if re.search(r"[-/.:]", parts) else re.findall(r"\d", parts)
            if len(numbers) in (3, 4) and "x" not in parts.lower():
                self._dose = replace(self._dose, phases=tuple(float(number) for number in numbers))
                self._take(found)
        found = self._patterns.phases.search(self._rest)
        if found:
            phases = tuple(_value(found[key] or "0") for key in ("down", "held", "up"))
            self._dose = replace(self._dose, phases=phases)
            self._take(found)
        found = self._patterns.bpm.search(self._rest)
        if found:
            self._dose = replace(self._dose, bpm=f"{found['bpm']} bpm")
            self._take(found)
        found = self._patterns.every.search(self._rest)
        if found:
            self._dose = replace(self._dose, every=_value(found["low"]))
            self._take(found)

    def _take_rests(self) -> None:
        for pattern in (self._patterns.rest_before, self._patterns.rest_after, self._patterns.bare_rest):
            for found in list(pattern.finditer(self._rest)):
                groups = found.groupdict()
                time = _time_of(found)
                if time is None and pattern is self._patterns.bare_rest and int(found["low"]) >= 15:
                    time = Span(float(found["low"]))
                if time is None or _TAKEN in found[0]:
                    continue
                if re.match(
                    r"\s*(?:at|in) the|\s*(?:oben"
                    r"|unten)\b",
                    self._rest[found.end() :],
                    re.IGNORECASE,
                ):
                    continue  # a pause within a repetition
                what = (groups.get("what") or groups.get("what2") or "").casefold()
                if re.match(
                    r"(?:exercis|übung|uebung|ejercic|exercic|eserciz|moves?|oefening|station)", what
                ):
                    self._dose = replace(self._dose, rest_between=time)
                elif re.match(r"(?:round|rund|ronda|vuelta|tour|circuit|durchg|lap|superset)", what):
                    self._dose = replace(self._dose, round_rest=time)
                elif (
                    what
                    and pattern is not self._patterns.rest_before
                    and not re.match(
                        r"(?:sets?|s[äa]tze|serie|s[ée]rie|each|every|jede|rep|wdh|wieder|hold|it|and|them)",
                        what,
                    )
                ):
                    continue
                elif re.match(r"(?:rep|wdh|wieder|hold)", what):
                    self._dose = replace(self._dose, relax=time)
                elif not what and self._is_within_a_repetition(found, time):
                    continue
                else:
                    self._dose = replace(self._dose, rest=time)
                self._take(found)

    def _is_within_a_repetition(self, found: re.Match[str], time: Span) -> bool:
        """Whether a "pause" so short stands in each repetition. In other languages the word means a rest;
        so it does beside another time, which it divides.
        """
        rest = self._rest[: found.start()] + _TAKEN + self._rest[found.end() :]
        return (
            self._language == "en"
            and time.low < _SHORTEST_REST_SECONDS
            and bool(re.search(r"\bpauses?\b", found[0], re.IGNORECASE))
            and not self._patterns.time.search(rest)
        )

    def _take_load(self) -> None:
        found = self._patterns.load.search(self._rest)
        if found:
            load = re.sub(r"\s+", " ", (found["load"] + (found["more"] or "")).strip())
            unit = re.search(r"[a-z#]+(?: [a-z ]+)?$", load, re.IGNORECASE)
            numbers = re.split(r"\s*[/,]\s*", load[: unit.start()].strip()) if unit else [load]
            several = len(numbers) > 1 and all(re.fullmatch(_NUMBER, number) for number in numbers) and unit
            loads = (
                tuple(f"{number} {unit[0]}" for number in numbers) if several and unit else (_spaced(load),)
            )
            self._dose = replace(self._dose, load=loads)
            self._take(found)

    def _take_distance(self) -> None:
        """A distance is no dose here; it stays where it is, out of the way of numbers without a unit."""
        far = DISTANCE.search(self._rest)
        if not far:
            return
        many = re.search(
            rf"(\d{{1,3}})\s*(?:{SETS}\s*)?(?:x|of|de|à)?\s*$", self._rest[: far.start()], re.IGNORECASE
        )
        if many:
            self._dose = replace(self._dose, sets=Span(float(many[1])))
            self._take_part(many.start(), far.start())
        self._dose = replace(self._dose, open_ended=far[0].strip())
        self._kept = far[0].strip()
        self._take(far)
        when = _SEND_OFF.search(self._rest)
        if when:
            self._kept = f"{self._kept}, {when[0]}"
            self._take(when)

    def _take_sides(self) -> None:
        if re.search(ALTERNATE, self._rest, re.IGNORECASE):
            # The number is that of both sides together, if nothing else is said. The word stays where it is.
            self._dose = replace(self._dose, alternate=True)
        sides: tuple[str, ...] = ()
        for each in list(self._patterns.sides.finditer(self._rest)):
            word = each.groupdict().get("side") or each.groupdict().get("a_side") or ""
            if _TAKEN in each[0]:
                continue
            sides = sides_of(word, self._language) if word or not sides else sides
            self._take(each)
        found: re.Match[str] | None = self._patterns.other_side.search(self._rest)
        if found and not sides:
            sides = sides_of(found["side"], self._language)
        found = None if sides else self._patterns.one_side.search(self._rest)
        if found:
            sides = (found[0].strip().removeprefix("only ").removesuffix(" only").removeprefix("nur "),)
            self._take(found)
        if sides:
            self._dose = replace(self._dose, sides=sides)

    def _take_labelled(self) -> None:
        """Take `Reps: 10  Sets: 3`, in which a number belongs to the word before it."""
        labels = list(self._patterns.labelled.finditer(self._rest))
        if not labels or re.search(r"\d\s*$", self._rest[: labels[0].start()]):
            return
        for found in labels:
            if found["sets"]:
                self._dose = replace(self._dose, sets=_span(found["n"], found["m"]))
            else:
                self._dose = replace(self._dose, reps=(_span(found["n"], found["m"]),))
            self._take(found)

    def _take_sets(self) -> None:
        self._take_labelled()
        found = self._patterns.sets_reps_time.search(self._rest)
        if found and (time := _time_of(found)):
            self._dose = replace(
                self._dose, sets=_span(found[1], found[2]), reps=(_span(found[3], found[4]),), hold=time
            )
            self._take(found)
            return
        found = self._patterns.sets_breaths.search(self._rest)
        if found:
            self._dose = replace(
                self._dose, sets=_span(found[1], found[2]), breaths=_span(found[3], found[4])
            )
            self._take(found)
            return
        found = self._patterns.sets_time.search(self._rest)
        if found:
            time = _time_of(found) or _time_of(found, "t_")
            number = _span(found[1], found[2]) if found[1] else Span(float(found["s2"]))
            if time is not None:
                self._take(found)
                self._counted_sets = number
                self._dose = replace(self._dose, time=time)
                says_sets = bool(re.search(SETS, found[0], re.IGNORECASE))
                says_reps = bool(re.match(rf"\d[\d\s-]*(?:{REPS})", found[0], re.IGNORECASE))
                if says_sets:
                    self._dose = replace(self._dose, sets=number)
                    self._counted_sets = None
                if says_reps or (found.groupdict().get("held") and time.low <= 10):
                    self._dose = replace(self._dose, reps=(number,), hold=time, time=None)
                    self._counted_sets = None
                elif found.groupdict().get("held"):
                    self._dose = replace(self._dose, sets=number, hold=time, time=None)
                    self._counted_sets = None
        found = self._patterns.sets_many.search(self._rest)
        if found and not self._dose.sets:
            self._dose = replace(self._dose, sets=Span(float(found["s1"])))
            self._take(found)
        has_both = self._dose.sets or self._dose.reps
        found = None if self._counted_sets or has_both else self._patterns.sets_reps.search(self._rest)
        if found:
            n = next(index for index in "134" if found[f"s{index}"])
            sets = _span(found[f"s{n}"], found[f"s{n}b"] or None)
            reps = tuple(_reps_of(part) for part in re.split(r"\s*[/,+]\s*", found[f"r{n}"]))
            if len(reps) == 1 or len(reps) == sets.low:
                self._dose = replace(self._dose, sets=None if len(reps) > 1 else sets, reps=reps)
                self._take(found)
                if re.search(ROUNDS, found[0], re.IGNORECASE):
                    self._rounds = sets
                return
        found = self._patterns.sets.search(self._rest)
        if found:
            sets = Span(float(found["n2"])) if found["n2"] else _span(found[1], found[2])
            kind = found["kind"] or found["kind2"]
            if re.fullmatch(ROUNDS, kind, re.IGNORECASE):
                self._rounds = sets
            if not self._dose.sets:
                self._dose = replace(self._dose, sets=sets)
            self._take(found)

    def _take_times(self) -> None:
        found = self._patterns.hold.search(self._rest)
        if found and self._dose.hold is None and _TAKEN not in found[0]:
            time = _time_of(found)
            if time is None and found["bare"]:
                time = Span(float(found["bare"]))
            if time is not None:
                self._dose = replace(self._dose, hold=time)
            else:
                breaths = re.findall(r"\d+", found[0])
                self._dose = replace(
                    self._dose, breaths=_span(breaths[0], breaths[1] if len(breaths) > 1 else None)
                )
            is_name = re.search(r"^\s*[-:(]", self._rest[found.end("word") :]) and re.search(
                r"\w", self._rest[: found.start()]
            )
            if not is_name:
                self._take_part(found.start(), found.end("word"))
            self._take_part(found.end("what_is_held"), found.end())
        found = self._patterns.time_held.search(self._rest)
        if found and self._dose.hold is None:
            self._dose = replace(self._dose, hold=_time_of(found))
            self._take(found)
        found = self._patterns.breaths.search(self._rest)
        if found and self._dose.breaths is None:
            self._dose = replace(self._dose, breaths=_span(found[1], found[2]))
            self._take(found)
        found = self._patterns.time.search(self._rest)
        if found and self._dose.time is None and self._dose.hold is None and _TAKEN not in found[0]:
            self._dose = replace(self._dose, time=_time_of(found))
            self._take(found)
        self._settle_sets()

    def _settle_sets(self) -> None:
        """Decide what `10 x 10 s` counts: sets, or repetitions that are held so long."""
        number, time = self._counted_sets, self._dose.time
        if number is None or time is None:
            return
        other = self._patterns.sets.search(self._rest) if self._dose.sets is None else None
        if self._dose.sets is not None or other:
            self._dose = replace(self._dose, reps=(number,), hold=time, time=None)
        elif self._dose.hold is not None:
            self._dose = replace(self._dose, sets=number)
        else:
            self._dose = replace(self._dose, counted=number)

    def _take_reps(self) -> None:
        many = AS_MANY.search(self._rest)
        if many and not self._dose.reps:
            self._dose = replace(self._dose, open_ended=many[0])
            self._take(many)
        if self._dose.reps or self._kept:
            return
        found = self._patterns.several.search(self._rest)
        if found:
            numbers = tuple(Span(float(part)) for part in re.split(r"\s*[-/,]\s*", found["all"]))
            if all(1 <= number.low <= 100 for number in numbers) and self._dose.time is None:
                self._dose = replace(self._dose, reps=numbers)
                self._take(found)
                return
        for pattern in (self._patterns.reps, self._patterns.bare, self._patterns.head):
            found = pattern.search(self._rest)
            if found and NUMBERED.search(self._rest[: found.start()]):
                continue
            if found and _TAKEN not in found[0].strip(_TAKEN):
                numbers_found = re.findall(r"\d+", found[0])
                if pattern is not self._patterns.reps and (self._dose.time or self._dose.breaths):
                    continue
                self._dose = replace(
                    self._dose,
                    reps=(_span(numbers_found[0], numbers_found[1] if len(numbers_found) > 1 else None),),
                )
                self._take(found)
                return

    def _left(self) -> tuple[str, tuple[str, ...]]:
        """Return the words before the first piece of a dose, and the others, without what joined them."""
        if _TAKEN not in self._rest:
            return trimmed(self._rest), ()
        head, _, tail = self._rest.partition(_TAKEN)
        pieces = [trimmed(piece) for piece in re.split(rf"{_TAKEN}+|;|(?<=\w)\)?,\s(?![^()]*\))", tail)]
        return trimmed(head), tuple(piece for piece in (self._kept, *pieces) if piece)


def _reps_of(text: str) -> Span:
    numbers = re.findall(r"\d+", text)
    return _span(numbers[0], numbers[1] if len(numbers) > 1 else None)


def _spaced(load: str) -> str:
    """Return a load with a space before its unit: "12 kg" of "12kg"."""
    load = load.replace(" x ", "x")
    return re.sub(r"(?<=\d)(?=(?:kg|kilo|lb|pound))", " ", load, flags=re.IGNORECASE)


_LEADING = (
    "of|for|x|and|then|with|w/|à|(?-i:a)|de|von|pro|mit|is|are|at|per|from|to|und|y|et|con|avec|por|par|für|auf"
    "|on|in|each|about"
    "|ca|circa|approx|times|reps|je|the|or|plus|jeweils|do|perform|complete|repeat|hold|this|that|über"
)
_TRAILING = (
    "of|for|x|and|then|with|w/|à|(?-i:a)|de|von|pro|mit|is|are|at|per|from|to|und|y|et|con|avec|por|par|für|auf"
    "|on|in|each|about"
    "|ca|circa|approx|je|the|or|plus|jeweils|do|up to|repeat|über|every|as"
)
_EDGE = re.compile(r"^[\s:,;.=|/+~*_()\[\]–-]+|[\s:,;=|/+~*_(\[–-]+$")
_JOINING_EDGE = re.compile(
    rf"^(?:{_LEADING})(?=\s|$|[:,;])|(?<=\s)(?:{_TRAILING})$|^(?:{_TRAILING}|{_LEADING})$", re.IGNORECASE
)


def trimmed(text: str) -> str:
    """Return `text` without punctuation and small words at its ends that only joined it to a dose; "" if
    nothing is left.
    """
    while True:
        shorter = text.replace(_TAKEN, " ").strip()
        if not (shorter.startswith("(") and shorter.endswith(")") and shorter.count("(") == 1):
            shorter = _EDGE.sub("", shorter).strip()
        else:
            shorter = shorter[1:-1].strip()
        shorter = re.sub(r"\(\s*\)", "", shorter).strip()
        if shorter.count(")") > shorter.count("("):
            shorter = shorter.replace(")", "", 1).strip()
        shorter = _JOINING_EDGE.sub("", shorter).strip()
        if shorter == text:
            return shorter if any(map(str.isalnum, shorter)) else ""
        text = shorter
