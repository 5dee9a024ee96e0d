"""The command `play`: a session through a speaker, with controls, a view in the terminal, and a record in the
history.
"""

from __future__ import annotations

import datetime
import gc
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voicefoot.cli.days import NoSession, todays_day, told
from voicefoot.cli.from_history import ResolvedPlay, left_off, recorder_of, resolve_play
from voicefoot.cli.options import Duration, SessionRequest, play_options
from voicefoot.cli.session import (
    PlannedSession,
    PreparedSession,
    audio_format_of,
    note,
    open_session,
    plan_session,
)
from voicefoot.errors import CommandError, OutputError
from voicefoot.model.choices import LEAD_IN_SECONDS
from voicefoot.outgoing import for_json
from voicefoot.text import as_typed, escaped

if TYPE_CHECKING:
    from voicefoot.cli.watch import RoutineWatch
    from voicefoot.controls.media_keys import MediaKeys
    from voicefoot.display.live_view import LiveView
    from voicefoot.history.recorder import HistoryRecorder
    from voicefoot.model.cues import Plan
    from voicefoot.playing.deadline import Deadline
    from voicefoot.playing.feed import Feed
    from voicefoot.playing.live_session import LiveSession
    from voicefoot.sinks.base import BaseSink
    from voicefoot.timeline.bookmark import Bookmark
    from voicefoot.timeline.timeline import Section


_START_SECONDS = 0.2
"""From the moment at which a session is made until its first sample is on its way, about."""


@dataclass(frozen=True, slots=True)
class PlayRequest:
    """The options of `play` itself, beside those of the session."""

    outputs: tuple[str, ...]
    volume: int | None
    """In percent; None for the volume that the output had last."""
    start_in: float
    resume: bool
    score: Path | None
    watch: bool
    """Whether to go on with the routine as it is saved meanwhile. Such a session is not recorded."""


def play_live(routine: str, request: SessionRequest, options: PlayRequest) -> None:
    """Play the session of `routine` to its end, or until it is stopped."""
    from voicefoot.cli.session import share_one_arena
    from voicefoot.playing.current_output import CurrentOutput
    from voicefoot.playing.feed import Feed
    from voicefoot.sinks.registry import find_outputs, open_outputs, volume_name

    share_one_arena(returns_early=True)
    if options.watch:
        from voicefoot.cli.watch import check_watchable

        check_watchable(routine, request)
        request = replace(request, fit_seconds=0.0)  # what is heard is what is written, whatever it fits
    if options.score is not None:
        from voicefoot.storage.atomic import check_writable

        check_writable(options.score)  # now, rather than when the session is over
    chosen = todays_day(routine, request, resume=options.resume)
    if isinstance(chosen, NoSession):
        note(chosen.message)
        return
    resolved = resolve_play(routine, request, resume=options.resume, chosen=chosen)
    ends_at = None
    if resolved.request.until is not None:
        resolved, ends_at = _until(resolved, resolved.request.until, options.start_in)
    found = find_outputs(options.outputs)
    feed = Feed(audio_format_of(resolved.routine, resolved.request), _volume(options, volume_name(found)))
    if not options.start_in:
        # The speaker wakes while the session is planned, and its first words are made.
        feed.start_pre_roll(resolved.request.choices.lead_in_seconds)
    with (
        sounding(open_outputs(found), feed) as sink,
        open_session(_planned(resolved), resolved.request, with_hint=True) as session,
    ):
        if ends_at is not None and resolved.resumed is not None:
            session = session.as_written()  # what is left of it is fitted as soon as it goes on
        elif ends_at is not None:
            session = _fitted_again(session, ends_at - time.time() - options.start_in)
        recorder = recorder_of(resolved, session, records=not options.watch)
        output = CurrentOutput(options.outputs, volume_name(found), feed)
        live = _live_session(
            session,
            resolved,
            feed,
            recorder,
            keep_timeline=options.score is not None,
            deadline=None if ends_at is None else session.deadline(ends_at),
        )
        finished = False
        watch: RoutineWatch | None = None
        try:
            with ExitStack() as stack:
                controls = _Controls(live, recorder, stack)
                if options.watch:
                    from voicefoot.cli.watch import RoutineWatch

                    watch = RoutineWatch(routine, resolved.request, session, live, controls)
                    controls.open_last(watch)
                finished = live.run(
                    sink,
                    output,
                    None if resolved.resumed is None else resolved.resumed.place,
                    options.start_in,
                    view=controls.update,
                    on_notice=controls.show_notice,
                    on_start=controls.open,
                )
        finally:
            _record(live, recorder, None)
            recorder.close(finished=finished)
            if recorder.problem is not None:
                note(recorder.problem)
            if watch is not None and watch.problem is not None:
                note(str(watch.problem))
            for notice in output.store_volume():
                note(notice)
            if options.score is not None:
                _write_score(live, session, options.score)
            if live.transport.heard_seconds > 0:
                again = as_typed(*resolved.repeat_command(session.voice.name))
                note(f"The same again: {escaped(again)}")
            if finished and chosen is not None and recorder.problem is None:
                from voicefoot.cli.programme import what_comes

                note(what_comes(routine))


def _planned(resolved: ResolvedPlay) -> PlannedSession:
    """Return the session, planned, and tell which day it is, and where the last one was left."""
    planned = plan_session(resolved.routine, resolved.request)
    if resolved.chosen is not None:
        note(told(resolved.chosen))
    if resolved.resumed is None:
        _note_left_off(resolved, planned.plan)
    return planned


def _until(resolved: ResolvedPlay, clock: datetime.time, start_in: float) -> tuple[ResolvedPlay, float]:
    """Return `resolved` with what is left until `clock` as the time to fit the session into, and that moment,
    in seconds as `time.time` has them. Raises CommandError if nothing is left.
    """
    from voicefoot.cli.fitting import seconds_until
    from voicefoot.model.limits import MIN_FIT_SECONDS

    left = seconds_until(clock, datetime.datetime.now().astimezone())
    ends_at = time.time() + left
    seconds = round(left - start_in - _START_SECONDS, 1)
    if seconds < MIN_FIT_SECONDS:
        raise CommandError(f"until {clock:%H:%M} there are {max(0.0, seconds):g} s; choose a later time")
    # Of a session that goes on, only what is left is fitted, once it is under way.
    fit_seconds = seconds if resolved.resumed is None else 0.0
    request = replace(resolved.request, until=None, fit_seconds=fit_seconds)
    return replace(resolved, request=request), ends_at


def _fitted_again(session: PreparedSession, seconds: float) -> PreparedSession:
    """Return `session` as it takes `seconds`, now that its lines are spoken; as it is where it can't."""
    with suppress(CommandError):
        return session.fitted_into(seconds - _START_SECONDS)
    return session


@contextmanager
def sounding(sink: BaseSink, feed: Feed) -> Iterator[BaseSink]:
    """Start `sink`, which pulls from `feed`; stop it and close the feed on exit. Raise SinkError if it can't
    be started.
    """
    try:
        sink.start(feed.pull, feed.audio_format)
        feed.keep_awake(sink.sleeps_in_silence)
        yield sink
    finally:
        sink.stop()
        feed.close()


def _live_session(
    session: PreparedSession,
    resolved: ResolvedPlay,
    feed: Feed,
    recorder: HistoryRecorder,
    *,
    keep_timeline: bool,
    deadline: Deadline | None,
) -> LiveSession:
    from voicefoot.playing.live_session import LiveSession

    return LiveSession(
        session.plan,
        session.sections_from,
        session.voice,
        session.sounds,
        feed,
        session.choices,
        gains=resolved.request.gains,
        keep_timeline=keep_timeline,
        tallies={} if resolved.resumed is None else resolved.resumed.tallies,
        on_remark=recorder.note,
        deadline=deadline,
    )


class _Controls:
    """All that controls and shows a session. It is opened, into `stack`, when the first sound is on its way,
    which waits for nothing that it does not need.
    """

    def __init__(self, live: LiveSession, recorder: HistoryRecorder, stack: ExitStack) -> None:
        self._live = live
        self._recorder = recorder
        self._stack = stack
        self._view: LiveView | None = None
        self._media_keys: MediaKeys | None = None
        self._last: list[AbstractContextManager[object]] = []

    def open_last(self, what: AbstractContextManager[object]) -> None:
        """Have `what` opened after all else."""
        self._last.append(what)

    def open(self) -> None:
        """Open the keyboard, signals, the socket for a second terminal, media keys and the view, and keep the
        machine awake. The start is over then.
        """
        from voicefoot.controls.ctl_server import Server
        from voicefoot.controls.keep_awake import keep_awake
        from voicefoot.controls.keyboard import Keyboard
        from voicefoot.controls.media_keys import open_media_keys
        from voicefoot.controls.signals import signals
        from voicefoot.display.live_view import LiveView

        remote, enter = self._live.remote, self._stack.enter_context
        sample_rate = self._live.transport.audio_format.sample_rate
        view = self._view = LiveView(sys.stderr, sample_rate, keys=sys.stdin.isatty())
        keyboard = enter(Keyboard(sys.stdin, remote, lambda text: view.show_help(text.splitlines())))
        enter(signals(remote, [keyboard, view]))
        server = enter(Server(remote))
        if server.problem is not None:
            view.show_notice(server.problem)
        enter(view)
        self._media_keys = enter(open_media_keys(remote))
        enter(keep_awake(remote))
        for each in self._last:
            enter(each)
        gc.collect(0)  # the first one, which ends what `__main__` does about a start

    def show_notice(self, notice: str, seconds: float | None = None) -> None:
        """Show a notice of one line, for `seconds` if that is given."""
        if self._view is not None:
            self._view.show_notice(notice, *([] if seconds is None else [seconds]))

    def update(
        self, sections: Sequence[Section], frame: int, total_seconds: float, bookmark: Bookmark
    ) -> None:
        """Show and record the position; called some twenty times a second."""
        if self._view is not None:
            self._view.update(sections, frame, total_seconds, self._live.remote.status)
        _record(self._live, self._recorder, bookmark)
        if self._media_keys is not None:
            self._media_keys.pump()


def _record(live: LiveSession, recorder: HistoryRecorder, bookmark: Bookmark | None) -> None:
    for exercise in live.position.completed:
        recorder.exercise_done(exercise)
    if bookmark is not None and live.transport.heard_seconds > 0:
        recorder.record_position(bookmark, live.transport.heard_seconds)
    recorder.record_tallies(live.position.tallies.counted)


def _volume(options: PlayRequest, output_name: str) -> float:
    """Return the volume, 0 to 1, that was asked for, or the one that the output had last."""
    from voicefoot.storage.volumes import volume_of

    if options.volume is not None:
        return options.volume / 100
    return volume_of(output_name) or 1.0


def _write_score(live: LiveSession, session: PreparedSession, file: Path) -> None:
    from voicefoot.storage.atomic import atomic_writer
    from voicefoot.timeline.score import score

    written = score(live.transport.timeline(session.plan.title), session.voice.name)
    try:
        with atomic_writer(file) as stream:
            stream.write(for_json(written).encode("utf-8"))
    except OutputError as error:
        note(str(error))  # noted, not raised: what else ended the session is reported too


def _note_left_off(resolved: ResolvedPlay, plan: Plan) -> None:
    try:
        latest = left_off(resolved.source, resolved.chosen)
    except OutputError:
        return  # the recorder, which needs the same file, reports it
    same = latest is not None and latest.exercises == tuple(section.key for section in plan.sections)
    if latest is not None and same and latest.is_begun:
        names = {section.key: section.name for section in plan.sections}
        where = names.get(latest.stopped_in or "", latest.stopped_in)
        note(f"You stopped in {where} last time; --resume goes on from there.")


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
@click.option(
    "--watch", is_flag=True, help="Whenever ROUTINE is saved, go on with it as it is, from what was changed."
)
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
    """Coach ROUTINE live, or today's session of a programme. Space pauses and `?` shows the other keys;
    Ctrl-C ends it, and --resume goes on from there.
    """
    from voicefoot.storage.paths import playing_file
    from voicefoot.storage.session_lock import session_lock

    request = replace(request, choices=replace(request.choices, wait=wait, lead_in_seconds=lead_in))
    with session_lock(playing_file(), note, anyway=anyway):
        play_live(routine, request, PlayRequest(**others))
