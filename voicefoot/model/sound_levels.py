"""Every level that we chose: of speech, sounds, music, and of the whole session.

`_LUFS` is a loudness after ITU-R BS.1770, `_PEAK_DB` a true peak in dBTP, `_POWER_DB` a mean power relative
to full scale; any other `_DB` is a difference of levels, unless it says otherwise.
"""

from __future__ import annotations

# -- the whole session ---------------------------------------------------------------------------

SESSION_LUFS = -16.0
"""The loudness that sessions come out at about, and with `--normalize` exactly."""
SESSION_PEAK_DB = -1.0
"""The limiter's ceiling: no true peak of a session is above it."""
MAX_NORMALIZE_GAIN_DB = 20.0
"""The most that `--normalize` amplifies: a nearly silent session stays quiet."""

# -- speech --------------------------------------------------------------------------------------

SPEECH_LUFS = -15.4
"""The loudness of each spoken clip between its silences; with those, a session of such clips comes out at
`SESSION_LUFS`.
"""
SPEECH_PEAK_DB = -1.4
"""The highest peak of a spoken clip: where nothing else sounds, the session's limiter has nothing to do."""

# -- sounds --------------------------------------------------------------------------------------

TICK_PEAK_DB = -16.0
"""The peak of the tick, exactly."""
COUNTED_TICK_DB = -9.0
"""How much softer the tick is on a beat with a spoken number: it would cover the consonant that the number
begins with, and "four" would be heard as "floor". The sign that silent work goes on is a tick as soft. The
accent stays as it is: it tells that something begins.
"""
ACCENT_PEAK_DB = -14.0
"""The peak of the accent, exactly: the tick, louder."""
CHIME_PEAK_DB = -13.0
"""The highest peak of a chime."""
CHIME_LUFS = -22.0
"""The loudness that a chime of the user's is brought to, unless `CHIME_PEAK_DB` forbids it."""
SOFT_PEAK_DB = -17.0
"""The highest peak of a soft sound, with which a live session answers its controls."""
SOFT_LUFS = -27.0
"""The loudness that a soft sound of the user's is brought to, unless `SOFT_PEAK_DB` forbids it."""
CLASS_ENDS_LOUDER_DB = 4.0
"""How much louder the sounds that end something are in a class."""

# -- music ---------------------------------------------------------------------------------------

MUSIC_LUFS = -17.0
"""The loudness of music where nobody speaks."""
MAKEUP_LUFS = -16.05
"""What a section with music is reckoned to, so that it comes out at `SESSION_LUFS`: what is reckoned is a
little too soft, as was measured over all built-in routines.
"""
MAKEUP_DB = (-1.0, 3.0)
"""By how much a section with music may be made softer and louder, so that it comes out at `SESSION_LUFS`."""
MAX_SONG_GAIN_DB = 20.0
"""The most that a song is amplified to reach `MUSIC_LUFS`; a softer song stays softer than others."""
DUCK_DB = 12.0
"""How much lower music is under the voice at least, unless the user says otherwise."""
COUNT_DUCK_DB = 6.0
"""The same under a single count."""
QUICK_COUNT_DUCK_DB = 6.0
"""By no more than this music moves quickly for a single count; where it is to be lower, it goes the rest of
the way slowly, so that it does not pump.
"""
MAX_DUCK_DB = 24.0
"""The most that music is ducked, however weak what sounds is."""
SPEECH_OVER_MUSIC_DB = 10.5
"""How far a line is above the music at least, both measured in the band of speech (`dsp.speech_band`)."""
COUNT_OVER_MUSIC_DB = 12.0
"""The same for a count: a single word has no others that would help to understand it."""
CHIME_OVER_MUSIC_DB = 10.0
"""The same for a chime."""
BREATH_OVER_MUSIC_DB = 9.0
"""The same for a tone of breathing."""
BREATH_WITH_MUSIC_DB = 9.0
"""How much louder the tones of breathing are where there is music."""
