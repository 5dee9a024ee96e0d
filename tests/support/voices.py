"""Voices for tests: one of known sounds, and adapters with every fault that engines are known to have."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from voicefoot.audio import Clip
from voicefoot.errors import VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.ports import Voice, VoiceStatus

RATE = 16_000


def tone(seconds: float, amplitude: float = 0.3, hertz: float = 700.0, sample_rate: int = RATE) -> Clip:
    """A mono sine, about as loud as speech."""
    times = np.arange(round(seconds * sample_rate)) / sample_rate
    return Clip.of(amplitude * np.sin(2 * np.pi * hertz * times), sample_rate)


def with_silence(clip: Clip, before_seconds: float, after_seconds: float) -> Clip:
    """`clip` with silence around it."""
    before, after = (
        np.zeros((round(seconds * clip.sample_rate), clip.channels), dtype=np.float32)
        for seconds in (before_seconds, after_seconds)
    )
    return Clip.of(np.concatenate([before, clip.samples, after]), clip.sample_rate)


@dataclass
class SyntheticVoice:
    """Synthesizes a tone of 60 ms per character, and records the requests."""

    identity: str = "synthetic"
    requests: list[Phrase] = field(default_factory=list)

    def say(self, phrase: Phrase) -> Clip:
        self.requests.append(phrase)
        return tone(0.06 * len(phrase.text) / phrase.speed, hertz=500.0 + len(phrase.text))


def _hang() -> Clip:
    threading.Event().wait()
    raise AssertionError


def _die() -> Clip:
    os._exit(7)


def _raise() -> Clip:
    raise RuntimeError("the engine \x1b[31mburns")


def _noise() -> Clip:
    random = np.random.default_rng(7)
    return Clip.of(random.uniform(-0.5, 0.5, (RATE, 2)), RATE)


def _print() -> Clip:
    print("Audio saved to nowhere")
    os.write(1, b'{"frames": 3, "channels": 1, "sample_rate": 16000}\n')
    return tone(0.5)


FAULTS: dict[str, Callable[[], Clip]] = {
    "hang": _hang,
    "die": _die,
    "raise": _raise,
    "print": _print,
    "empty": lambda: Clip.silence(0, RATE),
    "short": lambda: tone(0.01),
    "silent": lambda: Clip.silence(RATE, RATE),
    "damaged": lambda: Clip.of(np.array([0.5, np.nan, np.inf, -np.inf] * (RATE // 4)), RATE),
    "endless": lambda: tone(600.0),
    "rushed": lambda: tone(0.1),
    "noise": _noise,
    "not a number": lambda: Clip.of(np.full(RATE, np.nan), RATE),
    "unreal": lambda: Clip(tone(0.5).samples, 7),
    "well": lambda: tone(0.5),
}
"""What a voice may do when it is called."""


@dataclass
class FaultyVoice:
    """Shows `fault` on every call; if there is a file to `mark`, on the first call only."""

    identity: str
    fault: str
    mark: Path | None

    def say(self, phrase: Phrase) -> Clip:  # noqa: ARG002 - the port's shape
        if self.mark is not None and self.mark.exists():
            return tone(0.5)
        if self.mark is not None:
            self.mark.touch()
        return FAULTS[self.fault]()


@dataclass
class _TiringVoice:
    """Speaks its first phrase, then fails, and writes each request down."""

    identity: str
    folder: Path

    def say(self, phrase: Phrase) -> Clip:
        path = self.folder / "requests"
        is_first = not path.exists()
        with path.open("a") as file:
            file.write(f"{phrase.text}\n")
        return tone(0.5) if is_first else FAULTS["silent"]()


@dataclass
class _MeetingVoice:
    """Returns from `say` only when two processes have been called."""

    identity: str
    folder: Path

    def say(self, phrase: Phrase) -> Clip:  # noqa: ARG002 - the port's shape
        (self.folder / f"asked-{os.getpid()}").touch()
        while len(list(self.folder.glob("asked-*"))) < 2:
            threading.Event().wait(0.002)
        return tone(0.5)


class FaultyAdapter:
    """The variant names the fault: `FAULT` always; `FAULT@FOLDER` once; `first@FOLDER` after the first
    phrase; `meet@FOLDER` waits for a second process. Without a variant, the environment's
    VOICEFOOT_TEST_FAULT names the fault. In FOLDER, `opened` holds the id of each process that opened it,
    a line each.
    """

    def status(self) -> VoiceStatus:
        return VoiceStatus("faulty", True, "is faulty", variants=tuple(FAULTS))

    def identity(self, variant: str | None, language: str) -> str:
        return f"faulty:{variant}:{language}"

    def open(self, variant: str | None, language: str) -> Voice:
        fault, _, folder = (variant or os.environ.get("VOICEFOOT_TEST_FAULT", "well")).partition("@")
        if folder:
            with Path(folder, "opened").open("a") as file:
                file.write(f"{os.getpid()}\n")
        if fault == "refuse":
            raise VoiceError("there is no such voice; take another")
        if fault == "break":
            raise RuntimeError("no library")
        if fault == "leave":
            raise SystemExit(3)
        if fault == "never":
            _hang()
        if fault == "first":
            return _TiringVoice(self.identity(variant, language), Path(folder))
        if fault == "meet":
            return _MeetingVoice(self.identity(variant, language), Path(folder))
        identity = "somebody else" if fault == "pretend" else self.identity(variant, language)
        return FaultyVoice(identity, fault, Path(folder, "mark") if folder else None)


faulty = FaultyAdapter()
