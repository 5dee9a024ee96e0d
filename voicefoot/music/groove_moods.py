"""What each mood of the groove is made of: chords, forms, rhythms and hooks, as data.

A bar is written as sixteen characters, one for each sixteenth. Of drums and chords, `X`, `x`, `o` and `-` are
hits from strong to weak. Of the bass, `R` is the bass note of the chord, `r` the same and softer, `8` its
octave, `5` the fifth, and `a` a step of the scale that leads to the next chord. Of a broken chord, `0` to `3`
are the notes of the chord from the lowest on. Everything is in A minor, and is transposed by the seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from voicefoot.model.routine import Mood

BAR_BEATS = 4
PHRASE_BARS = 4
HOOK_BARS = 2

VELOCITIES: Mapping[str, float] = {
    "X": 1.0, "x": 0.8, "o": 0.6, "-": 0.4,
    "R": 1.0, "r": 0.72, "8": 0.8, "5": 0.8, "a": 0.72,
    "0": 1.0, "1": 0.8, "2": 0.9, "3": 0.8,
}  # fmt: skip
"""The velocity of each character, an amplitude."""


class Plays(StrEnum):
    """What a part plays."""

    HITS = "hits"
    BASS = "bass"
    CHORDS = "chords"
    BROKEN_CHORDS = "broken chords"
    HOOK = "hook"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the groove: an instrument of `groove_sounds`, and its rhythm.

    `bars` are rhythms, of which each phrase picks one; `fill` takes the place of the last bar of a phrase.
    It plays where the music is at least at `level`, 0 to 4. Hits off the beat come by up to `loose_seconds`
    early or late. A note sounds for `sixteenths`, or rings out. A part that `yields` is in the band of the
    consonants, and rests while something is said. An `optional` part may rest for a phrase.
    """

    sound: str
    plays: Plays
    gain: float
    level: int
    bars: tuple[str, ...] = ()
    fill: str = ""
    loose_seconds: float = 0.0
    sixteenths: float = 0.0
    yields: bool = False
    optional: bool = False


Hook = tuple[tuple[int, int, int], ...]
"""A melody of two bars: the sixteenth at which each note begins, its degree in the scale, counted from the
tonic, and its length in sixteenths.
"""


@dataclass(frozen=True, slots=True)
class Form:
    """Phrases of four bars. A letter stands for a progression and its hook; a digit is how full it sounds."""

    letters: str
    levels: str


FORMS = (
    Form("AABA", "1223"),
    Form("ABAC", "1232"),
    Form("AABBAC", "122313"),
    Form("AABCBA", "123213"),
    Form("AABACABA", "12231233"),
    Form("AABBCCAB", "12233123"),
)
"""16 to 32 bars."""


@dataclass(frozen=True, slots=True)
class Style:
    """A mood of the groove. `swing` is where the second half of a beat falls, as a share of the beat.

    Work ends on the `tonic`, which `turn` leads to. `schemes` are progressions of four bars, a chord each.
    The melody of a hook is one of `calls`, then one of `answers`, above `hook_tonic`, a MIDI number.
    """

    favourite_bpm: float
    level_db: float
    swing: float
    tonic: str
    turn: str
    schemes: tuple[tuple[str, ...], ...]
    calls: tuple[Hook, ...]
    answers: tuple[Hook, ...]
    parts: tuple[Part, ...]
    accent: Part
    """A cymbal where work begins, is half done, comes to its last three repetitions, and ends."""
    hook_tonic: int = 81


_CALM = Style(
    favourite_bpm=84.0,
    level_db=5.1,
    swing=0.6,
    tonic="Am9",
    turn="E7sus4",
    schemes=(
        ("Am9", "Fmaj7", "Cmaj7", "G6"),
        ("Fmaj7", "Em7", "Am7", "C6/G"),
        ("Dm9", "G7sus4", "Cmaj7", "Am7"),
        ("Am7", "C6/G", "Fmaj9", "E7sus4"),
    ),
    calls=(
        ((0, 4, 3), (4, 2, 4), (10, 3, 2), (12, 2, 8), (22, 0, 2), (24, 1, 8)),
        ((2, 0, 2), (4, 2, 2), (8, 4, 8), (20, 3, 2), (22, 2, 2), (24, 1, 8)),
        ((0, 6, 6), (8, 4, 6), (16, 5, 4), (22, 4, 2), (24, 2, 8)),
    ),
    answers=(
        ((0, 2, 3), (4, 1, 4), (10, 2, 2), (12, 0, 4), (16, 0, 8)),
        ((2, 3, 2), (4, 2, 2), (8, 1, 6), (14, -1, 2), (16, 0, 8)),
        ((0, 4, 6), (8, 2, 6), (16, 1, 4), (20, 0, 4)),
    ),
    parts=(
        Part("kick", Plays.HITS, 0.19, 0, ("X.......x.......", "X.....-.x.......", "X.......x.-....."),
            "X.......x.....o."),
        Part("rim", Plays.HITS, 0.31, 1, ("....X.......X...", "....X.......X..-"), "....X..-....X.-."),
        Part("shaker", Plays.HITS, 0.22, 1, ("x.X.x.X.x.X.x.X.", "o.X.o.X.o.X.oxX."), loose_seconds=0.006),
        Part("bass", Plays.BASS, 0.24, 0, ("R.....r.R.....a.", "R.....8...5...a.", "R.......r..5..a."),
            sixteenths=5.0, loose_seconds=0.004),
        Part("keys", Plays.CHORDS, 0.28, 0, ("X.............-.", "X.....-.........", "X.........-....."),
            "X.......-.....-.", loose_seconds=0.01),
        Part("pad", Plays.CHORDS, 0.07, 0, ("X...............",), sixteenths=16.0, optional=True),
        Part("kalimba", Plays.BROKEN_CHORDS, 0.06, 3, ("0.1.2.3.2.1.2.1.", "..0...2...1...3."),
            loose_seconds=0.008, yields=True, optional=True),
        Part("kalimba", Plays.HOOK, 0.12, 2, loose_seconds=0.01, yields=True),
        Part("brush", Plays.HITS, 0.1, 3, ("....X.......X...", "..-.X.-...-.X.-."), loose_seconds=0.006,
            yields=True, optional=True),
    ),
    accent=Part("crash", Plays.HITS, 0.05, 0),
)  # fmt: skip
"""Slow and swung: a rim shot, a shaker, an electric piano, and a thumb piano for the hook."""

_STEADY = Style(
    favourite_bpm=108.0,
    level_db=4.2,
    swing=0.5,
    tonic="Am7",
    turn="E7sus4",
    schemes=(
        ("Am7", "Dm7", "Fmaj7", "Em7"),
        ("Am7", "C6/G", "Fmaj7", "G6"),
        ("Dm7", "Am7", "Fmaj7", "E7sus4"),
        ("Fmaj7", "G6", "Em7", "Am7"),
    ),
    calls=(
        ((0, 0, 2), (3, 2, 1), (4, 3, 2), (8, 4, 4), (14, 3, 2), (16, 2, 2), (19, 3, 1), (20, 2, 2), (24,
         0, 6)),
        ((2, 4, 2), (4, 4, 2), (7, 3, 1), (8, 2, 4), (18, 4, 2), (20, 4, 2), (23, 5, 1), (24, 4, 6)),
        ((0, 2, 1), (2, 2, 1), (4, 2, 2), (6, 3, 2), (8, 4, 6), (16, 4, 1), (18, 4, 1), (20, 3, 2), (22,
         2, 2), (24, 1, 6)),
    ),
    answers=(
        ((0, 4, 2), (3, 3, 1), (4, 2, 2), (8, 1, 4), (14, -1, 2), (16, 0, 8)),
        ((2, 2, 2), (4, 2, 2), (7, 1, 1), (8, 0, 4), (18, -1, 2), (20, 0, 4)),
        ((0, 4, 1), (2, 4, 1), (4, 3, 2), (6, 2, 2), (8, 1, 4), (16, 0, 2), (20, 0, 4)),
    ),
    parts=(
        Part("kick", Plays.HITS, 0.29, 0, ("X...x...X...x...", "X...x...X..-x...", "X...x..-X...x..."),
            "X...x...X...x.o."),
        Part("snare", Plays.HITS, 0.26, 1, ("....X.......X...", "....X..-....X...", "....X.......X..-"),
            "....X.......X-ox"),
        Part("hat", Plays.HITS, 0.14, 1, ("..X...X...X...X.", "..X...X...X...Xo", "-.X.-.X.-.X.-.X."),
            loose_seconds=0.003),
        Part("open hat", Plays.HITS, 0.12, 2, ("................",), "..............X."),
        Part("bass", Plays.BASS, 0.24, 0, ("R.8.r.8.R.8.r.a.", "R..r..8.R..r5.a.", "R.r.8.r.R.r.5.a."),
            sixteenths=1.9, loose_seconds=0.002),
        Part("keys", Plays.CHORDS, 0.15, 1, ("....X.......X...", "..x...x...x...x.", "X..x....X..x...."),
            loose_seconds=0.008, sixteenths=3.0),
        Part("pad", Plays.CHORDS, 0.06, 0, ("X...............",), sixteenths=16.0, optional=True),
        Part("marimba", Plays.BROKEN_CHORDS, 0.07, 3, ("0.2.1.3.0.2.1.3.", "0..1..2.3..2..1."),
            loose_seconds=0.004, yields=True, optional=True),
        Part("marimba", Plays.HOOK, 0.115, 2, loose_seconds=0.005, yields=True),
        Part("clap", Plays.HITS, 0.09, 3, ("....X.......X...", "....X.......X.-."), yields=True,
            optional=True),
        Part("shaker", Plays.HITS, 0.12, 2, ("xo-oxo-oxo-oxo-o", "o-x-o-x-o-x-o-x-"),
            loose_seconds=0.004, optional=True),
    ),
    accent=Part("crash", Plays.HITS, 0.08, 0),
)  # fmt: skip
"""A march: a kick on each beat, brushes, a bass in octaves, and a marimba for the hook."""

_LIVELY = Style(
    favourite_bpm=124.0,
    level_db=2.9,
    swing=0.5,
    tonic="Amadd9",
    turn="G7sus4",
    schemes=(
        ("Am7", "G6", "Fmaj7", "G6"),
        ("Fmaj7", "G6", "Am7", "Em7"),
        ("Am7", "C6/G", "Fmaj7", "Dm7"),
        ("Fmaj7", "C6/E", "Dm7", "G7sus4"),
    ),
    calls=(
        ((0, 4, 2), (3, 4, 2), (6, 3, 2), (10, 2, 2), (12, 3, 3), (16, 4, 2), (19, 4, 2), (22, 6, 2),
         (26, 4, 5)),
        ((2, 2, 1), (3, 2, 1), (6, 4, 2), (8, 5, 2), (11, 4, 3), (18, 2, 1), (19, 2, 1), (22, 4, 2), (24,
         3, 2), (27, 2, 3)),
        ((0, 7, 3), (6, 6, 2), (8, 4, 4), (14, 4, 2), (16, 5, 3), (22, 4, 2), (24, 2, 6)),
    ),
    answers=(
        ((0, 4, 2), (3, 3, 2), (6, 2, 2), (10, 1, 2), (12, 2, 3), (16, 0, 2), (19, 0, 2), (22, -1, 2),
         (24, 0, 6)),
        ((2, 3, 1), (3, 3, 1), (6, 2, 2), (8, 1, 2), (11, 2, 3), (18, 1, 1), (19, 1, 1), (22, -1, 2),
         (24, 0, 6)),
        ((0, 4, 3), (6, 3, 2), (8, 2, 4), (14, 1, 2), (16, 0, 6)),
    ),
    parts=(
        Part("kick", Plays.HITS, 0.32, 0, ("X...x...X...x...", "X...x...X...x..-", "X...x...X.-.x..."),
            "X...x...X...x.-."),
        Part("snare", Plays.HITS, 0.25, 1, ("....X.......X...", "....X..-....X..."), "....X.......X.ox"),
        Part("hat", Plays.HITS, 0.08, 1, (".o.x.o.x.o.x.o.x", "x-ox.-ox.-ox.-ox", "...x.o.x...x.o.x"),
            loose_seconds=0.002),
        Part("open hat", Plays.HITS, 0.11, 1, ("..X...X...X...X.", "..X...X...X...x."),
            loose_seconds=0.002),
        Part("bass", Plays.BASS, 0.23, 0, ("r.R...R...R...8.", "r.R..rR...R..r8.", "r.R...8...R.5.a."),
            sixteenths=2.4, loose_seconds=0.002),
        Part("keys", Plays.CHORDS, 0.2, 1, ("...x......X.....", "x..x..x...x..x..", "..x...x...x..x.."),
            sixteenths=2.5, loose_seconds=0.004),
        Part("pad", Plays.CHORDS, 0.07, 0, ("X...............",), sixteenths=16.0, optional=True),
        Part("pluck", Plays.BROKEN_CHORDS, 0.07, 3, ("0.2.3.2.0.2.3.2.", "0..1..2.0..1..3."),
            loose_seconds=0.003, yields=True, optional=True),
        Part("pluck", Plays.HOOK, 0.125, 2, loose_seconds=0.004, yields=True),
        Part("clap", Plays.HITS, 0.09, 2, ("....X.......X...", "....X.......X-.."), yields=True,
            optional=True),
        Part("shaker", Plays.HITS, 0.1, 3, ("xo-oxo-oxo-oxo-o",), loose_seconds=0.003, optional=True),
    ),
    accent=Part("crash", Plays.HITS, 0.08, 0),
)  # fmt: skip
"""A dance: the bass on the off-beats, fast hi-hats, short chords, and a plucked synthesizer for the hook."""

STYLES: Mapping[Mood, Style] = {Mood.CALM: _CALM, Mood.STEADY: _STEADY, Mood.LIVELY: _LIVELY}
