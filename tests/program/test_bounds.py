"""What the largest session takes grows no faster than its length; what is mixed takes no more at all."""

from __future__ import annotations

import gc
import tracemalloc
from collections import deque

import pytest

from voicefoot.arranging.arrange import arrange_section, phrases_of
from voicefoot.arranging.estimate import silent_clips, silent_sounds
from voicefoot.arranging.layout import Means
from voicefoot.arranging.speech_track import ExtentOf, PlacedPhrase
from voicefoot.arranging.work_speech import place_words
from voicefoot.audio import AudioFormat
from voicefoot.errors import RoutineError
from voicefoot.language.pack import LanguagePack
from voicefoot.mixing.mix import mix
from voicefoot.model.cues import Plan, WorkCue
from voicefoot.planning.plan import plan
from voicefoot.reading.read import read_text
from voicefoot.timeline.timeline import Section

SAMPLE_RATE = 1_000


def planned(exercise: str, top: str = "") -> Plan:
    text = f"title: A\n{top}exercises:\n  - {{name: A, {exercise}}}\n"
    return plan(read_text(text, "r.yaml", None))


def arranged(exercise: str, means: Means | None = None) -> Section:
    section = planned(exercise).sections[0]
    clips = silent_clips(phrases_of(section), SAMPLE_RATE)
    return arrange_section(section, clips, silent_sounds(), AudioFormat(SAMPLE_RATE), means=means or Means())


def peak_bytes_of_arranging(reps: int) -> int:
    gc.collect()
    tracemalloc.start()
    try:
        arranged(f"reps: {reps}, every: 0.15s")
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_arranging_takes_memory_by_the_length_of_a_section() -> None:
    arranged("reps: 10, every: 0.15s")  # what is kept for good is made
    assert peak_bytes_of_arranging(8_000) < 2.3 * peak_bytes_of_arranging(4_000)


def test_mixing_takes_as_much_memory_for_a_long_section_as_for_a_short_one() -> None:
    peaks = []
    for reps in (400, 3_200):
        section = arranged(f"reps: {reps}, every: 0.15s")
        gc.collect()
        tracemalloc.start()
        deque(mix([section]), maxlen=0)
        peaks.append(tracemalloc.get_traced_memory()[1] - 8 * len(section.events))
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


def test_a_hundred_thousand_repetitions_need_few_words() -> None:
    phrases = phrases_of(planned("reps: 100000, every: 0.5s"))
    assert len({phrase.text for phrase in phrases}) < 300


@pytest.mark.parametrize("exercise", ["lasts: 90s, every: 0.5s", "lasts: 9 min, every: 0.5s"])
def test_a_dose_that_is_open_is_found_in_as_many_steps_whatever_its_length(exercise: str) -> None:
    chosen: list[WorkCue] = []

    def words(work: WorkCue, pack: LanguagePack, extent_of: ExtentOf) -> list[PlacedPhrase]:
        chosen.append(work)
        return place_words(work, pack, extent_of)

    arranged(exercise, Means(words=words))
    assert 1 < len(chosen) == len(set(chosen)) <= 5


def test_what_is_said_and_waited_for_counts_among_the_hours() -> None:
    top = "rounds: 800\nsides: [left, right]\n"
    assert planned("reps: 1, every: 1s", top.replace("800", "8")).sections
    with pytest.raises(RoutineError, match=r'r.yaml:5:.*would last about \d\d hours, most of it with "A"; a'):
        planned("reps: 1, every: 1s, sets: 11, switch_time: 8s", top)
