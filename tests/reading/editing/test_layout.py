"""The layout of YAML: each text, and what it becomes."""

from __future__ import annotations

import pytest
import yaml

from voicefoot.reading.editing.layout import comments, laid_out

CASES = {
    "spaces": (
        "title:   X\nsides: [ a,b ,c ]\nfor : {x:   1}\n",
        "title: X\nsides: [a, b, c]\nfor: {x: 1}\n",
    ),
    "dashes below their key": (
        "exercises:\n- name: A\n  tips:\n  - a\n- B\nfor: 2s\n",
        "exercises:\n  - name: A\n    tips:\n      - a\n  - B\nfor: 2s\n",
    ),
    "odd indentation": (
        "exercises:\n     -   name: A\n         tips:\n           - a\n",
        "exercises:\n  - name: A\n    tips:\n      - a\n",
    ),
    "a dash that stands alone": (
        "a:\n  -\n\n    b: 1\n    c: 2\n  -\n    d\n",
        "a:\n  - b: 1\n    c: 2\n  - d\n",
    ),
    "a dash with a comment": ("a:\n-\n   # x\n   b: 1\n", "a:\n  -\n    # x\n    b: 1\n"),
    "blank lines": ("\n\na: 1\n\n\n   \nb: 2\n\n\n", "a: 1\n\nb: 2\n"),
    "no line feed at the end": ("a: 1  # b", "a: 1  # b\n"),
    "lines that are kept": ("a: |\n     x\n       y\n\n\nb: 2\n", "a: |\n  x\n    y\n\nb: 2\n"),
    "lines with a number": ("- a: |1-\n     x\n", "- a: |1-\n     x\n"),
    "words that go on": ("-   a: some\n      words\n\n      more\n", "- a: some\n    words\n\n    more\n"),
    "quotes that go on": ('-   a: "x \\\n       y\\ \n     z"\n', '- a: "x \\\n    y\\ \n    z"\n'),
    "brackets that go on": (
        "-   a: [x,  # 1\n        y   # 2\n       ]\n",
        "- a: [x,  # 1\n      y   # 2\n     ]\n",
    ),
    "all in braces": ('{"a":1,\n "b":[2]\n}', '{"a": 1,\n "b": [2]\n}\n'),
    "a column of comments": (
        "a: 1     # x\n         # y\nbb: 22   # z\n",
        "a: 1     # x\n         # y\nbb: 22   # z\n",
    ),
    "comments close by": ("a: 1 # x\nb: 22222 # y\n", "a: 1  # x\nb: 22222  # y\n"),
    "words behind a hash": ("say: Band #1\n", "say: Band #1\n"),
    "comments between": (
        "a:\n- b: 1\n# out\n  # in\n     # deep\n- c: 2\n  # of c\n# of a\nd: 3\n# end\n",
        "a:\n  - b: 1\n  # out\n    # in\n    # deep\n  - c: 2\n    # of c\n# of a\nd: 3\n# end\n",
    ),
    "a marked document": (
        "%YAML 1.1\n---\n  a:\n  - b\n...\n# end",
        "%YAML 1.1\n---\na:\n  - b\n...\n# end\n",
    ),
    "keys with a question mark": ("?   a\n:   b\n", "? a\n: b\n"),
    "an anchor": ("a: &x  1\nb:   *x\n", "a: &x 1\nb: *x\n"),
    "a merge key": ("a:   &x {b: 1}\nc:\n    <<: *x\n", "a: &x {b: 1}\nc:\n  <<: *x\n"),
    "a comment behind a bar": ("a: |   # why\n   x\n", "a: |   # why\n  x\n"),
    "a value on its own line": ("a:\n      words\n", "a:\n  words\n"),
    "an empty value": ("a:\nb: [ ]\nc: { }\n", "a:\nb: []\nc: {}\n"),
}


@pytest.mark.parametrize(("text", "meant"), CASES.values(), ids=CASES)
def test_each_text_gets_the_usual_layout(text: str, meant: str) -> None:
    assert laid_out(text) == meant
    assert laid_out(meant) == meant
    assert yaml.safe_load(meant) == yaml.safe_load(text)


def test_what_is_replaced_keeps_its_comment_in_its_column() -> None:
    text = "a: 20 sec    # x\nb: 100 minutes   # y\n"
    assert laid_out(text, {3: "20s", text.index("100"): "1 h"}) == "a: 20s       # x\nb: 1 h           # y\n"


def test_comments_are_no_hashes_in_words() -> None:
    text = 'a: "# no"  # one\n# two\nb: |\n  # no\nc: x#y #3'
    assert [text[start:end] for start, end in comments(text)] == ["# one", "# two", "#3"]
