"""What is said during a piece of work, and at which of its moments.

Counts and countdowns have their moments; the other lines take what silence is left.
"""

from __future__ import annotations

from voicefoot import counting, phrases
from voicefoot.counting import AIR_SECONDS, LengthOf
from voicefoot.cues import Line, Reps, Span, Work
from voicefoot.grid import (
    COUNTDOWN_FROM_SECONDS,
    WORDED_REPS,
    count_in_seconds,
    onsets,
    phase_onsets,
    reps_within,
)
from voicefoot.placing import Placed, Spoken
from voicefoot.routine import CountMode

BEFORE_BEAT_SECONDS = 0.2
CLOSE_SECONDS = 2.0
"""Moments that are closer than this are told in one line."""


def texts_of(work: Work, most_seconds: float = 0.0) -> set[str]:
    """All words that `words_of` may ask for. `most_seconds`: how long work that has no length yet
    can become at the most.
    """
    found = {line.text for line in work.lines}
    if isinstance(work, Span):
        found |= {text for text in (work.opening, work.closing) if text}
        if work.say_halfway:
            found |= {phrases.HALFWAY, phrases.HALFWAY_AND_TEN_SECONDS}
        if work.say_ten_seconds:
            found.add(phrases.TEN_SECONDS)
        if work.held and (work.seconds or most_seconds) >= COUNTDOWN_FROM_SECONDS:
            found |= set(phrases.COUNTDOWN)
        return found
    reps = work.reps if work.reps is not None else reps_within(work, most_seconds)
    found |= counting.forms(reps, work.counting) | {phrases.READY_WORD, phrases.AND_WORD}
    if work.say_last_one:
        found.add(phrases.LAST_ONE)
    if work.hold_seconds >= COUNTDOWN_FROM_SECONDS:
        found |= set(phrases.COUNTDOWN)
    for _, word in phase_onsets(work):
        found.add(word)
    if work.phases and work.counting.mode is not CountMode.NONE:
        first = counting.numbers_said(reps, work.counting)[:WORDED_REPS]
        both = (counting.full_form, counting.short_form)
        found |= {_with_phase(form(number), work) for number in first for form in both}
    return found


def _with_phase(number: str, work: Reps) -> str:
    return f"{number}, {work.phases[0].word}"


def words_of(work: Work, length_of: LengthOf) -> list[Spoken]:
    """Words and their moments, in order of time; none overlaps another."""
    placed = Placed()
    if isinstance(work, Span):
        _place_span(work, placed, length_of)
    else:
        _place_reps(work, placed, length_of)
    return placed.in_order()


def _place_span(work: Span, placed: Placed, length_of: LengthOf) -> None:
    assert work.seconds is not None, "arrange knows the length by now"
    seconds = work.seconds
    if work.opening:
        placed.put(Spoken(0.0, work.opening), length_of(work.opening))
    if work.held and seconds >= COUNTDOWN_FROM_SECONDS:
        _place_countdown(seconds, placed, length_of)
    if work.closing:
        start = seconds - BEFORE_BEAT_SECONDS - length_of(work.closing)
        if start >= 0:
            placed.put(Spoken(start, work.closing), length_of(work.closing))
    if work.say_halfway and work.say_ten_seconds and abs(seconds / 2 - (seconds - 10)) < CLOSE_SECONDS:
        text = phrases.HALFWAY_AND_TEN_SECONDS
        placed.put(Spoken(seconds - 10, text), length_of(text))
    else:
        if work.say_ten_seconds:
            placed.put(Spoken(seconds - 10, phrases.TEN_SECONDS), length_of(phrases.TEN_SECONDS))
        if work.say_halfway:
            placed.put(Spoken(seconds / 2, phrases.HALFWAY), length_of(phrases.HALFWAY))
    for line in work.lines:
        length = length_of(line.text)
        placed.put_near(line.text, length, line.at * seconds, AIR_SECONDS, seconds - BEFORE_BEAT_SECONDS)


def _place_countdown(end: float, placed: Placed, length_of: LengthOf) -> None:
    for left, word in zip((3, 2, 1), phrases.COUNTDOWN, strict=True):
        placed.put(Spoken(end - left, word), length_of(word))


def _place_reps(work: Reps, placed: Placed, length_of: LengthOf) -> None:
    assert work.reps is not None, "arrange knows the repetitions by now"
    beats = onsets(work.pace, work.reps)
    lead_in = count_in_seconds(work)
    for at, word in zip((lead_in[0], lead_in[-1]), (phrases.READY_WORD, phrases.AND_WORD), strict=True):
        if length_of(word) + AIR_SECONDS <= -at:
            placed.put(Spoken(at, word), length_of(word))
    if work.hold_seconds >= COUNTDOWN_FROM_SECONDS:
        for index in {0, work.reps - 1}:
            _place_countdown(beats[index] + work.hold_seconds, placed, length_of)
    _place_counts(work, beats, placed, length_of)
    if work.say_last_one and work.reps > 2:
        length = length_of(phrases.LAST_ONE)
        placed.put(Spoken(beats[-2] - BEFORE_BEAT_SECONDS - length, phrases.LAST_ONE), length)
    for line in work.lines:
        _place_line(line, work, beats, placed, length_of)


def _place_counts(work: Reps, beats: list[float], placed: Placed, length_of: LengthOf) -> None:
    """The counts, together with the words of the phases."""
    end = beats[-1]
    rooms = [end - beat for beat in beats[:-1]]
    if work.hold_seconds:
        # A count is over before the countdown, or else before the next repetition.
        counted_down = work.hold_seconds >= COUNTDOWN_FROM_SECONDS
        rooms = [work.hold_seconds - 3 if counted_down else work.pace.first_seconds for _ in rooms]
    elif work.phases:
        rooms = [work.phases[0].seconds for _ in rooms]
    said = counting.spoken(beats[:-1], rooms, length_of, work.counting)
    for index, beat in enumerate(beats[:-1]):
        if work.phases and index < WORDED_REPS:
            _place_phases(work, index, beat, said.get(index), placed, length_of)
        elif index in said:
            placed.put(Spoken(beat, said[index], index + 1, beat), length_of(said[index]))


def _place_phases(
    work: Reps, index: int, beat: float, number: str | None, placed: Placed, length_of: LengthOf
) -> None:
    first = work.phases[0]
    both = _with_phase(number, work) if number else ""
    if number and length_of(both) + AIR_SECONDS <= first.seconds:
        placed.put(Spoken(beat, both, index + 1, beat), length_of(both))
    else:
        placed.put(Spoken(beat, first.word), length_of(first.word))
    for at, word in list(phase_onsets(work))[1:]:
        placed.put(Spoken(beat + at, word), length_of(word))


def _place_line(line: Line, work: Reps, beats: list[float], placed: Placed, length_of: LengthOf) -> None:
    """A tip takes the nearest silence; where none is long enough, the coach stops counting for it,
    though never in the first repetition nor in the last five.
    """
    assert work.reps is not None, "arrange knows the repetitions by now"
    length, end = length_of(line.text), beats[-1]
    wanted = line.at * end
    spread = max(end / 4, work.pace.first_seconds)
    if placed.put_near(line.text, length, wanted, max(0.0, wanted - spread), min(end, wanted + spread)):
        return
    start = max(0.0, min(wanted, end - length))
    keep = {1, *range(work.reps - counting.ALWAYS_LAST + 1, work.reps + 1)}
    if placed.push_aside(start, start + length, keep):
        placed.put(Spoken(start, line.text), length)
