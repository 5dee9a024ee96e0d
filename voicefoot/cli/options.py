"""The options that the commands share, the types of their values, and the request that they add up to."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from voicefoot.errors import CommandError
from voicefoot.model.choices import MAX_TEMPO, MIN_TEMPO, Choices, Level, Talk
from voicefoot.model.routine import GrooveTrack, SongTrack, Soundtrack
from voicefoot.model.sound_levels import DUCK_DB
from voicefoot.model.stems import Gains

AUTO = "auto"
"""The value of --level and --talk that leaves the choice to `play`."""
_MAX_GROOVE_LENGTH = 40
"""Characters. A longer value of --music is a path, whatever it begins with."""

_CLOCK = re.compile(r"(\d{1,2})[:.](\d\d)(?::(\d\d))?")

_Decorator = Callable[[Any], Any]


# -- types of values ------------------------------------------------------------------------------


class Tempo(click.ParamType[float]):
    """A percentage, `80%`, as a factor."""

    name = "percent"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float | int):
            return float(value)
        try:
            factor = float(str(value).strip().removesuffix("%").strip()) / 100.0
        except ValueError:
            self.fail(f"{value!r} is not a percentage; write one such as 80%", param, ctx)
        if not MIN_TEMPO <= factor <= MAX_TEMPO:
            self.fail(f"{value!r} is out of range; write {MIN_TEMPO:.0%} to {MAX_TEMPO:.0%}", param, ctx)
        return factor


class Duration(click.ParamType[float]):
    """A length of time as people write it, `15s`, `1:30` or `2 min`, in seconds."""

    name = "time"

    def __init__(self, max_seconds: float = math.inf) -> None:
        self._max_seconds = max_seconds

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        from voicefoot.reading.values import parse_duration

        if isinstance(value, float | int):
            return float(value)
        try:
            seconds = parse_duration(str(value))
        except ValueError as error:
            self.fail(f"{value!r} is not a time: {error}", param, ctx)
        if seconds > self._max_seconds:
            self.fail(f"{value!r} is too long; write {self._max_seconds:g}s at most", param, ctx)
        return seconds


class FitTime(Duration):
    """How long a session is to be, in seconds; 0 for `none`, which takes what it takes."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        from voicefoot.model.limits import MAX_SESSION_SECONDS, MIN_FIT_SECONDS

        if isinstance(value, str) and value.strip().lower() == "none":
            return 0.0
        seconds = super().convert(value, param, ctx)
        if not MIN_FIT_SECONDS <= seconds <= MAX_SESSION_SECONDS:
            size = "short" if seconds < MIN_FIT_SECONDS else "long"
            hours = MAX_SESSION_SECONDS / 3600
            what = f"write {MIN_FIT_SECONDS:g}s to {hours:g}h, or none"
            self.fail(f"{value!r} is too {size}; {what}", param, ctx)
        return seconds


class Clock(click.ParamType[time]):
    """A time of the day, such as `7:30` or `19:05`."""

    name = "clock"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> time:
        if isinstance(value, time):
            return value
        found = _CLOCK.fullmatch(str(value).strip())
        parts = [int(part or 0) for part in found.groups()] if found else []
        if not parts or parts[0] > 23 or max(parts[1:]) > 59:
            self.fail(f"{value!r} is not a time of the day; write one such as 7:30 or 19:05", param, ctx)
        return time(parts[0], parts[1], parts[2])


class Language(click.ParamType[str]):
    """The tag of a language, such as `de` or `pt-BR`."""

    name = "language"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from voicefoot.reading.language_tags import parse_language
        from voicefoot.reading.problems import InvalidValueError

        try:
            return parse_language(str(value))
        except InvalidValueError as error:
            self.fail(f'"{value}" {error.what}; {error.remedy}', param, ctx)


class WithoutAuto(click.Choice[str]):
    """A choice that explains why `auto` is not among its values."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value == AUTO:
            self.fail(
                f"auto is for `play`, which goes by your earlier sessions; choose {', '.join(self.choices)}",
                param,
                ctx,
            )
        return super().convert(value, param, ctx)


def parse_soundtrack(text: str) -> Soundtrack:
    """Return the soundtrack that a value of --music names: `groove`, `groove calm`, `groove:calm`, a song or
    a folder of songs. Raises CommandError.
    """
    from voicefoot.music.decoder import check_songs, list_songs
    from voicefoot.reading.problems import InvalidValueError
    from voicefoot.reading.values import parse_groove

    if len(text) <= _MAX_GROOVE_LENGTH:
        try:
            mood = parse_groove(text)
        except InvalidValueError as error:
            raise CommandError(f'"{text}" {error.what}; {error.remedy}') from error
        if mood is not None:
            return GrooveTrack(mood)
    path = Path(text).expanduser()
    files = tuple(list_songs(path)) if path.is_dir() else (path,)
    check_songs(files)
    return SongTrack(files)


# -- the shared options ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SessionRequest:
    """What the shared options ask for."""

    choices: Choices
    """Where level or talk are `auto`, these hold the standard ones, and earlier sessions decide."""
    voice: str | None
    voice_speed: float
    sample_rate: int
    gains: Gains
    music: str | None
    language: str | None = None
    """The tag of the language to coach in; None for the system's if the routine is in it, else its own."""
    auto_level: bool = False
    auto_talk: bool = False
    is_usual_level: bool = False
    is_usual_talk: bool = False
    """Whether level or talk were not asked for, so that a programme may say them."""
    day: str | None = None
    """Which day of a programme, as typed."""
    fit_seconds: float | None = None
    """How long the session is to be; 0 for what it takes, None for what the routine says."""
    until: time | None = None
    """When it is to end, on the clock on the wall."""
    strict: bool = False
    """No voice may stand in for the one that was chosen."""
    option_words: tuple[str, ...] = ()
    """The other shared options that were given, as typed: all but language, level, talk, brief, voice, seed,
    day and fit, which `voicefoot.cli.from_history` spells out by itself.
    """


def _level_and_talk(*, auto: bool) -> list[_Decorator]:
    """--level and --talk; with `auto`, that is their default."""
    return [
        _amount(
            "--level", Level, Level.STANDARD, "The bottom, the middle or the top of every range", auto=auto
        ),
        _amount("--talk", Talk, Talk.FULL, "How much is said", auto=auto),
    ]


def _amount(name: str, values: type[StrEnum], default: StrEnum, what: str, *, auto: bool) -> _Decorator:
    names = [value.value for value in values]
    return click.option(
        name,
        type=click.Choice([AUTO, *names]) if auto else WithoutAuto(names),
        default=AUTO if auto else default.value,
        help=f"{what}; auto goes by your earlier sessions." if auto else f"{what}.",
        show_default=True,
    )


def _gain(name: str, stem: str) -> _Decorator:
    return click.option(
        name,
        type=click.FloatRange(-60.0, 20.0),
        default=0.0,
        metavar="DB",
        help=f"Gain of the {stem}; negative is quieter.",
    )


language_option = click.option(
    "--language",
    type=Language(),
    metavar="CODE",
    help="In this language, such as de; by default the system's, if the routine is in it.",
)

_OPTIONS: list[_Decorator] = [
    language_option,
    click.option(
        "--class",
        "for_class",
        is_flag=True,
        help="For a group: more time, instructions twice, everyone at their own pace.",
    ),
    click.option(
        "--brief", multiple=True, metavar="EXERCISE", help="Say little about this exercise; repeatable."
    ),
    click.option(
        "--voice", envvar="VOICEFOOT_VOICE", metavar="NAME", help="Who speaks; see `voicefoot voices`."
    ),
    click.option(
        "--strict",
        is_flag=True,
        help="With a recorded voice: let no other voice speak the lines that are missing.",
    ),
    click.option(
        "--voice-speed",
        type=click.FloatRange(0.5, 2.0),
        default=1.0,
        metavar="FACTOR",
        help="How fast the voice speaks, 0.5 to 2. The beat stays the same.",
    ),
    click.option(
        "--tempo",
        type=Tempo(),
        default=1.0,
        metavar="PERCENT",
        help="80% for a gentler day: changes beats and phases, never holds.",
    ),
    click.option(
        "--fit",
        type=FitTime(),
        metavar="TIME",
        help="Take exactly so long, such as 10m: doses, rests and pace are chosen for it; replaces --level.",
    ),
    click.option(
        "--until",
        type=Clock(),
        metavar="CLOCK",
        help="The same, so that `play` ends at this time of the day, such as 7:30.",
    ),
    click.option("--music", metavar="WHAT", help="A song, a folder of songs, groove, or none."),
    click.option(
        "--duck",
        type=click.FloatRange(0.0, 60.0),
        default=DUCK_DB,
        metavar="DB",
        help="How far the music is lowered under the voice.",
        show_default=True,
    ),
    _gain("--music-gain", "music"),
    _gain("--voice-gain", "voice"),
    _gain("--beat-gain", "ticks"),
    click.option("--day", metavar="DAY", help="Which day of a programme, such as 3, or 2.1: week 2, day 1."),
    click.option("--only", multiple=True, metavar="EXERCISE", help="Only this exercise; repeatable."),
    click.option("--skip", multiple=True, metavar="EXERCISE", help="Leave out this exercise; repeatable."),
    click.option("--from", "start_from", metavar="EXERCISE", help="Begin with this exercise."),
    click.option(
        "--without", multiple=True, metavar="THING", help="Leave out exercises that need this; repeatable."
    ),
    click.option("--first-side", metavar="SIDE", help="The side to begin with."),
    click.option(
        "--seed",
        default="",
        metavar="TEXT",
        help="Draws the order where a list is shuffled or picked from: same seed, same order.",
    ),
    click.option(
        "--sample-rate",
        type=click.IntRange(8_000, 192_000),
        default=48_000,
        metavar="HZ",
        help="Frames per second.",
        show_default=True,
    ),
]


def session_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the shared options to `command`, which is called with them as one SessionRequest, `request`."""
    return _with_request(command, auto=False)


def play_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the same options for `play`, where level and talk go by earlier sessions unless they are given."""
    return _with_request(command, auto=True)


def _with_request(command: Callable[..., Any], *, auto: bool) -> Callable[..., Any]:
    options = [*_level_and_talk(auto=auto), *_OPTIONS]
    names = {parameter.name for parameter in _parameters(options)}

    def wrapper(**values: Any) -> Any:
        shared = {name: values.pop(name) for name in names}
        return command(request=_session_request(click.get_current_context(), **shared), **values)

    return with_options(wrapper, command, options)


def with_options(
    wrapper: Callable[..., Any], command: Callable[..., Any], options: list[_Decorator]
) -> Callable[..., Any]:
    """Return `wrapper` in place of `command`: under its name, and with its options after `options`."""
    wrapper.__name__, wrapper.__doc__ = command.__name__, command.__doc__
    wrapper.__click_params__ = list(getattr(command, "__click_params__", []))  # type: ignore[attr-defined]  # click's way to stack options
    for option in reversed(options):
        option(wrapper)
    return wrapper


def _session_request(
    context: click.Context,
    *,
    level: str,
    talk: str,
    brief: tuple[str, ...],
    voice: str | None,
    strict: bool,
    voice_speed: float,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    start_from: str | None,
    without: tuple[str, ...],
    first_side: str | None,
    seed: str,
    sample_rate: int,
    tempo: float,
    voice_gain: float,
    beat_gain: float,
    music_gain: float,
    music: str | None,
    duck: float,
    for_class: bool,
    language: str | None,
    day: str | None,
    fit: float | None,
    until: time | None,
) -> SessionRequest:
    is_level_given = level != AUTO and context.get_parameter_source("level") is not ParameterSource.DEFAULT
    if is_level_given and (fit or until):
        option = "--fit" if fit else "--until"
        raise CommandError(f"{option} stands in place of --level; leave out one of them")
    if fit is not None and until is not None:
        raise CommandError("--fit and --until both say how long; leave out one of them")
    if is_level_given and fit is None:
        fit = 0.0  # whoever names a level does not want what the routine fits
    choices = Choices(
        _level(context, level, for_class=for_class),
        Talk.FULL if talk == AUTO else Talk(talk),
        only,
        skip,
        start_from,
        without,
        first_side,
        tempo=tempo,
        duck_db=duck,
        for_class=for_class,
        seed=seed,
        brief_for=frozenset(brief),
    )
    return SessionRequest(
        choices,
        voice,
        voice_speed,
        sample_rate,
        Gains(voice_gain, beat_gain, music_gain),
        music,
        language,
        auto_level=level == AUTO and not for_class,
        auto_talk=talk == AUTO and not for_class,
        is_usual_level=_is_default(context, "level") or level == AUTO,
        is_usual_talk=_is_default(context, "talk") or talk == AUTO,
        day=day,
        fit_seconds=fit,
        until=until,
        strict=strict,
        option_words=_option_words(context),
    )


def _level(context: click.Context, level: str, *, for_class: bool) -> Level:
    """Return the level to plan with: for a class, the top of every range unless another level was given."""
    if for_class and (_is_default(context, "level") or level == AUTO):
        return Level.STRONG
    return Level.STANDARD if level == AUTO else Level(level)


def _is_default(context: click.Context, option: str) -> bool:
    return context.get_parameter_source(option) is ParameterSource.DEFAULT


_RESOLVED = frozenset({"language", "level", "talk", "brief", "voice", "seed", "day", "fit", "until"})
"""What is final only when the session is resolved: see `voicefoot.cli.from_history`."""


def _option_words(context: click.Context) -> tuple[str, ...]:
    """Return the shared options that were given, as typed, without those that are `_RESOLVED`."""
    shared = {parameter.name for parameter in _parameters(_OPTIONS)} - _RESOLVED
    words: list[str] = []
    for option in context.command.params:
        if option.name not in shared or context.get_parameter_source(option.name) is ParameterSource.DEFAULT:
            continue
        value = context.params[option.name]
        assert isinstance(option, click.Option), "an argument is no option"
        for each in value if option.multiple else (value,):
            words += [option.opts[0], *([] if option.is_flag else [_as_typed(option.type, each)])]
    return tuple(words)


def _as_typed(kind: click.ParamType[Any], value: Any) -> str:
    """Return `value`, which is of type `kind`, as one would type it."""
    if isinstance(kind, Tempo):
        return f"{100.0 * value:.12g}%"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _parameters(options: list[_Decorator]) -> list[click.Parameter]:
    """Return the parameters that `options` add to a command."""

    def bare() -> None:
        """Collects the parameters, as a command would."""

    for option in reversed(options):
        option(bare)
    parameters: list[click.Parameter] = getattr(bare, "__click_params__", [])
    return parameters
