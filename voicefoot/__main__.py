"""The command `voicefoot`, and `python -m voicefoot`. Handles Ctrl-C from here on."""

from __future__ import annotations

import os
import sys

from voicefoot.errors import INTERRUPTED


def main() -> None:
    """Run the command line and exit with its code."""
    # numpy's wheel brings an OpenBLAS, which starts a thread for each core when it is imported: half of the
    # time that the import takes. Nothing here multiplies matrices that would need them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from voicefoot.cli.standard_streams import prepare_standard_streams

        prepare_standard_streams()
        from voicefoot.cli.main import run

        code = run()
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)


if __name__ == "__main__":
    main()
