"""The choices that commands share, as click options."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from voicefoot.choices import DUCK_DB, Choices, Level, Talk
from voicefoot.stems import Gains


@dataclass(frozen=True, slots=True)
class Asked:
    """What the shared options said."""

    choices: Choices
    voice: str | None
    voice_speed: float
    sample_rate: int
    gains: Gains
    music: str | None


class Duration(click.ParamType[float]):
    """A length as people write it: `15s`, `1:30`, `2 min`."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        from voicefoot.reading.values import parse_duration

        if isinstance(value, float | int):
            return float(value)
        try:
            return parse_duration(str(value))
        except ValueError as error:
            self.fail(f"{value!r} is not a time: {error}", param, ctx)


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


def _gain(name: str, what: str) -> Callable[[Any], Any]:
    return click.option(
        name, type=click.FloatRange(-60.0, 20.0), default=0.0, metavar="DB", help=f"{what}, in decibels."
    )


_OPTIONS = [
    click.option(
        "--level",
        type=click.Choice([level.value for level in Level]),
        default=Level.STANDARD.value,
        help="The bottom, the middle or the top of every range.",
        show_default=True,
    ),
    click.option(
        "--class",
        "for_class",
        is_flag=True,
        help="For many together: more time, told twice, paces of their own.",
    ),
    click.option(
        "--talk",
        type=click.Choice([talk.value for talk in Talk]),
        default=Talk.FULL.value,
        help="How much is said.",
        show_default=True,
    ),
    click.option(
        "--voice", envvar="VOICEFOOT_VOICE", metavar="NAME", help="Who speaks; see `voicefoot voices`."
    ),
    click.option(
        "--voice-speed",
        type=click.FloatRange(0.5, 2.0),
        default=1.0,
        metavar="FACTOR",
        help="0.5 to 2; how fast the voice speaks. The beat stays.",
    ),
    click.option(
        "--tempo",
        type=Tempo(),
        default=1.0,
        metavar="PERCENT",
        help="80% for a gentler day: beats and phases, never holds.",
    ),
    click.option("--music", metavar="WHAT", help="A song, a folder of songs, groove, or none."),
    click.option(
        "--duck",
        type=click.FloatRange(0.0, 60.0),
        default=DUCK_DB,
        metavar="DB",
        help="How much lower music is under the voice.",
        show_default=True,
    ),
    _gain("--music-gain", "How much louder the music"),
    _gain("--voice-gain", "How much louder the voice"),
    _gain("--beat-gain", "How much louder the ticks"),
    click.option("--only", multiple=True, metavar="EXERCISE", help="This exercise alone; may be repeated."),
    click.option("--skip", multiple=True, metavar="EXERCISE", help="Not this exercise; may be repeated."),
    click.option("--from", "start_from", metavar="EXERCISE", help="Begin with this exercise."),
    click.option("--without", multiple=True, metavar="THING", help="No exercise that needs this."),
    click.option("--first-side", metavar="SIDE", help="The side that comes first."),
    click.option(
        "--sample-rate",
        type=click.IntRange(8_000, 192_000),
        default=48_000,
        metavar="HZ",
        help="Frames a second.",
        show_default=True,
    ),
]


def session_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the shared options to `command`, which gets them as one `asked`."""

    def gathered(
        level: str,
        talk: str,
        voice: str | None,
        voice_speed: float,
        only: tuple[str, ...],
        skip: tuple[str, ...],
        start_from: str | None,
        without: tuple[str, ...],
        first_side: str | None,
        sample_rate: int,
        tempo: float,
        voice_gain: float,
        beat_gain: float,
        music_gain: float,
        music: str | None,
        duck: float,
        for_class: bool,
        **others: Any,
    ) -> Any:
        asked_level = _level(level, for_class=for_class)
        choices = Choices(asked_level, Talk(talk), only, skip, start_from, without, first_side)
        choices = replace(choices, tempo=tempo, duck_db=duck, for_class=for_class)
        gains = Gains(voice_gain, beat_gain, music_gain)
        return command(asked=Asked(choices, voice, voice_speed, sample_rate, gains, music), **others)

    return _with_options(gathered, command, _OPTIONS)


def _level(level: str, *, for_class: bool) -> Level:
    """A class is led to the top of every range, unless another level was asked for."""
    chosen_by_default = click.get_current_context().get_parameter_source("level") is ParameterSource.DEFAULT
    return Level.STRONG if for_class and chosen_by_default else Level(level)


def _with_options(
    gathered: Callable[..., Any], command: Callable[..., Any], options: list[Callable[[Any], Any]]
) -> Callable[..., Any]:
    """`gathered` in the place of `command`, with `options` besides those that it has."""
    gathered.__name__, gathered.__doc__ = command.__name__, command.__doc__
    gathered.__click_params__ = list(getattr(command, "__click_params__", []))  # type: ignore[attr-defined]  # click's way to stack options
    for option in reversed(options):
        option(gathered)
    return gathered


@dataclass(frozen=True, slots=True)
class AskedFiles:
    """What `export` was asked to write."""

    out: Path | None
    ending: str | None
    split: bool
    every: bool
    stems: Path | None
    normalize: bool
    kbps: int | None
    transcript: bool
    force: bool


_EXPORT_OPTIONS = [
    click.option(
        "-o",
        "--out",
        type=click.Path(path_type=Path, allow_dash=True),
        metavar="FILE",
        help="The file to write; a folder for several; - for standard output.",
    ),
    click.option(
        "--format",
        "ending",
        type=click.Choice(["wav", "flac", "mp3", "opus", "ogg", "m4a", "m4b"]),
        help="The format, where no ending tells it.",
    ),
    click.option("--split", is_flag=True, help="A file for each exercise, and a list to play them."),
    click.option("--all", "every", is_flag=True, help="All routines that are built in."),
    click.option(
        "--stems",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Write voice.wav, beat.wav, chime.wav and music.wav there.",
    ),
    click.option("--normalize", is_flag=True, help="To -16 LUFS exactly; takes an extra pass."),
    click.option(
        "--bitrate",
        "kbps",
        type=click.IntRange(8, 512),
        metavar="KBPS",
        help="Thousand bits a second, where the format takes them.",
    ),
    click.option(
        "--transcript", is_flag=True, help="Write the words beside the file, as .vtt, .srt, .lrc and .txt."
    ),
    click.option("--force", is_flag=True, help="Encode everything, also what was encoded before."),
]


def export_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options of `export` to `command`, which gets them as one `wanted`."""

    def gathered(**told: Any) -> Any:
        files = {name: told.pop(name) for name in AskedFiles.__dataclass_fields__}
        return command(wanted=AskedFiles(**files), **told)

    return _with_options(gathered, command, _EXPORT_OPTIONS)
