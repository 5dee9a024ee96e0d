"""Which voices there are, which one to use, and the stack that stands between it and a session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import TracebackType
from weakref import WeakValueDictionary

from voicefoot.audio import Clip
from voicefoot.errors import CommandError, VoiceError
from voicefoot.model.phrase import Phonemes, Phrase
from voicefoot.speaking.cache import CachedVoice
from voicefoot.speaking.pool import VoicePool
from voicefoot.speaking.ports import VoiceAdapter, VoiceStatus
from voicefoot.speaking.postprocess import postprocessed_identity
from voicefoot.speaking.stand_in import StandInVoice, VoiceStack
from voicefoot.speaking.subprocess_voice import DEFAULT_POLICY, RetryPolicy, SubprocessVoice
from voicefoot.text import escaped, match

GROUP = "voicefoot.voices"

PREFERRED = ("natural", "pyttsx3")
"""The default voices: the first that is available and speaks the language is used."""

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
    ) -> None:
        self.name = name
        self.max_workers = voice.max_workers
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
            clip = self._voice.say(self._completed(phrase))
            self._clips_in_use[phrase] = clip
        return clip

    def is_kept(self, phrase: Phrase) -> bool:
        """Return whether `phrase` was synthesized earlier, so that it is there at once."""
        return phrase in self._clips_in_use or self._voice.kept(self._completed(phrase)) is not None

    def _completed(self, phrase: Phrase) -> Phrase:
        return Phrase(phrase.text, phrase.speed * self._speed_factor, self._phonemes_of(phrase.text))

    def __enter__(self) -> SessionVoice:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._voice.close()
        if notice := self._voice.notice():
            self._on_notice(notice)


def voices() -> list[VoiceStatus]:
    """Return the status of every installed voice, preferred ones first; broken ones say why."""
    return [_status(entry_point) for entry_point in _entry_points().values()]


def choose(asked: str | None, language: str) -> Choice:
    """Choose the voice that the user calls `asked`: `natural`, `pyttsx3`, `pyttsx3:en-gb`, in any case, or
    any unique beginning. Without a name, choose the natural voice if it is installed and speaks `language`,
    else pyttsx3.

    Raises CommandError for an unknown name, and VoiceError if the voice is not available or doesn't speak the
    language: another voice never takes the place of one that was asked for.
    """
    entry_points_by_name = _entry_points()
    if not asked:
        return _default_choice(entry_points_by_name, language)
    typed, _, variant = asked.partition(":")
    entry_point = entry_points_by_name[match(typed, list(entry_points_by_name), "voice")]
    status = _status(entry_point)
    if not status.available:
        raise VoiceError(f"the voice {entry_point.name} is not available: {status.detail}")
    if not _speaks(status, language):
        known = ", ".join(status.languages)
        raise VoiceError(
            f'the voice {entry_point.name} speaks {known}, and the routine is in "{escaped(language)}"; '
            "use another with --voice (`voicefoot voices` lists them)"
        )
    return replace(_choice(entry_point, status, variant.strip() or None, language), asked=True)


def stand_in_for(choice: Choice) -> Choice | None:
    """Return the best voice of another engine that speaks the language of `choice`; None if there is none."""
    others = {name: point for name, point in _entry_points().items() if point.value != choice.target}
    try:
        return _default_choice(others, choice.language)
    except VoiceError:
        return None


def open_voice(
    choice: Choice,
    sample_rate: int,
    cache_folder: Path | None,
    speed_factor: float = 1.0,
    on_notice: OnNotice = lambda _: None,
    policy: RetryPolicy = DEFAULT_POLICY,
    phonemes_of: PhonemesOf = no_phonemes,
) -> SessionVoice:
    """Open the chosen voice for a session, without starting a process before it is needed.

    Each layer has the port of `Voice` and adds one behaviour:

        SessionVoice             the session's speed and phonemes, sharing of clips in use, closing
          StandInVoice           another voice for what this one fails to speak, with such a stack of its own
            CachedVoice          the cache in `cache_folder`; left out if that is None
              VoicePool          several workers at once
                SubprocessVoice  timeout, checks and retries, one for each of the `WORKERS`
        ------------------------ a pipe to the worker process
                postprocess      trimming, leveling, resampling to `sample_rate`, the P-centre: a function
                  adapter.open   the engine's voice

    What has been cancelled is refused by one more wrapper on top, in `speak.py`.

    `speed_factor`, 0.5 to 2, multiplies the speed of every phrase; `policy` is that of the chosen voice;
    `phonemes_of` is asked for each text if the voice takes phonemes.
    `on_notice` receives what the user should
    know, a line at a time, and when the voice is closed, what another voice spoke. Raises CommandError and
    VoiceError.
    """
    if not MIN_SPEED_FACTOR <= speed_factor <= MAX_SPEED_FACTOR:
        raise CommandError(
            f"a voice can't speak {speed_factor:g} times as fast; "
            f"choose {MIN_SPEED_FACTOR:g} to {MAX_SPEED_FACTOR:g}"
        )
    if choice.notice:
        on_notice(choice.notice)

    def stack(choice: Choice, policy: RetryPolicy) -> VoiceStack:
        return _stack(choice, sample_rate, cache_folder, on_notice, policy)

    def open_stand_in() -> VoiceStack | None:
        other = stand_in_for(choice)
        return None if other is None else stack(other, DEFAULT_POLICY)

    voice = StandInVoice(stack(choice, policy), open_stand_in, must_open=choice.asked)
    known = phonemes_of if choice.takes_phonemes else no_phonemes
    return SessionVoice(choice.name, voice, speed_factor, on_notice, known)


def _stack(
    choice: Choice, sample_rate: int, cache_folder: Path | None, on_notice: OnNotice, policy: RetryPolicy
) -> VoiceStack:
    identity = postprocessed_identity(_engine_identity(choice), sample_rate)
    target, variant, language, name = choice.target, choice.variant, choice.language, choice.name
    pool = VoicePool(
        SubprocessVoice(
            target, variant, language, name=name, identity=identity, sample_rate=sample_rate, policy=policy
        )
        for _ in range(WORKERS)
    )
    cache = None if cache_folder is None else CachedVoice(pool, cache_folder, on_notice)
    return VoiceStack(name, pool, cache)


def _engine_identity(choice: Choice) -> str:
    try:
        return choice.adapter.identity(choice.variant, choice.language)
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


def _default_choice(entry_points_by_name: Mapping[str, EntryPoint], language: str) -> Choice:
    notice = None
    reasons = []
    for name in PREFERRED:
        if name not in entry_points_by_name:
            continue
        status = _status(entry_points_by_name[name])
        if status.available and _speaks(status, language):
            return replace(_choice(entry_points_by_name[name], status, None, language), notice=notice)
        if status.broken and notice is None:
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
    """Tell whether the voice speaks `language`: one that speaks `en` also speaks `en-GB`."""
    code = language.replace("_", "-").casefold()
    return not status.languages or any(
        code == known.casefold() or code.startswith(known.casefold() + "-") for known in status.languages
    )


def _describe(error: Exception) -> str:
    return escaped(f"{type(error).__name__}: {error}")
