"""The score: the beat is exact, what lies between breathes, and a passage can be cut anywhere."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from voicefoot.model.routine import Mood
from voicefoot.music.groove_moods import FORMS, PHRASE_BARS, STYLES, VELOCITIES, Plays
from voicefoot.music.groove_score import Note, Passage, PassageKind, chance, merged, notes_of, transposition
from voicefoot.music.groove_sounds import INSTRUMENTS, groove_sound

RATE = 48_000
PERIOD = 24_000


def frames(count: int) -> NDArray[np.int64]:
    return np.arange(count + 1, dtype=np.int64) * PERIOD


def notes(passage: Passage, mood: Mood = Mood.STEADY, seed: int = 3) -> list[Note]:
    return sorted(notes_of(passage, mood, seed, RATE), key=lambda note: (note.start_frame, note.sound))


def test_the_data_of_the_moods_is_sound() -> None:
    for form in FORMS:
        assert len(form.letters) == len(form.levels)
        assert 16 <= PHRASE_BARS * len(form.letters) <= 32
    for style in STYLES.values():
        assert 3 <= len(style.schemes) <= 4
        assert all(len(scheme) == PHRASE_BARS for scheme in style.schemes)
        for part in (*style.parts, style.accent):
            assert part.sound in INSTRUMENTS
            for bar in (*part.bars, part.fill):
                assert len(bar) in (0, 16)
                assert set(bar) <= {*VELOCITIES, "."}
        for hook in (*style.calls, *style.answers):
            assert all(0 <= at < 32 and length > 0 for at, _, length in hook)


@pytest.mark.parametrize("mood", Mood)
def test_what_is_on_the_beat_is_on_its_frame_and_the_rest_stays_in_its_beat(mood: Mood) -> None:
    found = notes(Passage(frames(128), number=1), mood)
    drums = [note for note in found if note.sound[0] == "kick"]
    on_beat = [note for note in drums if note.start_frame % PERIOD == 0]
    assert len(on_beat) >= (128 if mood is not Mood.CALM else 64)
    near = [note for note in found if 0 < note.start_frame % PERIOD < 200]
    assert near == [], "nothing drags behind the beat"
    early = [note for note in found if note.start_frame % PERIOD > PERIOD - 200]
    assert early == [], "and nothing comes before it"


def test_hits_breathe() -> None:
    found = notes(Passage(frames(128), number=1))
    hats = [note for note in found if note.sound[0] == "hat"]
    assert len({note.start_frame % PERIOD for note in hats}) > 20
    assert len({note.gain for note in hats}) > 20
    assert {note.sound[1] for note in found if note.sound[0] == "snare"} == {(0,), (1,), (2,), (3,)}


@pytest.mark.parametrize("kind", PassageKind)
@pytest.mark.parametrize("mood", Mood)
def test_a_passage_can_be_cut_at_any_bar(mood: Mood, kind: PassageKind) -> None:
    end = 64
    whole = Passage(frames(end), kind, 2, end_place=end)
    later = Passage(frames(end)[32:], kind, 2, 32, end_place=end, from_frame=32 * PERIOD)
    sooner = Passage(frames(end), kind, 2, end_place=end, until_frame=32 * PERIOD)
    assert notes(whole, mood) == notes(sooner, mood) + notes(later, mood)


def test_work_ends_on_the_chord_that_leads_home_and_what_follows_is_home() -> None:
    style = STYLES[Mood.STEADY]
    up = transposition(3)
    work = notes(Passage(frames(30), number=1, end_place=30))
    last_keys = [note for note in work if note.sound[0] == "pad"][-1]
    assert {(pitch - up) % 12 for pitch in last_keys.sound[1]} == {4, 9, 11, 2}, style.turn
    home = notes(Passage(frames(8), PassageKind.BETWEEN, 1))
    chords = [note for note in home if note.sound[0] == "pad"]
    assert {(pitch - up) % 12 for pitch in chords[0].sound[1]} == {9, 0, 4, 7}, style.tonic
    bass = next(note for note in home if note.sound[0] == "bass")
    assert bass.start_frame == 0
    assert (bass.sound[1][0] - up) % 12 == 9


def test_parts_enter_halfway_and_for_the_last_repetitions() -> None:
    plain = Passage(frames(96), number=1, end_place=96)
    marked = Passage(frames(96), number=1, half_place=48, last_place=88, end_place=96)

    def between(passage: Passage, first: int, last: int) -> list[Note]:
        return [note for note in notes(passage) if first * PERIOD <= note.start_frame < last * PERIOD]

    assert between(plain, 0, 48) == between(marked, 0, 48)
    crashes = [note.start_frame // PERIOD for note in notes(marked) if note.sound[0] == "crash"]
    assert crashes == [0, 48, 88]
    assert len(between(marked, 48, 96)) > len(between(plain, 48, 96))


def test_between_works_it_is_thin() -> None:
    work = len(notes(Passage(frames(64), number=1, end_place=64)))
    between = len(notes(Passage(frames(64), PassageKind.BETWEEN, 1)))
    assert between < 0.8 * work


@pytest.mark.parametrize("mood", Mood)
def test_melodies_play_whole_cells_or_none(mood: Mood) -> None:
    busy = merged([(8 * PERIOD + 5, 20 * PERIOD), (30 * PERIOD, 31 * PERIOD)])
    style = STYLES[mood]
    yielding = {part.sound for part in style.parts if part.yields and part.plays is not Plays.HITS}
    passage = Passage(frames(96), number=1, busy_frames=busy)
    found = [note for note in notes(passage, mood) if note.sound[0] in yielding]
    assert found
    for note in found:
        assert not any(first <= note.start_frame < last for first, last in busy.tolist())


def test_chances_are_even_and_regions_are_merged() -> None:
    drawn = [chance(7, place, part) for place in range(100) for part in range(10)]
    assert abs(float(np.mean(drawn)) - 0.5) < 0.03
    assert 0.0 <= min(drawn) < max(drawn) < 1.0
    assert merged([(5, 9), (1, 3), (3, 4), (6, 7)]).tolist() == [[1, 4], [5, 9]]
    assert merged([]).shape == (0, 2)


def test_no_sound_begins_or_ends_with_a_click() -> None:
    for name in sorted(INSTRUMENTS):
        pitches = (57, 60, 64, 67) if name in ("keys", "pad") else (40,) if name == "bass" else (81,)
        is_drum = name in ("kick", "snare", "rim", "hat", "open hat", "shaker", "crash", "brush", "clap")
        samples = groove_sound(name, (1,) if is_drum else pitches, RATE, 2)
        assert np.abs(samples[-1]).max() < 1e-3, name
        assert np.abs(samples[0]).max() < 0.02, name
