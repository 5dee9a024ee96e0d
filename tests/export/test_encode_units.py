"""Stretches: what can be encoded apart, known before it is mixed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from tests.export.sessions import RATE, UNIT, burst, session
from voicefoot.export import encode_units as module
from voicefoot.export.encode_units import EncodeUnit, encode_units
from voicefoot.mixing.mix import mix
from voicefoot.model.routine import Mood
from voicefoot.model.stems import AS_ARRANGED, Gains
from voicefoot.music.groove import Groove
from voicefoot.music.groove_score import Passage
from voicefoot.music.song_loop import Song, SongLoop
from voicefoot.music.song_source import SongSource
from voicefoot.timeline.timeline import Event, EventKind, Music, MusicSource, Section

PACKET = 1_152


def found(sections: list[Section], packet: int = PACKET, gains: Gains = AS_ARRANGED) -> list[EncodeUnit]:
    return list(encode_units(sections, packet, gains))


def samples(each: EncodeUnit, packet: int = PACKET) -> np.ndarray:
    return np.concatenate([chunk.samples for chunk in each.chunks(packet, AS_ARRANGED)])


@pytest.mark.parametrize("extra", [0, 1_234])
@pytest.mark.parametrize("packet", [960, 1_024, 1_152])
def test_together_they_are_the_session(extra: int, packet: int) -> None:
    sections = session(extra=extra)
    parts = found(sections, packet)
    assert len(parts) == 3
    assert [part.is_last for part in parts] == [False, False, True]
    whole = np.concatenate(list(mix(sections)))
    together = np.concatenate([samples(part, packet) for part in parts])
    np.testing.assert_array_equal(together, whole)
    for part in parts[:-1]:
        assert part.end_frame is not None
        assert part.end_frame % packet == 0


def test_only_what_changed_has_another_digest() -> None:
    usual = [part.digest for part in found(session())]
    assert [part.digest for part in found(session())] == usual
    changed = [part.digest for part in found(session(seeds=(1, 5, 3)))]
    assert [a == b for a, b in zip(usual, changed, strict=True)] == [True, False, True]
    longer = [part.digest for part in found(session((12, 30, 9)))]
    assert [a == b for a, b in zip(usual, longer, strict=True)] == [True, False, True]
    assert not set(usual) & {part.digest for part in found(session(), gains=Gains(voice_db=1.0))}
    assert not set(usual) & {part.digest for part in found(session(), packet=960)}


def test_where_the_end_is_not_silent_sections_are_one_stretch() -> None:
    sections = session()
    late = Event(sections[0].end_frame - UNIT // 8, burst(1, 0.1), EventKind.CHIME)
    loud = replace(sections[0], events=(*sections[0].events, late))
    assert [len(list(part.sections)) for part in found([loud, *sections[1:]])] == [2, 1]


def with_music(section: Section, source: MusicSource) -> Section:
    still = np.zeros(1, dtype=np.int64), np.zeros(1)
    music = Music(section.start_frame, section.end_frame, "music", source, section.start_frame, *still)
    return replace(section, music=music)


def groove(tempo_frames: int) -> Groove:
    return Groove([Passage(np.arange(0, 3_000_000, tempo_frames))], Mood.CALM, 1, RATE, channels=1)


def test_music_joins_sections_and_is_in_the_digest() -> None:
    one, other = (
        found([with_music(section, groove(frames)) for section in session()]) for frames in (30_000, 24_000)
    )
    assert [len(list(part.sections)) for part in one] == [3]
    assert one[0].digest is not None
    assert one[0].digest != other[0].digest
    whole = np.concatenate(list(mix(with_music(section, groove(30_000)) for section in session())))
    np.testing.assert_array_equal(samples(one[0]), whole)


def test_a_song_whose_content_is_not_known_is_not_known_beforehand() -> None:
    song = Song(UNIT, np.full(10, -18.0), np.zeros(0, dtype=np.int64))
    player = SongSource("song", SongLoop([song], RATE), [lambda: iter(())], [1.0], 1)
    assert [part.digest for part in found([with_music(section, player) for section in session()])] == [None]


def test_what_is_very_long_is_made_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_SECTIONS", 2)
    asked = []

    def coming() -> Iterator[Section]:
        for section in session((9, 9, 9, 9), (1, 2, 3, 4)):
            asked.append(section.name)
            yield with_music(section, groove(30_000))

    (only,) = encode_units(coming(), PACKET, AS_ARRANGED)
    assert only.digest is None
    assert asked == ["Part 1", "Part 2", "Part 3"]
    assert len(samples(only)) == 36 * UNIT


def test_what_may_not_be_cut_is_one_stretch_that_is_known_as_a_whole() -> None:
    sections = session((9, 9), (1, 2))
    (only,) = encode_units(sections, PACKET, AS_ARRANGED, may_split=False)
    (other,) = encode_units(session((9, 9), (1, 3)), PACKET, AS_ARRANGED, may_split=False)
    assert only.digest is not None
    assert only.digest != other.digest
    parts = list(only.whole(AS_ARRANGED))
    assert [part.ends_run for part in parts] == [False] * (len(parts) - 1) + [True]
    assert sum(len(part.samples) for part in parts) == 18 * UNIT


def test_no_sections_are_no_stretch() -> None:
    assert found([]) == []
