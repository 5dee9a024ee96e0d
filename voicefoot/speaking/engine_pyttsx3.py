"""The engine pyttsx3: espeak-ng from a wheel on Linux, the system's own voices on macOS and Windows.

On Linux nothing needs to be installed by hand: the wheel espeakng-loader brings the library and its data.
pyttsx3 looks up the library by the name that the wheel's library has too, and so finds the one that is
already loaded. The known faults of pyttsx3 are worked around here (one file per event loop, waiting until the
engine is idle, checking which voice was really set); `subprocess_voice.py` deals with hangs and crashes.
"""

from __future__ import annotations

import ctypes
import importlib.metadata
import importlib.util
import os
import platform
import re
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from voicefoot.audio import Clip
from voicefoot.errors import VoiceError
from voicefoot.language.kana import in_kana
from voicefoot.language.packs import readings, readings_key
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.engine_files import decode_audio_file
from voicefoot.speaking.ports import Voice, VoiceStatus
from voicefoot.text import nearest, shown

_RATE = 130
"""Words per minute: calm, and understood much better than 150 and more."""

_PITCH = 30
"""From 0 to 100, on Linux: a little lower than espeak-ng's default of 50, which is harder to understand."""

_MIN_RATE, _MAX_RATE = 80, 450
"""Words per minute: the range of espeak-ng."""

_MAX_UTTERANCE_CHARACTERS = 300
"""Per utterance: engines stumble over very long texts."""

_POLL_SECONDS = 0.001
"""How often the driver checks whether an utterance is done."""

_ON_LINUX = sys.platform == "linux"
_LIBRARY = "libespeak-ng.so"
_ENGLISH = "en-gb-x-rp"
"""The English voice of espeak-ng that is easiest to understand at this rate and pitch."""
_ESPEAK_NAMES = {"en": _ENGLISH, "zh": "cmn", "zh-cn": "cmn", "zh-hans": "cmn"}
"""What espeak-ng calls the voice for a language, where that is not the language's own code."""


@dataclass(frozen=True, slots=True)
class EngineVoice:
    """A voice as the engine lists it."""

    id: str
    name: str
    languages: tuple[str, ...]


class Pyttsx3Adapter:
    """Adapter for pyttsx3 with the engine of the operating system."""

    def status(self) -> VoiceStatus:
        if importlib.util.find_spec("pyttsx3") is None:
            return _missing("pyttsx3 is not installed; pip install voicefoot", broken=False)
        if not _ON_LINUX:
            system = {"darwin": "macOS", "win32": "Windows"}.get(sys.platform, sys.platform)
            return VoiceStatus("pyttsx3", True, f"the voices of {system}; named as in its settings")
        folder = _loader_folder()
        if folder is None:
            return _missing("espeakng-loader is not installed; pip install espeakng-loader", broken=True)
        if not (folder / _LIBRARY).exists():
            return _missing(
                "espeakng-loader has no library for this machine; use the natural voice", broken=True
            )
        languages = sorted(
            path.name.lower() for path in folder.glob("espeak-ng-data/lang/**/*") if path.is_file()
        )
        english = tuple(dict.fromkeys([_ENGLISH, "en-gb", *(n for n in languages if n.startswith("en-"))]))
        detail = f"espeak-ng; {len(languages)} languages, such as pyttsx3:de, pyttsx3:fr"
        return VoiceStatus("pyttsx3", True, detail, variants=english)

    def identity(self, variant: str | None, language: str) -> str:
        engine = "pyttsx3 " + importlib.metadata.version("pyttsx3")
        if _ON_LINUX:
            engine += f", pitch {_PITCH}, espeakng-loader " + importlib.metadata.version("espeakng-loader")
        else:
            engine += f", {platform.system()} {platform.release()}"
        name = _voice_name(variant, language)
        if _reads_kana(name):
            engine += f", readings {readings_key('ja')}"
        return f"pyttsx3:{name}, {_RATE} words a minute, {engine}"

    def open(self, variant: str | None, language: str) -> Voice:
        library = _load_espeak() if _ON_LINUX else None
        import pyttsx3

        try:
            engine = pyttsx3.init()
        except Exception as error:  # each system's driver raises errors of its own
            raise VoiceError(
                f"pyttsx3 can't be started ({error}); `voicefoot voices` lists what there is"
            ) from error
        if library is not None:
            _shorten_polling()
        name = _voice_name(variant, language)
        reads = _kana if _reads_kana(name) else str
        # Where there is no voice for a country, the one for its language speaks.
        instead = None if variant else _voice_name(None, _normalize_language(language).split("-")[0])
        return Pyttsx3Voice(engine, library, name, self.identity(variant, language), reads, instead)


class Pyttsx3Voice:
    """One voice of pyttsx3 in this process. For use by a single thread, on macOS the main one."""

    def __init__(
        self,
        engine: Any,
        library: ctypes.CDLL | None,
        voice_name: str,
        identity: str,
        reads: Callable[[str], str] = str,
        instead: str | None = None,
    ) -> None:
        """`reads` turns a text into what the engine can read. `instead` is the voice that is taken where
        there is none called `voice_name`.
        """
        self._reads = reads
        self._engine = engine
        self._library = library
        self._identity = identity
        self._errors: list[BaseException] = []
        self._words_per_minute = 0
        self._engine.connect("error", lambda exception, **_: self._errors.append(exception))
        # Run an empty event loop first: until one has ended, the engine ignores properties.
        self._wait_until_idle()
        self._engine.runAndWait()
        self._set_voice(voice_name, instead)
        if library is not None:  # the other drivers have no pitch, and raise
            self._set_property("pitch", _PITCH)

    @property
    def identity(self) -> str:
        return self._identity

    def say(self, phrase: Phrase) -> Clip:
        words_per_minute = min(max(round(_RATE * phrase.speed), _MIN_RATE), _MAX_RATE)
        if words_per_minute != self._words_per_minute:
            self._set_property("rate", words_per_minute)
            self._words_per_minute = words_per_minute
        clips = [
            self._synthesize(text) for text in split_text(self._reads(phrase.text), _MAX_UTTERANCE_CHARACTERS)
        ]
        return Clip.of(np.concatenate([clip.samples for clip in clips]), clips[0].sample_rate)

    def _set_voice(self, voice_name: str, instead: str | None) -> None:
        installed = [
            EngineVoice(voice.id, voice.name or "", tuple(map(_normalize_language, voice.languages or ())))
            for voice in self._engine.getProperty("voices")
        ]
        current = self._engine.getProperty("voice")
        try:
            voice = find_voice(installed, voice_name, current)
        except VoiceError:
            if instead is None:
                raise
            voice = find_voice(installed, instead, current)
        self._set_property("voice", voice.id)
        if self._engine.getProperty("voice") != voice.id:
            raise VoiceError(f"pyttsx3 refuses the voice {shown(voice.id)}; choose another with --voice")

    def _set_property(self, name: str, value: str | int) -> None:
        """Set a property and wait: the engine queues it, and an event loop started too early drops it."""
        self._engine.setProperty(name, value)
        self._wait_until_idle()
        self._raise_error()

    def _synthesize(self, text: str) -> Clip:
        """Synthesize one file per event loop: of several, all but one would be lost."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "spoken.aiff" if sys.platform == "darwin" else "spoken.wav")
            self._engine.save_to_file(text, str(path))
            self._engine.runAndWait()
            self._wait_until_idle()
            self._raise_error()
            if not path.exists():
                raise VoiceError("pyttsx3 wrote no file; try again, or use another voice")
            return decode_audio_file(path.read_bytes())

    def _wait_until_idle(self) -> None:
        while self._library is not None and self._library.espeak_IsPlaying():
            time.sleep(0.0005)

    def _raise_error(self) -> None:
        if self._errors:
            error = self._errors.pop()
            self._errors.clear()
            raise VoiceError(f"pyttsx3 failed ({error}); try again, or use another voice") from error


adapter = Pyttsx3Adapter()


def split_text(text: str, max_characters: int) -> list[str]:
    """Split `text` into parts of at most `max_characters`: after sentences if possible, else after other
    punctuation, else between words, else anywhere.
    """
    parts: list[str] = []
    rest = " ".join(text.split())
    while len(rest) > max_characters:
        cut = max_characters
        for end in (r"[.!?…](?=\s)", r"[,;:–—](?=\s)", r"\S(?=\s)"):
            ends = [match.end() for match in re.finditer(end, rest[: max_characters + 1])]
            if ends:
                cut = ends[-1]
                break
        parts.append(rest[:cut])
        rest = rest[cut:].strip()
    return [*parts, rest] if rest else parts


def find_voice(voices: Sequence[EngineVoice], query: str, current_id: str | None = None) -> EngineVoice:
    """Find the voice that `query` names: its id, its name, its language, the last part of its id, or the
    beginning of its language or name, in this order. If several match, the one with `current_id` comes first.
    Raises VoiceError.
    """
    folded = query.casefold()
    language = _normalize_language(query)
    ordered = sorted(voices, key=lambda voice: voice.id != current_id)
    tests: tuple[Callable[[EngineVoice], bool], ...] = (
        lambda voice: voice.id.casefold() == folded,
        lambda voice: voice.name.casefold() == folded,
        lambda voice: language in voice.languages,
        lambda voice: re.split(r"[/\\.]", voice.id.casefold())[-1] == folded,
        lambda voice: any(known.startswith(language + "-") for known in voice.languages),
        lambda voice: voice.name.casefold().startswith(folded),
    )
    for matches in tests:
        for voice in ordered:
            if matches(voice):
                return voice
    names = [name for voice in voices for name in (*voice.languages, voice.name)]
    guess = nearest(query, names)
    remedy = f'did you mean "{shown(guess)}"?' if guess else "`voicefoot voices` lists what there is"
    raise VoiceError(f'pyttsx3 has no voice called "{shown(query)}"; {remedy}')


def _voice_name(variant: str | None, language: str) -> str:
    if variant:
        return variant
    return _ESPEAK_NAMES.get(_normalize_language(language), language) if _ON_LINUX else language


def _reads_kana(voice_name: str) -> bool:
    return _ON_LINUX and _normalize_language(voice_name).split("-")[0] == "ja"


def _kana(text: str) -> str:
    """Return a Japanese text in kana, as espeak-ng reads nothing else. Raises VoiceError where a word has no
    reading.
    """
    read = in_kana(text, readings("ja"))
    if read is not None:
        return read
    if importlib.util.find_spec("pyopenjtalk") is None:
        raise VoiceError(
            f'espeak-ng reads kana alone, and not all of "{shown(text)}"; '
            'pip install "voicefoot[japanese]", or write it in kana'
        )
    import pyopenjtalk

    return str(pyopenjtalk.g2p(text, kana=True))


def _normalize_language(code: str | bytes) -> str:
    """Normalize a language code: `en_GB` becomes `en-gb`. Drivers also give bytes with padding."""
    text = code.decode("ascii", "ignore") if isinstance(code, bytes) else str(code)
    return text.strip("\x00\x05").replace("_", "-").casefold()


def _missing(detail: str, *, broken: bool) -> VoiceStatus:
    return VoiceStatus("pyttsx3", False, detail, broken=broken)


def _loader_folder() -> Path | None:
    spec = importlib.util.find_spec("espeakng_loader")
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def _shorten_polling() -> None:
    """Make the driver poll more often: it sleeps for 10 ms at a time, and espeak-ng takes 2 an utterance."""
    driver: Any = importlib.import_module("pyttsx3.drivers.espeak")
    driver.time = SimpleNamespace(sleep=lambda _seconds: time.sleep(_POLL_SECONDS))


def _load_espeak() -> ctypes.CDLL:
    """Load the wheel's library for the whole process, and tell it where its data is."""
    folder = _loader_folder()
    if folder is None:
        raise VoiceError("espeakng-loader is not installed; pip install espeakng-loader")
    os.environ["ESPEAK_DATA_PATH"] = str(folder / "espeak-ng-data")
    try:
        return ctypes.CDLL(str(folder / _LIBRARY), mode=ctypes.RTLD_GLOBAL)
    except OSError as error:
        raise VoiceError(f"espeak-ng can't be loaded ({error}); reinstall espeakng-loader") from error
