"""`python -m voicefoot`."""

from __future__ import annotations

from voicefoot.start import main

if __name__ == "__main__":
    main()
