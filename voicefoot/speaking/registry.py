"""Which voices there are, which one to use, and the stack that stands between it and a session.

To add an engine, write an adapter (`ports`) in an `engine_NAME` of its own, name it in the entry points of
pyproject.toml, and place it in `PREFERRED`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import TracebackType
from weakref import WeakValueDictionary

from voicefoot.audio import Clip
from voicefoot.errors import CommandError, VoiceError, VoicefootError
from voicefoot.model.phrase import Phonemes, Phrase
from voicefoot.speaking.cache import CachedVoice
from voicefoot.speaking.failing_voice import StandInVoice, VoiceStack
from voicefoot.speaking.languages import distance, speaks
from voicefoot.speaking.missing_lines import PartialVoice
from voicefoot.speaking.pool import VoicePool
from voicefoot.speaking.ports import VoiceAdapter, VoiceStatus, character_seconds, lines_of
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

PhonemesOf = Callable[[str], Phonemes]
"""Finds the words of a text whose phonemes are given."""


def no_phonemes(text: str) -> Phonemes:  # noqa: ARG001 - the shape of the others
    """Give no phonemes: all words are spoken as they are written."""
    return ()


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
    takes_phonemes: bool = False
    asked: bool = False
    """Whether the user named it; then another one may help out, but not take its place."""


class SessionVoice:
    """The top of the stack that `open_voice` builds: applies the session's speed, and shares clips in use.

    A context manager, which ends the engine on exit.
    """

    def __init__(
        self,
        name: str,
        voice: StandInVoice,
        speed_factor: float,
        on_notice: OnNotice,
        phonemes_of: PhonemesOf,
        partial: PartialVoice | None = None,
    ) -> None:
        self.name = name
        self.max_workers = voice.max_workers
        self.partial = partial
        """Where the voice can't say everything, what decides who speaks."""
        self._voice = voice
        self._on_notice = on_notice
        self._phonemes_of = phonemes_of
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
            clip = (self.partial or self._voice).say(self._completed(phrase))
            self._clips_in_use[phrase] = clip
        return clip

    def is_kept(self, phrase: Phrase) -> bool:
        """Return whether `phrase` was synthesized earlier, so that it is there at once."""
        if phrase in self._clips_in_use:
            return True
        completed = self._completed(phrase)
        if self.partial is not None and not self.partial.has(phrase.text):
            return self.partial.is_kept_by_stand_in(completed)
        return self._voice.kept(completed) is not None

    def _completed(self, phrase: Phrase) -> Phrase:
        return Phrase(phrase.text, phrase.speed * self._speed_factor, self._phonemes_of(phrase.text))

    def __enter__(self) -> SessionVoice:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if notice := self.notice():
            self._on_notice(notice)

    def notice(self) -> str | None:
        """Return what the user should know of the lines so far that another voice spoke in place of this one,
        because it failed; None if all is well.
        """
        return self._voice.notice()

    def forget_stand_in(self) -> None:
        """Forget what another voice spoke so far: a new file begins, with a notice of its own."""
        self._clips_in_use.clear()
        self._voice.forget_spoken()

    def close(self) -> None:
        """End the engine, even in the middle of a phrase."""
        self._voice.close()
        if self.partial is not None:
            self.partial.close()


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
        return replace(_asked_choice(entry_points_by_name, asked, language), asked=True)
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


def stand_in_for(choice: Choice) -> Choice | None:
    """Return the best voice of another engine that speaks the language of `choice`; None if there is none."""
    others = {name: point for name, point in _entry_points().items() if point.value != choice.target}
    try:
        return _preferred_choice(others, choice.language)
    except VoiceError:
        return None


def open_voice(
    choice: Choice,
    sample_rate: int,
    cache_folder: Path | None,
    speed_factor: float = 1.0,
    on_notice: OnNotice = lambda _: None,
    *,
    policy: RetryPolicy | None = None,
    phonemes_of: PhonemesOf = no_phonemes,
    strict: bool = False,
    workers: int = WORKERS,
) -> SessionVoice:
    """Open the chosen voice for a session, without starting a process before it is needed.

    Each layer has the port of `Voice` and adds one behaviour:

        SessionVoice             the session's speed and phonemes, sharing of clips in use, closing
          PartialVoice           another voice for what this one has not, such as lines that were not recorded
            StandInVoice         another voice for what this one fails to speak, with such a stack of its own
              CachedVoice        the cache in `cache_folder`; left out if that is None
                VoicePool        several workers at once
                  SubprocessVoice  timeout, checks and retries, one for each of the `workers`
        ------------------------ a pipe to the worker process
                postprocess      trimming, leveling, resampling to `sample_rate`, the P-centre: a function
                  adapter.open   the engine's voice

    What has been cancelled is refused by one more wrapper on top, in `speak.py`.

    `speed_factor`, 0.5 to 2, multiplies the speed of every phrase; `policy` is that of the chosen voice;
    `phonemes_of` is asked for each text if the voice takes phonemes. `on_notice` receives what the user
    should know, a line at a time, and when the voice is closed, what another voice spoke. The stand-in is the
    default voice of the language; if `strict`, there is none. Raises CommandError and VoiceError.
    """
    if not MIN_SPEED_FACTOR <= speed_factor <= MAX_SPEED_FACTOR:
        raise CommandError(
            f"a voice can't speak {speed_factor:g} times as fast; "
            f"choose {MIN_SPEED_FACTOR:g} to {MAX_SPEED_FACTOR:g}"
        )
    if choice.notice:
        on_notice(choice.notice)

    def stack(choice: Choice, policy: RetryPolicy | None = None) -> VoiceStack:
        return _stack(choice, sample_rate, cache_folder, on_notice, policy, workers)

    def open_stand_in() -> VoiceStack | None:
        other = None if strict else stand_in_for(choice)
        return None if other is None else stack(other)

    def open_speaker_of_the_rest() -> SessionVoice:
        # Strict: a stand-in has no stand-in.
        other = choose(None, choice.language)
        return open_voice(other, sample_rate, cache_folder, 1.0, on_notice, strict=True, workers=workers)

    voice = StandInVoice(stack(choice, policy), open_stand_in, must_open=choice.asked)
    known = phonemes_of if choice.takes_phonemes else no_phonemes
    has = lines_of(choice.adapter, choice.variant, choice.language)
    partial = None
    if has is not None:
        partial = PartialVoice(choice.name, voice, has, None if strict else open_speaker_of_the_rest)
    return SessionVoice(choice.name, voice, speed_factor, on_notice, known, partial)


def _stack(
    choice: Choice,
    sample_rate: int,
    cache_folder: Path | None,
    on_notice: OnNotice,
    policy: RetryPolicy | None,
    workers: int,
) -> VoiceStack:
    identity = postprocessed_identity(_engine_identity(choice), sample_rate)
    target, variant, language, name = choice.target, choice.variant, choice.language, choice.name
    policy = policy or RetryPolicy(character_seconds=character_seconds(choice.adapter))
    pool = VoicePool(
        SubprocessVoice(
            target, variant, language, name=name, identity=identity, sample_rate=sample_rate, policy=policy
        )
        for _ in range(workers)
    )
    cache = None if cache_folder is None else CachedVoice(pool, cache_folder, on_notice)
    return VoiceStack(name, pool, cache)


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
    return _choice(entry_point, status, variant or None, language)


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
            return replace(_choice(entry_points_by_name[name], status, None, language), notice=notice)
        if status.broken and notice is None and _speaks(status, language):
            notice = f"the voice {name} is not used: {status.detail}"
        reasons.append(
            f"{name}: {status.detail}" if not status.available else f"{name} speaks another language"
        )
    reason = "; ".join(reasons) or "reinstall voicefoot, its own voices are not registered"
    raise VoiceError(f"there is no voice for {escaped(language)}; {reason}")


def _choice(entry_point: EntryPoint, status: VoiceStatus, variant: str | None, language: str) -> Choice:
    name = f"{entry_point.name}:{variant}" if variant else entry_point.name
    adapter: VoiceAdapter = entry_point.load()
    return Choice(name, entry_point.value, adapter, variant, language, takes_phonemes=status.takes_phonemes)


def _speaks(status: VoiceStatus, language: str) -> bool:
    return not status.languages or speaks(status.languages, language)


def _describe(error: Exception) -> str:
    return escaped(f"{type(error).__name__}: {error}")
