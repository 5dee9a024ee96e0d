"""The page in a real Chromium, opened as a file: it plays, follows the score, and asks nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.audio.stream import AudioStream

from tests.support.browser import Browser, fail_or_skip, running_browser
from tests.support.builders import FEET, RATE, arranged, exercise, held, on_beat, routine
from tests.support.voices import tone
from voicefoot.audio import AudioFormat, to_int16
from voicefoot.export.page import write_page
from voicefoot.pictures.cover import cover_png
from voicefoot.pictures.svg import timeline_svg
from voicefoot.reading.read import read
from voicefoot.storage.wav import WavWriter
from voicefoot.timeline.snapshot import snapshot_at
from voicefoot.timeline.timeline import EventKind, Timeline
from voicefoot.timeline.transcript import clock

NEAR_SECONDS = 0.05
SOUND_RATE = 8_000
COVER = cover_png("A routine", [("Toe taps", 1.0)], 100)
TYPES = {"wav": "audio/wav", "mp3": "audio/mpeg", "flac": "audio/flac", "ogg": "audio/ogg"}
AUDIO = "document.getElementById('audio')"
NOW = f"{AUDIO}.currentTime"

BEFORE = """
window.violations = []; window.handlers = {}; window.positions = [];
addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));
const session = navigator.mediaSession;
const set = session.setActionHandler.bind(session), tell = session.setPositionState.bind(session);
session.setActionHandler = (action, handler) => { handlers[action] = handler; set(action, handler); };
session.setPositionState = (state) => { positions.push(state); tell(state); };
"""
"""Runs in each page before its own script: keeps what the page says to the browser."""

WATCH = """
const audio = document.getElementById('audio');
const lines = [...document.querySelectorAll('#box button')];
window.frames_seen = [[-1, 0]]; window.changes = [];
const look = (at) => { frames_seen.push([at, audio.currentTime]); requestAnimationFrame(look); };
requestAnimationFrame(look);
const found = () => lines.findIndex((line) => line.classList.contains('p-lit'));
let lit = found();
new MutationObserver(() => {
  const drawn = document.timeline.currentTime, was = lit;
  const before = frames_seen.findLast(([at]) => at < drawn)[1];
  lit = found();
  if (was !== lit) {
    if (was >= 0) changes.push([was, false, audio.currentTime, before]);
    if (lit >= 0) changes.push([lit, true, audio.currentTime, before]);
  }
}).observe(document.getElementById('box'), {subtree: true, attributeFilter: ['class']});
"""
"""Keeps each change of the lit line: which, whether it is lit, the time of the sound, and its time when the
frame before was drawn."""


def sound(timeline: Timeline, folder: Path, kind: str) -> Path:
    """A soft tone as long as `timeline`."""
    path = folder / "sound.wav"
    with path.open("wb") as stream, WavWriter(stream, AudioFormat(SOUND_RATE)) as writer:
        writer.write(to_int16(tone(timeline.seconds, 0.05, sample_rate=SOUND_RATE).samples))
    if kind == "wav":
        return path
    encoded = folder / f"sound.{kind}"
    with av.open(str(path)) as source, av.open(str(encoded), "w") as target:
        encoder = target.add_stream({"mp3": "libmp3lame", "ogg": "libopus"}.get(kind, kind), rate=48_000)
        assert isinstance(encoder, AudioStream)
        for frame in source.decode(audio=0):
            target.mux(encoder.encode(frame))
        target.mux(encoder.encode(None))
    return encoded


def short_session() -> Timeline:
    """Two exercises with counts, holds and sides."""
    return arranged(
        routine(
            exercise(on_beat(5, 1.0), name="Toe taps", sides=FEET),
            exercise(held(3, 2.0), name='Heel <b>"lifts"</b> & more'),
        )
    )


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One for all: starting it takes longer than most of what is done in it."""
    with running_browser() as running:
        yield running


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    with chromium.new_tab():
        chromium.control("Page.addScriptToEvaluateOnNewDocument", source=BEFORE)
        yield chromium


Opened = Callable[..., Timeline]


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Opened:
    """Opens the page of a session, and gives the session."""

    def open_page(
        timeline: Timeline | None = None,
        kind: str = "wav",
        language: str = "en",
        ready: str = f"{AUDIO}.readyState >= 3",
    ) -> Timeline:
        session = timeline or short_session()
        path = tmp_path / "a session.html"
        with path.open("wb") as stream:
            audio = sound(session, tmp_path, kind).read_bytes()
            picture = timeline_svg(session, language=language)
            write_page(
                stream, session, [audio], TYPES[kind], language=language, picture_svg=picture, cover_png=COVER
            )
        browser.open(path)
        browser.wait(ready)
        return session

    return open_page


def go(browser: Browser, seconds: float) -> None:
    browser.run(f"{NOW} = arguments[0]", seconds)
    browser.wait(f"!{AUDIO}.seeking")


def text(browser: Browser, name: str) -> str:
    found: str = browser.run(f"return document.getElementById('{name}').textContent")
    return found


@pytest.mark.parametrize("kind", TYPES)
def test_it_plays_from_a_file(browser: Browser, opened: Opened, kind: str) -> None:
    opened(kind=kind)
    label = "document.getElementById('play').getAttribute('aria-label')"
    assert browser.run(f"return [{AUDIO}.paused, {label}]") == [True, "Play"]
    browser.click("#play")
    browser.wait(f"{NOW} > 0.3")
    assert browser.run(f"return [{AUDIO}.paused, {label}]") == [False, "Pause"]
    browser.click("#play")
    browser.wait(f"{AUDIO}.paused")
    go(browser, 3.0)
    browser.click("#play")
    browser.wait(f"{NOW} > 3.2")


def test_it_asks_nobody_and_complains_of_nothing(browser: Browser, opened: Opened) -> None:
    opened()
    browser.click("#play")
    browser.wait(f"{NOW} > 0.3")
    asked_for = browser.requested("file:")
    assert asked_for[0].startswith("file:"), "itself"
    assert [address for address in asked_for[1:] if not address.startswith(("data:", "blob:"))] == []
    loaded = browser.run("return performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert [name for name in loaded if not name.startswith(("data:", "blob:"))] == []
    assert browser.run("return violations") == []
    assert browser.log("browser") == []
    # The page's policy holds: what is not its own can't run, and can't ask anybody.
    browser.run("""
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
        fetch('https://example.invalid/').catch(() => {});
    """)
    browser.wait("violations.length >= 2")
    assert browser.run("return [window.ran, violations]") == [None, ["script-src-elem", "connect-src"]]


def test_chapters_begin_where_the_score_says(browser: Browser, opened: Opened) -> None:
    session = opened(arranged(read("desk")))
    starts = [section.start_frame / RATE for section in session.sections]
    for index, start in [*enumerate(starts)][::-1]:
        browser.click(f"#chapters li:nth-child({index + 1}) button")
        assert browser.run(f"return {NOW}") == pytest.approx(start, abs=NEAR_SECONDS)
        assert text(browser, "name") == session.sections[index].name
        current = "[...document.querySelectorAll('#chapters button')].map((b) => b.ariaCurrent)"
        assert browser.run(f"return {current}").index("true") == index
        assert browser.run(f"return {current}.filter(Boolean).length") == 1
        assert text(browser, "told") == session.sections[index].name
    for start in starts[1:]:
        browser.click("#next")
        assert browser.run(f"return {NOW}") == pytest.approx(start, abs=NEAR_SECONDS)
    go(browser, starts[-1] + 5.0)
    browser.click("#previous")
    assert browser.run(f"return {NOW}") == pytest.approx(starts[-1], abs=NEAR_SECONDS)
    browser.click("#previous")
    assert browser.run(f"return {NOW}") == pytest.approx(starts[-2], abs=NEAR_SECONDS)


def test_each_line_lights_up_while_it_is_spoken(browser: Browser, opened: Opened) -> None:
    opened()
    lines = browser.run("return JSON.parse(document.getElementById('session').textContent).lines")
    begin = next(line["start"] for line in lines if line["text"] == "ready") / RATE - 1.0
    go(browser, begin)
    browser.run(WATCH)
    browser.click("#play")
    browser.wait(f"{NOW} > {begin + 10.0}")
    browser.run(f"{AUDIO}.pause()")
    changes, frames = browser.run("return [changes, frames_seen]")
    times = [now for _, now in frames]
    # A browser that draws no frame in between can't be in time.
    for index, is_lit, at, before in changes:
        due = lines[index]["start" if is_lit else "end"] / RATE
        begins = [line["start"] / RATE for line in lines[index + 1 :]]
        if not is_lit:
            due = min(due, *begins)
        assert at > due - 1 / RATE, lines[index]
        assert at <= due + NEAR_SECONDS or before < due, lines[index]
    lit = {index for index, is_lit, _, _ in changes if is_lit}
    spoken = {
        index
        for index, line in enumerate(lines)
        if line["start"] / RATE > begin
        and any(line["start"] / RATE + NEAR_SECONDS < now < line["end"] / RATE for now in times)
    }
    assert spoken <= lit
    assert {lines[index]["text"] for index in lit} >= {"ready", "and", "one … five"}


def test_a_line_leads_to_its_moment(browser: Browser, opened: Opened) -> None:
    session = opened()
    event = next(event for event in session.events if event.text == "Last one.")
    wanted = "[...document.querySelectorAll('#box button')].find((b) => b.textContent.includes('Last one.'))"
    browser.run(f"{wanted}.id = 'wanted'")
    browser.click("#wanted")
    assert browser.run(f"return {NOW}") == pytest.approx(event.start_frame / RATE, abs=NEAR_SECONDS)
    assert browser.run("return document.querySelector('.p-lit').id") == "wanted"


def test_the_stage_shows_what_the_live_display_shows(browser: Browser, opened: Opened) -> None:
    session = opened()
    counts = [event for event in session.events if event.kind is EventKind.COUNT]
    shown, expected = [], []
    for frame in [0, *(event.start_frame for event in counts), counts[4].start_frame + 1500]:
        go(browser, frame / RATE)
        section = next(s for s in session.sections if s.start_frame <= frame < s.end_frame)
        moment = snapshot_at((section,), frame, RATE, None)
        expected.append((moment.name, moment.side or "", "" if moment.number is None else str(moment.number)))
        shown.append((text(browser, "name"), text(browser, "side"), text(browser, "number")))
    assert shown == expected
    tall = "document.getElementById('number').getBoundingClientRect().height"
    go(browser, counts[0].start_frame / RATE)
    assert browser.run(f"return {tall}") > 150


def test_it_is_played_by_keys(browser: Browser, opened: Opened) -> None:
    session = opened()
    length, second = session.seconds, session.sections[1].start_frame / RATE
    steps = [
        ("ArrowRight", 10.0),
        ("n", second),
        ("p", 0.0),
        ("5", length / 2),
        ("ArrowLeft", length / 2 - 10),
    ]
    steps += [("End", length), ("Home", 0.0)]
    for key, place in steps:
        browser.press(key)
        assert browser.run(f"return {NOW}") == pytest.approx(place, abs=NEAR_SECONDS), key
    for key in " k":
        browser.press(key)
        browser.wait(f"!{AUDIO}.paused")
        browser.press(key)
        browser.wait(f"{AUDIO}.paused")
    browser.press("Home")
    browser.run("document.getElementById('seek').focus()")
    browser.press("ArrowRight")
    told = browser.run("return document.getElementById('seek').getAttribute('aria-valuetext')")
    assert told == f"0:10 of {clock(length)}, Toe taps"
    browser.run("document.getElementById('volume').focus()")
    browser.press("ArrowLeft")
    assert browser.run(f"return [{NOW}, {AUDIO}.volume]") == [10, 0.95]


def test_the_keys_are_explained_and_can_be_turned_off(browser: Browser, opened: Opened) -> None:
    opened()
    browser.press("?")
    assert browser.run("return document.getElementById('help').open")
    browser.click("#listens")
    browser.press("Escape")
    assert not browser.run("return document.getElementById('help').open")
    browser.press("9")
    browser.press("?")
    assert browser.run(f"return [{NOW}, document.getElementById('help').open]") == [0, False]
    browser.click("#ask")
    assert browser.run("return document.getElementById('help').open")


def test_headsets_and_lock_screens_are_served(browser: Browser, opened: Opened) -> None:
    session = opened()
    metadata = "(({title, artist, album, artwork}) => [title, artist, album, artwork.length])"
    told = f"{metadata}(navigator.mediaSession.metadata)"
    assert browser.run(f"return {told}") == ["Toe taps", "voicefoot", "A routine", 1]
    browser.run("handlers.nexttrack({})")
    second = session.sections[1]
    assert browser.run(f"return {told}")[0] == second.name
    place = second.start_frame / RATE
    for action, details, moved in [
        ("seekbackward", {}, place - 10),
        ("seekforward", {"seekOffset": 4}, place - 6),
        ("seekto", {"seekTime": 7}, 7.0),
        ("nexttrack", {}, place),
        ("previoustrack", {}, 0.0),
    ]:
        browser.run("handlers[arguments[0]](arguments[1])", action, details)
        assert browser.run(f"return {NOW}") == pytest.approx(moved, abs=NEAR_SECONDS), action
    browser.run("handlers.play()")
    browser.wait(f"{NOW} > 0.2")
    browser.run("handlers.pause()")
    browser.wait(f"{AUDIO}.paused")
    browser.run("handlers.stop()")
    browser.wait("positions.at(-1).position === 0")
    assert browser.run("return positions.at(-1).duration") == pytest.approx(session.seconds)


def test_the_place_is_remembered(browser: Browser, opened: Opened) -> None:
    opened()
    browser.press("ArrowRight")
    browser.press("ArrowRight")
    browser.run("return location.reload()")
    browser.wait(f"{AUDIO}.readyState >= 3 && {NOW} === 20")


def test_the_present_line_stays_in_view_until_somebody_scrolls(browser: Browser, opened: Opened) -> None:
    session = opened(arranged(read("desk")))
    go(browser, session.sections[-1].start_frame / RATE)
    browser.click("#play")
    box = "document.getElementById('box')"
    here = "document.querySelector('.p-here').getBoundingClientRect()"
    frame = f"{box}.getBoundingClientRect()"
    in_view = f"{here}.top >= {frame}.top && {here}.bottom <= {frame}.bottom"
    browser.wait(f"{box}.scrollTop > 100 && {in_view}")
    browser.run(f"{box}.dispatchEvent(new WheelEvent('wheel')); {box}.scrollTop = 0")
    browser.wait(f"{NOW} > {session.sections[-1].start_frame / RATE + 1.5}")
    assert browser.run(f"return {box}.scrollTop") == 0
    browser.click("#follow")
    browser.wait(f"{in_view} && document.getElementById('follow').hidden")


def test_nothing_moves_for_whom_motion_is_too_much(browser: Browser, opened: Opened) -> None:
    set_media(browser, "prefers-reduced-motion", "reduce")
    session = opened(arranged(read("desk")))
    start = session.sections[-1].start_frame / RATE
    go(browser, start)
    browser.click("#play")
    browser.wait(f"{NOW} > {start + 1.0}")
    assert browser.run("return document.getElementById('box').scrollTop") == 0
    browser.click("#follow")
    assert browser.run("return document.getElementById('box').scrollTop") > 100


def axe() -> str:
    """The source of axe-core."""
    carrier = find_spec("axe_playwright_python")
    if carrier is None:
        fail_or_skip("axe-core is not there; scripts/test fetches it, in the wheel of axe-playwright-python")
    assert carrier is not None
    assert carrier.origin is not None
    return (Path(carrier.origin).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_everybody_can_use_it(browser: Browser, opened: Opened, scheme: str, width: int, height: int) -> None:
    source = axe()
    set_screen(browser, width, height)
    set_media(browser, "prefers-color-scheme", scheme)
    session = opened()
    browser.run(source)
    counts = [event.start_frame / RATE for event in session.events if event.kind is EventKind.COUNT]
    for place, helping in [(0.0, False), (counts[2], False), (0.0, True)]:
        go(browser, place)
        if helping:
            browser.press("?")
        result = browser.run("return axe.run()")
        assert len(result["passes"]) > 20
        grave = [rule for rule in result["violations"] if rule["impact"] in ("serious", "critical")]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in grave] == []


def set_media(browser: Browser, name: str, value: str) -> None:
    browser.control("Emulation.setEmulatedMedia", features=[{"name": name, "value": value}])


def set_screen(browser: Browser, width: int, height: int) -> None:
    browser.control(
        "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
    )


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (844, 390), (390, 844), (320, 568), (320, 200)])
def test_it_fits_every_screen_and_every_thumb(
    browser: Browser, opened: Opened, width: int, height: int, language: str
) -> None:
    set_screen(browser, width, height)
    opened(language=language)
    wide = browser.run("return document.documentElement.scrollWidth")
    assert wide <= width
    small: list[Any] = browser.run("""
        return [...document.querySelectorAll('button, input, label:has(input)')]
            .filter((item) => item.checkVisibility() && item.type !== 'checkbox')
            .map((item) => [item.id || item.textContent, item.getBoundingClientRect()])
            .filter(([, {width, height}]) => width < 44 || height < 44)
            .map(([name, {width, height}]) => [name, width, height]);
    """)
    assert small == []


def test_without_its_script_it_can_be_read_and_heard(browser: Browser, opened: Opened) -> None:
    browser.control("Emulation.setScriptExecutionDisabled", value=True)
    opened(ready="document.readyState === 'complete'")
    shown = "[...document.querySelectorAll(arguments[0])].filter((item) => item.checkVisibility()).length"
    assert browser.run(f"return {shown}", "audio[controls], noscript p") == 2
    assert browser.run(f"return {shown}", "#play, #seek, #chapters, #ask") == 0
    assert browser.run(f"return {shown}", "#box button") > 20
    browser.run(f"return {AUDIO}.play()")
    browser.wait(f"{NOW} > 0.2")


def test_hostile_words_do_nothing(browser: Browser, opened: Opened) -> None:
    hostile = "</script><script>window.ran = 1</script>\u202e\"'><img src=x onerror='window.ran = 1'>"
    one = exercise(on_beat(3, 1.0), name=hostile, note=hostile, link=f"javascript:window.ran = 1;{hostile}")
    opened(replace(arranged(routine(one)), title=hostile))
    assert browser.run("return window.ran ?? null") is None
    assert browser.run("return document.title") == hostile
    assert text(browser, "name") == hostile
    assert browser.run("return document.querySelector('.p-note').textContent") == hostile
    assert browser.run("return [...document.images].map((image) => image.id)") == ["shown"]
    assert browser.run("return [document.querySelectorAll('.p-more a').length, violations.length]") == [0, 0]


def test_it_opens_with_the_cover_and_then_shows_the_image_of_each_exercise(
    browser: Browser, opened: Opened, tmp_path: Path
) -> None:
    path = tmp_path / "taps.png"
    path.write_bytes(cover_png("Taps", [("a", 1.0), ("b", 2.0)], 64))
    first = exercise(on_beat(5, 1.0), name='Toe "taps"', image=path, note="Not <b>spoken</b>.")
    second = exercise(held(3, 2.0), name="Lifts", link="https://e.org/lifts?a=1&b=2")
    session = opened(arranged(routine(first, second)))
    shown = "(({hidden, alt, naturalWidth, height}) => [hidden, alt, naturalWidth, height > 50])"
    shown = f"{shown}(document.getElementById('shown'))"
    browser.wait("document.getElementById('shown').complete")
    assert browser.run(f"return {shown}") == [False, "", 100, True]
    assert browser.run(
        "return document.getElementById('shown').src === document.getElementById('cover').href"
    )
    browser.click("#play")
    browser.wait(f"{NOW} > 0.3 && document.getElementById('shown').complete")
    assert browser.run(f"return {shown}") == [False, 'Toe "taps"', 64, True]
    browser.run(f"{AUDIO}.pause()")
    count = next(event for event in session.events if event.kind is EventKind.COUNT)
    go(browser, count.start_frame / RATE)
    assert browser.run(f"return {shown}")[0] is False
    assert text(browser, "number") == "1"
    go(browser, session.sections[1].start_frame / RATE)
    assert browser.run(f"return {shown}")[:2] == [True, ""]
    assert browser.run("return document.getElementById('shown').hasAttribute('src')") is False
    beside = (
        "[document.querySelector('.p-note').textContent, document.querySelector('.p-image').naturalWidth]"
    )
    assert browser.run(f"return {beside}") == ["Not <b>spoken</b>.", 64]
    link = "(({href, textContent, rel, target}) => [href, textContent, rel, target])"
    assert browser.run(f"return {link}(document.querySelector('.p-more a'))") == [
        "https://e.org/lifts?a=1&b=2",
        "e.org",
        "noopener noreferrer nofollow",
        "_blank",
    ]
    assert browser.run("return violations.length") == 0


def test_what_can_not_be_played_is_told(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "broken.html"
    with path.open("wb") as stream:
        noise = np.arange(3000, dtype=np.int16).tobytes()
        write_page(
            stream, short_session(), [noise], "audio/wav", language="en", picture_svg="", cover_png=None
        )
    browser.open(path)
    browser.wait("!document.getElementById('wrong').hidden")
