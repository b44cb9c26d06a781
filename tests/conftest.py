"""Settings that every test shares."""

import os
import sys
from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings

from gradproof import cli
from gradproof.core.errors import GradproofError, Place
from gradproof.core.phrase import Phrase
from gradproof.report.chinese import CHINESE

settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(autouse=True, scope="session")
def every_error_has_its_chinese() -> Iterator[None]:
    """Whatever error the program makes in a test, its message and its hint are in the table."""
    make = GradproofError.__init__

    def checked(
        self: GradproofError, message: str, place: Place | None = None, hint: str = ""
    ) -> None:
        make(self, message, place, hint)
        if sys._getframe(1).f_globals["__name__"].startswith("gradproof."):
            assert all(one in CHINESE for one in (*templates(message), *templates(hint)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(GradproofError, "__init__", checked)
        yield


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    """(exit code, standard output, standard error) of `gradproof …` in this process."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "GRADPROOF_DEBUG"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["gradproof", *arguments])
        with pytest.raises(SystemExit) as left:
            cli.main()
        shown = capsys.readouterr()
        code = left.value.code
        return (code if isinstance(code, int) else 0), shown.out, shown.err

    return run


def templates(sentence: str) -> Iterator[str]:
    """The templates that a sentence is made of."""
    if isinstance(sentence, Phrase):
        yield sentence.template
        for part in sentence.parts:
            if isinstance(part, Phrase):
                yield from templates(part)
    elif sentence:
        yield sentence
