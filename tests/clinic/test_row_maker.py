"""Rows one after the other: what one leaves to the next."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from tests.clinic.lists import knee
from voicefoot.clinic.job import EachJob
from voicefoot.clinic.patient_list import Row
from voicefoot.clinic.row_maker import RowMaker, State
from voicefoot.clinic.targets import open_target
from voicefoot.model.choices import Choices
from voicefoot.reading.values_from_outside import Override
from voicefoot.speaking import registry


def test_what_a_stand_in_spoke_is_told_of_and_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [
        EntryPoint("faulty", "tests.support.voices:faulty", registry.GROUP),
        EntryPoint("pyttsx3", "voicefoot.speaking.engine_pyttsx3:adapter", registry.GROUP),
    ]
    monkeypatch.setattr(registry, "entry_points", lambda group: found if group == registry.GROUP else [])
    out = str(tmp_path / "out")
    open_target(out).prepare()
    job = EachJob(
        str(knee(tmp_path)), out, ".wav", Choices(pronounce={}), voice="faulty:raise", sample_rate=8_000
    )
    other = Row(3, "Bob", overrides=(Override("Bridge", "say", "Rise."),))
    with RowMaker(job) as maker:
        first, second = maker.make(Row(2, "Anna")), maker.make(other)
        again = maker.make(Row(2, "Anna"))
        plain = maker.make(Row(4, "Cem", choices=(("voice", "pyttsx3"),)))
    assert [each.state for each in (first, second, again, plain)] == [State.MADE] * 4
    told = [each.reason.partition(" spoke ")[2].partition(";")[0] for each in (first, second, again)]
    assert told[0] == told[1] == told[2] != "", "each tells of its own lines alone"
    assert not plain.reason
    with RowMaker(replace(job, voice="pyttsx3")) as maker:
        assert maker.make(Row(4, "Cem")).state is State.UNCHANGED
