"""Words beside the sound."""

from __future__ import annotations

from dataclasses import replace

import pytest

from voicefoot.export.captions import lrc, lyrics, plain_text, sub_rip, web_vtt
from voicefoot.export.metadata import CaptionLine, Chapter
from voicefoot.model.attachments import Attachments

CHAPTERS = [Chapter("Taps", 0.0, 62.0), Chapter("Hold & <wait>", 62.0, 3_725.5)]
LINES = [
    CaptionLine(0.5, 1.25, "Tap --> now\nplease.", 0),
    CaptionLine(2.0, 2.3, "one", 0, True),
    CaptionLine(3.0, 3.3, "two", 0, True),
    CaptionLine(61.999_6, 62.0, "Rest.", 0),
    CaptionLine(63.0, 63.5, "one", 1, True),
    CaptionLine(64.0, 64.5, "two", 1, True),
    CaptionLine(65.0, 65.5, "three", 1, True),
    CaptionLine(3_725.25, 3_725.5, "four", 1, True),
]


def test_web_vtt() -> None:
    text = "".join(web_vtt("Feet & toes", CHAPTERS, LINES))
    assert text.startswith("WEBVTT - Feet &amp; toes\n\nNOTE Taps\n\n00:00:00.500 --> 00:00:01.250\n")
    assert "\nTap --&gt; now please.\n\n" in text
    assert "\nNOTE Hold &amp; &lt;wait&gt;\n\n00:01:03.000 --> " in text
    assert text.endswith("\n\n01:02:05.250 --> 01:02:05.500\nfour\n")
    assert text.count("NOTE") == 2


def test_sub_rip() -> None:
    text = "".join(sub_rip("", CHAPTERS, LINES))
    assert text.startswith("1\n00:00:00,500 --> 00:00:01,250\nTap --› now please.\n\n2\n00:00:02,000 -->")
    assert "\n4\n00:01:02,000 --> 00:01:02,000\nRest.\n" in text


def test_lrc() -> None:
    text = "".join(lrc("A [b]", CHAPTERS, LINES))
    assert text.startswith("[ti:A (b)]\n[length:62:06]\n[00:00.50]Tap")
    assert "[01:02.00]Rest.\n" in text
    assert text.endswith("[62:05.25]four\n")


def test_plain_text_gathers_counts() -> None:
    assert "".join(plain_text("Feet", CHAPTERS, LINES)) == (
        "Feet\n\nTaps (0:00)\n\n    0:00  Tap --> now please.\n    0:02  one, two\n    1:01  Rest.\n"
        "\nHold & <wait> (1:02)\n\n    1:03  one … four\n"
    )
    assert lyrics(LINES) == "Tap --> now please.\none, two\nRest.\none … four"


@pytest.mark.parametrize("written", [web_vtt, sub_rip, lrc, plain_text])
def test_no_words_are_no_fault(written: object) -> None:
    assert isinstance("".join(written("", [], [])), str)  # type: ignore[operator]  # one of four alike


def test_only_the_text_for_readers_has_notes_and_links() -> None:
    beside = Attachments("https://e.org/b", "After\x07 Alfredson.\nSlowly.")
    chapters = [replace(CHAPTERS[0], attachments=beside), CHAPTERS[1]]
    text = "".join(plain_text("Feet", chapters, LINES))
    assert "\nTaps (0:00)\nAfter Alfredson.\nSlowly.\nhttps://e.org/b\n\n" in text
    for captions in (web_vtt, sub_rip, lrc):
        assert "Alfredson" not in "".join(captions("Feet", chapters, LINES))
