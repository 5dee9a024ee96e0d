"""WAV files as people bring them: read by another voice, in every layout that programs write."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from voicefoot.audio import AudioFormat, Clip, Samples, to_int16
from voicefoot.model.phrase import Phrase
from voicefoot.recording.voice_folder import VoiceFolder, open_folder
from voicefoot.speaking.registry import choose, open_voice
from voicefoot.storage.paths import voices_folder
from voicefoot.storage.wav import WavWriter

_ENCODINGS: dict[str, tuple[int, int, Callable[[Samples], bytes]]] = {
    "8": (1, 8, lambda x: (np.rint(x * 127) + 128).astype(np.uint8).tobytes()),
    "16": (1, 16, lambda x: np.rint(x * 32767).astype("<i2").tobytes()),
    "24": (
        1,
        24,
        lambda x: np.rint(x * 8388607.0).astype("<i4").reshape(-1, 1).view(np.uint8)[:, :3].tobytes(),
    ),
    "32": (1, 32, lambda x: np.rint(x.astype(np.float64) * 2147483647.0).astype("<i4").tobytes()),
    "float": (3, 32, lambda x: x.astype("<f4").tobytes()),
}
LAYOUTS = tuple(_ENCODINGS)


def write_wav(path: Path, clip: Clip) -> None:
    """Write `clip` with 16 bits."""
    with path.open("wb") as stream, WavWriter(stream, AudioFormat(clip.sample_rate, clip.channels)) as writer:
        writer.write(to_int16(clip.samples))


def wav_bytes(clip: Clip, layout: str) -> bytes:
    """`clip` as a WAV file in one of LAYOUTS."""
    kind, bits, encode = _ENCODINGS[layout]
    frame_bytes = clip.channels * bits // 8
    data = encode(np.ascontiguousarray(clip.samples))
    form = struct.pack(
        "<HHIIHH", kind, clip.channels, clip.sample_rate, clip.sample_rate * frame_bytes, frame_bytes, bits
    )
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def read_aloud(texts: Iterable[str]) -> dict[str, Clip]:
    """Each of `texts` as espeak-ng reads it, with a moment of silence around it."""
    silence = np.zeros((9_600, 1), dtype=np.float32)
    with open_voice(choose("pyttsx3", "en"), 48_000, None) as voice:
        clips = {text: voice.say(Phrase(text)) for text in texts}
    return {
        text: Clip.of(np.concatenate([silence, clip.samples * np.float32(0.3), silence]), clip.sample_rate)
        for text, clip in clips.items()
    }


def recorded_voice(name: str, takes: dict[str, Clip], language: str = "en") -> VoiceFolder:
    """A recorded voice in the user's folder."""
    voice = open_folder(name, language, voices_folder())
    for text, take in takes.items():
        voice.add(text, take)
    voice.save()
    return voice
