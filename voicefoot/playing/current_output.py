"""The output that a live session is heard on: found again where it was lost, and as loud as it was."""

from __future__ import annotations

from collections.abc import Sequence

from voicefoot.errors import OutputError
from voicefoot.playing.feed import Feed
from voicefoot.sinks.fallback import FallbackSink, open_fallback
from voicefoot.sinks.ports import Sink
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
        self._tried: FallbackSink | None = None

    def reopen(self) -> Sink | None:
        """A sink on what is there now, not started yet; None where nothing can be had."""
        self._tried = open_fallback(self._wished)
        return self._tried

    def is_back(self) -> list[str]:
        """To be told when what `reopen` gave last has started. It is as loud as it was before; where that is
        not known, the volume stays. Gives what to tell people, in lines.
        """
        assert self._tried is not None, "it was reopened"
        news = [self._tried.told]
        name = DEFAULT if self._tried.stands_in else self._wished_name
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
