"""Piper's voices: a real model speaks, and what is wrong with a folder is said plainly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.real_voices import data_home, describe, install_piper, need, package_folder
from voicefoot.audio import Clip
from voicefoot.dsp.leveling import trim_silence
from voicefoot.errors import CommandError, VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.engine_piper import adapter, read_description, sentence_ids
from voicefoot.speaking.espeak_phonemes import Clause
from voicefoot.speaking.installed_voices import InstalledVoice
from voicefoot.speaking.sentences import PAUSE_SECONDS
from voicefoot.speaking.subprocess_voice import RetryPolicy, SubprocessVoice
from voicefoot.storage.paths import voices_folder

LINE = "Gather the towel with your toes, heel down."
IDS = {"_": [0], "^": [1], "$": [2], " ": [3], ",": [4], ".": [5], "a": [6], "\u0303": [7], "o": [8, 9]}


def in_a_process(variant: str | None = None, language: str = "en") -> SubprocessVoice:
    return SubprocessVoice(
        "voicefoot.speaking.engine_piper:adapter",
        variant,
        language,
        name="piper",
        identity=adapter.identity(variant, language),
        policy=RetryPolicy(start_seconds=120.0, phrase_seconds=120.0, attempts=1),
    )


@pytest.fixture(scope="module")
def joe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SubprocessVoice]:
    with data_home(tmp_path_factory.mktemp("piper")) as folder:
        install_piper(folder)
        with closing(in_a_process()) as voice:
            voice.say(Phrase("Ready"))
            yield voice


def seconds(voice: SubprocessVoice, text: str, speed: float = 1.0) -> float:
    return trim_silence(voice.say(Phrase(text, speed))).seconds


def reason(variant: str | None = None) -> str:
    """What a process of the installed voice says in place of speaking."""
    with closing(in_a_process(variant)) as voice, pytest.raises(VoiceError) as caught:
        voice.say(Phrase("Ready"))
    return str(caught.value)


def test_the_same_words_are_the_same_samples_in_another_process_too(
    joe: SubprocessVoice, tmp_path: Path
) -> None:
    first = joe.say(Phrase(LINE))
    joe.say(Phrase("Something else."))
    assert np.array_equal(joe.say(Phrase(LINE)).samples, first.samples)
    with data_home(tmp_path) as folder:
        install_piper(folder)
        with closing(in_a_process("en_us")) as other:
            assert np.array_equal(other.say(Phrase(LINE)).samples, first.samples)


@pytest.mark.parametrize("text", ["one", "seven", "Seven.", "twenty-seven", "27", "up", "Ready, and"])
def test_it_speaks_short_words(text: str, joe: SubprocessVoice) -> None:
    assert 0.15 < seconds(joe, text) < 1.5


def test_it_speaks_every_sentence_and_pauses_between(joe: SubprocessVoice) -> None:
    both = seconds(joe, "Heel down. Toes up!")
    assert both == pytest.approx(
        seconds(joe, "Heel down.") + PAUSE_SECONDS + seconds(joe, "Toes up!"), abs=0.15
    )


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.3, 1.6, 2.0, 2.5])
def test_it_heeds_the_speed(speed: float, joe: SubprocessVoice) -> None:
    assert seconds(joe, LINE, speed) == pytest.approx(seconds(joe, LINE) / speed, rel=0.12)


def test_where_no_voice_is_installed_it_says_how_to_get_one() -> None:
    status = adapter.status()
    assert not status.available
    assert not status.broken
    assert "voicefoot voices get" in status.detail
    with pytest.raises(VoiceError, match="voicefoot voices get de"):
        adapter.identity(None, "de-AT")


def small_voice(name: str, language: str, **said: Any) -> Path:
    """A voice whose model nobody loads, in the folder of this test."""
    folder = voices_folder() / name
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(name.encode())
    description = {
        "audio": {"sample_rate": 22_050}, "espeak": {"voice": "de"}, "phoneme_id_map": IDS, "num_speakers": 2,
    }  # fmt: skip
    (folder / "model.onnx.json").write_text(json.dumps(description | said), encoding="utf-8")
    return describe(folder, {"engine": "piper", "language": language})


def test_the_nearest_of_several_voices_speaks() -> None:
    small_voice("a_gb", "en-GB")
    small_voice("b_us", "en-US")
    small_voice("c_de", "de")
    need("onnxruntime")
    assert adapter.status().available
    assert adapter.status().languages == ("en-GB", "en-US", "de")
    assert adapter.status().variants == ("a_gb", "b_us", "c_de")
    for asked, language, name in [
        (None, "en", "a_gb"),
        (None, "en_US", "b_us"),
        (None, "de-AT", "c_de"),
        ("B", "en", "b_us"),
        ("b_us", "en-GB", "b_us"),
    ]:
        assert adapter.identity(asked, language).startswith(f"piper:{name}, ")
    with pytest.raises(VoiceError, match='the voice c_de speaks de, and the routine is in "en"'):
        adapter.identity("c_de", "en")
    with pytest.raises(VoiceError, match="no such voice for fr is here; type: voicefoot voices get fr"):
        adapter.identity(None, "fr")
    with pytest.raises(CommandError, match='no voice called "x"'):
        adapter.identity("x", "en")


def test_another_model_of_the_same_name_is_another_voice() -> None:
    folder = small_voice("voice", "en")
    before = adapter.identity(None, "en")
    (folder / "model.onnx").write_bytes(b"trained anew")
    describe(folder, {"engine": "piper", "language": "en"})
    changed = adapter.identity(None, "en")
    describe(folder, {"engine": "piper", "language": "en", "speaker": 1})
    assert len({before, changed, adapter.identity(None, "en")}) == 3


def test_half_of_it_is_a_broken_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    small_voice("voice", "en")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    status = adapter.status()
    assert (status.available, status.broken) == (False, True)
    assert 'onnxruntime is not installed; pip install "voicefoot[voices]"' in status.detail


def test_a_damaged_model_is_known_by_its_digest() -> None:
    need("onnxruntime")
    folder = small_voice("voice", "en", espeak={"voice": "en-us"})
    (folder / "model.onnx").write_bytes(b"damage")
    assert "the voice voice is damaged (model.onnx is not what was fetched)" in reason()
    assert "voicefoot voices get voice" in reason()


def test_what_is_no_model_is_told() -> None:
    need("onnxruntime")
    small_voice("voice", "en", espeak={"voice": "en-us"})
    assert "the voice voice can't be loaded" in reason()


def test_a_model_of_another_kind_is_told() -> None:
    need("onnxruntime", "hibari")
    folder = small_voice("voice", "en", espeak={"voice": "en-us"})
    other = next(package_folder("hibari").rglob("*.onnx"))
    (folder / "model.onnx").write_bytes(other.read_bytes())
    describe(folder, {"engine": "piper", "language": "en"})
    assert "model.onnx of the voice voice is a model of another kind (it takes no " in reason()


def test_a_speaker_that_it_does_not_have_is_refused() -> None:
    folder = install_piper(voices_folder(), "joe")
    describe(folder, {"engine": "piper", "language": "en", "speaker": 7})
    assert 'the voice joe has no speaker "7"; it has 1, counted from 0' in reason()


@pytest.mark.parametrize(
    "said",
    [
        {"audio": {}},
        {"audio": {"sample_rate": "fast"}},
        {"audio": {"sample_rate": 1}},
        {"audio": []},
        {"espeak": {}},
        {"inference": {"length_scale": 0.0}},
        {"phoneme_id_map": {"a": [1]}},
        {"phoneme_id_map": ["a"]},
        {"phoneme_id_map": IDS | {"a": 3}},
        {"num_speakers": "two"},
        {"phoneme_map": ["c"]},
        {"phoneme_map": {"c": 7}},
    ],
)
def test_a_description_that_says_nonsense_is_told(said: dict[str, Any]) -> None:
    folder = small_voice("voice", "en", **said)
    with pytest.raises(VoiceError, match=r"model.onnx.json of the voice v can't be used; type: voicefoot"):
        read_description(InstalledVoice("v", "piper", "en", "V", folder))


def test_phonemes_of_another_kind_are_told() -> None:
    folder = small_voice("voice", "zh", phoneme_type="pinyin")
    with pytest.raises(VoiceError, match='wants phonemes of the kind "pinyin"'):
        read_description(InstalledVoice("v", "piper", "zh", "V", folder))


def test_letters_in_place_of_phonemes_are_understood() -> None:
    folder = small_voice("voice", "uk", phoneme_type="text")
    assert read_description(InstalledVoice("v", "piper", "uk", "V", folder)).espeak_voice is None


def test_each_sentence_has_its_ends_and_each_phoneme_its_pad() -> None:
    clauses = [Clause("a", ","), Clause("ao", "."), Clause("ã!x", "?"), Clause("a", "")]
    assert list(sentence_ids(clauses, IDS)) == [
        [1, 0, 6, 0, 4, 0, 3, 0, 6, 0, 8, 9, 0, 5, 0, 2],
        [1, 0, 6, 0, 7, 0, 2],
        [1, 0, 6, 0, 5, 0, 2],
    ]


def test_phonemes_that_a_model_was_trained_without_are_replaced() -> None:
    folder = small_voice("voice", "pt-BR", espeak={"voice": "pt-br"}, phoneme_map={"x": ["a", "o"]})
    description = read_description(InstalledVoice("v", "piper", "pt-BR", "V", folder))
    assert description.replaced == {"c": "k", "x": "ao"}
    assert list(sentence_ids([Clause("x", "")], IDS, description.replaced)) == [
        [1, 0, 6, 0, 8, 9, 0, 5, 0, 2]
    ]


def test_what_a_model_does_not_know_is_no_sentence() -> None:
    assert list(sentence_ids([Clause("ʘ", "")], IDS)) == []


def test_a_clip_has_the_rate_of_its_model(joe: SubprocessVoice) -> None:
    clip: Clip = joe.say(Phrase("Ready"))
    assert (clip.sample_rate, clip.channels) == (22_050, 1)
