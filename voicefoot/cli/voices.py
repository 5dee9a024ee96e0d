"""The command `voices`: which there are, which could be had; fetching, hearing and removing them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voicefoot.cli import own_voice
from voicefoot.cli.listings import adapter_line
from voicefoot.cli.printing import echo
from voicefoot.cli.session import note
from voicefoot.errors import CommandError, VoiceError
from voicefoot.outgoing import for_json
from voicefoot.text import escaped

if TYPE_CHECKING:
    from voicefoot.fetching.catalogue import Catalogue, CatalogueVoice
    from voicefoot.fetching.install import UnfinishedVoice
    from voicefoot.speaking.installed_voices import BrokenVoice, InstalledVoice
    from voicefoot.speaking.ports import VoiceStatus
    from voicefoot.speaking.registry import Choice

_SAMPLE_RATE = 48_000
_SAMPLE_NUMBERS = range(1, 6)
_LEAD_IN_SECONDS, _LEAD_OUT_SECONDS = 0.5, 0.3
_MAX_VARIANTS = 12
"""Of an engine, in the list; programs get all."""


@click.group("voices", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@click.pass_context
def voices_command(context: click.Context, as_json: bool) -> None:
    """List the voices that are there, what the others need, and which could be fetched."""
    if context.invoked_subcommand is not None:
        if as_json:
            raise CommandError("--json is for the list of voices; leave it out")
        return
    found = look_around()
    echo(for_json(found.as_json()) if as_json else found.as_text())


own_voice.add_to(voices_command)


@voices_command.command("get")
@click.argument("names", nargs=-1, required=True, metavar="NAME_OR_LANGUAGE...")
@click.option(
    "--from",
    "source",
    metavar="ADDRESS_OR_FOLDER",
    help="A mirror, or a folder that holds the files, in place of where they come from.",
)
def get_command(names: tuple[str, ...], source: str | None) -> None:
    """Fetch a voice: the best one of a language (`de`, `German`), or one by its name."""
    from voicefoot.fetching.catalogue import catalogue
    from voicefoot.fetching.install import fetch_voice
    from voicefoot.fetching.sources import source_of
    from voicefoot.storage.paths import voices_folder

    place = source_of(source)
    wanted = list(dict.fromkeys(catalogue().find(name) for name in names))
    for voice in wanted:
        note(f"{voice.name}: {described(voice, catalogue())}; its terms: {voice.terms}")
        try:
            with progress_of(voice) as on_progress:
                is_new = fetch_voice(voice, place, voices_folder(), on_progress)
        except KeyboardInterrupt:
            note("stopped; type the same again, and it goes on from there")
            raise
        note(f"{voice.name} is {'' if is_new else 'already '}there; voicefoot voices play {voice.name}")
        for line in _what_it_needs(voice):
            note(line)


@voices_command.command("play")
@click.argument("name", metavar="NAME")
@click.argument("text", required=False)
@click.option("--language", metavar="CODE", help="The language of TEXT, for a voice that speaks several.")
@click.option("--output", "outputs", multiple=True, metavar="NAME", help="Where to play.")
def play_command(name: str, text: str | None, language: str | None, outputs: tuple[str, ...]) -> None:
    """Hear a voice say TEXT, or how it counts."""
    from voicefoot.audio import AudioFormat, as_block
    from voicefoot.model.phrase import Phrase
    from voicefoot.playing.play import play
    from voicefoot.sinks.registry import open_output
    from voicefoot.speaking.registry import open_voice
    from voicefoot.storage.paths import clip_cache

    choice = _choice(name, language)
    said = text or sample_text(choice.language)
    audio = AudioFormat(_SAMPLE_RATE)
    with open_voice(choice, _SAMPLE_RATE, clip_cache(), 1.0, note) as voice:
        block = as_block(voice.say(Phrase(said)), audio.channels)
    play(_with_silence(block), open_output(outputs or None), audio)


@voices_command.command("remove")
@click.argument("name", metavar="NAME")
@click.option("--yes", is_flag=True, help="Don't ask, even if it is a recording of your own.")
def remove_command(name: str, yes: bool) -> None:
    """Remove a voice that was fetched or recorded, also one that was not fetched to its end."""
    from voicefoot.fetching.install import remove_voice, unfinished_voices
    from voicefoot.speaking.installed_voices import broken_voices, installed_voices
    from voicefoot.speaking.voice_names import named_voice
    from voicefoot.storage.paths import voices_folder
    from voicefoot.text import match

    folder = voices_folder()
    installed = installed_voices(folder)
    meant = named_voice(name, installed)
    if meant is None:
        names = [voice.name for voice in installed]
        names += [voice.name for voice in broken_voices(folder)]
        names += [voice.name for voice in unfinished_voices(folder)]
        found = match(name, list(dict.fromkeys(names)), "installed voice")
        meant = next((voice for voice in installed if voice.name == found), None)
    else:
        found = meant.name
    if meant is not None and meant.engine == "recorded" and not yes:
        click.confirm(f"{found} is a recording of your own. Remove it?", abort=True, err=True)
    size = remove_voice(found, folder)
    note(f"{escaped(found)} is removed, {megabytes(size)}")
    left = {voice.engine for voice in installed if voice.name != found}
    for code, voice in _defaults().items():
        engine, _, variant = voice.partition(":")
        if variant == found or (meant is not None and engine == meant.engine and engine not in left):
            note(f"your settings still name it for {code}; type: voicefoot set voice {code} default")


# -- the list -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Voices:
    """All that there is to say about voices on this machine."""

    engines: Sequence[VoiceStatus]
    folder: Path
    installed: Sequence[InstalledVoice]
    broken: Sequence[BrokenVoice]
    unfinished: Sequence[UnfinishedVoice]
    catalogue: Catalogue
    defaults: dict[str, str]

    def as_text(self) -> str:
        return "\n".join([*self._engine_lines(), *self._installed_lines(), *self._catalogue_lines()])

    def as_json(self) -> dict[str, Any]:
        return {
            "voices": [
                {
                    "name": status.name,
                    "available": status.available,
                    "detail": status.detail,
                    "languages": list(status.languages),
                    "variants": list(status.variants),
                }
                for status in self.engines
            ],
            "folder": str(self.folder),
            "installed": [
                {
                    "name": voice.name,
                    "engine": voice.engine,
                    "language": voice.language,
                    "title": voice.title,
                    "licence": voice.licence,
                    "size": voice.size,
                }
                for voice in self.installed
            ],
            "broken": [{"name": voice.name, "reason": voice.reason} for voice in self.broken],
            "unfinished": [{"name": voice.name, "size": voice.size} for voice in self.unfinished],
            "defaults": self.defaults,
            "catalogue": [
                {
                    "name": voice.name,
                    "engine": voice.engine,
                    "languages": list(voice.languages),
                    "quality": voice.quality,
                    "licence": voice.licence,
                    "terms": voice.terms,
                    "size": voice.size,
                }
                for voice in self.catalogue.voices
            ],
        }

    def _engine_lines(self) -> Iterator[str]:
        for status in self.engines:
            yield adapter_line(status.name, status.available, status.detail)
            if status.available and status.variants and not self._lists(status):
                shown = [f"{status.name}:{variant}" for variant in status.variants[:_MAX_VARIANTS]]
                more = len(status.variants) - len(shown)
                yield f"{'':<21} {', '.join(shown)}{f', and {more} more (--json)' if more else ''}"

    def _lists(self, status: VoiceStatus) -> bool:
        """Whether the variants of an engine are the voices that are listed as installed."""
        names = {voice.name for voice in self.installed if voice.engine == status.name}
        return set(status.variants) <= names

    def _installed_lines(self) -> Iterator[str]:
        if self.installed or self.broken or self.unfinished:
            yield ""
            yield f"In {self.folder}:"
        width = max((len(voice.name) for voice in self.installed), default=0)
        for voice in self.installed:
            name = self.catalogue.language_name(voice.language)
            told = ", ".join(filter(None, [_several(voice, name), megabytes(voice.size), voice.licence]))
            yield f"  {voice.name:<{width}}  {escaped(told)}"
        for broken in self.broken:
            name = escaped(broken.name)
            yield f"  {name}  broken: {escaped(broken.reason)}; voicefoot voices remove {name}"
        for begun in self.unfinished:
            name = escaped(begun.name)
            yield f"  {name}  {megabytes(begun.size)} of it; to go on: voicefoot voices get {name}"
        if self.defaults:
            yield ""
            yield "Your own choice, before any other:"
            yield from (f"  {code}: {escaped(voice)}" for code, voice in self.defaults.items())

    def _catalogue_lines(self) -> Iterator[str]:
        there = {voice.name for voice in self.installed}
        more = [voice for voice in self.catalogue.voices if voice.name not in there]
        yield ""
        yield "More can be had, with voicefoot voices get LANGUAGE or NAME:"
        for code, names in self.catalogue.language_names.items():
            voices = [voice for voice in more if voice.speaks(code)]
            if voices:
                told = ", ".join(f"{voice.name} {megabytes(voice.size)}" for voice in voices)
                yield f"  {code:<3} {names[0]:<14} {told}"


def look_around() -> Voices:
    """Look for all voices on this machine."""
    from voicefoot.fetching.catalogue import catalogue
    from voicefoot.fetching.install import unfinished_voices
    from voicefoot.speaking.installed_voices import broken_voices, installed_voices
    from voicefoot.speaking.registry import voices
    from voicefoot.storage.paths import voices_folder

    folder = voices_folder()
    return Voices(
        voices(),
        folder,
        installed_voices(folder),
        broken_voices(folder),
        unfinished_voices(folder),
        catalogue(),
        _defaults(),
    )


def _several(voice: InstalledVoice, name: str) -> str:
    from voicefoot.speaking.installed_voices import SEVERAL_LANGUAGES

    told = voice.settings.get("languages")
    several = voice.language == SEVERAL_LANGUAGES and isinstance(told, list)
    return " ".join(map(str, told)) if several and told else name


def _defaults() -> dict[str, str]:
    from voicefoot.reading.settings import read_settings
    from voicefoot.storage.paths import settings_file

    return dict(read_settings(settings_file()).voices)


# -- fetching -------------------------------------------------------------------------------------


def described(voice: CatalogueVoice, known: Catalogue) -> str:
    """Return what a voice is: its languages, its size, its licence."""
    from voicefoot.fetching.catalogue import SEE_CARD

    names = dict.fromkeys(known.language_name(language) for language in voice.languages)
    return f"{', '.join(names)}, {megabytes(voice.size)}, {voice.licence or SEE_CARD}"


def megabytes(size: int) -> str:
    """Return a number of bytes as people read it."""
    return f"{round(size / 1e6)} MB" if size >= 10**7 else f"{size / 1e6:.1f} MB"


@contextmanager
def progress_of(voice: CatalogueVoice) -> Iterator[Callable[[int, int], None]]:
    """Yield what shows how much of `voice` is there: as a bar on a terminal, elsewhere as a line for each
    tenth.
    """
    if not sys.stderr.isatty():
        yield tenths(note)
        return
    with click.progressbar(length=voice.size, label=escaped(voice.name[:30]), file=sys.stderr) as bar:
        yield lambda done, _total: bar.update(done - bar.pos)


def tenths(say: Callable[[str], None]) -> Callable[[int, int], None]:
    """Return what says, once each, how many tenths are there."""
    told = 0

    def on_progress(done: int, total: int) -> None:
        nonlocal told
        tenth = 10 * done // total if total else 10
        if tenth > told:
            told = tenth
            say(f"{tenth * 10:>4} %, {megabytes(done)} of {megabytes(total)}")

    return on_progress


def _what_it_needs(voice: CatalogueVoice) -> Iterable[str]:
    """Say what else it takes until the voice speaks."""
    from voicefoot.speaking.registry import voices

    status = next((status for status in voices() if status.name == voice.engine), None)
    if status is not None and not status.available:
        yield f"to speak, it needs more: {status.detail}"
    elif status is not None:
        for language, lack in status.lacks.items():
            yield f"to speak {language}, it needs more: {lack}"
    for code, name in _defaults().items():
        if voice.speaks(code) and name != f"{voice.engine}:{voice.name}":
            yield (
                f"your settings name {escaped(name)} for {code}; to hear this one instead, type: "
                f"voicefoot set voice {code} {voice.name}"
            )


# -- hearing --------------------------------------------------------------------------------------


def _choice(name: str, language: str | None) -> Choice:
    """Choose the voice that the user calls `name`, for `language` or else for one that it speaks.

    Raises what `choose` raises for the likeliest of its languages.
    """
    from voicefoot.cli.voice_choice import choose_voice

    errors = []
    for code in [language] if language else _likely_languages(name):
        try:
            choice = choose_voice(name, code)
            choice.adapter.identity(choice.variant, code)
        except VoiceError as error:
            errors.append(error)
        else:
            return choice
    raise errors[0]


def _likely_languages(name: str) -> Iterator[str]:
    """Yield the languages that the voice `name` may speak, the likeliest first."""
    from voicefoot.language.packs import LANGUAGES, pack_code
    from voicefoot.speaking.installed_voices import SEVERAL_LANGUAGES, installed_voices
    from voicefoot.speaking.voice_names import named_voice
    from voicefoot.storage.paths import voices_folder

    known = named_voice(name, installed_voices(voices_folder()))
    if known is not None and known.language != SEVERAL_LANGUAGES:
        yield known.language
        return
    variant = name.partition(":")[2]
    if pack_code(variant) is not None:  # as in `pyttsx3:de`
        yield variant
    yield from LANGUAGES


def sample_text(language: str) -> str:
    """Return how a coach counts in `language`. Raises CommandError if nothing is known of it."""
    from voicefoot.language.packs import language_pack
    from voicefoot.language.phrase_names import Line

    try:
        pack = language_pack(language)
    except KeyError:
        raise CommandError(
            f"there are no words in {escaped(language)} here; give some in quotes after the voice's name"
        ) from None
    numbers = pack.list_comma.join(map(pack.number_words, _SAMPLE_NUMBERS))
    return pack.joined(numbers, pack.line(Line.HALFWAY), pack.line(Line.LAST_ONE))


def _with_silence(block: Any) -> Iterator[Any]:
    """Yield `block` in pieces, with silence around it: speakers wake late."""
    import numpy as np

    from voicefoot.playing.block_stream import STREAM_BLOCK_FRAMES
    from voicefoot.units import to_frames

    before, after = (
        np.zeros((to_frames(seconds, _SAMPLE_RATE), block.shape[1]), dtype=block.dtype)
        for seconds in (_LEAD_IN_SECONDS, _LEAD_OUT_SECONDS)
    )
    whole = np.concatenate([before, block, after])
    for start in range(0, len(whole), STREAM_BLOCK_FRAMES):
        yield whole[start : start + STREAM_BLOCK_FRAMES]
