"""The groove is told what it accompanies, and goes on through a seam without a break."""

from __future__ import annotations

import numpy as np
import pytest

from tests.arranging.test_beat_sync import session
from tests.support.builders import exercise, held, moving, on_beat
from voicefoot.arranging.beat_sync import FASTEST_GROOVE_SECONDS
from voicefoot.arranging.groove_passages import entering
from voicefoot.model.routine import GrooveTrack, Mood
from voicefoot.music.groove import Groove
from voicefoot.music.groove_score import Note, Passage, PassageKind, notes_of
from voicefoot.timeline.timeline import Timeline


def grooves(timeline: Timeline) -> list[Groove]:
    found = [section.music.source for section in timeline.sections if section.music is not None]
    assert all(isinstance(source, Groove) for source in found)
    return [source for source in found if isinstance(source, Groove)]


def works(source: Groove) -> list[Passage]:
    """The works that `source` begins; those that ring on from before are not its own."""
    return [p for p in source.passages if p.kind is PassageKind.WORK and p.until_frame is None]


def test_work_is_a_passage_with_its_middle_and_its_last_repetitions() -> None:
    track = GrooveTrack()
    timeline = session(exercise(on_beat(80, 0.5), name="A", soundtrack=track, sides=("right", "left")))
    right, left = works(grooves(timeline)[0])
    for passage, work in zip((right, left), timeline.sections[0].works, strict=True):
        assert abs(int(passage.beat_frames[0]) - work.origin_frame) <= 1
        assert passage.end_place == 80
        assert passage.half_place == 40
        assert passage.last_place == 77
    assert (right.number, left.number) == (1, 2)


def test_short_work_has_no_halves_and_a_span_marks_its_last_seconds() -> None:
    track = GrooveTrack()
    (short,) = works(grooves(session(exercise(on_beat(5, 0.5), soundtrack=track)))[0])
    assert short.half_place is short.last_place is None
    (span,) = works(grooves(session(exercise(moving(40.0), soundtrack=track)))[0])
    assert span.end_place is not None
    assert span.last_place is not None
    assert 4 <= span.end_place - span.last_place <= 7


@pytest.mark.parametrize("mood", Mood)
def test_nothing_breaks_at_a_seam(mood: Mood) -> None:
    track = GrooveTrack(mood)
    timeline = session(
        exercise(on_beat(24, 0.5), name="A", soundtrack=track),
        exercise(held(3, 6.0, 2.0), name="B", soundtrack=track),
        exercise(moving(20.0), name="C", soundtrack=track),
    )
    sources = grooves(timeline)
    for one, other, section in zip(sources, sources[1:], timeline.sections, strict=False):
        seam = section.end_frame
        # What began before the seam sounds on: the next source has the same notes.
        before = {(n.start_frame, n.sound) for n in notes(one) if seam - 2_000 <= n.start_frame < seam}
        after = {(n.start_frame, n.sound) for n in notes(other) if seam - 2_000 <= n.start_frame < seam}
        assert before
        assert before == after
        assert np.abs(one.samples(seam - 100, seam) - other.samples(seam - 100, seam)).max() < 1e-3


def notes(source: Groove) -> list[Note]:
    return [n for p in source.passages for n in notes_of(p, source.mood, source.seed, source.sample_rate)]


def test_works_are_counted_through_the_session() -> None:
    track = GrooveTrack()
    timeline = session(*(exercise(on_beat(24, 0.5), name=name, soundtrack=track) for name in ("A", "B", "C")))
    assert [passage.number for source in grooves(timeline) for passage in works(source)] == [1, 2, 3]


def test_a_count_in_ends_where_its_work_begins() -> None:
    track = GrooveTrack()
    timeline = session(*(exercise(on_beat(24, 0.5), name=name, soundtrack=track) for name in "AB"))
    for source in grooves(timeline):
        (count_in,) = (p for p in source.passages if p.kind is PassageKind.COUNT_IN and p.until_frame is None)
        (work,) = works(source)
        assert count_in.end_place == len(count_in.beat_frames) - 1 > 0
        assert count_in.beat_frames[-1] == work.beat_frames[0]


def test_what_lies_between_works_goes_on_through_a_seam_and_work_is_over() -> None:
    beats = np.arange(0, 4_001, 500)
    for kind, place_at_the_end in ((PassageKind.BETWEEN, 12), (PassageKind.WORK, 0)):
        passage = Passage(beats, kind, number=3, first_place=4)
        entered = entering([passage], 62_100, 60_000, 1_000)
        assert entered.works == 3
        assert entered.beats[-1] == 64_000
        assert entered.first_place + len(entered.beats) - 1 == place_at_the_end
        if kind is PassageKind.BETWEEN:
            assert entered.beats[1] > 62_100, "no beat is heard again"


@pytest.mark.parametrize("reps", [8, 9, 10, 11])
@pytest.mark.parametrize("period", [0.2, 0.12])
def test_however_fast_the_work_is_the_groove_stays_slow_enough(reps: int, period: float) -> None:
    (source,) = grooves(session(exercise(on_beat(reps, period), soundtrack=GrooveTrack())))
    (work,) = works(source)
    assert np.diff(work.beat_frames).min() >= FASTEST_GROOVE_SECONDS * 1_000
