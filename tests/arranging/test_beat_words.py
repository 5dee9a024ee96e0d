"""The words on the beats: each belongs to its repetition."""

from __future__ import annotations

from voicefoot.arranging.counted_reps import FASTER, LAST_FASTER
from voicefoot.arranging.speech_track import Extent
from voicefoot.arranging.work_speech import phrases_of_work, place_words
from voicefoot.language.packs import language_pack
from voicefoot.model.cues import Reps
from voicefoot.model.origin import Origin
from voicefoot.model.phrase import Phrase
from voicefoot.model.routine import Counting, CountMode, Pace, Phase

ENGLISH = language_pack("en")


def told(work: Reps, longest: int = 99) -> list[tuple[str, int | None]]:
    """The words on the beats and their repetitions; what is longer than `longest` letters takes too long."""

    def extent_of(phrase: Phrase) -> Extent:
        return Extent(0.0, 0.3 if len(phrase.text) <= longest else 3.0)

    on_beat = (Origin.COUNT, Origin.PHASE, Origin.SIDE)
    placed = place_words(work, ENGLISH, extent_of)
    return [(each.phrase.text, each.repetition) for each in placed if each.origin in on_beat]


def test_each_word_on_a_beat_belongs_to_its_repetition() -> None:
    phased = Reps(
        2, Pace(3.0, 3.0), Counting(), phases=(Phase("up", 1.0), Phase("down", 2.0)), tell_progress=False
    )
    assert told(phased) == [("one, up", 1), ("down", 1), ("two, up", 2), ("down", 2)]
    assert told(phased, longest=4) == [("up", 1), ("down", 1), ("up", 2), ("down", 2)]


def test_where_sides_alternate_the_number_comes_before_the_side() -> None:
    work = Reps(2, Pace(2.0, 2.0), Counting(), alternates=("right", "left"), tell_progress=False)
    assert told(work) == [("one, right", 1), ("left", 1), ("two, right", 2), ("left", 2)]
    assert told(work, longest=5) == [("one", 1), ("left", 1), ("two", 2), ("left", 2)]
    uncounted = Reps(
        2, Pace(2.0, 2.0), Counting(CountMode.NONE), alternates=("right", "left"), tell_progress=False
    )
    assert told(uncounted) == [("right", 1), ("left", 1), ("right", 2), ("left", 2)]


def test_the_last_number_in_eights_can_be_said_as_fast_as_any_last_number() -> None:
    work = Reps(18, Pace(0.8, 0.8), Counting())
    asked = set(phrases_of_work(work, language_pack("ja")))
    assert {Phrase("二", speed) for speed in (*FASTER, *LAST_FASTER)} <= asked


def test_where_a_number_and_its_word_begin_too_early_one_of_them_is_said() -> None:
    """The P-centre of "two, up" may be on its second word: then it would begin in the word before it."""

    def extent_of(phrase: Phrase) -> Extent:
        return Extent(0.9, 0.3) if phrase.text == "two, up" else Extent(0.0, 0.4)

    work = Reps(
        2, Pace(2.0, 2.0), Counting(), phases=(Phase("up", 1.0), Phase("down", 1.0)), tell_progress=False
    )
    placed = place_words(work, ENGLISH, extent_of)
    assert [(each.phrase.text, each.repetition) for each in placed if each.repetition == 2] == [
        ("two", 2),
        ("down", 2),
    ]
