"""`export --each`: a file for each row of a list, and a report of them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicefoot.cli.options import SessionRequest, parse_soundtrack
from voicefoot.cli.session import note, system_language
from voicefoot.errors import CommandError, OutputError
from voicefoot.text import escaped

if TYPE_CHECKING:
    from voicefoot.cli.export_options import ExportOptions
    from voicefoot.clinic.job import EachJob
    from voicefoot.clinic.patient_list import PatientList, Row
    from voicefoot.clinic.row_maker import Outcome
    from voicefoot.clinic.targets import Target
    from voicefoot.model.choices import Choices

_MAX_TOLD = 20
"""Rows that failed and are told of one by one; the report has all of them."""


def export_each(routines: tuple[str, ...], request: SessionRequest, options: ExportOptions) -> None:
    """Write a file for each row of the list that `options` name. Raises OutputError if one was not made."""
    from voicefoot.clinic.patient_list import PatientList
    from voicefoot.clinic.targets import open_target
    from voicefoot.reading.read import read_original

    _check(routines, request, options)
    assert options.each is not None, "a list was named"
    (routine,) = routines
    original = read_original(routine)
    if original.routine.fit_seconds is not None and request.fit_seconds is None:
        what = f"{escaped(original.name)} has a `fit`, and a file of --each takes as long as its row's doses"
        raise CommandError(f"{what}; type --fit none as well")
    patients = PatientList(options.each, [exercise.name for exercise in original.routine.exercises])
    job = _job(routine, request, options)
    target = open_target(job.target)
    _check_report(options.each, target)
    target.prepare()
    with _made(patients, job, options) as outcomes:
        counts = _report(outcomes, patients, target)
    _tell(counts, target)


def _check(routines: tuple[str, ...], request: SessionRequest, options: ExportOptions) -> None:
    """Raise CommandError for what does not go with a list."""
    others = {
        "--all": options.every,
        "--split": options.split,
        "--stems": options.stems is not None,
        "--normalize": options.normalize,
        "--transcript": options.transcript,
    }
    for name in [name for name, is_given in others.items() if is_given]:
        raise CommandError(f"--each writes one file for each row; leave out {name}")
    lengths = {"--fit": bool(request.fit_seconds), "--until": request.until is not None}
    for name in [name for name, is_given in lengths.items() if is_given]:
        raise CommandError(f"a file of --each takes as long as its row's doses; leave out {name}")
    if request.day is not None:
        raise CommandError("--each takes a routine, not a day of a programme; name that of the day")
    if len(routines) != 1:
        example = "voicefoot export knee.yaml --each patients.csv -o FOLDER"
        raise CommandError(f"--each takes one routine, not {len(routines) or 'none'}; type: {example}")
    if options.address is None and (options.out is None or str(options.out) == "-"):
        raise CommandError("a file for each row needs a folder; type: -o FOLDER")


def _check_report(patients: Path, target: Target) -> None:
    """Raise CommandError if the report would take the place of the list."""
    from voicefoot.clinic.report import FILE

    report = Path(target.path_of(FILE))
    if report.exists() and report.samefile(patients):
        what = f"{escaped(str(patients))} is where the report of what was made goes"
        raise CommandError(f"{what}; give the list another name, or name another folder")


def _job(routine: str, request: SessionRequest, options: ExportOptions) -> EachJob:
    """Return what all rows have in common."""
    from voicefoot.cli.session import users_voices
    from voicefoot.clinic.job import EachJob, digest_of
    from voicefoot.export.formats import format_of
    from voicefoot.model.routine import SongTrack
    from voicefoot.reading.routine_files import files_of

    choices = _choices(request)
    songs = choices.music.files if isinstance(choices.music, SongTrack) else ()
    if songs and options.scheduler is not None:
        remedy = "name it in the routine, as its `soundtrack`"
        raise CommandError(f"a song of --music is not sent to a cluster; {remedy}")
    ending = f".{options.ending or 'mp3'}"
    format_of(ending)
    return EachJob(
        routine=routine,
        target=options.address or str(options.out),
        ending=ending,
        choices=choices,
        voice=request.voice,
        voice_speed=request.voice_speed,
        sample_rate=request.sample_rate,
        gains=request.gains,
        kbps=options.kbps,
        language=request.language,
        usual_language=system_language(),
        strict=request.strict,
        force=options.force,
        users_voices=tuple(users_voices().items()),
        files_digest=digest_of(routine, files_of(routine), songs),
    )


def _choices(request: SessionRequest) -> Choices:
    """Return the choices of `request`, with the music and the user's own pronunciation, to be pickled."""
    from voicefoot.reading.pronounce import read_pronounce
    from voicefoot.storage.paths import pronounce_file

    choices = replace(request.choices, pronounce=dict(read_pronounce(pronounce_file())))
    if request.music is None:
        return choices
    no_music = request.music.strip().lower() == "none"
    return replace(choices, no_music=no_music, music=None if no_music else parse_soundtrack(request.music))


@contextmanager
def _made(patients: PatientList, job: EachJob, options: ExportOptions) -> Iterator[Iterable[Outcome]]:
    """Yield the outcomes of all rows as they come, with a progress bar if standard error is a terminal."""
    with _bar(patients) as rows:
        if options.scheduler is not None:
            from voicefoot.clinic.cluster import make_on_cluster

            yield make_on_cluster(rows, job, options.scheduler)
        else:
            from voicefoot.clinic.workers import make_on_all_cores

            yield make_on_all_cores(rows, job)


@contextmanager
def _bar(patients: PatientList) -> Iterator[Iterable[Row]]:
    if not sys.stderr.isatty():
        yield patients.rows()
        return
    with click.progressbar(
        patients.rows(), length=len(patients), label=escaped(patients.path.name[:30]), file=sys.stderr
    ) as rows:
        yield rows


def _report(outcomes: Iterable[Outcome], patients: PatientList, target: Target) -> Counter[str]:
    """Write the report of `outcomes` as they come, tell of rows that failed, and return how many became
    what.
    """
    from voicefoot.clinic.report import FILE, report_line, report_start
    from voicefoot.clinic.row_maker import State

    counts: Counter[str] = Counter()
    with target.writer(FILE) as stream:
        stream.write(report_start(patients.delimiter))
        for outcome in outcomes:
            counts[outcome.state] += 1
            stream.write(report_line(outcome, patients.delimiter))
            if outcome.state is State.FAILED and counts[State.FAILED] <= _MAX_TOLD:
                who = f"{escaped(outcome.name)}: " if outcome.name else ""
                note(f"{patients.name}:{outcome.line}: {who}{outcome.reason}")
    return counts


def _tell(counts: Counter[str], target: Target) -> None:
    """Say how many files were made. Raises OutputError if one was not."""
    from voicefoot.clinic.report import FILE
    from voicefoot.clinic.row_maker import State

    made, unchanged, failed = (counts[state] for state in (State.MADE, State.UNCHANGED, State.FAILED))
    if not counts:
        note("the list has no rows but its first, so nothing was made")
        return
    was = f"; {unchanged:,} {'was' if unchanged == 1 else 'were'} there already" if unchanged else ""
    note(f"{target.path_of(FILE)}: {_files(made)} made{was}")
    if failed:
        raise OutputError(f"{_files(failed)} could not be made; {target.path_of(FILE)} says why")


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"
