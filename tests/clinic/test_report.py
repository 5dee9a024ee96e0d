"""Reports are safe to be opened in a spreadsheet."""

from __future__ import annotations

import csv

import pytest

from voicefoot.clinic.report import report_line, report_start
from voicefoot.clinic.row_maker import Outcome, State
from voicefoot.outgoing import for_csv


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", " =1", "|x", "%x"])
def test_a_formula_is_behind_an_apostrophe(text: str) -> None:
    assert for_csv(text).startswith("'")


def test_anything_else_stands_as_it_is() -> None:
    assert for_csv("Anna 1-2=3") == "Anna 1-2=3"


def test_a_report_is_read_as_it_was_meant() -> None:
    outcome = Outcome(2, 'Ann;"a\n', State.FAILED, "", "why; so")
    text = (report_start(";") + report_line(outcome, ";")).decode("utf-8-sig")
    header, row = csv.reader(text.splitlines(), delimiter=";")
    assert header == ["line", "name", "what", "file", "reason"]
    assert row == ["2", 'Ann;"a', "failed", "", "why; so"]
