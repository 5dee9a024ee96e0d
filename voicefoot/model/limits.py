"""Every limit on what a routine may say, and on the files that it may name.

A routine may come from a stranger: nothing in it may take long, take much memory, or plan a year. Within
that, the limits are wide, and catch slips of the finger (`reps: 1500000`) rather than odd tastes. The reader,
the JSON Schema and the documentation all take them from here.
"""

from __future__ import annotations

_HOUR = 3600.0

# -- the file ------------------------------------------------------------------------------------

MAX_ROUTINE_BYTES = 1_000_000
"""Of a routine file. The built-in ones have up to 3 kB; a larger file than this is no routine."""
MAX_NODES = 50_000
"""Scalars, sequences and mappings in a file, so that 1 MB of commas costs little."""
MAX_DEPTH = 20
"""Of sequences and mappings within each other, so that no recursion runs out of stack."""
NEEDED_DEPTH = 14
"""The deepest that a routine needs: a tip of a move in three blocks."""
MAX_INCLUDED_FILES = 50
"""Files that a routine includes, directly or not. Together with it they have `MAX_ROUTINE_BYTES` at most."""
MAX_INCLUDE_DEPTH = 5
"""Of files that include each other in a row."""
MAX_PROBLEMS = 100
"""Problems listed for one file; nobody reads more."""
MAX_CONTROL_LINES = 20
"""Lines whose control characters are listed, out of the `MAX_PROBLEMS`."""
MAX_REPAIRS = 20
"""Lines with a syntax error that the parser replaces to find what is wrong behind them. Each costs one more
pass.
"""

# -- texts and lists -----------------------------------------------------------------------------

MAX_TEXT_CHARACTERS = 500
"""Of words that are spoken at a time."""
MAX_TITLE_CHARACTERS = 200
MAX_NAME_CHARACTERS = 100
"""Of an exercise's name, which stands in lists and on the display."""
MAX_LABEL_CHARACTERS = 60
"""Of a side, a piece of equipment, or the word of a phase."""
MAX_NOTE_CHARACTERS = 2_000
"""Of words that are only read."""
MAX_LINK_CHARACTERS = 2_000
MAX_FILE_NAME_CHARACTERS = 300
MAX_VALUE_CHARACTERS = 80
"""Of a number or a time. No pattern is tried on more, so that none can be made slow."""

MAX_PRONOUNCED = 200
"""Words with a pronunciation of their own, in a routine or in the user's file."""
MAX_PRONOUNCED_CHARACTERS = 60
"""Of such a word, or of several that are pronounced together."""
MAX_PRONUNCIATION_CHARACTERS = 200
"""Of what is said in its place."""

MAX_EXERCISES = 500
"""In a routine, with the rests and blocks among them."""
MAX_BLOCK_DEPTH = 3
"""Of blocks within each other."""
MAX_MOVES = 100
"""In one exercise."""
MAX_TIPS = 50
"""In one move."""
MAX_SETUP_LINES = 30
MAX_SIDES = 20
MAX_EQUIPMENT = 20
"""In one exercise."""
MAX_PHASES = 12
"""In one repetition."""

# -- programmes ----------------------------------------------------------------------------------

MAX_WEEK_DAYS = 7
MAX_PROGRAMME_WEEKS = 104
"""Two years; a longer plan is a wish."""
MAX_PROGRAMME_DAYS = MAX_WEEK_DAYS * MAX_PROGRAMME_WEEKS

# -- numbers -------------------------------------------------------------------------------------

MIN_ROUNDS, MAX_ROUNDS = 1, 1_000
MIN_SETS, MAX_SETS = 1, 100
MIN_REPS, MAX_REPS = 1, 100_000
MAX_WORKS = 20_000
"""Pieces of work in a session: each move, on each side, in each set of each round. In a day that is one every
four seconds, and each has something said before it.
"""
MIN_ACCENT_BEATS, MAX_ACCENT_BEATS = 2, 32
"""From one accented beat to the next; 1 would accent all, and so none."""
MIN_BPM, MAX_BPM = 20.0, 400.0
"""Of work and of music. Faster beats are a buzz, and slower ones are not felt as a beat."""

# -- times ---------------------------------------------------------------------------------------

MIN_PERIOD_SECONDS, MAX_PERIOD_SECONDS = 0.15, 60.0
"""Of one repetition. The least is the beat at `MAX_BPM`."""
MIN_BREATH_PART_SECONDS, MAX_BREATH_SECONDS = 0.5, 300.0
"""Of breathing in, or out; and of a whole breath."""
MIN_HOLD_SECONDS, MAX_HOLD_SECONDS = 0.5, _HOUR
MAX_PAUSE_SECONDS = _HOUR
"""Of any time in which nothing is done: a rest, a change of sides, getting ready, relaxing."""
MAX_SESSION_SECONDS = 24 * _HOUR
"""Of a session of the full doses, and so of anything in it."""
MIN_FIT_SECONDS = 10.0
"""Of the time that a session is fitted into."""
MIN_TIME_TO_MOVE_SECONDS, MAX_TIME_TO_MOVE_SECONDS = 1.0, MAX_SESSION_SECONDS
MIN_ROUND_EVERY_SECONDS = 1.0
MIN_LASTS_SECONDS, MAX_LASTS_SECONDS = 5.0, MAX_SESSION_SECONDS
"""Of a side whose time is fixed by `lasts`, talk included: in less, nothing can be said."""

# -- pictures, sounds and songs -------------------------------------------------------------------

MAX_IMAGE_BYTES = 5_000_000
MAX_IMAGE_SIDE = 16_384
"""Pixels; the largest that browsers show everywhere."""
MAX_IMAGE_PIXELS = 50_000_000
"""A phone's camera has that many. Shown, each takes four bytes, however small the file is."""
MAX_SOUND_BYTES = 10_000_000
"""Of a WAV file that stands in for a sound: five seconds at 192 kHz in two channels of 32 bits have 8 MB."""
MAX_SOUND_SECONDS = 5.0
"""A longer chime would sound into what comes after it."""
MAX_FIRST_BEAT_SECONDS = 600.0
"""Of the moment in a song that `first_beat` names."""
MIN_SONG_SECONDS, MAX_SONG_SECONDS = 1.0, 4 * _HOUR
"""Less can't be looped, and more is a recording of something else."""
MAX_SONG_BYTES = 2_000_000_000
MAX_SONGS = 500
"""In a folder."""
MIN_SONG_RATE, MAX_SONG_RATE = 4_000, 768_000
"""Hertz. At less, a small file would be hours long, and at more it is no sound."""
MAX_SONG_CHANNELS = 8
MAX_SONG_MEMORY_BYTES = 400_000_000
"""Of the process that decodes a song, itself included: it needs 100 MB, whatever the song's length."""
MAX_SONG_CPU_SECONDS = 20
"""Of work on half a second of a song, and on what stands before its beginning."""
MAX_SONG_WAIT_SECONDS = 120.0
"""For the next half second of a song; a busy machine may take long, too."""
