"""Whatever stands in a file: either a routine comes of it, or problems."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.reading.loaders import LOADERS
from tests.reading.test_body import WHOLE
from tests.reading.test_compare_translation import ORIGINAL
from tests.reading.test_compare_translation import WHOLE as TRANSLATION
from tests.reading.test_inline_texts import INLINE
from tests.reading.test_read_bad_input import GOOD, MESSAGE
from voicefoot.errors import RoutineError
from voicefoot.model.routine import Routine
from voicefoot.model.translation import Translation, translated
from voicefoot.reading import parser
from voicefoot.reading import read as reader
from voicefoot.reading.compare_translation import warn_of_differences
from voicefoot.reading.problems import Problems
from voicefoot.reading.translation_file import read_translation


def is_judged(text: str) -> None:
    """Either a routine, or problems with messages that are harmless."""
    for loader in LOADERS:
        for line in outcome(text, loader):
            assert MESSAGE.match(line)
            assert "\x1b" not in line
            line.encode()


def outcome(text: str, loader: object) -> list[str]:
    """What the reader says of `text` with `loader`; nothing where it is a routine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser, "LOADER", loader)
        try:
            assert isinstance(reader.read_text(text, "fuzz.yaml", None), Routine)
        except RoutineError as error:
            return str(error).split("\n")
    return []


@settings(deadline=None, max_examples=200)
@given(st.text())
@example('a: "\\U99999999"')
@example("\ufeff\ufeff")
@example("? a\n: b")
@example("[? a : b]")
@example("--- --- a")
@example("a: !<%ff> b")
@example("%YAML 1.99999999999999999999\n---\na")
def test_any_text_is_judged(text: str) -> None:
    is_judged(text)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from([*"[]{},:-?&*!|>'\"%@`# \n\t\\", "a", "- ", ": ", "say", "\n  ", "---\n"])))
def test_any_yaml_marks_are_judged(marks: list[str]) -> None:
    is_judged("".join(marks))


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            [*"[]{},:-•–*：“”‘’«»\u00a0\u3000\u200b#\"'|1. \n", "a", "- ", "say", ": ", "\n  ", " #1"]
        )
    )
)
def test_anything_that_is_typed_is_judged(marks: list[str]) -> None:
    is_judged("".join(marks))


def damaged(data: st.DataObject, text: str) -> str:
    """`text` with up to three places of it replaced."""
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 5)))
        text = (
            text[:start]
            + data.draw(
                st.text(max_size=4)
                | st.sampled_from([": ", "- ", "'", '"', "{", "[", "：", "“", "”", "• ", " #1", "\u3000"])
            )
            + text[end:]
        )
    return text


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_any_damage_to_a_routine_is_judged(data: st.DataObject) -> None:
    is_judged(damaged(data, data.draw(st.sampled_from([GOOD, WHOLE]))))


@settings(deadline=None, max_examples=100)
@given(st.binary())
def test_any_bytes_are_judged(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any-bytes.yaml"
    path.write_bytes(content)
    with pytest.raises(RoutineError):
        reader.read(path)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_any_damage_to_texts_in_several_languages_is_judged(data: st.DataObject) -> None:
    is_judged(damaged(data, INLINE))


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_any_damage_to_a_translation_is_judged(data: st.DataObject) -> None:
    routine = reader.read_text(ORIGINAL, "knee.yaml", None)
    problems = Problems("fuzz.de.yaml")
    told: list[str] = []
    try:
        written = read_translation(damaged(data, TRANSLATION), "de", problems)
        if written is not None:
            warn_of_differences(routine, Translation("de"), written, problems)
            told = [str(warning) for warning in problems.warnings]
            assert isinstance(translated(routine, written.translation), Routine)
    except RoutineError as error:
        told = str(error).split("\n")
    assert all(map(MESSAGE.match, told))
