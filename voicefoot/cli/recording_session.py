"""Records a voice line by line at a terminal: what is typed, the level while one speaks, and playing back."""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Sequence

from voicefoot.audio import Clip
from voicefoot.cli.printing import echo, echo_as_it_is
from voicefoot.cli.session import note
from voicefoot.recording.microphone import SAMPLE_RATE, Microphone
from voicefoot.recording.script import ScriptLine, lines_words, reading_seconds
from voicefoot.recording.takes import Listener, fault_of, spoken_part
from voicefoot.recording.voice_folder import VoiceFolder

BEFORE_SECONDS, KEY_SECONDS = 0.25, 0.15
"""The sound of the key that starts a take, and of the one that ends it: left out."""
WORD_PAUSE_SECONDS, SENTENCE_PAUSE_SECONDS = 0.7, 1.3
"""So much silence ends a take by itself; sentences have pauses."""
_TO_BEGIN_SECONDS = 6.0
_METER_CELLS, _METER_FROM_DB = 20, -50.0
_METER_FRAMES = SAMPLE_RATE // 12


class _Typed:
    """The lines that are typed, read in a thread of its own, so that they can end a take."""

    def __init__(self) -> None:
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=self._read, name="typed", daemon=True).start()

    def _read(self) -> None:
        # A file object of its own: Python can't exit while a thread blocks in `sys.stdin`.
        with open(sys.stdin.fileno(), encoding="utf-8", errors="replace", closefd=False) as stream:
            for line in stream:
                self._lines.put(line.strip().casefold())
        self._lines.put(None)

    def ask(self, prompt: str, answers: str) -> str:
        """Return the answer to `prompt`: a letter of `answers`, or "" for Enter alone; "q" at the end of what
        is typed. What was typed before is forgotten.
        """
        while not self._lines.empty():
            if self._lines.get_nowait() is None:
                return "q"
        while True:
            echo(prompt, nl=False)
            typed = self._lines.get()
            if typed is None:
                echo()
                return "q"
            if typed[:1] in answers:  # so is ""
                return typed[:1]

    def something(self) -> bool:
        """Whether anything was typed meanwhile."""
        return not self._lines.empty()


class RecordingSession:
    """Takes one line after another from the microphone, and keeps the good ones in the voice's folder."""

    def __init__(self, voice: VoiceFolder, microphone: Microphone, output: str | None) -> None:
        """`output` is where takes are played back: "" is the default, and None means nowhere."""
        self._voice = voice
        self._microphone = microphone
        self._output = output

    def run(self, lines: Sequence[ScriptLine], of: int) -> None:
        """Record `lines`, which are those of a script of `of` lines that are left."""
        minutes = max(1, round(reading_seconds(lines) / 60))
        note(
            f"{lines_words(len(lines))}, about {minutes} min. Type Enter and speak; the take ends when you "
            "are silent, or at the next Enter."
        )
        typed = _Typed()
        group, kept = None, 0
        try:
            for line in lines:
                if line.group != group:
                    group = line.group
                    echo(f"\n{group}")
                answer = self._one(line, of, typed)
                if answer == "q":
                    break
                kept += answer == "kept"
        finally:
            left = len(lines) - kept
            has = lines_words(len(self._voice))
            echo(f"\n{lines_words(kept)} recorded; the voice {self._voice.name} has {has}.")
            if left:
                echo(f"{lines_words(left)} left; the same command goes on there.")
            else:
                echo(f"Hear it: voicefoot play --voice recorded:{self._voice.name}")

    def _one(self, line: ScriptLine, of: int, typed: _Typed) -> str:
        """Record one line until there is a good take. Return "kept", "s" for skipped, or "q"."""
        while True:
            echo(f"{line.number:>4}/{of}  {line.text}")
            answer = typed.ask("          Enter: record   s: skip   q: stop here  ", "sq")
            if answer:
                return answer
            take = self._take(line, typed)
            fault = fault_of(take, line.max_seconds)
            if fault is not None:
                echo(f"          Once more: {fault}.")
                continue
            if self._output is None:
                return self._keep(line, take)
            answer = self._heard(take, typed)
            if answer == "q":
                return "q"
            if answer != "r":
                return self._keep(line, take)

    def _keep(self, line: ScriptLine, take: Clip) -> str:
        self._voice.add(line.text, take)
        self._voice.save()
        return "kept"

    def _heard(self, take: Clip, typed: _Typed) -> str:
        """Play `take` back until the user decides about it."""
        while True:
            self._play(spoken_part(take))
            answer = typed.ask(
                "          Enter: keep   r: record again   p: play again   q: stop here  ", "rpq"
            )
            if answer != "p":
                return answer

    def _take(self, line: ScriptLine, typed: _Typed) -> Clip:
        pause = WORD_PAUSE_SECONDS if line.is_short else SENTENCE_PAUSE_SECONDS
        listener = Listener(SAMPLE_RATE, pause, line.max_seconds + pause + _TO_BEGIN_SECONDS)
        self._microphone.listen()
        try:
            skipped, shown = 0, 0
            while not listener.is_over and not typed.something():
                samples = self._microphone.read()
                start = min(max(0, round(BEFORE_SECONDS * SAMPLE_RATE) - skipped), len(samples))
                skipped += start
                listener.feed(samples[start:])
                if listener.frames - shown >= _METER_FRAMES:
                    shown = listener.frames
                    echo_as_it_is(f"\r          speak  {meter(listener.level_db)}")
        finally:
            self._microphone.ignore()
        echo_as_it_is("\r" + " " * (19 + _METER_CELLS) + "\r")
        take = listener.take()
        if typed.something():
            frames = max(0, take.frames - round(KEY_SECONDS * SAMPLE_RATE))
            return Clip.of(take.samples[:frames], SAMPLE_RATE)
        return take

    def _play(self, clip: Clip) -> None:
        from voicefoot.audio import MONO, to_int16
        from voicefoot.dsp.leveling import leveled
        from voicefoot.errors import SinkError
        from voicefoot.model.sound_levels import SPEECH_LUFS, SPEECH_PEAK_DB
        from voicefoot.playing.play import play
        from voicefoot.sinks.registry import open_output

        heard = leveled(clip, SPEECH_LUFS, SPEECH_PEAK_DB)
        try:
            play([to_int16(heard.samples)], open_output(self._output or None), MONO)
        except SinkError as error:
            note(f"voicefoot: {error}")
            self._output = None


def meter(level_db: float) -> str:
    """Return a level in dBFS as a bar; the last cells mean that it is nearly too loud."""
    share = (level_db - _METER_FROM_DB) / -_METER_FROM_DB
    cells = min(max(round(share * _METER_CELLS), 0), _METER_CELLS)
    return f"[{'#' * cells:<{_METER_CELLS}}]"
