"""What is written for the eye is said for the ear, and what can be said already stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from voicefoot.language import english_spoken
from voicefoot.language.english_spoken import spoken
from voicefoot.language.packs import language_pack
from voicefoot.language.phrase_names import Line
from voicefoot.model.limits import MAX_TEXT_CHARACTERS
from voicefoot.model.position import POSITIONS
from voicefoot.model.routine import Exercise
from voicefoot.reading.builtin import names
from voicefoot.reading.read import read

NUMBERS = {
    "7 reps": "seven reps",
    "100 steps": "one hundred steps",
    "1,000 steps": "one thousand steps",
    "12,500": "twelve thousand five hundred",
    "1,000,000": "one million",
    "1.5": "one point five",
    "0.75": "zero point seven five",
    ".5": "point five",
    "007": "zero zero seven",
    "Lift 2. Then 3.": "Lift two. Then three.",
    "1,2,3": "one,two,three",
    "L4": "L four",
    "1RM": "one RM",
    "30seconds": "thirty seconds",
    "3-way": "three-way",
    "90-degree bend": "ninety-degree bend",
    "1st": "first",
    "the 2nd and 3rd set": "the second and third set",
    "21st": "twenty-first",
    "12th, 20th, 100th": "twelfth, twentieth, one hundredth",
    "1st-3rd": "first to third",
    "$5, £1 and €2.50": "five dollars, one pound and two point five zero euros",
}
RANGES = {
    "8-10": "eight to ten",
    "8–10 reps": "eight to ten reps",
    "8 - 10": "eight to ten",
    "8 — 10": "eight to ten",
    "8−10": "eight to ten",
    "1.5-2": "one point five to two",
    "2-3 sets of 8-12": "two to three sets of eight to twelve",
    "follow-up": "follow-up",
    "knee–hip line": "knee-hip line",
    "555-1234": "five five five, one two three four",
    "800-1200 steps": "eight hundred to one thousand two hundred steps",
    "call 555-123-4567": "call five five five, one two three, four five six seven",
    "3-1-3 tempo": "three, one, three tempo",
    "4-7-8 breathing": "four, seven, eight breathing",
    "work 1:1": "work one to one",
}
FRACTIONS = {
    "Go down 1/2 way": "Go down half way",
    "1/2": "half",
    "1/3": "one third",
    "2/3 of the way": "two thirds of the way",
    "3/4": "three quarters",
    "1/4 turn": "quarter turn",
    "a 1/4 turn": "a quarter turn",
    "1/4 of the way": "a quarter of the way",
    "1 1/2": "one and a half",
    "2 3/4 turns": "two and three quarters turns",
    "1-1/2 turns": "one and a half turns",
    "½ way": "half way",
    "1½ kg": "one and a half kilograms",
    "¼": "a quarter",
    "¾": "three quarters",
    "1/2 kg": "half a kilogram",
    "1/2 hr": "half an hour",
    "2/3 l": "two thirds of a litre",
    "1/2-1 min": "half to one minute",
    "RPE 6/10": "RPE six out of ten",
    "@ 7/10": "at seven out of ten",
    "pain 3/10 at most": "pain three out of ten at most",
    "RPE 6-7/10": "RPE six to seven out of ten",
    "5/5 strength": "five out of five strength",
    "120/80": "one hundred and twenty over eighty",
    "24/7": "twenty-four seven",
    "90/90 stretch": "ninety ninety stretch",
    "40/20": "forty twenty",
    "0/10": "zero out of ten",
}
UNITS = {
    "30s": "thirty seconds",
    "30 s rest": "thirty seconds rest",
    "30 sec. rest": "thirty seconds rest",
    "30 secs": "thirty seconds",
    "Hold 10 sec. Then go.": "Hold ten seconds. Then go.",
    "60-90 sec. rest": "sixty to ninety seconds rest",
    "30s–60s": "thirty to sixty seconds",
    "30 s - 1 min": "thirty seconds to one minute",
    "2 min": "two minutes",
    "1 min": "one minute",
    "2 min 30 s": "two minutes thirty seconds",
    "1 hr, 2 hrs, 3h": "one hour, two hours, three hours",
    "6 wks": "six weeks",
    "10kg": "ten kilograms",
    "1 kg": "one kilogram",
    "1.5 kg": "one point five kilograms",
    "1,5 kg": "one point five kilograms",
    "20 lbs": "twenty pounds",
    "5 lb": "five pounds",
    "1 lb.": "one pound.",
    "8-10 KG": "eight to ten kilograms",
    "8 to 10 kg": "eight to ten kilograms",
    "a 10-kg ball": "a ten kilogram ball",
    "Run at your 5 km pace": "Run at your five kilometre pace",
    "a 30-sec hold": "a thirty second hold",
    "a 10-15-min walk": "a ten to fifteen minute walk",
    '12" off the floor': "twelve inches off the floor",
    "12in": "twelve inches",
    "12 in. off": "twelve inches off",
    "5 in a row": "five in a row",
    "6' away": "six feet away",
    "1 ft": "one foot",
    'say "12" and “13”': 'say "twelve" and “thirteen”',
    "5 cm, 3 mm, 10 m, 5km": "five centimetres, three millimetres, ten metres, five kilometres",
    "250ml": "two hundred and fifty millilitres",
    "60%": "sixty percent",
    "120 bpm": "one hundred and twenty beats per minute",
    "80-90 rpm": "eighty to ninety revolutions per minute",
    "90°": "ninety degrees",
    "1°": "one degree",
    "45 deg.": "forty-five degrees.",
    "37 °C": "thirty-seven degrees Celsius",
    "from -5° on": "from minus five degrees on",
    "150W": "one hundred and fifty watts",
    "60+ min": "sixty or more minutes",
    "10+ reps": "ten or more reps",
    "+5 kg": "plus five kilograms",
    "5 km/h": "five kilometres an hour",
    'a 90° bend on a 12" box': "a ninety degree bend on a twelve inch box",
    "10kg dumbbells": "ten kilogram dumbbells",
    "30s on/30s off": "thirty seconds on, thirty seconds off",
    "10kg/12kg": "ten kilograms, twelve kilograms",
}
CLOCK = {
    "1:30 rest": "one minute and thirty seconds rest",
    "0:30": "thirty seconds",
    "1'30\" rest": "one minute and thirty seconds rest",
    "2:00 min": "two minutes",
    "1:00-1:30": "one minute to one minute and thirty seconds",
    "7:30 am": "seven thirty a.m.",
    "7 a.m. walk": "seven a.m. walk",
    "7-8 pm": "seven to eight p.m.",
    "at 7:05": "at seven oh five",
    "at 8:00": "at eight o'clock",
}
SETS = {
    "2x15 each side": "two times fifteen each side",
    "2 x 15": "two times fifteen",
    "3×12": "three times twelve",
    "3*12": "three times twelve",
    "3x30s": "three times thirty seconds",
    "3x8-12": "three times eight to twelve",
    "3x12x10": "three times twelve times ten",
    "3 sets x 12": "three sets times twelve",
    "x2": "times two",
    "twice 2x": "twice two times",
    "2-3x/week": "two to three times a week",
    "1x/day": "once a day",
    "3x week": "three times a week",
    "2x per wk": "two times per week",
    "10/side": "ten per side",
    "10 reps/leg": "ten reps per leg",
    "5/min": "five a minute",
    "5 days/wk": "five days a week",
}
SHORT_FORMS = {
    "e.g. on a door": "for example on a door",
    "E.g. a door": "For example a door",
    "i.e., slowly": "that is, slowly",
    "w/ a band": "with a band",
    "w/o shoes": "without shoes",
    "approx. 12": "approximately twelve",
    "ca. 20 reps": "about twenty reps",
    "max. 90°": "maximum ninety degrees",
    "min. 3 reps": "minimum three reps",
    "twice per min": "twice per minute",
    "five mins": "five minutes",
    "Band no. 3": "Band number three",
    "No. 3": "Number three",
    "#3": "number three",
    "no 3rd set": "no third set",
    "band vs. ball": "band versus ball",
    "bands, balls etc.": "bands, balls and so on.",
    "rep(s)": "reps",
    "full ROM": "full range of motion",
    "L/R": "left, right",
    "L leg": "left leg",
    "Clam (R)": "Clam, right",
    "Rt. knee ext. now": "Right knee extension now",
    "Hip int. rot.": "Hip internal rotation",
    "pg. 14": "page fourteen",
    "pp. 3-4": "pages three to four",
    "see fig. 2": "see figure two",
    "bands & balls": "bands and balls",
    "@ home": "at home",
    "band + ball": "band plus ball",
    "~10 min": "about ten minutes",
    "≥ 3": "at least three",
    "10 ea.": "ten each.",
    "Phase II": "Phase two",
    "Level X, week IV": "Level ten, week four",
    "Part I: legs": "Part one: legs",
    "In this part I lift": "In this part I lift",
    "IT band": "I T band",
    "ACL": "A.C.L.",
    "TFL, SLR, RPE": "TFL, SLR, RPE",
}
LOOKS = {
    "and/or": "and or",
    "on/off": "on, off",
    "Up -> hold → down": "Up, then hold, then down",
    "Great 💪🏽 job 👩‍👩‍👧 🇩🇪!": "Great job!",
    "1️⃣ Lift ⬆️ slowly": "one, Lift up slowly",
    "**Bold**, _thin_ and `code`": "Bold, thin and code",
    "## Legs": "Legs",
    "- legs": "legs",
    "• legs • arms": "legs, arms",
    "see [the video](https://example.org/a_b)": "see the video",
    "https://www.example.org/a?b=1": "example.org",
    "Wait... then go": "Wait, then go",
    "Wait… Now go": "Wait. Now go",
    "Wait…": "Wait.",
    "Lift (slowly). Then (if you can) hold.": "Lift, slowly. Then, if you can, hold.",
    "Heel down – toes up": "Heel down, toes up",
    "Heel down—toes up": "Heel down, toes up",
    "Don’t hurry": "Don't hurry",
    "a<b>c</b>": "a c",
    "Go! :)": "Go!",
    "soft\u00adly": "softly",
}
SAID = {**NUMBERS, **RANGES, **FRACTIONS, **UNITS, **CLOCK, **SETS, **SHORT_FORMS, **LOOKS}

PIECES = st.sampled_from(
    [
        *SAID, *"0123456789.,:;-–—/x×@#%°'\"”“()[]{}*_`&+=~<>|…→💪\ufe0f\u20e3½ ", "1", "12", "5", " ", " ",
        "s", "min", "sec.", "kg", "am", "p.m.", "e.g.", "etc.", "max.", "min.", "no.", "w/", "L", "R", "II",
        "I", "V", "phase", "week", "leg", "a", "per", "few", "ROM", "ACL", "rt.", "ext.", "rot.", "Then",
        "the", "st", "in", "at", "to", "and", "/or", "- ",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=12).map("".join) | st.lists(PIECES, max_size=12).map(" ".join) | st.text()


@pytest.mark.parametrize(("written", "said"), SAID.items())
def test_what_is_written_is_said(written: str, said: str) -> None:
    assert spoken(written) == said


def lines_of(exercise: Exercise) -> Iterator[str | None]:
    yield from (exercise.name, exercise.intro, exercise.caution, exercise.switch)
    yield from (*exercise.setup, *exercise.sides, *exercise.equipment)
    for move in exercise.moves:
        yield from (move.say, move.brief, *(tip.say for tip in move.tips))


@pytest.mark.parametrize("name", names())
def test_the_built_in_routines_are_said_as_they_are_written(name: str) -> None:
    routine = read(name)
    lines = [routine.title, routine.intro, routine.outro]
    lines += [line for exercise in routine.exercises for line in lines_of(exercise)]
    assert [line for line in lines if line is not None and english_spoken.by_rules(line) != line] == []


def test_the_coach_s_own_lines_stay() -> None:
    english = language_pack("en")
    fixed = list(map(english.line, Line))
    assert len(fixed) > 15
    lines = [
        *fixed,
        *(english.time_words(seconds) for seconds in (0.5, 1, 1.5, 2.4, 59, 90, 3600)),
        *(english.number_words(number) for number in range(0, 1_000_000, 997)),
        *(english_spoken.ordinal_words(number) for number in range(1, 120)),
        *(english.move_over_line(before, after) for before in POSITIONS for after in POSITIONS),
        english.where_line("heel raises", "left foot", 7),
        english.take_line(["towel", "elastic band"]),
        english.back_line("gentle"),
    ]
    assert [line for line in lines if english_spoken.by_rules(line) != line] == []


@pytest.mark.parametrize("text", ["", " ", "🙂", "👩‍👩‍👧 🇩🇪", "***", "…", "---", "?!", "\x00"])
def test_what_has_no_word_is_not_said(text: str) -> None:
    assert spoken(text) == ""


@given(TEXTS)
@example("ACL.")
@example("7am.")
@example("7am/.")
@example("Phase V5")
@settings(max_examples=500)
def test_what_is_said_is_said_the_same_again(text: str) -> None:
    once = spoken(text)
    assert spoken(once) == once


PLAIN_WORDS = st.sampled_from(
    [
        "Lift", "your", "heels", "don't", "a", "A", "follow-up", "min", "max", "sec", "hr", "per", "week",
        "few", "phase", "and", "or", "to", "at", "in", "ext", "rot", "rt", "Alt", "etc", "I", "L", "leg",
    ]
)  # fmt: skip
PLAIN_TEXTS = st.lists(
    st.tuples(PLAIN_WORDS, st.sampled_from([" ", " ", ". ", ", ", ": ", "-", "."])), max_size=8
)


@given(PLAIN_TEXTS)
@settings(max_examples=500)
def test_no_rule_changes_what_is_plain(parts: list[tuple[str, str]]) -> None:
    text = "".join(map("".join, parts)).strip()
    assert spoken(text) == english_spoken.by_rules(text)


@given(TEXTS)
@settings(max_examples=300)
def test_anything_can_be_said_and_leaves_no_digits_or_signs(text: str) -> None:
    said = spoken(text)
    assert not re.search(r"[0-9@&%°+=~<>/*_`#(){}\[\]|→…½″′\x00]", said)
    assert said == " ".join(said.split())


HOSTILE = [
    "1", "1,", "1,111", "1.", "1-", "1/", "1:", "1x", "1 ", "10 to ", "1 1/2 ", "377", "#1", "1s-", "$1",
    "½", "°", "%", "(", "[", "[a](", "<a ", ".", "…", "-", "- ", "–", "->", "*", "_", "/", "w/", "e.g.",
    "max.", "etc. ", "L/", "phase II ", "💪", "\u200d", "'", '"', "1'", '1"', "at 1:", "1am", "http://",
    "http://a.", "no.1", "1st-", "a", " ", ",", "x1", "+1",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_what_is_said_grows_no_faster_than_what_is_written(piece: str) -> None:
    text = (piece * MAX_TEXT_CHARACTERS)[:MAX_TEXT_CHARACTERS]
    said, twice = spoken(text), spoken(text + text)
    assert len(said) <= 16 * len(text)
    assert len(twice) <= 2.2 * len(said) + 100


def test_no_pattern_goes_back_over_what_it_took() -> None:
    """What repeats without a bound is taken for good, so that no text makes a pattern slow."""
    patterns = [pattern for rules in english_spoken.RULES for pattern, _ in rules]
    for pattern in patterns:
        bare = re.sub(r"\\.|\[(?:\\.|[^\]\\])+\]", "c", pattern)
        assert not re.search(r"(?<![*+?}])[*+](?!\+)", bare), pattern
