"""Work and music are together: on the beats of a song through its cuts, and on a groove of its own."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.music.test_song_loop import song
from tests.support.builders import exercise, held, moving, on_beat, overlaps, routine, silent_sounds
from voicefoot.arranging.arrange import arrange, phrases_of
from voicefoot.arranging.estimate import silent_clips
from voicefoot.audio import AudioFormat, Clip, Samples
from voicefoot.dsp.speech_band import speech_band_db
from voicefoot.mixing.mix import mix_stems
from voicefoot.model.choices import Choices
from voicefoot.model.origin import Origin
from voicefoot.model.routine import Exercise, GrooveTrack, Mood, Move, OnBeat, Pace, SongTrack
from voicefoot.model.stems import Stem
from voicefoot.music.groove import Groove
from voicefoot.music.song_loop import SongLoop
from voicefoot.planning.plan import plan
from voicefoot.reading.read import read
from voicefoot.reading.values import parse_tempo
from voicefoot.timeline.timeline import EventKind, Section, Timeline
from voicefoot.units import to_amplitude

RATE = 1_000
TRACK = SongTrack(())


class Silent:
    """Songs that are there, and can't be heard."""

    name = "a song"
    channels = 1
    identity = None

    def __init__(self, order: SongLoop) -> None:
        self.order = order

    def samples(self, first_frame: int, last_frame: int) -> Samples:
        return np.zeros((last_frame - first_frame, 1), dtype=np.float32)


def at_tempo(reps: int, tempo: str) -> Move:
    parsed = parse_tempo(tempo)
    move = on_beat(reps, parsed.pace.first_seconds, parsed.pace.last_seconds)
    assert isinstance(move.work, OnBeat)
    return replace(move, work=replace(move.work, follow=parsed.follow))


def session(*exercises: Exercise, order: SongLoop | None = None, choices: Choices | None = None) -> Timeline:
    planned = plan(routine(*exercises), choices)
    clips = silent_clips(phrases_of(planned), RATE)
    songs = {TRACK: Silent(order or SongLoop([song(80)], RATE))}
    return arrange(planned, clips, silent_sounds(), AudioFormat(RATE), songs)


def ticks(timeline: Timeline, section: int = 0, *, with_count_in: bool = False) -> list[int]:
    events = timeline.sections[section].events
    return [e.start_frame for e in events if e.kind is EventKind.TICK and (with_count_in or not e.leads_in)]


def song_frames(timeline: Timeline, frames: list[int], section: int = 0) -> list[int]:
    music = timeline.sections[section].music
    assert music is not None
    return [frame - music.start_frame + music.source_frame for frame in frames]


@pytest.mark.parametrize(
    ("tempo", "step"), [("120 bpm", 1), ("music", 1), ("music 50-70 bpm", 2), ("60 bpm", 2), ("30 bpm", 4)]
)
def test_taps_are_on_the_beats_of_the_song_through_its_cuts(tempo: str, step: int) -> None:
    order = SongLoop([song(80)], RATE)
    found = song_frames(timeline := session(exercise(at_tempo(99, tempo), soundtrack=TRACK)), ticks(timeline))
    assert found == order.beats_from(found[0], 99 * step)[::step].tolist()
    lead_in = song_frames(timeline, ticks(timeline, with_count_in=True))[:-99]
    for tick in lead_in:
        assert np.abs(order.beats_from(0, 2_000) - tick).min() <= 1


def test_twice_the_songs_tempo_is_halfway_between_its_beats() -> None:
    timeline = session(exercise(at_tempo(20, "music 220-260 bpm"), soundtrack=TRACK))
    found = song_frames(timeline, ticks(timeline))
    beats = SongLoop([song(80)], RATE).beats_from(found[0], 11)
    assert found[::2] == beats[:10].tolist()
    assert all(
        abs(between - (a + b) / 2) <= 1 for between, (a, b) in zip(found[1::2], pairwise(beats), strict=True)
    )


@pytest.mark.parametrize("tempo", ["140 bpm", "100-130 bpm", "111 bpm"])
def test_a_tempo_that_is_far_from_the_songs_is_kept(tempo: str) -> None:
    pace = parse_tempo(tempo).pace
    timeline = session(exercise(at_tempo(10, tempo), soundtrack=TRACK))
    found = ticks(timeline)
    assert found[1] - found[0] == pytest.approx(1_000 * pace.first_seconds, abs=1)
    assert found == ticks(session(exercise(at_tempo(10, tempo)))), "and music moves nothing"


def test_the_musics_own_tempo_is_the_nearest_where_none_is_in_the_range() -> None:
    timeline = session(exercise(at_tempo(10, "music 80-85 bpm"), soundtrack=TRACK))
    assert np.diff(ticks(timeline)).mean() in (pytest.approx(487.8, abs=1), pytest.approx(975.6, abs=1))


def test_without_music_its_tempo_is_the_middle_of_the_range() -> None:
    found = ticks(session(exercise(at_tempo(10, "music 100-140 bpm"))))
    assert np.diff(found).tolist() == [500] * 9


def test_a_song_plays_on_from_exercise_to_exercise() -> None:
    exercises = [exercise(at_tempo(20, "120 bpm"), name=name, soundtrack=TRACK) for name in "ABC"]
    timeline = session(*exercises)
    music = [section.music for section in timeline.sections]
    assert len({m.source_frame - m.start_frame for m in music if m}) == 1
    assert [(m.start_frame, m.end_frame) for m in music[1:] if m] == [
        (section.start_frame, section.end_frame) for section in timeline.sections[1:]
    ]
    assert [m.plays_on for m in music if m] == [True, True, False]
    beats = SongLoop([song(80)], RATE).beats_from(0, 500)
    for index in range(3):
        assert set(song_frames(timeline, ticks(timeline, index), index)) <= set(beats.tolist())


def test_an_exercise_of_its_own_music_begins_it_anew() -> None:
    timeline = session(
        exercise(at_tempo(9, "120 bpm"), name="A", soundtrack=TRACK),
        exercise(on_beat(9, 2.0), name="B"),
        exercise(at_tempo(9, "120 bpm"), name="C", soundtrack=TRACK),
    )
    first, none, again = (section.music for section in timeline.sections)
    assert none is None
    assert first is not None
    assert again is not None
    assert again.source_frame == 0
    assert first.fade_out_frames
    assert again.fade_in_frames


def test_the_first_sound_is_a_voice() -> None:
    for track in (TRACK, GrooveTrack()):
        timeline = session(exercise(on_beat(9, 2.0), soundtrack=track))
        music = timeline.sections[0].music
        first = next(e for e in timeline.events if e.kind is EventKind.SPEECH)
        assert music is not None
        assert music.start_frame == first.end_frame


moves = st.one_of(
    st.builds(on_beat, st.integers(1, 30), st.floats(0.36, 3.0)),
    st.builds(on_beat, st.integers(2, 30), st.floats(0.36, 1.0), st.floats(0.36, 1.0)),
    st.builds(held, st.integers(1, 6), st.floats(0.5, 12.0), st.floats(0.5, 4.0)),
    st.builds(moving, st.floats(1.0, 40.0)),
    st.builds(at_tempo, st.integers(1, 30), st.sampled_from(["120 bpm", "music", "62", "music 100-150 bpm"])),
)


@settings(max_examples=60)
@given(
    st.lists(st.lists(moves, min_size=1, max_size=3), min_size=1, max_size=3),
    st.sampled_from([TRACK, GrooveTrack(Mood.CALM), GrooveTrack(Mood.LIVELY)]),
    st.booleans(),
)
def test_with_music_nothing_overlaps_and_every_beat_is_in_its_place(
    exercises: list[list[Move]], track: SongTrack | GrooveTrack, sided: bool
) -> None:
    sides = ("right", "left") if sided else ()
    timeline = session(
        *(
            exercise(*parts, name=f"Exercise {n}", soundtrack=track, sides=sides)
            for n, parts in enumerate(exercises)
        )
    )
    spoken = [e for e in timeline.events if e.kind in (EventKind.SPEECH, EventKind.COUNT)]
    assert overlaps(spoken) == []
    for section in timeline.sections:
        assert section.music is not None
        assert section.music.end_frame == section.end_frame
        assert all(
            e.start_frame >= section.start_frame and e.end_frame <= section.end_frame for e in section.events
        )
        grooves = section.music.source
        if isinstance(grooves, Groove):
            beats = np.concatenate([part.beat_frames for part in grooves.passages])
            assert all(np.diff(part.beat_frames).min() > 0 for part in grooves.passages)
            assert beats.max() > section.end_frame
            for tick in (e.start_frame for e in section.events if e.leads_in):
                assert np.abs(beats - tick).min() <= 1


@pytest.mark.parametrize("track", [TRACK, GrooveTrack()])
@pytest.mark.parametrize("move", [on_beat(None, 3.0), at_tempo(10, "120 bpm"), moving(None)])
def test_what_lasts_a_given_time_does_so_with_music_too(track: SongTrack | GrooveTrack, move: Move) -> None:
    timeline = session(
        exercise(move, name="A", soundtrack=track, sides=("right", "left"), lasts_seconds=30.0),
        exercise(move, name="B", soundtrack=track, sides=("right", "left"), lasts_seconds=30.0),
    )
    assert [section.end_frame for section in timeline.sections] == [60_000, 120_000]


def test_the_groove_takes_a_ramp() -> None:
    timeline = session(exercise(at_tempo(30, "100-130 bpm"), soundtrack=GrooveTrack()))
    music = timeline.sections[0].music
    assert music is not None
    assert isinstance(music.source, Groove)
    beats = np.concatenate([part.beat_frames for part in music.source.passages])
    assert set(ticks(timeline)) <= set(beats.tolist())


def test_the_groove_keeps_its_beat_from_exercise_to_exercise() -> None:
    timeline = session(
        exercise(on_beat(8, 0.5), name="A", soundtrack=GrooveTrack()),
        exercise(moving(20.0), name="B", soundtrack=GrooveTrack()),
    )
    first, second = (section.music for section in timeline.sections)
    assert first is not None
    assert second is not None
    assert isinstance(first.source, Groove)
    assert isinstance(second.source, Groove)
    seam = timeline.sections[0].end_frame
    before, after = (
        sorted({int(beat) for passage in source.passages for beat in passage.beat_frames})
        for source in (first.source, second.source)
    )
    before, after = [beat for beat in before if beat < seam], [beat for beat in after if beat >= seam]
    assert after[0] - before[-1] == 500
    assert set(np.diff(after).tolist()) == {500}


def test_music_is_down_at_a_seam_and_while_it_is_counted() -> None:
    exercises = [exercise(on_beat(20, 2.0), name=name, soundtrack=TRACK) for name in "AB"]
    timeline = session(*exercises, choices=Choices(duck_db=15.0))
    for section in timeline.sections:
        music = section.music
        assert music is not None
        for event in section.events:
            if event.kind in (EventKind.SPEECH, EventKind.COUNT) and event.start_frame >= music.start_frame:
                at = np.arange(event.start_frame, event.end_frame)
                least_db = 15.0 if event.kind is EventKind.SPEECH else 9.0
                assert np.interp(at, music.turn_frames, music.turn_db).max() <= -least_db + 1e-9
    first, second = (section.music for section in timeline.sections)
    assert first is not None
    assert second is not None
    assert np.interp(first.end_frame, first.turn_frames, first.turn_db) == -15.0
    assert np.interp(second.start_frame, second.turn_frames, second.turn_db) == -15.0


@pytest.mark.parametrize("mood", Mood)
def test_words_and_chimes_are_heard_above_the_groove_weak_ones_too(mood: Mood) -> None:
    rate = 24_000
    exercises = [exercise(on_beat(20, period), name=f"{period}") for period in (0.4, 1.0, 3.0)]
    exercises.append(exercise(held(4, 3.0), name="held"))
    planned = plan(routine(*(replace(e, soundtrack=GrooveTrack(mood)) for e in exercises)))
    noise = np.random.default_rng(1)

    def sounding(frames: int, power_db: float) -> Clip:
        samples = noise.standard_normal((frames, 1)).astype(np.float32)
        return Clip.of(samples * np.float32(to_amplitude(power_db) / np.sqrt(np.mean(samples**2))), rate)

    silent = silent_clips(phrases_of(planned), rate)
    clips = {
        phrase: sounding(clip.frames, -15.0 if number % 2 else -12.0)
        for number, (phrase, clip) in enumerate(silent.items())
    }
    sounds = {name: sounding(rate // 2, -22.0) for name in silent_sounds(rate)}
    timeline = arrange(planned, clips, sounds, AudioFormat(rate), {})
    music = np.concatenate([step[Stem.MUSIC] for step in mix_stems(timeline)])
    least = {EventKind.SPEECH: 10.0, EventKind.COUNT: 10.0, EventKind.CHIME: 8.0}
    heard = dict.fromkeys(least, 0)
    for event in timeline.events:
        under_db = speech_band_db(music[event.start_frame : event.end_frame], rate)
        if event.kind in least and np.isfinite(under_db):
            assert speech_band_db(event.clip.samples, rate) >= under_db + least[event.kind]
            heard[event.kind] += 1
    assert min(heard.values()) > 6
    for section in timeline.sections:
        assert_that_no_count_moves_the_music_far(section)


@pytest.mark.parametrize("mood", Mood)
def test_tones_of_breathing_are_heard_above_the_groove_which_keeps_to_one_level_under_them(
    mood: Mood,
) -> None:
    rate = 24_000
    breathing = replace(Choices(), music=GrooveTrack(mood))
    planned = plan(read("box-breathing"), breathing)
    clips = silent_clips(phrases_of(planned), rate)
    timeline = arrange(planned, clips, silent_sounds(rate), AudioFormat(rate), {})
    music = np.concatenate([step[Stem.MUSIC] for step in mix_stems(timeline)])
    chimes = np.concatenate([step[Stem.CHIME] for step in mix_stems(timeline)])
    (section,) = timeline.sections
    tones = [
        event for event in section.events if event.origin is Origin.BREATH and event.kind is EventKind.CHIME
    ]
    assert len({tone.text for tone in tones}) == 4
    turns, levels = section.music, set()
    assert turns is not None
    for tone in tones:
        under_db = speech_band_db(music[tone.start_frame : tone.end_frame], rate)
        assert speech_band_db(chimes[tone.start_frame : tone.end_frame], rate) >= under_db + 8.0
        at = np.arange(tone.start_frame, tone.end_frame)
        levels.add(round(float(np.interp(at, turns.turn_frames, turns.turn_db).max()), 6))
    assert len(levels) == 1


def assert_that_no_count_moves_the_music_far(section: Section) -> None:
    """Assert that it goes down by at most 6 dB for a count before which nothing else sounds."""
    music, rate, quiet_from, looked_at = section.music, section.audio_format.sample_rate, 0, 0
    assert music is not None
    for event in section.events:
        if event.kind is EventKind.COUNT and quiet_from + rate < event.start_frame:
            turns = music.turn_frames, music.turn_db
            before = np.interp(np.arange(event.start_frame - rate, event.start_frame), *turns)
            during = np.interp(np.arange(event.start_frame, event.end_frame), *turns)
            assert before.max() - during.min() <= 6.1
            looked_at += 1
        if event.kind is not EventKind.TICK:
            quiet_from = max(quiet_from, event.end_frame)
    assert looked_at or section.name != "3.0"


def test_pace_is_the_fallback_of_a_follower() -> None:
    assert parse_tempo("music").pace == Pace(60 / 110, 60 / 110)
