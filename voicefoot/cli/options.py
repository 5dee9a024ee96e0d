"""The choices that commands share, as click options."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from voicefoot.errors import CommandError
from voicefoot.model.choices import DUCK_DB, MAX_TEMPO, MIN_TEMPO, Choices, Level, Talk
from voicefoot.model.routine import GrooveTrack, SongTrack, Soundtrack
from voicefoot.model.stems import Gains


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
        if not MIN_TEMPO <= factor <= MAX_TEMPO:
            self.fail(f"{value!r} is out of range; write {MIN_TEMPO:.0%} to {MAX_TEMPO:.0%}", param, ctx)
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


def soundtrack_asked(text: str) -> Soundtrack:
    """`groove`, `groove calm`, `groove:calm`, a song or a folder of songs. Raises CommandError."""
    from voicefoot.music.decoder import check_song, songs_in
    from voicefoot.reading.problems import UnclearError
    from voicefoot.reading.values import parse_groove

    if len(text) <= 40:
        try:
            mood = parse_groove(text)
        except UnclearError as error:
            raise CommandError(f'"{text}" {error.what}; {error.remedy}') from error
        if mood is not None:
            return GrooveTrack(mood)
    path = Path(text).expanduser()
    files = tuple(songs_in(path)) if path.is_dir() else (path,)
    for file in files:
        check_song(file)
    return SongTrack(files)


@dataclass(frozen=True, slots=True)
class SessionRequest:
    """What the shared options said."""

    choices: Choices
    """Where level or talk are `auto`, they are the usual ones here, and what was done before decides."""
    voice: str | None
    voice_speed: float
    sample_rate: int
    gains: Gains
    music: str | None
    auto_level: bool = False
    auto_talk: bool = False
    others: tuple[str, ...] = ()
    """The other shared options, as one would type them: all but level, talk, brief and voice."""


class Duration(click.ParamType[float]):
    """A length as people write it: `15s`, `1:30`, `2 min`."""

    name = "time"

    def __init__(self, most_seconds: float = math.inf) -> None:
        self._most_seconds = most_seconds

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        from voicefoot.reading.values import parse_duration

        if isinstance(value, float | int):
            return float(value)
        try:
            seconds = parse_duration(str(value))
        except ValueError as error:
            self.fail(f"{value!r} is not a time: {error}", param, ctx)
        if seconds > self._most_seconds:
            self.fail(f"{value!r} is too long; write {self._most_seconds:g}s at most", param, ctx)
        return seconds


def _gain(name: str, what: str) -> Callable[[Any], Any]:
    return click.option(
        name, type=click.FloatRange(-60.0, 20.0), default=0.0, metavar="DB", help=f"{what}, in decibels."
    )


def _amount(
    name: str, kinds: type[StrEnum], usual: StrEnum, what: str, *, auto: bool
) -> Callable[[Any], Any]:
    """`--level` or `--talk`: with `auto`, that is the usual one."""
    values = [kind.value for kind in kinds]
    return click.option(
        name,
        type=click.Choice([AUTO, *values]) if auto else WithoutAuto(values),
        default=AUTO if auto else usual.value,
        help=f"{what}; auto goes by what you did before." if auto else f"{what}.",
        show_default=True,
    )


def _amounts(*, auto: bool) -> list[Callable[[Any], Any]]:
    what = "The bottom, the middle or the top of every range"
    return [
        _amount("--level", Level, Level.STANDARD, what, auto=auto),
        _amount("--talk", Talk, Talk.FULL, "How much is said", auto=auto),
    ]


_OPTIONS = [
    click.option(
        "--class",
        "for_class",
        is_flag=True,
        help="For many together: more time, told twice, paces of their own.",
    ),
    click.option(
        "--brief", multiple=True, metavar="EXERCISE", help="Say little of this exercise; may be repeated."
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
    return _gathering(command, auto=False)


def play_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The same for `play`, where level and talk go by what was done before, unless they are asked for."""
    return _gathering(command, auto=True)


def _gathering(command: Callable[..., Any], *, auto: bool) -> Callable[..., Any]:
    def gathered(
        level: str,
        talk: str,
        brief: tuple[str, ...],
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
        choices = Choices(
            _level(level, for_class=for_class),
            Talk.FULL if talk == AUTO else Talk(talk),
            only,
            skip,
            start_from,
            without,
            first_side,
            tempo=tempo,
            duck_db=duck,
            for_class=for_class,
            brief_for=frozenset(brief),
        )
        gains = Gains(voice_gain, beat_gain, music_gain)
        others_typed = _typed_others(click.get_current_context())
        asked = SessionRequest(
            choices,
            voice,
            voice_speed,
            sample_rate,
            gains,
            music,
            level == AUTO and not for_class,
            talk == AUTO and not for_class,
            others_typed,
        )
        return command(asked=asked, **others)

    return _with_options(gathered, command, [*_amounts(auto=auto), *_OPTIONS])


def _typed_others(context: click.Context) -> tuple[str, ...]:
    """The shared options that were given, as one would type them; those apart that are settled
    only when the session is: see `voicefoot.cli.resolve`.
    """
    settled = {"level", "talk", "brief", "voice"}
    shared = {parameter.name for parameter in _parameters(_OPTIONS)} - settled
    words: list[str] = []
    for option in context.command.params:
        if option.name not in shared or context.get_parameter_source(option.name) is ParameterSource.DEFAULT:
            continue
        value = context.params[option.name]
        assert isinstance(option, click.Option), "an argument is no option"
        for each in value if option.multiple else (value,):
            words += [option.opts[0], *([] if option.is_flag else [typed(option.type, each)])]
    return tuple(words)


def _parameters(options: list[Callable[[Any], Any]]) -> list[click.Parameter]:
    """What `options` add to a command."""

    def nothing() -> None:
        """Takes them."""

    for option in reversed(options):
        option(nothing)
    found: list[click.Parameter] = getattr(nothing, "__click_params__", [])
    return found


def _level(level: str, *, for_class: bool) -> Level:
    """A class is led to the top of every range, unless another level was asked for."""
    chosen_by_default = click.get_current_context().get_parameter_source("level") is ParameterSource.DEFAULT
    if for_class and (chosen_by_default or level == AUTO):
        return Level.STRONG
    return Level.STANDARD if level == AUTO else Level(level)


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
class FilesRequest:
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
        files = {name: told.pop(name) for name in FilesRequest.__dataclass_fields__}
        return command(wanted=FilesRequest(**files), **told)

    return _with_options(gathered, command, _EXPORT_OPTIONS)
