"""Values as people type them, and back."""

from __future__ import annotations

from typing import Any

import click

SLOWEST, FASTEST = 0.5, 2.0
"""How much `--tempo` may change."""


class Tempo(click.ParamType[float]):
    """A share in percent, `80%`, as a factor."""

    name = "percent"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float | int):
            return float(value)
        try:
            factor = float(str(value).strip().removesuffix("%").strip()) / 100.0
        except ValueError:
            self.fail(f"{value!r} is not a share; write it in percent, such as 80%", param, ctx)
        if not SLOWEST <= factor <= FASTEST:
            self.fail(f"{value!r} is out of range; write {SLOWEST:.0%} to {FASTEST:.0%}", param, ctx)
        return factor

    def typed(self, value: float) -> str:
        """How one would type it."""
        return f"{_number(100.0 * value)}%"


def _number(value: float) -> str:
    return f"{value:.12g}"


AUTO = "auto"


class WithoutAuto(click.Choice[str]):
    """What `auto` would be is answered."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value == AUTO:
            self.fail(
                f"auto is for `play`, which goes by what you did before; choose {', '.join(self.choices)}",
                param,
                ctx,
            )
        return super().convert(value, param, ctx)


def typed(kind: click.ParamType[Any], value: Any) -> str:
    """A value of that kind, as one would type it."""
    if isinstance(kind, Tempo):
        return kind.typed(value)
    return _number(value) if isinstance(value, float) else str(value)
