"""English: everything that the coach says without being told to by the routine."""

from __future__ import annotations

from collections.abc import Sequence

from voicefoot.language.english_positions import ELSEWHERE, MOVE_OVER_LINES
from voicefoot.model.breath import BreathKind, BreathPart
from voicefoot.model.position import Position

READY = "Ready."
READY_WORD = "ready"
AND_WORD = "and"
COUNT_IN_WORDS = (READY_WORD, AND_WORD)
LAST_ONE = "Last one."
LAST_THREE = "Last three."
HALFWAY = "Halfway."
TEN_SECONDS = "Ten seconds."
BREATH_WORDS = {
    BreathKind.IN: "in",
    BreathKind.FULL: "hold",
    BreathKind.OUT: "out",
    BreathKind.EMPTY: "hold",
}
COUNTDOWN = ("three", "two", "one")
WELL_DONE = "That's all. Well done."
ONE_MOMENT = "One moment."
MOVE_ON_NUMBER = "Move on each number."
MOVE_ON_TICK = "Move on each tick."
HOLD_ON_NUMBER = "Start on each number, and hold until the sound."
HOLD_ON_TICK = "Start on each tick, and hold until the sound."
ONCE_MORE = "Once more:"
OWN_PACE = "At your own pace."
ENOUGH = "Enough if you are new."
HALFWAY_ENOUGH = "Halfway: enough if you are new."
TEN_SECONDS_ENOUGH = "Enough if you are new. Ten seconds more."
LAST_SET = "Last set."
LAST_ROUND = "Last round."

# fmt: off
_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
_ARTICLES = ("a", "an", "the", "some", "your")
_SIZES = ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred"))
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}
_TENS = ("", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
# fmt: on


def number_words(number: int) -> str:
    """Return `number`, 0 to 999,999,999, in words: "twenty-seven", "one hundred and five"."""
    if number < 20:
        return _UNITS[number]
    if number < 100:
        tens, units = divmod(number, 10)
        return _TENS[tens] + (f"-{_UNITS[units]}" if units else "")
    size, name = next(each for each in _SIZES if number >= each[0])
    many, rest = divmod(number, size)
    words = f"{number_words(many)} {name}"
    if not rest:
        return words
    return f"{words} {'and ' if rest < 100 else ''}{number_words(rest)}"


def ordinal_words(number: int) -> str:
    """Return which one `number` is, in words: "third", "twenty-first"."""
    words = number_words(number)
    last = words[max(words.rfind(" "), words.rfind("-")) + 1 :]
    ending = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return words.removesuffix(last) + _ORDINALS.get(last, ending)


def sentence(text: str) -> str:
    """Return `text` with a capital at its start and a full stop at its end."""
    text = text.strip()
    ending = "" if text.endswith((".", "!", "?", "…", ":")) else "."
    return text[:1].upper() + text[1:] + ending


def side_line(side: str, *, first: bool) -> str:
    """Return which side it is: "Right foot first." if others follow."""
    return sentence(f"{side} first" if first else side)


def switch_line(side: str, switch: str | None, move_over: str | None = None) -> str:
    """Return the change to `side`, in the routine's own words if it has some, and how to move over."""
    how = [line for line in (switch, move_over) if line] or ["Change sides"]
    return " ".join(map(sentence, [*how, side]))


def time_words(seconds: float) -> str:
    """Return a time as it is said: "twenty-five seconds", "two minutes", "one and a half seconds"."""
    whole, tenths = divmod(round(seconds * 10), 10)
    if whole >= 60 and not tenths:
        minutes, rest = divmod(whole, 60)
        words = f"{number_words(minutes)} minute{'s' if minutes != 1 else ''}"
        return f"{words} and {time_words(rest)}" if rest else words
    if tenths == 5:
        words = f"{number_words(whole)} and a half" if whole else "half a"
    elif tenths:
        words = f"{number_words(whole)} point {number_words(tenths)}"
    else:
        words = number_words(whole)
    one = (whole == 1 and not tenths) or (whole == 0 and tenths == 5)
    return f"{words} second{'' if one else 's'}"


def times_words(reps: int) -> str:
    """Return a number of repetitions as it is said: "once", "twice", "seven times"."""
    return {1: "once", 2: "twice"}.get(reps, f"{number_words(reps)} times")


def reps_line(reps: int, *, each_side: bool = False) -> str:
    """Return the dose of a counted move."""
    return sentence(times_words(reps) + (" each side" if each_side else ""))


def held_reps_line(reps: int, hold_seconds: float, *, each_side: bool = False) -> str:
    """Return the dose of repeated holds."""
    each = " each side" if each_side else ""
    return sentence(f"Hold for {time_words(hold_seconds)}, {times_words(reps)}{each}")


def hold_line(hold_seconds: float) -> str:
    """Return the dose of a single hold."""
    return sentence(f"Hold for {time_words(hold_seconds)}")


def for_line(seconds: float) -> str:
    """Return the dose of a time to move in."""
    return sentence(f"For {time_words(seconds)}")


def breath_line(parts: Sequence[BreathPart]) -> str:
    """Return how one breathes: "In for four, hold for seven, out for eight."."""

    def length(seconds: float) -> str:
        return number_words(int(seconds)) if seconds == int(seconds) else time_words(seconds)

    return sentence(", ".join(f"{BREATH_WORDS[part.kind]} for {length(part.seconds)}" for part in parts))


def breaths_line(reps: int) -> str:
    """Return how many breaths: "Five breaths."."""
    return sentence(f"{number_words(reps)} breath{'s' if reps != 1 else ''}")


def until_told_line(reps: int | None) -> str:
    """Return the dose of work that goes on until the user ends it."""
    return sentence(f"{times_words(reps)}, at your own pace") if reps is not None else OWN_PACE


def own_pace_line(seconds: float) -> str:
    """Return the dose of a move that each does at their own pace."""
    return sentence(f"At your own pace, for {time_words(seconds)}")


def newcomer_line(amount: str) -> str:
    """Return the line for when `amount`, in words, is reached: "Fifteen: enough if you are new."."""
    return sentence(f"{amount}: enough if you are new")


def newcomer_dose_line(reps: int) -> str:
    """Return the line that goes with a dose whose beat is too fast for words."""
    return sentence(f"{number_words(reps)} is enough if you are new")


def rest_line(seconds: float) -> str:
    """Return the line with which a rest begins."""
    return sentence(f"Rest for {time_words(seconds)}")


def set_line(number: int, of: int) -> str:
    """Return which set begins, of several: "Set two of three."."""
    line = sentence(f"set {number_words(number)} of {number_words(of)}")
    return f"{line} {LAST_SET}" if number == of else line


def round_line(number: int, of: int) -> str:
    """Return which round begins, of several: "Round two of three."."""
    line = sentence(f"round {number_words(number)} of {number_words(of)}")
    return f"{line} {LAST_ROUND}" if number == of else line


def next_line(name: str) -> str:
    """Return the line that tells in a rest what comes after it: "Next: squats."."""
    first = name.split()[0]
    is_plain_word = len(first) > 1 and first[1:].islower()
    return sentence(f"next: {name[:1].lower() + name[1:] if is_plain_word else name}")


def minutes_left_line(minutes: int) -> str:
    """Return how many minutes of a long work are left: "Four minutes left."."""
    return sentence(f"{number_words(minutes)} minutes left")


def title_line(title: str, exercises: int, seconds: float) -> str:
    """Return the line that opens a session: its title, how many exercises, and about how long it takes."""
    many = f"{number_words(exercises)} exercise{'s' if exercises != 1 else ''}"
    if seconds < 90:
        length = f"{number_words(max(1, round(seconds / 10)) * 10)} seconds"
    else:
        length = f"{number_words(round(seconds / 60))} minutes"
    return f"{sentence(title)} {sentence(f'{many}, about {length}')}"


def tally_line(count: int) -> str:
    """Return how many the user has counted, as it is said when one more is done: "Three."."""
    return sentence(number_words(count))


def time_left_line(seconds: float) -> str:
    """Return about how much time is left: "About nine minutes left.", "About forty seconds left."."""
    if seconds >= 90:
        return sentence(f"About {number_words(round(seconds / 60))} minutes left")
    tens = max(10, round(seconds / 10) * 10)
    return sentence(f"About {number_words(tens)} seconds left")


def where_line(exercise: str, side: str | None, reps_done: int) -> str:
    """Return where a session resumes: "Heel raises. Left foot. Seven done."."""
    parts = [exercise, *([side] if side else []), *([f"{number_words(reps_done)} done"] if reps_done else [])]
    return " ".join(sentence(part) for part in parts)


def with_article(thing: str) -> str:
    """Return a thing as one asks for it: "a towel", "an elastic band", "socks", "two balls"."""
    first = thing.split()[0].lower() if thing.split() else ""
    plural = thing.endswith("s") and not thing.endswith("ss")
    if plural or first in {*_ARTICLES, "one", *_UNITS}:
        return thing
    return f"{'an' if first[:1] in 'aeiou' else 'a'} {thing}"


def _known(thing: str) -> str:
    """Return a thing as one speaks of it once it was named: "the towel"."""
    first, _, rest = thing.partition(" ")
    return f"the {rest if rest and first.lower() in _ARTICLES else thing}"


def _listed(things: Sequence[str]) -> str:
    return " and ".join([", ".join(things[:-1]), things[-1]] if len(things) > 1 else things)


def leave_line(equipment: Sequence[str]) -> str:
    """Return the line for `equipment` that is needed no longer."""
    return sentence(f"Leave {_listed([_known(thing) for thing in equipment])}")


def need_line(equipment: Sequence[str]) -> str:
    """Return the line, before anything begins, that names all `equipment`."""
    return sentence(f"You need {_listed([with_article(thing) for thing in equipment])}")


def take_line(equipment: Sequence[str], *, known: bool = False) -> str:
    """Return the line for `equipment` that is needed from now on; `known` if it was named before."""
    things = [_known(thing) if known else with_article(thing) for thing in equipment]
    return sentence(f"Take {_listed(things)}")


def move_over_line(before: Position, after: Position) -> str:
    """Return how to get from `before` to `after`, in the routine's own words if it has some."""
    if after.say is not None:
        return sentence(after.say)
    if after.plain is None:
        return sentence(after.name)
    usual, by_departure = MOVE_OVER_LINES[after.plain]
    return by_departure.get(before.plain or ELSEWHERE, usual)


def more_line(level: str) -> str:
    """Return the line that begins a session whose `level` is higher than the last time."""
    return sentence(f"{level} from today: a little more")


def less_line(level: str) -> str:
    """Return the line that begins a session whose `level` is lower, since the last one was too hard."""
    return sentence(f"{level} from today: a little less")


def back_line(level: str) -> str:
    """Return the line that begins a session after a break, whose `level` is lower than before."""
    return f"Good to have you back. {sentence(f'{level} today: a little less to begin with')}"


def begin_again_line(level: str) -> str:
    """Return the line that begins a session after a long break."""
    return f"Good to have you back. {sentence(f'{level} today: we begin again')}"
