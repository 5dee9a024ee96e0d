"""The command `doctor`: checks, one by one, what a session needs."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec

import click

from voicefoot.cli.printing import echo
from voicefoot.errors import SinkError, VoiceError, VoicefootError
from voicefoot.text import escaped


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check. If it is not good, and a session can't do without it, `exit_code` is not 0."""

    what: str
    good: bool
    detail: str
    exit_code: int = 0


@click.command("doctor")
@click.pass_context
def doctor_command(context: click.Context) -> None:
    """Check whether everything that a session needs is there."""
    findings = examine()
    for finding in findings:
        echo(f"{'ok' if finding.good else '--':>4}  {finding.what}: {finding.detail}")
    fatal = next((finding for finding in findings if not finding.good and finding.exit_code), None)
    if fatal is not None:
        context.exit(fatal.exit_code)


def examine() -> list[Finding]:
    """Run every check; the voice really speaks."""
    return [
        _python(), _routines(), examine_pronunciation(), examine_settings(), _sounds(), _cache(), *_voices(),
        examine_speaking(),
        _beats(), *_outputs(), _media_keys(), _keep_awake(),
    ]  # fmt: skip


def _python() -> Finding:
    return Finding(
        "Python", good=True, detail=f"{platform.python_version()} on {platform.platform(terse=True)}"
    )


def _routines() -> Finding:
    from voicefoot.reading.builtin import names
    from voicefoot.reading.read import read

    try:
        found = [read(name).title for name in names()]
    except VoicefootError as error:
        return Finding("routines", good=False, detail=str(error), exit_code=error.exit_code)
    return Finding("routines", good=True, detail=f"{len(found)} built in")


def examine_pronunciation() -> Finding:
    """Say where the user's own words lie, and how many they are."""
    from voicefoot.reading.pronounce import read_pronounce
    from voicefoot.storage.paths import pronounce_file

    file = pronounce_file()
    try:
        words = len(read_pronounce(file))
    except VoicefootError as error:
        return Finding("pronunciation", good=False, detail=str(error), exit_code=error.exit_code)
    if not words:
        return Finding("pronunciation", good=True, detail=f"no words of your own; they go in {file}")
    there = f"{words} {'word' if words == 1 else 'words'} of your own in {file}"
    return Finding("pronunciation", good=True, detail=there)


def examine_settings() -> Finding:
    """Say where the user's settings lie, and what they settle."""
    from voicefoot.reading.settings import read_settings
    from voicefoot.storage.paths import settings_file

    file = settings_file()
    try:
        voices = read_settings(file).voices
    except VoicefootError as error:
        return Finding("settings", good=False, detail=str(error), exit_code=error.exit_code)
    if not voices:
        return Finding("settings", good=True, detail=f"none; they go in {file}")
    told = ", ".join(f"{voice} speaks {code}" for code, voice in voices.items())
    return Finding("settings", good=True, detail=f"{escaped(told)}, in {file}")


def _sounds() -> Finding:
    from voicefoot.reading.sound_bank import load_sounds

    try:
        found = load_sounds(48_000, {})
    except VoicefootError as error:
        return Finding("sounds", good=False, detail=str(error), exit_code=error.exit_code)
    return Finding("sounds", good=True, detail=", ".join(found))


def _cache() -> Finding:
    from voicefoot.storage.paths import clip_cache

    folder = clip_cache()
    existing = next((parent for parent in [folder, *folder.parents] if parent.exists()), folder)
    good = existing.is_dir() and os.access(existing, os.W_OK)
    detail = (
        str(folder) if good else f"{existing} can't be written to; each line is synthesized again every time"
    )
    return Finding("cache", good=good, detail=detail)


def _voices() -> Iterator[Finding]:
    from voicefoot.speaking.registry import voices

    for status in voices():
        yield Finding(f"voice {status.name}", status.available, status.detail)


def examine_speaking() -> Finding:
    """Have the default voice of the system's language speak; the English one if no pack is in it."""
    from voicefoot.cli.session import system_language
    from voicefoot.language.packs import language_pack, pack_code
    from voicefoot.language.phrase_names import Line
    from voicefoot.model.phrase import Phrase
    from voicefoot.reading.settings import read_settings
    from voicefoot.speaking.registry import choose, open_voice
    from voicefoot.storage.paths import settings_file

    language = pack_code(system_language()) or "en"
    text = language_pack(language).line(Line.READY)
    notices: list[str] = []
    try:
        choice = choose(None, language, read_settings(settings_file()).voices)
        with open_voice(choice, 48_000, None, 1.0, notices.append) as voice:
            notices.clear()  # what there is to say of the choice stands in a line of its own
            clip = voice.say(Phrase(text))
    except VoicefootError as error:
        return Finding("speaking", good=False, detail=str(error), exit_code=VoiceError.exit_code)
    if notices:  # another voice spoke in its place
        return Finding("speaking", good=False, detail=notices[0])
    return Finding("speaking", good=True, detail=f"{voice.name} says “{text}” in {clip.seconds:.2f} s")


def _beats() -> Finding:
    found = find_spec("librosa") is not None
    missing = 'librosa is missing; songs play, but to exercise on their beat: pip install "voicefoot[music]"'
    return Finding("beats of songs", found, "found by librosa" if found else missing)


def _outputs() -> Iterator[Finding]:
    from voicefoot.sinks.registry import list_outputs

    found = list_outputs()
    for status in found:
        yield Finding(f"output {status.name}", status.available, status.detail)
    # simpleaudio can't tell whether there is a speaker; miniaudio can.
    if not any(status.available for status in found if status.name == "miniaudio"):
        remedy = "plug one in, or write a file with `voicefoot export`"
        yield Finding("speaker", good=False, detail=f"there is none; {remedy}", exit_code=SinkError.exit_code)


def _media_keys() -> Finding:
    from voicefoot.controls.media_keys import media_keys_status

    found = media_keys_status()
    return Finding("media keys", found.available, found.detail)


def _keep_awake() -> Finding:
    from voicefoot.controls.keep_awake import awake_status

    good, detail = awake_status()
    return Finding("staying awake", good, detail)
