"""Sessions of `voicefoot play` in processes of their own, watched through their sockets, and held against
what they ought to play.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from voicefoot.arranging.resume import resume_section
from voicefoot.audio import AudioFormat
from voicefoot.controls.ctl_client import attach
from voicefoot.errors import ControlError
from voicefoot.model.choices import Choices
from voicefoot.planning.plan import plan
from voicefoot.playing.remote import State, Status
from voicefoot.playing.sections import sections_of
from voicefoot.reading.read import read
from voicefoot.reading.sound_bank import load_sounds
from voicefoot.speaking.registry import choose, open_voice
from voicefoot.timeline.bookmark import Bookmark, bookmark_at, frame_of
from voicefoot.timeline.timeline import Section
from voicefoot.units import to_frames, to_seconds

RATE = 48_000
VOICE = "pyttsx3"
SAME = ("--voice", VOICE, "--level", "standard", "--talk", "full", "--sample-rate", str(RATE))
"""What would otherwise depend on what was done before, or is installed."""
POLL_SECONDS = 0.02
TIMEOUT_SECONDS = 60.0
"""How long to wait for a session before something is wrong with it; nothing is measured by it."""


@dataclass(frozen=True)
class Home:
    """Folders of a user's own below `folder`; clips and sockets are shared with others below `shared`."""

    folder: Path
    shared: Path

    @property
    def environment(self) -> dict[str, str]:
        (self.shared / "run").mkdir(mode=0o700, parents=True, exist_ok=True)
        return {
            "HOME": str(self.folder),
            "XDG_DATA_HOME": str(self.folder / "data"),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_CACHE_HOME": str(self.shared / "cache"),
            "XDG_RUNTIME_DIR": str(self.shared / "run"),
        }

    @property
    def history_file(self) -> Path:
        return self.folder / "data" / "voicefoot" / "history.sqlite"


class Expected:
    """What a session of `routine` plays, from any of its exercises on, with the clips of `shared`."""

    def __init__(self, routine: Path, shared: Path, choices: Choices | None = None) -> None:
        self._routine = read(routine)
        self._choices = choices or Choices()
        self._format = AudioFormat(RATE)
        self._sounds = load_sounds(RATE, {})
        self._made: dict[int, list[Section]] = {}
        self._lock = threading.Lock()
        self._clips = shared / "cache" / "voicefoot" / "clips"
        self.exercises = tuple(section.name for section in plan(self._routine, self._choices).sections)

    def section(self, first: int, exercise: int) -> Section:
        """The section of `exercise` in a session that begins with the exercise `first`."""
        with self._lock:
            if first not in self._made:
                planned = plan(self._routine, replace(self._choices, sections_done=first))
                with open_voice(choose(VOICE, "en"), RATE, self._clips) as voice:
                    self._made[first] = list(sections_of(planned, voice, self._sounds, self._format))
        return self._made[first][exercise - first]

    def entered(self, place: Bookmark) -> int:
        """The frame at which a session that was left at `place` is gone on with, once it was led back: work
        that was cut is gone on with at its next repetition.
        """
        section = self.section(place.exercise, place.exercise)
        if place == Bookmark(place.exercise):
            return section.start_frame
        after = resume_section(section, frame_of(section, place), self._sounds, {}, wake_seconds=0.0)
        return frame_of(section, bookmark_at(after, place.exercise, after.start_frame))

    def heard(self, status: Status, first: int) -> tuple[Section, int]:
        """The section that is being heard, and its frame. In what leads back into one that was cut it is
        before the frame that this leads to.
        """
        section = self.section(first, status.exercise)
        return section, section.end_frame - to_frames(status.exercise_left_seconds, RATE)


@dataclass
class Playing:
    """A session that runs, and how it stood all the time, each time with the moment (time.monotonic)."""

    process: subprocess.Popen[str]
    seen: list[tuple[float, Status]] = field(default_factory=list)
    printed: str | None = None

    def watch(self) -> Status | None:
        """Ask for its status. Return None if it can't be asked, yet or any more."""
        asked = time.monotonic()  # what is answered is no older than this
        try:
            with attach(self.process.pid) as session:
                status = session.ask("status").status
        except ControlError:
            return None
        if status.state is not State.STARTING:
            self.seen.append((asked, status))
        return status

    def watch_for(self, seconds: float) -> bool:
        """Watch it for `seconds`. Return whether it still runs."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            self.watch()
            time.sleep(POLL_SECONDS)
        return self.process.poll() is None

    def watch_until(self, state: State, seconds: float = TIMEOUT_SECONDS) -> bool:
        """Watch it until it is in `state`. Return whether it got there in time."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            status = self.watch()
            if status is not None and status.state is state:
                return True
            time.sleep(POLL_SECONDS)
        return False

    def kill(self) -> bool:
        """Kill it as `kill -9` does. Return False if it had ended by itself."""
        self.process.kill()
        self.end()
        return self.process.returncode < 0

    def end(self) -> str:
        """Wait for its end, and return what it printed."""
        if self.printed is None:
            self.printed, _ = self.process.communicate()
        return self.printed

    def place(self, expected: Expected, first: int, entered: int = 0) -> tuple[Bookmark, float]:
        """Where it was seen last, and how many seconds from that exercise's beginning; `entered` is the frame
        of the exercise `first` at which it was entered.
        """
        status = self.seen[-1][1]
        section, frame = expected.heard(status, first)
        if status.exercise == first:
            frame = max(frame, entered)
        return bookmark_at(section, status.exercise, frame), to_seconds(frame - section.start_frame, RATE)


@contextmanager
def playing(home: Home, *arguments: str, environment: dict[str, str] | None = None) -> Iterator[Playing]:
    """`voicefoot play` with these arguments, and with SAME where they say nothing else."""
    process = subprocess.Popen(
        [sys.executable, "-m", "voicefoot", "play", *SAME, *arguments],
        env={**os.environ, **home.environment, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    session = Playing(process)
    try:
        yield session
    finally:
        session.kill()


def children_of(folder: Path) -> list[int]:
    """The processes that know of `folder` by their environment, but for this one."""
    mark = os.fsencode(folder)
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdecimal() and mark in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:  # it has ended by now, or is another user's
            continue
    return [pid for pid in found if pid != os.getpid()]


def distance_seconds(expected: Expected, first: int, place: Bookmark, seconds: float, exercise: int) -> float:
    """Return how far `place` is before `seconds` of `exercise`."""
    between: Sequence[Section] = [expected.section(first, each) for each in range(place.exercise, exercise)]
    ahead = sum(section.end_frame - section.start_frame for section in between)
    section = expected.section(first, place.exercise)
    return seconds + to_seconds(ahead - (frame_of(section, place) - section.start_frame), RATE)
