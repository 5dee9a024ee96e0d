"""The way to the terminal: all that commands print goes through here, and nothing in it can act there:
`outgoing` makes it safe.
"""

from __future__ import annotations

from typing import Any

import click

from voicefoot.outgoing import for_json, for_terminal


def echo(text: object = "", *, err: bool = False, nl: bool = True) -> None:
    """Print `text`, whose control characters are written out, to standard output or to standard error."""
    click.echo(for_terminal(str(text)), err=err, nl=nl)


def echo_json(data: Any) -> None:
    """Print `data` as JSON for programs."""
    click.echo(for_json(data))


def echo_as_it_is(text: str | bytes, *, err: bool = False) -> None:
    """Print `text`, in which nothing is escaped and nothing added: a file for another program, or what moves
    the cursor. No text from outside goes this way to a terminal.
    """
    click.echo(text, err=err, nl=False)
