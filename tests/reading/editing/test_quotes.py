"""Words are written without quotes wherever they are read as these words."""

from __future__ import annotations

import pytest
import yaml

from voicefoot.reading.editing.quotes import quoted, quoted_words


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("Lift & hold; lower", "Lift & hold; lower", "Lift & hold; lower"),
        ("2x24 kg", "2x24 kg", "2x24 kg"),
        ("12", "12", '"12"'),
        ("yes", "yes", '"yes"'),
        ("Lift: high", '"Lift: high"', '"Lift: high"'),
        ("band #2", '"band #2"', '"band #2"'),
        ('say "go"', 'say "go"', 'say "go"'),
        ('"Go" \\', '"\\"Go\\" \\\\"', '"\\"Go\\" \\\\"'),
        ("- Bridge", '"- Bridge"', '"- Bridge"'),
    ],
)
def test_what_stands_on_a_line(text: str, value: str, words: str) -> None:
    assert (quoted(text, is_within=False), quoted_words(text, is_within=False)) == (value, words)
    assert yaml.safe_load(f"key: {words}") == {"key": text}


@pytest.mark.parametrize("text", ["towel, chair", "[towel", "a}", "left", "12"])
def test_what_stands_in_brackets(text: str) -> None:
    assert yaml.safe_load(f"[{quoted_words(text, is_within=True)}]") == [text]
