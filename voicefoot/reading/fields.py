"""All keys of a routine: where each may stand, what it takes, its limits, and what it is for.

The reader and the JSON Schema are both made from this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, Flag, auto


class Scope(Flag):
    """Where a key may stand."""

    TOP = auto()
    EXERCISE = auto()
    MOVE = auto()
    TIP = auto()
    SONG = auto()


class ValueKind(Enum):
    """What stands behind a key."""

    TEXT = auto()
    LINES = auto()  # one text, each line of it apart
    TEXTS = auto()  # a list of texts, or one
    SIDES = auto()
    CHOICE = auto()
    DURATION = auto()
    DURATION_RANGE = auto()
    PERIOD = auto()
    TEMPO = auto()
    PHASES = auto()
    NUMBER = auto()
    REPS = auto()
    COUNTING = auto()
    PERCENT = auto()
    TIPS = auto()
    SOUNDS = auto()
    SOUNDTRACK = auto()
    BPM = auto()
    EXERCISES = auto()
    MOVES = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """One key. `low` and `high` limit numbers, and seconds where it takes a time; `longest` is in
    characters, and `most` counts items.
    """

    name: str
    kind: ValueKind
    levels: Scope
    doc: str
    examples: tuple[object, ...] = ()
    low: float = 0.0
    high: float = 0.0
    longest: int = 500
    most: int = 0
    choices: tuple[str, ...] = ()
    required: bool = False
    what: str = "value"
    """What one of `choices` is called."""


SOUND_NAMES = (
    "tick", "accent", "ready", "release", "hold_end", "exercise_end", "session_end",
    "asking", "answer", "paused", "resumed",
)  # fmt: skip
LANGUAGES = ("en", "en-gb", "en-us")

HOUR = 3600.0
DAY = 24 * HOUR

_TOP, _EXERCISE, _MOVE = Scope.TOP, Scope.EXERCISE, Scope.MOVE
_DEFAULT = _TOP | _EXERCISE
_DOING = _EXERCISE | _MOVE

FIELDS: tuple[Field, ...] = (
    Field(
        "title",
        ValueKind.TEXT,
        _TOP,
        "What the routine is called. Spoken first.",
        ("Foot strength",),
        longest=200,
        required=True,
    ),
    Field(
        "version",
        ValueKind.CHOICE,
        _TOP,
        "The version of this format. It is 1.",
        ("1",),
        choices=("1",),
        what="known version",
    ),
    Field(
        "language",
        ValueKind.CHOICE,
        _TOP,
        "The language that all words are in.",
        ("en",),
        choices=LANGUAGES,
        what="known language",
    ),
    Field(
        "about",
        ValueKind.TEXT,
        _TOP,
        "One sentence for lists. Not spoken.",
        ("Six exercises for strong, supple feet.",),
    ),
    Field("intro", ValueKind.TEXT, _TOP, "Spoken before the first exercise.", ("Shoes and socks off.",)),
    Field("outro", ValueKind.TEXT, _TOP, "Spoken after the last exercise.", ("Well done.",)),
    Field(
        "rounds", ValueKind.NUMBER, _TOP, "How often all exercises are gone through.", (2,), low=1, high=1000
    ),
    Field("round_rest", ValueKind.DURATION, _TOP, "The rest between rounds.", ("1 min",), high=HOUR),
    Field(
        "sounds",
        ValueKind.SOUNDS,
        _TOP,
        "Sounds of your own: the name of a sound, and a WAV file in the routine's folder.",
        ({"tick": "my-tick.wav"},),
    ),
    Field(
        "soundtrack",
        ValueKind.SOUNDTRACK,
        _DEFAULT,
        "Music: `groove`, which is built in (calm, steady or lively), or a song or a folder of songs beside "
        "the routine. `none` where there is none.",
        ("groove", "groove lively", "song.mp3", {"file": "song.mp3", "bpm": 128, "first_beat": "0.35s"}),
    ),
    Field("exercises", ValueKind.EXERCISES, _TOP, "The exercises, in their order.", most=500, required=True),
    Field(
        "name",
        ValueKind.TEXT,
        _EXERCISE,
        "What the exercise is called. Spoken once.",
        ("Towel scrunches",),
        longest=100,
        required=True,
    ),
    Field(
        "intro",
        ValueKind.TEXT,
        _EXERCISE,
        "Spoken right after the exercise's name.",
        ("This one wakes the arch.",),
    ),
    Field(
        "setup",
        ValueKind.LINES,
        _EXERCISE,
        "How to get into position; each line is spoken on its own, once.",
        ("Stand with one foot a little ahead.",),
        most=30,
    ),
    Field(
        "caution",
        ValueKind.TEXT,
        _EXERCISE,
        'Spoken before "ready", however little else is said.',
        ("Strong, never sharp.",),
    ),
    Field(
        "sides",
        ValueKind.SIDES,
        _DEFAULT,
        "The sides that take turns, in their order; `none` where an exercise has no sides.",
        (["right foot", "left foot"], "none"),
        longest=60,
        most=20,
    ),
    Field(
        "position",
        ValueKind.CHOICE,
        _DEFAULT,
        "How the body is; moving over to another position takes time.",
        ("seated",),
        choices=("standing", "seated", "kneeling"),
        what="known position",
    ),
    Field(
        "equipment",
        ValueKind.TEXTS,
        _DEFAULT,
        "What is needed; fetching it takes time. `none` where nothing is.",
        (["towel"], "golf ball"),
        longest=60,
        most=20,
    ),
    Field(
        "switch",
        ValueKind.TEXT,
        _DEFAULT,
        "Spoken when one side is done and the other is next.",
        ("Change feet.",),
    ),
    Field(
        "switch_time", ValueKind.DURATION, _DEFAULT, "How long a change of sides takes.", ("8s",), high=HOUR
    ),
    Field("get_ready", ValueKind.DURATION, _DEFAULT, "Time to get into position.", ("10s",), high=HOUR),
    Field(
        "sets",
        ValueKind.NUMBER,
        _DEFAULT,
        "How often the exercise is done, all sides each time.",
        (3,),
        low=1,
        high=100,
    ),
    Field("rest", ValueKind.DURATION, _DEFAULT, "The rest between sets.", ("45s",), high=HOUR),
    Field(
        "lasts",
        ValueKind.DURATION,
        _DEFAULT,
        "Fixes the whole time of each side, talk included; work fills what is left. `none` undoes it.",
        ("30s",),
        low=5,
        high=DAY,
    ),
    Field(
        "moves",
        ValueKind.MOVES,
        _EXERCISE,
        "Several moves, done one after the other on one side, then on the other.",
        most=100,
    ),
    Field(
        "say", ValueKind.TEXT, _DOING, "What to do, as a coach says it aloud.", ("Heel down. Tap your toes.",)
    ),
    Field(
        "brief",
        ValueKind.TEXT,
        _DOING,
        "The same in a few words, for those who know it.",
        ("Towel. Heel down.",),
    ),
    Field(
        "tips",
        ValueKind.TIPS,
        _DOING,
        "Lines spoken during the work: spread evenly, or at a part of it.",
        (["Sway from side to side."], [{"at": "40%", "say": "Now forward and back."}]),
        most=50,
    ),
    Field(
        "reps",
        ValueKind.REPS,
        _DOING,
        "How many repetitions: a number, a range, or either for each side by its name.",
        (15, "15-20", {"right foot": 8, "left foot": 12}),
    ),
    Field(
        "every",
        ValueKind.PERIOD,
        _DOING,
        "The time from one repetition to the next.",
        ("2s",),
        low=0.15,
        high=60,
    ),
    Field(
        "tempo",
        ValueKind.TEMPO,
        _DOING,
        "The beat; from one tempo to another is a ramp. `music` takes the music's own.",
        ("120 bpm", "100-130 bpm", "music", "music 110-130 bpm"),
    ),
    Field(
        "phases",
        ValueKind.PHASES,
        _DOING,
        "The parts of a repetition, each with its time.",
        (["up 1s", "hold 2s", "down 3s"],),
        low=0.15,
        high=60,
        longest=60,
        most=12,
    ),
    Field(
        "hold",
        ValueKind.DURATION_RANGE,
        _DOING,
        "How long to hold: again and again with `reps`, else once.",
        ("10s",),
        low=0.5,
        high=HOUR,
    ),
    Field("relax", ValueKind.DURATION, _TOP | _DOING, "The time between two holds.", ("4s",), high=HOUR),
    Field("for", ValueKind.DURATION_RANGE, _DOING, "A time to move in.", ("20-30s",), low=1, high=DAY),
    Field(
        "count",
        ValueKind.COUNTING,
        _TOP | _DOING,
        "Which repetitions are counted aloud: auto, every, every 5, last 5, down or none.",
        ("auto", "every 5", "last 5"),
    ),
    Field(
        "accent",
        ValueKind.NUMBER,
        _TOP | _DOING,
        "Each so many beats, from the first on, the tick is louder.",
        (4,),
        low=2,
        high=32,
    ),
    Field("at", ValueKind.PERCENT, Scope.TIP, "When the line is spoken, as a part of the work.", ("40%",)),
    Field("say", ValueKind.TEXT, Scope.TIP, "The line.", ("Now forward and back.",), required=True),
    Field(
        "file",
        ValueKind.TEXT,
        Scope.SONG,
        "A song beside the routine.",
        ("song.mp3",),
        longest=300,
        required=True,
    ),
    Field("bpm", ValueKind.BPM, Scope.SONG, "Its tempo, in beats a minute.", (128,)),
    Field(
        "first_beat",
        ValueKind.DURATION,
        Scope.SONG,
        "When one of its beats is, its first, say.",
        ("0.35s",),
        high=600,
    ),
)

DOSE_KEYS = ("reps", "every", "tempo", "phases", "hold", "relax", "for")
MOVE_KEYS = tuple(field.name for field in FIELDS if Scope.MOVE in field.levels)
GIVEN_TO_MOVES = ("relax", "count", "accent")
"""What an exercise may say for all of its `moves`."""

NAMES_ELSEWHERE = {
    "bpm": "tempo",
    "breaks": "rest",
    "cues": "tips",
    "description": "about",
    "duration": "for",
    "instructions": "say",
    "pause": "rest",
    "period": "every",
    "repeat": "reps",
    "repetitions": "reps",
    "seconds": "for",
    "speed": "tempo",
    "text": "say",
    "time": "for",
    "warning": "caution",
}
"""What other programs call a key that we have by another name."""


def fields_at(level: Scope) -> dict[str, Field]:
    """The keys that may stand at `level`, by name, in the order of the table."""
    return {field.name: field for field in FIELDS if level in field.levels}


def homes(name: str) -> list[str]:
    """Where the key `name` may stand, in words."""
    words = {
        Scope.TOP: "at the top",
        Scope.EXERCISE: "in an exercise",
        Scope.MOVE: "in a move",
        Scope.TIP: "in a tip",
        Scope.SONG: "in a song",
    }
    return [where for level, where in words.items() if name in fields_at(level)]
