"""The table of all keys of a routine: where each may stand, what values it takes, and what it is for.

The reader and the JSON Schema are both made from it. To add a key, add a `Field` here, what it means to
`model.routine`, and its reading to `reading.exercise`, `reading.body` or `reading.build`; a new kind of value
also needs `reading.convert` and `reading.json_schema`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, Flag, auto

from voicefoot.model import limits
from voicefoot.model.routine import Announce, CountdownStyle, Priority
from voicefoot.model.variables import NAMES


class Scope(Flag):
    """The mappings in which a key may stand."""

    TOP = auto()
    BLOCK = auto()
    REST = auto()
    EXERCISE = auto()
    MOVE = auto()
    TIP = auto()
    SONG = auto()
    POSITION = auto()


SCOPE_PHRASES = {
    Scope.TOP: "at the top",
    Scope.BLOCK: "in a block",
    Scope.REST: "in a rest of its own",
    Scope.EXERCISE: "in an exercise",
    Scope.MOVE: "in a move",
    Scope.TIP: "in a tip",
    Scope.SONG: "in a song",
    Scope.POSITION: "in a position",
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
    LANGUAGE = auto()
    """The tag of a language that has a pack."""
    CHOICE = auto()
    """One of the field's `choices`."""
    POSITION = auto()
    """The name of a position, a position of the routine's own, or either for each side."""
    DURATION = auto()
    TIMES = auto()
    """A time or a range of times, or a list of them: one for each set or round."""
    TIMES_OR_BREATHS = auto()
    """The same, and each may be a number of breaths."""
    PERIOD = auto()
    """The time of one repetition."""
    TEMPO = auto()
    """A tempo, or three or four numbers: the seconds of phases."""
    PHASES = auto()
    BREATH = auto()
    NUMBER = auto()
    REPS = auto()
    """A number of repetitions or a range, or a list of them: one for each set or round."""
    LOADS = auto()
    """A text, or a list of texts, one for each set or round; or `none`."""
    SHUFFLE = auto()
    YES_NO = auto()
    ANNOUNCE = auto()
    """What is announced: names with yes or no, a list of names, `all` or `none`."""
    LINK = auto()
    COUNTING = auto()
    PERCENT = auto()
    TIPS = auto()
    SOUNDS = auto()
    PRONOUNCE = auto()
    """Written words, each with what is said in its place."""
    SOUNDTRACK = auto()
    BPM = auto()
    EXERCISES = auto()
    """A list of exercises, rests and blocks."""
    MOVES = auto()
    INCLUDE = auto()
    """A file or a built-in routine, and behind `#` the name of an exercise or a block in it."""
    WITH = auto()
    """Exercises by their names, each with keys of an exercise."""


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
    variables: tuple[str, ...] = ()
    """Those that may stand in the text."""
    is_read: bool = False
    """Whether the text is read rather than spoken, so that braces in it are no variables."""


_TOP, _EXERCISE, _MOVE = Scope.TOP, Scope.EXERCISE, Scope.MOVE
_LIST = _TOP | Scope.BLOCK
"""Where a list of exercises stands, and what is said of it."""
_DEFAULT = _LIST | _EXERCISE
_WORK = _EXERCISE | _MOVE
_DOSE = _LIST | _WORK

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
        ValueKind.LANGUAGE,
        _TOP,
        "The language that all words are in.",
        ("en", "de", "en-GB"),
    ),
    Field(
        "about",
        ValueKind.TEXT,
        _TOP,
        "One sentence for lists. Not spoken.",
        ("Six exercises for strong, supple feet.",),
        is_read=True,
    ),
    Field(
        "intro",
        ValueKind.TEXT,
        _TOP,
        "Spoken before the first exercise.",
        ("Shoes and socks off.",),
        variables=("next",),
    ),
    Field("outro", ValueKind.TEXT, _TOP, "Spoken after the last exercise.", ("Well done.",)),
    Field(
        "block",
        ValueKind.TEXT,
        Scope.BLOCK,
        "What the block is called.",
        ("Warm-up",),
        max_characters=limits.MAX_NAME_CHARACTERS,
    ),
    Field(
        "rounds",
        ValueKind.NUMBER,
        _LIST,
        "How often the list is gone through.",
        (2,),
        minimum=limits.MIN_ROUNDS,
        maximum=limits.MAX_ROUNDS,
    ),
    Field(
        "round_rest",
        ValueKind.DURATION,
        _LIST,
        "The rest between rounds, from the end of one work to the start of the next.",
        ("1 min",),
        maximum=limits.MAX_PAUSE_SECONDS,
    ),
    Field(
        "rest_between",
        ValueKind.DURATION,
        _LIST,
        "The rest between two exercises, from the end of one work to the start of the next.",
        ("15s",),
        maximum=limits.MAX_PAUSE_SECONDS,
    ),
    Field(
        "round_every",
        ValueKind.DURATION,
        _LIST,
        "The time from the start of one round to the start of the next: every minute on the minute, say.",
        ("1 min",),
        minimum=limits.MIN_ROUND_EVERY_SECONDS,
        maximum=limits.MAX_SESSION_SECONDS,
    ),
    Field(
        "fit",
        ValueKind.DURATION,
        _TOP,
        "How long the session is to be: doses, rests and pace are chosen so that it ends exactly then. "
        "`--fit` and `--level` override it.",
        ("10 min",),
        minimum=limits.MIN_FIT_SECONDS,
        maximum=limits.MAX_SESSION_SECONDS,
    ),
    Field(
        "fit",
        ValueKind.CHOICE,
        Scope.BLOCK | _EXERCISE,
        "`none`: nothing of this changes so that a session fits into a time.",
        ("none",),
        choices=("none",),
        choice_noun="known value",
    ),
    Field(
        "optional",
        ValueKind.YES_NO,
        Scope.BLOCK | _EXERCISE,
        "Whether it may be left out where there is no time for it, before everything else.",
        ("yes", True),
    ),
    Field(
        "priority",
        ValueKind.CHOICE,
        Scope.BLOCK | _EXERCISE,
        "`low`: it may be left out where there is no time for it, after what is `optional`.",
        ("low", "high"),
        choices=tuple(Priority),
        choice_noun="known priority",
    ),
    Field(
        "shuffle",
        ValueKind.SHUFFLE,
        _LIST,
        "Whether the order is drawn: `yes` for anew each round, `once` for once in a session.",
        ("yes", "once"),
    ),
    Field(
        "pick",
        ValueKind.NUMBER,
        _LIST,
        "How many of the list are drawn for a round.",
        (3,),
        minimum=1,
        maximum=limits.MAX_EXERCISES,
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
        _LIST,
        "The exercises, rests and blocks, in their order.",
        max_items=limits.MAX_EXERCISES,
        required=True,
    ),
    Field(
        "include",
        ValueKind.INCLUDE,
        _TOP | Scope.BLOCK | _EXERCISE,
        "What stands here is taken from another routine in this folder, or from a built-in one. Keys beside "
        "it go before those there.",
        ("knee.yaml#Bridge", "warm-up.yaml", "foot-strength#Toe taps"),
        max_characters=limits.MAX_FILE_NAME_CHARACTERS,
        is_read=True,
    ),
    Field(
        "with",
        ValueKind.WITH,
        _LIST,
        "Doses and other keys of single exercises by their names, in place of their own.",
        ({"Bridge": {"reps": 12, "load": "4 kg"}},),
        max_items=limits.MAX_EXERCISES,
    ),
    Field(
        "rest",
        ValueKind.DURATION,
        Scope.REST,
        "A rest that stands between two exercises.",
        ("30s",),
        maximum=limits.MAX_PAUSE_SECONDS,
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
        variables=NAMES,
    ),
    Field(
        "setup",
        ValueKind.LINES,
        _EXERCISE,
        "How to get into position; each line is spoken on its own, once.",
        ("Stand with one foot a little ahead.",),
        max_items=limits.MAX_SETUP_LINES,
        variables=NAMES,
    ),
    Field(
        "caution",
        ValueKind.TEXT,
        _EXERCISE,
        'Spoken before "ready", however little else is said.',
        ("Strong, never sharp.",),
        variables=NAMES,
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
        ValueKind.POSITION,
        _DEFAULT,
        "How the body is; moving over to another position takes time. One of your own has a name and what is "
        "said to get into it. Positions may differ by side.",
        (
            "seated",
            "lying on your back",
            {"name": "in the doorway", "say": "Stand in the doorway.", "time": "5s"},
            {"right leg": "lying on your left side", "left leg": "lying on your right side"},
        ),
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
        variables=NAMES,
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
        "sets_by",
        ValueKind.CHOICE,
        _DEFAULT,
        "`side`: all sets of one side are done before those of the other. `none` undoes it.",
        ("side",),
        choices=("side", "none"),
        choice_noun="known order of sets",
    ),
    Field(
        "alternate",
        ValueKind.YES_NO,
        _EXERCISE,
        "Whether the two sides take turns in each repetition: left, right, left, right.",
        ("yes", True),
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
        "announce",
        ValueKind.ANNOUNCE,
        _DEFAULT,
        "What is announced: single ones left out (`halfway: no`), a list of all that are said, or `none`, "
        "which leaves out counts and countdown, too. `all` undoes it.",
        ({"halfway": "no"}, ["side", "set"], "none"),
        max_items=len(Announce),
    ),
    Field(
        "countdown",
        ValueKind.CHOICE,
        _DEFAULT,
        "What the last seconds of a hold, a time or a rest are counted down by.",
        ("ticks",),
        choices=tuple(CountdownStyle),
        choice_noun="known countdown",
    ),
    Field(
        "note",
        ValueKind.TEXT,
        _EXERCISE,
        "Words to read, which are never spoken.",
        ("After Alfredson.",),
        max_characters=limits.MAX_NOTE_CHARACTERS,
        is_read=True,
    ),
    Field(
        "link",
        ValueKind.LINK,
        _EXERCISE,
        "Where more is told: an address of the web.",
        ("https://example.org/bridge",),
        max_characters=limits.MAX_LINK_CHARACTERS,
    ),
    Field(
        "image",
        ValueKind.TEXT,
        _EXERCISE,
        "A picture in the routine's folder (PNG, JPEG or WebP).",
        ("bridge.png",),
        max_characters=limits.MAX_FILE_NAME_CHARACTERS,
        is_read=True,
    ),
    Field(
        "moves",
        ValueKind.MOVES,
        _EXERCISE,
        "Several moves, done one after the other on one side, then on the other.",
        max_items=limits.MAX_MOVES,
    ),
    Field(
        "say",
        ValueKind.TEXT,
        _WORK,
        "What to do, as a coach says it aloud.",
        ("Heel down. Tap your toes.", "Lift your heels {reps} times."),
        variables=NAMES,
    ),
    Field(
        "brief",
        ValueKind.TEXT,
        _WORK,
        "The same in a few words, for those who know it.",
        ("Towel. Heel down.",),
        variables=NAMES,
    ),
    Field(
        "tips",
        ValueKind.TIPS,
        _WORK,
        "Lines spoken during the work: spread evenly, or at a part of it.",
        (["Sway from side to side."], [{"at": "40%", "say": "Now forward and back."}]),
        max_items=limits.MAX_TIPS,
        variables=NAMES,
    ),
    Field(
        "reps",
        ValueKind.REPS,
        _DOSE,
        "How many repetitions: a number, a range, either for each side by its name, or a list with one for "
        "each set or round.",
        (15, "15-20", "3 x 12", [12, 10, 8], {"right foot": 8, "left foot": 12}),
        max_items=limits.MAX_SETS,
    ),
    Field(
        "every",
        ValueKind.PERIOD,
        _DOSE,
        "The time from one repetition to the next.",
        ("2s",),
        minimum=limits.MIN_PERIOD_SECONDS,
        maximum=limits.MAX_PERIOD_SECONDS,
    ),
    Field(
        "tempo",
        ValueKind.TEMPO,
        _DOSE,
        "The beat; from one tempo to another is a ramp. `music` takes the music's own. Three or four numbers "
        "are the seconds down, held, up and held.",
        ("120 bpm", "100-130 bpm", "music", "music 110-130 bpm", "3-1-3"),
        minimum=limits.MIN_PERIOD_SECONDS,
        maximum=limits.MAX_PERIOD_SECONDS,
    ),
    Field(
        "phases",
        ValueKind.PHASES,
        _DOSE,
        "The parts of a repetition, each with its time.",
        (["up 1s", "hold 2s", "down 3s"],),
        minimum=limits.MIN_PERIOD_SECONDS,
        maximum=limits.MAX_PERIOD_SECONDS,
        max_characters=limits.MAX_LABEL_CHARACTERS,
        max_items=limits.MAX_PHASES,
    ),
    Field(
        "breath",
        ValueKind.BREATH,
        _DOSE,
        "Breathing, in seconds: in and out; in, hold and out; or in, hold, out and hold.",
        ("4-7-8", "4-4-4-4", "5.5-5.5"),
        minimum=limits.MIN_BREATH_PART_SECONDS,
        maximum=limits.MAX_BREATH_SECONDS,
    ),
    Field(
        "hold",
        ValueKind.TIMES,
        _DOSE,
        "How long to hold: again and again with `reps`, else once. A list has one for each set or round.",
        ("10s", ["20s", "25s", "30s"]),
        max_items=limits.MAX_SETS,
        minimum=limits.MIN_HOLD_SECONDS,
        maximum=limits.MAX_HOLD_SECONDS,
    ),
    Field(
        "relax",
        ValueKind.DURATION,
        _DOSE,
        "The time between two holds.",
        ("4s",),
        maximum=limits.MAX_PAUSE_SECONDS,
    ),
    Field(
        "for",
        ValueKind.TIMES_OR_BREATHS,
        _DOSE,
        "A time to move in. A list has one for each set or round.",
        ("20-30s", "5 breaths", ["40s", "30s"]),
        minimum=limits.MIN_TIME_TO_MOVE_SECONDS,
        maximum=limits.MAX_TIME_TO_MOVE_SECONDS,
        max_items=limits.MAX_SETS,
    ),
    Field(
        "tally",
        ValueKind.TEXT,
        _DOSE,
        "What is counted by a key in the time that `for` gives.",
        ("rounds",),
        max_characters=limits.MAX_LABEL_CHARACTERS,
    ),
    Field(
        "until",
        ValueKind.CHOICE,
        _DOSE,
        "`told`: it goes on until you say that you are done.",
        ("told",),
        choices=("told",),
        choice_noun="known end",
    ),
    Field(
        "at_most",
        ValueKind.DURATION,
        _DOSE,
        "How long `until: told` is in a file; 2 minutes where it is not written.",
        ("3 min",),
        minimum=limits.MIN_TIME_TO_MOVE_SECONDS,
        maximum=limits.MAX_TIME_TO_MOVE_SECONDS,
    ),
    Field(
        "load",
        ValueKind.LOADS,
        _DOSE,
        "With what weight or resistance. A list has one for each set or round.",
        ("2 kg", ["10 kg", "12 kg"]),
        max_characters=limits.MAX_LABEL_CHARACTERS,
        max_items=limits.MAX_SETS,
    ),
    Field(
        "count",
        ValueKind.COUNTING,
        _DOSE,
        "Which repetitions are counted aloud: auto, every, every 5, last 5, down or none.",
        ("auto", "every 5", "last 5"),
    ),
    Field(
        "accent",
        ValueKind.NUMBER,
        _DOSE,
        "Each so many beats, from the first on, the tick is louder.",
        (4,),
        minimum=limits.MIN_ACCENT_BEATS,
        maximum=limits.MAX_ACCENT_BEATS,
    ),
    Field("at", ValueKind.PERCENT, Scope.TIP, "When the line is spoken, as a part of the work.", ("40%",)),
    Field(
        "say",
        ValueKind.TEXT,
        Scope.TIP,
        "The line.",
        ("Now forward and back.",),
        required=True,
        variables=NAMES,
    ),
    Field(
        "file",
        ValueKind.TEXT,
        Scope.SONG,
        "A song beside the routine.",
        ("song.mp3",),
        max_characters=limits.MAX_FILE_NAME_CHARACTERS,
        is_read=True,
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
    Field(
        "name",
        ValueKind.TEXT,
        Scope.POSITION,
        "What it is called.",
        ("in the doorway",),
        max_characters=limits.MAX_LABEL_CHARACTERS,
        required=True,
    ),
    Field(
        "say",
        ValueKind.TEXT,
        Scope.POSITION,
        "Spoken to get into it from any other position.",
        ("Stand in the doorway.",),
    ),
    Field(
        "time",
        ValueKind.DURATION,
        Scope.POSITION,
        "How long it takes to get into it, at least.",
        ("5s",),
        maximum=limits.MAX_PAUSE_SECONDS,
    ),
)

DOSE_KEYS = (
    "reps",
    "every",
    "tempo",
    "phases",
    "breath",
    "hold",
    "relax",
    "for",
    "tally",
    "until",
    "at_most",
)
"""What makes up a dose. A move that writes one takes from around it only what its dose lacks."""
MOVE_KEYS = tuple(field.name for field in FIELDS if Scope.MOVE in field.scopes)
KEYS_FOR_ALL_MOVES = ("relax", "load", "count", "accent")
"""What an exercise may say for all of its `moves`."""
NOT_IN_WITH = ("include", "with", "exercises")
"""What `with` may not say of an exercise."""
LISTS_OF_WORDS = ("sides", "equipment", "phases")
"""Keys whose values are lists of words that have no comma in them."""

KEY_SYNONYMS: dict[str, tuple[str, ...]] = {
    "alternating": ("alternate",),
    "amrap": ("tally",),
    "between": ("rest_between",),
    "bpm": ("tempo",),
    "break": ("rest", "rest_between"),
    "breaks": ("rest", "rest_between"),
    "breathing": ("breath",),
    "circuit": ("block",),
    "cues": ("tips",),
    "description": ("about", "say"),
    "duration": ("for",),
    "each_side": ("sides",),
    "emom": ("round_every",),
    "comment": ("note",),
    "group": ("block",),
    "img": ("image",),
    "instructions": ("say",),
    "laps": ("rounds", "sets"),
    "name": ("block",),
    "notes": ("note",),
    "pause": ("rest", "rest_between"),
    "per_side": ("sides",),
    "period": ("every",),
    "photo": ("image",),
    "picture": ("image",),
    "random": ("shuffle",),
    "repeat": ("rounds", "reps"),
    "repetitions": ("reps",),
    "rest_between_sets": ("rest",),
    "rounds": ("sets",),
    "seconds": ("for",),
    "speed": ("tempo",),
    "superset": ("block",),
    "text": ("say",),
    "time": ("for",),
    "title": ("name", "block"),
    "url": ("link",),
    "video": ("link",),
    "warning": ("caution",),
    "weight": ("load",),
    "work": ("for",),
}
"""Keys of other programs, or of another place, and what we call the same: the first that may stand there."""

BLOCK_SYNONYMS = {
    "circuit": "Circuit",
    "cool-down": "Cool-down",
    "cool_down": "Cool-down",
    "cooldown": "Cool-down",
    "group": "Group",
    "section": "Section",
    "superset": "Superset",
    "warm-up": "Warm-up",
    "warm_up": "Warm-up",
    "warmup": "Warm-up",
}
"""Keys of other programs for a list of exercises within a routine, and the name of a block instead."""


def fields_in(scope: Scope) -> dict[str, Field]:
    """Return the fields that may stand in `scope`, by name, in the order of the table."""
    return {field.name: field for field in FIELDS if scope in field.scopes}


def scopes_of(name: str) -> list[Scope]:
    """Return the scopes in which the key `name` may stand, outermost first."""
    return [scope for scope in Scope if name in fields_in(scope)]
