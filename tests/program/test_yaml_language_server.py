"""What people see who write a routine in an editor: the server that editors run, with our schemas."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.reading.test_read_bad_input import GOOD, TABLE
from tests.support.browser import fail_or_skip
from tests.support.paths import ROUTINES
from tests.support.yaml_server import YamlServer, server_path
from voicefoot.language.packs import LANGUAGES
from voicefoot.model.position import POSITIONS
from voicefoot.model.routine import Announce, CountdownStyle
from voicefoot.model.sound_names import SOUND_NAMES
from voicefoot.reading import read as reader
from voicefoot.reading.builtin import names
from voicefoot.reading.fields import Scope, fields_in
from voicefoot.reading.json_schema import json_schema, translation_schema

UNTOLD = {
    "empty": "nothing is written yet",
    "only a comment": "nothing is written yet",
    "a name alone without a dose": "a dose may stand elsewhere",
    "reps without a pace": "a dose may stand elsewhere",
    "a pace without reps": "a dose may stand elsewhere",
    "no dose": "a dose may stand elsewhere",
    "every beside tempo": "how keys go together",
    "for beside reps": "how keys go together",
    "hold beside tempo": "how keys go together",
    "reps of 20-15": "reckoning",
    "hold of 0 s": "reckoning",
    "hold of 30 h": "reckoning",
    "hold of 30-20s": "reckoning",
    "a session of weeks": "reckoning",
    "reps for an unknown side": "names that are written elsewhere",
    "reps for one side": "names that are written elsewhere",
    "sides of one name": "names are compared without case",
    "pronounce with half a slash": "a language of its own",
    "pronounce with no IPA": "a language of its own",
    "a sound outside": "files",
    "a sound from the root": "files",
    "a sound from a drive": "files",
    "a sound that is not there": "files",
    "a sound that is the routine": "files",
    "a sound that is a folder": "files",
    "two documents": "YAML allows it",
    "a merge key of nonsense": "YAML allows it",
    "a comma in braces": "YAML takes the rest for a key without a value, and the server passes over it",
    "tempo of .nan": "YAML takes it for a number",
}
"""What is wrong and no schema can tell, and what it is about."""

BAD = {
    name: content for name, (content, *_) in TABLE.items() if isinstance(content, str) and len(content) < 6000
}

KEYS = {
    Scope.TOP: "%s\nexercises: [A]\n",
    Scope.BLOCK: "title: T\nexercises:\n  - exercises: [A]\n    %s\n",
    Scope.REST: "title: T\nexercises:\n  - %s\n",
    Scope.EXERCISE: "title: T\nexercises:\n  - %s\n",
    Scope.MOVE: "title: T\nexercises:\n  - name: A\n    moves:\n      - %s\n",
    Scope.TIP: "title: T\nexercises:\n  - name: A\n    tips:\n      - %s\n",
    Scope.SONG: "title: T\nsoundtrack:\n  %s\nexercises: [A]\n",
    Scope.POSITION: "title: T\nposition:\n  %s\nexercises: [A]\n",
}
"""A place for a key of each kind of mapping."""

_numbers = count()


@pytest.fixture(scope="module")
def server() -> Iterator[YamlServer]:
    path = server_path()
    if path is None:
        fail_or_skip("the YAML language server is not installed; npm install yaml-language-server")
    assert path is not None
    with YamlServer(path) as running:
        yield running


@pytest.fixture(scope="module")
def modelines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The first lines of a routine and of a translation."""
    folder = tmp_path_factory.mktemp("schemas")
    lines = {}
    for kind, schema in (("routine", json_schema()), ("translation", translation_schema())):
        path = folder / f"{kind}.schema.json"
        path.write_text(json.dumps(schema), encoding="utf-8")
        lines[kind] = f"# yaml-language-server: $schema={path.as_uri()}\n"
    return lines


def opened(server: YamlServer, text: str) -> str:
    uri = f"file:///routines/{next(_numbers)}.yaml"
    server.open(uri, text)
    return uri


def at_cursor(server: YamlServer, modeline: str, text: str) -> tuple[str, int, int]:
    """Open `text`, and return the place in it at which a `|` stands."""
    before, _, after = (modeline + text).partition("|")
    uri = opened(server, before + after)
    return uri, before.count("\n"), len(before) - before.rfind("\n") - 1


@pytest.fixture(scope="module")
def verdicts(server: YamlServer, modelines: dict[str, str]) -> dict[str, list[str]]:
    """What the server says of each text of the table."""
    uris = {name: opened(server, modelines["routine"] + content) for name, content in BAD.items()}
    return {name: server.problems(uri) for name, uri in uris.items()}


@pytest.mark.parametrize("name", BAD)
def test_it_refuses_what_check_refuses(name: str, verdicts: dict[str, list[str]]) -> None:
    assert bool(verdicts[name]) == (name not in UNTOLD), verdicts[name]
    if name != "out of line":  # the server goes on behind a fault of YAML's own
        assert not any("pattern" in message for message in verdicts[name]), "it is told in words for people"


def test_all_that_it_can_not_tell_is_in_the_table() -> None:
    assert UNTOLD.keys() <= BAD.keys()


def test_it_takes_what_check_takes(server: YamlServer, modelines: dict[str, str]) -> None:
    folder = Path(reader.__file__).parent
    files = [
        folder / "template.yaml",
        *sorted(ROUTINES.glob("*.yaml")),
        *(folder / "routines" / f"{name}.yaml" for name in names()),
    ]
    texts = [file.read_text(encoding="utf-8") for file in files]
    uris = [opened(server, modelines["routine"] + text) for text in [*texts, GOOD, "- {name: A, hold: 9s}\n"]]
    assert [server.problems(uri) for uri in uris] == [[]] * len(uris)


def test_translations(server: YamlServer, modelines: dict[str, str]) -> None:
    folder = Path(reader.__file__).parent / "routines"
    good = sorted(folder.glob("desk.*.yaml"))
    assert len(good) == len(LANGUAGES) - 1
    uris = [opened(server, modelines["translation"] + file.read_text(encoding="utf-8")) for file in good]
    uris += [opened(server, modelines["translation"] + "texts:\n  Feet:\nexercises:\n  Taps:\n")]
    assert [server.problems(uri) for uri in uris] == [[]] * len(uris)
    for text in (
        "title: T\n",
        "texts: [a]\n",
        "exercises: {Taps: a}\n",
        "texts: {a: [b]}\n",
        "language: xx\n",
    ):
        assert server.problems(opened(server, modelines["translation"] + text)), text
    found = server.completions(*at_cursor(server, modelines["translation"], "language: de\n|\n"))
    assert {"texts", "exercises", "pronounce"} <= found.keys()
    assert all(found[key] for key in ("texts", "exercises", "pronounce"))


@pytest.mark.parametrize("scope", Scope)
def test_each_key_is_offered_with_what_it_is_for(
    scope: Scope, server: YamlServer, modelines: dict[str, str]
) -> None:
    found = server.completions(*at_cursor(server, modelines["routine"], KEYS[scope] % "|"))
    missing = fields_in(scope).keys() - found.keys()
    assert missing <= ({"exercises"} if scope in (Scope.TOP, Scope.BLOCK) else set())
    assert all(found[name] for name in fields_in(scope).keys() - missing)


@pytest.mark.parametrize(
    ("scope", "name"), [(scope, name) for scope in Scope for name in fields_in(scope)], ids=str
)
def test_each_key_is_explained_under_the_pointer(
    scope: Scope, name: str, server: YamlServer, modelines: dict[str, str]
) -> None:
    field = fields_in(scope)[name]
    text = KEYS[scope]
    if scope is Scope.EXERCISE and name != "name":
        text = text.replace("- %s", "- name: A\n    %s")  # else a `rest` is one of its own
    if name == "exercises":
        text = "title: T\n%s\n" if scope is Scope.TOP else "title: T\nexercises:\n  - %s\n"
        key = "exerc|ises: [A]"
    else:
        key = f"{name[0]}|{name[1:]}: {json.dumps(field.examples[0]) if field.examples else '[{say: A}]'}"
    told = server.hover(*at_cursor(server, modelines["routine"], text % key))
    assert _plain(field.description) in _plain(told)


def _plain(text: str) -> str:
    """`text` without the signs of Markdown, which the server adds."""
    return re.sub(r"[\\`_]|\s", "", text.replace("&nbsp;", ""))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("language: |", set(LANGUAGES)),
        ("version: |", {"1"}),
        ("shuffle: |", {"once", '"yes"', '"no"'}),
        ("sets_by: |", {"side", "none"}),
        ("countdown: |", set(CountdownStyle)),
        ("until: |", {"told"}),
        ("count: |", {"auto", "every", "every 5", "last 5", "down", "none"}),
        ("position: |", {position.name for position in POSITIONS}),
        ("announce: |", {*Announce, "all", "none"}),
        ("announce:\n  |", set(Announce)),
        ("soundtrack: |", {"groove", "groove calm", "groove steady", "groove lively", "none"}),
        ("sounds:\n  |", set(SOUND_NAMES)),
        ("hold: |", {"10s"}),
    ],
)
def test_values_are_offered(
    text: str, values: set[str], server: YamlServer, modelines: dict[str, str]
) -> None:
    found = server.completions(
        *at_cursor(server, modelines["routine"], f"title: T\n{text}\nexercises: [A]\n")
    )
    assert values <= found.keys()


def test_whether_sides_alternate(server: YamlServer, modelines: dict[str, str]) -> None:
    text = "title: T\nexercises:\n  - name: A\n    alternate: |\n"
    assert {'"yes"', "true"} <= server.completions(*at_cursor(server, modelines["routine"], text)).keys()


@pytest.mark.usefixtures("server")
def test_every_pattern_is_one_for_unicode_too() -> None:
    """Validators read patterns with JavaScript's flag `u`, which takes fewer of them."""
    patterns = sorted({*_patterns(json_schema()), *_patterns(translation_schema())})
    assert len(patterns) > 20
    script = "for (const pattern of JSON.parse(require('fs').readFileSync(0))) new RegExp(pattern, 'u')"
    done = subprocess.run(
        ["node", "-e", script], input=json.dumps(patterns), capture_output=True, text=True, check=False
    )
    assert done.stderr == ""


def _patterns(schema: object) -> Iterator[str]:
    if isinstance(schema, list):
        for each in schema:
            yield from _patterns(each)
    elif isinstance(schema, dict):
        for key, value in schema.items():
            if key == "pattern" and isinstance(value, str):
                yield value
            elif key == "patternProperties":
                yield from value
            yield from _patterns(value)
