"""A language pack: all that the coach says of its own accord, in one language.

What it says is data, read from a file of `packs`; here it is put together.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from voicefoot.language.numbers import Numbers
from voicefoot.language.phrase_names import COUNTDOWN, Line
from voicefoot.language.plurals import CLASSES
from voicefoot.language.written_entries import Written
from voicefoot.model.breath import BreathKind, BreathPart
from voicefoot.model.choices import FitAmount
from voicefoot.model.position import Position

_ENDS_SENTENCE = (".", "!", "?", "…", ":", "。", "！", "？", "：")
_PLACEHOLDER = re.compile(r"\{([a-z]+)(?::([a-z]+))?\}")
_PLURALS_TRIED = 201
"""In every language that has a pack, numbers up to here have all classes that whole numbers have."""
_BREATH_LINES = {
    BreathKind.IN: (Line.BREATHE_IN, "in for"),
    BreathKind.FULL: (Line.BREATH_HELD, "hold full for"),
    BreathKind.OUT: (Line.BREATHE_OUT, "out for"),
    BreathKind.EMPTY: (Line.BREATH_EMPTY, "hold empty for"),
}

_FITTED = {
    FitAmount.LESS: "fitted less",
    FitAmount.AS_WRITTEN: "fitted as planned",
    FitAmount.MORE: "fitted more",
}

_ABOUT_STEPS = ((20, 1), (60, 5), (120, 10), (300, 30))
"""A time below so many seconds is told to so many seconds; a longer one to the minute."""

ELSEWHERE = "elsewhere"
"""Stands for all positions that a routine has of its own: the body may be in any way."""


def _about_seconds(seconds: float) -> int:
    """Return the time that is told for `seconds`: a round one, 11 % off at the most, at least a second."""
    step = next((step for below, step in _ABOUT_STEPS if seconds < below), 60)
    return max(1, math.floor(seconds / step + 0.5) * step)


@dataclass(frozen=True, slots=True)
class ThingRule:
    """How a thing is spoken of whose name matches `pattern` as a whole. `{thing}` stands for the name, and
    `{rest}` for the group of that name.
    """

    pattern: re.Pattern[str]
    words: str


@dataclass(frozen=True, slots=True)
class PositionWords:
    """What a position is called in routines, and how to move over to it."""

    called: tuple[str, ...]
    usual: str
    by_departure: Mapping[str, str]
    """The lines from where the usual one would sound odd, by the name of that position."""


@dataclass(frozen=True, slots=True, eq=False)
class LanguagePack:
    """The words of one language. Methods return what is said: a whole line, or a part of one.

    A pack is equal to itself alone.
    """

    code: str
    """As in BCP 47, such as "de" or "pt-BR"."""
    name: str
    """As the language calls itself."""
    numbers: Numbers
    phrases: Mapping[str, Mapping[str, str]]
    """Each phrase by its name: its forms by plural class and by exact number; "other" is always there."""
    positions: Mapping[str, PositionWords]
    levels: Mapping[str, str]
    """What the level of a session is called, by its English name."""
    sides: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What "left" and "right" are called."""
    phases: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What "down", "hold" and "up" are called, as one says them while they are done."""
    new_things: tuple[ThingRule, ...] = ()
    """How a thing is called that one is to take; the first rule that matches holds."""
    known_things: tuple[ThingRule, ...] = ()
    """How a thing is called that was named before."""
    moving: tuple[str, ...] = ()
    """What stands in a line that asks to move, such as "sit" and "stand up"."""
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What is read, not said, by the names in `labels.LABELS`."""
    counted: tuple[Mapping[str, str], ...] = ()
    """What one usually counts, such as rounds, by plural class, as it is read behind a number."""
    list_comma: str = ", "
    list_and: str = " and "
    full_stop: str = "."
    between_sentences: str = " "
    lowers_names: bool = True
    """Whether a name in the midst of a sentence begins with a small letter."""
    capitals: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """How sentences begin that begin with these letters, where one capital is wrong: "IJ" for "ij"."""
    written: Written | None = None
    """How what is written for the eye is said; None for English, which has rules of its own."""

    # -- what is read ------------------------------------------------------------------------------------

    def label(self, name: str, **values: str) -> str:
        """Return a label, with `values` in the place of its place holders."""
        return _PLACEHOLDER.sub(lambda found: values[found[1]], self.labels[name])

    # -- putting together ------------------------------------------------------------------------------

    def line(self, line: Line) -> str:
        """Return a phrase that is always the same."""
        return self.phrases[line]["other"]

    def sentence(self, text: str) -> str:
        """Return `text` with a capital at its start and a full stop at its end."""
        text = text.strip()
        ending = "" if text.endswith(_ENDS_SENTENCE) else self.full_stop
        return self.capitalized(text) + ending

    def capitalized(self, text: str) -> str:
        """Return `text` as a sentence begins with it."""
        for small, capital in self.capitals.items():
            if text.startswith(small):
                return capital + text[len(small) :]
        return text[:1].upper() + text[1:]

    def joined(self, *sentences: str) -> str:
        """Return `sentences` one after another."""
        return self.between_sentences.join(map(self.sentence, sentences))

    def _said(self, key: str, **values: str | int) -> str:
        """Return the phrase `key`. If its first value is a number, it picks the form."""
        forms = self.phrases[key]
        first = next(iter(values.values()), None)
        text = forms["other"]
        if isinstance(first, int) and len(forms) > 1:
            text = forms.get(str(first)) or forms.get(self.numbers.plural_of(first), text)

        def value(found: re.Match[str]) -> str:
            wanted = values[found[1]]
            words = self.numbers.in_words(wanted, found[2] or "") if isinstance(wanted, int) else wanted
            begins = text[: found.start()].rstrip().endswith((".", "!", "?"))
            return self.capitalized(words) if begins else words

        return _PLACEHOLDER.sub(value, text)

    def _line(self, key: str, **values: str | int) -> str:
        return self.sentence(self._said(key, **values))

    # -- numbers and times -----------------------------------------------------------------------------

    def number_words(self, number: int) -> str:
        """Return `number`, 0 or more, in words."""
        return self.numbers.in_words(number)

    @property
    def plural_classes(self) -> tuple[str, ...]:
        """The classes that whole numbers have in this language, in the order of CLDR: "one", "other"."""
        used = {self.numbers.plural_of(number) for number in range(_PLURALS_TRIED)}
        return tuple(name for name in CLASSES if name in used)

    def plural_index(self, number: int, count: int) -> int:
        """Return which of `count` forms of a word, one for each of `plural_classes`, goes with `number`."""
        return min(self.plural_classes.index(self.numbers.plural_of(number)), count - 1)

    def time_words(self, seconds: float) -> str:
        """Return a time as it is said: "twenty-five seconds", "two minutes", "one and a half seconds"."""
        whole, tenths = divmod(round(seconds * 10), 10)
        if whole >= 60 and not tenths:
            minutes, rest = divmod(whole, 60)
            words = self._said("minutes", count=minutes)
            return (
                self._said("minutes and seconds", minutes=words, seconds=self.time_words(rest))
                if rest
                else words
            )
        if tenths == 5:
            return self._said("seconds and half", count=whole) if whole else self._said("half second")
        if tenths:
            return self._said("seconds and tenths", count=whole, tenths=tenths)
        return self._said("seconds", count=whole)

    def times_words(self, reps: int) -> str:
        """Return a number of repetitions as it is said: "once", "twice", "seven times"."""
        return self._said("times", count=reps)

    @property
    def count_in_words(self) -> tuple[str, str]:
        """The words on the first and on the last tick of a count-in."""
        return self.line(Line.READY_WORD), self.line(Line.AND_WORD)

    @property
    def countdown(self) -> tuple[str, ...]:
        """The words of the last three seconds."""
        return tuple(map(self.line, COUNTDOWN))

    def number_with_word(self, number: str, word: str) -> str:
        """Return a counted number together with what is done: "three, down"."""
        return self._said("number with word", number=number, word=word)

    # -- sides -----------------------------------------------------------------------------------------

    def side_line(self, side: str, *, first: bool) -> str:
        """Return which side it is: "Right foot first." if others follow."""
        return self._line("side first", side=side) if first else self.sentence(side)

    def switch_line(self, side: str, switch: str | None, move_over: str | None = None) -> str:
        """Return the change to `side`, in the routine's own words if it has some, and how to move over."""
        how = [line for line in (switch, move_over) if line] or [self.line(Line.CHANGE_SIDES)]
        return self.joined(*how, side)

    # -- how much --------------------------------------------------------------------------------------

    def reps_line(self, reps: int, *, each_side: bool = False) -> str:
        """Return the dose of a counted move."""
        return self._line("reps each side" if each_side else "reps", times=self.times_words(reps))

    def held_reps_line(self, reps: int, hold_seconds: float, *, each_side: bool = False) -> str:
        """Return the dose of repeated holds."""
        key = "held reps each side" if each_side else "held reps"
        return self._line(key, time=self.time_words(hold_seconds), times=self.times_words(reps))

    def hold_line(self, hold_seconds: float) -> str:
        """Return the dose of a single hold."""
        return self._line("hold", time=self.time_words(hold_seconds))

    def for_line(self, seconds: float) -> str:
        """Return the dose of a time to move in."""
        return self._line("for", time=self.time_words(seconds))

    def breath_word(self, kind: BreathKind) -> str:
        """Return what to do in a part of a breath."""
        return self.line(_BREATH_LINES[kind][0])

    def breath_line(self, parts: Sequence[BreathPart]) -> str:
        """Return how one breathes: "In for four, hold for seven, out for eight."."""

        def length(seconds: float) -> str:
            return self.number_words(int(seconds)) if seconds == int(seconds) else self.time_words(seconds)

        said = (self._said(_BREATH_LINES[part.kind][1], length=length(part.seconds)) for part in parts)
        return self.sentence(self.list_comma.join(said))

    def breaths_line(self, reps: int) -> str:
        """Return how many breaths: "Five breaths."."""
        return self._line("breaths", count=reps)

    def until_told_line(self, reps: int | None) -> str:
        """Return the dose of work that goes on until the user ends it."""
        if reps is None:
            return self.line(Line.OWN_PACE)
        return self._line("reps at own pace", times=self.times_words(reps))

    def own_pace_line(self, seconds: float) -> str:
        """Return the dose of a move that each does at their own pace."""
        return self._line("own pace for", time=self.time_words(seconds))

    def newcomer_reps_line(self, reps: int) -> str:
        """Return the line for when so many are done: "Fifteen: enough if you are new."."""
        return self._line("amount enough", amount=self.number_words(reps))

    def newcomer_time_line(self, seconds: float) -> str:
        """Return the line for when so much time is over: "Ten seconds: enough if you are new."."""
        return self._line("amount enough", amount=self.time_words(seconds))

    def newcomer_dose_line(self, reps: int) -> str:
        """Return the line that goes with a dose whose beat is too fast for words."""
        return self._line("reps enough", count=reps)

    def get_ready_line(self, seconds: float) -> str:
        """Return the line that tells how much time there is before something begins: "Ten seconds to get
        ready.".
        """
        return self._line("get ready", time=self.time_words(seconds))

    # -- where one is ----------------------------------------------------------------------------------

    def rest_line(self, seconds: float) -> str:
        """Return the line with which a rest begins."""
        return self._line("rest", time=self.time_words(seconds))

    def set_line(self, number: int, of: int) -> str:
        """Return which set begins, of several: "Set two of three."."""
        line = self._said("set", number=number, of=of)
        return self.joined(line, self.line(Line.LAST_SET)) if number == of else self.sentence(line)

    def round_line(self, number: int, of: int) -> str:
        """Return which round begins, of several: "Round two of three."."""
        line = self._said("round", number=number, of=of)
        return self.joined(line, self.line(Line.LAST_ROUND)) if number == of else self.sentence(line)

    def round_title(self, number: int, of: int) -> str:
        """Return which round it is, of several, as one reads it: "Round 2 of 3"."""
        return self._said("round", number=str(number), of=str(of))

    def next_line(self, name: str) -> str:
        """Return the line that tells in a rest what comes after it: "Next: squats."."""
        return self._line("next", name=self.within_sentence(name))

    def within_sentence(self, name: str) -> str:
        """Return the name of an exercise as it stands in the midst of a sentence."""
        first = name.split()[0]
        is_plain_word = len(first) > 1 and first[1:].islower()
        return name[:1].lower() + name[1:] if self.lowers_names and is_plain_word else name

    def minutes_left_line(self, minutes: int) -> str:
        """Return how many minutes of a long work are left: "Four minutes left."."""
        return self._line("minutes left", count=minutes)

    def title_line(self, title: str, exercises: int, seconds: float) -> str:
        """Return the line that opens a session: its title, how many exercises, about how long it takes."""
        length = self.time_words(_about_seconds(seconds))
        many = self._said("exercises", count=exercises)
        return self.joined(title, self._said("title length", exercises=many, length=length))

    def fitted_line(self, seconds: float, amount: FitAmount) -> str:
        """Return the line that opens a session which was fitted into a time: "Ten minutes: a little less of
        each.".
        """
        return self._line(_FITTED[amount], time=self._rounded_time(seconds))

    def late_line(self, seconds: float) -> str:
        """Return by how much a session ends later than planned, or earlier: "This ends ten seconds late."."""
        key = "ends late" if seconds > 0 else "ends early"
        return self._line(key, time=self._rounded_time(float(max(1, round(abs(seconds))))))

    def _rounded_time(self, seconds: float) -> str:
        """Return `seconds` as whole minutes, or minutes and seconds, to five of these where it is no round
        time.
        """
        if seconds != int(seconds) or (seconds >= 600 and seconds % 60):
            step = 5 if seconds < 600 else 60
            seconds = max(step, round(seconds / step) * step)
        return self.time_words(seconds)

    def tally_line(self, count: int) -> str:
        """Return how many the user has counted, as it is said when one more is done: "Three."."""
        return self.sentence(self.number_words(count))

    def time_left_line(self, seconds: float) -> str:
        """Return about how much time is left: "About nine minutes left.", "About forty seconds left."."""
        minutes, rest = divmod(_about_seconds(seconds), 60)
        if not minutes:
            return self._line("about seconds left", count=rest)
        if not rest:
            return self._line("about minutes left", count=minutes)
        return self._line("about minutes and seconds left", count=minutes, seconds=self.time_words(rest))

    def where_line(self, exercise: str, side: str | None, reps_done: int) -> str:
        """Return where a session resumes: "Heel raises. Left foot. Seven done."."""
        done = [self._said("reps done", count=reps_done)] if reps_done else []
        return self.joined(exercise, *([side] if side else []), *done)

    # -- things and positions --------------------------------------------------------------------------

    def _listed(self, things: Sequence[str]) -> str:
        *first, last = things
        return f"{self.list_comma.join(first)}{self.list_and}{last}" if first else last

    def with_article(self, thing: str) -> str:
        """Return a thing as one asks for it: "a towel", "an elastic band", "socks", "two balls"."""
        return _by_rules(thing, self.new_things)

    def _known(self, thing: str) -> str:
        return _by_rules(thing, self.known_things)

    def leave_line(self, equipment: Sequence[str]) -> str:
        """Return the line for `equipment` that is needed no longer."""
        return self._line("leave", things=self._listed([self._known(thing) for thing in equipment]))

    def need_line(self, equipment: Sequence[str]) -> str:
        """Return the line, before anything begins, that names all `equipment`."""
        return self._line("need", things=self._listed([self.with_article(thing) for thing in equipment]))

    def take_line(self, equipment: Sequence[str], *, known: bool = False) -> str:
        """Return the line for `equipment` that is needed from now on; `known` if it was named before."""
        named = self._known if known else self.with_article
        return self._line("take", things=self._listed([named(thing) for thing in equipment]))

    def move_over_line(self, before: Position, after: Position) -> str:
        """Return how to get from `before` to `after`, in the routine's own words if it has some."""
        if after.say is not None:
            return self.sentence(after.say)
        if after.plain is None:
            return self.sentence(after.name)
        words = self.positions[after.plain.name]
        departure = ELSEWHERE if before.plain is None else before.plain.name
        return words.by_departure.get(departure, words.usual)

    def asks_to_move(self, text: str) -> bool:
        """Return whether `text` asks to move over, or to take something: whether a word of `moving` is in it.

        Where sentences have spaces between them, so have words; else it may stand anywhere.
        """
        return bool(_any_of(self.moving, self.between_sentences != "").search(text))

    # -- how hard it is --------------------------------------------------------------------------------

    def more_line(self, level: str) -> str:
        """Return the line that begins a session whose `level` is higher than the last time."""
        return self._line("more", level=self.levels[level])

    def less_line(self, level: str) -> str:
        """Return the line that begins a session whose `level` is lower, since the last one was too hard."""
        return self._line("less", level=self.levels[level])

    def back_line(self, level: str) -> str:
        """Return the line that begins a session after a break, whose `level` is lower than before."""
        return self._line("back", level=self.levels[level])

    def begin_again_line(self, level: str) -> str:
        """Return the line that begins a session after a long break."""
        return self._line("begin again", level=self.levels[level])

    # -- which day of a programme it is ----------------------------------------------------------------

    def day_line(self, week: int | None, day: int, *, again: bool = False, last: bool = False) -> str:
        """Return the line that begins a day of a programme: "Week two, day one."; `again` if it was done
        before, `last` if it is the last one.
        """
        which = (
            self._said("day number", day=day)
            if week is None
            else self._said("week and day", week=week, day=day)
        )
        said = self.sentence(self._said("day again", which=which) if again else which)
        return self.joined(said, self.line(Line.LAST_DAY)) if last else said


@cache
def _any_of(words: tuple[str, ...], are_apart: bool) -> re.Pattern[str]:
    """Return the pattern of any of `words`, whatever their case; of whole words where these `are_apart`."""
    found = "|".join(map(re.escape, words)) or "(?!)"
    return re.compile(rf"(?<![\w-])(?:{found})(?![\w-])" if are_apart else found, re.IGNORECASE)


def _by_rules(thing: str, rules: Sequence[ThingRule]) -> str:
    for rule in rules:
        found = rule.pattern.fullmatch(thing)
        if found is not None:
            return rule.words.format(thing=thing, **found.groupdict())
    return thing
