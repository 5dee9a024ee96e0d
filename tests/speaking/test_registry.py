"""Finding voices and choosing one: never another than was asked for, and never without a reason."""

from __future__ import annotations

import importlib.util
from contextlib import suppress
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from voicefoot.errors import CommandError, VoiceError
from voicefoot.model.phrase import Phonemes, Phrase
from voicefoot.speaking import registry
from voicefoot.speaking.engine_hibari import HibariAdapter
from voicefoot.speaking.engine_pyttsx3 import Pyttsx3Adapter
from voicefoot.speaking.ports import VoiceStatus
from voicefoot.speaking.registry import choose, open_voice, voices
from voicefoot.speaking.subprocess_voice import RetryPolicy, SubprocessVoice

OURS = {
    "natural": "voicefoot.speaking.engine_hibari:adapter",
    "pyttsx3": "voicefoot.speaking.engine_pyttsx3:adapter",
}
STRANGERS = {
    "faulty": "tests.support.voices:faulty",
    "gone": "tests.nowhere:adapter",
    "hollow": "tests.support.voices:nothing",
    "sick": "tests.speaking.test_registry:sick",
}


class Sick:
    def status(self) -> VoiceStatus:
        raise OSError("its library is gone")


sick = Sick()


def register(monkeypatch: pytest.MonkeyPatch, points: dict[str, str]) -> None:
    found = [EntryPoint(name, value, registry.GROUP) for name, value in points.items()]
    monkeypatch.setattr(registry, "entry_points", lambda group: found if group == registry.GROUP else [])


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    register(monkeypatch, STRANGERS | OURS)


def natural_is(monkeypatch: pytest.MonkeyPatch, *, available: bool, broken: bool = False) -> None:
    status = VoiceStatus("natural", available, "its state; its cure", ("en",), broken=broken)
    monkeypatch.setattr(HibariAdapter, "status", lambda _: status)
    monkeypatch.setattr(HibariAdapter, "identity", lambda *_: "natural:heart")


def test_all_voices_are_listed_and_broken_ones_say_why() -> None:
    found = {status.name: status for status in voices()}
    assert list(found) == ["natural", "pyttsx3", "faulty", "gone", "hollow", "sick"]
    assert found["pyttsx3"].available
    assert found["faulty"].available
    assert not any(found[name].available for name in ("gone", "hollow", "sick"))
    assert all(found[name].broken for name in ("gone", "hollow", "sick"))
    assert "tests.nowhere" in found["gone"].detail
    assert "library is gone" in found["sick"].detail


@pytest.mark.parametrize("asked", [None, ""])
def test_the_natural_voice_speaks_english_where_it_is_installed(
    asked: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    natural_is(monkeypatch, available=True)
    assert choose(asked, "en").name == "natural"
    assert choose(asked, "en-GB").name == "natural"
    assert choose(asked, "en_US").name == "natural"
    assert choose(asked, "de").name == "pyttsx3"
    assert choose(asked, "enm").name == "pyttsx3"


def test_pyttsx3_speaks_where_the_natural_voice_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    natural_is(monkeypatch, available=False)
    choice = choose(None, "en")
    assert choice.name == "pyttsx3"
    assert choice.notice is None


def test_a_broken_natural_voice_is_not_replaced_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    natural_is(monkeypatch, available=False, broken=True)
    notices: list[str] = []
    with open_voice(choose(None, "en"), 48_000, None, on_notice=notices.append) as voice:
        assert voice.name == "pyttsx3"
    assert notices == ["the voice natural is not used: its state; its cure"]


@pytest.mark.parametrize(
    ("asked", "name", "variant"),
    [
        ("pyttsx3", "pyttsx3", None),
        ("PYTTSX3", "pyttsx3", None),
        ("py", "pyttsx3", None),
        ("pyttsx3:en-us", "pyttsx3:en-us", "en-us"),
        ("Pyt:EN-us", "pyttsx3:EN-us", "EN-us"),
        ("pyttsx3:", "pyttsx3", None),
        ("nat", "natural", None),
    ],
)
def test_names_are_typed_as_one_likes(
    asked: str, name: str, variant: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    natural_is(monkeypatch, available=True)
    choice = choose(asked, "en")
    assert (choice.name, choice.variant) == (name, variant)


def test_an_unknown_name_is_answered_with_a_guess() -> None:
    with pytest.raises(CommandError, match=r'"natral".*did you mean "natural"'):
        choose("natral", "en")


def test_an_asked_voice_that_is_missing_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(VoiceError, match=r'pip install "voicefoot\[natural\]"') as caught:
        choose("natural", "en")
    assert caught.value.exit_code == 4


@pytest.mark.parametrize("name", ["gone", "hollow", "sick"])
def test_an_asked_voice_that_is_broken_says_why(name: str) -> None:
    with pytest.raises(VoiceError, match=f"the voice {name} is not available: it is broken"):
        choose(name, "en")


def test_an_asked_voice_of_another_language_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    natural_is(monkeypatch, available=True)
    with pytest.raises(VoiceError, match='natural speaks en, and the routine is in "de"'):
        choose("natural", "de")


def test_no_voice_at_all_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    natural_is(monkeypatch, available=False)
    missing = VoiceStatus("pyttsx3", False, "espeakng-loader is not installed")
    monkeypatch.setattr(Pyttsx3Adapter, "status", lambda _: missing)
    with pytest.raises(VoiceError, match=r"no voice for en; natural: its state.*pyttsx3: espeakng-loader is"):
        choose(None, "en")
    register(monkeypatch, {})
    with pytest.raises(VoiceError, match="reinstall voicefoot"):
        choose(None, "en")


def test_a_strangers_voice_speaks_through_the_whole_stack(tmp_path: Path) -> None:
    choice = choose("faulty:well", "en")
    with open_voice(choice, 44_100, tmp_path, 2.0) as voice:
        clip = voice.say(Phrase("Ready."))
        assert voice.name == "faulty:well"
        assert voice.identity.startswith("faulty:well:en; ")
    assert clip.sample_rate == 44_100
    assert len(list(tmp_path.rglob("*.clip"))) == 1


def test_a_warm_cache_needs_no_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_voice(choose("faulty:well", "en"), 48_000, tmp_path) as voice:
        first = voice.say(Phrase("Ready."))
    monkeypatch.setattr("subprocess.Popen", None)
    with open_voice(choose("faulty:well", "en"), 48_000, tmp_path) as voice:
        assert (voice.say(Phrase("Ready.")).samples == first.samples).all()


def test_the_speed_of_the_command_is_multiplied_and_kept_apart(tmp_path: Path) -> None:
    for factor in (1.0, 1.5, 1.5):
        with open_voice(choose("faulty:well", "en"), 48_000, tmp_path, factor) as voice:
            voice.say(Phrase("Ready."))
    assert len(list(tmp_path.rglob("*.clip"))) == 2


@pytest.mark.parametrize("factor", [0.0, 0.4, 2.1, -1.0, float("nan"), float("inf")])
def test_a_speed_that_nobody_speaks_at_is_an_error(factor: float) -> None:
    with pytest.raises(CommandError, match=r"choose 0\.5 to 2"):
        open_voice(choose("faulty", "en"), 48_000, None, factor)


def test_the_voice_ends_with_the_session_even_after_an_error(tmp_path: Path) -> None:
    voice = open_voice(choose(f"faulty:well@{tmp_path}", "en"), 48_000, None)
    with suppress(KeyboardInterrupt), voice:
        voice.say(Phrase("Ready."))
        raise KeyboardInterrupt
    with pytest.raises(VoiceError, match="was closed"):
        voice.say(Phrase("Ready."))


class Files:
    """An engine whose voices are files: `voices` has the language of each."""

    def __init__(
        self, voices: dict[str, str], *, broken: bool = False, lacks: dict[str, str] | None = None
    ) -> None:
        self._voices = voices
        self._broken = broken
        self._lacks = lacks or {}

    def status(self) -> VoiceStatus:
        return VoiceStatus(
            "",
            bool(self._voices) and not self._broken,
            "its state; its cure",
            tuple(self._voices.values()),
            tuple(self._voices),
            self._broken,
            all_variants=True,
            lacks=self._lacks,
        )

    def identity(self, variant: str | None, language: str) -> str:
        if variant and self._voices[variant] != language:
            raise VoiceError(f"{variant} speaks another language; use another")
        return f"files:{variant}"


kokoro = Files({"af_heart": "en", "ff_siwis": "fr", "jf_alpha": "fr"}, lacks={"ja": "no reader; pip it"})
piper = Files({"de_DE-thorsten-medium": "de", "fr_FR-siwis-low": "fr"})
pico = Files({"de-DE": "de", "it-IT": "it"})
piper_without_its_engine = Files({"de_DE-thorsten-medium": "de"}, broken=True)
nothing_installed = Files({})


def with_engines(monkeypatch: pytest.MonkeyPatch, **objects: str) -> None:
    places = {name: f"tests.speaking.test_registry:{thing}" for name, thing in objects.items()}
    register(monkeypatch, places | OURS)
    natural_is(monkeypatch, available=False)


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "kokoro"),
        ("fr", "kokoro"),
        ("de", "piper"),
        ("it", "pico"),
        ("ja", "pyttsx3"),
        ("nl", "pyttsx3"),
    ],
)
def test_the_most_natural_voice_of_the_language_speaks(
    language: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_engines(monkeypatch, kokoro="kokoro", piper="piper", pico="pico")
    assert choose(None, language).name == name


def test_the_natural_voice_comes_before_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    with_engines(monkeypatch, kokoro="kokoro", piper="piper", pico="pico")
    natural_is(monkeypatch, available=True)
    assert choose(None, "en").name == "natural"
    assert choose(None, "fr").name == "kokoro"


def test_an_engine_without_voices_is_passed_over_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    with_engines(monkeypatch, kokoro="nothing_installed", piper="nothing_installed")
    choice = choose(None, "de")
    assert (choice.name, choice.notice) == ("pyttsx3", None)


def test_an_engine_that_lacks_a_part_is_not_passed_over_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    with_engines(monkeypatch, piper="piper_without_its_engine")
    assert choose(None, "de").notice == "the voice piper is not used: its state; its cure"
    assert choose(None, "fr").notice is None, "it has no French voice that anybody would miss"


@pytest.mark.parametrize(
    ("language", "name"),
    [("de", "pico:de-DE"), ("de-AT", "pyttsx3:de"), ("fr", "piper:fr_FR-siwis-low"), ("it", "pico")],
)
def test_the_users_own_voice_for_the_language_speaks(
    language: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_engines(monkeypatch, kokoro="kokoro", piper="piper", pico="pico")
    defaults = {"de": "pico:de", "de_AT": "pyttsx3:de", "fr": "fr_fr"}
    choice = choose(None, language, defaults)
    assert (choice.name, choice.notice) == (name, None)


@pytest.mark.parametrize(
    ("default", "reason"),
    [
        ("piper:gone", "there is no voice of piper's called"),
        ("fr_FR", "speaks another language"),
        ("nobody", 'there is no voice called "nobody"'),
        ("natural", "the voice natural is not available"),
    ],
)
def test_a_voice_of_ones_own_that_cannot_speak_is_not_replaced_in_silence(
    default: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_engines(monkeypatch, piper="piper", pico="pico")
    choice = choose(None, "de", {"de": default})
    assert choice.name == "piper"
    assert choice.notice is not None
    assert choice.notice.startswith(f"your voice for de, {default}, is not used: ")
    assert reason in choice.notice


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("piper:de", "piper:de_DE-thorsten-medium"),
        ("PIPER:DE_de", "piper:de_DE-thorsten-medium"),
        ("de_DE", "piper:de_DE-thorsten-medium"),
        ("pic", "pico"),
    ],
)
def test_a_voice_that_is_a_file_is_known_by_its_beginning(
    asked: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_engines(monkeypatch, kokoro="kokoro", piper="piper", pico="pico")
    assert choose(asked, "de").name == name


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("piper:thorsten", r"no voice of piper's called .*there is \"de_DE-thorsten-medium\" and"),
        ("pi", 'may be "piper" or "pico"|may be "pico" or "piper"'),
        ("de", 'no voice called "de"'),
        ("thorsten", 'no voice called "thorsten"'),
    ],
)
def test_a_beginning_of_several_or_of_none_is_an_error(
    asked: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_engines(monkeypatch, kokoro="kokoro", piper="piper", pico="pico")
    with pytest.raises(CommandError, match=reason):
        choose(asked, "de")


def test_a_language_that_wants_one_more_part_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    with_engines(monkeypatch, kokoro="kokoro")
    with pytest.raises(VoiceError, match="kokoro can't speak ja yet: no reader; pip it"):
        choose("kokoro", "ja")
    with pytest.raises(VoiceError, match="kokoro speaks en, fr, and"):
        choose("kokoro", "de")


def test_what_an_engine_says_of_a_voice_reaches_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    with_engines(monkeypatch, piper="piper")
    with pytest.raises(VoiceError, match=r"^fr_FR-siwis-low speaks another language; use another$"):
        open_voice(choose("piper:fr", "de"), 48_000, None)


def test_a_command_speaks_through_the_whole_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    register(monkeypatch, {"command": "voicefoot.speaking.engine_command:adapter"} | OURS)
    choice = choose("command: nowhere {text} {wav}", "en")
    assert choice.variant == "nowhere {text} {wav}"
    with pytest.raises(VoiceError, match='there is no program "nowhere"'):
        open_voice(choice, 48_000, None)
    with pytest.raises(CommandError, match="wants a command; for example"):
        open_voice(choose("command", "en"), 48_000, None)


def test_a_slow_engine_may_take_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[RetryPolicy] = []

    def make(*args: Any, policy: RetryPolicy, **options: Any) -> SubprocessVoice:
        made.append(policy)
        return SubprocessVoice(*args, policy=policy, **options)

    monkeypatch.setattr(registry, "SubprocessVoice", make)
    monkeypatch.setattr(Files, "character_seconds", 0.4, raising=False)
    with_engines(monkeypatch, piper="piper")
    for name in ("piper", "pyttsx3"):
        with open_voice(choose(name, "de"), 48_000, None):
            pass
    assert [policy.timeout_seconds("a" * 100) for policy in made] == [50.0, 50.0, 15.0, 15.0]


def test_a_voice_that_takes_no_phonemes_is_given_none(tmp_path: Path) -> None:
    def never(text: str) -> Phonemes:
        raise AssertionError(text)

    with open_voice(choose("faulty:well", "en"), 48_000, tmp_path, phonemes_of=never) as voice:
        voice.say(Phrase("Ready."))


@pytest.mark.skipif(importlib.util.find_spec("hibari") is None, reason="needs voicefoot[natural], an extra")
def test_a_voice_that_takes_phonemes_is_given_those_of_each_text() -> None:
    def phonemes_of(text: str) -> Phonemes:
        return (("psoas", "sˈɛvən"),) if "psoas" in text else ()

    with open_voice(choose("natural", "en"), 48_000, None, phonemes_of=phonemes_of) as voice:
        respelled, seven = voice.say(Phrase("psoas")), voice.say(Phrase("seven"))
    assert (respelled.samples == seven.samples).all()
