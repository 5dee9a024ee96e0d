"""The command `cache`: what is kept to save time, and emptying it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from voicefoot.cli.printing import echo


@click.group("cache", invoke_without_command=True)
@click.pass_context
def cache_command(context: click.Context) -> None:
    """Show what is kept to save time, and how much of it. Everything in there can be made again."""
    from voicefoot.storage.disk_cache import cache_usage

    if context.invoked_subcommand is None:
        for what, folder in _caches():
            used = cache_usage(folder)
            echo(f"{what:<15} {used.files:>7,} files  {used.size / 1e6:>9,.1f} MB  {folder}")


@cache_command.command("clear")
def clear_command() -> None:
    """Empty it. What is needed again is spoken, encoded and analyzed again."""
    from voicefoot.storage.disk_cache import cache_usage, clear_cache

    for what, folder in _caches():
        removed = clear_cache(folder)
        left = cache_usage(folder).files
        more = f"; {left:,} can't be removed, see who may write in {folder}" if left else ""
        echo(f"{what:<15} {removed.files:>7,} files  {removed.size / 1e6:>9,.1f} MB  removed{more}")


def _caches() -> Iterator[tuple[str, Path]]:
    from voicefoot.storage.paths import clip_cache, packet_cache, song_cache

    yield "spoken lines", clip_cache()
    yield "encoded parts", packet_cache()
    yield "songs", song_cache()
