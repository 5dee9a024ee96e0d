"""Lines that a live session says beside its sections: spoken in a thread of their own, so that nothing waits
for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

from voicefoot.arranging.arrange import SECTION_UNIT_SECONDS
from voicefoot.arranging.resume import SpokenLine
from voicefoot.audio import AudioFormat, Clip
from voicefoot.errors import VoiceError
from voicefoot.language import english
from voicefoot.model.phrase import Phrase
from voicefoot.playing.position_tracker import PositionTracker
from voicefoot.playing.remote import Command, Order
from voicefoot.playing.transport import Transport
from voicefoot.speaking.ports import Voice
from voicefoot.timeline.timeline import Event, EventKind, Section
from voicefoot.units import round_up_frames


class SpeechPrefetcher:
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

    def spoken(self, text: str) -> list[SpokenLine]:
        """That line, where it is spoken by now."""
        clip = self.clip(text)
        return [] if clip is None else [SpokenLine(text, clip)]

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
        return Section("", 0, end_frame, (Event(0, clip, EventKind.SPEECH, text),), None, audio_format)

    def close(self) -> None:
        """Speaks no more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _say(self, text: str) -> Clip | None:
        try:
            return self._voice.say(Phrase(text))
        except VoiceError:
            return None


VOLUME_STEP = 0.1


class AnnouncementQueue:
    """The lines that are still to be said."""

    def __init__(
        self,
        transport: Transport,
        aside: SpeechPrefetcher,
        whereabouts: PositionTracker,
        remark: Callable[[str], None],
    ) -> None:
        """`remark` is told what somebody says of the session: "too hard"."""
        self._transport = transport
        self._aside = aside
        self._where = whereabouts
        self._remark = remark
        self._waiting: list[str] = []
        self._wants_time_left = False

    def obey(self, order: Order) -> None:
        """Carries out an order that is about loudness, the time that is left, or what somebody says."""
        command = order.command
        if command in (Command.TOO_HARD, Command.TOO_EASY):
            self._remark(command.replace("-", " "))
        elif command is Command.TIME_LEFT:
            self._wants_time_left = True
        elif command is Command.VOLUME:
            self._transport.turn_volume(order.value)
        else:
            self._transport.turn_volume_by(VOLUME_STEP if command is Command.LOUDER else -VOLUME_STEP)

    def add(self, text: str) -> None:
        """Has `text` spoken, and said in its turn."""
        self._aside.ask(text)
        if text not in self._waiting:
            self._waiting.append(text)

    def say_next(self, *, plays: bool, cut: Callable[[str], None]) -> None:
        """Says the next line if it can be said now. Where the session `plays`, it is put into the work, which
        is not disturbed; in talk `cut` has it said before the session goes on.
        """
        if self._wants_time_left:
            self._wants_time_left = False
            self.add(english.time_left_line(self._where.left_seconds))
        if not self._waiting or not self._aside.is_done(self._waiting[0]) or self._transport.is_saying:
            return
        text = self._waiting[0]
        clip = self._aside.clip(text)
        if clip is not None and plays:
            if not self._transport.interject(text, clip):
                here = self._transport.heard()
                if here is None or not self._transport.may_cut(here):
                    return
                cut(text)
        elif clip is not None:
            self._transport.say(text, clip)
        del self._waiting[0]

    def say_now(self, text: str) -> None:
        """Says `text` where nothing plays, if it is spoken by now and nothing else is being said."""
        clip = self._aside.clip(text)
        if clip is not None and not self._transport.is_saying:
            self._transport.say(text, clip)
