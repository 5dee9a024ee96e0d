"""What `play --watch` reads again, and what it tells of it."""

from __future__ import annotations

import threading
import wave
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

import pytest

from voicefoot.cli.preview import preview_request
from voicefoot.cli.session import prepare_session
from voicefoot.cli.watch import RoutineWatch
from voicefoot.errors import VoiceError
from voicefoot.playing.revision import Revision

ROUTINE = """\
title: Two of them
sides: none
sounds: {tick: tick.wav}
exercises:
  - {name: Bridge, say: Lift your hips., reps: 4, every: 4s}
  - {name: Plank, say: Make yourself long., hold: 40s}
"""
TIMEOUT_SECONDS = 60.0
"""How long to wait before a test fails; nothing is right or wrong because of it."""


class Watched:
    """The file of a session that is watched; it notes what the session and its view are given."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.revisions: SimpleQueue[Revision] = SimpleQueue()
        self.notices: SimpleQueue[str] = SimpleQueue()

    def revise(self, revision: Revision) -> None:
        self.revisions.put(revision)

    def show_notice(self, notice: str, seconds: float | None = None) -> None:  # noqa: ARG002 - the port's shape
        self.notices.put(notice)

    def save(self, old: str, new: str) -> None:
        self.file.write_text(self.file.read_text().replace(old, new), encoding="utf-8")

    def revision(self) -> Revision:
        return self.revisions.get(timeout=TIMEOUT_SECONDS)

    def notice(self) -> str:
        return self.notices.get(timeout=TIMEOUT_SECONDS)


Watch = Callable[[str], tuple[Watched, RoutineWatch]]


def write_sound(path: Path, frames: int) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(b"\1\2" * frames)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[Watched, RoutineWatch]]:
    write_sound(tmp_path / "tick.wav", 500)
    file = tmp_path / "two.yaml"
    file.write_text(ROUTINE, encoding="utf-8")
    noted = Watched(file)
    request = preview_request(voice="pyttsx3")
    with (
        prepare_session(str(file), request) as session,
        RoutineWatch(str(file), request, session, noted, noted) as watch,
    ):
        yield noted, watch


def wait_for_looks(watch: RoutineWatch, times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait until it has come so often to where it looks at its files again."""
    looks = threading.Semaphore(0)
    wait = watch._ends.wait

    def counted(seconds: float) -> bool:
        looks.release()
        return wait(seconds)

    with monkeypatch.context() as patch:
        patch.setattr(watch._ends, "wait", counted)
        for _ in range(times):
            assert looks.acquire(timeout=TIMEOUT_SECONDS)


def test_what_was_saved_is_handed_on_and_one_after_the_other(
    watched: tuple[Watched, RoutineWatch], monkeypatch: pytest.MonkeyPatch
) -> None:
    noted, watch = watched
    noted.save("hips", "hips slowly")
    first = noted.revision()
    assert first.changes.changed == {0}
    noted.save("long", "very long")
    wait_for_looks(watch, 3, monkeypatch)
    assert noted.revisions.empty(), "the session has not gone on with the first one"
    first.tell(None)
    assert noted.notice() == "It goes on as it was saved."
    second = noted.revision()
    assert second.changes.changed == {1}
    assert watch.problem is None


def test_what_the_session_can_not_go_on_with_is_compared_again(
    watched: tuple[Watched, RoutineWatch],
) -> None:
    noted, watch = watched
    noted.save("hips", "hips slowly")
    noted.revision().tell(VoiceError("it has no such words; take others"))
    assert noted.notice() == "it has no such words; take others (it plays on as it was)"
    assert watch.problem is not None
    noted.save("long", "very long")
    assert noted.revision().changes.changed == {0, 1}


def test_what_is_known_may_get_another_name(tmp_path: Path) -> None:
    """`play` says little about exercises that were done often; it names them itself."""
    file = tmp_path / "two.yaml"
    file.write_text(ROUTINE.replace("sounds: {tick: tick.wav}\n", ""), encoding="utf-8")
    noted = Watched(file)
    request = preview_request(voice="pyttsx3")
    request = replace(request, choices=replace(request.choices, brief_for=frozenset({"Bridge", "Plank"})))
    with (
        prepare_session(str(file), request) as session,
        RoutineWatch(str(file), request, session, noted, noted),
    ):
        for old, new in (("Bridge", "High bridge"), ("Plank", "Long plank")):
            noted.save(old, new)
            revision = noted.revision()
            revision.tell(None)
        assert [section.name for section in revision.plan.sections] == ["High bridge", "Long plank"]


def test_its_sounds_and_its_translations_are_watched(watched: tuple[Watched, RoutineWatch]) -> None:
    noted, _ = watched
    write_sound(noted.file.with_name("tick.wav"), 700)
    revision = noted.revision()
    assert next(clip for name, clip in revision.sounds.items() if name == "tick").frames == 700
    assert revision.changes.changed == frozenset()


def test_a_mistake_in_a_translation_is_told_with_the_name_of_its_file(tmp_path: Path) -> None:
    file, beside = tmp_path / "two.yaml", tmp_path / "two.de.yaml"
    file.write_text(ROUTINE.replace("sounds: {tick: tick.wav}\n", ""), encoding="utf-8")
    beside.write_text("language: de\ntexts:\n  Two of them: Zwei\n", encoding="utf-8")
    noted = Watched(beside)
    request = preview_request(voice="pyttsx3", language="de")
    with (
        prepare_session(str(file), request) as session,
        RoutineWatch(str(file), request, session, noted, noted),
    ):
        noted.save("texts:", "tests:\ntexts:")
        assert noted.notice().startswith("two.de.yaml, line 2: ")
        noted.save("tests:\ntexts:\n  Two of them: Zwei", "texts:\n  Two of them: Zwei davon")
        assert noted.revision().plan.title == "Zwei davon"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("hold:", "hodl:", "Line 6: there is no key `hodl` in an exercise; did you mean `hold`?"),
        ("sides: none", "sides: none\nlanguage: de", "the language was changed; stop, and play it again"),
        ("reps: 4, every", "resp: 4, evry", "(and 2 more; it plays on as it was)"),
        (ROUTINE, "[", "Line 2: a bracket is opened here and never closed"),
    ],
)
def test_what_is_wrong_is_told_and_what_is_mended_goes_on(
    watched: tuple[Watched, RoutineWatch], old: str, new: str, says: str
) -> None:
    noted, watch = watched
    noted.save(old, new)
    notice = noted.notice()
    assert notice.endswith("it plays on as it was)")
    assert says in notice
    assert watch.problem is not None
    noted.file.write_text(ROUTINE.replace("hips", "hips up"), encoding="utf-8")
    noted.revision().tell(None)
    assert noted.notice() == "It goes on as it was saved."
    assert watch.problem is None
