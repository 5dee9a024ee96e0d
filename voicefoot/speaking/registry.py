"""Which voices there are, which one to use, and the stack that stands between it and a session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import TracebackType
from weakref import WeakValueDictionary

from voicefoot.audio import Clip
from voicefoot.errors import CommandError, VoiceError, VoicefootError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.cache import CachedVoice
from voicefoot.speaking.languages import distance, speaks
from voicefoot.speaking.missing_lines import VoiceWithStandIn
from voicefoot.speaking.pool import VoicePool
from voicefoot.speaking.ports import Voice, VoiceAdapter, VoiceStatus, character_seconds, lines_of
from voicefoot.speaking.postprocess import postprocessed_identity
from voicefoot.speaking.subprocess_voice import RetryPolicy, SubprocessVoice
from voicefoot.text import escaped, folded, match, shown

GROUP = "voicefoot.voices"

PREFERRED = ("natural", "kokoro", "piper", "pico", "pyttsx3")
"""The default voices: the first that is available and speaks the language is used. Pico is heard better than
espeak-ng, which pyttsx3 uses on Linux, in each of its languages: see docs/dependencies.md.
"""

NO_DEFAULTS: Mapping[str, str] = {}

MIN_SPEED_FACTOR, MAX_SPEED_FACTOR = 0.5, 2.0

WORKERS = 2
"""The number of worker processes per voice; the natural voice takes 200 MB in each."""

OnNotice = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Choice:
    """A voice that was chosen and is available, but not opened yet."""

    name: str
    """The name that the user knows: `natural`, `pyttsx3:en-gb`."""
    target: str
    """The adapter, as `module:object`."""
    adapter: VoiceAdapter
    variant: str | None
    language: str
    notice: str | None = None
    """What the user should know about the choice: that a better voice is broken, and how to mend it."""


class SessionVoice:
    """The top of the stack that `open_voice` builds: applies the session's speed, and shares clips in use.

    A context manager, which ends the engine on exit.
    """

    def __init__(
        self,
        name: str,
        voice: Voice,
        pool: VoicePool,
        speed_factor: float,
        stand_in: VoiceWithStandIn | None = None,
    ) -> None:
        self.name = name
        self.max_workers = pool.max_workers
        self.stand_in = stand_in
        """Where the voice can't say everything, what decides who speaks."""
        self._voice = voice
        self._pool = pool
        self._speed_factor = speed_factor
        self._clips_in_use: WeakValueDictionary[Phrase, Clip] = WeakValueDictionary()
        """Lets sections that say the same phrase share one clip in memory."""

    @property
    def identity(self) -> str:
        return self._voice.identity

    def say(self, phrase: Phrase) -> Clip:
        """Synthesize `phrase`: mono, at the session's sample rate, trimmed and leveled. Raises VoiceError."""
        clip = self._clips_in_use.get(phrase)
        if clip is None:
            clip = self._voice.say(Phrase(phrase.text, phrase.speed * self._speed_factor))
            self._clips_in_use[phrase] = clip
        return clip

    def __enter__(self) -> SessionVoice:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the engine, even in the middle of a phrase."""
        self._pool.close()
        if self.stand_in is not None:
            self.stand_in.close()


def voices() -> list[VoiceStatus]:
    """Return the status of every installed voice, preferred ones first; broken ones say why."""
    return [_status(entry_point) for entry_point in _entry_points().values()]


def choose(asked: str | None, language: str, defaults: Mapping[str, str] = NO_DEFAULTS) -> Choice:
    """Choose the voice that the user calls `asked`: `natural`, `pyttsx3`, `pyttsx3:en-gb`, `piper:thorsten`,
    `af_heart`, in any case, or any unique beginning.

    Without a name, choose the user's own of the `defaults`, by the codes of languages. Where there is none,
    choose the first of `PREFERRED` that is available and speaks `language`.

    Raises CommandError for an unknown name, and VoiceError if the voice is not available or doesn't speak the
    language: another voice never takes the place of one that was asked for. Where a default can't be used,
    another one is chosen, and the choice's `notice` says so.
    """
    entry_points_by_name = _entry_points()
    if asked:
        return _asked_choice(entry_points_by_name, asked, language)
    default = _default_for(defaults, language)
    if default is None:
        return _preferred_choice(entry_points_by_name, language)
    try:
        choice = _asked_choice(entry_points_by_name, default, language)
        choice.adapter.identity(choice.variant, language)
    except VoicefootError as error:
        notice = f"your voice for {escaped(language)}, {shown(default)}, is not used: {error}"
        return replace(_preferred_choice(entry_points_by_name, language), notice=notice)
    return choice


def open_voice(
    choice: Choice,
    sample_rate: int,
    cache_folder: Path | None,
    speed_factor: float = 1.0,
    on_notice: OnNotice = lambda _: None,
    *,
    strict: bool = False,
) -> SessionVoice:
    """Open the chosen voice for a session, without starting a process before it is needed.

    Each layer has the port of `Voice` and adds one behaviour:

        SessionVoice             the session's speed, sharing of clips in use, closing
          VoiceWithStandIn       another voice for what this one can't say; only if there is such a thing
          CachedVoice            the cache in `cache_folder`; left out if that is None
            VoicePool            several workers at once
              SubprocessVoice    timeout, checks and retries, one for each of the `WORKERS`
        ------------------------ a pipe to the worker process
                postprocess      trimming, leveling, resampling to `sample_rate`, the P-centre: a function
                  adapter.open   the engine's voice

    What has been cancelled is refused by one more wrapper on top, in `speak.py`.

    `speed_factor`, 0.5 to 2, multiplies the speed of every phrase. `on_notice` receives what the user should
    know, a line at a time. The stand-in is the default voice of the language; if `strict`, there is none, and
    what the voice can't say is an error. Raises CommandError and VoiceError.
    """
    if not MIN_SPEED_FACTOR <= speed_factor <= MAX_SPEED_FACTOR:
        raise CommandError(
            f"a voice can't speak {speed_factor:g} times as fast; "
            f"choose {MIN_SPEED_FACTOR:g} to {MAX_SPEED_FACTOR:g}"
        )
    if choice.notice:
        on_notice(choice.notice)
    identity = postprocessed_identity(_engine_identity(choice), sample_rate)
    target, variant, language, name = choice.target, choice.variant, choice.language, choice.name
    policy = RetryPolicy(character_seconds=character_seconds(choice.adapter))
    pool = VoicePool(
        SubprocessVoice(
            target, variant, language, name=name, identity=identity, sample_rate=sample_rate, policy=policy
        )
        for _ in range(WORKERS)
    )
    cached: Voice = pool if cache_folder is None else CachedVoice(pool, cache_folder, on_notice)
    has = lines_of(choice.adapter, variant, language)
    if has is None:
        return SessionVoice(name, cached, pool, speed_factor)

    def open_stand_in() -> SessionVoice:
        # Strict: a stand-in has no stand-in.
        return open_voice(choose(None, language), sample_rate, cache_folder, 1.0, on_notice, strict=True)

    both = VoiceWithStandIn(name, cached, has, None if strict else open_stand_in)
    return SessionVoice(name, both, pool, speed_factor, both)


def _engine_identity(choice: Choice) -> str:
    try:
        return choice.adapter.identity(choice.variant, choice.language)
    except VoicefootError:
        raise
    except Exception as error:  # a third-party adapter can fail in any way
        raise VoiceError(f"the voice {choice.name} is broken ({_describe(error)}); reinstall it") from error


def _entry_points() -> dict[str, EntryPoint]:
    found = {entry_point.name: entry_point for entry_point in entry_points(group=GROUP)}
    order = [name for name in PREFERRED if name in found] + sorted(set(found) - set(PREFERRED))
    return {name: found[name] for name in order}


def _status(entry_point: EntryPoint) -> VoiceStatus:
    try:
        adapter: VoiceAdapter = entry_point.load()
        return replace(adapter.status(), name=entry_point.name)
    except Exception as error:  # a third-party adapter can fail in any way
        detail = f"it is broken ({_describe(error)}); reinstall or remove it"
        return VoiceStatus(entry_point.name, False, detail, broken=True)


def _asked_choice(entry_points_by_name: Mapping[str, EntryPoint], asked: str, language: str) -> Choice:
    typed, _, variant = asked.partition(":")
    name = _voice_called(entry_points_by_name, typed.strip(), variant.strip())
    if name is None:
        name = match(typed, list(entry_points_by_name), "voice")
    else:
        variant = typed
    entry_point = entry_points_by_name[name]
    status = _status(entry_point)
    if not status.available:
        raise VoiceError(f"the voice {entry_point.name} is not available: {status.detail}")
    lack = next((lack for code, lack in status.lacks.items() if speaks((code,), language)), None)
    if lack and not _speaks(status, language):
        raise VoiceError(f"the voice {entry_point.name} can't speak {escaped(language)} yet: {lack}")
    if not _speaks(status, language):
        known = ", ".join(dict.fromkeys(status.languages))
        raise VoiceError(
            f'the voice {entry_point.name} speaks {known}, and the routine is in "{escaped(language)}"; '
            "use another with --voice (`voicefoot voices` lists them)"
        )
    variant = variant.strip()
    if variant and status.all_variants:
        variant = match(variant, status.variants, f"voice of {entry_point.name}'s")
    return _choice(entry_point, variant or None, language)


def _voice_called(entry_points_by_name: Mapping[str, EntryPoint], typed: str, variant: str) -> str | None:
    """Return the engine of the one voice that is called `typed`, or begins so, where no engine does."""
    prefix = folded(typed)
    if variant or not prefix or any(folded(name).startswith(prefix) for name in entry_points_by_name):
        return None
    engines = [
        status.name
        for status in map(_status, entry_points_by_name.values())
        if status.all_variants and any(folded(name).startswith(prefix) for name in status.variants)
    ]
    return engines[0] if len(engines) == 1 else None


def _default_for(defaults: Mapping[str, str], language: str) -> str | None:
    """Return the user's own voice for `language`: of the same country first."""
    near = [code for code in defaults if speaks((code,), language)]
    return defaults[min(near, key=lambda code: distance(code, language))] if near else None


def _preferred_choice(entry_points_by_name: Mapping[str, EntryPoint], language: str) -> Choice:
    notice = None
    reasons = []
    for name in PREFERRED:
        if name not in entry_points_by_name:
            continue
        status = _status(entry_points_by_name[name])
        if status.available and _speaks(status, language):
            return replace(_choice(entry_points_by_name[name], None, language), notice=notice)
        if status.broken and notice is None and _speaks(status, language):
            notice = f"the voice {name} is not used: {status.detail}"
        reasons.append(
            f"{name}: {status.detail}" if not status.available else f"{name} speaks another language"
        )
    reason = "; ".join(reasons) or "reinstall voicefoot, its own voices are not registered"
    raise VoiceError(f"there is no voice for {escaped(language)}; {reason}")


def _choice(entry_point: EntryPoint, variant: str | None, language: str) -> Choice:
    name = f"{entry_point.name}:{variant}" if variant else entry_point.name
    return Choice(name, entry_point.value, entry_point.load(), variant, language)


def _speaks(status: VoiceStatus, language: str) -> bool:
    return not status.languages or speaks(status.languages, language)


def _describe(error: Exception) -> str:
    return escaped(f"{type(error).__name__}: {error}")
