"""Random routines of every feature, and what must hold of the session that each becomes."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import yaml
from hypothesis import strategies as st

from voicefoot.arranging.arrange import arrange_section, phrases_of
from voicefoot.audio import AudioFormat, Clip
from voicefoot.model.choices import Choices, Level, Talk
from voicefoot.model.cues import Plan
from voicefoot.model.origin import Origin
from voicefoot.model.phrase import Phrase
from voicefoot.model.sound_names import SoundName
from voicefoot.model.spans import SpanKind
from voicefoot.timeline.spans import spans_of
from voicefoot.timeline.timeline import Event, EventKind, Section, TimeSpan

RATE = 1_000

SIDES = ("right foot", "left foot")
NAMES = ("Toe taps", "Heel raises", "Sole stretch", "Ball roll")
LINES = (
    "Tap.",
    "Press your heel down, and lift your toes.",
    "Go on for as long as it feels good, and then stop.",
)


class _Plain(yaml.SafeDumper):
    """Writes what occurs twice twice: the format has no anchors."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the shape of its base
        return True


def _maybe(draw: st.DrawFn, key: str, strategy: st.SearchStrategy[Any], odds: int = 3) -> dict[str, Any]:
    return {key: draw(strategy)} if draw(st.integers(1, odds)) == 1 else {}


def _seconds(low: float, high: float) -> st.SearchStrategy[str]:
    return st.one_of(
        st.integers(int(max(1, low)), int(high)).map(lambda s: f"{s}s"),
        st.integers(int(low * 10), int(high * 10)).map(lambda tenths: f"{tenths / 10:g}s"),
    )


def _range(draw: st.DrawFn, low: int, high: int, unit: str = "") -> str:
    first = draw(st.integers(low, high))
    last = draw(st.integers(first, high))
    return f"{first}{unit}" if first == last or draw(st.booleans()) else f"{first}-{last}{unit}"


_RESTS = st.one_of(_seconds(0.1, 3.0), _seconds(3.0, 30.0))
_TIPS = st.sampled_from([{"at": "40%", "say": "Half of it."}, {"at": "90%", "say": LINES[2]}])
_INCLUDED = st.sampled_from(["toe-taps", "tabata", "box-breathing", "desk", "towel-scrunches"])
_COUNTS = st.sampled_from(["auto", "down", "down", "none", "every 5", "every 2", "last 3"])


@st.composite
def _moves(draw: st.DrawFn, *, is_open: bool) -> dict[str, Any]:
    """The keys of one move; where it `is_open` its dose may be left to the time that it lasts."""
    kinds = ["beat", "beat", "music", "ramp", "phases", "held", "hold", "for", "breath"]
    kind = draw(st.sampled_from(kinds if is_open else [*kinds, "until", "phases for"]))
    move: dict[str, Any] = {"say": draw(st.sampled_from(LINES))}
    reps: dict[str, Any] = {} if is_open and draw(st.integers(1, 4)) > 1 else {"reps": _range(draw, 1, 24)}
    if kind == "beat":
        move |= reps | {"every": draw(_seconds(0.2, 7.0))}
    elif kind == "music":
        low = draw(st.integers(40, 200))
        high = draw(st.integers(low, 240))
        tempo = draw(st.sampled_from(["music", f"music {low}-{high} bpm", f"{low} bpm"]))
        move |= reps | {"tempo": tempo}
    elif kind == "ramp":
        move |= {
            "reps": _range(draw, 1, 24),
            "tempo": f"{draw(st.integers(30, 200))}-{draw(st.integers(30, 200))} bpm",
        }
    elif kind == "phases":
        words = draw(st.lists(st.sampled_from(["up", "hold", "down", "breathe out"]), min_size=1, max_size=3))
        move |= reps | {"phases": [f"{word} {draw(_seconds(0.3, 4.0))}" for word in words]}
    elif kind == "breath":
        breath = draw(st.sampled_from(["4-7-8", "4-4-4-4", "5.5-5.5", "2-1-3-0", "0.5-0.5"]))
        dose: dict[str, Any] = draw(st.sampled_from([{"reps": 3}, {"for": "45s"}, {"for": "70.5s"}]))
        move |= {"breath": breath} | dose
    elif kind == "until":
        move |= {"until": "told"} | _maybe(draw, "at_most", _seconds(5.0, 90.0))
        move |= _maybe(draw, "reps", st.integers(1, 20))
    elif kind == "phases for":
        move |= {"phases": ["up 1s", "down 2.5s"], "for": draw(_seconds(4.0, 60.0))}
    elif kind == "held":
        move |= {"reps": _range(draw, 1, 6), "hold": _range(draw, 1, 16, "s")}
        move |= _maybe(draw, "relax", _seconds(0.5, 6.0))
    elif kind == "hold":
        move |= {"hold": _range(draw, 1, 70, "s")}
    else:
        move |= {} if is_open and draw(st.booleans()) else {"for": _range(draw, 1, 70, "s")}
        if "for" not in move:
            move |= {"every": draw(_seconds(0.5, 4.0))}
        else:
            move |= _maybe(draw, "tally", st.sampled_from(["rounds", "steps"]))
    if "reps" in move or kind in {"beat", "music", "phases"}:
        move |= _maybe(draw, "count", _COUNTS, 2)
        if kind in {"beat", "music", "ramp"}:
            move |= _maybe(draw, "accent", st.integers(2, 8))
    return (
        move
        | _maybe(draw, "brief", st.sampled_from(LINES))
        | _maybe(draw, "tips", st.lists(st.one_of(st.sampled_from(LINES), _TIPS), min_size=1, max_size=3))
    )


def _positions(sides: Any) -> st.SearchStrategy[Any]:
    """A position; where there are `sides`, perhaps one for each of them."""
    own = {"name": "on the step", "say": "Stand on the step.", "time": "6s"}
    one = st.sampled_from(["standing", "seated", "kneeling", "all fours", "lying on your back", own])
    if not isinstance(sides, list):
        return one
    return st.one_of(one, st.fixed_dictionaries(dict.fromkeys(sides, one)))


@st.composite
def _exercises(draw: st.DrawFn, name: str, *, has_time: bool) -> dict[str, Any]:
    lasts = _maybe(draw, "lasts", _seconds(20.0, 120.0), 3)
    exercise: dict[str, Any] = {"name": name} | lasts
    if draw(st.integers(1, 4)) == 1:
        exercise["moves"] = [draw(_moves(is_open=False)) for _ in range(draw(st.integers(1, 3)))]
    else:
        exercise |= draw(_moves(is_open=bool(lasts) or has_time))
    exercise |= _maybe(draw, "sides", st.sampled_from([list(SIDES), "none"]))
    exercise |= _maybe(draw, "position", _positions(exercise.get("sides")), 2)
    exercise |= _maybe(draw, "equipment", st.sampled_from([["towel"], ["towel", "ball"]]))
    exercise |= _maybe(draw, "setup", st.lists(st.sampled_from(LINES), min_size=1, max_size=2))
    exercise |= _maybe(draw, "caution", st.sampled_from(LINES), 5)
    exercise |= _maybe(draw, "intro", st.sampled_from(LINES), 5)
    exercise |= _maybe(draw, "switch", st.just("Change feet."), 5)
    exercise |= _maybe(draw, "switch_time", _seconds(0.1, 6.0))
    exercise |= _maybe(draw, "get_ready", _seconds(0.1, 6.0))
    if draw(st.integers(1, 3)) == 1:
        exercise |= {"sets": draw(st.integers(1, 3))} | _maybe(draw, "rest", _RESTS, 2)
        exercise |= _maybe(draw, "sets_by", st.just("side"), 4)
    exercise |= _maybe(draw, "countdown", st.sampled_from(["voice", "ticks", "none"]), 5)
    exercise |= _maybe(draw, "announce", st.sampled_from(["none", {"halfway": False}, {"next": False}]), 6)
    exercise |= _maybe(draw, "note", st.just("After Alfredson."), 8)
    exercise |= _maybe(draw, "link", st.just("https://example.org/taps"), 8)
    return exercise | draw(_freedom())


@st.composite
def _freedom(draw: st.DrawFn) -> dict[str, Any]:
    """What may be done with an exercise or a block where a session is fitted into a time."""
    freedom = _maybe(draw, "priority", st.sampled_from(["low", "high"]), 6)
    freedom |= _maybe(draw, "optional", st.just(True), 8)
    return freedom | _maybe(draw, "fit", st.just("none"), 8)


@st.composite
def _alternating(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """An exercise whose sides take turns in each repetition."""
    pace: dict[str, Any] = draw(
        st.sampled_from(
            [{"every": "3s"}, {"every": "0.6s"}, {"tempo": "60-120 bpm"}, {"hold": "6s", "relax": "2s"}]
        )
    )
    dose: dict[str, Any] = {"reps": draw(st.sampled_from([1, 2, 9]))}
    return {"name": name, "sides": list(SIDES), "alternate": True, "say": "Take turns."} | dose | pace


@st.composite
def _varying(draw: st.DrawFn, name: str, rounds: int) -> dict[str, Any]:
    """An exercise whose dose differs from set to set, or from round to round."""
    count = rounds if rounds > 1 else draw(st.integers(2, 4))
    doses = st.lists(st.integers(1, 12), min_size=count, max_size=count)
    if draw(st.booleans()):
        dose: dict[str, Any] = {"reps": draw(doses), "every": "2s"}
    else:
        dose = {"hold": [f"{seconds + 2}s" for seconds in draw(doses)]}
    return {"name": name} | dose | _maybe(draw, "rest", _RESTS, 2) | _maybe(draw, "load", st.just("2 kg"))


@st.composite
def _items(draw: st.DrawFn, depth: int, rounds: int, *, has_time: bool) -> list[Any]:
    """The items of a list that is gone through in so many `rounds`: exercises, rests and blocks."""
    items: list[Any] = []
    for name in draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3)):
        kind = draw(st.integers(1, 9))
        if kind == 1 and depth < 3:
            items.append(draw(_blocks(depth + 1, rounds, has_time=has_time)))
        elif kind == 2 and not has_time:
            items.append(draw(_alternating(name)))
        elif kind == 3 and not has_time:
            items.append(draw(_varying(name, rounds)))
        elif kind == 4 and not has_time:
            items.append({"include": draw(_INCLUDED)})
        else:
            items.append(draw(_exercises(name, has_time=has_time)))
        if draw(st.integers(1, 4)) == 1:
            items.append({"rest": draw(_RESTS)})
    return items


@st.composite
def _blocks(draw: st.DrawFn, depth: int, around: int, *, has_time: bool) -> dict[str, Any]:
    rounds = draw(st.integers(1, 3))
    block: dict[str, Any] = {"block": "Strength"} if draw(st.booleans()) else {}
    block |= {"rounds": rounds} | _maybe(draw, "rest_between", _RESTS, 2)
    pause = draw(st.integers(1, 4))
    if pause == 1:
        block["round_every"] = "600s"
    elif pause == 2:
        block["round_rest"] = draw(_RESTS)
    block |= _maybe(draw, "shuffle", st.sampled_from([True, "once"]), 5)
    inner = rounds if rounds > 1 else around
    block["exercises"] = draw(_items(depth, inner, has_time=has_time))
    to_pick_from = sum("rest" not in item or len(item) > 1 for item in block["exercises"])
    block |= _maybe(draw, "pick", st.integers(1, to_pick_from), 5)
    return block | draw(_freedom())


@st.composite
def routines(draw: st.DrawFn) -> str:
    """The text of a routine file."""
    routine: dict[str, Any] = {"title": "A routine"}
    routine |= _maybe(draw, "language", st.sampled_from(["de", "fr", "ja", "en-GB"]), 5)
    routine |= _maybe(draw, "about", st.sampled_from(LINES), 8)
    routine |= _maybe(draw, "pronounce", st.just({"Tap": "tapp", "heel": "heal"}), 6)
    routine |= _maybe(draw, "sides", st.just(list(SIDES)), 2)
    routine |= _maybe(draw, "lasts", _seconds(20.0, 120.0), 3)
    routine |= _maybe(draw, "soundtrack", st.sampled_from(["groove", "groove calm", "groove lively"]), 2)
    routine |= _maybe(draw, "intro", st.sampled_from(LINES)) | _maybe(draw, "outro", st.sampled_from(LINES))
    rounds = 1
    if draw(st.integers(1, 4)) == 1:
        rounds = 2
        routine |= {"rounds": 2} | _maybe(draw, "round_rest", _RESTS, 2)
    routine |= _maybe(draw, "rest_between", _RESTS, 4)
    routine["exercises"] = draw(_items(0, rounds, has_time="lasts" in routine))
    if "include" in str(routine):  # what is built in is in English
        routine.pop("language", None)
    return yaml.dump(routine, Dumper=_Plain, sort_keys=False, allow_unicode=True)


def choices() -> st.SearchStrategy[Choices]:
    """What a user may choose for a session."""
    return st.builds(
        Choices,
        level=st.sampled_from(Level),
        talk=st.sampled_from([Talk.COUNTS, *Talk]),
        for_class=st.booleans(),
        tempo=st.sampled_from([1.0, 1.0, 0.5, 0.8, 1.3, 2.0]),
    )


# -- a voice ----------------------------------------------------------------------------------------


class SpokenOnly(dict[Phrase, Clip]):
    """Clips of the phrases that were asked for, and a list of those that were looked for in vain."""

    def __init__(self, clips: Mapping[Phrase, Clip]) -> None:
        super().__init__(clips)
        self.missing: list[Phrase] = []

    def get(self, phrase: Phrase, default: Any = None) -> Any:
        if phrase not in self:
            self.missing.append(phrase)
        return super().get(phrase, default)


@dataclass(frozen=True, slots=True)
class SyntheticVoice:
    """A voice of silence: so many seconds a character, and P-centres that lie where they lie in real ones."""

    seconds_per_character: float
    can_hurry: bool

    def say(self, phrase: Phrase) -> Clip:
        draw = zlib.crc32(phrase.text.encode()) / 2**32
        speed = phrase.speed if self.can_hurry else min(phrase.speed, 1.3)
        seconds = (0.15 + self.seconds_per_character * len(phrase.text) * (0.8 + 0.4 * draw)) / speed
        frames = max(1, round(seconds * RATE))
        return Clip(np.zeros((frames, 1), dtype=np.float32), RATE, min(0.12 * draw, seconds / 2))


def voices() -> st.SearchStrategy[SyntheticVoice]:
    """Voices that speak slowly or fast, and can be hurried or not."""
    return st.builds(SyntheticVoice, st.sampled_from([0.02, 0.05, 0.075, 0.12]), st.booleans())


def sounds() -> dict[SoundName, Clip]:
    """A short silence for each sound."""
    return {name: Clip.silence(RATE // 10, RATE) for name in SoundName}


# -- promises ---------------------------------------------------------------------------------------


def arranged(plan: Plan, voice: SyntheticVoice) -> list[Section]:
    """The sections of `plan`. Fails where a phrase is looked for that nobody asked the voice for."""
    sections: list[Section] = []
    for planned in plan.sections:
        clips = SpokenOnly({phrase: voice.say(phrase) for phrase in phrases_of(planned)})
        before = sections[-1] if sections else None
        sections.append(arrange_section(planned, clips, sounds(), AudioFormat(RATE), before))
        assert not clips.missing, f"never spoken: {clips.missing[:3]}"
    return sections


def broken_promises(sections: list[Section]) -> Iterator[str]:
    """What does not hold of a session, in words."""
    at = 0
    for section in sections:
        if section.start_frame != at:
            yield f"{section.name} begins at {section.start_frame}, and the one before it ends at {at}"
        at = section.end_frame
        yield from _broken_in(section)
    yield from _overlaps([event for section in sections for event in section.events])
    rate = sections[0].audio_format.sample_rate if sections else RATE
    yield from _written_times([span for section in sections for span in spans_of(section)], rate)


def _written_times(spans: list[TimeSpan], rate: int) -> Iterator[str]:
    """Which written times are not kept to the frame. Each end of a span is rounded by itself."""
    for span in spans:
        if span.written_seconds is None:
            continue
        frames = span.end_frame - span.start_frame
        if abs(frames - span.written_seconds * rate) > 1.0 + 1e-6:
            yield f"a {span.kind} of {span.written_seconds:g} s takes {frames / rate:g} s"
    clocked = {span.end_frame for span in spans if span.kind in (SpanKind.REST, SpanKind.SWITCH)}
    begun = {span.start_frame for span in spans if span.kind not in (SpanKind.REST, SpanKind.SWITCH)}
    if not clocked <= begun:
        yield f"nothing begins where a rest ends: {sorted(clocked - begun)[:3]}"


def _broken_in(section: Section) -> Iterator[str]:
    for event in section.events:
        if event.start_frame < section.start_frame or event.end_frame > section.end_frame:
            yield f"{event.text} lies outside of its section"
        if event.origin is Origin.UNPLANNED:
            yield f"{event.text} does not tell where it comes from"
        if event.kind in (EventKind.TICK, EventKind.COUNT) and event.beat_frame is None:
            yield f"{event.text} has no beat"
        if event.kind is EventKind.TICK and event.beat_frame != event.start_frame:
            yield f"{event.text} is not on its beat"
    for work in section.works:
        beats = {int(frame) for frame in work.beat_frames}
        ticks = {e.start_frame for e in section.events if e.origin in (Origin.BEAT, Origin.BREATH)}
        if work.counted and not beats <= ticks:
            yield f"a repetition in {section.name} has no tick"
        if len(work.beat_frames) and any(b <= a for a, b in pairwise(work.beat_frames)):
            yield f"the beats in {section.name} don't go forward"


def _overlaps(events: list[Event]) -> Iterator[str]:
    spoken = sorted(
        (event for event in events if event.kind in (EventKind.SPEECH, EventKind.COUNT)),
        key=lambda event: event.start_frame,
    )
    for first, second in pairwise(spoken):
        if first.end_frame > second.start_frame:
            yield f'"{first.text}" and "{second.text}" overlap by {first.end_frame - second.start_frame} ms'
