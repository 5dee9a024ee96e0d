"""The whole program in the language that one chooses, and a history that all languages share."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from voicefoot.cli.from_history import resolve_play
from voicefoot.cli.main import run
from voicefoot.cli.options import SessionRequest
from voicefoot.cli.session import system_language
from voicefoot.errors import CommandError
from voicefoot.history.records import NewSession
from voicefoot.history.store import History
from voicefoot.model.choices import Choices, Level, Talk
from voicefoot.model.stems import Gains
from voicefoot.reading.read import read_with_warnings
from voicefoot.storage.paths import history_file
from voicefoot.timeline.bookmark import Bookmark

pytestmark = pytest.mark.usefixtures("hurried", "shared_clips")

FEET = """\
title: Feet
sides: [right foot, left foot]
exercises:
  - {name: Lifts, say: Lift., equipment: [towel], get_ready: 0s, reps: 1-3, every: 1s, note: Slowly.}
  - {name: Taps, say: Tap., get_ready: 0s, reps: 1-3, every: 1s}
"""
GERMAN = """\
language: de
texts:
  Feet: Füße
  right foot: rechter Fuß
  left foot: linker Fuß
exercises:
  Lifts: {Lifts: Heben, Lift.: Hoch., towel: Handtuch, Slowly.: Langsam.}
  Taps: {Taps: Tippen, Tap.: Tipp.}
"""
NAMES = ("Lifts", "Taps")


@pytest.fixture(autouse=True)
def _light_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEFOOT_VOICE", "pyttsx3")


@pytest.fixture
def feet(tmp_path: Path) -> Path:
    (tmp_path / "feet.de.yaml").write_text(GERMAN, encoding="utf-8")
    path = tmp_path / "feet.yaml"
    path.write_text(FEET, encoding="utf-8")
    return path


def request(language: str | None = None, *, auto: bool = True) -> SessionRequest:
    return SessionRequest(
        Choices(), None, 1.0, 48_000, Gains(), None, language, auto_level=auto, auto_talk=auto
    )


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert run(["show", *words, "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def names(score: dict[str, object]) -> list[str]:
    sections = score["sections"]
    assert isinstance(sections, list)
    return [section["name"] for section in sections]


# -- which language --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "tag"),
    [
        ({"LC_ALL": "de_AT.UTF-8", "LANG": "fr_FR.UTF-8"}, "de-AT"),
        ({"LC_ALL": "", "LC_MESSAGES": "sr_RS@latin", "LANG": "fr_FR"}, "sr-RS"),
        ({"LC_ALL": "", "LANG": "fr"}, "fr"),
        ({"LC_ALL": "C.UTF-8", "LANG": "fr"}, ""),
        ({"LC_ALL": "", "LANG": "POSIX"}, ""),
        ({"LC_ALL": ""}, ""),
    ],
)
def test_the_systems_language_is_that_of_its_messages(
    settings: dict[str, str], tag: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert system_language() == tag


def test_it_is_coached_in_the_language_that_is_asked_for(
    feet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    german = shown(capsys, str(feet), "--language", "de")
    assert (german["title"], german["language"], names(german)) == ("Füße", "de", ["Heben", "Tippen"])
    english = shown(capsys, str(feet))
    assert (english["title"], english["language"], names(english)) == ("Feet", "en", [*NAMES])


def test_without_a_wish_it_is_the_systems_where_there_is_that(
    feet: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert shown(capsys, str(feet))["language"] == "de"
    assert shown(capsys, str(feet), "--language", "en")["language"] == "en"
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert shown(capsys, str(feet))["language"] == "en"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["show", "FEET", "--language", "fr"], "not in French (fr); there is English (en) and German (de)"),
        (["export", "tabata", "-o", "x.mp3", "--language", "de"], "tabata is not in German (de)"),
        (["play", "FEET", "--language", "German"], '"German" is not a known language; did you mean de?'),
        (["check", "FEET", "--language", "ja"], "not in Japanese (ja)"),
        (["new", "x.yaml", "--language", "de"], "say which with --from"),
        (["new", "x.yaml", "--from", "tabata", "--language", "de"], "tabata is not in German (de)"),
    ],
)
def test_what_is_not_there_is_told(
    words: list[str], told: str, feet: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(feet.parent)
    assert run([str(feet) if word == "FEET" else word for word in words]) == 2
    assert told in " ".join(capsys.readouterr().err.split())
    assert not Path("x.yaml").exists()


@pytest.mark.parametrize(
    "words",
    ["--only tipp", "--only Taps", "--skip heb", "--from taps", "--without Handtuch", "--without towel"],
)
def test_what_is_typed_may_be_in_both_languages(
    words: str, feet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert names(shown(capsys, str(feet), "--language", "de", *words.split())) == ["Tippen"]


@pytest.mark.parametrize("side", ["linker", "left foot"])
def test_so_may_a_side(side: str, feet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", str(feet), "--language", "de", "--first-side", side]) == 0
    told = capsys.readouterr().out
    assert "Linker Fuß zuerst." in told
    assert run(["show", str(feet), "--language", "de", "--only", "hebel"]) == 2
    assert 'did you mean "Heben"?' in capsys.readouterr().err


# -- one history for all languages -----------------------------------------------------------------


def begun_of(feet: Path) -> NewSession:
    return NewSession(
        str(feet), "Feet", "gentle", "full", NAMES, ["twice", "twice"], level_why="", talk_why=""
    )


def test_what_was_learned_in_one_language_is_known_in_another(feet: Path) -> None:
    history, begun = History(history_file()), begun_of(feet)
    for days in (5, 3, 1):
        number = history.begin(begun, datetime.now(UTC) - timedelta(days=days))
        history.heard(number, Bookmark(1, 2), 60.0, [begun.done(0), begun.done(1)], finished=True)
    found = resolve_play(str(feet), request("de"), resume=False)
    assert (found.request.choices.level, found.request.choices.talk) == (Level.STANDARD, Talk.BRIEF)
    assert found.request.choices.announce.startswith("Ab heute")


def test_a_session_is_gone_on_with_in_another_language(
    feet: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_opened(*_: object, **__: object) -> None:
        raise CommandError("this is as far as it goes")

    history, begun = History(history_file()), begun_of(feet)
    history.heard(history.begin(begun), Bookmark(1, 2, 0, 0.5), 20.0, [begun.done(0)])
    with monkeypatch.context() as patch:
        patch.setattr("voicefoot.cli.play.open_session", not_opened)
        assert run(["play", str(feet), "--language", "de", "--output", "null"]) == 2
    assert "You stopped in Tippen last time" in capsys.readouterr().err
    assert run(["play", str(feet), "--language", "de", "--resume", "--output", "null"]) == 0
    told = capsys.readouterr().err
    assert "Tippen\n" in told
    assert f"The same again: voicefoot play {feet} --level gentle --talk full --language de" in told
    latest = history.sessions()[0]
    assert (latest.exercises, latest.done, latest.finished) == (NAMES, 2, True)
    assert [each.name for each in latest.done_now] == ["Taps"]


def test_the_same_again_says_a_language_only_where_there_are_several(feet: Path) -> None:
    resolved = resolve_play(str(feet), request(), resume=False)
    assert resolved.repeat_command("pyttsx3")[6:8] == ("--language", "en")
    alone = resolve_play("tabata", request(), resume=False)
    assert "--language" not in alone.repeat_command("pyttsx3")


def test_a_brief_exercise_is_named_in_either_language(feet: Path) -> None:
    from voicefoot.planning.plan import plan

    german = read_with_warnings(feet, "de").routine
    briefs = [plan(german, Choices(brief_for=frozenset({name}))) for name in ("heben", "Lifts")]
    assert briefs[0] == briefs[1] != plan(german)


# -- files -----------------------------------------------------------------------------------------


def test_files_carry_the_language(feet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("ffprobe") is None:
        pytest.skip("ffprobe is not installed")
    monkeypatch.chdir(feet.parent)
    feet.write_text(FEET.replace("exercises:", "rounds: 2\nexercises:"), encoding="utf-8")
    for ending in ("mp3", "m4a", "html"):
        assert run(["export", str(feet), "--language", "de", "-o", f"feet.{ending}", "--transcript"]) == 0
    tags = {ending: _tags(Path(f"feet.{ending}")) for ending in ("mp3", "m4a")}
    assert "lyrics-deu" in tags["mp3"]["format"]
    assert tags["m4a"]["stream"]["language"] == "deu"
    for of in tags.values():
        assert of["format"]["title"] == "Füße"
        assert of["format"]["comment"].splitlines()[0] == "Heben (Runde 1 von 2): Zweimal pro Seite."
    page = Path("feet.html").read_text(encoding="utf-8")
    assert '<html lang="de"' in page
    assert "Heben (Runde 2 von 2)" in page
    captions = Path("feet.vtt").read_text(encoding="utf-8")
    assert "Rechter Fuß" in captions


def _tags(file: Path) -> dict[str, dict[str, str]]:
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams", str(file)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    sound = next(each for each in found["streams"] if each["codec_type"] == "audio")
    return {"format": found["format"]["tags"], "stream": sound.get("tags", {})}


# -- writing routines ------------------------------------------------------------------------------


def test_check_tells_of_translations(feet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    german = feet.with_name("feet.de.yaml")
    assert run(["check", str(feet), str(german)]) == 0
    told = capsys.readouterr()
    assert "; also in de\n" in told.out
    assert f"{german}: good; a translation to German (de)\n" in told.out
    assert told.err == ""
    german.write_text(GERMAN.replace("Tap.: Tipp.", "Step.: Tritt."), encoding="utf-8")
    for file in (feet, german):
        assert run(["check", str(file)]) == 0
        assert f'{german}:8:24: warning: "Step." is no longer' in capsys.readouterr().err
    assert run(["check", str(feet), str(german)]) == 0
    assert capsys.readouterr().err.count("is no longer") == 1, "it is told once"
    german.write_text("texts: [\n", encoding="utf-8")
    for file in (feet, german):
        assert run(["check", str(file)]) == 2
        assert capsys.readouterr().err.startswith(f"{german}:")


def test_a_new_routine_may_be_in_another_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "my.yaml"
    assert run(["new", str(path), "--from", "toothb", "--language", "fr"]) == 0
    assert run(["check", str(path)]) == 0
    assert "my.yaml: good; about 2:00\n" in capsys.readouterr().out
    assert "language: fr\n" in path.read_text(encoding="utf-8")
