"""Which voices there are, which one it shall be, and all that stands between it and a session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import TracebackType
from weakref import WeakValueDictionary

from voicefoot.audio import Clip
from voicefoot.errors import CommandError, VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.cache import CachedVoice
from voicefoot.speaking.pool import VoicePool
from voicefoot.speaking.ports import Voice, VoiceAdapter, VoiceStatus
from voicefoot.speaking.postprocess import polished_identity
from voicefoot.speaking.subprocess_voice import SubprocessVoice
from voicefoot.text import escaped, match

GROUP = "voicefoot.voices"

PREFERRED = ("natural", "pyttsx3")
"""Who speaks where nobody was asked for: the first that is there and knows the language."""

SLOWEST, FASTEST = 0.5, 2.0

PROCESSES = 2
"""In which a voice speaks at once, at the most: the natural one takes 200 MB in each."""

Notes = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Choice:
    """A voice that was chosen and is there, but not opened yet."""

    name: str
    """What the user calls it: `natural`, `pyttsx3:en-gb`."""
    target: str
    """The adapter, as `module:object`."""
    adapter: VoiceAdapter
    variant: str | None
    language: str
    note: str | None = None
    """What the user should know about the choice: a better voice is broken, and how to mend it."""


class OpenVoice:
    """The whole stack: what was spoken before comes from the cache; else the engine speaks in processes of
    its own, which polish it. A context manager; the engine ends with it.
    """

    def __init__(self, name: str, voice: Voice, engine: VoicePool, speed: float) -> None:
        self.name = name
        self.at_once = engine.at_once
        self._voice = voice
        self._engine = engine
        self._speed = speed
        self._in_use: WeakValueDictionary[Phrase, Clip] = WeakValueDictionary()
        """So that sections that say the same share their clips."""

    @property
    def identity(self) -> str:
        return self._voice.identity

    def say(self, phrase: Phrase) -> Clip:
        """The spoken phrase: mono, at the session's sample rate, trimmed, evened. Raises VoiceError."""
        clip = self._in_use.get(phrase)
        if clip is None:
            clip = self._voice.say(Phrase(phrase.text, phrase.speed * self._speed))
            self._in_use[phrase] = clip
        return clip

    def __enter__(self) -> OpenVoice:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.__exit__(kind, error, trace)


def voices() -> list[VoiceStatus]:
    """Every voice that is installed, in the order in which they are preferred; one that is broken
    comes with its reason.
    """
    return [_status(point) for point in _points().values()]


def choose(asked: str | None, language: str) -> Choice:
    """The voice called `asked` (`natural`, `pyttsx3`, `pyttsx3:en-gb`; any case, any unique beginning);
    where nobody is asked for, the natural voice where it is installed and knows `language`, else pyttsx3.

    Raises CommandError for an unknown name, and VoiceError where the voice is not available, or does
    not know the language: another is never taken in its place.
    """
    points = _points()
    if not asked:
        return _preferred(points, language)
    typed, _, variant = asked.partition(":")
    point = points[match(typed, list(points), "voice")]
    status = _status(point)
    if not status.available:
        raise VoiceError(f"the voice {point.name} is not available: {status.detail}")
    if not _speaks(status, language):
        known = ", ".join(status.languages)
        raise VoiceError(
            f'the voice {point.name} speaks {known}, and the routine is in "{escaped(language)}"; '
            "use another with --voice (`voicefoot voices` lists them)"
        )
    return _choice(point, variant.strip() or None, language)


def open_voice(
    choice: Choice,
    sample_rate: int,
    cache_folder: Path | None,
    speed_factor: float = 1.0,
    notes: Notes = lambda _: None,
) -> OpenVoice:
    """The chosen voice, ready for a session; no process is started before it is needed.

    `cache_folder` None keeps nothing. `speed_factor`, 0.5 to 2, is multiplied with every phrase's own.
    `notes` is told what the user should know, a line at a time. Raises CommandError and VoiceError.
    """
    if not SLOWEST <= speed_factor <= FASTEST:
        raise CommandError(
            f"a voice can't speak {speed_factor:g} times as fast; choose {SLOWEST:g} to {FASTEST:g}"
        )
    if choice.note:
        notes(choice.note)
    try:
        identity = choice.adapter.identity(choice.variant, choice.language)
    except Exception as error:  # a stranger's adapter can fail in any way
        raise VoiceError(f"the voice {choice.name} is broken ({_told(error)}); reinstall it") from error
    engine = VoicePool(
        SubprocessVoice(
            choice.target,
            choice.variant,
            choice.language,
            name=choice.name,
            identity=polished_identity(identity, sample_rate),
            polished_rate=sample_rate,
        )
        for _ in range(PROCESSES)
    )
    voice: Voice = engine
    if cache_folder is not None:
        voice = CachedVoice(voice, cache_folder, notes)
    return OpenVoice(choice.name, voice, engine, speed_factor)


def _points() -> dict[str, EntryPoint]:
    found = {point.name: point for point in entry_points(group=GROUP)}
    order = [name for name in PREFERRED if name in found] + sorted(set(found) - set(PREFERRED))
    return {name: found[name] for name in order}


def _status(point: EntryPoint) -> VoiceStatus:
    try:
        adapter: VoiceAdapter = point.load()
        return replace(adapter.status(), name=point.name)
    except Exception as error:  # a stranger's adapter can fail in any way
        return VoiceStatus(
            point.name, False, f"it is broken ({_told(error)}); reinstall or remove it", broken=True
        )


def _preferred(points: Mapping[str, EntryPoint], language: str) -> Choice:
    note = None
    missing = []
    for name in PREFERRED:
        if name not in points:
            continue
        status = _status(points[name])
        if status.available and _speaks(status, language):
            return replace(_choice(points[name], None, language), note=note)
        if status.broken and note is None:
            note = f"the voice {name} is not used: {status.detail}"
        missing.append(
            f"{name}: {status.detail}" if not status.available else f"{name} knows another language"
        )
    reason = "; ".join(missing) or "reinstall voicefoot, its own voices are not registered"
    raise VoiceError(f"there is no voice for {escaped(language)}; {reason}")


def _choice(point: EntryPoint, variant: str | None, language: str) -> Choice:
    name = f"{point.name}:{variant}" if variant else point.name
    return Choice(name, point.value, point.load(), variant, language)


def _speaks(status: VoiceStatus, language: str) -> bool:
    """`en-GB` is spoken by whoever speaks `en`."""
    wanted = language.replace("_", "-").casefold()
    return not status.languages or any(
        wanted == known.casefold() or wanted.startswith(known.casefold() + "-") for known in status.languages
    )


def _told(error: Exception) -> str:
    return escaped(f"{type(error).__name__}: {error}")
