"""What the coach says around the work: how to get there, what to do, how much, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from voicefoot import phrases
from voicefoot.choices import Choices, Talk, dosed
from voicefoot.cues import Chime, Say, Slack, Span, TalkCue, Wait, Wake, WorkCue
from voicefoot.routine import CountMode, Exercise, HeldAgain, Move, OnBeat, Position, Routine
from voicefoot.sounds import SoundName

SWITCH_SECONDS = 3.0
SWITCH_EQUIPMENT_SECONDS = 8.0
GET_READY_SECONDS = 3.0
FETCH_SECONDS = 5.0
MOVE_OVER_SECONDS = {Position.STANDING: 4.0, Position.SEATED: 5.0, Position.KNEELING: 7.0}
INTRO_PAUSE_SECONDS = 1.0
SETUP_PAUSE_SECONDS = 1.0
FAST_PERIOD_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Context:
    """What an exercise has to know of its neighbours."""

    routine: Routine
    choices: Choices
    before: Exercise | None
    after: Exercise | None
    opens: bool
    closes: bool
    rest_after_seconds: float
    explain_beat: bool
    explain_hold: bool

    @property
    def full(self) -> bool:
        return self.choices.talk is Talk.FULL

    @property
    def counts_only(self) -> bool:
        return self.choices.talk is Talk.COUNTS


def beginning(exercise: Exercise, side: str | None, context: Context) -> list[TalkCue | WorkCue]:
    """From the name to the side that comes first."""
    cues: list[TalkCue | WorkCue] = []
    routine = context.routine
    if context.opens:
        cues.append(Wake(context.choices.lead_in_seconds))
        if context.full:
            if routine.intro and context.choices.with_intro:
                cues.append(Say(phrases.sentence(routine.intro), INTRO_PAUSE_SECONDS))
            cues += _body_next(None, exercise)
    announce = None
    if side:
        several = len(exercise.sides) > 1
        announce = Say(phrases.side_line(side, first=several and context.full), side=side)
    if context.full and exercise.intro:
        intro = phrases.sentence(exercise.intro)
        if side and not exercise.setup:
            # Nothing has to be set up first, so that one line names what begins and on which side.
            intro = f"{intro} {phrases.side_line(side, first=False)}"
            announce = None
        cues.append(Say(intro, side=None if announce else side))
    if not context.counts_only:
        cues.append(Say(phrases.sentence(exercise.name)))
    if announce:
        cues.append(announce)
    setup = [phrases.sentence(line) for line in exercise.setup] if context.full else []
    cues += [Say(line, SETUP_PAUSE_SECONDS) for line in setup]
    cues.append(Wait(_get_ready_seconds(exercise, context)))
    return cues


def _get_ready_seconds(exercise: Exercise, context: Context) -> float:
    """How long it takes to move over and to fetch what is needed."""
    if exercise.get_ready_seconds is not None:
        return exercise.get_ready_seconds
    if exercise.lasts_seconds is not None:
        return 0.0
    before = context.before
    seconds = 0.0
    if before is None or before.position is not exercise.position:
        seconds += MOVE_OVER_SECONDS[exercise.position]
    if _to_fetch(before, exercise):
        seconds += FETCH_SECONDS
    return max(seconds, GET_READY_SECONDS)


def _to_fetch(before: Exercise | None, after: Exercise) -> list[str]:
    held = before.equipment if before else ()
    return [thing for thing in after.equipment if thing not in held]


def switch(exercise: Exercise, side: str, context: Context) -> list[TalkCue | WorkCue]:
    """From one side to the next."""
    seconds = exercise.switch_seconds
    if seconds is None:
        seconds = SWITCH_EQUIPMENT_SECONDS if exercise.equipment else SWITCH_SECONDS
    text = (
        phrases.switch_line(side, exercise.switch) if context.full else phrases.side_line(side, first=False)
    )
    return [Say(text, side=side), Wait(seconds)]


def rest(exercise: Exercise, side: str | None, context: Context) -> list[TalkCue | WorkCue]:
    """Between two sets."""
    if exercise.rest_seconds > 0:
        return [rest_span(exercise.rest_seconds, phrases.rest_over_line(side), context)]
    return [] if side else [Wait(GET_READY_SECONDS)]


def rest_span(seconds: float, closing: str, context: Context) -> Span:
    """A rest that tells how long it is, and before it ends what comes next."""
    return Span(
        seconds,
        starts_with=None,
        ends_with=None,
        opening=None if context.counts_only else phrases.rest_line(seconds),
        closing=None if context.counts_only else closing,
        say_halfway=not context.counts_only,
    )


def instruction(move: Move, side: str | None, context: Context) -> list[TalkCue]:
    """What to do."""
    if context.counts_only:
        return []
    text = move.say if context.full else move.brief
    return [Say(phrases.sentence(text), side=side)] if text else []


def tell_dose(move: Move, exercise: Exercise, side: str | None, side_index: int, context: Context) -> bool:
    """The dose is told on the first side, and again where another side differs from it."""
    if side_index == 0:
        return True
    if isinstance(move.work, OnBeat | HeldAgain) and move.work.reps is not None:
        level = context.choices.level
        return dosed(move.work.reps.for_side(side), level) != dosed(
            move.work.reps.for_side(exercise.sides[0]), level
        )
    return False


def dose(work: WorkCue) -> list[TalkCue]:
    """How much."""
    if isinstance(work, Span):
        if work.seconds is None:
            return []
        return [Say(phrases.hold_line(work.seconds) if work.held else phrases.for_line(work.seconds))]
    if work.reps is None:
        return []
    if work.hold_seconds:
        return [Say(phrases.held_reps_line(work.reps, work.hold_seconds))]
    return [Say(phrases.reps_line(work.reps))]


def explanation(exercise: Exercise, index: int, context: Context) -> list[TalkCue]:
    """How the first counted exercise, and the first held one, are counted."""
    move = exercise.moves[index]
    silent = move.counting.mode is CountMode.NONE
    for kind, wanted in ((OnBeat, context.explain_beat), (HeldAgain, context.explain_hold)):
        first = next((i for i, m in enumerate(exercise.moves) if isinstance(m.work, kind)), None)
        if wanted and first == index:
            if isinstance(move.work, HeldAgain):
                return [Say(phrases.HOLD_ON_TICK if silent else phrases.HOLD_ON_NUMBER)]
            fast = isinstance(move.work, OnBeat) and move.work.pace.last_seconds < FAST_PERIOD_SECONDS
            return [Say(phrases.MOVE_ON_TICK if silent or fast else phrases.MOVE_ON_NUMBER)]
    return []


def end(exercise: Exercise, context: Context) -> list[TalkCue | WorkCue]:
    """A clear end, then only what the body needs next; or the end of the session."""
    cues: list[TalkCue | WorkCue] = []
    if context.closes:
        cues.append(Slack())
        outro = context.routine.outro or phrases.WELL_DONE
        if context.full:
            cues.append(Say(phrases.sentence(outro)))
        cues.append(Chime(SoundName.SESSION_END, 0.0))
    elif context.after is not None and context.full:
        cues += _body_next(exercise, context.after)
    return cues


def _body_next(before: Exercise | None, after: Exercise) -> list[TalkCue]:
    """What to leave, what to take, how to be: only what changes."""
    lines: list[str] = []
    if before is not None:
        left = [thing for thing in before.equipment if thing not in after.equipment]
        if left:
            lines.append(phrases.leave_line(left))
    fetched = _to_fetch(before, after)
    if fetched:
        lines.append(phrases.take_line(fetched))
    position = before.position if before is not None else Position.STANDING
    if after.position is not position:
        lines.append(phrases.position_line(after.position))
    return [Say(line, 0.6) for line in lines]
