"""The command `set`: what holds from now on, until it is set again."""

from __future__ import annotations

import click

from voicefoot.cli.session import note
from voicefoot.errors import CommandError, OutputError, reason_of
from voicefoot.text import escaped, shown

_DEFAULT = "default"
"""The name that takes a setting out."""


@click.group("set", invoke_without_command=True)
@click.pass_context
def set_command(context: click.Context) -> None:
    """Show what is set, or set it."""
    from voicefoot.reading.settings import read_settings
    from voicefoot.storage.paths import settings_file

    if context.invoked_subcommand is not None:
        return
    for code, voice in read_settings(settings_file()).voices.items():
        click.echo(f"voice {code} {escaped(voice)}")
    note(f"in {settings_file()}; to set a voice, type: voicefoot set voice LANGUAGE NAME")


@set_command.command("voice")
@click.argument("language", metavar="LANGUAGE")
@click.argument("name", metavar="NAME")
def voice_command(language: str, name: str) -> None:
    """Let the voice NAME speak LANGUAGE (`de`, `pt-BR`, `German`), where no other is asked for.
    `default` as NAME leaves the choice to voicefoot again.
    """
    from voicefoot.reading.settings import parse_settings, settings_text, with_voice
    from voicefoot.storage.atomic import atomic_writer
    from voicefoot.storage.paths import settings_file

    code = _code(language)
    voice = None if name == _DEFAULT else _voice(name, code)
    path = settings_file()
    before = settings_text(path)
    parse_settings(before, str(path))
    text = with_voice(before, code, voice)
    if text != before:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                f"{path.parent} can't be made ({reason_of(error)}); see who may write there"
            ) from error
        with atomic_writer(path) as file:
            file.write(text.encode("utf-8"))
    note(f"{code}: {escaped(voice) if voice else 'the best voice that is there'}, in {path}")


def _code(typed: str) -> str:
    """Return the code of the language that the user calls `typed`. Raises CommandError."""
    from voicefoot.fetching.catalogue import catalogue
    from voicefoot.reading.settings import language_code
    from voicefoot.text import folded

    by_name = {folded(name): code for code, names in catalogue().language_names.items() for name in names}
    code = by_name.get(folded(typed)) or language_code(typed)
    if code is None:
        raise CommandError(f'"{shown(typed)}" is no language; write a code such as de or pt-BR')
    return code


def _voice(typed: str, code: str) -> str:
    """Return the full name of the voice that the user calls `typed`. Raises CommandError or VoiceError if it
    can't speak the language `code`.
    """
    from voicefoot.cli.voice_choice import choose_voice

    choice = choose_voice(typed.strip(), code)
    choice.adapter.identity(choice.variant, code)
    return choice.name
