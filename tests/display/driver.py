"""What the tests watch in a real terminal: it shows what a file asks for, until that says how to end."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import FrameType

from tests.display.moments import PLAYING, RATE, sections
from voicefoot.display.live_view import LiveView
from voicefoot.playing.remote import State

INTERRUPTED = 130


def drive(control: Path) -> None:
    """Shows what `control` names: a frame, a state, and whether the keys are asked for."""
    name = os.environ.get("EXERCISE", "Towel scrunches")
    keys = "NO_KEYBOARD" not in os.environ
    stops: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stops.append(number)

    signal.signal(signal.SIGTSTP, stop)
    helped = False
    with LiveView(sys.stdout, RATE, keys=keys) as view:
        while True:
            wish = json.loads(control.read_text(encoding="utf-8"))
            if wish["help"] is not helped:
                helped = wish["help"]
                view.show_help(["space    pause, go on", "n        next"])
            status = replace(PLAYING, state=State(wish["state"])) if wish["state"] else None
            view.update(sections(name), wish["frame"], 9.0, status)
            if wish["end"] == "well":
                return
            if wish["end"] == "badly":
                raise LookupError("something broke")
            if stops:
                stops.clear()
                view.suspend()
                os.kill(os.getpid(), signal.SIGSTOP)
                view.resume()
            time.sleep(0.01)


if __name__ == "__main__":
    try:
        drive(Path(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
