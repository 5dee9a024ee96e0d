"""How loud everything is: the levels that clips and music are brought to before they are mixed."""

from __future__ import annotations

MUSIC_LUFS = -17.0
"""How loud music is where nobody speaks."""
