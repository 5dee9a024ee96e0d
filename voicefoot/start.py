"""Where the command begins: Ctrl-C is heard from here on."""

from __future__ import annotations

import sys

INTERRUPTED = 130


def main() -> None:
    """The command `voicefoot`."""
    try:
        from voicefoot.cli import run

        code = run()
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)
