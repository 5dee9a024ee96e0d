"""Lines that a live session says outside of its sections: spoken in a thread of their own, so that playback
never waits for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

from voicefoot.arranging.arrange import SECTION_UNIT_SECONDS
from voicefoot.arranging.resume import SpokenLine
from voicefoot.audio import AudioFormat, Clip
from voicefoot.errors import VoiceError
from voicefoot.language.pack import LanguagePack
from voicefoot.model.phrase import Phrase
from voicefoot.playing.position_tracker import PositionTracker
from voicefoot.playing.transport import Transport
from voicefoot.speaking.ports import Voice
from voicefoot.timeline.timeline import Event, EventKind, Section
from voicefoot.units import round_up_frames

MAX_LINES = 50
"""Lines that are remembered, beside those that are kept for good: a session says where it is in many ways."""


class SpeechPrefetcher:
    """Has `voice` speak lines ahead of need. One that it can't speak is left out: the session goes on."""

    def __init__(self, voice: Voice, words: LanguagePack) -> None:
        """`words`: what there is to say in the language of the session."""
        self.words = words
        self._voice = voice
        self._pool = ThreadPoolExecutor(1, "voicefoot-announcements")
        self._futures: dict[str, Future[Clip | None]] = {}
        """By text, the one that was asked for last at the end."""
        self._kept: set[str] = set()

    def keep(self, *texts: str) -> None:
        """Have `texts` spoken as `request` does, and never forget them."""
        self._kept.update(texts)
        self.request(*texts)

    def request(self, *texts: str) -> None:
        """Have `texts` spoken, each once, in this order. What was not asked for for longest is forgotten."""
        for text in texts:
            future = self._futures.pop(text, None)
            self._futures[text] = future or self._pool.submit(self._speak, text)
        for text in [*self._futures][: max(0, len(self._futures) - MAX_LINES)]:
            if text not in self._kept and text not in texts and self._futures[text].done():
                del self._futures[text]

    def is_ready(self, text: str) -> bool:
        """Whether `text`, which is requested if it was not, is spoken or failed."""
        self.request(text)
        return self._futures[text].done()

    def wait(self, *texts: str) -> None:
        """Wait until `texts` are spoken or failed; without any, all that were requested."""
        self.request(*texts)
        for text in texts or tuple(self._futures):
            self._futures[text].result()

    def clip(self, text: str) -> Clip | None:
        """Return the spoken line, or None if it is not ready, or failed."""
        return self._futures[text].result() if self.is_ready(text) else None

    def lines(self, *texts: str) -> list[SpokenLine]:
        """Return those of `texts` that are spoken."""
        return [SpokenLine(text, clip) for text, clip in self.clips(*texts).items()]

    def clips(self, *texts: str) -> Mapping[str, Clip]:
        """Return the clips of those of `texts` that are spoken."""
        clips = {text: self.clip(text) for text in texts}
        return {text: clip for text, clip in clips.items() if clip is not None}

    def section(self, text: str, audio_format: AudioFormat) -> Section | None:
        """Return a section of nothing but that line, or None if it is not ready, or failed."""
        clip = self.clip(text)
        if clip is None:
            return None
        end_frame = round_up_frames(clip.frames, SECTION_UNIT_SECONDS, audio_format.sample_rate)
        return Section("", 0, end_frame, (Event(0, clip, EventKind.SPEECH, text),), None, audio_format)

    def close(self) -> None:
        """Speak nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _speak(self, text: str) -> Clip | None:
        try:
            return self._voice.say(Phrase(text))
        except VoiceError:
            return None


class AnnouncementQueue:
    """The announcements that are still to be made, one after another."""

    def __init__(self, transport: Transport, speech: SpeechPrefetcher, position: PositionTracker) -> None:
        self._transport = transport
        self._speech = speech
        self._position = position
        self._queue: list[str] = []
        self._announces_time_left = False
        self._tally: str | None = None

    def add_tally(self, text: str) -> None:
        """Say `text`, the number of a tally, in place of an earlier one that is not said yet. It never cuts
        what plays.
        """
        self._speech.request(text)
        self._tally = text

    def drop_tally(self) -> None:
        """Leave the number unsaid, if it is not said yet."""
        self._tally = None

    def _say_tally(self, text: str, *, is_playing: bool) -> bool:
        """Say the number, if that is possible now; return whether it was, or never will be."""
        if not self._speech.is_ready(text) or self._transport.is_speaking:
            return False
        clip = self._speech.clip(text)
        if clip is None:
            return True
        if is_playing:
            return self._transport.interject(text, clip) or self._transport.say_over_song(text, clip)
        self._transport.say(text, clip)
        return True

    def add_time_left(self) -> None:
        """Announce the time that is left when `play_next` is called next."""
        self._announces_time_left = True

    def play_next(self, *, is_playing: bool, cut_to_say: Callable[[str], None]) -> None:
        """Make the next announcement if that is possible now. While a section `is_playing`, it is interjected
        into work, which is not disturbed; in talk, `cut_to_say` cuts what plays, says the line, and resumes.
        """
        if self._announces_time_left:
            self._announces_time_left = False
            self._add(self._speech.words.time_left_line(self._position.left_seconds))
        if self._tally is not None:
            if self._say_tally(self._tally, is_playing=is_playing):
                self._tally = None
            return
        if not self._queue or not self._speech.is_ready(self._queue[0]) or self._transport.is_speaking:
            return
        text = self._queue[0]
        clip = self._speech.clip(text)
        if clip is not None and is_playing:
            if not self._transport.interject(text, clip):
                playhead = self._transport.playhead()
                if playhead is None or not self._transport.may_cut(playhead):
                    return
                cut_to_say(text)
        elif clip is not None:
            self._transport.say(text, clip)
        del self._queue[0]

    def add(self, text: str) -> None:
        """Say `text` as soon as that is possible."""
        self._add(text)

    def _add(self, text: str) -> None:
        self._speech.request(text)
        if text not in self._queue:
            self._queue.append(text)

    def play_now(self, text: str) -> None:
        """Say `text` while no section plays, if it is ready and no other line is being said."""
        clip = self._speech.clip(text)
        if clip is not None and not self._transport.is_speaking:
            self._transport.say(text, clip)
