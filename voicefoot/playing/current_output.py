"""The output that a live session is heard on: found again where it was lost, and as loud as it was."""

from __future__ import annotations

from collections.abc import Sequence

from voicefoot.audio import AudioFormat
from voicefoot.errors import OutputError
from voicefoot.playing.feed import Feed
from voicefoot.sinks.base import BaseSink
from voicefoot.sinks.fallback import Fallback, start_fallback
from voicefoot.sinks.ports import Pull
from voicefoot.sinks.registry import DEFAULT
from voicefoot.storage.volumes import remember, volume_of


class CurrentOutput:
    """The output that was wished for, or what stands in for it; each has a volume of its own."""

    def __init__(self, wished: Sequence[str], name: str, feed: Feed) -> None:
        """`wished`: what `--output` named; `name`: by which the volume of these is remembered; `feed` plays
        on them.
        """
        self._wished = wished
        self._wished_name = self._name = name
        self._feed = feed
        self._fallback: Fallback | None = None

    def reopen(self, pull: Pull, audio_format: AudioFormat) -> BaseSink | None:
        """Start a sink on what is there now, and return it; None if nothing is."""
        self._fallback = start_fallback(pull, audio_format, self._wished)
        return None if self._fallback is None else self._fallback.sink

    def is_back(self) -> list[str]:
        """Take over what `reopen` returned last. It is as loud as it was before; where that is
        not known, the volume stays. Returns what to tell people, in lines.
        """
        assert self._fallback is not None, "it was reopened"
        news = [self._fallback.notice]
        name = DEFAULT if self._fallback.stands_in else self._wished_name
        if name != self._name:
            news += self.keep_volume()
            self._name = name
            self._feed.volume = volume_of(name) or self._feed.volume
        return news

    def keep_volume(self) -> list[str]:
        """Remembers how loud the session is on this output. Gives what went wrong, in words for people; most
        often nothing.
        """
        volume = self._feed.volume
        # A session that begins in silence would seem broken: what was turned off is as loud as before.
        if volume > 0 and volume != (volume_of(self._name) or 1.0):
            try:
                remember(self._name, volume)
            except OutputError as error:
                return [str(error)]
        return []
