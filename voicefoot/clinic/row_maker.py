"""Makes the files of rows, one after the other, and keeps between them what they share: voices and sounds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from voicefoot.clinic.job import EachJob, canonical
from voicefoot.clinic.patient_list import Row
from voicefoot.clinic.targets import Target, open_target
from voicefoot.errors import CommandError, Problem, RoutineError, VoicefootError
from voicefoot.model.choices import Choices, Level, Talk
from voicefoot.model.sound_names import SoundName
from voicefoot.reading.values_from_outside import OVERRIDE_LINE
from voicefoot.text import escaped, match, shown

if TYPE_CHECKING:
    from voicefoot.audio import Clip
    from voicefoot.export.metadata import Chapter
    from voicefoot.model.cues import Plan
    from voicefoot.model.routine import Routine
    from voicefoot.reading.read import OriginalRoutine
    from voicefoot.speaking.registry import SessionVoice

_ENGINES = 1
"""Processes of each voice; there is a maker for each core."""


class State(StrEnum):
    """What became of a row."""

    MADE = "made"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row: the name of its file, "" where it has none, and why, or what else is to say."""

    line: int
    name: str
    state: State
    file: str = ""
    reason: str = ""


def failed(row: Row, reason: str) -> Outcome:
    """Return that the file of `row` could not be made, for that reason."""
    return Outcome(row.line, row.name, State.FAILED, reason=reason)


class RowMaker:
    """Makes the files of `job`. A context manager, which ends the engines of the voices on exit.

    `cores` are those that one file is encoded on.
    """

    def __init__(self, job: EachJob, cores: int = 1) -> None:
        self._job = job
        self._cores = cores
        self._digest = job.digest()
        self._target: Target = open_target(job.target)
        self._routines: dict[str | None, Routine] = {}
        """As they are written, by the language that was asked for."""
        self._voices: dict[tuple[str | None, str], SessionVoice] = {}
        self._sounds: dict[str, Mapping[SoundName, Clip]] = {}
        self._notices: list[str] = []

    def __enter__(self) -> RowMaker:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the engines of the voices."""
        for voice in self._voices.values():
            voice.close()
        self._voices.clear()

    def make(self, row: Row) -> Outcome:
        """Make the file of `row`, unless it is there and would be the same. Nothing that is wrong with it is
        raised.
        """
        if row.wrong:
            return failed(row, row.wrong)
        try:
            return self._make(row)
        except RoutineError as error:
            return failed(row, "; ".join(dict.fromkeys(_told(each, row) for each in error.problems)))
        except VoicefootError as error:
            # On a cluster the routine lies in a folder that means nothing to the reader.
            return failed(row, str(error).replace(self._job.routine, Path(self._job.routine).name))
        except Exception as error:
            fault = escaped(f"{type(error).__name__}: {error}")
            return failed(row, f"internal error ({fault}); report it, with the row and the routine")

    def _make(self, row: Row) -> Outcome:
        asked = dict(row.choices)
        choices = _with_amounts(self._job.choices, asked)
        language = _language(asked["language"]) if "language" in asked else self._job.language
        self._notices.clear()
        voice = self._voice(asked.get("voice", self._job.voice), self._as_written(language))
        digest = self._row_digest(row, choices, language, voice)
        file = f"{row.stem}{self._job.ending}"
        if not self._job.force and self._target.made_from(file) == digest:
            return Outcome(row.line, row.name, State.UNCHANGED, file)
        routine = self._chosen(self._original(row), language)
        voice.forget_stand_in()
        self._write(routine, choices, voice, file, digest)
        notes = [*self._notices, *filter(None, [voice.notice()])]
        return Outcome(row.line, row.name, State.MADE, file, "; ".join(notes))

    def _row_digest(self, row: Row, choices: Choices, language: str | None, voice: SessionVoice) -> str:
        """Return the SHA-256 of all that decides what is in the file of `row`, in hexadecimal."""
        own = (choices.level, choices.talk, language, row.overrides, voice.name, voice.identity)
        return hashlib.sha256(self._digest + canonical(own).encode("utf-8", "replace")).hexdigest()

    def _original(self, row: Row | None = None) -> OriginalRoutine:
        from voicefoot.reading.read import read_original

        return read_original(self._job.routine, row.overrides if row is not None else ())

    def _chosen(self, original: OriginalRoutine, language: str | None) -> Routine:
        from voicefoot.reading.read import chosen

        return chosen(original, language, usual=self._job.usual_language)

    def _as_written(self, language: str | None) -> Routine:
        """Return the routine in the language that is asked for, with nobody's own doses."""
        if language not in self._routines:
            self._routines[language] = self._chosen(self._original(), language)
        return self._routines[language]

    def _voice(self, asked: str | None, routine: Routine) -> SessionVoice:
        from voicefoot.language.pronounce import phoneme_finder
        from voicefoot.speaking.installed_voices import installed_voices
        from voicefoot.speaking.registry import choose, open_voice
        from voicefoot.speaking.voice_names import full_name
        from voicefoot.storage.paths import clip_cache, voices_folder

        language = routine.language
        if (asked, language) not in self._voices:
            name = full_name(asked, installed_voices(voices_folder())) if asked else None
            choice = choose(name, language, dict(self._job.users_voices))
            self._voices[asked, language] = open_voice(
                choice,
                self._job.sample_rate,
                clip_cache(),
                self._job.voice_speed,
                self._notices.append,
                phonemes_of=phoneme_finder(routine.pronounce, self._job.choices.pronounce),
                strict=self._job.strict,
                workers=_ENGINES,
            )
        return self._voices[asked, language]

    def _write(self, routine: Routine, choices: Choices, voice: SessionVoice, file: str, digest: str) -> None:
        from voicefoot.audio import AudioFormat
        from voicefoot.export.encoder_pool import PacketCache
        from voicefoot.export.formats import format_of
        from voicefoot.export.metadata import Tags, comment
        from voicefoot.export.writer import FileRequest, write_session
        from voicefoot.music.loader import open_songs
        from voicefoot.planning.dose_words import doses
        from voicefoot.planning.plan import plan
        from voicefoot.playing.sections import sections_of
        from voicefoot.storage.paths import packet_cache, song_cache

        job = self._job
        session = plan(routine, choices)
        audio_format = AudioFormat(job.sample_rate, session.channels)
        songs = open_songs(session, audio_format, song_cache(), self._notices.append)
        sections = sections_of(session, voice, self._sounds_of(session), audio_format, songs)
        tags = Tags(session.title, session.language, comment(doses(session), session.sections))
        request = FileRequest(format_of(job.ending), audio_format, tags, job.gains, job.kbps, _cover)
        cache = None if job.force else PacketCache(packet_cache())

        def made_from() -> str | None:
            return None if voice.notice() else digest  # what another voice spoke is made again next time

        with self._target.writer(file, made_from) as stream:
            write_session(sections, stream, request, cache, self._cores)

    def _sounds_of(self, session: Plan) -> Mapping[SoundName, Clip]:
        from voicefoot.reading.sound_bank import load_sounds

        key = canonical(session.sounds)
        if key not in self._sounds:
            self._sounds[key] = load_sounds(self._job.sample_rate, session.sounds)
        return self._sounds[key]


def _with_amounts(choices: Choices, asked: Mapping[str, str]) -> Choices:
    """Return `choices` with the level and the talk of a row."""
    if "level" in asked:
        choices = replace(choices, level=Level(match(asked["level"], list(Level), "level")))
    if "talk" in asked:
        choices = replace(choices, talk=Talk(match(asked["talk"], list(Talk), "amount of talk")))
    return choices


def _language(text: str) -> str:
    from voicefoot.reading.language_tags import parse_language
    from voicefoot.reading.problems import InvalidValueError

    try:
        return parse_language(text)
    except InvalidValueError as error:
        raise CommandError(f'the language is "{shown(text)}", which {error.what}; {error.remedy}') from error


def _told(problem: Problem, row: Row) -> str:
    """Return `problem` as the reader of a report needs it: with the column that it comes from, or the line of
    the routine.
    """
    if problem.line == OVERRIDE_LINE and 0 < problem.column <= len(row.headers):
        return f"{row.headers[problem.column - 1]}: {problem.what}; {problem.remedy}"
    name = Path(problem.file).name
    return f"{name}:{problem.line}:{problem.column}: {problem.what}; {problem.remedy}"


def _cover(title: str, chapters: Sequence[Chapter]) -> bytes:
    from voicefoot.pictures.cover import cover_png

    return cover_png(title, [(each.name, each.end_seconds - each.start_seconds) for each in chapters])
