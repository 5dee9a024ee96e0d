"""The command `set`: what holds from now on, until it is set again; and a value in a routine of one's own."""

from __future__ import annotations

import click

from voicefoot.cli.printing import echo
from voicefoot.cli.session import note
from voicefoot.errors import CommandError, OutputError, reason_of
from voicefoot.text import escaped, shown

_DEFAULT = "default"
"""The name that takes a setting out."""


class _Settings(click.Group):
    """The settings; what is none of them, and a file, is a routine in which a value is set."""

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from voicefoot.reading.read import is_path

        first = arguments[0]
        if first in self.commands:
            return super().resolve_command(context, arguments)
        if is_path(first):
            from voicefoot.cli.set_in_file import set_in_file_command

            return first, set_in_file_command, arguments[1:]
        raise CommandError(_neither(first))

    def format_usage(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(context.command_path, "FILE [EXERCISE] KEY VALUE")
        formatter.write_usage(context.command_path, "voice LANGUAGE NAME", prefix="       ")
        formatter.write_usage(context.command_path, "", prefix="       ")


def _neither(typed: str) -> str:
    """Return the message for `typed`, which is neither a setting nor a file."""
    from voicefoot.reading.builtin import names

    if typed in names():
        remedy = f"make a copy of your own: voicefoot new my-{typed}.yaml --from {typed}"
        return f"{typed} is built in, and can't be changed; {remedy}"
    return f'"{shown(typed)}" is neither a file nor a setting; write the file of a routine, or `voice`'


@click.group("set", cls=_Settings, invoke_without_command=True)
@click.pass_context
def set_command(context: click.Context) -> None:
    """Set a value in the routine FILE, or the voice of a language; or show what is set.

    \b
      voicefoot set my.yaml "Toe taps" reps 25-30    a value of one exercise
      voicefoot set my.yaml title "My feet"          a value at the top
      voicefoot set my.yaml "Toe taps" rest --remove
      voicefoot set voice de thorsten                who speaks German from now on
      voicefoot set                                  show the voices that are set

    More on the first: voicefoot set my.yaml --help
    """  # noqa: D301 - \b keeps click from filling the lines
    from voicefoot.reading.settings import read_settings
    from voicefoot.storage.paths import settings_file

    if context.invoked_subcommand is not None:
        return
    for code, voice in read_settings(settings_file()).voices.items():
        echo(f"voice {code} {escaped(voice)}")
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
