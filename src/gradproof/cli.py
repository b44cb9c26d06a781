"""The command line: arguments in, a report out, an exit code.

0 fine · 1 a claim is wrong, or a verification failed · 2 usage, unreadable or ill-typed input ·
3 a limit was hit.

What computes or draws is imported by the command that needs it, so that `gradproof --help` and a
mistyped option answer at once.
"""

from __future__ import annotations

import os
import shutil
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import gradproof
from gradproof.cli_check import check
from gradproof.console import (
    checked,
    deliver,
    format_of,
    guarded,
    language_of,
    read,
    supported,
)
from gradproof.core.errors import LimitError
from gradproof.core.phrase import Phrase
from gradproof.formats import FORMATS
from gradproof.usage import Command, Commands, UsageError, asked

if TYPE_CHECKING:
    from gradproof.core.proof import Derivation
    from gradproof.report.words import Lang

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


app.command(cls=Command)(check)


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


def write(derivation: Derivation, format: str, lang: Lang, output: Path | None) -> None:
    """The report, to the file or to standard output."""
    # Imported here for the time it takes: see the head of this file.
    from gradproof.report import encoded, show

    if output is None and format == "terminal" and sys.stdout.isatty():
        show(derivation, lang, sys.stdout, shutil.get_terminal_size().columns)
        return
    width = shutil.get_terminal_size().columns if output is None else 80
    report = encoded(derivation, format, lang, width=width)
    deliver(report, output)


if __name__ == "__main__":
    main()
