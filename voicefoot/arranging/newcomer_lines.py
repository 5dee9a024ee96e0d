"""Telling in the middle of the work that so much is enough for who is new.

It belongs to the moment at which that much is done, takes the silence that is there, and pushes no count
aside; where there is no silence for it, it stays unsaid.
"""

from __future__ import annotations

from voicefoot.arranging.beat_grid import LONG_HOLD_SECONDS
from voicefoot.arranging.speech_track import SpeechTrack
from voicefoot.language import english
from voicefoot.model.cues import Reps, Span, WorkCue

CLOSE_SECONDS = 2.0
"""Moments that are closer than this are told in one line."""
_APART_SECONDS = 5.0
"""Two lengths of time that are told closer together than this would be mixed up."""
_WITHIN_SECONDS = 4.0
"""So much later it may be told at the most."""
_AFTER_CHIME_SECONDS = 0.5
_TOGETHER = {
    english.HALFWAY: english.HALFWAY_ENOUGH,
    english.TEN_SECONDS: english.TEN_SECONDS_ENOUGH,
    english.HALFWAY_AND_TEN_SECONDS: english.HALFWAY_AND_TEN_SECONDS_ENOUGH,
}

Told = list[tuple[float, str]]
"""Moments, in seconds, and what is said at them."""


def newcomer_texts(work: WorkCue) -> list[str]:
    """All that may be said of it."""
    if isinstance(work, Span):
        return [*_TOGETHER.values(), *_of_time(work.newcomer_seconds)] if work.newcomer_seconds else []
    texts = _of_reps(work.newcomer_reps) if work.newcomer_reps else []
    return texts + (_of_time(work.newcomer_hold_seconds) if work.newcomer_hold_seconds else [])


def _of_time(seconds: float) -> list[str]:
    return [english.newcomer_line(english.time_words(seconds)), english.ENOUGH]


def _of_reps(reps: int) -> list[str]:
    return [english.newcomer_line(english.number_words(reps)), english.ENOUGH]


def place_told_times(
    newcomer_seconds: float | None, told: Told, end_seconds: float, placed: SpeechTrack
) -> None:
    """Says `told`, and when it is enough; both in one line where they meet. All is said by `end_seconds`."""
    if newcomer_seconds is None:
        for at, text in told:
            placed.say(at, text)
        return
    nearest = min((abs(at - newcomer_seconds) for at, _ in told), default=end_seconds)
    for at, text in told:
        meets = nearest < CLOSE_SECONDS and abs(at - newcomer_seconds) == nearest
        if not (meets and _say_together(at, text, placed)):
            placed.say(at, text)
    if nearest >= CLOSE_SECONDS:
        texts = _of_time(newcomer_seconds) if nearest >= _APART_SECONDS else [english.ENOUGH]
        high = min(newcomer_seconds + _WITHIN_SECONDS, end_seconds)
        _say_one(texts, newcomer_seconds, newcomer_seconds, high, placed)


def _say_together(at: float, text: str, placed: SpeechTrack) -> bool:
    """Where the ten seconds come second in the line, it begins earlier, so that they are still ten."""
    before = placed.seconds_of(english.ENOUGH) if text == english.TEN_SECONDS else 0.0
    return at > before and placed.say(at - before, _TOGETHER[text])


def place_newcomer_line(work: Reps, beats: list[float], placed: SpeechTrack) -> None:
    """Right after the count, as in "fifteen: enough if you are new"; after a long hold, at its end."""
    if work.newcomer_reps is not None and work.newcomer_reps < len(beats):
        at = beats[work.newcomer_reps - 1]
        wanted = at
        if work.hold_seconds >= LONG_HOLD_SECONDS:
            wanted += work.hold_seconds + _AFTER_CHIME_SECONDS
        counts = {s.number: s.beat_seconds for s in placed.in_order() if s.beat_seconds is not None}
        later = [
            beat for number, beat in counts.items() if number is not None and number > work.newcomer_reps
        ]
        high = min([*later, wanted + _WITHIN_SECONDS, beats[-1]])
        counted = work.newcomer_reps in counts
        _say_one([english.ENOUGH] if counted else _of_reps(work.newcomer_reps), wanted, at, high, placed)
    if work.newcomer_hold_seconds is not None:
        at = beats[0] + work.newcomer_hold_seconds
        high = min(at + _WITHIN_SECONDS, beats[0] + work.hold_seconds)
        _say_one(_of_time(work.newcomer_hold_seconds), at, at, high, placed)


def _say_one(texts: list[str], wanted: float, low: float, high: float, placed: SpeechTrack) -> None:
    """The first of `texts` that fits, at the free moment nearest to `wanted`."""
    for text in texts:
        if placed.say_near(text, wanted, low, high):
            return
