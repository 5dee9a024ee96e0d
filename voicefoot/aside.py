"""Lines that a live session says beside its sections: spoken in a thread of their own, so that nothing waits
for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor

from voicefoot.arrange import SECTION_UNIT_SECONDS
from voicefoot.audio import AudioFormat, Clip
from voicefoot.errors import VoiceError
from voicefoot.rejoin import Spoken
from voicefoot.speech.voice import Phrase, Voice
from voicefoot.timeline import Event, Kind, Section
from voicefoot.units import round_up_frames


class Aside:
    """Asks `voice` for lines. One that it can't speak stays unsaid: the session itself goes on."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._pool = ThreadPoolExecutor(1, "voicefoot-aside")
        self._asked: dict[str, Future[Clip | None]] = {}

    def ask(self, *texts: str) -> None:
        """Has `texts` spoken, each once, in this order."""
        for text in texts:
            if text not in self._asked:
                self._asked[text] = self._pool.submit(self._say, text)

    @property
    def asked(self) -> tuple[str, ...]:
        """What was asked for so far."""
        return tuple(self._asked)

    def is_done(self, text: str) -> bool:
        """Whether it was spoken, or can't be."""
        self.ask(text)
        return self._asked[text].done()

    def wait(self, *texts: str) -> None:
        """Waits until they are spoken, or can't be."""
        self.ask(*texts)
        for text in texts:
            self._asked[text].result()

    def clip(self, text: str) -> Clip | None:
        """The spoken line, where there is one by now."""
        return self._asked[text].result() if self.is_done(text) else None

    def spoken(self, text: str) -> list[Spoken]:
        """That line, where it is spoken by now."""
        clip = self.clip(text)
        return [] if clip is None else [Spoken(text, clip)]

    def clips(self, *texts: str) -> Mapping[str, Clip]:
        """Those of `texts` that are spoken by now."""
        found = {text: self.clip(text) for text in texts}
        return {text: clip for text, clip in found.items() if clip is not None}

    def section(self, text: str, audio_format: AudioFormat) -> Section | None:
        """A section of nothing but that line, where it is spoken by now."""
        clip = self.clip(text)
        if clip is None:
            return None
        end_frame = round_up_frames(clip.frames, SECTION_UNIT_SECONDS, audio_format.sample_rate)
        return Section("", 0, end_frame, (Event(0, clip, Kind.SPEECH, text),), None, audio_format)

    def close(self) -> None:
        """Speaks no more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _say(self, text: str) -> Clip | None:
        try:
            return self._voice.say(Phrase(text))
        except VoiceError:
            return None
