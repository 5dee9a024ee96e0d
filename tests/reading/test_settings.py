"""The user's settings: what is read from them, what is told of them, and how they are changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicefoot.errors import RoutineError
from voicefoot.reading.settings import language_code, parse_settings, read_settings, with_voice


@pytest.mark.parametrize(
    ("text", "voices"),
    [
        ("voices: {de: piper:de_DE-thorsten-medium}\n", {"de": "piper:de_DE-thorsten-medium"}),
        (
            "voices:\n  DE: natural\n  pt_BR: 'kokoro:pf_dora'\n  no: x\n",
            {"de": "natural", "pt-br": "kokoro:pf_dora", "no": "x"},
        ),
        (
            'Voices:\n  de: "command:say -v Anna -o {wav} {text}"\n',
            {"de": "command:say -v Anna -o {wav} {text}"},
        ),
        ("voices:\n", {}),
        ("", {}),
        ("# nothing yet\n", {}),
    ],
)
def test_settings_are_read(text: str, voices: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(text, encoding="utf-8")
    assert read_settings(path).voices == voices


def test_there_need_be_no_file(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "none" / "settings.yaml").voices == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("voice: {de: x}\n", ":1:1: `voice` is not a setting; did you mean `voices`?"),
        ("colour: red\n", ":1:1: `colour` is not a setting; there is `voices`"),
        ("voices: x\n", ":1:9: `voices` needs keys and values; write it as in `voices: {de: NAME}`"),
        ("- voices\n", ":1:1: this file needs keys and values"),
        ("voices:\n  german: x\n", ":2:3: `german` is no code of a language; write one such as de or pt-BR"),
        ("voices:\n  de:\n", ":2:6: `de` needs the name of one voice"),
        ("voices:\n  de: [x, y]\n", ":2:7: `de` needs the name of one voice"),
        ("voices:\n  de: x\n  DE: y\n", ":3:3: `de` is written twice"),
        ("voices:\n  de: x\n  de: y\n", ":3:3: `de` is written twice"),
        (f"voices:\n  de: {'x' * 3_000}\n", ":2:7: the voice of `de` is 3,000 characters long"),
        ("voices: &a {de: x}\n", ":1:9: `&a` is an anchor"),
        ("\x07\n", ":1:1: there is a control character"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RoutineError) as caught:
        read_settings(path)
    assert f"{path}{told}" in str(caught.value)


def test_every_problem_is_told() -> None:
    with pytest.raises(RoutineError) as caught:
        parse_settings("voices: {german: x, de: [y]}\ncolour: red\n", "f")
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize(
    ("before", "voice", "after"),
    [
        ("", "natural", "voices:\n  de: natural\n"),
        ("# mine\n", "natural", "# mine\nvoices:\n  de: natural\n"),
        ("voices:\n  de: old   # the good one\n", "new", "voices:\n  de: new   # the good one\n"),
        ("voices:\n    # a\n    fr: x\n\n# b\n", "new", "voices:\n    # a\n    fr: x\n    de: new\n\n# b\n"),
        ("voices: # all of them\n", "new", "voices: # all of them\n  de: new\n"),
        ("voices: {fr: x}  # all\n", "new", "voices:\n  fr: x\n  de: new\n"),
        ("voices:\n  'DE': old\n  fr: x\n", "new", "voices:\n  de: new\n  fr: x\n"),
        ("voices:\n  de: old # not\n  fr: x\n", None, "voices:\n  fr: x\n"),
        ("voices:\n  de: old\n", None, "voices:\n"),
        ("voices:\n  de: old\n", "old", "voices:\n  de: old\n"),
        ("# x\n", None, "# x\n"),
        ("voices: {\n  fr: x, # first\n  de: y\n}\n", "new", "voices:\n  fr: x\n  de: new\n"),
        ('{voices: {de: old}}\n', "new", "voices:\n  de: new\n"),
        ("voices:\r\n  fr: x\r\n", "new", "voices:\n  fr: x\n  de: new\n"),
    ],
)  # fmt: skip
def test_a_voice_is_set_and_comments_stay(before: str, voice: str | None, after: str) -> None:
    assert with_voice(before, "de", voice) == after


NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30)


@given(
    st.dictionaries(st.sampled_from(["de", "fr", "pt-br", "no"]), NAMES),
    st.sampled_from(["de", "no"]),
    NAMES | st.none(),
)
def test_whatever_is_set_is_read(voices: dict[str, str], language: str, voice: str | None) -> None:
    text = "# mine\n"
    for each, name in voices.items():
        text = with_voice(text, each, name)
    text = with_voice(text, language, voice)
    expected = {each: name for each, name in voices.items() if each != language}
    if voice is not None:
        expected[language] = voice
    assert parse_settings(text, "f").voices == expected
    assert text.startswith("# mine\n")


def test_codes_of_languages() -> None:
    assert [language_code(typed) for typed in ("DE", "pt_BR", " zh-Hans ")] == ["de", "pt-br", "zh-hans"]
    assert [language_code(typed) for typed in ("german", "d", "", "de/x", "日本語")] == [None] * 5
