"""The table of all keys of a routine: where each may stand, what values it takes, and what it is for.

The reader and the JSON Schema are both made from it. To add a key, add a `Field` here, what it means to
`model.routine`, and its reading to `reading.build`; a new kind of value also needs `reading.convert` and
`reading.json_schema`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, Flag, auto

from voicefoot.model import limits
from voicefoot.model.routine import Posture


class Scope(Flag):
    """The mappings in which a key may stand."""

    TOP = auto()
    EXERCISE = auto()
    MOVE = auto()
    TIP = auto()
    SONG = auto()


SCOPE_PHRASES = {
    Scope.TOP: "at the top",
    Scope.EXERCISE: "in an exercise",
    Scope.MOVE: "in a move",
    Scope.TIP: "in a tip",
    Scope.SONG: "in a song",
}
"""The scopes in the words of messages."""


class ValueKind(Enum):
    """What kind of value a key takes. `convert` has a converter for each, `json_schema` a schema."""

    TEXT = auto()
    LINES = auto()
    """A text, each line of which is spoken on its own; or a list of texts."""
    TEXTS = auto()
    """A list of texts, or a single one, or `none`."""
    SIDES = auto()
    CHOICE = auto()
    """One of the field's `choices`."""
    DURATION = auto()
    DURATION_RANGE = auto()
    PERIOD = auto()
    """The time of one repetition."""
    TEMPO = auto()
    PHASES = auto()
    NUMBER = auto()
    REPS = auto()
    COUNTING = auto()
    PERCENT = auto()
    TIPS = auto()
    SOUNDS = auto()
    PRONOUNCE = auto()
    """Written words, each with what is said in its place."""
    SOUNDTRACK = auto()
    BPM = auto()
    EXERCISES = auto()
    MOVES = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """A key and the values that it takes."""

    name: str
    kind: ValueKind
    scopes: Scope
    description: str
    examples: tuple[object, ...] = ()
    minimum: float = 0.0
    maximum: float = 0.0
    """Limits of a number, or of a time in seconds."""
    max_characters: int = limits.MAX_TEXT_CHARACTERS
    max_items: int = 0
    choices: tuple[str, ...] = ()
    choice_noun: str = "value"
    """What messages call one of `choices`."""
    required: bool = False


LANGUAGES = ("en", "en-gb", "en-us")
POSITIONS = tuple(posture.value for posture in Posture)

_TOP, _EXERCISE, _MOVE = Scope.TOP, Scope.EXERCISE, Scope.MOVE
_DEFAULT = _TOP | _EXERCISE
_WORK = _EXERCISE | _MOVE

FIELDS: tuple[Field, ...] = (
    Field(
        "title",
        ValueKind.TEXT,
        _TOP,
        "What the routine is called. Spoken first.",
        ("Foot strength",),
        max_characters=limits.MAX_TITLE_CHARACTERS,
        required=True,
    ),
    Field(
        "version",
        ValueKind.CHOICE,
        _TOP,
        "The version of this format. It is 1.",
        ("1",),
        choices=("1",),
        choice_noun="known version",
    ),
    Field(
        "language",
        ValueKind.CHOICE,
        _TOP,
        "The language that all words are in.",
        ("en",),
        choices=LANGUAGES,
        choice_noun="known language",
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
        "rounds",
        ValueKind.NUMBER,
        _TOP,
        "How often all exercises are gone through.",
        (2,),
        minimum=limits.MIN_ROUNDS,
        maximum=limits.MAX_ROUNDS,
    ),
    Field(
        "round_rest",
        ValueKind.DURATION,
        _TOP,
        "The rest between rounds.",
        ("1 min",),
        maximum=limits.MAX_PAUSE_SECONDS,
    ),
    Field(
        "sounds",
        ValueKind.SOUNDS,
        _TOP,
        "Sounds of your own: the name of a sound, and a WAV file in the routine's folder.",
        ({"tick": "my-tick.wav"},),
    ),
    Field(
        "pronounce",
        ValueKind.PRONOUNCE,
        _TOP,
        "Words that the voice gets wrong, each with what it says instead.",
        ({"Feldenkrais": "felden-krise"},),
        max_characters=limits.MAX_PRONUNCIATION_CHARACTERS,
        max_items=limits.MAX_PRONOUNCED,
    ),
    Field(
        "soundtrack",
        ValueKind.SOUNDTRACK,
        _DEFAULT,
        "Music: `groove`, which is built in (calm, steady or lively), or a song or a folder of songs beside "
        "the routine. `none` where there is none.",
        ("groove", "groove lively", "song.mp3", {"file": "song.mp3", "bpm": 128, "first_beat": "0.35s"}),
    ),
    Field(
        "exercises",
        ValueKind.EXERCISES,
        _TOP,
        "The exercises, in their order.",
        max_items=limits.MAX_EXERCISES,
        required=True,
    ),
    Field(
        "name",
        ValueKind.TEXT,
        _EXERCISE,
        "What the exercise is called. Spoken once.",
        ("Towel scrunches",),
        max_characters=limits.MAX_NAME_CHARACTERS,
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
        max_items=limits.MAX_SETUP_LINES,
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
        max_characters=limits.MAX_LABEL_CHARACTERS,
        max_items=limits.MAX_SIDES,
    ),
    Field(
        "position",
        ValueKind.CHOICE,
        _DEFAULT,
        "How the body is; moving over to another position takes time.",
        ("seated",),
        choices=POSITIONS,
        choice_noun="known position",
    ),
    Field(
        "equipment",
        ValueKind.TEXTS,
        _DEFAULT,
        "What is needed; fetching it takes time. `none` where nothing is.",
        (["towel"], "golf ball"),
        max_characters=limits.MAX_LABEL_CHARACTERS,
        max_items=limits.MAX_EQUIPMENT,
    ),
    Field(
        "switch",
        ValueKind.TEXT,
        _DEFAULT,
        "Spoken when one side is done and the other is next.",
        ("Change feet.",),
    ),
    Field(
        "switch_time",
        ValueKind.DURATION,
        _DEFAULT,
        "How long a change of sides takes.",
        ("8s",),
        maximum=limits.MAX_PAUSE_SECONDS,
    ),
    Field(
        "get_ready",
        ValueKind.DURATION,
        _DEFAULT,
        "Time to get into position.",
        ("10s",),
        maximum=limits.MAX_PAUSE_SECONDS,
    ),
    Field(
        "sets",
        ValueKind.NUMBER,
        _DEFAULT,
        "How often the exercise is done, all sides each time.",
        (3,),
        minimum=limits.MIN_SETS,
        maximum=limits.MAX_SETS,
    ),
    Field(
        "rest",
        ValueKind.DURATION,
        _DEFAULT,
        "The rest between sets.",
        ("45s",),
        maximum=limits.MAX_PAUSE_SECONDS,
    ),
    Field(
        "lasts",
        ValueKind.DURATION,
        _DEFAULT,
        "Fixes the whole time of each side, talk included; work fills what is left. `none` undoes it.",
        ("30s",),
        minimum=limits.MIN_LASTS_SECONDS,
        maximum=limits.MAX_LASTS_SECONDS,
    ),
    Field(
        "moves",
        ValueKind.MOVES,
        _EXERCISE,
        "Several moves, done one after the other on one side, then on the other.",
        max_items=limits.MAX_MOVES,
    ),
    Field(
        "say", ValueKind.TEXT, _WORK, "What to do, as a coach says it aloud.", ("Heel down. Tap your toes.",)
    ),
    Field(
        "brief",
        ValueKind.TEXT,
        _WORK,
        "The same in a few words, for those who know it.",
        ("Towel. Heel down.",),
    ),
    Field(
        "tips",
        ValueKind.TIPS,
        _WORK,
        "Lines spoken during the work: spread evenly, or at a part of it.",
        (["Sway from side to side."], [{"at": "40%", "say": "Now forward and back."}]),
        max_items=limits.MAX_TIPS,
    ),
    Field(
        "reps",
        ValueKind.REPS,
        _WORK,
        "How many repetitions: a number, a range, or either for each side by its name.",
        (15, "15-20", {"right foot": 8, "left foot": 12}),
    ),
    Field(
        "every",
        ValueKind.PERIOD,
        _WORK,
        "The time from one repetition to the next.",
        ("2s",),
        minimum=limits.MIN_PERIOD_SECONDS,
        maximum=limits.MAX_PERIOD_SECONDS,
    ),
    Field(
        "tempo",
        ValueKind.TEMPO,
        _WORK,
        "The beat; from one tempo to another is a ramp. `music` takes the music's own.",
        ("120 bpm", "100-130 bpm", "music", "music 110-130 bpm"),
    ),
    Field(
        "phases",
        ValueKind.PHASES,
        _WORK,
        "The parts of a repetition, each with its time.",
        (["up 1s", "hold 2s", "down 3s"],),
        minimum=limits.MIN_PERIOD_SECONDS,
        maximum=limits.MAX_PERIOD_SECONDS,
        max_characters=limits.MAX_LABEL_CHARACTERS,
        max_items=limits.MAX_PHASES,
    ),
    Field(
        "hold",
        ValueKind.DURATION_RANGE,
        _WORK,
        "How long to hold: again and again with `reps`, else once.",
        ("10s",),
        minimum=limits.MIN_HOLD_SECONDS,
        maximum=limits.MAX_HOLD_SECONDS,
    ),
    Field(
        "relax",
        ValueKind.DURATION,
        _TOP | _WORK,
        "The time between two holds.",
        ("4s",),
        maximum=limits.MAX_PAUSE_SECONDS,
    ),
    Field(
        "for",
        ValueKind.DURATION_RANGE,
        _WORK,
        "A time to move in.",
        ("20-30s",),
        minimum=limits.MIN_TIME_TO_MOVE_SECONDS,
        maximum=limits.MAX_TIME_TO_MOVE_SECONDS,
    ),
    Field(
        "count",
        ValueKind.COUNTING,
        _TOP | _WORK,
        "Which repetitions are counted aloud: auto, every, every 5, last 5, down or none.",
        ("auto", "every 5", "last 5"),
    ),
    Field(
        "accent",
        ValueKind.NUMBER,
        _TOP | _WORK,
        "Each so many beats, from the first on, the tick is louder.",
        (4,),
        minimum=limits.MIN_ACCENT_BEATS,
        maximum=limits.MAX_ACCENT_BEATS,
    ),
    Field("at", ValueKind.PERCENT, Scope.TIP, "When the line is spoken, as a part of the work.", ("40%",)),
    Field("say", ValueKind.TEXT, Scope.TIP, "The line.", ("Now forward and back.",), required=True),
    Field(
        "file",
        ValueKind.TEXT,
        Scope.SONG,
        "A song beside the routine.",
        ("song.mp3",),
        max_characters=limits.MAX_FILE_NAME_CHARACTERS,
        required=True,
    ),
    Field("bpm", ValueKind.BPM, Scope.SONG, "Its tempo, in beats a minute.", (128,)),
    Field(
        "first_beat",
        ValueKind.DURATION,
        Scope.SONG,
        "When one of its beats is, its first, say.",
        ("0.35s",),
        maximum=limits.MAX_FIRST_BEAT_SECONDS,
    ),
)

DOSE_KEYS = ("reps", "every", "tempo", "phases", "hold", "relax", "for")
MOVE_KEYS = tuple(field.name for field in FIELDS if Scope.MOVE in field.scopes)
KEYS_FOR_ALL_MOVES = ("relax", "count", "accent")
"""What an exercise may say for all of its `moves`."""

KEY_SYNONYMS = {
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
"""Keys of other programs, and what we call the same."""


def fields_in(scope: Scope) -> dict[str, Field]:
    """Return the fields that may stand in `scope`, by name, in the order of the table."""
    return {field.name: field for field in FIELDS if scope in field.scopes}


def scopes_of(name: str) -> list[Scope]:
    """Return the scopes in which the key `name` may stand, outermost first."""
    return [scope for scope in Scope if name in fields_in(scope)]
