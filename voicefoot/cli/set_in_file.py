"""The command `set FILE`: one value of a routine of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicefoot.cli.session import note
from voicefoot.errors import CommandError, OutputError, RoutineError
from voicefoot.text import escaped, shown

if TYPE_CHECKING:
    from voicefoot.reading.editing.set_value import SetValue


@click.command("FILE", context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, metavar="[EXERCISE] KEY VALUE")
@click.option("--remove", is_flag=True, help="Take the key out; then there is no VALUE.")
@click.pass_context
def set_in_file_command(context: click.Context, words: tuple[str, ...], *, remove: bool) -> None:
    """Set KEY to VALUE in the exercise (or block) EXERCISE of this routine; without EXERCISE, at its top. All
    else stays as it is.

    EXERCISE is a name, the beginning of one, or a line: for one of several moves, or of several exercises
    with the same name. A key that is not there is added. A value that would be a mistake is not written.
    """
    from voicefoot.reading.editing.files import read_edited
    from voicefoot.reading.editing.set_value import error_before, set_value

    name = context.info_name or ""
    where, key, value = _meant(words, remove=remove)
    path = Path(name)
    file = read_edited(path, name)
    try:
        found = set_value(file.text, name, path.parent, where, key, value)
    except RoutineError as error:
        before = error_before(file.text, name, path.parent, error)
        why = "it would have:" if before is None else "it has these problems already, mend them first:"
        note(f"{escaped(name)} was left as it is; {why}")
        raise before or error from None
    for warning in found.warnings:
        note(str(warning))
    if found.text != file.text:
        if not path.is_file():
            raise OutputError(f"{escaped(name)} is no file that can be written; name another one")
        file.write(found.text)
    note(f"{escaped(name)}:{found.line}: {_told(found)}")


def _meant(words: tuple[str, ...], *, remove: bool) -> tuple[str | None, str, str | None]:
    """Return the exercise, the key and the value that `words` mean. Raises CommandError."""
    from voicefoot.reading.key_names import key_name

    count = len(words) + remove
    if count < 2:
        usage = "voicefoot set my.yaml [EXERCISE] KEY " + ("--remove" if remove else "VALUE")
        raise CommandError(f"there is too little to set; write: {usage}")
    if count > 3:
        raise CommandError(
            "there are too many words; put a name or a text of several words in quotes, such as "
            'voicefoot set my.yaml "Toe taps" reps 25-30'
        )
    if count == 2 and not remove and key_name(words[1]) and not key_name(words[0]):
        raise CommandError(
            f'there is no value; write: voicefoot set my.yaml "{shown(words[0])}" {words[1]} VALUE'
        )
    value = None if remove else words[-1]
    others = words if remove else words[:-1]
    return (others[0] if len(others) > 1 else None), others[-1], value


def _told(found: SetValue) -> str:
    """Return what was done, in a few words."""
    whose = f"{shown(found.called)}, {found.key}" if found.called else found.key
    if found.after is None:
        return f"{whose}: {shown(found.before or '')} was taken out"
    if found.before is None:
        return f"{whose}: {shown(found.after)}, which is new"
    if found.before == found.after:
        return f"{whose}: {shown(found.after)}, as it was"
    return f"{whose}: {shown(found.before)} -> {shown(found.after)}"
