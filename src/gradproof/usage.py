"""What the command line says of itself: its help, and what is wrong with the way it was called.

Typer says these things in English alone. Here they are Phrases, in the language asked for.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any, Literal

import typer
from typer.core import TyperCommand, TyperGroup

from gradproof.core.errors import GradproofError
from gradproof.core.phrase import Phrase, in_words

WIDTH = 80
NAMES = 32
"""The widths of a help text, and of the column with the names of options."""

REFUSED: type[Exception] = next(
    one
    for one in typer.BadParameter.__mro__
    if issubclass(one, Exception) and one.__name__ == "ClickException"
)
"""What Typer raises when it does not understand its arguments."""


class UsageError(GradproofError):
    """The command line asks for what there is not, or for a file that nobody can read or write."""


def asked(arguments: Sequence[str]) -> str | None:
    """The language that the arguments ask for, before anything else is made of them.

    >>> asked(["derive", "--lang", "zh"]), asked(["--lang=en"]), asked(["--lang"])
    ('zh', 'en', None)
    """
    for place, one in enumerate(arguments):
        if one == "--lang":
            return arguments[place + 1] if place + 1 < len(arguments) else None
        if one.startswith("--lang="):
            return one.partition("=")[2]
    return None


def of_locale(environ: Mapping[str, str]) -> Literal["en", "zh"]:
    """The language of the locale, else English.

    >>> of_locale({"LANG": "zh_CN.UTF-8"}), of_locale({"LC_ALL": "C", "LANG": "zh_CN"})
    ('zh', 'en')
    """
    settings = (environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next(filter(None, settings), "").lower().startswith("zh") else "en"


def spoken(lang: str | None) -> str:
    """The language asked for, if there is such a one; else that of the locale.

    >>> spoken("zh"), spoken("en")
    ('zh', 'en')
    """
    return lang if lang in ("en", "zh") else of_locale(os.environ)


# What is wrong


def refused(
    error: Exception, arguments: Sequence[str], context: Any = None
) -> GradproofError | None:
    """What Typer does not understand, as an error with words; None if all it says is the help."""
    kinds = {one.__name__ for one in type(error).__mro__}
    if "NoArgsIsHelpError" in kinds:
        return None
    context = context or getattr(error, "ctx", None)
    see = Phrase("See {0} --help.", context.command_path if context else "gradproof")
    option = str(getattr(error, "option_name", ""))
    if "NoSuchOption" in kinds:
        near = getattr(error, "possibilities", None) or ()
        alike = Phrase("Did you mean {0}?", ", ".join(sorted(near)))
        return UsageError(Phrase("there is no option {0}", option), hint=alike if near else see)
    if "BadOptionUsage" in kinds:
        given = any(one.startswith(f"{option}=") for one in arguments)
        said = (
            Phrase("{0} takes no value", option) if given else Phrase("{0} needs a value", option)
        )
        return UsageError(said, hint=see)
    named = _shown(getattr(error, "param", None))
    if "MissingParameter" in kinds:
        return UsageError(Phrase("{0} is missing", named), hint=see)
    if "BadParameter" in kinds:
        return UsageError(Phrase("{0} does not take this value", named), hint=see)
    return UsageError(str(getattr(error, "message", error)), hint=see)


def _shown(parameter: Any) -> str:
    """What a person calls a parameter: `--order`, `NOTE`."""
    if getattr(parameter, "param_type_name", "") == "option":
        return parameter.opts[0]
    return str(getattr(parameter, "metavar", None) or getattr(parameter, "name", None) or "")


class Command(TyperCommand):
    """A command that says in words what it does not understand.

    Its options are given once: of two values, nobody knows which is meant.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What is left of the arguments.

        Errors:  UsageError for a second value of an option, and for an argument too many.
        """
        try:
            _, left, found = self.make_parser(ctx).parse_args(args=[*args])
        except REFUSED as error:
            raise refused(error, args, ctx) or error from None
        if not {"--help"} & {*args}:
            valued = (
                one
                for one in found
                if one.param_type_name == "option" and not getattr(one, "is_flag", False)
            )
            named = [one.opts[0] for one in valued]
            again = next((one for one in named if named.count(one) > 1), None)
            if again is not None:
                raise UsageError(Phrase("{0} is given twice", again))
            if left:
                raise UsageError(
                    Phrase("{0} was not expected", left[0]),
                    hint=Phrase("See {0} --help.", ctx.command_path),
                )
        return super().parse_args(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The help, in the language asked for."""
        formatter.write("\n".join(_help(self, ctx)) + "\n")


class Commands(TyperGroup):
    """The program itself, which has commands."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is named.

        Errors:  UsageError if there is none of this name.
        """
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            raise UsageError(
                Phrase("there is no command {0}", args[0]),
                hint=Phrase("Choose one of: {0}.", ", ".join(self.list_commands(ctx))),
            )
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The help, in the language asked for."""
        formatter.write("\n".join(_help(self, ctx)) + "\n")


# Help


def _help(command: Any, ctx: Any) -> Iterator[str]:
    """How to call the command, what it does, and its arguments, options and commands."""
    say, fit, measure = _voice()
    parameters = command.get_params(ctx)
    arguments = [one for one in parameters if one.param_type_name == "argument"]
    names = getattr(command, "list_commands", lambda _: [])(ctx)
    after = [f"[{_shown(one)}]" if not one.required else _shown(one) for one in arguments]
    if names:
        yield say(Phrase("Usage: {0} [OPTIONS] COMMAND …", ctx.command_path))
    else:
        yield say(Phrase("Usage: {0} [OPTIONS] {1}", ctx.command_path, " ".join(after))).rstrip()
    yield ""
    yield from (f"  {line}" for line in fit(say(_first(command.help)), WIDTH - 2))
    blocks: list[tuple[str, list[tuple[str, str]]]] = [
        ("Arguments:", [(_shown(one), say(one.help or "")) for one in arguments]),
        ("Options:", [_option(one, say) for one in parameters if one not in arguments]),
        ("Commands:", [(one, say(_first(command.get_command(ctx, one).help))) for one in names]),
    ]
    for title, rows in blocks:
        if not rows:
            continue
        yield ""
        yield say(title)
        column = min(NAMES, max(measure(name) for name, _ in rows)) + 2
        for name, words in rows:
            lines = fit(words, WIDTH - column - 2)
            if measure(name) > column - 2:
                yield f"  {name}"
                name = ""
            yield f"  {name}{' ' * (column - measure(name))}{lines[0] if lines else ''}".rstrip()
            yield from (f"  {' ' * column}{line}" for line in lines[1:])


def _option(option: Any, say: Callable[[str], str]) -> tuple[str, str]:
    """An option with its value, and what it is for."""
    flag = getattr(option, "is_flag", False)
    name = ", ".join(option.opts) + (f" {option.metavar}" if option.metavar and not flag else "")
    words = say("Show this message and exit." if option.name == "help" else option.help or "")
    if flag or option.default in (None, ""):
        return name, words
    return name, f"{words} {say(Phrase('[default: {0}]', option.default))}"


def _first(text: str | None) -> str:
    """The first sentence of what a command says of itself."""
    return " ".join((text or "").partition("\n\n")[0].split())


def _voice() -> tuple[Callable[[str], str], Callable[[str, int], list[str]], Callable[[str], int]]:
    """How a sentence is said, broken into lines, and measured."""
    if spoken(asked(sys.argv[1:])) == "en":
        return str, wrap, len

    # Imported here for the time it takes: help answers at once.
    from gradproof.report.chinese import words_in
    from gradproof.report.wrapping import cells, sentence

    table = words_in("zh")
    return (lambda text: in_words(text, table)), sentence, cells
