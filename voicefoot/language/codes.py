"""Codes of languages that the program names itself."""

ENGLISH = "en"
"""The code of the language that is there before all others."""
