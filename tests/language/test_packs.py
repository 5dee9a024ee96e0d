"""Every pack is whole: its numbers and plural classes are those of its language, and nothing is missing."""

from __future__ import annotations

import re
import string
from importlib.resources import files
from itertools import pairwise

import pytest
from babel import Locale
from num2words import num2words

from voicefoot.language.pack import LanguagePack
from voicefoot.language.packs import LANGUAGES, language_pack, pack_code, parse_pack
from voicefoot.language.phrase_names import NUMBERS, PLACEHOLDERS, Line, is_counted
from voicefoot.language.plurals import CLASSES
from voicefoot.language.read_pack import PackError
from voicefoot.model.breath import BreathKind, BreathPart
from voicefoot.model.position import POSITIONS

PACKS = sorted(LANGUAGES)
OTHERS = [code for code in PACKS if code != "en"]
LEFT_OVER = re.compile(r"[{}]")

NUM2WORDS = {"pt-BR": "pt_BR"}
"""Where num2words calls a language something else. It has no Chinese."""
BOTH_RIGHT = {
    "de": ("einhundert", "hundert"),
    "pt-BR": ("catorze", "quatorze"),
    "it": ("dicotto", "diciotto"),
}
"""What num2words says otherwise: the first two are right too, the third is not."""


def bare(words: str) -> str:
    """Numbers differ in hyphens, spaces and stress marks by the grammar that one follows; nobody hears it."""
    return re.sub("[ -]", "", words).translate(str.maketrans("éë", "ee")).replace("oo", "o")


@pytest.mark.parametrize("code", [code for code in PACKS if code != "zh"])
def test_numbers_are_those_of_the_language(code: str) -> None:
    pack = language_pack(code)
    other, ours = BOTH_RIGHT.get(code, ("", ""))
    for number in range(1000):
        theirs = num2words(number, lang=NUM2WORDS.get(code, code)).replace(other, ours)
        assert bare(pack.number_words(number)) == bare(theirs), number


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (2, "二"),
        (12, "十二"),
        (20, "二十"),
        (99, "九十九"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (119, "一百一十九"),
        (120, "一百二十"),
        (202, "两百零二"),
        (999, "九百九十九"),
        (1000, "一千"),
        (1005, "一千零五"),
        (2050, "两千零五十"),
        (12_345, "一万两千三百四十五"),
    ],
)
def test_chinese_numbers(number: int, words: str) -> None:
    assert language_pack("zh").number_words(number) == words


@pytest.mark.parametrize(
    ("code", "number", "form", "words"),
    [
        ("de", 101_000, "", "hunderteintausend"),
        ("es", 21_000, "", "veintiún mil"),
        ("es", 201, "feminine", "doscientas una"),
        ("pt-BR", 222, "feminine", "duzentas e vinte e duas"),
        ("ja", 1000, "", "千"),
        ("ja", 23_456, "", "二万三千四百五十六"),
        ("zh", 102, "measure", "一百零二"),
    ],
)
def test_numbers_take_forms(code: str, number: int, form: str, words: str) -> None:
    assert language_pack(code).numbers.in_words(number, form) == words


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("en", "Week two, day one."), ("de", "Woche zwei, Tag eins."), ("fr", "Semaine deux, jour un."),
        ("es", "Semana dos, día uno."), ("it", "Settimana due, giorno uno."),
        ("pt-BR", "Semana dois, dia um."), ("nl", "Week twee, dag één."),
        ("pl", "Tydzień drugi, dzień pierwszy."), ("ja", "第二週、一日目。"), ("zh", "第二周，第一天。"),
    ],
)  # fmt: skip
def test_the_day_of_a_programme(code: str, line: str) -> None:
    assert language_pack(code).day_line(2, 1) == line


def test_a_sentence_begins_as_its_language_writes_it() -> None:
    dutch = language_pack("nl")
    assert dutch.sentence("één keer") == "Eén keer."
    assert dutch.reps_line(1) == "Eén keer."
    assert dutch.sentence("ijsberen") == "IJsberen."
    assert language_pack("fr").sentence("étirez-vous") == "Étirez-vous."


@pytest.mark.parametrize("code", PACKS)
def test_plural_classes_are_those_of_the_cldr(code: str) -> None:
    plural_of = language_pack(code).numbers.plural_of
    theirs = Locale.parse(code.replace("-", "_")).plural_form
    assert [n for n in range(1001) if plural_of(n) != theirs(n)] == []


@pytest.mark.parametrize(
    ("code", "amount", "name"), [("de", 1.5, "other"), ("fr", 1.5, "one"), ("pl", 2.5, "other")]
)
def test_decimals_have_the_class_of_the_cldr(code: str, amount: float, name: str) -> None:
    assert language_pack(code).numbers.plural_of(amount) == name
    assert Locale.parse(code).plural_form(amount) == name


@pytest.mark.parametrize("code", PACKS)
def test_each_number_has_words_of_its_own(code: str) -> None:
    pack = language_pack(code)
    words = [pack.number_words(number) for number in range(1000)]
    assert len(set(words)) == len(words)
    for number in (1000, 1001, 2000, 12_345, 999_999):
        assert not re.search("[0-9]", pack.number_words(number)), number
    for form in pack.numbers.forms:
        assert all(pack.numbers.in_words(number, form).strip() for number in range(1000))


@pytest.mark.parametrize("code", PACKS)
def test_each_form_of_each_phrase_renders(code: str) -> None:
    """With every number that picks a class, and whatever else stands in it, no place holder is left over."""
    pack = language_pack(code)
    for key, placeholders in PLACEHOLDERS.items():
        for number in (*range(122), 200, 1000):
            values: dict[str, str | int] = {
                name: number if name in NUMBERS else "Xa" for name in placeholders
            }
            said = pack._said(key, **values)
            assert said.strip(), key
            assert not LEFT_OVER.search(said), (key, number)
        if is_counted(key):
            assert set(pack.phrases[key]) & set(CLASSES), key


@pytest.mark.parametrize("code", PACKS)
def test_each_line_that_is_put_together_is_a_sentence(code: str) -> None:
    pack = language_pack(code)
    breath = [BreathPart(kind, 4) for kind in BreathKind]
    lines = [
        pack.side_line("Xa", first=True), pack.switch_line("Xa", None), pack.switch_line("Xa", "Yb", "Zc."),
        pack.breath_line(breath), pack.title_line("Xa", 1, 40), pack.title_line("Xa", 7, 600),
        pack.next_line("Xa"), pack.until_told_line(None), pack.until_told_line(5),
        pack.where_line("Xa", "Yb", 1),
        pack.need_line(["Xa", "Yb", "Zc"]), pack.leave_line(["Xa"]), pack.take_line(["Xa"], known=True),
        *(pack.reps_line(n, each_side=each) for n in (1, 2, 5, 21, 22) for each in (True, False)),
        *(pack.held_reps_line(n, 1.5, each_side=each) for n in (1, 2, 5) for each in (True, False)),
        *(line(level) for level in ("gentle", "standard", "strong")
          for line in (pack.more_line, pack.less_line, pack.back_line, pack.begin_again_line)),
        *(pack.rest_line(seconds) for seconds in (1, 2, 5, 22, 60, 61, 90, 120, 302)),
        *(pack.day_line(week, day, again=again, last=again) for week in (None, 1, 21, 104)
          for day in (1, 2, 7, 728) for again in (True, False)),
        *(pack.move_over_line(before, after) for before in POSITIONS for after in POSITIONS),
    ]  # fmt: skip
    for line in lines:
        assert not LEFT_OVER.search(line)
        assert line.endswith((pack.full_stop, ".", "!", "?", "。"))
        assert "  " not in line
        assert f"{pack.full_stop}{pack.full_stop}" not in line
        assert line[:1] == line[:1].upper()


ENGLISH = (
    "the and with your you of to for is are it that this from on at by as be or not more each then than when"
    " where second seconds minute minutes times rep reps side hold left right last first next round enough if"
    " new ready"
)
"""Words that another language's pack has no use for."""
SAME_WORD = {
    "de": "minute", "fr": "on minute minutes", "es": "",
    "it": "", "pt-BR": "as", "nl": "is of", "pl": "to", "ja": "", "zh": "",
}  # fmt: skip
"""Words of these languages that are spelt as in English."""


def all_texts(pack: LanguagePack) -> list[str]:
    written = pack.written
    assert written is not None
    return [
        *pack.numbers.words, *pack.numbers.hundreds, *pack.levels.values(), *pack.sides.values(),
        *(text for forms in pack.phrases.values() for text in forms.values()),
        *(line for words in pack.positions.values() for line in (words.usual, *words.by_departure.values())),
        written.point, written.times, written.to, written.minus, written.or_more, written.of, written.number,
        written.and_fraction, written.per, written.then, *written.fractions.values(), *written.signs.values(),
        *(text for unit in written.units for text in unit.forms.values()),
        *written.abbreviations.values(), *written.letters.values(),
    ]  # fmt: skip


@pytest.mark.parametrize("code", OTHERS)
def test_no_english_is_left(code: str) -> None:
    english = set(ENGLISH.split()) - set(SAME_WORD[code].split())
    for text in all_texts(language_pack(code)):
        words = re.findall(r"[^\W\d_]+", re.sub(r"\{[^}]*\}", " ", text).casefold())
        assert not english & set(words), text


@pytest.mark.parametrize("code", OTHERS)
def test_no_phrase_is_the_english_one(code: str) -> None:
    english, pack = language_pack("en"), language_pack(code)
    same = [key for key in Line if pack.line(key) == english.line(key)]
    assert [key for key in same if key not in (Line.BREATHE_IN,)] == []  # "in" is Dutch too


@pytest.mark.parametrize("code", [code for code in PACKS if language_pack(code).numbers.counts_in_eights])
def test_eights_are_counted_by_their_number(code: str) -> None:
    numbers = language_pack(code).numbers
    counted = [numbers.counted_in_eights(number) for number in range(1, 25)]
    assert counted[:8] == [numbers.in_words(number) for number in range(1, 9)]
    for eight in (1, 2):
        beats = counted[8 * eight : 8 * eight + 8]
        assert beats[0] == numbers.in_words(eight + 1)
        assert beats[1:] == counted[1:8]


def test_japanese_and_chinese_count_in_eights() -> None:
    assert {code for code in PACKS if language_pack(code).numbers.counts_in_eights} == {"ja", "zh"}


@pytest.mark.parametrize("code", PACKS)
def test_what_is_counted_in_haste_is_no_longer_than_the_whole(code: str) -> None:
    numbers = language_pack(code).numbers
    for number in range(1, 100):
        whole, short = len(numbers.counted(number)), len(numbers.counted_short(number))
        assert len(numbers.counted_shortest(number)) <= short <= whole, number
    for number, following in pairwise(range(1, 100)):
        assert numbers.counted_short(number) != numbers.counted_short(following), number


@pytest.mark.parametrize("code", PACKS)
def test_positions_are_called_by_one_name_each(code: str) -> None:
    called = [name for words in language_pack(code).positions.values() for name in words.called]
    assert len(called) == len(set(called))
    assert all(name == name.lower() for name in called)


@pytest.mark.parametrize(
    ("tag", "code"), [("de-AT", "de"), ("pt", "pt-BR"), ("pt_PT", "pt-BR"), ("ZH-hans", "zh"), ("sv", None)]
)
def test_a_tag_finds_its_pack(tag: str, code: str | None) -> None:
    assert pack_code(tag) == code


@pytest.mark.parametrize("code", PACKS)
def test_a_pack_says_who_it_is(code: str) -> None:
    assert language_pack(code).code == code
    assert language_pack(code).name.strip(string.whitespace)


def source(code: str) -> str:
    return files("voicefoot.language.packs").joinpath(f"{code}.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("written", "instead", "problem"),
    [
        ("  point: Komma\n", "", "spoken, point is missing"),
        ("  point: Komma\n", "  pt: Komma\n", "spoken: pt is unknown"),
        ('decimal: ","', "decimal: x", 'spoken, decimal: write "." or ","'),
        ('"{top} von {bottom}"', '"{top} von"', "spoken, of: {bottom} is missing"),
        ('"{top} von {bottom}"', '"{oben} von {bottom}"',
         "spoken, of: {oben} is unknown; there is {top} {bottom}"),
        ("3/4: drei Viertel,", "3/44: drei Viertel,", "spoken, fractions, 3/4 is missing"),
        ("    km, Kilometer: {", "    kmm, Kilometer: {", "spoken, units, km is missing"),
        ("    km, Kilometer: {", "    km, m: {", "spoken, units, km, m: m stands there twice"),
        ("    mg: {one:", "    mg: {two:", "spoken, units, mg: two is no plural class of this language"),
        ('    mg: {one: "{count:attributive}', '    mg: {one: "{count:dative}',
         "there is no form dative of {count}"),
        ("  ready: Bereit?\n", "", "phrases, ready is missing"),
        ('one: "{count:feminine} Minute", other: "{count} Minuten"}\n  minutes and',
         'one: "{count:feminine} Minute"}\n  minutes and', "phrases, minutes, other is missing"),
        ("sizes:\n    - {value: 1000, words: {one: tausend, other:",
         "sizes:\n    - {value: 1000, words: {other: x, two:",
         "numbers, sizes, words: two is no plural class of this language"),
        ('"{many:attributive}tausend"', '"{viele}tausend"',
         "numbers, sizes, words, other: {viele} is unknown"),
        ("lowers names: no", "lowers names: never", "customs, lowers names: write yes or no"),
        ("one: n = 1", "one: n is 1", "plurals: the rule 'n is 1' can't be read"),
        ("code: de", "code:", "code is missing"),
        ('"{thing}"]', '"{ding}"]', "{ding} is unknown"),
    ],
)  # fmt: skip
def test_what_a_pack_lacks_is_said(written: str, instead: str, problem: str) -> None:
    text = source("de")
    assert written in text
    with pytest.raises(PackError) as error:
        parse_pack(text.replace(written, instead, 1))
    assert any(problem in each for each in error.value.problems), error.value.problems


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "{}", "[[[", "a: &a [*a]", "? [a]\n: b", "[" * 5000, "numbers: 3"]
)
def test_what_is_no_pack_is_an_error(text: str) -> None:
    with pytest.raises(PackError):
        parse_pack(text)


def test_a_missing_section_is_told_once() -> None:
    with pytest.raises(PackError) as error:
        parse_pack("code: xx\nname: Xx\n")
    assert error.value.problems == [
        "numbers is missing", "phrases is missing", "positions is missing", "labels is missing",
        "levels is missing", "sides is missing", "phases is missing", "spoken is missing",
        "moving is missing",
    ]  # fmt: skip
