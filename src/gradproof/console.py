"""What every command shares: options, files read and written, and what is said of faults."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gradproof.core.errors import GradproofError, LimitError
from gradproof.core.phrase import Phrase
from gradproof.formats import FORMATS, SUFFIXES
from gradproof.usage import REFUSED, UsageError, of_locale, refused, spoken

if TYPE_CHECKING:
    from gradproof.report.words import Lang

LARGEST = 4 * 2**20
"""Notes of more bytes than this are refused unread."""

INTERRUPTED = 130


# Options


def supported(option: str, value: str, known: tuple[str, ...]) -> None:
    """Nothing, if the value is one of those known; UsageError otherwise.

    >>> supported("--format", "docx", ("terminal", "json"))
    Traceback (most recent call last):
    gradproof.usage.UsageError: --format docx is not known
    """
    if value not in known:
        raise UsageError(
            Phrase("{0} {1} is not known", option, value),
            hint=Phrase("Choose one of: {0}.", ", ".join(known)),
        )


def format_of(
    format: str | None,
    output: Path | None,
    as_json: bool,
    formats: tuple[str, ...] = FORMATS,
    suffixes: Mapping[str, str] = SUFFIXES,
) -> str:
    """The format asked for: by name, by --json, or by the ending of the file."""
    if as_json and format not in (None, "json"):
        raise UsageError(Phrase("--json and --format {0} contradict each other", format))
    ending = output.suffix.lower() if output else ""
    if ending and ending not in suffixes and not (format or as_json):
        raise UsageError(
            Phrase("{0} is no ending of a report", ending),
            hint=Phrase("Choose one of {0}, or say --format.", ", ".join(suffixes)),
        )
    by_name = suffixes.get(ending, "terminal")
    chosen = "json" if as_json else format or by_name
    supported("--format", chosen, formats)
    if chosen == "pdf" and output is None and sys.stdout.isatty():
        raise UsageError(
            Phrase("{0} is not for a terminal", chosen.upper()),
            hint=Phrase("Say -o FILE.{0}.", chosen),
        )
    return chosen


def language_of(lang: str | None, environ: os._Environ[str] | dict[str, str]) -> Lang:
    """The language asked for, or that of the locale.

    >>> language_of(None, {"LANG": "zh_CN.UTF-8"}), language_of(None, {"LC_ALL": "C"})
    ('zh', 'en')
    """
    if lang is not None:
        supported("--lang", lang, ("en", "zh"))
        return "zh" if lang == "zh" else "en"
    return of_locale(environ)


# Files


def read(path: str, hint: str = "A formula is given with -e.") -> str:
    """The text of a note; UsageError, with the hint if there is no such file, if there is none to
    be had."""
    shown = Phrase("standard input") if path == "-" else path
    try:
        if path == "-":
            raw = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(path).open("rb") as file:
                raw = file.read(LARGEST + 1)
    except OSError as error:
        advice = hint if isinstance(error, FileNotFoundError) else ""
        raise UsageError(
            Phrase("{0} cannot be read: {1}", shown, reason(error)), hint=advice
        ) from None
    if len(raw) > LARGEST:
        raise LimitError(Phrase("{0} has more than {1} MiB", shown, LARGEST // 2**20))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UsageError(
            Phrase(
                "{0} is not UTF-8: line {1} has the byte 0x{2:02x}", shown, line, raw[error.start]
            ),
            hint="Save it as UTF-8.",
        ) from None
    return checked(text, shown)


def checked(text: str, shown: str) -> str:
    """The text, if there is something in it that can be read."""
    if not text.strip():
        raise UsageError(Phrase("{0} is empty", shown))
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        raise UsageError(Phrase("{0} is not UTF-8", shown))
    return text


def deliver(report: bytes, output: Path | None) -> None:
    """The report, to the file or to standard output.

    Errors:  UsageError if the file cannot be written.
    """
    if output is None:
        sys.stdout.buffer.write(report)
        sys.stdout.flush()
        return
    try:
        output.write_bytes(report)
    except OSError as error:
        raise UsageError(Phrase("{0} cannot be written: {1}", output, reason(error))) from None


# What can go wrong


def guarded(work: Callable[[], int], lang: str | None = None) -> int:
    """The exit code of the work; whatever goes wrong is said in a few lines on standard error.

    `lang` is the language asked for, which may be none that there is.
    """
    try:
        return work()
    except GradproofError as error:
        complain(error, lang)
        return error.exit_code
    except REFUSED as error:
        said = refused(error, sys.argv[1:])
        if said is None:
            print(error, file=sys.stderr)
        else:
            complain(said, lang)
        return UsageError.exit_code
    except BrokenPipeError:
        # The reader has seen enough; the interpreter must not flush into the pipe once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        complain(Phrase("interrupted"), lang)
        return INTERRUPTED
    except (RecursionError, MemoryError) as error:
        if os.environ.get("GRADPROOF_DEBUG"):
            raise
        kind = type(error).__name__
        complain(Phrase("the input is too large or nested too deeply ({0})", kind), lang)
        return LimitError.exit_code
    except Exception as error:
        if os.environ.get("GRADPROOF_DEBUG"):
            raise
        kind = type(error).__name__
        said = Phrase("this is a fault of gradproof, please report it: {0}: {1}", kind, error)
        hint = "GRADPROOF_DEBUG=1 shows where it happened"
        complain(GradproofError(said, hint=hint), lang)
        return GradproofError.exit_code


def complain(fault: GradproofError | Phrase, lang: str | None) -> None:
    """What is wrong, on standard error, in the language asked for or that of the locale."""
    error = fault if isinstance(fault, GradproofError) else GradproofError(fault)
    if (language := spoken(lang)) != "en":
        # Imported here for the time it takes: see the head of this file.
        from gradproof.report.chinese import words_in

        error.words = words_in(language)
    print(f"gradproof: {error.report()}", file=sys.stderr)


def reason(error: OSError) -> Phrase:
    """Why the system refuses."""
    return Phrase(error.strerror or str(error))
