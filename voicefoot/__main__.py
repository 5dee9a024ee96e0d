"""The command `voicefoot`, and `python -m voicefoot`. Handles Ctrl-C from here on."""

from __future__ import annotations

import gc
import os
import sys

from voicefoot.errors import INTERRUPTED

_OBJECTS_OF_A_START = 100_000
"""More than a start makes, nearly all of which stay: to look through them for garbage again and again takes a
twentieth of it, and would hold up the sound of a session later on.
"""


def main() -> None:
    """Run the command line and exit with its code."""
    # numpy's wheel brings an OpenBLAS, which starts a thread for each core when it is imported: half of the
    # time that the import takes. No matrix that is multiplied here is large enough to need them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _collect_no_garbage_at_first()
    try:
        from voicefoot.cli.standard_streams import prepare_standard_streams

        prepare_standard_streams()
        from voicefoot.cli.main import run

        code = run()
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)


def _collect_no_garbage_at_first() -> None:
    """Put the first collection off until there are more objects than a start makes, or somebody asks for it.
    It looks at none of those; from then on all is as usual.
    """
    usual = gc.get_threshold()

    def go_on_as_usual(_phase: str, _info: dict[str, int]) -> None:
        gc.callbacks.remove(go_on_as_usual)
        gc.set_threshold(*usual)
        gc.freeze()

    gc.callbacks.append(go_on_as_usual)
    gc.set_threshold(_OBJECTS_OF_A_START, *usual[1:])


if __name__ == "__main__":
    main()
