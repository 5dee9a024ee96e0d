"""How far one is in a long span."""

from __future__ import annotations

import pytest

from voicefoot.arranging.speech_track import Extent
from voicefoot.arranging.work_speech import phrases_of_work, place_words
from voicefoot.language.packs import language_pack
from voicefoot.model.cues import Span
from voicefoot.model.origin import Origin

ENGLISH = language_pack("en")


@pytest.mark.parametrize(("minutes", "told"), [(4, []), (5, [4]), (7, [6, 5, 4])])
def test_whole_minutes_are_told_as_they_are_left_until_few_are(minutes: int, told: list[int]) -> None:
    span = Span(60.0 * minutes)
    placed = place_words(span, ENGLISH, lambda _phrase: Extent(0.0, 1.0))
    left = [(each.start_seconds, each.phrase.text) for each in placed if each.origin is Origin.MINUTES_LEFT]
    lines = [ENGLISH.minutes_left_line(number) for number in told]
    assert left == [(60.0 * (minutes - number), line) for number, line in zip(told, lines, strict=True)]
    assert set(lines) <= {phrase.text for phrase in phrases_of_work(span, ENGLISH)}


def test_a_voice_is_asked_for_no_minutes_that_a_routine_wants_unsaid() -> None:
    span = Span(600.0, unsaid=frozenset({Origin.MINUTES_LEFT}))
    asked = {phrase.text for phrase in phrases_of_work(span, ENGLISH)}
    assert not asked & {ENGLISH.minutes_left_line(number) for number in range(1, 11)}
