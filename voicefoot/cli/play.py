"""What `play` does: a session through a speaker, steered, shown in the terminal, and written down."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voicefoot.cli.options import Duration, SessionRequest, play_options
from voicefoot.cli.resolve import ResolvedPlay, as_typed, left_off, recorder_of, resolve_play
from voicefoot.cli.session import PreparedSession, note, opened, planned
from voicefoot.errors import OutputError
from voicefoot.model.choices import LEAD_IN_SECONDS

if TYPE_CHECKING:
    from voicefoot.controls.media_keys import MediaKeys
    from voicefoot.display.live_view import LiveView
    from voicefoot.history.recorder import HistoryRecorder
    from voicefoot.playing.controller import PlaybackController
    from voicefoot.playing.current_output import CurrentOutput
    from voicefoot.playing.feed import Feed
    from voicefoot.playing.position_tracker import PositionTracker
    from voicefoot.playing.remote import Remote
    from voicefoot.playing.transport import Transport
    from voicefoot.sinks.base import BaseSink
    from voicefoot.timeline.bookmark import Bookmark
    from voicefoot.timeline.timeline import Section


@dataclass(frozen=True, slots=True)
class PlayRequest:
    """What `play` was asked for beside the session itself."""

    outputs: tuple[str, ...]
    volume: int | None
    start_in: float
    resume: bool
    score: Path | None


def play_live(routine: str, asked: SessionRequest, wanted: PlayRequest) -> None:
    """Plays the session of `routine` to its end, or until it is stopped."""
    from voicefoot.cli.session import share_one_arena
    from voicefoot.playing.current_output import CurrentOutput
    from voicefoot.playing.feed import Feed
    from voicefoot.sinks.registry import find_outputs, name_of, open_found

    share_one_arena()
    if wanted.score is not None:
        from voicefoot.storage.atomic import check_writable

        check_writable(wanted.score)  # rather than when the session is over
    settled = resolve_play(routine, asked, resume=wanted.resume)
    session = planned(settled.routine, settled.asked)
    if settled.goes_on is None:
        _tell_where_it_was_left(routine, tuple(section.name for section in session.plan.sections))
    found = find_outputs(wanted.outputs)
    feed = Feed(session.audio_format, _volume(wanted, name_of(found)))
    if not wanted.start_in:
        feed.lead_in(session.choices.lead_in_seconds)  # the speaker wakes while the first words are made
    with _sounding(open_found(found), feed) as sink, opened(session, settled.asked) as ready:
        diary = recorder_of(settled, ready)
        output = CurrentOutput(wanted.outputs, name_of(found), feed)
        parts = _parts(ready, asked, feed, diary, remembers=wanted.score is not None)
        finished = False
        try:
            finished = _run(parts, sink, output, wanted, ready, settled)
        finally:
            _write_down(parts, None)
            diary.close(finished=finished)
            if diary.problem is not None:
                note(diary.problem)
            for problem in output.keep_volume():
                note(problem)
            if wanted.score is not None:
                _write_score(parts.transport, ready, wanted.score)
            if parts.transport.heard_seconds > 0:
                note(f"The same again: {as_typed(settled.repeat_command(ready.voice.name))}")


@contextmanager
def _sounding(sink: BaseSink, feed: Feed) -> Iterator[BaseSink]:
    """Has `sink` play what `feed` gives, until all is over. Raises SinkError where it can't."""
    try:
        sink.start(feed.pull, feed.audio_format)
        feed.stay_awake(sink.sleeps_in_silence)
        yield sink
    finally:
        sink.stop()
        feed.close()


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a live session is made of."""

    remote: Remote
    where: PositionTracker
    transport: Transport
    conductor: PlaybackController
    diary: HistoryRecorder


def _parts(
    ready: PreparedSession, asked: SessionRequest, feed: Feed, diary: HistoryRecorder, *, remembers: bool
) -> _Parts:
    from time import monotonic

    from voicefoot.language import english
    from voicefoot.playing.announcements import SpeechPrefetcher
    from voicefoot.playing.controller import PlaybackController
    from voicefoot.playing.position_tracker import PositionTracker
    from voicefoot.playing.remote import Remote
    from voicefoot.playing.transport import Transport

    plan, audio_format, choices = ready.plan, ready.audio_format, ready.choices
    exercises = [section.name for section in plan.sections]

    def estimate() -> tuple[float, ...]:
        from voicefoot.arranging.estimate import estimated_section_seconds

        return tuple(estimated_section_seconds(plan))

    where = PositionTracker(plan.title, exercises, estimate, audio_format.sample_rate)
    aside = SpeechPrefetcher(ready.voice)
    transport = Transport(
        feed,
        ready.sounds,
        [section.waits for section in plan.sections],
        lambda: aside.section(english.ONE_MOMENT, audio_format),
        gains=asked.gains,
        lead_in_seconds=choices.lead_in_seconds,
        duck_db=choices.duck_db,
        remembers=remembers,
    )
    conductor = PlaybackController(
        ready.sections_from,
        transport,
        aside,
        where,
        monotonic,
        tempo=choices.tempo,
        remark=diary.note,
    )
    return _Parts(Remote(), where, transport, conductor, diary)


def _run(
    parts: _Parts,
    sink: BaseSink,
    output: CurrentOutput,
    wanted: PlayRequest,
    ready: PreparedSession,
    settled: ResolvedPlay,
) -> bool:
    """Plays it, with all that steers and shows it; tells whether the end was reached."""
    from voicefoot.playing.live_session import LiveSession

    with ExitStack() as steering:
        around = _Around(parts, ready.audio_format.sample_rate, steering)
        live = LiveSession(
            parts.conductor,
            parts.transport,
            parts.remote,
            parts.where,
            around.update,
            output,
            around.tell,
        )
        place = None if settled.goes_on is None else settled.goes_on.place
        return live.run(sink, place, wanted.start_in, around.open)


class _Around:
    """All that steers and shows a session. It is opened, into `steering`, when the first sound is on its way:
    that waits for nothing that it does not need.
    """

    def __init__(self, parts: _Parts, sample_rate: int, steering: ExitStack) -> None:
        self._parts = parts
        self._sample_rate = sample_rate
        self._steering = steering
        self._view: LiveView | None = None
        self._keys: list[MediaKeys] = []

    def open(self) -> None:
        """Opens keyboard, signals, the socket for a second terminal, media keys and the view, and keeps the
        machine awake.
        """
        from voicefoot.controls.ctl_server import Server
        from voicefoot.controls.keep_awake import keep_awake
        from voicefoot.controls.keyboard import Keyboard
        from voicefoot.controls.media_keys import open_media_keys
        from voicefoot.controls.signals import signals
        from voicefoot.display.live_view import LiveView

        remote, enter = self._parts.remote, self._steering.enter_context
        view = self._view = LiveView(sys.stderr, self._sample_rate, keys=sys.stdin.isatty())
        keyboard = enter(Keyboard(sys.stdin, remote, lambda text: view.show_help(text.splitlines())))
        enter(signals(remote, [keyboard, view]))
        server = enter(Server(remote))
        if server.problem is not None:
            view.tell(server.problem)
        enter(view)
        self._keys.append(enter(open_media_keys(remote)))
        enter(keep_awake(remote))

    def tell(self, news: str) -> None:
        """Shows one line of news."""
        if self._view is not None:
            self._view.tell(news)

    def update(self, sections: Sequence[Section], frame: int, total_seconds: float, place: Bookmark) -> None:
        """Is told, some twenty times a second, where the session is."""
        if self._view is not None:
            self._view.update(sections, frame, total_seconds, self._parts.remote.status)
        _write_down(self._parts, place)
        for each in self._keys:
            each.pump()


def _write_down(parts: _Parts, place: Bookmark | None) -> None:
    for exercise in parts.where.done:
        parts.diary.exercise_done(exercise)
    if place is not None and parts.transport.heard_seconds > 0:
        parts.diary.at(place, parts.transport.heard_seconds)


def _volume(wanted: PlayRequest, output_name: str) -> float:
    """The volume that was asked for, or the one that the output had last."""
    from voicefoot.storage.volumes import volume_of

    if wanted.volume is not None:
        return wanted.volume / 100
    return volume_of(output_name) or 1.0


def _write_score(transport: Transport, ready: PreparedSession, file: Path) -> None:
    from voicefoot.storage.atomic import atomic_writer
    from voicefoot.timeline.score import score

    told = score(transport.timeline(ready.plan.title), ready.voice.name)
    try:
        with atomic_writer(file) as stream:
            stream.write(json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8"))
    except OutputError as error:
        note(str(error))  # what else ended the session is told, too


def _tell_where_it_was_left(routine: str, exercises: tuple[str, ...]) -> None:
    try:
        latest = left_off(routine)
    except OutputError:
        return  # whoever writes the session down tells of it
    if latest is not None and latest.exercises == exercises and latest.is_begun:
        note(f"You stopped in {latest.stopped_in} last time; --resume goes on from there.")


@click.command("play")
@click.argument("routine", default="foot-strength")
@play_options
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="NAME",
    help="Where to play; see `voicefoot outputs`. Give it twice to play in two places at once.",
)
@click.option(
    "--volume",
    type=click.IntRange(0, 100),
    metavar="PERCENT",
    help="0 to 100; by default the last one used, else 100.",
)
@click.option("--start-in", type=Duration(), default=0.0, metavar="TIME", help="Wait first, for example 15s.")
@click.option(
    "--lead-in",
    type=Duration(30.0),
    default=LEAD_IN_SECONDS,
    metavar="TIME",
    help="How long to wake the speaker before the first word.",
    show_default=f"{LEAD_IN_SECONDS:g}s",
)
@click.option(
    "--wait", is_flag=True, help="Before each exercise but the first, wait for your command to go on."
)
@click.option("--resume", is_flag=True, help="Go on where you stopped.")
@click.option("--anyway", is_flag=True, help="Play even if another session is playing.")
@click.option(
    "--score",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write what was played, in the format of `show --json`.",
)
def play_command(
    routine: str, request: SessionRequest, anyway: bool, wait: bool, lead_in: float, **others: Any
) -> None:
    """Coach ROUTINE live. Space pauses and `?` shows the other keys; Ctrl-C ends it, and --resume goes on
    from there.
    """
    from voicefoot.storage.paths import playing_file
    from voicefoot.storage.session_lock import session_lock

    request = replace(request, choices=replace(request.choices, wait=wait, lead_in_seconds=lead_in))
    with session_lock(playing_file(), note, anyway=anyway):
        play_live(routine, request, PlayRequest(**others))
