"""What is said during a piece of work, and at which of its moments.

Counts and countdowns have their moments; the other lines take what silence is left.
"""

from __future__ import annotations

from voicefoot.arranging import counts
from voicefoot.arranging.beat_grid import (
    COUNTDOWN_FROM_SECONDS,
    WORDED_REPS,
    beats_of,
    count_in_seconds,
    phase_onsets,
    reps_within,
)
from voicefoot.arranging.counts import AIR_SECONDS, ExtentOf
from voicefoot.arranging.newcomer_lines import (
    CLOSE_SECONDS,
    newcomer_texts,
    place_newcomer_line,
    place_told_times,
)
from voicefoot.arranging.speech_track import PlacedPhrase, SpeechTrack
from voicefoot.language import english
from voicefoot.model.cues import Reps, Span, TimedLine, WorkCue
from voicefoot.model.phrase import Phrase
from voicefoot.model.routine import CountMode

_READY_AND = (english.READY_WORD, english.AND_WORD)
BEFORE_BEAT_SECONDS = 0.2
LONG_SPAN_SECONDS = 20.0
LAST_THREE_FROM_REPS, HALFWAY_FROM_REPS = 8, 10


def phrases_of_work(work: WorkCue, most_seconds: float = 0.0) -> list[Phrase]:
    """All phrases that `words_of` may ask for, each once. `most_seconds`: how long work that has no
    length yet can become at the most.
    """
    texts: list[str] = []
    spoken_counts: list[Phrase] = []
    if isinstance(work, Span):
        seconds = work.seconds or most_seconds
        texts += [text for text in (work.opening, work.closing) if text]
        texts += [line.text for line in work.lines]
        if seconds >= LONG_SPAN_SECONDS:
            texts += [english.HALFWAY, english.HALFWAY_AND_TEN_SECONDS, english.TEN_SECONDS]
        texts += newcomer_texts(work)
        counted_down = work.held and seconds >= COUNTDOWN_FROM_SECONDS
    else:
        reps = work.reps if work.reps is not None else reps_within(work, most_seconds)
        shortest = min(work.pace.first_seconds, work.pace.last_seconds)
        spoken_counts = counts.forms(reps, shortest, work.counting)
        spoken_counts += [way for word in _READY_AND for way in _ways_to_lead_in(word, work)]
        texts += [word for _, word in phase_onsets(work)]
        if work.phases and work.counting.mode is not CountMode.NONE:
            first = counts.numbers_said(reps, work.counting)[:WORDED_REPS]
            both = (counts.full_form, counts.short_form)
            texts += [_with_phase(form(number), work) for number in first for form in both]
        texts += _told_reps(work, reps)
        texts += newcomer_texts(work)
        texts += [line.text for line in work.lines]
        counted_down = work.hold_seconds >= COUNTDOWN_FROM_SECONDS
    if counted_down:
        texts += english.COUNTDOWN
    return list(dict.fromkeys([*(Phrase(text) for text in texts), *spoken_counts]))


def _with_phase(number: str, work: Reps) -> str:
    return f"{number}, {work.phases[0].word}"


def _ways_to_lead_in(word: str, work: Reps) -> list[Phrase]:
    """How a word of the count-in may be said, the calmest first."""
    speeds = counts.FASTER if work.pace.first_seconds < counts.FAST_PERIOD_SECONDS else ()
    return [Phrase(word, speed) for speed in (1.0, *speeds)]


def words_of(work: WorkCue, extent_of: ExtentOf) -> list[PlacedPhrase]:
    """Words and their moments, in order of time; none overlaps another."""
    placed = SpeechTrack(extent_of)
    if isinstance(work, Span):
        _place_span(work, placed)
    else:
        _place_reps(work, placed)
    return placed.in_order()


def _place_span(work: Span, placed: SpeechTrack) -> None:
    assert work.seconds is not None, "arrange knows the length by now"
    seconds = work.seconds
    if work.opening:
        placed.say(0.0, work.opening)
    if work.held and seconds >= COUNTDOWN_FROM_SECONDS:
        _place_countdown(seconds, placed)
    if work.closing and placed.seconds_of(work.closing) <= seconds - BEFORE_BEAT_SECONDS:
        placed.say_before(seconds - BEFORE_BEAT_SECONDS, work.closing)
    told = _told_times(seconds, say_halfway=work.say_halfway) if seconds >= LONG_SPAN_SECONDS else []
    place_told_times(work.newcomer_seconds, told, seconds - BEFORE_BEAT_SECONDS, placed)
    for line in work.lines:
        placed.say_near(line.text, line.at * seconds, AIR_SECONDS, seconds - BEFORE_BEAT_SECONDS)


def _told_times(seconds: float, *, say_halfway: bool) -> list[tuple[float, str]]:
    """Where one is, so that no silence is in doubt."""
    half, ten_left = seconds / 2, seconds - 10
    if not say_halfway:
        return [(ten_left, english.TEN_SECONDS)]
    if abs(half - ten_left) < CLOSE_SECONDS:
        return [(ten_left, english.HALFWAY_AND_TEN_SECONDS)]
    return [(ten_left, english.TEN_SECONDS), (half, english.HALFWAY)]


def _place_countdown(end: float, placed: SpeechTrack) -> None:
    for left, word in zip((3, 2, 1), english.COUNTDOWN, strict=True):
        placed.on_beat(end - left, Phrase(word))


def _place_reps(work: Reps, placed: SpeechTrack) -> None:
    assert work.reps is not None, "arrange knows the repetitions by now"
    beats = beats_of(work)
    if work.hold_seconds >= COUNTDOWN_FROM_SECONDS:
        for index in {0, work.reps - 1} & set(range(work.reps)):
            _place_countdown(beats[index] + work.hold_seconds, placed)
    _place_counts(work, beats, placed)
    lead_in = count_in_seconds(work)
    for at, word in zip((lead_in[0], lead_in[-1]), _READY_AND, strict=True):
        for way in _ways_to_lead_in(word, work):
            if placed.extent_of(way).after_seconds + AIR_SECONDS <= -at and placed.on_beat(at, way):
                break
    told = _told_reps(work, work.reps)
    if english.LAST_ONE in told:
        _tell_before(told[english.LAST_ONE], english.LAST_ONE, beats, placed)
    place_newcomer_line(work, beats, placed)
    if english.LAST_THREE in told:
        _tell_before(told[english.LAST_THREE], english.LAST_THREE, beats, placed)
    for line in work.lines:
        _place_line(line, work, beats[-1], placed)
    if english.HALFWAY in told:
        _tell_before(told[english.HALFWAY], english.HALFWAY, beats, placed)


def _told_reps(work: Reps, reps: int) -> dict[str, int]:
    """What is told of how far one is -> the index of the repetition before which it is said."""
    if not work.tell_progress:
        return {}
    told = {english.LAST_ONE: reps - 1} if reps > 2 else {}
    if work.hold_seconds or work.phases:
        return told
    if reps >= LAST_THREE_FROM_REPS:
        told[english.LAST_THREE] = reps - 3
    if reps >= HALFWAY_FROM_REPS:
        told[english.HALFWAY] = reps // 2
    return told


def _tell_before(index: int, text: str, beats: list[float], placed: SpeechTrack) -> None:
    """Between a repetition and the one before it, where there is time for it."""
    end = beats[index] - BEFORE_BEAT_SECONDS
    if end - placed.seconds_of(text) > beats[index - 1]:
        placed.say_before(end, text)


def _place_counts(work: Reps, beats: list[float], placed: SpeechTrack) -> None:
    """The counts, together with the words of the phases."""
    end = beats[-1]
    rooms = [end - beat for beat in beats[:-1]]
    if work.hold_seconds:
        # A count is over before the countdown, or else before the next repetition.
        counted_down = work.hold_seconds >= COUNTDOWN_FROM_SECONDS
        rooms = [work.hold_seconds - 3 if counted_down else work.pace.first_seconds for _ in rooms]
    elif work.phases:
        rooms = [work.phases[0].seconds for _ in rooms]
    said = counts.spoken(beats[:-1], rooms, placed.extent_of, work.counting)
    for index, beat in enumerate(beats[:-1]):
        if work.phases and index < WORDED_REPS:
            _place_phases(work, index, beat, said.get(index), placed)
        elif index in said:
            placed.on_beat(beat, said[index], index + 1)


def _place_phases(work: Reps, index: int, beat: float, number: Phrase | None, placed: SpeechTrack) -> None:
    first = work.phases[0]
    both = Phrase(_with_phase(number.text, work)) if number else None
    if both and placed.extent_of(both).after_seconds + AIR_SECONDS <= first.seconds:
        placed.on_beat(beat, both, index + 1)
    else:
        placed.on_beat(beat, Phrase(first.word))
    for at, word in list(phase_onsets(work))[1:]:
        placed.on_beat(beat + at, Phrase(word))


def _place_line(line: TimedLine, work: Reps, end: float, placed: SpeechTrack) -> None:
    """A tip takes the nearest silence; where none is long enough, the coach stops counting for it,
    though never in the first repetition nor in the last five.
    """
    assert work.reps is not None, "arrange knows the repetitions by now"
    wanted = line.at * end
    spread = max(end / 4, work.pace.first_seconds)
    if placed.say_near(line.text, wanted, max(0.0, wanted - spread), min(end, wanted + spread)):
        return
    length = placed.seconds_of(line.text)
    start = max(0.0, min(wanted, end - length))
    keep = {1, work.newcomer_reps or 1, *range(work.reps - counts.ALWAYS_LAST + 1, work.reps + 1)}
    if placed.push_aside(start, start + length, keep):
        placed.say(start, line.text)
