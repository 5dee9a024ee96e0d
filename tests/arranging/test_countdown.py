"""The countdown at the end of a hold."""

from __future__ import annotations

from voicefoot.arranging.speech_track import Extent
from voicefoot.arranging.work_speech import place_words
from voicefoot.language.packs import language_pack
from voicefoot.model.cues import Reps
from voicefoot.model.origin import Origin
from voicefoot.model.routine import Counting, Pace


def test_the_first_and_the_last_hold_are_counted_down_and_each_word_belongs_to_its_hold() -> None:
    work = Reps(4, Pace(12.0, 12.0), Counting(), hold_seconds=10.0, tell_progress=False)
    placed = place_words(work, language_pack("en"), lambda _phrase: Extent(0.0, 0.4))
    assert [
        (each.phrase.text, each.beat_seconds, each.repetition)
        for each in placed
        if each.origin is Origin.COUNTDOWN
    ] == [
        ("three", 7.0, 1), ("two", 8.0, 1), ("one", 9.0, 1),
        ("three", 43.0, 4), ("two", 44.0, 4), ("one", 45.0, 4),
    ]  # fmt: skip
