"""Any command of the user's that speaks: `--voice "command:say -v Anna -o {wav} {text}"`.

The command is split into arguments like a shell would, but no shell runs: what a routine says stays one
argument, or a part of one, whatever is in it. It comes from the command line or the user's settings, never
from a routine.

    {text}      what to say; where it is missing, the text comes on standard input, in UTF-8
    {wav}       the file to write; where it is missing, standard output is taken
    {speed}     1 is the command's own pace, 1.5 half as fast again
    {rate}      the same in words a minute, where 1 is 160
    {language}  the routine's language, such as de

Where there is neither {speed} nor {rate}, the speech is stretched.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from voicefoot.audio import Clip
from voicefoot.errors import CommandError, VoiceError, reason_of
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.engine_files import decode_any_audio
from voicefoot.speaking.ports import Voice, VoiceStatus
from voicefoot.speaking.time_stretch import time_stretch
from voicefoot.text import shown

_PLACE_HOLDER = re.compile(r"\{(text|wav|speed|rate|language)\}")
_WORDS_PER_MINUTE = 160
_MIN_STRETCH = 0.5
_MAX_FILE_BYTES = 200 * 10**6
_MAX_SHOWN_BYTES = 2_000
_EXAMPLE = '--voice "command:say -o {wav} {text}"'
_OURS = ("PYTHONPATH", "MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_")
"""What the process of a voice has in its environment for itself: another Python would stumble over it."""


class CommandAdapter:
    """Adapter for commands; the variant is the command."""

    def status(self) -> VoiceStatus:
        return VoiceStatus("command", True, f"any command of yours that speaks: {_EXAMPLE}")

    def identity(self, variant: str | None, language: str) -> str:
        arguments = split_command(variant or "")
        if shutil.which(arguments[0]) is None:
            raise VoiceError(f'there is no program "{shown(arguments[0])}"; check its name, or install it')
        return f"command:{shlex.join(arguments)}, {language}, {_WORDS_PER_MINUTE} words a minute"

    def open(self, variant: str | None, language: str) -> Voice:
        return CommandVoice(split_command(variant or ""), language, self.identity(variant, language))


class CommandVoice:
    """Runs the command anew for each phrase.

    It has no time limit of its own: when the process of this voice is ended, the command ends with it.
    """

    def __init__(self, arguments: list[str], language: str, identity: str) -> None:
        self._arguments = arguments
        self._language = language
        self._identity = identity
        self._used = frozenset(_PLACE_HOLDER.findall(" ".join(arguments)))

    @property
    def identity(self) -> str:
        return self._identity

    def say(self, phrase: Phrase) -> Clip:
        with tempfile.TemporaryDirectory() as folder:
            clip = decode_any_audio(self._run(phrase, Path(folder)))
        if self._used & {"speed", "rate"} or phrase.speed == 1.0:
            return clip
        return time_stretch(clip.mono(), max(phrase.speed, _MIN_STRETCH))

    def _run(self, phrase: Phrase, folder: Path) -> bytes:
        text = " ".join(phrase.text.replace("\0", " ").split())
        wav, printed, complaints = folder / "spoken.wav", folder / "printed", folder / "complaints"
        values = {
            "text": text,
            "wav": str(wav),
            "speed": f"{phrase.speed:g}",
            "rate": str(round(_WORDS_PER_MINUTE * phrase.speed)),
            "language": self._language,
        }
        with printed.open("wb") as output, complaints.open("wb") as errors:
            try:
                code = subprocess.run(  # noqa: S603 - the user's own command, and no shell
                    [filled(argument, values) for argument in self._arguments],
                    input=None if "text" in self._used else text.encode("utf-8") + b"\n",
                    stdin=subprocess.DEVNULL if "text" in self._used else None,
                    stdout=output,
                    stderr=errors,
                    env={name: value for name, value in os.environ.items() if name not in _OURS},
                    check=False,
                ).returncode
            except OSError as error:
                raise VoiceError(
                    f'"{shown(self._arguments[0])}" can\'t be started ({reason_of(error)}); check the command'
                ) from error
        if code:
            said = complaints.read_bytes()[-_MAX_SHOWN_BYTES:].decode("utf-8", "replace").strip()
            last = f": {shown(said.splitlines()[-1])}" if said else ""
            raise VoiceError(f"the command ended with code {code}{last}; try it in a terminal")
        return _read(wav if "wav" in self._used else printed)


adapter = CommandAdapter()


def split_command(command: str) -> list[str]:
    """Split what follows `command:` into arguments, the program first. Raises CommandError."""
    try:
        if sys.platform == "win32":  # where a backslash is in every path
            arguments = [part.strip('"') for part in shlex.split(command, posix=False)]
        else:
            arguments = shlex.split(command)
    except ValueError as error:
        raise CommandError(
            f'the command "{shown(command)}" can\'t be split ({str(error).lower()}); check its quotes'
        ) from None
    if not arguments or not arguments[0]:
        raise CommandError(f"the voice `command` wants a command; for example: {_EXAMPLE}")
    if _PLACE_HOLDER.search(arguments[0]):
        raise CommandError("the program of a command has to be written out; for example: " + _EXAMPLE)
    return arguments


def filled(argument: str, values: Mapping[str, str]) -> str:
    """Return `argument` with its place holders replaced, in one pass: a text may hold `{wav}`.

    An argument that begins with a text never looks like an option.
    """
    result = _PLACE_HOLDER.sub(lambda found: values[found[1]], argument)
    return " " + result if argument.startswith("{text}") and not result[:1].isalnum() else result


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise VoiceError("the command wrote no file {wav}; try it in a terminal") from None
    if not data:
        raise VoiceError("the command wrote no sound; try it in a terminal")
    if len(data) > _MAX_FILE_BYTES:
        raise VoiceError("the command wrote far too much; try it in a terminal")
    return data
