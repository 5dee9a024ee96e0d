"""The output that a live session plays on: reopened when it was lost, each time at its own volume."""

from __future__ import annotations

from collections.abc import Sequence

from voicefoot.audio import AudioFormat
from voicefoot.errors import OutputError
from voicefoot.playing.feed import Feed
from voicefoot.sinks.base import BaseSink
from voicefoot.sinks.fallback import Fallback, start_fallback
from voicefoot.sinks.ports import Pull
from voicefoot.sinks.registry import DEFAULT_SINK
from voicefoot.storage.volumes import store_volume, volume_of


class CurrentOutput:
    """The requested output, or the one that stands in for it; each has a volume of its own."""

    def __init__(self, requested: Sequence[str], name: str, feed: Feed) -> None:
        """`requested` is what `--output` named, `name` the name under which its volume is stored, and `feed`
        what plays on it.
        """
        self._requested = requested
        self._requested_name = self._name = name
        self._feed = feed
        self._fallback: Fallback | None = None

    def reopen(self, pull: Pull, audio_format: AudioFormat) -> BaseSink | None:
        """Start a sink on what is there now, and return it; None if nothing is."""
        self._fallback = start_fallback(pull, audio_format, self._requested)
        return None if self._fallback is None else self._fallback.sink

    def adopt(self) -> list[str]:
        """Make the sink that `reopen` returned last the current output, at the volume it had before; if that
        is not known, the volume stays. Return notices for the user.
        """
        assert self._fallback is not None, "it was reopened"
        notices = [self._fallback.notice]
        name = DEFAULT_SINK if self._fallback.stands_in else self._requested_name
        if name != self._name:
            notices += self.store_volume()
            self._name = name
            self._feed.volume = volume_of(name) or self._feed.volume
        return notices

    def store_volume(self) -> list[str]:
        """Store the volume of this output. Return notices for the user: why it failed, or nothing."""
        volume = self._feed.volume
        # A session that starts silent would seem broken: a volume of 0 is not stored.
        if volume > 0 and volume != (volume_of(self._name) or 1.0):
            try:
                store_volume(self._name, volume)
            except OutputError as error:
                return [str(error)]
        return []
