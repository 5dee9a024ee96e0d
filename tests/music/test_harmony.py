"""Chords are what they are called, and move smoothly."""

from __future__ import annotations

from itertools import pairwise

import pytest

from voicefoot.music.groove_moods import STYLES
from voicefoot.music.harmony import (
    SCALE,
    approach,
    bass_pitch,
    chord_named,
    fitting,
    hertz,
    nearest_voicing,
    scale_pitch,
    voicings,
)

SCHEMES = [scheme for style in STYLES.values() for scheme in style.schemes]
CHORDS = sorted({name for scheme in SCHEMES for name in scheme} | {s.tonic for s in STYLES.values()})


def test_names() -> None:
    assert chord_named("Am7").notes == (9, 0, 4, 7)
    assert chord_named("C6/G").bass == 7
    assert len(chord_named("Dm9").notes) == 5
    assert chord_named("Dm9").upper == (5, 9, 0, 4), "the bass has the root"
    for wrong in ("H7", "Am13", "", "C6/", "c"):
        with pytest.raises(ValueError, match="not the name of a chord"):
            chord_named(wrong)


@pytest.mark.parametrize("name", CHORDS)
def test_no_chord_leaves_the_key(name: str) -> None:
    chord = chord_named(name)
    assert set(chord.notes) <= set(SCALE)
    assert chord.bass in chord.notes


@pytest.mark.parametrize("scheme", SCHEMES)
def test_voices_move_little_and_make_the_chord(scheme: tuple[str, ...]) -> None:
    voiced = voicings(scheme)
    for name, voicing in zip(scheme, voiced, strict=True):
        assert {pitch % 12 for pitch in voicing} == set(chord_named(name).upper)
    for one, other in pairwise((*voiced, voiced[0])):
        moves = [abs(a - b) for a, b in zip(one, other, strict=True)]
        assert max(moves) <= 5
        assert sum(moves) <= 12


def test_the_nearest_voicing_of_the_same_chord_is_itself() -> None:
    voicing = voicings(("Am7", "Dm7"))[0]
    assert nearest_voicing("Am7", voicing) == voicing


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_bass_steps_to_the_next_chord(scheme: tuple[str, ...]) -> None:
    for name, following in pairwise((*scheme, scheme[0])):
        step = approach(chord_named(name), chord_named(following))
        assert step % 12 in SCALE
        assert abs(step - bass_pitch(chord_named(following).bass)) in (1, 2)


@pytest.mark.parametrize("name", CHORDS)
def test_a_melody_has_no_wrong_note(name: str) -> None:
    chord = chord_named(name)
    for degree in range(-7, 15):
        strong = fitting(scale_pitch(degree, 81), chord, strong=True)
        assert strong % 12 in chord.notes
        weak = fitting(scale_pitch(degree, 81), chord, strong=False)
        assert weak % 12 in SCALE
        assert weak % 12 in chord.notes or (weak - 1) % 12 not in chord.notes


def test_pitches() -> None:
    assert hertz(69) == 440.0
    assert hertz(57) == 220.0
    assert [scale_pitch(degree, 81) for degree in (-1, 0, 2, 7)] == [79, 81, 84, 93]
