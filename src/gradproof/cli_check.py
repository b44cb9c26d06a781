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
        correct(reports, output, language)
    if faults:
        codes = {one.exit_code for one in faults}
        return UsageError.exit_code if UsageError.exit_code in codes else LimitError.exit_code
    return 1 if any(one.failed(strict) for one in reports) else 0


def judged(paths: Sequence[str], lang: Lang) -> list[Report | GradproofError]:
    """The report of each note, or what is wrong with the note: several at a time."""
    found: dict[int, Report | GradproofError] = {}
    texts: list[tuple[str, str]] = []
    places: list[int] = []
    for place, path in enumerate(paths):
        try:
            texts.append((read(path, hint=""), path))
            places.append(place)
        except GradproofError as error:
            found[place] = error
    found |= {places[at]: one for at, one in tracked(answers(texts, lang), len(texts))}
    return [found[place] for place in range(len(paths))]


def answers(
    texts: Sequence[tuple[str, str]], lang: Lang
) -> Iterator[tuple[int, Report | GradproofError]]:
    """The report of each text with its path, as it is done, by its place."""
    # Imported here for the time it takes, and before there are processes, which share it.
    from gradproof.checking import check as report_of
    from gradproof.workers import done

    limits = [min(MOST, LEAST + text.count("=") // 4) for text, _ in texts]
    return done(partial(report_of, lang=lang), texts, limits)


def tracked(
    found: Iterator[tuple[int, Report | GradproofError]], total: int
) -> Iterator[tuple[int, Report | GradproofError]]:
    """The answers as they come, with a bar where somebody waits for several."""
    if total < 2 or not sys.stderr.isatty():
        yield from found
        return

    # Imported here for the time it takes.
    from rich.console import Console
    from rich.progress import Progress

    # Without a thread of its own: processes are made meanwhile.
    with Progress(console=Console(file=sys.stderr), auto_refresh=False, transient=True) as bar:
        task = bar.add_task("", total=total)
        bar.refresh()
        for one in found:
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


def correct(reports: Sequence[Report], output: Path | None, lang: Lang) -> None:
    """A corrected copy of each note in which there is something to correct, checked once more.

    What was done is said, and what is still wrong.

    Errors:  UsageError for standard input without -o; if a file cannot be written.
    """
    # Imported here for the time it takes.
    from gradproof.report.checked.corrected import corrections

    copies: dict[Path, tuple[str, str]] = {}
    for one in reports:
        count = len(list(corrections(one)))
        if not count and output is None:
            complain(Phrase("{0}: nothing to correct", shown(one.path)), lang)
            continue
        copy = output or beside(one.path)
        text = one.corrected()
        save(text, copy, one.path)
        several = Phrase("{0} corrections", count) if count != 1 else Phrase("one correction")
        complain(Phrase("{0}: {1}, written to {2}", shown(one.path), several, copy), lang)
        copies[copy] = text, str(copy)
    for at, again in answers(list(copies.values()), lang):
        wrong = 0 if isinstance(again, GradproofError) else again.summary["wrong"]
        if wrong:
            complain(Phrase("{0}: still wrong: {1}", list(copies)[at], wrong), lang)


def beside(path: str) -> Path:
    """The name of the corrected copy: NOTE.fixed.md.

    Errors:  UsageError for standard input.

    >>> beside("notes/ridge.md").as_posix()
    'notes/ridge.fixed.md'
    """
    if path == "-":
        raise UsageError("a corrected copy of standard input has no name", hint="Say -o FILE.md.")
    note = Path(path)
    return note.with_name(f"{note.stem}.fixed.md")


def save(text: str, copy: Path, path: str) -> None:
    """The text of a note, with the mark of UTF-8 in front if the note has one.

    Errors:  UsageError if the file cannot be written.
    """
    try:
        with_mark = path != "-" and Path(path).read_bytes().startswith(b"\xef\xbb\xbf")
        copy.write_bytes(text.encode("utf-8-sig" if with_mark else "utf-8"))
    except OSError as error:
        raise UsageError(Phrase("{0} cannot be written: {1}", copy, reason(error))) from None


def shown(path: str) -> str:
    """What a person calls the file."""
    return Phrase("standard input") if path == "-" else path
