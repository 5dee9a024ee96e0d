"""The catalogue is whole, and people find in it what they mean."""

from __future__ import annotations

import re

import pytest

from voicefoot.errors import CommandError
from voicefoot.fetching.addresses import checked, is_secure, join
from voicefoot.fetching.catalogue import CatalogueVoice, catalogue
from voicefoot.speaking.installed_voices import MODEL_FILES, VOICE_FILE

VOICES = catalogue().voices
PLAIN = re.compile(r"[A-Za-z0-9][\w.-]*")
"""What may be the name of a file or folder: nothing that leads elsewhere, on any system."""
DIGITS = {"md5": 32, "sha256": 64}
PACKS = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ja", "zh")


def test_there_are_voices_for_many_languages() -> None:
    assert len(VOICES) > 40
    assert len({language.split("-")[0] for voice in VOICES for language in voice.languages}) >= 38


def test_no_name_is_there_twice() -> None:
    names = [voice.name for voice in VOICES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice.name)
def test_each_voice_is_whole(voice: CatalogueVoice) -> None:
    assert PLAIN.fullmatch(voice.name)
    assert is_secure(voice.address)
    assert is_secure(voice.terms)
    assert all(language.split("-")[0] in catalogue().language_names for language in voice.languages)
    assert "NC" not in voice.licence
    names = [file.name for file in voice.files]
    assert len(set(names)) == len(names)
    assert set(MODEL_FILES[voice.engine]) <= set(names)
    for file in voice.files:
        assert PLAIN.fullmatch(file.name)
        assert file.name != VOICE_FILE
        assert all(PLAIN.fullmatch(part) for part in file.path.split("/"))
        assert re.fullmatch(f"[0-9a-f]{{{DIGITS[file.algorithm]}}}", file.digest)
        assert file.size > 0
        assert is_secure(join(voice.address, file.path))


@pytest.mark.parametrize(
    "voice", [voice for voice in VOICES if voice.engine == "piper"], ids=lambda v: v.name
)
def test_a_voice_of_piper_s_lies_where_its_name_says(voice: CatalogueVoice) -> None:
    language, title, quality = voice.name.split("-")
    folder = f"{language[:2]}/{language}/{title}/{quality}"
    assert [file.path for file in voice.files] == [
        f"{folder}/{voice.name}.onnx", f"{folder}/{voice.name}.onnx.json", f"{folder}/MODEL_CARD"
    ]  # fmt: skip
    assert (voice.title, voice.quality) == (title, quality)
    assert voice.languages[0].split("-")[0] == language[:2]


@pytest.mark.parametrize("language", PACKS)
def test_there_is_a_voice_for_each_language_of_ours(language: str) -> None:
    voice = catalogue().best_for(language)
    assert voice is not None
    assert voice.speaks(language)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("de", "de_DE-thorsten-medium"),
        ("DE", "de_DE-thorsten-medium"),
        ("de-AT", "de_DE-thorsten-medium"),
        ("de_DE", "de_DE-thorsten-medium"),
        ("German", "de_DE-thorsten-medium"),
        ("deutsch", "de_DE-thorsten-medium"),
        ("thorsten", "de_DE-thorsten-medium"),
        ("de_DE-thorsten-high", "de_DE-thorsten-high"),
        ("de_de-THORSTEN-high", "de_DE-thorsten-high"),
        ("de_DE-thorsten-h", "de_DE-thorsten-high"),
        ("thor", "de_DE-thorsten-medium"),
        ("pt", "kokoro"),
        ("pt-BR", "kokoro"),
        ("pt-PT", "pt_PT-tugão-medium"),
        ("tugão", "pt_PT-tugão-medium"),
        ("ja", "kokoro"),
        ("日本語", "kokoro"),
        ("Kokoro", "kokoro"),
        ("nl_NL", "nl_NL-ronnie-medium"),
        ("zh-Hans-CN", "zh_CN-huayan-medium"),
        ("no", "no_NO-talesyntese-medium"),
    ],
)
def test_a_voice_is_found(typed: str, name: str) -> None:
    assert catalogue().find(typed).name == name


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("tr", 'there is no voice "tr", and none for such a language; for all, type: voicefoot voices'),
        ("thorstn", 'did you mean "thorsten"? For all, type: voicefoot voices'),
        ("../../x", 'there is no voice "../../x", and none'),
        ("x\x1b[31m", 'there is no voice "x<U+001B>[31m", and none'),
        ("de_DE-t", '"de_DE-t" may be "de_DE-thorsten-medium" or "de_DE-thorsten-high"; type more of it'),
        ("", 'there is no voice ""'),
        ("  ", "there is no voice"),
    ],
)
def test_a_voice_is_not_found(typed: str, told: str) -> None:
    with pytest.raises(CommandError) as raised:
        catalogue().find(typed)
    assert told in str(raised.value)


def test_a_language_has_its_name() -> None:
    names = {code: catalogue().language_name(code) for code in ("de", "pt-BR", "zh_CN", "xx")}
    assert names == {"de": "German", "pt-BR": "Portuguese", "zh_CN": "Chinese", "xx": "xx"}


@pytest.mark.parametrize(
    "address",
    [
        "http://elsewhere.example/",
        "ftp://x/",
        "file:///etc",
        "https://",
        "x://y",
        "https://[bad",
        "http://127.0.0.1.example/",
    ],
)
def test_an_address_that_is_not_asked(address: str) -> None:
    with pytest.raises(CommandError, match="is no address to fetch from; it begins with https://"):
        checked(address)


def test_an_address_that_is_asked() -> None:
    for address in ("https://mirror.example/voices", "http://127.0.0.1:8000/", "http://[::1]:8000/x"):
        assert checked(address) == address
    assert join("https://mirror.example/voices/", "pt/tugão x.onnx") == (
        "https://mirror.example/voices/pt/tug%C3%A3o%20x.onnx"
    )
