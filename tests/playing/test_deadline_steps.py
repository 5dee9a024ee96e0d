"""When what is left of a session is fitted again, what is asked for then, and when that comes too late."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import cast

import pytest

from voicefoot.audio import AudioFormat
from voicefoot.errors import VoiceError
from voicefoot.playing.deadline import Deadline, FittedRest
from voicefoot.playing.segments import SectionBuffer, Segment
from voicefoot.playing.transport import Transport
from voicefoot.timeline.timeline import Section

RATE = 1_000
TIMEOUT_SECONDS = 30.0
"""How long to wait for a thread before a test fails; nothing is right or wrong because of it."""


def section(name: str, seconds: float = 10.0) -> Section:
    return Section(name, 0, round(seconds * RATE), (), audio_format=AudioFormat(RATE))


class Playing:
    """A segment of three exercises, A to C, of ten seconds each, that plays up to `frame`: all that a
    deadline asks of a transport.
    """

    def __init__(self, frame: int, first: Section | None = None) -> None:
        made = [section(name) for name in "ABC"]
        self.buffer = SectionBuffer(iter(made), 0)
        whole = self.buffer.wait(0, TIMEOUT_SECONDS, lambda: False)
        assert whole is not None
        self.segment = Segment(self.buffer, 0, first or whole, [False] * 3)
        self.heard = self.segment.sections()
        if first is None:
            next(self.heard)
        self.frame = frame
        self.is_silent = False

    def playing_segment(self) -> tuple[Segment, int] | None:
        return None if self.is_silent else (self.segment, self.frame)

    def skip_to(self, exercise: int) -> None:
        """Have the section of `exercise` begin."""
        while self.segment.known_sections()[-1][0] < exercise:
            next(self.heard)


class Fitted:
    """A deadline at 100 s of a session that plays now, at 40 s, and what it asks for and does."""

    def __init__(self, playing: Playing, late_seconds: float = 0.0, may_fit: bool = True) -> None:
        self.now = 40.0
        self.playing = playing
        self.late_seconds = late_seconds
        self.asked: list[tuple[int, str, float, float]] = []
        self.fails = False
        self.adopted = 0
        self.taken: list[SectionBuffer] = []
        self.may_fit = threading.Event()
        if may_fit:
            self.may_fit.set()
        self.cancelled: list[Callable[[], bool]] = []
        self.deadline = Deadline(100.0, self._fit, lambda: self.now)

    def _fit(
        self, first: int, before: Section, seconds: float, tempo: float, is_cancelled: Callable[[], bool]
    ) -> FittedRest:
        self.asked.append((first, before.name, seconds, tempo))
        self.cancelled.append(is_cancelled)
        assert self.may_fit.wait(TIMEOUT_SECONDS)
        if self.fails:
            raise VoiceError("it is gone; open it again")
        return FittedRest(self._made(first), self.late_seconds, self._adopt)

    @staticmethod
    def _made(first: int) -> Iterator[Section]:
        yield from (section(f"fitted {name}", 7.0) for name in "ABC"[first:])

    def _adopt(self) -> None:
        self.adopted += 1

    def update(self, latency_seconds: float = 0.0, tempo: float = 1.0) -> float | None:
        transport = cast("Transport", self.playing)
        return self.deadline.update(transport, latency_seconds, 2, tempo, self.taken.append)

    def begin(self) -> None:
        """Go on, and begin to fit what is left."""
        self.deadline.went_on()
        assert self.update() is None

    def wait(self) -> None:
        """Wait until nothing is being made."""
        for thread in threading.enumerate():
            if thread.name == "voicefoot-fit":
                thread.join(TIMEOUT_SECONDS)
        assert not self.deadline.is_making

    def goes_on(self) -> list[str]:
        """Let it go on to its end, and return the names of the sections that are heard."""
        return [each.name for each in self.playing.heard]


def test_what_is_left_is_what_the_section_that_plays_and_the_sink_leave_of_the_time() -> None:
    fitted = Fitted(Playing(4_000))
    fitted.deadline.went_on()
    assert fitted.update(latency_seconds=0.5, tempo=1.1) is None
    fitted.wait()
    # 60 s are left; the section goes on for 6 s, and the last sample is heard half a second late.
    assert fitted.asked == [(1, "A", 53.5, 1.1)]


def test_what_is_fitted_follows_the_section_that_plays_and_is_adopted_once() -> None:
    fitted = Fitted(Playing(4_000))
    fitted.begin()
    fitted.wait()
    assert (fitted.adopted, fitted.taken) == (0, [])
    assert fitted.update() is None
    assert fitted.adopted == 1
    assert fitted.taken == [fitted.playing.segment.buffer]
    assert fitted.goes_on() == ["fitted B", "fitted C"]
    assert fitted.update() is None
    assert len(fitted.asked) == 1, "nothing is due any more"


def test_unless_the_session_goes_on_from_somewhere_nothing_is_fitted() -> None:
    fitted = Fitted(Playing(4_000))
    assert fitted.update() is None
    assert not fitted.deadline.is_making
    assert fitted.asked == []
    assert fitted.goes_on() == ["B", "C"]


def silence(playing: Playing) -> None:
    playing.is_silent = True


def not_begun(playing: Playing) -> None:
    playing.frame = 0


def nearly_over(playing: Playing) -> None:
    playing.frame = 8_201


@pytest.mark.parametrize("trouble", [silence, not_begun, nearly_over])
def test_what_can_not_be_fitted_yet_is_fitted_as_soon_as_that_is_possible(
    trouble: Callable[[Playing], None],
) -> None:
    """While nothing sounds, it is not known when the section ends; just before its end, the next one is
    being mixed already.
    """
    playing = Playing(4_000)
    trouble(playing)
    fitted = Fitted(playing)
    fitted.begin()
    assert not fitted.deadline.is_making
    assert fitted.asked == []
    playing.is_silent, playing.frame = False, 8_199
    fitted.update()
    fitted.wait()
    assert [first for first, *_ in fitted.asked] == [1]


def test_while_the_first_section_is_being_spoken_nothing_is_fitted() -> None:
    fitted = Fitted(Playing(1_000, replace(section("A", 3.0), unfinished=True)))
    fitted.begin()
    assert fitted.asked == []
    assert not fitted.deadline.is_making


def test_in_the_last_exercise_it_is_told_when_it_ends_as_nothing_is_left_to_fit() -> None:
    playing = Playing(24_000)
    playing.skip_to(2)
    fitted = Fitted(playing)
    fitted.deadline.went_on()
    assert fitted.update(latency_seconds=0.5) == pytest.approx(-53.5), "it ends too early"
    assert fitted.update() is None, "it is told once"
    assert fitted.asked == []


@pytest.mark.parametrize(
    ("late_seconds", "told"), [(0.9, None), (-0.9, None), (1.0, 1.0), (30.0, 30.0), (-12.0, -12.0)]
)
def test_it_tells_by_how_much_what_was_fitted_is_late_or_early_if_that_is_a_second_or_more(
    late_seconds: float, told: float | None
) -> None:
    fitted = Fitted(Playing(4_000), late_seconds)
    fitted.begin()
    fitted.wait()
    assert fitted.update() == (None if told is None else pytest.approx(told))


def test_it_tells_that_again_only_once_it_has_changed_by_five_seconds_or_had_come_right() -> None:
    fitted, told = Fitted(Playing(4_000)), []
    for fitted.late_seconds in (8.0, 12.5, 3.5, 13.0, 13.0, 0.5, 12.0, 7.5, 6.5, -1.5):
        fitted.begin()
        fitted.wait()
        told.append(fitted.update())
    assert told == [8.0, None, None, 13.0, None, None, 12.0, None, 6.5, -1.5]


def next_began(playing: Playing) -> None:
    playing.skip_to(1)
    playing.frame = 11_000


def next_is_near(playing: Playing) -> None:
    playing.frame = 8_201


def a_line_was_said(playing: Playing) -> None:
    known = playing.segment.known_sections()[0][1]
    playing.segment = Segment(playing.buffer, 0, known, [False] * 3)
    playing.heard = playing.segment.sections()
    next(playing.heard)


@pytest.mark.parametrize(
    ("change", "first"), [(next_began, 2), (next_is_near, 2), (a_line_was_said, 1), (silence, 2)]
)
def test_what_was_fitted_too_late_is_not_played_and_is_fitted_anew_from_where_the_session_is(
    change: Callable[[Playing], None], first: int
) -> None:
    fitted = Fitted(Playing(4_000), late_seconds=30.0, may_fit=False)
    fitted.begin()
    assert fitted.deadline.is_making
    assert fitted.update() is None
    assert fitted.deadline.is_making, "what is being made is waited for"
    change(fitted.playing)
    fitted.may_fit.set()
    fitted.wait()
    assert fitted.update() is None
    assert (fitted.adopted, fitted.taken) == (0, [])
    fitted.playing.is_silent = False
    fitted.playing.skip_to(first - 1)
    fitted.playing.frame = (first - 1) * 10_000 + 1_000
    assert fitted.update() is None
    fitted.wait()
    assert [asked[0] for asked in fitted.asked] == [1, first]


def test_a_voice_that_fails_leaves_the_session_as_it_was() -> None:
    fitted = Fitted(Playing(4_000))
    fitted.fails = True
    fitted.begin()
    fitted.wait()
    assert fitted.update() is None
    assert fitted.update() is None
    assert len(fitted.asked) == 1
    assert fitted.goes_on() == ["B", "C"]


@pytest.mark.parametrize("closes", [True, False])
def test_what_is_being_fitted_is_given_up_where_the_session_ends_or_goes_on_from_elsewhere(
    closes: bool,
) -> None:
    fitted = Fitted(Playing(4_000), may_fit=False)
    fitted.begin()
    assert not fitted.cancelled[0]()
    if closes:
        fitted.deadline.close()
    else:
        fitted.deadline.went_on()
    assert fitted.cancelled[0]()
    assert not fitted.deadline.is_making
    fitted.may_fit.set()
    fitted.wait()
    fitted.update()
    fitted.wait()
    fitted.update()
    assert len(fitted.asked) == (1 if closes else 2)
    assert fitted.adopted == (0 if closes else 1)
