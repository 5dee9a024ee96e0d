"""Text to phonemes by espeak-ng, clause by clause, for engines that speak phonemes. (Where espeak-ng itself
is the voice, `engine_pyttsx3` hands it the text.)

espeak-ng is under the GPL: it is loaded only in the process of a voice, never in ours.
"""

from __future__ import annotations

import ctypes
import importlib.util
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voicefoot.errors import VoiceError
from voicefoot.text import shown

MARKS = ".,;:!?…—"
"""What may end a clause."""

_INSTALL = 'pip install "voicefoot[voices]"'
_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
"""A flag of espeak_Initialize: return an error, in place of ending the process."""
_UTF8 = 1
_IPA = 0x02
_TIES = 0x80
_TIE = "^"
_LANGUAGE_SWITCH = re.compile(r"\([^()]*\)")
"""How espeak-ng marks words of another language: `(en)weekend(fr)`."""
_TYPED_MARKS = {
    "。": ".", "！": "!", "？": "?", "、": ",", "，": ",", "；": ";", "：": ":", "।": ".", "–": "—",
}  # fmt: skip
_CLOSING = "\"'”’»«)]}› "


@dataclass(frozen=True, slots=True)
class Clause:
    """Phonemes, in IPA, and the mark of `MARKS` at their end; empty where there is none."""

    phonemes: str
    mark: str

    @property
    def ends_sentence(self) -> bool:
        return self.mark != "" and self.mark in ".!?…"


def missing_espeak() -> str | None:
    """Say what is missing of espeak-ng and how to get it; None if it is there. Loads nothing."""
    spec = importlib.util.find_spec("espeakng_loader")
    if spec is None or not spec.origin:
        return f"espeakng-loader is not installed; {_INSTALL}"
    folder = Path(spec.origin).parent
    if not any(folder.glob("*espeak-ng*.*")):
        return "espeakng-loader has no library for this machine; use another voice"
    return None


class EspeakPhonemizer:
    """espeak-ng with one of its voices, such as `de` or `en-us`. For use by a single thread.

    With `ties`, the two letters of a diphthong or an affricate have a `^` between them.
    """

    def __init__(self, voice: str, *, ties: bool = False) -> None:
        self._library = _loaded_library()
        self._mode = _IPA | (_TIES | ord(_TIE) << 8 if ties else 0)
        names = dict.fromkeys((voice, voice.split("-")[0]))
        if not any(self._library.espeak_SetVoiceByName(name.encode("utf-8")) == 0 for name in names):
            raise VoiceError(f'espeak-ng has no phonemes for "{shown(voice)}"; use another voice')

    def clauses(self, text: str) -> list[Clause]:
        """Return the phonemes of `text`, clause by clause. Those without any sound are left out."""
        return [clause for clause in self._read(text.replace("\0", " ")) if clause.phonemes]

    def _read(self, text: str) -> Iterator[Clause]:
        data = text.encode("utf-8", "replace")
        buffer = ctypes.create_string_buffer(data)
        start = ctypes.addressof(buffer)
        position = ctypes.c_void_p(start)
        begin = 0
        while position.value:
            phonemes = self._library.espeak_TextToPhonemes(ctypes.byref(position), _UTF8, self._mode)
            end = min(position.value - start, len(data)) if position.value else len(data)
            if end <= begin and position.value:
                return  # it reads no further
            # It reads one character into the next clause, which is not this one's mark.
            is_last = not position.value or end >= len(data)
            read = data[begin:end].decode("utf-8", "ignore")
            yield Clause(_cleaned(phonemes or b""), _mark_of(read if is_last else read[:-1]))
            begin = end


def _cleaned(phonemes: bytes) -> str:
    return " ".join(_LANGUAGE_SWITCH.sub("", phonemes.decode("utf-8", "ignore")).split())


def _mark_of(text: str) -> str:
    last = text.rstrip().rstrip(_CLOSING)[-1:]
    last = _TYPED_MARKS.get(last, last)
    return last if last in MARKS else ""


def _loaded_library() -> Any:
    """Load the library and start it. It has one state in a process: the last voice that was set speaks."""
    missing = missing_espeak()
    if missing:
        raise VoiceError(missing)
    import espeakng_loader

    try:
        library = ctypes.CDLL(espeakng_loader.get_library_path())
    except (OSError, RuntimeError) as error:
        raise VoiceError(f"espeak-ng can't be loaded ({error}); reinstall espeakng-loader") from error
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_void_p), ctypes.c_int, ctypes.c_int]
    data = str(espeakng_loader.get_data_path()).encode("utf-8")
    if library.espeak_Initialize(_SYNCHRONOUS, 0, data, _DONT_EXIT) < 0:
        raise VoiceError("espeak-ng can't be started; reinstall espeakng-loader")
    return library
