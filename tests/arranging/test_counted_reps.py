from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.paths import DATA
from voicefoot.arranging.beat_grid import onsets
from voicefoot.arranging.counted_reps import (
    FASTER,
    LAST_FASTER,
    choose_counts,
    is_fast,
    numbers_said,
    ways_to_count,
)
from voicefoot.arranging.speech_track import Extent, ExtentOf
from voicefoot.arranging.work_speech import phrases_of_work
from voicefoot.language.packs import LANGUAGES, language_pack
from voicefoot.model.cues import Reps
from voicefoot.model.phrase import Phrase
from voicefoot.model.routine import Counting, CountMode, Pace

ENGLISH = language_pack("en")

LENGTHS = json.loads((DATA / "count_lengths.json").read_text(encoding="utf-8"))
"""By voice: words, speed, and how many seconds they reach before and after their P-centre, as measured."""

AUTO = Counting()
DOWN = Counting(CountMode.DOWN)


def hurried(phrase: Phrase) -> Extent:
    """A voice that takes 50 ms a letter, and that can be hurried."""
    return Extent(0.0, 0.05 * len(phrase.text) / phrase.speed)


def at_its_own_pace(phrase: Phrase) -> Extent:
    """A voice that takes 50 ms a letter, always."""
    return Extent(0.0, 0.05 * len(phrase.text))


def ahead(phrase: Phrase) -> Extent:
    """A voice whose words happen 0.1 s after they begin."""
    return Extent(0.1, 0.05 * len(phrase.text) - 0.1)


def phrases(reps: int, period: float, counting: Counting, extent_of: ExtentOf) -> list[Phrase]:
    beats = onsets(Pace(period, period), reps)
    rooms = [beats[-1] - beat for beat in beats[:-1]]
    said = choose_counts(beats[:-1], rooms, extent_of, counting, ENGLISH.numbers, fast=is_fast(period))
    return [said.get(index, Phrase("")) for index in range(reps)]


def chosen(reps: int, period: float, counting: Counting = AUTO) -> list[str]:
    return [phrase.text for phrase in phrases(reps, period, counting, at_its_own_pace)]


@pytest.mark.parametrize(
    ("number", "full", "short"),
    [
        (1, "one", "one"),
        (20, "twenty", "twenty"),
        (21, "twenty-one", "one"),
        (30, "thirty", "thirty"),
        (47, "forty-seven", "seven"),
        (100, "one hundred", "one hundred"),
        (101, "one", "one"),
        (127, "twenty-seven", "seven"),
        (200, "two hundred", "two hundred"),
        (1_000, "one thousand", "one thousand"),
        (12_300, "three hundred", "three hundred"),
        (12_321, "twenty-one", "one"),
        (12_000, "twelve thousand", "twelve thousand"),
    ],
)
def test_forms_of_a_number(number: int, full: str, short: str) -> None:
    assert (ENGLISH.numbers.counted(number), ENGLISH.numbers.counted_short(number)) == (full, short)


def test_every_number_where_there_is_time() -> None:
    assert chosen(22, 2.0)[-3:] == ["twenty", "twenty-one", "twenty-two"]
    assert "" not in chosen(22, 2.0)


def test_short_forms_where_the_full_ones_are_too_long() -> None:
    # "seventeen" takes 0.45 s, "twenty-seven" 0.6 s.
    assert chosen(28, 0.55)[19:] == ["twenty", "one", "two", "three", "four", "five", "six", "seven", "eight"]


def test_faster_speech_where_the_short_forms_are_too_long() -> None:
    found = phrases(27, 0.4, AUTO, hurried)
    assert {phrase.speed for phrase in found} == {1.3}
    assert [phrase.text for phrase in found[15:22]] == [
        "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "one", "two"
    ]  # fmt: skip


def test_the_last_five_are_said_in_one_way() -> None:
    # At 0.26 s a beat not even the fastest "seventeen" fits, but the last five do: "seven" takes 0.16 s.
    found = phrases(27, 0.26, AUTO, hurried)
    assert [(p.text, p.speed) for p in found[22:]] == [
        (word, 1.3) for word in ("three", "four", "five", "six", "seven")
    ]
    assert [i + 1 for i, p in enumerate(found[:22]) if p.text] == [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22]


def test_every_second_where_not_all_can_be_said_and_understood() -> None:
    # "seventeen" takes 0.45 s, or 0.28 at 1.6 x; with air too much for a beat of 0.3 s, but not for two.
    found = phrases(20, 0.3, AUTO, hurried)
    assert [i + 1 for i, p in enumerate(found[:15]) if p.text] == [2, 4, 6, 8, 10, 12, 14]
    assert found[-1].text == "twenty"


def test_every_fifth_where_not_even_every_second_has_time() -> None:
    found = phrases(27, 0.145, AUTO, hurried)
    assert [i + 1 for i, p in enumerate(found[:25]) if p.text] == [5, 10, 15, 20, 25]


def test_words_begin_before_their_beat_and_make_room_for_one_another() -> None:
    # "eight" ends 0.15 s after its beat, and "nine" begins 0.1 s before the next: with air, 0.3 s.
    assert "eight" in [p.text for p in phrases(9, 0.301, Counting(CountMode.EVERY), ahead)]
    assert "eight" not in [p.text for p in phrases(9, 0.299, Counting(CountMode.EVERY), ahead)]


def test_every_second_and_the_last_five_where_the_short_ones_are_too_long() -> None:
    said = chosen(27, 0.4)
    assert [i + 1 for i, words in enumerate(said) if words] == [*range(2, 23, 2), 23, 24, 25, 26, 27]
    assert said[19] == "twenty"
    assert said[22:] == ["three", "four", "five", "six", "seven"]


def test_what_does_not_fit_stays_unsaid() -> None:
    # "ten", the last, takes 0.15 s, and a beat 0.12 s.
    assert chosen(10, 0.12) == ["", "", "", "", "five", "", "", "", "", ""]


def test_counting_down_ends_at_one() -> None:
    assert chosen(3, 2.0, DOWN) == ["three", "two", "one"]


@pytest.mark.parametrize(
    ("counting", "numbers"),
    [
        (Counting(CountMode.NONE), []),
        (Counting(CountMode.EVERY, step=5), [5, 10]),
        (Counting(CountMode.EVERY), list(range(1, 13))),
        (Counting(last=3), [10, 11, 12]),
    ],
)
def test_modes(counting: Counting, numbers: list[int]) -> None:
    assert [i + 1 for i, words in enumerate(chosen(12, 2.0, counting)) if words] == numbers


def test_few_distinct_words_for_many_repetitions() -> None:
    assert len(phrases_of_work(Reps(100_000, Pace(2.0, 2.0), AUTO), ENGLISH)) <= 1_110


def test_on_a_ramp_each_count_has_the_time_of_its_own_beat() -> None:
    beats = onsets(Pace(2.0, 0.2), 12)
    rooms = [beats[-1] - beat for beat in beats[:-1]]
    said = choose_counts(beats[:-1], rooms, hurried, AUTO, ENGLISH.numbers, fast=True)
    ends = {index: beats[index] + hurried(phrase).seconds for index, phrase in said.items()}
    following = sorted(said)
    assert all(ends[a] <= beats[b] for a, b in pairwise(following))


def test_each_as_fast_as_it_must_be_where_one_alone_is_too_long() -> None:
    # At 0.35 s a beat "seventeen" (0.45 s) needs 1.6 x, at which this voice draws "two" out.
    def stubborn(phrase: Phrase) -> Extent:
        longer = 0.3 if phrase.text == "two" and phrase.speed > 1.3 else 0.0
        return Extent(0.0, 0.05 * len(phrase.text) / phrase.speed + longer)

    found = phrases(17, 0.35, AUTO, stubborn)
    assert "" not in [phrase.text for phrase in found]
    assert {phrase.speed for phrase in found} > {1.0, 1.6}


@pytest.mark.parametrize("voice", ["pyttsx3", "natural"])
@pytest.mark.parametrize(("bpm", "unsaid"), [(60, 0), (90, 0), (110, 13), (120, 13), (140, 15), (160, 15)])
def test_thirty_counts_at_a_tempo_in_the_lengths_of_real_voices(voice: str, bpm: int, unsaid: int) -> None:
    found = phrases(30, 60 / bpm, AUTO, spoken_by(voice))
    assert sum(not phrase.text for phrase in found) <= unsaid
    assert all(found[number - 1].text for number in (2, 10, 20, 26, 28, 30))


def spoken_by(voice: str) -> ExtentOf:
    """A real voice, as it was measured; what was not measured takes for ever."""
    lengths = {Phrase(text, speed): Extent(*ends) for text, speed, *ends in LENGTHS[voice]}
    return lambda phrase: lengths.get(phrase, Extent(0.0, 60.0))


@given(
    bpm=st.floats(30.0, 240.0),
    reps=st.integers(1, 30),
    counting=st.sampled_from([AUTO, DOWN, Counting(last=5), Counting(CountMode.EVERY)]),
    voice=st.sampled_from(["pyttsx3", "natural"]),
)
def test_at_any_tempo_counts_can_be_understood(bpm: float, reps: int, counting: Counting, voice: str) -> None:
    extent_of, period = spoken_by(voice), 60.0 / bpm
    found = phrases(reps, period, counting, extent_of)
    assert max((phrase.speed for phrase in found[:-1]), default=1.0) <= FASTER[-1] <= 1.6
    assert found[-1].speed <= LAST_FASTER[-1]
    said = [(index * period, phrase) for index, phrase in enumerate(found) if phrase.text]
    for (at, phrase), (later, following) in pairwise(said):
        assert at + extent_of(phrase).after_seconds < later - extent_of(following).before_seconds
    if counting == AUTO and bpm <= 150.0:
        assert found[-1].text
        # Every second one; the one before the last may yield to it.
        assert "x" * 3 not in "".join("." if phrase.text else "x" for phrase in found)
    if counting == AUTO and bpm <= 100.0:
        assert all(phrase.text for phrase in found)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize("last", [False, True])
def test_each_number_has_as_many_ways_as_any_other(language: str, fast: bool, last: bool) -> None:
    numbers = language_pack(language).numbers
    ways = {number: ways_to_count(number, numbers, fast=fast, last=last) for number in range(1, 1_200)}
    assert len({len(each) for each in ways.values()}) == 1
    for at in range(len(ways[1])):
        assert len({each[at].speed for each in ways.values()}) == 1, "all alike are as fast"


@given(
    language=st.sampled_from(sorted(LANGUAGES)),
    reps=st.integers(1, 120),
    period=st.floats(0.15, 2.5),
    counting=st.sampled_from([AUTO, DOWN, Counting(last=5), Counting(CountMode.EVERY, step=2)]),
    seconds_a_letter=st.floats(0.01, 0.2),
)
def test_any_language_counts_at_any_pace(
    language: str, reps: int, period: float, counting: Counting, seconds_a_letter: float
) -> None:
    def voice(phrase: Phrase) -> Extent:
        return Extent(0.0, seconds_a_letter * len(phrase.text) / phrase.speed)

    beats = onsets(Pace(period, period), reps)
    rooms = [beats[-1] - beat for beat in beats[:-1]]
    numbers = language_pack(language).numbers
    said = choose_counts(beats[:-1], rooms, voice, counting, numbers, fast=is_fast(period))
    assert set(said) <= set(range(reps))


def test_each_repetition_has_one_number_and_the_last_is_the_dose_or_one() -> None:
    assert list(numbers_said(4, AUTO)) == [1, 2, 3, 4]
    assert list(numbers_said(4, DOWN)) == [4, 3, 2, 1]
