"""The command line: arguments in, a report out, an exit code.

0 fine · 1 a verification failed · 2 usage, unreadable or ill-typed input · 3 a limit was hit.

What computes or draws is imported by the command that needs it, so that `gradproof --help` and a
mistyped option answer at once.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import gradproof
from gradproof.core.errors import GradproofError, LimitError
from gradproof.core.phrase import Phrase
from gradproof.formats import FORMATS, SUFFIXES, TEXTS
from gradproof.usage import (
    REFUSED,
    Command,
    Commands,
    UsageError,
    asked,
    of_locale,
    refused,
    spoken,
)

if TYPE_CHECKING:
    from gradproof.core.proof import Derivation
    from gradproof.report.words import Lang

LARGEST = 4 * 2**20
"""Notes of more bytes than this are refused unread."""

INTERRUPTED = 130


app = typer.Typer(
    name="gradproof",
    cls=Commands,
    help="Derive, explain and check matrix gradients, every step proved.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """The entry point. UTF-8 goes out, whatever the locale: reports are full of ᵀ and ∂."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # pyright: ignore[reportAttributeAccessIssue]
    raise SystemExit(
        guarded(partial(app, prog_name="gradproof", standalone_mode=False), asked(sys.argv[1:]))
    )


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"gradproof {gradproof.__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version and exit.", callback=_print_version, is_eager=True
        ),
    ] = False,
) -> None:
    """The options of the program itself."""


@app.command(cls=Command)
def derive(
    note: Annotated[
        str | None, typer.Argument(metavar="NOTE", help="A Markdown file; - is standard input.")
    ] = None,
    expression: Annotated[
        str | None, typer.Option("-e", metavar="EXPR", help="A formula, instead of NOTE.")
    ] = None,
    of: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="What to differentiate: a scalar, or a vector or matrix [the last scalar].",
        ),
    ] = None,
    wrt: Annotated[
        str | None,
        typer.Option(
            metavar="NAMES", help="By what: W_1,b_1, or all [every declared symbol but data]."
        ),
    ] = None,
    style: Annotated[
        str, typer.Option(metavar="differential|chain|index|vec", help="The way of deriving.")
    ] = "differential",
    layout: Annotated[
        str, typer.Option(metavar="denominator|numerator", help="How gradients lie.")
    ] = "denominator",
    symmetric: Annotated[
        str,
        typer.Option(
            metavar="unconstrained|symmetrised|independent",
            help="The gradient by a matrix that is assumed symmetric.",
        ),
    ] = "unconstrained",
    order: Annotated[str, typer.Option(metavar="1|2", help="1: gradients, 2: Hessians.")] = "1",
    product: Annotated[
        str | None,
        typer.Option(
            metavar="jacobian|jvp|vjp|hvp",
            help="J, J v or Jᵀu of a vector or matrix, H v of a scalar.",
        ),
    ] = None,
    algorithm: Annotated[
        bool, typer.Option("--algorithm", help="Backpropagation in numbered lines as well.")
    ] = False,
    batch: Annotated[
        bool, typer.Option("--batch", help="Of a note for one sample: the mean over a batch.")
    ] = False,
    samples: Annotated[
        str | None,
        typer.Option(metavar="NAMES", help="What differs in a batch: x,y [the data]."),
    ] = None,
    transpose: Annotated[
        bool, typer.Option("--transpose", help="Samples in rows become columns, and back.")
    ] = False,
    format: Annotated[
        str | None,
        typer.Option(metavar="|".join(FORMATS), help="[by the ending of FILE, else terminal]"),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", metavar="FILE", help="Write there, not to the terminal.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    lang: Annotated[
        str | None, typer.Option(metavar="en|zh", help="[by the locale, else en]")
    ] = None,
) -> None:
    """Derive the gradients of a note, and prove every step."""
    work = partial(
        _derive, note, expression, of, wrt, format, output, as_json, lang, order,
        style=style, layout=layout, symmetric=symmetric, algorithm=algorithm,
        product=product or "gradient", batch=batch if samples is None else samples,
        transpose=transpose,
    )  # fmt: skip
    raise typer.Exit(guarded(work, lang))


@app.command(cls=Command)
def explain(
    rule: Annotated[
        str, typer.Argument(metavar="RULE", help="A name from a step; without one, all names.")
    ] = "",
    lang: Annotated[
        str | None, typer.Option(metavar="en|zh", help="[by the locale, else en]")
    ] = None,
) -> None:
    """Say what a rule says, where it is from, and show a step that uses it."""
    raise typer.Exit(guarded(partial(_explain, rule, lang), lang))


def _explain(rule: str, lang: str | None) -> int:
    """The exit code of `explain`."""
    language = language_of(lang, os.environ)

    # Imported here for the time it takes: see the head of this file.
    from gradproof.rulebook import explain as explained

    sys.stdout.write(explained(rule, language))
    return 0


def _derive(
    note: str | None,
    expression: str | None,
    of: str | None,
    wrt: str | None,
    format: str | None,
    output: Path | None,
    as_json: bool,
    lang: str | None,
    order: str,
    **how: Any,
) -> int:
    """The exit code of `derive`."""
    language = language_of(lang, os.environ)
    if output == Path("-"):
        output = None
    chosen = format_of(format, output, as_json)
    supported("--order", order, ("1", "2"))
    if (note is None) == (expression is None):
        given = "derive was given neither a note nor an expression"
        if note is not None:
            given = "derive was given both a note and an expression"
        raise UsageError(
            given,
            hint="Say gradproof derive NOTE, or gradproof derive -e EXPR.",
        )
    source = read(note) if note is not None else checked(expression or "", Phrase("the expression"))

    # Imported here for the time it takes: see the head of this file.
    from gradproof import api

    if note is None:
        model = api.read_expression(source)
    else:
        model = api.read(source, name="" if note == "-" else note)
    derivation = api.derive(model, of=of, wrt=wrt, order=int(order), **how)
    write(derivation.proof, chosen, language, output)
    if derivation.limited:
        return LimitError.exit_code
    return 0 if derivation.verified else 1


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


def format_of(format: str | None, output: Path | None, as_json: bool) -> str:
    """The format asked for: by name, by --json, or by the ending of the file."""
    if as_json and format not in (None, "json"):
        raise UsageError(Phrase("--json and --format {0} contradict each other", format))
    ending = output.suffix.lower() if output else ""
    if ending and ending not in SUFFIXES and not (format or as_json):
        raise UsageError(
            Phrase("{0} is no ending of a report", ending),
            hint=Phrase("Choose one of {0}, or say --format.", ", ".join(SUFFIXES)),
        )
    by_name = SUFFIXES.get(ending, "terminal")
    chosen = "json" if as_json else format or by_name
    supported("--format", chosen, FORMATS)
    if chosen not in TEXTS and output is None and sys.stdout.isatty():
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


def read(path: str) -> str:
    """The text of a note; UsageError if there is none to be had."""
    shown = Phrase("standard input") if path == "-" else path
    try:
        if path == "-":
            raw = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(path).open("rb") as file:
                raw = file.read(LARGEST + 1)
    except OSError as error:
        hint = "A formula is given with -e." if isinstance(error, FileNotFoundError) else ""
        raise UsageError(
            Phrase("{0} cannot be read: {1}", shown, reason(error)), hint=hint
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


def write(derivation: Derivation, format: str, lang: Lang, output: Path | None) -> None:
    """The report, to the file or to standard output."""
    # Imported here for the time it takes: see the head of this file.
    from gradproof.report import encoded, show

    if output is None and format == "terminal" and sys.stdout.isatty():
        show(derivation, lang, sys.stdout, shutil.get_terminal_size().columns)
        return
    width = shutil.get_terminal_size().columns if output is None else 80
    report = encoded(derivation, format, lang, width=width)
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


if __name__ == "__main__":
    main()
