"""Where the command begins: Ctrl-C is heard from here on."""

from __future__ import annotations

import os
import sys

INTERRUPTED = 130


def main() -> None:
    """The command `voicefoot`."""
    # numpy's wheel brings an OpenBLAS, which starts a thread for each core when it is imported: half of the
    # time that the import takes. Nothing here multiplies matrices that would need them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from voicefoot.cli import run

        code = run()
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)
