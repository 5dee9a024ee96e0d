"""A day of sessions in some minutes: `voicefoot play` through the null sink, in this process, by a clock that
runs as fast as the sound is made; and what the process holds after each.

`scripts/soak --fast` plays a whole day so, `scripts/verify_live` a session of an hour.
"""

from __future__ import annotations

import gc
import math
import os
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from tests.support.real_sessions import children_of
from voicefoot.audio import AudioFormat, Block
from voicefoot.cli.main import run
from voicefoot.controls.ctl_client import attach
from voicefoot.errors import ControlError, SinkLost, VoicefootError
from voicefoot.playing.feed import Feed
from voicefoot.sinks import null
from voicefoot.sinks.ports import Pull, SinkStatus

RATE = 8_000
SAME = ("--output", "null", "--sample-rate", str(RATE), "--voice", "pyttsx3")
"""What all sessions are played with."""
NAP_SECONDS = 0.002
"""How long the sink waits, by a real clock, where nothing is ready to be played."""
READY_TIMEOUT_SECONDS = 30.0
EVENTS_EACH_SECONDS = (40.0, 200.0)
"""A session is disturbed at intervals between these."""
PAUSE_SECONDS = (1.0, 300.0)
ORDERS = (
    *("pause", "loss") * 2,
    *("next", "previous", "repeat", "again", "faster", "slower", "left", "stop"),
)
"""What disturbs sessions; what stands here twice does so twice as often."""


@dataclass
class Day:
    """The time of a day of sessions, and what has happened in it."""

    dice: random.Random | None
    """Picks what disturbs sessions, and when; None: nothing does."""
    seconds: float = 0.0
    """By the clock of the sinks."""
    heard_frames: int = 0
    happened: dict[str, int] = field(default_factory=dict)
    """How often each of ORDERS was carried out."""
    stopped: bool = False
    """Whether the latest session was stopped before its end."""

    def count(self, what: str) -> None:
        self.happened[what] = self.happened.get(what, 0) + 1


class FastSink(null.NullSink):
    """A null sink by the clock of `day`: it waits for what is made, gives each block to `heard`, and disturbs
    the session now and then.
    """

    block_seconds = 0.1
    """More than in real time, since each pull has its price."""

    def __init__(self, day: Day, heard: Callable[[Block], object]) -> None:
        super().__init__(lambda: day.seconds, self._pass)
        self._day = day
        self._heard = heard
        self._feed: Feed | None = None
        self._next_at = self._disturbed_at()
        self._resume_at: float | None = None

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        feed = getattr(pull, "__self__", None)
        assert isinstance(feed, Feed), "a session with one output pulls from its feed"
        self._feed = feed

        def pull_heard(frames: int) -> Block:
            block = pull(frames)
            self._heard(block)
            return block

        super().start(pull_heard, audio_format)

    def _pass(self, seconds: float) -> None:
        """Let `seconds` pass, and do what is due then."""
        day, feed = self._day, self._feed
        assert feed is not None
        day.seconds += seconds
        day.heard_frames += round(seconds * feed.audio_format.sample_rate)
        if self._resume_at is not None:
            if day.seconds >= self._resume_at and self._order("resume"):
                self._resume_at = None
            return  # silence needs nobody to make it
        playing = feed.playing
        if playing is None:
            self._stopping.wait(NAP_SECONDS)
        else:
            playing[0].wait_ready(timeout_seconds=READY_TIMEOUT_SECONDS)
            if not playing[0].has_started:
                self._stopping.wait(NAP_SECONDS)
        if day.seconds >= self._next_at:
            self._disturb()

    def _disturbed_at(self) -> float:
        """Pick when the session is disturbed next, by the clock of the day."""
        dice = self._day.dice
        return math.inf if dice is None else self._day.seconds + dice.uniform(*EVENTS_EACH_SECONDS)

    def _disturb(self) -> None:
        day = self._day
        assert day.dice is not None
        what = day.dice.choice(ORDERS)
        if what == "loss":
            day.count(what)
            raise SinkLost("the output went away; wait for it")
        if not self._order(what):
            return  # it begins or ends just now, and is tried again with the next block
        self._next_at = self._disturbed_at()
        day.stopped = day.stopped or what == "stop"
        if what == "pause":
            self._resume_at = day.seconds + day.dice.uniform(*PAUSE_SECONDS)

    def _order(self, what: str) -> bool:
        """Give an order as another terminal does; return whether the session took it."""
        try:
            with attach(os.getpid()) as session:
                session.ask(what)
        except (ControlError, VoicefootError):
            self._stopping.wait(NAP_SECONDS)
            return False
        self._day.count(what)
        return True


class FastAdapter(null.NullAdapter):
    """The null output, played by the clock of `day`; `heard` is given each block."""

    def __init__(self, day: Day, heard: Callable[[Block], object] = lambda _: None) -> None:
        self._day = day
        self._heard = heard

    def status(self) -> SinkStatus:
        return SinkStatus(null.NAME, available=True, detail="plays to nothing, fast", latency_seconds=0.0)

    def open(self, device: str | None) -> FastSink:
        assert device is None
        return FastSink(self._day, self._heard)


@dataclass(frozen=True, slots=True)
class Held:
    """What this process holds between two sessions."""

    memory_mb: float
    """Resident."""
    descriptors: int
    threads: int
    processes: int
    """Its children, and theirs, as far as they are known by the folder of the day."""
    files: int
    """In the folders for temporary files and for sockets."""


def held(folder: Path) -> Held:
    """Return what this process holds; the day's files are in `folder`. Linux only."""
    gc.collect()
    resident = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return Held(
        resident * os.sysconf("SC_PAGE_SIZE") / 1e6,
        len(list(Path("/proc/self/fd").iterdir())),
        len(list(Path("/proc/self/task").iterdir())),
        len(children_of(folder)),
        sum(1 for name in ("tmp", "run") for path in (folder / name).rglob("*") if not path.is_dir())
        + sum(1 for _ in (folder / "tmp").iterdir()),
    )


@contextmanager
def own_folders(folder: Path) -> Iterator[None]:
    """Let all that sessions write be written below `folder`."""
    names = {f"XDG_{kind}_HOME": kind.lower() for kind in ("CACHE", "DATA", "STATE", "CONFIG")}
    names |= {"HOME": "home", "XDG_RUNTIME_DIR": "run", "TMPDIR": "tmp"}
    before, before_tempdir = dict(os.environ), tempfile.tempdir
    for name, below in names.items():
        (folder / below).mkdir(mode=0o700, parents=True, exist_ok=True)
        os.environ[name] = str(folder / below)
    os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
    tempfile.tempdir = None
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        tempfile.tempdir = before_tempdir


def sessions(folder: Path, day: Day, plays: Sequence[Sequence[str]], seconds: float) -> Iterator[Held]:
    """Play one session after another until `day` has `seconds`; yield what is held after each.

    `plays` are the arguments of `voicefoot play`, taken in turn; a session that was stopped is gone on with.
    Raises AssertionError if one fails.
    """
    before = null.adapter
    null.adapter = FastAdapter(day)
    log = folder / "log.txt"
    turns = cycle(plays)
    typed: list[str] = []
    try:
        with own_folders(folder):
            while day.seconds < seconds:
                typed = [*typed, "--resume"] if day.stopped else ["play", *next(turns), *SAME]
                day.stopped = False
                with log.open("w", encoding="utf-8") as out, redirect_stderr(out), redirect_stdout(out):
                    code = run(typed)
                said = log.read_text(encoding="utf-8")
                assert code == 0 or day.stopped, f"{' '.join(typed)} ended with {code}: {said}"
                yield held(folder)
    finally:
        null.adapter = before


def grown(of_sessions: Sequence[Held], settling: int) -> dict[str, float]:
    """Return how much more is held at the end than when all was settled, after `settling` sessions.

    Of memory, which goes up and down, the mean of the last third less that of the first; of what is counted,
    the most that was held in the last third less the most in the first.
    """
    settled = of_sessions[settling:]
    third = len(settled) // 3
    assert third, "too few sessions to see whether anything grows"
    first, last = settled[:third], settled[-third:]
    memory_mb = sum(each.memory_mb for each in last) / third - sum(each.memory_mb for each in first) / third
    counted = ("descriptors", "threads", "processes", "files")
    most = {name: [max(getattr(each, name) for each in part) for part in (first, last)] for name in counted}
    return {"memory_mb": memory_mb} | {name: float(after - before) for name, (before, after) in most.items()}
