"""WAV files: what is read, what is refused, and what is written."""

from __future__ import annotations

import io
import os
import shutil
import struct
import subprocess
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from voicefoot.audio import AudioFormat, Block, to_int16
from voicefoot.errors import CommandError
from voicefoot.storage.wav import RIFF_LIMIT, WavWriter, read_wav

MONO = AudioFormat(48_000, 1)
STEREO = AudioFormat(44_100, 2)


def noise(frames: int, channels: int) -> Block:
    steps = np.random.default_rng(1).integers(-32768, 32768, (frames, channels))
    return steps.astype(np.int16)


def written(block: Block, audio_format: AudioFormat, frames: int | None = None) -> bytes:
    stream = io.BytesIO()
    with WavWriter(stream, audio_format, frames) as writer:
        writer.write(block)
    return stream.getvalue()


class Pipe(io.RawIOBase):
    """A stream that only takes bytes, and keeps the first of them."""

    def __init__(self) -> None:
        self.taken = b""
        self.count = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        taken = bytes(data)
        self.taken += taken[: 200 - len(self.taken)]
        self.count += len(taken)
        return len(taken)


def pcm(
    bits: int, channels: int = 1, rate: int = 48_000, data: bytes = b"", kind: int = 1, told: int = -1
) -> bytes:
    """A WAV file made by hand."""
    frame_bytes = channels * bits // 8
    shape = struct.pack("<HHIIHH", kind, channels, rate, rate * frame_bytes, frame_bytes, bits)
    size = told if told >= 0 else len(data)
    body = b"WAVEfmt " + struct.pack("<I", 16) + shape + b"data" + struct.pack("<I", size) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


# -- writing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("audio_format", [MONO, STEREO])
def test_the_standard_library_reads_what_is_written(audio_format: AudioFormat) -> None:
    block = noise(1_000, audio_format.channels)

    with wave.open(io.BytesIO(written(block, audio_format))) as file:
        assert file.getframerate() == audio_format.sample_rate
        assert file.getnchannels() == audio_format.channels
        assert file.getsampwidth() == 2
        assert file.getnframes() == 1_000
        assert file.readframes(2_000) == block.astype("<i2").tobytes()


def test_a_length_told_before_or_found_after_gives_the_same_bytes() -> None:
    block = noise(777, 2)

    assert written(block, STEREO, 777) == written(block, STEREO)


def test_blocks_of_any_size_give_the_same_bytes() -> None:
    block = noise(500, 1)
    stream = io.BytesIO()

    with WavWriter(stream, MONO) as writer:
        for start, end in ((0, 0), (0, 1), (1, 300), (300, 300), (300, 500)):
            writer.write(block[start:end])

    assert stream.getvalue() == written(block, MONO)


def test_a_block_that_is_a_view_is_written_in_order() -> None:
    block = noise(64, 2)

    assert written(block[::2], STEREO) == written(block[::2].copy(), STEREO)


def test_an_empty_file_is_whole() -> None:
    with wave.open(io.BytesIO(written(noise(0, 1), MONO))) as file:
        assert file.getnframes() == 0


def test_a_stream_that_cannot_seek_is_enough_where_the_length_is_known() -> None:
    pipe = Pipe()
    stream = io.BufferedWriter(pipe)

    with WavWriter(stream, MONO, 1_000) as writer:
        writer.write(noise(1_000, 1))
    stream.flush()

    assert pipe.taken[:100] == written(noise(1_000, 1), MONO)[:100]
    assert pipe.count == 2_080


def test_a_file_may_begin_within_a_stream() -> None:
    stream = io.BytesIO(b"before")
    stream.seek(6)

    with WavWriter(stream, MONO) as writer:
        writer.write(noise(10, 1))

    assert stream.getvalue() == b"before" + written(noise(10, 1), MONO)
    assert stream.tell() == len(stream.getvalue())


def test_beyond_the_limit_it_is_rf64_with_true_lengths() -> None:
    whole, limit = written(noise(100, 2), STEREO), 72 + 400
    at_limit, beyond = io.BytesIO(), io.BytesIO()

    for stream, frames in ((at_limit, 100), (beyond, 101)):
        with WavWriter(stream, STEREO, riff_limit=limit) as writer:
            writer.write(noise(frames, 2))

    assert at_limit.getvalue() == whole
    data = beyond.getvalue()
    assert data[:20] == b"RF64\xff\xff\xff\xffWAVEds64" + struct.pack("<I", 28)
    assert struct.unpack("<QQQI", data[20:48]) == (len(data) - 8, 404, 101, 0)
    assert data[72:80] == b"data\xff\xff\xff\xff"
    assert data[80:] == noise(101, 2).astype("<i2").tobytes()


@pytest.mark.parametrize(("more", "kind"), [(0, b"RIFF"), (1, b"RF64")])
def test_the_real_limit_is_four_gibibytes(more: int, kind: bytes) -> None:
    frames = (RIFF_LIMIT - 72) // 2 + more
    pipe = Pipe()
    stream = io.BufferedWriter(pipe)

    WavWriter(stream, MONO, frames)
    stream.flush()

    assert pipe.taken[:4] == kind
    if kind == b"RF64":
        assert struct.unpack("<QQQ", pipe.taken[20:44]) == (2 * frames + 72, 2 * frames, frames)


def test_a_file_beyond_the_limit_is_patched_once(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    with path.open("wb") as stream:
        writer = WavWriter(stream, MONO, riff_limit=1_000)
        writer.write(noise(1_000, 1))
        writer.close()
        writer.close()

    assert path.read_bytes()[:4] == b"RF64"
    assert path.stat().st_size == 2_080


@pytest.mark.parametrize("limit", [RIFF_LIMIT, 1_000])
def test_ffprobe_reads_both_kinds(tmp_path: Path, limit: int) -> None:
    ffprobe = shutil.which("ffprobe")
    if ffprobe is None:
        assert "CI" not in os.environ, "ffprobe is missing"
        pytest.skip("ffprobe is missing")
    path = tmp_path / "x.wav"
    with path.open("wb") as stream, WavWriter(stream, STEREO, riff_limit=limit) as writer:
        writer.write(noise(44_100, 2))

    entries = "stream=codec_name,sample_rate,channels,duration_ts"
    done = subprocess.run(
        [ffprobe, "-v", "warning", "-show_entries", entries, "-of", "csv=p=0", path],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "pcm_s16le,44100,2,44100"
    assert done.stderr == ""


def test_frames_that_were_not_declared_are_refused() -> None:
    writer = WavWriter(io.BytesIO(), MONO, 10)
    writer.write(noise(8, 1))

    with pytest.raises(ValueError, match="more than the 10"):
        writer.write(noise(3, 1))
    with pytest.raises(ValueError, match="8 frames came of the 10"):
        writer.close()


@pytest.mark.parametrize(
    "block", [np.zeros((4, 2), np.int16), np.zeros(4, np.int16), np.zeros((4, 1), np.int32)]
)
def test_blocks_of_another_shape_are_refused(block: NDArray[np.int16]) -> None:
    with pytest.raises(ValueError, match="a block holds"):
        WavWriter(io.BytesIO(), MONO).write(block)


def test_after_its_end_it_takes_nothing() -> None:
    writer = WavWriter(io.BytesIO(), MONO)
    writer.close()

    with pytest.raises(ValueError, match="closed"):
        writer.write(noise(1, 1))


def test_after_an_error_the_header_is_not_completed() -> None:
    stream = io.BytesIO()

    def failing() -> None:
        with WavWriter(stream, MONO) as writer:
            writer.write(noise(5, 1))
            raise KeyError

    with pytest.raises(KeyError):
        failing()
    assert stream.getvalue()[76:80] == bytes(4)


# -- reading -------------------------------------------------------------------------------------


def test_sixteen_bits_come_back_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    block = noise(3_000, 2)
    path.write_bytes(written(block, STEREO))

    clip = read_wav(path)

    assert clip.sample_rate == 44_100
    assert np.array_equal(to_int16(clip.samples), block)


@pytest.mark.parametrize(
    ("bits", "data", "steps"),
    [
        (8, bytes([128, 255, 1]), [0, 127, -127]),
        (16, struct.pack("<3h", 0, 32767, -32767), [0, 32767, -32767]),
        (24, b"\0\0\0\xff\xff\x7f\x01\x00\x80", [0, 2**23 - 1, 1 - 2**23]),
        (32, struct.pack("<3i", 0, 2**31 - 1, 1 - 2**31), [0, 2**31 - 1, 1 - 2**31]),
    ],
)
def test_every_depth_is_read(tmp_path: Path, bits: int, data: bytes, steps: list[int]) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(pcm(bits, data=data))

    clip = read_wav(path)

    assert clip.samples[:, 0].tolist() == [0.0, 1.0, -1.0]
    assert [round(x * (2 ** (bits - 1) - 1)) for x in clip.samples[:, 0].tolist()] == steps


@pytest.mark.parametrize(("bits", "form"), [(32, "f"), (64, "d")])
def test_floats_are_read(tmp_path: Path, bits: int, form: str) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(pcm(bits, kind=3, data=struct.pack(f"<4{form}", 0.0, 1.0, -0.5, 1.25)))

    assert read_wav(path).samples[:, 0].tolist() == [0.0, 1.0, -0.5, 1.25]


def test_what_the_standard_library_writes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    block = noise(480, 2)
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, 22_050, 0, "NONE", ""))
        file.writeframes(block.astype("<i2").tobytes())

    assert np.array_equal(to_int16(read_wav(path).samples), block)


def test_extensible_files_and_odd_chunks_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    guid = struct.pack("<H", 1) + b"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"
    shape = struct.pack("<HHIIHHHHI", 0xFFFE, 1, 48_000, 144_000, 3, 24, 22, 24, 4) + guid
    body = b"WAVE" + b"LIST" + struct.pack("<I", 3) + b"abc\0"
    body += (
        b"fmt " + struct.pack("<I", len(shape)) + shape + b"data" + struct.pack("<I", 3) + b"\xff\xff\x7f\0"
    )
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)

    assert read_wav(path).samples.tolist() == [[1.0]]


def test_the_longest_length_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(pcm(16, rate=8_000, data=bytes(2 * 8_000)))

    assert read_wav(path, 1.0).frames == 8_000
    with pytest.raises(CommandError, match=r"longer than 0\.5 s; cut it"):
        read_wav(path, 0.5)


GOOD = bytes(200)
FAULTS = {
    "empty": (b"", "is empty"),
    "text": (b"title: Foot strength\n" * 3, "is not a WAV file"),
    "short": (b"RIFF", "is not a WAV file"),
    "rf64": (b"RF64\xff\xff\xff\xffWAVEds64", "is not a WAV file"),
    "avi": (b"RIFF\x10\0\0\0AVI LIST", "is not a WAV file"),
    "no chunks": (b"RIFF\x04\0\0\0WAVE", "without sound"),
    "data before fmt": (b"RIFF\x0c\0\0\0WAVEdata\x04\0\0\0abcd", "without sound"),
    "a chunk beyond the end": (b"RIFF\x0c\0\0\0WAVEJUNK\xff\xff\xff\xff", "without sound"),
    "a thousand chunks": (
        b"RIFF\x0c\0\0\0WAVE" + b"JUNK\0\0\0\0" * 2_000 + pcm(16, data=GOOD)[12:],
        "without sound",
    ),
    "float of 16 bits": (pcm(16, kind=3, data=GOOD), "16 bits"),
    "no numbers": (pcm(32, kind=3, data=struct.pack("<f", float("nan"))), "no numbers"),
    "wild numbers": (pcm(32, kind=3, data=struct.pack("<f", 1e30)), "far beyond full scale"),
    "mu-law": (pcm(8, kind=7, data=GOOD), "holds compressed samples"),
    "a short fmt": (b"RIFF\x14\0\0\0WAVEfmt \x04\0\0\0abcd", "damaged"),
    "12 bits": (pcm(12, data=GOOD), "12 bits"),
    "no channels": (pcm(16, channels=0, data=GOOD), "0 channels"),
    "many channels": (pcm(16, channels=2_000, data=GOOD), "2000 channels"),
    "no rate": (pcm(16, rate=0, data=GOOD), "sample rate of 0 Hz"),
    "a wild rate": (pcm(16, rate=400_000_000, data=GOOD), "sample rate of 400000000 Hz"),
    "frames that don't add up": (pcm(16, data=GOOD)[:32] + b"\x07" + pcm(16, data=GOOD)[33:], "damaged"),
    "no sound": (pcm(16, data=b""), "holds no sound"),
    "half a frame": (pcm(16, channels=2, data=b"ab"), "holds no sound"),
    "truncated": (pcm(16, data=GOOD, told=400), "ends before its sound does"),
    "endless": (pcm(16, data=GOOD, told=0xFFFF_FFFF), "longer than 10 s"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_file_gets_one_clear_message(tmp_path: Path, fault: str) -> None:
    data, message = FAULTS[fault]
    path = tmp_path / "x.wav"
    path.write_bytes(data)

    with pytest.raises(CommandError) as caught:
        read_wav(path)

    assert message in str(caught.value)
    assert str(path) in str(caught.value)
    assert "; " in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_beginning_of_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    whole = pcm(16, channels=2, data=bytes(40))

    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(CommandError, match="; "):
            read_wav(path)


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is not there; check the name"):
        read_wav(tmp_path / "missing.wav")
    with pytest.raises(CommandError, match="is not a file"):
        read_wav(tmp_path)
    with pytest.raises(CommandError, match="can't be read"):
        read_wav(tmp_path / ("n" * 300))
    with pytest.raises(CommandError, match="can't be read"):
        read_wav(tmp_path / "a\0b.wav")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes by name are of Unix")
def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.wav")

    with pytest.raises(CommandError, match="is not a file"):
        read_wav(tmp_path / "x.wav")
