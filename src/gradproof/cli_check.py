"""`gradproof check NOTE…`: which lines of a derivation are wrong, why, and what is right."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gradproof.console import (
    complain,
    deliver,
    format_of,
    guarded,
    language_of,
    read,
    reason,
)
from gradproof.core.errors import GradproofError, LimitError
from gradproof.core.phrase import Phrase
from gradproof.folders import notes
from gradproof.formats import CHECKED, CHECKED_SUFFIXES
from gradproof.usage import UsageError

if TYPE_CHECKING:
    from gradproof.report.checked.answer import Report
    from gradproof.report.words import Lang

LEAST, MOST = 4, 60
"""Seconds of computing that a note may take: the least, with a quarter for each relation, up to the
most."""


def check(
    note: Annotated[
        list[str],
        typer.Argument(metavar="NOTE…", help="Files, patterns or folders; - is standard input."),
    ],
    format: Annotated[
        str | None,
        typer.Option(metavar="|".join(CHECKED), help="[by the ending of FILE, else terminal]"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", metavar="FILE", help="Write there, not to the terminal; with --fix, the note."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    fix: Annotated[
        bool,
        typer.Option("--fix", help="Write a corrected copy as well [NOTE.fixed.md]."),
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="What is right only by a convention fails as well.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show every claim, also those that are right.")
    ] = False,
    lang: Annotated[
        str | None, typer.Option(metavar="en|zh", help="[by the locale, else en]")
    ] = None,
) -> None:
    """Check the claims of notes: which are wrong, why, and what would be right."""
    work = partial(_check, note, format, output, as_json, lang, fix, strict, verbose)
    raise typer.Exit(guarded(work, lang))


def _check(
    names: Sequence[str],
    format: str | None,
    output: Path | None,
    as_json: bool,
    lang: str | None,
    fix: bool,
    strict: bool,
    verbose: bool,
) -> int:
    """The exit code of `check`: of what went wrong with some of the notes, the worst."""
    language = language_of(lang, os.environ)
    if output == Path("-"):
        output = None
    chosen = format_of(format, None if fix else output, as_json, CHECKED, CHECKED_SUFFIXES)
    paths = notes(names)
    if fix and output is not None and len(paths) > 1:
        raise UsageError(
            "-o names one corrected copy, and there are several notes",
            hint="Leave it out: each copy is then NOTE.fixed.md.",
        )
    faults: list[GradproofError] = []
    reports: list[Report] = []
    for path, found in zip(paths, judged(paths, language), strict=True):
        if isinstance(found, GradproofError):
            faults.append(named(found, path))
        else:
            reports.append(found)
    if reports:
        write(reports, chosen, language, None if fix else output, verbose, strict)
    for one in faults:
        complain(one, lang)
    if fix:
        for one in reports:
            fixed(one, output, lang)
    if faults:
        codes = {one.exit_code for one in faults}
        return UsageError.exit_code if UsageError.exit_code in codes else LimitError.exit_code
    return 1 if any(one.failed(strict) for one in reports) else 0


def judged(paths: Sequence[str], lang: Lang) -> list[Report | GradproofError]:
    """The report of each note, or what is wrong with the note: several at a time."""
    # Imported here for the time it takes, and before there are processes, which share it.
    from gradproof.checking import check as report_of
    from gradproof.workers import done

    found: dict[int, Report | GradproofError] = {}
    texts: list[tuple[object, ...]] = []
    limits: list[int] = []
    places: list[int] = []
    for place, path in enumerate(paths):
        try:
            text = read(path, hint="")
            texts.append((text, path))
            limits.append(min(MOST, LEAST + text.count("=") // 4))
            places.append(place)
        except GradproofError as error:
            found[place] = error
    answers = done(partial(report_of, lang=lang), texts, limits)
    for at, one in tracked(answers, len(texts)):
        found[places[at]] = one
    return [found[place] for place in range(len(paths))]


def tracked(
    answers: Iterator[tuple[int, Report | GradproofError]], total: int
) -> Iterator[tuple[int, Report | GradproofError]]:
    """The answers as they come, with a bar where somebody waits for several."""
    if total < 2 or not sys.stderr.isatty():
        yield from answers
        return

    # Imported here for the time it takes.
    from rich.console import Console
    from rich.progress import Progress

    # Without a thread of its own: processes are made meanwhile.
    with Progress(console=Console(file=sys.stderr), auto_refresh=False, transient=True) as bar:
        task = bar.add_task("", total=total)
        bar.refresh()
        for one in answers:
            bar.advance(task)
            bar.refresh()
            yield one


def named(error: GradproofError, path: str) -> GradproofError:
    """The error with the name of the note, if it has none."""
    if error.place is not None:
        error.place = replace(error.place, name=error.place.name or path)
    elif path not in error.message:
        error.message = Phrase("{0} is not checked: {1}", shown(path), error.message)
    return error


def write(
    reports: Sequence[Report],
    format: str,
    lang: Lang,
    output: Path | None,
    verbose: bool,
    strict: bool,
) -> None:
    """The reports, to the file or to standard output."""
    # Imported here for the time it takes.
    from gradproof.report.checked import render, terminal

    width = shutil.get_terminal_size().columns if output is None else 80
    if output is None and format == "terminal" and sys.stdout.isatty():
        terminal.show(reports, lang, sys.stdout, width, verbose)
        return
    report = render(reports, format, lang, width=width, verbose=verbose, strict=strict)
    deliver(report.encode("utf-8", "backslashreplace"), output)


def fixed(report: Report, output: Path | None, lang: str | None) -> None:
    """The corrected copy, beside the note or where it was asked for; what was done is said.

    Nothing is written where nothing is to be corrected, unless a file was asked for.

    Errors:  UsageError for standard input without -o; if the file cannot be written.
    """
    # Imported here for the time it takes.
    from gradproof.report.checked.corrected import corrections

    count = len(list(corrections(report)))
    copy = output
    if copy is None:
        if not count:
            complain(Phrase("{0}: nothing to correct", shown(report.path)), lang)
            return
        if report.path == "-":
            raise UsageError(
                "a corrected copy of standard input has no name", hint="Say -o FILE.md."
            )
        path = Path(report.path)
        copy = path.with_name(f"{path.stem}.fixed.md")
    text = report.corrected()
    with_mark = report.path != "-" and Path(report.path).read_bytes().startswith(b"\xef\xbb\xbf")
    try:
        copy.write_bytes(text.encode("utf-8-sig" if with_mark else "utf-8"))
    except OSError as error:
        raise UsageError(Phrase("{0} cannot be written: {1}", copy, reason(error))) from None
    several = Phrase("{0} corrections", count) if count != 1 else Phrase("one correction")
    complain(Phrase("{0}: {1}, written to {2}", shown(report.path), several, copy), lang)


def shown(path: str) -> str:
    """What a person calls the file."""
    return Phrase("standard input") if path == "-" else path
