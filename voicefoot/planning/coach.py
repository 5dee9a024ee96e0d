"""What the coach says around the work: how to get ready, what to do, how much, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass, replace

from voicefoot.language.pack import LanguagePack
from voicefoot.language.phrase_names import Line
from voicefoot.model.choices import Choices, Talk
from voicefoot.model.cues import Breaths, Chime, PreRoll, Say, Slack, Span, TalkCue, Wait, WorkCue
from voicefoot.model.origin import Origin
from voicefoot.model.routine import CountMode, Dose, Exercise, Move, OnBeat, Range, RepeatedHold, Routine
from voicefoot.model.sound_names import SoundName
from voicefoot.planning import group_class, positions
from voicefoot.planning.order import Station
from voicefoot.planning.unsaid import is_silenced
from voicefoot.planning.variables import filled_text

SWITCH_SECONDS = 3.0
SWITCH_EQUIPMENT_SECONDS = 8.0
GET_READY_SECONDS = 3.0
FETCH_SECONDS = 5.0
SHORTEST_REST_SECONDS = 0.5
"""A shorter rest is not announced: it would be over before it is said how long it is."""
WHOLE_REST_FROM_SECONDS = 2.0
"""A rest that was fitted into a time is told in whole seconds from here on."""
INTRO_PAUSE_SECONDS = 1.0
GET_READY_TOLD_FROM_SECONDS = 8.0
"""A time to get ready is announced from here on."""
EVERY_NUMBER_FROM_SECONDS = 1.0
"""On a faster beat not every number is said, and people move on the tick."""
NO_WORDS_PERIOD_SECONDS = 2.5
"""On a faster beat there is no time to say what is enough for newcomers."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the cues of a station depend on, beside its exercise."""

    routine: Routine
    choices: Choices
    words: LanguagePack
    talk: Talk
    """How much is said about this exercise."""
    station: Station
    before: Exercise | None
    after: Station | None
    opens: bool
    closes: bool
    explain_beat: bool
    explain_hold: bool
    needs: tuple[str, ...] = ()
    """What a class fetches before everything else."""
    known: bool = False
    """Whether the exercise was explained before, in an earlier round."""

    @property
    def is_timed(self) -> bool:
        """Whether a written time leads from the work before to that of this station."""
        return not self.opens and is_timed(self.station)

    @property
    def explains(self) -> bool:
        """Whether it is told at length: fully, and for the first time."""
        return self.full and not self.known

    @property
    def full(self) -> bool:
        return self.talk is Talk.FULL

    @property
    def counts_only(self) -> bool:
        return self.talk is Talk.COUNTS

    @property
    def announces(self) -> bool:
        """Whether the session begins with an announcement."""
        return self.opens and self.choices.with_intro and bool(self.choices.announce)

    @property
    def for_class(self) -> bool:
        return self.choices.for_class

    def longer(self, exercise: Exercise, seconds: float) -> float:
        """Return a time to move, longer for a class, unless the length of the exercise is fixed."""
        return seconds * group_class.LONGER if self.for_class and exercise.lasts_seconds is None else seconds

    def told_twice(self, exercise: Exercise) -> bool:
        """Return whether a class is told twice: in the first round, unless the length of the exercise is
        fixed.
        """
        unknown = not self.known and not self.counts_only
        return self.for_class and unknown and exercise.lasts_seconds is None


def opening(context: Context) -> list[TalkCue]:
    """Return what comes before the first exercise."""
    if not context.opens:
        return []
    cues: list[TalkCue] = [PreRoll(context.choices.lead_in_seconds)]
    if context.announces:
        cues.append(
            Say(context.words.sentence(context.choices.announce), Origin.ANNOUNCEMENT, INTRO_PAUSE_SECONDS)
        )
    if context.needs:
        # A class fetches things before its first exercise, and before the time that the exercise `lasts`.
        cues += [
            *_intro(context),
            Say(context.words.need_line(context.needs), Origin.EQUIPMENT),
            Wait(group_class.GATHER_SECONDS),
        ]
    return cues


def _intro(context: Context) -> list[TalkCue]:
    if not (context.full and context.choices.with_intro and context.routine.intro):
        return []
    first = {"next": context.words.within_sentence(context.station.exercise.name)}
    intro = filled_text(context.routine.intro, first, context.words)
    return [Say(context.words.sentence(intro), Origin.INTRO, INTRO_PAUSE_SECONDS)] if intro else []


def is_timed(station: Station) -> bool:
    """Return whether a written time leads to the work of `station` from the work before."""
    return station.rest_before_seconds is not None or any(start.round for start in station.round_starts)


def beginning(exercise: Exercise, side: str | None, context: Context) -> list[TalkCue]:
    """Return the cues that begin an exercise: which round it is, its name, its first side, and time to get
    into position.
    """
    cues: list[TalkCue] = []
    if context.opens and context.full:
        if not context.needs:
            cues += _intro(context)
        cues += _body_next(None, exercise, context)
    new_round = context.station.new_round
    if new_round is not None and not context.counts_only:
        cues.append(Say(context.words.round_line(new_round.round, new_round.of), Origin.ROUND))
    announce = None
    if side and not exercise.alternates:
        several = len(exercise.sides) > 1
        announce = Say(context.words.side_line(side, first=several and context.full), Origin.SIDE, side=side)
    intro: list[TalkCue] = []
    if context.explains and exercise.intro:
        text = context.words.sentence(exercise.intro)
        if announce and side and not exercise.setup and not context.is_timed:
            # Nothing has to be set up, so that one line says what begins and on which side.
            text = context.words.joined(text, side)
            announce = None
        intro = [Say(text, Origin.INTRO, side=None if announce else side)]
    introduced = _introduced(exercise, announce, context)
    if context.is_timed and context.full:
        # What comes next is named before the body moves over to it.
        moving_over = _body_next(context.before, exercise, context)
        cues += [*introduced[:1], *moving_over, *introduced[1:], *intro]
    else:
        cues += [*intro, *introduced]
    if context.told_twice(exercise) and not context.is_timed:
        again = _again(introduced, exercise, context)
        if again:
            cues += instruction(exercise.moves[0], side, context)
            cues += [Wait(group_class.LOOK_AROUND_SECONDS), *again]
    seconds = _get_ready_seconds(exercise, context)
    return [*cues, *_get_ready(seconds, context), Wait(seconds)]


def _get_ready(seconds: float, context: Context) -> list[TalkCue]:
    """Return the line that tells a long time to get ready: from its end on, the time is that long."""
    fitting = context.choices.fitting
    told = float(round(seconds if fitting is None else seconds * fitting.waits))
    if context.counts_only or context.is_timed or told < GET_READY_TOLD_FROM_SECONDS:
        return []
    return [Say(context.words.get_ready_line(told), Origin.GET_READY, 0.0)]


def _again(told: list[TalkCue], exercise: Exercise, context: Context) -> list[TalkCue]:
    """Return `told` once more, as a class hears it, as far as `exercise` lets it be heard."""
    heard = [cue for cue in told if not is_silenced(cue, exercise, timed=False)]
    again = [replace(cue, origin=Origin.ONCE_MORE) if isinstance(cue, Say) else cue for cue in heard]
    return [Say(context.words.line(Line.ONCE_MORE), Origin.ONCE_MORE, 0.2), *again] if again else []


def _introduced(exercise: Exercise, announce: Say | None, context: Context) -> list[TalkCue]:
    """Return the name, the first side, and how to get into position."""
    cues: list[TalkCue] = []
    if not context.counts_only and not (context.known and context.before is context.station.exercise):
        line = context.words.next_line if context.is_timed else context.words.sentence
        cues.append(Say(line(exercise.name), Origin.NAME))
    if announce:
        cues.append(announce)
    if context.explains:
        cues += [Say(context.words.sentence(line), Origin.SETUP) for line in exercise.setup]
    return cues


def _get_ready_seconds(exercise: Exercise, context: Context) -> float:
    """Return how long it takes to move over and to fetch what is needed."""
    before, position = context.before, positions.first_position(exercise)
    came_from = positions.last_position(before)
    written = exercise.get_ready_seconds
    if exercise.lasts_seconds is not None or (written is not None and not context.for_class):
        return max(written or 0.0, positions.written_seconds(came_from, position) or 0.0)
    seconds = positions.move_over_seconds(came_from, position)
    if _to_fetch(before, exercise):
        seconds += FETCH_SECONDS
    return max(context.longer(exercise, max(seconds, GET_READY_SECONDS)), written or 0.0)


def _to_fetch(before: Exercise | None, after: Exercise) -> list[str]:
    held = before.equipment if before else ()
    return [thing for thing in after.equipment if thing not in held]


def switch(exercise: Exercise, side: str, context: Context) -> list[TalkCue]:
    """Return the change to `side`."""
    came_from, position = positions.position_before(exercise, side), exercise.position_on(side)
    seconds = exercise.switch_seconds
    if seconds is None:
        seconds = SWITCH_EQUIPMENT_SECONDS if exercise.equipment else SWITCH_SECONDS
        seconds = max(seconds, positions.move_over_seconds(came_from, position))
    seconds = context.longer(exercise, seconds)
    plain = context.words.side_line(side, first=False)
    move_over = positions.move_over_line(came_from, position, context.words)
    text = context.words.switch_line(side, exercise.switch, move_over) if context.full else plain
    return [Say(text, Origin.SIDE, side=side, shorter=plain), Wait(seconds)]


def rest_length(seconds: float | None, context: Context) -> tuple[Say, ...]:
    """Return the line that says how long a rest is, if that is known and worth saying."""
    if context.counts_only or seconds is None or seconds < SHORTEST_REST_SECONDS:
        return ()
    if context.choices.fitting is not None and seconds >= WHOLE_REST_FROM_SECONDS:
        seconds = float(round(seconds))
    return (Say(context.words.rest_line(seconds), Origin.REST),)


def next_set(number: int, exercise: Exercise, side: str | None, context: Context) -> list[TalkCue]:
    """Return what leads into the set `number`, from 1, of an exercise: which it is, and on which side."""
    cues: list[TalkCue] = []
    if not context.counts_only:
        line = context.words.set_line(number, exercise.sets)
        shorter = context.words.line(Line.LAST_SET) if number == exercise.sets else None
        cues.append(Say(line, Origin.SET, shorter=shorter))
    if side and not exercise.alternates and len(exercise.sides) > 1:
        came_from = positions.position_before(exercise, side)
        move_over = positions.move_over_line(came_from, exercise.position_on(side), context.words)
        if move_over and context.full:
            cues.insert(0, Say(move_over, Origin.MOVE_OVER))
        cues.append(Say(context.words.side_line(side, first=False), Origin.SIDE, side=side))
    return cues


def instruction(move: Move, side: str | None, context: Context, *, named: bool = False) -> list[TalkCue]:
    """Return the instruction of `move`: whole the first time; where it is only to be `named`, in short."""
    if context.counts_only:
        return []
    if named:
        text = move.brief or move.say
    elif context.known:
        text = None
    else:
        text = move.say if context.full else move.brief
    if not text:
        return []
    shorter = context.words.sentence(move.brief) if move.brief and move.brief != text else None
    origin = Origin.NAME if named else Origin.INSTRUCTION
    return [Say(context.words.sentence(text), origin, side=side, shorter=shorter)]


def once_more(told: list[TalkCue], exercise: Exercise, context: Context) -> list[TalkCue]:
    """Return `told`, the instruction of a further move, as a class hears it: twice."""
    again = _again(told, exercise, context)
    return [*told, Wait(group_class.LOOK_AGAIN_SECONDS), *again] if again else told


def dose(work: WorkCue, exercise: Exercise, load: str | None, context: Context) -> list[TalkCue]:
    """Return the lines that say how much, and with what `load`."""
    cues = _dose(work, exercise, context)
    if load is None:
        return cues
    return [*cues, Say(context.words.sentence(load), Origin.DOSE)]


def _dose(work: WorkCue, exercise: Exercise, context: Context) -> list[TalkCue]:
    words = context.words
    if isinstance(work, Span):
        if work.until_told:
            return [Say(words.until_told_line(work.reps_at_own_pace), Origin.DOSE)]
        if work.own_pace:
            fixed = exercise.lasts_seconds is not None or work.seconds is None
            text = words.line(Line.OWN_PACE) if fixed else words.own_pace_line(work.seconds or 0.0)
            return [Say(text, Origin.DOSE)]
        if work.seconds is None:
            return []
        text = words.hold_line(work.seconds) if work.held else words.for_line(work.seconds)
        if work.breaths is not None:
            text = words.breaths_line(work.breaths)
        return [Say(text, Origin.DOSE)]
    if isinstance(work, Breaths):
        return _breathing_dose(work, context)
    if work.seconds is not None:
        return [Say(words.for_line(work.seconds), Origin.DOSE)]
    if work.reps is None:
        return []
    if work.hold_seconds:
        each_side = work.alternates is not None
        line = words.held_reps_line(work.reps, work.hold_seconds, each_side=each_side)
        return [Say(line, Origin.DOSE)]
    each_side = work.alternates is not None
    cues: list[TalkCue] = [Say(words.reps_line(work.reps, each_side=each_side), Origin.DOSE)]
    period = min(work.pace.first_seconds, work.pace.last_seconds)
    if work.newcomer_reps is not None and period < NO_WORDS_PERIOD_SECONDS and exercise.lasts_seconds is None:
        cues.append(Say(words.newcomer_dose_line(work.newcomer_reps), Origin.ENOUGH))
    return cues


def _breathing_dose(work: Breaths, context: Context) -> list[TalkCue]:
    words = context.words
    cues: list[TalkCue] = [Say(words.breath_line(work.parts), Origin.DOSE)]
    if work.seconds is not None:
        cues.append(Say(words.for_line(work.seconds), Origin.DOSE))
    elif work.reps is not None:
        cues.append(Say(words.breaths_line(work.reps), Origin.DOSE))
    return cues


def explanation(exercise: Exercise, index: int, context: Context) -> list[TalkCue]:
    """Return how to follow the counts, in the first counted exercise and in the first one with repeated
    holds.
    """
    move = exercise.moves[index]
    silent = move.counting.mode is CountMode.NONE
    for kind, wanted in ((OnBeat, context.explain_beat), (RepeatedHold, context.explain_hold)):
        first = first_counted(exercise, kind, context.choices)
        if wanted and first == index:
            if isinstance(move.work, RepeatedHold):
                return [
                    Say(
                        context.words.line(Line.HOLD_ON_TICK)
                        if silent
                        else context.words.line(Line.HOLD_ON_NUMBER),
                        Origin.EXPLANATION,
                    )
                ]
            if not isinstance(move.work, OnBeat) or _is_once(move.work):
                return []
            fast = exercise.alternates or move.work.pace.last_seconds < EVERY_NUMBER_FROM_SECONDS
            text = (
                context.words.line(Line.MOVE_ON_TICK)
                if silent or fast
                else context.words.line(Line.MOVE_ON_NUMBER)
            )
            return [Say(text, Origin.EXPLANATION)]
    return []


def _is_once(work: OnBeat) -> bool:
    """Return whether there is one repetition alone, which words lead."""
    return bool(work.phases) and work.reps == Dose(Range(1.0, 1.0))


def first_counted(exercise: Exercise, kind: type, choices: Choices) -> int | None:
    """Return the index of the first move with work of that kind that is counted or ticked, or None."""
    return next(
        (
            index
            for index, move in enumerate(exercise.moves)
            if isinstance(move.work, kind)
            and not (choices.for_class and group_class.at_own_pace(move, exercise))
        ),
        None,
    )


def end(exercise: Exercise, context: Context) -> list[TalkCue]:
    """Return the end of an exercise: what changes for the next one, or the end of the session.

    Where a written rest comes next, what changes is said in it.
    """
    cues: list[TalkCue] = []
    after = context.after
    if context.closes:
        cues.append(Slack())
        outro = context.routine.outro and filled_text(context.routine.outro, {}, context.words)
        outro = outro or context.words.line(Line.WELL_DONE)
        if context.full:
            cues.append(Say(context.words.sentence(outro), Origin.OUTRO))
        cues.append(Chime(SoundName.SESSION_END, Origin.END, 0.0))
    elif (
        after is not None
        and not is_timed(after)
        and context.choices.talk_for(after.exercise.key) is Talk.FULL
    ):
        cues += _body_next(exercise, after.exercise, context)
    return cues


def _body_next(before: Exercise | None, after: Exercise, context: Context) -> list[TalkCue]:
    """Return what to leave, what to take and how to move over: only what changes."""
    cues: list[TalkCue] = []
    if before is not None:
        left = [thing for thing in before.equipment if thing not in after.equipment]
        if left:
            cues.append(Say(context.words.leave_line(left), Origin.EQUIPMENT))
    fetched = _to_fetch(before, after)
    if fetched:
        line = context.words.take_line(fetched, known=context.for_class)
        cues.append(Say(line, Origin.EQUIPMENT))
    move_over = positions.move_over_line(
        positions.last_position(before), positions.first_position(after), context.words
    )
    if move_over:
        cues.append(Say(move_over, Origin.MOVE_OVER))
    return cues
