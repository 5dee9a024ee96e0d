"""The commands for people who translate what the coach says: language check, language list."""

from __future__ import annotations

from pathlib import Path

import click

from voicefoot.cli.printing import echo
from voicefoot.errors import LanguagePackError, reason_of


@click.group("language")
def language_command() -> None:
    """See the language packs, or check one that you write; docs/translating.md says how."""


@language_command.command("list")
def list_packs() -> None:
    """List the languages that the coach speaks."""
    from voicefoot.language.packs import LANGUAGES, language_pack

    wide = max(map(len, LANGUAGES))
    for code, english in LANGUAGES.items():
        name = language_pack(code).name
        echo(f"{code:<{wide}}  {name}" + ("" if name == english else f" ({english})"))


@language_command.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
def check_packs(files: tuple[str, ...]) -> None:
    """Report all that each language pack FILE lacks, a line each."""
    from voicefoot.language.packs import parse_pack
    from voicefoot.language.read_pack import PackError

    problems = []
    for file in files:
        try:
            pack = parse_pack(Path(file).read_bytes().decode("utf-8-sig"))
        except OSError as error:
            problems.append(f"{file}: it can't be read: {reason_of(error)}")
        except UnicodeDecodeError:
            problems.append(f"{file}: it is no UTF-8; save it as UTF-8")
        except PackError as error:
            problems += [f"{file}: {problem}" for problem in error.problems]
        else:
            echo(f"{file}: good; {pack.name} ({pack.code})")
    if problems:
        raise LanguagePackError("\n".join(problems))
