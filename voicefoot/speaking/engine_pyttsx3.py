"""pyttsx3: espeak-ng on Linux, out of a wheel; the system's own voices on macOS and Windows.

On Linux nothing needs to be installed by hand: the wheel espeakng-loader brings the library and its
data. pyttsx3 looks the library up by a name that the wheel's has too, and so finds the one that is
loaded already. What pyttsx3 is known to do wrong is answered here (one file for each loop, a wait
until the engine is idle, a look at which voice was really set); what can't be, by `isolated.py`.
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
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.engine_files import decoded
from voicefoot.speaking.ports import Voice, VoiceStatus
from voicefoot.text import nearest, shown

_RATE = 130
"""Words a minute: calm, and much better understood than 150 and more."""

_PITCH = 30
"""Of 0 to 100, on Linux: a little lower than espeak-ng's 50, which is harder to understand."""

_SLOWEST, _FASTEST = 80, 450
"""Words a minute: what espeak-ng can do."""

_LONGEST_PART = 300
"""Characters: engines stumble over very long texts."""

_LOOP_SECONDS = 0.001
"""Between two looks of the driver whether a line is done."""

_ON_LINUX = sys.platform == "linux"
_LIBRARY = "libespeak-ng.so"
_ENGLISH = "en-gb-x-rp"
"""The English voice of espeak-ng that is understood best at this rate and pitch."""


@dataclass(frozen=True, slots=True)
class EngineVoice:
    """A voice as the engine lists it."""

    id: str
    name: str
    languages: tuple[str, ...]


class SystemAdapter:
    """pyttsx3, through the engine that belongs to the operating system."""

    def status(self) -> VoiceStatus:
        if importlib.util.find_spec("pyttsx3") is None:
            return _missing("pyttsx3 is not installed; pip install voicefoot", broken=False)
        if not _ON_LINUX:
            system = {"darwin": "macOS", "win32": "Windows"}.get(sys.platform, sys.platform)
            return VoiceStatus("pyttsx3", True, f"the voices of {system}; names as its settings show them")
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
        return f"pyttsx3:{_asked(variant, language)}, {_RATE} words a minute, {engine}"

    def open(self, variant: str | None, language: str) -> Voice:
        idle = _load_espeak() if _ON_LINUX else None
        import pyttsx3

        try:
            engine = pyttsx3.init()
        except Exception as error:  # each system's driver raises what it likes
            raise VoiceError(
                f"pyttsx3 can't be started ({error}); `voicefoot voices` lists what there is"
            ) from error
        if idle is not None:
            _hurry_loops()
        return SystemVoice(engine, idle, _asked(variant, language), self.identity(variant, language))


class SystemVoice:
    """One voice of pyttsx3, in this very process; for one thread alone, on macOS the main one."""

    def __init__(self, engine: Any, library: ctypes.CDLL | None, asked: str, identity: str) -> None:
        self._engine = engine
        self._library = library
        self._identity = identity
        self._errors: list[BaseException] = []
        self._words_a_minute = 0
        self._engine.connect("error", lambda exception, **_: self._errors.append(exception))
        # An empty loop first: until one has ended, the engine takes no property.
        self._wait_until_idle()
        self._engine.runAndWait()
        self._set_voice(asked)
        if library is not None:  # the other drivers have no pitch, and complain
            self._set("pitch", _PITCH)

    @property
    def identity(self) -> str:
        return self._identity

    def say(self, phrase: Phrase) -> Clip:
        words_a_minute = min(max(round(_RATE * phrase.speed), _SLOWEST), _FASTEST)
        if words_a_minute != self._words_a_minute:
            self._set("rate", words_a_minute)
            self._words_a_minute = words_a_minute
        clips = [self._spoken(part) for part in parts(phrase.text, _LONGEST_PART)]
        return Clip.of(np.concatenate([clip.samples for clip in clips]), clips[0].sample_rate)

    def _set_voice(self, asked: str) -> None:
        found = [
            EngineVoice(voice.id, voice.name or "", tuple(map(_language, voice.languages or ())))
            for voice in self._engine.getProperty("voices")
        ]
        voice = chosen(found, asked, self._engine.getProperty("voice"))
        self._set("voice", voice.id)
        if self._engine.getProperty("voice") != voice.id:
            raise VoiceError(
                f"pyttsx3 does not take the voice {shown(voice.id)}; choose another with --voice"
            )

    def _set(self, name: str, value: str | int) -> None:
        """A change waits in a queue of the engine, and a loop that begins too early would drop it."""
        self._engine.setProperty(name, value)
        self._wait_until_idle()
        self._raise_error()

    def _spoken(self, text: str) -> Clip:
        """One file for each loop: of several, all but one would be lost."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "spoken.aiff" if sys.platform == "darwin" else "spoken.wav")
            self._engine.save_to_file(text, str(path))
            self._engine.runAndWait()
            self._wait_until_idle()
            self._raise_error()
            if not path.exists():
                raise VoiceError("pyttsx3 wrote no file; try again, or use another voice")
            return decoded(path.read_bytes())

    def _wait_until_idle(self) -> None:
        while self._library is not None and self._library.espeak_IsPlaying():
            time.sleep(0.0005)

    def _raise_error(self) -> None:
        if self._errors:
            error = self._errors.pop()
            self._errors.clear()
            raise VoiceError(f"pyttsx3 failed ({error}); try again, or use another voice") from error


adapter = SystemAdapter()


def parts(text: str, longest: int) -> list[str]:
    """`text`, cut into parts of at most `longest` characters: after sentences where that will do, else
    after other punctuation, else between words.
    """
    found: list[str] = []
    rest = " ".join(text.split())
    while len(rest) > longest:
        cut = longest
        for end in (r"[.!?…](?=\s)", r"[,;:–—](?=\s)", r"\S(?=\s)"):
            ends = [match.end() for match in re.finditer(end, rest[: longest + 1])]
            if ends:
                cut = ends[-1]
                break
        found.append(rest[:cut])
        rest = rest[cut:].strip()
    return [*found, rest] if rest else found


def chosen(voices: Sequence[EngineVoice], asked: str, current_id: str | None = None) -> EngineVoice:
    """The one of `voices` that `asked` names: by its id, the end of its id, its name, its language or
    the beginning of its language or name. Where several speak the language, the one with `current_id`
    comes first. Raises VoiceError.
    """
    wanted = asked.casefold()
    language = _language(asked)
    ordered = sorted(voices, key=lambda voice: voice.id != current_id)
    tests: tuple[Callable[[EngineVoice], bool], ...] = (
        lambda voice: voice.id.casefold() == wanted,
        lambda voice: voice.name.casefold() == wanted,
        lambda voice: language in voice.languages,
        lambda voice: re.split(r"[/\\.]", voice.id.casefold())[-1] == wanted,
        lambda voice: any(known.startswith(language + "-") for known in voice.languages),
        lambda voice: voice.name.casefold().startswith(wanted),
    )
    for matches in tests:
        for voice in ordered:
            if matches(voice):
                return voice
    names = [name for voice in voices for name in (*voice.languages, voice.name)]
    guess = nearest(asked, names)
    remedy = f'did you mean "{shown(guess)}"?' if guess else "`voicefoot voices` shows what may be asked for"
    raise VoiceError(f'pyttsx3 has no voice called "{shown(asked)}"; {remedy}')


def _asked(variant: str | None, language: str) -> str:
    if variant:
        return variant
    return _ENGLISH if _ON_LINUX and _language(language) == "en" else language


def _language(code: str | bytes) -> str:
    """`en_GB` and `en-gb` are one."""
    text = code.decode("ascii", "ignore") if isinstance(code, bytes) else str(code)
    return text.strip("\x00\x05").replace("_", "-").casefold()


def _missing(detail: str, *, broken: bool) -> VoiceStatus:
    return VoiceStatus("pyttsx3", False, detail, broken=broken)


def _loader_folder() -> Path | None:
    spec = importlib.util.find_spec("espeakng_loader")
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def _hurry_loops() -> None:
    """Makes the driver look oftener whether a line is done: it sleeps for 10 ms after each, and a line takes
    espeak-ng 2.
    """
    driver: Any = importlib.import_module("pyttsx3.drivers.espeak")
    driver.time = SimpleNamespace(sleep=lambda _seconds: time.sleep(_LOOP_SECONDS))


def _load_espeak() -> ctypes.CDLL:
    """Loads the wheel's library for the whole process, and tells it where its data lies."""
    folder = _loader_folder()
    if folder is None:
        raise VoiceError("espeakng-loader is not installed; pip install espeakng-loader")
    os.environ["ESPEAK_DATA_PATH"] = str(folder / "espeak-ng-data")
    try:
        return ctypes.CDLL(str(folder / _LIBRARY), mode=ctypes.RTLD_GLOBAL)
    except OSError as error:
        raise VoiceError(f"espeak-ng can't be loaded ({error}); reinstall espeakng-loader") from error
