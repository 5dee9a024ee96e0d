"""The loaders that PyYAML may bring: its own, and libyaml's where it was built with it."""

from __future__ import annotations

from typing import Any

import yaml

LOADERS: list[Any] = [yaml.SafeLoader, *([yaml.CSafeLoader] if hasattr(yaml, "CSafeLoader") else [])]
