"""Plays through simpleaudio, or through its maintained fork from Python 3.12 on.

simpleaudio plays a finished buffer and can't stream: each call opens the device anew. So one call gets
one long, mutable, anonymous piece of memory, and a thread renders into it some way ahead of a clock.
It begins with as much silence as it is to be ahead, so that frames are asked for at the pace of the
clock from the first on. Memory is only used where it was written and not yet given back, a few seconds'
worth.

What follows from that:

- Where the sound is, only the clock knows. Rendering is far enough ahead, and memory kept long enough
  behind, for a device's clock that is some parts in a thousand off.
- The buffer can't be cut short. When the session ends before it does, what is left of it is silence,
  and the call is stopped once the last frame must have been heard.
- A call takes less than 2^31 bytes and lasts an hour here. A longer session goes on in a second call
  when the first is over: no frame is lost, and a short pause is heard.
- An output error looks like a normal end to simpleaudio, so that an early end is an error here.
- When it is done, simpleaudio lets go of the buffer in a thread of its own; we hold it until after that.
"""

from __future__ import annotations

import importlib
import importlib.util
import mmap
import os
import platform
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from voicefoot.audio import AudioFormat, Block
from voicefoot.errors import CommandError, SinkError, SinkLost
from voicefoot.sinks.ports import Pull, SinkStatus
from voicefoot.sinks.stderr import quiet
from voicefoot.text import shown
from voicefoot.units import to_frames, to_seconds

NAME = "simpleaudio"
FORK = "simpleaudiohamiltoncs"
CALL_SECONDS = 3600.0
LEAD_SECONDS = 1.5
KEPT_SECONDS = 10.0
TAIL_SECONDS = 0.7
EARLY_SECONDS = 1.0
DEVICE_SECONDS = 0.1
STEP_SECONDS = 0.05
CLOSING_SECONDS = 1.0
FADE_SECONDS = 0.02
SAMPLE_BYTES = 2
MOST_BYTES = 2**31 - 1
_GET_IT = (
    '`pip install "voicefoot[simpleaudio]"` brings it; before Python 3.12 on Linux it needs a compiler and '
    "ALSA's headers (`apt-get install gcc libasound2-dev`)"
)
_NO_SPEAKER = (
    "plug in or switch on a speaker or headphones, leave out `--output simpleaudio`, or write the session "
    "to a file with `voicefoot export`"
)


class _Call:
    """One `play_buffer` over a buffer that is written while it plays."""

    def __init__(self, library: Any, audio_format: AudioFormat, seconds: float) -> None:
        frame_bytes = SAMPLE_BYTES * audio_format.channels
        self.frames = min(to_frames(seconds, audio_format.sample_rate), MOST_BYTES // frame_bytes)
        self.written_frames = to_frames(LEAD_SECONDS, audio_format.sample_rate)  # of silence
        self._frame_bytes = frame_bytes
        self._dropped_bytes = 0
        self._memory = _anonymous(self.frames * frame_bytes)
        self.samples: Block = np.frombuffer(self._memory, dtype=np.int16).reshape(-1, audio_format.channels)
        self._library = library
        self._format = audio_format
        self._play: Any = None

    def begin(self) -> None:
        """Opens the device. Raises SinkError where there is none."""
        try:
            with quiet():
                self._play = self._library.play_buffer(
                    self._memory, self._format.channels, SAMPLE_BYTES, self._format.sample_rate
                )
        except ValueError as error:  # a rate or a number of channels that it does not know
            raise SinkError(
                f"simpleaudio can't play this ({error}); leave out `--output simpleaudio`, or ask for "
                "`--sample-rate 48000`"
            ) from error
        except Exception as error:  # its own class lies in the extension, under a name that varies
            raise SinkError(f"simpleaudio found no speaker ({error}); {_NO_SPEAKER}") from error

    @property
    def playing(self) -> bool:
        return self._play is not None and bool(self._play.is_playing())

    def write(self, block: Block) -> None:
        self.samples[self.written_frames : self.written_frames + len(block)] = block
        self.written_frames += len(block)

    def drop_before(self, frame: int) -> None:
        """Gives back the memory of all frames before `frame`."""
        end = frame * self._frame_bytes // mmap.PAGESIZE * mmap.PAGESIZE
        if end > self._dropped_bytes and hasattr(mmap, "MADV_DONTNEED"):
            self._memory.madvise(mmap.MADV_DONTNEED, self._dropped_bytes, end - self._dropped_bytes)
            self._dropped_bytes = end

    def fade_out(self, frame: int) -> None:
        """Turns what is written from `frame` on into a short fade and silence."""
        rest = self.samples[max(0, frame) : self.written_frames]
        fade = rest[: to_frames(FADE_SECONDS, self._format.sample_rate)]
        fade[:] = np.rint(fade * np.linspace(1.0, 0.0, len(fade))[:, np.newaxis])
        rest[len(fade) :] = 0

    def end(self) -> None:
        """Stops, and waits until the device is free."""
        if self._play is None:
            return
        self._play.stop()
        for _ in range(round(CLOSING_SECONDS / STEP_SECONDS)):
            if not self.playing:
                break
            time.sleep(STEP_SECONDS)


class SimpleaudioSink:
    """Plays through the system's default device; simpleaudio knows no other."""

    sleeps_in_silence = True

    def __init__(self, library: Any, call_seconds: float = CALL_SECONDS) -> None:
        """`library` is the module simpleaudio, or the fork; `call_seconds` how long one call lasts."""
        self._library = library
        self._call_seconds = call_seconds
        self._stopping = threading.Event()
        self._over = threading.Event()
        self._heard = False
        self._error: BaseException | None = None
        self._thread: threading.Thread | None = None

    @property
    def latency_seconds(self) -> float:
        """From the rendering of a frame to its sounding: the lead, and the device's own buffer."""
        return LEAD_SECONDS + DEVICE_SECONDS

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        call = self._begin(audio_format)
        self._thread = threading.Thread(
            target=self._run, args=(call, pull, audio_format), name="voicefoot-simpleaudio", daemon=True
        )
        self._thread.start()

    def wait(self, timeout_seconds: float | None = None) -> bool:
        self._over.wait(timeout_seconds)
        if self._error is not None:
            raise self._error
        return self._heard

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def _begin(self, audio_format: AudioFormat) -> _Call:
        call = _Call(self._library, audio_format, self._call_seconds)
        call.begin()
        return call

    def _run(self, call: _Call, pull: Pull, audio_format: AudioFormat) -> None:
        try:
            while not self._play(call, pull, audio_format):
                call = self._begin(audio_format)
            self._heard = not self._stopping.is_set()
        except BaseException as error:  # `wait` raises it, in a thread where somebody hears it
            self._error = error
        finally:
            call.end()
            self._over.set()

    def _play(self, call: _Call, pull: Pull, audio_format: AudioFormat) -> bool:
        """Renders ahead of a call that has begun, until it is over; tells whether the session is, too."""
        rate = audio_format.sample_rate
        start = time.monotonic()
        ended = False
        while not self._stopping.wait(STEP_SECONDS):
            now_seconds = time.monotonic() - start
            now_frame = to_frames(now_seconds, rate)
            if not call.playing:
                if now_seconds < to_seconds(call.frames, rate) - EARLY_SECONDS:
                    raise SinkLost(f"the speaker went away; {_NO_SPEAKER}")
                return ended
            if not ended:
                ended = self._render(call, pull, audio_format, now_frame + to_frames(LEAD_SECONDS, rate))
            elif now_seconds > to_seconds(call.written_frames, rate) * 1.001 + TAIL_SECONDS:
                return True
            call.drop_before(now_frame - to_frames(KEPT_SECONDS, rate))
        call.fade_out(to_frames(time.monotonic() - start + DEVICE_SECONDS, rate))
        return True

    def _render(self, call: _Call, pull: Pull, audio_format: AudioFormat, until_frame: int) -> bool:
        """Writes up to `until_frame`, or the call's end; tells whether the session is over."""
        step = to_frames(STEP_SECONDS, audio_format.sample_rate)
        while call.written_frames < min(until_frame, call.frames) and not self._stopping.is_set():
            asked = min(step, call.frames - call.written_frames)
            block = pull(asked)
            call.write(block)
            if len(block) < asked:
                return True
        return False


class SimpleaudioAdapter:
    """What the entry point names."""

    def status(self) -> SinkStatus:
        name = _installed()
        if name is None:
            return SinkStatus(NAME, available=False, detail=f"simpleaudio is not installed; {_GET_IT}")
        return SinkStatus(
            NAME,
            available=True,
            detail=f"plays through {name}, on the default device",
            latency_seconds=LEAD_SECONDS + DEVICE_SECONDS,
        )

    def open(self, device: str | None) -> SimpleaudioSink:
        if device is not None:
            raise CommandError(
                f'"simpleaudio" can\'t choose a device, and you asked for "{shown(device)}"; write '
                "`--output simpleaudio`, and choose the system's default device"
            )
        name = _installed()
        if name is None:
            raise SinkError(f"simpleaudio is not installed; {_GET_IT}")
        if name == FORK:
            _show_plugins()
        try:
            return SimpleaudioSink(importlib.import_module(name))
        except (ImportError, OSError) as error:
            raise SinkError(f"{name} can't be loaded ({error}); {_GET_IT}") from error


adapter = SimpleaudioAdapter()


def _installed() -> str | None:
    """The module that plays here. simpleaudio itself ends the process from Python 3.12 on: it frees
    memory without the interpreter's lock.
    """
    names = (NAME, FORK) if sys.version_info < (3, 12) else (FORK,)
    return next((name for name in names if importlib.util.find_spec(name) is not None), None)


def _show_plugins() -> None:
    """The fork's wheel for Linux brings an ALSA of its own, which does not know where the system keeps
    the plugins that lead to PulseAudio and PipeWire.
    """
    if sys.platform != "linux" or "ALSA_PLUGIN_DIR" in os.environ:
        return
    libraries = Path("/usr/lib")
    folders = [libraries / f"{platform.machine()}-linux-gnu", Path("/usr/lib64"), libraries]
    for folder in (folder / "alsa-lib" for folder in folders):
        if folder.is_dir():
            os.environ["ALSA_PLUGIN_DIR"] = str(folder)
            return


def _anonymous(size_bytes: int) -> mmap.mmap:
    """Zeroed memory that is only used where it is written, and can be given back."""
    if sys.platform == "win32":
        return mmap.mmap(-1, size_bytes)
    return mmap.mmap(-1, size_bytes, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
