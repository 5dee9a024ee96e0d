"""The commands for people who write routines: check, new, schema."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicefoot.cli.options import Language, language_option
from voicefoot.cli.printing import echo
from voicefoot.cli.session import note, system_language
from voicefoot.errors import CannotFit, CommandError, OutputError, Problem, RoutineError
from voicefoot.model.choices import Talk
from voicefoot.problem_codes import Code
from voicefoot.text import as_typed, escaped, shown

if TYPE_CHECKING:
    from voicefoot.arranging.layout import Clips
    from voicefoot.cli.check_report import CheckReport
    from voicefoot.model.choices import Choices
    from voicefoot.model.cues import Plan
    from voicefoot.model.phrase import Phrase
    from voicefoot.model.programme import Programme
    from voicefoot.model.routine import Routine


@click.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--class", "for_class", is_flag=True, help="As it is for a group.")
@click.option(
    "--talk", type=click.Choice([talk.value for talk in Talk]), default="full", help="How much is said."
)
@click.option("--voice", metavar="NAME", help="Measure the lines of short rests with this voice.")
@click.option("--json", "as_json", is_flag=True, help="All that is found as JSON, for editors.")
@language_option
def check_command(
    files: tuple[str, ...],
    talk: str,
    voice: str | None,
    language: str | None,
    *,
    for_class: bool,
    as_json: bool,
) -> int:
    """Report every problem of each FILE, a routine or a programme, with line and column, and warn of what has
    no effect or is not likely, of rests that are too short for what has to be said in them, and of what
    translations beside it lack.
    """
    from voicefoot.cli.check_report import CheckReport
    from voicefoot.cli.editor_schema import refresh
    from voicefoot.model.choices import Choices
    from voicefoot.reading.check_translations import check_as_translation
    from voicefoot.reading.language_tags import language_name
    from voicefoot.reading.read_programme import find_programme

    choices = Choices(talk=Talk(talk), for_class=for_class)
    refresh()
    problems: list[Problem] = []
    report = CheckReport(as_json=as_json)
    for file in files:
        try:
            programme = find_programme(file)
            if programme is not None:
                problems += _check_programme(file, programme, report)
                continue
            translation = check_as_translation(Path(file))
            if translation is None:
                problems += _check_routine(file, choices, voice, language, report)
                continue
        except RoutineError as error:
            report.warn(error.warnings)
            report.bad(file)
            problems += error.problems
            continue
        report.warn(translation.warnings)
        problems += translation.problems
        if translation.problems:
            report.bad(file)
        else:
            name = language_name(translation.language)
            report.good(
                file, f"a translation to {name}", kind="translation", languages=[translation.language]
            )
    return report.finish(problems)


def _check_routine(
    file: str, choices: Choices, voice: str | None, language: str | None, report: CheckReport
) -> list[Problem]:
    """Check the routine in `file` and its translations, print what is told of it, and return the problems of
    the translations. Raises RoutineError for its own.
    """
    from voicefoot.arranging.estimate import estimated_section_seconds
    from voicefoot.model.choices import Level
    from voicefoot.planning.plan import plan
    from voicefoot.planning.sense import doubts
    from voicefoot.reading.check_translations import check_translations
    from voicefoot.reading.language_tags import listed
    from voicefoot.reading.read import chosen, read_original
    from voicefoot.timeline.transcript import clock

    original = read_original(file)
    translations = list(check_translations(original))
    report.warn([*original.warnings, *(warning for each in translations for warning in each.warnings)])
    problems = [problem for each in translations for problem in each.problems]
    if problems:
        report.bad(file)
        return problems
    routine = chosen(original, language, usual=system_language())
    plans = [plan(routine, replace(choices, level=level)) for level in Level]
    unsaid = [] if voice is None else _unknown_phonemes(file, routine.pronounce, voice, routine.language)
    report.warn([*unsaid, *_too_short_rests(plans, voice, routine.language)])
    report.warn(_unlikely_fit(file, routine, choices))
    seconds = [estimated_section_seconds(each) for each in plans]
    report.warn(
        Problem(routine.source, doubt.line or 1, 1, doubt.what, doubt.remedy, doubt.code, is_warning=True)
        for doubt in doubts(routine, plans[-1], seconds[-1])
    )
    lengths = [sum(each) for each in seconds]
    shortest, longest = clock(lengths[0]), clock(lengths[-1])
    about = f"about {shortest}" + (f" to {longest}" if longest != shortest else "")
    also = f"; also in {listed([each.language for each in translations], 'and')}" if translations else ""
    report.good(
        file,
        f"{about}{also}",
        kind="routine",
        languages=list(original.languages),
        shortest_seconds=round(lengths[0], 1),
        longest_seconds=round(lengths[-1], 1),
    )
    return []


def _check_programme(file: str, programme: Programme, report: CheckReport) -> list[Problem]:
    """Print what there is in `programme`, and return the problems of its routines."""
    from voicefoot.reading.read_programme import check_routines

    problems = check_routines(programme)
    if problems:
        report.bad(file)
        return problems
    sessions = len(programme.sessions)
    weeks = f" in {programme.weeks} weeks" if programme.weeks else ""
    words = f"a programme of {sessions} {'session' if sessions == 1 else 'sessions'}{weeks}"
    report.good(file, words, kind="programme", languages=[programme.language], sessions=sessions)
    return []


def _too_short_rests(plans: Iterable[Plan], voice: str | None, language: str) -> list[Problem]:
    """Return a warning for each rest that is too short for what it may never leave out: as long as `voice`
    takes for it, or as long as words usually take.
    """
    from voicefoot.planning.announced_length import speech_seconds
    from voicefoot.planning.next_told import too_short_rests

    sections = [section for each in plans for section in each.sections]
    with ExitStack() as stack:
        seconds_of = speech_seconds if voice is None else stack.enter_context(_measured(voice, language))
        found = dict.fromkeys(
            (rest.source or "routine", rest.line or 1, rest.where, rest.seconds or 0.0, math.ceil(needed))
            for rest, needed in too_short_rests(sections, seconds_of)
        )
    return [
        Problem(
            source,
            line,
            1,
            f"the {seconds:g} s before {where} are too short for what has to be said in them",
            f"it is said in the work before; {needed} s are enough",
            Code.SHORT_REST,
            is_warning=True,
        )
        for source, line, where, seconds, needed in found
    ]


def _unlikely_fit(file: str, routine: Routine, choices: Choices) -> list[Problem]:
    """Return a warning if `routine` asks for a time that it can't take, by the usual length of words."""
    from voicefoot.arranging.estimate import SILENT_SAMPLE_RATE, silent_clips, silent_sounds
    from voicefoot.arranging.fit_session import Stage, fit_session
    from voicefoot.audio import AudioFormat

    if routine.fit_seconds is None:
        return []

    def speak(phrases: Iterable[Phrase]) -> Clips:
        return silent_clips(list(phrases), SILENT_SAMPLE_RATE)

    stage = Stage(speak, silent_sounds(), AudioFormat(SILENT_SAMPLE_RATE))
    try:
        fit_session(routine, choices, routine.fit_seconds, stage)
    except CommandError as error:
        if isinstance(error, CannotFit):
            what, remedy = error.why, f"the nearest is about {error.nearest}"
        else:
            what, remedy = str(error).rpartition("; ")[0], "leave it out"
        return [Problem(file, 1, 1, f"`fit`: {what}", remedy, Code.UNREACHABLE_FIT, is_warning=True)]
    return []


def _unknown_phonemes(file: str, pronounce: Mapping[str, str], voice: str, language: str) -> list[Problem]:
    """Return a warning for each word of `pronounce` that is given in IPA, if `voice` takes no phonemes."""
    from voicefoot.language.pronounce import is_ipa
    from voicefoot.speaking.registry import choose

    words = [word for word, said in pronounce.items() if is_ipa(said)]
    if not words or choose(voice, language).takes_phonemes:
        return []
    remedy = "write in letters how it sounds, such as felden-krise, or use the natural voice"
    return [
        Problem(
            file,
            1,
            1,
            f'the voice {voice} takes no phonemes, and says "{shown(word)}" as it is written',
            remedy,
            Code.NO_PHONEMES,
            is_warning=True,
        )
        for word in words
    ]


@contextmanager
def _measured(voice: str, language: str) -> Iterator[Callable[[str], float]]:
    """Give a function that returns how long `voice` takes to say a text, in seconds."""
    from voicefoot.model.phrase import Phrase
    from voicefoot.speaking.registry import choose, open_voice
    from voicefoot.speaking.speak import speak
    from voicefoot.storage.paths import clip_cache

    with open_voice(choose(voice, language), 48_000, clip_cache(), 1.0, note) as speaker:
        yield lambda text: speak([Phrase(text)], speaker)[Phrase(text)].seconds


@click.command("new")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--from", "source", metavar="NAME", help="Copy what is built in under this name, with its comments."
)
@click.option("--language", type=Language(), metavar="CODE", help="Copy it in this language, such as de.")
def new_command(file: Path, source: str | None, language: str | None) -> None:
    """Write a short routine to FILE as a starting point for your own. Its first line leads editors to what
    they need to complete and explain keys.
    """
    from voicefoot.cli.editor_schema import modeline
    from voicefoot.reading.builtin import template
    from voicefoot.reading.read import text_in
    from voicefoot.reading.read_programme import find_programme
    from voicefoot.storage.atomic import atomic_writer

    if source is None and language is not None:
        raise CommandError("--language is for a copy of a built-in routine; say which with --from")
    text = template() if source is None else text_in(source, language)
    if file.exists():
        raise OutputError(f"{escaped(str(file))} exists already and was left as it is; choose another name")
    is_programme = source is not None and find_programme(source) is not None
    text = (modeline(programme=is_programme) or "") + text
    with atomic_writer(file) as stream:
        stream.write(text.encode("utf-8"))
    commands = f"{escaped(as_typed('check', str(file)))}, {escaped(as_typed('play', str(file)))}"
    note(f"{escaped(str(file))} is written; change it, then: {commands}")


@click.command("schema")
@click.option("--translation", is_flag=True, help="That of a translation, such as knee.de.yaml.")
@click.option("--programme", is_flag=True, help="That of a programme.")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Write it to this file.")
def schema_command(out: Path | None, *, translation: bool, programme: bool) -> None:
    """Print a JSON Schema of the routine format, or of another, for editors."""
    from voicefoot.cli.editor_schema import schema_text
    from voicefoot.storage.atomic import atomic_writer

    if translation and programme:
        raise CommandError("--translation and --programme are different schemas; choose one")
    text = schema_text(translation=translation, programme=programme)
    if out is None:
        echo(text, nl=False)
        return
    with atomic_writer(out) as stream:
        stream.write(text.encode("utf-8"))
    name = escaped(str(out))
    note(f"{name} is written; a file leads to it by its first line: # yaml-language-server: $schema={name}")
