"""The picture fits every terminal, and every terminal is left as it was found.

Run as a script, this is the session that the tests watch in a real terminal: it shows the frame
that a file names until that says how to end.
"""

from __future__ import annotations

import io
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicefoot.audio import Clip
from voicefoot.cells import cells, clean, cut, wrapped
from voicefoot.display import ASCII, LiveView, clock, draw
from voicefoot.figures import figure
from voicefoot.moment import Moment, moment_at
from voicefoot.timeline import Event, Kind, Section

RATE = 48_000
MOMENT = Moment(
    name="Towel scrunches",
    side="right foot",
    number=12,
    line="Gather the towel with your toes, heel down.",
    section_left_seconds=45.2,
    session_left_seconds=200.0,
    next_name="Seated toe taps",
    share=0.4,
)
TALK = replace(MOMENT, number=None)
LONG = "Slow and careful single-leg heel lifts on the lowest step of the stairs"


# -- the picture ----------------------------------------------------------------------------------


def test_a_usual_terminal_shows_everything() -> None:
    lines = draw(MOMENT, 80, 24, colour=False)
    assert len(lines) == 24
    assert max(map(cells, lines)) <= 80
    assert lines[1].strip() == "Towel scrunches"
    assert lines[2].strip() == "right foot"
    assert lines[-3].startswith("  ████")
    assert lines[-3].endswith("░░  0:46")
    assert lines[-2] == "  Next: Seated toe taps" + " " * 46 + "3:20 left"
    assert sum("████" in line for line in lines[3:-3]) == 14  # figures of fourteen rows


def test_a_small_terminal_shows_everything() -> None:
    assert draw(replace(MOMENT, number=7), 40, 15, colour=False) == [
        "",
        "            Towel scrunches",
        "               right foot",
        "",
        "               ██████████",
        "                       ██",
        "                     ██  ",
        "                     ██  ",
        "                   ██    ",
        "                   ██    ",
        "                   ██    ",
        "",
        " ████████████░░░░░░░░░░░░░░░░░░░░  0:46",
        " Next: Seated toe taps        3:20 left",
        "",
    ]


def test_words_stand_where_there_is_no_count() -> None:
    lines = [line.strip() for line in draw(TALK, 40, 15, colour=False)]
    assert lines[6:8] == ["Gather the towel with your toes,", "heel down."]


@pytest.mark.parametrize(
    ("width", "height", "line"),
    [
        (20, 3, "12 Towel scrun… 0:46"),
        (60, 1, "12 Towel scrunches, right foot                          0:46"),
        (19, 50, "12 Towel scru… 0:46"),
        (9, 2, "12 Towel…"),
        (1, 1, "…"),
    ],
)
def test_a_tiny_terminal_shows_one_line(width: int, height: int, line: str) -> None:
    assert draw(MOMENT, width, height, colour=False) == [line]


@pytest.mark.parametrize(("width", "height"), [(0, 24), (80, 0)])
def test_no_terminal_at_all_shows_nothing(width: int, height: int) -> None:
    assert draw(MOMENT, width, height, colour=False) == []


def test_without_a_known_end_the_exercise_has_its_time() -> None:
    lines = draw(replace(MOMENT, session_left_seconds=None, next_name=None), 40, 15, colour=False)
    assert lines[-3].endswith("  0:46 left")
    assert lines[-2].strip() == ""


def test_a_long_name_is_cut() -> None:
    lines = draw(replace(MOMENT, name=LONG, next_name=LONG), 40, 15, colour=False)
    assert lines[1] == " Slow and careful single-leg heel lift…"
    assert lines[-2] == " Next: Slow and careful sin…  3:20 left"


def test_a_long_line_is_broken_and_then_cut() -> None:
    lines = draw(replace(TALK, line=LONG), 30, 6, colour=False)
    assert [line.strip() for line in lines[2:4]] == ["Slow and careful", "single-leg heel lifts on…"]


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_the_bar_is_as_full_as_the_exercise_is_done(share: float) -> None:
    bar = draw(replace(MOMENT, share=share), 46, 15, colour=False)[-3]
    assert bar.count("█") == int(38 * share)
    assert bar.count("█") + bar.count("░") == 38


def test_colour_changes_nothing_but_colour() -> None:
    plain = draw(MOMENT, 80, 24, colour=False)
    coloured = draw(MOMENT, 80, 24, colour=True)
    assert "\x1b" not in "".join(plain)
    assert coloured != plain
    for code in ("0", "1", "2", "1;36"):
        coloured = [line.replace(f"\x1b[{code}m", "") for line in coloured]
    assert coloured == plain


def test_a_plain_alphabet_will_do() -> None:
    lines = draw(replace(MOMENT, name=LONG), 40, 15, False, ASCII)
    assert "".join(lines).isascii()
    assert lines[1].endswith("heel li...")
    assert any("##########" in line for line in lines[3:-3])


moments = st.builds(
    Moment,
    name=st.text(),
    side=st.none() | st.text(),
    number=st.none() | st.integers(1, 100_000),
    line=st.text(max_size=300),
    section_left_seconds=st.floats(0, 90_000),
    session_left_seconds=st.none() | st.floats(0, 90_000),
    next_name=st.none() | st.text(),
    share=st.floats(0, 1),
)


@settings(deadline=None)
@given(moments, st.integers(1, 100), st.integers(1, 40), st.sampled_from([ASCII, None]))
def test_never_overflows(moment: Moment, width: int, height: int, glyphs: None) -> None:
    lines = draw(moment, width, height, False, glyphs) if glyphs else draw(moment, width, height, False)
    assert len(lines) in (1, height)
    for line in lines:
        assert cells(line) <= width
        assert not {unicodedata.category(character) for character in line} & {"Cc", "Cs", "Zl", "Zp"}


def test_what_steers_a_terminal_is_taken_out() -> None:
    lines = draw(replace(TALK, name="a\x1b[2Jb\r\n\x07c", line="\u202ed\x9be", side="\u2028f"), 40, 15, False)
    assert [line.strip() for line in lines if line.strip()][:3] == ["a[2Jb c", "f", "de"]


# -- figures, cells, times ------------------------------------------------------------------------


def test_ten_figures_are_all_different() -> None:
    shapes = {tuple(figure(number, 80, 7, "#")) for number in range(10)}
    assert len(shapes) == 10
    assert all(len(row) == 10 for shape in shapes for row in shape)


def test_figures_are_as_large_as_there_is_room() -> None:
    assert len(figure(12, 80, 21, "#")) == 21
    assert len(figure(12, 60, 21, "#")) == 14
    assert len(figure(12, 80, 20, "#")) == 14
    assert len(figure(9, 50, 21, "#")) == len(figure(10, 50, 21, "#"))
    assert {len(row) for row in figure(123_456, 40, 20, "#")} == {35}
    assert figure(12, 80, 6, "#") == ["12"]
    assert figure(123_456, 30, 20, "#") == ["123456"]


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("日本", 4), ("e\u0301", 1), ("ﾊﾝ", 2), ("🦶", 2), ("a\u200db", 2), ("", 0), ("↔\ufe0f", 2)],
)
def test_cells(text: str, columns: int) -> None:
    assert cells(text) == columns


def test_cut_keeps_wide_characters_whole() -> None:
    assert cut("日本語", 6, "…") == "日本語"
    assert cut("日本語", 5, "…") == "日本…"
    assert cut("日本語", 4, "…") == "日…"
    assert cut("cafe\u0301 noir", 5, "…") == "cafe\u0301…"
    assert cut("abc", 2, "...") == ".."


def test_wrapped() -> None:
    assert wrapped("one two three", 7, 3, "…") == ["one two", "three"]
    assert wrapped("one two three", 7, 1, "…") == ["one tw…"]
    assert wrapped("unbreakable", 7, 2, "…") == ["unbrea…"]
    assert wrapped("", 7, 2, "…") == []


def test_clean() -> None:
    assert clean(" a\tb\n\nc\x00 ") == "a b c"
    assert clean("soft\u00adly\ufeff") == "softly"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (0.01, "0:01"), (59.5, "1:00"), (200, "3:20"), (3600, "1:00:00"), (3661.5, "1:01:02")],
)
def test_clock(seconds: float, text: str) -> None:
    assert clock(seconds) == text


# -- where there is no terminal -------------------------------------------------------------------


def sections(name: str = "Towel scrunches") -> list[Section]:
    """Four seconds of talk and two repetitions, then another exercise."""
    word = Clip.silence(1000, RATE)
    events = (
        Event(0, word, Kind.SPEECH, "Gather the towel."),
        Event(RATE, word, Kind.TICK, "accent", side="right foot"),
        Event(2 * RATE, word, Kind.COUNT, "one", 1, "right foot", 2 * RATE),
        Event(2 * RATE, word, Kind.TICK, "tick", side="right foot"),
        Event(3 * RATE, word, Kind.TICK, "tick", side="right foot"),
    )
    return [Section(name, 0, 5 * RATE, events), Section("Seated toe taps", 5 * RATE, 9 * RATE, ())]


def test_elsewhere_each_exercise_is_a_line() -> None:
    stream = io.StringIO()
    with LiveView(stream, RATE) as view:
        view.update([], 0, None)
        for frame in range(0, 9 * RATE, RATE // 4):
            view.update(sections(), frame, 9.0)
    assert stream.getvalue() == "Towel scrunches\nSeated toe taps\n"


def test_elsewhere_too_a_name_steers_nothing() -> None:
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, "latin-1", newline="")
    with LiveView(stream, RATE) as view:
        view.update(sections("Fuß\x1b[2J\n日"), 0, None)
    assert written.getvalue() == b"Fu\xdf[2J ?\n"


# -- a terminal of our own ------------------------------------------------------------------------


class Screen(io.StringIO):
    """A stream that says it is a terminal, and has no size of its own."""

    def isatty(self) -> bool:
        return True

    def new_text(self) -> str:
        text = self.getvalue()
        self.seek(0)
        self.truncate()
        return text


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    monkeypatch.setenv("TERM", "xterm")
    return Screen()


def test_redraws_only_what_changed(screen: Screen) -> None:
    with LiveView(screen, RATE) as view:
        view.update(sections(), 2 * RATE, 9.0)
        assert screen.new_text().startswith("\x1b[?1049h")
        view.update(sections(), 2 * RATE, 9.0)
        assert screen.new_text() == ""
        view.update(sections(), 2 * RATE + RATE // 2, 9.0)
        text = screen.new_text()
        assert text.count("\x1b[2K") == 1
        assert "█░" in text


def test_nothing_is_written_before_there_is_something_to_show(screen: Screen) -> None:
    with LiveView(screen, RATE) as view:
        view.update([], 0, None)
    assert screen.getvalue() == ""


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_dumb_terminal_gets_lines(screen: Screen, monkeypatch: pytest.MonkeyPatch, term: str) -> None:
    monkeypatch.setenv("TERM", term)
    with LiveView(screen, RATE) as view:
        view.update(sections(), 0, 9.0)
    assert screen.getvalue() == "Towel scrunches\n"


def test_a_terminal_that_goes_away_does_not_end_the_session(screen: Screen) -> None:
    def gone(_: str) -> int:
        raise OSError(5, "Input/output error")

    with LiveView(screen, RATE) as view:
        view.update(sections(), 0, 9.0)
        screen.write = gone  # type: ignore[method-assign]  # the other end hangs up
        view.update(sections(), RATE, 9.0)
        view.update(sections(), 2 * RATE, 9.0)


# -- a real terminal ------------------------------------------------------------------------------

PATIENCE_SECONDS = 30.0


def drive(control: Path) -> None:
    """Shows the frame that `control` names until it says how to end."""
    name = os.environ.get("EXERCISE", "Towel scrunches")
    with LiveView(sys.stdout, RATE) as view:
        while True:
            wish = json.loads(control.read_text(encoding="utf-8"))
            view.update(sections(name), wish["frame"], 9.0)
            if wish["end"] == "well":
                return
            if wish["end"] == "badly":
                raise LookupError("something broke")
            time.sleep(0.01)


class Tmux:
    """A terminal of `columns` by `rows`, with a shell in it that runs `drive`."""

    def __init__(self, folder: Path, columns: int, rows: int, before: str = "", after: str = "") -> None:
        self.folder = folder
        self._socket = folder / "tmux"
        self._control = folder / "control"
        self.ask(0)
        driver = f"{before} {shlex.join([sys.executable, __file__, str(self._control)])} {after}"
        script = (
            f"cd {folder}; trap : INT; echo before; stty -g > modes-before; {driver}; "
            "echo after $?; stty -g > modes-after; echo over; exec cat"
        )
        (folder / "tmux.conf").write_text("set -g status off\nset -g history-limit 100\n", encoding="utf-8")
        self.run("new-session", "-d", "-x", str(columns), "-y", str(rows), "sh", "-c", script)

    def run(self, *arguments: str) -> str:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "LC_ALL": "C.UTF-8"}
        command = ["tmux", "-u", "-S", str(self._socket), "-f", str(self.folder / "tmux.conf"), *arguments]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, encoding="utf-8", check=True)
        return done.stdout

    def ask(self, frame: int, end: str = "") -> None:
        aside = self._control.with_suffix(".new")
        aside.write_text(json.dumps({"frame": frame, "end": end}), encoding="utf-8")
        aside.replace(self._control)

    def lines(self) -> list[str]:
        return [line.rstrip() for line in self.run("capture-pane", "-p").splitlines()]

    def wait_until(self, holds: Callable[[list[str]], bool]) -> list[str]:
        """Waits for lines on the screen of which `holds` is true."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not holds(lines := self.lines()):
            assert time.monotonic() < deadline, "\n".join(["the screen shows:", *lines])
            time.sleep(0.02)
        return lines

    def wait_for_picture(self, frame: int, columns: int, rows: int, name: str = "Towel scrunches") -> None:
        picture = draw(moment_at(sections(name), frame, RATE, 9.0), columns, rows, colour=False)
        wanted = [line.rstrip() for line in picture] + [""] * (rows - len(picture))
        self.wait_until(wanted.__eq__)

    def assert_as_found(self, status: int) -> None:
        """The driver is over, and the terminal is as it was before."""
        lines = self.wait_until(lambda lines: "over" in lines)
        assert lines[0] == "before"
        assert f"after {status}" in lines
        assert "█" not in "".join(lines)
        flags = self.run("display-message", "-p", "#{cursor_flag} #{wrap_flag} #{alternate_on}")
        assert flags.split() == ["1", "1", "0"]
        modes = [(self.folder / f"modes-{when}").read_text(encoding="utf-8") for when in ("before", "after")]
        assert modes[0] == modes[1]


Open = Callable[..., Tmux]


@pytest.fixture
def tmux() -> Iterator[Open]:
    if shutil.which("tmux") is None and not os.environ.get("CI"):
        pytest.skip("needs tmux: apt-get install tmux")
    opened: list[Tmux] = []
    # The path of a socket is short, so that pytest's own folder will not do.
    with tempfile.TemporaryDirectory(prefix="vf", ignore_cleanup_errors=True) as folder:

        def open_terminal(columns: int, rows: int, before: str = "", after: str = "") -> Tmux:
            own = Path(folder, str(len(opened)))
            own.mkdir()
            opened.append(Tmux(own, columns, rows, before, after))
            return opened[-1]

        yield open_terminal
        for terminal in opened:
            terminal.run("kill-server")


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 15)])
def test_a_terminal_shows_the_session_and_is_given_back(tmux: Open, columns: int, rows: int) -> None:
    terminal = tmux(columns, rows)
    terminal.wait_for_picture(0, columns, rows)
    terminal.ask(2 * RATE)
    terminal.wait_for_picture(2 * RATE, columns, rows)
    terminal.run("send-keys", "typed keys", "Enter")
    terminal.ask(2 * RATE + RATE // 2)
    terminal.wait_for_picture(2 * RATE + RATE // 2, columns, rows)
    terminal.ask(6 * RATE, end="well")
    terminal.assert_as_found(0)


def test_survives_a_resize(tmux: Open) -> None:
    terminal = tmux(80, 24)
    terminal.ask(2 * RATE)
    for columns, rows in [(80, 24), (40, 15), (100, 40), (20, 3), (80, 24)]:
        terminal.run("resize-window", "-x", str(columns), "-y", str(rows))
        terminal.wait_for_picture(2 * RATE, columns, rows)
    terminal.ask(2 * RATE, end="well")
    terminal.assert_as_found(0)


def test_an_error_gives_the_terminal_back(tmux: Open) -> None:
    terminal = tmux(80, 24, after="2> errors")
    terminal.wait_for_picture(0, 80, 24)
    terminal.ask(RATE, end="badly")
    terminal.assert_as_found(1)
    assert "something broke" in (terminal.folder / "errors").read_text(encoding="utf-8")


def test_an_interrupt_gives_the_terminal_back(tmux: Open) -> None:
    terminal = tmux(80, 24, after="2> errors")
    terminal.wait_for_picture(0, 80, 24)
    terminal.run("send-keys", "C-c")
    terminal.assert_as_found(130)


def test_wide_characters_stay_within_their_columns(tmux: Open) -> None:
    name = "足の指でタオルをたぐり寄せる運動、右足と左足"
    terminal = tmux(40, 15, before=f"EXERCISE={name}")
    terminal.ask(2 * RATE)
    terminal.wait_for_picture(2 * RATE, 40, 15, name)


def test_colour_is_for_those_who_want_it(tmux: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = tmux(80, 24)
    plain.wait_for_picture(0, 80, 24)
    assert "\x1b[" not in plain.run("capture-pane", "-p", "-e")
    monkeypatch.delenv("NO_COLOR")
    coloured = tmux(80, 24)
    coloured.wait_for_picture(0, 80, 24)
    assert "\x1b[1mTowel scrunches" in coloured.run("capture-pane", "-p", "-e")


def test_an_old_encoding_shows_plain_figures(tmux: Open) -> None:
    terminal = tmux(80, 24, before="PYTHONIOENCODING=ascii")
    terminal.ask(2 * RATE)
    picture = draw(moment_at(sections(), 2 * RATE, RATE, 9.0), 80, 24, False, ASCII)
    terminal.wait_until([line.rstrip() for line in picture].__eq__)


def test_in_the_background_it_leaves_the_screen_to_the_shell(tmux: Open) -> None:
    terminal = tmux(80, 24, before="set -m;", after="& wait $!")
    assert "Towel scrunches" in terminal.wait_until(lambda lines: "Towel scrunches" in "".join(lines))
    terminal.ask(0, end="well")
    terminal.assert_as_found(0)


if __name__ == "__main__":
    try:
        drive(Path(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(130)
