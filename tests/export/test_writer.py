"""Files of every format, read by FFmpeg's own programs."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.export.sessions import RATE, TAGS, heard, lag, probed, session, wanted
from voicefoot.audio import AudioFormat, Block, Clip
from voicefoot.dsp.loudness import loudness_lufs, true_peak_db
from voicefoot.errors import CommandError
from voicefoot.export.encoder_pool import PacketCache
from voicefoot.export.formats import FORMATS, format_of
from voicefoot.export.metadata import Chapter, Tags
from voicefoot.export.writer import FileRequest, write_session
from voicefoot.mixing.mix import mix
from voicefoot.timeline.timeline import Section

ENDINGS = [known.ending for known in FORMATS]
LOSSLESS = (".wav", ".flac")


def png(_title: str = "", _chapters: Sequence[Chapter] = ()) -> bytes:
    """A small picture, as FFmpeg makes it."""
    import av

    codec = av.VideoCodecContext.create("png", "w")
    codec.width, codec.height, codec.pix_fmt = 64, 64, "rgb24"
    frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), 90, dtype=np.uint8), format="rgb24")
    return b"".join(bytes(packet) for packet in [*codec.encode(frame), *codec.encode(None)])


def written(ending: str, path: Path, sections: list[Section]) -> Path:
    with path.open("w+b") as stream:
        write_session(sections, stream, wanted(ending, cover=png))
    return path


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("extra", [0, 1_234])
def test_a_file_is_whole_and_tells_what_it_holds(ending: str, extra: int, tmp_path: Path) -> None:
    sections = session(extra=extra)
    path = written(ending, tmp_path / f"session{ending}", sections)
    samples = np.concatenate(list(mix(sections)))
    found = probed(path)
    tags = {**found["format"].get("tags", {}), **found["streams"][0].get("tags", {})}
    assert tags["title"] == TAGS.title
    assert tags["artist"] == "voicefoot"
    assert tags["comment"] == TAGS.comment
    assert ending == ".wav" or tags["language"] in ("de", "deu")
    assert [chapter["tags"]["title"] for chapter in found["chapters"]] == ["Part 1", "Part 2", "Part 3"]
    for chapter, part in zip(found["chapters"], sections, strict=True):
        assert float(chapter["start_time"]) == pytest.approx(part.start_frame / RATE, abs=0.001)
    assert float(found["format"]["duration"]) == pytest.approx(len(samples) / RATE, abs=2 * 1_152 / RATE)
    assert any(stream["disposition"]["attached_pic"] for stream in found["streams"]) == (ending != ".wav")
    decoded = heard(path)
    most_after = 1_024 if ending in (".m4a", ".m4b") else 0
    assert 0 <= len(decoded) - len(samples) <= most_after
    if ending in LOSSLESS:
        assert np.array_equal(decoded, samples)
    for start in (0, len(samples) // 2, len(samples) - 5 * RATE):
        window = slice(start, start + 5 * RATE)
        assert abs(lag(samples[window, 0], decoded[window, 0])) <= 1


@pytest.mark.parametrize("ending", [".mp3", ".opus", ".m4a", ".flac"])
def test_what_was_encoded_in_part_is_the_same_file(ending: str, tmp_path: Path) -> None:
    known = PacketCache(tmp_path)
    files = []
    for seeds, cache, cores in (((1, 2, 3), known, 2), ((1, 9, 3), known, 2), ((1, 9, 3), None, 1)):
        stream = io.BytesIO()
        write_session(session(seeds=seeds), stream, wanted(ending), cache, cores)
        files.append(stream.getvalue())
    assert files[0] != files[1]
    assert files[1] == files[2]


@pytest.mark.parametrize("ending", [".mp3", ".opus", ".m4a", ".flac"])
def test_with_nothing_changed_nothing_is_encoded(ending: str, tmp_path: Path) -> None:
    files = []
    for _ in range(2):
        stream = io.BytesIO()
        done = write_session(session(), stream, wanted(ending), PacketCache(tmp_path)).stats
        files.append(stream.getvalue())
    assert (done.encoded, done.encoded_frames) == (0, 0)
    assert done.known > 0
    assert files[0] == files[1]


def test_flac_knows_the_checksum_of_its_samples(tmp_path: Path) -> None:
    path = written(".flac", tmp_path / "session.flac", session())
    told = path.read_bytes()[26:42]
    assert told == hashlib.md5(heard(path, 1).astype("<i2").tobytes()).digest()  # noqa: S324 - what FLAC uses


@pytest.mark.parametrize("ending", ENDINGS)
def test_two_channels(ending: str, tmp_path: Path) -> None:
    sections = [
        Section(part.name, part.start_frame, part.end_frame, part.events, None, AudioFormat(RATE, 2))
        for part in session((9, 10), (1, 2))
    ]
    path = tmp_path / f"session{ending}"
    with path.open("w+b") as stream:
        write_session(sections, stream, FileRequest(format_of(ending), AudioFormat(RATE, 2), TAGS))
    found = probed(path)["streams"][0]
    assert found["channels"] == 2
    assert len(heard(path, 2)) == sections[-1].end_frame


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_title_from_a_stranger_harms_nothing(ending: str, tmp_path: Path) -> None:
    title = "\u202e\x1b[2J\0 Füße 🦶 / \\ \r\n<b>&" + "ö" * 300 + "\ud800"
    stream = (tmp_path / f"session{ending}").open("w+b")
    with stream:
        sections = session((3,), (1,))
        write_session(
            sections, stream, FileRequest(format_of(ending), AudioFormat(RATE, 1), Tags(title, "xx", title))
        )
    tags = probed(tmp_path / f"session{ending}")
    told = {**tags["format"].get("tags", {}), **tags["streams"][0].get("tags", {})}["title"]
    assert "Füße 🦶" in told
    assert not any(mark in told for mark in "\x1b\0\r\n")


def test_words_are_inside_where_players_look_for_them(tmp_path: Path) -> None:
    for ending in (".mp3", ".m4a", ".m4b"):
        found = probed(written(ending, tmp_path / f"session{ending}", session()))["format"]["tags"]
        lyrics = next(text for name, text in found.items() if name.startswith("lyrics"))
        assert lyrics.splitlines()[0] == "Part 1 0"


def test_the_same_bytes_each_time() -> None:
    for ending in ENDINGS:
        files = []
        for _ in range(2):
            stream = io.BytesIO()
            write_session(session((9, 4), (1, 2)), stream, wanted(ending, cover=png))
            files.append(stream.getvalue())
        assert files[0] == files[1]


@pytest.mark.parametrize(
    ("ending", "kbps", "message"),
    [
        (".mp3", 500, "500 kbit/s is out of range for MP3; choose 32 to 320"),
        (".mp3", 100, "MP3 has no 100 kbit/s; choose 96"),
        (".flac", 96, "FLAC keeps every sample, so it has no bit rate; leave out --bitrate"),
    ],
)
def test_a_bit_rate_that_cannot_be_is_told(ending: str, kbps: int, message: str) -> None:
    with pytest.raises(CommandError) as raised:
        format_of(ending).bit_rate_kbps(1, kbps)
    assert str(raised.value) == message


def test_a_rate_that_a_format_cannot_have_is_told() -> None:
    with pytest.raises(CommandError, match="Opus can't have 44100 Hz; choose --sample-rate 48000"):
        format_of(".opus").check(AudioFormat(44_100, 1))


@pytest.mark.parametrize(("ending", "what"), [(".aac", "'.aac' are not known"), ("", "without an ending is")])
def test_an_ending_that_is_not_known_is_told(ending: str, what: str) -> None:
    with pytest.raises(CommandError, match=what):
        format_of(ending)


@pytest.mark.parametrize("kbps", [32, 64, 128, 320])
def test_mp3_at_any_rate_ends_where_the_session_ends(kbps: int, tmp_path: Path) -> None:
    path = tmp_path / "session.mp3"
    sections = session((9, 4), (1, 2))
    with path.open("w+b") as stream:
        write_session(sections, stream, wanted(".mp3", kbps=kbps))
    assert len(heard(path)) == sections[-1].end_frame
    assert int(probed(path)["streams"][0]["bit_rate"]) == kbps * 1_000


@pytest.mark.parametrize("ending", [".mp3", ".m4a", ".opus"])
def test_what_is_decoded_stays_below_the_ceiling_and_is_as_loud_as_the_samples(
    ending: str, tmp_path: Path
) -> None:
    # Words so loud that the limiter has to work, which is where a codec adds to peaks.
    sections = [
        replace(part, events=tuple(replace(event, gain_db=7.5) for event in part.events))
        for part in session()
    ]
    samples = np.concatenate(list(mix(sections)))
    decoded = heard(written(ending, tmp_path / f"session{ending}", sections))

    def clip(block: Block) -> Clip:
        return Clip.of(block / np.float32(32_768), RATE)

    assert true_peak_db(clip(samples)) > -1.5
    assert true_peak_db(clip(decoded)) <= -1.0
    assert loudness_lufs(clip(decoded)) == pytest.approx(loudness_lufs(clip(samples)), abs=1.5)
