"""What is written by people: routines, programmes, translations, settings, and lists that are imported."""

from __future__ import annotations

import zlib
from datetime import date
from pathlib import Path
from random import Random

from hypothesis import given, settings

from tests.fuzz.target import Target
from tests.reading.test_body import WHOLE
from tests.reading.test_compare_translation import ORIGINAL
from tests.reading.test_compare_translation import WHOLE as TRANSLATION
from tests.reading.test_inline_texts import INLINE
from tests.reading.test_read_bad_input import GOOD, MESSAGE
from tests.support.random_routines import SyntheticVoice, arranged, broken_promises, choices, routines, voices
from voicefoot.errors import RoutineError
from voicefoot.history.programme import planned_days, standing
from voicefoot.model.choices import Choices, Level, Talk
from voicefoot.model.translation import Translation, translated
from voicefoot.planning.announced_length import reckoned_seconds
from voicefoot.planning.plan import plan
from voicefoot.reading.builtin import PROGRAMMES, names, programme_text, text_of
from voicefoot.reading.compare_translation import warn_of_differences
from voicefoot.reading.editing.sameness import meaning_of_routine, same
from voicefoot.reading.editing.tidy import tidied
from voicefoot.reading.fields import FIELDS
from voicefoot.reading.file_kinds import is_programme
from voicefoot.reading.importing.convert_file import imported
from voicefoot.reading.parser import parse
from voicefoot.reading.problems import Problems
from voicefoot.reading.programme import build_programme
from voicefoot.reading.read import read_original_text, read_text
from voicefoot.reading.settings import parse_settings, with_voice
from voicefoot.reading.source import decode, normalize
from voicefoot.reading.translation_file import read_translation
from voicefoot.reading.typed import as_meant

DATA = Path(__file__).parents[1] / "data"
NAME = "fuzz.yaml"
MAX_SECONDS = 1_200.0
"""Longer sessions are read and planned, and not arranged: that would take too long for one of so many."""
MAX_SECTIONS = 100
TODAY = date(2026, 3, 1)


def names_lines(error: RoutineError, most: int | None = None) -> bool:
    """Check that `error` names a line and a remedy for each problem, `most` of them, and does nothing to a
    terminal. Return that nothing was taken.
    """
    assert most is None or len(error.problems) <= most
    lines = str(error).split("\n")
    assert all(MESSAGE.match(line) for line in lines), lines
    assert "\x1b" not in str(error)
    str(error).encode("utf-8")
    return False


def in_utf8(*texts: str) -> list[bytes]:
    """Return `texts` as files have them."""
    return [text.encode("utf-8") for text in texts]


# -- routines --------------------------------------------------------------------------------------


def routine(content: bytes) -> bool:
    """A routine's file -> a session that keeps its promises."""
    draw = zlib.crc32(content)
    try:
        original = read_original_text(decode(content, Problems(NAME)), NAME, None)
        for warning in original.warnings:
            assert MESSAGE.match(str(warning)), str(warning)
        chosen = Choices(
            level=list(Level)[draw % len(Level)],
            talk=list(Talk)[(draw >> 4) % len(Talk)],
            for_class=bool(draw >> 8 & 1),
            tempo=(1.0, 0.5, 2.0)[(draw >> 9) % 3],
        )
        planned = plan(original.routine, chosen)
        if len(planned.sections) > MAX_SECTIONS or reckoned_seconds(planned.sections) > MAX_SECONDS:
            return True
        sections = arranged(planned, SyntheticVoice((0.02, 0.075)[draw >> 11 & 1], bool(draw >> 12 & 1)))
    except RoutineError as error:
        return names_lines(error)
    assert list(broken_promises(sections)) == []
    return True


def fmt(content: bytes) -> bool:
    """A routine's file -> the same routine, tidied."""
    try:
        text = decode(content, Problems(NAME))
        meaning = meaning_of_routine(text, NAME, None)
        after = tidied(text, NAME, None)
    except RoutineError as error:
        return names_lines(error)
    assert same(meaning_of_routine(after, NAME, None), meaning), after
    assert tidied(after, NAME, None) == after
    return True


@settings(deadline=None, database=None)
@given(routines(), choices(), voices())
def _whole_session(text: str, chosen: Choices, voice: SyntheticVoice) -> None:
    try:
        sections = arranged(plan(read_text(text, NAME, None), chosen), voice)
    except RoutineError as error:
        names_lines(error)
        return
    assert list(broken_promises(sections)) == []


def session(content: bytes) -> bool:
    """What the strategy of random routines draws from any bytes -> a session that keeps its promises."""
    return _whole_session.hypothesis.fuzz_one_input(content) is not None  # type: ignore[attr-defined]


def translation(content: bytes) -> bool:
    """The file of a translation -> the routine in that language."""
    problems = Problems("fuzz.de.yaml")
    original = read_text(ORIGINAL, "knee.yaml", None)
    try:
        written = read_translation(decode(content, problems), "de", problems)
        if written is None:
            return False
        warn_of_differences(original, Translation("de"), written, problems)
        assert all(MESSAGE.match(str(warning)) for warning in problems.warnings)
        plan(translated(original, written.translation), Choices())
    except RoutineError as error:
        return names_lines(error)
    return True


def programme(content: bytes) -> bool:
    """The file of a programme -> its days, and the first of them to do."""
    problems = Problems(NAME)
    try:
        text = normalize(decode(content, problems), problems)
        root = parse(as_meant(text, problems), problems)
        if not is_programme(root):
            return False
        found = build_programme(root, NAME, None, problems)
    except RoutineError as error:
        return names_lines(error)
    days = list(planned_days(found, standing(found, [], TODAY), TODAY))
    assert [each.day for each in days] == list(found.days)
    return True


def _built_in() -> list[str]:
    everything = (DATA / "routines" / "everything.yaml").read_text(encoding="utf-8")
    without_files = everything.replace("sounds:\n  tick: click.wav\n", "")
    return [GOOD, WHOLE, INLINE, without_files, *(text_of(name) for name in names()[::6])]


def _draws() -> list[bytes]:
    return [Random(number).randbytes(4_000) for number in range(8)]  # noqa: S311 - the same each time


# -- settings --------------------------------------------------------------------------------------


def user_settings(content: bytes) -> bool:
    """The file of settings -> settings, into which a voice can be put."""
    try:
        text = decode(content, Problems(NAME))
        before = dict(parse_settings(text, NAME).voices)
        after = dict(parse_settings(with_voice(text, "de", "piper:thorsten"), NAME).voices)
        without = dict(parse_settings(with_voice(text, "de", None), NAME).voices)
    except RoutineError as error:
        return names_lines(error)
    assert after == before | {"de": "piper:thorsten"}
    assert without == {code: voice for code, voice in before.items() if code != "de"}
    return True


# -- import ----------------------------------------------------------------------------------------

SUFFIXES = (".txt", ".md", ".csv", ".json", ".yaml")


def foreign(content: bytes) -> bool:
    """A list -> a routine that is read. The first byte chooses its ending."""
    name = "list" + SUFFIXES[(content[0] if content else 0) % len(SUFFIXES)]
    try:
        found = imported(content[1:], name)
    except RoutineError as error:
        return names_lines(error, most=1)
    read_text(found.yaml, name, None)
    return True


def _lists() -> list[bytes]:
    files = [path for path in sorted((DATA / "imports").iterdir()) if path.suffix != ".expected"]
    json_timer = b'{"name": "A", "intervals": [{"name": "Run", "duration": 60}, {"name": "Rest", "time": 5}]}'
    return [
        *(bytes([SUFFIXES.index(path.suffix)]) + path.read_bytes() for path in files[::4]),
        b"\x03" + json_timer,
        b"\x04" + GOOD.encode("utf-8"),
    ]


# --------------------------------------------------------------------------------------------------

_MARKS = (
    ": ", "- ", "\n  ", "\n- ", "{", "}", "[", "]", '"', "'", "#", "|", ">", "&a ", "*a", "!!", "---\n",
)  # fmt: skip
_VALUES = (
    "10", "8-10", "2s", "1 min", "0.5s", "none", "music", "60 bpm", "auto", "yes", "99999999", "{reps}",
)  # fmt: skip
_KEYS = tuple(f"{field.name}: " for field in FIELDS)

TARGETS = {
    "routine": Target("a routine", routine, lambda: in_utf8(*_built_in()), _KEYS + _VALUES + _MARKS, 80),
    "session": Target("draws of the strategy of random routines", session, _draws, (), 60),
    "fmt": Target("a routine to tidy", fmt, lambda: in_utf8(*_built_in()), _KEYS + _VALUES + _MARKS, 30),
    "translation": Target(
        "a translation of a routine", translation, lambda: in_utf8(TRANSLATION), ("texts:", *_MARKS)
    ),
    "programme": Target(
        "a programme",
        programme,
        lambda: in_utf8(*map(programme_text, PROGRAMMES), "programme: A\nweek: [desk, rest]\nweeks: 2\n"),
        ("weeks: ", "week: ", "days: ", "rest", "desk", "level: ", "full", "too_hard: ", *_MARKS),
        60,
    ),
    "settings": Target(
        "the settings",
        user_settings,
        lambda: in_utf8("# mine\nvoices:\n  de: piper:x # who\n  pt-br: 'a b'\n", "voices: {de: x}\n"),
        ("voices:", "de: ", "pt-br", *_MARKS),
    ),
    "import": Target(
        "a list to import",
        foreign,
        _lists,
        ("3x10", "3 x 40s", "rest 60s", "per side", "je Seite", "EMOM", "AMRAP", "|", "15-20", "1:30", ","),
        80,
    ),
}
