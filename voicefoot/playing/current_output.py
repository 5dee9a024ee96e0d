"""The output that a live session plays on: reopened when it was lost, each time at its own volume."""

from __future__ import annotations

from collections.abc import Sequence

from voicefoot.errors import OutputError
from voicefoot.playing.feed import Feed
from voicefoot.sinks.fallback import FallbackSink, open_fallback
from voicefoot.sinks.ports import Sink
from voicefoot.sinks.registry import DEFAULT
from voicefoot.storage.volumes import remember, volume_of


class CurrentOutput:
    """The requested output, or the one that stands in for it; each has a volume of its own."""

    def __init__(self, requested: Sequence[str], name: str, feed: Feed) -> None:
        """`requested` is what `--output` named, `name` the name under which its volume is stored, and `feed`
        what plays on it.
        """
        self._requested = requested
        self._requested_name = self._name = name
        self._feed = feed
        self._reopened: FallbackSink | None = None

    def reopen(self) -> Sink | None:
        """Return a sink, not started yet, on what is there now; None if nothing is."""
        self._reopened = open_fallback(self._requested)
        return self._reopened

    def adopt(self) -> list[str]:
        """Make the sink that `reopen` returned last, and that has started, the current output, at the volume
        it had before; without one, the volume stays. Return notices for the user.
        """
        assert self._reopened is not None, "it was reopened"
        notices = [self._reopened.told]
        name = DEFAULT if self._reopened.stands_in else self._requested_name
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
                remember(self._name, volume)
            except OutputError as error:
                return [str(error)]
        return []
