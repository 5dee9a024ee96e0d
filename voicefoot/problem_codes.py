"""The codes of all problems and warnings about a file: stable names for programs that read `check --json`.

Words of messages may change; codes may not. What each stands for is told in docs/check.md.
"""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """What kind of problem it is. A new kind gets a new code, and a row in docs/check.md."""

    # the file
    UNREADABLE_FILE = "unreadable-file"
    TOO_LARGE = "too-large"
    BAD_ENCODING = "bad-encoding"
    BAD_CHARACTER = "bad-character"
    EMPTY_FILE = "empty-file"
    NOT_A_ROUTINE = "not-a-routine"
    TOO_MANY_PROBLEMS = "too-many-problems"
    # how it is written
    SYNTAX = "syntax"
    TAB_INDENT = "tab-indent"
    MISSING_SPACE = "missing-space"
    NEEDS_QUOTES = "needs-quotes"
    CUT_BY_HASH = "cut-by-hash"
    YAML_FEATURE = "yaml-feature"
    NO_DASH = "no-dash"
    # keys
    UNKNOWN_KEY = "unknown-key"
    MISPLACED_KEY = "misplaced-key"
    MISSING_KEY = "missing-key"
    DUPLICATE_KEY = "duplicate-key"
    # values
    EMPTY_VALUE = "empty-value"
    WRONG_SHAPE = "wrong-shape"
    BAD_VALUE = "bad-value"
    NO_UNIT = "no-unit"
    OUT_OF_RANGE = "out-of-range"
    RUNS_DOWNWARDS = "runs-downwards"
    TOO_LONG = "too-long"
    TOO_MANY = "too-many"
    NO_WORDS = "no-words"
    UNKNOWN_NAME = "unknown-name"
    BAD_FILE = "bad-file"
    BAD_INCLUDE = "bad-include"
    BAD_VARIABLE = "bad-variable"
    # what is written together
    CLASHING_KEYS = "clashing-keys"
    INCOMPLETE_DOSE = "incomplete-dose"
    UNEQUAL_LISTS = "unequal-lists"
    BAD_SIDES = "bad-sides"
    TOO_DEEP = "too-deep"
    NO_EXERCISE = "no-exercise"
    NO_TIME = "no-time"
    # warnings
    NO_EFFECT = "no-effect"
    TAKEN_AS = "taken-as"
    REST_AS_EXERCISE = "rest-as-exercise"
    SHORT_REST = "short-rest"
    NO_PHONEMES = "no-phonemes"
    UNREACHABLE_FIT = "unreachable-fit"
    # warnings of what is not likely
    UNLIKELY_TIME = "unlikely-time"
    UNLIKELY_TEMPO = "unlikely-tempo"
    LONG_SESSION = "long-session"
    LONG_TALK = "long-talk"
    ONE_SIDE = "one-side"
    # translations
    UNTRANSLATED = "untranslated"
    NOT_IN_ORIGINAL = "not-in-original"
    CHANGED_SINCE = "changed-since"
    TRANSLATED_TWICE = "translated-twice"
    WRONG_LANGUAGE = "wrong-language"
