"""Why a session had its level, and its talk, as the history records it."""

from __future__ import annotations

ASKED_FOR = "asked for"
FITTED = "fitted into the time"
"""Stands as the reason for the level where there is none: such a session says nothing about the next one."""
NO_RANGES = "its doses have no ranges"
WHY_BREAK = "after more than two weeks away"
