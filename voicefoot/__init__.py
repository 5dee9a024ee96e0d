"""voicefoot turns a routine, a small YAML file, into a coached audio session."""

from __future__ import annotations

from voicefoot._version import __version__ as __version__
