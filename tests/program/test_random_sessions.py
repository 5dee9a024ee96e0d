"""What holds of the sound of any session, wherever it is cut, and of what a choice changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.support.random_routines import RATE, SyntheticVoice, arranged, choices, routines, sounds, voices
from voicefoot.arranging.estimate import silent_clips
from voicefoot.arranging.resume import resume_section
from voicefoot.audio import Clip
from voicefoot.errors import RoutineError
from voicefoot.language.packs import language_pack
from voicefoot.mixing.mix import mix, mix_samples, mix_stems
from voicefoot.model.choices import Choices
from voicefoot.model.phrase import Phrase
from voicefoot.model.spans import SpanKind
from voicefoot.planning.plan import plan
from voicefoot.reading.read import read_text
from voicefoot.timeline.bookmark import bookmark_at, frame_of
from voicefoot.timeline.score import score
from voicefoot.timeline.spans import spans_of
from voicefoot.timeline.timeline import SPOKEN_KINDS, EventKind, Section, Timeline

LOUD = {EventKind.SPEECH: 0.2, EventKind.COUNT: 0.2, EventKind.TICK: 0.05, EventKind.CHIME: 0.1}
TOO_LOUD = 6.0
"""So much louder, the limiter works."""
MAX_SECONDS = 900
"""Longer sessions show nothing more, and take longer to mix."""
FADE_SECONDS = 0.011
"""How much of the end of a sound may be faded out."""
LEAD_IN = {
    word: silent_clips([Phrase(word)], RATE)[Phrase(word)] for word in language_pack("en").count_in_words
}
SOUNDS = sounds()


@dataclass(frozen=True, slots=True)
class Session:
    """A routine, what was chosen for it, and what became of it."""

    text: str
    chosen: Choices
    voice: SyntheticVoice
    sections: list[Section]

    def otherwise(self, text: str | None = None, **changes: object) -> list[Section]:
        """Return the sections with other choices, or of another text. Where these say more than there is time
        for, or it takes too long, there are none, and that is no example.
        """
        return _sections(text or self.text, replace(self.chosen, **changes), self.voice)  # type: ignore[arg-type]


def _sections(text: str, chosen: Choices, voice: SyntheticVoice) -> list[Section]:
    try:
        found = arranged(plan(read_text(text, "random.yaml", None), chosen), voice)
    except RoutineError:
        found = []
    assume(found and found[-1].end_frame < MAX_SECONDS * RATE)
    return found


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    text, chosen, voice = draw(routines()), draw(choices()), draw(voices())
    return Session(text, chosen, voice, _sections(text, chosen, voice))


def audible(section: Section, times: float = 1.0) -> Section:
    """Return `section` with a level in place of the silence of each kind of sound, so many `times` its usual
    one, and without music.
    """
    events = tuple(
        replace(
            event,
            clip=Clip.of(np.full(event.clip.frames, times * LOUD.get(event.kind, 0.0)), RATE),
            gain_db=min(event.gain_db, 0.0),
        )
        for event in section.events
    )
    return replace(section, events=events, music=None)


def examples(request: pytest.FixtureRequest) -> int:
    """How many sessions: one in twenty of the routines that are asked for."""
    return max(1, int(request.config.getoption("--random-routines")) // 20)


@pytest.fixture(autouse=True)
def _asked_for(request: pytest.FixtureRequest) -> None:
    """Some sessions take minutes, too long for the suite."""
    if not request.config.getoption("--random-sessions"):
        pytest.skip("it is run by scripts/torture_routines --sessions")


def test_it_is_the_same_from_any_frame_in_any_pieces(request: pytest.FixtureRequest) -> None:
    @settings(max_examples=examples(request), deadline=None)
    @given(sessions(), st.integers(1, 20_000), st.floats(0, 1, exclude_max=True))
    def holds(session: Session, block_frames: int, part: float) -> None:
        with_music = [replace(audible(s, TOO_LOUD), music=s.music) for s in session.sections]
        whole = np.concatenate(list(mix(with_music)))
        assert len(whole) == with_music[-1].end_frame
        np.testing.assert_array_equal(np.concatenate(list(mix(with_music, block_frames))), whole)
        start = int(part * len(whole))
        tail = np.concatenate(list(mix(with_music, block_frames, start)))
        np.testing.assert_array_equal(tail, whole[start:])

    holds()


def test_its_stems_add_up_to_it(request: pytest.FixtureRequest) -> None:
    @settings(max_examples=examples(request), deadline=None)
    @given(sessions())
    def holds(session: Session) -> None:
        with_music = [replace(audible(s), music=s.music) for s in session.sections]
        stems = np.concatenate([sum(each.values()) for each in mix_stems(with_music)])
        assume(np.abs(stems).max() < 0.8)  # beyond that the limiter works, on the whole alone
        np.testing.assert_allclose(stems, np.concatenate(list(mix_samples(with_music))), atol=1e-5)

    holds()


def test_each_sound_and_each_silence_is_where_the_score_says(request: pytest.FixtureRequest) -> None:
    @settings(max_examples=examples(request), deadline=None)
    @given(sessions())
    def holds(session: Session) -> None:
        heard_sections = tuple(map(audible, session.sections))
        heard = np.concatenate(list(mix_samples(heard_sections)))[:, 0]
        told = np.zeros(len(heard), dtype=bool)
        may_fade = np.zeros(len(heard), dtype=bool)
        for section in score(Timeline("T", RATE, heard_sections), "a voice")["sections"]:
            for event in section["events"]:
                start, end = round(event["start"] * RATE), round(event["end"] * RATE)
                told[start:end] = True
                may_fade[max(start + 1, end - round(FADE_SECONDS * RATE)) : end] = True
        assert not heard[~told].any(), "silence where nothing is told"
        assert (heard[told & ~may_fade] > 0).all(), "sound where it is told"

    holds()


def test_cut_anywhere_it_goes_on_with_its_dose_and_its_clock(request: pytest.FixtureRequest) -> None:
    @settings(max_examples=2 * examples(request), deadline=None)
    @given(sessions(), st.floats(0, 1, exclude_max=True), st.booleans())
    def holds(session: Session, part: float, again: bool) -> None:
        frame = int(part * session.sections[-1].end_frame)
        section = next(each for each in session.sections if frame < each.end_frame)
        after = resume_section(section, frame, SOUNDS, LEAD_IN, wake_seconds=0.3, again=again)
        by = after.end_frame - section.end_frame
        place = bookmark_at(section, 0, frame)
        assert bookmark_at(section, 0, frame_of(section, place)) == place
        # Each number that was not heard is said, once, and on its beat.
        unheard = [
            (e.number, e.side, (e.beat_frame or 0) + by)
            for e in section.events
            if e.kind is EventKind.COUNT and (e.beat_frame or 0) >= frame
        ]
        counts = [e for e in after.events if e.kind is EventKind.COUNT]
        assert sorted((e.number, e.side) for e in counts) == sorted(each[:2] for each in unheard)
        # The dose and its pace are the same, and all that is still to come keeps its time.
        assert len(after.works) == len(section.works)
        for was, work in zip(section.works, after.works, strict=True):
            assert (work.beat_frames - was.beat_frames == by).all()
        later = [s for s in spans_of(section) if s.start_frame > frame]
        kept = {(s.kind, s.start_frame, s.end_frame, s.written_seconds) for s in spans_of(after)}
        for span in later:
            assert (span.kind, span.start_frame + by, span.end_frame + by, span.written_seconds) in kept
        # Nobody speaks twice at once, and nothing lies outside.
        spoken = sorted(
            ((e.start_frame, e.end_frame) for e in after.events if e.kind in SPOKEN_KINDS), key=lambda e: e[0]
        )
        assert all(first[1] <= second[0] for first, second in pairwise(spoken))
        assert all(e.start_frame >= 0 and e.end_frame <= after.end_frame for e in after.events)

    holds()


def _rests(sections: list[Section]) -> list[float | None]:
    spans = [span for section in sections for span in spans_of(section)]
    return [span.written_seconds for span in spans if span.kind is SpanKind.REST]


def _names(sections: list[Section]) -> list[tuple[str, object]]:
    return [(section.name, section.rounds) for section in sections]


def _beats(sections: list[Section]) -> list[int]:
    return [len(work.beat_frames) for section in sections for work in section.works]


def test_a_class_a_tempo_and_a_language_change_nothing_that_they_should_not(
    request: pytest.FixtureRequest,
) -> None:
    @settings(max_examples=examples(request), deadline=None)
    @given(sessions(), st.sampled_from([0.5, 0.8, 1.3, 2.0]))
    def holds(session: Session, tempo: float) -> None:
        plain = session.otherwise(for_class=False, tempo=1.0)
        at_tempo = session.otherwise(for_class=False, tempo=tempo)
        for_class = session.otherwise(for_class=True, tempo=1.0)
        in_german = session.otherwise(f"language: de\n{session.text}", for_class=False, tempo=1.0)
        for other in (at_tempo, for_class, in_german):
            assert [each[0] for each in _names(other)] == [each[0] for each in _names(plain)]
            assert _rests(other) == _rests(plain)
        if "lasts" not in session.text and "for:" not in session.text:
            assert _beats(at_tempo) == _beats(plain)
            assert _beats(in_german) == _beats(plain)

    holds()
