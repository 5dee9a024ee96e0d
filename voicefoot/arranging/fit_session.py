"""Fit a session into a time, to the frame: what is chosen, what is cut, and where that is impossible, why.

`planning.fit_model` chooses by the times that are written. How long everything else takes is measured by
arranging what was chosen, with the clips that will be heard; the next choice heeds it. One or two such
rounds are nearly always enough, since words are nearly the same for all doses. What is left then, less than a
second, is a silence before the last words.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from voicefoot.arranging.arrange import arrange_section, phrases_of
from voicefoot.arranging.beat_grid import GridSound, sounds_of
from voicefoot.arranging.beat_sync import NO_SONGS, OpenSongs
from voicefoot.arranging.layout import Means, Sounds
from voicefoot.arranging.speech_track import ExtentOf, PlacedPhrase, extents_of
from voicefoot.arranging.work_speech import place_words
from voicefoot.audio import AudioFormat, Clip
from voicefoot.errors import CannotFit, CommandError
from voicefoot.language.pack import LanguagePack
from voicefoot.model.breath import BreathPart
from voicefoot.model.choices import Choices, FitAmount, Fitting
from voicefoot.model.cues import Plan, Wait, WorkCue
from voicefoot.model.phrase import Phrase
from voicefoot.model.routine import Routine
from voicefoot.planning.apply_fit import Cuts, cut, cuts_of, fitted
from voicefoot.planning.fit_model import HAIR_SECONDS, FitModel
from voicefoot.planning.freedom import AS_WRITTEN, Setting
from voicefoot.planning.plan import Begun, plan
from voicefoot.text import shown
from voicefoot.timeline.timeline import Section

MOST_WAIT = 1.5
"""What may become of a time to move that nobody wrote, as a factor."""
_USUAL_SLACK_SECONDS, _MOST_SLACK_SECONDS = 0.9, 3.0
"""How long the silence before the last words may be, usually and at the most."""
_AIM_SECONDS = 0.3
_TRIES, _SURE_TRIES = 10, 3
"""How often a session is arranged to find its setting, and how often before a longer silence will do."""
_AS_WRITTEN_WITHIN = 0.01
"""A session that differs by less than this, as a part, is done as it is written."""
_FIRST_WORDS, _LAST_SOUNDS = 8, 4
"""So many words at the beginning of work, and sounds at its end, decide how long it takes."""
_NEAR_SECONDS = 3
"""So far from a length that was reached another is sought: what is said of the time takes time itself."""
_TALK_SECONDS = 6.0
"""What is said each time that an exercise is gone through, before that was measured."""

Speak = Callable[[Iterable[Phrase]], Mapping[Phrase, Clip]]


@dataclass(frozen=True, slots=True)
class FittedSession:
    """A session that fits into its time: its routine with what was chosen, and the choices and the plan."""

    written: Routine
    """The routine as it was."""
    routine: Routine
    choices: Choices
    plan: Plan
    share: float
    """The share of all ranges."""
    cuts: Cuts


@dataclass(frozen=True, slots=True)
class _Reached:
    """What a try came to: a session, or the nearest length that it can have."""

    seconds: float
    session: FittedSession
    is_exact: bool = False


class Stage:
    """What a session is arranged with."""

    def __init__(
        self, speak: Speak, sounds: Sounds, audio_format: AudioFormat, songs: OpenSongs = NO_SONGS
    ) -> None:
        """`speak` returns the clips of phrases. `songs`, as for `arrange`."""
        self._speak = speak
        self._sounds = {name: clip.hollow() for name, clip in sounds.items()}
        self.audio_format = audio_format
        self._songs = songs
        self._clips: dict[Phrase, Clip] = {}
        self._extent_of = extents_of(self._clips)
        self._placed: dict[tuple[WorkCue, str], list[PlacedPhrase]] = {}
        self._sounded: dict[WorkCue, list[GridSound]] = {}
        self._means = Means(self._last_sounds, self._words, _hollow_tone, ducks=False)

    def _words(self, work: WorkCue, words: LanguagePack, _: ExtentOf) -> list[PlacedPhrase]:
        """Return the words of `work` that decide when it begins and ends; they are sought once."""
        key = (work, words.code)
        if key not in self._placed:
            placed = place_words(work, words, self._extent_of)
            self._placed[key] = [*placed[:_FIRST_WORDS], *placed[max(_FIRST_WORDS, len(placed) - 1) :]]
        return self._placed[key]

    def _last_sounds(self, work: WorkCue) -> list[GridSound]:
        """Return the sounds of `work` that decide when it ends."""
        if work not in self._sounded:
            self._sounded[work] = list(sounds_of(work))[-_LAST_SOUNDS:]
        return self._sounded[work]

    def seconds(self, planned: Plan, before: Section | None = None) -> float:
        """Return when the session of `planned`, which follows `before`, ends at the earliest.

        Raises RoutineError where more is said or done in a time that is written than fits.
        """
        phrases = phrases_of(planned)
        missing = [phrase for phrase in phrases if phrase not in self._clips]
        if missing:
            spoken = self._speak(missing)
            self._clips.update({phrase: clip.hollow() for phrase, clip in spoken.items()})
        for section in planned.sections:
            before = arrange_section(
                section, self._clips, self._sounds, self.audio_format, before, self._songs, self._means
            )
        return 0.0 if before is None else before.end_frame / self.audio_format.sample_rate


def _hollow_tone(part: BreathPart, sample_rate: int) -> Clip:
    return Clip.silence(max(1, round(part.seconds * sample_rate)), sample_rate)


def fit_session(routine: Routine, choices: Choices, seconds: float, stage: Stage) -> FittedSession:
    """Return the session of `routine` with `choices` that takes exactly `seconds`.

    Raises CommandError where there is none; it names the nearest length that there is, and what stands in
    the way.
    """
    search = _Search(routine, choices, stage)
    found = search.reach(seconds)
    if isinstance(found, FittedSession):
        return found
    for nearest in _in_whole_seconds(found, seconds):
        reached = search.reach(nearest)
        if isinstance(reached, FittedSession):
            raise search.why_not(seconds, nearest, reached.cuts)
    raise CommandError(
        f'"{shown(routine.title)}" can\'t take {_told(seconds)}; leave out --fit, and choose a --level'
    )


def as_written(routine: Routine, choices: Choices) -> FittedSession:
    """Return the session of `routine` as it takes what it takes; its rest can be fitted once it is under
    way.
    """
    return FittedSession(routine, routine, choices, plan(routine, choices), AS_WRITTEN, Cuts())


def fit_rest(
    session: FittedSession, first: int, before: Section, end_seconds: float, tempo: float, stage: Stage
) -> tuple[FittedSession, float]:
    """Return `session`, which is under way, with all sections from `first` on chosen anew, so that they end
    at `end_seconds` in the timeline of `before`, after which they come; and by how many seconds they end
    later than that, or earlier, if it can't be. Its plan has these sections alone. Nothing is cut any more.
    """
    choices = replace(session.choices, tempo=tempo, fitting=None)
    begun = Begun(session.routine, first)
    search = _Search(session.written, choices, stage, [session.cuts], begun, before)
    nearest = search.nearest(end_seconds)
    if nearest.is_exact:
        return nearest.session, 0.0
    off = nearest.seconds - end_seconds
    reached, fitting = nearest.session, nearest.session.choices.fitting
    assert fitting is not None, "it was fitted"
    ended = replace(fitting, seconds=max(0.0, nearest.seconds))
    *others, last = reached.plan.sections
    sections = (*others, replace(last, session_seconds=ended.seconds))
    return replace(
        reached,
        choices=replace(reached.choices, fitting=ended),
        plan=replace(reached.plan, sections=sections),
    ), off


def _in_whole_seconds(reached: Iterable[float], seconds: float) -> Iterator[float]:
    """Yield the lengths that may be possible near those that were `reached`, the nearest to `seconds`
    first.
    """
    near = {
        whole
        for each in reached
        for base in ((math.ceil(each - 1e-6),) if each > seconds else (math.floor(each + 1e-6),))
        for whole in range(base - _NEAR_SECONDS, base + _NEAR_SECONDS + 1)
        if whole > 0
    }
    yield from map(float, sorted(near, key=lambda whole: abs(whole - seconds)))


class _Search:
    """Looks for the cuts and the setting that fit a session into a time."""

    def __init__(
        self,
        routine: Routine,
        choices: Choices,
        stage: Stage,
        cuts: Sequence[Cuts] | None = None,
        begun: Begun | None = None,
        before: Section | None = None,
    ) -> None:
        """`cuts`: those to choose from; by default all that there are. Where the session was `begun`, its
        rest follows `before`, and all lengths are reckoned from the start of that section's timeline.
        """
        self._routine = routine
        self._choices = choices
        self._stage = stage
        self._cuts = cuts_of(routine, choices) if cuts is None else list(cuts)
        self._begun = begun
        self._before = before
        self._begun_seconds = 0.0 if before is None else before.end_frame / before.audio_format.sample_rate
        self._models: dict[int, tuple[Routine, FitModel]] = {}
        self._talk_seconds: float | None = None
        """What is said and waited for each time that an exercise is gone through, as it was measured."""
        self._written_seconds = self._model(0).written_seconds

    def reach(self, seconds: float) -> FittedSession | list[float]:
        """Return the session that takes `seconds`, or the lengths next to it that were found."""
        self._talk_seconds = None  # what comes of it depends on nothing that was tried before
        reached: list[float] = []
        tried: set[int] = set()
        index = self._first_guess(seconds)
        while index not in tried:
            tried.add(index)
            lengths: list[float] = []
            for each in self._tries(index, seconds):
                if each.is_exact:
                    return each.session
                lengths.append(each.seconds)
            reached += lengths
            if all(length > seconds for length in lengths) and index + 1 < len(self._cuts):
                index += 1
            elif all(length < seconds for length in lengths) and index > 0:
                index -= 1
        return reached

    def nearest(self, seconds: float) -> _Reached:
        """Return what comes nearest to `seconds` with the first cuts."""
        return min(self._tries(0, seconds), key=lambda each: (not each.is_exact, abs(each.seconds - seconds)))

    def why_not(self, seconds: float, nearest: float, cuts: Cuts) -> CannotFit:
        """Return the error that the session can't take `seconds`, and what stands in the way most of the
        `nearest` that it can take, with `cuts`.
        """
        is_short = nearest > seconds
        model = self._model(self._cuts.index(cuts))
        fixed_times: dict[str, float] = {}
        for what, its_seconds in model.freedom.fixed_times():
            # An exercise may stand there with several doses.
            fixed_times[what] = fixed_times.get(what, 0.0) + its_seconds
        if is_short:
            talk = "words and moving over take their time"
            fixed_times[talk] = float(round(nearest - model.least_seconds))
        fixed = max(fixed_times.items(), key=lambda found: found[1], default=("", 0.0))
        why = "the shortest" if is_short else "the longest"
        why = f"{why} of every dose, rest and pace is reached"
        if fixed[1] > 0.0:
            why += f", and {fixed[0]} ({_told(fixed[1])})"
        title = shown(self._routine.title)
        return CannotFit(
            f'"{title}" can\'t take {_told(seconds)}: {why}', _told(nearest), f"--fit {nearest:g}s"
        )

    def _model(self, index: int) -> FitModel:
        return self._cut(index)[1]

    def _cut(self, index: int) -> tuple[Routine, FitModel]:
        """Return the routine with the cuts `index`, and its model."""
        if index not in self._models:
            routine = cut(self._routine, self._cuts[index])
            done = self._choices.sections_done if self._begun is None else self._begun.sections
            self._models[index] = (routine, FitModel(routine, replace(self._choices, sections_done=done)))
        return self._models[index]

    def _first_guess(self, seconds: float) -> int:
        """Return the first cuts with which the session may be short enough."""
        low, high = 0, len(self._cuts) - 1
        while low < high:
            middle = (low + high) // 2
            model = self._model(middle)
            if model.least_seconds + self._around(model) <= seconds:
                high = middle
            else:
                low = middle + 1
        return low

    def _around(self, model: FitModel) -> float:
        """Return about how long everything takes that is neither work nor rest."""
        each = _TALK_SECONDS if self._talk_seconds is None else self._talk_seconds
        return each * model.freedom.passages

    def _tries(self, index: int, seconds: float) -> Iterator[_Reached]:
        """Yield what the cuts `index` come to: a session, or the lengths that are nearest on either side."""
        routine, model = self._cut(index)
        arounds = [self._around(model)]
        setting: Setting | None = None
        best: _Reached | None = None
        for tried in range(_TRIES):
            # A dose of more words may take longer than one more: the longest of late is heeded at last.
            around = arounds[-1] if tried < _SURE_TRIES else max(arounds[-3:])
            goal = seconds - self._begun_seconds - around - _AIM_SECONDS
            # The first choice went by a guess of what talk takes; the second is made anew, and then kept.
            options = self._options(model, setting if tried > 1 else None, goal)
            missed: list[_Reached] = []
            for setting, missing in options:
                session, length, waited = self._measure(index, routine, model, setting, missing, seconds)
                left = seconds - length
                arounds.append(length - self._begun_seconds - model.seconds(setting) - waited)
                self._talk_seconds = arounds[-1] / max(1, model.freedom.passages)
                stuck = missing - waited
                is_last_resort = stuck > HAIR_SECONDS or tried >= _SURE_TRIES
                most = _MOST_SLACK_SECONDS if is_last_resort else _USUAL_SLACK_SECONDS
                if 0.0 <= left <= most:
                    yield _Reached(seconds, session, is_exact=True)
                    return
                if 0.0 < left <= _MOST_SLACK_SECONDS and (best is None or left < seconds - best.seconds):
                    best = _Reached(length, session)
                if left < 0 and stuck < -HAIR_SECONDS:
                    missed.append(_Reached(length, session))
                elif left > 0 and stuck > HAIR_SECONDS:
                    missed.append(_Reached(length + _USUAL_SLACK_SECONDS, session))
            if len(missed) == len(options):
                yield from missed
                return
        if best is not None:
            yield _Reached(seconds, best.session, is_exact=True)
        else:
            yield _Reached(length, session)

    def _options(self, model: FitModel, setting: Setting | None, goal: float) -> list[tuple[Setting, float]]:
        """Return the settings to try: the doses of the last one, if rests and pace alone can do it."""
        if setting is not None:
            tuned, missing = model.tuned(setting, goal)
            if abs(missing) < HAIR_SECONDS:
                return [(tuned, 0.0)]
        return model.choose(goal)

    def _measure(
        self,
        index: int,
        routine: Routine,
        model: FitModel,
        setting: Setting,
        missing: float,
        seconds: float,
    ) -> tuple[FittedSession, float, float]:
        """Return the session with `setting`, its length at the least, and how much of `missing` is in longer
        waits.
        """
        choices = self._choices
        chosen = fitted(routine, setting, for_class=choices.for_class)
        fitting = Fitting(0.0, self._amount(index, model, setting), 1.0, choices.sections_done, choices.tempo)
        told = replace(fitting, seconds=seconds)
        planned = plan(chosen, replace(choices, fitting=told), self._begun)
        waited = 0.0
        if missing > 0.0:
            waits = _waits(planned)
            waited = min(missing, waits * (MOST_WAIT - 1.0))
            if waited > 0.0:
                told = replace(told, waits=1.0 + waited / waits)
                planned = plan(chosen, replace(choices, fitting=told), self._begun)
        length = self._stage.seconds(_unended(planned), self._before)
        session = FittedSession(
            self._routine,
            chosen,
            replace(choices, fitting=told),
            planned,
            setting.share,
            self._cuts[index],
        )
        return session, length, waited

    def _amount(self, index: int, model: FitModel, setting: Setting) -> FitAmount:
        """Return how much is done against what is written."""
        part = model.seconds(setting) / self._written_seconds if self._written_seconds else 1.0
        if index or part < 1.0 - _AS_WRITTEN_WITHIN:
            return FitAmount.LESS
        return FitAmount.MORE if part > 1.0 + _AS_WRITTEN_WITHIN else FitAmount.AS_WRITTEN


def _waits(planned: Plan) -> float:
    """Return how long all times to move are in `planned`, in seconds."""
    return sum(cue.seconds for section in planned.sections for cue in section.cues if isinstance(cue, Wait))


def _unended(planned: Plan) -> Plan:
    """Return `planned` as long as it takes at the least."""
    *before, last = planned.sections
    return replace(planned, sections=(*before, replace(last, session_seconds=0.0)))


def _told(seconds: float) -> str:
    """Return `seconds` as a message tells it: "90 s", "2:05 min", "1:30:00 h"."""
    if seconds < 120 and seconds != 60:
        return f"{seconds:g} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02} h" if hours else f"{minutes}:{rest:02} min"
