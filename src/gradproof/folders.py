"""Which notes are meant: files, patterns, whole folders, standard input."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence
from pathlib import Path

from gradproof.core.phrase import Phrase
from gradproof.formats import NOTES
from gradproof.usage import UsageError


def notes(names: Sequence[str]) -> list[str]:
    """The files that the names stand for, each once, in the order of the names.

    A folder stands for every note below it but for what is hidden; a pattern (`*.md`, `**/*.md`)
    for what fits it, if there is no file of this very name.

    Errors:  UsageError for a folder without notes, and for a pattern that nothing fits.
    """
    return list(dict.fromkeys(one for name in names for one in _meant(name)))


def _meant(name: str) -> Iterator[str]:
    if name == "-":
        yield name
    elif Path(name).is_dir():
        found = sorted(_below(Path(name)))
        if not found:
            raise UsageError(
                Phrase("there are no notes in {0}", name),
                hint=Phrase("A note ends in one of {0}.", ", ".join(NOTES)),
            )
        yield from found
    elif glob.has_magic(name) and not Path(name).exists():
        found = [one for one in sorted(glob.glob(name, recursive=True)) if Path(one).is_file()]
        if not found:
            raise UsageError(Phrase("no file fits {0}", name))
        yield from found
    else:
        yield name


def _below(folder: Path) -> Iterator[str]:
    """The notes in a folder and in those below it, without what is hidden and links to folders."""
    for one in folder.iterdir():
        if one.name.startswith("."):
            continue
        if one.is_dir() and not one.is_symlink():
            yield from _below(one)
        elif one.suffix.lower() in NOTES and one.is_file():
            yield str(one)
