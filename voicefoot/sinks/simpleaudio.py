"""Plays through simpleaudio, or through its maintained fork from Python 3.12 on.

simpleaudio plays a finished buffer and can't stream: each `play_buffer` call opens the device anew. So one
call gets one long, writable, anonymous memory map, and a thread writes into it some way ahead of a clock. The
buffer begins with as much silence as that lead, so that frames are pulled at the pace of the clock from the
first one on. Only pages that were written and not yet given back take memory, a few seconds' worth.

What follows from that:

- Only the clock tells the playback position. The lead is large enough, and played memory is retained long
  enough, for a device clock that is some parts in a thousand off.
- The buffer can't be cut short. If the session ends before it does, the rest of it is silence, and the call
  is stopped once the last frame must have been heard.
- A call takes less than 2^31 bytes and lasts an hour here. A longer session goes on in a second call when the
  first is over: no frame is lost, and a short pause is heard.
- An output error looks like a normal end to simpleaudio, so an early end is an error here.
- When it is done, simpleaudio releases the buffer in a thread of its own; we hold it until after that.
"""

from __future__ import annotations

import importlib
import importlib.util
import mmap
import os
import platform
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from voicefoot.audio import AudioFormat, Block
from voicefoot.errors import CommandError, SinkError, SinkLost
from voicefoot.sinks.base import ThreadSink
from voicefoot.sinks.ports import Pull, SinkStatus
from voicefoot.sinks.stderr import silenced_stderr
from voicefoot.text import shown
from voicefoot.units import to_frames, to_seconds

NAME = "simpleaudio"
FORK = "simpleaudiohamiltoncs"
CALL_SECONDS = 3600.0
BUFFER_LEAD_SECONDS = 1.5
RETAINED_SECONDS = 10.0
"""How much of what was played stays in memory."""
END_MARGIN_SECONDS = 0.7
"""How long after its due time the last frame must have been heard."""
EARLY_SECONDS = 1.0
"""A call that ends by more than this too early has lost its device."""
DEVICE_LATENCY_SECONDS = 0.1
STEP_SECONDS = 0.05
CLOSE_TIMEOUT_SECONDS = 1.0
FADE_SECONDS = 0.02
SAMPLE_BYTES = 2
MAX_BYTES = 2**31 - 1
_INSTALL_HINT = (
    '`pip install "voicefoot[simpleaudio]"` brings it; before Python 3.12 on Linux it needs a compiler and '
    "ALSA's headers (`apt-get install gcc libasound2-dev`)"
)
_NO_SPEAKER_HINT = (
    "plug in or switch on a speaker or headphones, leave out `--output simpleaudio`, or write the session "
    "to a file with `voicefoot export`"
)


class PlayBufferCall:
    """One `play_buffer` call over a buffer that is written while it plays."""

    def __init__(self, library: Any, audio_format: AudioFormat, seconds: float) -> None:
        """`library` is the module simpleaudio, or the fork; `seconds` how long the buffer is, at most
        MAX_BYTES.
        """
        frame_bytes = SAMPLE_BYTES * audio_format.channels
        self.frames = min(to_frames(seconds, audio_format.sample_rate), MAX_BYTES // frame_bytes)
        self.written_frames = to_frames(BUFFER_LEAD_SECONDS, audio_format.sample_rate)  # of silence
        self._frame_bytes = frame_bytes
        self._released_bytes = 0
        self._memory = _anonymous_memory(self.frames * frame_bytes)
        self.samples: Block = np.frombuffer(self._memory, dtype=np.int16).reshape(-1, audio_format.channels)
        self._library = library
        self._format = audio_format
        self._playback: Any = None

    def start(self) -> None:
        """Open the device and start to play. Raises SinkError if no device takes this format."""
        try:
            with silenced_stderr():
                self._playback = self._library.play_buffer(
                    self._memory, self._format.channels, SAMPLE_BYTES, self._format.sample_rate
                )
        except ValueError as error:  # an unknown sample rate or number of channels
            raise SinkError(
                f"simpleaudio can't play this ({error}); leave out `--output simpleaudio`, or ask for "
                "`--sample-rate 48000`"
            ) from error
        except Exception as error:  # its own class is in the extension, under a name that varies
            raise SinkError(f"simpleaudio found no speaker ({error}); {_NO_SPEAKER_HINT}") from error

    @property
    def playing(self) -> bool:
        return self._playback is not None and bool(self._playback.is_playing())

    def write(self, block: Block) -> None:
        """Append `block`: int16, (frames, channels)."""
        self.samples[self.written_frames : self.written_frames + len(block)] = block
        self.written_frames += len(block)

    def release_before(self, frame: int) -> None:
        """Give back the memory of all frames before `frame`, as far as the system can."""
        end = frame * self._frame_bytes // mmap.PAGESIZE * mmap.PAGESIZE
        if sys.platform != "win32" and end > self._released_bytes and hasattr(mmap, "MADV_DONTNEED"):
            self._memory.madvise(mmap.MADV_DONTNEED, self._released_bytes, end - self._released_bytes)
            self._released_bytes = end

    def fade_out(self, frame: int) -> None:
        """Turn what is written from `frame` on into a short fade and silence."""
        rest = self.samples[max(0, frame) : self.written_frames]
        fade = rest[: to_frames(FADE_SECONDS, self._format.sample_rate)]
        fade[:] = np.rint(fade * np.linspace(1.0, 0.0, len(fade))[:, np.newaxis])
        rest[len(fade) :] = 0

    def stop(self) -> None:
        """Stop, and wait until the device is free."""
        if self._playback is None:
            return
        self._playback.stop()
        for _ in range(round(CLOSE_TIMEOUT_SECONDS / STEP_SECONDS)):
            if not self.playing:
                break
            time.sleep(STEP_SECONDS)


class SimpleaudioSink(ThreadSink):
    """Plays through the system's default device; simpleaudio knows no other."""

    latency_seconds = BUFFER_LEAD_SECONDS + DEVICE_LATENCY_SECONDS
    """The lead, and the device's own buffer."""

    def __init__(self, library: Any, call_seconds: float = CALL_SECONDS) -> None:
        """`library` is the module simpleaudio, or the fork; `call_seconds` how long one call lasts."""
        super().__init__()
        self._library = library
        self._call_seconds = call_seconds

    def start(self, pull: Pull, audio_format: AudioFormat) -> None:
        call = self._start_call(audio_format)
        self._play_in_thread(lambda: self._play(call, pull, audio_format), "voicefoot-simpleaudio")

    def _start_call(self, audio_format: AudioFormat) -> PlayBufferCall:
        call = PlayBufferCall(self._library, audio_format, self._call_seconds)
        call.start()
        return call

    def _play(self, call: PlayBufferCall, pull: Pull, audio_format: AudioFormat) -> bool:
        try:
            while not self._feed(call, pull, audio_format):
                call = self._start_call(audio_format)
            return not self._stopping.is_set()
        finally:
            call.stop()

    def _feed(self, call: PlayBufferCall, pull: Pull, audio_format: AudioFormat) -> bool:
        """Write ahead of `call` until it is over. Return whether the session is over, too."""
        rate = audio_format.sample_rate
        start = time.monotonic()
        ended = False
        while not self._stopping.wait(STEP_SECONDS):
            now_seconds = time.monotonic() - start
            now_frame = to_frames(now_seconds, rate)
            if not call.playing:
                if now_seconds < to_seconds(call.frames, rate) - EARLY_SECONDS:
                    raise SinkLost(f"the speaker went away; {_NO_SPEAKER_HINT}")
                return ended
            if not ended:
                ended = self._write(
                    call, pull, audio_format, now_frame + to_frames(BUFFER_LEAD_SECONDS, rate)
                )
            elif now_seconds > to_seconds(call.written_frames, rate) * 1.001 + END_MARGIN_SECONDS:
                return True
            call.release_before(now_frame - to_frames(RETAINED_SECONDS, rate))
        call.fade_out(to_frames(time.monotonic() - start + DEVICE_LATENCY_SECONDS, rate))
        return True

    def _write(self, call: PlayBufferCall, pull: Pull, audio_format: AudioFormat, until_frame: int) -> bool:
        """Write up to `until_frame`, or to the end of the call; return whether the session is over."""
        step_frames = to_frames(STEP_SECONDS, audio_format.sample_rate)
        while call.written_frames < min(until_frame, call.frames) and not self._stopping.is_set():
            frames = min(step_frames, call.frames - call.written_frames)
            block = pull(frames)
            call.write(block)
            if len(block) < frames:
                return True
        return False


class SimpleaudioAdapter:
    """What the entry point names."""

    def status(self) -> SinkStatus:
        name = _installed()
        if name is None:
            return SinkStatus(NAME, available=False, detail=f"simpleaudio is not installed; {_INSTALL_HINT}")
        return SinkStatus(
            NAME,
            available=True,
            detail=f"plays through {name}, on the default device",
            latency_seconds=BUFFER_LEAD_SECONDS + DEVICE_LATENCY_SECONDS,
        )

    def open(self, device: str | None) -> SimpleaudioSink:
        if device is not None:
            raise CommandError(
                f'"simpleaudio" can\'t choose a device, and you asked for "{shown(device)}"; write '
                "`--output simpleaudio`, and choose the system's default device"
            )
        return SimpleaudioSink(load_library())


adapter = SimpleaudioAdapter()


def load_library() -> Any:
    """Import the module simpleaudio, or the fork. Raises SinkError if neither can be had."""
    name = _installed()
    if name is None:
        raise SinkError(f"simpleaudio is not installed; {_INSTALL_HINT}")
    if name == FORK:
        set_alsa_plugin_dir()
    try:
        return importlib.import_module(name)
    except (ImportError, OSError) as error:
        raise SinkError(f"{name} can't be loaded ({error}); {_INSTALL_HINT}") from error


def _installed() -> str | None:
    """Return the name of the installed module that works here, or None. From Python 3.12 on that is the fork
    alone: simpleaudio itself ends the process, since it frees memory without holding the interpreter's lock.
    """
    names = (NAME, FORK) if sys.version_info < (3, 12) else (FORK,)
    return next((name for name in names if importlib.util.find_spec(name) is not None), None)


def set_alsa_plugin_dir() -> None:
    """Set ALSA_PLUGIN_DIR to the system's folder of ALSA plugins, unless it is set already or this is not
    Linux.

    The fork's wheel for Linux brings an ALSA of its own, which does not know where the system keeps the
    plugins that lead to PulseAudio and PipeWire.
    """
    if sys.platform != "linux" or "ALSA_PLUGIN_DIR" in os.environ:
        return
    libraries = Path("/usr/lib")
    folders = [libraries / f"{platform.machine()}-linux-gnu", Path("/usr/lib64"), libraries]
    for folder in (folder / "alsa-lib" for folder in folders):
        if folder.is_dir():
            os.environ["ALSA_PLUGIN_DIR"] = str(folder)
            return


def _anonymous_memory(size_bytes: int) -> mmap.mmap:
    """Map zeroed memory, of which only written pages are in use, and which can be given back."""
    if sys.platform == "win32":
        return mmap.mmap(-1, size_bytes)
    return mmap.mmap(-1, size_bytes, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
