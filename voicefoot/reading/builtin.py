"""The built-in routines, group by group, the programmes, and the template of a new one, as YAML text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from voicefoot.errors import CommandError
from voicefoot.language.packs import LANGUAGES
from voicefoot.text import match, shown

SHELF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Feet": (
            "foot-strength",
            "toothbrush",
            "desk",
            "towel-scrunches",
            "toe-taps",
            "big-toe-lifts",
            "seated-stretch",
            "kneeling-stretch",
            "trigger-point",
        ),
        "Running": (
            "runners-warm-up",
            "walk-and-run",
            "runners-cool-down",
            "easy-walk",
            "first-runs",
            "minute-runs",
            "longer-runs",
            "easy-run",
        ),
        "Strength and intervals": ("bodyweight-circuit", "tabata", "emom", "plank-ladder"),
        "Mobility": ("morning-mobility", "sun-salutations"),
        "Parts of the body": (
            "neck-and-shoulders",
            "shoulder",
            "wrists-and-hands",
            "lower-back",
            "hip",
            "knee",
            "ankle",
            "pelvic-floor",
            "balance",
        ),
        "Breathing and rest": ("box-breathing", "four-seven-eight", "bedtime-stretch"),
    }
)
"""The names of the built-in routines by their groups, in the order in which they are listed."""

PROGRAMMES: tuple[str, ...] = ("four-weeks", "back-to-running")
"""The names of the built-in programmes, in the order in which they are listed."""

_FOLDER = Path(__file__).parent
_ROUTINES = _FOLDER / "routines"
_PROGRAMMES = _FOLDER / "programmes"


def names() -> list[str]:
    """Return the names of the built-in routines, sorted."""
    return sorted(name for group in SHELF.values() for name in group)


def translations_of(name: str) -> list[str]:
    """Return the languages in which there is a translation of the built-in routine called exactly `name`."""
    return [code for code in LANGUAGES if (_ROUTINES / f"{name}.{code}.yaml").is_file()]


def text_of(name: str) -> str:
    """Return the text of the built-in routine called exactly `name`, or of its translation `NAME.CODE`."""
    return (_ROUTINES / f"{name}.yaml").read_text(encoding="utf-8")


def programme_text(name: str) -> str:
    """Return the text of the built-in programme called exactly `name`."""
    return (_PROGRAMMES / f"{name}.yaml").read_text(encoding="utf-8")


def template() -> str:
    """Return the text of a short commented routine, to begin with."""
    return (_FOLDER / "template.yaml").read_text(encoding="utf-8")


def builtin_called(name: str) -> str:
    """Return the built-in routine or programme whose name is `name`, or alone begins so, in any case.

    Raises CommandError where there is none, and says so if that is the name of a folder.
    """
    try:
        return match(name, [*names(), *PROGRAMMES], "routine")
    except CommandError:
        if Path(name).is_dir():
            raise CommandError(f'"{shown(name)}" is a folder; name a routine file in it') from None
        raise
